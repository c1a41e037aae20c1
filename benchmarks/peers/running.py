"""A peer that runs: started on one core, asked until it answers, checked, stopped with its children."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.loading import cpu_seconds
from benchmarks.peers.peer import COMPLETED, PYTHON, SIZE, AbsentError, Peer, Place

_PATIENCE = 60
_PAUSE = 0.02
_FAILURES = (OSError, http.client.HTTPException)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A status and the bytes that came with it."""

    status: int
    body: bytes

    @property
    def accepted(self) -> bool:
        """Whether the request was answered as asked."""
        return self.status == 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A peer that answers: its process, and the seconds that went by before its first 200."""

    peer: Peer
    place: Place
    pid: int
    start_cpu: float
    start_seconds: float
    page: bytes


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def bearer(key: str) -> dict[str, str]:
    """The header that carries a key."""
    return {"Authorization": f"Bearer {key}"}


def ask(place: Place, target: str, headers: Mapping[str, str]) -> Reply:
    """One GET on a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", place.port, timeout=_PATIENCE)
    with contextlib.closing(connection):
        connection.request("GET", target, headers=dict(headers))
        answer = connection.getresponse()
        return Reply(status=answer.status, body=answer.read())


@contextlib.contextmanager
def running(peer: Peer, place: Place) -> Iterator[Running]:
    """The peer, as long as the block runs. Raises AbsentError with why it does not answer as it should."""
    environment = {f"PEER_{word.upper()}": value for word, value in place.words.items()}
    if peer.pip:
        environment["PYTHONPATH"] = str(place.home / PYTHON)
    log = place.home / "said.txt"
    began = time.monotonic()
    with log.open("wb") as said:
        process = subprocess.Popen(
            on_one_core([place.fill(word) for word in peer.command]),
            cwd=place.home,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            env={**os.environ, **environment},
            start_new_session=True,
        )
    try:
        page = _first_page(peer, place, process, log)
        yield Running(
            peer=peer,
            place=place,
            pid=process.pid,
            start_cpu=cpu_seconds(process.pid),
            start_seconds=time.monotonic() - began,
            page=page,
        )
    finally:
        _stop(process)


def on_one_core(command: Sequence[str]) -> list[str]:
    """The command, kept to the first core with all its children, where there is another one for wrk."""
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    taskset = shutil.which("taskset")
    return [taskset, "-c", str(cores[0]), *command] if taskset and len(cores) > 1 else list(command)


def _first_page(peer: Peer, place: Place, process: subprocess.Popen[bytes], log: Path) -> bytes:
    """The first page that comes; any other answer than 50 completed items is a reason to be left out."""
    ends = time.monotonic() + _PATIENCE
    while time.monotonic() < ends:
        if process.poll() is not None:
            raise AbsentError(f"it ended with exit code {process.returncode}: {_last_words(log)}")
        with contextlib.suppress(*_FAILURES):
            reply = ask(place, peer.words.target(), bearer(place.words["key"]))
            if (wrong := wrong_with(peer, reply)) is not None:
                raise AbsentError(wrong)
            return reply.body
        time.sleep(_PAUSE)
    raise AbsentError(f"it did not answer within {_PATIENCE} seconds: {_last_words(log)}")


def wrong_with(peer: Peer, reply: Reply) -> str | None:
    """What keeps the answer from being a page of 50 completed items; None where it is one."""
    if not reply.accepted:
        return f"it answered {reply.status}: {reply.body[:100].decode(errors='replace')}"
    items = items_of(peer, reply)
    if items is None:
        return f"it answered no JSON with a list at {peer.words.items or 'its top'}"
    if len(items) != SIZE:
        return f"it answered {len(items)} item(s), not {SIZE}"
    if any(not isinstance(item, dict) or item.get("status") != COMPLETED for item in items):
        return f"it answered items that are not {COMPLETED}"
    return None


def items_of(peer: Peer, reply: Reply) -> list[Any] | None:
    """The items of a page; None where it has none."""
    try:
        value = json.loads(reply.body)
        for step in peer.words.items.split("/")[1:]:
            value = value[step]
    except (ValueError, KeyError, TypeError):
        return None
    return value if isinstance(value, list) else None


def _last_words(log: Path) -> str:
    lines = [line.strip() for line in log.read_text(errors="replace").splitlines() if line.strip()]
    return lines[-1][:200] if lines else "it said nothing"


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End the process and its children, which have a session of their own."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(5)
            break
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)  # children that outlived it
