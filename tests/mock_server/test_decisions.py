"""What is remembered answers as Connexion does: the same bytes, whatever was asked before."""

from __future__ import annotations

import asyncio
import json
from array import array
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.types import ASGIApp

from listproof.bundled import bundled_specs, fixtures_for
from listproof.contract import Contract
from listproof.reader import read_contract
from mock_server.app import build_app
from mock_server.decisions import Remembered, _is_small
from mock_server.engine.answer import Prepared
from mock_server.engine.envelope import Frame
from mock_server.generating.generate import generate_world
from mock_server.ready import page
from mock_server.world import World
from mock_server.worlds.fixtures import load_world

Answer = tuple[int, tuple[tuple[bytes, bytes], ...], bytes]
Headers = tuple[tuple[bytes, bytes], ...]

_ITEM = {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}}}
_BY_TOKEN = {
    "openapi": "3.0.3",
    "info": {"title": "Things by token, the key in the query", "version": "1"},
    "components": {"securitySchemes": {"key": {"type": "apiKey", "in": "query", "name": "key"}}},
    "paths": {
        "/tenants/{tenant}/things": {
            "get": {
                "operationId": "listThings",
                "security": [{"key": []}],
                "parameters": [
                    {"name": "tenant", "in": "path", "required": True, "schema": {"type": "string"}},
                    {"name": "cursor", "in": "query", "schema": {"type": "string"}},
                    {"name": "limit", "in": "query", "schema": {"type": "integer", "maximum": 50}},
                    {"name": "X-Region", "in": "header", "schema": {"type": "string", "enum": ["eu", "us"]}},
                ],
                "responses": {
                    "200": {
                        "description": "A page.",
                        "content": {
                            "application/json": {
                                "schema": {
                                    "type": "object",
                                    "properties": {
                                        "data": {"type": "array", "items": _ITEM},
                                        "next": {"type": "string", "nullable": True},
                                        "more": {"type": "string", "format": "uri"},
                                    },
                                }
                            }
                        },
                    }
                },
                "x-listing": {
                    "items": "/data",
                    "id": "/id",
                    "page": {"by": "cursor", "param": "cursor"},
                    "size": {"param": "limit"},
                    "meta": {"next": "/next", "first": "/more"},
                },
            }
        }
    },
}


def _served() -> list[tuple[Contract, World]]:
    served = []
    for path in bundled_specs():
        file = fixtures_for(path)
        assert file is not None
        contract = read_contract(path)
        served.append((contract, load_world(contract, file)))
    by_token = read_contract("by-token.json", text=json.dumps(_BY_TOKEN))
    return [*served, (by_token, generate_world(by_token, rows=60, seed=0))]


SERVED = _served()


@pytest.fixture(scope="module")
def remembering() -> ASGIApp:
    """A mock that remembers what it decided."""
    return build_app(SERVED)


@pytest.fixture(scope="module")
def deciding() -> ASGIApp:
    """A mock that decides every request anew."""
    app: Any = build_app(SERVED)
    app._decisions.known = app._decisions.reply = lambda *_: None
    return app  # type: ignore[no-any-return]


def _asked(app: ASGIApp, method: str, path: str, query: str, headers: Headers) -> Answer:
    """What the application sends in answer to a request, as a server would hand it over."""
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(app(_scope(method, path, query, headers), _nothing, send))  # type: ignore[arg-type]
    start, *bodies = sent
    lines = tuple((bytes(name), bytes(value)) for name, value in start["headers"])
    return start["status"], lines, b"".join(each.get("body", b"") for each in bodies)


async def _nothing() -> dict[str, Any]:
    return {"type": "http.request", "body": b"", "more_body": False}


def _scope(method: str, path: str, query: str, headers: Headers) -> dict[str, Any]:
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": list(headers),
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 8080),
    }


def _credentials(contract: Contract, sent: Mapping[str, str]) -> tuple[Headers, str]:
    """The header lines and the query of a caller's credentials."""
    lines, query = [], []
    for scheme in {
        s.name: s for alternative in contract.operations[0].security for s in alternative
    }.values():
        if scheme.name not in sent:
            continue
        if scheme.location == "query":
            query.append(f"{scheme.parameter}={sent[scheme.name]}")
        else:
            lines.append((scheme.parameter.lower().encode(), f"{scheme.prefix}{sent[scheme.name]}".encode()))
    return tuple(lines), "&".join(query)


def _ways_in() -> st.SearchStrategy[tuple[str, tuple[str, ...], Headers, str]]:
    """A list's path, its parameters' names, and credentials of somebody, of nobody, or wrong ones."""
    found = []
    for contract, world in SERVED:
        operation = contract.operations[0]
        path = operation.path
        for parameter in operation.parameters.values():
            if parameter.location == "path":
                values = [
                    value
                    for caller in world.callers
                    for value in caller.may_name.get(parameter.key, (parameter.example,))
                ]
                path = path.replace("{" + parameter.name + "}", str(values[0] if values else "a"))
        names = tuple(p.name for p in operation.parameters.values() if p.location == "query")
        ways = [_credentials(contract, caller.credentials) for caller in world.callers]
        ways += [_credentials(contract, credentials) for credentials in world.refused.values()]
        ways += [((), ""), ((*ways[0][0], *ways[0][0]), ways[0][1])]
        ways += [(tuple((name, b"wrong") for name, _ in ways[0][0]), "key=wrong")]
        found += [(path, names, lines, query) for lines, query in ways]
    return st.sampled_from(found)


_WORDS = "all completed failed pending asc desc name created_at ascending"
_ODD = ["", "-1", "x", "1_0", "%31", "2025-03-01T00:00:00Z", "%ff", "a+b", "9" * 30]
_VALUES = st.sampled_from([*["0", "1", "2", "10", "100", "101"], *_WORDS.split(), *_ODD])
_MORE_HEADERS = st.sampled_from(
    [
        (),
        ((b"prefer", b"code=500"),),
        ((b"content-length", b"0"),),
        ((b"content-length", b"5"),),
        ((b"content-type", b";;"),),
        ((b"accept", b"text/html"),),
        ((b"host", b"example.com"),),
        ((b"x-region", b"eu"),),
        ((b"x-region", b"mars"),),
        ((b"x-workspace-id", b"ws_main_0001"),),
    ]
)
_ASKED = st.tuples(
    _ways_in(),
    st.sampled_from(["GET", "GET", "GET", "GET", "HEAD", "POST", "OPTIONS", "QUERY"]),
    st.lists(st.tuples(st.integers(0, 8), _VALUES), max_size=3),
    st.lists(_MORE_HEADERS, max_size=2),
    st.sampled_from(["", "", "", "", "/", "x", "/more"]),
)


@settings(max_examples=200, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(asked=_ASKED)
def test_every_answer_is_the_same_asked_for_the_first_time_again_and_where_nothing_is_remembered(
    remembering: ASGIApp, deciding: ASGIApp, asked: Any
) -> None:
    (path, names, lines, credential), method, values, more, end = asked
    pairs = [f"{names[at % len(names)]}={value}" for at, value in values]
    query = "&".join(pair for pair in [*pairs, credential] if pair)
    headers = (*lines, *(line for each in more for line in each))
    request = (method, path + end, query, headers)
    expected = _asked(deciding, *request)
    for _ in range(3):  # decided by Connexion, then from what it decided, then as a request that is known
        assert _asked(remembering, *request) == expected


def _main(name: str) -> tuple[str, str, str, Headers]:
    contract, world = next(each for each in SERVED if each[0].name == name)
    lines, query = _credentials(contract, world.callers[0].credentials)
    return "GET", contract.operations[0].path.replace("{tenant}", "a"), query, lines


def test_a_request_that_was_decided_is_answered_without_connexion(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app: Any = build_app(SERVED)
    request = _main("techladder-call-batches")
    expected = _asked(app, *request)

    async def broken(*_: Any) -> None:
        raise AssertionError("Connexion was asked")

    monkeypatch.setattr(app, "_app", broken)
    assert _asked(app, *request) == expected
    method, path, _, lines = request
    assert _asked(app, method, path, "page=2", lines)[0] == 200
    assert _asked(app, method, path, "page=x", lines)[0] == 422


def test_a_refusal_for_method_or_credentials_is_answered_without_connexion_the_second_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app: Any = build_app(SERVED)
    _, path, _, lines = _main("techladder-call-batches")
    requests = [("POST", path, "", lines), ("GET", path, "", ()), ("GET", path, "", ((lines[0][0], b"no"),))]
    expected = [_asked(app, *request) for request in requests]

    async def broken(*_: Any) -> None:
        raise AssertionError("Connexion was asked")

    monkeypatch.setattr(app, "_app", broken)
    assert [_asked(app, *request) for request in requests] == expected
    assert [status for status, _, _ in expected] == [405, 401, 401]


def test_a_signed_token_is_let_in_no_longer_than_it_lasts(monkeypatch: pytest.MonkeyPatch) -> None:
    app: Any = build_app(SERVED)
    request = _main("agency-call-batches")
    assert [_asked(app, *request)[0] for _ in range(2)] == [200, 200]
    monkeypatch.setattr("time.time", lambda: 4_102_444_800.0)  # when the token of the fixtures expires
    assert _asked(app, *request)[0] == 401


def test_a_token_is_read_by_the_clock_however_often_it_was_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    app: Any = build_app(SERVED)
    method, path, key, lines = _main("by-token")
    token = json.loads(_asked(app, method, path, f"{key}&limit=5", lines)[2])["next"]
    request = (method, path, f"{key}&limit=5&cursor={token}", lines)
    assert [_asked(app, *request)[0] for _ in range(2)] == [200, 200]
    monkeypatch.setattr("time.time", lambda: 4_102_444_000.0)
    assert _asked(app, *request)[0] == 400


def test_only_so_much_is_remembered() -> None:
    kept: Remembered[int, int] = Remembered(most=3)
    for number in range(10):
        kept.put(number, number)
    assert [kept.get(number) for number in range(10)] == [None] * 7 + [7, 8, 9]
    assert len(kept) == 3


def test_requests_too_long_to_keep_are_answered_and_forgotten(remembering: ASGIApp) -> None:
    method, path, _, lines = _main("techladder-call-batches")
    app: Any = remembering
    before = len(app._decisions._known)
    long = "&".join(f"unknown{number}=1" for number in range(400))
    answers = {_asked(app, method, path, long, lines)[0] for _ in range(3)}
    assert len(answers) == 1
    assert len(app._decisions._known) == before


def test_a_request_that_was_asked_before_is_answered_without_being_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app: Any = build_app(SERVED)
    method, path, _, lines = _main("techladder-call-batches")
    requests = [
        (method, path, "limit=2", lines),
        ("HEAD", path, "limit=2", lines),
        (method, path, "status=done", lines),
        (method, path, "", ()),
        ("POST", path, "", lines),
        (method, f"{path}/nowhere", "", ()),
    ]
    expected = [_asked(app, *request) for request in requests for _ in range(2)][::2]

    def broken(*_: Any) -> None:
        raise AssertionError("it was decided anew")

    monkeypatch.setattr(app._decisions, "reply", broken)
    assert [_asked(app, *request) for request in requests] == expected
    assert [status for status, _, _ in expected] == [200, 200, 422, 401, 405, 404]


def test_what_is_sent_may_be_changed_by_whoever_sends_it(remembering: ASGIApp) -> None:
    app: Any = remembering
    method, path, _, lines = _main("techladder-call-batches")
    for query in ("limit=3", "status=done"):
        expected = _asked(app, method, path, query, lines)
        assert _asked(app, method, path, query, lines) == expected

        async def meddling(message: Any) -> None:
            if "headers" in message:
                message["headers"].append((b"x-more", b"1"))

        asyncio.run(app(_scope(method, path, query, lines), _nothing, meddling))
        assert _asked(app, method, path, query, lines) == expected


_FRAME = Frame(200, "application/json", (), b"[", b"]")


class _Places:
    """In the place of a table: which positions it was asked for."""

    asked: Any = ()

    def writer(self, positions: Any) -> Any:
        self.asked = positions
        return bytes

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(name)


def test_where_very_many_rows_of_a_page_stand_is_not_remembered() -> None:
    prepared = Prepared(_FRAME, array("I", range(2000)), _Places())
    assert not _is_small(page(prepared, (), is_head=False))
    assert _is_small(page(prepared._replace(positions=range(2000)), (), is_head=False))


def test_positions_that_are_remembered_hold_on_to_no_larger_array() -> None:
    found = np.arange(2000, dtype=np.uint32)
    places = _Places()
    page(Prepared(_FRAME, found[10:20], places), (), is_head=False)
    kept = places.asked
    assert list(kept) == list(range(10, 20))
    assert getattr(kept, "base", None) is None
