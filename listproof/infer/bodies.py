"""Bodies: where the items of a list stand, and what makes an item itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from listproof.contract import pointer_text
from listproof.infer.guesses import Guess, Open, Stated
from listproof.infer.names import fold, singular
from listproof.infer.plain import PlainOperation
from listproof.infer.shapes import Shape, Shapes

_DEEPEST: Final = 3
# Arrays that stand beside the items and are none.
_BESIDE: Final = frozenset(
    {
        "errors", "warnings", "included", "includes", "links", "link", "messages", "notices", "facets",
        "aggregations", "schemas", "columns", "headers", "sort", "sorts", "filters", "permissions",
    }
)  # fmt: skip
# These are the items all the same where the body has no other array, and their elements are objects.
_BESIDE_OTHERS: Final = frozenset({"messages", "notices", "links", "permissions", "filters", "schemas"})
# Objects that hold no items.
_ABOUT: Final = frozenset(
    {
        "meta", "metadata", "pagination", "paging", "links", "error", "errors", "summary", "pageinfo",
        "facets",
    }
)  # fmt: skip
_CUSTOMARY: Final = ("data", "items", "results", "entries", "value", "values", "records", "list", "rows")
# These name items and nothing else: `data` may be a thing that has a list, and `value` anything.
_ITEMS: Final = frozenset({"items", "results", "entries", "records", "rows"})
_IDENTITIES: Final = ("id", "uuid", "guid", "gid", "sid", "_id")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Items:
    """The array of items."""

    way: tuple[str, ...]
    """The keys that lead to it; none where the body is the array."""
    item: Shape
    because: str
    holders: tuple[tuple[tuple[str, ...], Shape], ...]
    """The objects on the way to it, the body first, each with its own way."""


def find_items(operation: PlainOperation) -> Items | str:
    """The items of the operation's answer, or why it has none that can be told."""
    success = operation.success
    if success is None:
        return "it documents no answer of 2xx"
    if success.body is None:
        return f"the {success.status} response has no JSON body"
    body, shapes = success.body, operation.shapes
    if body.is_mixed:
        return "its body has one of several shapes"
    if body.is_only("array"):
        return Items(way=(), item=_element(shapes, body), because="the body is an array", holders=())
    if not body.properties:
        return "the schema of its body names no properties"
    arrays = list(_shallowest(shapes, body)) or list(_alone(shapes, body))
    if not arrays:
        one = next((name for name in body.properties if fold(name) in _ITEMS), None)
        if one is not None and shapes.member(body, one).is_only("object"):
            return f"{pointer_text((one,))} in its body is documented as one object, and as no array"
        return "there is no array in its body"
    return _chosen(operation, arrays)


def competing(operation: PlainOperation) -> tuple[tuple[str, ...], ...]:
    """The places of several arrays of which no name tells which holds the items; else none."""
    success = operation.success
    if success is None or success.body is None or not success.body.properties or success.body.is_mixed:
        return ()
    arrays = list(_shallowest(operation.shapes, success.body))
    if len(arrays) < 2 or _by_name(operation, arrays) is not None:
        return ()
    return tuple(way for way, _, _ in arrays)


def items_at(operation: PlainOperation, way: tuple[str, ...], because: str) -> Items | str:
    """The items at this place, which somebody names."""
    success = operation.success
    if success is None or success.body is None:
        return "it documents no JSON body"
    shape, holders = success.body, []
    for depth, key in enumerate(way):
        holders.append((way[:depth], shape))
        shape = operation.shapes.member(shape, key)
    item = _element(operation.shapes, shape)
    return Items(way=way, item=item, because=because, holders=tuple(holders))


_Array = tuple[tuple[str, ...], Shape, tuple[tuple[tuple[str, ...], Shape], ...]]


def _shallowest(shapes: Shapes, body: Shape) -> Iterator[_Array]:
    """The arrays of the least depth that has any that may hold items."""
    level: list[tuple[tuple[str, ...], Shape, tuple[tuple[tuple[str, ...], Shape], ...]]] = [((), body, ())]
    for _ in range(_DEEPEST):
        below: list[_Array] = []
        for way, shape, around in level:
            holders = (*around, (way, shape))
            below.extend(((*way, name), shapes.member(shape, name), holders) for name in shape.properties)
        arrays = [each for each in below if each[1].is_only("array") and fold(each[0][-1]) not in _BESIDE]
        if arrays:
            yield from arrays
            return
        level = [each for each in below if _may_hold(shapes, each)]


def _may_hold(shapes: Shapes, member: _Array) -> bool:
    """Whether items may stand below a member: not in what tells of the answer, nor in an item.

    Documents forget that `items` is an array. Where it is an object with an id, that is an item, and its
    arrays are its own.
    """
    way, shape, _ = member
    if not shape.is_only("object") or fold(way[-1]) in _ABOUT:
        return False
    return fold(way[-1]) not in _ITEMS or not any(
        fold(name) in _IDENTITIES and shapes.member(shape, name).is_only("string", "integer", "number")
        for name in shape.properties
    )


def _alone(shapes: Shapes, body: Shape) -> Iterator[_Array]:
    """The one array of a body whose name would let it stand beside the items, if there were others."""
    members = {name: shapes.member(body, name) for name in body.properties}
    arrays = [name for name, shape in members.items() if shape.is_only("array")]
    for name in arrays if len(arrays) == 1 and fold(arrays[0]) in _BESIDE_OTHERS else ():
        if _element(shapes, members[name]).properties:
            yield (name,), members[name], (((), body),)


def _chosen(operation: PlainOperation, arrays: list[_Array]) -> Items | str:
    found, because = arrays[0], "it is the only array of its depth in the body"
    if len(arrays) > 1:
        named = _by_name(operation, arrays)
        if named is None:
            several = ", ".join(pointer_text(way) for way, _, _ in arrays[:6])
            return f"its body has several arrays, and no name tells which are the items: {several}"
        found, because = named
    way, array, holders = found
    return Items(way=way, item=_element(operation.shapes, array), because=because, holders=holders)


def _by_name(operation: PlainOperation, arrays: list[_Array]) -> tuple[_Array, str] | None:
    noun = fold(operation.noun)
    same = [each for each in arrays if noun and fold(each[0][-1]) in (noun, f"{noun}list", f"{noun}s")]
    if len(same) == 1:
        return same[0], f"of several arrays it is called as the path ends: {operation.noun}"
    for name in _CUSTOMARY:
        for each in arrays:
            if fold(each[0][-1]) == name:
                return each, f"of several arrays it is called {each[0][-1]}, as items often are"
    return _by_segment(operation, arrays)


def _by_segment(operation: PlainOperation, arrays: list[_Array]) -> tuple[_Array, str] | None:
    """The array that is called as a segment of the path is: the messages of `/messages/search`."""
    segments = [each for each in operation.path.split("/") if each and "{" not in each]
    for segment in reversed(segments):
        for each in arrays:
            if fold(each[0][-1]) == fold(segment):
                return each, f"of several arrays it is called as the path's {segment}"
    return None


def _element(shapes: Shapes, array: Shape) -> Shape:
    return shapes.at(array.elements) if array.elements is not None else Shape()


def guess_items(items: Items) -> Iterator[Guess]:
    """Where the items are."""
    yield Stated(("items",), pointer_text(items.way), items.because)


def guess_id(operation: PlainOperation, items: Items) -> Iterator[Guess]:
    """The field that makes an item itself."""
    at = ("id",)
    if not items.item.properties:
        yield Open(at, "What makes an item itself? Its schema names no properties.")
        return
    for name in items.item.properties:
        field = operation.shapes.member(items.item, name)
        if fold(name) == "id" and field.is_only("string", "integer", "number"):
            yield Stated(at, pointer_text((name,)), f"an item has {_described(items.item, name, field)}")
            return
    named = [name for name in items.item.properties if _is_identity(operation, items, name)]
    if len(named) == 1:
        field = operation.shapes.member(items.item, named[0])
        yield Stated(at, pointer_text((named[0],)), f"an item has {_described(items.item, named[0], field)}")
        return
    yield Open(at, "Which field makes an item itself?")


def _described(item: Shape, name: str, field: Shape) -> str:
    must = "the required" if name in item.required else "a"
    kind = f" of the format {field.format}" if field.format else ""
    return f"{must} field {name}{kind}"


def _is_identity(operation: PlainOperation, items: Items, name: str) -> bool:
    field = operation.shapes.member(items.item, name)
    if not field.is_only("string", "integer", "number"):
        return False
    if name in _IDENTITIES or fold(name) in _IDENTITIES:
        return True
    if items.item.required and name not in items.item.required and field.format != "uuid":
        return False
    nouns = {singular(noun) for noun in _nouns(operation, items)}
    return any(fold(name) in (f"{noun}id", f"{noun}uuid", f"{noun}sid") for noun in nouns)


def _nouns(operation: PlainOperation, items: Items) -> set[str]:
    """What the items are called: by the end of the path, and by the key of their array.

    The conversations of `/ParticipantConversations` are something else than conversations.
    """
    path, key = fold(operation.noun), fold(items.way[-1]) if items.way else ""
    if key and path != key and path.endswith(key):
        return {path}
    return {each for each in (path, key) if each}
