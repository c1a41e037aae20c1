"""The baseline file: read with every fault told at once, written so that a diff of it reads well."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final

import yaml

from conformance.baseline.entries import Entry, Key
from conformance.targets.file import text_of_file
from listproof.errors import ConfigError, Fault, SpecError
from listproof.lawbook import LAWS
from listproof.reading.faults import meant, shown
from listproof.reading.yaml_text import parse_yaml

_KEYS: Final = ("operation", "law", "where", "about", "reason", "expires", "ticket", "chance")
_NEEDED: Final = ("operation", "law", "where", "reason")
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_HEAD: Final = (
    "# Known failures of `listproof check`: they are shown, and fail no run. --baseline-update adds what\n"
    "# fails now, --baseline-prune drops what no longer fails. Say why each is known, and until which day.\n"
)
_WHOLE: Final = "it holds one list, `known: []` where nothing is known"
_LINE: Final = 110


def read_baseline(file: Path) -> tuple[Entry, ...]:
    """The entries of the file, in its order. Raises ConfigError with every fault, by line and place."""
    return baseline_of(text_of_file(file), str(file))


def baseline_of(text: str, file: str) -> tuple[Entry, ...]:
    """The entries that the text holds; `file` is what its faults are told of. Raises ConfigError."""
    try:
        value, line_of = parse_yaml(text, file)
    except SpecError as error:
        raise ConfigError(error.faults) from None
    reading = _Reading(file, line_of)
    entries = tuple(reading.entries(value))
    if reading.faults:
        raise ConfigError(reading.faults)
    return entries


def baseline_text(entries: Iterable[Entry]) -> str:
    """The entries as the file has them: sorted, one after the other, the same for equal entries."""
    known = [_members(entry) for entry in sorted(entries, key=lambda entry: entry.key)]
    body = yaml.dump({"known": known}, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=_LINE)
    return _HEAD + body


class _Dumper(yaml.SafeDumper):
    """PyYAML writes YAML 1.1, where 0E0 is a text; in YAML 1.2, which is read, it is a number."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    like_a_number = text[:1] in "0123456789+-." and text
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="'" if like_a_number else None)


_Dumper.add_representer(str, _text)


def _members(entry: Entry) -> dict[str, Any]:
    operation, law, where, about = entry.key
    members: dict[str, Any] = {"operation": operation, "law": law, "where": where}
    optional = {"about": about, "reason": entry.reason, "expires": entry.expires, "ticket": entry.ticket}
    members |= {name: value for name, value in optional.items() if value}
    return members | ({"chance": True} if entry.chance else {})


class _Reading:
    """One file being read, and its faults so far."""

    def __init__(self, file: str, line_of: Callable[[tuple[str, ...]], int]) -> None:
        self.file = file
        self.line_of = line_of
        self.faults: list[Fault] = []

    def entries(self, value: Any) -> Iterable[Entry]:
        if not isinstance(value, dict) or "known" not in value:
            self.fault((), "there is no `known`", _WHOLE)
            return
        if not isinstance(value["known"], list):
            self.fault(("known",), f"this is {shown(value['known'])}", _WHOLE)
            return
        for key in value:
            if key != "known":
                self.fault((key,), "unknown key", "beside `known` there is none")
        seen: dict[Key, int] = {}
        for index, given in enumerate(value["known"]):
            at = ("known", str(index))
            entry = self.entry(given, at)
            if entry is None:
                continue
            line = self.line_of(at)
            if first := seen.get(entry.key):
                self.fault(at, "this entry stands here again", f"it stands in line {first} already")
            seen.setdefault(entry.key, line)
            yield entry

    def entry(self, given: Any, at: tuple[str, ...]) -> Entry | None:
        if not isinstance(given, dict):
            self.fault(at, f"this is {shown(given)}", f"it must be an object with {', '.join(_NEEDED)}")
            return None
        before = len(self.faults)
        for key in (key for key in given if key not in _KEYS):
            self.fault((*at, key), "unknown key", meant(key, _KEYS))
        for key in (key for key in _NEEDED if key not in given):
            self.fault(at, f"{key} is missing", f"an entry has {', '.join(_NEEDED)}")
        texts = {key: self.text(given[key], (*at, key)) for key in _KEYS[:5] if key in given}
        law = texts.get("law")
        if law and law not in LAWS:
            self.fault((*at, "law"), f"there is no law {shown(law)}", meant(law, LAWS))
        expires = self.date(given.get("expires"), (*at, "expires"))
        ticket, chance = given.get("ticket", ""), given.get("chance", False)
        if isinstance(ticket, bool) or not isinstance(ticket, (str, int)):
            self.fault((*at, "ticket"), f"this is {shown(ticket)}", "it must be a text or a whole number")
        if not isinstance(chance, bool):
            self.fault((*at, "chance"), f"this is {shown(chance)}", "it must be true or false")
        if len(self.faults) > before:
            return None
        return Entry(**texts, expires=expires, ticket=str(ticket), chance=chance)

    def text(self, value: Any, at: tuple[str, ...]) -> str:
        may_be_empty = at[-1] == "about"
        if isinstance(value, str) and (value.strip() or may_be_empty):
            return value
        self.fault(at, f"this is {shown(value)}", "it must be a text that says something")
        return ""

    def date(self, value: Any, at: tuple[str, ...]) -> datetime.date | None:
        if value is None:
            return None
        if isinstance(value, str) and _DATE.fullmatch(value):
            try:
                return datetime.date.fromisoformat(value)
            except ValueError:
                pass
        self.fault(at, f"this is {shown(value)}", "it must be a day, written 2027-01-31")
        return None

    def fault(self, at: tuple[str, ...], found: str, wanted: str) -> None:
        line = self.line_of(at) if at else 0
        self.faults.append(Fault(file=self.file, line=line, place=".".join(at), found=found, wanted=wanted))
