"""Filters: each value alone, pairs of them, values that switch a filter off, and values that no row has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from typing import Final

from conformance.asking.reading import first_position
from conformance.comparing.matching import documented, implied, matches, selection, switched_off, text_of
from conformance.evidence import Filtered, Parted, Reaction, Twins
from conformance.law import Ask, Probe
from conformance.laws.parts import parting
from conformance.probes.nobodys import nobodys_value
from conformance.probes.windows import Windows, last_start, plain, switches, windows
from conformance.questions import Question
from conformance.survey import Survey
from conformance.target import Target
from listproof.contract import MISSING, Filter, Json, Operation, Parameter, look

_ENUM: Final = 12
_FREE: Final = 3
_PAIRS: Final = 6
_LAWS: Final = (
    "filter/match", "meta/total", "meta/total-all", "meta/pages", "meta/has-next", "meta/has-prev",
    "meta/next", "meta/prev", "page/window", "page/no-repeats", "summary/agrees", "summary/constant",
)  # fmt: skip

Asked = tuple[tuple[str, Json], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A filter of the operation with the values that are worth asking for."""

    key: str
    rule: Filter
    parameter: Parameter
    values: tuple[Json, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What the probes on filters are made of."""

    operation: Operation
    survey: Survey
    pages: Windows
    fields: tuple[Field, ...]

    def question(self, asked: Asked, size: int | None) -> Question:
        """The question with these filters, and with those switched off that would hold unasked."""
        held = {key: value for key, value in switches(self.operation).items() if key not in dict(asked)}
        return Question(size=size, filters=(*held.items(), *asked))

    def undivided(self) -> Question:
        """The question for the list that the filters are to divide."""
        return plain(self.operation, self.pages.largest)

    @property
    def budget(self) -> int | None:
        """How many pages a filtered walk may have: all of them, unless the list is a long one."""
        return None if self.survey.whole and len(self.survey.main.pages) <= 5 else 2

    def count(self, asked: Asked) -> int | None:
        """How many of the survey's rows match, or None where that can't be told."""
        if not self.undivided_known:
            return None
        answers = selection(self.operation, asked, self.survey.rows)
        return None if None in answers else sum(map(bool, answers))

    @property
    def undivided_known(self) -> bool:
        """Whether the survey has every row: no filter held unasked, and the walk came to its end."""
        return self.survey.whole and not implied(self.operation)


def probes(operation: Operation, survey: Survey, target: Target) -> Iterator[Probe]:  # noqa: ARG001
    """Probes on the filters of the main caller's list."""
    fields = tuple(_fields(operation, survey.rows))
    material = Material(operation=operation, survey=survey, pages=windows(operation, survey), fields=fields)
    for field in fields:
        yield from _alone(material, field)
    pairs = tuple(_pairs(material))
    if pairs:
        yield Probe(
            asks="filters together",
            laws=("filter/both", *_LAWS),
            gather=partial(_together, material=material, pairs=pairs),
        )
    apart = tuple(_nowhere_together(material))
    if apart:
        yield Probe(
            asks="filters that no row fits together",
            laws=("filter/no-match", "filter/both", *_LAWS),
            gather=partial(_none_fits, material=material, asked=apart),
        )


def _alone(material: Material, field: Field) -> Iterator[Probe]:
    key = field.key
    if field.values:
        laws = ("filter/complete", "filter/parts", "parameters/accepted", *_LAWS)
        gather = partial(_values, material=material, field=field)
        yield Probe(asks=f"each value of {key} alone", laws=laws, gather=gather)
        yield Probe(
            asks=f"the pages of a list filtered by {key}",
            laws=_LAWS,
            gather=partial(_filtered_pages, material=material, field=field),
        )
    if field.rule.all:
        yield Probe(
            asks=f"the value that switches {key} off",
            laws=("filter/all", *_LAWS),
            gather=partial(_switched_off, material=material, field=field),
        )
    strangers = tuple(_strangers(material, field))
    if strangers:
        yield Probe(
            asks=f"values of {key} that no row has",
            laws=("filter/no-match", *_LAWS),
            gather=partial(_none_fits, material=material, asked=tuple(((key, one),) for one in strangers)),
        )


# --- which values --------------------------------------------------------------------------------------


def _fields(operation: Operation, rows: Sequence[Json]) -> Iterator[Field]:
    for key, rule in operation.listing.filters.items():
        parameter = operation.parameters.get(key)
        if parameter is not None:
            values = tuple(_worth_asking(rule, parameter, rows))
            yield Field(key=key, rule=rule, parameter=parameter, values=values)


def _worth_asking(rule: Filter, parameter: Parameter, rows: Sequence[Json]) -> Iterator[Json]:
    """Documented values where the document lists them, else values that rows have."""
    if rule.op == "exists" or parameter.types == {"boolean"}:
        yield from (True, False)
    elif parameter.enum:
        yield from [value for value in parameter.enum if not switched_off(rule, value)][:_ENUM]
    else:
        found = [value for value in _from_rows(rule, rows) if documented(parameter, value)]
        yield from found or _from_document(parameter)


def _from_rows(rule: Filter, rows: Sequence[Json]) -> list[Json]:
    if rule.at is None:
        return []
    seen = Counter(
        value for row in rows if isinstance(value := look(row, rule.at), (str, int, float)) and value != ""
    )
    ranked = [value for value, _ in seen.most_common()]
    if rule.op in ("eq", "ne", "in", "search"):
        # The commonest, the rarest and one between: a filter may work by chance for one of them.
        return list(dict.fromkeys(ranked[place] for place in (0, len(ranked) // 2, -1) if ranked))[:_FREE]
    if rule.op in ("contains", "prefix"):
        return [value[:3] for value in ranked if isinstance(value, str) and value[:3].isalnum()][:1]
    ordered = sorted(ranked, key=lambda value: (isinstance(value, str), value))
    return list(dict.fromkeys(ordered[place] for place in (len(ordered) // 2, 0, -1) if ordered))


def _from_document(parameter: Parameter) -> Iterator[Json]:
    given = (
        parameter.example,
        parameter.schema.get("example", MISSING),
        *parameter.schema.get("examples", ()),
    )
    yield from [value for value in given if value is not MISSING and value is not None][:1]


def _strangers(material: Material, field: Field) -> Iterator[Json]:
    """Values that the document allows and that no row of the list has."""
    rule, parameter = field.rule, field.parameter
    if rule.op not in ("eq", "in", "contains", "prefix"):
        return
    if parameter.enum:
        candidates = list(field.values) if rule.at is not None and material.undivided_known else []
    else:
        near = [one for one in _near_misses(material, field) if documented(parameter, one)]
        candidates = near or [nobodys_value(parameter)]
    for value in candidates:
        had = any(matches(rule, value, item) is not False for item in material.survey.rows)
        if value is not None and documented(parameter, value) and (rule.at is None or not had):
            yield value


def _near_misses(material: Material, field: Field) -> Iterator[str]:
    """A real value without its last letter, without its first, in the other case, and with another letter at
    its end: one that a careless LIKE takes for any letter or, in a UUID, another digit."""
    real = next((value for value in field.values if isinstance(value, str) and len(value) > 1), None)
    visible = field.rule.op == "eq" and field.rule.at is not None
    if visible and material.undivided_known and real is not None:
        if field.parameter.schema.get("format") == "uuid":
            yield real[:-1] + ("1" if real[-1] == "0" else "0")
        else:
            yield from dict.fromkeys((real[:-1], real[1:], real.swapcase(), real[:-1] + "_"))


# --- asking --------------------------------------------------------------------------------------------


def _values(ask: Ask, *, material: Material, field: Field) -> Iterable[Filtered | Parted | Reaction]:
    operation, largest = material.operation, material.pages.largest
    cut = field.key in implied(operation) and field.key not in switches(operation)
    undivided = ask.walk(material.undivided(), pages=material.survey.budget)
    walks = []
    for value in field.values:
        walk = ask.walk(material.question(((field.key, value),), largest), pages=material.budget)
        walks.append(walk)
        if not field.parameter.enum and material.count(((field.key, value),)):
            yield _accepted(ask, material, field, value)
        if not cut:
            yield Filtered(about=field.key, filtered=walk, unfiltered=undivided)
    if not cut and len(field.values) == len(parting(operation, field.key)) and field.values:
        yield Parted(about=field.key, parts=tuple(walks), undivided=undivided)


def _accepted(ask: Ask, material: Material, field: Field, value: Json) -> Reaction:
    """The first page of a walk by a value that rows have, where the document lists no values to try."""
    asked = ((field.key, value),)
    question = material.question(asked, material.pages.largest)
    question = question.but(position=first_position(material.operation))
    return Reaction(
        law="parameters/accepted",
        about=field.key,
        situation="valid",
        way=f"{field.key}={text_of(value)}, which rows have,",
        exchange=ask.exchange(question),
        page=ask.page(question),
    )


def _filtered_pages(ask: Ask, *, material: Material, field: Field) -> Iterable[Reaction]:
    """The first, second and last page of a filtered list, and one that is exactly full."""
    counts = {value: material.count(((field.key, value),)) for value in field.values}
    pages = material.pages
    several = [(number, value) for value, number in counts.items() if number and number > 1]
    if not several:
        value = field.values[0]
        asked = ((field.key, value),)
        ask.page(material.question(asked, pages.odd if pages.largest else None))
        return ()
    number, value = max(several, key=lambda pair: pair[0])
    small, few = min(several, key=lambda pair: pair[0])
    place = list(material.fields).index(field)
    for size in [one for one in (pages.usual(place), pages.odd, pages.smallest) if one < number][:1]:
        _at(ask, material, ((field.key, value),), size, size)
        _at(ask, material, ((field.key, value),), last_start(number, size), size)
    if pages.allowed(small):
        _at(ask, material, ((field.key, few),), 0, small)
    if pages.largest:
        _at(ask, material, ((field.key, few),), pages.smallest, pages.smallest)
    return ()


def _at(ask: Ask, material: Material, asked: Asked, skipped: int, size: int) -> None:
    window = material.pages.at(skipped, size)
    if window is not None:
        ask.page(material.question(asked, size).but(position=window.position))


def _switched_off(ask: Ask, *, material: Material, field: Field) -> Iterable[Twins]:
    pages = material.pages
    others = [((one.key, one.values[0]),) for one in material.fields if one.key != field.key and one.values]
    windows_ = [pages.at(0, pages.largest), pages.at(pages.odd, pages.odd)]
    contexts: list[tuple[Asked, Question | None]] = [((), window) for window in windows_]
    contexts += [(asked, windows_[0]) for asked in others[:2]]
    if field.key in implied(material.operation):
        return  # without the parameter its default selects: leaving it out is another list
    for value in field.rule.all[:2]:
        for asked, window in contexts:
            if window is None:
                continue
            left = ask.page(material.question(asked, window.size).but(position=window.position))
            off = (*asked, (field.key, value))
            right = ask.page(material.question(off, window.size).but(position=window.position))
            if left is not None and right is not None:
                because = f"{field.key}={text_of(value)} switches the filter off"
                yield Twins(law="filter/all", about=field.key, left=left, right=right, because=because)


def _none_fits(ask: Ask, *, material: Material, asked: tuple[Asked, ...]) -> Iterable[Reaction]:
    enums = {field.key for field in material.fields if field.parameter.enum}
    for filters in asked:
        nobodys = len(filters) == 1 and filters[0][0] not in enums
        question = material.question(filters, material.pages.largest).but(nobodys=nobodys)
        yield Reaction(
            law="filter/no-match",
            about="&".join(key for key, _ in filters),
            situation="valid",
            way=" and ".join(f"{key}={text_of(value)}" for key, value in filters),
            exchange=ask.exchange(question),
            page=ask.page(question),
        )


# --- several filters -----------------------------------------------------------------------------------


def _pairs(material: Material) -> Iterator[Asked]:
    """For each pair of filters values that some row has together, and not every row of either alone."""
    able = [field for field in material.fields if field.values and field.rule.op != "search"]
    for one, other in list(combinations(able, 2))[:_PAIRS]:
        pairs: list[Asked] = [
            ((one.key, left), (other.key, right)) for left in one.values for right in other.values
        ]
        known = {pair: number for pair in pairs if (number := material.count(pair)) is not None}
        fitting = [pair for pair, number in known.items() if number]
        if fitting:
            yield max(fitting, key=lambda pair: _telling(material, pair, known))
        elif not known:
            yield pairs[0]
    if len(able) > 2:
        row = next(iter(material.survey.rows), None)
        every = tuple((field.key, _value_in(field, row)) for field in able)
        if all(value is not MISSING for _, value in every):
            yield every


def _telling(material: Material, pair: Asked, known: Mapping[Asked, int]) -> int:
    """How many rows fit one of the two filters alone: those that a backend would add if it forgot one."""
    alone = [material.count((one,)) or 0 for one in pair]
    return min(alone) - known[pair] + min(known[pair], 1)


def _value_in(field: Field, row: Json) -> Json:
    """A value of the filter that the row fits."""
    fitting = (value for value in field.values if matches(field.rule, value, row) is True)
    return next(fitting, MISSING)


def _nowhere_together(material: Material) -> Iterator[Asked]:
    able = [field for field in material.fields if field.values and field.rule.op == "eq"]
    for one, other in combinations(able, 2):
        for left in one.values:
            for right in other.values:
                pair = ((one.key, left), (other.key, right))
                if material.count(pair) == 0 and all(material.count((single,)) for single in pair):
                    yield pair
                    return


def _together(ask: Ask, *, material: Material, pairs: tuple[Asked, ...]) -> Iterable[Filtered]:
    operation, pages = material.operation, material.pages
    rules = operation.listing.filters
    cut = set(implied(operation)) - set(switches(operation))
    for asked in pairs:
        walk = ask.walk(material.question(asked, pages.largest), pages=material.budget)
        hidden = tuple((key, value) for key, value in asked if rules[key].at is None)
        beside = material.question(hidden[:1], pages.largest)
        if not cut & {key for key, _ in asked}:
            about = "&".join(key for key, _ in asked)
            yield Filtered(about=about, filtered=walk, unfiltered=ask.walk(beside, pages=material.budget))
        number = len(walk.ids)
        if walk.whole and number > 1 and pages.largest:
            half = max(pages.smallest, number // 2)
            _at(ask, material, asked, half, half)
