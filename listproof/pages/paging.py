"""How the list is paged: in words, and in a picture of the rows that the mock's pages hold."""

from __future__ import annotations

from collections.abc import Iterator

from listproof.contract import Size
from listproof.pages.study import Study, name_of, place
from listproof.pages.walking import Seen, Walk
from listproof.pages.words import (
    Block,
    Box,
    Field,
    Paragraph,
    Picture,
    Row,
    Section,
    Table,
    Words,
    code,
    joined,
    sentences,
    words,
)


def paging(study: Study) -> Section:
    """The section on pages."""
    blocks: list[Block] = [
        Paragraph(words=sentences(*how(study), *_sizes(study))),
        Paragraph(words=sentences(ending(study), _past_the_end(study))),
    ]
    if study.walk is not None and study.walk.rows:
        blocks += _drawn(study, study.walk)
    return Section(id="paging", title="Paging", blocks=tuple(blocks))


def how(study: Study) -> Iterator[Words]:
    """How a page is asked for."""
    operation, rule = study.operation, study.rule
    page = name_of(operation, operation.mocked.page.param)
    by = operation.mocked.page.by
    if rule is None:
        yield words("The document does not say where an answer has the way to the next page.")
    elif rule.by == "page":
        size = _size_name(study)
        number = "N" if rule.first == 0 else f"(N − {rule.first})"
        upto = {0: "(N + 1)", 1: "N"}.get(rule.first, f"(N − {rule.first - 1})")
        held = f"{number} × {size} + 1 to {upto} × {size}"
        yield words(
            "{page} is the number of the page, and the first page is {first}{aside}.",
            page=page,
            first=code(str(rule.first)),
            aside=study.promise("page/first").aside,
        )
        yield words("Page N holds the rows {held}, counted from 1.", held=code(held))
    elif rule.by == "offset":
        yield words(
            "{page} is the number of rows to skip: {first} for the first page{aside}.",
            page=page,
            first=code(str(rule.first)),
            aside=study.promise("page/first").aside,
        )
        yield words("For the next page, add the number of items that came.")
    elif rule.by == "token":
        lead = operation.listing.meta["next"]
        yield words(
            "A page is asked for by what the page before it gave: send {lead} as {page}.",
            lead=place(lead),
            page=page,
        )
        yield words("Without {page} the first page comes.", page=page)
    elif rule.by == "url":
        yield words(
            "Each page leads to the next one by a URL: {lead}.", lead=place(operation.listing.meta["next"])
        )
        yield words(
            "Follow it as it stands, with the same credentials; it may be relative to the request's own URL."
        )
    elif by == "none" and operation.listing.size is None:
        yield words("The whole list comes in one answer.")
    else:
        yield words("There is one page, and no way to ask for another.")


def _sizes(study: Study) -> Iterator[Words]:
    size = study.operation.listing.size
    if size is None:
        return
    name = name_of(study.operation, size.param)
    if size.omit == ("default",) and size.default is not None:
        most = words(", {most} at most", most=code(str(size.maximum))) if size.maximum is not None else ()
        yield words(
            "{name} is how many rows a page holds: {default} when it is left out{most}{aside}.",
            aside=study.promise("size/default").aside,
            name=name,
            default=code(str(size.default)),
            most=most,
        )
    else:
        yield words("{name} is how many rows a page holds{most}.", name=name, most=_at_most(size))
        if "all" in size.omit:
            yield _omitted(study, size)
    yield words("Every page but the last is full.")


def _at_most(size: Size) -> Words:
    return words(", {most} at most", most=code(str(size.maximum))) if size.maximum is not None else ()


def _omitted(study: Study, size: Size) -> Words:
    aside = study.promise("size/omit").aside
    if "default" not in size.omit:
        return words("Left out, every row comes{aside}.", aside=aside)
    return words(
        "Left out, it is {default} or stands for every row{aside}: send it.",
        default=code(str(size.default)),
        aside=aside,
    )


def _size_name(study: Study) -> str:
    size = study.operation.listing.size
    return study.operation.parameters[size.param].name if size is not None else "size"


def ending(study: Study) -> Words | None:
    """How a client knows the last page."""
    rule, meta = study.rule, study.operation.listing.meta
    if rule is None or rule.end == "only":
        return None
    aside = study.promise(f"meta/{rule.end.replace('_', '-')}").aside
    if rule.end == "has_next":
        return words(
            "The last page is the one whose {flag} is {no}{aside}.",
            flag=place(meta["has_next"]),
            no=code("false"),
            aside=aside,
        )
    if rule.end == "next":
        return words(
            "The last page is the one without {lead}: absent, null or empty{aside}.",
            lead=place(meta["next"]),
            aside=aside,
        )
    if rule.end == "pages":
        return words(
            "There are as many pages as {pages} says{aside}.", pages=place(meta["pages"]), aside=aside
        )
    if rule.end == "total":
        return words(
            "No answer says that it is the last: stop when as many rows have come as {total} says{aside}.",
            total=place(meta["total"]),
            aside=aside,
        )
    size = _size_name(study)
    return words(
        "No answer says that it is the last: stop at the first page with fewer than {size} items, or"
        " with none.",
        size=code(size),
    )


def _past_the_end(study: Study) -> Words | None:
    walk = study.walk
    if walk is None or walk.past is None:
        return None
    stated = study.operation.listing.page.past_end
    aside = study.promise("page/past-end", stated=bool(stated)).aside
    return words("A page past the end {gets}{aside}.", gets=_got(walk.past), aside=aside)


def _got(past: Seen) -> Field:
    if past.answer.status >= 300:
        return words("gets {status}", status=code(str(past.answer.status)))
    if not past.items:
        return words("is answered with {status} and no items", status=code(str(past.answer.status)))
    return words("shows the last page again")


# --- the picture ---


def _drawn(study: Study, walk: Walk) -> list[Block]:
    seen = [(_called(number, walk), page) for number, page in _numbered(walk)]
    boxes = [
        Box(asks=_asks(study, page, first=not place), holds=_held(page), counts=_counted(len(page.items)))
        for place, (_, page) in enumerate(seen)
    ]
    if walk.pages > len(boxes):
        between = walk.pages - len(boxes)
        boxes.insert(
            -1, Box(asks="", holds="…", counts=f"{between} more page{'s' * (between > 1)}", look="gap")
        )
    if walk.past is not None:
        boxes.append(_past_box(study, walk.past))
    rows = [_table_row(study, called, page, first=called == "first") for called, page in seen]
    if walk.past is not None:
        rows.append(_table_row(study, "past the end", walk.past, first=False))
    title = f"Which of the mock's {walk.rows} rows each page holds"
    return [
        Picture(
            id="paging-picture",
            title=title,
            says="; ".join(_said(each) for each in boxes),
            boxes=tuple(boxes),
        ),
        Table(caption=title, head=("Page", "Asked for with", "Status", "Rows", "Items"), rows=tuple(rows)),
    ]


def _numbered(walk: Walk) -> list[tuple[int, Seen]]:
    numbers = list(dict.fromkeys([1, min(2, walk.pages), walk.pages]))
    return list(zip(numbers, walk.shown, strict=True))


def _called(number: int, walk: Walk) -> str:
    if number == 1:
        return "first" if walk.pages > 1 else "first and last"
    return "last" if number == walk.pages else "second"


def _asks(study: Study, page: Seen, *, first: bool) -> str:
    param = study.operation.parameters.get(study.operation.mocked.page.param or "")
    if study.rule is not None and study.rule.by in ("page", "offset") and param is not None:
        return f"{param.name}={page.position}"
    return "first request" if first else "the next one"


def _held(page: Seen) -> str:
    low, high = page.rows
    if page.answer.status >= 300:
        return f"status {page.answer.status}"
    if not page.items:
        return "no rows"
    return f"row {low}" if low == high else f"rows {low}–{high}"


def _counted(count: int) -> str:
    return f"{count} item" if count == 1 else f"{count} items"


def _past_box(study: Study, past: Seen) -> Box:
    holds = _held(past) if not past.items else "the last page"
    counts = "refused" if past.answer.status >= 300 else _counted(len(past.items))
    return Box(asks=_asks(study, past, first=False), holds=holds, counts=counts, look="past")


def _said(box: Box) -> str:
    return ", ".join(part for part in (box.asks, box.holds, box.counts) if part)


def _table_row(study: Study, called: str, page: Seen, *, first: bool) -> Row:
    return Row(
        cells=(
            words("{called}", called=called),
            (code(_asks(study, page, first=first or called.startswith("first"))),),
            (code(str(page.answer.status)),),
            words("{held}", held=_held(page) if page.answer.status < 300 and page.items else "none"),
            words("{count}", count=len(page.items)),
        )
    )


def in_short(study: Study) -> Words:
    """The style of paging in a few words: `by page number, from 1`."""
    rule = study.rule
    names = {
        "page": "by page number, from {first}",
        "offset": "by offset, from {first}",
        "token": "by a token from the page before",
        "url": "by links",
        "none": "one page",
    }
    if rule is None:
        return words("not documented")
    return words(names[rule.by], first=rule.first)


def size_in_short(study: Study) -> Words:
    """The size in a few words."""
    size = study.operation.listing.size
    if size is None:
        return words("not to be chosen")
    parts: list[Field] = [name_of(study.operation, size.param)]
    if size.default is not None and "default" in size.omit:
        parts.append(words("{default} when left out", default=size.default))
    if "all" in size.omit:
        parts.append("or every row" if "default" in size.omit else "every row when left out")
    if size.maximum is not None:
        parts.append(words("{most} at most", most=size.maximum))
    return joined(parts)
