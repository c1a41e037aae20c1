"""The items' JSON, written once at the start: a page's body is a join of what is there already."""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Sequence
from typing import Final, Protocol

import orjson

from listproof.contract import Json
from mock_server.engine.shelf import Positions
from mock_server.world import Row

_MOST_IN_PIECES: Final = 100_000
"""Rows up to which each is a value of its own: found faster, and some 40 bytes larger."""


class Bodies(Protocol):
    """The JSON of every row, by its position."""

    def joined(self, positions: Positions) -> bytes:
        """The items at these positions, with commas between them."""


def written_once(rows: Sequence[Row]) -> Bodies:
    """The JSON of these rows, kept as suits their number."""
    items = (json_of(row.item) for row in rows)
    return InPieces(items) if len(rows) <= _MOST_IN_PIECES else InOnePiece(items)


class InPieces:
    """Every row's JSON by itself."""

    def __init__(self, items: Iterable[bytes]) -> None:
        self._pieces = list(items)

    def joined(self, positions: Positions) -> bytes:
        """The items at these positions, with commas between them."""
        pieces = self._pieces
        if isinstance(positions, range):
            return b",".join(pieces[positions.start : positions.stop])
        return b",".join([pieces[at] for at in positions])


class InOnePiece:
    """Every row's JSON in one value, a comma after each, and where each begins; the end closes the list."""

    def __init__(self, items: Iterable[bytes]) -> None:
        whole = bytearray()
        starts = array("Q", [0])
        for item in items:
            whole += item
            whole += b","
            starts.append(len(whole))
        self._whole, self._starts = bytes(whole), starts

    def joined(self, positions: Positions) -> bytes:
        """The items at these positions, with commas between them."""
        starts, whole = self._starts, self._whole
        if isinstance(positions, range):
            return whole[starts[positions.start] : starts[positions.stop] - 1] if positions else b""
        return b"".join([whole[starts[at] : starts[at + 1]] for at in positions])[:-1]


def json_of(item: Json) -> bytes:
    """An item as it is served."""
    try:
        # A copy: what orjson hands out holds on to all that it had reserved, some 8 KB.
        return bytes(bytearray(orjson.dumps(item)))
    except TypeError:  # a whole number beyond 64 bits, which orjson doesn't write and JSON has
        return json.dumps(item, ensure_ascii=False, separators=(",", ":")).encode()
