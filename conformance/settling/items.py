"""Items: which of several arrays holds them, where neither names nor the document tell."""

from __future__ import annotations

from dataclasses import dataclass

from conformance.reports.redaction import Redactor
from conformance.settling.asker import Asker, Enough, Exchanging, Seen
from conformance.settling.ground import ground_of
from conformance.target import Target
from listproof.contract import look, pointer_text
from listproof.infer.bodies import competing
from listproof.infer.guesses import Stated
from listproof.infer.paging import asked_by
from listproof.infer.plain import PlainOperation
from listproof.infer.proposals import Passed, Proposal, propose

_FEW = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is proposed now, and the requests that were made for it."""

    result: Proposal | Passed
    requests: tuple[str, ...] = ()


def tell_items(passed: Passed, target: Target, send: Exchanging, *, most: int) -> Told:
    """The list of a GET whose body has several arrays: the items are what a size of 2 makes two of.

    Nothing is asked where no array competes, no size is known, or a value is missing that has to be sent.
    """
    operation, size = passed.operation, asked_by(passed.operation).size
    ways = competing(operation)
    if not passed.pages or not ways or size is None:
        return Told(result=passed)
    ground = ground_of(_bare(operation, size.key), target)
    asker = Asker(ground, target, Redactor(target, (ground.operation,)), send, most=most)
    try:
        plain, few = asker.ask(), asker.ask(size=_FEW)
    except Enough:
        return Told(result=passed, requests=tuple(asker.lines))
    found = [way for way in ways if _follows(plain, few, way)]
    if len(found) != 1:
        return Told(result=passed, requests=tuple(asker.lines))
    because = f"asked: of several arrays, {few.line} made {_FEW} of {pointer_text(found[0])} alone"
    return Told(result=propose(operation, leads=found[0], because=because), requests=tuple(asker.lines))


def _bare(operation: PlainOperation, size: str) -> Proposal:
    """As much of a proposal as asking needs."""
    stated = (Stated(("items",), "", ""), Stated(("size", "param"), size, ""))
    return Proposal(operation=operation, stated=stated, opens=(), bounds=())


def _follows(plain: Seen, few: Seen, way: tuple[str, ...]) -> bool:
    """Whether the array is as long as was asked for, and was longer before."""
    before, after = (look(seen.exchange.json, way) for seen in (plain, few))
    is_both = isinstance(before, list) and isinstance(after, list)
    return is_both and len(before) > _FEW == len(after)
