"""Files with a row a line, read line by line: NDJSON, and CSV, whose cells are typed by the item's schema."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import IO, Final

import orjson

from listproof.contract import Json, Operation, Pointer
from listproof.errors import Fault
from listproof.reading.places import parse_pointer, standing_at
from mock_server.engine.places import put
from mock_server.engine.schemas import types_of
from mock_server.worlds.row_checks import item_schema

Line = tuple[int, Json, Fault | None]
"""Its number from 1, the row that stands in it as it was written, and what is wrong with the line."""

LINES: Final = (".ndjson", ".jsonl")
TABLES: Final = (".csv",)

_BOM: Final = b"\xef\xbb\xbf"
_HIDDEN: Final = "hidden:"
_EXACT: Final = 2**53


class RowFile:
    """A file with a row a line; `read` is how many of its bytes were looked at."""

    def __init__(self, path: Path, operation: Operation) -> None:
        self.path = path
        self.read = 0
        self._operation = operation

    def lines(self, file: IO[bytes]) -> Iterator[Line]:
        """The rows of the open file; empty lines count as lines only."""
        if self.path.suffix in TABLES:
            return self._cells(file)
        return self._values(file)

    def _values(self, file: IO[bytes]) -> Iterator[Line]:
        loads = orjson.loads
        for number, line in enumerate(file, start=1):
            self.read += len(line)
            try:
                yield number, loads(line), None
            except orjson.JSONDecodeError as error:
                bare = line.removeprefix(_BOM) if number == 1 else line
                if bare is not line and bare.strip():
                    yield self._value(number, bare)
                elif bare.strip():
                    yield number, None, self._no_json(number, error)

    def _value(self, number: int, line: bytes) -> Line:
        try:
            return number, orjson.loads(line), None
        except orjson.JSONDecodeError as error:
            return number, None, self._no_json(number, error)

    def _no_json(self, number: int, error: orjson.JSONDecodeError) -> Fault:
        found = f"this is not JSON: {error.msg} (character {error.colno})"
        wanted = "write one JSON value a line; rows over several lines belong in a .json file, as a list"
        return Fault(file=str(self.path), line=number, found=found, wanted=wanted)

    # --- CSV ---------------------------------------------------------------------------------------------

    def _cells(self, file: IO[bytes]) -> Iterator[Line]:
        """The rows of a table whose first line names a field for each column (RFC 4180)."""
        text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
        table = csv.reader(text, strict=True)
        try:
            columns = [_Column(name, self._operation) for name in next(table, [])]
            for cells in table:
                self.read = file.tell()
                if not cells:
                    continue
                if len(cells) != len(columns):
                    yield table.line_num, None, self._ragged(table.line_num, len(cells), len(columns))
                else:
                    yield table.line_num, _row(columns, cells), None
        except csv.Error as error:
            yield table.line_num, None, self._no_table(table.line_num, str(error))
        except UnicodeDecodeError:
            yield table.line_num + 1, None, self._no_table(table.line_num + 1, "it is not UTF-8")
        finally:
            text.detach()

    def _ragged(self, line: int, cells: int, columns: int) -> Fault:
        found = f"there are {cells} cells, and the first line names {columns} fields"
        return Fault(file=str(self.path), line=line, found=found, wanted="write a cell for each field")

    def _no_table(self, line: int, reason: str) -> Fault:
        wanted = "write a row a line, with commas between the cells and quotes around text that has a comma"
        return Fault(file=str(self.path), line=line, found=f"this is no CSV: {reason}", wanted=wanted)


def _row(columns: list[_Column], cells: list[str]) -> Json:
    item: Json = {}
    hidden: dict[str, Json] = {}
    for column, cell in zip(columns, cells, strict=True):
        is_there, value = column.value(cell)
        if is_there and column.hidden is not None:
            hidden[column.hidden] = value
        elif is_there:
            item = put(item, column.at, value)
    return {"item": item, "hidden": hidden} if hidden else item


class _Column:
    """A column: where in the item its cells go, and as which types they are read."""

    def __init__(self, name: str, operation: Operation) -> None:
        name = name.strip()
        self.hidden = name.removeprefix(_HIDDEN) if name.startswith(_HIDDEN) else None
        self.at: Pointer = parse_pointer(name) if name.startswith("/") else (name,)
        types: frozenset[str] = frozenset()
        if self.hidden is None:
            types = types_of(tuple(standing_at(item_schema(operation), self.at).schemas))
        self._readers = [reader for kind, reader in _READERS.items() if kind in types]
        self._is_text = not types or "string" in types
        self._may_be_null = "null" in types or self.hidden is not None

    def value(self, cell: str) -> tuple[bool, Json]:
        """Whether the row has the field, and its value. What fits no type stays text, and is told later.

        An empty cell is null where the field may be null, else empty text, else no field at all.
        """
        if not cell:
            return self._may_be_null or self._is_text, None if self._may_be_null else ""
        for reader in self._readers:
            try:
                return True, reader(cell)
            except ValueError:
                continue
        return True, cell


def _boolean(cell: str) -> Json:
    if cell.lower() in ("true", "false"):
        return cell.lower() == "true"
    raise ValueError(cell)


def _number(cell: str) -> Json:
    found = float(cell)
    if not math.isfinite(found):  # which JSON has no word for
        raise ValueError(cell)
    return int(found) if "." not in cell and found.is_integer() and abs(found) < _EXACT else found


def _compound(cell: str) -> Json:
    if cell[0] not in "[{":
        raise ValueError(cell)
    return orjson.loads(cell)


_READERS: Final[Mapping[str, Callable[[str], Json]]] = {
    "boolean": _boolean,
    "integer": int,
    "number": _number,
    "array": _compound,
    "object": _compound,
}
