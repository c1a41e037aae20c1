"""Documents that vendors publish, invalid in ways that are common: each thing is told once, the rest is read.

Where `x-listing` stands in the document itself, its author can mend it, and `lint` tells faults; where an
Overlay states the list, or with `forgive`, as `check` and `mock` read, the same are warnings.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from listproof.contract import Contract, Json
from listproof.errors import SpecError
from listproof.reader import read_contract

FIELDS: dict[str, Json] = {"id": {"type": "string"}}


def text_of(
    version: str = "3.0.3",
    *,
    fields: Json = None,
    path: str = "/jobs",
    schemas: Json = None,
    **operation: Json,
) -> str:
    """A document of one list with a healthy size and id, and what is said here beside them or instead."""
    item = {"type": "object", "required": ["id"], "properties": FIELDS | (fields or {})}
    page = {"type": "object", "properties": {"data": {"type": "array", "items": item}}}
    get: dict[str, Json] = {
        "operationId": "listJobs",
        "parameters": [{"name": "limit", "in": "query", "schema": {"type": "integer", "maximum": 100}}],
        "responses": {"200": {"description": "A page.", "content": {"application/json": {"schema": page}}}},
        "x-listing": {"items": "/data", "id": "/id", "size": {"param": "limit"}},
    }
    document = {
        "openapi": version,
        "info": {"title": "Jobs", "version": "1"},
        "paths": {path: {"get": get | operation}},
        "components": {"schemas": schemas or {}},
    }
    return json.dumps(document)


def forgiven(text: str) -> tuple[Contract, list[str]]:
    """The contract, and what is warned of, without its place."""
    contract = read_contract("jobs.json", text=text, forgive=True)
    return contract, [warning.splitlines()[0].partition(": ")[2] for warning in contract.warnings]


def item_of(contract: Contract) -> dict[str, Any]:
    schema = contract.operations[0].success.schema
    assert schema is not None
    found: dict[str, Any] = schema["properties"]["data"]["items"]
    return found


@pytest.mark.parametrize(
    ("field", "read", "told"),
    [
        ({"type": "strings"}, {}, '"strings" is no type'),
        ({"type": "string", "required": True}, {"type": "string"}, "this is no schema: true is not of type"),
        ({"enum": "a"}, {}, 'this is no schema: "a" is not of type "array"'),
        ({"type": "string", "maxLength": "9"}, {"type": "string"}, 'this is no schema: "9" is not of type'),
        ({"type": "array", "items": [{"type": "string"}]}, {"type": "array"}, "this is no schema: ["),
        ({"type": "string", "pattern": "a(b"}, {"type": "string"}, "is no regular expression"),
        ({"type": "string", "pattern": "(?i)^a$"}, None, None),
        ({"$ref": "#/components/schemas/Nowhere"}, {}, "leads nowhere"),
        ({"$ref": "https://example.com/a.json"}, {}, "would be fetched from a network"),
        ({"allOf": [{"$ref": "#/components/schemas/Self"}]}, None, "inside itself without end"),
        (7, {}, "a schema is an object"),
    ],
    ids=str,
)
def test_a_field_that_is_no_schema_leaves_the_others(field: Json, read: Json, told: str | None) -> None:
    schemas = {"Self": {"allOf": [{"$ref": "#/components/schemas/Self"}]}}
    text = text_of(fields={"field": field}, schemas=schemas)
    contract, warnings = forgiven(text)
    item = item_of(contract)
    assert item["properties"]["id"] == {"type": "string"}
    assert item["required"] == ["id"]
    if read is not None:
        assert item["properties"]["field"] == read
    if told is not None:
        assert len([each for each in warnings if told in each]) == 1
        with pytest.raises(SpecError, match=r"jobs\.json:1: ") as raised:
            read_contract("jobs.json", text=text)
        assert told in str(raised.value)


def test_several_flaws_of_one_schema_are_each_told_and_left_out_alone() -> None:
    required = ["id", "id"]
    text = text_of(fields={"a": {"type": "string", "minLength": "1", "maxLength": 5}, "b": {"enum": 3}})
    document = json.loads(text)
    page = document["paths"]["/jobs"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    page["properties"]["data"]["items"]["required"] = required
    contract, warnings = forgiven(json.dumps(document))
    item = item_of(contract)
    assert item["properties"]["a"] == {"type": "string", "maxLength": 5}
    assert item["properties"]["b"] == {}
    assert "required" not in item
    assert len(warnings) == 3


@pytest.mark.parametrize(
    ("operation", "told"),
    [
        ({"responses": {}}, None),
        ({"responses": None}, "there are no responses"),
        ({"responses": {"default": {"description": "?"}}}, "documents no 2xx response"),
        ({"responses": {"200": {"description": "A page."}}}, "the 200 response has no body"),
        ({"responses": {"200": {"$ref": "#/components/responses/None"}}}, "leads nowhere"),
        ({"responses": {"2oo": {}}}, '"2oo" is no status'),
    ],
    ids=str,
)
def test_a_list_without_a_response_is_read_as_one_that_says_nothing(
    operation: Json, told: str | None
) -> None:
    contract, warnings = forgiven(text_of(**operation))
    (listed,) = contract.operations
    assert listed.listing.items.text == "/data"
    assert listed.success.schema is None
    assert told is None or any(told in each for each in warnings)


def test_an_enum_beside_the_items_of_an_array_is_that_of_its_items() -> None:
    status = {"type": "array", "items": {"type": "string"}, "enum": ["Active", "Pending"]}
    contract, warnings = forgiven(text_of(fields={"status": status}))
    meant = {"type": "array", "items": {"type": "string", "enum": ["Active", "Pending"]}}
    assert item_of(contract)["properties"]["status"] == meant
    (told,) = warnings
    assert "the enum of an array has no array in it" in told
    whole = {"type": "array", "items": {"type": "string"}, "enum": [["a"], ["b", "c"]]}
    contract, warnings = forgiven(text_of(fields={"status": whole}))
    assert item_of(contract)["properties"]["status"] == whole
    assert warnings == []


def test_a_minimum_and_a_maximum_of_0_are_taken_for_neither() -> None:
    limit = {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 0, "maximum": 0}}
    contract, warnings = forgiven(text_of(parameters=[limit]))
    size = contract.operations[0].listing.size
    assert size is not None
    assert (size.minimum, size.maximum) == (None, None)
    (told,) = warnings
    assert "minimum and maximum are both 0, which is taken for neither" in told


def test_a_path_with_a_query_is_told_and_left_out() -> None:
    document = json.loads(text_of())
    document["paths"]["/rest?method=list"] = document["paths"]["/jobs"] | {}
    contract, warnings = forgiven(json.dumps(document))
    assert [operation.path for operation in contract.operations] == ["/jobs"]
    (told,) = warnings
    assert "the path has a query, and so it can't be told from others" in told
    with pytest.raises(SpecError, match="the path has a query"):
        read_contract("jobs.json", text=json.dumps(document))


def test_a_path_parameter_that_is_not_declared_is_taken_for_a_text() -> None:
    contract, warnings = forgiven(text_of(path="/teams/{team}/jobs"))
    parameter = contract.operations[0].parameters["path:team"]
    assert (parameter.required, parameter.schema, parameter.style) == (True, {"type": "string"}, "simple")
    assert warnings == [
        "paths./teams/{team}/jobs.get: the path has {team}, and no path parameter has that name"
    ]


def test_parameters_that_cannot_be_read_leave_the_others() -> None:
    limit = {"name": "limit", "in": "query", "schema": {"type": "integer", "default": 200, "maximum": 100}}
    parameters = [limit, {"in": "query"}, {"name": "x", "in": "nowhere"}, 5, {"$ref": "#/nowhere"}, limit]
    contract, warnings = forgiven(text_of(parameters=parameters))
    assert list(contract.operations[0].parameters) == ["limit"]
    assert len([each for each in warnings if ".parameters." in each]) == 7


def test_a_default_size_above_the_maximum_is_taken_for_none() -> None:
    limit = {"name": "limit", "in": "query", "schema": {"type": "integer", "default": 200, "maximum": 100}}
    contract, (warning,) = forgiven(text_of(parameters=[limit]))
    size = contract.operations[0].listing.size
    assert size is not None
    assert (size.default, size.maximum, size.omit) == (None, 100, ())
    assert "the default 200 of limit is none of the values that its schema allows" in warning


def test_a_slip_in_our_own_words_stays_a_fault_whoever_forgives() -> None:
    slip: dict[str, Any] = {"x-listing": {"items": "/data", "id": "/id", "size": {"param": "limti"}}}
    text = text_of(fields={"field": {"type": "strings"}}, **slip)
    with pytest.raises(SpecError) as raised:
        read_contract("jobs.json", text=text, forgive=True)
    assert [fault.found for fault in raised.value.faults] == ["the operation has no parameter limti"]


def test_keywords_of_3_0_in_a_3_1_document_are_read_as_they_are_meant() -> None:
    fields = {
        "a": {"type": "string", "nullable": True},
        "b": {"type": "string", "nullable": True},
        "c": {"type": "number", "minimum": 0, "exclusiveMinimum": True},
    }
    contract, warnings = forgiven(text_of("3.1.0", fields=fields))
    item = item_of(contract)["properties"]
    assert item["a"] == item["b"] == {"type": ["string", "null"]}
    assert item["c"] == {"type": "number", "exclusiveMinimum": 0}
    assert len([each for each in warnings if "nullable is a keyword of OpenAPI 3.0" in each]) == 1
    assert len(warnings) == 2


def test_a_pattern_property_that_is_not_understood_leaves_the_others() -> None:
    patterns = {"a(b": {"type": "string"}, "^x-": {"type": "integer"}}
    contract, warnings = forgiven(text_of("3.1.0", fields={"map": {"patternProperties": patterns}}))
    assert item_of(contract)["properties"]["map"] == {"patternProperties": {"^x-": {"type": "integer"}}}
    assert len(warnings) == 1


def test_a_value_that_a_message_quotes_is_cut() -> None:
    many = {"type": "array", "items": [{"type": "string", "description": "x" * 5_000}]}
    _, (warning,) = forgiven(text_of(fields={"field": many}))
    assert len(warning) < 400


def test_swagger_s_hints_speak_swagger() -> None:
    document = {
        "swagger": "2.0",
        "info": {"title": "Jobs", "version": "1"},
        "security": [{"nobody": []}],
        "definitions": {
            "Job": {"type": "object", "properties": {"one": {"items": [{"$ref": "#/definitions/Job"}]}}}
        },
        "paths": {
            "/jobs": {
                "get": {
                    "parameters": [{"in": "query", "type": "integer"}, {"$ref": "#lost"}],
                    "responses": {"200": {"description": "A page.", "schema": {"$ref": "#/definitions/Jib"}}},
                    "x-listing": {"items": ""},
                }
            }
        },
    }
    contract = read_contract("jobs.json", text=json.dumps(document), forgive=True)
    told = "\n".join(contract.warnings)
    assert "components" not in told
    assert "openapi" not in told
    assert "/definitions has Job" in told
    assert "write it under securityDefinitions" in told
    assert "such as #/definitions/Name" in told
    assert "write an object with name, in and type" in told


@pytest.mark.parametrize("name", ["jobs.json", "jobs.yaml"])
def test_of_a_key_that_stands_twice_the_last_counts(name: str) -> None:
    text = text_of().replace('"title": "Jobs"', '"title": "First", "title": "Last"')
    contract = read_contract(name, text=text, forgive=True)
    assert contract.title == "Last"
    (warning,) = contract.warnings
    assert warning.startswith(f"{name}:1: the key title stands here again")
    with pytest.raises(SpecError, match="the key title stands here again"):
        read_contract(name, text=text)


def test_a_document_beneath_an_overlay_may_repeat_a_key_and_the_overlay_may_not(tmp_path: Path) -> None:
    plain = json.loads(text_of())
    listing = plain["paths"]["/jobs"]["get"].pop("x-listing")
    vendor = tmp_path / "vendor.json"
    vendor.write_text(json.dumps(plain).replace('"title": "Jobs"', '"title": "First", "title": "Last"'))
    actions = [{"target": "$.paths['/jobs'].get", "update": {"x-listing": listing}}]
    info = {"title": "Lists", "version": "1"}
    text = json.dumps({"overlay": "1.0.0", "info": info, "extends": "vendor.json", "actions": actions})
    overlay = tmp_path / "lists.json"
    overlay.write_text(text)
    assert len(read_contract(overlay).warnings) == 1
    overlay.write_text(text.replace('"title": "Lists"', '"title": "First", "title": "Last"'))
    with pytest.raises(SpecError, match=r"lists\.json:1: the key title stands here again"):
        read_contract(overlay)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_byte_order_mark_tells_the_encoding(encoding: str, tmp_path: Path) -> None:
    for name in ("jobs.json", "jobs.yaml"):
        (tmp_path / name).write_bytes(text_of().replace("Jobs", "Jöbs").encode(encoding))
        assert read_contract(tmp_path / name).title == "Jöbs"
