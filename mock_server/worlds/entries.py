"""The entries of a fixture file, read one by one: what is none is told, and left out."""

from __future__ import annotations

from collections.abc import Iterable

from listproof.contract import MISSING
from listproof.reading.documents import Spot
from listproof.reading.faults import Faults, meant, shown


def members_of(
    spot: Spot, holds: str, faults: Faults, *, known: Iterable[str] | None = None, has: str = "known are"
) -> list[Spot]:
    """The members of an object that holds what `holds` says, without those that are not known."""
    if spot.value is MISSING:
        return []
    if not isinstance(spot.value, dict):
        faults.add(spot, f"{spot.key or 'the file'} is {shown(spot.value)}", f"write {holds}")
        return []
    every = None if known is None else list(known)
    for member in spot.members:
        if every is not None and member.key not in every:
            faults.add(member, f"{member.key} is unknown", meant(member.key, every, has=has))
    return [member for member in spot.members if every is None or member.key in every]


def elements_of(spot: Spot, holds: str, faults: Faults) -> list[Spot]:
    """The elements of a list that holds what `holds` says."""
    if spot.value is MISSING:
        return []
    if not isinstance(spot.value, list):
        faults.add(spot, f"{spot.key} is {shown(spot.value)}", f"write a list of {holds}")
        return []
    return spot.members


def name_of(spot: Spot, faults: Faults) -> str | None:
    """The name of an entry, or None where it has none that can be used."""
    if not isinstance(spot.value, dict):
        return None
    name = spot.value.get("name", MISSING)
    if isinstance(name, str) and name:
        return name
    faults.add(
        spot,
        "there is no name" if name is MISSING else f"the name is {shown(name)}",
        "write name: and a word",
    )
    return None
