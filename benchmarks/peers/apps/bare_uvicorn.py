"""The least that an ASGI app can do: the same bytes for whoever asks."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

_BODY = Path(os.environ["PEER_PAGE"]).read_bytes()
_HEADERS = [(b"content-type", b"application/json"), (b"content-length", str(len(_BODY)).encode())]
_START = {"type": "http.response.start", "status": 200, "headers": _HEADERS}
_SENT = {"type": "http.response.body", "body": _BODY}


async def app(scope: dict[str, Any], _: object, send: Callable[[Any], Awaitable[None]]) -> None:
    """Answer."""
    if scope["type"] == "http":
        await send(_START)
        await send(_SENT)
