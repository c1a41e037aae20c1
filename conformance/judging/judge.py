"""Judging: every law over the evidence of its kind, nothing asked and nothing weighed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from conformance.evidence import Evidence, Whole
from conformance.law import Finding, Law
from listproof.contract import Operation

_ALSO = 4
_INDEX = re.compile(r"/\d+(?=/|$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Onset:
    """When, under load, a finding first came: the seconds since the load began, and the users by then."""

    seconds: float
    users: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Blame:
    """A finding, the evidence that it was made from, and the first few of the others that are like it."""

    finding: Finding
    evidence: Any
    times: int = 1
    also: tuple[Finding, ...] = ()
    onset: Onset | None = None
    """None where it was not made under load."""

    def with_another(self, finding: Finding) -> Blame:
        """The same, with one more finding like it."""
        also = (*self.also, finding) if len(self.also) < _ALSO else self.also
        return replace(self, times=self.times + 1, also=also)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What a law found over all of its evidence; equal findings once. `error` is the law's own breakdown."""

    law: Law[Any]
    looked_at: int
    blames: tuple[Blame, ...] = ()
    error: str = ""


def judge(law: Law[Any], operation: Operation, evidence: Iterable[Any]) -> Judged:
    """The law's findings over the evidence that is of its kind.

    A law that raises tells nothing of the target, and breaks no other law.
    """
    looked_at = 0
    found: dict[tuple[object, ...], Blame] = {}
    try:
        for piece in evidence:
            if not law.takes(piece):
                continue
            looked_at += 1
            for finding in law.check(operation, piece):
                key = likeness(finding)
                known = found.get(key)
                found[key] = known.with_another(finding) if known else Blame(finding=finding, evidence=piece)
    except Exception as error:
        return Judged(law=law, looked_at=looked_at, blames=tuple(found.values()), error=described(error))
    return Judged(law=law, looked_at=looked_at, blames=tuple(found.values()))


def likeness(finding: Finding) -> tuple[object, ...]:
    """What equal findings have in common: the place, whatever the row, what it is about, and the reason."""
    reason = finding.because if finding.fact else ""
    return alike_place(finding.where), finding.about, finding.fact, reason


def alike_place(where: str) -> str:
    """The place in any row: `/items/3/id` is `/items/*/id`."""
    return _INDEX.sub("/*", where)


def described(error: BaseException) -> str:
    """An error of our own in one line, with where it arose."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = ""
    if trace is not None:
        file = trace.tb_frame.f_code.co_filename.replace("\\", "/")
        where = f" at {'/'.join(file.rsplit('/', 2)[-2:])}:{trace.tb_lineno}"
    return f"{type(error).__name__}: {error}{where}"


def all_evidence(seen: Whole, counted: Iterable[Evidence], made: Iterable[Evidence]) -> Iterator[Evidence]:
    """Everything that laws may judge, in the order in which it was asked for; no walk without a page."""
    yield from seen.exchanges
    yield from seen.pages
    yield from (walk for walk in seen.walks if walk.pages)
    yield from counted
    yield from made
    yield seen
