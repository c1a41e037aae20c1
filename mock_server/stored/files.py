"""The file that rows are stored in: a header, then sections of bytes and numbers, mapped into memory to read.

    0     magic, version, the header's length and its checksum
    32    the header, JSON: what the rows are made of, a description, and a line for each section
    4096  the sections, each at a multiple of 64 (later where the header is longer)

A file is written under another name and then renamed, so that whoever opens it finds a whole one. Opening
checks the size of the file, the header, and all sections of numbers; sections of bytes, of which pages are
read when they are served, are as long as the header says. Nothing in it is code: it is not pickled.
"""

from __future__ import annotations

import contextlib
import json
import mmap
import os
import struct
import sys
import tempfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any, Final, Protocol

import numpy as np
import numpy.typing as npt

MAGIC: Final = b"LISTROWS"
VERSION: Final = 1
SUFFIX: Final = ".rows"

_FIRST: Final = struct.Struct("<8sIIQII")
"""Magic, version, byte order, length of the header, its checksum, nothing."""
_ORDER: Final = 1 if sys.byteorder == "little" else 2
_ROOM: Final = 4096
_ALIGNED: Final = 64
_PIECE: Final = 1 << 20


class UnfitFile(Exception):  # noqa: N818 - it names what the file is
    """A file that holds no rows, or not those that are wanted; its text says why."""


class _Target(Protocol):
    def write(self, content: bytes, /) -> object: ...
    def seek(self, offset: int, /) -> object: ...


class Writer:
    """Writes sections one after the other, and the header at the end."""

    def __init__(self, target: _Target) -> None:
        self._target = target
        self._sections: dict[str, dict[str, Any]] = {}
        self._at = 0
        self._room = 0

    def begin(self, header_room: int = _ROOM) -> None:
        """Leave room for the header."""
        self._room = header_room
        self._skip_to(header_room)

    def _skip_to(self, place: int) -> None:
        while self._at < place:
            step = min(_PIECE, place - self._at)
            self._target.write(bytes(step))
            self._at += step

    def put(self, name: str, pieces: Iterable[bytes]) -> None:
        """A section of bytes."""
        self._align()
        begin = self._at
        for piece in pieces:
            self._target.write(piece)
            self._at += len(piece)
        self._sections[name] = {"at": begin, "size": self._at - begin}

    def put_numbers(self, name: str, numbers: npt.NDArray[Any]) -> None:
        """A section of numbers, which has a checksum."""
        raw = np.ascontiguousarray(numbers)
        view = memoryview(raw.view(np.uint8).reshape(-1).data) if raw.size else memoryview(b"")
        self._align()
        begin, checksum = self._at, 0
        for offset in range(0, len(view), _PIECE):
            piece = view[offset : offset + _PIECE]
            checksum = zlib.crc32(piece, checksum)
            self._target.write(piece.tobytes())
        self._at += len(view)
        self._sections[name] = {"at": begin, "size": len(view), "type": raw.dtype.str, "sum": checksum}
        if raw.ndim > 1:
            self._sections[name]["across"] = raw.shape[1]

    def _align(self) -> None:
        self._skip_to(-(-self._at // _ALIGNED) * _ALIGNED)

    def end(self, identity: str, described: Mapping[str, Any]) -> None:
        """Write the header; raises ValueError where there is no room for it."""
        header = {"identity": identity, "size": self._at, "sections": self._sections, "rows": described}
        text = json.dumps(header, separators=(",", ":")).encode()
        if _FIRST.size + len(text) > self._room:
            raise ValueError(f"the header takes {len(text)} bytes, and there is room for {self._room}")
        self._target.seek(0)
        self._target.write(_FIRST.pack(MAGIC, VERSION, _ORDER, len(text), zlib.crc32(text), 0) + text)


class StoredFile:
    """A file of rows, mapped: what the header describes, and its sections."""

    def __init__(self, content: mmap.mmap | bytearray, header: Mapping[str, Any]) -> None:
        self._content = content
        self._sections: Mapping[str, Mapping[str, Any]] = header["sections"]
        self.identity: str = header["identity"]
        self.described: Mapping[str, Any] = header["rows"]

    def has(self, name: str) -> bool:
        """Whether there is such a section."""
        return name in self._sections

    def content(self, name: str) -> memoryview:
        """A section of bytes."""
        section = self._sections[name]
        return memoryview(self._content)[section["at"] : section["at"] + section["size"]]

    def place(self, name: str) -> tuple[mmap.mmap | bytearray, int]:
        """The whole file, which is the fastest to slice, and where in it the section begins."""
        return self._content, self._sections[name]["at"]

    def numbers(self, name: str) -> npt.NDArray[Any]:
        """A section of numbers, which can't be changed."""
        section = self._sections[name]
        kind = np.dtype(section["type"])
        count = section["size"] // kind.itemsize
        found = np.frombuffer(self._content, dtype=kind, count=count, offset=section["at"])
        found.flags.writeable = False
        return found.reshape(-1, section["across"]) if "across" in section else found


def open_file(path: Path, identity: str) -> StoredFile:
    """The rows in the file; raises UnfitFile for one that is cut short, spoilt, of another version or list.

    Raises OSError where there is none, or none that can be read.
    """
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        header = _header(file, size)
        if header["identity"] != identity:
            raise UnfitFile("it holds other rows")
        _check_sums(file, header["sections"])
        content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    with contextlib.suppress(OSError):  # that it was used can be seen, so that it is not cleared away
        os.utime(path)
    return StoredFile(content, header)


def _header(file: IO[bytes], size: int) -> Mapping[str, Any]:
    first = file.read(_FIRST.size)
    if len(first) < _FIRST.size or first[:8] != MAGIC:
        raise UnfitFile("it is no file of rows" if first else "it is empty")
    _, version, order, length, checksum, _ = _FIRST.unpack(first)
    if version != VERSION or order != _ORDER:
        raise UnfitFile(f"it is of version {version}, and this is {VERSION}" if version != VERSION else
                        "it was written on a machine with another order of bytes")  # fmt: skip
    text = file.read(length) if length <= size else b""
    if len(text) < length or zlib.crc32(text) != checksum:
        raise UnfitFile("its header is spoilt")
    header: Mapping[str, Any] = json.loads(text)
    if header["size"] != size:
        raise UnfitFile(f"it has {size} bytes of {header['size']}")
    return header


def _check_sums(file: IO[bytes], sections: Mapping[str, Mapping[str, Any]]) -> None:
    """Hold that the numbers are those that were written: a wrong one would lead out of the file."""
    for name, section in sections.items():
        if "sum" not in section:
            continue
        file.seek(section["at"])
        left, checksum = section["size"], 0
        while left and (piece := file.read(min(_PIECE, left))):
            checksum = zlib.crc32(piece, checksum)
            left -= len(piece)
        if left or checksum != section["sum"]:
            raise UnfitFile(f"its section {name} is spoilt")


@contextlib.contextmanager
def new_file(path: Path) -> Iterator[IO[bytes]]:
    """A file to write that is at this path when the block has ended, and nowhere when it has failed."""
    handle, name = tempfile.mkstemp(prefix=f".{path.stem[:20]}-", suffix=".part", dir=path.parent)
    part = Path(name)
    try:
        with os.fdopen(handle, "wb", buffering=_PIECE) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


class InMemory:
    """What is written, where there is no place on disk for it."""

    def __init__(self) -> None:
        self._held = bytearray()
        self._at = 0

    def write(self, content: bytes, /) -> None:
        """Write at the place where the last one ended."""
        end = self._at + len(content)
        self._held[self._at : end] = content
        self._at = end

    def seek(self, offset: int, /) -> None:
        """Go on writing there."""
        self._at = offset

    def file(self) -> StoredFile:
        """What was written, as if it had been a file."""
        _, _, _, length, _, _ = _FIRST.unpack_from(self._held)
        header = json.loads(bytes(self._held[_FIRST.size : _FIRST.size + length]))
        return StoredFile(self._held, header)
