"""Refusals: held to what is stated, and otherwise a fact."""

from __future__ import annotations

import pytest

from conformance.evidence import Exchange, Page, Reaction
from conformance.laws import errors, examples
from conformance.laws.examples import OPERATION, ROWS
from conformance.questions import Question
from listproof.contract import Errors, Operation, Refusal

SILENT = examples.but(OPERATION, errors=Errors())


def stating(situation: str, *statuses: int, **more: object) -> Operation:
    refusal = Refusal(status=statuses, **more)  # type: ignore[arg-type]
    return examples.but(OPERATION, errors=Errors(refusals={situation: refusal}))


def reaction(
    answer: Exchange | Page, situation: str = "bad_page", law: str = "errors/not-a-number"
) -> Reaction:
    return examples.reaction(law, situation, "page=abc", answer, about="page")


def refused(status: int) -> Exchange:
    return examples.exchange({"error": "no"}, status=status)


@pytest.mark.parametrize("status", [400, 404, 422, 200])
def test_where_nothing_is_stated_whatever_came_is_a_fact(status: int) -> None:
    (finding,) = errors.not_a_number.check(SILENT, reaction(refused(status)))
    assert finding.fact
    assert finding.about == "page"


def test_another_status_than_the_stated_one_is_accused() -> None:
    (finding,) = errors.not_a_number.check(stating("bad_page", 422), reaction(refused(400)))
    assert not finding.fact
    assert (finding.expected, finding.actual) == (422, 400)


def test_each_of_several_readings_is_right() -> None:
    operation = stating("bad_page", 400, 422)
    assert not list(errors.not_a_number.check(operation, reaction(refused(422))))
    (finding,) = errors.not_a_number.check(operation, reaction(refused(404)))
    assert finding.expected == "400 or 422"


def test_a_list_without_credentials_is_accused_even_where_no_status_is_stated() -> None:
    (finding,) = errors.unauthenticated.check(
        SILENT, reaction(examples.page(*ROWS[:2]), "unauthenticated", "errors/unauthenticated")
    )
    assert not finding.fact


@pytest.mark.parametrize("status", [400, 401, 403, 404])
def test_any_refusal_of_missing_credentials_is_a_fact_where_none_is_stated(status: int) -> None:
    (finding,) = errors.unauthenticated.check(
        SILENT, reaction(refused(status), "unauthenticated", "errors/unauthenticated")
    )
    assert finding.fact


@pytest.mark.parametrize("status", [405, 501])
def test_trace_may_get_405_or_501(status: int) -> None:
    seen = examples.reaction("errors/method", "method", "TRACE", refused(status))
    assert not list(errors.method.check(stating("method", 405), seen))


def test_what_trace_gets_blames_nobody() -> None:
    seen = examples.reaction("errors/method", "method", "TRACE", refused(200))
    (finding,) = errors.method.check(stating("method", 405), seen)
    assert finding.fact


def test_a_lost_answer_is_left_to_the_law_on_failures() -> None:
    lost = Exchange(question=Question(), request=refused(400).request, status=0, trouble="connection reset")
    assert not list(errors.not_a_number.check(stating("bad_page", 400), reaction(lost)))


def test_trace_that_brings_the_list_is_answered_by_no_proxy() -> None:
    seen = examples.reaction("errors/method", "method", "TRACE", examples.page(*ROWS[:2]))
    (finding,) = errors.method.check(stating("method", 405), seen)
    assert not finding.fact


def test_an_empty_list_without_what_is_required_is_a_fact_and_rows_are_not() -> None:
    for page, fact in ((examples.page(total=0), True), (examples.page(*ROWS[:2]), False)):
        seen = examples.reaction("errors/missing", "missing", "no owner", page, about="owner")
        (finding,) = errors.missing.check(SILENT, seen)
        assert finding.fact is fact


def test_what_comes_without_a_page_or_size_is_a_fact() -> None:
    for about in ("page", "limit"):
        seen = examples.reaction("errors/missing", "missing", "none", examples.page(*ROWS[:2]), about=about)
        (finding,) = errors.missing.check(SILENT, seen)
        assert finding.fact


def worded(text: str | None) -> Operation:
    refusals = {"failure": Refusal(status=(500,), message=text)}
    return examples.but(OPERATION, errors=Errors(refusals=refusals, at={"message": examples.place("/error")}))


def test_words_that_the_document_gives_must_come() -> None:
    answer = examples.exchange({"error": "Oops"}, status=500)
    seen = reaction(answer, "failure", "errors/failure")
    (finding,) = errors.failure.check(worded("Failed to list things"), seen)
    assert (finding.where, finding.expected, finding.actual) == ("/error", "Failed to list things", "Oops")
    assert not list(errors.failure.check(worded("Oops"), seen))
    assert not list(errors.failure.check(worded(None), seen))
