"""Every clause of the five documents: who goes against it is told so, as loudly as its kind asks."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any, Final

import pytest

from conformance.judging.verdicts import VERDICT_OF_KIND, Verdict
from conformance.reports.report import ReportedOperation
from listproof.contract import Clause
from tests.conformance.breaches import agency, organization, talkifai, techladder, trillet
from tests.conformance.breaches.breach import Breach
from tests.liars.trial import LOUD, contract_of, put_to_trial, world_of
from tests.liars.worlds import World

BREACHES: Final = {
    "agency-call-batches": agency.BREACHES,
    "organization-batch-calls": organization.BREACHES,
    "techladder-call-batches": techladder.BREACHES,
    "trillet-batch-calls": trillet.BREACHES,
    "talkifai-batch-jobs": talkifai.BREACHES,
}
UNBREAKABLE: Final = {
    "TF-11": "a field that can be null need not be",
    "TF-24": "whoever checks a backend names one address",
}


@cache
def clauses(spec: str) -> dict[str, Clause]:
    return {clause.id: clause for clause in contract_of(spec).operations[0].clauses}


@cache
def small_world(spec: str, most: int) -> World:
    """The world of a bundled spec with so many rows of each scope, in which a breach is sooner seen."""
    world, kept, number = world_of(spec), [], Counter[str]()
    for row in world.rows:
        item = row.item
        hidden = {key: value for key, value in row.hidden.items() if not key.endswith("_at")}
        whose = json.dumps([hidden, item.get("agency_id"), item.get("organization_id")])
        number[whose] += 1
        if number[whose] <= most:
            kept.append(row)
    return replace(world, rows=tuple(kept))


def cases() -> Iterator[Any]:
    """Every breach; `make test` has time for one of each kind of clause and the laws that tell it.

    Where another list's clause of that kind is broken by a breach that the same laws tell, CI tries this one.
    """
    alike: set[tuple[object, ...]] = set()
    for spec, breaches in BREACHES.items():
        kinds = {clause.id: clause.kind for clause in clauses(spec).values()}
        tried = {clause for clause, kind in kinds.items() if kind == "silent"}
        for breach in breaches:
            what = (kinds[breach.clause], frozenset(breach.laws), frozenset(breach.unsafe))
            first = breach.clause not in tried and breach.rows <= 30 and what not in alike
            if first:
                tried.add(breach.clause)
                alike.add(what)
            yield pytest.param(spec, breach, id=str(breach), marks=() if first else (pytest.mark.slow,))


def loud(operation: ReportedOperation, above: Verdict) -> dict[str, str]:
    """The laws that are louder than a verdict."""
    return {
        law.law: law.verdict.word for law in operation.laws if law.verdict > above and law.verdict in LOUD
    }


@pytest.mark.parametrize(("spec", "breach"), list(cases()))
def test_a_breach_is_told_as_loudly_as_its_clause_asks(spec: str, breach: Breach) -> None:
    wanted = VERDICT_OF_KIND[clauses(spec)[breach.clause].kind]
    trial = put_to_trial(spec, breach.twist, world=small_world(spec, breach.rows))
    (operation,) = trial.report.operations
    assert not trial.errored
    laws = {law.law: law for law in operation.laws}
    for name in breach.laws:
        against = [one.verdict for one in laws[name].findings if breach.clause in one.clauses]
        assert max(against, default=Verdict.PASSED) == wanted, name
    for name in breach.unsafe:
        assert laws[name].verdict == Verdict.FAILED, name
    if breach.laws:
        assert next(one.verdict for one in operation.clauses if one.id == breach.clause) == wanted
    if not breach.unsafe:
        assert loud(operation, above=wanted) == {}


@pytest.mark.parametrize("spec", BREACHES)
def test_no_clause_is_without_a_breach(spec: str) -> None:
    broken = {breach.clause for breach in BREACHES[spec]}
    assert broken | (set(UNBREAKABLE) & set(clauses(spec))) == set(clauses(spec))
    assert not broken & set(UNBREAKABLE)


@pytest.mark.parametrize("spec", BREACHES)
def test_what_breaks_no_law_belongs_to_a_silent_clause_that_says_why(spec: str) -> None:
    seen = {breach.clause for breach in BREACHES[spec] if breach.laws or breach.unsafe}
    for clause in clauses(spec).values():
        assert clause.id in seen or clause.why or clause.id in UNBREAKABLE, clause.id


@pytest.mark.parametrize("spec", BREACHES)
def test_the_small_worlds_break_nothing(spec: str) -> None:
    assert put_to_trial(spec, world=small_world(spec, 30)).named == {}
