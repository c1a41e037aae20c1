"""The mock's world: the callers, the credentials and the rows that it answers from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from listproof.contract import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row: the item as it is served, and the fields that select, scope or sort it but are not in it."""

    item: Json
    hidden: Mapping[str, Json] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Somebody who may ask.

    `credentials` are bare secrets by security scheme; `owns` is what a scope by the caller compares
    with; `may_name` lists, by scope parameter, the values that are this caller's to name.
    """

    name: str
    credentials: Mapping[str, str]
    subject: str | None = None
    owns: Json = None
    may_name: Mapping[str, tuple[Json, ...]] = field(default_factory=lambda: MappingProxyType({}))
    forbidden: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenKey:
    """How a signed token (JWT) of one security scheme is verified."""

    algorithm: str
    key: str = field(repr=False)
    issuer: str | None = None
    audience: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Everything the mock knows beside the contract.

    `rows` by operation id, in the file's order; `keys` by security scheme; `refused` are credentials
    that are wrong on purpose, by the name of what is wrong with them; `generated` is True where no
    fixtures were given and the rows were made up.
    """

    callers: tuple[Caller, ...]
    rows: Mapping[str, tuple[Row, ...]]
    keys: Mapping[str, TokenKey] = field(default_factory=lambda: MappingProxyType({}))
    refused: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: MappingProxyType({}))
    generated: bool = False
