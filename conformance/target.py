"""What the suite knows of the implementation that it judges: where it is, who asks, what it may do.

`target_file` reads it from `listproof.toml` and from flags; after that it is only read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from listproof.contract import Operation

MAIN = "main"
OTHER = "other"
FORBIDDEN = "forbidden"

Severity = Literal["failed", "warned", "observed", "off"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetCaller:
    """Somebody who asks: headers sent with every request, and values of parameters by key."""

    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    parameters: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    """Several values where the scope laws may compare them; the first is the one that is sent."""

    def header(self, name: str) -> str | None:
        """The value of a header, whatever the case of its name; None where it is not sent."""
        return next((value for key, value in self.headers.items() if key.lower() == name.lower()), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedCredentials:
    """Credentials that must be refused: laid over the main caller's headers and parameters."""

    name: str
    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    parameters: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """A law's severity as the user wants it, and why: the report prints the reason."""

    severity: Severity
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """An implementation to judge. `callers` always has `main`.

    `operations` has, by operation id and caller, the parameters that differ for one operation.
    `provoke` has, by situation, the headers that bring it about. `secrets` are texts that no report
    may show, beside the values of headers that look like credentials.
    """

    url: str = ""
    callers: Mapping[str, TargetCaller] = field(
        default_factory=lambda: MappingProxyType({MAIN: TargetCaller()})
    )
    refused: tuple[RefusedCredentials, ...] = ()
    provoke: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: MappingProxyType({}))
    operations: Mapping[str, Mapping[str, Mapping[str, tuple[str, ...]]]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    expired: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """By operation id, a page token of its list that has expired."""
    allow_methods: frozenset[str] = frozenset()
    laws: Mapping[str, Override] = field(default_factory=lambda: MappingProxyType({}))
    secrets: frozenset[str] = field(default=frozenset(), repr=False)
    source: str = ""
    """The file that it was read from; empty where flags alone made it."""

    def parameters(self, operation: Operation, caller: str = MAIN) -> Mapping[str, tuple[str, ...]]:
        """The caller's values by parameter key, those of this operation first.

        What is given for one operation without naming a caller is the main caller's; another caller
        takes it only where it has no value of its own, so that no tenant loses its own scope.
        """
        asked = self.callers.get(caller, TargetCaller())
        here = self.operations.get(operation.id, {})
        own = {**asked.parameters, **here.get(caller, {})}
        return own if caller == MAIN else {**here.get(MAIN, {}), **own}

    def values(self, operation: Operation, key: str, caller: str = MAIN) -> tuple[str, ...]:
        """The caller's values of a parameter, from its parameters or its headers; empty where it has none."""
        given = self.parameters(operation, caller).get(key, ())
        if given or not key.startswith("header:"):
            return given
        header = self.callers.get(caller, TargetCaller()).header(key.removeprefix("header:"))
        return () if header is None else (header,)

    def lacks(self, caller: str) -> bool:
        """Whether the target names no such caller."""
        return caller not in self.callers
