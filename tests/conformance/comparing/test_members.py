"""The members that an expression names, and a value with no others."""

from __future__ import annotations

import pytest

from conformance.comparing.members import named, only

VALUE = {"a": {"b": 1, "c": 2}, "d": [1, 2], "e": None}


@pytest.mark.parametrize(
    ("expression", "kept"),
    [
        ("item.a.b == 1", {"a": {"b": 1}}),
        ("item.a.b == item.a . c", {"a": {"b": 1, "c": 2}}),
        ("item.a.b == 1 && item.a != null", {"a": {"b": 1, "c": 2}}),
        ("item.d.all(x, x > 0)", {"d": [1, 2]}),
        ("has(item.f) || item.e == null", {"e": None}),
        ("item.e.f == 1", {"e": None}),
        ("'item.a' == 'item' && body.item.d == 1", {}),
        ("item.size() == 3", VALUE),
        ("item['a'] == 1", VALUE),
    ],
)
def test_only_what_is_named_is_kept(expression: str, kept: object) -> None:
    assert only(VALUE, named(expression, "item")) == kept


def test_a_value_is_never_changed() -> None:
    only(VALUE, named("item.a.b == 1 && item.a.c == 2 && item.a == null", "item"))
    assert VALUE == {"a": {"b": 1, "c": 2}, "d": [1, 2], "e": None}
