"""Reading: what all the extensions of an operation say together, and what of it the operation bears out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from listproof.contract import Json, pointer_text
from listproof.infer.guesses import Open
from listproof.infer.importing.extensions import READERS
from listproof.infer.importing.imported import Imported
from listproof.infer.importing.marks import read_marks
from listproof.infer.plain import PlainOperation
from listproof.infer.shapes import Shape
from listproof.reading.places import parse_pointer

_SINGLE: Final = ("by", "param", "first", "size", "items")
_KEYS: Final = {
    "by": ("page", "by"),
    "param": ("page", "param"),
    "first": ("page", "first"),
    "size": ("size", "param"),
    "items": ("items",),
}


def import_paging(operation: PlainOperation) -> Imported | None:
    """What the extensions of the operation say, as far as it has what they name; None where it has none.

    Where several say something, the first of them holds and the others fill in what it leaves open; where
    they differ, that is a question.
    """
    found = [_checked(each, operation) for each in _read(operation)]
    if not found:
        return None
    first, *others = sorted(found, key=lambda each: not each.says_something)
    for other in others:
        first = _filled(first, other)
    return first


def _read(operation: PlainOperation) -> Iterator[Imported]:
    for name, read in READERS.items():
        value = operation.spot.value.get(name)
        imported = read(name, value, operation) if value is not None else None
        if imported is not None:
            yield replace(imported, name=name)
    yield from read_marks(operation)


# --- several ---


def _filled(first: Imported, other: Imported) -> Imported:
    """The first, with what only the other says where both page alike."""
    if not other.says_something:
        return replace(first, opens=(*first.opens, *other.opens))
    opens = [*first.opens, *other.opens]
    says: dict[str, Json] = {}
    for key in _SINGLE:
        mine, others = getattr(first, key), getattr(other, key)
        if mine is None or others is None:
            says[key] = others if mine is None else mine
        else:
            says[key] = mine
            opens.extend(_difference(first, other, _KEYS[key], _text(mine), _text(others)))
    if first.by is not None and other.by not in (None, first.by):
        says["param"] = first.param  # another way to page has another parameter
        return replace(first, opens=tuple(opens))
    meta = {**other.meta, **first.meta}
    for role in first.meta.keys() & other.meta.keys():
        opens.extend(_difference(first, other, ("meta", role), first.meta[role], other.meta[role]))
    return replace(first, **says, meta=meta, opens=tuple(opens), refusal=first.refusal or other.refusal)


def _text(value: Json) -> str:
    return pointer_text(value) or "the body" if isinstance(value, tuple) else str(value)


def _difference(
    first: Imported, other: Imported, at: tuple[str, ...], mine: str, others: str
) -> Iterator[Open]:
    if mine != others:
        yield Open(at, f"{first.name} says {mine}, and {other.name} {others}: which is it?")


# --- what the operation has ---


def _checked(imported: Imported, operation: PlainOperation) -> Imported:
    """What it says, without what the operation doesn't have: that is a question instead."""
    opens = list(imported.opens)
    param, size, by, items = imported.param, imported.size, imported.by, imported.items
    for named in dict.fromkeys(each for each in (param, size) if each is not None):
        if named not in operation.parameters:
            found = f"{imported.name} names {named}, and there is no such parameter: which is it?"
            opens.append(Open(("page",), found))
    if by in ("page", "offset", "cursor") and (param is None or param not in operation.parameters):
        by = param = None
    if items is not None and not _shape_at(operation, items).is_only("array"):
        found = f"{imported.name} names {pointer_text(items) or 'the body'}, which is no array"
        opens.append(Open(("items",), found))
        items = None
    meta = {}
    for role, place in imported.meta.items():
        lacks = _lacks(operation, place, items)
        if lacks:
            opens.append(Open(("meta", role), f"{imported.name} names {place}, and {lacks}"))
        else:
            meta[role] = place
    size = size if size in operation.parameters else None
    first = imported.first if by == "page" else None
    return replace(
        imported, by=by, param=param, first=first, size=size, items=items, meta=meta, opens=tuple(opens)
    )


def _shape_at(operation: PlainOperation, way: tuple[str, ...], *, at_times: bool = False) -> Shape:
    """The shape of what stands there, always or also at times; one that says nothing where nothing does."""
    success = operation.success
    shape = (success.body if success else None) or Shape()
    for key in way:
        inner = {**shape.sometimes, **shape.properties} if at_times else shape.properties
        if key not in inner:
            return Shape()
        shape = operation.shapes.at(inner[key])
    return shape


def _lacks(operation: PlainOperation, place: str, items: tuple[str, ...] | None) -> str:
    """What is lacking at the place; empty where nothing is, or where it can't be told."""
    if place.startswith("/"):
        around = _shape_at(operation, parse_pointer(place)[:-1], at_times=True)
        return "" if _has(around, place) else "the body has no such field"
    if place.startswith("item:") and items is not None:
        array = _shape_at(operation, items)
        if array.elements is None:
            return ""
        item = operation.shapes.at(array.elements)
        inside = place.removeprefix("item:")
        for key in parse_pointer(inside)[:-1]:
            item = operation.shapes.at(item.properties[key]) if key in item.properties else Shape()
        return "" if _has(item, inside) or not item.types else "an item has no such field"
    return ""


def _has(holder: Shape, pointer: str) -> bool:
    key = parse_pointer(pointer)[-1:]
    return bool(key) and key[0] in {**holder.sometimes, **holder.properties}
