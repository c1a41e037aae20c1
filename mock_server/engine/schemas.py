"""What a JSON Schema (2020-12, standing alone) says of a value: its types, its format, a fitting example."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from typing import Any, Final

import jsonschema_rs

from listproof.contract import Json, Operation, Pointer, look
from listproof.reading.places import element_schema, standing_at
from listproof.reading.schemas import definition
from mock_server.engine.places import drop, put

Schema = Mapping[str, Json]

_DEEPEST: Final = 24
"""How far an example follows a schema into itself: recursive ones have no end."""
_MOST_ELEMENTS: Final = 20
_MOST_MENDED: Final = 40
"""Flaws of one example that are mended."""

_SAID: Final = ("const", "default", "examples", "enum")
_FIXED: Final = ("const", "enum")

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


def small_example(
    schema: Schema, root: Schema | None = None, depth: int = 0, *, is_least: bool = False
) -> Json:
    """A value as the schema wants it: what it gives as an example, default or enum value, else the least.

    Objects have their required members only, and of alternatives the first counts that is not null.
    `is_least` passes over examples and defaults. Patterns are not read: a text may miss one.
    """
    root = schema if root is None else root
    joined = tuple(_joined(root, schema))
    for value in _said(joined, _FIXED if is_least else _SAID):
        return copy.deepcopy(value)
    types = types_of(joined)
    unnamed = "object" if any({"properties", "required"} & each.keys() for each in joined) else "null"
    kind = next((kind for kind in _KINDS if kind in types), unnamed)

    def inner(part: Schema) -> Json:
        return small_example(part, root, depth + 1, is_least=is_least)

    if kind == "object" and depth < _DEEPEST:
        return {name: inner(member) for name, member in _members(joined).items()}
    if kind == "array" and depth < _DEEPEST:
        found = (each["items"] for each in joined if isinstance(each.get("items"), dict))
        element: Schema = next(found, {})
        return [inner(element) for _ in range(min(_bound(joined, "minItems"), _MOST_ELEMENTS))]
    if kind == "string":
        return _OF_FORMAT.get(format_of(joined)) or "x" * _bound(joined, "minLength")
    if kind in ("integer", "number"):
        return max(0, _bound(joined, "minimum"))
    return {"object": {}, "array": [], "boolean": False}.get(kind)


def fitting(example: Json, schema: Schema | None, items: Pointer | None = None) -> Json:
    """The documented example as its schema lets it in, for a document often shows what it does not allow.

    What is required and lacks is added, what is refused is left out where it may be and else made anew.
    What stands at `items` is not judged. An example that can't be mended so stays as it is.
    """
    if schema is None:
        return example
    validator, value = jsonschema_rs.Draft202012Validator(dict(schema)), copy.deepcopy(example)
    for _ in range(_MOST_MENDED):
        flaw = next((each for each in validator.iter_errors(value) if not _is_inside(each, items)), None)
        if flaw is None:
            return value
        value = _mended(value, schema, flaw)
    return example


def _is_inside(flaw: jsonschema_rs.ValidationError, items: Pointer | None) -> bool:
    return items is not None and tuple(str(token) for token in flaw.instance_path[: len(items)]) == items


def _mended(value: Json, schema: Schema, flaw: jsonschema_rs.ValidationError) -> Json:
    """The value without the one flaw, as far as this mends it."""
    pointer = tuple(str(token) for token in flaw.instance_path)
    kind = flaw.kind
    if isinstance(kind, jsonschema_rs.ValidationErrorKind.Required):
        return put(value, (*pointer, kind.property), _made_at(schema, (*pointer, kind.property)))
    if pointer and isinstance(look(value, pointer[:-1]), dict) and not requires(schema, pointer):
        drop(value, pointer)
        return value
    return put(value, pointer, _made_at(schema, pointer))


def _made_at(schema: Schema, pointer: Pointer) -> Json:
    """The least value for a place; alternatives that refuse each other may leave it wrong."""
    return small_example({"allOf": list(schemas_at(schema, pointer)[:1])}, schema, is_least=True)


def _joined(root: Schema, schema: Schema) -> Iterator[Mapping[str, Any]]:
    """The schema and what it joins by $ref and allOf, and of anyOf and oneOf one that is not null."""
    waiting, seen = [definition(root, schema)], set[int]()
    while waiting:
        joined = waiting.pop(0)
        if not isinstance(joined, dict) or id(joined) in seen:
            continue
        seen.add(id(joined))
        yield joined
        waiting += [definition(root, each) for each in joined.get("allOf", ())]
        for word in ("anyOf", "oneOf"):
            options = [definition(root, each) for each in joined.get(word, ())]
            others = [each for each in options if not (isinstance(each, dict) and each.get("type") == "null")]
            waiting += (others or options)[:1]


def _said(joined: tuple[Mapping[str, Any], ...], words: tuple[str, ...]) -> Iterator[Json]:
    for schema in joined:
        for word in words:
            if word in schema:
                yield from [schema[word]] if word in ("const", "default") else schema[word]


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
