"""What a page should be drawn from, counted by the suite itself from a whole walk of the same scope."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from conformance.comparing.matching import documented, implied, selection, text_of
from conformance.comparing.spelling import is_faulty
from conformance.evidence import Counted, Page, Walk
from conformance.questions import Question
from conformance.survey import Survey
from listproof.contract import Operation


def counted(
    operation: Operation, survey: Survey, pages: Iterable[Page], walks: Sequence[Walk] = ()
) -> Iterator[Counted]:
    """Each page beside the rows that it should be drawn from, as far as these can be told for certain.

    `walks` are those that were made beside the survey: they tell the order of the lists that they walked.
    """
    return (count(operation, survey, page, walk_of(page.question, walks)) for page in pages)


def count(operation: Operation, survey: Survey, page: Page, like: Walk | None = None) -> Counted:
    """The page beside the rows that match its question; without them where they can't be told for certain.

    A filter may change how equal rows stand: in which order the rows of a filtered list come, only a walk
    of that very list, `like`, can tell.
    """
    question = page.question
    walk = _same_scope(survey, question)
    if walk is not None and walk.ended == "budget" and _is_plain(operation, question):
        return _beside_part(operation, page, walk)
    if walk is None or not walk.whole or is_faulty(operation, walk) or not _is_plain(operation, question):
        return Counted(page=page)
    items, ids = walk.items, walk.ids
    chosen = selection(operation, question.filters, items)
    everything = None if implied(operation) else len(items)
    astray = False in selection(operation, question.filters, page.items)
    if None in chosen or astray:
        # Rows that the filter should have kept out are for filter/match: what follows from them is not told.
        return Counted(page=page, everything=everything)
    kept = [index for index, match in enumerate(chosen) if match]
    rows, matching = tuple(items[index] for index in kept), tuple(ids[index] for index in kept)
    ordered = question.sort is None and not question.filters
    if not ordered and like is not None and _is_of(operation, like, matching):
        rows, matching, ordered = like.items, like.ids, True
    return Counted(page=page, rows=rows, ids=matching, everything=everything, ordered=ordered)


def _beside_part(operation: Operation, page: Page, walk: Walk) -> Counted:
    """The page beside the first rows of a list that is too long to walk, where it is a page of that list."""
    plain = page.question.sort is None and not page.question.filters
    if not plain or is_faulty(operation, walk):
        return Counted(page=page)
    return Counted(page=page, part=walk.ids)


def walk_of(question: Question, walks: Iterable[Walk]) -> Walk | None:
    """The first whole walk of the list that a filtered question asks a page of."""
    if not question.filters:
        return None
    wanted = _list_of(question)
    return next((walk for walk in walks if walk.whole and _list_of(walk.question) == wanted), None)


def _list_of(question: Question) -> Question:
    return question.but(position=None, size=None, again=0)


def _is_of(operation: Operation, walk: Walk, ids: Sequence[str]) -> bool:
    """Whether the walk brought these rows and no others, each once."""
    return not is_faulty(operation, walk) and sorted(walk.ids) == sorted(ids)


def _same_scope(survey: Survey, question: Question) -> Walk | None:
    """The walk of everything that the question's caller sees in its scope."""
    for walk in (survey.main, *survey.others.values()):
        if (walk.question.caller, walk.question.scope) == (question.caller, question.scope):
            return walk
    return None


def _is_plain(operation: Operation, question: Question) -> bool:
    """Whether the contract gives a meaning to every part of the question."""
    if question.add or question.drop or question.headers or question.method != "GET":
        return False
    if not all(_changes_nothing(operation, key, text) for key, text in question.put):
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


def _changes_nothing(operation: Operation, key: str, text: str) -> bool:
    """Whether the parameter is inert, and has a documented value."""
    parameter = operation.parameters.get(key)
    return key in operation.listing.inert and parameter is not None and documented(parameter, text)
