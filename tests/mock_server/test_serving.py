"""The mock on a port: bound or refused with a reason, announced once, stopped without a trace."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from listproof.errors import ListproofError
from mock_server.serving import listen, url_of

HELLO = """
from mock_server.serving import listen, serve

async def hello(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"hi"})

with listen("127.0.0.1", 0) as listener:
    serve(hello, listener)
"""

READY = "Listproof mock ready on "


@contextmanager
def hello() -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server of its own process and the URL that it announced."""
    command = [sys.executable, "-c", HELLO]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line.startswith(READY), line
            yield process, line.removeprefix(READY).strip()
        finally:
            process.kill()


def test_it_can_be_asked_as_soon_as_it_says_so() -> None:
    with hello() as (_, url), urllib.request.urlopen(url, timeout=10) as answer:
        assert answer.read() == b"hi"
        assert "server" not in answer.headers


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_a_signal_stops_it_without_a_word_though_a_client_is_still_connected(number: signal.Signals) -> None:
    with hello() as (process, url):
        host, _, port = url.removeprefix("http://").partition(":")
        with closing(socket.create_connection((host, int(port)), timeout=10)) as client:
            client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            assert client.recv(1000).startswith(b"HTTP/1.1 200")
            process.send_signal(number)
            out, err = process.communicate(timeout=10)
    assert (process.returncode, out, err) == (0, "", "")


def test_a_port_that_is_taken_is_named_with_the_way_out() -> None:
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ListproofError) as error:
            listen("127.0.0.1", port)
    assert str(error.value) == (
        f"Port {port} of 127.0.0.1 is in use; name another with --port, or --port 0 for any free one."
    )


def test_a_port_is_free_again_as_soon_as_its_mock_has_stopped() -> None:
    with listen("127.0.0.1", 0) as first:
        port = first.getsockname()[1]
    with listen("127.0.0.1", port) as second:
        assert second.getsockname()[1] == port


@pytest.mark.parametrize("host", ["no such host", "256.1.1.1", "", "a" * 300 + ".example"])
def test_an_address_that_is_none_is_a_clear_error(host: str) -> None:
    with pytest.raises(ListproofError, match="--host"), listen(host, 0):
        pass


def test_an_address_of_another_machine_cannot_be_listened_on() -> None:
    with pytest.raises(ListproofError, match=r"192\.0\.2\.1"), listen("192.0.2.1", 0):
        pass


def test_the_url_says_where_it_listens() -> None:
    with listen("127.0.0.1", 0) as listener:
        assert url_of(listener) == f"http://127.0.0.1:{listener.getsockname()[1]}"


@pytest.mark.skipif(not socket.has_ipv6, reason="this machine has no IPv6")
def test_an_ipv6_address_stands_in_brackets() -> None:
    try:
        listener = listen("::1", 0)
    except ListproofError:
        pytest.skip("this machine has no IPv6 loopback")
    with listener:
        assert url_of(listener).startswith("http://[::1]:")
