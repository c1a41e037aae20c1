"""A list that changes is told from a server that gives now these rows and now those."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from conformance.evidence import Walk
from conformance.judging.drift import Changes, Moment, changes, lives
from conformance.laws import examples
from conformance.laws.examples import OPERATION, ROWS
from conformance.questions import Question
from conformance.survey import Survey
from listproof.contract import Json


def seen(*rows: Json, totals: Sequence[int] | None = None) -> Moment:
    """The list as these rows, two on a page; what each page says of the total is what the list has."""
    told = totals or [len(rows)] * -(-len(rows) // 2)
    pages = tuple(
        examples.page(*rows[2 * at : 2 * at + 2], skipped=2 * at, total=total)
        for at, total in enumerate(told)
    )
    walk = Walk(question=Question(), pages=pages, ended="end")
    return Moment(operation=OPERATION, survey=Survey(main=walk))


def done(row: Json) -> Json:
    return {**row, "state": "late"}


FIRST = seen(*ROWS[1:])


def test_rows_that_came_went_and_became_others_are_counted() -> None:
    later = seen(ROWS[0], done(ROWS[1]), *ROWS[3:])
    found = changes(FIRST, later)
    assert found == Changes(came=frozenset({"1"}), went=frozenset({"3"}), altered=frozenset({"2"}))
    assert found.told() == "of its rows 1 came and 1 went and 1 became others"


def test_a_field_that_no_query_looks_at_changes_nothing() -> None:
    assert changes(FIRST, seen(*({**row, "note": "new"} for row in ROWS[1:]))).count == 0


@pytest.mark.parametrize(
    "later",
    [seen(*ROWS), seen(*ROWS[2:]), seen(done(ROWS[1]), *ROWS[2:])],
    ids=["a row came", "a row went", "a row moved on"],
)
def test_what_changes_and_stays_so_is_a_list_that_lives(later: Moment) -> None:
    assert lives(FIRST, later, later)


@pytest.mark.parametrize(
    "between",
    [seen(*ROWS), seen(*ROWS[2:]), seen(done(ROWS[1]), *ROWS[2:])],
    ids=["a row came", "a row went", "a row moved on"],
)
def test_what_comes_back_to_what_it_was_is_no_list_that_lives(between: Moment) -> None:
    assert not lives(FIRST, between, FIRST)


def test_a_walk_that_lacks_rows_of_its_own_total_tells_of_no_living_list() -> None:
    lacking = seen(*ROWS[2:], totals=[4, 4])
    assert not lives(FIRST, lacking, lacking)


def test_a_list_of_which_most_went_at_once_is_no_list_that_lives() -> None:
    many = [{**ROWS[0], "id": number} for number in range(40)]
    assert lives(seen(*many), seen(*many[15:]), seen(*many[18:]))
    assert not lives(seen(*many), seen(*many[:5]), seen(*many[:5]))


def test_nothing_changed_where_nothing_changed() -> None:
    assert FIRST.same(seen(*ROWS[1:]))
    assert not lives(FIRST, FIRST, FIRST)


def test_another_order_is_another_moment_but_no_change() -> None:
    turned = seen(*ROWS[:0:-1])
    assert not FIRST.same(turned)
    assert not lives(FIRST, turned, FIRST)


def test_a_row_may_slip_across_the_end_of_a_page_while_the_total_moves() -> None:
    slipped = seen(ROWS[1], ROWS[2], ROWS[4], totals=[4, 3])
    gone = seen(*ROWS[2:])
    assert lives(FIRST, slipped, gone)
    assert lives(seen(*ROWS), slipped, seen(*ROWS[1:]))


def test_of_a_long_list_its_beginning_tells() -> None:
    walk = replace(FIRST.survey.main, ended="budget")
    long = Moment(operation=OPERATION, survey=Survey(main=walk))
    later = Moment(operation=OPERATION, survey=Survey(main=replace(seen(*ROWS).survey.main, ended="budget")))
    assert changes(long, later) == Changes(came=frozenset({"1"}))


def test_one_walk_may_be_a_row_off_where_rows_both_come_and_go() -> None:
    # A row came first and another went while the list was walked: row 3 stands on both pages.
    slipped = seen(ROWS[1], ROWS[2], ROWS[2], ROWS[3], totals=[4, 4])
    later = seen(ROWS[0], *ROWS[1:3], ROWS[4])
    assert lives(slipped, later, later)
    assert not lives(slipped, slipped, later)
    assert not lives(slipped, seen(*ROWS[1:4]), seen(*ROWS[1:4]))
