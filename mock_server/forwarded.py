"""Behind a proxy: the address that the client asked, as the proxy tells it.

Only where the mock was told that there is one, since anybody can send these headers. A proxy that appends
to what it was sent would let its clients choose the address too, as far as links to themselves go.
"""

from __future__ import annotations

import re
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from mock_server.wire import RawHeaders, header_text

_PAIR: Final = re.compile(
    r"""\s*([!#$%&'*+.^_`|~0-9A-Za-z-]+)=("(?:[^"\\]|\\.)*"|[^\s";,]*)\s*(?:;|$|(?=,))"""
)
_SCHEMES: Final = ("http", "https")


class BehindProxy:
    """Puts the scheme and host that the client asked in the place of those that the proxy asked."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            scope = _as_asked(scope)
        await self._app(scope, receive, send)


def _as_asked(scope: Scope) -> Scope:
    headers: list[tuple[bytes, bytes]] = scope["headers"]
    scheme, host = asked_of(headers)
    if scheme is not None:
        scope = {**scope, "scheme": scheme}
    if host is not None:
        others = [line for line in headers if line[0] != b"host"]
        scope = {**scope, "headers": [(b"host", host.encode("utf-8")), *others]}
    return scope


def asked_of(headers: RawHeaders) -> tuple[str | None, str | None]:
    """The scheme and the host that the client asked, None for what no proxy says.

    `Forwarded` (RFC 7239) goes before X-Forwarded-Proto and X-Forwarded-Host. Of several proxies the one
    that is nearest to the client counts, which stands first.
    """
    lines = list(headers)
    standard = header_text(lines, b"forwarded")
    if standard is not None:
        named = _first_element(standard)
        scheme, host = named.get("proto"), named.get("host")
    else:
        scheme = _first(header_text(lines, b"x-forwarded-proto"))
        host = _first(header_text(lines, b"x-forwarded-host"))
    scheme = scheme.lower() if scheme else None
    return scheme if scheme in _SCHEMES else None, host or None


def _first(values: str | None) -> str | None:
    return values.partition(",")[0].strip() if values else None


def _first_element(value: str) -> dict[str, str]:
    """The pairs of the first element (RFC 7239, 4), as far as they can be read."""
    found: dict[str, str] = {}
    place = 0
    while (pair := _PAIR.match(value, place)) is not None:
        text = pair[2]
        if text.startswith('"'):
            text = re.sub(r"\\(.)", r"\1", text[1:-1])
        found.setdefault(pair[1].lower(), text)
        place = pair.end()
        if place >= len(value) or value[place] == ",":
            break
    return found
