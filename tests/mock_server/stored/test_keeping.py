"""Many rows are stored in a file, found again, and made anew where the file can't be used."""

from __future__ import annotations

import logging
import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from listproof.contract import Operation
from mock_server.engine.stored_table import StoredTable
from mock_server.engine.tables import table_of
from mock_server.stored.files import _FIRST, SUFFIX
from mock_server.stored.identity import identity_of
from mock_server.stored.keeping import Keeper
from mock_server.stored.rows import StoredRows
from mock_server.world import Row, RowStream

OperationOf = Callable[..., Operation]
LISTING = {
    "sort": {"by": "sort", "keys": {"name": "/name"}, "default": ["/id"]},
    "filter": {"state": "/state", "team": None},
}
PARAMETERS = {"sort": {"type": "string"}, "state": {"type": "string"}, "team": {"type": "string"}}
ROWS = [
    Row(item={"id": 9 - at, "name": f"n{at % 3}", "state": "open"}, hidden={"team": at % 2})
    for at in range(9)
]


class Stream:
    """A stream of the rows that counts how often it was gone through."""

    def __init__(self, source: str = "some") -> None:
        self.made = 0
        self.stream = RowStream(rows=self._rows, most=len(ROWS), source=(source,))

    def _rows(self) -> Iterator[Row]:
        self.made += 1
        yield from ROWS


@pytest.fixture(scope="module")
def operation(operation_of: OperationOf) -> Operation:
    return operation_of(LISTING, PARAMETERS)


def body(operation: Operation, rows: object) -> bytes:
    table = table_of(operation, rows)  # type: ignore[arg-type]
    assert isinstance(table, StoredTable)
    return table.body_of(table.partition(()).select((), ()))


def kept(folder: Path | None, operation: Operation, stream: Stream) -> bytes:
    return body(operation, Keeper(folder, many=5)(operation, stream.stream))


def only_file(folder: Path) -> Path:
    (path,) = folder.iterdir()
    return path


def test_few_rows_are_kept_as_they_are(operation: Operation, tmp_path: Path) -> None:
    assert Keeper(tmp_path)(operation, Stream().stream) == tuple(ROWS)
    assert not list(tmp_path.iterdir())


def test_rows_that_turn_out_to_be_few_are_kept_as_they_are(operation: Operation, tmp_path: Path) -> None:
    stream = RowStream(rows=lambda: iter(ROWS), most=100, source=())
    assert Keeper(tmp_path, many=50)(operation, stream) == tuple(ROWS)


def test_stored_rows_are_found_again_and_not_made_again(operation: Operation, tmp_path: Path) -> None:
    folder, stream = tmp_path / "not" / "there yet", Stream()
    first = kept(folder, operation, stream)
    assert kept(folder, operation, stream) == first
    assert stream.made == 1
    assert stat.S_IMODE(only_file(folder).stat().st_mode) & 0o077 == 0, "others can't read it"


def test_rows_of_another_source_or_list_are_others(
    operation: Operation, operation_of: OperationOf, tmp_path: Path
) -> None:
    stream, other = Stream(), Stream("another")
    kept(tmp_path, operation, stream)
    kept(tmp_path, operation, other)
    assert (stream.made, other.made) == (1, 1)
    changed = operation_of({**LISTING, "sort": {"default": ["-/id"]}}, PARAMETERS)
    assert identity_of(operation, ("some",)) != identity_of(changed, ("some",))
    assert identity_of(operation, ("some", 1)) != identity_of(operation, ("some", "1"))


def test_stored_rows_are_a_sequence_of_the_rows_in_the_order_of_the_list(operation: Operation) -> None:
    rows = Keeper(many=5)(operation, Stream().stream)
    assert isinstance(rows, StoredRows)
    assert [row.item for row in rows] == [row.item for row in reversed(ROWS)]
    assert [dict(row.hidden) for row in rows[2:4]] == [{"team": 0}, {"team": 1}]
    assert rows[-1].item == ROWS[0].item
    with pytest.raises(IndexError):
        rows[9]


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-70])


def _emptied(path: Path) -> None:
    path.write_bytes(b"")


def _of_another_version(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[8] += 1
    path.write_bytes(content)


def _with_another_header(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[_FIRST.size + 20] ^= 1
    path.write_bytes(content)


def _with_other_numbers(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)


def _replaced(path: Path) -> None:
    path.write_text("no rows at all")


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (_cut, "bytes of"),
        (_emptied, "it is empty"),
        (_of_another_version, "it is of version 2, and this is 1"),
        (_with_another_header, "its header is spoilt"),
        (_with_other_numbers, "is spoilt"),
        (_replaced, "it is no file of rows"),
    ],
)
def test_a_spoilt_file_is_made_anew_with_one_warning(
    operation: Operation,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    spoil: Callable[[Path], None],
    reason: str,
) -> None:
    stream = Stream()
    first = kept(tmp_path, operation, stream)
    spoil(only_file(tmp_path))
    with caplog.at_level(logging.WARNING):
        assert kept(tmp_path, operation, stream) == first
    (record,) = caplog.records
    assert reason in record.getMessage()
    assert "is made anew" in record.getMessage()
    caplog.clear()
    assert kept(tmp_path, operation, stream) == first
    assert (stream.made, caplog.records) == (2, [])


def test_without_a_folder_that_can_be_written_rows_are_kept_in_memory_with_one_warning(
    operation: Operation, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("")
    keeper = Keeper(tmp_path / "file" / "rows", many=5)
    with caplog.at_level(logging.WARNING):
        assert body(operation, keeper(operation, Stream().stream)) == kept(None, operation, Stream())
        keeper(operation, Stream("another").stream)
    assert len(caplog.records) == 1
    assert "can't be" in caplog.text


def test_a_disk_that_is_full_is_done_without(
    operation: Operation, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert kept(tmp_path, operation, Stream()) == kept(None, operation, Stream())
    assert "No space left on device" in caplog.text
    assert not list(tmp_path.iterdir()), "nothing half written is left"


def test_what_nobody_has_used_for_long_is_cleared_away(operation: Operation, tmp_path: Path) -> None:
    old, other = tmp_path / f"old{SUFFIX}", tmp_path / "not-ours.txt"
    for path in (old, other):
        path.write_text("")
        os.utime(path, (0, 0))
    kept(tmp_path, operation, Stream())
    assert not old.exists()
    assert other.exists()


def test_a_failure_in_the_making_leaves_nothing(operation: Operation, tmp_path: Path) -> None:
    def rows() -> Iterator[Row]:
        yield from ROWS
        raise ValueError("no more")

    with pytest.raises(ValueError, match="no more"):
        Keeper(tmp_path, many=5)(operation, RowStream(rows=rows, most=99, source=()))
    assert not list(tmp_path.iterdir())
