"""Lists that are too long to walk: an honest one keeps every law, a lie five million rows deep is seen."""

# A lie takes the place of a whole method and may need what the honest one does not.
# ruff: noqa: ARG002

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest

from conformance.judging.verdicts import Verdict
from conformance.reports.report import Report
from conformance.run import Options, check_contract
from tests.conformance.backends import Refused
from tests.conformance.long_list import TEN_MILLION, Asked, LongList, Way, long_contract, long_target

DEEP = 5_000_000
LOUD = (Verdict.WARNED, Verdict.UNSTABLE, Verdict.FAILED, Verdict.ERRORED)


def run(backend: LongList, *, chance: int | None = 0, **contract: Any) -> Report:
    return check_contract(
        long_contract(backend.way, **contract),
        long_target(),
        Options(concurrency=1, chance=chance),
        send=backend,
        sleep=lambda _: None,
    )


def loud(report: Report) -> dict[str, str]:
    return {law.law: law.verdict.word for law in report.operations[0].laws if law.verdict in LOUD}


# --- honest lists ----------------------------------------------------------------------------------------


def honest() -> Iterator[Any]:
    """Ways and lengths; the fast ones hold one at each side of what is walked whole."""
    fast = {("page", 3001), ("offset", 3000), ("cursor", 1001)}
    for number in (1000, 1001, 3000, 3001, TEN_MILLION):
        for way in ("page", "offset", "cursor"):
            slow = number != TEN_MILLION and (way, number) not in fast
            yield pytest.param(way, number, marks=pytest.mark.slow if slow else ())


@pytest.mark.parametrize(("way", "number"), list(honest()))
def test_an_honest_list_of_any_length_keeps_every_law_in_few_requests(way: Way, number: int) -> None:
    backend = LongList(way=way, number=number)
    assert loud(run(backend, chance=None)) == {}
    assert len(backend.asked) <= 150


def test_a_list_of_ten_million_costs_no_more_than_one_of_three_thousand() -> None:
    short, long = LongList(number=3000), LongList()
    run(short)
    run(long)
    assert len(long.asked) <= len(short.asked)


@pytest.mark.parametrize(("number", "whole"), [(3000, True), (3001, False)])
def test_thirty_full_pages_are_walked_whole_and_one_row_more_is_too_long(number: int, whole: bool) -> None:
    assert (run(LongList(number=number)).operations[0].rows is not None) is whole


@pytest.mark.parametrize("way", ["page", "offset", "cursor"])
def test_an_honest_long_list_that_tells_no_total_keeps_every_law(way: Way) -> None:
    backend = LongList(way=way)
    assert loud(run(backend, total=False)) == {}
    assert len(backend.asked) <= 150


def test_a_documented_greatest_offset_is_kept_to() -> None:
    class Bounded(LongList):
        def window(self, asked: Asked, total: int) -> Sequence[int]:
            if asked.skipped > 10_000:
                raise Refused(400, "offset must be at most 10000")
            return super().window(asked, total)

    position = "{name: offset, in: query, schema: {type: integer, minimum: 0, maximum: 10000, default: 0}}"
    assert loud(run(Bounded(way="offset"), position=position)) == {}


# --- liars -----------------------------------------------------------------------------------------------


class LosesARowAtEachBoundary(LongList):
    told_by = "page/complete"

    def window(self, asked: Asked, total: int) -> Sequence[int]:
        start = asked.skipped + (asked.skipped > DEEP)
        return range(start, asked.skipped + asked.size)


class LosesOneRowInTheMiddle(LongList):
    told_by = "page/window"

    def window(self, asked: Asked, total: int) -> Sequence[int]:
        start = asked.skipped + (asked.skipped >= DEEP)
        return range(start, start + asked.size)


class BeginsWithTheRowBefore(LongList):
    told_by = "page/no-repeats"

    def window(self, asked: Asked, total: int) -> Sequence[int]:
        start = asked.skipped - (asked.skipped > DEEP)
        return range(start, start + asked.size)


class LosesTheLastPage(LongList):
    told_by = "page/complete"

    def window(self, asked: Asked, total: int) -> Sequence[int]:
        return () if asked.skipped + asked.size >= total else super().window(asked, total)


class CountsOneTooMany(LongList):
    told_by = "page/complete"

    def total(self, asked: Asked, total: int) -> int:
        return total + 1


class CountsOneTooFew(LongList):
    told_by = "meta/total"

    def total(self, asked: Asked, total: int) -> int:
        return total - 1


class CountsBeforeTheFilter(LongList):
    told_by = "filter/parts"

    def total(self, asked: Asked, total: int) -> int:
        return self.number


class TurnsEachDeepPageAround(LongList):
    told_by = "sort/default"

    def window(self, asked: Asked, total: int) -> Sequence[int]:
        window = range(asked.skipped, asked.skipped + asked.size)
        return window[::-1] if asked.skipped > DEEP else window


class TakesDeepPagesInAnotherOrder(LongList):
    told_by = "sort/default"

    def window(self, asked: Asked, total: int) -> Sequence[int]:
        start = total + DEEP - asked.skipped if asked.skipped > DEEP else asked.skipped
        return range(start, start + asked.size)


class SwapsTiesOnSmallPages(LongList):
    told_by = "sort/stable"

    def window(self, asked: Asked, total: int) -> Sequence[int]:
        window = super().window(asked, total)
        return [place ^ 1 for place in window] if asked.skipped > DEEP - 1000 and asked.size < 50 else window


class StopsAtTenThousand(LongList):
    """Every deeper page is the page at ten thousand."""

    told_by = "page/ends"

    def window(self, asked: Asked, total: int) -> Sequence[int]:
        start = min(asked.skipped, 10_000)
        return range(start, start + asked.size)


class RefusesPastTenThousand(LongList):
    told_by = "parameters/accepted"

    def window(self, asked: Asked, total: int) -> Sequence[int]:
        if asked.skipped + asked.size > 10_000:
            raise Refused(400, "Result window is too large")
        return super().window(asked, total)


class IsEmptyPastTenThousand(LongList):
    told_by = "size/full"

    def window(self, asked: Asked, total: int) -> Sequence[int]:
        return () if asked.skipped + asked.size > 10_000 else super().window(asked, total)


class ForgetsTheFilter(LongList):
    told_by = "filter/match"

    def body(self, asked: Asked) -> dict[str, Any]:
        if asked.skipped < 20_000:
            return super().body(asked)
        total = self.matching(asked)
        body = super().body(replace(asked, states=frozenset(range(5))))
        return {**body, "total": total, "has_next": asked.skipped + asked.size < total}


class ForgetsTheSize(LongList):
    told_by = "size/full"

    def body(self, asked: Asked) -> dict[str, Any]:
        return super().body(replace(asked, size=20) if asked.skipped >= DEEP else asked)


class ForgetsTheSort(LongList):
    told_by = "sort/order"

    def number_at(self, asked: Asked, place: int) -> int:
        return super().number_at(replace(asked, sort=None) if asked.skipped >= DEEP else asked, place)


class ForgetsTheDirection(LongList):
    told_by = "sort/reverse"

    def number_at(self, asked: Asked, place: int) -> int:
        deep = asked.sort is not None and asked.skipped > DEEP
        return super().number_at(replace(asked, descending=False) if deep else asked, place)


class SaysMoreAtTheEnd(LongList):
    told_by = "meta/has-next"

    def body(self, asked: Asked) -> dict[str, Any]:
        body = super().body(asked)
        return {**body, "has_next": True} if asked.skipped > DEEP else body


class IsUnsteadyDeepInside(LongList):
    told_by = "time/repeat"

    def window(self, asked: Asked, total: int) -> Sequence[int]:
        window = range(asked.skipped, asked.skipped + asked.size)
        times = sum(one.target == self.asked[-1].target for one in self.asked)
        return window[::-1] if asked.skipped > DEEP - 1000 and times % 2 else window


LIARS: tuple[type[LongList], ...] = (
    LosesARowAtEachBoundary,
    LosesOneRowInTheMiddle,
    BeginsWithTheRowBefore,
    LosesTheLastPage,
    CountsOneTooMany,
    CountsOneTooFew,
    CountsBeforeTheFilter,
    TurnsEachDeepPageAround,
    TakesDeepPagesInAnotherOrder,
    SwapsTiesOnSmallPages,
    StopsAtTenThousand,
    RefusesPastTenThousand,
    IsEmptyPastTenThousand,
    ForgetsTheFilter,
    ForgetsTheSize,
    ForgetsTheSort,
    ForgetsTheDirection,
    SaysMoreAtTheEnd,
    IsUnsteadyDeepInside,
)


@pytest.mark.parametrize("way", ["page", pytest.param("offset", marks=pytest.mark.slow)])
@pytest.mark.parametrize("liar", LIARS)
def test_a_lie_deep_inside_a_long_list_is_named_by_the_law_that_it_breaks(
    liar: type[LongList], way: Way
) -> None:
    assert loud(run(liar(way=way))).get(vars(liar)["told_by"]) == "failed"


# --- liars whose pages are asked for by token --------------------------------------------------------------


class LosesARowAfterTheFirstPage(LongList):
    told_by = "page/window"

    def window(self, asked: Asked, total: int) -> Sequence[int]:
        start = asked.skipped + (asked.skipped > 0 and asked.size < 100)
        return range(start, start + asked.size)


class BeginsEachPageWithTheRowBefore(LongList):
    told_by = "page/no-repeats"

    def window(self, asked: Asked, total: int) -> Sequence[int]:
        start = max(asked.skipped - 1, 0)
        return range(start, start + asked.size)


class LosesARowOfEachPage(LongList):
    told_by = "size/full"

    def window(self, asked: Asked, total: int) -> Sequence[int]:
        return super().window(asked, total)[:-1]


class ForgetsTheFilterOnTheSecondPage(LongList):
    told_by = "filter/match"

    def body(self, asked: Asked) -> dict[str, Any]:
        return super().body(replace(asked, states=frozenset(range(5))) if asked.skipped else asked)


class LeadsBackToTheSecondPage(LongList):
    told_by = "page/ends"

    def body(self, asked: Asked) -> dict[str, Any]:
        return super().body(replace(asked, skipped=asked.size) if asked.skipped > 3 * asked.size else asked)


@pytest.mark.parametrize(
    "liar",
    [
        LosesARowAfterTheFirstPage,
        BeginsEachPageWithTheRowBefore,
        LosesARowOfEachPage,
        ForgetsTheFilterOnTheSecondPage,
        LeadsBackToTheSecondPage,
    ],
)
@pytest.mark.parametrize("total", [True, False], ids=["total", "no total"])
def test_a_lie_in_the_first_pages_of_a_long_list_by_token_is_named(liar: type[LongList], total: bool) -> None:
    assert loud(run(liar(way="cursor"), total=total)).get(vars(liar)["told_by"]) == "failed"


@pytest.mark.parametrize("liar", [LosesARowAtEachBoundary, BeginsWithTheRowBefore, ForgetsTheSize])
def test_a_lie_deep_inside_a_list_that_tells_no_total_is_seen(liar: type[LongList]) -> None:
    named = loud(run(liar(), total=False))
    assert {"page/complete", "page/window", "page/no-repeats", "size/full", "size/at-most"} & set(named)
