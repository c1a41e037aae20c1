"""Places in a list that a client can't count to: tokens that are minted here, and ids of the last item.

A token says how many rows come before its page. It is signed, tied to the caller, the scope, the filters
and the order that it was given out for, and it expires; the size may change from page to page. Nothing is
kept between requests, so that any replica reads what another has minted. The key is no secret: it only
keeps clients from making tokens up.
"""

from __future__ import annotations

import base64
import binascii
import struct
from collections.abc import Hashable
from dataclasses import replace
from hashlib import blake2b
from typing import Final

from listproof.contract import Operation, Paging
from mock_server.engine.fields import last_item_of
from mock_server.engine.query import USUAL_NAME, Query
from mock_server.engine.schemas import types_of
from mock_server.engine.shelf import Positions
from mock_server.engine.tables import Selection
from mock_server.engine.windows import first_page
from mock_server.exchange import Refused
from mock_server.world import Caller

LIFETIME: Final = 3600
"""Seconds for which a token is good at least; it expires at most as long after that."""

_PAYLOAD: Final = struct.Struct(">QI")
_SIGNATURE: Final = 12


def served_paging(operation: Operation) -> Paging:
    """The paging that the mock serves: links whose parameter is a number lead by page."""
    paging = operation.mocked.page
    parameter = operation.parameters.get(paging.param or "")
    if paging.by == "link" and parameter is not None and types_of((parameter.schema,)) == {"integer"}:
        return replace(paging, by="page", first=paging.first or (first_page(replace(paging, by="page")),))
    return paging


class Cursors:
    """The tokens of one operation: minted for its pages, and read from its requests."""

    def __init__(self, operation: Operation) -> None:
        paging = operation.mocked.page
        self._name = paging.param or USUAL_NAME
        parameter = operation.parameters.get(paging.param or "")
        types = types_of((parameter.schema,)) if parameter is not None else frozenset()
        self._by_number = bool(types) and types <= {"integer", "number"}
        self._last_item = last_item_of(operation)
        self._key = blake2b(f"{operation.path} {operation.id}".encode(), digest_size=32).digest()

    def tie(self, caller: Caller | None, query: Query, scope: tuple[Hashable, ...]) -> bytes:
        """What a token of this query is tied to: all that decides which rows come, and in which order."""
        who = None if caller is None else caller.name
        return repr((who, scope, query.filters, query.order.fields)).encode("utf-8", "surrogatepass")

    def mint(self, skipped: int, tie: bytes, now: float) -> str:
        """The token of the page after so many rows; the same for an hour, so that a repeat repeats."""
        if self._by_number:
            return str(skipped)
        payload = _PAYLOAD.pack(skipped, int(now // LIFETIME) + 2)
        return base64.urlsafe_b64encode(payload + self._signed(payload, tie)).decode()

    def skipped(self, query: Query, tie: bytes, rows: Selection, found: Positions, now: float) -> int:
        """How many rows come before the page that is asked for. Raises Refused for a token that is none."""
        if not query.token:
            return 0
        if self._last_item is not None:
            return self._after(query.token, rows, found, query)
        if self._by_number:
            return self._number(query.token)
        return self._read(query.token, tie, now)

    def _read(self, token: str, tie: bytes, now: float) -> int:
        try:
            raw = base64.b64decode(token.encode("ascii"), altchars=b"-_", validate=True)
            payload, signature = raw[: _PAYLOAD.size], raw[_PAYLOAD.size :]
            skipped, hours = _PAYLOAD.unpack(payload)
        except (binascii.Error, struct.error, UnicodeEncodeError):
            raise self._refused("be a token that a page gave out") from None
        if signature != self._signed(payload, tie):
            raise self._refused("be a token of this very list: caller, filters and order as they were")
        if hours * LIFETIME <= now:
            raise self._refused("be a token that has not expired")
        return int(skipped)

    def _signed(self, payload: bytes, tie: bytes) -> bytes:
        return blake2b(payload + tie, key=self._key, digest_size=_SIGNATURE).digest()

    def _number(self, token: str) -> int:
        if not (token.isascii() and token.isdigit() and len(token) < 19):
            raise self._refused("be a number that a page gave out")
        return int(token)

    def _after(self, token: str, rows: Selection, found: Positions, query: Query) -> int:
        """The place after the row with this id, which must stand in the list as it is asked for."""
        place = rows.after(token, found, query.order.fields)
        if place is None:
            raise self._refused("be the id of an item of this very list")
        return place

    def _refused(self, wanted: str) -> Refused:
        name = self._name.rpartition(":")[2]
        return Refused("bad_token", f"{name} must {wanted}", details=(f"{name}: Must {wanted}",))
