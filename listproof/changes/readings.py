"""Policies: a word that has one reading, several where the document contradicts itself, or none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from listproof.changes.change import BREAKING, CAREFUL, HARMLESS, At, Difference, Severity

Weigh = Callable[[Any, Any], tuple[Severity, str]]
"""From one reading to another: how bad that is, and what happens to a client."""

_WAS: Final = {"is": "was", "gets": "got"}


def policy(
    kind: str,
    subject: str,
    old: Sequence[Any],
    new: Sequence[Any],
    at: At,
    weigh: Weigh,
    *,
    about: str = "",
) -> Iterator[Difference]:
    """The difference between two policies; in which order readings stand is none.

    `subject` ends with `is` or `gets`: a size above the maximum gets.
    A client that follows the old one is ready for each of its readings, and for no other.
    """
    before, after = set(old), set(new)
    if before == after:
        return
    severity, because = _weighed(before, after, weigh)
    yield Difference(
        kind=kind,
        severity=severity,
        what=f"{subject} {told(new)}, and {_WAS[subject.rpartition(' ')[2]]} {told(old)}",
        because=because,
        about=about,
        old=_value(old),
        new=_value(new),
        old_at=at,
        new_at=at,
    )


def _weighed(before: set[Any], after: set[Any], weigh: Weigh) -> tuple[Severity, str]:
    if not before:
        return HARMLESS, "The old document leaves it open, so nobody who follows it leans on it."
    if not after:
        return CAREFUL, "A client may go on as before, but nothing promises any more what it then gets."
    if after < before:
        return HARMLESS, "A client that is ready for every old reading is ready for what is left."
    if len(before) == 1 and len(after) == 1:
        return weigh(next(iter(before)), next(iter(after)))
    if before < after:
        return CAREFUL, "What a client gets so far is one of several right readings now."
    return BREAKING, "What a client is ready for is not what it may get."


def told(readings: Sequence[Any]) -> str:
    """A policy in words."""
    return " or ".join(str(reading) for reading in readings) if readings else "open"


def _value(readings: Sequence[Any]) -> Any:
    return readings[0] if len(readings) == 1 else list(readings)
