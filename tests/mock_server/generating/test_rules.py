"""Rules are taken apart, and items are mended by as little as helps."""

from __future__ import annotations

import pytest

from listproof.contract import MISSING, Json, Listing, Place, Pointer, Rule
from listproof.reading.expressions import compile_rule
from mock_server.generating.changing import with_value
from mock_server.generating.conditions import conditions_of
from mock_server.generating.rules import Keeper
from mock_server.worlds.rule_fields import fields_of, members_of, narrowed

FIELDS = {name: {"type": ["integer", "null"]} for name in "abct"}
SCHEMA: dict[str, Json] = {
    "type": "object",
    "required": ["a", "b"],
    "properties": {**FIELDS, "state": {"type": "string"}, "at": {"type": "string"}, "by": {"type": "string"}},
}


def rule(expression: str, at: Pointer | None = None, within: float = 0.0) -> Rule:
    compiled = compile_rule(expression, condition=at is None)
    return Rule(
        id="rule",
        expression=expression,
        about="item",
        uses=compiled.uses,
        program=compiled.program,
        at=at,
        within=within,
    )


def keeper(*rules: Rule, fixed: tuple[Pointer, ...] = ()) -> Keeper:
    listing = Listing(items=Place(text="", where="body", pointer=()), rules=rules)
    return Keeper(listing, SCHEMA, fixed=fixed, shown={}, allows=lambda _: True)


# --- expressions -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expression", "fields"),
    [
        ("item.a <= item.b", [("a",), ("b",)]),
        ("item.a.b + item.a.b", [("a", "b")]),
        ("item.name.size() > 3", [("name",)]),
        ("item.tags.exists(tag, tag == 'item.x')", [("tags",)]),
        ("has(item.a) || body.item.b == 1", [("a",)]),
        ("query.item == '1'", []),
    ],
)
def test_the_fields_of_an_expression_are_found(expression: str, fields: list[Pointer]) -> None:
    assert list(fields_of(expression)) == fields


@pytest.mark.parametrize(
    "expression", ["size(item) > 1", "item == 'a'", "item.size() > 1", "item['a'] == 1", "'a' in item"]
)
def test_an_expression_about_the_item_as_a_whole_gets_the_whole(expression: str) -> None:
    assert members_of(expression) is None
    assert narrowed(expression, {"a": 1, "b": 2}) == {"a": 1, "b": 2}


def test_an_expression_gets_no_more_than_it_looks_at() -> None:
    assert narrowed("item.a == item.c.d", {"a": 1, "b": 2, "c": {"d": 3}}) == {"a": 1, "c": {"d": 3}}
    assert narrowed("item.a == item.z", {"a": 1, "b": 2}) == {"a": 1}
    assert narrowed("item.a == 1", "text") == "text"


@pytest.mark.parametrize(
    ("expression", "parts"),
    [
        ("item.a <= item.b && item.b <= item.c", ["item.a <= item.b", "item.b <= item.c"]),
        ("(item.a > 0 && (item.b > 0 && item.c > 0))", ["item.a > 0", "item.b > 0", "item.c > 0"]),
        ("item.state == 'a && b' && item.a > 0", ["item.state == 'a && b'", "item.a > 0"]),
        ("item.a > 0 || item.b > 0 && item.c > 0", ["item.a > 0 || item.b > 0 && item.c > 0"]),
        ("item.a > 0 ? item.b > 0 && item.c > 0 : true", ["item.a > 0 ? item.b > 0 && item.c > 0 : true"]),
    ],
)
def test_a_rule_is_taken_apart_where_all_parts_have_to_hold(expression: str, parts: list[str]) -> None:
    assert [condition.text.strip() for condition in conditions_of(rule(expression))] == parts


@pytest.mark.parametrize(
    ("expression", "operators"),
    [
        ("item.a <= item.b", ["<="]),
        ("item.state != 'x' || item.a == item.b", ["=="]),
        ("item.a < 1 || (item.b > 2 || item.c >= 3)", ["<", ">", ">="]),
        ("item.a != item.b", []),
        ("(item.a + item.b) * 2 == item.c", ["=="]),
    ],
)
def test_the_comparisons_of_a_condition_are_found(expression: str, operators: list[str]) -> None:
    (condition,) = conditions_of(rule(expression))
    assert [comparison.operator for comparison in condition.comparisons] == operators


# --- items -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pointer", "value", "expected"),
    [
        (("a",), 2, {"a": 2, "b": {"c": [1, 2]}}),
        (("a",), MISSING, {"b": {"c": [1, 2]}}),
        (("d",), 1, {"a": 1, "b": {"c": [1, 2]}, "d": 1}),
        (("b", "c", "1"), 9, {"a": 1, "b": {"c": [1, 9]}}),
        (("b", "c", "7"), 9, {"a": 1, "b": {"c": [1, 2]}}),
        (("x", "y"), 9, {"a": 1, "b": {"c": [1, 2]}}),
        (("a", "y"), 9, {"a": 1, "b": {"c": [1, 2]}}),
        ((), "whole", "whole"),
    ],
)
def test_an_item_with_another_value_leaves_the_first_as_it_was(
    pointer: Pointer, value: Json, expected: Json
) -> None:
    item = {"a": 1, "b": {"c": [1, 2]}}
    assert with_value(item, pointer, value) == expected
    assert item == {"a": 1, "b": {"c": [1, 2]}}


def test_computed_fields_follow_each_other_whatever_their_order() -> None:
    rules = keeper(rule("item.t + 1", at=("c",)), rule("item.a + item.b", at=("t",)))
    assert rules.filled({"a": 1, "b": 2}, {}) == {"a": 1, "b": 2, "c": 4, "t": 3}


def test_computed_fields_stand_in_the_order_of_the_schema() -> None:
    filled = keeper(rule("item.b + 1", at=("a",))).filled({"b": 1, "state": "x"}, {})
    assert list(filled) == ["a", "b", "state"]


def test_rules_that_never_agree_come_to_an_end() -> None:
    rules = keeper(rule("item.b + 1", at=("a",)), rule("item.a + 1", at=("b",)))
    assert rules.filled({"a": 0, "b": 0}, {})["a"] < 100


def test_a_computed_null_takes_away_what_may_be_absent() -> None:
    rules = keeper(
        rule("item.a > 1 ? item.a : null", at=("c",)), rule("item.a > 1 ? item.a : null", at=("b",))
    )
    assert rules.filled({"a": 1, "b": 2, "c": 2}, {}) == {"a": 1, "b": None}


def test_a_rule_that_cannot_be_evaluated_fills_nothing() -> None:
    assert keeper(rule("item.z + 1", at=("a",))).filled({"a": 5}, {}) == {"a": 5}


@pytest.mark.parametrize(
    ("holds", "item"),
    [
        ("item.a <= item.b", {"a": 9, "b": 4}),
        ("item.a + item.b == item.t", {"a": 9, "b": 4, "t": 2}),
        ("item.a < item.b && item.b < item.c", {"a": 9, "b": 4, "c": 2}),
        ("item.state != 'done' || item.a == item.t", {"state": "done", "a": 1, "b": 0, "t": 8}),
        (
            "timestamp(item.at) <= timestamp(item.by)",
            {"at": "2025-02-01T00:00:00Z", "by": "2025-01-01T00:00:00Z"},
        ),
        ("item.at == item.by", {"at": "x", "by": "y"}),
        ("item.c == null", {"a": 1, "b": 1, "c": 1}),
    ],
)
def test_what_a_condition_refuses_is_mended(holds: str, item: Json) -> None:
    made, broken = keeper(rule(holds)).kept(item, {}, redraw=lambda _: MISSING)
    assert broken == []
    assert compile_rule(holds).program({"item": made}) is True


def test_mending_leaves_what_is_fixed_and_what_is_not_spoken_of() -> None:
    item = {"a": 9, "b": 4, "c": 1, "state": "x"}
    made, broken = keeper(rule("item.a <= item.b"), fixed=(("a",),)).kept(item, {}, redraw=lambda _: 0)
    assert broken == []
    assert made == {**item, "b": 9}


def test_what_cannot_be_mended_is_named() -> None:
    rules = keeper(rule("item.a != item.a"))
    made, broken = rules.kept({"a": 1, "b": 1}, {}, redraw=lambda _: 2)
    assert made["a"] == 1
    assert [condition.rule for condition in broken] == ["rule"]
