"""Places: where something stands in an answer, and whether the documented schema has it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from listproof.contract import Json, Place, Pointer, pointer_text
from listproof.reading.faults import listed, nearest
from listproof.reading.schemas import alternatives

_ESCAPE: Final = re.compile(r"~[01]")


def parse_pointer(text: str) -> Pointer:
    """The tokens of a JSON Pointer (RFC 6901, 3 and 4): `""` is the whole value, `()`.

    Raises ValueError when the text is no pointer.
    """
    if text == "":
        return ()
    if not text.startswith("/"):
        raise ValueError(f"{text} does not begin with /")
    if "~" in _ESCAPE.sub("", text):
        raise ValueError(f"{text} has a ~ that stands for nothing; write ~0 for ~ and ~1 for /")
    return tuple(token.replace("~1", "/").replace("~0", "~") for token in text[1:].split("/"))


def parse_place(text: str) -> Place:
    """The place of `/data`, `header:X-Total`, `header:X-Page#/total`, `link:next` or `item:/id`.

    Raises ValueError when it names none.
    """
    kind, separator, rest = text.partition(":")
    if text == "" or text.startswith("/"):
        return Place(text=text, where="body", pointer=parse_pointer(text))
    if not separator or not rest:
        raise ValueError(f"{text} is no place")
    if kind == "item":
        return Place(text=text, where="item", pointer=parse_pointer(rest))
    if kind == "link":
        return Place(text=text, where="link", name=rest)
    if kind == "header":
        name, inner, pointer = rest.partition("#")
        return Place(text=text, where="header", name=name, pointer=parse_pointer(pointer) if inner else None)
    raise ValueError(f"{text} is no place")


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What a schema says of a place: the schemas of what stands there, or why nothing can."""

    schemas: tuple[Mapping[str, Any], ...] = ()
    """Empty where nothing stands there, or where the schema leaves open what does."""
    lacking: bool = False
    help: str = ""
    """Where it is lacking: what the schema has instead."""


def standing_at(root: Mapping[str, Json], pointer: Pointer) -> Standing:
    """What the schema says of the place."""
    here: list[Mapping[str, Any]] = [root]
    for depth, token in enumerate(pointer):
        joined = [schema for each in here for schema in alternatives(root, each)]
        inside = [schema for each in joined for schema in _inside(each, token)]
        if not inside:
            if any(_is_open(schema) for schema in joined):
                return Standing()
            names = sorted({str(name) for schema in joined for name in schema.get("properties", {})})
            if not names and any(_may_hold(schema) for schema in joined):
                return Standing()
            return Standing(lacking=True, help=_help(root, pointer, depth, names))
        here = inside
    return Standing(schemas=tuple(schema for each in here for schema in alternatives(root, each)))


def _help(root: Mapping[str, Json], pointer: Pointer, depth: int, names: list[str]) -> str:
    """What was probably meant by the pointer, whose token at the depth is lacking, and what is there."""
    around, rest = pointer[:depth], pointer[depth + 1 :]
    near = nearest(pointer[depth], names)
    likely = (*around, near, *rest) if near else _elsewhere(root, pointer[-1])
    hint = f"did you mean {pointer_text(likely)}? " if likely else ""
    if not names:
        return f"{hint}{pointer_text(around) or 'the whole'} has nothing of that kind inside"
    return f"{hint}it has {listed(pointer_text((*around, name)) for name in names)}"


def _elsewhere(root: Mapping[str, Json], token: str, *, deepest: int = 4) -> Pointer | None:
    """The shortest pointer to something of this name, outside of arrays."""
    waiting: list[tuple[Pointer, Any]] = [((), root)]
    while waiting:
        pointer, schema = waiting.pop(0)
        for joined in alternatives(root, schema):
            for name, inner in joined.get("properties", {}).items():
                if name == token:
                    return (*pointer, name)
                if len(pointer) < deepest:
                    waiting.append(((*pointer, name), inner))
    return None


def element_schema(
    root: Mapping[str, Json], arrays: tuple[Mapping[str, Any], ...]
) -> Mapping[str, Any] | None:
    """The schema of an element of the array, standing alone, or None where the schema leaves it open."""
    elements = [schema["items"] for schema in arrays if isinstance(schema.get("items"), dict)]
    if not elements:
        return None
    element = elements[0] if len(elements) == 1 else {"anyOf": elements}
    return {**element, "$defs": root["$defs"]} if "$defs" in root else element


def _inside(schema: Mapping[str, Any], token: str) -> list[Any]:
    properties = schema.get("properties")
    if isinstance(properties, dict) and token in properties:
        return [_object(properties[token])]
    found = [
        _object(inner)
        for pattern, inner in (schema.get("patternProperties") or {}).items()
        if _matches(pattern, token)
    ]
    if isinstance(schema.get("additionalProperties"), dict) and not found:
        found.append(schema["additionalProperties"])
    if token == "*" or token.isdigit():
        first = schema.get("prefixItems") or []
        if token.isdigit() and int(token) < len(first):
            return [_object(first[int(token)])]
        if isinstance(schema.get("items"), dict):
            found.append(schema["items"])
    return found


def _object(schema: Any) -> Any:
    return schema if isinstance(schema, dict) else {}


def _matches(pattern: str, token: str) -> bool:
    try:
        return re.search(pattern, token) is not None
    except re.error:
        return True


def _is_open(schema: Mapping[str, Any]) -> bool:
    """Whether the schema says in so many words that more may stand in the object."""
    return schema.get("additionalProperties") is True


def _may_hold(schema: Mapping[str, Any]) -> bool:
    """Whether a value may have something in it, of which the schema says nothing."""
    named = schema.get("type")
    types = {named} if isinstance(named, str) else set(named or ())
    if not types:
        return not ({"enum", "const", "allOf", "anyOf", "oneOf", "$ref"} & schema.keys())
    return bool(types & {"object", "array"}) and not ("items" in schema and "object" not in types)
