"""Replies that are ready but for the rows of a page: status, header lines and body as a server sends them."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from typing import NamedTuple, Protocol

from starlette.types import Send

from mock_server.engine.answer import Prepared
from mock_server.engine.shelf import Positions
from mock_server.exchange import Reply
from mock_server.wire import CommonHeaders, Line, header_lines

Sendable = tuple[int, list[Line], bytes]
"""A status, header lines and a body."""


class Ready(Protocol):
    """What answers each request that is like the one it was made for."""

    def sendable(self) -> Sendable:
        """The reply, which its receiver may change."""


class Fixed(NamedTuple):
    """The same reply each time: a refusal."""

    status: int
    lines: tuple[Line, ...]
    body: bytes

    def sendable(self) -> Sendable:
        """The reply."""
        return self.status, list(self.lines), self.body


class Page(NamedTuple):
    """A page, whose rows are written each time."""

    write: Callable[[], bytes]
    """Writes the rows."""
    before: bytes
    after: bytes
    status: int
    lines: tuple[Line, ...]
    """All but Content-Length."""
    is_head: bool
    held: int
    """How many places of rows it holds on to."""

    def sendable(self) -> Sendable:
        """The reply."""
        body = b"".join((self.before, self.write(), self.after))
        lines = [(b"content-length", b"%d" % len(body)), *self.lines]
        return self.status, lines, b"" if self.is_head else body


class Asked(NamedTuple):
    """What was read of a request and is answered anew each time, since the clock is asked as well."""

    answer: Callable[[], Reply]
    common: CommonHeaders
    is_head: bool

    def sendable(self) -> Sendable:
        """The reply."""
        reply = self.answer()
        return reply.status, header_lines(reply, self.common), b"" if self.is_head else reply.body


def fixed(reply: Reply, common: CommonHeaders, *, is_head: bool) -> Fixed:
    """The reply, with its header lines written."""
    return Fixed(reply.status, tuple(header_lines(reply, common)), b"" if is_head else reply.body)


def page(prepared: Prepared, common: CommonHeaders, *, is_head: bool) -> Page:
    """The page, with its header lines written."""
    frame = prepared.frame
    status, media_type = frame.status, frame.media_type
    reply = Reply(status=status, body=b"[]", media_type=media_type, headers=frame.headers)
    lines = (line for line in header_lines(reply, common) if line[0] != b"content-length")
    positions = prepared.positions
    return Page(
        write=prepared.table.writer(_by_themselves(positions)),
        before=frame.before,
        after=frame.after,
        status=status,
        lines=tuple(lines),
        is_head=is_head,
        held=0 if isinstance(positions, range) else len(positions),
    )


def _by_themselves(positions: Positions) -> Positions:
    """The same positions; of a numpy array's slice a copy, which doesn't hold on to the whole array."""
    if isinstance(positions, (range, array)):
        return positions
    return positions.copy()


async def send_ready(send: Send, sendable: Sendable) -> None:
    """Send what is ready."""
    status, lines, body = sendable
    await send({"type": "http.response.start", "status": status, "headers": lines})
    await send({"type": "http.response.body", "body": body})
