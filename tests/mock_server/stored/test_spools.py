"""Bytes are kept on disk where there is room, and else in memory, from the first one on or from some time."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest

from mock_server.stored import spools
from mock_server.stored.spools import Spool

PIECES = [bytes((at,)) * at for at in range(1, 60)]
WHOLE = b"".join(PIECES)


def written(folder: Path | None) -> Spool:
    spool = Spool(folder)
    for piece in PIECES:
        spool.write(piece)
    return spool


def holds_all(spool: Spool) -> None:
    assert spool.size == len(WHOLE)
    assert spool.reader()(100, 300) == WHOLE[100:300]
    assert bytes(spool.read()[:]) == WHOLE
    assert spool.reader()(0, len(WHOLE)) == WHOLE
    spool.close()


def test_what_was_written_is_read_from_memory_and_from_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spools, "_BUFFER", 50)
    for folder in (None, tmp_path, tmp_path / "not there"):
        holds_all(written(folder))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("room", [0, 10, 700])
def test_a_disk_that_becomes_full_is_left_for_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, room: int
) -> None:
    class Full:
        """A file that takes so many bytes, and some of what comes then."""

        def __init__(self, file: Any) -> None:
            self.file, self.left = file, room

        def write(self, content: bytes) -> int:
            if not self.left:
                raise OSError(28, "No space left on device")
            taken: int = self.file.write(content[: self.left])
            self.left -= taken
            return taken

        def __getattr__(self, name: str) -> Any:
            return getattr(self.file, name)

    monkeypatch.setattr(spools, "_BUFFER", 50)
    make: Any = tempfile.TemporaryFile
    monkeypatch.setattr("tempfile.TemporaryFile", lambda **how: Full(make(**how)))
    holds_all(written(tmp_path))
