"""Shapes join what allOf, anyOf and oneOf say, and keep apart what differs."""

from __future__ import annotations

from typing import Any

import pytest

from listproof.infer.shapes import Shape
from tests.listproof.infer.lists import TEXT, WHOLE, array, listing, obj, operation, page_of, param, passed


def shape_of(schema: dict[str, Any]) -> Shape:
    success = operation([], schema).success
    assert success is not None
    assert success.body is not None
    return success.body


def test_all_of_joins_properties_and_keeps_the_first_saying() -> None:
    joined = shape_of(
        {
            "description": "First",
            "allOf": [obj(required=["a"], a=TEXT), {"description": "Second"}, obj(b=TEXT)],
        }
    )
    assert set(joined.properties) == {"a", "b"}
    assert joined.required == {"a"}
    assert joined.description == "First"


def test_null_beside_a_shape_is_no_other_shape() -> None:
    assert shape_of({"anyOf": [{"type": "integer"}, {"type": "null"}]}).types == {"integer"}
    assert not shape_of({"anyOf": [{"type": "integer"}, {"type": "null"}]}).is_mixed
    assert shape_of({"type": ["string", "null"]}).types == {"string"}


def test_of_several_shapes_that_holds_which_all_have() -> None:
    either = shape_of(
        {"oneOf": [obj(required=["id"], id=TEXT, card=TEXT), obj(required=["id"], id=TEXT, bank=TEXT)]}
    )
    assert set(either.properties) == {"id"}
    assert set(either.sometimes) == {"card", "bank"}
    assert either.required == {"id"}


def test_values_of_several_shapes_are_all_values_even_where_they_are_odd() -> None:
    either = shape_of({"oneOf": [{"enum": ["a", {"b": 1}]}, {"enum": [["c"], "a"]}]})
    assert either.enum == ("a", {"b": 1}, ["c"])


def test_a_body_of_several_types_is_no_list() -> None:
    found = passed([param("page", WHOLE)], {"oneOf": [array(obj(id=TEXT)), obj(data=array(obj(id=TEXT)))]})
    assert found.because == "its body has one of several shapes"


def test_an_operation_that_states_its_listing_is_left_alone() -> None:
    found = passed([param("page", WHOLE)], page_of(obj(id=TEXT)), **{"x-listing": {"items": "/data"}})
    assert found.because == "it states x-listing already"
    assert not found.pages


def test_items_may_be_one_of_several_things() -> None:
    item = {"anyOf": [obj(id=TEXT, card=TEXT), obj(id=TEXT, bank=TEXT)]}
    assert listing([param("page", WHOLE)], page_of(item))["id"] == "/id"


@pytest.mark.parametrize(
    ("schema", "least"),
    [
        ({"minimum": 0}, 0),
        ({"minimum": 0, "exclusiveMinimum": True}, 1),
        ({"minimum": 0, "exclusiveMinimum": False}, 0),
        ({"exclusiveMinimum": 0}, 1),
        ({"minimum": 5, "exclusiveMinimum": 0}, 5),
        ({"minimum": "odd", "exclusiveMinimum": []}, "odd"),
    ],
)
def test_a_bound_that_is_not_in_itself_is_one_further(schema: dict[str, Any], least: Any) -> None:
    assert shape_of({"type": "number", **schema}).minimum == least


def test_the_greatest_is_one_less_where_it_is_not_in_itself() -> None:
    assert shape_of({"type": "integer", "maximum": 100, "exclusiveMaximum": True}).maximum == 99
    assert shape_of({"type": "integer", "maximum": 90, "exclusiveMaximum": 100}).maximum == 90
    assert shape_of({"type": "integer", "exclusiveMaximum": 100}).maximum == 99


def test_pages_above_zero_begin_at_one() -> None:
    page = {"type": "number", "minimum": 0, "exclusiveMinimum": True}
    assert listing([param("page", page)], page_of(obj(id=TEXT)))["page"]["first"] == 1
