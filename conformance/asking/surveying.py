"""Walking the plain list of each caller and scope before anything else: what probes are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from types import MappingProxyType

from conformance.asking.client import NotRecorded
from conformance.asking.reading import first_position
from conformance.comparing.spelling import said_total
from conformance.evidence import Page
from conformance.law import Ask
from conformance.questions import Question
from conformance.survey import CALLER, Survey
from conformance.target import FORBIDDEN, MAIN, OTHER, Target
from listproof.contract import Operation

MAIN_PAGES = 30
LONG_PAGES = 6
"""As many are walked of a list that says that it is longer than that: windows further on tell the rest."""
OTHER_PAGES = 10
_LARGEST_PAGE = 1000
"""However large a page may be: what is read once should not be the heaviest thing a backend can do."""
_FURTHER_VALUES = 2
_FURTHER_CALLERS = 1


def survey(
    operation: Operation,
    target: Target,
    ask: Ask,
    *,
    begun: Callable[[Sequence[Question]], None] = lambda _: None,
) -> Survey:
    """The survey of the operation: the main caller's list, and every other list that could be walked.

    `begun` hears, as soon as there is a first page, which walks come after the main one, `OTHER_PAGES` of
    each: whoever can ask them meanwhile saves the time.
    """
    question = Question(size=survey_size(operation))
    further = dict(_others(operation, target, question))
    first = ask.page(question.but(position=first_position(operation)))
    if first is not None:
        begun(tuple(further.values()))
    main = ask.walk(question, pages=_pages(question, first))
    others = {}
    if main.pages:
        for name, asked in further.items():
            with suppress(NotRecorded):
                walk = ask.walk(asked, pages=OTHER_PAGES)
                if walk.pages:
                    others[name] = walk
    return Survey(main=main, others=MappingProxyType(others))


def _pages(question: Question, first: Page | None) -> int:
    """How many pages of the main list to walk. One more than those that may hold rows shows the end."""
    told = said_total(first) if first else None
    usual = question.size or (len(first.items) if first else 0)
    if told is None or not usual:
        return MAIN_PAGES
    return LONG_PAGES if told > MAIN_PAGES * usual else MAIN_PAGES + 1


def survey_size(operation: Operation) -> int | None:
    """The size that needs the fewest pages: the documented maximum, else the default, else none is sent."""
    size = operation.listing.size
    if size is None:
        return None
    largest = size.maximum if size.maximum is not None else size.default
    return None if largest is None else min(largest, _LARGEST_PAGE)


def _others(operation: Operation, target: Target, question: Question) -> Iterator[tuple[str, Question]]:
    if OTHER in target.callers:
        yield OTHER, question.but(caller=OTHER)
    for name in [one for one in target.callers if one not in (MAIN, OTHER, FORBIDDEN)][:_FURTHER_CALLERS]:
        yield f"{CALLER} {name}", question.but(caller=name)
    for scope in operation.listing.scope:
        if scope.param is None:
            continue
        for value in target.values(operation, scope.param, MAIN)[1 : 1 + _FURTHER_VALUES]:
            yield f"{scope.param}={value}", question.but(scope=((scope.param, value),))


def lacking(operation: Operation, target: Target) -> Iterator[tuple[str, str]]:
    """Laws that this target gives no way to check, each with the reason."""
    several = any(
        scope.param is not None and len(target.values(operation, scope.param, MAIN)) > 1
        for scope in operation.listing.scope
    )
    if OTHER not in target.callers:
        yield "scope/foreign", "the target names no caller `other`: another tenant, with rows of its own"
        if not several:
            yield (
                "scope/apart",
                "the target names no caller `other`, and no second value of a scope parameter",
            )
    if FORBIDDEN not in target.callers:
        yield (
            "errors/forbidden",
            "the target names no caller `forbidden`: known, but with no right to the list",
        )
    if operation.listing.page.by in ("cursor", "link") and operation.id not in target.expired:
        yield (
            "token/expired",
            f"the target names no token that has expired: expired_token under [operations.{operation.id}]",
        )
    if "failure" not in target.provoke:
        yield "errors/failure", "the target names no way to provoke a failure: [provoke.failure]"
