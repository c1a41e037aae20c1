"""Shapes: what a schema says of a value, one level deep and with its references followed.

A whole item schema may be thousands of schemas large, and inference looks at a handful of names in it: so
a shape is read only where it is looked at.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, TypeGuard

from listproof.contract import MISSING, Json, Pointer
from listproof.reading.documents import Spot
from listproof.reading.references import Library, is_reference

_DEEPEST: Final = 12
_MOST_ALTERNATIVES: Final = 40
_NULL: Final = frozenset({"null"})
_SAID: Final = ("default", "example", "format", "description", "const")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Shape:
    """What is known of a value: its types, and what is inside it."""

    types: frozenset[str] = frozenset()
    """JSON Schema's names of types, without null; empty where the document says nothing."""
    format: str = ""
    enum: tuple[Json, ...] = ()
    default: Json = MISSING
    minimum: Json = MISSING
    maximum: Json = MISSING
    example: Json = MISSING
    description: str = ""
    properties: Mapping[str, Spot] = field(default_factory=dict)
    required: frozenset[str] = frozenset()
    elements: Spot | None = None
    """The schema of an array's elements."""
    sometimes: Mapping[str, Spot] = field(default_factory=dict)
    """The properties that only some of its alternatives have."""
    is_mixed: bool = False
    """Whether it is one of several shapes that have different types."""
    extensions: Mapping[str, Json] = field(default_factory=dict)
    """What its schema says under keys of other tools, `x-...`."""

    def is_only(self, *types: str) -> bool:
        """Whether its types are known, and all of them are among these."""
        return bool(self.types) and self.types <= set(types)

    @property
    def is_whole(self) -> bool:
        """Whether it is a number without a fraction, or a number of which no more is said."""
        return self.is_only("integer", "number")

    @property
    def is_scalar(self) -> bool:
        """Whether it is a text, a number or a boolean."""
        return self.is_only("string", "integer", "number", "boolean")


class Shapes:
    """Reads the shapes of one document, each once."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._read: dict[tuple[int, Pointer], Shape] = {}

    def at(self, spot: Spot) -> Shape:
        """The shape of the schema at the spot; one that says nothing where that can't be read."""
        key = (id(spot.document), spot.pointer)
        if key not in self._read:
            self._read[key] = Shape()  # whoever comes back here while it is read finds nothing new
            self._read[key] = self._shape(spot, _DEEPEST)
        return self._read[key]

    def member(self, shape: Shape, name: str) -> Shape:
        """The shape of a property."""
        return self.at(shape.properties[name])

    def _shape(self, spot: Spot, depth: int) -> Shape:
        target = self._library.follow(spot)
        if target is None or not isinstance(target.value, dict) or depth == 0:
            return Shape()
        own = _own(target)
        for key in ("anyOf", "oneOf"):
            branches = [self._shape(each, depth - 1) for each in target.at(key).members[:_MOST_ALTERNATIVES]]
            real = [each for each in branches if each.types or each.properties or each.enum]
            if real:
                own = _both(own, _either(real))
        for each in target.at("allOf").members:
            own = _both(own, self._shape(each, depth - 1))
        if is_reference(spot.value):
            own = _both(_beside(spot.value), own)
        return own


def _beside(reference: Mapping[str, Json]) -> Shape:
    """What is said beside a `$ref`."""
    marks = {key: said for key, said in reference.items() if key.startswith("x-")}
    return Shape(description=_text(reference.get("description")), extensions=marks)


def _own(spot: Spot) -> Shape:
    value = spot.value
    enum = value.get("enum")
    listed = tuple(each for each in enum if each is not None) if isinstance(enum, list) else ()
    required = value.get("required")
    elements = spot.at("items")
    said = {key: value[key] for key in _SAID if key in value}
    examples = value.get("examples")
    if "example" not in said and isinstance(examples, list) and examples:
        said["example"] = examples[0]
    return Shape(
        types=_types(value, listed),
        format=_text(said.get("format")),
        enum=listed or ((said["const"],) if said.get("const") is not None else ()),
        default=said.get("default", MISSING),
        minimum=_bound(value, "minimum", "exclusiveMinimum", 1),
        maximum=_bound(value, "maximum", "exclusiveMaximum", -1),
        example=said.get("example", MISSING),
        description=_text(said.get("description")),
        properties={each.key: each for each in _properties(spot)},
        required=frozenset(each for each in required if isinstance(each, str))
        if isinstance(required, list)
        else frozenset(),
        elements=elements if isinstance(elements.value, dict) else None,
        extensions={key: said for key, said in value.items() if key.startswith("x-")},
    )


def _bound(value: Mapping[str, Json], keyword: str, exclusive: str, step: int) -> Json:
    """The least or greatest whole number that fits: one further where the bound itself doesn't.

    An exclusive bound is a flag beside the other up to OpenAPI 3.0, and a number of its own from 3.1 on.
    """
    bound, other = value.get(keyword, MISSING), value.get(exclusive)
    if other is True and _is_whole(bound):
        return bound + step
    if _is_whole(other):
        inner = other + step
        return inner if not _is_whole(bound) else max(bound, inner) if step > 0 else min(bound, inner)
    return bound


def _is_whole(value: Json) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _properties(spot: Spot) -> list[Spot]:
    held = spot.at("properties")
    return held.members if isinstance(held.value, dict) else []


def _types(value: Mapping[str, Json], enum: tuple[Json, ...]) -> frozenset[str]:
    named = value.get("type")
    if isinstance(named, str):
        return frozenset({named}) - _NULL
    if isinstance(named, list):
        return frozenset(each for each in named if isinstance(each, str)) - _NULL
    if isinstance(value.get("properties"), dict):
        return frozenset({"object"})
    if isinstance(value.get("items"), dict):
        return frozenset({"array"})
    return frozenset(_type_of(each) for each in enum)


def _type_of(value: Json) -> str:
    if isinstance(value, bool):
        return "boolean"
    names: dict[type, str] = {str: "string", int: "integer", float: "number", list: "array"}
    return names.get(type(value), "object")


def _text(value: Json) -> str:
    return value if isinstance(value, str) else ""


def _both(one: Shape, other: Shape) -> Shape:
    """What holds where both hold; where they differ, what the first says."""
    types = one.types & other.types if one.types and other.types else one.types | other.types
    return Shape(
        types=types or one.types,
        format=one.format or other.format,
        enum=one.enum or other.enum,
        default=other.default if one.default is MISSING else one.default,
        minimum=other.minimum if one.minimum is MISSING else one.minimum,
        maximum=other.maximum if one.maximum is MISSING else one.maximum,
        example=other.example if one.example is MISSING else one.example,
        description=one.description or other.description,
        properties={**other.properties, **one.properties},
        required=one.required | other.required,
        elements=one.elements or other.elements,
        sometimes={**other.sometimes, **one.sometimes},
        is_mixed=one.is_mixed or other.is_mixed,
        extensions={**other.extensions, **one.extensions},
    )


def _either(branches: list[Shape]) -> Shape:
    """What holds whichever of them holds."""
    first, *others = branches
    if not others:
        return first
    names = set(first.properties).intersection(*(other.properties for other in others))
    enums = [branch.enum for branch in branches]
    return Shape(
        types=frozenset[str]().union(*(branch.types for branch in branches)),
        format=first.format if all(other.format == first.format for other in others) else "",
        enum=tuple({str(each): each for enum in enums for each in enum}.values()) if all(enums) else (),
        description=first.description,
        properties={name: spot for name, spot in first.properties.items() if name in names},
        sometimes={
            name: spot
            for branch in branches
            for name, spot in (*branch.properties.items(), *branch.sometimes.items())
            if name not in names
        },
        required=first.required.intersection(*(other.required for other in others)),
        elements=first.elements if all(other.elements is not None for other in others) else None,
        is_mixed=len({branch.types for branch in branches}) > 1 or any(each.is_mixed for each in branches),
    )
