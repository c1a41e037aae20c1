"""Cross-origin requests: any page may ask the mock anything, and read every header that matters.

Permissive on purpose: the mock is for the frontend that somebody writes on another port. No credentials
mode is needed for `*`, since the mock sets no cookies.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from listproof.contract import Contract, Operation
from mock_server.exchange import Reply
from mock_server.wire import RawHeaders, header_text

_ALWAYS_EXPOSED = ("Allow", "Link", "Preference-Applied", "Retry-After", "WWW-Authenticate")
_FIELD_NAMES = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+(\s*,\s*[A-Za-z0-9!#$%&'*+.^_`|~-]+)*")
_A_DAY = "86400"


def is_preflight(method: str, headers: RawHeaders) -> bool:
    """True for a browser's question whether it may ask (Fetch, 3.3.2: CORS-preflight request)."""
    if method != "OPTIONS":
        return False
    names = {name for name, _ in headers}
    return b"origin" in names and b"access-control-request-method" in names


def preflight(headers: RawHeaders) -> Reply:
    """The answer to a preflight: no credentials asked, every header that was asked for allowed.

    `Access-Control-Allow-Headers: *` would not cover Authorization, so what was asked for is repeated.
    """
    asked = header_text(headers, b"access-control-request-headers") or ""
    allowed = asked if _FIELD_NAMES.fullmatch(asked) else "Authorization, Content-Type, Prefer"
    return Reply(
        status=204,
        body=b"",
        headers=(
            ("Access-Control-Allow-Methods", "GET, HEAD"),
            ("Access-Control-Allow-Headers", allowed),
            ("Access-Control-Max-Age", _A_DAY),
        ),
    )


def common_headers(contracts: Iterable[Contract]) -> tuple[tuple[bytes, bytes], ...]:
    """The headers of every reply; those that a page may read are the same for all endpoints."""
    exposed = set(_ALWAYS_EXPOSED)
    for contract in contracts:
        for operation in contract.operations:
            exposed.update(_own_headers(operation))
    return (
        (b"cache-control", b"no-store"),
        (b"access-control-allow-origin", b"*"),
        (b"access-control-expose-headers", ", ".join(sorted(exposed)).encode("latin-1", "ignore")),
    )


def _own_headers(operation: Operation) -> Iterable[str]:
    for response in operation.responses.values():
        yield from response.headers
    for place in operation.mocked.meta.values():
        if place.where == "header":
            yield place.name
