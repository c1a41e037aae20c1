"""Where the next, previous, first and last page are: number, token, URL or Link header (RFC 8288)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, Literal
from urllib.parse import quote, urlencode

from listproof.contract import Operation
from mock_server.engine.query import USUAL_NAME, Query
from mock_server.engine.windows import Window, first_page, last_start

Leading = Literal["next", "prev", "first", "last"]

LEADING: Final[tuple[Leading, ...]] = ("next", "prev", "first", "last")
"""The roles that lead to another page."""

Mint = Callable[[int], str]
"""From a number of rows to the token of the page after them, for the query at hand."""


class Links:
    """Leads from a page of one operation to others: by the page's number, the offset, or a token."""

    def __init__(self, operation: Operation) -> None:
        self._paging = operation.mocked.page
        self._path = operation.path
        self._by_token = self._paging.by in ("cursor", "link")
        param = self._paging.param
        unnamed = USUAL_NAME if self._by_token else None
        self._param = operation.parameters[param].name if param is not None else unnamed
        self._in_header: dict[str, Leading] = {
            place.name: role
            for role in LEADING
            if (place := operation.mocked.meta.get(role)) is not None and place.where == "link"
        }

    @property
    def in_header(self) -> bool:
        """Whether a page may have a Link header."""
        return bool(self._in_header)

    def number(self, role: Leading, window: Window) -> int | None:
        """The page's number or the offset that leads there; None where there is no such page."""
        skipped = _start(role, window) if self._param is not None else None
        if skipped is None or self._paging.by != "page":
            return skipped
        return first_page(self._paging) + (skipped // window.size if window.size else 0)

    def token(self, role: Leading, window: Window, mint: Mint | None) -> str | None:
        """What is sent for the page, as text: its token, or its number; None where there is no such page."""
        number = self.number(role, window)
        return None if number is None else mint(number) if self._by_token and mint else str(number)

    def url(
        self, role: Leading, query: Query, window: Window, path: Mapping[str, str], mint: Mint | None = None
    ) -> str | None:
        """A reference to the page from the server's root, everything that was sent kept."""
        token = self.token(role, window, mint)
        if token is None:
            return None
        kept = [pair for pair in query.sent if pair[0] != self._param]
        pairs = [*kept, (str(self._param), token)]
        return f"{_expanded(self._path, path)}?{urlencode(pairs, quote_via=quote, errors='replace')}"

    def header(self, query: Query, window: Window, path: Mapping[str, str], mint: Mint | None = None) -> str:
        """The Link header, empty where no page is led to."""
        urls = ((rel, self.url(role, query, window, path, mint)) for rel, role in self._in_header.items())
        return ", ".join(f'<{url}>; rel="{rel}"' for rel, url in urls if url is not None)


def _start(role: Leading, window: Window) -> int | None:
    """How many rows are skipped before that page; None where there is no such page."""
    if role == "next":
        return window.skipped + window.size if window.has_next and window.size else None
    last = last_start(window.total, window.size)
    if role == "prev":
        # From past the end the way back leads to the last rows that there are.
        return max(min(window.skipped - window.size, last), 0) if window.has_prev else None
    return 0 if role == "first" else last


def _expanded(path: str, values: Mapping[str, str]) -> str:
    for name, value in values.items():
        path = path.replace("{" + name + "}", quote(value, safe="", errors="replace"))
    return path
