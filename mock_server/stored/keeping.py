"""Where the rows of a list are kept: few of them as they are, many in a file that is mapped into memory.

The file stands in a folder of the user's, so that the same rows need not be made again the next time. Where
it can't be written or can't be used, the rows are made anew, with one warning.
"""

from __future__ import annotations

import contextlib
import logging
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

from listproof.contract import Operation
from mock_server.world import Row, RowStream

if TYPE_CHECKING:
    from mock_server.stored.building import Builder
    from mock_server.stored.rows import StoredRows

log = logging.getLogger("mock_server")

MANY: Final = 20_000
"""Rows from which on they are stored in a file."""
_UNUSED_FOR: Final = 30 * 86_400
"""Seconds after which a file that nobody has used is cleared away."""

Keep = Callable[[Operation, RowStream], Sequence[Row]]
"""Goes through the rows of a list and keeps them; raises what the stream raises."""

Watch = Callable[[str, int], AbstractContextManager[Callable[[int], None]]]
"""Shows that something long is done: what it is, and how many steps it has at most; then each number of
steps that was made."""


@contextlib.contextmanager
def unwatched(what: str, steps: int) -> Iterator[Callable[[int], None]]:  # noqa: ARG001 - nobody looks
    """Shows nothing."""
    yield lambda _: None


class Keeper:
    """Keeps rows; those that are many in `folder`, or in memory where there is none."""

    def __init__(self, folder: Path | None = None, *, watch: Watch = unwatched, many: int = MANY) -> None:
        self.folder = folder
        self.watch = watch
        self.many = many
        self._warned = False

    def __call__(self, operation: Operation, stream: RowStream) -> Sequence[Row]:
        """The rows of the operation, kept."""
        if stream.most < self.many:
            return tuple(stream.rows())
        found = self.found(operation, stream.source)
        return found if found is not None else self.made(operation, stream)

    def found(self, operation: Operation, source: tuple[object, ...]) -> StoredRows | None:
        """The rows of this source, if they are stored already."""
        if self.folder is None:
            return None
        from mock_server.stored.files import UnfitFile, open_file
        from mock_server.stored.identity import identity_of
        from mock_server.stored.rows import StoredRows

        identity = identity_of(operation, source)
        path = self._path(identity)
        try:
            return StoredRows(open_file(path, identity))
        except FileNotFoundError:
            return None
        except (UnfitFile, OSError, ValueError, KeyError) as error:
            reason = getattr(error, "strerror", None) or error
            self._warn(f"{path} can't be used, and is made anew: {reason}")
            return None

    def made(self, operation: Operation, stream: RowStream) -> Sequence[Row]:
        """The rows, gone through now: as they are where they turn out to be few."""
        rows = stream.rows()
        with self.watch(operation.id, stream.most) as told:
            first = tuple(islice(rows, self.many))
            if len(first) < self.many:
                return first
            from mock_server.stored.building import Builder

            folder = self._writable()
            builder = Builder(operation, folder)
            with contextlib.closing(builder):
                builder.take(chain(first, rows), told)
                for _ in builder.settle():
                    pass
                return self.written(operation, stream.source, builder)

    def builder(self, operation: Operation) -> Builder:
        """What takes the rows of a list that turned out to be many; to be closed."""
        from mock_server.stored.building import Builder

        return Builder(operation, self._writable())

    def written(self, operation: Operation, source: tuple[object, ...], builder: Builder) -> StoredRows:
        """The rows that were taken and settled: in a file, or in memory where none can be written."""
        from mock_server.stored.files import InMemory, Writer, new_file, open_file
        from mock_server.stored.identity import identity_of
        from mock_server.stored.rows import StoredRows

        identity = identity_of(operation, source)
        if self._writable() is not None:
            path = self._path(identity)
            try:
                with new_file(path) as file:
                    builder.write(Writer(file), identity)
                self._clear()
                return StoredRows(open_file(path, identity))
            except OSError as error:
                self._warn(f"{path} can't be written, so its rows are made anew each time: {error.strerror}")
        held = InMemory()
        builder.write(Writer(held), identity)
        return StoredRows(held.file())

    def _path(self, identity: str) -> Path:
        from mock_server.stored.files import SUFFIX

        assert self.folder is not None
        return self.folder / (identity + SUFFIX)

    def _writable(self) -> Path | None:
        """The folder, made where it isn't there yet; None where nothing can be written in it."""
        if self.folder is None:
            return None
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            self._warn(f"{self.folder} can't be made, so that rows are made anew each time: {error.strerror}")
            return None
        if not os.access(self.folder, os.W_OK | os.X_OK):
            self._warn(f"{self.folder} can't be written, so rows are made anew each time")
            return None
        return self.folder

    def _clear(self) -> None:
        """Clear away what nobody has used for long."""
        from mock_server.stored.files import SUFFIX

        assert self.folder is not None
        for path in self.folder.iterdir():
            if path.suffix not in (SUFFIX, ".part"):
                continue
            with contextlib.suppress(OSError):
                if time.time() - path.stat().st_mtime > _UNUSED_FOR:
                    path.unlink()

    def _warn(self, text: str) -> None:
        if not self._warned:
            self._warned = True
            log.warning("%s", text)
