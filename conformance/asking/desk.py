"""Asking: each request once, whoever asks for it, and every answer kept as evidence."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import dataclass, field, replace

from conformance.asking.encoding import encode
from conformance.asking.keeping import Rows
from conformance.asking.reading import read_page
from conformance.asking.walking import walk
from conformance.evidence import Exchange, Page, Request, Walk
from conformance.questions import Question
from conformance.target import Target
from listproof.contract import Operation

WALK_BUDGET = 50

Exchanging = Callable[[Question, Request], Exchange]


class Memo:
    """The answers by request: each request is sent once, however many threads ask for it.

    `rows` keeps what stands in the answers; without it each has rows of its own.
    """

    def __init__(self, send: Exchanging, rows: Rows | None = None) -> None:
        self._send = send
        self._rows = rows
        self._lock = threading.Lock()
        self._answers: dict[Request, Future[Exchange]] = {}

    def exchange(self, question: Question, request: Request) -> Exchange:
        """The request's answer, sent for by whoever comes first.

        Raises BudgetSpent or Unreachable, as the sending does.
        """
        with self._lock:
            answer = self._answers.get(request)
            mine = answer is None
            if answer is None:
                answer = self._answers[request] = Future()
        if mine:
            try:
                exchange = self._send(question, request)
                answer.set_result(self._rows.keep(exchange) if self._rows else exchange)
            except BaseException as error:
                answer.set_exception(error)
        exchange = answer.result()
        return exchange if exchange.question == question else replace(exchange, question=question)


@dataclass(slots=True)
class Seen:
    """What was asked for, in order: equal requests once, as the plainest question that made them."""

    exchanges: dict[Request, Exchange] = field(default_factory=dict)
    pages: dict[Request, Page] = field(default_factory=dict)
    walks: dict[tuple[Question, int], Walk] = field(default_factory=dict)

    def add(self, exchange: Exchange, page: Page | None) -> None:
        """Keep an answer, unless a plainer question had it already."""
        request = exchange.request
        known = self.exchanges.get(request)
        if known is not None and _oddness(known.question) <= _oddness(exchange.question):
            return
        self.exchanges[request] = exchange
        if page is not None:
            self.pages[request] = page

    def join(self, others: Iterable[Seen]) -> None:
        """Take in what others saw, in their order."""
        for other in others:
            for request, exchange in other.exchanges.items():
                self.add(exchange, other.pages.get(request))
            for key, walked in other.walks.items():
                self.walks.setdefault(key, walked)


def _oddness(question: Question) -> int:
    """How much of a question is written by hand; the contract gives a meaning to the rest."""
    return len(question.put) + len(question.add) + len(question.drop)


class Asker:
    """The asking of one probe: implements `law.Ask`, over a memo that all probes share.

    `again` is added to every question's own, so that a second look is really a second look.
    """

    def __init__(
        self, operation: Operation, target: Target, memo: Memo, *, pages: int = WALK_BUDGET, again: int = 0
    ) -> None:
        self.seen = Seen()
        self._operation = operation
        self._target = target
        self._memo = memo
        self._pages = pages
        self._again = again

    def exchange(self, question: Question) -> Exchange:
        """The answer, whatever it is."""
        return self._asked(question)[0]

    def page(self, question: Question) -> Page | None:
        """The answer as a page, or None where it is none."""
        return self._asked(question)[1]

    def walk(self, question: Question, *, pages: int | None = None) -> Walk:
        """The pages of the question from the first to the end, at most `pages` of them."""
        budget = self._pages if pages is None else pages
        key = (question, budget)
        if key not in self.seen.walks:
            self.seen.walks[key] = walk(self._operation, question, self._asked, budget)
        return self.seen.walks[key]

    def _asked(self, question: Question) -> tuple[Exchange, Page | None]:
        if self._again:
            question = question.but(again=question.again + self._again)
        exchange = self._memo.exchange(question, encode(self._operation, self._target, question))
        page = read_page(self._operation, exchange)
        self.seen.add(exchange, page)
        return exchange, page
