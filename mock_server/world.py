"""The mock's world: the callers, the credentials and the rows that it answers from."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from listproof.contract import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row: the item as it is served, and the fields that select, scope or sort it but are not in it."""

    item: Json
    hidden: Mapping[str, Json] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class RowStream:
    """Rows that are made or read one by one, so that a million of them are never held at once.

    `rows` begins anew at each call. `most` is how many there are at most, as far as that is known. Streams
    of one list with equal `source` have equal rows: it names all that they depend on.
    """

    rows: Callable[[], Iterator[Row]]
    most: int
    source: tuple[object, ...]


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

    `rows` by operation id, as they were written or, where they are many, as they are stored; or as
    `RowsOnDemand`. `keys` by security scheme; `refused` are credentials that are wrong on purpose, by the
    name of what is wrong with them; `generated` is True where no fixtures were given and the rows were made
    up.
    """

    callers: tuple[Caller, ...]
    rows: Mapping[str, Sequence[Row]]
    keys: Mapping[str, TokenKey] = field(default_factory=lambda: MappingProxyType({}))
    refused: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: MappingProxyType({}))
    generated: bool = False

    def rows_of(self, operation: str) -> Sequence[Row]:
        """The rows of the operation, none without an entry; raises FixtureError where none can be made."""
        if operation not in self.rows:
            return ()
        return self.rows[operation]  # not get, for which a KeyError in the making were no rows


class RowsOnDemand(Mapping[str, Sequence[Row]]):
    """Rows by operation id, each list's made when somebody first looks at them, and only once.

    Whatever `make` raises for a list is raised again, the same, for everybody who looks at it.
    """

    def __init__(self, operations: Iterable[str], make: Callable[[str], Sequence[Row]]) -> None:
        self._make = make
        self._made: dict[str, Sequence[Row] | Exception] = {}
        self._locks = {operation: threading.Lock() for operation in operations}

    def __getitem__(self, operation: str) -> Sequence[Row]:
        with self._locks[operation]:
            if operation not in self._made:
                try:
                    self._made[operation] = self._make(operation)
                except Exception as error:
                    self._made[operation] = error
            found = self._made[operation]
        if isinstance(found, Exception):
            raise found
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._locks)

    def __len__(self) -> int:
        return len(self._locks)

    def __contains__(self, operation: object) -> bool:
        return operation in self._locks

    def is_made(self, operation: str) -> bool:
        """Whether the rows of this list are there already, or it is known why they can't be."""
        return operation in self._made
