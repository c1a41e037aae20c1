"""Statements: `x-listing` as it holds for one operation, and where each part of it is written.

The root's `x-listing` lies beneath every operation's own: keys merge at every depth, lists and scalars
replace, and null is a value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, Final

from listproof.contract import Json, Pointer
from listproof.reading.documents import Spot

# One word instead of an object: the key of the object that it stands for.
_SHORT: Final = {"filter": "at", "errors": "status"}
_NO_SITUATIONS: Final = frozenset({"at", "template"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """The value of `x-listing` that holds for an operation, and the places it is merged from."""

    value: dict[str, Json]
    layers: tuple[Spot, ...]
    """Topmost first."""
    moved: Mapping[Pointer, Pointer] = field(default_factory=dict)
    """Where an entry of a joined list stands in the layers."""

    def spot(self, *keys: str) -> Spot:
        """Where the part under these keys is written, or would be."""
        moved = self.moved.get(keys[:3]) or self.moved.get(keys[:2])
        if moved is not None:
            keys = (*moved, *keys[3 if keys[:3] in self.moved else 2 :])
        for length in range(len(keys), 0, -1):
            for layer in self.layers:
                if layer.at(*keys[:length]):
                    return layer.at(*keys)
        return self.layers[0].at(*keys)

    def section(self, key: str) -> dict[str, Json]:
        """The object under the key; empty where nothing is stated."""
        section = self.value.get(key)
        return section if isinstance(section, dict) else {}

    def entries(self, key: str) -> list[tuple[str, dict[str, Json]]]:
        """The objects of the list under the key, each with its index."""
        held = self.value.get(key)
        entries = enumerate(held if isinstance(held, list) else ())
        return [(str(index), entry) for index, entry in entries if isinstance(entry, dict)]

    def without(self, pointers: Iterable[Pointer]) -> Statement:
        """The same without what stands at the pointers; other entries of a list keep their index."""
        value = deepcopy(self.value)
        for pointer in pointers:
            _remove(value, pointer)
        return Statement(value=value, layers=self.layers, moved=self.moved)


def _remove(holder: Json, pointer: Pointer) -> None:
    *way, last = pointer
    for token in way:
        if isinstance(holder, list):
            holder = holder[int(token)]
        elif isinstance(holder, dict):
            holder = holder.get(token)
    if isinstance(holder, list):
        holder[int(last)] = None
    elif isinstance(holder, dict):
        holder.pop(last, None)


def readings(stated: Json) -> tuple[Any, ...]:
    """A policy as a tuple of readings: one, several where the document contradicts itself, or none."""
    several = stated if isinstance(stated, list) else [stated]
    return tuple(reading for reading in several if reading is not None)


def stated(own: Spot, root: Spot) -> Statement:
    """What the document states: the operation's own over the root's."""
    layers = (own, root) if root else (own,)
    beneath = root.value if root and isinstance(root.value, dict) else {}
    over = own.value if isinstance(own.value, dict) else {}
    return Statement(value=merged(over, beneath), layers=layers)


def with_assumed(statement: Statement) -> Statement:
    """What the mock does: the statement with `assumed` laid beneath.

    Three lists are joined: an assumed default order follows the stated one as its tie-breakers, an
    assumed scope completes the stated one of the same parameter, assumed rules follow the stated ones.
    """
    over = {key: value for key, value in statement.value.items() if key != "assumed"}
    assumed = statement.section("assumed")
    value = merged(_written_out(over), _written_out(assumed))
    moved: dict[Pointer, Pointer] = {}
    _join(value, over, assumed, ("rules",), moved, same=lambda _: None)
    _join(value, over, assumed, ("scope",), moved, same=_whose)
    _join(value, over, assumed, ("sort", "default"), moved, same=_field)
    beneath = tuple(layer.at("assumed") for layer in statement.layers if layer.at("assumed"))
    layers = (*statement.layers, *beneath)
    return Statement(value=value, layers=layers, moved=moved)


def merged(over: Mapping[str, Any], beneath: Mapping[str, Any]) -> dict[str, Any]:
    """One object over another: keys merge at every depth, anything else replaces."""
    result = dict(beneath)
    for key, value in over.items():
        below = result.get(key)
        both = isinstance(value, dict) and isinstance(below, dict)
        result[key] = merged(value, below) if both else value  # type: ignore[arg-type]
    return result


def _written_out(listing: Mapping[str, Any]) -> dict[str, Any]:
    """The listing with its one-word filters and errors written as objects, so that they merge by key."""
    result = dict(listing)
    for section, word in _SHORT.items():
        held = listing.get(section)
        if isinstance(held, dict):
            result[section] = {
                key: value
                if isinstance(value, dict) or (section == "errors" and key in _NO_SITUATIONS)
                else {word: value}
                for key, value in held.items()
            }
    return result


def _join(
    value: dict[str, Any],
    over: Mapping[str, Any],
    assumed: Mapping[str, Any],
    keys: Pointer,
    moved: dict[Pointer, Pointer],
    *,
    same: Callable[[Any], Any],
) -> None:
    """Join the two lists under the keys: entries that are the same complete each other, others follow."""
    upper, lower, holder = over.get(keys[0]), assumed.get(keys[0]), value
    if len(keys) > 1:
        upper, lower = (held.get(keys[1]) if isinstance(held, dict) else None for held in (upper, lower))
        holder = value.get(keys[0], {})
    if not isinstance(upper, list) or not isinstance(lower, list):
        return
    joined = list(upper)
    known = {same(entry): index for index, entry in enumerate(upper) if same(entry) is not None}
    for index, entry in enumerate(lower):
        place = known.get(same(entry))
        if place is None:
            moved[(*keys, str(len(joined)))] = ("assumed", *keys, str(index))
            joined.append(entry)
        elif isinstance(entry, dict):
            joined[place] = merged(joined[place], entry)
    holder[keys[-1]] = joined


def _whose(scope: Json) -> Json:
    return (scope.get("param") or "caller") if isinstance(scope, dict) else None


def _field(entry: Json) -> Json:
    return entry.removeprefix("-") if isinstance(entry, str) else None
