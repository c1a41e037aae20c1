"""Scopes: their own rows, and nobody else's."""

from __future__ import annotations

from types import MappingProxyType

import pytest

from conformance.evidence import Tenants
from conformance.laws import examples, scope
from conformance.laws.examples import OPERATION, ROWS
from conformance.questions import Question
from listproof.contract import Errors, Refusal, Scope

BY_CALLER = examples.but(OPERATION, scope=(Scope(param=None, at=("owner",)),))
STATED = {
    reading: examples.but(OPERATION, scope=(Scope(param="owner", at=("owner",), unknown=(reading,)),))
    for reading in ("empty", "error", 403)
}


def test_the_items_of_one_caller_have_one_owner() -> None:
    assert not list(scope.own.check(BY_CALLER, examples.page(ROWS[0], ROWS[2], operation=BY_CALLER)))
    (finding,) = scope.own.check(BY_CALLER, examples.page(ROWS[0], ROWS[1], operation=BY_CALLER))
    assert (finding.expected, finding.actual, finding.about) == ("u1", "u2", "caller")


def test_an_optional_scope_field_may_be_absent() -> None:
    bare = {key: value for key, value in ROWS[1].items() if key != "owner"}
    assert not list(scope.own.check(BY_CALLER, examples.page(ROWS[0], bare, operation=BY_CALLER)))


def test_plain_values_may_be_the_same_in_two_scopes() -> None:
    tags = examples.but(OPERATION, id=(), scope=(Scope(param="owner", at=None),))
    seen = Tenants(
        about="owner",
        mine=examples.walk("red", "blue", operation=tags),
        theirs=examples.walk("red", operation=tags),
    )
    assert not list(scope.apart.check(tags, seen))


def test_ids_that_are_counted_by_tenant_are_no_leak() -> None:
    theirs = [{**row, "owner": "u9", "name": "somebody else"} for row in ROWS]
    seen = Tenants(about="caller", mine=examples.walk(*ROWS), theirs=examples.walk(*theirs))
    assert not list(scope.apart.check(BY_CALLER, seen))


def test_one_shared_row_is_a_leak() -> None:
    seen = Tenants(about="caller", mine=examples.walk(*ROWS[:3]), theirs=examples.walk(*ROWS[2:]))
    (finding,) = scope.apart.check(BY_CALLER, seen)
    assert finding.actual == ROWS[2]


@pytest.mark.parametrize(
    ("reading", "status", "kept"),
    [
        ("empty", 404, False),
        ("error", 404, True),
        ("error", 200, False),
        (403, 403, True),
        (403, 404, False),
    ],
)
def test_an_unknown_scope_is_refused_as_stated(reading: str | int, status: int, kept: bool) -> None:
    answer = examples.exchange({"error": "no"}, status=status)
    seen = examples.reaction("scope/unknown", "unknown_scope", "owner=x", answer, about="owner")
    assert (not list(scope.unknown.check(STATED[reading], seen))) is kept


def test_rows_of_an_unknown_scope_are_accused_even_where_nothing_is_stated() -> None:
    operation = examples.but(OPERATION, scope=(Scope(param="owner", at=None),))
    rows = examples.page(*ROWS[:2], question=Question(scope=(("owner", "x"),)))
    seen = examples.reaction("scope/unknown", "unknown_scope", "owner=x", rows, about="owner")
    (finding,) = scope.unknown.check(operation, seen)
    assert not finding.fact


@pytest.mark.parametrize("status", [400, 403, 404])
def test_any_refusal_of_an_unknown_scope_is_a_fact_where_nothing_is_stated(status: int) -> None:
    operation = examples.but(OPERATION, scope=(Scope(param="owner", at=None),))
    answer = examples.exchange({"error": "no"}, status=status)
    seen = examples.reaction("scope/unknown", "unknown_scope", "owner=x", answer, about="owner")
    assert [finding.fact for finding in scope.unknown.check(operation, seen)] == [True]


def test_a_refused_trespass_is_no_leak() -> None:
    answer = examples.exchange({"error": "no"}, status=403)
    seen = examples.reaction(
        "scope/foreign", "unknown_scope", "owner=u2", answer, about="owner", like=examples.page(*ROWS[:2])
    )
    assert not list(scope.foreign.check(STATED["empty"], seen))


def test_a_breach_names_the_statuses_that_the_document_gives() -> None:
    stated = examples.but(
        STATED["error"], errors=Errors(refusals=MappingProxyType({"unknown_scope": Refusal(status=(404,))}))
    )
    seen = examples.reaction(
        "scope/unknown", "unknown_scope", "owner=x", examples.page(*ROWS[:1], operation=stated), about="owner"
    )
    (finding,) = scope.unknown.check(stated, seen)
    assert (finding.where, finding.expected, finding.actual) == ("/items", "404", "200, 1 item")
