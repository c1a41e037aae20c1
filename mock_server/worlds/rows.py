"""The rows of a fixture file: read from it or from the file that it names, each held against the contract."""

from __future__ import annotations

import contextlib
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from operator import itemgetter
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from listproof.contract import Json, Operation, Pointer, pointer_text
from listproof.errors import Fault, SpecError
from listproof.reading.documents import Document, Spot, read_document
from listproof.reading.faults import Faults, shown
from mock_server.stored.keeping import Keeper, unwatched
from mock_server.world import Row
from mock_server.worlds.row_checks import Flaw, RowChecks
from mock_server.worlds.row_files import LINES, TABLES, RowFile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mock_server.stored.building import Builder

MOST_TOLD: Final = 20
"""Faulty places that are told one by one; the others are counted."""
_DOCUMENTS: Final = (".json", ".yaml", ".yml")
_LARGE: Final = 1 << 20
"""Bytes of a file from which on its rows may be stored already."""

Read = tuple["Sequence[Row]", tuple[Fault, ...]]
"""Rows, and what is wrong with them."""


def read_rows(operation: Operation, spot: Spot, faults: Faults, keep: Keeper) -> Read:
    """The rows stated at the spot, and what is wrong with them; `faults` takes what stops the reading."""
    try:
        if isinstance(spot.value, str):
            path = spot.document.path.parent / spot.value
            if path.suffix in (*LINES, *TABLES):
                return _read_file(operation, spot, path, faults, keep)
        source = _source(spot, faults)
    except SpecError as error:
        faults.take(error)
        return (), ()
    return ((), ()) if source is None else _read_written(operation, source)


def _row(written: Json) -> Row:
    """A row from the bare item, or from `{item, hidden}`."""
    if _is_wrapped(written):
        return Row(item=written["item"], hidden=MappingProxyType(written.get("hidden") or {}))
    return Row(item=written)


def _is_wrapped(written: Json) -> bool:
    return (
        isinstance(written, dict)
        and "item" in written
        and written.keys() <= {"item", "hidden"}
        and isinstance(written.get("hidden", {}), dict | None)
    )


# --- rows in a document --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    """Rows as they were written, and where each of them stands."""

    file: str
    written: list[Json]
    locate: Callable[[int, Pointer], int]
    """From a row's index and a place in it as written to a line."""


def _source(spot: Spot, faults: Faults) -> _Source | None:
    """The rows as written; None where a fault has been noted."""
    if isinstance(spot.value, list):
        return _elements(spot.document, spot.pointer, spot.value)
    if not isinstance(spot.value, str) or not spot.value:
        faults.add(
            spot, f"rows is {shown(spot.value)}", "write a list of rows, or the name of a file that has them"
        )
        return None
    path = spot.document.path.parent / spot.value
    if path.suffix not in _DOCUMENTS:
        faults.add(
            spot,
            f"{spot.value} is no file of rows",
            f"name one that ends in {', '.join((*LINES, *TABLES, *_DOCUMENTS))}",
        )
        return None
    if not path.is_file():
        faults.add(spot, f"there is no file {path}", "name a file beside this one")
        return None
    document = read_document(path)
    if isinstance(document.value, list):
        return _elements(document, (), document.value)
    faults.add(spot, f"{spot.value} holds {shown(document.value)}", "write a list of rows in it")
    return None


def _elements(document: Document, pointer: Pointer, written: list[Json]) -> _Source:
    def locate(index: int, inside: Pointer) -> int:
        return document.locate((*pointer, str(index), *inside))

    return _Source(file=document.name, written=written, locate=locate)


def _read_written(operation: Operation, source: _Source) -> Read:
    rows = tuple(_row(written) for written in source.written)
    checks = RowChecks(operation)
    told = _Told(source.file)
    for index, row in enumerate(rows):
        for flaw in checks.flaws(row, f"row {index + 1}"):
            inside = ("item", *flaw.pointer) if _is_wrapped(source.written[index]) else flaw.pointer
            told.add(index, flaw, source.locate(index, inside), name=f"row {index + 1}, ")
    return rows, tuple(told.faults())


class _Told:
    """The faults of rows: the first ones in full, the others by their number."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._first: list[tuple[int, Fault]] = []
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(self, index: int, flaw: Flaw, line: int, *, name: str = "") -> None:
        """A flaw of the row with this index."""
        place = pointer_text(flaw.pointer) or "the whole row"
        fault = Fault(file=self._file, line=line, place=name + place, found=flaw.found, wanted=flaw.wanted)
        self._count += 1
        self._first.append((index, fault))
        if len(self._first) > 2 * MOST_TOLD:
            self._cut()

    def more(self, count: int) -> None:
        """So many that are not told."""
        self._count += count

    def _cut(self) -> None:
        self._first.sort(key=itemgetter(0))
        del self._first[MOST_TOLD:]

    def faults(self) -> Iterator[Fault]:
        """By the order of the rows; the number of those that are left out comes last."""
        self._cut()
        yield from (fault for _, fault in self._first)
        if self._count > MOST_TOLD:
            yield Fault(file=self._file, found=f"and {self._count - MOST_TOLD} more faults in its rows")


# --- rows in a file with a row a line ------------------------------------------------------------------


def _read_file(operation: Operation, spot: Spot, path: Path, faults: Faults, keep: Keeper) -> Read:
    """The rows of a file that is read line by line, so that it may be larger than memory."""
    try:
        with path.open("rb") as file:
            state = path.stat()
            source = ("file", str(path.resolve()), state.st_size, state.st_mtime_ns, state.st_ino)
            if state.st_size >= _LARGE and (stored := keep.found(operation, source)) is not None:
                return stored, ()
            reading = _Reading(operation, RowFile(path, operation), keep)
            watch = keep.watch if state.st_size >= _LARGE else unwatched
            with watch(str(path), state.st_size) as told:
                rows = reading.read(file, source, told)
    except OSError as error:
        reason = (
            "there is no file" if isinstance(error, FileNotFoundError) else f"cannot read ({error.strerror})"
        )
        faults.add(spot, f"{reason} {path}", "name a file beside this one")
        return (), ()
    if reading.wrong:
        faults.take(SpecError(reading.wrong_lines()))
        return (), ()
    return rows, tuple(reading.told.faults())


class _Reading:
    """Goes through a file once: checks each row, and keeps it."""

    def __init__(self, operation: Operation, file: RowFile, keep: Keeper) -> None:
        self._operation = operation
        self._file = file
        self._keep = keep
        self._checks = RowChecks(operation)
        self._lines = array("Q")
        self.told = _Told(str(file.path))
        self.wrong: list[Fault] = []
        """Lines that hold no row."""
        self._more_wrong = 0

    def read(self, file: object, source: tuple[object, ...], told: Callable[[int], None]) -> Sequence[Row]:
        """The rows; none where something is wrong with them."""
        rows = self._checked(file)
        few = tuple(islice(rows, self._keep.many))
        if len(few) < self._keep.many:
            for index, row in enumerate(few):
                for flaw in self._checks.repeats(row, f"row {index + 1}"):
                    self.told.add(index, flaw, self._lines[index])
            return few
        with contextlib.closing(self._keep.builder(self._operation)) as builder:
            builder.take(chain(few, rows), self._progress(told))
            if self.wrong:
                return ()
            self._tell_repeated(builder)
            return () if len(self.told) else self._keep.written(self._operation, source, builder)

    def _progress(self, told: Callable[[int], None]) -> Callable[[int], None]:
        before = 0

        def step(_: int) -> None:
            nonlocal before
            told(self._file.read - before)
            before = self._file.read

        return step

    def _checked(self, file: object) -> Iterator[Row]:
        checks, lines, index = self._checks, self._lines, 0
        for number, written, fault in self._file.lines(file):  # type: ignore[arg-type]
            if fault is not None:
                self._note(fault)
                continue
            row = _row(written)
            lines.append(number)
            for flaw in checks.own_flaws(row):
                self.told.add(index, flaw, number)
            index += 1
            yield row

    def _note(self, fault: Fault) -> None:
        if len(self.wrong) < MOST_TOLD:
            self.wrong.append(fault)
        else:
            self._more_wrong += 1
            self._last_wrong = fault.line

    def wrong_lines(self) -> list[Fault]:
        """The lines that hold no row; of many the first ones, and how many more there are."""
        if not self._more_wrong:
            return self.wrong
        found = f"and {self._more_wrong} more lines"
        return [*self.wrong, Fault(file=str(self._file.path), line=self._last_wrong, found=found)]

    def _tell_repeated(self, builder: Builder) -> None:
        repeated = builder.settle()
        for index, first in islice(repeated, MOST_TOLD):
            flaw = self._checks.repeated(builder.item(index), f"row {first + 1}")
            self.told.add(index, flaw, self._lines[index])
        self.told.more(sum(1 for _ in repeated))
