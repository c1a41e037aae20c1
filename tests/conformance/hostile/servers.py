"""A server of things on this machine that speaks below HTTP, so that it can break every rule of it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from conformance.asking.client import Answer
from conformance.evidence import Request
from tests.conformance.backends import Backend

Talk = Callable[["Line", Answer], None]
When = Callable[[Request], bool]


@dataclass
class Line:
    """One connection with a request on it, and whether the test is over."""

    connection: socket.socket
    request: Request
    over: threading.Event

    def say(self, text: bytes) -> None:
        self.connection.sendall(text)

    def trickle(self, text: bytes, seconds: float = 0.05) -> None:
        """Say it byte for byte, then the last byte over and over, until nobody listens."""
        for at in range(100_000):
            if self.over.wait(seconds):
                return
            self.say(text[at : at + 1] or text[-1:])

    def flood(self, text: bytes, most: int = 200_000_000) -> None:
        """Say it again and again, until nobody listens or so many bytes were said."""
        for _ in range(most // len(text)):
            if self.over.is_set():
                return
            self.say(text)


def head(status: str = "200 OK", *headers: str, length: int | None = None) -> bytes:
    """The head of an answer with JSON."""
    lines = [f"HTTP/1.1 {status}", "Content-Type: application/json", *headers]
    if length is not None:
        lines.append(f"Content-Length: {length}")
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def whole(answer: Answer) -> bytes:
    """An honest answer as bytes."""
    lines = [f"HTTP/1.1 {answer.status} Whatever", *(f"{name}: {value}" for name, value in answer.headers)]
    lines.append(f"Content-Length: {len(answer.body)}")
    return "\r\n".join([*lines, "", ""]).encode() + answer.body


def always(request: Request) -> bool:
    return True


def second_page(request: Request) -> bool:
    return "page=2&" in f"{request.target}&"


@dataclass
class Hostile:
    """An honest list of things that talks otherwise `when` a request is one of those."""

    talk: Talk
    when: When = always
    backend: Backend = field(default_factory=Backend)
    over: threading.Event = field(default_factory=threading.Event)

    def serve(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            while not self.over.is_set():
                request = _read(connection)
                if request is None:
                    return
                answer = self.backend(request)
                if self.when(request):
                    self.talk(Line(connection, request, self.over), answer)
                    return  # what comes after it is another connection's
                connection.sendall(whole(answer))


def _read(connection: socket.socket) -> Request | None:
    """The next request; None where the connection was closed."""
    said = b""
    while b"\r\n\r\n" not in said:
        more = connection.recv(65536)
        if not more:
            return None
        said += more
    lines = said.decode("latin-1").split("\r\n")
    method, target, _ = lines[0].split(" ")
    pairs = [line.partition(": ") for line in lines[1:] if line]
    return Request(method=method, target=target, headers=tuple((name, value) for name, _, value in pairs))


@contextmanager
def serving(hostile: Hostile) -> Iterator[str]:
    """The URL of the server, on a free port."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listener:

        def accept() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                threading.Thread(target=hostile.serve, args=(connection,), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            hostile.over.set()
