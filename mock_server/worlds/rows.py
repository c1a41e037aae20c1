"""The rows of a fixture file: read from it or from the file that it names, each held against the contract."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

import orjson

from listproof.contract import Json, Operation, Pointer, pointer_text
from listproof.errors import Fault, SpecError
from listproof.reading.documents import Document, Spot, read_document
from listproof.reading.faults import Faults, shown
from mock_server.world import Row
from mock_server.worlds.row_checks import Flaw, RowChecks

MOST_TOLD: Final = 20
"""Faulty places that are told one by one; the others are counted."""
_LINES: Final = (".ndjson", ".jsonl")
_DOCUMENTS: Final = (".json", ".yaml", ".yml")

Locate = Callable[[Pointer], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    """Rows as they were written, and where each of them stands."""

    file: str
    written: list[Json]
    locate: Callable[[int, Pointer], int]
    """From a row's index and a place in it as written to a line."""
    numbered: bool
    """Whether a message has to say which row it is about: the line alone does not tell."""


def read_rows(operation: Operation, spot: Spot, faults: Faults) -> tuple[tuple[Row, ...], tuple[Fault, ...]]:
    """The rows stated at the spot, and what is wrong with them; `faults` takes what stops the reading."""
    try:
        source = _source(spot, faults)
    except SpecError as error:
        faults.take(error)
        return (), ()
    if source is None:
        return (), ()
    rows = tuple(_row(written) for written in source.written)
    checks = RowChecks(operation)
    flaws = [
        (index, flaw) for index, row in enumerate(rows) for flaw in checks.flaws(row, f"row {index + 1}")
    ]
    return rows, tuple(_told(source, flaws))


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


def _told(source: _Source, flaws: list[tuple[int, Flaw]]) -> Iterator[Fault]:
    for index, flaw in flaws[:MOST_TOLD]:
        inside = ("item", *flaw.pointer) if _is_wrapped(source.written[index]) else flaw.pointer
        place = pointer_text(flaw.pointer) or "the whole row"
        yield Fault(
            file=source.file,
            line=source.locate(index, inside),
            place=f"row {index + 1}, {place}" if source.numbered else place,
            found=flaw.found,
            wanted=flaw.wanted,
        )
    if len(flaws) > MOST_TOLD:
        yield Fault(file=source.file, found=f"and {len(flaws) - MOST_TOLD} more faults in its rows")


# --- where rows are written ----------------------------------------------------------------------------


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
    if path.suffix in _LINES:
        return _lines(spot, path, faults)
    if path.suffix not in _DOCUMENTS:
        faults.add(
            spot,
            f"{spot.value} is no file of rows",
            f"name one that ends in {', '.join((*_LINES, *_DOCUMENTS))}",
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

    return _Source(file=document.name, written=written, locate=locate, numbered=True)


def _lines(spot: Spot, path: Path, faults: Faults) -> _Source | None:
    """The rows of a file that has a JSON value a line (NDJSON); empty lines count as lines only."""
    try:
        text = path.read_bytes().removeprefix(b"\xef\xbb\xbf")
    except OSError as error:
        reason = (
            "there is no file" if isinstance(error, FileNotFoundError) else f"cannot read ({error.strerror})"
        )
        faults.add(spot, f"{reason} {path}", "name a file beside this one")
        return None
    numbers: list[int] = []
    written: list[Json] = []
    wrong: list[Fault] = []
    for number, line in enumerate(text.split(b"\n"), start=1):
        if not line or line.isspace():
            continue
        try:
            written.append(orjson.loads(line))
            numbers.append(number)
        except orjson.JSONDecodeError as error:
            wrong.append(_no_json(path, number, error))
    if wrong:
        more = [Fault(file=str(path), line=wrong[-1].line, found=f"and {len(wrong) - MOST_TOLD} more lines")]
        faults.take(SpecError([*wrong[:MOST_TOLD], *(more if len(wrong) > MOST_TOLD else [])]))
        return None
    return _Source(file=str(path), written=written, locate=lambda index, _: numbers[index], numbered=False)


def _no_json(path: Path, number: int, error: orjson.JSONDecodeError) -> Fault:
    found = f"this is not JSON: {error.msg} (character {error.colno})"
    wanted = "write one JSON value a line; rows over several lines belong in a .json file, as a list"
    return Fault(file=str(path), line=number, found=found, wanted=wanted)
