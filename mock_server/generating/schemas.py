"""Schemas as rows are made from them: references followed, what is joined by allOf made one schema."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from listproof.contract import Json, Pointer
from listproof.reading.schemas import definition
from mock_server.generating.dice import Dice

Schema = Mapping[str, Any]


class ImpossibleError(ValueError):
    """A value that cannot be made, and why."""


_MOST_PARTS: Final = 200
"""Schemas that one schema may join: one that joins itself has no end."""


def plain(root: Schema, schema: Json, dice: Dice) -> dict[str, Any]:
    """The schema without references, allOf, anyOf and oneOf: of alternatives one is taken, null seldom."""
    merged: dict[str, Any] = {}
    waiting = [schema]
    for _ in range(_MOST_PARTS):
        if not waiting:
            break
        found = definition(root, waiting.pop())
        if not isinstance(found, Mapping):
            continue
        merged = _joined(merged, {key: value for key, value in found.items() if key not in _JOINERS})
        for key in ("anyOf", "oneOf"):
            if options := _listed(found, key):
                waiting.append(_option(root, options, dice))
        waiting.extend(reversed(_listed(found, "allOf")))
    return merged


def settled(root: Schema, schema: Json) -> dict[str, Any] | None:
    """The schema as `plain` makes it, where it has no alternatives but null; None where it leaves a choice.

    What it says of null is left out.
    """
    merged: dict[str, Any] = {}
    waiting = [schema]
    for _ in range(_MOST_PARTS):
        if not waiting:
            return merged
        found = definition(root, waiting.pop())
        if not isinstance(found, Mapping) or _CHOOSING & found.keys():
            return None
        merged = _joined(merged, {key: value for key, value in found.items() if key not in _JOINERS})
        for key in ("anyOf", "oneOf"):
            options = [each for each in _listed(found, key) if not _is_null(definition(root, each))]
            if len(options) > 1:
                return None
            waiting.extend(options)
        waiting.extend(reversed(_listed(found, "allOf")))
    return None


_CHOOSING: Final = frozenset({"not", "if", "dependentSchemas", "dependentRequired", "$dynamicRef"})
_JOINERS: Final = frozenset({"allOf", "anyOf", "oneOf", "$defs"})


def _listed(schema: Schema, key: str) -> list[Json]:
    value = schema.get(key)
    return value if isinstance(value, list) else []


def _option(root: Schema, options: list[Json], dice: Dice) -> Json:
    """One of the alternatives: the first ones most often, null in every fifth case."""
    nulls = [option for option in options if _is_null(definition(root, option))]
    others = [option for option in options if option not in nulls]
    if nulls and (not others or dice.chance(0.2)):
        return nulls[0]
    return dice.favour(others)


def _is_null(schema: Json) -> bool:
    return isinstance(schema, Mapping) and (schema.get("type") == "null" or schema.get("enum") == [None])


def implied(schema: Schema, fields: Iterable[Pointer]) -> Schema:
    """The schema with members for these fields of an object, where it says nothing of any member."""
    names = dict.fromkeys(field[0] for field in fields if field)
    if not names or set(schema) & _TELLING or types_of(schema) not in ([], ["object"]):
        return schema
    return {**schema, "type": "object", "properties": {name: {} for name in names}, "required": list(names)}


_TELLING: Final = frozenset(
    {"properties", "allOf", "anyOf", "oneOf", "enum", "const", "$ref", "additionalProperties"}
)


def types_of(schema: Schema) -> list[str]:
    """The types that a value may have: those named, or what the other keywords speak of."""
    named = schema.get("type")
    if isinstance(named, str):
        return [named]
    if isinstance(named, list):
        return [str(name) for name in named]
    for kind, keywords in _SIGNS.items():
        if keywords & schema.keys():
            return [kind]
    return []


_SIGNS: Final = {
    "object": {"properties", "additionalProperties", "required", "minProperties", "patternProperties"},
    "array": {"items", "prefixItems", "minItems", "uniqueItems"},
    "string": {"pattern", "minLength", "maxLength", "format"},
    "number": {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"},
}


def _joined(one: dict[str, Any], other: Schema) -> dict[str, Any]:
    """A schema whose values both allow, as far as the usual keywords go."""
    both = {**one, **{key: value for key, value in other.items() if key not in one}}
    for key in one.keys() & other.keys():
        join = _JOINS.get(key)
        if join is not None:
            both[key] = join(one[key], other[key])
    return both


def _join_properties(one: Mapping[str, Json], other: Mapping[str, Json]) -> dict[str, Json]:
    shared = one.keys() & other.keys()
    return {**one, **other, **{key: {"allOf": [one[key], other[key]]} for key in shared}}


def _join_types(one: Json, other: Json) -> list[str]:
    first = [one] if isinstance(one, str) else list(one)
    second = [other] if isinstance(other, str) else list(other)
    if "number" in second:
        second.append("integer")
    shared = [name for name in first if name in second]
    return shared or [name for name in second if name == "integer" and "number" in first] or first


def _all_of(one: Iterable[Json], other: Iterable[Json]) -> list[Json]:
    first = list(one)
    return [*first, *(each for each in other if each not in first)]


def _shared(one: Iterable[Json], other: Iterable[Json]) -> list[Json]:
    second = list(other)
    return [each for each in one if each in second]


_JOINS: Final[Mapping[str, Any]] = {
    "properties": _join_properties, "required": _all_of, "type": _join_types, "enum": _shared,
    "minimum": max, "exclusiveMinimum": max, "minLength": max, "minItems": max, "minProperties": max,
    "maximum": min, "exclusiveMaximum": min, "maxLength": min, "maxItems": min, "maxProperties": min,
    "examples": _all_of,
}  # fmt: skip
