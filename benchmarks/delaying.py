"""A proxy on loopback that makes every answer come later, as a network of that latency does."""

from __future__ import annotations

import contextlib
import queue
import socket
import threading
import time
from collections.abc import Iterator

_CHUNK = 65536


@contextlib.contextmanager
def delaying(host: str, port: int, seconds: float) -> Iterator[str]:
    """The base URL of a proxy before this address, as long as the block runs.

    What the server sends reaches the client so many seconds later; what the client sends goes on at once.
    Connecting costs nothing: connections are kept.
    """
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listening:
        threading.Thread(target=_accept, args=(listening, (host, port), seconds), daemon=True).start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


def _accept(listening: socket.socket, server: tuple[str, int], seconds: float) -> None:
    while True:
        try:
            client, _ = listening.accept()
        except OSError:
            return  # it was closed: the block is over
        upstream = socket.create_connection(server)
        for side in (client, upstream):
            side.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        _pass_on(client, upstream, 0.0)
        _pass_on(upstream, client, seconds)


def _pass_on(source: socket.socket, sink: socket.socket, seconds: float) -> None:
    """Carry what comes to the other side, each piece so many seconds after it came."""
    waiting: queue.SimpleQueue[tuple[float, bytes]] = queue.SimpleQueue()

    def take() -> None:
        data = b"begun"
        while data:
            try:
                data = source.recv(_CHUNK)
            except OSError:
                data = b""
            waiting.put((time.monotonic() + seconds, data))

    def give() -> None:
        while True:
            due, data = waiting.get()
            time.sleep(max(0.0, due - time.monotonic()))
            with contextlib.suppress(OSError):
                if data:
                    sink.sendall(data)
                else:
                    sink.shutdown(socket.SHUT_RDWR)
            if not data:
                sink.close()
                return

    for work in (take, give):
        threading.Thread(target=work, daemon=True).start()
