"""Starting a server by its name on a port, and the line that says where it is."""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import json
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from examples.servers.rows import orders

HOST: Final = "127.0.0.1"
READY: Final = " ready on "
COLLECTIONS: Final = ("orders", "purchases")
_HERE: Final = Path(__file__).parent
_PATIENCE: Final = 30.0
_LIBRARIES: Final = {
    "django_rest_framework": ("django", "rest_framework", "django_filters", "drf_spectacular"),
    "django_ninja": ("django", "ninja"),
    "flask_smorest": ("flask_smorest",),
    "fastapi_pagination": ("fastapi", "fastapi_pagination", "sqlakeyset"),
}
_PROGRAMS: Final = {
    "json_server": "json_server/node_modules/json-server/lib/cli/bin.js",
    "json_server_beta": "json_server/node_modules/json-server-beta/lib/bin.js",
}
_WSGI: Final = frozenset({"flask_smorest"})
NAMES: Final = (*_LIBRARIES, *_PROGRAMS)


def serve(name: str, port: int) -> int:
    """Serve until interrupted, and print where once it can be asked; 2 where what it needs is missing."""
    lacks = missing(name)
    if lacks:
        print(lacks, file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that what was started ends with it
    with contextlib.suppress(KeyboardInterrupt):
        _way(name)(name, port)
    return 0


def _way(name: str) -> Callable[[str, int], None]:
    return _serve_program if name in _PROGRAMS else _serve_wsgi if name in _WSGI else _serve_asgi


def missing(name: str) -> str:
    """What has to be installed before the server can start, or nothing."""
    if name not in _PROGRAMS:
        lacking = [each for each in _LIBRARIES[name] if importlib.util.find_spec(each) is None]
        return (
            f"{name} needs {', '.join(lacking)}: see the group servers in pyproject.toml" if lacking else ""
        )
    if shutil.which("node") is None:
        return f"{name} needs Node.js, and there is no node on the path"
    if not (_HERE / _PROGRAMS[name]).exists():
        return f"{name} needs its packages: npm ci --prefix examples/servers/json_server"
    return ""


def _serve_wsgi(name: str, port: int) -> None:
    from werkzeug.serving import WSGIRequestHandler, make_server

    class Quiet(WSGIRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_request(self, *_args: object) -> None:
            return

    app = importlib.import_module(f"examples.servers.{name}.app").app
    server = make_server(HOST, port, app, threaded=True, request_handler=Quiet)
    _ready(name, server.port)
    server.serve_forever()


def _serve_asgi(name: str, port: int) -> None:
    import uvicorn

    app = importlib.import_module(f"examples.servers.{name}.app").app
    with socket.create_server((HOST, port)) as listening:
        _ready(name, listening.getsockname()[1])
        uvicorn.Server(uvicorn.Config(app, log_level="error")).run(sockets=[listening])


def _serve_program(name: str, port: int) -> None:
    chosen = port or _free_port()
    with tempfile.TemporaryDirectory(prefix="example-server-") as folder:
        database = Path(folder) / "db.json"
        database.write_text(json.dumps({each: orders() for each in COLLECTIONS}), encoding="utf-8")
        command = ["node", str(_HERE / _PROGRAMS[name]), str(database), "--host", HOST, "--port", str(chosen)]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=folder)
        try:
            _wait_until_it_listens(process, chosen)
            _ready(name, chosen)
            process.wait()
        finally:
            process.terminate()
            process.wait(timeout=10)


def _ready(name: str, port: int) -> None:
    print(f"{name}{READY}http://{HOST}:{port}", flush=True)


def _free_port() -> int:
    with socket.create_server((HOST, 0)) as listening:
        return int(listening.getsockname()[1])


def _wait_until_it_listens(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + _PATIENCE
    while process.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection((HOST, port), timeout=1):
            return
        time.sleep(0.05)
    raise SystemExit(f"the server did not listen on port {port} within {_PATIENCE:g} s")
