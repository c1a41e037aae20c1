"""How loud a finding is, by the clauses that cite its law."""

from __future__ import annotations

import dataclasses

import pytest

from conformance.judging.verdicts import VERDICT_OF_KIND, Verdict, Weight, citing, specificity, weigh
from conformance.law import Finding
from conformance.laws import examples
from conformance.laws.examples import OPERATION
from conformance.target import Override
from listproof.contract import Citation, Clause, Operation
from listproof.lawbook import LAWS, Kind


def clause(name: str, kind: Kind, *laws: str) -> Clause:
    cited = tuple(Citation(law=law.partition("@")[0], about=law.partition("@")[2]) for law in laws)
    return Clause(id=name, kind=kind, text=name, laws=cited)


def operation(*clauses: Clause) -> Operation:
    return dataclasses.replace(OPERATION, clauses=clauses)


def finding(about: str = "", *, fact: bool = False) -> Finding:
    return Finding(where="/x", expected=1, actual=2, because="", exchanges=(), about=about, fact=fact)


def weight(
    law: str, about: str, *clauses: Clause, fact: bool = False, override: Override | None = None
) -> Weight:
    return weigh(operation(*clauses), LAWS[law], finding(about, fact=fact), override)


def test_every_kind_has_a_verdict() -> None:
    assert set(VERDICT_OF_KIND) == {"says", "clash", "shows", "silent", "never-safe", "standard"}
    assert {law.uncited for law in LAWS.values()} <= set(VERDICT_OF_KIND)


@pytest.mark.parametrize(
    ("kind", "verdict"),
    [
        ("says", Verdict.FAILED),
        ("clash", Verdict.FAILED),
        ("shows", Verdict.WARNED),
        ("silent", Verdict.OBSERVED),
    ],
)
def test_the_kind_of_the_clause_decides(kind: Kind, verdict: Verdict) -> None:
    found = weight("meta/total", "", clause("A", kind, "meta/total"))
    assert found == Weight(verdict=verdict, kind=kind, clauses=("A",))


@pytest.mark.parametrize(
    ("law", "verdict", "kind"),
    [
        ("meta/total", Verdict.FAILED, "says"),
        ("safety/body", Verdict.WARNED, "shows"),
        ("standards/allow", Verdict.WARNED, "standard"),
        ("safety/maximum", Verdict.FAILED, "never-safe"),
    ],
)
def test_without_a_clause_the_law_itself_decides(law: str, verdict: Verdict, kind: str) -> None:
    other = clause("A", "silent", "meta/page")
    assert weight(law, "", other) == Weight(verdict=verdict, kind=kind)


def test_what_is_never_safe_fails_however_silent_the_document_is() -> None:
    found = weight("safety/no-server-error", "", clause("A", "silent", "safety/no-server-error"))
    assert found == Weight(verdict=Verdict.FAILED, kind="never-safe", clauses=("A",))


def test_the_most_specific_citation_decides() -> None:
    clauses = (
        clause("LAW", "says", "shape/schema"),
        clause("ITEM", "shows", "shape/schema@/items/*"),
        clause("FIELD", "silent", "shape/schema@/items/*/name"),
    )
    assert weight("shape/schema", "/total", *clauses).clauses == ("LAW",)
    assert weight("shape/schema", "/items/*/id", *clauses).clauses == ("ITEM",)
    assert weight("shape/schema", "/items/*/name", *clauses).verdict == Verdict.OBSERVED
    assert weight("shape/schema", "/items/3/name/first", *clauses).clauses == ("FIELD",)


def test_among_equals_the_loudest_decides() -> None:
    clauses = (
        clause("A", "silent", "errors/missing@limit"),
        clause("B", "shows", "errors/missing@limit"),
        clause("C", "shows", "errors/missing@limit"),
        clause("D", "says", "errors/missing@page"),
    )
    assert weight("errors/missing", "limit", *clauses) == Weight(
        verdict=Verdict.WARNED, kind="shows", clauses=("B", "C")
    )


def test_a_citation_about_something_else_decides_nothing() -> None:
    found = weight("errors/missing", "limit", clause("A", "silent", "errors/missing@page"))
    assert found == Weight(verdict=Verdict.FAILED, kind="says")


@pytest.mark.parametrize(
    ("cited", "about", "expected"),
    [
        ("", "anything", 0),
        ("limit", "limit", 3),
        ("limit", "page", None),
        ("limit", "limit/x", None),
        ("/a/b", "/a/b", 7),
        ("/a/*", "/a/7", 6),
        ("/a/7", "/a/*", 7),
        ("/a", "/a/b/c", 5),
        ("/a/b/c", "/a/b", None),
    ],
)
def test_a_place_covers_what_is_inside_it(cited: str, about: str, expected: int | None) -> None:
    assert specificity(Citation(law="shape/schema", about=cited), "shape/schema", about) == expected
    assert specificity(Citation(law="shape/json", about=cited), "shape/schema", about) is None


def test_a_clause_may_speak_of_one_status_of_the_answer_alone() -> None:
    clauses = (clause("A", "says", "shape/status"), clause("B", "shows", "shape/status@403"))
    for status, expected in ((403, ("B",)), (404, ("A",))):
        seen = dataclasses.replace(finding(), exchanges=(examples.exchange(status=status),))
        assert weigh(operation(*clauses), LAWS["shape/status"], seen).clauses == expected


def test_clauses_that_are_as_loud_as_one_another_are_all_named() -> None:
    clauses = (clause("A", "says", "rules/holds@x"), clause("B", "clash", "rules/holds@x"))
    assert weight("rules/holds", "x", *clauses, clause("C", "shows", "rules/holds@x")).clauses == ("A", "B")


def test_a_fact_blames_nobody_however_loud_its_clause_is() -> None:
    says = clause("A", "says", "meta/total")
    assert weight("meta/total", "", says, fact=True).verdict == Verdict.OBSERVED
    failed = Override(severity="failed", reason="we want it so")
    assert weight("meta/total", "", says, fact=True, override=failed).verdict == Verdict.OBSERVED


@pytest.mark.parametrize(
    ("severity", "verdict"),
    [("failed", Verdict.FAILED), ("warned", Verdict.WARNED), ("observed", Verdict.OBSERVED)],
)
def test_the_users_own_severity_goes_last(severity: str, verdict: Verdict) -> None:
    override = Override(severity=severity, reason="ticket 4711")  # type: ignore[arg-type]
    assert weight("meta/total", "", clause("A", "shows", "meta/total"), override=override).verdict == verdict
    assert weight("safety/maximum", "", override=override).verdict == verdict


def test_the_worst_verdict_is_the_suites_own_breakdown() -> None:
    assert [verdict.word for verdict in sorted(Verdict)] == [
        "skipped", "passed", "observed", "known", "warned", "unstable", "failed", "errored",
    ]  # fmt: skip


def test_the_clauses_of_a_law_are_those_that_cite_it_whatever_about() -> None:
    clauses = (clause("A", "says", "meta/total", "meta/page"), clause("B", "says", "meta/page@x"))
    assert [one.id for one in citing(operation(*clauses), "meta/page")] == ["A", "B"]
