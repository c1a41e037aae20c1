"""Wrong requests: one fault each, by the contract's own words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conformance.evidence import Exchange, Page, Reaction, Walk
from conformance.laws import examples
from conformance.laws.examples import OPERATION, ROWS
from conformance.probes import refusals
from conformance.questions import Question
from conformance.survey import Survey
from conformance.target import Target
from listproof.contract import Errors, Operation, Paging, Refusal, Scope

SURVEY = Survey(main=Walk(question=Question(size=4), pages=(), ended="end"))


@pytest.mark.parametrize(
    ("key", "situation"),
    [
        ("page", "bad_page"),
        ("limit", "bad_size"),
        ("state", "bad_filter"),
        ("sort", "bad_sort"),
        ("order", "bad_sort"),
        ("fast", "bad_param"),
    ],
)
def test_a_bad_value_has_the_situation_of_its_parameter(key: str, situation: str) -> None:
    assert refusals.situation_of(OPERATION, key) == situation


def test_a_token_is_no_page_number() -> None:
    operation = examples.but(OPERATION, page=Paging(by="cursor", param="page"))
    assert refusals.situation_of(operation, "page") == "bad_token"


def wrongs_of(operation: Operation = OPERATION) -> list[refusals.Wrong]:
    return [
        wrong
        for probe in refusals.probes(operation, SURVEY, Target())
        for wrong in probe.gather.keywords.get("wrongs", ())  # type: ignore[attr-defined]
    ]


def test_numbers_enums_and_places_are_each_wrong_in_their_own_way() -> None:
    ways = {wrong.way for wrong in wrongs_of()}
    assert {"page=abc (a word)", "limit=1.5 (a fraction)", "page=0", "page=-1"} <= ways
    assert {"state=constructor", "state=", "sort=constructor"} <= ways


def test_a_fraction_and_an_exponent_are_numbers_to_a_parameter_that_need_not_be_whole() -> None:
    page = OPERATION.parameters["page"]
    free = replace(page, name="least", schema={"type": "number"})
    operation = replace(OPERATION, parameters={**OPERATION.parameters, "least": free})
    asked = {wrong.way for wrong in wrongs_of(operation) if wrong.about == "least"}
    assert asked == {"least=abc (a word)", "least= (nothing)"}
    assert "page=1e1 (an exponent)" in {wrong.way for wrong in wrongs_of(operation)}


def test_where_a_refusal_is_stated_values_that_are_nearly_right_are_tried_too() -> None:
    stating = examples.but(OPERATION, errors=Errors(refusals={"bad_filter": Refusal(status=(400,))}))
    near = {"state=OPEN", "state=ope", "state=open,done"}
    assert near <= {wrong.way for wrong in wrongs_of(stating)}
    assert not near & {wrong.way for wrong in wrongs_of()}


def test_nothing_is_no_wrong_value_where_the_document_allows_it() -> None:
    allowing = {key: replace(parameter, allows_empty=True) for key, parameter in OPERATION.parameters.items()}
    ways = {wrong.way for wrong in wrongs_of(replace(OPERATION, parameters=allowing))}
    assert not {"state=", "page= (nothing)", "limit= (nothing)"} & ways
    assert {"state=constructor", "page=abc (a word)"} <= ways


class Remembering:
    """An asker that refuses every question, and remembers it."""

    def __init__(self) -> None:
        self.asked: list[Question] = []

    def exchange(self, question: Question) -> Exchange:
        self.asked.append(question)
        return examples.exchange({"error": "no"}, status=400, question=question)

    def page(self, question: Question) -> Page | None:
        return examples.page(*ROWS[3:], question=question) if question.caller == "other" else None

    def walk(self, question: Question, *, pages: int | None = None) -> Walk:
        raise AssertionError((question, pages))


def test_what_nobody_knows_names_another_tenant_whose_rows_must_not_come() -> None:
    operation = examples.but(OPERATION, scope=(Scope(param=None, at=("tenant",)),))
    theirs = examples.walk({**ROWS[3], "tenant": "t2"}, size=4, question=Question(caller="other"))
    ask = Remembering()
    survey = Survey(main=SURVEY.main, others={"other": theirs})
    found = [
        piece
        for probe in refusals.probes(operation, survey, Target())
        if probe.asks.startswith("parameters twice")
        for piece in probe.gather(ask)
    ]
    assert ("tenant", "t2") in ask.asked[0].add
    assert [piece.law for piece in found if isinstance(piece, Reaction) and piece.like] == ["scope/foreign"]


def test_a_value_of_the_enum_is_never_called_wrong() -> None:
    operation = examples.but(
        OPERATION, parameters=(examples.parameter("state", type="string", enum=["open", "OPEN"]),)
    )
    assert not any(wrong.way == "state=OPEN" for wrong in wrongs_of(operation))


def test_a_required_parameter_is_left_out_and_sent_empty() -> None:
    operation = examples.but(
        OPERATION, parameters=(examples.parameter("owner", required=True, type="string"),)
    )
    missing = [wrong for wrong in wrongs_of(operation) if wrong.law == "errors/missing"]
    assert [wrong.way for wrong in missing] == ["no owner", "an empty owner"]
    assert missing[0].question.drop == ("owner",)


def test_a_scope_is_left_to_the_probes_on_scopes() -> None:
    operation = examples.but(OPERATION, scope=(Scope(param="owner", at=None),))
    assert not any(wrong.about == "owner" for wrong in wrongs_of(operation))


def test_the_probes_are_the_same_every_time() -> None:
    assert wrongs_of() == wrongs_of()


def test_a_token_that_was_never_given_out_is_sent_where_pages_are_asked_for_by_token() -> None:
    operation = examples.but(OPERATION, page=Paging(by="cursor", param="page"))
    (wrong,) = (wrong for wrong in wrongs_of(operation) if wrong.law == "errors/token")
    assert (wrong.situation, wrong.about) == ("bad_token", "page")
    assert wrong.question.put == (("page", refusals.STRANGE),)
    assert not any(wrong.law == "errors/token" for wrong in wrongs_of())
