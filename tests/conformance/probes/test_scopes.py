"""Other scopes, unknown ones, and another tenant's."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from conformance.evidence import Evidence, Exchange, Page, Reaction, Tenants, Walk
from conformance.laws import examples, scope
from conformance.laws.examples import OPERATION, ROWS
from conformance.probes import scopes
from conformance.questions import Question
from conformance.survey import Survey
from conformance.target import Target, TargetCaller
from listproof.contract import Operation, Scope

MINE = examples.walk(*ROWS[:3], size=4)
THEIRS = examples.walk({**ROWS[3], "owner": "u9"}, size=4, question=Question(caller="other"))
SURVEY = Survey(main=MINE, others={"other": THEIRS})
SCOPED = examples.but(
    OPERATION,
    parameters=(examples.parameter("batch", required=True, type="string"),),
    scope=(Scope(param="batch", at=None),),
)
TARGET = Target(
    callers={
        "main": TargetCaller(parameters={"batch": ("b1", "b2")}),
        "other": TargetCaller(parameters={"batch": ("b9",)}),
    }
)


class Remembering:
    """An asker that refuses every question, and remembers it."""

    def __init__(self) -> None:
        self.asked: list[Question] = []

    def exchange(self, question: Question) -> Exchange:
        self.asked.append(question)
        return examples.exchange({"error": "no"}, status=404, question=question)

    def page(self, question: Question) -> Page | None:
        self.asked.append(question)
        return THEIRS.pages[0] if question.caller == "other" else None

    def walk(self, question: Question, *, pages: int | None = None) -> Walk:  # noqa: ARG002 - of `Ask`
        self.asked.append(question)
        return THEIRS if question.caller == "other" else MINE


def gathered(operation: Operation, survey: Survey, target: Target) -> tuple[list[Evidence], list[Question]]:
    ask = Remembering()
    found = [piece for probe in scopes.probes(operation, survey, target) for piece in probe.gather(ask)]
    return found, ask.asked


def test_two_tenants_are_laid_side_by_side() -> None:
    found, _ = gathered(OPERATION, SURVEY, TARGET)
    assert [(t.about, t.mine, t.theirs) for t in found if isinstance(t, Tenants)] == [
        ("caller", MINE, THEIRS)
    ]


def test_a_further_scope_value_is_named_by_its_parameter() -> None:
    survey = Survey(main=MINE, others={"batch=b2": MINE})
    found, _ = gathered(SCOPED, survey, TARGET)
    assert [t.about for t in found if isinstance(t, Tenants)] == ["batch"]


def test_the_main_caller_asks_for_what_the_other_one_owns() -> None:
    found, asked = gathered(SCOPED, SURVEY, TARGET)
    laws = [piece.law for piece in found if isinstance(piece, Reaction)]
    assert "scope/foreign" in laws
    assert "scope/unknown" in laws
    assert any(q.scope == (("batch", "b9"),) and q.caller == "main" for q in asked)


def test_a_scope_value_that_both_tenants_may_name_is_no_trespass() -> None:
    shared = Target(
        callers={
            "main": TargetCaller(parameters={"batch": ("b1", "b9")}),
            "other": TargetCaller(parameters={"batch": ("b9",)}),
        }
    )
    _, asked = gathered(SCOPED, SURVEY, shared)
    assert not any(q.scope == (("batch", "b9"),) for q in asked)


def test_a_value_that_only_the_other_tenant_has_is_filtered_by() -> None:
    _, asked = gathered(OPERATION, SURVEY, TARGET)
    assert any(q.filters == (("owner", "u9"),) and q.caller == "main" for q in asked)


def test_without_another_tenant_nothing_of_anothers_is_asked_for() -> None:
    found, asked = gathered(SCOPED, Survey(main=MINE), Target())
    assert {piece.law for piece in found if isinstance(piece, Reaction)} == {"scope/unknown"}
    assert all(question.caller == "main" for question in asked)


def strangers_of(**schema: object) -> list[tuple[str, str]]:
    batch = examples.parameter("batch", required=True, **schema)  # type: ignore[arg-type]
    operation = examples.but(SCOPED, parameters=(batch,))
    _, asked = gathered(operation, Survey(main=MINE), Target())
    return [pair for question in asked for pair in question.scope]


def test_a_scope_that_names_nothing_is_named_by_a_value_of_its_kind() -> None:
    ((_, number),) = strangers_of(type="integer")
    assert number.isdecimal()
    ((_, uuid),) = strangers_of(type="string", format="uuid")
    assert UUID(uuid).version == 4


def test_what_only_breaks_the_parameter_s_schema_is_no_scope_that_names_nothing() -> None:
    assert not strangers_of(type="integer", maximum=1000)
    assert not strangers_of(type="string", enum=["a", "b"])
    assert not strangers_of(type="string", pattern="^b[0-9]$")


def test_what_names_no_scope_is_the_beginning_of_a_name_and_a_wildcard() -> None:
    named = Target(callers={"main": TargetCaller(parameters={"batch": ("batch-of-mine",)})})
    _, asked = gathered(SCOPED, Survey(main=MINE), named)
    assert [value for question in asked for _, value in question.scope] == ["batch-of-min", "%"]


def test_a_short_name_is_not_cut() -> None:
    _, asked = gathered(SCOPED, Survey(main=MINE), TARGET)
    assert "b" not in [value for question in asked for _, value in question.scope]


def test_a_further_caller_with_rows_of_two_tenants_has_rows_of_another() -> None:
    both = examples.walk(*MINE.items, *THEIRS.items, size=8, question=Question(caller="third"))
    for walk, expected in ((both, 1), (THEIRS, 0), (MINE, 0)):
        found, _ = gathered(
            OPERATION, replace(SURVEY, others={**SURVEY.others, "caller third": walk}), TARGET
        )
        told = [piece for piece in found if isinstance(piece, Reaction) and piece.way.startswith("third")]
        leaks = [one for one in told if list(scope.foreign.check(SCOPED, one))]
        assert len(leaks) == expected, walk


def test_another_tenants_value_is_asked_for_beside_a_filter_that_its_row_fits() -> None:
    _, asked = gathered(OPERATION, SURVEY, TARGET)
    filters = [dict(question.filters) for question in asked if question.nobodys]
    assert {"owner": "u9"} in filters
    assert {"owner": "u9", "state": THEIRS.items[0]["state"]} in filters
