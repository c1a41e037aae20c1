"""Which inferred values a finding leans on, and how loud it is then."""

from __future__ import annotations

import dataclasses

import pytest

from conformance.evidence import Exchange, Request
from conformance.judging.guesses import LEANS, Inferred, leaning
from conformance.judging.verdicts import Verdict, weigh
from conformance.law import Finding
from conformance.laws.examples import OPERATION
from conformance.questions import Question
from conformance.target import Override
from listproof.contract import Citation, Clause, Json, Operation
from listproof.lawbook import LAWS

REASONS = {
    "/items": "the only array",
    "/page/first": "the default of page is 1",
    "/size/param": "called so",
    "/meta/total": "called so",
    "/filter/state": "a field of that name",
    "/filter/owner": "a field of that name",
    "/scope": "the path has it",
    "/errors/unauthenticated": "401 is documented",
    "/errors/bad_filter": "400 is documented",
}
_LIMIT = dataclasses.replace(OPERATION.parameters["limit"], inferred={"/maximum": 'it says "max 4"'})
GUESSED = dataclasses.replace(
    OPERATION, inferred=REASONS, parameters={**OPERATION.parameters, "limit": _LIMIT}
)


def finding(
    about: str = "", *, asked: Question | None = None, actual: Json = 2, fact: bool = False
) -> Finding:
    exchanges: tuple[Exchange, ...] = ()
    if asked is not None:
        request = Request(method="GET", target="/things", headers=())
        exchanges = (Exchange(question=asked, request=request, status=200, headers=(), body=b""),)
    return Finding(
        where="/x", expected=1, actual=actual, because="", exchanges=exchanges, about=about, fact=fact
    )


def leans(law: str, seen: Finding, operation: Operation = GUESSED) -> list[str]:
    return [each.at for each in leaning(operation, LAWS[law], seen)]


def test_the_table_says_of_every_law_what_it_leans_on() -> None:
    assert [law.id for law in LAWS.values() if law.id not in LEANS and law.family not in LEANS] == []


def test_the_table_names_only_laws_and_families_that_are() -> None:
    assert set(LEANS) <= {law.id for law in LAWS.values()} | {law.family for law in LAWS.values()}


@pytest.mark.parametrize(
    ("law", "about", "expected"),
    [
        ("page/first", "page", ["/page/first", "/items"]),
        ("page/no-repeats", "", ["/items", "/page/first"]),
        ("meta/returned", "", ["/items"]),
        ("filter/no-match", "state", ["/filter/state", "/meta/total"]),
        ("filter/both", "state&owner", ["/filter/state", "/filter/owner"]),
        ("filter/match", "", ["/filter/state", "/filter/owner"]),
        ("size/at-most", "limit", ["limit: maximum", "/size/param", "/items"]),
        ("safety/maximum", "limit", ["limit: maximum", "/size/param", "/items"]),
        ("parameters/accepted", "limit", ["limit: maximum"]),
        ("scope/foreign", "owner", ["/scope"]),
        ("errors/unauthenticated", "", ["/errors/unauthenticated"]),
        ("errors/unknown-value", "state", ["/errors/bad_filter", "/filter/state"]),
        ("shape/schema", "/items", []),
        ("parameters/default", "limit", []),
        ("errors/method", "", []),
        ("safety/no-server-error", "", []),
        ("standards/allow", "", []),
    ],
)
def test_a_law_leans_on_what_it_takes_for_true(law: str, about: str, expected: list[str]) -> None:
    assert leans(law, finding(about))[: max(len(expected), 0) or None] == expected


def test_where_no_identity_is_inferred_a_difference_leans_on_that_items_stand_still() -> None:
    anonymous = dataclasses.replace(GUESSED, listing=dataclasses.replace(GUESSED.listing, id=None))
    assert leans("parameters/default", finding("limit"), anonymous) == ["/id"]
    assert leans("time/repeat", finding(), anonymous) == ["/id", "/items"]
    assert leans("page/first", finding("page"), anonymous)[0] == "/id"
    assert leans("errors/method", finding(), anonymous) == []


def test_the_question_that_shows_a_finding_adds_what_it_was_made_by() -> None:
    plain, filtered = Question(), Question(filters=(("state", "no-such"),))
    assert "/filter/state" not in leans("meta/total", finding(asked=plain))
    assert "/filter/state" in leans("meta/total", finding(asked=filtered))


def test_that_a_value_of_an_enum_may_be_sent_openapi_says() -> None:
    assert OPERATION.parameters["state"].enum
    value = OPERATION.parameters["state"].enum[0]
    assert leans("shape/status", finding(asked=Question(filters=(("state", value),)))) == []
    assert leans("shape/status", finding(asked=Question(filters=(("state", "other"),)))) == ["/filter/state"]


def test_a_valid_request_that_asked_for_a_page_leans_on_how_pages_are_asked_for() -> None:
    assert leans("shape/status", finding(asked=Question())) == []
    assert leans("shape/status", finding(asked=Question(position=1))) == ["/page/first"]


def test_whoever_comes_in_without_credentials_leans_on_no_guess() -> None:
    assert leans("errors/unauthenticated", finding(actual=200)) == []
    assert leans("errors/unauthenticated", finding(actual=403)) == ["/errors/unauthenticated"]


def test_a_fact_leans_on_nothing() -> None:
    assert leans("meta/total", finding(fact=True)) == []


def test_what_leans_on_a_guess_warns_and_says_on_which() -> None:
    weight = weigh(GUESSED, LAWS["page/first"], finding("page"))
    assert weight.verdict == Verdict.WARNED
    assert weight.leans[0] == Inferred("/page/first", "the default of page is 1")
    assert weight.at_stake == Verdict.FAILED


def test_where_nothing_is_inferred_it_fails() -> None:
    weight = weigh(OPERATION, LAWS["page/first"], finding("page"))
    assert (weight.verdict, weight.leans, weight.at_stake) == (Verdict.FAILED, (), Verdict.FAILED)


def test_a_value_that_is_settled_is_no_guess_any_more() -> None:
    settled = dataclasses.replace(OPERATION, inferred={"/sort/default": "it says newest first"})
    assert weigh(settled, LAWS["page/first"], finding("page")).verdict == Verdict.FAILED


def test_a_clause_that_cites_the_law_goes_over_a_guess() -> None:
    clause = Clause(id="A", kind="says", text="A", laws=(Citation(law="page/first"),))
    weight = weigh(dataclasses.replace(GUESSED, clauses=(clause,)), LAWS["page/first"], finding("page"))
    assert (weight.verdict, weight.clauses, weight.leans) == (Verdict.FAILED, ("A",), ())


def test_a_severity_that_a_user_chose_goes_over_a_guess() -> None:
    loud = Override(severity="failed", reason="we read the guesses")
    weight = weigh(GUESSED, LAWS["page/first"], finding("page"), loud)
    assert (weight.verdict, weight.leans) == (Verdict.FAILED, ())


def test_what_only_warns_anyway_stays_a_warning() -> None:
    assert weigh(GUESSED, LAWS["standards/head"], finding()).verdict == Verdict.WARNED
