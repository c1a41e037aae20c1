"""What a JSON Schema (2020-12, standing alone) says of a value: its types, its format, a small example."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from typing import Any, Final

from listproof.contract import Json, Operation, Pointer
from listproof.reading.places import element_schema, standing_at
from listproof.reading.schemas import alternatives

Schema = Mapping[str, Json]

_DEEPEST: Final = 24
"""How far an example follows a schema into itself: recursive ones have no end."""

_KINDS: Final = ("object", "array", "string", "integer", "number", "boolean", "null")

_OF_FORMAT: Final[Mapping[str, str]] = {
    "date-time": "1970-01-01T00:00:00Z",
    "date": "1970-01-01",
    "time": "00:00:00Z",
    "uuid": "00000000-0000-4000-8000-000000000000",
    "uri": "https://example.com/",
    "uri-reference": "/",
    "email": "nobody@example.com",
    "hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
}


def schemas_at(schema: Schema | None, pointer: Pointer) -> tuple[Mapping[str, Any], ...]:
    """What the schema joins at the pointer; empty where nothing is said of it."""
    return () if schema is None else standing_at(schema, pointer).schemas


def item_schema(operation: Operation) -> Schema | None:
    """The schema of an item of the list, or None where the document says nothing of it."""
    root, items = operation.success.schema, operation.mocked.items.pointer
    return None if root is None else element_schema(root, schemas_at(root, items or ()))


def types_of(schemas: tuple[Mapping[str, Any], ...]) -> frozenset[str]:
    """The JSON types that joined schemas name, or else those of their enums and consts."""
    named = [schema["type"] for schema in schemas if "type" in schema]
    types = {name for each in named for name in ([each] if isinstance(each, str) else each)}
    return frozenset(types or {type_of(value) for schema in schemas for value in _listed(schema)})


def type_of(value: Json) -> str:
    """The JSON Schema type of a value."""
    if isinstance(value, bool):
        return "boolean"
    for kind, python in (("string", str), ("integer", int), ("number", float), ("array", list)):
        if isinstance(value, python):
            return kind
    return "null" if value is None else "object"


def format_of(schemas: tuple[Mapping[str, Any], ...]) -> str:
    """The first format that one of the joined schemas names, or nothing."""
    return next((str(schema["format"]) for schema in schemas if "format" in schema), "")


def requires(schema: Schema | None, pointer: Pointer) -> bool:
    """Whether the member at the pointer must be there."""
    return any(pointer[-1] in parent.get("required", ()) for parent in schemas_at(schema, pointer[:-1]))


def small_example(schema: Schema, root: Schema | None = None, depth: int = 0) -> Json:
    """A value as the schema wants it: what it gives as an example, default or enum value, else the least.

    Objects have their required members only. Patterns are not read: a text may miss one.
    """
    root = schema if root is None else root
    joined = tuple(alternatives(root, dict(schema)))
    for value in _said(joined):
        return copy.deepcopy(value)
    types = types_of(joined)
    unnamed = "object" if any({"properties", "required"} & each.keys() for each in joined) else "null"
    kind = next((kind for kind in _KINDS if kind in types), unnamed)
    if kind == "object" and depth < _DEEPEST:
        return {name: small_example(member, root, depth + 1) for name, member in _members(joined).items()}
    if kind == "string":
        return _OF_FORMAT.get(format_of(joined)) or "x" * _bound(joined, "minLength")
    if kind in ("integer", "number"):
        return max(0, _bound(joined, "minimum"))
    return {"object": {}, "array": [], "boolean": False}.get(kind)


def _said(joined: tuple[Mapping[str, Any], ...]) -> Iterator[Json]:
    for schema in joined:
        yield from (schema[word] for word in ("const", "default") if word in schema)
        yield from (value for word in ("examples", "enum") for value in schema.get(word, ()))


def _listed(schema: Mapping[str, Any]) -> list[Json]:
    return [schema["const"]] if "const" in schema else list(schema.get("enum", ()))


def _members(joined: tuple[Mapping[str, Any], ...]) -> dict[str, Schema]:
    required = dict.fromkeys(name for schema in joined for name in schema.get("required", ()))
    declared = {
        name: part for schema in reversed(joined) for name, part in schema.get("properties", {}).items()
    }
    return {name: declared[name] if isinstance(declared.get(name), dict) else {} for name in required}


def _bound(joined: tuple[Mapping[str, Any], ...], word: str) -> int:
    return next((int(schema[word]) for schema in joined if word in schema), 0)
