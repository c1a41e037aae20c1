"""What is kept, and what goes when there is too much of it."""

from __future__ import annotations

from array import array

import pytest

from mock_server.engine.shelf import Positions, Shelf


def never() -> Positions:
    pytest.fail("what is kept is not made again")


def test_what_is_kept_is_not_made_again() -> None:
    shelf = Shelf(1000)
    made = array("I", [1, 2])
    assert shelf.get("a", lambda: made) is made
    assert shelf.get("a", never) is made


def test_the_oldest_goes_first_and_the_weight_stays_in_bounds() -> None:
    shelf = Shelf(1000)
    for key in range(100):
        shelf.get(key, lambda: array("I", range(136)))
    assert len(shelf) == 5
    shelf.get(99, never)
    again: list[int] = []
    shelf.get(0, lambda: again.append(0) or range(1))  # type: ignore[func-returns-value]
    assert again == [0]


def test_what_alone_is_too_heavy_is_kept_until_the_next() -> None:
    shelf = Shelf(10)
    shelf.get("big", lambda: array("I", range(1000)))
    shelf.get("big", never)
    shelf.get("next", lambda: range(5))
    assert len(shelf) == 1
