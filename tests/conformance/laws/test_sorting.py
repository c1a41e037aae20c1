"""Laws on order: ties, null, hidden keys, and directions that are not stated."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from conformance.evidence import Ordered
from conformance.laws import sorting as laws
from conformance.laws.examples import OPERATION, ROWS, but, counted, page, parameter, walk
from conformance.questions import Question
from listproof.contract import Json, Operation, Sort, SortField

CREATED = SortField(name="created", at=("created",))
SECRET = SortField(name="secret", at=None)
BY_SECRET = but(OPERATION, sort=Sort(by="sort", order="order", keys={"secret": SECRET}))


def rows(*ids: int) -> list[Json]:
    return [{"id": number, "points": number // 10} for number in ids]


POINTS = but(
    OPERATION,
    sort=Sort(by="sort", order="order", keys={"points": SortField(name="points", at=("points",))}),
)


def both(operation: Operation, key: str, up: list[Json], down: list[Json]) -> list[Any]:
    seen = Ordered(
        about=key,
        ascending=walk(*up, question=Question(sort=(key, False)), operation=operation),
        descending=walk(*down, question=Question(sort=(key, True)), operation=operation),
    )
    return list(laws.reverse.check(operation, seen))


def test_ties_may_stand_either_way_round_in_either_direction() -> None:
    up = rows(10, 11, 12, 20, 21, 30)
    assert not both(POINTS, "points", up, rows(30, 20, 21, 10, 11, 12))
    assert not both(POINTS, "points", up, up[::-1])
    assert not both(POINTS, "points", up, rows(30, 21, 20, 11, 10, 12))


def test_rows_that_differ_in_a_visible_key_change_places() -> None:
    up = rows(10, 20, 30)
    [finding] = both(POINTS, "points", up, up)
    assert not finding.fact
    assert "in both directions" in finding.because


def test_null_may_stand_last_both_ways() -> None:
    nulls = [{"id": 1, "points": None}, {"id": 2}]
    up = rows(10, 20)
    assert not both(POINTS, "points", [*up, *nulls], [*up[::-1], *nulls])
    assert not both(POINTS, "points", [*nulls, *up], [*up[::-1], *nulls])


def test_lost_rows_are_for_the_law_on_the_same_items() -> None:
    assert not both(POINTS, "points", rows(10, 20), rows(20, 10, 30))
    assert not both(POINTS, "points", rows(10, 10), rows(10, 10))


def test_of_a_hidden_key_the_same_sequence_both_ways_is_only_told() -> None:
    [finding] = both(BY_SECRET, "secret", list(ROWS), list(ROWS))
    assert finding.fact
    assert not both(BY_SECRET, "secret", list(ROWS[:1]), list(ROWS[:1]))
    assert not both(BY_SECRET, "secret", [], [])


def test_of_a_hidden_key_runs_of_ties_stand_as_they_stand() -> None:
    up = rows(1, 2, 3, 4, 5)
    assert not both(BY_SECRET, "secret", up, rows(5, 3, 4, 1, 2))
    assert not both(BY_SECRET, "secret", up, up[::-1])


def test_of_a_hidden_key_a_long_run_that_is_shuffled_is_no_run_of_ties() -> None:
    numbers = list(range(1, 30))
    shuffled = sorted(numbers, key=lambda number: number * 11 % 31)
    [finding] = both(BY_SECRET, "secret", rows(*numbers), rows(*shuffled))
    assert not finding.fact
    assert "no ties explain" in finding.because


def test_of_a_hidden_key_a_short_run_that_is_shuffled_may_be_ties_after_all() -> None:
    assert not both(BY_SECRET, "secret", rows(1, 2, 3, 4), rows(2, 4, 1, 3))


def test_the_default_order_is_also_told_by_the_defaults_of_the_parameters() -> None:
    sort = replace(OPERATION.listing.sort, default=())
    operation = but(OPERATION, sort=sort)
    [field] = laws.default_fields(operation)
    assert (field.name, field.descending) == ("created", True)
    assert list(laws.default.check(operation, walk(*reversed(ROWS))))
    silent = but(operation, parameters=(parameter("order", type="string"),))
    assert laws.default_fields(silent) == ()
    assert laws.default.needs(silent)


def test_a_sign_in_the_default_is_the_direction() -> None:
    sort = Sort(by="sort", keys={"created": CREATED})
    for word, descending in (("-created", True), ("created", False)):
        signed = parameter("sort", type="string", default=word)
        operation = but(OPERATION, parameters=(signed,), without=("order",), sort=sort)
        [field] = laws.default_fields(operation)
        assert field.descending is descending


def test_a_default_order_by_a_hidden_field_is_not_judged() -> None:
    operation = but(OPERATION, sort=Sort(default=(SECRET, CREATED)))
    assert laws.default.needs(operation)


def test_after_a_hidden_field_no_later_one_is_judged() -> None:
    owner = SortField(name="owner", at=("owner",))
    operation = but(OPERATION, sort=Sort(default=(owner, SECRET, CREATED)))
    seen = walk(ROWS[4], ROWS[0], ROWS[2], ROWS[3], ROWS[1])
    assert not list(laws.default.check(operation, seen))


def test_a_direction_that_is_neither_asked_for_nor_documented_is_not_judged() -> None:
    operation = but(OPERATION, parameters=(parameter("order", type="string"),))
    up = walk(*ROWS, question=Question(sort=("name", None)))
    down = walk(*reversed(ROWS), question=Question(sort=("name", None)))
    assert not list(laws.order.check(operation, up))
    assert not list(laws.order.check(operation, down))
    assert list(laws.order.check(OPERATION, up))
    assert not list(laws.order.check(OPERATION, down))


def test_an_order_that_was_put_by_hand_is_not_judged() -> None:
    seen = walk(*reversed(ROWS), question=Question(put=(("order", "asc"),)))
    assert not list(laws.default.check(OPERATION, seen))


def test_a_finding_shows_both_rows_and_the_pages_that_hold_them() -> None:
    seen = walk(ROWS[0], ROWS[1], ROWS[4], ROWS[2], ROWS[3])
    [finding] = laws.default.check(OPERATION, seen)
    assert finding.where == "/items/*/created"
    assert finding.actual == ["2024-05-01T09:00:00Z", "2024-05-03T09:00:00Z"]
    assert [one.question.position for one in finding.exchanges] == [2]


@pytest.mark.parametrize("missing", ["ascending", "descending", "plain"])
def test_what_was_not_walked_is_not_compared(missing: str) -> None:
    seen = Ordered(
        about="name",
        ascending=None if missing == "ascending" else walk(*ROWS),
        descending=None if missing == "descending" else walk(*reversed(ROWS)),
        plain=None if missing == "plain" else walk(*ROWS),
    )
    assert not [*laws.reverse.check(OPERATION, seen), *laws.same_items.check(OPERATION, seen)]


def test_sorting_to_nothing_loses_everything() -> None:
    seen = Ordered(about="name", ascending=replace(walk(), pages=()), plain=walk(*ROWS))
    [finding] = laws.same_items.check(OPERATION, seen)
    assert finding.exchanges


def test_stability_is_not_judged_where_rows_cannot_be_told_apart() -> None:
    bare = but(OPERATION, id=None)
    twice = page(ROWS[1], ROWS[0], operation=bare)
    assert not list(laws.stable.check(bare, counted(twice, (*ROWS, ROWS[0]), operation=bare)))


def test_rows_that_the_walk_did_not_have_are_no_matter_of_order() -> None:
    new = {**ROWS[0], "id": 9}
    assert not list(laws.stable.check(OPERATION, counted(page(ROWS[0], new, ROWS[1]))))
