"""Allowing: a file that says which changes are accepted, why, and until when."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from listproof.changes.change import Change, Pardon
from listproof.changes.kinds import KINDS
from listproof.errors import ConfigError, Fault, SpecError
from listproof.reading.documents import read_document
from listproof.reading.faults import meant, shown

_KEYS: Final = ("operation", "change", "about", "reason", "expires", "ticket")
_NEEDED: Final = ("change", "reason")
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_WHOLE: Final = "it holds one list, `allowed`"


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """An entry: it stands for every change of the kind, in the operation and about what it names."""

    change: str
    reason: str
    operation: str = ""
    """Empty for what is about a whole document; then it stands for changes of that sort alone."""
    about: str | None = None
    """None for whatever it is about."""
    expires: datetime.date | None = None
    """The last day on which it is accepted, in UTC."""
    ticket: str = ""

    def covers(self, change: Change) -> bool:
        """Whether it stands for the change."""
        difference = change.difference
        is_about = self.about is None or self.about == difference.about
        return self.change == difference.kind and self.operation == change.operation and is_about

    def told(self) -> str:
        """Which entry it is, in words."""
        about = f" about {self.about}" if self.about else ""
        return f"{self.change} of {self.operation or 'the document'}{about}"


def allowed(
    changes: Iterable[Change], entries: Sequence[Allowed], *, today: datetime.date
) -> tuple[tuple[Change, ...], tuple[Allowed, ...]]:
    """The changes, those marked that are accepted, and the entries that stand for none of them."""
    marked, met = [], set[int]()
    for change in changes:
        found = [index for index, entry in enumerate(entries) if entry.covers(change)]
        met.update(found)
        # Of several the one that lasts longest counts.
        entry = max((entries[index] for index in found), key=_last_day, default=None)
        marked.append(change if entry is None else replace(change, pardon=_pardon(entry, today)))
    return tuple(marked), tuple(entry for index, entry in enumerate(entries) if index not in met)


def _last_day(entry: Allowed) -> datetime.date:
    return entry.expires or datetime.date.max


def _pardon(entry: Allowed, today: datetime.date) -> Pardon:
    return Pardon(
        reason=entry.reason,
        expires=entry.expires.isoformat() if entry.expires else "",
        ticket=entry.ticket,
        expired=entry.expires is not None and today > entry.expires,
    )


def read_allowed(file: Path) -> tuple[Allowed, ...]:
    """The entries of the file. Raises ConfigError with every fault, by line and place."""
    try:
        document = read_document(file)
    except SpecError as error:
        raise ConfigError(error.faults) from None
    reading = _Reading(str(file), document.locate)
    entries = tuple(reading.entries(document.value))
    if reading.faults:
        raise ConfigError(reading.faults)
    return entries


class _Reading:
    """One file being read, and its faults so far."""

    def __init__(self, file: str, line_of: Callable[[tuple[str, ...]], int]) -> None:
        self.file = file
        self.line_of = line_of
        self.faults: list[Fault] = []

    def entries(self, value: Any) -> Iterator[Allowed]:
        if not isinstance(value, dict) or not isinstance(value.get("allowed"), list):
            self._fault((), "there is no list `allowed`", _WHOLE)
            return
        for key in value:
            if key != "allowed":
                self._fault((key,), "unknown key", "beside `allowed` there is none")
        for index, given in enumerate(value["allowed"]):
            entry = self._entry(given, ("allowed", str(index)))
            if entry is not None:
                yield entry

    def _entry(self, given: Any, at: tuple[str, ...]) -> Allowed | None:
        if not isinstance(given, dict):
            self._fault(at, f"this is {shown(given)}", f"it must be an object with {', '.join(_NEEDED)}")
            return None
        before = len(self.faults)
        for key in (key for key in given if key not in _KEYS):
            self._fault((*at, key), "unknown key", meant(key, _KEYS))
        for key in (key for key in _NEEDED if key not in given):
            self._fault(at, f"{key} is missing", f"an entry has {', '.join(_NEEDED)}, and operation")
        texts = {
            key: self._text(given[key], (*at, key)) for key in _KEYS if key in given and key != "expires"
        }
        kind = texts.get("change")
        if kind and kind not in KINDS:
            self._fault((*at, "change"), f"there is no change {shown(kind)}", meant(kind, KINDS))
        expires = self._day(given.get("expires"), (*at, "expires"))
        return Allowed(**texts, expires=expires) if len(self.faults) == before else None

    def _text(self, value: Any, at: tuple[str, ...]) -> str:
        if at[-1] == "ticket" and isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        if isinstance(value, str) and (value.strip() or at[-1] in ("about", "operation")):
            return value
        self._fault(at, f"this is {shown(value)}", "it must be a text that says something")
        return ""

    def _day(self, value: Any, at: tuple[str, ...]) -> datetime.date | None:
        if value is None:
            return None
        if isinstance(value, str) and _DATE.fullmatch(value):
            try:
                return datetime.date.fromisoformat(value)
            except ValueError:
                pass
        self._fault(at, f"this is {shown(value)}", "it must be a day, written 2027-01-31")
        return None

    def _fault(self, at: tuple[str, ...], found: str, wanted: str) -> None:
        line = self.line_of(at) if at else 0
        self.faults.append(Fault(file=self.file, line=line, place=".".join(at), found=found, wanted=wanted))
