"""Lists that are too long to walk: windows at the start, in the middle, at the end and at a known boundary.

What holds for a whole walk holds for a stretch of it: windows that meet share no row, the same rows come at
another size, the rows stand in their order, and the list ends where its total says.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from conformance.comparing.matching import implied, switched_off, text_of
from conformance.comparing.spelling import is_faulty, said_total
from conformance.evidence import Counted, Ordered, Page, Reaction, Rewalked, Twins, Walk
from conformance.law import Ask, Probe
from conformance.probes.windows import MOST, Windows, last_start, plain, windows
from conformance.questions import Question
from conformance.survey import Survey
from conformance.target import Target
from listproof.contract import Operation

SHORT: Final = 5
"""A list of no more pages than this is walked whole, by every filter and in every order."""
DEEP: Final = 10_000
"""As deep as some search engines let anybody page, unless they are told otherwise."""
_KEYS: Final = 3
_FILTERS: Final = 3
_VALUES: Final = 2
_AGAIN: Final = 200
_LAWS: Final = (
    "page/no-repeats", "page/complete", "page/window", "page/ends", "parameters/accepted", "size/at-most",
    "size/full", "meta/total", "meta/page", "meta/offset", "meta/has-next", "meta/has-prev",
)  # fmt: skip

Stretched = Rewalked | Counted | Reaction | Twins | Walk


@dataclass(frozen=True, slots=True, kw_only=True)
class Long:
    """A long list, and the windows that can be asked for by number."""

    pages: Windows
    size: int
    survey: Survey

    @property
    def operation(self) -> Operation:
        """The operation whose list it is."""
        return self.pages.operation

    def at(self, question: Question, skipped: int, size: int) -> Question | None:
        """The question for a page of the list that another one asks for; None where it can't be asked."""
        window = self.pages.at(skipped, size)
        return None if window is None else question.but(position=window.position, size=size)

    def aligned(self, skipped: int) -> int:
        """The start of the page in which so many rows have been skipped."""
        return skipped // self.size * self.size


def probes(operation: Operation, survey: Survey, target: Target) -> Iterator[Probe]:  # noqa: ARG001
    """Probes on the main caller's list, where it has more pages than are walked again and again."""
    pages = windows(operation, survey)
    largest = pages.largest
    if largest is None or (survey.whole and len(survey.main.pages) <= SHORT):
        return
    long = Long(pages=pages, size=largest, survey=survey)
    if not pages.by_number:
        yield from _by_token(long)
        return
    if not survey.whole:
        yield from _places(long)
    yield from _filtered(long)
    yield from _sorted(long)


# --- the plain list ------------------------------------------------------------------------------------


def _places(long: Long) -> Iterator[Probe]:
    question, total = long.survey.main.question, long.pages.total
    if total is None:
        yield Probe(asks="how deep the list is", laws=_LAWS, gather=partial(_sounded, long=long))
        return
    named = {
        "in its middle": long.aligned(total // 2) - long.size,
        "at its end": last_start(total, long.size) - long.size,
        f"at row {DEEP}": long.aligned(DEEP) - long.size,
    }
    places = {asks: start for asks, start in named.items() if start >= long.size}
    for asks, start in places.items():
        gather = partial(_stretch, long=long, question=question, start=start, again=asks == "in its middle")
        yield Probe(asks=f"a long list {asks}", laws=("time/repeat", *_LAWS), gather=gather)
    starts = (0, *sorted(places.values()))
    yield Probe(
        asks="windows far from each other",
        laws=("sort/default", "page/no-repeats"),
        gather=partial(_sampled, long=long, question=question, starts=starts),
    )


def _stretch(
    ask: Ask, *, long: Long, question: Question, start: int, again: bool = False
) -> Iterator[Stretched]:
    """Two pages that meet, the same rows at other sizes, and one of the pages once more."""
    asked = long.at(question, start, long.size)
    if asked is None:
        return
    walk = ask.walk(asked, pages=3 if _is_last(ask, long, question, start) else 2)
    yield _reached(ask, long, asked)
    if not walk.pages:
        return
    yield Rewalked(walk=walk)
    yield from _halves(ask, long, walk, start)
    if not is_faulty(long.operation, walk):
        yield from _inside(ask, long, walk, start)
    if again:
        left, right = ask.page(asked), ask.page(asked.but(again=_AGAIN))
        if left is not None and right is not None:
            yield Twins(law="time/repeat", left=left, right=right, because="the same request was sent twice")


def _is_last(ask: Ask, long: Long, question: Question, start: int) -> bool:
    """Whether the second page from here is the last, so that a third shows that the list ends there."""
    asked = long.at(question, start, long.size)
    page = None if asked is None else ask.page(asked)
    total = None if page is None else said_total(page)
    return total is not None and start + 2 * long.size >= total


def _reached(ask: Ask, long: Long, asked: Question) -> Reaction:
    """A page that the list has by its own words, however deep it lies."""
    param = long.operation.listing.page.param or ""
    return Reaction(
        law="parameters/accepted",
        about=param,
        situation="valid",
        way=f"{param}={asked.position}, where there are rows by the list's own words,",
        exchange=ask.exchange(asked),
        page=ask.page(asked),
    )


def _halves(ask: Ask, long: Long, walk: Walk, start: int) -> Iterator[Rewalked]:
    """The first page of the walk in two halves, and the halves in one page."""
    half = long.size // 2
    first = walk.pages[0]
    asked = long.at(walk.question, start, half)
    if long.size % 2 or asked is None or not long.pages.allowed(half) or len(first.items) < long.size:
        return
    halves = ask.walk(asked, pages=2)
    if halves.pages:
        one = replace(walk, pages=(first,), ended="budget")
        yield Rewalked(walk=halves, beside=one, covered=len(halves.pages) == 2)
        yield Rewalked(walk=one, beside=halves, covered=True)


def _inside(ask: Ask, long: Long, walk: Walk, start: int) -> Iterator[Counted]:
    """A window of an odd size across both pages, held to the rows that these have."""
    size = long.pages.odd
    by_offset = long.operation.listing.page.by == "offset"
    inside = start + long.size - size // 2 if by_offset else -(-(start + long.size - size) // size) * size
    asked = long.at(walk.question, inside, size)
    page = None if asked is None or inside < start else ask.page(asked)
    if page is not None:
        yield Counted(page=page, part=walk.ids, part_at=start)


def _sampled(ask: Ask, *, long: Long, question: Question, starts: tuple[int, ...]) -> Iterator[Walk]:
    """Windows far from each other share no row, and are in one order."""
    asked = [long.at(question, start, long.size) for start in starts]
    found = [page for one in asked if one is not None and (page := ask.page(one)) is not None]
    if len(found) > 1:
        yield Walk(question=question, pages=tuple(found), ended="budget")


def _sounded(ask: Ask, *, long: Long) -> Iterator[Stretched]:
    """A list that tells no total: its middle and its end, by the deepest page that has rows."""
    question = long.survey.main.question
    end = _deepest(ask, long, question)
    starts = sorted({long.aligned(end // 2), end - long.size})
    for start in starts:
        if start >= long.size:
            yield from _stretch(ask, long=long, question=question, start=start)
    yield from _sampled(ask, long=long, question=question, starts=(0, *starts))


def _deepest(ask: Ask, long: Long, question: Question) -> int:
    """The rows before the last page that has any: ten times as deep each time, then by halves."""
    low = long.aligned(max(len(long.survey.rows) - 1, 0))
    high = 10 * low
    while high < MOST and _has_rows(ask, long, question, high):
        low, high = high, 10 * high
    while high - low > long.size:
        middle = long.aligned((low + high) // 2)
        if _has_rows(ask, long, question, middle):
            low = middle
        else:
            high = middle
    return low


def _has_rows(ask: Ask, long: Long, question: Question, start: int) -> bool:
    asked = long.at(question, start, long.size)
    page = None if asked is None else ask.page(asked)
    return page is not None and bool(page.items)


# --- filtered and sorted -------------------------------------------------------------------------------


def _filtered(long: Long) -> Iterator[Probe]:
    operation = long.operation
    base = plain(operation, long.size)
    for key, rule in list(operation.listing.filters.items())[:_FILTERS]:
        parameter = operation.parameters.get(key)
        values = [one for one in parameter.enum if not switched_off(rule, one)] if parameter else []
        if key in implied(operation):
            continue
        for value in dict.fromkeys(values[place] for place in (0, -1) if values):
            question = base.but(filters=(*base.filters, (key, value)))
            yield Probe(
                asks=f"a long list with {key}={text_of(value)}, in its middle and at its end",
                laws=("filter/match", *_LAWS),
                gather=partial(_deep, long=long, question=question),
            )


def _deep(ask: Ask, *, long: Long, question: Question) -> Iterator[Stretched]:
    """The middle and the end of a list, by what its first page says of its length."""
    first = _first(ask, long, question)
    total = None if first is None else said_total(first)
    if total is None or total > MOST or total <= 2 * long.size:
        return
    middle, end = long.aligned(total // 2), last_start(total, long.size)
    for start, pages in ((middle, 2), (end, 2)):
        asked = long.at(question, start, long.size)
        if asked is not None:
            yield _reached(ask, long, asked)
            walk = ask.walk(asked, pages=pages)
            if walk.pages:
                yield Rewalked(walk=walk)
    yield from _sampled(ask, long=long, question=question, starts=tuple(sorted({0, middle, end})))


def _first(ask: Ask, long: Long, question: Question) -> Page | None:
    asked = long.at(question, 0, long.size)
    return None if asked is None else ask.page(asked)


def _sorted(long: Long) -> Iterator[Probe]:
    sort = long.operation.listing.sort
    for key in list(sort.keys)[:_KEYS] if sort.by is not None else ():
        for descending in (False, True):
            question = long.survey.main.question.but(sort=(key, descending))
            yield Probe(
                asks=f"the middle of a long list by {key}, {'descending' if descending else 'ascending'}",
                laws=("sort/order", "page/no-repeats", *_LAWS),
                gather=partial(_deep, long=long, question=question),
            )
        yield Probe(
            asks=f"both ends of a long list by {key}",
            laws=("sort/reverse",),
            gather=partial(_ends, long=long, key=key),
        )


def _ends(ask: Ask, *, long: Long, key: str) -> Iterator[Ordered]:
    """The first page in one direction, and the last ones in the other."""
    question = long.survey.main.question
    for descending in (False, True):
        there, back = (question.but(sort=(key, one)) for one in (descending, not descending))
        first = _first(ask, long, there)
        total = None if first is None else said_total(first)
        if first is None or total is None or total > MOST or total <= 2 * long.size:
            continue
        start = last_start(total, long.size)
        asked = long.at(back, start, long.size)
        last = None if asked is None else ask.page(asked)
        if last is None or len(last.items) != total - start:
            continue  # the laws on pages and sizes tell what is amiss with it
        head = Walk(question=there, pages=(first,), ended="budget")
        tail = Walk(question=back, pages=(last,), ended="budget")
        up, down = (tail, head) if descending else (head, tail)
        yield Ordered(about=key, ascending=up, descending=down, ends=True)


# --- by token ------------------------------------------------------------------------------------------


def _by_token(long: Long) -> Iterator[Probe]:
    question = long.survey.main.question
    if not long.survey.whole:
        yield Probe(
            asks="the first pages of a long list, at another size",
            laws=_LAWS,
            gather=partial(_again_smaller, long=long, question=question),
        )
    for key, rule in list(long.operation.listing.filters.items())[:_FILTERS]:
        parameter = long.operation.parameters.get(key)
        values = [one for one in parameter.enum if not switched_off(rule, one)] if parameter else []
        if values and key not in implied(long.operation):
            base = plain(long.operation, long.size)
            asked = base.but(filters=(*base.filters, (key, values[0])))
            yield Probe(
                asks=f"the first pages of a long list by {key}, at another size",
                laws=_LAWS,
                gather=partial(_again_smaller, long=long, question=asked),
            )


def _again_smaller(ask: Ask, *, long: Long, question: Question) -> Iterator[Rewalked | Counted]:
    """The first two pages once more, in four halves; and a few of one row each."""
    half = long.size // 2
    walk = ask.walk(question, pages=2)
    if long.size % 2 or not long.pages.allowed(half) or len(walk.ids) < 2 * long.size:
        return
    halves = ask.walk(question.but(size=half), pages=4)
    yield Rewalked(walk=halves, beside=walk, covered=len(halves.pages) == 4)
    yield Rewalked(walk=walk, beside=halves, covered=True)
    if is_faulty(long.operation, walk):
        return
    few = ask.walk(question.but(size=long.pages.odd), pages=2)
    for one in (halves, few):
        skipped = 0
        for page in one.pages:
            yield Counted(page=replace(page, skipped=skipped), part=walk.ids, part_at=0)
            skipped += len(page.items)
