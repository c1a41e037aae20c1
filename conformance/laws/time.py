"""Time: an answer depends on its request, and not on when it is asked or what was asked before."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.evidence import Twins
from conformance.law import Example, Finding, law
from conformance.laws.examples import OPERATION, ROWS, page
from conformance.laws.telling import items_at, named
from conformance.laws.twins import differences
from conformance.questions import Question
from listproof.contract import Operation

_ASKED = Question(position=1, size=2)
_AGAIN = Question(position=1, size=2, again=1)


@law(
    "time/repeat",
    Twins,
    kept=Example(
        says="asked twice, the same page comes twice",
        operation=OPERATION,
        evidence=Twins(
            law="time/repeat",
            left=page(*ROWS[:2], question=_ASKED),
            right=page(*ROWS[:2], question=_AGAIN),
            because="the same request was sent twice",
        ),
    ),
    broken=Example(
        says="the second time, ties come the other way round",
        operation=OPERATION,
        evidence=Twins(
            law="time/repeat",
            left=page(*ROWS[2:4], skipped=2),
            right=page(ROWS[3], ROWS[2], skipped=2),
            because="the same request was sent twice",
        ),
    ),
)
def repeat(operation: Operation, twins: Twins) -> Iterator[Finding]:
    """The same request, asked again, has the same answer."""
    seen = tuple(differences(operation, twins))
    yield from seen or _fields(operation, twins)


def _fields(operation: Operation, twins: Twins) -> Iterator[Finding]:
    """The first item with another field. A figure may be live, so this is told and blames nobody."""
    for left, right, identity in zip(twins.left.items, twins.right.items, twins.left.ids, strict=False):
        if left != right and isinstance(left, dict) and isinstance(right, dict):
            changed = sorted(key for key in {*left, *right} if left.get(key) != right.get(key))
            yield Finding(
                where=f"{items_at(operation)}/*/{changed[0]}",
                expected=left.get(changed[0]),
                actual=right.get(changed[0]),
                because=f"{named(identity)} changed between two requests",
                exchanges=(twins.right.exchange, twins.left.exchange),
                fact=True,
            )
            return


@law(
    "time/interleaved",
    Twins,
    kept=Example(
        says="after a search for late things, the first page is what it was",
        operation=OPERATION,
        evidence=Twins(
            law="time/interleaved",
            about="state",
            left=page(*ROWS[:2], question=_ASKED),
            right=page(*ROWS[:2], question=_AGAIN),
            because="another query was asked in between",
        ),
    ),
    broken=Example(
        says="the filter of the query before still holds",
        operation=OPERATION,
        evidence=Twins(
            law="time/interleaved",
            about="state",
            left=page(*ROWS[:2], question=_ASKED),
            right=page(ROWS[4], question=_AGAIN, total=1),
            because="another query was asked in between",
        ),
    ),
)
def interleaved(operation: Operation, twins: Twins) -> Iterator[Finding]:
    """A request has the same answer after another query or another caller has asked."""
    yield from differences(operation, twins)


LAWS = (repeat, interleaved)
