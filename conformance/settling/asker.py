"""Asking about one list: each request once, each told, and no more of them than allowed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from conformance.asking.encoding import encode
from conformance.asking.reading import read_page
from conformance.evidence import Exchange, Page, Request
from conformance.questions import Question
from conformance.reports.curl import request_line
from conformance.reports.redaction import Redactor
from conformance.settling.ground import Ground
from conformance.target import Target
from listproof.contract import Json

REFUSING = frozenset({400, 409, 412, 416, 422})
"""Statuses that say that a value is refused, and nothing else: 404 may be a missing page."""
_DENYING = frozenset({401, 403})

Exchanging = Callable[[Question, Request], Exchange]


class Enough(Exception):  # noqa: N818 - it names a state of the asking
    """As many requests were made for this list as are allowed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One answer: the request in words, and what came, read as a page where it is one."""

    line: str
    """The request for people, without credentials: `GET /orders?page=2`."""
    exchange: Exchange
    page: Page | None

    @property
    def status(self) -> int:
        """Its status; 0 where no whole answer came."""
        return self.exchange.status

    @property
    def ids(self) -> tuple[str, ...]:
        """The identities of its rows; none where it is no page."""
        return self.page.ids if self.page is not None else ()

    @property
    def rows(self) -> tuple[Json, ...]:
        """Its rows; none where it is no page."""
        return self.page.items if self.page is not None else ()

    @property
    def refused(self) -> bool:
        """Whether a value of the request was refused."""
        return self.status in REFUSING

    @property
    def is_empty(self) -> bool:
        """Whether it is a page with no rows."""
        return self.page is not None and not self.page.items

    def meta(self, role: Any) -> Json:
        """What the answer says of itself; None where it says nothing."""
        value = self.page.meta.get(role) if self.page is not None else None
        return value if value or value == 0 else None

    @property
    def total(self) -> int | None:
        """The total that it tells, where that is a whole number."""
        value = self.meta("total")
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    @property
    def outcome(self) -> str:
        """What came, in words."""
        if self.page is not None:
            count = len(self.page.items)
            return f"gave {count} row{'' if count == 1 else 's'}" if count else "gave no rows"
        if not self.status:
            return f"got no answer: {self.exchange.trouble}"
        if 200 <= self.status < 300:
            return f"gave {self.status} without the list"
        return f"gave {self.status}"

    def __str__(self) -> str:
        return f"{self.line} {self.outcome}"


class Asker:
    """Asks about one list. `most` is how many requests may be made, the last look (`again`) included."""

    def __init__(
        self, ground: Ground, target: Target, redactor: Redactor, send: Exchanging, *, most: int
    ) -> None:
        self.lines: list[str] = []
        self._ground = ground
        self._target = target
        self._redactor = redactor
        self._send = send
        self._left = most
        self._known: dict[Request, Seen] = {}

    @property
    def left(self) -> int:
        """How many requests may still be made before the last look."""
        return max(0, self._left - 1)

    def ask(self, question: Question | None = None, /, **changes: Any) -> Seen:
        """What comes for the question. Raises Enough, and what the client raises."""
        asked = (question or Question()).but(**changes)
        request = encode(self._ground.operation, self._target, asked)
        known = self._known.get(request)
        if known is None:
            if self._left <= (0 if asked.again else 1):
                raise Enough
            self._left -= 1
            known = self._known[request] = self._seen(asked, request)
        return known

    def _seen(self, question: Question, request: Request) -> Seen:
        exchange = self._send(question, request)
        seen = Seen(
            line=request_line(exchange, self._redactor),
            exchange=exchange,
            page=read_page(self._ground.operation, exchange),
        )
        self.lines.append(f"{seen.line}: {self._redactor.text(_came(seen))}")
        return seen


def _came(seen: Seen) -> str:
    if not seen.status:
        return seen.exchange.trouble
    if seen.page is None:
        return str(seen.status)
    count = len(seen.page.items)
    return f"{seen.status}, {count} row{'' if count == 1 else 's'}"


def denied(seen: Seen) -> bool:
    """Whether the answer refuses whoever asks."""
    return seen.status in _DENYING
