"""Laws on sizes: readings, facts, and pages whose due number is not known."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conformance.evidence import Page, Reaction, Whole
from conformance.laws import size as laws
from conformance.laws.examples import OPERATION, ROWS, but, counted, exchange, page, reaction, walk
from conformance.laws.omitted import omit, readings_of
from conformance.questions import Question
from listproof.contract import MISSING, Errors, Operation, Over, Paging, Refusal, Size, Under

BASE = Size(param="limit", default=2, minimum=1, maximum=4)
REFUSED = exchange({"error": "no"}, status=400)
CLAMPED = page(*ROWS[:4], size=4)
DEFAULT = page(*ROWS[:2])
SMALLEST = page(ROWS[0], size=1)
WRONG = page(*ROWS[2:4])


def over(*readings: Over) -> Operation:
    return but(OPERATION, size=replace(BASE, over=readings))


def under(*readings: Under) -> Operation:
    return but(OPERATION, size=replace(BASE, under=readings))


def reacted(law: str, answer: object) -> Reaction:
    like = CLAMPED if law == "size/over" else DEFAULT
    return reaction(law, "bad_size", "limit=5", answer, about="limit", like=like)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("operation", "kept", "broken"),
    [
        (over("clamp"), [CLAMPED], [REFUSED, DEFAULT, page(*ROWS, size=5)]),
        (over("error"), [REFUSED], [CLAMPED, exchange(status=422)]),
        (over("clamp", "error"), [REFUSED, CLAMPED], [DEFAULT]),
    ],
)
def test_above_the_maximum_any_stated_reading_is_kept(
    operation: Operation, kept: list[object], broken: list[object]
) -> None:
    for answer in kept:
        assert not list(laws.over.check(operation, reacted("size/over", answer)))
    for answer in broken:
        assert list(laws.over.check(operation, reacted("size/over", answer)))


@pytest.mark.parametrize(
    ("operation", "kept", "broken"),
    [
        (under("clamp"), [SMALLEST], [REFUSED, DEFAULT]),
        (under("default"), [DEFAULT], [REFUSED, SMALLEST, WRONG]),
        (under("error"), [REFUSED], [SMALLEST, DEFAULT]),
    ],
)
def test_below_the_minimum_any_stated_reading_is_kept(
    operation: Operation, kept: list[object], broken: list[object]
) -> None:
    for answer in kept:
        assert not list(laws.under.check(operation, reacted("size/under", answer)))
    for answer in broken:
        assert list(laws.under.check(operation, reacted("size/under", answer)))


def test_any_4xx_refuses_where_no_status_is_stated() -> None:
    operation = but(over("error"), errors=Errors())
    assert not list(laws.over.check(operation, reacted("size/over", exchange(status=422))))
    assert list(laws.over.check(operation, reacted("size/over", exchange(status=500))))


def test_out_of_range_an_unstated_answer_is_a_fact_that_tells_itself_apart() -> None:
    found = [
        *laws.over.check(over(), reacted("size/over", REFUSED)),
        *laws.under.check(under(), reacted("size/under", DEFAULT)),
    ]
    assert all(finding.fact for finding in found)
    assert [finding.actual for finding in found] == ["400", "200, 2 items"]


def test_a_short_page_is_judged_by_the_rows_or_by_its_own_words_or_not_at_all() -> None:
    short = page(ROWS[0])
    assert list(laws.full.check(OPERATION, counted(short)))
    assert list(laws.full.check(OPERATION, counted(short, None)))
    silent = replace(short, meta={})
    assert not list(laws.full.check(OPERATION, counted(silent, None)))
    flagged = replace(short, meta={"has_next": True}, skipped=None)
    assert list(laws.full.check(OPERATION, counted(flagged, None)))


def test_a_wrong_total_makes_no_page_too_short_where_the_rows_were_counted() -> None:
    assert not list(laws.full.check(OPERATION, counted(page(ROWS[4], skipped=4, total=9))))


def test_pages_that_were_asked_for_without_a_size_are_for_the_law_on_defaults() -> None:
    assert not list(laws.full.check(OPERATION, counted(page(ROWS[0], question=Question()))))
    assert list(laws.default.check(OPERATION, counted(page(ROWS[0], question=Question()))))
    assert not list(
        laws.default.check(OPERATION, counted(page(ROWS[4], skipped=4, question=Question(position=3))))
    )


def test_a_list_of_many_more_rows_holds_the_default_number_even_where_nothing_was_counted() -> None:
    bare = replace(page(*ROWS[:3], question=Question()), meta={}, skipped=None)
    assert list(laws.default.check(OPERATION, counted(bare, None)))


EITHER = but(OPERATION, size=replace(BASE, omit=("default", "all")))
ALL = page(*ROWS, size=None, question=Question(), meta={"total": 5})
TWO = page(*ROWS[:2], size=None, question=Question(), meta={"total": 5})
LATE = page(ROWS[4], size=None, question=Question(filters=(("state", "late"),)), meta={"total": 1})
SECOND = page(*ROWS[2:4], size=None, skipped=None, question=Question(position=2), meta={"total": 5})


def whole(*pages: object) -> Whole:
    return Whole(exchanges=(), pages=pages, walks=())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("seen", "readings"),
    [
        (ALL, ["all"]),
        (TWO, ["default"]),
        (LATE, ["all", "default"]),
        (SECOND, ["all", "default"]),
        (page(*ROWS[:3], size=None, question=Question(), meta={"total": 5}), []),
    ],
)
def test_readings_of_an_omitted_size(seen: Page, readings: list[str]) -> None:
    size = EITHER.listing.size
    assert size is not None
    assert sorted(readings_of(EITHER, size, seen) or ()) == readings


def test_a_size_that_was_sent_has_no_readings() -> None:
    assert readings_of(EITHER, BASE, page(*ROWS[:2])) is None


def test_one_reading_is_taken_throughout() -> None:
    assert not list(omit.check(EITHER, whole(ALL, LATE)))
    assert not list(omit.check(EITHER, whole(TWO, LATE, SECOND)))
    [finding] = omit.check(EITHER, whole(TWO, LATE, ALL))
    assert "throughout" in finding.because
    assert len(finding.exchanges) == 2


def test_without_a_total_a_whole_walk_tells_what_everything_is() -> None:
    silent = replace(ALL, meta={"total": MISSING})
    three = replace(page(*ROWS[:3], size=None, question=Question()), meta={})
    walked = Whole(exchanges=(), pages=(three,), walks=(walk(*ROWS, operation=EITHER),))
    assert list(omit.check(EITHER, walked))
    assert not list(omit.check(EITHER, replace(walked, pages=(silent,))))
    assert not list(omit.check(EITHER, replace(walked, walks=())))


def test_what_each_law_needs() -> None:
    unsized = but(OPERATION, size=None)
    for law in (laws.at_most, laws.full, laws.default, laws.over, laws.under, laws.alias, omit):
        assert law.needs(unsized)
    assert laws.default.needs(EITHER)
    assert omit.needs(OPERATION)
    assert laws.over.needs(but(OPERATION, size=replace(BASE, maximum=None)))
    assert laws.full.needs(but(OPERATION, page=Paging()))


def test_a_refusal_names_its_status() -> None:
    errors = Errors(refusals={"bad_size": Refusal(status=(400, 422))})
    [finding] = laws.over.check(but(over("error"), errors=errors), reacted("size/over", CLAMPED))
    assert finding.expected == "400 or 422"
