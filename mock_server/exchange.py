"""What passes between the shell and the engine: a request, a reply, and the reason of a refusal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from listproof.contract import Json
from mock_server.world import Caller


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request as the engine sees it: routed to an operation, its caller admitted by the shell.

    `query` are the pairs as sent, decoded, in order. `path` and `headers` by parameter name, the
    headers' in lower case.
    """

    caller: Caller | None
    query: tuple[tuple[str, str], ...] = ()
    path: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    prefer: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    origin: str = ""
    """The scheme and host that were asked (RFC 6454, 6.2), for links that are whole URLs."""
    now: float = 0.0
    """The time in seconds since 1970: tokens that lead to pages expire."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A reply: status, media type, body bytes and further headers."""

    status: int
    body: bytes
    media_type: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()


class Refused(Exception):  # noqa: N818 - it names what happened to the request
    """The request is refused: the situation (`bad_page`, `unauthenticated` ...) and why, for the body.

    `status` is given where something other than the contract's errors decides it (a scope's `unknown`).
    `details` name each parameter and what it must be.
    """

    def __init__(
        self,
        situation: str,
        message: str,
        *,
        details: tuple[str, ...] = (),
        status: int | None = None,
        headers: tuple[tuple[str, str], ...] = (),
        extra: Mapping[str, Json] | None = None,
    ) -> None:
        super().__init__(message)
        self.situation = situation
        self.message = message
        self.details = details
        self.status = status
        self.headers = headers
        self.extra = extra or {}
