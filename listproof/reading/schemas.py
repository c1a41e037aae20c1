"""Schemas: what OpenAPI writes as a schema, turned into JSON Schema 2020-12 that stands alone.

References are resolved in place. Where that has no end (a schema inside itself), or would grow out of
hand, the schema stands under `$defs` instead, and `$ref` there stays within the value. What stands there
is turned once for the whole document, and shared.

OpenAPI 3.1 and 3.2 already speak 2020-12. OpenAPI 3.0 has a dialect of its own (3.0.3, Schema Object):
`nullable`, boolean bounds, `example`, and siblings of `$ref` that don't count.
"""

from __future__ import annotations

import functools
import re
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import jsonschema_rs

from listproof.contract import Json, Pointer, look
from listproof.reading.documents import Spot
from listproof.reading.faults import shown
from listproof.reading.keywords import ANNOTATIONS, keywords, nullable
from listproof.reading.references import Library, is_reference

_DEEPEST_INLINE: Final = 8
_LARGEST_INLINE: Final = 400
# The same for what speaks of the very same value, since only in place it is seen to have an end.
_DEEPEST_SAME: Final = 20
_LARGEST_SAME: Final = 2_000
_LARGEST: Final = 5_000
_MOST_MENDED: Final = 10
_LONGEST_SAID: Final = 160
_LARGEST_DEFINED: Final = 2_000
"""Schemas of the definitions that come along with one that stands alone; where everything leads to
everything, hundreds of lists would else carry the whole document each."""

# What stands under these keywords is schemas: of parts of the value, or of the value itself.
_MAPS: Final = frozenset({"properties", "patternProperties", "dependentSchemas"})
_LISTS: Final = frozenset({"allOf", "anyOf", "oneOf"})
_PARTS: Final = frozenset(
    {
        "items", "additionalProperties", "contains", "propertyNames", "unevaluatedItems",
        "unevaluatedProperties", "contentSchema",
    }
)  # fmt: skip
_WHOLE: Final = frozenset({"not", "if", "then", "else"})
_HOLDERS: Final = _MAPS | _LISTS | _PARTS | _WHOLE | {"prefixItems"}

_Key = tuple[int, Pointer]


class Schemas:
    """Turns the schemas of one document, and of those it refers to, into schemas that stand alone."""

    def __init__(self, library: Library, *, dialect: str) -> None:
        self._library = library
        self._is_old = dialect.startswith("3.0")
        self._names: dict[_Key, str] = {}
        self._taken: set[str] = set()
        self._definitions: dict[_Key, _Definition] = {}
        self._told_nullable = False

    def standing_alone(self, spot: Spot) -> dict[str, Json]:
        """The schema at the spot, in 2020-12, with nothing of it anywhere else.

        It can always be compiled: what of the document's own cannot is a fault, and is left out.
        """
        standing = _Standing(self._library, spot, self, is_old=self._is_old)
        schema = self._mended(standing, standing.result())
        definitions = dict(self._closure(standing.needs))
        return {**schema, "$defs": definitions} if definitions else schema

    def _mended(self, standing: _Standing, schema: dict[str, Json]) -> dict[str, Json]:
        """The schema as far as it can be compiled, whatever it refers to; a fault for what can't."""
        stubs = {self.named(target): True for target in standing.needs.values()}
        for _ in range(_MOST_MENDED):
            try:
                jsonschema_rs.Draft202012Validator({**schema, "$defs": stubs} if stubs else schema)
            except (jsonschema_rs.ValidationError, ValueError) as error:
                if not standing.mend(schema, error):
                    return {}
            else:
                return schema
        return {}

    def tell_nullable(self, spot: Spot) -> None:
        """Warn, once for the document, where `nullable` stands in a version that doesn't have it."""
        if not self._is_old and not self._told_nullable:
            self._told_nullable = True
            self._library.faults.warn(
                spot.at("nullable"),
                "nullable is a keyword of OpenAPI 3.0 alone: here and elsewhere it lets null in all the same",
                "write null among the types",
            )

    def named(self, target: Spot) -> str:
        """The name under `$defs` of what stands at the spot."""
        key = _key(target)
        if key not in self._names:
            name = re.sub(r"[^A-Za-z0-9_-]", "_", target.key) or "Whole"
            while name in self._taken:
                name += "_"
            self._names[key] = name
            self._taken.add(name)
        return self._names[key]

    def _closure(self, needs: Mapping[_Key, Spot]) -> Iterator[tuple[str, Json]]:
        """By name, the schemas that are needed, and those that they need in turn, the nearest first.

        Where they are too many, what is furthest away is left open.
        """
        waiting, seen, size = deque(needs.values()), set(needs), 0
        while waiting:
            target = waiting.popleft()
            if size > _LARGEST_DEFINED:
                yield self.named(target), {}
                continue
            definition = self._definition(target)
            size += definition.size
            yield self.named(target), definition.schema
            waiting.extend(spot for key, spot in definition.needs.items() if key not in seen)
            seen.update(definition.needs)

    def _definition(self, target: Spot) -> _Definition:
        key = _key(target)
        if key not in self._definitions:
            standing = _Standing(self._library, target, self, is_old=self._is_old, is_definition=True)
            schema = self._mended(standing, standing.result())
            needs = standing.needs if schema else {}
            self._definitions[key] = _Definition(schema, needs, standing.size if schema else 1)
        return self._definitions[key]


@dataclass(frozen=True, slots=True)
class _Definition:
    """A schema under `$defs`, and what it refers to there."""

    schema: dict[str, Json]
    needs: Mapping[_Key, Spot]
    size: int
    """How many schemas stand in it."""


class _Standing:
    """One schema being made to stand alone."""

    def __init__(
        self, library: Library, spot: Spot, schemas: Schemas, *, is_old: bool, is_definition: bool = False
    ) -> None:
        self._library = library
        self._schemas = schemas
        self._is_definition = is_definition
        self._faults = library.faults
        self._spot = spot
        self._is_old = is_old
        self.size = 0
        self.needs: dict[_Key, Spot] = {}
        """What it refers to under `$defs`."""
        # By the identity of a schema, which is kept so that no other takes it over.
        self._origins: dict[int, tuple[Json, Spot]] = {}

    def result(self) -> dict[str, Json]:
        """The schema, without those that it can't have in place."""
        key = _key(self._spot)
        root = (
            self._schema(self._spot, (key,), frozenset({key}))
            if self._is_definition
            else self._schema(self._spot, (), frozenset())
        )
        whole: dict[str, Json] = root if isinstance(root, dict) else ({} if root else {"not": {}})
        return whole

    def mend(self, schema: dict[str, Json], error: Exception) -> bool:
        """Leave out each keyword that keeps the schema from being compiled, and note it where it is from.

        Returns whether there was one that could be left out.
        """
        flaws = list(_metaschema().iter_errors(schema))
        if not flaws:
            self._faults.add(self._spot, f"this is no schema: {_cut(str(error).splitlines()[0])}")
            return False
        holders = []
        for flaw in flaws:
            path = [str(token) for token in flaw.instance_path]
            spot = self._origin(schema, path)
            self._faults.add(spot, f"this is no schema: {_cut(flaw.message)}", "mend the keyword")
            holders.append(self._holder(schema, path))
        for holder in holders:
            if holder is not None:
                holder[0].pop(holder[1], None)
        return all(holder is not None for holder in holders)

    def _holder(self, schema: dict[str, Json], path: list[str]) -> tuple[dict[str, Json], str] | None:
        """The innermost schema on the path, and the keyword of it that the path goes on with."""
        found: tuple[dict[str, Json], str] | None = (schema, path[0]) if path else None
        here: Json = schema
        for depth, token in enumerate(path):
            if isinstance(here, dict) and id(here) in self._origins:
                found = here, path[depth]
            here = look(here, (token,))
        return found

    def _origin(self, schema: Json, path: list[str]) -> Spot:
        """Where the document has what stands in the schema under the path."""
        spot = self._spot
        for token in path:
            spot = self._origins.get(id(schema), (schema, spot))[1].at(token)
            schema = look(schema, (token,))
        return spot

    def _schema(self, spot: Spot, inside: tuple[_Key, ...], same: frozenset[_Key]) -> Json:
        """The schema at the spot, which stands inside the targets of these references.

        `same` are those of them that speak of the very same value: to come back to one has no end.
        """
        self.size += 1
        if isinstance(spot.value, bool):
            return spot.value
        if not isinstance(spot.value, dict):
            self._faults.add(
                spot,
                f"a schema is an object, and this is {shown(spot.value)}",
                "write one, such as {type: string}",
            )
            return {}
        if is_reference(spot.value):
            return self._referenced(spot, inside, same)
        own = keywords(spot, self._faults, is_old=self._is_old)
        for key in own.keys() & _HOLDERS:
            own[key] = self._inner(spot.at(key), own[key], inside, same)
        self._move_enum(spot, own)
        if spot.value.get("nullable") is True:
            self._schemas.tell_nullable(spot)
            own = nullable(own)
            for first in own.get("anyOf", ())[:1]:
                self._origins.setdefault(id(first), (first, spot))
        return self._from(spot, own)

    def _move_enum(self, spot: Spot, own: dict[str, Json]) -> None:
        """Let an enum that has no array among its values, beside `items`, be the one of the items."""
        values, items = own.get("enum"), own.get("items")
        if own.get("type") != "array" or not isinstance(values, list) or not isinstance(items, dict):
            return
        if values and "enum" not in items and not any(isinstance(value, list) for value in values):
            self._faults.warn(
                spot.at("enum"), "the enum of an array has no array in it", "move it into items"
            )
            own["items"] = self._from(spot.at("items"), {**items, "enum": own.pop("enum")})

    def _from(self, spot: Spot, made: dict[str, Json]) -> dict[str, Json]:
        """The schema that was made, which is from this spot."""
        self._origins[id(made)] = (made, spot)
        return made

    def _inner(self, spot: Spot, value: Json, inside: tuple[_Key, ...], same: frozenset[_Key]) -> Json:
        key, nothing = spot.key, frozenset[_Key]()
        if key in _MAPS and isinstance(value, dict):
            still = same if key == "dependentSchemas" else nothing
            kept = None if is_reference(value) else value
            spot, inside = self._named(spot, inside)
            return {
                member.key: self._schema(member, inside, still)
                for member in spot.members
                if kept is None or member.key in kept
            }
        if key in _LISTS and isinstance(value, list):
            return [self._schema(member, inside, same) for member in spot.members]
        if key == "prefixItems" and isinstance(value, list):
            return [self._schema(member, inside, nothing) for member in spot.members]
        if key in _PARTS and isinstance(value, dict | bool):
            return self._schema(spot, inside, nothing)
        if key in _WHOLE and isinstance(value, dict | bool):
            return self._schema(spot, inside, same)
        return value

    def _named(self, spot: Spot, inside: tuple[_Key, ...]) -> tuple[Spot, tuple[_Key, ...]]:
        """The object of named schemas, and what it stands inside.

        That it is itself a reference is no OpenAPI, but many bundlers let it pass.
        """
        if not is_reference(spot.value):
            return spot, inside
        target = self._library.follow(spot)
        nothing = Spot(document=spot.document, pointer=spot.pointer, value={})
        if target is None:
            return nothing, inside
        if _key(target) in inside or self.size > _LARGEST:
            self._faults.add(
                spot,
                f"$ref {shown(spot.value['$ref'])} stands for the {spot.key} and has no end",
                "let each property be a reference, not all of them together",
            )
            return nothing, inside
        return target, (*inside, _key(target))

    def _referenced(self, spot: Spot, inside: tuple[_Key, ...], same: frozenset[_Key]) -> Json:
        target = self._library.target(spot)
        if target is None or self._library.follow(spot) is None:
            return {}
        if _key(target) in same:
            self._faults.add(
                spot,
                f"$ref {shown(spot.value['$ref'])} puts the schema inside itself without end",
                "refer to it from a property or from items, not from allOf, anyOf or oneOf",
            )
            return {}
        schema = self._target(target, inside, same)
        if spot.value.get("nullable") is True:
            self._schemas.tell_nullable(spot)
            schema = self._from(spot, {"anyOf": [schema, {"type": "null"}]})
        beside = {key: value for key, value in spot.value.items() if key not in ("$ref", "nullable")}
        if self._is_old or not beside:
            return schema
        own = self._schema(Spot(document=spot.document, pointer=spot.pointer, value=beside), inside, same)
        if isinstance(schema, dict) and own.keys() <= ANNOTATIONS and "$ref" not in schema:
            origin = self._origins.get(id(schema), (schema, spot))[1]
            return self._from(origin, {**schema, **own})
        return self._from(spot, {**own, "allOf": [*own.get("allOf", []), schema]})

    def _target(self, target: Spot, inside: tuple[_Key, ...], same: frozenset[_Key]) -> Json:
        key = _key(target)
        if same:
            too_much = len(inside) >= _DEEPEST_SAME or self.size > _LARGEST_SAME
        else:
            too_much = len(inside) >= _DEEPEST_INLINE or self.size > _LARGEST_INLINE or self._is_definition
        if key in inside or (too_much and isinstance(target.value, dict)):
            self.needs[key] = target
            return {"$ref": f"#/$defs/{self._schemas.named(target)}"}
        return self._schema(target, (*inside, key), same | {key})


def _cut(message: str) -> str:
    """The message without most of a value that it quotes whole."""
    if len(message) <= _LONGEST_SAID:
        return message
    half = _LONGEST_SAID // 2
    return f"{message[:half]} ... {message[-half:]}"


def _key(spot: Spot) -> _Key:
    return id(spot.document), spot.pointer


@functools.cache
def _metaschema() -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator({"$ref": "https://json-schema.org/draft/2020-12/schema"})


def definition(root: Mapping[str, Json], schema: Json) -> Json:
    """The schema, or what its `$ref` into the root's `$defs` stands for in the end."""
    for _ in range(50):
        if not isinstance(schema, dict) or "$ref" not in schema:
            break
        schema = _defined(root, schema)
    return schema


def _defined(root: Mapping[str, Json], schema: Mapping[str, Json]) -> Json:
    return root.get("$defs", {}).get(str(schema["$ref"]).removeprefix("#/$defs/"), {})


def alternatives(root: Mapping[str, Json], schema: Json) -> Iterator[dict[str, Any]]:
    """The schema's object and those that it joins by $ref, allOf, anyOf and oneOf, each once."""
    waiting, seen = [schema], set[int]()
    while waiting:
        joined = waiting.pop(0)
        if not isinstance(joined, dict) or id(joined) in seen:
            continue
        seen.add(id(joined))
        if joined.keys() != {"$ref"}:
            yield joined
        if "$ref" in joined:
            waiting.append(_defined(root, joined))
        for key in ("allOf", "anyOf", "oneOf"):
            if isinstance(joined.get(key), list):
                waiting.extend(joined[key])
