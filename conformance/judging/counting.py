"""What a page should be drawn from, counted by the suite itself from a whole walk of the same scope."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from conformance.comparing.matching import documented, implied, selected, text_of
from conformance.comparing.spelling import is_faulty
from conformance.evidence import Counted, Page, Walk
from conformance.questions import Question
from conformance.survey import Survey
from listproof.contract import Operation


def counted(operation: Operation, survey: Survey, pages: Iterable[Page]) -> Iterator[Counted]:
    """Each page beside the rows that it should be drawn from, as far as these can be told for certain."""
    return (count(operation, survey, page) for page in pages)


def count(operation: Operation, survey: Survey, page: Page) -> Counted:
    """The page beside the rows that match its question; without them where they can't be told for certain."""
    question = page.question
    walk = _same_scope(survey, question)
    if walk is None or not walk.whole or is_faulty(operation, walk) or not _is_plain(operation, question):
        return Counted(page=page)
    items, ids = walk.items, walk.ids
    chosen = [selected(operation, question.filters, item) for item in items]
    everything = None if implied(operation) else len(items)
    if None in chosen:
        return Counted(page=page, everything=everything)
    kept = [index for index, match in enumerate(chosen) if match]
    return Counted(
        page=page,
        rows=tuple(items[index] for index in kept),
        ids=tuple(ids[index] for index in kept),
        everything=everything,
        ordered=question.sort is None,
    )


def _same_scope(survey: Survey, question: Question) -> Walk | None:
    """The walk of everything that the question's caller sees in its scope."""
    for walk in (survey.main, *survey.others.values()):
        if (walk.question.caller, walk.question.scope) == (question.caller, question.scope):
            return walk
    return None


def _is_plain(operation: Operation, question: Question) -> bool:
    """Whether the contract gives a meaning to every part of the question."""
    if question.put or question.add or question.drop or question.headers or question.method != "GET":
        return False
    held = implied(operation)
    if any(key in held and text_of(value) != text_of(held[key]) for key, value in question.filters):
        return False  # the walk had only the rows of that filter's default
    return all(
        key in operation.listing.filters
        and key in operation.parameters
        and documented(operation.parameters[key], value)
        for key, value in question.filters
    )
