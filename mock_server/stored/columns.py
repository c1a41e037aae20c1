"""A column: one field of every row as small numbers, and what the numbers stand for.

While rows come in, each value gets a number in the order of arrival. At the end the values are sorted and
the numbers given anew, so that numbers compare as the values do.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from listproof.contract import MISSING, Json, Pointer, look
from mock_server.engine.comparing import Form
from mock_server.stored.encoding import ENCODINGS, SEPARATOR, Kind, as_instants
from mock_server.stored.spools import Spool
from mock_server.world import Row

Numbers: TypeAlias = npt.NDArray[np.unsignedinteger[Any]]

_MOST_KNOWN: Final = 50_000
"""Values up to which each is looked up when it comes again; of more, each arrival gets a number."""
_LONGEST_IN_TABLE: Final = 64
"""Bytes of the longest value up to which values are sorted as a table of equal rows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A column that a list needs: a field, and which questions are asked of it.

    Where `may_be_instants`, the field's form is instants if all of its values are moments, else plain.
    """

    at: Pointer | None
    hidden: str
    kind: Kind
    form: Form = "plain"
    may_be_instants: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Values:
    """The distinct values of a column in order: bytes, a separator after each, and where each begins."""

    content: bytes
    starts: npt.NDArray[np.uint64]


class _Known(dict[Any, int]):
    """The number of each value that came; a new value is numbered by `number`."""

    def __init__(self, number: Callable[[Any], int]) -> None:
        super().__init__()
        self._number = number

    def __missing__(self, value: Any) -> int:
        found = self._number(value)
        if len(self) < _MOST_KNOWN:
            self[value] = found
        return found


class _Boolean:
    """Stands for true or false among the values: in Python, True equals 1."""

    def __init__(self, value: bool) -> None:
        self.value = value


_TRUE, _FALSE = _Boolean(True), _Boolean(False)


class _Compound:
    """Stands for a list or an object among the values, which can't be looked up."""

    def __init__(self, value: Json) -> None:
        self.value = value


class ColumnBuilder:
    """Takes one field of rows as they come, and numbers its values at the end."""

    def __init__(self, wanted: Wanted, folder: Path | None) -> None:
        self.form: Form = wanted.form
        self._wanted = wanted
        self._encode = ENCODINGS[wanted.kind]
        self._entries = Spool(folder)
        self._ends = array("Q")
        self._codes = array("I")
        self._known = _Known(self._number)

    def extend(self, rows: Sequence[Row]) -> None:
        """Take the field of these rows."""
        self._codes.extend(map(self._known.__getitem__, map(_lookable, self._read(rows))))

    def _read(self, rows: Sequence[Row]) -> Iterable[Json]:
        at = self._wanted.at
        if at is None:
            return [row.hidden.get(self._wanted.hidden) for row in rows]
        if len(at) == 1:
            name = at[0]
            return [
                row.item.get(name) if row.item.__class__ is dict else _value(row.item, at) for row in rows
            ]
        return [_value(row.item, at) for row in rows]

    def _number(self, value: Any) -> int:
        plain = value.value if isinstance(value, (_Boolean, _Compound)) else value
        self._entries.write(self._encode(plain, self.form))
        self._ends.append(self._entries.size)
        return len(self._ends) - 1

    def finish(self) -> tuple[npt.NDArray[np.uint32], Values]:
        """The number of each row's value, rows in the order in which they came; and the values."""
        self._known.clear()
        content, ends = self._entries.read(), self._ends
        if self._wanted.may_be_instants:
            content, ends = self._as_instants(content, ends)
        order, firsts = _sorted(content, np.frombuffer(ends, dtype=np.uint64))
        numbers = np.empty(len(order), dtype=np.uint32)
        numbers[order] = np.cumsum(firsts, dtype=np.uint32) - np.uint32(1) if len(order) else 0
        values = _gathered(content, ends, order[firsts])
        codes = numbers[np.frombuffer(self._codes, dtype=np.uint32)] if len(self._codes) else numbers
        self._entries.close()
        return codes, values

    def close(self) -> None:
        """Let go of what was taken."""
        self._entries.close()

    def _as_instants(self, content: Any, ends: array[int]) -> tuple[Any, array[int]]:
        """The entries as moments, where all of them are and any is no null; else as they are."""
        turned, new_ends, begin, any_moment = bytearray(), array("Q"), 0, False
        for end in ends:
            entry = bytes(content[begin:end])
            begin = end
            moment = as_instants(entry)
            if moment is None:
                return content, ends
            any_moment = any_moment or moment is not entry
            turned += moment
            new_ends.append(len(turned))
        if any_moment:
            self.form = "instant"
        return (turned, new_ends) if any_moment else (content, ends)


def _value(item: Json, at: Pointer) -> Json:
    value = look(item, at)
    return None if value is MISSING else value


def _lookable(value: Json) -> Any:
    if value is True:
        return _TRUE
    if value is False:
        return _FALSE
    return _Compound(value) if value.__class__ in (list, dict) else value


# --- sorting -------------------------------------------------------------------------------------------


def _sorted(
    content: Any, ends: npt.NDArray[np.uint64]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """The entries' order as bytes, and for each in this order whether it differs from the last."""
    count = len(ends)
    firsts = np.ones(count, dtype=np.bool_)
    if not count:
        return np.zeros(0, dtype=np.int64), firsts
    lengths = np.diff(ends, prepend=np.uint64(0)).astype(np.int64)
    longest = int(lengths.max())
    if longest == 0 or longest > _LONGEST_IN_TABLE:
        return _sorted_one_by_one(content, ends)
    table = _table(content, lengths, longest)
    if longest == 9 and bool((lengths == 9).all()) and bool((table[:, 0] == table[0, 0]).all()):
        keys: Any = table[:, 1:].copy().view(">u8").ravel().astype(np.uint64)
    else:
        keys = table.view(f"S{longest}").ravel()
    # Padding looks like zeros at the end; of values that differ in these alone, the shorter is the lesser.
    order = np.argsort(keys, kind="stable")
    ordered, ordered_lengths = keys[order], lengths[order]
    same = ordered[1:] == ordered[:-1]
    if bool((same & (ordered_lengths[1:] != ordered_lengths[:-1])).any()):
        order = np.lexsort((lengths, keys))
        ordered, ordered_lengths = keys[order], lengths[order]
        same = (ordered[1:] == ordered[:-1]) & (ordered_lengths[1:] == ordered_lengths[:-1])
    firsts[1:] = ~same
    return order, firsts


def _table(content: Any, lengths: npt.NDArray[np.int64], longest: int) -> npt.NDArray[np.uint8]:
    """The entries as rows of equal length, with zeros behind the shorter ones."""
    flat = np.frombuffer(content, dtype=np.uint8)
    if bool((lengths == longest).all()):
        return flat.reshape(len(lengths), longest)
    table = np.zeros((len(lengths), longest), dtype=np.uint8)
    table[np.arange(longest) < lengths[:, None]] = flat
    return table


def _sorted_one_by_one(
    content: Any, ends: npt.NDArray[np.uint64]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    bounds = ends.tolist()
    entries = [bytes(content[begin:end]) for begin, end in zip([0, *bounds], bounds, strict=False)]
    order = sorted(range(len(entries)), key=entries.__getitem__)
    firsts = np.ones(len(entries), dtype=np.bool_)
    for place in range(1, len(order)):
        firsts[place] = entries[order[place]] != entries[order[place - 1]]
    return np.array(order, dtype=np.int64), firsts


def _gathered(content: Any, ends: array[int], chosen: npt.NDArray[np.int64]) -> Values:
    """The chosen entries, one behind the other."""
    out = bytearray()
    starts = np.zeros(len(chosen) + 1, dtype=np.uint64)
    for place, at in enumerate(chosen.tolist()):
        out += content[ends[at - 1] if at else 0 : ends[at]]
        out += SEPARATOR
        starts[place + 1] = len(out)
    return Values(content=bytes(out), starts=starts)
