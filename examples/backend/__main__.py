"""Serve the example backend: `python -m examples.backend --port 9000`."""

from __future__ import annotations

import argparse
import signal
import tempfile
from pathlib import Path

from werkzeug.serving import WSGIRequestHandler, make_server

from .app import create_app
from .sharing import PARTS, SharedAnswers

HOST = "127.0.0.1"


class QuietHandler(WSGIRequestHandler):
    """HTTP/1.1 without an access log; what can't be read as HTTP is refused in JSON as well."""

    protocol_version = "HTTP/1.1"
    error_content_type = "application/json"
    error_message_format = '{"error": "The request can\'t be read", "status": %(code)d}'

    def log_request(self, *_args: object) -> None:
        return


def port_number(text: str) -> int:
    """A TCP port; the system would take a larger number modulo 65536 and serve on a surprising one."""
    if not (text.isdecimal() and int(text) < 65536):
        raise argparse.ArgumentTypeError(f"{text!r} is no port: give a number from 0 to 65535")
    return int(text)


def main() -> None:
    """Serve until interrupted, one thread for each connection, over a database of this run alone."""
    options = argparse.ArgumentParser(prog="python -m examples.backend", description=main.__doc__)
    options.add_argument(
        "--port", type=port_number, default=9000, help="0 takes a free one; 9000 when left out"
    )
    options.add_argument(
        "--cache-forgets",
        choices=PARTS,
        help="put a cache before it that is wrong while several ask at once: for `listproof load` to find",
    )
    given = options.parse_args()
    port = given.port
    signal.signal(
        signal.SIGTERM, signal.default_int_handler
    )  # so that the folder goes when the server is told to
    with tempfile.TemporaryDirectory(prefix="example-backend-") as folder:
        app = create_app(f"sqlite:///{Path(folder) / 'backend.sqlite'}", allow_failure=True)
        if given.cache_forgets:
            app.wsgi_app = SharedAnswers(app.wsgi_app, forgets=given.cache_forgets)  # type: ignore[assignment, method-assign]
        server = make_server(HOST, port, app, threaded=True, request_handler=QuietHandler)
        print(f"Example backend ready on http://{HOST}:{server.port}", flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            server.server_close()


if __name__ == "__main__":
    main()
