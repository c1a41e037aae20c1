"""Orders: each sort key both ways, its ties at another size, and an order within a filter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from typing import Final

from conformance.comparing.matching import switched_off
from conformance.comparing.spelling import is_faulty
from conformance.evidence import Counted, Filtered, Ordered, Page, Walk
from conformance.law import Ask, Probe
from conformance.probes.windows import Windows, windows
from conformance.questions import Question
from conformance.survey import Survey
from conformance.target import Target
from listproof.contract import Json, Operation, look

_MOST_PAGES: Final = 5
"""A longer list is sorted for its first two pages only."""
_LAWS: Final = (
    "sort/order", "sort/reverse", "sort/same-items", "sort/stable", "page/window", "page/no-repeats",
    "meta/sort", "meta/order", "meta/total", "parameters/accepted",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Sorts:
    """What the probes on one operation's orders are made of."""

    operation: Operation
    survey: Survey
    pages: Windows

    def question(self, key: str, *, descending: bool) -> Question:
        """The question for the whole list in this order."""
        return self.survey.main.question.but(sort=(key, descending))

    @property
    def budget(self) -> int | None:
        """How many pages a sorted walk may have."""
        return None if self.survey.whole and len(self.survey.main.pages) <= _MOST_PAGES else 2


def probes(operation: Operation, survey: Survey, target: Target) -> Iterator[Probe]:  # noqa: ARG001
    """Probes on each sort key of the operation."""
    sort = operation.listing.sort
    if sort.by is None:
        return
    sorts = Sorts(operation=operation, survey=survey, pages=windows(operation, survey))
    for place, key in enumerate(sort.keys):
        gather = partial(_both_ways, sorts=sorts, key=key, closer=place % 2 == 0)
        yield Probe(asks=f"the list by {key}, both ways", laws=_LAWS, gather=gather)
    visible = [key for key, field in sort.keys.items() if field.at is not None]
    for rule in operation.listing.filters.values():
        values = operation.parameters[rule.param].enum if rule.param in operation.parameters else ()
        wanted = [value for value in values if not switched_off(rule, value)]
        if wanted and visible:
            yield Probe(
                asks=f"a list filtered by {rule.param} and sorted",
                laws=("filter/complete", *_LAWS),
                gather=partial(_within_filter, sorts=sorts, key=visible[0], asked=(rule.param, wanted[0])),
            )
            return


def _both_ways(ask: Ask, *, sorts: Sorts, key: str, closer: bool) -> Iterable[Ordered | Counted]:
    """Both directions, and a closer look at the descending one or, where not `closer`, the ascending."""
    plain = ask.walk(sorts.survey.main.question, pages=sorts.survey.budget)
    up = ask.walk(sorts.question(key, descending=False), pages=sorts.budget)
    down = ask.walk(sorts.question(key, descending=True), pages=sorts.budget)
    yield Ordered(about=key, ascending=up, descending=down, plain=plain)
    walk = down if closer else up
    if sound(sorts.operation, walk, plain):
        yield from _at_another_size(ask, sorts, walk, sorts.question(key, descending=closer))


def sound(operation: Operation, walk: Walk, plain: Walk) -> bool:
    """Whether other pages may be held to the walk: it has every row of the plain list, each once."""
    same = not plain.whole or sorted(walk.ids) == sorted(plain.ids)
    return walk.whole and same and not is_faulty(operation, walk)


def _at_another_size(ask: Ask, sorts: Sorts, walk: Walk, question: Question) -> Iterator[Counted]:
    """One page out of the sorted list, where ties are that a page may cut: of another size for each key."""
    if sorts.pages.largest is None or question.sort is None:
        return
    keys = list(sorts.operation.listing.sort.keys)
    place = keys.index(question.sort[0])
    size = sorts.pages.usual(place // 2) if place % 2 else sorts.pages.odd
    start = _tie(sorts.operation, walk, question) // size * size
    window = sorts.pages.at(start, size)
    page = None if window is None else ask.page(question.but(position=window.position, size=size))
    if page is not None:
        yield beside(page, walk, start)


def beside(page: Page, walk: Walk, start: int) -> Counted:
    """The page beside the rows of a walk in the same order."""
    return Counted(
        page=replace(page, skipped=start),
        rows=walk.items,
        ids=walk.ids,
        everything=len(walk.items),
        ordered=True,
    )


def _tie(operation: Operation, walk: Walk, question: Question) -> int:
    """The place of a row, past the first few, that ties with the one before; else the middle."""
    field = operation.listing.sort.keys.get(question.sort[0]) if question.sort else None
    middle = len(walk.items) // 2
    if field is None or field.at is None:
        return middle
    values: list[Json] = [look(item, field.at) for item in walk.items]
    ties = [place for place, (left, right) in enumerate(pairwise(values), 1) if left == right]
    return min(ties, key=lambda place: abs(place - middle), default=middle)


def _within_filter(ask: Ask, *, sorts: Sorts, key: str, asked: tuple[str, Json]) -> Iterable[Filtered]:
    question = sorts.question(key, descending=False)
    unfiltered = ask.walk(question, pages=sorts.budget)
    filtered = ask.walk(question.but(filters=(asked,)), pages=sorts.budget)
    yield Filtered(about=asked[0], filtered=filtered, unfiltered=unfiltered)
