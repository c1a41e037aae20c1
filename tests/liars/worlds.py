"""The rows and callers that a backend serves: a fixture file read plainly, or a list of the test's own."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from listproof.contract import Json, Operation, Scheme

FIXTURES = Path(__file__).parents[2] / "fixtures"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An item, and what is known of it without standing in it."""

    item: Mapping[str, Json]
    hidden: Mapping[str, Json] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Somebody with credentials: header texts by header name in lower case."""

    name: str
    headers: Mapping[str, str]
    owns: Json = None
    may_name: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    forbidden: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Everything that one backend knows. `refused` has header texts by name that open nothing."""

    callers: tuple[Caller, ...]
    refused: tuple[tuple[str, Mapping[str, str]], ...]
    rows: tuple[Row, ...]

    def caller(self, name: str) -> Caller:
        """The caller of this name."""
        return next(caller for caller in self.callers if caller.name == name)


def read_world(name: str, operation: Operation) -> World:
    """The world of `fixtures/<name>.yaml`."""
    told = yaml.safe_load((FIXTURES / f"{name}.yaml").read_text())
    lines = (FIXTURES / told["rows"]).read_text().splitlines()
    schemes = {scheme.name: scheme for together in operation.security for scheme in together}
    return World(
        callers=tuple(_caller(one, schemes) for one in told["callers"]),
        refused=tuple((one["name"], _headers(one["credentials"], schemes)) for one in told["refused"]),
        rows=tuple(rows_of(json.loads(line) for line in lines if line.strip())),
    )


def rows_of(entries: Iterable[Any]) -> Iterable[Row]:
    """Rows of fixture entries: the bare item, or the item beside what is hidden."""
    for entry in entries:
        hidden = entry.get("hidden") if set(entry) <= {"item", "hidden"} else None
        yield Row(item=entry) if "item" not in entry else Row(item=entry["item"], hidden=hidden or {})


def _caller(told: Mapping[str, Any], schemes: Mapping[str, Scheme]) -> Caller:
    return Caller(
        name=told["name"],
        headers=_headers(told["credentials"], schemes),
        owns=told.get("owns"),
        may_name={key: tuple(values) for key, values in told.get("may_name", {}).items()},
        forbidden=told.get("forbidden", False),
    )


def _headers(credentials: Mapping[str, str], schemes: Mapping[str, Scheme]) -> Mapping[str, str]:
    """The headers that carry the credentials; the five documents put them nowhere else."""
    return {
        schemes[name].parameter.lower(): schemes[name].prefix + secret for name, secret in credentials.items()
    }
