"""What laws found under load, kept in bounds: each like finding once, with how often and when it first came.

A worker hands its book over every few seconds and begins a new one; the master lays them together.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Final

from conformance.asking.encoding import encode
from conformance.evidence import Exchange, Request
from conformance.judging.judge import Blame, Onset, likeness
from conformance.law import Finding
from conformance.questions import Question
from conformance.reports.redaction import Redactor
from conformance.target import Target
from listproof.contract import MISSING, Json, Operation

KINDS: Final = 30
"""As many unlike findings of one law are kept; a hostile server could make up any number."""
_EXCHANGES: Final = 2
_EXCERPT: Final = 3_000
_LONGEST: Final = 4_000


@dataclass(slots=True)
class Tally:
    """What one law saw of one operation."""

    looked_at: int = 0
    blames: dict[tuple[object, ...], Blame] = field(default_factory=dict)
    compares: set[tuple[object, ...]] = field(default_factory=set)
    """The findings that rest on answers of several moments: a list that changed may explain them."""
    error: str = ""
    """The law's own breakdown, or that of the asking for it."""

    def add(self, finding: Finding, *, compares: bool, onset: Onset) -> None:
        """One more finding."""
        self.join(Blame(finding=_light(finding), evidence=None, onset=onset), compares=compares)

    def join(self, blame: Blame, *, compares: bool) -> None:
        """Further findings that are like each other."""
        key = likeness(blame.finding)
        known = self.blames.get(key)
        if known is None and len(self.blames) >= KINDS:
            return
        if compares:
            self.compares.add(key)
        self.blames[key] = blame if known is None else _together(known, blame)


@dataclass(slots=True)
class Book:
    """The tallies of every operation, by its id and the law's, and what was met while asking."""

    tallies: dict[tuple[str, str], Tally] = field(default_factory=dict)
    busy: dict[int, int] = field(default_factory=dict)
    """Answers by status that asked to come again later."""
    lost: dict[str, int] = field(default_factory=dict)
    """By operation, requests that got no whole answer."""
    stopped: str = ""
    """Why nobody could be asked any more."""
    spent: str = ""
    """Which limit was reached that somebody set."""

    def tally(self, operation: str, law: str) -> Tally:
        """The tally of the law for the operation."""
        return self.tallies.setdefault((operation, law), Tally())

    def join(self, other: Book) -> None:
        """Take in what another book holds."""
        for (operation, law), theirs in other.tallies.items():
            mine = self.tally(operation, law)
            mine.looked_at += theirs.looked_at
            mine.error = mine.error or theirs.error
            for key, blame in theirs.blames.items():
                mine.join(blame, compares=key in theirs.compares)
        for status, times in other.busy.items():
            self.busy[status] = self.busy.get(status, 0) + times
        for name, times in other.lost.items():
            self.lost[name] = self.lost.get(name, 0) + times
        self.stopped = self.stopped or other.stopped
        self.spent = self.spent or other.spent


def _together(known: Blame, more: Blame) -> Blame:
    """Both as one; the earlier shows it."""
    first, then = (known, more) if _when(known) <= _when(more) else (more, known)
    also = (*first.also, then.finding, *then.also)[:4]
    return replace(first, times=known.times + more.times, also=also)


def _when(blame: Blame) -> float:
    return blame.onset.seconds if blame.onset else 0.0


def _light(finding: Finding) -> Finding:
    """The finding without the whole bodies of its answers: books are kept for as long as the load lasts."""
    kept = tuple(
        replace(one, body=one.body[:_EXCERPT], json=MISSING, headers=())
        for one in finding.exchanges[:_EXCHANGES]
    )
    return replace(finding, exchanges=kept)


# --- between processes -----------------------------------------------------------------------------------


def written(book: Book, redactor: Redactor) -> str:
    """The book as JSON, without credentials: requests are not in it, only the questions that made them."""
    tallies = [
        [operation, law, tally.looked_at, redactor.text(tally.error), list(_blames(tally, redactor))]
        for (operation, law), tally in book.tallies.items()
    ]
    whole = {
        "tallies": tallies,
        "busy": list(book.busy.items()),
        "lost": book.lost,
        "stopped": redactor.text(book.stopped),
        "spent": book.spent,
    }
    return json.dumps(whole, default=str)


def read(text: str, operations: dict[str, Operation], target: Target) -> Book:
    """The book that another process wrote; its requests are made anew by the target of this one."""
    whole = json.loads(text)
    book = Book(busy={int(status): times for status, times in whole["busy"]}, lost=whole["lost"])
    book.stopped, book.spent = whole["stopped"], whole["spent"]
    for name, law, looked_at, error, blames in whole["tallies"]:
        tally = book.tally(name, law)
        tally.looked_at, tally.error = looked_at, error
        for one in blames:
            made = [_finding(each, operations[name], target) for each in one["findings"]]
            onset = Onset(seconds=one["seconds"], users=one["users"])
            blame = Blame(
                finding=made[0], evidence=None, times=one["times"], also=tuple(made[1:]), onset=onset
            )
            tally.join(blame, compares=one["compares"])
    return book


def _blames(tally: Tally, redactor: Redactor) -> Iterator[dict[str, Json]]:
    for key, blame in tally.blames.items():
        onset = blame.onset or Onset(seconds=0.0, users=0)
        yield {
            "findings": [_as_json(one, redactor) for one in (blame.finding, *blame.also)],
            "times": blame.times,
            "compares": key in tally.compares,
            "seconds": onset.seconds,
            "users": onset.users,
        }


def _as_json(finding: Finding, redactor: Redactor) -> dict[str, Json]:
    return {
        "where": redactor.text(finding.where),
        "expected": _value(finding.expected, redactor),
        "actual": _value(finding.actual, redactor),
        "because": redactor.text(finding.because),
        "about": redactor.text(finding.about),
        "fact": finding.fact,
        "exchanges": [
            {
                "question": asdict(one.question),
                "status": one.status,
                "body": redactor.text(one.body.decode("utf-8", "replace")),
                "trouble": redactor.text(one.trouble),
            }
            for one in finding.exchanges
        ],
    }


def _value(value: Json, redactor: Redactor) -> list[Json]:
    """The value in a list, or an empty list where nothing stood."""
    if value is MISSING:
        return []
    value = redactor.value(value)
    text = json.dumps(value, default=str)
    return [value if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."]


def _finding(value: dict[str, Any], operation: Operation, target: Target) -> Finding:
    return Finding(
        where=value["where"],
        expected=value["expected"][0] if value["expected"] else MISSING,
        actual=value["actual"][0] if value["actual"] else MISSING,
        because=value["because"],
        about=value["about"],
        fact=value["fact"],
        exchanges=tuple(_exchange(one, operation, target) for one in value["exchanges"]),
    )


def _exchange(value: dict[str, Any], operation: Operation, target: Target) -> Exchange:
    question = Question(**{name: _tupled(given) for name, given in value["question"].items()})
    request: Request = encode(operation, target, question)
    return Exchange(
        question=question,
        request=request,
        status=value["status"],
        body=value["body"].encode("utf-8", "replace"),
        trouble=value["trouble"],
    )


def _tupled(value: Any) -> Any:
    """Lists as tuples, all the way down: questions are compared and hashed."""
    return tuple(_tupled(one) for one in value) if isinstance(value, list) else value
