"""Bytes that are written one after the other and read again later: on disk where there is room, else here."""

from __future__ import annotations

import mmap
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import IO, Final

_BUFFER: Final = 1 << 16


class Spool:
    """Bytes in the making; `folder` None keeps them in memory."""

    def __init__(self, folder: Path | None) -> None:
        self._file: IO[bytes] | None = None
        if folder is not None:
            self._file = tempfile.TemporaryFile(dir=folder, buffering=_BUFFER)  # noqa: SIM115 - see close
        self._held = bytearray()
        self.size = 0

    def write(self, content: bytes) -> None:
        """Add the content at the end."""
        self.size += len(content)
        if self._file is None:
            self._held += content
        else:
            self._file.write(content)

    def read(self) -> mmap.mmap | bytearray:
        """All that was written, to look into anywhere; nothing more is written after that."""
        if self._file is None or not self.size:
            return self._held
        self._file.flush()
        return mmap.mmap(self._file.fileno(), self.size, access=mmap.ACCESS_READ)

    def reader(self) -> Callable[[int, int], bytes]:
        """Gives the bytes from one place up to another. A map would hold in memory whatever was looked at."""
        if self._file is None or not hasattr(os, "pread"):
            held = self.read()
            return lambda begin, end: bytes(held[begin:end])
        self._file.flush()
        file, read = self._file.fileno(), os.pread
        return lambda begin, end: read(file, end - begin, begin)

    def close(self) -> None:
        """Let go of the bytes; what was handed out by `read` stays as long as somebody holds it."""
        self._held = bytearray()
        if self._file is not None:
            self._file.close()
