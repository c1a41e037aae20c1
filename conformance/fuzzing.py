"""The fuzz phase: after the plan, odd requests that Schemathesis makes up, asked here and judged here."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from conformance.asking.desk import Seen
from conformance.asking.encoding import encode
from conformance.evidence import Exchange
from conformance.examining import Examination, Examiner
from conformance.judging.judge import described
from conformance.judging.second_look import REQUESTS as LOOK_REQUESTS
from conformance.law import Law
from conformance.questions import Question
from listproof.contract import Contract

_PLAN_REQUESTS: Final = 200
"""What is kept back for the plan of each operation that is still to come."""
FAMILIES: Final = frozenset({"shape", "safety"})
"""The laws that hold for any answer, whatever was asked; the others need a question that has a meaning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How much one operation's fuzz phase may take. `seconds` from now; both may be infinite."""

    requests: float
    seconds: float

    @classmethod
    def of(cls, left: tuple[float, float], *, to_come: int) -> Share:
        """What the second look and the operations to come leave of the run's limits."""
        requests, seconds = left
        return cls(
            requests=requests - LOOK_REQUESTS - to_come * (_PLAN_REQUESTS + LOOK_REQUESTS),
            seconds=seconds / 2 / (1 + to_come),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Fuzzed:
    """What the answers to odd requests are evidence of, and what a reader should know of the phase."""

    seen: Seen
    requests: int = 0
    note: str = ""

    def evidence(self, law: Law[Any]) -> Iterator[Any]:
        """The evidence that this law may judge."""
        if law.name.family in FAMILIES:
            yield from self.seen.exchanges.values()
            yield from self.seen.pages.values()


NOTHING: Final = Fuzzed(seen=Seen())


def fuzz(
    contract: Contract,
    examined: Examination,
    examiner: Examiner,
    share: Share,
    *,
    seed: int,
    examples: int,
) -> Fuzzed:
    """Ask what Schemathesis makes up and the plan has not asked, as far as the share goes."""
    if not examined.survey.main.pages:
        return NOTHING
    began = time.monotonic()
    try:
        from conformance.fuzz import odd_questions

        made = odd_questions(contract, examined.operation, examiner.target, seed=seed, examples=examples)
    except Exception as error:
        # Another reader that stumbles over the document tells nothing of the target.
        return Fuzzed(seen=Seen(), note=f"nothing was fuzzed: Schemathesis broke with {described(error)}")
    new = _unasked(examined, examiner, made)
    kept = new[: int(max(0, min(share.requests, len(new))))]
    asked = examiner.ask(
        examined.operation, kept, lambda: bool(time.monotonic() - began > share.seconds), asks="odd requests"
    )
    seen = Seen()
    seen.join(asked)
    requests = len(seen.exchanges)
    if examiner.stopped:
        # What failed because nobody was there any more says nothing of how requests are answered.
        seen.exchanges = {request: one for request, one in seen.exchanges.items() if not one.trouble}
    return Fuzzed(seen=seen, requests=requests, note=_note(requests, len(new)))


def _unasked(examined: Examination, examiner: Examiner, made: tuple[Question, ...]) -> list[Question]:
    """The questions whose requests the plan has not sent, each request once."""
    known: dict[Any, Exchange | Question] = dict(examined.seen.exchanges)
    new = []
    for question in made:
        request = encode(examined.operation, examiner.target, question)
        if request not in known:
            known[request] = question
            new.append(question)
    return new


def _note(asked: int, of: int) -> str:
    return f"the fuzz phase was cut short by the budget: {asked} of {of} odd requests" if asked < of else ""
