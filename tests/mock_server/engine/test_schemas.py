"""What schemas say of values, and the small examples that are made of them."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest

from listproof.contract import Json
from mock_server.engine.schemas import (
    fitting,
    format_of,
    requires,
    schemas_at,
    small_example,
    type_of,
    types_of,
)

TEXT = {"type": "string"}


@pytest.mark.parametrize(
    ("schema", "wanted"),
    [
        ({"type": "string"}, ""),
        ({"type": "string", "minLength": 3}, "xxx"),
        ({"type": "string", "enum": ["b", "a"]}, "b"),
        ({"type": "string", "format": "date-time"}, "1970-01-01T00:00:00Z"),
        ({"type": "integer", "minimum": 5}, 5),
        ({"type": "integer", "default": 7}, 7),
        ({"type": "integer", "examples": [9]}, 9),
        ({"const": "x", "default": "y"}, "x"),
        ({"type": ["string", "null"]}, ""),
        ({"type": "null"}, None),
        ({"enum": [None]}, None),
        ({"type": "boolean"}, False),
        ({"type": "array", "items": TEXT}, []),
        ({}, None),
        ({"anyOf": [{"type": "null"}, {"type": "integer"}]}, 0),
        ({"type": "object", "required": ["a", "c"], "properties": {"a": TEXT, "b": TEXT}},
         {"a": "", "c": None}),
        ({"required": ["a"], "properties": {"a": {"enum": ["OK"]}}}, {"a": "OK"}),
        ({"allOf": [{"type": "object", "required": ["a"]}, {"properties": {"a": {"type": "integer"}}}]},
         {"a": 0}),
        ({"$defs": {"S": {"enum": ["s"]}}, "type": "object", "required": ["a"],
          "properties": {"a": {"$ref": "#/$defs/S"}}}, {"a": "s"}),
    ],
)  # fmt: skip
def test_a_small_example_fits_its_schema(schema: dict[str, Any], wanted: Json) -> None:
    found = small_example(schema)
    assert found == wanted
    jsonschema_rs.Draft202012Validator(schema, validate_formats=True).validate(found)


def test_a_schema_inside_itself_has_an_end() -> None:
    node = {"type": "object", "required": ["next"], "properties": {"next": {"$ref": "#/$defs/Node"}}}
    assert small_example({"$defs": {"Node": node}, "$ref": "#/$defs/Node"})["next"]["next"]


@pytest.mark.parametrize("word", ["oneOf", "anyOf"])
def test_of_alternatives_an_example_has_the_first_alone(word: str) -> None:
    one = {"type": "object", "required": ["a"], "properties": {"a": TEXT}, "additionalProperties": False}
    other = {"type": "object", "required": ["b"], "properties": {"b": TEXT}, "additionalProperties": False}
    assert small_example({word: [{"type": "null"}, one, other]}) == {"a": ""}


def test_an_array_has_the_elements_that_it_needs() -> None:
    assert small_example({"type": "array", "minItems": 2, "items": {"type": "integer"}}) == [0, 0]


PAGE: dict[str, Any] = {
    "type": "object",
    "required": ["things", "status", "meta"],
    "properties": {
        "things": {"type": "array", "items": {"type": "integer"}},
        "status": {"enum": ["OK", "Failed"]},
        "note": TEXT,
        "meta": {
            "allOf": [
                {"required": ["took"], "properties": {"took": {"type": "integer", "examples": ["5 ms"]}}},
                {"oneOf": [{"required": ["pages"], "properties": {"pages": {"type": "integer"}}}]},
            ]
        },
    },
}


@pytest.mark.parametrize(
    ("example", "wanted"),
    [
        ({"status": "OK", "things": [], "meta": {"took": 5, "pages": 1}}, None),
        ({"things": []}, {"things": [], "status": "OK", "meta": {"took": 0, "pages": 0}}),
        ({"status": "fine", "things": [], "note": None, "meta": {"took": "5 ms", "pages": 2}},
         {"status": "OK", "things": [], "meta": {"took": 0, "pages": 2}}),
        ({"status": "OK", "things": ["as shown"], "meta": {"took": 5, "pages": 1}}, None),
    ],
)  # fmt: skip
def test_an_example_is_mended_where_its_schema_refuses_it(example: Json, wanted: Json) -> None:
    assert fitting(example, PAGE, ("things",)) == (wanted or example)


def test_an_example_that_no_mending_makes_fit_stays() -> None:
    assert fitting({"a": 1}, {"type": "object", "required": ["b"], "properties": {"b": False}}) == {"a": 1}


def test_an_example_is_a_copy() -> None:
    schema: dict[str, Json] = {"default": {"a": []}}
    small_example(schema)["a"].append(1)
    assert schema == {"default": {"a": []}}


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (None, "null"),
        (True, "boolean"),
        (1, "integer"),
        (1.5, "number"),
        ("", "string"),
        ([], "array"),
        ({}, "object"),
    ],
)
def test_every_value_has_its_type(value: Json, kind: str) -> None:
    assert type_of(value) == kind
    assert types_of(({"const": value},)) == {kind}


def test_types_and_formats_are_found_through_what_is_joined() -> None:
    schema = {
        "type": "object",
        "required": ["made"],
        "properties": {"made": {"anyOf": [{"type": "string", "format": "date-time"}, {"type": "null"}]}},
    }
    assert types_of(schemas_at(schema, ("made",))) == {"string", "null"}
    assert format_of(schemas_at(schema, ("made",))) == "date-time"
    assert requires(schema, ("made",))
    assert not requires(schema, ("other",))
    assert schemas_at(None, ("made",)) == ()
