"""The same request again: at once, after another query, and after another caller."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import Final

from conformance.evidence import Reaction, Twins
from conformance.law import Ask, Probe
from conformance.probes.windows import Windows, windows
from conformance.questions import Question
from conformance.survey import Survey
from conformance.target import OTHER, Target
from listproof.contract import Json, Operation

STEADY: Final = 8
"""How often one question is asked again, where few are asked: a fault in one answer of twenty is to show."""
_REPEATED: Final = 100


def probes(operation: Operation, survey: Survey, target: Target) -> Iterator[Probe]:
    """Probes that ask again what was asked before."""
    pages = windows(operation, survey)
    asked = tuple(dict.fromkeys(_repeated(pages)))
    # Each sort key is walked both ways: where there are some, many pages have been asked for by now.
    steady = 1 if operation.listing.sort.by else STEADY
    yield Probe(
        asks="the same again", laws=("time/repeat",), gather=partial(_repeat, asked=asked, steady=steady)
    )
    between = [("", one) for one in asked[1:2]]
    if not target.lacks(OTHER):
        # Without a size, so that what it is by default is seen for another caller, too.
        between.append(("caller", Question(caller=OTHER)))
    if between:
        yield Probe(
            asks="the same after another query and another caller",
            laws=("time/interleaved", "scope/foreign"),
            gather=partial(_interleave, asked=asked[0], between=tuple(between), survey=survey),
        )


def _repeated(pages: Windows) -> Iterator[Question]:
    """The first page, a list by a filter or an order, and a small page inside the list."""
    operation = pages.operation
    first = pages.start
    yield first
    for key, value in _a_filter(operation):
        yield first.but(filters=((key, value),))
    keys = list(operation.listing.sort.keys) if operation.listing.sort.by else []
    if keys:
        yield first.but(sort=(keys[-1], False))
    inside = pages.at(pages.odd, pages.odd) if pages.largest else None
    if inside is not None:
        yield inside


def _a_filter(operation: Operation) -> Iterator[tuple[str, Json]]:
    for key, rule in operation.listing.filters.items():
        parameter = operation.parameters.get(key)
        values = [value for value in parameter.enum if value not in rule.all] if parameter else []
        if values:
            yield key, values[0]
            return


def _repeat(ask: Ask, *, asked: tuple[Question, ...], steady: int) -> Iterable[Twins]:
    for question in asked:
        times = steady if question == asked[-1] else 1
        left = ask.page(question)
        for number in range(1, times + 1):
            right = ask.page(question.but(again=_REPEATED + number))
            if left is not None and right is not None:
                because = f"the same request was sent {'twice' if times == 1 else f'{times + 1} times'}"
                yield Twins(law="time/repeat", left=left, right=right, because=because)


def _interleave(
    ask: Ask, *, asked: Question, between: tuple[tuple[str, Question], ...], survey: Survey
) -> Iterable[Twins | Reaction]:
    for number, (about, other) in enumerate(between, 2):
        left = ask.page(asked)
        # `again` makes sure that the other is really asked between the two.
        there = other.but(again=number)
        page = ask.page(there)
        if about and page is not None:
            yield Reaction(
                law="scope/foreign",
                about=about,
                situation="",
                way=f"{other.caller} asks for its own list",
                exchange=ask.exchange(there),
                page=page,
                like=None if left is None else replace(left, items=survey.main.items, ids=survey.main.ids),
            )
        right = ask.page(asked.but(again=number))
        if left is not None and right is not None:
            who = "another caller" if about else "another query"
            yield Twins(
                law="time/interleaved",
                about=about,
                left=left,
                right=right,
                because=f"{who} was asked for in between",
            )
