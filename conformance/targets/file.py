"""Reading `listproof.toml` into a Target, with every fault of it told at once."""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, cast, get_args

from conformance.target import MAIN, Override, RefusedCredentials, Severity, Target, TargetCaller
from listproof.contract import Situation
from listproof.errors import ConfigError, Fault
from listproof.lawbook import LAWS
from listproof.reading.faults import meant

_VARIABLE: Final = re.compile(r"\$(\$\{)|\$\{([^}]*)\}")
_TOKEN: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+\Z")
_SEVERITIES: Final = get_args(Severity)
_SITUATIONS: Final = get_args(Situation)
_METHODS: Final = ("POST", "PUT", "PATCH", "DELETE")

Keys = tuple[str, ...]


def text_of_file(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ConfigError([Fault(file=str(file), found="there is no such file")]) from None
    except UnicodeDecodeError as error:
        raise ConfigError([Fault(file=str(file), found=f"it is not UTF-8 at byte {error.start}")]) from None
    except OSError as error:
        raise ConfigError([Fault(file=str(file), found=f"it cannot be read: {error.strerror}")]) from None


def read_overrides(file: Path, environment: Mapping[str, str]) -> Mapping[str, Override]:
    """The severities of laws that the file names, and nothing else of it: its credentials are not needed.

    Raises ConfigError with every fault of them.
    """
    reading = Reading(file=str(file), environment=environment)
    table = reading.document(text_of_file(file)).get("laws", {})
    overrides = reading.laws(reading.filled(table, ("laws",)))
    reading.check()
    return MappingProxyType(overrides)


@dataclass(slots=True)
class Reading:
    """One file being read: where it is, its text for line numbers, and the faults so far."""

    file: str
    environment: Mapping[str, str]
    text: str = ""
    faults: list[Fault] = field(default_factory=list)
    secrets: set[str] = field(default_factory=set)

    def fault(self, place: Keys, found: str, wanted: str = "") -> None:
        line = _line(self.text, place) if place else 0
        file = self.file or "the flags"
        self.faults.append(Fault(file=file, line=line, place=".".join(place), found=found, wanted=wanted))

    def check(self) -> None:
        if self.faults:
            raise ConfigError(sorted(self.faults, key=lambda fault: fault.line or math.inf))

    # --- the file ---

    def target(self, text: str, *, with_url: bool = True) -> Target:
        """The target that the text describes; without its URL where a flag gives another."""
        document = self.document(text)
        if not with_url and isinstance(document.get("target"), dict):
            document["target"].pop("url", None)
        document = self.filled(document, ())
        top = self.table(document, (), ("target", "callers", "refused", "provoke", "operations", "laws"))
        target = self.table(top.get("target", {}), ("target",), ("url", "allow_methods"))
        return Target(
            url=self.string(target.get("url", ""), ("target", "url")),
            callers=MappingProxyType(self.callers(top.get("callers", {}))),
            refused=tuple(self.refused(top.get("refused", []))),
            provoke=MappingProxyType(self.provoke(top.get("provoke", {}))),
            operations=MappingProxyType(self.operations(top.get("operations", {}))),
            expired=MappingProxyType(dict(self.expired(top.get("operations", {})))),
            allow_methods=self.methods(target.get("allow_methods", []), ("target", "allow_methods")),
            laws=MappingProxyType(self.laws(top.get("laws", {}))),
            secrets=frozenset(self.secrets),
            source=self.file,
        )

    def document(self, text: str) -> dict[str, Any]:
        """The text as TOML. Raises ConfigError where it is none."""
        self.text = text
        try:
            return tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            line = re.search(r"at line (\d+)", str(error))
            why = str(error).partition(" (at ")[0]
            fault = Fault(file=self.file, line=int(line[1]) if line else 0, found=f"it is not TOML: {why}")
            raise ConfigError([fault]) from None

    def filled(self, value: Any, place: Keys) -> Any:
        """The value with `${NAME}` replaced by the environment's variables, at every depth."""
        if isinstance(value, dict):
            return {key: self.filled(member, (*place, key)) for key, member in value.items()}
        if isinstance(value, list):
            return [self.filled(element, place) for element in value]
        if not isinstance(value, str):
            return value

        def variable(match: re.Match[str]) -> str:
            if match[1]:
                return "${"
            found = self.environment.get(match[2])
            if found is None:
                self.fault(
                    place,
                    f"the environment variable {match[2]} is not set",
                    "set it, or write $${ for a plain ${",
                )
                return ""
            if "headers" in place and found:
                self.secrets.add(found)
            return found

        return _VARIABLE.sub(variable, value)

    def table(self, value: Any, place: Keys, known: Iterable[str] | None = None) -> dict[str, Any]:
        if not isinstance(value, dict):
            self.fault(place, f"this is {_kind(value)}", "it must be a table")
            return {}
        if known is not None:
            expected = tuple(known)
            for key in (key for key in value if key not in expected):
                self.fault((*place, key), "unknown key", meant(key, expected))
        return value

    def string(self, value: Any, place: Keys) -> str:
        if isinstance(value, str):
            return value
        self.fault(place, f"this is {_kind(value)}", "it must be a string")
        return ""

    def callers(self, value: Any) -> dict[str, TargetCaller]:
        callers = {MAIN: TargetCaller()}
        for name, given in self.table(value, ("callers",)).items():
            place = ("callers", name)
            table = self.table(given, place, ("headers", "parameters"))
            callers[name] = TargetCaller(
                headers=MappingProxyType(self.headers(table.get("headers", {}), (*place, "headers"))),
                parameters=MappingProxyType(
                    self.parameters(table.get("parameters", {}), (*place, "parameters"))
                ),
            )
        return callers

    def refused(self, value: Any) -> Iterable[RefusedCredentials]:
        if not isinstance(value, list):
            self.fault(("refused",), f"this is {_kind(value)}", "it must be tables, each headed [[refused]]")
            return
        for index, given in enumerate(value):
            table = self.table(given, ("refused",), ("name", "headers", "parameters"))
            parameters = self.parameters(table.get("parameters", {}), ("refused", "parameters"))
            yield RefusedCredentials(
                name=self.string(table.get("name", f"refused {index + 1}"), ("refused", "name")),
                headers=MappingProxyType(self.headers(table.get("headers", {}), ("refused", "headers"))),
                parameters=MappingProxyType(parameters),
            )

    def headers(self, value: Any, place: Keys) -> dict[str, str]:
        headers = {}
        for name, given in self.table(value, place).items():
            text = self.string(given, (*place, name))
            if problem := header_problem(name, text):
                self.fault((*place, name), problem)
            headers[name] = text
        return headers

    def parameters(self, value: Any, place: Keys) -> dict[str, tuple[str, ...]]:
        parameters = {}
        for key, given in self.table(value, place).items():
            values = given if isinstance(given, list) else [given]
            if not values or not all(isinstance(one, (str, int, float)) for one in values):
                self.fault(
                    (*place, key), f"this is {_kind(given)}", "it must be a string, or a list of strings"
                )
                continue
            parameters[key] = tuple(str(one).lower() if isinstance(one, bool) else str(one) for one in values)
        return parameters

    def provoke(self, value: Any) -> dict[str, Mapping[str, str]]:
        provoked: dict[str, Mapping[str, str]] = {}
        for situation, given in self.table(value, ("provoke",), _SITUATIONS).items():
            table = self.table(given, ("provoke", situation), ("headers",))
            headers = self.headers(table.get("headers", {}), ("provoke", situation, "headers"))
            provoked[situation] = MappingProxyType(headers)
        return provoked

    def operations(self, value: Any) -> dict[str, Mapping[str, Mapping[str, tuple[str, ...]]]]:
        operations: dict[str, Mapping[str, Mapping[str, tuple[str, ...]]]] = {}
        for operation_id, given in self.table(value, ("operations",)).items():
            place = ("operations", operation_id)
            table = self.table(given, place, ("parameters", "callers", "expired_token"))
            callers = {MAIN: self.parameters(table.get("parameters", {}), (*place, "parameters"))}
            for name, own in self.table(table.get("callers", {}), (*place, "callers")).items():
                inner = self.table(own, (*place, "callers", name), ("parameters",))
                parameters = self.parameters(
                    inner.get("parameters", {}), (*place, "callers", name, "parameters")
                )
                callers[name] = {**callers.get(name, {}), **parameters}
            operations[operation_id] = MappingProxyType(callers)
        return operations

    def expired(self, value: Any) -> Iterable[tuple[str, str]]:
        """The expired page token of each operation that has one; what else is wrong, `operations` tells."""
        for operation_id, given in value.items() if isinstance(value, dict) else ():
            if isinstance(given, dict) and "expired_token" in given:
                yield (
                    operation_id,
                    self.string(given["expired_token"], ("operations", operation_id, "expired_token")),
                )

    def methods(self, value: Any, place: Keys) -> frozenset[str]:
        words = value if isinstance(value, list) else [value]
        methods = {self.string(word, place).upper() for word in words}
        for method in sorted(methods - set(_METHODS)):
            self.fault(
                place,
                f"{method or 'an empty word'} is no method to allow",
                f"allowed are {', '.join(_METHODS)}",
            )
        return frozenset(methods)

    def laws(self, value: Any) -> dict[str, Override]:
        overrides = {}
        for law, given in self.table(value, ("laws",)).items():
            place = ("laws", law)
            if law not in LAWS:
                self.fault(place, "unknown law", meant(law, LAWS))
            table = self.table(given, place, ("severity", "reason"))
            severity, reason = table.get("severity"), table.get("reason")
            if severity not in _SEVERITIES:
                found = "there is no severity" if severity is None else f"the severity is {severity!r}"
                self.fault(place, found, f"it must be one of {', '.join(_SEVERITIES)}")
            if not isinstance(reason, str) or not reason.strip():
                self.fault(place, "there is no reason", 'say why: reason = "known: ticket 4711"')
            if severity in _SEVERITIES:
                overrides[law] = Override(severity=cast(Severity, severity), reason=str(reason))
        return overrides


def header_problem(name: str, value: str) -> str:
    """Why a header cannot be sent (RFC 9110, 5.1 and 5.5), or "" where it can."""
    if not _TOKEN.match(name):
        return "this is no header name"
    if any((ord(character) < 32 and character != "\t") or ord(character) == 127 for character in value):
        return "the value has a line break or another control character"
    return ""


def _kind(value: Any) -> str:
    names = {dict: "a table", list: "a list", str: "a string", bool: "a boolean"}
    return names.get(type(value), "a number" if isinstance(value, (int, float)) else "of another type")


def _line(text: str, place: Keys) -> int:
    """The line where a place of a TOML text most likely stands, from 1; 0 where it can't be told.

    tomllib keeps no positions: the header of the nearest table is looked for, then the key below it.
    """
    lines = text.splitlines()
    start = 0
    for depth in range(len(place), 0, -1):
        dotted = r"\s*\.\s*".join(_spelling(key) for key in place[:depth])
        header = re.compile(rf"\s*\[+\s*{dotted}\s*[\].]")
        start = next((number for number, line in enumerate(lines, 1) if header.match(line)), 0)
        if start:
            place = place[depth:]
            break
    for key in reversed(place):
        assigned = re.compile(rf"(?:^|[\s{{,.]){_spelling(key)}\s*[=.]")
        for number, line in enumerate(lines[start:], start + 1):
            if start and line.lstrip().startswith("["):
                break
            if assigned.search(line):
                return number
    return start


def _spelling(key: str) -> str:
    return rf"""["']?{re.escape(key)}["']?"""
