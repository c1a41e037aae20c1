"""Statements: `x-listing` as it holds for one operation, and where each part of it is written.

The root's `x-listing` lies beneath every operation's own: keys merge at every depth, lists and scalars
replace, and null is a value.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from listproof.contract import Json
from listproof.documents import Spot

# One word instead of an object: the key of the object that it stands for.
_SHORT: Final = {"filter": "at", "errors": "status"}
_NOT_SHORT: Final = {"errors": frozenset({"at", "template"})}


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """The value of `x-listing` that holds for an operation, and the places it is merged from."""

    value: dict[str, Json]
    layers: tuple[Spot, ...]
    """Topmost first."""

    def spot(self, *keys: str) -> Spot:
        """Where the part under these keys is written, or the nearest thing around it."""
        for length in range(len(keys), 0, -1):
            for layer in self.layers:
                found = layer.at(*keys[:length])
                if found:
                    return found if length == len(keys) else found.at(*keys[length:])
        return self.layers[0].at(*keys)

    def section(self, key: str) -> dict[str, Json]:
        """The object under the key; empty where nothing is stated."""
        section = self.value.get(key)
        return section if isinstance(section, dict) else {}


def stated(own: Spot, root: Spot) -> Statement:
    """What the document states: the operation's own over the root's."""
    layers = (own, root) if root else (own,)
    beneath = root.value if root and isinstance(root.value, dict) else {}
    over = own.value if isinstance(own.value, dict) else {}
    return Statement(value=merged(over, beneath), layers=layers)


def with_assumed(statement: Statement) -> Statement:
    """What the mock does: the statement with `assumed` laid beneath.

    A stated default order is extended by the assumed one, and assumed rules follow the stated ones.
    """
    over = {key: value for key, value in statement.value.items() if key != "assumed"}
    assumed = statement.section("assumed")
    value = merged(_written_out(over), _written_out(assumed))
    for section, key in (("sort", "default"), (None, "rules")):
        upper = over.get(section) if section else over
        lower = assumed.get(section) if section else assumed
        if not isinstance(upper, dict) or not isinstance(lower, dict):
            continue
        if isinstance(upper.get(key), list) and isinstance(lower.get(key), list):
            holder = value[section] if section else value
            holder[key] = [*upper[key], *(each for each in lower[key] if each not in upper[key])]
    beneath = tuple(layer.at("assumed") for layer in statement.layers if layer.at("assumed"))
    return Statement(value=value, layers=(*statement.layers, *beneath))


def merged(over: dict[str, Any], beneath: dict[str, Any]) -> dict[str, Any]:
    """One object over another: keys merge at every depth, anything else replaces."""
    result = dict(beneath)
    for key, value in over.items():
        below = result.get(key)
        both = isinstance(value, dict) and isinstance(below, dict)
        result[key] = merged(value, below) if both else value
    return result


def _written_out(listing: dict[str, Any]) -> dict[str, Any]:
    """The listing with its one-word filters and errors written as objects, so that they merge by key."""
    result = dict(listing)
    for section, word in _SHORT.items():
        held = listing.get(section)
        if isinstance(held, dict):
            result[section] = {
                key: value if isinstance(value, dict) or key in _NOT_SHORT.get(section, ()) else {word: value}
                for key, value in held.items()
            }
    return result
