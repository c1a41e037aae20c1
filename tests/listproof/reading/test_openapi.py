"""Parameters, responses, headers and security are read as OpenAPI means them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from listproof.contract import MISSING, Contract, Operation, Scheme
from listproof.errors import SpecError

Read = Callable[[], Contract]


def only(read: Read) -> Operation:
    (operation,) = read().operations
    return operation


def test_parameters_of_the_path_come_first_and_the_operation_s_own_replace_them(
    document: dict[str, Any], operation: dict[str, Any], read: Read
) -> None:
    document["components"]["parameters"] = {
        "team": {"name": "X-Team", "in": "header", "schema": {"type": "string"}}
    }
    document["paths"]["/jobs"]["parameters"] = [
        {"$ref": "#/components/parameters/team"},
        {"name": "limit", "in": "query", "schema": {"type": "integer", "maximum": 5}},
    ]
    found = only(read).parameters
    assert list(found) == ["header:X-Team", "limit", "page", "status", "sort", "order"]
    assert found["limit"].maximum == 100


OPTIONAL = {"enum": ["open", "done"], "type": "string"}


@pytest.mark.parametrize(
    "schema",
    [
        {"anyOf": [OPTIONAL, {"type": "null"}], "title": "Status"},
        {"oneOf": [{"type": "null"}, OPTIONAL], "default": None},
        {"type": ["string", "null"], "enum": ["open", "done", None]},
    ],
)
def test_a_parameter_that_may_be_null_is_one_that_may_be_left_out(
    schema: dict[str, Any], document: dict[str, Any], operation: dict[str, Any], read: Read
) -> None:
    document["openapi"] = "3.1.0"
    operation["parameters"].append({"name": "state", "in": "query", "schema": schema})
    state = only(read).parameters["state"]
    assert state.types == {"string"}
    assert state.enum == ("open", "done")
    assert state.default is MISSING


def test_a_parameter_of_several_kinds_keeps_all_but_null(
    document: dict[str, Any], operation: dict[str, Any], read: Read
) -> None:
    document["openapi"] = "3.1.0"
    kinds = [{"type": "integer"}, {"type": "boolean"}]
    schema = {"anyOf": [*kinds, {"type": "null"}]}
    operation["parameters"].append({"name": "state", "in": "query", "schema": schema})
    assert only(read).parameters["state"].schema == {"anyOf": kinds}


def test_a_parameter_of_the_query_may_be_sent_empty_where_the_document_says_so(
    operation: dict[str, Any], read: Read
) -> None:
    schema = {"type": "string"}
    for name, location in (("state", "query"), ("X-Team", "header")):
        operation["parameters"].append(
            {"name": name, "in": location, "allowEmptyValue": True, "schema": schema}
        )
    found = only(read).parameters
    assert (found["state"].allows_empty, found["header:X-Team"].allows_empty) == (True, False)


def test_a_parameter_has_its_location_s_style(
    document: dict[str, Any], operation: dict[str, Any], read: Read
) -> None:
    document["paths"]["/jobs/{team}"] = document["paths"].pop("/jobs")
    schema = {"type": "array", "items": {"type": "string"}}
    operation["parameters"] = [
        {"name": "team", "in": "path", "required": True, "schema": schema},
        {"name": "X-A", "in": "header", "schema": schema, "description": "Some."},
        {"name": "a", "in": "query", "schema": schema, "example": ["x"]},
        {"name": "b", "in": "query", "schema": schema, "style": "pipeDelimited"},
        {"name": "c", "in": "cookie", "schema": schema, "explode": False},
        {"name": "Authorization", "in": "header", "schema": {"type": "string"}},
        {"name": "d", "in": "query", "content": {"application/json": {"schema": schema}}},
        {"name": "e", "in": "query"},
    ]
    found = only(read).parameters
    assert {key: (each.style, each.explode, each.required) for key, each in found.items()} == {
        "path:team": ("simple", False, True),
        "header:X-A": ("simple", False, False),
        "a": ("form", True, False),
        "b": ("pipeDelimited", False, False),
        "cookie:c": ("form", False, False),
        "d": ("form", True, False),
        "e": ("form", True, False),
    }
    assert found["header:X-A"].description == "Some."
    assert found["a"].example == ["x"]
    assert found["d"].schema == schema
    assert found["e"].schema == {}


@pytest.mark.parametrize(
    ("media_type", "example"),
    [
        ({"example": {"a": 1}, "schema": {"example": 2}}, {"a": 1}),
        ({"examples": {"one": {"value": [1]}, "two": {"value": [2]}}}, [1]),
        ({"examples": {"one": {"$ref": "#/components/examples/One"}}}, ["shared"]),
        ({"examples": {"far": {"externalValue": "https://example.org"}, "two": {"value": [2]}}}, [2]),
        ({"schema": {"type": "object", "example": {"b": 1}}}, {"b": 1}),
        ({"schema": {"$ref": "#/components/schemas/Shown"}}, {"c": 1}),
        ({"example": None}, None),
        ({"schema": {"type": "object"}}, MISSING),
        ({"example": '{"a": 1}', "schema": {"type": "object"}}, {"a": 1}),
        ({"example": " [1]"}, [1]),
        ({"example": "{a: 1", "schema": {"type": "object"}}, "{a: 1"),
        ({"example": '{"a": 1}', "schema": {"type": ["string", "null"]}}, '{"a": 1}'),
    ],
    ids=str,
)
def test_a_response_has_its_own_example_or_its_first_or_its_schema_s(
    media_type: Any, example: Any, document: dict[str, Any], operation: dict[str, Any], read: Read
) -> None:
    document["components"]["examples"] = {"One": {"value": ["shared"]}}
    document["components"]["schemas"]["Shown"] = {"type": "object", "example": {"c": 1}}
    operation["responses"]["400"]["content"] = {"application/json": media_type}
    assert only(read).responses["400"].example == example


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        ({"text/csv": {}, "application/json": {}}, "application/json"),
        (
            {"application/xml": {}, "application/problem+json; charset=utf-8": {}},
            "application/problem+json; charset=utf-8",
        ),
        ({"*/*": {}}, "*/*"),
        ({"text/html": {}, "text/plain": {}}, "text/html"),
        ({}, ""),
    ],
)
def test_a_body_is_read_as_json_where_there_is_json(
    content: Any, media_type: str, operation: dict[str, Any], read: Read
) -> None:
    operation["responses"]["400"]["content"] = content
    assert only(read).responses["400"].media_type == media_type


def test_the_lowest_success_is_the_page(operation: dict[str, Any], read: Read) -> None:
    success = operation["responses"].pop("200")
    operation["responses"] |= {"2XX": success, "206": success, "default": {"description": "Other."}}
    assert only(read).success.status == "206"


def test_a_response_has_its_headers(document: dict[str, Any], operation: dict[str, Any], read: Read) -> None:
    document["components"]["headers"] = {"Total": {"schema": {"type": "integer"}}}
    operation["responses"]["200"]["headers"] = {
        "X-Total": {"$ref": "#/components/headers/Total"},
        "X-Page": {"content": {"application/json": {"schema": {"type": "object"}}}},
        "Link": {"description": "The other pages."},
    }
    assert only(read).success.headers == {
        "X-Total": {"type": "integer"},
        "X-Page": {"type": "object"},
        "Link": {},
    }


SCHEMES = {
    "bearer": {"type": "http", "scheme": "bearer"},
    "basic": {"type": "http", "scheme": "Basic"},
    "key": {"type": "apiKey", "in": "query", "name": "key"},
    "cookie": {"type": "apiKey", "in": "cookie", "name": "session"},
    "oauth": {"type": "oauth2", "flows": {}},
    "open": {"type": "openIdConnect", "openIdConnectUrl": "https://example.org"},
}


@pytest.mark.parametrize(
    ("name", "scheme"),
    [
        ("bearer", ("http", "header", "Authorization", "Bearer ")),
        ("basic", ("http", "header", "Authorization", "Basic ")),
        ("key", ("apiKey", "query", "key", "")),
        ("cookie", ("apiKey", "cookie", "session", "")),
        ("oauth", ("oauth2", "header", "Authorization", "Bearer ")),
        ("open", ("openIdConnect", "header", "Authorization", "Bearer ")),
    ],
)
def test_a_scheme_says_where_the_credential_stands(
    name: str, scheme: Any, document: dict[str, Any], operation: dict[str, Any], read: Read
) -> None:
    document["components"]["securitySchemes"] = SCHEMES
    operation["security"] = [{name: []}]
    kind, location, parameter, prefix = scheme
    expected = Scheme(name=name, type=kind, location=location, parameter=parameter, prefix=prefix)
    assert only(read).security == ((expected,),)


@pytest.mark.parametrize(
    ("whole", "own", "names"),
    [
        (None, None, ()),
        ([{"key": []}], None, (("key",),)),
        ([{"key": []}], [], ()),
        ([{"key": []}], [{"bearer": []}, {"key": [], "cookie": []}], (("bearer",), ("key", "cookie"))),
        (None, [{}, {"key": []}], ((), ("key",))),
    ],
)
def test_the_operation_s_security_replaces_the_document_s(
    whole: Any, own: Any, names: Any, document: dict[str, Any], operation: dict[str, Any], read: Read
) -> None:
    document["components"]["securitySchemes"] = SCHEMES
    if whole is not None:
        document["security"] = whole
    if own is not None:
        operation["security"] = own
    assert tuple(tuple(scheme.name for scheme in each) for each in only(read).security) == names


@pytest.mark.parametrize(
    ("schema", "slips"),
    [
        ({"type": "integer", "default": 20}, 0),
        ({"type": "integer", "default": "20"}, 1),
        ({"type": "integer", "default": 200, "maximum": 100}, 1),
        ({"enum": ["a", "b"], "default": "c"}, 1),
        ({"type": "string", "nullable": True, "default": None}, 0),
    ],
    ids=str,
)
def test_a_default_that_its_schema_does_not_allow_is_a_slip(
    schema: Any, slips: int, operation: dict[str, Any], read: Read
) -> None:
    operation["parameters"].append({"name": "count", "in": "query", "schema": schema})
    warnings = read().warnings
    assert len(warnings) == slips
    assert all("is none of the values that its schema allows" in warning for warning in warnings)


def test_a_path_item_may_be_referred_to(document: dict[str, Any], read: Read) -> None:
    document["components"]["pathItems"] = {"Jobs": document["paths"]["/jobs"]}
    document["paths"]["/jobs"] = {"$ref": "#/components/pathItems/Jobs"}
    assert only(read).path == "/jobs"


def test_what_is_wrong_with_a_parameter_is_told_once(operation: dict[str, Any], read: Read) -> None:
    operation["parameters"] += [
        {"in": "query"},
        {"name": "a", "in": "form"},
        {"name": "limit", "in": "query"},
    ]
    with pytest.raises(SpecError) as raised:
        read()
    assert [fault.found for fault in raised.value.faults] == [
        "a parameter has no name",
        'in is "form"',
        "the parameter limit stands here again",
    ]
