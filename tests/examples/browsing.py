"""A real browser, and what it looks at: the example frontend, built and served from an origin of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parents[2]
FRONTEND = ROOT / "examples" / "frontend"

_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_READY = "Listproof mock ready on "


def browser_found() -> str | None:
    """Where a Chromium is on this machine; Playwright's own is not downloaded."""
    return next((path for name in _BROWSERS if (path := shutil.which(name))), None)


def missing_for_frontend() -> str:
    """What the machine lacks to build the frontend, or the empty text."""
    if shutil.which("npm") is None:
        return "there is no npm"
    version = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout.strip()
    major, minor = (int(part) for part in version.removeprefix("v").split(".")[:2])
    if (major, minor) < (20, 19):
        return f"the frontend needs Node.js 20.19, and here is {version}"
    if not (FRONTEND / "node_modules" / ".ready").exists():
        return "the frontend's packages are not installed: make test-all does it"
    return ""


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser without a window."""
    path = browser_found()
    assert path is not None
    with sync_playwright() as playwright:
        # A container has no user namespaces for the sandbox, and nothing is shown here but our own pages.
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@contextmanager
def mock(*arguments: str) -> Iterator[str]:
    """A mock on a free port, as a user starts it; its base URL."""
    command = [sys.executable, "-m", "listproof", "mock", "--port", "0", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            assert process.stdout is not None
            lines = iter(process.stdout.readline, "")
            yield next(line for line in lines if line.startswith(_READY)).removeprefix(_READY).strip()
        finally:
            process.terminate()


def build(folder: Path, api: str) -> None:
    """The frontend as it would be put on a server, made for a backend at this address."""
    done = subprocess.run(
        ["npx", "--no-install", "vite", "build", "--outDir", str(folder / "site"), "--logLevel", "error"],
        cwd=FRONTEND,
        env={**os.environ, "VITE_API_URL": api},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The files of a folder on a port of their own."""
    handler = partial(_Quiet, directory=str(folder))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the parent's name
        """Not a word."""
