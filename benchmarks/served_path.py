"""The served path alone, without a server: what an application does between a request and its reply.

    python -m benchmarks.served_path

For tools that count instructions. It says `ready` on stdout, takes lines like `page 200` on stdin, asks that
application so many times, and says `done`. Applications: `page`, the mock with a filtered page; `slowed`, the
same that writes its header lines anew for each request; `reference`, a fixed amount of the same kinds of
work, to which a count can be compared on any machine.
"""

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import Coroutine
from typing import Any, Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_ROWS_OF_A_PAGE: Final = 50
_HEADERS: Final = (("X-Total-Count", "100"), ("Link", "</things>; rel=first"), ("Allow", "GET"))


def request(path: str, query: str, credentials: tuple[bytes, bytes]) -> dict[str, Any]:
    """A request as uvicorn hands it over, with some of a browser's usual headers."""
    usual = ((b"host", b"127.0.0.1:8080"), (b"accept", b"application/json"), (b"accept-encoding", b"gzip"))
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "server": ("127.0.0.1", 8080),
        "client": ("127.0.0.1", 50_000),
        "scheme": "http",
        "root_path": "",
        "headers": [*usual, credentials],
        "state": {},
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
    }


def mock() -> tuple[ASGIApp, dict[str, Any]]:
    """The mock of a list, and a filtered page of it."""
    from benchmarks.served import KINDS, ROWS, asked_of, contract_of
    from mock_server.app import build_app
    from mock_server.generating.generate import generate_world

    target = asked_of(KINDS[0], "", 0)
    path, _, query = target.url.partition("?")
    ((name, value),) = target.headers.items()
    contract = contract_of(KINDS[0].spec)
    app = build_app([(contract, generate_world(contract, rows=ROWS, seed=0))])
    return app, request(path, query, (name.lower().encode(), value.encode()))


def reference() -> tuple[ASGIApp, dict[str, Any]]:
    """An application of fixed work: a lookup by all of the request, a page of its rows, two messages."""
    pieces = [b'{"number":%d,"text":"%s"}' % (number, b"x" * 280) for number in range(2 * _ROWS_OF_A_PAGE)]
    known: dict[Any, list[int]] = {}

    async def app(scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG001 - ASGI
        lines = tuple([line for line in scope["headers"] if line[0] in (b"host", b"authorization")])
        key = (scope["method"], scope["path"], scope["query_string"], lines)
        places = known.setdefault(key, list(range(0, 2 * _ROWS_OF_A_PAGE, 2)))
        body = b"".join((b"[", b",".join([pieces[at] for at in places]), b"]"))
        headers = [(b"content-length", b"%d" % len(body)), (b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return app, request("/things", "limit=50&status=completed", (b"authorization", b"Bearer secret"))


def ask(app: ASGIApp, scope: dict[str, Any]) -> int:
    """Ask once, without an event loop, since a known request waits for nothing; the bytes of its body."""
    size = 0

    async def send(message: Message) -> None:
        nonlocal size
        size += len(message.get("body", b""))

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    coroutine: Coroutine[Any, Any, None] = app(dict(scope), receive, send)  # type: ignore[assignment]
    try:
        coroutine.send(None)
    except StopIteration:
        return size
    coroutine.close()
    raise RuntimeError("the application waited for something")


def slowed(app: ASGIApp) -> ASGIApp:
    """The application with some work more, which nobody needs."""
    from mock_server.exchange import Reply
    from mock_server.wire import header_lines

    common = ((b"cache-control", b"no-store"), (b"access-control-allow-origin", b"*"))
    reply = Reply(status=200, body=b"[]", headers=_HEADERS)

    async def slower(scope: Scope, receive: Receive, send: Send) -> None:
        header_lines(reply, common)
        await app(scope, receive, send)

    return slower


def settled(app: ASGIApp, scope: dict[str, Any]) -> None:
    """Ask until nothing is decided anew, and the interpreter has specialised its bytecode (PEP 659)."""

    async def discard(_: Message) -> None: ...

    async def nothing() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    for _ in range(3):  # Connexion decides, then its decisions answer, then the request is known
        asyncio.run(app(dict(scope), nothing, discard))  # type: ignore[arg-type]
    for _ in range(100):
        ask(app, scope)


def main() -> None:
    """Ask as stdin says."""
    served, scope = mock()
    applications = {"page": (served, scope), "slowed": (slowed(served), scope), "reference": reference()}
    for each in applications.values():
        settled(*each)
    gc.collect()
    gc.disable()
    print("ready", flush=True)
    for line in sys.stdin:
        name, count = line.split()
        app, asked = applications[name]
        for _ in range(int(count)):
            ask(app, asked)
        print("done", flush=True)


if __name__ == "__main__":
    main()
