"""The mock on a port: bound before anything slow is done, announced when it can be asked, stopped cleanly."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import gc
import importlib
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from listproof.errors import ListproofError

if TYPE_CHECKING:
    from starlette.types import ASGIApp
    from uvicorn import Config

STOPPING = (signal.SIGINT, signal.SIGTERM)
BACKLOG = 2048
"""Connections that may wait to be accepted."""
_FILES = 65_536
"""Open files that the mock asks the system for; each connection is one."""
PATIENCE = 2
"""Seconds that a reply under way may take once the mock is told to stop."""


def listen(host: str, port: int) -> socket.socket:
    """A socket bound to this address, 0 for any free port; raises ListproofError where it can't be."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except (socket.gaierror, UnicodeError):
        raise ListproofError(f"--host {host}: there is no such address; 127.0.0.1 is this machine.") from None
    listener = socket.socket(family, kind, protocol)
    if sys.platform != "win32":  # there it would let two programs have one port
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(address)
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        raise ListproofError(_why_not(host, port, error)) from None
    listener.setblocking(False)
    return listener


def _why_not(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} of {host} is in use; name another with --port, or --port 0 for any free one."
    if error.errno == errno.EACCES:
        return f"Port {port} is for the system's own programs; name one from 1024 on with --port."
    return f"--host {host} --port {port}: can't be listened on: {error.strerror}."


def url_of(listener: socket.socket) -> str:
    """The base URL to ask, `http://127.0.0.1:8080`."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def serve(app: ASGIApp, listener: socket.socket) -> None:
    """Serve until the process is told to stop; one line on stdout says when it can be asked."""
    config = configured(app)
    gc.freeze()  # what was loaded up to here stays: the collector needn't look at it again
    run(config, listener, lambda: say_ready(listener))


def say_ready(listener: socket.socket) -> None:
    """The line on stdout that says where the mock can be asked, and that it can."""
    print(f"Listproof mock ready on {url_of(listener)}", flush=True)


def configured(app: ASGIApp) -> Config:
    """Uvicorn's configuration, with all that it needs imported."""
    import uvicorn

    config = uvicorn.Config(
        app,
        http="httptools",
        ws="none",
        lifespan="off",
        log_config=None,
        log_level="error",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=PATIENCE,
    )
    config.load()
    with contextlib.suppress(ImportError):  # Windows has none
        importlib.import_module("uvloop")  # uvicorn would import it when it starts: in each worker anew
    return config


def run(
    config: Config, listener: socket.socket, when_ready: Callable[[], None], lifeline: int | None = None
) -> None:
    """Serve in this process until it is told to stop.

    `lifeline` is a descriptor that can be read once the process that this one works for is gone; then this
    one stops as well.
    """
    import uvicorn

    _allow_connections()

    class Server(uvicorn.Server):
        """Uvicorn, which says that it is ready and takes a signal as a wish and not as a failure."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if lifeline is not None:
                asyncio.get_running_loop().add_reader(lifeline, self.leave, lifeline)
            when_ready()

        def leave(self, lifeline: int) -> None:
            asyncio.get_running_loop().remove_reader(lifeline)
            self.should_exit = True

        @contextlib.contextmanager
        def capture_signals(self) -> Iterator[None]:
            before = {number: signal.signal(number, self.handle_exit) for number in _stopping(lifeline)}
            try:
                yield
            finally:
                for number, handler in before.items():
                    signal.signal(number, handler)

    Server(config).run(sockets=[listener])


def _allow_connections() -> None:
    """Let the process have as many connections as the system lets it, up to what is sensible.

    Shells start programs with 256 or 1,024 open files, which idle clients would soon use up.
    """
    if sys.platform == "win32":
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _FILES if hard == resource.RLIM_INFINITY else min(_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with contextlib.suppress(ValueError, OSError):  # macOS: fewer than the limit that it names
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _stopping(lifeline: int | None) -> tuple[signal.Signals, ...]:
    """The signals that stop this process: of a worker, Ctrl-C is for the one above it."""
    return STOPPING if lifeline is None else (signal.SIGTERM,)
