"""From a stream of rows to the sections of a file: the items' JSON in the order in which they are served, and
for each field that is asked about a column.

Rows are laid out by scope, and within a scope in the default order: the rows of a tenant are one piece, and a
page of them is one slice. Nothing of a row is held as a Python value once it has been written down.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import orjson

from listproof.contract import Json, Operation, Pointer
from mock_server.engine.bodies import json_of
from mock_server.engine.fields import Forms, last_item_of, sorts_of
from mock_server.stored.columns import ColumnBuilder, Numbers, Values, Wanted
from mock_server.stored.encoding import NO_RANK, SEPARATOR, Kind
from mock_server.stored.files import Writer
from mock_server.stored.spools import Spool
from mock_server.world import Row

CHUNK: Final = 2_000
"""Rows that are taken together; so many are held at once."""
_WRITTEN_TOGETHER: Final = 4_000

_KINDS: Final[Mapping[str, Kind]] = {
    "eq": "key",
    "in": "key",
    "ne": "key",
    "exists": "key",
    "lt": "rank",
    "lte": "rank",
    "gt": "rank",
    "gte": "rank",
    "contains": "text",
    "prefix": "text",
    "search": "folded",
}
"""The column that each operator of a filter asks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The columns of a list."""

    filters: Mapping[str, Wanted]
    """By parameter key."""
    sorts: Mapping[tuple[Pointer | None, str], Wanted]
    """By the field's place, or its name where it is hidden: what can be sorted by."""
    last_item: Wanted | None
    default: tuple[tuple[Wanted, bool], ...]
    """The fields of the default order, each with whether it descends."""
    scopes: tuple[Wanted, ...]
    identity: Wanted | None
    """What tells the rows of a scope apart."""

    @property
    def kept(self) -> tuple[Wanted, ...]:
        """The columns that requests ask, each once, in an order that is always the same."""
        every = [*self.filters.values(), *self.sorts.values(), *([self.last_item] if self.last_item else [])]
        return tuple(dict.fromkeys(every))


def plan_of(operation: Operation) -> Plan:
    """The columns that the list's filters, orders, scopes and cursors need."""
    listing, forms = operation.mocked, Forms(operation)

    def wanted(at: Pointer | None, hidden: str, kind: Kind, form: Any) -> Wanted:
        stated, is_open = form
        name = hidden if at is None else ""
        return Wanted(at=at, hidden=name, kind=kind, form=stated, may_be_instants=is_open)

    sorts = {sort_key(by.at, by.name): wanted(by.at, by.name, "rank", forms.of_sort(by))
             for by in sorts_of(operation)}  # fmt: skip
    last = last_item_of(operation)
    return Plan(
        filters={
            key: wanted(each.at, key, _KINDS[each.op], forms.of_filter(key, each))
            for key, each in listing.filters.items()
        },
        sorts=sorts,
        last_item=wanted(last, "", "key", ("plain", False)) if last is not None else None,
        default=tuple(
            (wanted(by.at, by.name, "rank", forms.of_sort(by)), by.descending) for by in listing.sort.default
        ),
        scopes=tuple(
            wanted(each.at, each.hidden, "key", forms.of_scope(each)) for each in listing.scope
        ),
        identity=wanted(listing.id, "", "rank", ("plain", False)) if listing.id is not None else None,
    )  # fmt: skip


def sort_key(at: Pointer | None, name: str) -> tuple[Pointer | None, str]:
    """What a field to sort by is known by."""
    return at, name if at is None else ""


class Builder:
    """Takes the rows of one list, and writes them down at the end."""

    def __init__(self, operation: Operation, folder: Path | None) -> None:
        self._plan = plan_of(operation)
        every = [*self._plan.kept, *(wanted for wanted, _ in self._plan.default), *self._plan.scopes]
        every += [self._plan.identity] if self._plan.identity else []
        self._columns = {wanted: ColumnBuilder(wanted, folder) for wanted in dict.fromkeys(every)}
        self._items, self._hidden = Spool(folder), Spool(folder)
        self._item_ends, self._hidden_ends = array("Q"), array("Q")
        self._layout: _Layout | None = None
        self._numbered: dict[Wanted, tuple[npt.NDArray[np.uint32], Values]] = {}

    def __len__(self) -> int:
        return len(self._item_ends)

    def take(self, rows: Iterable[Row], told: Callable[[int], None] = lambda _: None) -> None:
        """Take all of these rows; `told` hears how many more were taken, now and then."""
        waiting = iter(rows)
        while chunk := list(islice(waiting, CHUNK)):
            for column in self._columns.values():
                column.extend(chunk)
            self._write_down(chunk)
            told(len(chunk))

    def _write_down(self, rows: list[Row]) -> None:
        pieces = [json_of(row.item) for row in rows]
        self._items.write(b"".join(pieces))
        _add_ends(self._item_ends, pieces)
        if any(row.hidden for row in rows) or self._hidden_ends:
            hidden = [orjson.dumps(dict(row.hidden)) for row in rows]
            self._hidden_ends.extend([0] * (len(self._item_ends) - len(rows) - len(self._hidden_ends)))
            self._hidden.write(b"".join(hidden))
            _add_ends(self._hidden_ends, hidden)

    def item(self, number: int) -> Json:
        """The item of a row by its number as it was taken."""
        begin = self._item_ends[number - 1] if number else 0
        return json.loads(self._items.reader()(begin, self._item_ends[number]))

    def settle(self) -> Iterator[tuple[int, int]]:
        """Sort the columns and find each row its place.

        Yields, for each row whose id another row of its scope has, both numbers as they were taken: that of
        the row and that of the first one. To be gone through before `write`.
        """
        for wanted, column in self._columns.items():
            self._numbered[wanted] = column.finish()
        self._layout = _laid_out(self._plan, self._numbered, len(self))
        if self._plan.identity is not None:
            codes, values = self._numbered[self._plan.identity]
            yield from _repeated(codes, _without_null(values), self._layout)

    def write(self, writer: Writer, identity: str) -> None:
        """Write all of it down."""
        layout = self._layout or _laid_out(self._plan, self._numbered, len(self))
        kept = self._plan.kept
        writer.begin(4096 + 1024 * len(kept))
        _put_in_order(writer, "items", self._items, self._item_ends, layout.order, b",")
        if self._hidden_ends:
            _put_in_order(writer, "hidden", self._hidden, self._hidden_ends, layout.order, b"")
        writer.put_numbers("scopes", layout.scopes)
        for place, wanted in enumerate(self._plan.scopes):
            _put_values(writer, f"scope{place}", self._numbered[wanted][1])
        if len(layout.scopes) > 1:
            writer.put_numbers("ranks", layout.ranks)
        for place, wanted in enumerate(kept):
            codes, values = self._numbered[wanted]
            _put_column(writer, f"column{place}", codes[layout.order], values, layout)
        forms = [self._columns[wanted].form for wanted in kept]
        scope_forms = [self._columns[wanted].form for wanted in self._plan.scopes]
        writer.end(identity, {"count": len(self), "forms": forms, "scope_forms": scope_forms})

    def close(self) -> None:
        """Let go of what was written down on the way."""
        self._items.close()
        self._hidden.close()
        for column in self._columns.values():
            column.close()
        self._numbered.clear()


def _add_ends(ends: array[int], pieces: Iterable[bytes]) -> None:
    end = ends[-1] if ends else 0
    for piece in pieces:
        end += len(piece)
        ends.append(end)


# --- the layout ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Layout:
    """Where each row comes to stand."""

    order: npt.NDArray[np.int64]
    """By place: the number of the row as it was taken."""
    scopes: npt.NDArray[np.int64]
    """A line for each scope that has rows: its number's parts, one for each entry, then begin and end."""
    scope_of: npt.NDArray[np.uint32]
    """By place: the line of the row's scope."""
    ranks: npt.NDArray[np.uint32]
    """By place: which row it is in the default order of all scopes together."""


def _laid_out(
    plan: Plan, numbered: Mapping[Wanted, tuple[npt.NDArray[np.uint32], Values]], count: int
) -> _Layout:
    keys: list[npt.NDArray[Any]] = []
    for wanted, descending in reversed(plan.default):
        codes, values = numbered[wanted]
        keys.append(np.uint32(len(values.starts)) - codes if descending else codes)
    entries = [numbered[wanted][0] for wanted in plan.scopes]
    scope, parts = _scopes(entries, count)
    order = np.lexsort((*keys, scope)) if count else np.zeros(0, dtype=np.int64)
    by_default = np.lexsort(keys) if keys and count else np.arange(count)
    ranks = np.empty(count, dtype=np.uint32)
    ranks[by_default] = np.arange(count, dtype=np.uint32)
    scope_of = scope[order].astype(np.uint32)
    bounds = np.searchsorted(scope_of, np.arange(len(parts) + 1))
    lines = np.column_stack([parts, bounds[:-1], bounds[1:]]).astype(np.int64)
    return _Layout(order=order, scopes=lines, scope_of=scope_of, ranks=ranks[order])


def _scopes(
    entries: list[npt.NDArray[np.uint32]], count: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Each row's scope as a number, and the parts of each scope."""
    if not entries or not count:
        lines = 1 if count else 0
        return np.zeros(count, dtype=np.int64), np.zeros((lines, len(entries)), dtype=np.int64)
    combined = np.zeros(count, dtype=np.int64)
    for codes in entries:  # joined two by two, so that the numbers stay small however many entries there are
        joined = combined * (int(codes.max()) + 1) + codes
        _, combined = np.unique(joined, return_inverse=True)
    _, firsts, scope = np.unique(combined, return_index=True, return_inverse=True)
    return scope.astype(np.int64), np.column_stack([codes[firsts] for codes in entries]).astype(np.int64)


def _without_null(values: Values) -> int:
    """How many values there are that are not null, which is the last one."""
    count = len(values.starts) - 1
    has_null = count > 0 and values.content[int(values.starts[-2]) :] == NO_RANK + SEPARATOR
    return count - int(has_null)


def _repeated(codes: npt.NDArray[np.uint32], known: int, layout: _Layout) -> Iterator[tuple[int, int]]:
    """The rows whose number another row of the same scope has, and the first that has it."""
    taken_in_order = np.argsort(layout.order, kind="stable")  # by number as taken: the place
    scope = layout.scope_of[taken_in_order]
    by = np.lexsort((codes, scope))
    codes_by, scope_by = codes[by], scope[by]
    same = (codes_by[1:] == codes_by[:-1]) & (scope_by[1:] == scope_by[:-1]) & (codes_by[1:] < known)
    found = []
    first = -1
    for at in np.flatnonzero(same).tolist():
        if first < 0 or not same[at - 1]:
            first = int(by[at])
        found.append((int(by[at + 1]), first))
    yield from sorted(found)


# --- sections ------------------------------------------------------------------------------------------


def _put_in_order(
    writer: Writer, name: str, spool: Spool, ends: array[int], order: npt.NDArray[np.int64], after: bytes
) -> None:
    """The pieces of a spool in the rows' order, `after` behind each, and where each begins."""
    bounds = np.concatenate([np.zeros(1, dtype=np.uint64), np.frombuffer(ends, dtype=np.uint64)])
    begins, lengths = bounds[:-1][order], np.diff(bounds)[order]
    writer.put(name, _pieces(spool.reader(), begins, lengths, after))
    starts = np.zeros(len(order) + 1, dtype=np.uint64)
    np.cumsum(lengths + np.uint64(len(after)), out=starts[1:])
    writer.put_numbers(name + ".starts", starts)


def _pieces(
    read: Callable[[int, int], bytes],
    begins: npt.NDArray[np.uint64],
    lengths: npt.NDArray[np.uint64],
    after: bytes,
) -> Iterator[bytes]:
    ends = begins + lengths
    for at in range(0, len(begins), _WRITTEN_TOGETHER):
        part = slice(at, at + _WRITTEN_TOGETHER)
        pairs = zip(begins[part].tolist(), ends[part].tolist(), strict=True)
        yield after.join([read(begin, end) for begin, end in pairs]) + after


def _put_values(writer: Writer, name: str, values: Values) -> None:
    writer.put(name + ".values", [values.content])
    writer.put_numbers(name + ".starts", values.starts)


def _put_column(
    writer: Writer, name: str, codes: npt.NDArray[np.uint32], values: Values, layout: _Layout
) -> None:
    """By place the number of the row's value, and in each scope the places by their values."""
    _put_values(writer, name, values)
    writer.put_numbers(name + ".codes", narrowed(codes, len(values.starts)))
    by_value = (
        np.lexsort((codes, layout.scope_of)) if len(layout.scopes) > 1 else np.argsort(codes, kind="stable")
    )
    writer.put_numbers(name + ".order", by_value.astype(np.uint32))


def narrowed(codes: npt.NDArray[np.uint32], count: int) -> Numbers:
    """The same numbers in as few bytes as hold them."""
    kind: type[np.unsignedinteger[Any]] = (
        np.uint8 if count <= 1 << 8 else np.uint16 if count <= 1 << 16 else np.uint32
    )
    return codes.astype(kind)
