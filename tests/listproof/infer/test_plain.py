"""Every GET of a document is read, whatever is wrong with the others."""

from __future__ import annotations

import json

import pytest

from listproof.errors import SpecError
from listproof.infer.plain import read_plain
from listproof.infer.proposals import Proposal, propose
from tests.listproof.infer.lists import LIMIT, PAGE, ROW, document, page_of


def test_a_faulty_operation_spoils_no_other() -> None:
    good = {
        "parameters": [PAGE, LIMIT],
        "responses": {"200": {"content": {"application/json": {"schema": page_of(ROW)}}}},
    }
    value = {
        "openapi": "3.1.0",
        "info": {"title": "Mixed", "version": "1"},
        "paths": {
            "/lost": {"get": {"parameters": [{"$ref": "#/components/parameters/none"}], "responses": []}},
            "/odd": {
                "get": {"parameters": "no list", "responses": {"200": {"content": {"application/json": 7}}}}
            },
            "/circle": {"get": {"$ref": "#/paths/~1circle/get"}},
            "/nothing": None,
            "/text": "no item",
            "/good": {"get": good},
        },
    }
    plain = read_plain("mixed.json", text=json.dumps(value))
    results = {each.path: propose(each) for each in plain.operations}
    assert isinstance(results["/good"], Proposal)
    assert not any(isinstance(result, Proposal) for path, result in results.items() if path != "/good")


def test_schemas_that_refer_to_themselves_have_an_end() -> None:
    tree = {
        "type": "object",
        "properties": {"id": {"type": "string"}, "children": {"$ref": "#/components/schemas/T"}},
    }
    loop = {"allOf": [{"$ref": "#/components/schemas/L"}], "properties": {"id": {"type": "string"}}}
    body = {
        "type": "array",
        "items": {"allOf": [{"$ref": "#/components/schemas/T"}, {"$ref": "#/components/schemas/L"}]},
    }
    plain = document([PAGE], body, root={"components": {"schemas": {"T": tree, "L": loop}}})
    proposed = propose(plain.operations[0])
    assert isinstance(proposed, Proposal)
    assert proposed.listing["id"] == "/id"


def test_parameters_of_the_path_count_and_its_own_replace_them() -> None:
    value = {
        "openapi": "3.0.3",
        "info": {"title": "Two", "version": "1"},
        "paths": {
            "/orders": {
                "parameters": [PAGE, LIMIT],
                "get": {"parameters": [{**PAGE, "schema": {"type": "string"}}], "responses": {}},
            }
        },
    }
    operation = read_plain("two.json", text=json.dumps(value)).operations[0]
    assert list(operation.parameters) == ["page", "limit"]
    assert operation.parameters["page"].shape.types == {"string"}


@pytest.mark.parametrize(
    ("text", "found"),
    [('{"overlay": "1.0.0"}', "an Overlay"), ('{"openapi": "4.0.0"}', "OpenAPI 4.0.0"), ("[]", "a list")],
)
def test_what_is_no_openapi_3_is_refused_by_name(text: str, found: str) -> None:
    with pytest.raises(SpecError, match=found):
        read_plain("odd.json", text=text)
