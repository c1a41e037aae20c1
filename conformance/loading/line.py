"""Asking under load: GET and HEAD alone, with `check`'s own client, and what got no whole answer apart."""

from __future__ import annotations

import threading
from typing import Final

from conformance.asking.client import BUSY, Answer, Client, Limits, Send
from conformance.asking.network import HttpSender
from conformance.evidence import Exchange, Request
from conformance.loading.sightings import Book
from conformance.questions import Question
from conformance.target import Target

CONNECTIONS: Final = 10_000
"""More than one process has users: each of them needs one at most."""
_METHODS: Final = frozenset({"GET", "HEAD"})


class Line:
    """What the users of one process ask with.

    `rate`, in requests a second, and `requests` are for this process. An answer that asks to come again later
    is waited out, and what is lost or stays busy is counted and never judged: it says nothing of the list.
    """

    def __init__(
        self,
        target: Target,
        *,
        place: str,
        timeout: float,
        rate: float | None = None,
        requests: int | None = None,
        send: Send | None = None,
    ) -> None:
        self._sender = (
            HttpSender(target.url, timeout=timeout, connections=CONNECTIONS) if send is None else None
        )
        self._send = send or self._sender
        self._here = threading.local()
        self._client = Client(self._sent, place=place, limits=Limits(requests=requests, rate=rate))

    @property
    def sent(self) -> int:
        """How many requests were sent, further attempts included."""
        return self._client.sent

    def ask(self, question: Question, request: Request) -> Exchange:
        """The answer. Raises BudgetSpent at a limit, Unreachable where nobody answers any more."""
        if request.method not in _METHODS:
            raise ValueError(f"{request.method} is never sent under load")
        return self._client.ask(question, request)

    def is_told(self, exchange: Exchange) -> bool:
        """Whether the answer that came last to this user says something of the list."""
        return not getattr(self._here, "lost", False) and exchange.status not in BUSY

    def settle(self, book: Book) -> None:
        """Move into the book how often the target was busy since it was asked last."""
        busy, self._client.notices.busy = self._client.notices.busy, {}
        book.join(Book(busy=busy))

    def stop(self, reason: str) -> None:
        """Let no further request be sent."""
        self._client.stop(reason)

    def close(self) -> None:
        """Let go of every connection."""
        if self._sender is not None:
            self._sender.__exit__(None, None, None)

    def _sent(self, request: Request) -> Answer:
        assert self._send is not None
        answer = self._send(request)
        self._here.lost = answer.lost
        return answer
