"""Rows that are stored in a file, as a sequence: each is read when somebody looks at it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, overload

from mock_server.world import Row

if TYPE_CHECKING:
    from mock_server.stored.files import StoredFile


class StoredRows(Sequence[Row]):
    """The rows of a list, in the order of the file: by scope, and in a scope in the default order."""

    def __init__(self, file: StoredFile) -> None:
        self.file = file
        self._count: int = file.described["count"]
        self._items, self._item_starts = file.content("items"), file.numbers("items.starts")
        self._has_hidden = file.has("hidden")

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int, /) -> Row: ...
    @overload
    def __getitem__(self, index: slice, /) -> tuple[Row, ...]: ...
    def __getitem__(self, index: int | slice, /) -> Row | tuple[Row, ...]:
        if isinstance(index, slice):
            return tuple(self[at] for at in range(*index.indices(self._count)))
        at = range(self._count)[index]
        begin, end = self._item_starts[at : at + 2].tolist()
        item = json.loads(bytes(self._items[begin : end - 1]))
        if not self._has_hidden:
            return Row(item=item)
        begin, end = self.file.numbers("hidden.starts")[at : at + 2].tolist()
        return Row(
            item=item, hidden=MappingProxyType(json.loads(bytes(self.file.content("hidden")[begin:end])))
        )

    def __iter__(self) -> Iterator[Row]:
        return (self[at] for at in range(self._count))

    def samples(self) -> Iterator[Row]:
        """The first row of each scope."""
        return (self[at] for at in self.file.numbers("scopes")[:, -2].tolist())
