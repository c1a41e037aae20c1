"""Clients that mean no good keep nobody else from being served."""

from __future__ import annotations

import contextlib
import re
import resource
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from listproof.bundled import bundled_specs, fixtures_for
from listproof.reader import read_contract
from mock_server.worlds.fixtures import load_world

_CROWD = 1000
_PATIENCE = 20


def _few_files() -> None:
    """As a shell starts programs: few files at first, and more for whoever wants them."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, hard))


class Mock:
    """A mock in a process of its own, and a request that it has to answer."""

    def __init__(self, address: tuple[str, int]) -> None:
        self.address = address
        spec = next(path for path in bundled_specs() if path.stem == "techladder-call-batches")
        fixtures = fixtures_for(spec)
        assert fixtures is not None
        contract = read_contract(spec)
        secret = next(iter(load_world(contract, fixtures).callers[0].credentials.values()))
        self.path = contract.operations[0].path
        self.credentials = f"Bearer {secret}"

    def connect(self) -> socket.socket:
        return socket.create_connection(self.address, timeout=_PATIENCE)

    def head(self, target: str = "", more: str = "") -> bytes:
        lines = (f"GET {self.path}{target} HTTP/1.1", "Host: mock.test", f"Authorization: {self.credentials}")
        return "".join(f"{line}\r\n" for line in lines).encode() + f"{more}\r\n".encode()

    def status(self, target: str = "", more: str = "") -> int:
        """What somebody else, who comes now, is answered with."""
        with self.connect() as client:
            client.sendall(self.head(target, more))
            return int(client.recv(12).split()[1])

    def wait(self) -> float:
        """Seconds that somebody else waits for a page."""
        began = time.monotonic()
        assert self.status() == 200
        return time.monotonic() - began


@pytest.fixture(scope="module")
def mock() -> Iterator[Mock]:
    command = [sys.executable, "-m", "listproof", "mock", "--port", "0"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, preexec_fn=_few_files
    ) as process:
        try:
            assert process.stdout is not None
            found = re.search(r"http://([^:]+):(\d+)", process.stdout.readline())
            assert found is not None
            yield Mock((found[1], int(found[2])))
        finally:
            process.kill()


@pytest.fixture
def files_for_a_crowd() -> Iterator[None]:
    """As many open files as the crowd's connections need."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _CROWD + 200
    if hard != resource.RLIM_INFINITY and hard < wanted:
        pytest.skip("the system lets a process have too few open files")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.usefixtures("files_for_a_crowd")
def test_a_thousand_idle_connections(mock: Mock) -> None:
    with ExitStack() as crowd:
        for number in range(_CROWD):
            client = crowd.enter_context(mock.connect())
            if number % 2:
                client.sendall(mock.head()[:-2])  # a request whose header never ends
        assert mock.wait() < _PATIENCE / 4


def test_a_header_of_a_megabyte(mock: Mock) -> None:
    with mock.connect() as client, contextlib.suppress(ConnectionError):
        client.sendall(mock.head(more=f"X-Large: {'x' * 1_000_000}\r\n"))
        assert client.recv(12).split()[1] in (b"200", b"400", b"431")
    assert mock.wait() < _PATIENCE / 4


def test_a_header_that_does_not_end(mock: Mock) -> None:
    with mock.connect() as client, contextlib.suppress(ConnectionError):
        client.sendall(mock.head()[:-2] + b"X-Large: ")
        for _ in range(64):
            client.sendall(b"x" * 100_000)
        assert mock.wait() < _PATIENCE / 4


def test_ten_thousand_headers(mock: Mock) -> None:
    assert mock.status(more="".join(f"X-{number}: 1\r\n" for number in range(10_000))) in (200, 400, 431)
    assert mock.wait() < _PATIENCE / 4


@pytest.mark.parametrize("name", ["x{}", "status", "page"], ids=["unknown", "repeated", "the page's"])
def test_ten_thousand_parameters(mock: Mock, name: str) -> None:
    query = "&".join(f"{name.format(number)}={number}" for number in range(10_000))
    assert mock.status(f"?{query}") in (200, 400, 414, 422)
    assert mock.wait() < _PATIENCE / 4


def test_clients_that_ask_and_do_not_read(mock: Mock) -> None:
    with ExitStack() as crowd:
        for _ in range(20):
            client = crowd.enter_context(mock.connect())
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            client.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                client.send(mock.head("?limit=100") * 500)
        assert mock.wait() < _PATIENCE / 4
