"""Chance falls the same everywhere, and as often as it says."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from mock_server.generating.dice import Dice


def test_dice_fall_as_they_fell_before() -> None:
    """What these say is written down: in another version of Python they must say the same."""
    dice = Dice("seed", 7)
    assert [dice.below(100) for _ in range(8)] == [49, 13, 64, 76, 68, 76, 10, 50]
    assert dice.uuid() == "7d1bf3f1-7fe3-4614-9928-5cc4b3d80133"
    assert dice.shuffled("abcdef") == ["e", "c", "a", "d", "b", "f"]


def test_what_is_drawn_apart_moves_nothing_else() -> None:
    one, other = Dice("a"), Dice("a")
    one.apart("names").digits(50)
    assert one.digits(10) == other.digits(10)
    assert Dice("a").apart("x").digits(10) != Dice("a").apart("y").digits(10)


@pytest.mark.parametrize("count", [1, 2, 7, 1000, 10**18])
def test_a_number_below_is_never_out_of_range(count: int) -> None:
    dice = Dice(count)
    assert all(0 <= dice.below(count) < count for _ in range(500))


def test_both_bounds_are_drawn() -> None:
    dice = Dice("bounds")
    assert {dice.between(3, 5) for _ in range(100)} == {3, 4, 5}


def test_a_favoured_value_comes_more_often() -> None:
    dice = Dice("favour")
    found = Counter(dice.favour("abc") for _ in range(900))
    assert found["a"] > found["b"] > found["c"] > 0


def test_shuffling_keeps_what_there_is() -> None:
    values = list(range(50))
    mixed = Dice("mix").shuffled(values)
    assert mixed != values
    assert sorted(mixed) == values


def test_a_uuid_is_one_of_version_4() -> None:
    dice = Dice("uuid")
    pattern = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
    assert all(pattern.fullmatch(dice.uuid()) for _ in range(200))
