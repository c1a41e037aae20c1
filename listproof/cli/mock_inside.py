"""The mock asked without a port: requests go to the application inside this process."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, MutableMapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from listproof.pages.asking import Answer, Mock, Request, Visitor

if TYPE_CHECKING:
    from listproof.contract import Contract, Operation
    from mock_server.world import World

_Message = MutableMapping[str, Any]
_Receive = Callable[[], Awaitable[_Message]]
_Send = Callable[[_Message], Awaitable[None]]
_App = Callable[[_Message, _Receive, _Send], Awaitable[None]]
"""An application as ASGI 3 has it."""


@contextmanager
def asked(worlds: Sequence[tuple[Contract, World]]) -> Iterator[list[tuple[Contract, Operation, Mock]]]:
    """Every operation with its mock, which answers while the context lasts.

    Each contract has an application of its own, so that two may document the same path.
    """
    from mock_server.lean_imports import import_connexion

    import_connexion()
    from mock_server.app import build_app
    from mock_server.guide import required_values

    with asyncio.Runner() as runner:
        found = []
        for contract, world in worlds:
            app = build_app([(contract, world)])
            for operation in contract.operations:
                visitors = tuple(
                    Visitor(
                        name=caller.name,
                        secrets=caller.credentials,
                        values=required_values(operation, world, caller),
                        forbidden=caller.forbidden,
                    )
                    for caller in world.callers
                ) or (Visitor(name="anybody", values=required_values(operation, world, None)),)
                mock = Mock(
                    ask=lambda request, app=app: runner.run(_answer(app, request)),  # type: ignore[misc]
                    visitors=visitors,
                    refused=tuple(world.refused.values()),
                )
                found.append((contract, operation, mock))
        yield found


async def _answer(app: _App, request: Request) -> Answer:
    path, _, query = request.target.partition("?")
    scope: dict[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": "http",
        "path": unquote(path),
        "raw_path": path.encode("ascii"),
        "query_string": query.encode("ascii"),
        "root_path": "",
        "headers": [(b"host", b"127.0.0.1"), *((n.lower().encode(), v.encode()) for n, v in request.headers)],
        "server": ("127.0.0.1", 80),
        "client": ("127.0.0.1", 1),
    }
    sent: list[_Message] = []

    async def receive() -> _Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: _Message) -> None:
        sent.append(message)

    await app(scope, receive, send)
    status, headers = sent[0]["status"], sent[0].get("headers", ())
    return Answer(
        status=status,
        headers=tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in headers),
        body=b"".join(message.get("body", b"") for message in sent[1:]),
    )
