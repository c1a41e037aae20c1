"""Which fields a request sorts by, and the words that repeat it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from listproof.contract import Json, Operation, Sort, SortField
from mock_server.engine.orders import Order, order_asked, sort_of
from mock_server.engine.values import Unfit

NAME = SortField(name="name", at=("name",))
MADE = SortField(name="made", at=None)
NEWEST = SortField(name="newest", at=("made",), descending=True)
KEYS = {"name": NAME, "made": MADE, "newest": NEWEST}
DEFAULT = (SortField(name="/name", at=("name",), descending=True), SortField(name="/id", at=("id",)))

WORDED = Sort(by="by", order="dir", asc="up", desc="down", keys=KEYS, default=DEFAULT)
SIGNED = Sort(by="sort", keys=KEYS, default=DEFAULT)


def asked(sort: Sort, values: Mapping[str, Json], *, sent: bool = True) -> Order:
    return order_asked(sort, values, frozenset(values) if sent else frozenset())


def fields(order: Order) -> list[str]:
    return [("-" if field.descending else "") + field.name for field in order.fields]


def test_without_a_sort_the_default_order_comes_under_its_key_s_name() -> None:
    assert asked(WORDED, {}) == Order(fields=(), sort="name", order="down")
    assert asked(Sort(), {}) == Order()


@pytest.mark.parametrize(
    ("values", "wanted", "word"),
    [
        ({"by": "name"}, ["name"], "up"),
        ({"by": "name", "dir": "up"}, ["name"], "up"),
        ({"by": "name", "dir": "down"}, ["-name"], "down"),
        ({"by": "made", "dir": "down"}, ["-made"], "down"),
        ({"by": "newest", "dir": "up"}, ["-newest"], "up"),
        ({"by": "newest", "dir": "down"}, ["newest"], "down"),
    ],
)
def test_a_key_and_a_word_make_an_order(values: Mapping[str, Json], wanted: list[str], word: str) -> None:
    order = asked(WORDED, values)
    assert fields(order) == wanted
    assert (order.sort, order.order) == (values["by"], word)


def test_a_direction_alone_turns_the_default_order() -> None:
    assert fields(asked(WORDED, {"dir": "up"})) == ["/name"]
    assert asked(WORDED, {"dir": "up"}).order == "up"
    assert fields(asked(WORDED, {"dir": "down"})) == []


def test_a_direction_that_nobody_sent_turns_nothing() -> None:
    assert asked(WORDED, {"dir": "up"}, sent=False) == Order(fields=(), sort="name", order="down")


def test_a_documented_default_sort_is_an_order_like_any() -> None:
    order = asked(WORDED, {"by": "made", "dir": "down"}, sent=False)
    assert fields(order) == ["-made"]
    assert (order.sort, order.order) == ("made", "down")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("name", ["name"]),
        ("-name", ["-name"]),
        ("-made,name", ["-made", "name"]),
        ("-newest", ["newest"]),
        ("+name", ["name"]),
    ],
)
def test_without_a_direction_the_sign_stands_in_the_value(text: str, wanted: list[str]) -> None:
    order = asked(SIGNED, {"sort": text})
    assert fields(order) == wanted
    assert order.sort == text


def test_a_list_of_keys_may_come_as_a_list() -> None:
    assert fields(asked(SIGNED, {"sort": ("-made", "name")})) == ["-made", "name"]


@pytest.mark.parametrize("text", ["", "id", "--name", "name,", ",", " name", "-", "+", "Name", "name desc"])
def test_a_key_that_there_is_not_is_unfit(text: str) -> None:
    with pytest.raises(Unfit, match="name, made, newest"):
        asked(SIGNED, {"sort": text})
    with pytest.raises(Unfit, match="be one of name, made, newest"):
        asked(WORDED, {"by": text or "-"})


def test_where_no_keys_are_listed_each_member_of_the_item_is_one(
    operation_of: Callable[..., Operation],
) -> None:
    operation = operation_of({"sort": {"by": "sort"}}, {"sort": {"type": "string"}})
    assert fields(asked(sort_of(operation), {"sort": "-weight,name"})) == ["-weight", "name"]
    with pytest.raises(Unfit, match="id, name, state"):
        asked(sort_of(operation), {"sort": "nope"})
