"""The one place that talks to the target: patient with a busy server, bounded with a hostile one."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Protocol

from conformance.asking.jsonbody import parse_json
from conformance.evidence import Exchange, Request
from conformance.questions import Question
from listproof.errors import Unreachable

BUSY = frozenset({429, 502, 503, 504})
"""Statuses that ask to come again later (RFC 6585, 4; RFC 9110, 15.6.3 to 15.6.5)."""
WAITS = (0.25, 0.5, 1.0)
"""Seconds before each further attempt where the answer names no time."""
LONGEST_WAIT = 30.0
LOST_IN_A_ROW = 5


class BudgetSpent(Exception):  # noqa: N818 - it names a state of the run
    """No further request may be sent: as many were as allowed, or the time is over. Its text says which."""


class TooManyRequests(BudgetSpent):
    """The target answers 429, however long is waited: who asks less often may still be answered."""


class NotRecorded(Exception):  # noqa: N818 - it names a state of the run
    """A recording stands in for the target, and has no answer to the request that the text names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back for one sending. `status` is 0 and `trouble` says why where no whole answer came.

    `lost`: the connection failed, so that the next request may well fail too. `retry`: it failed
    before the server can have been slow, so that another attempt costs little.
    """

    status: int = 0
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    trouble: str = ""
    lost: bool = False
    retry: bool = False

    def header(self, name: str) -> str:
        """The first value of a header, or the empty text."""
        return next((value for key, value in self.headers if key.lower() == name), "")


Send = Callable[[Request], Answer]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much may be asked, and how fast. `seconds` is for the whole run, `rate` in requests a second."""

    requests: int | None = None
    seconds: float | None = None
    rate: float | None = None


@dataclass(slots=True)
class Notices:
    """What the client met and waited out: how often, by status, and for how long in all."""

    busy: dict[int, int]
    waited: float = 0.0
    lost: int = 0


class Counting(Protocol):
    """Somebody for whom requests are sent."""

    sent: int


class Tally(threading.local):
    """For whom this thread asks: what it sends counts for them too."""

    turn: Counting | None = None

    def count(self) -> None:
        """Count one more sending; whoever calls it holds the lock of the client."""
        if self.turn is not None:
            self.turn.sent += 1


class Client:
    """Sends requests within limits; safe to share between threads.

    `at_once` bounds the requests at one time, whoever asks; None leaves that to the number of threads.
    """

    def __init__(
        self,
        send: Send,
        *,
        place: str,
        limits: Limits = Limits(),
        at_once: int | None = None,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.sent = 0
        self.tally = Tally()
        self.notices = Notices(busy={})
        self._gate: AbstractContextManager[object] = (
            nullcontext() if at_once is None else threading.BoundedSemaphore(at_once)
        )
        self._send = send
        self._place = place
        self._limits = limits
        self._sleep = sleep
        self._clock = clock
        self._began = clock()
        self._next = self._began
        self.reached = False
        """Whether the target has answered anything yet."""
        self._stopped = ""
        self._lost_in_a_row = 0
        self._first_lost = ""
        self._answered: Request | None = None
        """A request that was answered: whether it still is tells if the target is there."""
        self._lock = threading.Lock()

    def ask(self, question: Question, request: Request) -> Exchange:
        """Send the request, wait where the server asks to, and hand back what came.

        Raises BudgetSpent where a limit is reached, Unreachable where the target does not answer at
        all or has stopped answering.
        """
        began = self._clock()
        answer = self._attempt(request)
        for attempt, usual in enumerate(WAITS):
            wait = self._wait(answer, usual, attempt)
            if wait is None:
                break
            self._pause(wait, answer)
            began = self._clock()
            answer = self._attempt(request)
        if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
            # It says nothing of the list: to judge it would be to blame a rate limit.
            told = "the target answers 429 Too Many Requests, however long is waited: try --rate"
            raise TooManyRequests(told)
        self._judge_connection(request, answer)
        return exchanged(question, request, answer, self._clock() - began)

    @property
    def left(self) -> tuple[float, float]:
        """How many requests, and for how many seconds, may still be sent; infinity where nothing limits."""
        most, seconds = self._limits.requests, self._limits.seconds
        return (
            math.inf if most is None else most - self.sent,
            math.inf if seconds is None else seconds - (self._clock() - self._began),
        )

    @property
    def remarks(self) -> tuple[str, ...]:
        """What a reader of the report should know of how the answers came about."""
        return ()

    def stop(self, reason: str) -> None:
        """Let no further request be sent: whoever asks is told the reason."""
        self._stopped = reason

    def _attempt(self, request: Request) -> Answer:
        with self._gate:
            with self._lock:
                now = self._clock()
                start = max(self._next, now)
                self._check_limits(start)
                self.sent += 1
                self.tally.count()
                if self._limits.rate:
                    self._next = start + 1 / self._limits.rate
            if start > now:
                self._sleep(start - now)
            return self._send(request)

    def _check_limits(self, start: float) -> None:
        if self._stopped:
            raise BudgetSpent(self._stopped)
        most = self._limits.requests
        if most is not None and self.sent >= most:
            raise BudgetSpent(f"the budget of {most} request{'s' if most > 1 else ''} was spent")
        seconds = self._limits.seconds
        if seconds is not None and start - self._began >= seconds:
            raise BudgetSpent(f"the {seconds:g} s allowed were over")

    def _wait(self, answer: Answer, usual: float, attempt: int) -> float | None:
        """How long to wait before another attempt; None for no further attempt."""
        if answer.lost:
            return usual / 2 if answer.retry and attempt < 2 else None
        if answer.status not in BUSY:
            return None
        named = retry_after(answer.header("retry-after"), time.time())
        wait = usual if named is None else named
        return wait if wait <= LONGEST_WAIT else None

    def _pause(self, wait: float, answer: Answer) -> None:
        """Wait; when the server is busy, every thread waits."""
        with self._lock:
            if answer.lost:
                self.notices.lost += 1
            else:
                self.notices.busy[answer.status] = self.notices.busy.get(answer.status, 0) + 1
                self._next = max(self._next, self._clock() + wait)
            self.notices.waited += wait
        if answer.lost:
            self._sleep(wait)

    def _judge_connection(self, request: Request, answer: Answer) -> None:
        with self._lock:
            self.reached = self.reached or not answer.lost
            if answer.lost and not self._lost_in_a_row:
                self._first_lost = f"{request.method} {request.target[:200]}"
            self._lost_in_a_row = self._lost_in_a_row + 1 if answer.lost else 0
            self._answered = self._answered or (None if answer.lost else request)
            lost = self._lost_in_a_row
        if answer.lost and not self.reached:
            raise Unreachable(f"{self._place} cannot be asked: {answer.trouble}")
        if lost >= LOST_IN_A_ROW and not self._is_there():
            raise Unreachable(
                f"{self._place} stopped answering at {self._first_lost}: "
                f"{lost} requests in a row failed, the last with: {answer.trouble}"
            )

    def _is_there(self) -> bool:
        """Whether the target still answers what it did before: then some requests alone are lost on it."""
        if self._answered is None or self._attempt(self._answered).lost:
            return False
        with self._lock:
            self._lost_in_a_row = 0
        return True


def retry_after(text: str, now: float) -> float | None:
    """The seconds that a Retry-After header asks to wait (RFC 9110, 10.2.3); None where it says nothing.

    `now` is in seconds since 1970: the header may be a date.
    """
    text = text.strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - now) if text else None
    except (ValueError, TypeError, OverflowError):
        return None


def exchanged(question: Question, request: Request, answer: Answer, seconds: float) -> Exchange:
    """The request with its answer, read as JSON where it is any."""
    value, fault = parse_json(answer.body)
    return Exchange(
        question=question,
        request=request,
        status=answer.status,
        headers=tuple((name.lower(), text) for name, text in answer.headers),
        body=answer.body,
        json=value,
        json_fault=fault,
        trouble=answer.trouble,
        seconds=seconds,
    )
