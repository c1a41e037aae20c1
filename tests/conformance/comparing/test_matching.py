"""Matching: certain where every honest backend agrees, open where they differ."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.comparing.matching import documented, implied, listed, matches, selected, switched_off
from conformance.laws.examples import OPERATION, ROWS, but, parameter
from listproof.contract import Filter, Json, Operator


def rule(op: Operator = "eq", *, hidden: bool = False, off: tuple[Json, ...] = ()) -> Filter:
    return Filter(param="f", at=None if hidden else ("f",), op=op, all=off)


@pytest.mark.parametrize(
    ("op", "value", "found", "answer"),
    [
        ("eq", "open", "open", True),
        ("eq", "open", "Open", False),
        ("eq", "open", "openly", False),
        ("eq", "5", 5, True),
        ("eq", 5, 5.0, True),
        ("eq", "1e1", 10, True),
        ("eq", "5", "5.0", False),
        ("eq", "abc", 5, False),
        ("eq", "true", True, True),
        ("eq", "1", True, False),
        ("eq", "open", None, False),
        ("eq", "open", ["open"], None),
        ("eq", "e\u0301", "\u00e9", None),
        ("eq", "5F0C3A52-7D1E-4B7A-9C61-0E2B8D4F6A93", "5f0c3a52-7d1e-4b7a-9c61-0e2b8d4f6a93", None),
        ("eq", "2024-05-01T09:00:00Z", "2024-05-01T09:00:00+00:00", None),
        ("eq", "2024-05-01T09:00:00Z", "2024-05-01T09:00:01Z", False),
        ("ne", "open", "done", True),
        ("ne", "open", "open", False),
        ("ne", "open", None, None),
        ("in", "open,late", "late", True),
        ("in", ["open", "late"], "done", False),
        ("lt", "10", 9, True),
        ("lt", 10, 10, False),
        ("lte", 10, 10, True),
        ("gt", "2024-05-01T09:00:00Z", "2024-05-01T11:00:00+01:00", True),
        ("gte", "2024-05-01T09:00:00Z", "2024-05-01T08:59:59.9Z", False),
        ("gt", 1, None, False),
        ("gt", "m", "z", None),
        ("contains", "pen", "opens", True),
        ("contains", "PEN", "opens", None),
        ("contains", "zoe", "Zoë", None),
        ("contains", "x", "opens", False),
        ("contains", "a", ["a", "b"], True),
        ("contains", "c", ["a", "b"], False),
        ("prefix", "op", "opens", True),
        ("prefix", "en", "done", False),
        ("exists", "true", "x", True),
        ("exists", True, None, False),
        ("exists", "false", None, True),
        ("exists", "perhaps", "x", None),
        ("search", "x", "x", None),
    ],
)
def test_an_answer_is_certain_or_open(op: Operator, value: Json, found: Json, answer: bool | None) -> None:
    assert matches(rule(op), value, {"f": found}) is answer


def test_a_field_that_is_not_there_equals_nothing() -> None:
    assert matches(rule(), "open", {}) is False
    assert matches(rule("exists"), "false", {}) is True


def test_a_hidden_field_leaves_everything_open_but_what_switches_the_filter_off() -> None:
    assert matches(rule(hidden=True, off=("all",)), "open", {}) is None
    assert matches(rule(hidden=True, off=("all",)), "all", {}) is True


@pytest.mark.parametrize(
    "item", [None, 5, "text", [], {"f": {"deep": 1}}, {"f": 10**400}, {"f": float("nan")}]
)
@pytest.mark.parametrize("op", ["eq", "ne", "in", "lt", "gte", "contains", "prefix", "search", "exists"])
def test_no_item_and_no_value_raises(op: Operator, item: Json) -> None:
    for value in (None, True, 5, 1e300, "", "é", "1" * 5000, [], [None]):
        assert matches(rule(op), value, item) in (True, False, None)


def test_several_filters_are_all_to_match() -> None:
    both: Any = (("state", "open"), ("owner", "u1"))
    assert [selected(OPERATION, both, row) for row in ROWS] == [True, False, False, False, False]
    assert selected(OPERATION, (("nothing", "x"),), ROWS[0]) is None
    assert selected(OPERATION, (("nothing", "x"), ("state", "late")), ROWS[0]) is False


def test_a_switch_is_read_as_text() -> None:
    assert switched_off(rule(off=(0, True)), "0")
    assert switched_off(rule(off=(0, True)), "true")
    assert not switched_off(rule(off=("all",)), "ALL")


@pytest.mark.parametrize(
    ("schema", "value", "answer"),
    [
        ({"type": "string", "enum": ["a", "b"]}, "a", True),
        ({"type": "string", "enum": ["a", "b"]}, "A", False),
        ({"type": "integer", "minimum": 1, "maximum": 9}, "9", True),
        ({"type": "integer", "minimum": 1, "maximum": 9}, "10", False),
        ({"type": "integer"}, "1.5", False),
        ({"type": "number"}, "1.5", True),
        ({"type": "integer"}, "abc", False),
        ({"type": "boolean"}, "yes", False),
        ({"type": "string", "format": "uuid"}, "not-a-uuid", False),
        ({"type": "string", "format": "date-time"}, "2024-05-01", False),
        ({"type": "string", "pattern": "^a+$"}, "aab", False),
        ({"type": "string", "pattern": "(?<name>"}, "anything", True),
        ({"type": "string", "minLength": 2}, "x", False),
        ({"type": "array", "items": {"enum": ["a", "b"]}}, ["a", "b"], True),
        ({"type": "array", "items": {"enum": ["a", "b"]}}, "a,c", False),
        ({}, "anything", True),
    ],
)
def test_what_the_document_allows(schema: dict[str, Json], value: Json, answer: bool) -> None:
    assert documented(parameter("f", **schema), value) is answer


def test_a_default_that_selects_holds_unasked() -> None:
    assert implied(OPERATION) == {}
    operation = but(OPERATION, parameters=(parameter("state", type="string", default="open"),))
    assert implied(operation) == {"state": "open"}


def test_commas_part_values() -> None:
    assert listed("a,b") == ["a", "b"]
    assert listed(("a", 1)) == ["a", 1]
    assert listed(5) == [5]
