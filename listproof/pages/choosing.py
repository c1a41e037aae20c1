"""What selects rows and what orders them: filters, how they combine, sorts and ties."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from listproof.contract import Filter, SortField
from listproof.pages.study import Study, at, name_of, place, value, written
from listproof.pages.words import (
    Block,
    Bullets,
    Paragraph,
    Section,
    Words,
    code,
    joined,
    opened,
    sentences,
    words,
)

_OPERATORS: Final = {
    "eq": "keeps the rows whose {field} is the value",
    "ne": "keeps the rows whose {field} is not the value",
    "in": "keeps the rows whose {field} is one of the values",
    "lt": "keeps the rows whose {field} is less than the value",
    "lte": "keeps the rows whose {field} is the value or less",
    "gt": "keeps the rows whose {field} is greater than the value",
    "gte": "keeps the rows whose {field} is the value or greater",
    "contains": "keeps the rows whose {field} contains the value",
    "prefix": "keeps the rows whose {field} begins with the value",
    "search": "keeps the rows in whose {field} the value is found",
    "exists": "keeps the rows that have {field}, or with {false} those that don't",
}


def filters(study: Study) -> Section | None:
    """The section on filters; None where there are none."""
    listed = study.operation.listing.filters
    if not listed:
        return None
    blocks: list[Block] = [Bullets(items=tuple(_filter(study, each) for each in listed.values()))]
    rest = []
    if len(listed) > 1:
        aside = study.promise("filter/both").aside
        rest.append(words("Filters combine: a row has to match all that are sent{aside}.", aside=aside))
    total = study.operation.listing.meta.get("total")
    if total is not None:
        rest.append(words("{total} follows the filters.", total=place(total)))
    free = any(not study.operation.parameters[key].enum for key in listed)
    if free:
        aside = study.promise("filter/no-match").aside
        rest.append(words("A value that no row has gives an empty list, not an error{aside}.", aside=aside))
    if rest:
        blocks.append(Paragraph(words=sentences(*rest)))
    return Section(id="filters", title="Filters", blocks=tuple(blocks))


def _filter(study: Study, one: Filter) -> Words:
    return sentences(*_filter_sentences(study, one))


def _filter_sentences(study: Study, one: Filter) -> Iterator[Words]:
    name = name_of(study.operation, one.param)
    field = at(one.at) if one.at is not None else words("own value, which no item shows,")
    keeps = words(_OPERATORS[one.op], field=field, false=code("false"))
    aside = study.promise(f"filter/match@{one.param}", f"filter/complete@{one.param}").aside
    yield words("{name} {keeps}{aside}.", name=name, keeps=keeps, aside=aside)
    if one.all:
        off = joined((code(written(each)) for each in one.all), " or ")
        yield words("{off} switches it off, as leaving it out does.", off=off)
    shown = study.filtered.get(one.param)
    total = study.operation.listing.meta.get("total")
    if shown is not None and total is not None:
        text, page = shown
        yield words(
            "In the mock, {sent} brings {total} from {all} to {some}.",
            sent=code(f"{study.operation.parameters[one.param].name}={text}"),
            total=place(total),
            all=value(study.first.figure(total)),
            some=value(page.figure(total)),
        )


def sorting(study: Study) -> Section:
    """The section on the order: what can be asked for, what comes unasked, and ties."""
    parts = [*_asked(study), *_unasked(study), _ties(study)]
    return Section(id="sorting", title="Order", blocks=(Paragraph(words=sentences(*parts)),))


def _asked(study: Study) -> Iterator[Words]:
    sort, operation = study.operation.listing.sort, study.operation
    if sort.by is None and sort.order is None:
        yield words("No parameter is stated to change the order.")
        return
    if sort.by is not None:
        keys = joined((_key(key, field) for key, field in sort.keys.items()), ", ", " and ")
        yield words("{by} names the field to order by", by=name_of(operation, sort.by)) + (
            words(": {keys}.", keys=keys) if keys else words(".")
        )
    if sort.order is not None:
        yield words(
            "{order} turns it: {asc} or {desc}.",
            order=name_of(operation, sort.order),
            asc=code(sort.asc),
            desc=code(sort.desc),
        )
    elif sort.by is not None:
        yield words("A {minus} before a field turns its direction, and commas part several.", minus=code("-"))


def _key(key: str, field: SortField) -> Words:
    if field.at is None:
        return words("{key} (in no item)", key=code(key))
    return (code(key),)


def _unasked(study: Study) -> Iterator[Words]:
    sort, operation = study.operation.listing.sort, study.operation
    by = operation.parameters.get(sort.by or "")
    aside = study.promise("sort/default", stated=bool(sort.default)).aside
    if sort.default:
        yield words("Unasked, the rows come by {fields}{aside}.", fields=_fields(sort.default), aside=aside)
    elif by is not None and isinstance(by.default, str):
        way = operation.parameters.get(sort.order or "")
        direction = way.default if way is not None and isinstance(way.default, str) else ""
        yield words(
            "Unasked, the rows come by {key}{direction}.",
            key=code(by.default),
            direction=words(", {way}", way=code(direction)) if direction else "",
        )
    else:
        mocked = operation.mocked.sort.default
        does = (
            words("by {fields}", fields=_fields(mocked))
            if mocked
            else words("in the order in which it has them")
        )
        yield words(
            "In which order the rows come unasked is {open}; the mock gives them {does}.",
            open=opened("left open"),
            does=does,
        )


def _fields(fields: tuple[SortField, ...]) -> Words:
    return joined(
        (
            words(
                "{field}, {way}",
                field=at(each.at) if each.at is not None else code(each.name),
                way="descending" if each.descending else "ascending",
            )
            for each in fields
        ),
        ", then ",
    )


def _ties(study: Study) -> Words:
    aside = study.promise("sort/stable").aside
    stated, mocked = study.operation.listing.sort.default, study.operation.mocked.sort.default
    breaking = mocked[len(stated) :] if stated and mocked[: len(stated)] == stated else ()
    same = words("The order, that of equal rows too, is the same from page to page{aside}.", aside=aside)
    if not breaking:
        return same
    which = words(
        "How equal rows are ordered is {open}; the mock orders them by {fields}.",
        open=opened("left open"),
        fields=_fields(breaking),
    )
    return sentences(which, same)
