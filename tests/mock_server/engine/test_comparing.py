"""How values compare: as equals, in an order, under each operator."""

from __future__ import annotations

from itertools import pairwise

import pytest

from listproof.contract import Json, Operator
from mock_server.engine.comparing import Field, Form, instant, key_of, matcher, rank_of
from mock_server.world import Row


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2025-01-01T12:00:00Z", "2025-01-01T13:00:00+01:00"),
        ("2025-01-01T12:00:00Z", "2025-01-01t12:00:00.000z"),
        ("2025-01-01T00:00:00Z", "2025-01-01"),
        ("2024-12-31T23:30:00-01:00", "2025-01-01T00:30:00Z"),
    ],
)
def test_a_moment_is_one_however_it_is_written(one: str, other: str) -> None:
    assert instant(one) == instant(other) is not None


def test_moments_are_told_apart_below_the_second() -> None:
    written = [
        "2025-01-01T12:00:00Z",
        "2025-01-01T12:00:00.49Z",
        "2025-01-01T12:00:00.5Z",
        "2025-01-01T12:00:01Z",
    ]
    moments = [instant(text) for text in written]
    assert all(a is not None and b is not None and a < b for a, b in pairwise(moments))


@pytest.mark.parametrize(
    "text",
    ["", "now", "2025-13-01", "2025-01-01T24:00:00Z", "2025-02-30", "2025-01-01 12:00:00Z", "٢٠٢٥-01-01"],
)
def test_what_names_no_moment_is_none(text: str) -> None:
    assert instant(text) is None


@pytest.mark.parametrize(("one", "other"), [(5, "5"), (5.0, 5), (True, "true"), ("a", "a")])
def test_a_value_equals_its_text(one: Json, other: Json) -> None:
    assert key_of(one) == key_of(other)


@pytest.mark.parametrize(("one", "other"), [(True, 1), (None, ""), (None, "null"), ("a", "A"), (0, False)])
def test_values_that_are_written_apart_are_apart(one: Json, other: Json) -> None:
    assert key_of(one) != key_of(other)


def test_a_uuid_is_the_same_in_capitals() -> None:
    assert key_of("ABCD", "uuid") == key_of("abcd", "uuid")


def test_any_values_have_an_order_and_null_comes_last() -> None:
    values: list[Json] = [None, "b", 10, True, "a", 9.5, {"x": 1}, False, [2]]
    assert sorted(values, key=rank_of) == [9.5, 10, "a", "b", False, True, [2], {"x": 1}, None]


def test_text_is_ordered_by_code_point() -> None:
    assert sorted(["é", "z", "Z", "a", "😀", "ﬀ"], key=rank_of) == ["Z", "a", "z", "é", "ﬀ", "😀"]


CASES: list[tuple[Operator, Json, list[Json], list[Json]]] = [
    ("eq", "a", ["a"], ["A", "ab", None, ["a"]]),
    ("eq", ("a", "b"), ["a", "b"], ["c", None]),
    ("eq", None, [None], ["", 0]),
    ("ne", "a", ["b", None, 1], ["a"]),
    ("ne", ("a", "b"), ["c", None], ["a", "b"]),
    ("in", ("a", "b"), ["a", "b"], ["c", "a,b", None]),
    ("lt", 5, [4, 4.9, -1], [5, 6, None, "4", True]),
    ("lte", 5, [5, 4], [5.1, None]),
    ("gt", 5, [6, 5.1], [5, 4, None, "6", True]),
    ("gte", 5, [5, 6], [4, None]),
    ("lt", "b", ["a", "B"], ["b", "c", None, 1]),
    ("gte", None, [], [None, 0, "a"]),
    ("contains", "ell", ["hello"], ["HELLO", "help", None, 5]),
    ("contains", "x", [["x", "y"], "x"], [["xy"], [], None]),
    ("contains", 5, [[5], "5"], [[6], 5]),
    ("prefix", "he", ["hello", "he"], ["ahe", "HE", None, ["he"]]),
    ("search", "STRASSE", ["Hauptstraße 1", {"to": ["die Strasse"]}], ["Platz", None, 5]),
    ("exists", True, ["", 0, False], [None]),
    ("exists", False, [None], ["", 0]),
]


@pytest.mark.parametrize(("op", "value", "selected", "passed_over"), CASES)
def test_each_operator_selects_what_it_says(
    op: Operator, value: Json, selected: list[Json], passed_over: list[Json]
) -> None:
    selects = matcher(op, value, "plain")
    assert [selects(held) for held in selected] == [True] * len(selected)
    assert [selects(held) for held in passed_over] == [False] * len(passed_over)


@pytest.mark.parametrize(
    ("op", "selects"),
    [("lt", [True, False, False]), ("lte", [True, True, False]), ("gt", [False, False, True])],
)
def test_date_times_are_compared_as_moments(op: Operator, selects: list[bool]) -> None:
    form: Form = "instant"
    test = matcher(op, "2025-01-01T12:00:00Z", form)
    held = ["2025-01-01T13:30:00+02:00", "2025-01-01T13:00:00+01:00", "2025-01-01T12:00:00.001Z"]
    assert [test(text) for text in held] == selects
    assert not test(None)


def test_a_date_bounds_moments_at_its_midnight() -> None:
    test = matcher("gte", "2025-01-02", "instant")
    assert test("2025-01-02T00:00:00Z")
    assert not test("2025-01-01T23:59:59.999Z")


def test_a_field_is_in_the_item_or_hidden() -> None:
    row = Row(item={"a": {"b": 1}}, hidden={"path:id": "x"})
    assert Field(at=("a", "b"), hidden="b").of(row) == 1
    assert Field(at=("a", "c"), hidden="path:id").of(row) is None
    assert Field(at=None, hidden="path:id").of(row) == "x"
    assert Field(at=None, hidden="caller").of(row) is None
    assert Field(at=(), hidden="").of(row) == {"a": {"b": 1}}
