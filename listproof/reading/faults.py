"""The faults of a document as they are found, gathered so that all of them are told at once."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from listproof.contract import Json
from listproof.errors import Fault, SpecError
from listproof.reading.documents import Spot


class Faults:
    """What is wrong with a document, each thing once, and what only looks like a slip."""

    def __init__(self) -> None:
        self._found: dict[Fault, None] = {}
        self._warned: dict[Fault, None] = {}
        self._is_lenient = False
        self._aside: list[tuple[Spot, str]] | None = None

    def __len__(self) -> int:
        return len(self._found)

    def add(self, spot: Spot, found: str, wanted: str = "") -> None:
        """Note a fault of what stands at the spot."""
        if self._aside is not None:
            self._aside.append((spot, found))
            return
        self._note(_fault(spot, found, wanted))

    def warn(self, spot: Spot, found: str, wanted: str = "") -> None:
        """Note something that can be read but looks like a slip."""
        self._warned[_fault(spot, found, wanted)] = None

    def take(self, error: SpecError) -> None:
        """Note the faults of another file."""
        self.take_all(error.faults)

    def take_all(self, faults: Iterable[Fault]) -> None:
        """Note faults that somebody else has found."""
        for fault in faults:
            self._note(fault)

    @contextmanager
    def lenient(self, when: bool = True) -> Iterator[None]:
        """While this lasts, a fault is a slip, unless it is known as a fault: no list operation needs it."""
        before, self._is_lenient = self._is_lenient, when or self._is_lenient
        try:
            yield
        finally:
            self._is_lenient = before

    @contextmanager
    def aside(self) -> Iterator[list[tuple[Spot, str]]]:
        """While this lasts, faults are put aside, for somebody who can do without what is faulty."""
        before, self._aside = self._aside, []
        try:
            yield self._aside
        finally:
            self._aside = before

    def _note(self, fault: Fault) -> None:
        if not self._is_lenient:
            self._found[fault] = None
            self._warned.pop(fault, None)
        elif fault not in self._found:
            self._warned[fault] = None

    @property
    def warnings(self) -> tuple[str, ...]:
        """The slips, by line, as messages print them."""
        return tuple(str(fault) for fault in sorted(self._warned, key=_order))

    def check(self) -> None:
        """Raise SpecError if there is any fault."""
        if self._found:
            raise SpecError(sorted(self._found, key=_order))


def _fault(spot: Spot, found: str, wanted: str) -> Fault:
    return Fault(file=spot.file, line=spot.line, place=spot.place, found=found, wanted=wanted)


def _order(fault: Fault) -> tuple[str, int]:
    return fault.file, fault.line


def listed(words: Iterable[str], *, most: int = 16) -> str:
    """The words with commas between them, cut where there are too many to read."""
    every = list(words)
    more = f" and {len(every) - most} more" if len(every) > most else ""
    return ", ".join(every[:most]) + more


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that was probably meant, or None when none is near."""
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return close[0] if close else None


def meant(word: str, known: Iterable[str], *, has: str = "known are") -> str:
    """What would be right instead of the word: the nearest known one, and all that are known."""
    every = list(known)
    near = nearest(word, every)
    hint = f"did you mean {near}? " if near else ""
    return f"{hint}{has} {listed(every)}" if every else hint.strip()


def shown(value: Json) -> str:
    """The value as a message shows it: short, and a text in quotes."""
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    text = str(value) if not isinstance(value, str) else f'"{value}"'
    return text if len(text) <= 80 else text[:76] + '..."'
