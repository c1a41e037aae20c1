"""Rows on demand: each list's are made once, when somebody first looks at them, and what fails stays so."""

from __future__ import annotations

import threading
from collections import Counter

import pytest

from listproof.errors import Fault, FixtureError
from mock_server.world import Row, RowsOnDemand, World


class Maker:
    """Makes a row that says which list it is of; none for the list `bad`."""

    def __init__(self) -> None:
        self.made: Counter[str] = Counter()

    def __call__(self, name: str) -> tuple[Row, ...]:
        self.made[name] += 1
        if name == "bad":
            raise FixtureError([Fault(file="x.yaml", found="no row can be made")])
        return (Row(item={"of": name}),)


def test_rows_are_made_when_they_are_looked_at_and_once() -> None:
    maker = Maker()
    rows = RowsOnDemand(["one", "two"], maker)
    assert (len(rows), list(rows), "one" in rows, "three" in rows) == (2, ["one", "two"], True, False)
    assert maker.made == {}
    assert not rows.is_made("one")
    assert rows["one"] is rows["one"]
    assert maker.made == {"one": 1}
    assert rows.is_made("one")
    assert not rows.is_made("two")


def test_a_list_of_which_no_row_can_be_made_is_tried_once() -> None:
    maker = Maker()
    rows = RowsOnDemand(["bad"], maker)
    for _ in range(2):
        with pytest.raises(FixtureError, match="no row can be made"):
            rows["bad"]
    assert maker.made == {"bad": 1}


def test_two_who_look_at_once_see_the_same_rows() -> None:
    maker = Maker()
    rows = RowsOnDemand(["one"], maker)
    both_ready = threading.Barrier(2)
    seen = []

    def look() -> None:
        both_ready.wait()
        seen.append(rows["one"])

    threads = [threading.Thread(target=look) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen[0] is seen[1]
    assert maker.made == {"one": 1}


def test_a_list_without_an_entry_has_no_rows() -> None:
    assert World(callers=(), rows={}).rows_of("one") == ()
    assert len(World(callers=(), rows=RowsOnDemand(["one"], Maker())).rows_of("one")) == 1
