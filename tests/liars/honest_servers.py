"""Honest backends on a socket: the same answers, brought in every manner that HTTP/1 allows (RFC 9112)."""

from __future__ import annotations

import gzip
import json
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Final

from conformance.asking.client import Answer
from conformance.evidence import Request
from tests.liars.honest import Backend
from tests.liars.trial import contract_of, target_of, world_of
from tests.liars.worlds import Caller

BASE: Final = "/api/v2"
"""Below what every list stands on these servers."""

_PIECE: Final = 97


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How a server brings its answers.

    `writes` makes the bytes of an answer, `closes` says whether the connection ends after so many answers,
    and `tells` whether the last of them says so.
    """

    name: str
    writes: Callable[[Request, Answer, bool], bytes]
    closes: Callable[[int], bool] = lambda _: False
    tells: bool = True


def _head(
    answer: Answer, *more: tuple[str, str], version: str = "HTTP/1.1", phrase: str | None = None
) -> bytes:
    reason = HTTPStatus(answer.status).phrase if phrase is None else phrase
    lines = [f"{version} {answer.status} {reason}"]
    lines += [f"{name}: {text}" for name, text in (*answer.headers, *more)]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def _length(answer: Answer, last: bool) -> tuple[tuple[str, str], ...]:
    closing = (("Connection", "close"),) if last else ()
    return (("Content-Length", str(len(answer.body))), *closing)


def _plainly(_: Request, answer: Answer, last: bool) -> bytes:
    return _head(answer, *_length(answer, last)) + answer.body


def _packed(_: Request, answer: Answer) -> tuple[bytes, tuple[tuple[str, str], ...]]:
    if not answer.body:
        return b"", ()
    return gzip.compress(answer.body), (("Content-Encoding", "gzip"), ("Vary", "Accept-Encoding"))


def _gzipped(request: Request, answer: Answer, last: bool) -> bytes:
    body, headers = _packed(request, answer)
    closing = (("Connection", "close"),) if last else ()
    return _head(answer, ("Content-Length", str(len(body))), *headers, *closing) + body


def _in_chunks(body: bytes) -> bytes:
    """Chunks with extensions, and a trailer after the last one."""
    pieces = (body[at : at + _PIECE] for at in range(0, len(body), _PIECE))
    parts = [f'{len(piece):X};part="a"\r\n'.encode() + piece + b"\r\n" for piece in pieces]
    return b"".join(parts) + b"0\r\nX-Checksum: none\r\n\r\n"


def _chunked(request: Request, answer: Answer, _: bool) -> bytes:
    body = b"" if request.method == "HEAD" else _in_chunks(answer.body)
    return _head(answer, ("Transfer-Encoding", "chunked"), ("Trailer", "X-Checksum")) + body


def _chunked_and_gzipped(request: Request, answer: Answer, _: bool) -> bytes:
    body, headers = _packed(request, answer)
    sent = b"" if request.method == "HEAD" else _in_chunks(body)
    return _head(answer, ("transfer-encoding", "Chunked"), *headers) + sent


def _of_old(_: Request, answer: Answer, __: bool) -> bytes:
    """HTTP/1.0: the body ends where the connection does."""
    return _head(answer, version="HTTP/1.0") + answer.body


def _oddly(_: Request, answer: Answer, __: bool) -> bytes:
    """Names in capitals, no space after the colon or several, spaces at the end, and an empty reason."""
    lines = [f"HTTP/1.1 {answer.status} "]
    lines += [f"{name.upper()}:{text}  " for name, text in answer.headers]
    lines += [
        f"content-LENGTH:   {len(answer.body)}",
        "KEEP-ALIVE:timeout=5",
        "Set-Cookie: a=1",
        "SET-COOKIE: b=2",
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + answer.body


def _after_hints(request: Request, answer: Answer, last: bool) -> bytes:
    hints = b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n"
    return hints + _plainly(request, answer, last)


MANNERS: tuple[Manner, ...] = (
    Manner(name="plain", writes=_plainly),
    Manner(name="gzip", writes=_gzipped),
    Manner(name="chunked", writes=_chunked),
    Manner(name="chunked-gzip", writes=_chunked_and_gzipped),
    Manner(name="http-1.0", writes=_of_old, closes=lambda _: True, tells=False),
    Manner(name="odd-headers", writes=_oddly),
    Manner(name="early-hints", writes=_after_hints),
    Manner(name="closes-after-three", writes=_plainly, closes=lambda number: number % 3 == 0),
    Manner(name="hangs-up-after-five", writes=_plainly, closes=lambda number: number % 5 == 0, tells=False),
)


@dataclass(slots=True)
class _Shared:
    """What the connections of one server share: a backend that takes one call at a time."""

    backend: Backend
    manner: Manner
    lock: threading.Lock = field(default_factory=threading.Lock)

    def answer(self, request: Request) -> Answer:
        path, mark, query = request.target.partition("?")
        if not path.startswith(f"{BASE}/"):
            return Answer(status=404, headers=(("Content-Type", "text/plain"),), body=b"no such path")
        with self.lock:
            asked = Request(
                method=request.method, target=path.removeprefix(BASE) + mark + query, headers=request.headers
            )
            return self.backend(asked)


class _Connection(socketserver.StreamRequestHandler):
    disable_nagle_algorithm = True

    def handle(self) -> None:
        shared: _Shared = self.server.shared  # type: ignore[attr-defined]
        manner, number = shared.manner, 0
        while (request := self._request()) is not None:
            number += 1
            last = manner.closes(number)
            answer = shared.answer(request)
            self.wfile.write(manner.writes(request, answer, last and manner.tells))
            self.wfile.flush()
            if last:
                return

    def _request(self) -> Request | None:
        """The next request of the connection; None where there is no other."""
        line = self.rfile.readline().decode("latin-1").split()
        if len(line) != 3:
            return None
        headers = []
        while text := self.rfile.readline().decode("latin-1").strip():
            name, _, value = text.partition(":")
            headers.append((name, value.strip()))
        return Request(method=line[0], target=line[1], headers=tuple(headers))


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    shared: _Shared

    def handle_error(self, *_: object) -> None:
        """A client that hangs up is no error."""


@contextmanager
def serving(spec: str, manner: Manner) -> Iterator[str]:
    """The honest backend of a bundled spec on a free port of this machine; gives its base URL."""
    with _Server(("127.0.0.1", 0), _Connection) as server:
        server.shared = _Shared(Backend(contract_of(spec), world_of(spec)), manner)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}{BASE}"
        finally:
            server.shutdown()


def write_config(spec: str, path: Path) -> None:
    """A target file with the callers of the bundled world, and the credentials that it refuses."""
    world = world_of(spec)
    parts = [_caller_text(caller) for caller in world.callers]
    parts += [
        f"[[refused]]\nname = {json.dumps(refused.name)}\nheaders = {_table(refused.headers)}\n"
        for refused in target_of(world).refused
    ]
    parts.append(f"[provoke.failure]\nheaders = {_table({'Prefer': 'code=500'})}\n")
    path.write_text("\n".join(parts), encoding="utf-8")


def _caller_text(caller: Caller) -> str:
    name = "forbidden" if caller.forbidden else caller.name
    named = {key: list(texts) for key, texts in caller.may_name.items()}
    return f"[callers.{json.dumps(name)}]\nheaders = {_table(caller.headers)}\nparameters = {_table(named)}\n"


def _table(members: object) -> str:
    """An inline table: TOML writes texts and lists as JSON does."""
    assert hasattr(members, "items")
    return "{" + ", ".join(f"{json.dumps(key)} = {json.dumps(value)}" for key, value in members.items()) + "}"
