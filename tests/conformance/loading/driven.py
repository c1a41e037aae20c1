"""A load without Locust: one user after the other asks the tiny backend, in this process."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from conformance.asking.desk import Asker, Memo
from conformance.evidence import Exchange, Request
from conformance.judging.judge import Onset
from conformance.laws import ALL_LAWS
from conformance.loading.bench import Bench
from conformance.loading.line import Line
from conformance.loading.reference import Reference, taken
from conformance.loading.sightings import Book
from conformance.loading.tasks import Tasks, tasks_of
from conformance.questions import Question
from conformance.run import idle_laws
from conformance.target import Target
from listproof.contract import Operation
from tests.conformance.backends import Backend, contract, target


@dataclass
class Driven:
    """A backend under a load that is small, and the book of it."""

    backend: Backend = field(default_factory=Backend)
    target: Target = field(default_factory=target)
    book: Book = field(default_factory=Book)

    @cached_property
    def operation(self) -> Operation:
        return contract().operations[0]

    @cached_property
    def line(self) -> Line:
        return Line(self.target, place="things", timeout=1.0, send=self.backend)

    @cached_property
    def reference(self) -> Reference:
        return taken(self.operation, self.target, self.line.ask)

    @cached_property
    def idle(self) -> dict[str, Any]:
        return dict(idle_laws(self.operation, self.target))

    @cached_property
    def tasks(self) -> Tasks:
        return tasks_of(self.operation, self.reference.survey, self.target, seed=0, idle=self.idle)

    @cached_property
    def bench(self) -> Bench:
        laws = [law for law in ALL_LAWS if law.id not in self.idle]
        return Bench(reference=self.reference, target=self.target, laws=laws)

    def load(self, turns: int = 40, *, between: Callable[[int], None] = lambda _: None) -> set[str]:
        """The laws that the turns of some users break; `between` happens before each turn."""
        chance, broken = random.Random(1), set[str]()
        assert self.bench.operation.id == self.operation.id
        for turn in range(turns):
            task = self.tasks.pick(chance)
            between(turn)
            untold = set[Request]()
            asker = Asker(self.operation, self.target, Memo(self._asking(untold)))
            made = list(task.probe.gather(asker))
            onset = Onset(seconds=float(turn), users=3)
            broken |= self.bench.judge(
                self.book, asker.seen, made, untold=frozenset(untold), onset=onset
            ).keys()
        self.line.settle(self.book)
        return broken

    def _asking(self, untold: set[Request]) -> Callable[[Question, Request], Exchange]:
        def ask(question: Question, request: Request) -> Exchange:
            exchange = self.line.ask(question, request)
            if not self.line.is_told(exchange):
                untold.add(request)
            return exchange

        return ask
