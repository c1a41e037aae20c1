"""Where the next, previous, first and last page are: as a number, as a URL, in the Link header (RFC 8288)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal
from urllib.parse import quote, urlencode

from listproof.contract import Operation
from mock_server.engine.query import Query
from mock_server.engine.windows import Window, first_page, last_start

Leading = Literal["next", "prev", "first", "last"]

LEADING: Final[tuple[Leading, ...]] = ("next", "prev", "first", "last")
"""The roles that lead to another page."""


class Links:
    """Leads from a page of one operation to others, by the page's number or the offset."""

    def __init__(self, operation: Operation) -> None:
        self._paging = operation.mocked.page
        self._path = operation.path
        param = self._paging.param
        self._param = operation.parameters[param].name if param is not None else None
        self._in_header: dict[str, Leading] = {
            place.name: role
            for role in LEADING
            if (place := operation.mocked.meta.get(role)) is not None and place.where == "link"
        }

    def number(self, role: Leading, window: Window) -> int | None:
        """The page's number or the offset that leads there; None where there is no such page."""
        skipped = _start(role, window) if self._param is not None else None
        if skipped is None or self._paging.by == "offset":
            return skipped
        return first_page(self._paging) + (skipped // window.size if window.size else 0)

    def url(self, role: Leading, query: Query, window: Window, path: Mapping[str, str]) -> str | None:
        """A reference to the page from the server's root, everything that was sent kept."""
        number = self.number(role, window)
        if number is None:
            return None
        kept = [pair for pair in query.sent if pair[0] != self._param]
        pairs = [*kept, (str(self._param), str(number))]
        return f"{_expanded(self._path, path)}?{urlencode(pairs, quote_via=quote, errors='replace')}"

    def header(self, query: Query, window: Window, path: Mapping[str, str]) -> str:
        """The Link header, empty where no page is led to."""
        urls = ((rel, self.url(role, query, window, path)) for rel, role in self._in_header.items())
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
