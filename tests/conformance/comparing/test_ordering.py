"""Order: out of order only where no collation and no placing of null explains it."""

from __future__ import annotations

import pytest

from conformance.comparing.ordering import Key, coded, compare, misplaced
from listproof.contract import Json

UP = Key(at=("k",), descending=False)
DOWN = Key(at=("k",), descending=True)


def rows(*values: Json) -> list[Json]:
    return [{"k": value, "id": at} for at, value in enumerate(values)]


@pytest.mark.parametrize(
    ("left", "right", "answer"),
    [
        (2, 10, -1),
        (10, 2, 1),
        (1, 1.0, 0),
        (False, True, -1),
        (1, True, None),
        (1, "1", None),
        (float("nan"), 1, None),
        ("a", "b", -1),
        ("a", "a", 0),
        ("a", "B", None),  # code points put capitals first
        ("A", "b", -1),
        ("a-b", "aa", None),  # some locales pass over punctuation
        ("file2", "file10", None),  # some count digits as numbers
        ("Zoë", "Adam", 1),
        ("Zoe", "Zoë", None),
        ("Émile", "Zoe", None),
        ("Dan", "Daniel", -1),
        ("Dan", "Danë", None),
        ("2024-05-01T09:00:00Z", "2024-05-01T09:00:00.5Z", None),
        ("x" * 6000 + "1", "x" * 6000 + "2", -1),
        ("1" * 6000, "2" * 6000, -1),
        ([1], [1], 0),
        ([1], [2], None),
    ],
)
def test_one_value_comes_first_only_where_every_reading_agrees(
    left: Json, right: Json, answer: int | None
) -> None:
    assert compare(left, right) == answer


def test_documented_instants_are_compared_as_instants() -> None:
    assert compare("2024-05-01T09:00:00Z", "2024-05-01T09:00:00.5Z", instants=True) == -1
    assert compare("2024-05-01T09:00:00Z", "2024-05-01T11:00:00+02:00", instants=True) == 0


def test_rows_in_order_are_not_misplaced() -> None:
    assert misplaced(rows(1, 2, 2, 10), [UP]) is None
    assert misplaced(rows(10, 2, 2, 1), [DOWN]) is None
    assert misplaced([], [UP]) is None


def test_the_first_misplaced_pair_is_told() -> None:
    assert misplaced(rows(1, 2, 10, 3), [UP]) == (2, 3, UP)


def test_null_may_stand_at_either_end_and_only_there() -> None:
    assert misplaced(rows(None, None, 1, 2), [UP]) is None
    assert misplaced(rows(1, 2, None), [UP]) is None
    assert misplaced(rows(1, None, 2), [UP]) is not None
    assert misplaced([{"k": 1}, {}, {"k": 2}], [UP]) is not None


def test_a_pair_is_seen_past_rows_that_compare_with_neither() -> None:
    assert misplaced(rows("Zoe", "émile", "Adam"), [UP]) == (0, 2, UP)


def test_the_second_key_orders_ties_of_the_first() -> None:
    keys = [DOWN, Key(at=("id",), descending=False)]
    assert misplaced([{"k": 2, "id": 1}, {"k": 2, "id": 2}, {"k": 1, "id": 0}], keys) is None
    assert misplaced([{"k": 2, "id": 2}, {"k": 2, "id": 1}], keys) == (0, 1, keys[1])


def test_what_may_be_a_tie_leaves_the_second_key_open() -> None:
    keys = [UP, Key(at=("id",), descending=False)]
    assert misplaced([{"k": "ada", "id": 2}, {"k": "Ada", "id": 1}], keys) is None


def test_groups_of_a_few_words_may_stand_by_their_codes() -> None:
    assert coded(rows(*["open"] * 3, *["late"] * 3, *["done"] * 3), UP)
    assert not coded(rows("open", "late", "open", "late", "done", "done"), UP)
    assert not coded(rows("open", "late", "done"), UP)
    assert not coded(rows(3, 3, 3, 1, 1, 1), UP)


def test_many_words_that_stand_exactly_backwards_have_no_code() -> None:
    words = [word for word in ("d", "c", "b", "a") for _ in range(3)]
    assert not coded(rows(*words), UP)
    assert coded(rows(*words), DOWN)
