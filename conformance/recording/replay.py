"""Standing in for the client with what a recording has: no network, no waiting, the same answers."""

from __future__ import annotations

import math
import threading
from typing import Final

from conformance.asking.client import BudgetSpent, Limits, Notices, NotRecorded, Tally, exchanged
from conformance.evidence import Exchange, Request
from conformance.questions import Question
from conformance.recording.har import Attempt
from conformance.recording.recording import Key, Recording, key
from listproof.contract import Contract
from listproof.errors import Unreachable

_LONGEST: Final = 160


class Replay:
    """What `Client` is to a target, this is to a recording; safe to share between threads.

    Each request is answered as it was, in the order in which it was asked. What was never sent because
    the recorded run ended is not sent for the same reason now; anything else that lacks is NotRecorded, and
    told of, unless the run was limited in time: its fuzz phase may have ended early.
    """

    def __init__(self, recording: Recording, contract: Contract, limits: Limits) -> None:
        self.sent = 0
        self.tally = Tally()
        self.notices = Notices(busy={})
        self.reached = any(
            not attempt.answer.lost
            for turns in recording.asked.values()
            for turn in turns
            for attempt in turn
        )
        self._recording = recording
        self._contract = contract
        self._limits = limits
        self._taken: dict[Key, int] = {}
        self._lacking: dict[str, None] = {}
        self._lock = threading.Lock()

    def ask(self, question: Question, request: Request) -> Exchange:
        """The recorded answer. Raises BudgetSpent and Unreachable as the recorded asking did, and
        NotRecorded where there was none."""
        with self._lock:
            turn = self._turn(request)
            for attempt in turn:
                self._note(attempt)
        last = next(attempt for attempt in reversed(turn) if not attempt.aside)
        ended = turn[-1]
        if ended.ended == "spent":
            raise BudgetSpent(ended.why)
        if ended.ended == "unreachable":
            raise Unreachable(ended.why)
        if ended.ended == "interrupted":
            raise BudgetSpent(self._recording.stopped or "it was interrupted")
        return exchanged(question, request, last.answer, last.seconds)

    @property
    def left(self) -> tuple[float, float]:
        """As `Client.left`; time is not what a replay runs out of."""
        most = self._limits.requests
        return (math.inf if most is None else most - self.sent, math.inf)

    @property
    def remarks(self) -> tuple[str, ...]:
        """That this was a replay, and what the recording lacked."""
        told = tuple(self._recording.remarks(self._contract))
        if not self._lacking:
            return told
        number = len(self._lacking)
        requests = "one request" if number == 1 else f"{number} requests, the first"
        return (*told, f"not in the recording: {requests}: {next(iter(self._lacking))}")

    def stop(self, reason: str) -> None:
        """What is recorded was asked before the end, so it is answered after it too."""

    def _turn(self, request: Request) -> list[Attempt]:
        known = key(request)
        turns = self._recording.asked.get(known, ())
        taken = self._taken.get(known, 0)
        if taken >= len(turns):
            if self._recording.stopped:
                raise BudgetSpent(self._recording.stopped)
            line = f"{request.method} {request.target}"
            if self._recording.settings["max_seconds"] is None:
                self._lacking.setdefault(line[:_LONGEST])
            raise NotRecorded(f"not in the recording: {line[:_LONGEST]}")
        self._taken[known] = taken + 1
        return list(turns[taken])

    def _note(self, attempt: Attempt) -> None:
        self.sent += 1
        self.tally.count()
        if attempt.waited is None:
            return
        self.notices.waited += attempt.waited
        if attempt.answer.lost:
            self.notices.lost += 1
        else:
            status = attempt.answer.status
            self.notices.busy[status] = self.notices.busy.get(status, 0) + 1
