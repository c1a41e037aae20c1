"""A dry run: the requests that a plan would make, asked of an imagined list and of no network.

What the later probes ask depends on the rows that the first walk finds. Here these are the documented
example, repeated under other identities, so the requests are like the real ones and not the same.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from conformance.asking.jsonbody import parse_json
from conformance.asking.reading import first_position, size_meant, skipped_meant
from conformance.asking.surveying import survey_size
from conformance.chance.phase import explore, room_for
from conformance.evidence import Exchange, Request
from conformance.examining import Examination, Examiner
from conformance.questions import Question
from conformance.reports.curl import request_line
from conformance.reports.redaction import Redactor
from conformance.target import Target
from listproof.contract import MISSING, Json, Operation, Pointer, look


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One probe of the plan: what it asks, for which laws, and the requests that no earlier one makes."""

    asks: str
    laws: tuple[str, ...]
    requests: tuple[str, ...]
    shared: int
    """How many of its requests an earlier step makes already."""


def rehearse(
    operation: Operation,
    target: Target,
    idle: Iterable[str],
    redactor: Redactor,
    *,
    seed: int = 0,
    chance: int | None = None,
    lists: int = 1,
) -> Iterator[Step]:
    """The steps of the plan for the operation, in order, on an imagined list; then what chance draws.

    `chance` is how many cases it draws; None: as many as there is room for in a run of so many `lists`.
    """
    line = _Imagined(operation)
    examiner = Examiner(target, line, concurrency=1, told=lambda *_: None)
    planned = examiner.examine(operation, idle)
    room = room_for(chance, line.sent, lists=lists)
    seen = explore(planned, examiner, (), seed=seed, examples=room).examination
    walked = {exchange.request: exchange for walk in _survey_walks(seen) for exchange in walk}
    told: set[Request] = set()
    steps: list[tuple[str, tuple[str, ...], dict[Request, Exchange]]] = [("the plain list", (), walked)]
    steps += [(one.probe.asks, one.probe.laws, one.seen.exchanges) for one in planned.gathered]
    drawn = seen.gathered[len(planned.gathered) :]
    if drawn:
        by_chance = {request: one for each in drawn for request, one in each.seen.exchanges.items()}
        steps.append((f"by chance, seed {seed}", drawn[0].probe.laws, by_chance))
    for asks, laws, exchanges in steps:
        fresh = {request: exchange for request, exchange in exchanges.items() if request not in told}
        told |= fresh.keys()
        lines = tuple(request_line(exchange, redactor) for exchange in fresh.values())
        yield Step(asks=asks, laws=laws, requests=lines, shared=len(exchanges) - len(fresh))


def planned_requests(operation: Operation, target: Target) -> int:
    """How many requests the plan for the operation makes on an imagined list."""
    line = _Imagined(operation)
    Examiner(target, line, concurrency=1, told=lambda *_: None).examine(operation, ())
    return line.sent


def _survey_walks(seen: Examination) -> Iterator[list[Exchange]]:
    for walk in (seen.survey.main, *seen.survey.others.values()):
        yield [page.exchange for page in walk.pages]


class _Imagined:
    """A list that exists only here: what `Client` is to a target, this is to an imagination."""

    def __init__(self, operation: Operation) -> None:
        self.reached = True
        self.sent = 0
        self._operation = operation
        self._total = 2 * (survey_size(operation) or 20) + 5

    def stop(self, reason: str) -> None:
        """Nothing goes on that could be stopped."""

    def ask(self, question: Question, request: Request) -> Exchange:
        """A page as the contract describes it, whatever is asked."""
        self.sent += 1
        body = json.dumps(self._page(question)).encode()
        return Exchange(
            question=question,
            request=request,
            status=200,
            headers=(("content-type", "application/json"),),
            body=body,
            json=parse_json(body)[0],
        )

    def _page(self, question: Question) -> Json:
        listing = self._operation.listing
        size = size_meant(self._operation, question) or 20
        first = first_position(self._operation) or 0
        skipped = skipped_meant(self._operation, question, size)
        if skipped is None:  # a token; here it is the number of rows before the page
            text = str(question.position if question.position is not None else first)
            skipped = int(text) if text.isascii() and text.isdigit() else 0
        items = [self._item(index) for index in range(skipped, min(skipped + size, self._total))]
        example = self._operation.success.example
        body = copy.deepcopy(example) if isinstance(example, dict) else {}
        after = skipped + len(items)
        said: dict[str, Json] = {"total": self._total, "has_next": after < self._total}
        said["next"] = str(after) if after < self._total else None
        for role, place in listing.meta.items():
            if role in said and place.where == "body" and place.pointer:
                body = _laid(body, place.pointer, said[role])
        return _laid(body, listing.items.pointer or (), items)

    def _item(self, index: int) -> Json:
        example = self._operation.success.example
        items = look(example, self._operation.listing.items.pointer or ()) if example is not MISSING else []
        item = copy.deepcopy(items[index % len(items)]) if isinstance(items, list) and items else {}
        at = self._operation.listing.id
        return item if at is None else _laid(item, at, f"imagined-{index}")


def _laid(value: Json, at: Pointer, member: Json) -> Json:
    """The value with a member put at a pointer, with the objects on the way to it."""
    if not at:
        return member
    inner = value if isinstance(value, dict) else {}
    inner[at[0]] = _laid(inner.get(at[0], {}), at[1:], member)
    return inner
