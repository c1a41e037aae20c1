"""A backend of the tests, honest or lying, served over real HTTP on loopback."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from conformance.asking.client import Answer
from conformance.evidence import Request
from tests.liars.honest import Backend

_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "QUERY")


class Served:
    """A backend at an address. `requests` counts what arrived, whoever sent it."""

    def __init__(self, backend: Backend) -> None:
        self.requests = 0
        self._backend = backend
        self._one_at_a_time = threading.Lock()
        self._server = _Server(("127.0.0.1", 0), _handler(self))

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def answer(self, request: Request) -> Answer:
        """The backend's answer. What it remembers is written by one call at a time."""
        with self._one_at_a_time:
            self.requests += 1
            return self._backend(request)

    @contextlib.contextmanager
    def running(self) -> Iterator[Served]:
        """Listen as long as the block runs."""
        thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()
            thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away in the middle is no news."""


def _handler(served: Served) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # head and body in one packet, or each answer would wait for an acknowledgement
        timeout = 60

        def _one(self) -> None:
            self.rfile.read(_length(self.headers.get("content-length")))
            if self.headers.get("transfer-encoding"):
                self.close_connection = True  # its body is not read, and must not be taken for a request
            headers = tuple((name, text) for name, text in self.headers.items())
            self._send(served.answer(Request(method=self.command, target=self.path, headers=headers)))

        def _send(self, answer: Answer) -> None:
            if answer.trouble:
                self.close_connection = True
                return
            self.send_response_only(answer.status)
            for name, text in answer.headers:
                self.send_header(name, text)
            if self.command != "HEAD" and answer.status not in (204, 304):
                self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - so it is called there
            """Nothing: what was asked is in the reports of those who asked."""

    for method in _METHODS:
        setattr(Handler, f"do_{method}", Handler._one)
    return Handler


def _length(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() else 0
