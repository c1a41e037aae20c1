"""A small document about jobs, of which each test changes what it is about."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from listproof.contract import Contract
from listproof.reader import read_contract

JOB = {
    "type": "object",
    "required": ["id"],
    "properties": {
        "id": {"type": "string"},
        "name": {"type": "string"},
        "status": {"type": "string"},
        "created_at": {"type": "string", "format": "date-time"},
        "owner": {"type": "object", "properties": {"id": {"type": "string"}}},
    },
}

PAGE = {
    "type": "object",
    "properties": {
        "data": {"type": "array", "items": {"$ref": "#/components/schemas/Job"}},
        "total": {"type": "integer"},
        "more": {"type": "boolean"},
        "counts": {"type": "object", "properties": {"open": {"type": "integer"}}},
    },
}


def parameter(name: str, schema: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A query parameter, or another where `in` is given."""
    return {"name": name, "in": "query", "schema": schema, **more}


PARAMETERS = [
    parameter("page", {"type": "integer", "minimum": 1, "default": 1}),
    parameter("limit", {"type": "integer", "minimum": 1, "maximum": 100, "default": 20}),
    parameter("status", {"type": "string", "enum": ["open", "done", "all"]}),
    parameter("sort", {"type": "string", "enum": ["name", "created_at"], "default": "name"}),
    parameter("order", {"type": "string", "enum": ["asc", "desc"], "default": "desc"}),
]


@pytest.fixture
def document() -> dict[str, Any]:
    """A document with one list endpoint that states where its items are, and nothing more."""
    success = {"description": "A page.", "content": {"application/json": {"schema": PAGE}}}
    operation = {
        "operationId": "listJobs",
        "parameters": PARAMETERS,
        "responses": {"200": success, "400": {"description": "Refused."}},
        "x-listing": {"items": "/data"},
    }
    whole = {
        "openapi": "3.0.3",
        "info": {"title": "Jobs", "version": "1"},
        "paths": {"/jobs": {"get": operation}},
        "components": {"schemas": {"Job": JOB}},
    }
    copied: dict[str, Any] = json.loads(json.dumps(whole))
    return copied


@pytest.fixture
def operation(document: dict[str, Any]) -> dict[str, Any]:
    """The list endpoint of the document."""
    found: dict[str, Any] = document["paths"]["/jobs"]["get"]
    return found


@pytest.fixture
def read(document: dict[str, Any]) -> Callable[[], Contract]:
    """Reads the document as it is by now."""
    return lambda: read_contract(Path("jobs.json"), text=json.dumps(document))
