"""The rows of an operation that are stored in a file: every question is put to its columns.

A column has, by place, the number of each row's value (numbers compare as values do), and in each scope the
places in the order of their values. So the rows that have a value are a slice of that order, and an order is
there already. What takes more than looking is done by numpy over a whole column, and then kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, partial
from itertools import product
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from listproof.contract import Filter, Json, Operation, Sort, SortField
from mock_server.engine.comparing import Form, key_of, written
from mock_server.engine.fields import Filters, counted
from mock_server.engine.held_scopes import ANY, HeldScopes, ScopeKey
from mock_server.engine.orders import sort_of
from mock_server.engine.shelf import Positions, Shelf
from mock_server.stored.building import plan_of, sort_key
from mock_server.stored.encoding import (
    COMPARABLE,
    NO_KEY,
    SEPARATOR,
    folded_bytes,
    key_bytes,
    key_from,
    rank_bytes,
)
from mock_server.stored.files import StoredFile

Places = npt.NDArray[np.uint32]
Span = tuple[int, int]
"""Numbers of values from the first up to, and without, the second."""

Chosen = list[Span] | npt.NDArray[np.bool_]
"""The values that a filter selects: few spans, or for each value whether it does."""

_MANY_SPANS: Final = 64

_SHELF_PER_ROW: Final = 16
_FEW: Final = 16
"""The share of a scope below which rows are sorted by themselves, and not picked out of the whole order."""


class StoredTable:
    """The rows of one operation, by scope and in a scope in the default order."""

    def __init__(self, operation: Operation, file: StoredFile) -> None:
        plan = plan_of(operation)
        columns = {
            wanted: Column(file, f"column{at}", form)
            for at, (wanted, form) in enumerate(zip(plan.kept, file.described["forms"], strict=True))
        }
        self.filters: Mapping[str, tuple[Filter, Column]] = {
            key: (operation.mocked.filters[key], columns[wanted]) for key, wanted in plan.filters.items()
        }
        self._sorts = {key: columns[wanted] for key, wanted in plan.sorts.items()}
        self.last_item = columns[plan.last_item] if plan.last_item is not None else None
        self.counted = tuple(counted(tally, operation) for tally in operation.mocked.summary)
        self.unmoved = _unmoved(sort_of(operation))
        self._forms: Sequence[Form] = file.described["scope_forms"]
        self._spans = _scopes(file, len(plan.scopes))
        self._held = HeldScopes(self._spans)
        self.ranks: Places | None = file.numbers("ranks") if file.has("ranks") else None
        # Views of single numbers and bytes are made faster by memoryview than by numpy or by the map itself.
        self._items = file.content("items")
        self._starts = file.numbers("items.starts").data
        self._partitions: dict[ScopeKey, StoredPartition] = {}
        self.count: int = file.described["count"]
        self.shelf = Shelf(_SHELF_PER_ROW * self.count)

    def column_of(self, by: SortField) -> Column:
        """The column that a field to sort by is in."""
        return self._sorts[sort_key(by.at, by.name)]

    def body_of(self, positions: Positions) -> bytes:
        """The items at these positions as JSON, with commas between them."""
        items, starts = self._items, self._starts
        if not isinstance(positions, range):
            return b"".join([items[starts[at] : starts[at + 1]] for at in positions.tolist()])[:-1]
        return bytes(items[starts[positions.start] : starts[positions.stop] - 1]) if positions else b""

    def writer(self, positions: Positions) -> Callable[[], bytes]:
        """Writes the items at these positions, as often as asked; where they stand is looked up once.

        What is held are views of the file: a quarter of the time of cutting it anew, and no copy of a row.
        """
        if isinstance(positions, range) or not len(positions):
            return partial(self.body_of, positions)
        items, starts = self._items, self._starts
        *others, last = positions.tolist()
        views = [items[starts[at] : starts[at + 1]] for at in others]
        views.append(items[starts[last] : starts[last + 1] - 1])  # without the last comma
        return partial(b"".join, views)

    def scope_key(self, at: int, value: Json) -> Hashable:
        """How the value of a scope's entry stands in the key of a scope."""
        return key_of(value, self._forms[at])

    def holds(self, key: ScopeKey) -> bool:
        """Whether any row stands in this scope."""
        return self._held.holds(key)

    def partition(self, key: ScopeKey) -> StoredPartition:
        """The rows in this scope, none where it names nothing."""
        kept = self._partitions.get(key)
        if kept is not None:
            return kept
        fitting = [key] if key in self._spans else self._held.fitting(key) if ANY in key else []
        made = StoredPartition(self, key, [self._spans[each] for each in fitting])
        if fitting:
            self._partitions[key] = made
        return made


def _unmoved(sort: Sort) -> frozenset[tuple[SortField, ...]]:
    """The orders that leave the default order as it is: its own first fields, by whichever key's name."""
    named = [
        {by, *(replace(key, descending=by.descending) for key in sort.keys.values() if _is_same(key, by))}
        for by in sort.default
    ]
    return frozenset(order for count in range(1, len(named) + 1) for order in product(*named[:count]))


def _is_same(one: SortField, other: SortField) -> bool:
    return sort_key(one.at, one.name) == sort_key(other.at, other.name)


def _scopes(file: StoredFile, entries: int) -> dict[ScopeKey, Span]:
    """Where the rows of each scope stand."""
    values = [_Values(file, f"scope{at}") for at in range(entries)]
    found: dict[ScopeKey, Span] = {}
    for *numbers, begin, end in file.numbers("scopes").tolist():
        key = tuple(key_from(each.at(number)) for each, number in zip(values, numbers, strict=True))
        found[key] = begin, end
    return found


class StoredPartition:
    """The rows of one scope, or of all that fit where some entry of the scope is open."""

    def __init__(self, table: StoredTable, key: ScopeKey, spans: list[Span]) -> None:
        self.key = key
        self._table = table
        self._spans = [span for span in spans if span[0] < span[1]]
        self.positions: Positions = (
            range(*(self._spans[0] if self._spans else (0, 0)))
            if len(self._spans) < 2
            else self._by_default(np.concatenate([np.arange(*span, dtype=np.uint32) for span in self._spans]))
        )

    @cached_property
    def tallies(self) -> tuple[int, ...]:
        """The figures of the summary, whatever a request filters by."""
        return tuple(len(self.select(each, ())) for each in self._table.counted)

    def select(self, filters: Filters, order: tuple[SortField, ...]) -> Positions:
        """The positions of the rows that every filter selects, in this order; ties in the default order."""
        if order in self._table.unmoved:
            order = ()
        if (not filters and not order) or not self._spans:
            return self.positions
        return self._table.shelf.get((self.key, filters, order), lambda: self._selected(filters, order))

    def after(self, token: str, found: Positions, order: tuple[SortField, ...]) -> int | None:
        """How many of the rows found, in this order, come up to the one that the token names."""
        column = self._table.last_item
        if column is None:
            return None
        for begin, end in self._spans:
            for position in column.places(column.equal([token]), begin, end).tolist():
                place = self._place(position, found, order)
                if place is not None:
                    return place + 1
        return None

    # --- what is selected ------------------------------------------------------------------------------

    def _selected(self, filters: Filters, order: tuple[SortField, ...]) -> Positions:
        if not filters:
            return self._ordered(None, order)
        found = self._filtered(filters)
        return self._ordered(found, order) if order else found

    def _filtered(self, filters: Filters) -> Places:
        """The places that every filter selects, in the default order."""
        questions: list[tuple[int, int, Column, Chosen]] = []
        for key, value in filters:
            filtered, column = self._table.filters[key]
            chosen = column.chosen(filtered.op, value)
            size = sum(column.count(chosen, *bounds) for bounds in self._spans)
            questions.append((size, len(questions), column, chosen))
        (_, _, column, chosen), *others = sorted(questions, key=lambda each: each[:2])
        parts = [column.places(chosen, *bounds) for bounds in self._spans]
        found = np.concatenate(parts) if len(parts) > 1 else parts[0]
        for _, _, other, wanted in others:
            found = found[_within(other.codes[found], wanted)]
        return found if len(self._spans) == 1 else self._by_default(found)

    def _by_default(self, found: Places) -> Places:
        ranks = self._table.ranks
        return found if ranks is None else found[np.argsort(ranks[found], kind="stable")]

    # --- orders ----------------------------------------------------------------------------------------

    def _ordered(self, found: Places | None, order: tuple[SortField, ...]) -> Places:
        """The places found, or all of them, in this order."""
        if len(order) > 1 or len(self._spans) > 1:
            places = np.asarray(self.positions, dtype=np.uint32) if found is None else found
            for by in reversed(order):
                places = places[np.argsort(self._rising(places, by), kind="stable")]
            return places
        (by,) = order
        begin, end = self._spans[0]
        if found is not None and _FEW * len(found) < end - begin:
            return found[np.argsort(self._rising(found, by), kind="stable")]
        whole = self._whole(by)
        if found is None:
            return whole
        chosen = np.zeros(end - begin, dtype=np.bool_)
        chosen[found - np.uint32(begin)] = True
        picked: Places = whole[chosen[whole - np.uint32(begin)]]
        return picked

    def _rising(self, places: Places, by: SortField) -> npt.NDArray[Any]:
        """By each place a number that rises in the order that is wanted."""
        column = self._table.column_of(by)
        codes = column.codes[places]
        return codes.dtype.type(len(column) - 1) - codes if by.descending else codes

    def _whole(self, by: SortField) -> Places:
        """All places of the scope by this field."""
        column, (begin, end) = self._table.column_of(by), self._spans[0]
        rising: Places = column.order[begin:end]
        if not by.descending:
            return rising
        key = (self.key, (), (by,))
        kept = self._table.shelf.get(key, lambda: _falling(rising, column.codes[rising]))
        return kept if isinstance(kept, np.ndarray) else np.asarray(kept, dtype=np.uint32)

    def _place(self, position: int, found: Positions, order: tuple[SortField, ...]) -> int | None:
        """Where in what was found, which is in this order, the row at the position stands."""
        keys: list[Callable[[int], int]] = []
        for by in order:
            codes, sign = self._table.column_of(by).codes, -1 if by.descending else 1
            keys.append(lambda at, codes=codes, sign=sign: sign * int(codes[at]))  # type: ignore[misc]
        ranks = self._table.ranks if len(self._spans) > 1 else None
        keys.append((lambda at: int(ranks[at])) if ranks is not None else int)
        wanted = tuple(key(position) for key in keys)
        low, high = 0, len(found)
        while low < high:
            middle = (low + high) // 2
            if tuple(key(int(found[middle])) for key in keys) < wanted:
                low = middle + 1
            else:
                high = middle
        return low if low < len(found) and int(found[low]) == position else None


def _falling(rising: Places, codes: npt.NDArray[Any]) -> Places:
    """The places from the greatest value to the least; those of one value keep their order."""
    count = len(rising)
    begins = np.flatnonzero(np.concatenate([np.ones(1, dtype=np.bool_), codes[1:] != codes[:-1]]))
    if len(begins) == count:
        return rising[::-1]
    lengths = np.diff(begins, append=count)
    # Each group of equals moves as a whole: the last one to the front.
    shifts = count - begins - lengths - begins
    falling = np.empty_like(rising)
    falling[np.arange(count) + np.repeat(shifts, lengths)] = rising
    return falling


def _within(codes: npt.NDArray[Any], chosen: Chosen) -> npt.NDArray[np.bool_]:
    """For each number whether it is one of those chosen."""
    if not isinstance(chosen, list):
        inside: npt.NDArray[np.bool_] = chosen[codes]
        return inside
    inside = np.zeros(len(codes), dtype=np.bool_)
    for low, high in chosen:
        inside |= codes == low if high == low + 1 else (codes >= low) & (codes < high)
    return inside


class _Values:
    """The distinct values of a column, in their order."""

    def __init__(self, file: StoredFile, name: str) -> None:
        self._content, self._begin = file.place(name + ".values")
        self._text = file.content(name + ".values")
        self._starts = file.numbers(name + ".starts").view(np.int64)

    def __len__(self) -> int:
        return len(self._starts) - 1

    def at(self, number: int) -> bytes:
        """The value of this number."""
        begin = self._begin
        return bytes(
            self._content[begin + int(self._starts[number]) : begin + int(self._starts[number + 1]) - 1]
        )

    def first_from(self, wanted: bytes) -> int:
        """The number of the first value that is not less."""
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if self.at(middle) < wanted:
                low = middle + 1
            else:
                high = middle
        return low

    def mentioning(self, needle: bytes, low: int, high: int) -> npt.NDArray[np.int64]:
        """The numbers from low up to high whose values have these bytes in them, ascending."""
        begin, end = int(self._starts[low]), int(self._starts[high])
        # The rest of a value is passed over, so that each is found once.
        pattern = re.compile(re.escape(needle) + rb"[^\xff]*", re.DOTALL)
        hits = [match.start() for match in pattern.finditer(self._text, begin, end)]
        numbers = np.searchsorted(self._starts, np.array(hits, dtype=np.int64), side="right") - 1
        return np.unique(numbers)


class Column:
    """One field of the rows."""

    def __init__(self, file: StoredFile, name: str, form: Form) -> None:
        self._form = form
        self._values = _Values(file, name)
        self.codes: npt.NDArray[Any] = file.numbers(name + ".codes")
        self.order: Places = file.numbers(name + ".order")

    def __len__(self) -> int:
        return len(self._values)

    def places(self, chosen: Chosen, begin: int, end: int) -> Places:
        """The places from begin to end of the rows that have one of these values, ascending."""
        if not isinstance(chosen, list):
            return (np.flatnonzero(_within(self.codes[begin:end], chosen)) + begin).astype(np.uint32)
        if len(chosen) == 1:
            low, high = self._bounds(chosen[0], begin, end)
            found = self.order[low:high]
            return found if chosen[0][1] - chosen[0][0] == 1 else np.sort(found)
        bounds = [self._bounds(span, begin, end) for span in chosen]
        empty = np.zeros(0, dtype=np.uint32)
        return np.sort(np.concatenate([empty, *(self.order[low:high] for low, high in bounds)]))

    def count(self, chosen: Chosen, begin: int, end: int) -> int:
        """How many rows those are."""
        if not isinstance(chosen, list):
            return int(np.count_nonzero(_within(self.codes[begin:end], chosen)))
        bounds = (self._bounds(span, begin, end) for span in chosen)
        return sum(high - low for low, high in bounds)

    def _bounds(self, span: Span, begin: int, end: int) -> Span:
        return self._first(span[0], begin, end), self._first(span[1], begin, end)

    def _first(self, number: int, low: int, high: int) -> int:
        """Where in the order the values of this number and greater ones begin."""
        codes, order = self.codes, self.order
        if number <= 0:
            return low
        if number >= len(self._values):
            return high
        while low < high:
            middle = (low + high) // 2
            if codes[order[middle]] < number:
                low = middle + 1
            else:
                high = middle
        return low

    # --- which values a filter selects -----------------------------------------------------------------

    def chosen(self, op: str, value: Json) -> Chosen:
        """The values that stand so to the filter's value, or to one of its values."""
        several = list(value) if isinstance(value, tuple) else [value]
        if op in ("search", "contains"):
            return self._mentioning(op, several)
        if op in ("eq", "in"):
            return self.equal(several)
        if op == "ne":
            return _others(self.equal(several), len(self))
        if op == "exists":
            return self._existing({written(each) == "true" for each in several})
        finder = self._beginning if op == "prefix" else partial(self._range, op)
        return _joined([span for each in several for span in finder(each)])

    def _existing(self, wanted: set[bool]) -> list[Span]:
        null = self._equal_to(NO_KEY)
        rest = _others(null, len(self))
        return _joined([*(rest if True in wanted else []), *(null if False in wanted else [])])

    def equal(self, values: list[Json]) -> list[Span]:
        """The numbers of the values that a filter takes for equal to one of these."""
        keys = dict.fromkeys(key_bytes(value, self._form) for value in values)
        return _joined([span for key in keys for span in self._equal_to(key)])

    def _equal_to(self, key: bytes) -> list[Span]:
        number = self._values.first_from(key)
        is_there = number < len(self._values) and self._values.at(number) == key
        return [(number, number + 1)] if is_there else []

    def _range(self, op: str, value: Json) -> list[Span]:
        bound = rank_bytes(value, self._form)
        kind = bound[:1]
        if kind not in COMPARABLE:
            return []
        below, or_equal = _RANGES[op]
        number = self._values.first_from(bound)
        is_there = number < len(self._values) and self._values.at(number) == bound
        if below:
            return [(self._values.first_from(kind), number + int(or_equal and is_there))]
        after = number if or_equal else number + int(is_there)
        return [(after, self._values.first_from(bytes((kind[0] + 1,))))]

    def _mentioning(self, op: str, values: list[Json]) -> Chosen:
        """The values in whose text one of these is found, or in whose list it is an element."""
        inside = np.zeros(len(self), dtype=np.bool_)
        for value in values:
            if op == "search":
                self._search(folded_bytes(written(value), self._form)[1:], inside)
            else:
                self._contain(value, inside)
        edges = np.flatnonzero(np.diff(inside, prepend=False, append=False))
        if len(edges) <= 2 * _MANY_SPANS:
            return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))
        return inside

    def _search(self, needle: bytes, inside: npt.NDArray[np.bool_]) -> None:
        low = self._values.first_from(SEPARATOR)  # what is less has no text at all
        if needle:
            inside[self._values.mentioning(needle, low, len(self))] = True
        else:
            inside[low:] = True

    def _contain(self, value: Json, inside: npt.NDArray[np.bool_]) -> None:
        lists, texts, end = self._values.first_from(b"l"), self._values.first_from(b"s"), len(self)
        element = SEPARATOR + key_bytes(value, "plain") + SEPARATOR
        inside[self._values.mentioning(element, lists, texts)] = True
        needle = written(value).encode("utf-8", "surrogatepass")
        if not needle:
            inside[texts:] = True
            return
        found = self._values.mentioning(needle, texts, end)
        if needle.startswith(b"s"):  # as each text does, which has an s before it that is none of its own
            found = np.array(
                [at for at in found.tolist() if needle in self._values.at(at)[1:]], dtype=np.int64
            )
        inside[found] = True

    def _beginning(self, value: Json) -> list[Span]:
        begins = b"s" + written(value).encode("utf-8", "surrogatepass")
        return [(self._values.first_from(begins), self._values.first_from(begins + SEPARATOR))]


_RANGES: Final[Mapping[str, tuple[bool, bool]]] = {
    "lt": (True, False),
    "lte": (True, True),
    "gt": (False, False),
    "gte": (False, True),
}
"""For each operator: whether it wants less, and whether equal will do."""


def _joined(spans: list[Span]) -> list[Span]:
    """The same numbers in spans that neither touch nor overlap, ascending."""
    joined: list[Span] = []
    for low, high in sorted(span for span in spans if span[0] < span[1]):
        if joined and low <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(high, joined[-1][1])
        else:
            joined.append((low, high))
    return joined


def _others(spans: list[Span], count: int) -> list[Span]:
    """All numbers but these."""
    bounds = [0, *(bound for span in spans for bound in span), count]
    pairs = zip(bounds[::2], bounds[1::2], strict=True)
    return [(low, high) for low, high in pairs if low < high]
