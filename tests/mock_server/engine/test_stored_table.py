"""Rows in a file answer as the same rows in memory do: the same bytes to every question."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from listproof.contract import Operation
from mock_server.engine.answer import Endpoint, answer, compile_endpoint, prepare, read
from mock_server.engine.held_scopes import ANY
from mock_server.engine.stored_table import StoredTable
from mock_server.exchange import Refused, Reply, Request
from mock_server.stored.keeping import Keeper
from mock_server.world import Caller, Row, RowStream, World

OperationOf = Callable[..., Operation]

TEXT = {"type": "string"}
MOMENT = {"type": "string", "format": "date-time"}
PARAMETERS: dict[str, Any] = {
    "page": {"type": "integer", "minimum": 1},
    "size": {"type": "integer", "minimum": 1, "maximum": 50, "default": 3},
    "sort": TEXT,
    "state": TEXT,
    "key": {"type": "string", "format": "uuid"},
    "made": MOMENT,
    "since": MOMENT,
    "until": MOMENT,
    "not_state": TEXT,
    "lighter": {"type": "number"},
    "heavier": {"type": "number"},
    "named": TEXT,
    "begins": TEXT,
    "q": TEXT,
    "tagged": TEXT,
    "weighed": {"type": "boolean"},
    "any_of": {"type": "array", "items": TEXT},
    "label": TEXT,
    "team": TEXT,
}
LISTING: dict[str, Any] = {
    "page": {"by": "page", "param": "page", "first": 1},
    "size": {"param": "size"},
    "meta": {"total": "/total", "pages": "/pages", "has_next": "/has_next", "total_all": "/total_all"},
    "filter": {
        "state": "/state",
        "key": "/key",
        "made": "/made",
        "since": {"at": "/made", "op": "gte"},
        "until": {"at": "/made", "op": "lt"},
        "not_state": {"at": "/state", "op": "ne"},
        "lighter": {"at": "/weight", "op": "lt"},
        "heavier": {"at": "/weight", "op": "gte"},
        "named": {"at": "/name", "op": "contains"},
        "begins": {"at": "/name", "op": "prefix"},
        "q": {"at": "", "op": "search"},
        "tagged": {"at": "/tags", "op": "contains"},
        "weighed": {"at": "/weight", "op": "exists"},
        "any_of": {"at": "/state", "op": "in"},
        "label": None,
    },
    "sort": {
        "by": "sort",
        "keys": {
            "name": "/name",
            "weight": "/weight",
            "made": "/made",
            "key": "/key",
            "seen": None,
            "id": "/id",
        },
        "default": ["-/made", "/weight"],
    },
    "scope": [{"param": "team", "at": None, "unknown": "empty"}, {"caller": True, "at": "/owner"}],
    "summary": {"/summary/all": {}, "/summary/open": {"state": "open"}},
}
MEMBERS = {
    "summary": {"type": "object", "properties": {"all": {"type": "integer"}, "open": {"type": "integer"}}}
}
ANN = Caller(name="ann", credentials={}, owns="ann")

TEXTS = st.sampled_from(
    ["", "a", "s", "sa", "as", "Straße", "STRASSE", "ab", "a\0", "a\0b", "王", "2025-01-01"]
)
NUMBERS = st.sampled_from(
    [0, -0.0, 1, 1.0, 1.5, -1, -1.5, 2**53, 2**53 + 1, 2**63 - 1, 2**70, -(2**70), 1e300, 9007199254740992.0]
)
MOMENTS = st.sampled_from(
    [
        "2025-01-01T12:00:00Z",
        "2025-01-01T13:00:00+01:00",
        "2025-01-01T12:00:00.5Z",
        "2024-12-31T23:59:60Z",
    ]
)
UPPER = "ABCDEF00-0000-4000-8000-000000000000"
KEYS = st.sampled_from([UPPER, UPPER.lower()])
VALUES = st.one_of(TEXTS, NUMBERS, st.booleans(), st.none())


@st.composite
def rows(draw: st.DrawFn) -> list[Row]:
    found = []
    for number in range(draw(st.sampled_from([0, 8, 20, 30]))):
        item = {
            "id": number,
            "owner": draw(st.sampled_from(["ann"] * 7 + ["bob"])),
            "state": draw(st.sampled_from(["new", "open", "done", None, 5, True])),
            "name": draw(st.one_of(TEXTS, TEXTS, TEXTS, VALUES)),
            "weight": draw(st.one_of(st.just(number), NUMBERS, VALUES)),
            "made": draw(st.one_of(MOMENTS, MOMENTS, st.just("later"), VALUES)),
            "key": draw(st.one_of(KEYS, KEYS, VALUES)),
            "tags": draw(st.one_of(st.lists(VALUES, max_size=3), TEXTS)),
        }
        for name in draw(
            st.lists(st.sampled_from(["state", "name", "weight", "made", "key", "tags"]), max_size=2)
        ):
            item.pop(name, None)
        hidden = {
            "team": draw(st.sampled_from(["red"] * 4 + ["blue", 7])),
            "label": draw(st.sampled_from(["2025-01-01", "2025-01-02T00:00:00Z", "x", None])),
            "seen": draw(MOMENTS),
        }
        found.append(Row(item=item, hidden=hidden))
    if draw(st.booleans()):  # then every hidden moment is one, and is ordered so
        found = [
            Row(item=row.item, hidden={**row.hidden, "seen": "2025-01-01T12:00:00Z", "label": "2025-01-01"})
            for row in found
        ]
    return found


ASKED = {
    "state": st.sampled_from(["new", "open", "5", "true", "null", "none"]),
    "key": KEYS,
    "made": MOMENTS,
    "since": MOMENTS,
    "until": MOMENTS,
    "not_state": st.sampled_from(["new", "open", "5"]),
    "lighter": st.sampled_from(["0", "1.5", "-1", "1e300", "9007199254740993"]),
    "heavier": st.sampled_from(["0", "1.5", "-1", "1e300", "9007199254740992"]),
    "named": TEXTS,
    "begins": TEXTS,
    "q": TEXTS,
    "tagged": st.one_of(TEXTS, st.sampled_from(["1", "1.5", "true", "null"])),
    "weighed": st.sampled_from(["true", "false"]),
    "label": st.sampled_from(["2025-01-01", "2025-01-01T00:00:00Z", "x"]),
    "team": st.sampled_from(["red", "blue", "7", "green"]),
}


@st.composite
def queries(draw: st.DrawFn) -> tuple[tuple[str, str], ...]:
    names = draw(st.lists(st.sampled_from(sorted(ASKED)), max_size=2, unique=True))
    query = [(name, draw(ASKED[name])) for name in names]
    query += [("any_of", each) for each in draw(st.sampled_from([[]] * 5 + [["new", "5"], ["open"]]))]
    keys = draw(
        st.lists(st.sampled_from(["name", "weight", "made", "key", "seen", "id"]), max_size=2, unique=True)
    )
    if keys:
        query.append(("sort", ",".join(draw(st.sampled_from(["", "-"])) + key for key in keys)))
    return (
        *query,
        ("page", str(draw(st.sampled_from([1, 1, 2])))),
        ("size", str(draw(st.sampled_from([5, 50])))),
    )


@pytest.fixture(scope="module")
def operation(operation_of: OperationOf) -> Operation:
    return operation_of(LISTING, PARAMETERS, members=MEMBERS)


def both(operation: Operation, held: Sequence[Row], folder: Path | None = None) -> tuple[Endpoint, Endpoint]:
    """What answers from the rows in memory, and what answers from the rows in a file."""
    stream = RowStream(rows=lambda: iter(held), most=len(held), source=(tuple(map(repr, held)),))
    stored = Keeper(folder, many=0)(operation, stream)
    plain, kept = (
        compile_endpoint(operation, World(callers=(ANN,), rows={operation.id: each}))
        for each in (tuple(held), stored)
    )
    assert isinstance(kept.table, StoredTable)
    return plain, kept


def known(endpoint: Endpoint, request: Request) -> Reply:
    """The answer as it is written where it is remembered where the rows stand."""
    try:
        prepared = prepare(endpoint, request, read(endpoint, request))
    except Refused as refused:
        return endpoint.refusals.reply(refused)
    if isinstance(prepared, Reply):
        return prepared
    return prepared.frame.around(prepared.table.writer(prepared.positions)())


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(held=rows(), asked=st.lists(queries(), min_size=1, max_size=12), owner=st.sampled_from([ANN, None]))
def test_every_question_has_the_same_answer(
    operation: Operation, held: list[Row], asked: list[tuple[tuple[str, str], ...]], owner: Caller | None
) -> None:
    plain, kept = both(operation, held)
    for query in asked:
        request = Request(caller=owner, query=query)
        expected = answer(plain, request)
        assert answer(kept, request) == expected, query
        assert answer(kept, request) == expected, "and again, from what was kept"
        for each in (plain, kept):
            assert known(each, request) == expected, "and as a request that is known"


CURSOR_PARAMETERS: dict[str, Any] = {
    "after": TEXT,
    "size": {"type": "integer", "minimum": 1, "maximum": 50, "default": 3},
    "sort": TEXT,
    "state": TEXT,
    "team": TEXT,
}
CURSOR_LISTING: dict[str, Any] = {
    "page": {"by": "cursor", "param": "after"},
    "size": {"param": "size"},
    "meta": {"next": "item:/id", "has_next": "/has_next"},
    "filter": {"state": "/state"},
    "sort": {"by": "sort", "keys": {"weight": "/weight", "name": "/name"}, "default": ["-/weight"]},
    "scope": [{"param": "team", "at": None, "unknown": "empty"}],
}


@pytest.mark.parametrize("sort", [(), ("weight",), ("-weight",), ("-weight,name",)])
@pytest.mark.parametrize("team", [(), ("red",), ("blue",)])
@pytest.mark.parametrize("state", [(), ("open",)])
def test_the_id_of_the_last_item_leads_on_through_either(
    operation_of: OperationOf, sort: tuple[str, ...], team: tuple[str, ...], state: tuple[str, ...]
) -> None:
    """The ids of a scope are its own: another one has the same."""
    operation = operation_of(CURSOR_LISTING, CURSOR_PARAMETERS)
    held = [
        Row(
            item={
                "id": at // 2,
                "weight": at % 5,
                "name": f"n{at % 3}",
                "state": "open" if at % 4 else "new",
            },
            hidden={"team": ("red", "blue")[at % 2]},
        )
        for at in range(30)
    ]
    plain, kept = both(operation, held)
    fixed = [*(("sort", each) for each in sort), *(("team", each) for each in team)]
    fixed += [("state", each) for each in state]
    seen: list[int] = []
    token = ""
    for _ in range(20):
        request = Request(caller=None, query=(*fixed, *((("after", token),) if token else ())))
        expected = answer(plain, request)
        assert answer(kept, request) == expected
        page = json.loads(expected.body)
        seen += [item["id"] for item in page["things"]]
        if not page["has_next"] or not team:  # without a team an id names two rows, and the first counts
            break
        token = str(page["things"][-1]["id"])
    if team:
        wanted = [row for row in held if row.hidden["team"] == team[0]]
        assert (
            len(seen)
            == len(set(seen))
            == len([row for row in wanted if not state or row.item["state"] == "open"])
        )
    request = Request(caller=None, query=(*fixed, ("after", "4711")))
    assert answer(plain, request).status == answer(kept, request).status == 400


def test_a_token_is_the_same_from_either_and_from_every_process(operation_of: OperationOf) -> None:
    listing = {**CURSOR_LISTING, "meta": {"next": "/next"}}
    operation = operation_of(
        listing, CURSOR_PARAMETERS, members={"next": {"type": "string", "nullable": True}}
    )
    held = [Row(item={"id": at}, hidden={"team": "red"}) for at in range(9)]
    plain, kept = both(operation, held)
    for query in ((), (("team", "red"),)):
        request = Request(caller=None, query=query)
        assert answer(plain, request) == answer(kept, request)
    assert " at 0x" not in repr((ANY, plain.scopes._table.partition((ANY,)).key))
