"""The rows of an operation, compiled once: bytes for every row, positions for every question asked of them.

A row is known by its position in the default order. A scope's rows, a filter's, an order's: each is an
array of positions, so that a page is a slice of one, and its body a join of slices of bytes.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, partial
from typing import Final

from listproof.contract import MISSING, Filter, Json, Operation, Parameter, Pointer, SortField, look
from mock_server.engine.bodies import written_once
from mock_server.engine.comparing import Field, Rank, key_of, matcher, rank_of, written
from mock_server.engine.fields import Filters, Forms, are_instants, counted, last_item_of
from mock_server.engine.held_scopes import ANY, HeldScopes, ScopeKey
from mock_server.engine.shelf import Positions, Shelf
from mock_server.world import Row

_SHELF_PER_ROW: Final = 16
_SMALLEST_SHELF: Final = 200_000


class Table:
    """The rows of one operation in the default order."""

    def __init__(self, operation: Operation, rows: Sequence[Row]) -> None:
        self._fields = _Fields(operation, rows)
        by_default = self._sorted(range(len(rows)), operation.mocked.sort.default, rows)
        self.rows = tuple(rows[position] for position in by_default)
        self.filters: Mapping[str, tuple[Filter, Field]] = {
            key: (filtered, self._fields.of(filtered.at, key, operation.parameters.get(key)))
            for key, filtered in operation.mocked.filters.items()
        }
        scopes = operation.mocked.scope
        self._scope_fields = tuple(
            self._fields.of(scope.at, scope.hidden, operation.parameters.get(scope.hidden))
            for scope in scopes
        )
        self.counted = tuple(counted(tally, operation) for tally in operation.mocked.summary)
        self._bodies = written_once(self.rows)
        self._scopes = self._divided()
        self._held = HeldScopes(self._scopes)
        self._last_item = last_item_of(operation)
        self._partitions: dict[ScopeKey, Partition] = {}
        self.shelf = Shelf(max(_SMALLEST_SHELF, _SHELF_PER_ROW * len(rows)))

    def _sorted(self, positions: Iterable[int], order: Sequence[SortField], rows: Sequence[Row]) -> list[int]:
        """The positions by these fields, the first one first; what ties keeps the order it came in."""
        found = list(positions)
        for by in reversed(order):
            field = self._fields.of(by.at, by.name)
            found.sort(key=partial(_rank, field, rows), reverse=by.descending)
        return found

    def in_order(self, positions: Positions, order: Sequence[SortField]) -> Positions:
        """The positions sorted by these fields; null comes last ascending and first descending."""
        return array("I", self._sorted(positions, order, self.rows))

    def body_of(self, positions: Positions) -> bytes:
        """The items at these positions as JSON, with commas between them."""
        return self._bodies.joined(positions)

    def writer(self, positions: Positions) -> Callable[[], bytes]:
        """Writes the items at these positions, as often as it is asked."""
        return partial(self._bodies.joined, positions)

    def scope_key(self, at: int, value: Json) -> Hashable:
        """How the value of a scope's entry stands in the key of a partition."""
        return key_of(value, self._scope_fields[at].form)

    def _divided(self) -> dict[ScopeKey, Positions]:
        """The positions by the values that their rows have for the entries of the scope."""
        found: dict[ScopeKey, array[int]] = {}
        for position, row in enumerate(self.rows):
            key = tuple(key_of(field.of(row), field.form) for field in self._scope_fields)
            found.setdefault(key, array("I")).append(position)
        return {key: compact(positions) for key, positions in found.items()}

    @cached_property
    def _led_from(self) -> Mapping[str, Sequence[int]]:
        """The positions by what their items have at the place that leads on, as a token has it."""
        found: dict[str, list[int]] = {}
        for position, row in enumerate(self.rows):
            value = look(row.item, self._last_item or ())
            if value is not MISSING:
                found.setdefault(written(value), []).append(position)
        return found

    def led_from(self, token: str) -> Sequence[int]:
        """The positions of the rows that this token may mean."""
        return self._led_from.get(token, ())

    def holds(self, key: ScopeKey) -> bool:
        """Whether any row stands in this scope."""
        return self._held.holds(key)

    def partition(self, key: ScopeKey) -> Partition:
        """The rows in this scope, none where it names nothing."""
        kept = self._partitions.get(key)
        if kept is not None:
            return kept
        if key in self._scopes:
            positions = self._scopes[key]
        else:
            parts = [self._scopes[each] for each in self._held.fitting(key)] if ANY in key else []
            positions = compact(array("I", sorted(position for part in parts for position in part)))
        made = Partition(self, key, positions)
        if positions:
            self._partitions[key] = made
        return made


class Partition:
    """The rows of one scope, and what was found out about them."""

    def __init__(self, table: Table, key: ScopeKey, positions: Positions) -> None:
        self.table = table
        self.positions = positions
        self.key = key
        self._indexes: dict[str, dict[Hashable, Positions]] = {}

    def select(self, filters: Filters, order: tuple[SortField, ...]) -> Positions:
        """The positions of the rows that every filter selects, in this order; ties in the default order."""
        if not filters and not order:
            return self.positions
        return self.table.shelf.get((self.key, filters, order), lambda: self._selected(filters, order))

    def after(
        self,
        token: str,
        found: Positions,
        order: tuple[SortField, ...],  # noqa: ARG002 - the stored ones use it
    ) -> int | None:
        """How many rows of these come before what the token leads to; None where it is of none of them."""
        for position in self.table.led_from(token):
            if isinstance(found, (range, array)) and position in found:
                return found.index(position) + 1
        return None

    def _selected(self, filters: Filters, order: tuple[SortField, ...]) -> Positions:
        if not filters:
            return self.table.in_order(self.positions, order)
        matches = sorted((self._matching(key, value) for key, value in filters), key=len)
        kept: Positions = matches[0]
        if len(matches) > 1:
            kept = compact(array("I", sorted(set(kept).intersection(*matches[1:]))))
        if not order:
            return kept
        if 4 * len(kept) < len(self.positions):
            return self.table.in_order(kept, order)
        members = set(kept)
        return array("I", (position for position in self.select((), order) if position in members))

    def _matching(self, key: str, value: Json) -> Positions:
        """The positions of the rows that one filter selects, in the default order."""
        filtered, field = self.table.filters[key]
        if filtered.op not in ("eq", "in"):
            selects = matcher(filtered.op, value, field.form)
            rows = self.table.rows
            return compact(array("I", (at for at in self.positions if selects(field.of(rows[at])))))
        index = self._index(key, field)
        wanted = value if isinstance(value, tuple) else (value,)
        found = [index.get(each, ()) for each in {key_of(each, field.form) for each in wanted}]
        if len(found) == 1:
            return found[0] or range(0)
        return compact(array("I", sorted(position for part in found for position in part)))

    def _index(self, key: str, field: Field) -> Mapping[Hashable, Positions]:
        """The positions by the value of a field, made when it is first filtered by."""
        if key not in self._indexes:
            found: dict[Hashable, array[int]] = {}
            for at in self.positions:
                found.setdefault(key_of(field.of(self.table.rows[at]), field.form), array("I")).append(at)
            self._indexes[key] = {value: compact(positions) for value, positions in found.items()}
        return self._indexes[key]

    @cached_property
    def tallies(self) -> tuple[int, ...]:
        """The figures of the summary, whatever a request filters by."""
        return tuple(len(self.select(counted, ())) for counted in self.table.counted)


def _rank(field: Field, rows: Sequence[Row], position: int) -> Rank:
    return rank_of(field.of(rows[position]), field.form)


def compact(positions: array[int]) -> Positions:
    """The same ascending positions, as a range where none is left out between them."""
    if not positions:
        return range(0)
    first, last = positions[0], positions[-1]
    return range(first, last + 1) if last - first + 1 == len(positions) else positions


class _Fields:
    """Tells how a field's values compare: by the document, or by the rows where it says nothing."""

    def __init__(self, operation: Operation, rows: Sequence[Row]) -> None:
        self._rows = rows
        self._forms = Forms(operation)
        self._known: dict[tuple[Pointer | None, str, str | None], Field] = {}

    def of(self, at: Pointer | None, hidden: str, parameter: Parameter | None = None) -> Field:
        """The field; one that is hidden holds date-times where all of its values are written so."""
        key = (at, hidden, parameter.key if parameter else None)
        if key not in self._known:
            field = Field(at=at, hidden=hidden)
            form, is_open = self._forms.of(at, parameter)
            if is_open and are_instants(field.of(row) for row in self._rows):
                form = "instant"
            self._known[key] = replace(field, form=form)
        return self._known[key]
