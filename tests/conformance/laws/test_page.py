"""Laws on pages, where a page is neither plainly right nor plainly wrong."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conformance.evidence import Counted, Reaction, Rewalked
from conformance.laws import page as laws
from conformance.laws.examples import OPERATION, ROWS, but, counted, exchange, page, reaction, walk
from conformance.questions import Question
from listproof.contract import Errors, Operation, Paging, PastEnd, Refusal


def past_end(*readings: PastEnd, refused: tuple[int, ...] = ()) -> Operation:
    errors = Errors(refusals={"bad_page": Refusal(status=refused)} if refused else {})
    return but(OPERATION, page=Paging(by="page", param="page", first=(1,), past_end=readings), errors=errors)


EMPTY = page(skipped=6)
LAST = page(ROWS[4], skipped=4)
REFUSED = exchange({"error": "no"}, status=404)


def reacted(answer: object) -> Reaction:
    return reaction("page/past-end", "bad_page", "page=4", answer, about="page", like=LAST)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("operation", "kept", "broken"),
    [
        (past_end("empty"), [EMPTY], [LAST, REFUSED]),
        (past_end("error"), [REFUSED], [EMPTY, LAST]),
        (past_end("error", refused=(404,)), [REFUSED], [EMPTY]),
        (past_end("error", refused=(400,)), [], [REFUSED]),
        (past_end("last"), [LAST], [EMPTY, REFUSED, page(ROWS[0])]),
        (past_end("empty", "error"), [EMPTY, REFUSED], [LAST]),
    ],
)
def test_past_the_end_any_stated_reading_is_kept(
    operation: Operation, kept: list[object], broken: list[object]
) -> None:
    for answer in kept:
        assert not list(laws.past_end.check(operation, reacted(answer)))
    for answer in broken:
        [finding] = laws.past_end.check(operation, reacted(answer))
        assert not finding.fact


def test_past_the_end_an_unstated_answer_is_a_fact() -> None:
    for answer in (EMPTY, LAST, REFUSED):
        [finding] = laws.past_end.check(past_end(), reacted(answer))
        assert finding.fact


def test_a_window_is_not_judged_where_the_order_or_the_rows_are_unknown() -> None:
    odd = page(ROWS[4], ROWS[0])
    assert not list(laws.window.check(OPERATION, counted(odd, ordered=False)))
    assert not list(laws.window.check(OPERATION, counted(odd, None)))
    assert not list(laws.window.check(OPERATION, counted(replace(odd, skipped=None))))


def test_a_window_past_the_end_is_for_the_law_on_past_ends() -> None:
    assert not list(laws.window.check(OPERATION, counted(page(*ROWS[:2], skipped=6))))
    assert not list(laws.window.check(OPERATION, counted(page(*ROWS[:2], skipped=2), ())))


def test_an_item_on_the_first_page_of_an_empty_list_is_too_much() -> None:
    [finding] = laws.window.check(OPERATION, counted(page(ROWS[0], total=0), ()))
    assert finding.actual == [1]


def test_rows_that_a_walk_may_have_lost_are_not_held_against_a_page_that_has_them() -> None:
    assert not list(laws.window.check(OPERATION, counted(page(*ROWS[2:4], skipped=2, total=5), ROWS[:3])))
    assert list(laws.window.check(OPERATION, counted(page(*ROWS[2:4], skipped=2, total=3), ROWS[:3])))
    assert list(laws.window.check(OPERATION, counted(page(ROWS[0], ROWS[4], skipped=2, total=5), ROWS[:3])))


def test_a_window_in_another_order_is_for_the_law_on_stability() -> None:
    assert not list(laws.window.check(OPERATION, counted(page(ROWS[1], ROWS[0]))))


def test_a_total_of_another_type_says_nothing_of_completeness() -> None:
    for total in (None, "many", [5], True):
        seen = Rewalked(walk=walk(*ROWS[:4], meta={"total": total}))
        assert not list(laws.complete.check(OPERATION, seen))


def test_a_walk_that_was_cut_short_is_not_incomplete() -> None:
    for ended in ("budget", "trouble", "loop"):
        seen = Rewalked(walk=walk(*ROWS[:2], ended=ended), beside=walk(*ROWS))
        assert not list(laws.complete.check(OPERATION, seen))


def test_equal_rows_without_identity_count_each_for_itself() -> None:
    bare = but(OPERATION, id=None)
    twice = walk(ROWS[0], ROWS[0], ROWS[1], operation=bare)
    assert not list(laws.complete.check(bare, Rewalked(walk=twice, beside=twice)))
    [finding] = laws.complete.check(bare, Rewalked(walk=walk(*ROWS[:2], operation=bare), beside=twice))
    assert "another walk" in finding.because


def test_a_walk_that_stops_at_its_budget_ends_unless_it_has_more_than_its_total() -> None:
    assert not list(laws.ends.check(OPERATION, walk(*ROWS, ended="budget")))
    too_many = replace(walk(*ROWS, meta={"total": 3}), ended="budget")
    assert list(laws.ends.check(OPERATION, too_many))


def test_the_first_page_needs_a_number() -> None:
    assert laws.first.needs(but(OPERATION, page=Paging(by="page", param="page")))
    assert laws.first.needs(but(OPERATION, page=Paging(by="cursor", param="after")))
    assert not laws.first.needs(but(OPERATION, page=Paging(by="offset", param="offset")))


def test_a_walk_without_pages_is_not_judged() -> None:
    none = replace(walk(*ROWS), pages=(), question=Question())
    assert not [*laws.ends.check(OPERATION, none), *laws.complete.check(OPERATION, Rewalked(walk=none))]
    assert not list(laws.no_repeats.check(OPERATION, none))


def test_windows_of_a_long_list_hold_the_rows_of_the_windows_that_cover_them() -> None:
    whole, halves = walk(*ROWS[:4], size=4, ended="budget"), walk(*ROWS[:4], ended="budget")
    gap = walk(*ROWS[:2], *ROWS[3:5], ended="budget")
    assert not list(laws.complete.check(OPERATION, Rewalked(walk=halves, beside=whole, covered=True)))
    (finding,) = laws.complete.check(OPERATION, Rewalked(walk=gap, beside=whole, covered=True))
    assert finding.expected == [3]
    assert not list(laws.complete.check(OPERATION, Rewalked(walk=gap, beside=whole)))


@pytest.mark.parametrize(
    ("skipped", "rows", "broken"),
    [(12, ROWS[2:4], False), (12, ROWS[1:3], True), (14, ROWS[:2], False), (8, ROWS[:2], False)],
    ids=["in its place", "a row too early", "beyond the part", "before the part"],
)
def test_a_page_is_held_to_the_part_of_a_long_list_that_is_known(
    skipped: int, rows: tuple[object, ...], broken: bool
) -> None:
    part = walk(*ROWS).ids
    seen = Counted(page=page(*rows, skipped=skipped, total=1000), part=part, part_at=10)
    assert bool(list(laws.window.check(OPERATION, seen))) is broken
