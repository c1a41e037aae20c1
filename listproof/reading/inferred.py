"""Inferred values: which parts of `x-listing` nobody has settled yet, and the reason of each.

They stand in `x-listing-inferred` beside an `x-listing` (by JSON Pointer into it) or inside a parameter's
schema (by JSON Pointer to its keyword). Who settles a value deletes its line.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from listproof.contract import MISSING, Json, look
from listproof.reading.documents import Spot
from listproof.reading.faults import Faults, shown
from listproof.reading.places import parse_pointer

INFERRED: Final = "x-listing-inferred"
"""The key beside what was inferred."""

_EXAMPLE: Final = "write an object: a JSON Pointer into what stands beside it, and the reason as a text"


def read_inferred(spot: Spot, holder: Json, faults: Faults) -> Mapping[str, str]:
    """The reasons at the spot, by pointer; each points to a value that the holder has.

    A reason whose value is gone is stale, and only looks like a slip; anything that is no pointer or no
    text is a fault.
    """
    if not spot:
        return MappingProxyType({})
    if not isinstance(spot.value, dict):
        faults.add(spot, f"{INFERRED} is {shown(spot.value)}", _EXAMPLE)
        return MappingProxyType({})
    reasons: dict[str, str] = {}
    for each in spot.members:
        found = _amiss(each)
        if found:
            faults.add(each, found, _EXAMPLE)
        elif look(holder, parse_pointer(each.key)) is MISSING:
            faults.warn(each, f"nothing stands at {each.key}, whose reason is here", "delete this line")
        else:
            reasons[each.key] = each.value
    return MappingProxyType(reasons)


def _amiss(each: Spot) -> str:
    """What is wrong with a reason, or the empty text."""
    try:
        is_whole = not parse_pointer(each.key)
    except ValueError as error:
        return str(error)
    if is_whole:
        return "the reason is of no value in particular"
    return "" if isinstance(each.value, str) else f"the reason of {each.key} is {shown(each.value)}"
