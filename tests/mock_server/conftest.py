"""What the engine's tests share: small documents of a list of things, read as any document is."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest

from listproof.contract import Json, Operation
from listproof.reader import read_contract
from mock_server.engine.answer import Endpoint, answer, compile_endpoint
from mock_server.exchange import Reply, Request
from mock_server.world import Caller, Row, World

INTEGER = {"type": "integer"}
BOOLEAN = {"type": "boolean"}
TEXT = {"type": "string"}
STATES = ["new", "open", "done"]

ITEM: Mapping[str, Json] = {
    "type": "object",
    "required": ["id"],
    "properties": {
        "id": INTEGER,
        "name": TEXT,
        "state": {"type": "string", "enum": STATES},
        "weight": {"type": "number", "nullable": True},
        "made": {"type": "string", "format": "date-time", "nullable": True},
        "key": {"type": "string", "format": "uuid"},
        "owner": TEXT,
        "tags": {"type": "array", "items": TEXT},
        "light": BOOLEAN,
    },
}

FIGURES: Mapping[str, Json] = {
    "page": INTEGER,
    "size": INTEGER,
    "offset": INTEGER,
    "sort": TEXT,
    "order": TEXT,
    "returned": INTEGER,
    "total": INTEGER,
    "total_all": INTEGER,
    "pages": INTEGER,
    "has_next": BOOLEAN,
    "has_prev": BOOLEAN,
}
"""The members of a page that are figures and words, each named after its role."""

ALL_FIGURES = {role: f"/{role}" for role in FIGURES}


def _parameter(key: str, schema: Mapping[str, Json]) -> Json:
    """A parameter by its key; what is no word of a schema stands beside it."""
    location, _, name = key.rpartition(":")
    beside = {word: schema[word] for word in ("required", "style", "explode") if word in schema}
    if location == "path":
        beside["required"] = True
    own = {word: value for word, value in schema.items() if word not in beside}
    return {"name": name, "in": location or "query", "schema": own, **beside}


def _operation(
    listing: Mapping[str, Json],
    parameters: Mapping[str, Mapping[str, Json]] | None = None,
    *,
    path: str = "/things",
    item: Mapping[str, Json] = ITEM,
    members: Mapping[str, Json] | None = None,
    body: Mapping[str, Json] | None = None,
    example: Json = None,
    headers: Mapping[str, Json] | None = None,
    responses: Mapping[str, Json] | None = None,
) -> Operation:
    page = body or {
        "type": "object",
        "required": ["things"],
        "properties": {"things": {"type": "array", "items": item}, **FIGURES, **(members or {})},
    }
    content: dict[str, Json] = {"schema": page}
    if example is not None:
        content["example"] = example
    success = {
        "description": "A page.",
        "content": {"application/json": content},
        "headers": {name: {"schema": schema} for name, schema in (headers or {}).items()},
    }
    document = {
        "openapi": "3.0.3",
        "info": {"title": "Things", "version": "1"},
        "paths": {
            path: {
                "get": {
                    "operationId": "listThings",
                    "parameters": [_parameter(key, schema) for key, schema in (parameters or {}).items()],
                    "responses": {"200": success, **(responses or {})},
                    "x-listing": {"items": "/things", "id": "/id", **listing},
                }
            }
        },
    }
    return read_contract("things.json", text=json.dumps(document)).operations[0]


def _endpoint(
    operation: Operation, rows: Sequence[Json | Row] = (), callers: tuple[Caller, ...] = ()
) -> Endpoint:
    held = tuple(row if isinstance(row, Row) else Row(item=row) for row in rows)
    return compile_endpoint(operation, World(callers=callers, rows={operation.id: held}))


def _ask(endpoint: Endpoint, *query: tuple[str, str], caller: Caller | None = None, **more: Any) -> Reply:
    return answer(endpoint, Request(caller=caller, query=query, **more))


@pytest.fixture(scope="session")
def operation_of() -> Callable[..., Operation]:
    """Makes the operation of a list of things from its x-listing and its parameters' schemas by key."""
    return _operation


@pytest.fixture(scope="session")
def endpoint_of() -> Callable[..., Endpoint]:
    """Makes the endpoint of an operation from its rows, which may be bare items."""
    return _endpoint


@pytest.fixture(scope="session")
def ask() -> Callable[..., Reply]:
    """Asks an endpoint: query pairs, and by name caller, path, headers and prefer."""
    return _ask
