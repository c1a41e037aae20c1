"""Rules on items and bodies."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from conformance.laws import examples, rules
from conformance.laws.examples import OPERATION, ROWS
from conformance.questions import Question
from listproof.contract import Json, Operation, Rule


def ruled(rule: Rule) -> Operation:
    return examples.but(OPERATION, rules=(rule,))


def doubled(variables: Mapping[str, Json]) -> Json:
    return variables["item"]["id"] * 2


COMPUTED = ruled(
    Rule(
        id="twice",
        expression="item.id * 2",
        about="item",
        uses=frozenset({"item"}),
        program=doubled,
        at=("double",),
        within=0.5,
    )
)


@pytest.mark.parametrize(
    ("double", "kept"),
    [(2, True), (2.0, True), (2.5, True), (1.5, True), (2.6, False), ("2", False), (True, False)],
)
def test_a_computed_field_may_be_rounded_but_no_more(double: Json, kept: bool) -> None:
    page = examples.page({**ROWS[0], "double": double}, operation=COMPUTED)
    assert (not list(rules.holds.check(COMPUTED, page))) is kept


def test_a_field_that_is_not_there_is_left_to_the_schema() -> None:
    assert not list(rules.holds.check(COMPUTED, examples.page(ROWS[0], operation=COMPUTED)))


def test_a_rule_that_cannot_be_evaluated_is_skipped() -> None:
    plain = examples.but(COMPUTED, id=())
    assert not list(rules.holds.check(plain, examples.page({"name": "no id", "double": 1}, operation=plain)))
    assert not list(rules.holds.check(plain, examples.page("no object at all", operation=plain)))


def test_a_finding_names_the_row_the_rule_and_both_values() -> None:
    page = examples.page({**ROWS[0], "double": 2}, {**ROWS[1], "double": 9}, operation=COMPUTED)
    (finding,) = rules.holds.check(COMPUTED, page)
    assert (finding.where, finding.expected, finding.actual) == ("/items/1/double", 4, 9)
    assert finding.about == "twice"


def test_a_rule_on_the_body_sees_the_query_by_its_types() -> None:
    def echoed(variables: Mapping[str, Json]) -> Json:
        return variables["body"]["limit"] == variables["query"]["limit"]

    operation = ruled(
        Rule(
            id="echo",
            expression="body.limit == query.limit",
            about="body",
            uses=frozenset({"body", "query"}),
            program=echoed,
        )
    )
    honest = examples.page(*ROWS[:2], operation=operation, question=Question(position=1, size=2))
    assert not list(rules.holds.check(operation, honest))
    lying = examples.page(*ROWS[:2], operation=operation, question=Question(position=1, size=3))
    (finding,) = rules.holds.check(operation, lying)
    assert finding.about == "echo"
