"""Honest backends whose lists change while they are looked at: rows come, rows go, rows move on."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from tests.liars.calls import Call, Twist
from tests.liars.variants import Variant, copies
from tests.liars.worlds import Row

PACES: Final = (3, 10, 30, 100)
"""With how many calls a row comes, goes or moves on."""

_NEXT: Final = {
    "cancelled": "failed", "paused": "cancelled", "waiting": "active", "in_progress": "cancelled",
    "scheduled": "in_progress",
}  # fmt: skip
"""What a status may become; no rule of any document looks at the statuses that rows take so."""

Place = Callable[[int, int], int]


def top(_: int, __: int) -> int:
    """Before every other row."""
    return 0


def _middle(count: int, number: int) -> int:
    return (count // 2 + 17 * number) % max(count, 1)


def _end(count: int, _: int) -> int:
    return count


def _mine(call: Call, rows: Sequence[Row]) -> bool:
    return call.caller.name == "main" and bool(rows)


def comes(each: int, place: Place) -> Twist:
    """A row comes in with every so manieth call, where `place` says."""

    def scopes(call: Call, rows: list[Row]) -> list[Row]:
        if not _mine(call, rows):
            return rows
        made = list(rows)
        fresh = itertools.islice(copies(call.operation, rows), len(rows), len(rows) + call.number // each)
        for number, row in enumerate(fresh):
            made.insert(place(len(rows), number), row)
        return made

    return Twist(scopes=scopes)


def goes(each: int, place: Place) -> Twist:
    """A row goes with every so manieth call."""

    def scopes(call: Call, rows: list[Row]) -> list[Row]:
        if not _mine(call, rows):
            return rows
        made = list(rows)
        for number in range(min(call.number // each, len(rows) - 1)):
            made.pop(min(place(len(made), number), len(made) - 1))
        return made

    return Twist(scopes=scopes)


def moves_on(each: int) -> Twist:
    """The status of a row becomes the next one with every so manieth call."""

    def scopes(call: Call, rows: list[Row]) -> list[Row]:
        able = [place for place, row in enumerate(rows) if row.item["status"] in _known(rows)]
        made = list(rows)
        for place in able[: call.number // each]:
            row = made[place]
            made[place] = replace(row, item={**row.item, "status": _NEXT[row.item["status"]]})
        return made

    return Twist(scopes=scopes)


def _known(rows: Sequence[Row]) -> set[str]:
    """The statuses that move on, as far as what they become is a status of this list."""
    there = {row.item["status"] for row in rows}
    return {status for status in there & _NEXT.keys() if _NEXT[status] in there}


def both_ways(each: int) -> Twist:
    """Rows come in at the top and go from the middle."""

    def scopes(call: Call, rows: list[Row]) -> list[Row]:
        if not _mine(call, rows):
            return rows
        fresh = itertools.islice(copies(call.operation, rows), len(rows), len(rows) + call.number // each)
        middle, gone = len(rows) // 2, call.number // (2 * each)
        return [*list(fresh)[::-1], *rows[:middle], *rows[middle + gone :]]

    return Twist(scopes=scopes)


def _kinds(each: int) -> Iterator[Variant]:
    told = f"with every {each}th call"
    for name, place in (("top", top), ("middle", _middle), ("end", _end)):
        yield Variant(
            name=f"rows-come-{name}-{each}", says=f"A row comes in {told}: {name}.", twist=comes(each, place)
        )
        yield Variant(
            name=f"rows-go-{name}-{each}", says=f"A row goes {told}: {name}.", twist=goes(each, place)
        )
    yield Variant(
        name=f"statuses-move-on-{each}", says=f"A status becomes another {told}.", twist=moves_on(each)
    )
    if each > PACES[0]:  # faster, it can't be told from a server that mixes up its rows
        yield Variant(
            name=f"rows-come-and-go-{each}", says=f"Rows come and go {told}.", twist=both_ways(each)
        )


LIVE: tuple[Variant, ...] = tuple(variant for each in PACES for variant in _kinds(each))
"""Lists that change while they are looked at."""
