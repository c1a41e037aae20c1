"""The lists as they stand before the load: taken once while it is quiet, and handed to every worker.

A worker is given the answers, not the rows, and makes the survey of them by the way that took them.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from conformance.asking.client import Answer, exchanged
from conformance.asking.desk import Asker, Exchanging, Memo
from conformance.asking.surveying import survey
from conformance.evidence import Exchange, Request
from conformance.questions import Question
from conformance.survey import Survey
from conformance.target import Target
from listproof.contract import Operation


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """The survey of one operation, and the answers that it was made of, in their order."""

    operation: Operation
    survey: Survey
    answers: tuple[Exchange, ...]

    def wire(self) -> list[Any]:
        """The answers as values that MessagePack and JSON can carry; no request is among them."""
        return [
            [one.status, [list(pair) for pair in one.headers], _text(one.body), one.trouble]
            for one in self.answers
        ]


def taken(operation: Operation, target: Target, ask: Exchanging) -> Reference:
    """The reference, asked for. Raises what the asking raises."""
    answers: list[Exchange] = []

    def kept(question: Question, request: Request) -> Exchange:
        answers.append(ask(question, request))
        return answers[-1]

    found = survey(operation, target, Asker(operation, target, Memo(kept)))
    return Reference(operation=operation, survey=found, answers=tuple(answers))


def rebuilt(operation: Operation, target: Target, wire: list[Any]) -> Reference:
    """The reference that another process took: the same questions, in their order, get the same answers."""
    coming: Iterator[Any] = iter(wire)

    def given(question: Question, request: Request) -> Exchange:
        status, headers, body, trouble = next(coming, (0, [], "", "the reference ends here"))
        pairs = tuple((str(name), str(value)) for name, value in headers)
        answer = Answer(status=status, headers=pairs, body=base64.b64decode(body), trouble=trouble)
        return exchanged(question, request, answer, 0.0)

    return taken(operation, target, given)


def _text(body: bytes) -> str:
    return base64.b64encode(body).decode("ascii")
