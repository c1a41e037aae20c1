"""Laws on filters: hidden fields, undocumented values, lists cut short."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conformance.evidence import Filtered, Parted, Walk
from conformance.laws import filters as laws
from conformance.laws.examples import OPERATION, ROWS, but, exchange, page, parameter, reaction, walk
from conformance.laws.parts import parting, parts
from conformance.questions import Question
from listproof.contract import Filter, Json, Operation, Sort

HIDDEN = but(
    OPERATION,
    filters={
        "state": Filter(param="state", at=None, all=("all",)),
        "owner": Filter(param="owner", at=("owner",)),
    },
)
WHOLE = walk(*ROWS)


def asked(*filters: tuple[str, Json]) -> Question:
    return Question(filters=filters)


def by(filters: tuple[tuple[str, Json], ...], *rows: Json) -> Walk:
    return walk(*rows, question=asked(*filters))


DONE = (("state", "done"),)


def test_a_value_outside_the_enum_promises_nothing() -> None:
    assert not list(laws.match.check(OPERATION, page(*ROWS[:2], question=asked(("state", "lost")))))


def test_a_filter_that_was_put_by_hand_promises_nothing() -> None:
    question = Question(filters=(("state", "done"),), add=(("state", "open"),))
    assert not list(laws.match.check(OPERATION, page(*ROWS[:2], question=question)))


def test_the_value_that_switches_a_filter_off_lets_everything_through() -> None:
    assert not list(laws.match.check(OPERATION, page(*ROWS, question=asked(("state", "all")))))


def test_a_hidden_field_is_no_reason_to_accuse() -> None:
    assert not list(laws.match.check(HIDDEN, page(*ROWS[:2], question=asked(("state", "done")))))


def test_a_finding_names_the_item_and_the_field() -> None:
    [finding] = laws.match.check(OPERATION, page(*ROWS[1:4], question=asked(("state", "done"))))
    assert (finding.where, finding.expected, finding.actual) == ("/items/0/state", "done", "open")
    assert finding.about == "state"


def test_with_a_hidden_field_a_filtered_list_is_at_least_a_part_in_the_same_order() -> None:
    def found(*rows: Json) -> list[str]:
        seen = Filtered(about="state", filtered=by(DONE, *rows), unfiltered=WHOLE)
        return [finding.because for finding in laws.complete.check(HIDDEN, seen)]

    assert not found(ROWS[1], ROWS[3])
    assert not found()
    assert "not without" in found({**ROWS[0], "id": 9})[0]
    assert "another order" in found(ROWS[3], ROWS[1])[0]


def test_equal_rows_may_stand_in_another_order_within_a_filter() -> None:
    swapped = Filtered(about="state", filtered=by(DONE, ROWS[3], ROWS[2]), unfiltered=WHOLE)
    (seen,) = laws.complete.check(OPERATION, swapped)
    assert seen.fact
    unstated = but(OPERATION, sort=Sort())
    turned = Filtered(about="owner", filtered=by((("owner", "u1"),), *ROWS[::-2]), unfiltered=WHOLE)
    assert [finding.fact for finding in laws.complete.check(OPERATION, turned)] == [False]
    assert [finding.fact for finding in laws.complete.check(unstated, turned)] == [True]


def test_matches_are_missed_in_a_list_that_was_walked_in_part() -> None:
    part = walk(*ROWS[:4], ended="budget")
    assert list(
        laws.complete.check(OPERATION, Filtered(about="state", filtered=by(DONE, ROWS[2]), unfiltered=part))
    )
    late = by((("state", "late"),), ROWS[4])
    assert not list(laws.complete.check(OPERATION, Filtered(about="state", filtered=late, unfiltered=part)))


def test_a_filtered_walk_that_was_cut_short_misses_nothing() -> None:
    cut = replace(by(DONE, ROWS[2]), ended="budget")
    assert not list(laws.complete.check(OPERATION, Filtered(about="state", filtered=cut, unfiltered=WHOLE)))


def test_an_empty_filtered_walk_has_its_first_page_to_show() -> None:
    [finding] = laws.complete.check(OPERATION, Filtered(about="state", filtered=by(DONE), unfiltered=WHOLE))
    assert finding.exchanges[0].question.filters == DONE


def test_one_filter_is_for_one_law_and_two_are_for_the_other() -> None:
    two = (("state", "done"), ("owner", "u2"))
    one = Filtered(about="state", filtered=by(DONE), unfiltered=WHOLE)
    both = Filtered(about="state&owner", filtered=by(two), unfiltered=WHOLE)
    assert list(laws.complete.check(OPERATION, one))
    assert not list(laws.both.check(OPERATION, one))
    assert list(laws.both.check(OPERATION, both))
    assert not list(laws.complete.check(OPERATION, both))


def test_a_hidden_filter_and_a_visible_one_are_compared_with_the_hidden_one_alone() -> None:
    two = (("state", "done"), ("owner", "u2"))
    alone = by(DONE, *ROWS[2:4])
    kept = Filtered(about="state&owner", filtered=by(two, ROWS[3]), unfiltered=alone)
    lost = Filtered(about="state&owner", filtered=by(two), unfiltered=alone)
    more = Filtered(about="state&owner", filtered=by(two, ROWS[1], ROWS[3]), unfiltered=alone)
    assert not list(laws.both.check(HIDDEN, kept))
    assert list(laws.both.check(HIDDEN, lost))
    assert list(laws.both.check(HIDDEN, more))


STATES = ("open", "done", "late")


def parted(operation: Operation, rows: tuple[Json, ...], *parts_: Walk) -> list[str]:
    seen = Parted(about="state", parts=parts_, undivided=walk(*rows, operation=operation))
    return [finding.because for finding in parts.check(operation, seen)]


def honest(rows: tuple[Json, ...]) -> list[Walk]:
    return [by((("state", state),), *[row for row in rows if row["state"] == state]) for state in STATES]


def test_rows_with_null_or_an_unknown_value_are_in_no_part() -> None:
    rows = (*ROWS, {**ROWS[0], "id": 6, "state": None}, {**ROWS[0], "id": 7, "state": "lost"})
    assert not parted(OPERATION, rows, *honest(rows))
    opened, done, late = honest(rows)
    assert parted(OPERATION, rows, opened, done, replace(late, pages=by((), rows[4], rows[5]).pages))


def test_of_a_hidden_field_the_parts_may_be_fewer_and_not_more() -> None:
    opened, done, late = honest(ROWS)
    assert not parted(HIDDEN, ROWS, opened, done)
    assert parted(HIDDEN, ROWS[:4], opened, done, late)


def test_long_lists_are_counted_by_their_totals() -> None:
    cut = [
        Walk(question=asked(("state", state)), pages=(page(*rows, total=total),), ended="budget")
        for state, rows, total in (("open", ROWS[:2], 900), ("done", ROWS[2:4], 90), ("late", ROWS[4:], 9))
    ]
    long = replace(WHOLE, pages=(page(*ROWS[:2], total=999),), ended="budget")
    assert not list(parts.check(OPERATION, Parted(about="state", parts=tuple(cut), undivided=long)))
    short = replace(long, pages=(page(*ROWS[:2], total=998),))
    assert list(parts.check(OPERATION, Parted(about="state", parts=tuple(cut), undivided=short)))
    longer = replace(long, pages=(page(*ROWS[:2], total=1000),))
    assert list(parts.check(OPERATION, Parted(about="state", parts=tuple(cut), undivided=longer)))
    # Where a row need not have one of the values, the parts may be fewer.
    assert not list(parts.check(HIDDEN, Parted(about="state", parts=tuple(cut), undivided=longer)))


def test_only_an_enum_that_asks_for_equality_parts_a_list() -> None:
    assert parting(OPERATION, "state") == STATES
    assert parting(OPERATION, "owner") == ()
    not_equal = but(OPERATION, filters={"state": Filter(param="state", at=("state",), op="ne")})
    assert parting(not_equal, "state") == ()
    assert parts.needs(not_equal)


@pytest.mark.parametrize("status", [400, 404, 422])
def test_a_value_that_no_row_has_is_not_refused(status: int) -> None:
    seen = reaction("filter/no-match", "valid", "owner=nobody", exchange(status=status), about="owner")
    [finding] = laws.no_match.check(OPERATION, seen)
    assert finding.actual == str(status)


@pytest.mark.parametrize("status", [0, 408, 429, 500, 503])
def test_a_bad_moment_is_no_refusal(status: int) -> None:
    seen = reaction("filter/no-match", "valid", "owner=nobody", exchange(status=status), about="owner")
    assert not list(laws.no_match.check(OPERATION, seen))


def test_what_each_law_needs() -> None:
    bare = but(OPERATION, filters={})
    for law in (laws.match, laws.complete, laws.both, laws.all_, laws.no_match, parts):
        assert law.needs(bare)
    one = but(
        OPERATION, filters={"owner": Filter(param="owner", at=("owner",))}, parameters=(parameter("owner"),)
    )
    assert laws.both.needs(one)
    assert laws.all_.needs(one)
    assert not laws.match.needs(one)
