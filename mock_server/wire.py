"""Between ASGI and the engine: what was sent, decoded once, and a reply, encoded once.

Nothing here refuses a request: bytes that are no text are replaced (U+FFFD), so that a value which
cannot be meant selects nothing instead of breaking something.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from urllib.parse import unquote

from starlette.types import Message, Scope, Send

from mock_server.exchange import Reply

RawHeaders = Iterable[tuple[bytes, bytes]]
"""Header lines as ASGI has them: names in lower case, in the order sent."""

Pairs = tuple[tuple[str, str], ...]

Line = tuple[bytes, bytes]
"""A header line: its name in lower case, and its value."""

CommonHeaders = tuple[Line, ...]
"""Header lines of every reply."""

_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(:[0-9]{1,5})?")
_FORBIDDEN_IN_A_FIELD = re.compile(r"[\r\n\0]")
_CHARSET_IN_TYPE = re.compile(r"^text/")
_SLASH = re.compile(b"%2f", re.IGNORECASE)
_SENT_SLASH, _SENT_BREAK = "\ufffe", "\uffff"
"""Noncharacters, which no path has: they stand for what the router's patterns would take otherwise, a slash
that was sent as %2F and a line break."""


def query_pairs(query_string: bytes) -> Pairs:
    """The pairs of a query string, decoded, in the order sent (WHATWG URL, 5.1); `a` alone is `a=`."""
    if not query_string:
        return ()
    text = query_string.decode("utf-8", "replace")
    encoded = "%" in text or "+" in text
    pairs = (part.partition("=") for part in text.split("&") if part)
    if not encoded:
        return tuple((name, value) for name, _, value in pairs)
    return tuple((_decoded(name), _decoded(value)) for name, _, value in pairs)


def _decoded(text: str) -> str:
    return unquote(text.replace("+", " "), errors="replace")


def header_values(headers: RawHeaders, name: bytes) -> list[bytes]:
    """The values of every line of this name, as sent."""
    return [value for key, value in headers if key == name]


def header_text(headers: RawHeaders, name: bytes) -> str | None:
    """The value of a header, its lines joined as RFC 9110, 5.3 has it; None where none was sent."""
    values = header_values(headers, name)
    if not values:
        return None
    joined = b", ".join(values)
    try:
        return joined.decode("utf-8")
    except UnicodeDecodeError:
        return joined.decode("latin-1")


def preferences(headers: RawHeaders) -> Mapping[str, str]:
    """The preferences of `Prefer` by name; of two of one name the first counts (RFC 7240, 2)."""
    found: dict[str, str] = {}
    for part in (header_text(headers, b"prefer") or "").split(","):
        name, _, value = part.partition(";")[0].partition("=")
        if name.strip():
            found.setdefault(name.strip().lower(), value.strip().strip('"'))
    return found


def requested_origin(scope: Scope) -> str:
    """The scheme and host that the client asked, as a URL begins; `localhost` for a Host that is none."""
    host = header_text(scope["headers"], b"host") or ""
    return f"{scope.get('scheme', 'http')}://{host if _HOST.fullmatch(host) else 'localhost'}"


def has_body(headers: RawHeaders) -> bool:
    """True where the request announces a body of at least one byte (RFC 9112, 6)."""
    return any(
        key == b"transfer-encoding" or (key == b"content-length" and value.strip(b" 0") != b"")
        for key, value in headers
    )


def routable_path(scope: Scope) -> str:
    """The path to route by: a slash that was sent as %2F, or a line break, is part of its segment.

    RFC 3986, 2.2 tells %2F from a slash. Of a line break the router's `.` and `$` think otherwise.
    """
    path: str = scope["path"]
    raw: bytes = scope.get("raw_path") or b""
    if b"%" in raw and _SLASH.search(raw):
        path = unquote(_SLASH.sub(_SENT_SLASH.encode(), raw.partition(b"?")[0]).decode("utf-8", "replace"))
    return path.replace("\n", _SENT_BREAK)


def path_value(text: str) -> str:
    """What a path, or a part of it, was meant to be, its own slashes and line breaks restored."""
    return text.replace(_SENT_SLASH, "/").replace(_SENT_BREAK, "\n")


def header_lines(reply: Reply, common: CommonHeaders) -> list[Line]:
    """The header of a reply as it is sent."""
    lines = [(b"content-length", str(len(reply.body)).encode())] if reply.status != 204 else []
    if reply.body:
        charset = "; charset=utf-8" if _CHARSET_IN_TYPE.match(reply.media_type) else ""
        lines.append((b"content-type", (reply.media_type + charset).encode("latin-1")))
    lines.extend(common)
    for name, value in reply.headers:
        clean = _FORBIDDEN_IN_A_FIELD.sub(" ", value).encode("latin-1", "replace")
        lines.append((name.lower().encode("latin-1"), clean))
    return lines


async def send_reply(send: Send, reply: Reply, *, head: bool = False, common: CommonHeaders = ()) -> None:
    """Send a reply; to HEAD the same header, Content-Length included, without the body (RFC 9110, 9.3.2)."""
    start: Message = {
        "type": "http.response.start",
        "status": reply.status,
        "headers": header_lines(reply, common),
    }
    await send(start)
    await send({"type": "http.response.body", "body": b"" if head else reply.body})
