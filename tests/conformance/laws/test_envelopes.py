"""Bodies of refusals: held to the documented schema, and to what stands where."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conformance.evidence import Exchange, Reaction
from conformance.laws import examples
from conformance.laws.envelopes import envelope
from conformance.laws.examples import OPERATION
from conformance.questions import Question
from listproof.contract import Errors, Operation, Refusal, Response


def reaction(answer: Exchange) -> Reaction:
    return examples.reaction("errors/not-a-number", "bad_page", "page=abc", answer, about="page")


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
    findings = list(envelope.check(operation, reaction(answer)))
    assert [finding.where for finding in findings] == blamed


def test_a_documented_refusal_must_have_its_documented_shape() -> None:
    answer = examples.exchange({"detail": "no"}, status=400)
    (finding,) = envelope.check(OPERATION, reaction(answer))
    assert finding.about == "/error"


def test_an_html_page_is_no_documented_refusal() -> None:
    answer = Exchange(
        question=Question(),
        request=examples.exchange({}, status=400).request,
        status=400,
        body=b"<html>Bad Request</html>",
    )
    (finding,) = envelope.check(OPERATION, reaction(answer))
    assert finding.actual == "<html>Bad Request</html>"


@pytest.mark.parametrize(("method", "held"), [("GET", True), ("POST", False), ("TRACE", False)])
def test_another_method_owes_no_body_where_the_document_does_not_speak_of_it(method: str, held: bool) -> None:
    answer = examples.exchange({"detail": "no"}, status=400)
    answer = replace(answer, request=replace(answer.request, method=method))
    assert bool(list(envelope.check(OPERATION, reaction(answer)))) is held


def test_the_body_of_an_undocumented_status_is_free() -> None:
    answer = examples.exchange("teapot", status=418)
    assert not list(envelope.check(OPERATION, reaction(answer)))


def test_the_code_of_the_documented_example_is_asked_for_where_no_other_is_stated() -> None:
    at = {"code": examples.place("/code")}
    response = Response(status="400", media_type="application/json", example={"code": "VALIDATION_ERROR"})
    operation = examples.but(OPERATION, errors=Errors(at=at), responses=(response,))
    right = examples.exchange({"code": "VALIDATION_ERROR"}, status=400)
    wrong = examples.exchange({"code": "OOPS"}, status=400)
    assert not list(envelope.check(operation, reaction(right)))
    assert [f.expected for f in envelope.check(operation, reaction(wrong))] == ["VALIDATION_ERROR"]


def detailed(*shown: object) -> Operation:
    errors_ = Errors(
        refusals={"bad_page": Refusal(status=(400,))}, at={"details": examples.place("/details")}
    )
    response = Response(status="400", media_type="application/json", example={"details": list(shown)})
    return examples.but(OPERATION, errors=errors_, responses=(response,))


@pytest.mark.parametrize(
    ("details", "named"),
    [
        (["page: Must be a number"], True),
        ([{"loc": ["query", "page"], "msg": "not a number"}], True),
        (["query.Page must be a number"], True),
        ([], False),
        (["Invalid input"], False),
        (["the homepage is wrong", "page_size: Must be a number"], False),
    ],
)
def test_details_name_the_parameter_at_fault_where_the_documents_own_do(
    details: list[object], named: bool
) -> None:
    seen = reaction(examples.exchange({"details": details}, status=400))
    findings = list(envelope.check(detailed("limit: Must be at most 4"), seen))
    assert [finding.about for finding in findings] == ([] if named else ["/details"])
    assert not list(envelope.check(detailed("Something is wrong"), seen))
