"""Inert parameters: they may change how fast or how fresh an answer is, and never which rows it has."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.evidence import Twins
from conformance.law import Example, Finding, law
from conformance.laws.examples import OPERATION, ROWS, page
from conformance.laws.twins import differences
from conformance.questions import Question
from listproof.contract import Operation

_FAST = Question(size=2, put=(("fast", "true"),))


@law(
    "inert/same",
    Twins,
    kept=Example(
        says="`fast` brings the same two things",
        operation=OPERATION,
        evidence=Twins(
            law="inert/same",
            about="fast",
            left=page(*ROWS[:2], question=Question(size=2)),
            right=page(*ROWS[:2], question=_FAST),
            because="fast is inert",
        ),
    ),
    broken=Example(
        says="`fast` skips the counting, and the total is another one",
        operation=OPERATION,
        evidence=Twins(
            law="inert/same",
            about="fast",
            left=page(*ROWS[:2], question=Question(size=2)),
            right=page(*ROWS[:2], question=_FAST, total=2),
            because="fast is inert",
        ),
    ),
    needs=lambda operation: "" if operation.listing.inert else "the contract states no inert parameters",
)
def same(operation: Operation, twins: Twins) -> Iterator[Finding]:
    """An inert parameter changes neither items nor order nor counts."""
    yield from differences(operation, twins)


LAWS = (same,)
