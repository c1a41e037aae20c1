"""A made-up document of the size of the largest public ones: hundreds of lists, and no word of them.

Everything in it is made by rule, so that the same numbers give the same document on every machine.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from listproof.contract import Json

LISTS: Final = 300
SCHEMAS: Final = 900
FIELDS: Final = 19

_WAYS: Final = ("page", "offset", "cursor", "link")
_NOUNS: Final = ("order", "invoice", "member", "ticket", "device", "report", "session", "payment", "shipment")
_SENTENCE: Final = "what the vendor has to say of this field at some length, as documents of large APIs do"
_WORDS: Final = tuple(_SENTENCE.split())
_KINDS: Final[tuple[Mapping[str, Json], ...]] = (
    {"type": "string"},
    {"type": "string", "format": "date-time"},
    {"type": "integer", "format": "int64", "minimum": 0},
    {"type": "boolean"},
    {"type": "string", "enum": ["open", "closed", "failed"]},
    {"type": "array", "items": {"type": "string"}},
    {"type": "number", "nullable": True},
)


def document(lists: int = LISTS, schemas: int = SCHEMAS, fields: int = FIELDS) -> dict[str, Json]:
    """An OpenAPI 3.0 document: for each list its GET and the POST that adds to it."""
    return {
        "openapi": "3.0.3",
        "info": {"title": "Big", "version": "1"},
        "servers": [{"url": "https://api.example.com/v1"}],
        "security": [{"key": []}],
        "paths": {_path(number): _path_item(number, schemas) for number in range(lists)},
        "components": {
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
            "schemas": {f"Schema{number}": _schema(number, schemas, fields) for number in range(schemas)},
            "parameters": {name: dict(parameter) for name, parameter in _parameters()},
        },
    }


def text(lists: int = LISTS, schemas: int = SCHEMAS, fields: int = FIELDS) -> str:
    """The document as JSON; about 4 MB with the usual numbers."""
    return json.dumps(document(lists, schemas, fields), indent=1)


def last_without_area(lists: int) -> int:
    """The number of the last list whose path has no parameter, so that nobody need be told a value of it."""
    return max(number for number in range(lists) if number % 3)


def _path(number: int) -> str:
    area = f"/area{number // 30}" + ("" if number % 3 else "/{area}")
    return f"{area}/{_NOUNS[number % len(_NOUNS)]}s{number}"


def _path_item(number: int, schemas: int) -> dict[str, Json]:
    item = {"$ref": f"#/components/schemas/Schema{number * 3 % schemas}"}
    way = _WAYS[number % len(_WAYS)]
    added = {"description": "Added.", "content": {"application/json": {"schema": item}}}
    path_item: dict[str, Any] = {
        "get": {
            "operationId": f"list{number}",
            "summary": f"List {_NOUNS[number % len(_NOUNS)]}s",
            "description": _said(number),
            "parameters": [{"$ref": f"#/components/parameters/{name}"} for name in _names(way)],
            "responses": {"200": _page(way, item), "400": {"description": "A parameter is wrong."}},
        },
        "post": {
            "operationId": f"add{number}",
            "requestBody": {"content": {"application/json": {"schema": item}}},
            "responses": {"201": added},
        },
    }
    if number % 3 == 0:
        text = {"type": "string"}
        path_item["parameters"] = [{"name": "area", "in": "path", "required": True, "schema": text}]
    return path_item


def _names(way: str) -> tuple[str, ...]:
    return {
        "page": ("page", "per_page", "status", "sort"),
        "offset": ("offset", "limit", "status"),
        "cursor": ("cursor", "limit"),
        "link": ("page", "per_page", "created_after"),
    }[way]


def _parameters() -> Iterator[tuple[str, Mapping[str, Json]]]:
    size: dict[str, Json] = {"type": "integer", "minimum": 1, "maximum": 100, "default": 20}
    kinds: dict[str, dict[str, Json]] = {
        "page": {"type": "integer", "minimum": 1, "default": 1},
        "per_page": size,
        "limit": size,
        "offset": {"type": "integer", "minimum": 0, "default": 0},
        "cursor": {"type": "string"},
        "status": {"type": "string", "enum": ["open", "closed", "failed"]},
        "sort": {"type": "string", "enum": ["created_at", "-created_at"]},
        "created_after": {"type": "string", "format": "date-time"},
    }
    for name, schema in kinds.items():
        yield name, {"name": name, "in": "query", "description": f"The {name}.", "schema": schema}


def _page(way: str, item: Mapping[str, Json]) -> dict[str, Json]:
    items: dict[str, Json] = {"type": "array", "items": item}
    number: dict[str, Json] = {"type": "integer"}
    schema: dict[str, Json] = {
        "page": {"type": "object", "properties": {"data": items, "page": number, "total": number}},
        "offset": {"type": "object", "properties": {"results": items, "total_count": number}},
        "cursor": {
            "type": "object",
            "properties": {
                "items": items,
                "next_cursor": {"type": "string", "nullable": True},
                "has_more": {"type": "boolean"},
            },
        },
        "link": items,
    }[way]
    page: dict[str, Json] = {"description": "A page.", "content": {"application/json": {"schema": schema}}}
    if way == "link":
        page["headers"] = {"Link": {"description": "Other pages.", "schema": {"type": "string"}}}
    return page


def _schema(number: int, schemas: int, fields: int) -> dict[str, Json]:
    """An object with an id, a status, the moment it was made, plain fields, and others of its kind inside."""
    properties: dict[str, Json] = {
        "id": {"type": "string"},
        "status": {"type": "string", "enum": ["open", "closed", "failed"]},
        "created_at": {"type": "string", "format": "date-time"},
    }
    for field in range(fields):
        kind = _KINDS[(number + field) % len(_KINDS)]
        properties[f"field_{field}"] = {**kind, "description": _said(number + field)}
    for name, step in (("parent", 7), ("owner", 31), ("details", 1)):
        properties[name] = {"$ref": f"#/components/schemas/Schema{(number * step + step) % schemas}"}
    properties["parts"] = {
        "type": "array",
        "items": {
            "oneOf": [{"$ref": f"#/components/schemas/Schema{(number + 11) % schemas}"}, {"type": "string"}]
        },
    }
    return {"type": "object", "required": ["id", "created_at"], "properties": properties}


def _said(number: int) -> str:
    words = [*_WORDS[number % len(_WORDS) :], *_WORDS]
    return " ".join(words[: 12 + number % 9]).capitalize() + "."
