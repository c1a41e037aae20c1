"""Schemas: what OpenAPI writes as a schema, turned into JSON Schema 2020-12 that stands alone.

References are resolved in place. Where that has no end (a schema inside itself), or would grow out of
hand, the schema stands under `$defs` instead, and `$ref` there stays within the value.

OpenAPI 3.1 and 3.2 already speak 2020-12. OpenAPI 3.0 has a dialect of its own (3.0.3, Schema Object):
`nullable`, boolean bounds, `example`, and siblings of `$ref` that don't count.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import jsonschema_rs

from listproof.contract import Json, Pointer
from listproof.documents import Spot
from listproof.faults import listed, nearest, shown
from listproof.references import Library, is_reference

_DEEPEST_INLINE: Final = 40
_LARGEST_INLINE: Final = 5_000

_SCHEMA_MAPS: Final = frozenset(
    {"properties", "patternProperties", "$defs", "definitions", "dependentSchemas"}
)
_SCHEMA_LISTS: Final = frozenset({"allOf", "anyOf", "oneOf", "prefixItems"})
_SCHEMAS: Final = frozenset(
    {
        "items", "additionalProperties", "not", "if", "then", "else", "contains", "propertyNames",
        "unevaluatedItems", "unevaluatedProperties", "contentSchema",
    }
)  # fmt: skip
_ANNOTATIONS: Final = frozenset(
    {"title", "description", "summary", "deprecated", "readOnly", "writeOnly", "default", "examples"}
)
_TYPES: Final = ("array", "boolean", "integer", "null", "number", "object", "string")
_OPENAPI_ONLY: Final = frozenset({"nullable", "example", "xml", "discriminator", "externalDocs"})


class Schemas:
    """Turns the schemas of one document into schemas that stand alone."""

    def __init__(self, library: Library, *, dialect: str) -> None:
        self._library = library
        self._faults = library.faults
        self._is_old = dialect.startswith("3.0")

    def standing_alone(self, spot: Spot) -> dict[str, Json]:
        """The schema at the spot, in 2020-12, with nothing of it anywhere else."""
        return _Standing(self, spot).result()

    # What follows is one schema object's own keywords, without what is inside it.

    def keywords(self, spot: Spot) -> dict[str, Json]:
        """The keywords of one schema object in the spelling of 2020-12; what is inside is still old."""
        own = {key: value for key, value in spot.value.items() if key not in _OPENAPI_ONLY}
        self._check_type(spot, own)
        self._check_pattern(spot, own)
        if "example" in spot.value and "examples" not in own:
            own["examples"] = [spot.value["example"]]
        if self._is_old:
            _turn_bounds(own)
        _turn_whole_bounds(own)
        self._check_bounds(spot, own)
        return own

    def is_nullable(self, spot: Spot) -> bool:
        """Whether OpenAPI 3.0 lets the value be null beside what the schema says."""
        return self._is_old and spot.value.get("nullable") is True

    def keeps_siblings(self) -> bool:
        """Whether keywords beside a `$ref` count: in 3.0 they don't."""
        return not self._is_old

    def _check_type(self, spot: Spot, own: dict[str, Json]) -> None:
        if "type" not in own:
            return
        named = own["type"] if isinstance(own["type"], list) else [own["type"]]
        for name in named:
            if name not in _TYPES:
                near = nearest(str(name), _TYPES)
                hint = f"did you mean {near}? " if near else ""
                self._faults.add(
                    spot.at("type"), f"{shown(name)} is no type", f"{hint}types are {listed(_TYPES)}"
                )
                own.pop("type", None)

    def _check_pattern(self, spot: Spot, own: dict[str, Json]) -> None:
        pattern = own.get("pattern")
        if not isinstance(pattern, str):
            return
        unusable = _unusable(pattern)
        if unusable is None:
            return
        del own["pattern"]
        if _is_regex(pattern):
            self._faults.warn(
                spot.at("pattern"), f"the pattern {shown(pattern)} cannot be checked here: {unusable}"
            )
        else:
            self._faults.add(
                spot.at("pattern"),
                f"{shown(pattern)} is no regular expression: {unusable}",
                "write one of ECMA-262",
            )

    def _check_bounds(self, spot: Spot, own: dict[str, Json]) -> None:
        for low, high in _BOUNDS:
            least, most = own.get(low), own.get(high)
            if _is_number(least) and _is_number(most) and least > most:
                self._faults.add(
                    spot.at(low), f"{low} {least} is above {high} {most}", "swap them, or mend one of them"
                )


_BOUNDS: Final = (
    ("minimum", "maximum"),
    ("minLength", "maxLength"),
    ("minItems", "maxItems"),
    ("minProperties", "maxProperties"),
)


class _Standing:
    """One schema being made to stand alone."""

    def __init__(self, schemas: Schemas, spot: Spot) -> None:
        self._schemas = schemas
        self._library = schemas._library
        self._faults = schemas._faults
        self._spot = spot
        self._size = 0
        self._names: dict[tuple[int, Pointer], str] = {}
        self._waiting: list[tuple[str, Spot]] = []

    def result(self) -> dict[str, Json]:
        root = self._schema(self._spot, ())
        whole: dict[str, Json] = root if isinstance(root, dict) else ({} if root is True else {"not": {}})
        definitions: dict[str, Json] = {}
        while self._waiting:
            name, spot = self._waiting.pop()
            definitions[name] = self._schema(spot, (_key(spot),))
        return {**whole, "$defs": definitions} if definitions else whole

    def _schema(self, spot: Spot, inside: tuple[tuple[int, Pointer], ...]) -> Json:
        """The schema at the spot, standing inside these targets of references."""
        self._size += 1
        if isinstance(spot.value, bool):
            return spot.value
        if not isinstance(spot.value, dict):
            self._faults.add(spot, f"a schema is an object, and this is {shown(spot.value)}")
            return {}
        if is_reference(spot.value):
            return self._referenced(spot, inside)
        own = self._schemas.keywords(spot)
        for key in list(own):
            own[key] = self._inner(spot.at(key), own[key], inside)
        _free_of_write_only(own)
        return _nullable(own) if self._schemas.is_nullable(spot) else own

    def _inner(self, spot: Spot, value: Json, inside: tuple[tuple[int, Pointer], ...]) -> Json:
        key = spot.key
        if key in _SCHEMA_MAPS and isinstance(value, dict):
            return {member.key: self._schema(member, inside) for member in spot.members}
        if key in _SCHEMA_LISTS and isinstance(value, list):
            return [self._schema(member, inside) for member in spot.members]
        if key in _SCHEMAS and isinstance(value, dict | bool):
            return self._schema(spot, inside)
        return value

    def _referenced(self, spot: Spot, inside: tuple[tuple[int, Pointer], ...]) -> Json:
        target = self._library.target(spot)
        if target is None:
            return {}
        schema = self._target(target, inside)
        beside = {key: value for key, value in spot.value.items() if key != "$ref"}
        if self._schemas.is_nullable(spot):
            return {"anyOf": [schema, {"type": "null"}]}
        if not beside or not self._schemas.keeps_siblings():
            return schema
        own_spot = Spot(document=spot.document, pointer=spot.pointer, value=beside)
        own = self._schema(own_spot, inside)
        if isinstance(schema, dict) and own.keys() <= _ANNOTATIONS and "$ref" not in schema:
            return {**schema, **own}
        return {**own, "allOf": [*own.get("allOf", []), schema]}

    def _target(self, target: Spot, inside: tuple[tuple[int, Pointer], ...]) -> Json:
        key = _key(target)
        too_much = len(inside) >= _DEEPEST_INLINE or self._size > _LARGEST_INLINE
        if key in inside or (too_much and isinstance(target.value, dict)):
            return {"$ref": f"#/$defs/{self._defined(target)}"}
        return self._schema(target, (*inside, key))

    def _defined(self, target: Spot) -> str:
        key = _key(target)
        if key not in self._names:
            name = re.sub(r"[^A-Za-z0-9_-]", "_", target.key) or "Whole"
            taken = set(self._names.values())
            while name in taken:
                name += "_"
            self._names[key] = name
            self._waiting.append((name, target))
        return self._names[key]


def _key(spot: Spot) -> tuple[int, Pointer]:
    return id(spot.document), spot.pointer


def _is_number(value: Json) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _turn_bounds(own: dict[str, Json]) -> None:
    """`exclusiveMinimum: true` beside `minimum` (3.0) is a number of its own in 2020-12."""
    for exclusive, bound in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        if isinstance(own.get(exclusive), bool):
            if own.pop(exclusive) and _is_number(own.get(bound)):
                own[exclusive] = own.pop(bound)


def _turn_whole_bounds(own: dict[str, Json]) -> None:
    """For an integer, above 0 is from 1: so that its least value has one spelling."""
    if own.get("type") != "integer":
        return
    for exclusive, bound, step in (("exclusiveMinimum", "minimum", 1), ("exclusiveMaximum", "maximum", -1)):
        if isinstance(own.get(exclusive), int) and not isinstance(own[exclusive], bool) and bound not in own:
            own[bound] = own.pop(exclusive) + step


def _nullable(own: dict[str, Json]) -> dict[str, Json]:
    """The schema, with null let in."""
    if isinstance(own.get("type"), str):
        turned = {**own, "type": [own["type"], "null"]}
        if isinstance(own.get("enum"), list) and None not in own["enum"]:
            turned["enum"] = [*own["enum"], None]
        return turned
    notes = {key: value for key, value in own.items() if key in _ANNOTATIONS}
    rest = {key: value for key, value in own.items() if key not in _ANNOTATIONS}
    return {**notes, "anyOf": [rest, {"type": "null"}]} if rest else own


def _free_of_write_only(own: dict[str, Json]) -> None:
    """A required property that is only ever written is required of no answer (3.0.3, Schema Object)."""
    properties, required = own.get("properties"), own.get("required")
    if isinstance(properties, dict) and isinstance(required, list):
        hidden = {
            name
            for name, schema in properties.items()
            if isinstance(schema, dict) and schema.get("writeOnly") is True
        }
        if hidden:
            own["required"] = [name for name in required if name not in hidden]


@functools.lru_cache(maxsize=512)
def _unusable(pattern: str) -> str | None:
    """Why schemas with this pattern can't be compiled, or None."""
    try:
        jsonschema_rs.Draft202012Validator({"pattern": pattern})
    except (jsonschema_rs.ValidationError, ValueError) as error:
        return str(error).splitlines()[0]
    return None


def _is_regex(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except (re.error, RecursionError, OverflowError):
        return False
    return True


def definition(root: Mapping[str, Json], schema: Json) -> Json:
    """The schema, or what its `$ref` into the root's `$defs` stands for."""
    seen = 0
    while isinstance(schema, dict) and str(schema.get("$ref", "")).startswith("#/$defs/") and seen < 50:
        schema = root.get("$defs", {}).get(schema["$ref"].removeprefix("#/$defs/"), {})
        seen += 1
    return schema


def alternatives(root: Mapping[str, Json], schema: Json, *, _depth: int = 0) -> Iterator[dict[str, Any]]:
    """The schema's object and those that it joins by allOf, anyOf and oneOf, references followed."""
    schema = definition(root, schema)
    if not isinstance(schema, dict) or _depth > 20:
        return
    yield schema
    for key in ("allOf", "anyOf", "oneOf"):
        for joined in schema.get(key, ()) if isinstance(schema.get(key), list) else ():
            yield from alternatives(root, joined, _depth=_depth + 1)
