"""The lists of other tenants and other scopes, looked at as lists: their second page, and their filters.

A backend may be wrong for one tenant alone. And a value that some row of the main list has may be one that
no row has here: where every value of an enum is had, only another list shows what one without rows gives.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Final

from conformance.comparing.matching import implied, matches, switched_off, text_of
from conformance.comparing.spelling import is_faulty
from conformance.evidence import Filtered, Reaction, Walk
from conformance.law import Ask, Probe
from conformance.probes.windows import Windows
from conformance.questions import Question
from conformance.survey import Survey
from conformance.target import Target
from listproof.contract import Json, Operation

_LISTS: Final = 3
_LAWS: Final = (
    "page/window", "size/full", "filter/match", "filter/complete", "filter/no-match", "meta/total",
    "meta/pages", "meta/has-next", "meta/has-prev", "summary/agrees", "summary/constant",
)  # fmt: skip

Asked = tuple[str, Json]


def probes(operation: Operation, survey: Survey, target: Target) -> Iterator[Probe]:  # noqa: ARG001
    """A probe for each further list that was walked to its end."""
    for name, walk in list(survey.others.items())[:_LISTS]:
        if walk.whole and not is_faulty(operation, walk):
            had, lacking = _values(operation, walk)
            second = _second_page(operation, walk)
            if had or lacking or second:
                yield Probe(
                    asks=f"the list of {name}, paged and filtered",
                    laws=_LAWS,
                    gather=partial(_gather, walk=walk, second=second, had=had, lacking=lacking),
                )


def _gather(
    ask: Ask, *, walk: Walk, second: Question | None, had: Asked | None, lacking: Asked | None
) -> Iterable[Filtered | Reaction]:
    if second is not None:
        ask.page(second)
    if had is not None:
        filtered = ask.walk(walk.question.but(filters=(had,)))
        yield Filtered(about=had[0], filtered=filtered, unfiltered=walk)
    if lacking is not None:
        key, value = lacking
        question = walk.question.but(filters=(lacking,))
        yield Reaction(
            law="filter/no-match",
            about=key,
            situation="valid",
            way=f"{key}={text_of(value)}",
            exchange=ask.exchange(question),
            page=ask.page(question),
        )


def _second_page(operation: Operation, walk: Walk) -> Question | None:
    """The second half of the list as a page; None where no page can be asked for by its number."""
    number, largest = len(walk.ids), walk.question.size
    pages = Windows(operation=operation, total=number, told=None, largest=largest)
    if largest is None or not pages.by_number or number < 2:
        return None
    size = min(max(pages.smallest, -(-number // 2)), largest)
    window = pages.at(size, size)
    return None if window is None else walk.question.but(position=window.position, size=size)


def _values(operation: Operation, walk: Walk) -> tuple[Asked | None, Asked | None]:
    """Of the first filter by listed values: one that many rows have, but not all, and one that none has."""
    for key, rule in operation.listing.filters.items():
        parameter = operation.parameters.get(key)
        if parameter is None or rule.at is None or rule.op != "eq" or implied(operation):
            continue
        values = [value for value in parameter.enum if not switched_off(rule, value)]
        answers = {text_of(value): [matches(rule, value, item) for item in walk.items] for value in values}
        if not values or any(None in found for found in answers.values()):
            continue
        counts = Counter({word: sum(map(bool, found)) for word, found in answers.items()})
        some = [word for word, number in counts.most_common() if 0 < number < len(walk.items)]
        none = [word for word in counts if not counts[word]]
        by_word = {text_of(value): value for value in values}
        return (
            (key, by_word[some[0]]) if some else None,
            (key, by_word[none[0]]) if none else None,
        )
    return None, None
