"""The rows of an operation as the engine asks them, however they are kept."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Protocol

from listproof.contract import Json, Operation, SortField
from mock_server.engine.fields import Filters
from mock_server.engine.held_scopes import ScopeKey
from mock_server.engine.shelf import Positions
from mock_server.world import Row


class Selection(Protocol):
    """The rows of one scope."""

    @property
    def key(self) -> ScopeKey:
        """The scope."""

    @property
    def positions(self) -> Positions:
        """All of them, in the default order."""

    @property
    def tallies(self) -> tuple[int, ...]:
        """The figures of the summary, whatever a request filters by."""

    def select(self, filters: Filters, order: tuple[SortField, ...]) -> Positions:
        """The positions of the rows that every filter selects, in this order; ties in the default order."""

    def after(self, token: str, found: Positions, order: tuple[SortField, ...]) -> int | None:
        """How many of the rows found, in this order, come up to the one that the token names.

        None where it names none of them.
        """


class RowTable(Protocol):
    """The rows of one operation."""

    def scope_key(self, at: int, value: Json) -> Hashable:
        """How the value of a scope's entry stands in the key of a scope."""

    def holds(self, key: ScopeKey) -> bool:
        """Whether any row stands in this scope."""

    def partition(self, key: ScopeKey) -> Selection:
        """The rows in this scope, none where it names nothing."""

    def body_of(self, positions: Positions) -> bytes:
        """The items at these positions as JSON, with commas between them."""

    def writer(self, positions: Positions) -> Callable[[], bytes]:
        """Writes the items at these positions, as often as it is asked."""


def table_of(operation: Operation, rows: Sequence[Row]) -> RowTable:
    """The rows, made ready to be asked: compiled where they are few, else by the columns beside them."""
    file = getattr(rows, "file", None)
    if file is None:
        from mock_server.engine.rows import Table

        return Table(operation, rows)
    from mock_server.engine.stored_table import StoredTable

    return StoredTable(operation, file)
