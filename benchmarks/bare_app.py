"""The least that an ASGI application can do under the mock's server: the same bytes for every request.

    python -m benchmarks.bare_app FILE

The body stands in the file. What a page costs beyond this is the mock's; what this costs is the server's.
"""

from __future__ import annotations

import sys
from pathlib import Path

from starlette.types import ASGIApp, Receive, Scope, Send

from mock_server.serving import listen, serve


def bare(body: bytes) -> ASGIApp:
    """Answers all alike, with as many header lines as a page of the mock has."""
    start = {
        "type": "http.response.start",
        "status": 200,
        "headers": [
            (b"content-length", str(len(body)).encode()),
            (b"content-type", b"application/json"),
            (b"cache-control", b"no-store"),
            (b"access-control-allow-origin", b"*"),
            (
                b"access-control-expose-headers",
                b"Allow, Link, Preference-Applied, Retry-After, WWW-Authenticate",
            ),
        ],
    }
    rest = {"type": "http.response.body", "body": body}

    async def app(scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG001 - ASGI
        await send(start)
        await send(rest)

    return app


if __name__ == "__main__":
    with listen("127.0.0.1", 0) as listener:
        serve(bare(Path(sys.argv[1]).read_bytes()), listener)
