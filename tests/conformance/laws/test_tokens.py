"""What may become of tokens that are asked in another way than they were given out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conformance.evidence import Reaction, Step
from conformance.law import Finding, Law
from conformance.laws import examples, tokens
from conformance.laws.examples import ROWS
from listproof.contract import Errors, Operation, Refusal

STATED = tokens.tied.kept.operation
SILENT = examples.but(STATED, errors=Errors())


def judged(law: Law[Reaction], operation: Operation, **changes: object) -> list[Finding]:
    evidence = replace(law.broken.evidence, **changes)  # type: ignore[arg-type]
    return list(law.check(operation, evidence))


def refused(status: int) -> dict[str, object]:
    return {"page": None, "exchange": examples.exchange({"error": "no"}, status=status)}


LAWS = (tokens.foreign, tokens.malformed, tokens.expired)


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.id)
@pytest.mark.parametrize("status", [400, 404, 409, 422])
def test_where_nothing_is_stated_any_refusal_is_a_fact(law: Law[Reaction], status: int) -> None:
    assert [finding.fact for finding in judged(law, SILENT, **refused(status))] == [True]


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.id)
def test_where_a_status_is_stated_another_one_is_told(law: Law[Reaction]) -> None:
    assert judged(law, STATED, **refused(400)) == []
    assert [finding.expected for finding in judged(law, STATED, **refused(404))] == [400]
    either = examples.but(STATED, errors=Errors(refusals={"bad_token": Refusal(status=(400, 404))}))
    assert judged(law, either, **refused(404)) == []
    assert [finding.expected for finding in judged(law, either, **refused(403))] == ["400 or 404"]


@pytest.mark.parametrize("law", [*LAWS, tokens.repeats], ids=lambda law: law.id)
@pytest.mark.parametrize("status", [0, 429, 500, 503])
def test_a_failure_and_a_rate_limit_are_for_other_laws(law: Law[Reaction], status: int) -> None:
    like = examples.page(*ROWS[:2], operation=STATED)
    assert judged(law, STATED, like=like, **refused(status)) == []


def test_a_spoilt_token_may_be_another_one_by_chance_but_no_token_may_be_one() -> None:
    elsewhere = {"page": examples.page(*ROWS[2:4], operation=STATED)}
    assert [one.fact for one in judged(tokens.malformed, STATED, **elsewhere)] == [True]
    strange = judged(tokens.malformed, STATED, expects=tokens.NO_TOKEN, **elsewhere)
    assert [one.fact for one in strange] == [False]
    assert [one.fact for one in judged(tokens.malformed, SILENT, expects=tokens.NO_TOKEN, **elsewhere)] == [
        True
    ]


def test_a_list_that_begins_anew_is_a_fact_where_nothing_is_stated() -> None:
    assert [one.fact for one in judged(tokens.malformed, STATED)] == [False]
    assert [one.fact for one in judged(tokens.malformed, SILENT)] == [True]


def test_an_expired_token_is_never_taken_and_may_be_gone() -> None:
    assert [one.fact for one in judged(tokens.expired, SILENT)] == [False]
    assert judged(tokens.expired, STATED, **refused(410)) == []


def test_rows_of_another_caller_are_told_whatever_is_stated() -> None:
    mine = examples.page(*ROWS, operation=SILENT)
    page = examples.page(ROWS[1], operation=SILENT)
    for operation in (STATED, SILENT):
        (finding,) = judged(tokens.foreign, operation, page=page, like=mine, about="caller")
        assert not finding.fact


def resized(operation: Operation, *rows: object, status: int = 0) -> list[Finding]:
    kept = tokens.resized.kept.evidence
    assert isinstance(kept, Step)
    page = None if status else examples.page(*rows, operation=STATED)
    exchange = examples.exchange({}, status=status) if page is None else page.exchange
    return list(tokens.resized.check(operation, replace(kept, page=page, exchange=exchange)))


def test_another_size_goes_on_at_the_same_row_with_as_many_as_the_list_likes() -> None:
    assert resized(STATED, *ROWS[2:4]) == resized(STATED, *ROWS[2:]) == []
    for rows in (ROWS[3:], ROWS[:3], ROWS[1:4], ()):
        assert [one.fact for one in resized(STATED, *rows)] == [False]


def test_another_size_may_be_refused_as_stated_and_where_nothing_is_in_any_way() -> None:
    assert resized(STATED, status=400) == []
    assert [one.fact for one in resized(STATED, status=404)] == [False]
    assert [one.fact for one in resized(SILENT, status=404)] == [True]
