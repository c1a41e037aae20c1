"""Several processes behind one port: all can be asked, the dead are replaced, none outlives the server."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from mock_server.workers import can_have_workers

pytestmark = pytest.mark.skipif(not can_have_workers(), reason="this system can't fork")

SERVER = """
import os, sys
from mock_server.serving import listen
from mock_server.workers import WorkersFailed, serve_with_workers

LARGE = os.urandom(1 << 20) * int(sys.argv[2])

async def app(scope, receive, send):
    if scope["path"] == "/end":
        os._exit(3)
    body = str(os.getpid()).encode()
    LARGE[-100:]
    length = (b"content-length", b"%d" % len(body))
    await send({"type": "http.response.start", "status": 200, "headers": [length]})
    await send({"type": "http.response.body", "body": body})

with listen("127.0.0.1", 0) as listener:
    try:
        serve_with_workers(app, listener, int(sys.argv[1]))
    except WorkersFailed as failed:
        sys.exit(str(failed))
"""
READY = "Listproof mock ready on http://127.0.0.1:"
PATIENCE = 20.0


@contextmanager
def serving(workers: int, *, megabytes: int = 0) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A server with so many workers, which answer with their process id, and its port."""
    command = [sys.executable, "-c", SERVER, str(workers), str(megabytes)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line.startswith(READY), line
            yield process, int(line.removeprefix(READY))
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def ask(port: int, path: str = "/") -> int:
    """The id of the process that answers; raises ConnectionError where none does."""
    with closing(socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)) as client:
        client.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        answer = b"".join(iter(lambda: client.recv(1000), b""))
    if not answer.startswith(b"HTTP/1.1 200"):
        raise ConnectionError(answer)
    return int(answer.rpartition(b"\r\n")[2])


def everybody(port: int, count: int) -> set[int]:
    """The ids of so many workers, each of which answers sooner or later."""
    seen: set[int] = set()
    until = time.monotonic() + PATIENCE
    while len(seen) < count and time.monotonic() < until:
        seen.add(ask(port))
    return seen


def test_all_workers_answer_and_the_process_above_them_does_not() -> None:
    with serving(4) as (process, port):
        assert len(everybody(port, 4)) == 4
        assert process.pid not in everybody(port, 4)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_a_signal_stops_all_of_them_without_a_word_though_a_client_is_still_connected(
    number: signal.Signals,
) -> None:
    with serving(2) as (process, port), closing(socket.create_connection(("127.0.0.1", port))) as client:
        client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert client.recv(1000).startswith(b"HTTP/1.1 200")
        if number is signal.SIGINT:
            os.killpg(process.pid, number)  # as a terminal does: to all of them at once
        else:
            process.send_signal(number)
        out, err = process.communicate(timeout=PATIENCE)  # comes back when nobody holds the other ends
    assert (process.returncode, out, err) == (0, "", "")


def test_workers_end_when_the_process_above_them_was_killed() -> None:
    with serving(3) as (process, port):
        ask(port)
        process.kill()
        out, _ = process.communicate(timeout=PATIENCE)  # the workers hold the other end as well
        assert out == ""
        with pytest.raises(ConnectionRefusedError):
            ask(port)


def test_a_worker_that_is_killed_under_load_is_replaced_and_only_what_it_held_is_lost() -> None:
    clients, each = 8, 60
    answers: list[int] = []
    lost: Counter[int] = Counter()
    killed = threading.Event()

    def client(number: int) -> None:
        for turn in range(each):
            if turn == each // 2:
                killed.wait(PATIENCE)
            try:
                answers.append(ask(port))
            except (ConnectionError, ValueError):
                lost[number] += 1
                answers.append(ask(port))

    with serving(2) as (process, port):
        victim = ask(port)
        threads = [threading.Thread(target=client, args=(number,)) for number in range(clients)]
        for thread in threads:
            thread.start()
        os.kill(victim, signal.SIGKILL)
        killed.set()
        for thread in threads:
            thread.join(PATIENCE)
        assert len(answers) == clients * each
        assert all(count == 1 for count in lost.values()), (
            "a request was lost that the killed worker did not hold"
        )
        assert len(everybody(port, 2) - {victim}) == 2
        process.terminate()
        _, err = process.communicate(timeout=PATIENCE)
    assert re.fullmatch(rf"Worker {victim} was ended by SIGKILL; worker \d+ takes its place\.\n", err)


def test_connections_that_wait_for_a_worker_that_is_gone_are_served_by_the_next() -> None:
    with serving(2) as (process, port):
        victim = ask(port)
        os.kill(victim, signal.SIGSTOP)
        waiting = [socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) for _ in range(12)]
        for each in waiting:
            each.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        os.kill(victim, signal.SIGKILL)
        answers = [b"".join(iter(lambda client=each: client.recv(1000), b"")) for each in waiting]  # type: ignore[misc]
        for each in waiting:
            each.close()
        assert all(answer.startswith(b"HTTP/1.1 200") for answer in answers)
        process.terminate()
        process.communicate(timeout=PATIENCE)


def test_workers_that_die_as_soon_as_they_are_started_end_the_server_with_the_reason() -> None:
    with serving(2) as (process, port):
        for _ in range(20):
            with contextlib.suppress(ConnectionError, ValueError, TimeoutError):
                ask(port, "/end")
        _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    assert err.count("ended with exit code 3; worker") == 4
    assert "5 workers in a row died as soon as they were started, and the last ended with exit code 3" in err


@pytest.mark.skipif(sys.platform != "linux", reason="/proc says how much of the memory is shared")
def test_what_was_loaded_stands_in_memory_once() -> None:
    with serving(4, megabytes=100) as (process, port):
        processes = [process.pid, *everybody(port, 4)]
        together = sum(_kilobytes(each) for each in processes) / 1024
        process.terminate()
        process.communicate(timeout=PATIENCE)
    assert 100 < together < 250, "five copies would be more than 500 MB"


def _kilobytes(process: int) -> int:
    """Memory of a process, what it shares with others divided among them (PSS)."""
    text = Path(f"/proc/{process}/smaps_rollup").read_text()
    found = re.search(r"^Pss: +(\d+) kB$", text, re.MULTILINE)
    assert found is not None
    return int(found[1])
