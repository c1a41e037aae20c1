"""Turns: several lists share one client, and what the run may ask and how long is shared out among them.

The probes that tell most come first in every plan. So a run that has to be short has looked at the heart of
every list, and not at all of the first few.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from conformance.asking.client import BudgetSpent, Tally
from conformance.evidence import Exchange, Request
from conformance.questions import Question


class Shared(Protocol):
    """What lists ask with in turn: a client, or a recording that stands in for it."""

    tally: Tally

    @property
    def reached(self) -> bool:
        """Whether anything was answered yet."""

    @property
    def left(self) -> tuple[float, float]:
        """How many requests, and for how many seconds, may still be sent."""

    def ask(self, question: Question, request: Request) -> Exchange:
        """The answer to the request."""

    def stop(self, reason: str) -> None:
        """Let no further request be sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """What one list may take: so many requests, and so many seconds from when its turn begins."""

    requests: float = math.inf
    seconds: float = math.inf


class Turn:
    """The asking of one list. `sent` counts what was sent for it, further attempts included."""

    def __init__(
        self,
        client: Shared,
        allowance: Allowance = Allowance(),
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.sent = 0
        self.cut = ""
        """Why this list alone was asked no further, or the empty text."""
        self._client = client
        self._most = allowance.requests
        self._seconds = allowance.seconds
        self._clock = clock
        self._end = clock() + allowance.seconds

    @property
    def reached(self) -> bool:
        """Whether the target has answered anything yet, to whichever list."""
        return self._client.reached

    @property
    def left(self) -> tuple[float, float]:
        """How many requests, and for how many seconds, may still be sent for this list."""
        requests, seconds = self._client.left
        return min(requests, self._most - self.sent), min(seconds, self._end - self._clock())

    def ask(self, question: Question, request: Request) -> Exchange:
        """The answer. Raises BudgetSpent where the share or a limit of the run is used up."""
        if self.sent >= self._most:
            self.cut = f"its share of the requests, {self._most:.0f}, was spent"
        elif self._clock() >= self._end:
            self.cut = f"its share of the time, {self._seconds:.2g} s, was over"
        if self.cut:
            raise BudgetSpent(self.cut)
        self._client.tally.turn = self
        try:
            return self._client.ask(question, request)
        finally:
            self._client.tally.turn = None

    def stop(self, reason: str) -> None:
        """End the asking of all, unless it is this list's share alone that is used up."""
        if reason != self.cut:
            self._client.stop(reason)
