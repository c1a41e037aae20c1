"""Several processes behind one port: workers that are forked once all is loaded, and replaced when they die.

A worker is a fork of a process that has read every document and made every row, so that it starts in
milliseconds and the rows stand in memory once. Each accepts from a socket that the process above holds too:
a worker that dies loses what it was answering, and whoever waits there is served by the next one.
"""

from __future__ import annotations

import contextlib
import gc
import logging
import os
import selectors
import signal
import socket
import sys
import time
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NoReturn

from listproof.errors import ListproofError
from mock_server.serving import BACKLOG, PATIENCE, STOPPING, configured, run, say_ready, serve

if TYPE_CHECKING:
    from starlette.types import ASGIApp
    from uvicorn import Config

log = logging.getLogger("mock_server")

_AT_ONCE: Final = 2.0
"""Seconds: a worker that lived for less died at once."""
_TOO_OFTEN: Final = 5
"""Workers in a row that die at once: then the next would do so too."""
_GRACE: Final = PATIENCE + 1
"""Seconds after which a worker that was told to stop is ended."""


class WorkersFailed(ListproofError):  # noqa: N818 - it names what happened
    """Workers died again and again, as soon as they were started."""


def can_have_workers() -> bool:
    """Whether this system can fork; Windows can't."""
    return hasattr(os, "fork")


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def serve_with_workers(app: ASGIApp, listener: socket.socket, count: int) -> None:
    """Serve with so many processes until this one is told to stop; with 1, this one serves.

    One line on stdout says when all of them can be asked. Raises WorkersFailed where they die at once.
    """
    if count == 1:
        serve(app, listener)
        return
    config = configured(app)
    gc.collect()
    gc.freeze()  # the collector writes to what it looks at: memory that is shared would be copied
    with _Told() as told, _lifeline() as lifeline, _listeners(listener, count) as listeners:
        Workers(config, listeners, told, lifeline).keep()


class _Told:
    """Whether this process was told to stop; its end of a pair of sockets can be read as soon as it was."""

    def __init__(self) -> None:
        self.number: int | None = None
        self._sockets = socket.socketpair()

    def __enter__(self) -> _Told:
        for end in self._sockets:
            end.setblocking(False)
        signal.set_wakeup_fd(self._sockets[1].fileno())
        self._before = {number: signal.signal(number, self._tell) for number in STOPPING}
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(-1)
        self.close()

    def _tell(self, number: int, _frame: object) -> None:
        self.number = number

    def fileno(self) -> int:
        return self._sockets[0].fileno()

    def forget(self) -> None:
        """Take what the signals wrote."""
        with contextlib.suppress(BlockingIOError):
            self._sockets[0].recv(4096)

    def close(self) -> None:
        for end in self._sockets:
            end.close()


@contextlib.contextmanager
def _listeners(first: socket.socket, count: int) -> Iterator[tuple[socket.socket, ...]]:
    """A socket for each worker, all of one address.

    Linux spreads connections evenly over such sockets. From one socket that they shared, the worker that
    woke first would take a whole burst and keep it; elsewhere they have to.
    """
    if sys.platform != "linux":
        yield (first,) * count
        return
    # Only now, so that nobody else could have been bound to the port, and nobody else can be.
    first.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    with contextlib.ExitStack() as opened:
        listeners = [first]
        for _ in range(1, count):
            other = opened.enter_context(socket.socket(first.family, first.type, first.proto))
            other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            other.bind(first.getsockname())
            other.listen(BACKLOG)
            other.setblocking(False)
            listeners.append(other)
        yield tuple(listeners)


@dataclass(slots=True)
class _Worker:
    pid: int
    place: int
    """Which of the sockets it accepts from."""
    voice: int
    """A descriptor from which a byte can be read when the worker is ready, and the end when it is gone."""
    since: float
    is_ready: bool = False


class Workers:
    """The workers of one server: started, replaced and stopped."""

    def __init__(
        self, config: Config, listeners: tuple[socket.socket, ...], told: _Told, lifeline: tuple[int, int]
    ) -> None:
        self._config = config
        self._listeners = listeners
        self._told = told
        self._lifeline = lifeline
        self._selector = selectors.DefaultSelector()
        self._workers: dict[int, _Worker] = {}
        self._died_at_once = 0
        self._announced = False

    def keep(self) -> None:
        """Keep so many workers alive until this process is told to stop."""
        self._selector.register(self._told, selectors.EVENT_READ)
        try:
            for place in range(len(self._listeners)):
                self._start(place)
            while self._told.number is None:
                self._attend(None)
        finally:
            self._stop()
            self._selector.close()

    def _attend(self, timeout: float | None) -> None:
        for key, _ in self._selector.select(timeout):
            if key.fileobj is self._told:
                self._told.forget()
                continue
            worker: _Worker = key.data
            if os.read(worker.voice, 1):
                self._is_ready(worker)
            else:
                self._is_gone(worker)

    def _is_ready(self, worker: _Worker) -> None:
        worker.is_ready = True
        if not self._announced and all(each.is_ready for each in self._workers.values()):
            self._announced = True
            say_ready(self._listeners[0])

    def _is_gone(self, worker: _Worker) -> None:
        status = self._bury(worker)
        if self._told.number is not None:
            return
        at_once = time.monotonic() - worker.since < _AT_ONCE
        self._died_at_once = self._died_at_once + 1 if at_once else 0
        if self._died_at_once >= _TOO_OFTEN:
            raise WorkersFailed(
                f"{_TOO_OFTEN} workers in a row died as soon as they were started, and the last "
                f"{_ended(status)}: the mock gives up. What they printed stands above; "
                "memory that ran out is a usual reason."
            )
        successor = self._start(worker.place)
        log.warning("Worker %d %s; worker %d takes its place.", worker.pid, _ended(status), successor.pid)

    def _bury(self, worker: _Worker) -> int:
        """Forget a worker that is gone; gives its exit code, or minus the signal that ended it."""
        self._selector.unregister(worker.voice)
        os.close(worker.voice)
        del self._workers[worker.pid]
        return os.waitstatus_to_exitcode(os.waitpid(worker.pid, 0)[1])

    def _start(self, place: int) -> _Worker:
        heard, voice = os.pipe()
        # A signal that came before the worker had handlers of its own would be lost on it.
        signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)
        try:
            pid = os.fork()
            if pid == 0:
                self._work(place, voice)
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPING)
        os.close(voice)
        worker = _Worker(pid=pid, place=place, voice=heard, since=time.monotonic())
        self._workers[pid] = worker
        self._selector.register(heard, selectors.EVENT_READ, worker)
        return worker

    def _work(self, place: int, voice: int) -> NoReturn:
        """What a worker does, from its fork to its end."""
        status = 1
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPING)
            self._leave_to_others(place)
            run(self._config, self._listeners[place], lambda: _say(voice), self._lifeline[0])
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            with contextlib.suppress(Exception):
                sys.stderr.flush()
            os._exit(status)  # nothing of what the one above has still to do is this one's

    def _leave_to_others(self, place: int) -> None:
        """Close what belongs to the process above: a copy held here would hide its end from others."""
        for listener in self._listeners:
            if listener is not self._listeners[place]:
                listener.close()
        os.close(self._lifeline[1])
        self._told.close()
        self._selector.close()
        for other in self._workers.values():
            os.close(other.voice)

    def _stop(self) -> None:
        """Tell all to stop, and end those that don't in time."""
        self._told.number = self._told.number or signal.SIGTERM
        for listener in self._listeners:
            listener.close()
        self._signal(signal.SIGTERM)
        until = time.monotonic() + _GRACE
        while self._workers and (left := until - time.monotonic()) > 0:
            self._attend(left)
        self._signal(signal.SIGKILL)
        for worker in list(self._workers.values()):
            self._bury(worker)

    def _signal(self, number: signal.Signals) -> None:
        for worker in self._workers.values():
            os.kill(worker.pid, number)  # it is no other process's id yet: nobody has waited for it


@contextlib.contextmanager
def _lifeline() -> Iterator[tuple[int, int]]:
    """A pipe that nobody writes to: its end is reached when this process, which alone can write, is gone."""
    ends = os.pipe()
    try:
        yield ends
    finally:
        for end in ends:
            os.close(end)


def _say(voice: int) -> None:
    with contextlib.suppress(BrokenPipeError):  # the lifeline tells that nobody listens
        os.write(voice, b"r")


def _ended(status: int) -> str:
    if status >= 0:
        return f"ended with exit code {status}"
    try:
        return f"was ended by {signal.Signals(-status).name}"
    except ValueError:
        return f"was ended by signal {-status}"
