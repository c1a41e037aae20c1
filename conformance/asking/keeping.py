"""Keeping rows: the same row comes on many pages, and is held once."""

from __future__ import annotations

from hashlib import blake2b
from typing import Final

import orjson

from conformance.evidence import Exchange
from listproof.contract import Json, Operation, look

_MOST: Final = 50_000
"""As many rows as are known at one time; of a longer list, the next ones begin anew."""


class Rows:
    """The rows of one list, by their text: equal rows are one value, whatever page they came on.

    That holds the memory of a run to that of the list, and lets whoever looks at a row again know it.
    """

    def __init__(self, operation: Operation) -> None:
        self._at = operation.listing.items
        self._known: dict[bytes, Json] = {}

    def keep(self, exchange: Exchange) -> Exchange:
        """The answer, its rows put in the place of those that are equal. Nobody else may know it yet."""
        if self._at.where == "body" and isinstance(exchange.json, (dict, list)):
            items = look(exchange.json, self._at.pointer or ())
            if isinstance(items, list):
                items[:] = map(self._same, items)
        return exchange

    def _same(self, row: Json) -> Json:
        if not isinstance(row, (dict, list)):
            return row
        try:
            text = orjson.dumps(row)  # 1 and 1.0 are two texts, and so are two orders of members
        except (TypeError, RecursionError):
            return row
        if len(self._known) >= _MOST:
            self._known.clear()
        return self._known.setdefault(blake2b(text, digest_size=16).digest(), row)
