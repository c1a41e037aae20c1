"""One sending over real HTTP, to servers that are honest, odd or hostile, all on this machine."""

from __future__ import annotations

import gzip
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler

import pytest

from conformance.asking.client import Answer
from conformance.asking.network import LONGEST_BODY, HttpSender
from conformance.evidence import Request
from tests.conformance.backends import put, serving

REQUEST = Request(method="GET", target="/things?page=1")
TIMEOUT = 0.2


def asked(handle: Callable[[BaseHTTPRequestHandler], None], request: Request = REQUEST) -> Answer:
    """What comes back from a server that does this with every request."""
    with serving(handle) as url, HttpSender(url, timeout=TIMEOUT) as send:
        return send(request)


def told(answer: Answer, **extra: str) -> Callable[[BaseHTTPRequestHandler], None]:
    return lambda handler: put(handler, answer, extra=extra)


@contextmanager
def raw_server(talk: Callable[[socket.socket], None]) -> Iterator[str]:
    """The URL of a server that speaks for itself on every connection, below HTTP."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                try:
                    connection.recv(65536)
                    talk(connection)
                except OSError:
                    continue

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.close()


def test_an_answer_has_status_headers_and_body() -> None:
    answer = asked(told(Answer(status=404, headers=(("X-Thing", "1"), ("X-Thing", "2")), body=b"gone")))
    assert (answer.status, answer.body, answer.trouble) == (404, b"gone", "")
    assert [value for name, value in answer.headers if name == "x-thing"] == ["1", "2"]


def test_a_request_goes_out_byte_for_byte() -> None:
    seen: dict[str, object] = {}

    def note(handler: BaseHTTPRequestHandler) -> None:
        seen.update(path=handler.path, method=handler.command, headers=dict(handler.headers.items()))
        put(handler, Answer(status=200))

    request = Request(
        method="TRACE",
        target="/a%2Fb/./c?q=%00%ED%A0%80&x=%2b1&empty=&y",
        headers=(("X-Key", "\u00fcber"), ("Accept", "application/json")),
    )
    with serving(note) as url, HttpSender(f"{url}/base/", timeout=TIMEOUT) as send:
        send(request)
    assert seen["path"] == "/base/a%2Fb/./c?q=%00%ED%A0%80&x=%2b1&empty=&y"
    assert seen["method"] == "TRACE"
    headers = seen["headers"]
    assert isinstance(headers, dict)
    assert headers["X-Key"].encode("latin-1").decode() == "\u00fcber"
    assert headers["User-Agent"].startswith("listproof/")
    assert headers["Accept-Encoding"] == "gzip"


def test_a_redirect_is_an_answer_and_is_not_followed() -> None:
    paths = []

    def redirect(handler: BaseHTTPRequestHandler) -> None:
        paths.append(handler.path)
        put(handler, Answer(status=302), extra={"Location": "/elsewhere"})

    answer = asked(redirect)
    assert answer.status == 302
    assert paths == ["/things?page=1"]


def test_a_cookie_is_not_kept_from_one_request_to_the_next() -> None:
    cookies = []

    def bake(handler: BaseHTTPRequestHandler) -> None:
        cookies.append(handler.headers.get("Cookie"))
        put(handler, Answer(status=200), extra={"Set-Cookie": "session=1"})

    with serving(bake) as url, HttpSender(url, timeout=TIMEOUT) as send:
        send(REQUEST)
        send(REQUEST)
    assert cookies == [None, None]


@pytest.mark.parametrize("encoding", ["gzip", "x-gzip", "deflate"])
def test_a_compressed_body_is_read(encoding: str) -> None:
    body = zlib.compress(b"[1]") if encoding == "deflate" else gzip.compress(b"[1]")
    answer = asked(told(Answer(status=200, body=body), **{"Content-Encoding": encoding}))
    assert (answer.status, answer.body) == (200, b"[1]")


def test_a_body_that_is_not_compressed_as_it_says_is_trouble() -> None:
    answer = asked(told(Answer(status=200, body=b"[1]"), **{"Content-Encoding": "gzip"}))
    assert answer.status == 0
    assert answer.trouble.startswith("200 OK, but its body is not gzip")
    assert not answer.lost


def test_a_compressed_body_that_breaks_off_is_trouble() -> None:
    answer = asked(
        told(Answer(status=200, body=gzip.compress(b"[1]" * 1000)[:-12]), **{"Content-Encoding": "gzip"})
    )
    assert answer.trouble == "200 OK, but its gzip body breaks off"


def test_an_encoding_that_was_not_asked_for_is_trouble() -> None:
    answer = asked(told(Answer(status=200, body=b"x"), **{"Content-Encoding": "br"}))
    assert answer.trouble == "200 OK, but its body is encoded as br, which was not asked for"


def test_a_body_without_end_is_cut_at_ten_megabytes() -> None:
    def flood(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "100000000")
        handler.end_headers()
        for _ in range(1600):
            handler.wfile.write(b" " * 65536)

    answer = asked(flood)
    assert answer.trouble == "200 OK, but its body is longer than 10 MB"
    assert not answer.lost


def test_a_compressed_bomb_is_cut_at_ten_megabytes() -> None:
    bomb = gzip.compress(bytes(LONGEST_BODY * 3))
    answer = asked(told(Answer(status=200, body=bomb), **{"Content-Encoding": "gzip"}))
    assert answer.trouble == "200 OK, but its body is longer than 10 MB"


def test_a_body_that_trickles_is_cut_after_three_times_the_timeout() -> None:
    enough = threading.Event()

    def trickle(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "100000")
        handler.end_headers()
        while not enough.wait(TIMEOUT / 10):
            handler.wfile.write(b" ")

    began = time.monotonic()
    answer = asked(trickle)
    enough.set()
    assert answer.trouble == "200 OK, but its body was not complete after 0.6 s"
    assert time.monotonic() - began < 3


@pytest.mark.parametrize(
    "said", [b"HTTP/1.1 200 OK\r\nX-Long: ", b"HTTP/1.1 103 Early Hints\r\n\r\n"], ids=["headers", "hints"]
)
def test_an_answer_that_does_not_begin_is_lost_after_three_times_the_timeout(said: bytes) -> None:
    enough = threading.Event()

    def trickle(connection: socket.socket) -> None:
        connection.sendall(said)
        while not enough.wait(TIMEOUT / 10):
            connection.sendall(said[-1:] if said.endswith(b" ") else said)

    with raw_server(trickle) as url, HttpSender(url, timeout=TIMEOUT) as send:
        began = time.monotonic()
        answer = send(REQUEST)
        enough.set()
    assert (answer.trouble, answer.lost) == ("no whole answer within 0.6 s", True)
    assert time.monotonic() - began < 3


def test_the_time_of_one_answer_is_not_that_of_the_next() -> None:
    def slow(handler: BaseHTTPRequestHandler) -> None:
        time.sleep(TIMEOUT * 0.8)
        put(handler, Answer(status=200))

    with serving(slow) as url, HttpSender(url, timeout=TIMEOUT) as send:
        assert [send(REQUEST).status for _ in range(5)] == [200] * 5


def test_a_server_that_never_answers_is_lost_after_the_timeout() -> None:
    done = threading.Event()

    def wait(handler: BaseHTTPRequestHandler) -> None:
        done.wait(5)

    answer = asked(wait)
    done.set()
    assert (answer.status, answer.trouble) == (0, "no answer within 0.2 s")
    assert answer.lost
    assert not answer.retry


def test_a_port_that_nobody_listens_on_is_lost() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with HttpSender(f"http://127.0.0.1:{port}", timeout=TIMEOUT) as send:
        answer = send(REQUEST)
    assert answer.lost
    assert answer.trouble == "connection refused"


def test_a_host_that_is_not_known_is_lost() -> None:
    with HttpSender("http://no-such-host.invalid", timeout=TIMEOUT) as send:
        answer = send(REQUEST)
    assert answer.lost
    assert answer.trouble


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n[1",
        b"HTTP/1.1 200 OK\r\nContent-Ty",
        b"hello\r\n\r\n",
    ],
    ids=["at once", "in the body", "in the headers", "without HTTP"],
)
def test_a_connection_that_breaks_is_lost_and_worth_another_attempt(said: bytes) -> None:
    with (
        raw_server(lambda connection: connection.sendall(said)) as url,
        HttpSender(url, timeout=TIMEOUT) as send,
    ):
        answer = send(REQUEST)
    assert answer.lost
    assert answer.retry
    assert "broke" in answer.trouble


def test_tls_that_is_none_is_lost_and_not_tried_again() -> None:
    def refuse(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    with raw_server(refuse) as url, HttpSender(url.replace("http:", "https:"), timeout=TIMEOUT) as send:
        answer = send(REQUEST)
    assert answer.lost
    assert not answer.retry
    assert answer.trouble


def test_a_header_that_http_cannot_carry_is_trouble_of_the_request() -> None:
    request = Request(method="GET", target="/", headers=(("X-Key", "a\nb"),))
    answer = asked(told(Answer(status=200)), request)
    assert answer.trouble.startswith("the request cannot be sent")
    assert not answer.lost


def test_head_has_no_body() -> None:
    answer = asked(
        told(Answer(status=200, body=gzip.compress(b"[1]")), **{"Content-Encoding": "gzip"}),
        Request(method="HEAD", target="/things"),
    )
    assert (answer.status, answer.body, answer.trouble) == (200, b"", "")
