"""Gathering the evidence of one operation: the survey first, then every probe of the plan, side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from typing import Any, Protocol

from conformance.asking.client import BudgetSpent, NotRecorded
from conformance.asking.desk import Asker, Memo, Seen
from conformance.asking.keeping import Rows
from conformance.asking.surveying import OTHER_PAGES, survey
from conformance.evidence import Exchange, Reaction, Request, Walk, Whole
from conformance.judging.judge import described
from conformance.law import Probe
from conformance.plan import plan
from conformance.questions import Question
from conformance.survey import Survey
from conformance.target import Target
from listproof.contract import Operation
from listproof.errors import Unreachable


@dataclass(slots=True)
class Gathered:
    """What one probe came back with. `error` tells that the probe itself broke, `lacks` that a recording
    has no answer for it."""

    probe: Probe
    evidence: list[Any] = field(default_factory=list)
    seen: Seen = field(default_factory=Seen)
    error: str = ""
    lacks: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """The evidence of one operation, in an order that no timing changes."""

    operation: Operation
    survey: Survey
    seen: Seen
    memo: Memo
    """Every answer of the operation: what asks on from here shares them."""
    gathered: tuple[Gathered, ...] = ()
    error: str = ""
    """Why there is no plan: this suite broke."""
    lost: bool = False
    """Whether the plain list is one that a recording lacks."""

    @property
    def whole(self) -> Whole:
        """Everything that was seen."""
        return Whole(
            exchanges=tuple(self.seen.exchanges.values()),
            pages=tuple(self.seen.pages.values()),
            walks=tuple(self.seen.walks.values()),
            reactions=tuple(piece for piece in self.made if isinstance(piece, Reaction)),
        )

    @property
    def lacks(self) -> bool:
        """Whether a recording stood in for the target, and had not everything that was asked for."""
        return self.lost or any(one.lacks for one in self.gathered)

    @property
    def made(self) -> tuple[Any, ...]:
        """The evidence that probes made, in the order of the plan."""
        return tuple(piece for one in self.gathered for piece in one.evidence)

    @property
    def probe_of(self) -> Mapping[int, Probe]:
        """The probe that made a piece of evidence, by the piece's identity."""
        return {id(piece): one.probe for one in self.gathered for piece in one.evidence}

    def broken(self, law: str) -> str:
        """Why evidence for a law is missing through a fault of this suite, or the empty text."""
        errors = (
            f"{one.probe.asks}: {one.error}" for one in self.gathered if law in one.probe.laws and one.error
        )
        return self.error or next(errors, "")


class Line(Protocol):
    """What an examiner asks with: the client, or an imagination of it."""

    @property
    def reached(self) -> bool:
        """Whether anything was answered yet."""

    def ask(self, question: Question, request: Request) -> Exchange:
        """The answer to the request."""

    def stop(self, reason: str) -> None:
        """Let no further request be sent."""


class Examiner:
    """Examines operations with one client. `told` hears of each probe that is done."""

    def __init__(
        self,
        target: Target,
        client: Line,
        *,
        concurrency: int,
        told: Callable[[Operation, str, int, int], None],
    ) -> None:
        self.target = target
        self.client = client
        self.stopped = ""
        self._died = False
        self._lost = False
        self._concurrency = concurrency
        self._told = told
        self.ahead = False
        """Whether the lists of a survey are walked at one time. Where only so many requests may be sent, that
        would let chance decide which."""

    def stop(self, reason: str) -> None:
        """End the asking, whoever asks, for the first reason that is given."""
        self.stopped = self.stopped or reason
        self.client.stop(self.stopped)

    def examine(self, operation: Operation, idle: Iterable[str]) -> Examination:
        """The evidence of the operation; none is gathered for idle laws alone.

        Raises Unreachable where the target has never answered.
        """
        memo = Memo(self.client.ask, Rows(operation))
        asker = Asker(operation, self.target, memo)
        self._told(operation, "the plain list", 0, 0)
        self._lost = False
        found = self._survey(operation, asker, memo)
        seen = Seen()
        seen.join([asker.seen])
        if not found.main.pages:
            return Examination(operation=operation, survey=found, seen=seen, memo=memo, lost=self._lost)
        try:
            probes = plan(operation, found, self.target, idle=frozenset(idle))
        except Exception as error:
            return Examination(
                operation=operation, survey=found, seen=seen, memo=memo, error=f"the plan: {described(error)}"
            )
        gathered = self.gather(operation, memo, probes)
        seen.join(one.seen for one in gathered)
        if self._died:
            # What failed because nobody was there any more says nothing of how requests are answered.
            seen.exchanges = {request: one for request, one in seen.exchanges.items() if not one.trouble}
        return Examination(operation=operation, survey=found, seen=seen, memo=memo, gathered=tuple(gathered))

    def ask(
        self, operation: Operation, questions: Sequence[Question], enough: Callable[[], bool], *, asks: str
    ) -> tuple[Seen, ...]:
        """The answers to these questions, in their order; `asks` says in words what they are.

        `enough` is looked at before each: questions that come after it has become true stay unasked.
        """
        memo = Memo(self.client.ask)
        askers = [Asker(operation, self.target, memo) for _ in questions]
        with ThreadPoolExecutor(max_workers=self._concurrency) as pool:
            running = [
                pool.submit(self._ask, asker, question, enough)
                for asker, question in zip(askers, questions, strict=True)
            ]
            try:
                for done, future in enumerate(running, 1):
                    future.result()
                    self._told(operation, asks, done, len(running))
            except KeyboardInterrupt:
                # Nothing more is sent. What waits still runs, on answers that are there: so what a run
                # makes of them depends on them alone, and not on who happened to wait.
                self.stop("it was interrupted")
        return tuple(asker.seen for asker in askers)

    def _ask(self, asker: Asker, question: Question, enough: Callable[[], bool]) -> None:
        if enough():
            return
        try:
            asker.exchange(question)
        except (BudgetSpent, Unreachable) as error:
            self.stop(str(error))
        except NotRecorded:
            return  # the recording says itself what it lacks

    def _survey(self, operation: Operation, asker: Asker, memo: Memo) -> Survey:
        if self._concurrency == 1 or not self.ahead:
            return self._surveyed(operation, asker, lambda _: None)
        with ThreadPoolExecutor(max_workers=self._concurrency - 1) as pool:

            def walk_ahead(questions: Sequence[Question]) -> None:
                for question in questions:
                    # The answers alone are wanted, for the survey to find them: what is seen, it sees.
                    aside = Asker(operation, self.target, memo)
                    pool.submit(aside.walk, question, pages=OTHER_PAGES)

            return self._surveyed(operation, asker, walk_ahead)

    def _surveyed(
        self, operation: Operation, asker: Asker, begun: Callable[[Sequence[Question]], None]
    ) -> Survey:
        try:
            return survey(operation, self.target, asker, begun=begun)
        except Unreachable as error:
            if not self.client.reached:
                raise
            self._died = True
            self.stop(str(error))
        except (BudgetSpent, KeyboardInterrupt) as error:
            self.stop(str(error) or "it was interrupted")
        except NotRecorded:
            self._lost = True
        return Survey(main=Walk(question=Question(), pages=(), ended="trouble"))

    def gather(self, operation: Operation, memo: Memo, probes: Sequence[Probe]) -> list[Gathered]:
        """What these probes come back with, in their order."""
        gathered = [Gathered(probe=probe) for probe in probes]
        with ThreadPoolExecutor(max_workers=self._concurrency) as pool:
            running = {pool.submit(self._run, operation, memo, one): one for one in gathered}
            try:
                self._await(operation, running)
            except KeyboardInterrupt:
                # Nothing more is sent. What waits still runs, on answers that are there: so what a run
                # makes of them depends on them alone, and not on who happened to wait.
                self.stop("it was interrupted")
        return gathered

    def _await(self, operation: Operation, running: Mapping[Future[None], Gathered]) -> None:
        for done, future in enumerate(as_completed(running), 1):
            future.result()
            self._told(operation, running[future].probe.asks, done, len(running))

    def _run(self, operation: Operation, memo: Memo, one: Gathered) -> None:
        asker = Asker(operation, self.target, memo)
        one.seen = asker.seen
        try:
            for piece in one.probe.gather(asker):
                one.evidence.append(piece)
        except (BudgetSpent, Unreachable) as error:
            self._died = self._died or isinstance(error, Unreachable)
            self.stop(str(error))
        except NotRecorded:
            one.lacks = True
        except Exception as error:
            one.error = described(error)
