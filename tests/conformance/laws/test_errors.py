"""Refusals: held to what is stated, and otherwise a fact."""

from __future__ import annotations

import pytest

from conformance.evidence import Exchange, Page, Reaction
from conformance.laws import errors, examples
from conformance.laws.examples import OPERATION, ROWS
from conformance.questions import Question
from listproof.contract import Errors, Operation, Refusal, Response

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


def envelope_of(**at: str) -> Operation:
    places = {part: examples.place(text) for part, text in at.items()}
    refusals = {"bad_page": Refusal(status=(400,), code="invalid_page")}
    return examples.but(OPERATION, errors=Errors(refusals=refusals, at=places))


@pytest.mark.parametrize(
    ("body", "blamed"),
    [
        ({"error": "page must be a number", "code": "invalid_page", "status": 400}, []),
        ({"error": "page must be a number", "code": "invalid_page", "status": "400"}, []),
        ({"error": "", "code": "invalid_page", "status": 400}, ["/error"]),
        ({"error": "no", "code": None, "status": 400}, ["/code"]),
        ({"error": "no", "code": "invalid_page", "status": 200}, ["/status"]),
        ({"error": "no", "code": "invalid_page"}, ["/status"]),
    ],
)
def test_message_code_and_status_stand_in_their_places(body: object, blamed: list[str]) -> None:
    operation = envelope_of(message="/error", code="/code", status="/status")
    answer = examples.exchange(body, status=400)
    findings = list(errors.envelope.check(operation, reaction(answer)))
    assert [finding.where for finding in findings] == blamed


def test_a_documented_refusal_must_have_its_documented_shape() -> None:
    answer = examples.exchange({"detail": "no"}, status=400)
    (finding,) = errors.envelope.check(OPERATION, reaction(answer))
    assert finding.about == "/error"


def test_an_html_page_is_no_documented_refusal() -> None:
    answer = Exchange(
        question=Question(),
        request=refused(400).request,
        status=400,
        body=b"<html>Bad Request</html>",
    )
    (finding,) = errors.envelope.check(OPERATION, reaction(answer))
    assert finding.actual == "<html>Bad Request</html>"


def test_the_body_of_an_undocumented_status_is_free() -> None:
    answer = examples.exchange("teapot", status=418)
    assert not list(errors.envelope.check(OPERATION, reaction(answer)))


def test_the_code_of_the_documented_example_is_asked_for_where_no_other_is_stated() -> None:
    at = {"code": examples.place("/code")}
    response = Response(status="400", media_type="application/json", example={"code": "VALIDATION_ERROR"})
    operation = examples.but(OPERATION, errors=Errors(at=at), responses=(response,))
    right = examples.exchange({"code": "VALIDATION_ERROR"}, status=400)
    wrong = examples.exchange({"code": "OOPS"}, status=400)
    assert not list(errors.envelope.check(operation, reaction(right)))
    assert [f.expected for f in errors.envelope.check(operation, reaction(wrong))] == ["VALIDATION_ERROR"]
