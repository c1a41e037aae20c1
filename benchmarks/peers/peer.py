"""A server that answers a list: what it is, what has to be installed, how it starts and how it is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

APPS = Path(__file__).parent / "apps"
PATH = "/api/v1/public/call-batches"
PYTHON = "python"
"""The folder, in that of a peer, of what pip installed for it alone."""

SIZE = 50
PAGE_1, PAGE_2 = 1, 2
COMPLETED, FAILED = "completed", "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """How a list is asked for: path, parameters, and where its items stand (a JSON Pointer)."""

    path: str = PATH
    page: str = "page"
    size: str = "limit"
    status: str = "status"
    items: str = "/data/items"

    def target(self, *, page: int = PAGE_1, size: int = SIZE, status: str | None = COMPLETED) -> str:
        """The path and query of one page."""
        wanted = [] if status is None else [f"{self.status}={quote(status)}"]
        return f"{self.path}?{'&'.join([*wanted, f'{self.page}={page}', f'{self.size}={size}'])}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """One server of the comparison.

    `about` says in a few words what answers. `npm` and `pip` are packages with their versions; `python` are
    distributions that are here already; `program` must be on the path, and tells its version by `version`.
    `files` are taken from the material or from `apps/` into the peer's own folder; in them and in `command`
    each `<word>` that its place knows is replaced.
    """

    name: str
    about: str
    command: tuple[str, ...]
    npm: tuple[str, ...] = ()
    pip: tuple[str, ...] = ()
    python: tuple[str, ...] = ()
    program: str = ""
    version: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    words: Words = field(default_factory=Words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a peer runs: a folder of its own, a port, and the words that its command and files may use."""

    home: Path
    port: int
    words: Mapping[str, str]

    def fill(self, text: str) -> str:
        """The text with each known `<word>` replaced by what it stands for."""
        for word, value in {**self.words, "home": str(self.home), "port": str(self.port)}.items():
            text = text.replace(f"<{word}>", value)
        return text

    @property
    def url(self) -> str:
        """Where the peer listens."""
        return f"http://127.0.0.1:{self.port}"


class AbsentError(Exception):
    """A peer can't take part, and why."""
