"""Lists of every kind that OpenAPI can write are read with no fault and no warning."""

from __future__ import annotations

import json
from typing import Any

import pytest

from listproof.contract import Operation
from listproof.reader import read_contract

WHOLE = {"type": "integer", "minimum": 1, "default": 1}
SIZE = {"type": "integer", "minimum": 1, "maximum": 50, "default": 10}
STATUS = {"type": "string", "enum": ["a", "b"]}
ITEM = {
    "type": "object",
    "properties": {"id": {"type": "string"}, "status": STATUS, "name": {"type": "string"}},
}
ITEMS = {"type": "array", "items": ITEM}
PAGE = {"type": "object", "properties": {"data": ITEMS, "total": {"type": "integer"}}}


def query(name: str, schema: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": schema, **more}


def deep(name: str, **properties: dict[str, Any]) -> dict[str, Any]:
    schema = {"type": "object", "properties": properties}
    return query(name, schema, style="deepObject", explode=True)


def read(
    parameters: list[dict[str, Any]],
    listing: dict[str, Any],
    schema: dict[str, Any],
    headers: dict[str, Any] | None = None,
) -> Operation:
    """The list operation of a document that has it alone, and that has no slips."""
    success = {
        "description": "A page.",
        "headers": headers or {},
        "content": {"application/json": {"schema": schema}},
    }
    get = {"parameters": parameters, "x-listing": listing, "responses": {"200": success}}
    document = {
        "openapi": "3.0.3",
        "info": {"title": "T", "version": "1"},
        "paths": {"/things": {"get": get}},
    }
    contract = read_contract("things.json", text=json.dumps(document))
    assert contract.warnings == ()
    (operation,) = contract.operations
    return operation


NUMBERED = {
    "items": "/data",
    "page": {"by": "page", "param": "page[number]", "first": 1},
    "size": {"param": "page[size]"},
    "filter": {"filter[status]": "/status"},
}


@pytest.mark.parametrize(
    "parameters",
    [
        [deep("page", number=WHOLE, size=SIZE), deep("filter", status=STATUS)],
        [query("page[number]", WHOLE), query("page[size]", SIZE), query("filter[status]", STATUS)],
    ],
    ids=["a deepObject", "names in brackets"],
)
def test_a_part_of_a_deep_object_is_a_parameter_like_one_with_brackets_in_its_name(
    parameters: list[dict[str, Any]],
) -> None:
    operation = read(parameters, NUMBERED, PAGE)
    assert list(operation.parameters) == ["page[number]", "page[size]", "filter[status]"]
    assert operation.parameters["page[size]"].style == "form"
    assert operation.listing.size is not None
    assert operation.listing.size.maximum == 50
    assert operation.listing.filters["filter[status]"].at == ("status",)


def test_a_part_of_a_deep_object_is_required_where_both_are() -> None:
    parameter = deep("page", number=WHOLE, size=SIZE)
    parameter["schema"]["required"] = ["number"]
    parameter["example"] = {"number": 3}
    optional = read([parameter], {"items": "/data"}, PAGE)
    required = read([{**parameter, "required": True}], {"items": "/data"}, PAGE)
    assert [each.required for each in optional.parameters.values()] == [False, False]
    assert [each.required for each in required.parameters.values()] == [True, False]
    assert required.parameters["page[number]"].example == 3


def test_parameters_may_begin_with_a_dollar() -> None:
    listing = {"items": "/data", "page": {"by": "offset", "param": "$skip"}, "size": {"param": "$top"}}
    skip = query("$skip", {"type": "integer", "minimum": 0})
    operation = read([query("$top", SIZE), skip], listing, PAGE)
    assert (operation.listing.page.param, operation.listing.page.first) == ("$skip", (0,))


@pytest.mark.parametrize("explode", [True, False], ids=["repeated", "with commas"])
def test_a_parameter_may_have_several_values(explode: bool) -> None:
    listing = {"items": "/data", "filter": {"status": {"at": "/status", "op": "in"}}}
    several = query("status", {"type": "array", "items": STATUS}, explode=explode)
    assert read([several], listing, PAGE).parameters["status"].explode is explode


def test_several_sort_keys_stand_in_one_value() -> None:
    listing = {"items": "/data", "sort": {"by": "sort", "keys": {"name": "/name", "status": "/status"}}}
    operation = read([query("sort", {"type": "string", "example": "-name,status"})], listing, PAGE)
    assert (list(operation.listing.sort.keys), operation.listing.sort.order) == (["name", "status"], None)


def test_counts_may_stand_in_headers_and_in_json_in_headers() -> None:
    pages = {"type": "object", "properties": {"pages": {"type": "integer"}}}
    headers = {
        "X-Total": {"schema": {"type": "integer"}},
        "X-Pagination": {"content": {"application/json": {"schema": pages}}},
    }
    meta = {"total": "header:X-Total", "pages": "header:X-Pagination#/pages"}
    operation = read([], {"items": "", "meta": meta}, ITEMS, headers)
    assert operation.listing.meta["pages"].pointer == ("pages",)


def test_items_may_be_texts_in_a_bare_array() -> None:
    operation = read([], {"items": "", "id": ""}, {"type": "array", "items": {"type": "string"}})
    assert (operation.listing.items.pointer, operation.listing.id) == ((), ())
