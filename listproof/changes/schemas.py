"""Schemas in one spelling, so that two that say the same are equal however they are written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from listproof.contract import Json, Pointer
from listproof.reading.keywords import ANNOTATIONS
from listproof.reading.places import standing_at

_SPOKEN: Final = ANNOTATIONS | {"example", "$defs", "$comment"}
_UNORDERED: Final = frozenset({"type", "enum", "required", "allOf", "anyOf", "oneOf"})
_NAMES: Final = frozenset({"properties", "patternProperties", "dependentSchemas"})
_DATA: Final = frozenset({"enum", "const"})
_DEEPEST: Final = 40
_MOST: Final = 20_000

Plain = Mapping[str, Any]


def plain_schema(schema: Plain) -> dict[str, Json]:
    """The schema with references inlined, without words, and its sets in one order.

    Where a schema stands inside itself, it is cut: two that differ only further inside are equal.
    """
    return _Plain(schema).of(schema, ())


class _Plain:
    """One schema being written in one spelling."""

    def __init__(self, root: Plain) -> None:
        self._definitions: Mapping[str, Any] = root.get("$defs") or {}
        self._count = 0

    def of(self, schema: Plain, open_names: tuple[str, ...]) -> dict[str, Json]:
        self._count += 1
        if self._count > _MOST or len(open_names) > _DEEPEST:
            return {"$cut": True}
        reference = schema.get("$ref")
        if isinstance(reference, str):
            name = reference.removeprefix("#/$defs/")
            target = self._definitions.get(name)
            if name in open_names:
                return {"$inside": len(open_names) - open_names.index(name)}
            if isinstance(target, Mapping):
                beside = {key: value for key, value in schema.items() if key != "$ref"}
                return {**self.of(target, (*open_names, name)), **self.of(beside, open_names)}
        return {
            key: self._value(key, schema[key], open_names)
            for key in sorted(schema)
            if key not in _SPOKEN and not key.startswith("x-")
        }

    def _value(self, key: str, value: Json, open_names: tuple[str, ...]) -> Json:
        if key in _NAMES and isinstance(value, Mapping):
            return {name: self._inner(value[name], open_names) for name in sorted(value)}
        if key == "type" and isinstance(value, str):
            return [value]
        if isinstance(value, list):
            inner = value if key in _DATA else [self._inner(each, open_names) for each in value]
            return sorted(inner, key=repr) if key in _UNORDERED else inner
        return value if key in _DATA else self._inner(value, open_names)

    def _inner(self, value: Json, open_names: tuple[str, ...]) -> Json:
        return self.of(value, open_names) if isinstance(value, Mapping) else value


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What a schema says of one place: types without null, values, format, and whether it may lack."""

    types: frozenset[str]
    """Empty where any may come."""
    values: tuple[Json, ...]
    """Empty where any may come."""
    format: str
    may_lack: bool
    """Whether it may be null, or absent where all around it is there."""


def held_at(root: Plain, pointer: Pointer) -> Held | None:
    """What the schema says of the place, or None where it leaves open what stands there."""
    standing = standing_at(root, pointer)
    if not standing.schemas:
        return None
    types = [_types(each) for each in standing.schemas]
    values = [value for each in standing.schemas for value in each.get("enum") or ()]
    formats = sorted({str(each["format"]) for each in standing.schemas if "format" in each})
    all_types = frozenset().union(*types) if all(types) else frozenset[str]()
    return Held(
        types=all_types - {"null"},
        values=tuple(value for value in values if value is not None),
        format=", ".join(formats),
        may_lack="null" in all_types or None in values or _is_optional(root, pointer),
    )


def _types(schema: Plain) -> frozenset[str]:
    named = schema.get("type") or ()
    return frozenset((named,) if isinstance(named, str) else named)


def _is_optional(root: Plain, pointer: Pointer) -> bool:
    """Whether the object around may lack the last key of the pointer."""
    if not pointer or pointer[-1].isdigit() or pointer[-1] == "*":
        return False
    around = standing_at(root, pointer[:-1]).schemas
    return bool(around) and not any(pointer[-1] in (schema.get("required") or ()) for schema in around)


def parts(schema: Plain, at: Pointer = ()) -> Iterator[tuple[Pointer, Json]]:
    """Every place of a plain schema with its own keywords, those of what is inside left out."""
    own = {key: value for key, value in schema.items() if key not in {"properties", "items", "required"}}
    yield at, own
    for name, inner in (schema.get("properties") or {}).items():
        required = name in (schema.get("required") or ())
        if isinstance(inner, Mapping):
            yield from parts({**inner, "$required": required}, (*at, name))
    if isinstance(schema.get("items"), Mapping):
        yield from parts(schema["items"], (*at, "*"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """The places at which two schemas differ, of a part the outermost alone; `*` is any item."""

    gone: tuple[Pointer, ...]
    added: tuple[Pointer, ...]
    changed: tuple[Pointer, ...]

    @property
    def first(self) -> Pointer | None:
        """One place at which they differ, or None where they do not."""
        return next(iter((*self.changed, *self.gone, *self.added)), None)


def rest_of(old: Plain, new: Plain, known: frozenset[Pointer], moved: Mapping[Pointer, Pointer]) -> Rest:
    """Where the two differ beside the known places; `moved` says where old places are now."""
    before = {_now(at, moved): own for at, own in parts(plain_schema(old))}
    after = dict(parts(plain_schema(new)))
    gone = [at for at in before if at not in after]
    added = [at for at in after if at not in before]
    changed = [at for at, own in before.items() if at in after and after[at] != own]
    return Rest(
        gone=_outermost(gone, known), added=_outermost(added, known), changed=_outermost(changed, known)
    )


def _now(at: Pointer, moved: Mapping[Pointer, Pointer]) -> Pointer:
    """Where an old place is now: it went along with the nearest thing around it that moved."""
    for length in range(len(at), -1, -1):
        if at[:length] in moved:
            return (*moved[at[:length]], *at[length:])
    return at


def _outermost(places: list[Pointer], known: frozenset[Pointer]) -> tuple[Pointer, ...]:
    every = set(places) - known
    return tuple(sorted(at for at in every if not any(at[:length] in every for length in range(len(at)))))
