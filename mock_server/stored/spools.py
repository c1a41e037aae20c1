"""Bytes that are written one after the other and read again later: on disk where there is room, else here."""

from __future__ import annotations

import contextlib
import mmap
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import IO, Final

_BUFFER: Final = 1 << 16


class Spool:
    """Bytes in the making; in memory where `folder` is None, or from when the disk takes no more."""

    def __init__(self, folder: Path | None) -> None:
        self._file: IO[bytes] | None = None
        if folder is not None:
            with contextlib.suppress(OSError):
                # Without a buffer of its own: what the disk has not taken is still held here.
                self._file = tempfile.TemporaryFile(dir=folder, buffering=0)  # noqa: SIM115 - see close
        self._held = bytearray()
        self._on_disk = 0

    @property
    def size(self) -> int:
        """How many bytes were written."""
        return self._on_disk + len(self._held)

    def write(self, content: bytes) -> None:
        """Add the content at the end."""
        self._held += content
        if self._file is not None and len(self._held) >= _BUFFER:
            self._flush()

    def _flush(self) -> None:
        if self._file is None:
            return
        try:
            while self._held:
                taken = self._file.write(self._held)
                self._on_disk += taken
                del self._held[:taken]
        except OSError:  # a full disk
            self._file.seek(0)
            self._held = bytearray(self._file.read(self._on_disk)) + self._held
            self._file.close()
            self._file, self._on_disk = None, 0

    def read(self) -> mmap.mmap | bytearray:
        """All that was written, to look into anywhere; nothing more is written after that."""
        self._flush()
        if self._file is None or not self._on_disk:
            return self._held
        return mmap.mmap(self._file.fileno(), self._on_disk, access=mmap.ACCESS_READ)

    def reader(self) -> Callable[[int, int], bytes]:
        """Gives the bytes from one place up to another. A map would hold in memory whatever was looked at."""
        self._flush()
        if self._file is None or not hasattr(os, "pread"):
            held = self.read()
            return lambda begin, end: bytes(held[begin:end])
        file, read = self._file.fileno(), os.pread
        return lambda begin, end: read(file, end - begin, begin)

    def close(self) -> None:
        """Let go of the bytes; what was handed out by `read` stays as long as somebody holds it."""
        self._held = bytearray()
        if self._file is not None:
            self._file.close()
