"""Rows as positions: the default order, what filters select, what orders rearrange, and the bytes."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from listproof.contract import Operation, SortField
from mock_server.engine.rows import Table
from mock_server.world import Row

OperationOf = Callable[..., Operation]

PARAMETERS: dict[str, Any] = {
    "state": {"type": "string"},
    "key": {"type": "string", "format": "uuid"},
    "since": {"type": "string", "format": "date-time"},
    "made": {"type": "string", "format": "date-time"},
    "team": {"type": "string"},
    "lighter": {"type": "number"},
}
LISTING: dict[str, Any] = {
    "filter": {
        "state": "/state",
        "key": "/key",
        "since": {"at": "/made", "op": "gte"},
        "made": "/made",
        "team": None,
        "lighter": {"at": "/weight", "op": "lt"},
    },
    "sort": {"default": ["-/made", "/id"]},
}
ITEMS: list[dict[str, Any]] = [
    {"id": 1, "state": "new", "made": "2025-01-01T12:00:00Z", "weight": 5},
    {"id": 4, "state": "open", "made": "2025-01-02T12:00:00Z", "key": "ABCDEF00-0000-4000-8000-000000000000"},
    {"id": 3, "state": "open", "made": "2025-01-02T13:00:00+01:00", "weight": 4.5},
    {"id": 2, "state": None, "made": None, "weight": None},
    {"id": 5, "state": "done", "made": "2025-01-02T12:00:00.5Z", "weight": -1},
]


@pytest.fixture(scope="module")
def table(operation_of: OperationOf) -> Table:
    rows = [Row(item=item, hidden={"team": item["id"] % 2}) for item in ITEMS]
    return Table(operation_of(LISTING, PARAMETERS), rows)


def ids(table: Table, *filters: tuple[str, Any], order: tuple[SortField, ...] = ()) -> list[int]:
    found = table.partition(()).select(filters, order)
    return [item["id"] for item in json.loads(b"[" + table.body_of(found) + b"]")]


def test_the_default_order_compares_moments_breaks_ties_and_turns_null_around(table: Table) -> None:
    assert ids(table) == [2, 5, 3, 4, 1]


@pytest.mark.parametrize(
    ("filters", "wanted"),
    [
        ([("state", "open")], [3, 4]),
        ([("state", "Open")], []),
        ([("state", "")], []),
        ([("state", "null")], []),
        ([("state", None)], [2]),
        ([("state", ("new", "done"))], [5, 1]),
        ([("state", ("new", "new"))], [1]),
        ([("key", "abcdef00-0000-4000-8000-000000000000")], [4]),
        ([("made", "2025-01-02T11:00:00-01:00")], [3, 4]),
        ([("since", "2025-01-02T12:00:00Z")], [5, 3, 4]),
        ([("team", "1")], [5, 3, 1]),
        ([("lighter", 5)], [5, 3]),
        ([("state", "open"), ("lighter", 5)], [3]),
        ([("state", "open"), ("team", "0"), ("since", "2025-01-01T00:00:00Z")], [4]),
        ([("state", "new"), ("team", "0")], []),
    ],
)
def test_filters_select_and_keep_the_order(
    table: Table, filters: list[tuple[str, Any]], wanted: list[int]
) -> None:
    assert ids(table, *filters) == wanted
    assert ids(table, *filters) == wanted, "and again, from what was kept"


WEIGHT = SortField(name="weight", at=("weight",))
STATE = SortField(name="state", at=("state",))


def down(field: SortField) -> SortField:
    return SortField(name=field.name, at=field.at, descending=True)


@pytest.mark.parametrize(
    ("order", "wanted"),
    [
        ((WEIGHT,), [5, 3, 1, 2, 4]),
        ((down(WEIGHT),), [2, 4, 1, 3, 5]),
        ((STATE,), [5, 1, 3, 4, 2]),
        ((down(STATE), WEIGHT), [2, 3, 4, 1, 5]),
    ],
)
def test_orders_put_null_last_ascending_and_keep_the_default_order_among_equals(
    table: Table, order: tuple[SortField, ...], wanted: list[int]
) -> None:
    assert ids(table, order=order) == wanted


def test_a_filtered_list_is_in_the_order_that_is_asked_for(table: Table) -> None:
    assert ids(table, ("team", "1"), order=(down(WEIGHT),)) == [1, 3, 5]
    assert ids(table, ("state", "open"), order=(WEIGHT,)) == [3, 4]


def test_a_list_of_uuids_and_a_nullable_moment_compare_by_their_form(operation_of: OperationOf) -> None:
    parameters = {
        "team": {"type": "array", "items": {"type": "string", "format": "uuid"}},
        "seen": {"type": "string", "format": "date-time", "nullable": True},
    }
    operation = operation_of({"filter": {"team": None, "seen": None}}, parameters)
    hidden = {"team": "ABCDEF00-0000-4000-8000-000000000000", "seen": "2025-01-01T12:00:00Z"}
    table = Table(
        operation, [Row(item={"id": 1}, hidden=hidden), Row(item={"id": 2}, hidden={"seen": "soon"})]
    )
    assert ids(table, ("team", ("abcdef00-0000-4000-8000-000000000000",))) == [1]
    assert ids(table, ("seen", "2025-01-01T13:00:00+01:00")) == [1]


def test_hidden_moments_are_ordered_as_moments(operation_of: OperationOf) -> None:
    made = ["2025-01-01T12:00:00.5Z", "2025-01-01T12:00:00Z", "2025-01-01T14:00:00+02:30", None]
    rows = [Row(item={"id": at}, hidden={"made": text}) for at, text in enumerate(made)]
    table = Table(operation_of({}), rows)
    assert ids(table, order=(SortField(name="made", at=None),)) == [2, 1, 0, 3]


def test_hidden_text_is_ordered_as_text(operation_of: OperationOf) -> None:
    rows = [Row(item={"id": at}, hidden={"rank": text}) for at, text in enumerate(["b", "2025-01-01", "a"])]
    assert ids(Table(operation_of({}), rows), order=(SortField(name="rank", at=None),)) == [1, 2, 0]


def test_items_are_written_as_they_are(operation_of: OperationOf) -> None:
    items = [
        {"id": 2**70, "name": 'Zoë "王" \u2028 \0 </script>'},
        {"id": -1.5e300, "name": None, "more": [{"deep": [True, None, 1.0]}]},
        {},
        [],
        "text",
        None,
    ]
    table = Table(operation_of({}), [Row(item=item) for item in items])
    assert json.loads(b"[" + table.body_of(range(len(items))) + b"]") == items
    for at, item in enumerate(items):
        assert json.loads(table.body_of(range(at, at + 1))) == item


def test_no_rows_are_no_bytes(operation_of: OperationOf) -> None:
    table = Table(operation_of(LISTING, PARAMETERS), [])
    assert table.body_of(table.partition(()).select((("state", "open"),), (WEIGHT,))) == b""
    assert table.body_of(table.partition(()).positions) == b""


def test_a_summary_counts_the_scope_whatever_is_filtered(operation_of: OperationOf) -> None:
    members = {
        "summary": {"type": "object", "properties": {"all": {"type": "integer"}, "open": {"type": "integer"}}}
    }
    listing = {
        "filter": {"state": {"at": "/state", "all": ["all"]}},
        "scope": [{"param": "team", "at": None}],
        "summary": {"/summary/all": {"state": "all"}, "/summary/open": {"state": "open"}},
    }
    rows = [Row(item=item, hidden={"team": item["id"] % 2}) for item in ITEMS]
    table = Table(operation_of(listing, PARAMETERS, members=members), rows)
    assert table.partition(("0",)).tallies == (2, 1)
    assert table.partition(("1",)).tallies == (3, 1)
    assert table.partition(("2",)).tallies == (0, 0)
