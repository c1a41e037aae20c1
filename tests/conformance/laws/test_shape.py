"""Statuses, media types, JSON and schemas: what is accused, and what is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conformance.laws import examples, shape
from conformance.laws.examples import OPERATION, ROWS
from conformance.questions import Question
from listproof.contract import MISSING, Response


def test_a_refused_first_page_is_accused() -> None:
    answer = examples.exchange({"error": "no"}, status=404)
    (finding,) = shape.status_is_success.check(OPERATION, answer)
    assert (finding.where, finding.expected, finding.actual) == ("status", 200, 404)


@pytest.mark.parametrize(
    "question",
    [
        Question(put=(("page", "abc"),)),
        Question(drop=("owner",)),
        Question(headers=(("Authorization", None),)),
        Question(caller="forbidden"),
        Question(size=0),
        Question(size=99),
        Question(position=0),
        Question(position=7),
        Question(filters=(("state", "nonsense"),)),
        Question(scope=(("owner", "nobody"),)),
        Question(method="TRACE"),
    ],
    ids=lambda question: str(question)[:60],
)
def test_a_refusal_of_what_may_be_refused_is_not_accused(question: Question) -> None:
    answer = examples.exchange({"error": "no"}, status=400, question=question)
    assert not list(shape.status_is_success.check(OPERATION, answer))


def test_a_media_type_may_have_parameters_and_any_case() -> None:
    answer = replace(
        examples.page(*ROWS[:2]).exchange, headers=(("content-type", "Application/JSON; charset=utf-8"),)
    )
    assert not list(shape.media_type_is_documented.check(OPERATION, answer))


def test_a_missing_media_type_is_accused() -> None:
    answer = replace(examples.page(*ROWS[:2]).exchange, headers=())
    (finding,) = shape.media_type_is_documented.check(OPERATION, answer)
    assert finding.actual is None


def test_an_undocumented_status_has_no_media_type_to_keep() -> None:
    answer = replace(examples.exchange("teapot", status=418), headers=(("content-type", "text/plain"),))
    assert not list(shape.media_type_is_documented.check(OPERATION, answer))


def test_json_of_a_head_request_is_not_missed() -> None:
    answer = replace(
        examples.exchange(status=200, question=Question(method="HEAD")), json_fault="empty", body=b""
    )
    assert not list(shape.json_is_well_formed.check(OPERATION, answer))


def test_each_place_is_told_once_with_any_index() -> None:
    rows = [{**row, "state": "nonsense"} for row in ROWS[:4]]
    findings = list(shape.body_matches_schema.check(OPERATION, examples.page(*rows, size=4).exchange))
    assert [finding.about for finding in findings] == ["/items/*/state"]
    assert findings[0].where == "/items/0/state"


def test_a_missing_member_is_named_where_it_should_be() -> None:
    row = {key: value for key, value in ROWS[1].items() if key != "state"}
    (finding,) = shape.body_matches_schema.check(OPERATION, examples.page(ROWS[0], row).exchange)
    assert (finding.where, finding.about, finding.actual) == (
        "/items/1/state",
        "/items/*/state",
        "nothing there",
    )


@pytest.mark.parametrize(
    "instant",
    [
        "2024-05-05T09:00:00Z",
        "2024-05-05T09:00:00.123456Z",
        "2024-05-05T09:00:00+00:00",
        "2024-05-05t09:00:00z",
    ],
)
def test_every_spelling_of_an_instant_is_right(instant: str) -> None:
    row = {**ROWS[0], "created": instant}
    assert not list(shape.body_matches_schema.check(OPERATION, examples.page(row).exchange))


def test_further_members_are_fine() -> None:
    row = {**ROWS[0], "colour": "red"}
    assert not list(shape.body_matches_schema.check(OPERATION, examples.page(row).exchange))


@pytest.mark.parametrize("body", [None, [], 7, "x", {"items": None}, {"items": [None, 3]}, {"items": {}}])
def test_any_json_at_all_can_be_judged(body: object) -> None:
    answer = examples.exchange(body)
    list(shape.body_matches_schema.check(OPERATION, answer))


def test_a_body_that_is_no_json_is_left_to_the_law_on_json() -> None:
    answer = replace(examples.exchange({}), json=MISSING, json_fault="it ends too early", body=b"{")
    assert not list(shape.body_matches_schema.check(OPERATION, answer))
    assert list(shape.json_is_well_formed.check(OPERATION, answer))


def test_statuses_are_found_by_number_then_class_then_default() -> None:
    operation = examples.but(OPERATION, responses=(Response(status="4XX"), Response(status="default")))
    assert [shape.documented(operation, status).status for status in (400, 404, 500)] == [  # type: ignore[union-attr]
        "400",
        "4XX",
        "default",
    ]


def test_a_number_that_was_sent_and_comes_back_is_not_the_backends_fault() -> None:
    digits = "9" * 400
    answer = examples.exchange(question=Question(put=(("page", digits),)))
    echoing = replace(
        answer,
        headers=(("content-type", "application/json"),),
        body=b'{"page": ' + digits.encode() + b"}",
        json_fault="a number of 400 digits is beyond what readers agree on (RFC 8259, 6)",
    )
    assert not list(shape.json_is_well_formed.check(OPERATION, echoing))
    unasked = replace(echoing, request=examples.page(*ROWS[:2]).exchange.request)
    assert list(shape.json_is_well_formed.check(OPERATION, unasked))
