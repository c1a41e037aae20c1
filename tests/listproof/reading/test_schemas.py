"""Schemas of OpenAPI 3.0, 3.1 and 3.2 become JSON Schema 2020-12 that stands alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from listproof.errors import SpecError
from listproof.reading.documents import read_document
from listproof.reading.faults import Faults
from listproof.reading.references import Library
from listproof.reading.schemas import Schemas, alternatives, definition


def turned(schema: Any, *, version: str = "3.0.3", **components: Any) -> tuple[dict[str, Any], Faults]:
    whole = {"it": schema, "components": {"schemas": components}}
    document = read_document(Path("spec.json"), text=json.dumps(whole))
    faults = Faults()
    schemas = Schemas(Library(document, faults), dialect=version)
    return schemas.standing_alone(document.root.at("it")), faults


def sound(schema: Any, *, version: str = "3.0.3", **components: Any) -> dict[str, Any]:
    result, faults = turned(schema, version=version, **components)
    faults.check()
    jsonschema_rs.Draft202012Validator(result)
    return result


def told(schema: Any, *, version: str = "3.0.3", **components: Any) -> str:
    _, faults = turned(schema, version=version, **components)
    with pytest.raises(SpecError) as raised:
        faults.check()
    return str(raised.value)


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"type": "string", "nullable": True}, {"type": ["string", "null"]}),
        ({"type": "string", "nullable": False}, {"type": "string"}),
        (
            {"type": "string", "nullable": True, "enum": ["a"]},
            {"type": ["string", "null"], "enum": ["a", None]},
        ),
        (
            {"type": "string", "nullable": True, "enum": ["a", None]},
            {"type": ["string", "null"], "enum": ["a", None]},
        ),
        (
            {"nullable": True, "allOf": [{"type": "string"}], "description": "d"},
            {"description": "d", "anyOf": [{"allOf": [{"type": "string"}]}, {"type": "null"}]},
        ),
        ({"nullable": True}, {}),
        (
            {"type": "number", "minimum": 0, "exclusiveMinimum": True},
            {"type": "number", "exclusiveMinimum": 0},
        ),
        ({"type": "number", "maximum": 9, "exclusiveMaximum": False}, {"type": "number", "maximum": 9}),
        ({"type": "integer", "minimum": 0, "exclusiveMinimum": True}, {"type": "integer", "minimum": 1}),
        ({"type": "integer", "maximum": 10, "exclusiveMaximum": True}, {"type": "integer", "maximum": 9}),
        ({"type": "string", "example": "x"}, {"type": "string", "examples": ["x"]}),
        (
            {"type": "object", "xml": {"name": "a"}, "discriminator": {"propertyName": "a"}},
            {"type": "object"},
        ),
        ({"externalDocs": {"url": "x"}, "deprecated": True}, {"deprecated": True}),
        (
            {"properties": {"nullable": {"type": "string", "nullable": True}, "example": {"type": "string"}}},
            {"properties": {"nullable": {"type": ["string", "null"]}, "example": {"type": "string"}}},
        ),
        ({"enum": [{"nullable": True}], "default": {"example": 1}},) * 2,
        ({"items": {"type": "string", "nullable": True}}, {"items": {"type": ["string", "null"]}}),
        (
            {"additionalProperties": {"nullable": True, "type": "integer"}},
            {"additionalProperties": {"type": ["integer", "null"]}},
        ),
        ({"additionalProperties": False}, {"additionalProperties": False}),
        ({"not": {"type": "string", "nullable": True}}, {"not": {"type": ["string", "null"]}}),
        (
            {"required": ["a", "b"], "properties": {"a": {"writeOnly": True}, "b": {"readOnly": True}}},
            {"required": ["b"], "properties": {"a": {"writeOnly": True}, "b": {"readOnly": True}}},
        ),
        ({"oneOf": [ref("A")]}, {"oneOf": [{"type": "integer"}]}),
        (ref("A"), {"type": "integer"}),
        ({**ref("A"), "description": "no matter", "minimum": 3}, {"type": "integer"}),
        ({**ref("A"), "nullable": True}, {"anyOf": [{"type": "integer"}, {"type": "null"}]}),
    ],
    ids=str,
)
def test_openapi_3_0_is_turned_into_2020_12(old: Any, new: Any) -> None:
    assert sound(old, A={"type": "integer"}) == new


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"type": ["string", "null"], "exclusiveMinimum": 0},) * 2,
        ({"nullable": True, "type": "string"}, {"type": ["string", "null"]}),
        ({**ref("A"), "nullable": True}, {"anyOf": [{"type": "integer"}, {"type": "null"}]}),
        ({"minimum": 3, "exclusiveMinimum": True}, {"exclusiveMinimum": 3}),
        ({"prefixItems": [ref("A")], "items": False}, {"prefixItems": [{"type": "integer"}], "items": False}),
        ({"if": ref("A"), "then": {"minimum": 1}}, {"if": {"type": "integer"}, "then": {"minimum": 1}}),
        ({"dependentSchemas": {"a": ref("A")}}, {"dependentSchemas": {"a": {"type": "integer"}}}),
        ({"patternProperties": {"^a": ref("A")}}, {"patternProperties": {"^a": {"type": "integer"}}}),
        ({**ref("A"), "description": "counts"}, {"type": "integer", "description": "counts"}),
        ({**ref("A"), "minimum": 3}, {"minimum": 3, "allOf": [{"type": "integer"}]}),
        (
            {**ref("A"), "minimum": 3, "allOf": [{"maximum": 9}]},
            {"minimum": 3, "allOf": [{"maximum": 9}, {"type": "integer"}]},
        ),
        ({"$id": "https://example.com/a", "$schema": "x", "$comment": "c", "type": "null"}, {"type": "null"}),
        ({"$defs": {"B": {"type": "string"}}, "$ref": "#/it/$defs/B"}, {"type": "string"}),
        ({"properties": {"$ref": {"type": "string"}}},) * 2,
        ({"properties": {"a": True, "b": False}},) * 2,
        (
            {"properties": {"$ref": "#/components/schemas/Properties"}},
            {"properties": {"a": {"type": "integer"}}},
        ),
    ],
    ids=str,
)
def test_openapi_3_1_keeps_its_schemas(old: Any, new: Any) -> None:
    assert sound(old, version="3.1.0", A={"type": "integer"}, Properties={"a": ref("A")}) == new


def test_a_schema_inside_itself_stands_under_defs() -> None:
    tree = {"properties": {"name": {"type": "string"}, "children": {"type": "array", "items": ref("Tree")}}}
    schema = sound(ref("Tree"), Tree=tree)
    validator = jsonschema_rs.Draft202012Validator(schema)
    assert validator.is_valid({"name": "a", "children": [{"name": "b", "children": [{"name": "c"}]}]})
    assert not validator.is_valid({"children": [{"children": [{"name": 3}]}]})
    assert schema["properties"]["children"]["items"] == {"$ref": "#/$defs/Tree"}
    assert definition(schema, {"$ref": "#/$defs/Tree"}) == schema["$defs"]["Tree"]


def test_two_schemas_inside_each_other_stand_under_defs() -> None:
    schema = sound(
        {"properties": {"a": ref("A"), "b": ref("B")}},
        A={"properties": {"b": ref("B")}},
        B={"properties": {"a": ref("A"), "n": {"type": "integer"}}},
    )
    validator = jsonschema_rs.Draft202012Validator(schema)
    assert not validator.is_valid({"a": {"b": {"a": {"b": {"n": "x"}}}}})
    assert validator.is_valid({"a": {"b": {"a": {"b": {"n": 1}}}}, "b": {"a": {"b": {"n": 2}}}})


def test_references_that_multiply_do_not_blow_up() -> None:
    doubling: dict[str, Any] = {
        f"S{n}": {"properties": {"left": ref(f"S{n + 1}"), "right": ref(f"S{n + 1}")}} for n in range(60)
    }
    doubling["S60"] = {"type": "string"}
    schema = sound(ref("S0"), **doubling)
    assert len(json.dumps(schema)) < 1_000_000
    value: Any = 3
    for _ in range(60):
        value = {"right": value}
    assert not jsonschema_rs.Draft202012Validator(schema).is_valid(value)


def test_a_long_chain_of_references_is_followed() -> None:
    chain: dict[str, Any] = {f"S{n}": {"items": ref(f"S{n + 1}")} for n in range(300)}
    chain["S300"] = {"type": "string"}
    schema = sound(ref("S0"), **chain)
    assert jsonschema_rs.Draft202012Validator(schema).is_valid([[[[]]]])


@pytest.mark.parametrize("keyword", ["allOf", "anyOf", "oneOf"])
def test_a_schema_that_is_part_of_itself_is_told(keyword: str) -> None:
    message = told(ref("A"), A={keyword: [{"type": "string"}, ref("B")]}, B={keyword: [ref("A")]})
    assert "puts the schema inside itself without end" in message
    assert message.count("without end") == 1


def test_properties_that_refer_to_themselves_are_told() -> None:
    own = {"a": {"properties": ref("P")}, "b": {"properties": ref("P")}}
    assert "stands for the properties and has no end" in told({"properties": ref("P")}, P=own)


def test_a_reference_to_itself_is_told() -> None:
    assert "leads back to itself" in told(ref("A"), A=ref("B"), B=ref("A"))


@pytest.mark.parametrize(
    ("schema", "message"),
    [
        ({"type": "strng"}, 'spec.json:1: it.type: "strng" is no type\n    did you mean string? types are'),
        ({"properties": {"a": []}}, "it.properties.a: a schema is an object, and this is a list"),
        ({"properties": []}, 'it.properties: this is no schema: [] is not of type "object"'),
        ({"required": True}, 'it.required: this is no schema: true is not of type "array"'),
        ({"items": {"minLength": -1}}, "it.items.minLength: this is no schema: -1 is less than"),
        ({"minimum": 5, "maximum": 3}, "it.minimum: minimum 5 is above maximum 3"),
        ({"minItems": 5, "maxItems": 3}, "it.minItems: minItems 5 is above maxItems 3"),
        ({"pattern": "["}, 'it.pattern: the pattern "[" is no regular expression: unterminated'),
        ({"items": {"$ref": "#/nope"}}, 'it.items.$ref: $ref "#/nope" leads nowhere: there is no /nope'),
    ],
    ids=str,
)
def test_what_is_no_schema_is_told_at_its_place(schema: Any, message: str) -> None:
    assert message in told(schema)


def test_a_flaw_behind_a_reference_is_told_where_it_stands() -> None:
    message = told({"items": ref("A")}, A={"properties": {"x": {"maxLength": "many"}}})
    assert "components.schemas.A.properties.x.maxLength: this is no schema" in message


@pytest.mark.parametrize("pattern", [r"(?<n>a)\k<n>", "[^]", r"^\p{Letter}$", r"a\Z"])
def test_a_pattern_beyond_the_engine_is_a_slip_and_is_left_out(pattern: str) -> None:
    schema, faults = turned({"type": "string", "pattern": pattern})
    faults.check()
    jsonschema_rs.Draft202012Validator(schema)
    assert bool(faults.warnings) == ("pattern" not in schema)


def test_alternatives_are_each_told_once() -> None:
    root = {"$defs": {"A": {"title": "A", "allOf": [{"title": "B"}, {"$ref": "#/$defs/A"}]}}}
    schema = {"anyOf": [{"$ref": "#/$defs/A"}, {"title": "C"}], "title": "top"}
    assert [each["title"] for each in alternatives(root, schema)] == ["top", "C", "A", "B"]
    beside = {"$ref": "#/$defs/A", "title": "beside"}
    assert [each["title"] for each in alternatives(root, beside)] == ["beside", "A", "B"]
