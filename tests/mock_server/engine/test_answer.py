"""The engine as a whole: its steps, and a model of twenty lines that says what a list is."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from listproof.contract import Operation
from mock_server.engine.answer import Endpoint, answer, compile_endpoint
from mock_server.exchange import Reply, Request
from mock_server.world import Caller, Row, World

OperationOf = Callable[..., Operation]
EndpointOf = Callable[..., Endpoint]
Ask = Callable[..., Reply]

STATES = ["new", "open", "done"]
PARAMETERS: dict[str, Any] = {
    "page": {"type": "integer", "default": 1, "minimum": 1},
    "offset": {"type": "integer", "default": 0, "minimum": 0},
    "limit": {"type": "integer", "default": 3, "minimum": 1, "maximum": 7},
    "state": {"type": "string", "enum": [*STATES, "all"], "default": "all"},
    "lighter": {"type": "number"},
    "owner": {"type": "array", "items": {"type": "string"}},
    "sort": {"type": "string"},
    "team": {"type": "string", "required": True},
}
ROLES = ("page", "size", "offset", "returned", "total", "total_all", "pages", "has_next", "has_prev")
LISTING: dict[str, Any] = {
    "size": {"param": "limit", "over": "clamp"},
    "meta": {role: f"/{role}" for role in ROLES},
    "filter": {
        "state": {"at": "/state", "all": ["all"]},
        "lighter": {"at": "/weight", "op": "lt"},
        "owner": "/owner",
    },
    "sort": {
        "by": "sort",
        "keys": {"weight": "/weight", "name": "/name", "made": None},
        "default": ["-/name", "/id"],
    },
    "scope": [{"param": "team", "at": None, "unknown": 404}, {"caller": True, "at": None}],
    "errors": {"forbidden": 403, "missing": 400, "bad_filter": 422, "failure": 500},
}
RESPONSES = {status: {"description": "No."} for status in ("400", "403", "404", "422", "500")}
BY_PAGE = {**LISTING, "page": {"by": "page", "param": "page", "first": 1, "past_end": "empty"}}
BY_OFFSET = {**LISTING, "page": {"by": "offset", "param": "offset", "past_end": "empty"}}

ANN = Caller(name="ann", credentials={}, owns="a", may_name={"team": ("t1", "t2", "t3")})


@pytest.fixture(scope="module")
def endpoint(operation_of: OperationOf, endpoint_of: EndpointOf) -> Endpoint:
    rows = [
        Row(item={"id": at, "state": STATES[at % 3]}, hidden={"team": "t1", "caller": "a"}) for at in range(9)
    ]
    return endpoint_of(operation_of(BY_PAGE, PARAMETERS, responses=RESPONSES), rows)


def test_a_page_comes_for_a_request_in_order(endpoint: Endpoint, ask: Ask) -> None:
    reply = ask(endpoint, ("team", "t1"), ("state", "open"), ("page", "1"), caller=ANN)
    assert (reply.status, reply.media_type) == (200, "application/json")
    found = json.loads(reply.body)
    assert [item["id"] for item in found["things"]] == [1, 4, 7]
    assert (found["total"], found["total_all"], found["has_next"]) == (3, 9, False)


def test_the_first_step_that_refuses_decides(endpoint: Endpoint, ask: Ask) -> None:
    outsider = Caller(name="o", credentials={}, forbidden=True)
    failing = {"prefer": {"code": "500"}}
    assert ask(endpoint, ("state", "x"), caller=outsider, **failing).status == 403
    assert ask(endpoint, ("state", "x"), caller=ANN, **failing).status == 400
    assert ask(endpoint, ("team", "t9"), ("state", "x"), caller=ANN, **failing).status == 422
    assert ask(endpoint, ("team", "t9"), caller=ANN, **failing).status == 404
    assert ask(endpoint, ("team", "t1"), caller=ANN, **failing).status == 500
    assert ask(endpoint, ("team", "t1"), caller=ANN).status == 200


def test_a_preference_that_was_applied_is_said_to_be(endpoint: Endpoint, ask: Ask) -> None:
    reply = ask(endpoint, ("team", "t1"), caller=ANN, prefer={"code": "403"})
    assert (reply.status, reply.headers) == (403, (("Preference-Applied", "code=403"),))


@pytest.mark.parametrize("prefer", [{"code": "418"}, {"code": "x"}, {"wait": "5"}, {"code": "200"}])
def test_a_preference_that_means_nothing_here_is_ignored(endpoint: Endpoint, ask: Ask, prefer: Any) -> None:
    reply = ask(endpoint, ("team", "t1"), caller=ANN, prefer=prefer)
    assert (reply.status, reply.headers) == (200, ())


def test_others_refuse_in_the_same_envelope(endpoint: Endpoint) -> None:
    reply = endpoint.refuse("method", "POST is not known here", headers=(("Allow", "GET, HEAD"),))
    assert (reply.status, reply.headers) == (405, (("Allow", "GET, HEAD"),))
    assert json.loads(reply.body)["detail"] == "POST is not known here"
    assert endpoint.refuse("forbidden", "no", status=418).status == 418


def test_an_operation_without_rows_has_an_empty_list(operation_of: OperationOf, ask: Ask) -> None:
    endpoint = compile_endpoint(operation_of({}), World(callers=(), rows={}))
    assert json.loads(ask(endpoint).body) == {"things": []}


HOSTILE = [
    "",
    " ",
    "\0",
    "a\ud800",
    "%",
    "'; drop table things; --",
    "9" * 400,
    "null",
    "[]",
    "٥",
    "-0",
    "1e999",
]


@given(
    names=st.lists(st.sampled_from([*PARAMETERS, "x", ""]), max_size=4),
    texts=st.lists(st.sampled_from(HOSTILE) | st.text(), min_size=4, max_size=4),
)
def test_no_request_makes_the_engine_fail(endpoint: Endpoint, names: list[str], texts: list[str]) -> None:
    query = (("team", "t1"), *zip(names, texts, strict=False))
    reply = answer(endpoint, Request(caller=ANN, query=query))
    assert reply.status in (200, 400, 404, 422)
    assert isinstance(json.loads(reply.body), dict)


# --- the model: what a list is, said plainly --------------------------------------------------------


ITEMS = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["a", "B", "é", "b"]),
        "state": st.sampled_from(STATES),
        "weight": st.none() | st.integers(-2, 2) | st.sampled_from([0.5, 1.5]),
        "owner": st.sampled_from(["ann", "bob", ""]),
    }
)
HIDDEN = st.fixed_dictionaries(
    {
        "team": st.sampled_from(["t1", "t2"]),
        "caller": st.sampled_from(["a", "b"]),
        "made": st.none() | st.integers(0, 3),
    }
)


@st.composite
def worlds(draw: st.DrawFn) -> list[Row]:
    """Up to thirty rows, with ties and nulls everywhere."""
    rows = draw(st.lists(st.tuples(ITEMS, HIDDEN), max_size=30))
    return [Row(item={"id": at, **item}, hidden=hidden) for at, (item, hidden) in enumerate(rows)]


@st.composite
def queries(draw: st.DrawFn) -> dict[str, Any]:
    """A valid query; what is None is not sent."""
    return {
        "team": draw(st.sampled_from(["t1", "t2", "t3"])),
        "state": draw(st.none() | st.sampled_from([*STATES, "all"])),
        "lighter": draw(st.none() | st.sampled_from([-2, 0, 0.5, 9])),
        "owner": draw(
            st.none() | st.lists(st.sampled_from(["ann", "bob", "", "x,y"]), min_size=1, max_size=3)
        ),
        "sort": draw(
            st.none() | st.sampled_from(["weight", "-weight", "-name,weight", "made", "-made,-name"])
        ),
        "limit": draw(st.none() | st.integers(1, 9)),
        "place": draw(st.none() | st.integers(0, 12)),
    }


def _rank(value: Any) -> tuple[bool, Any]:
    return (value is None, 0 if value is None else value)


def _model(rows: list[Row], query: dict[str, Any]) -> list[Row]:
    """The rows of the list that is asked for, in its order."""
    found = [r for r in rows if r.hidden["team"] == query["team"] and r.hidden["caller"] == "a"]
    if query["state"] not in (None, "all"):
        found = [r for r in found if r.item["state"] == query["state"]]
    if query["lighter"] is not None:
        found = [r for r in found if r.item["weight"] is not None and r.item["weight"] < query["lighter"]]
    if query["owner"] is not None:
        found = [r for r in found if r.item["owner"] in query["owner"]]
    found = sorted(
        sorted(found, key=lambda r: int(r.item["id"])), key=lambda r: str(r.item["name"]), reverse=True
    )
    for part in reversed((query["sort"] or "").split(",")):
        key = part.lstrip("-")
        if key:
            found.sort(
                key=lambda r: _rank(r.hidden[key] if key == "made" else r.item[key]),
                reverse=part.startswith("-"),
            )
    return found


def _sent(query: dict[str, Any], place: str) -> tuple[tuple[str, str], ...]:
    pairs = []
    for name, value in query.items():
        for each in value if isinstance(value, list) else [value]:
            if each is not None:
                pairs.append((place if name == "place" else name, str(each)))
    return tuple(pairs)


@pytest.fixture(scope="module")
def operations(operation_of: OperationOf) -> dict[str, Operation]:
    """The same list, asked for by page and by offset."""
    by_page, by_offset = (
        operation_of(each, PARAMETERS, responses=RESPONSES) for each in (BY_PAGE, BY_OFFSET)
    )
    return {"page": by_page, "offset": by_offset}


@settings(max_examples=300)
@given(
    rows=worlds(), asked=st.lists(queries(), min_size=1, max_size=3), by=st.sampled_from(["page", "offset"])
)
def test_the_engine_agrees_with_the_model(
    operations: dict[str, Operation],
    endpoint_of: EndpointOf,
    rows: list[Row],
    asked: list[dict[str, Any]],
    by: str,
) -> None:
    endpoint = endpoint_of(operations[by], rows)
    first = 1 if by == "page" else 0
    scope = [row for row in rows if row.hidden["caller"] == "a"]
    for query in asked:
        place = query["place"] = first if query["place"] is None else max(query["place"], first)
        reply = answer(endpoint, Request(caller=ANN, query=_sent(query, by)))
        assert reply.status == 200, reply.body
        body = json.loads(reply.body)
        found = _model(rows, query)
        size = min(query["limit"] or 3, 7)
        start = (place - 1) * size if by == "page" else place
        items = [row.item for row in found[start : start + size]]
        assert body == {
            "things": items,
            "page": place if by == "page" else place // size,
            "size": size,
            "offset": start,
            "returned": len(items),
            "total": len(found),
            "total_all": len([r for r in scope if r.hidden["team"] == query["team"]]),
            "pages": len(range(0, len(found), size)),
            "has_next": start + len(items) < len(found),
            "has_prev": start > 0,
        }
