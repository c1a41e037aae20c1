"""An overlay of proposals can be applied, and what comes out is a contract without faults."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from listproof.bundled import bundled_specs
from listproof.contract import Contract
from listproof.infer.overlays import has_actions, json_path, overlay_text
from listproof.infer.plain import PlainDocument, read_plain
from listproof.infer.proposals import propose
from listproof.reader import read_contract
from listproof.reading.yaml_text import parse_yaml
from tests.listproof.infer.lists import PAGE, ROW, TEXT, WHOLE, array, document, obj, page_of, param


def overlay_of(plain: PlainDocument) -> dict[str, Any]:
    """The overlay, read by the reader of documents."""
    text = overlay_text(plain, [propose(each) for each in plain.operations])
    value: dict[str, Any] = parse_yaml(text, "overlay.yaml")[0]
    return value


def contract_of(plain: PlainDocument, folder: Path) -> Contract:
    """The contract of the document with its overlay."""
    (folder / "plain.json").write_text(json.dumps(plain.document.value))
    text = overlay_text(plain, [propose(each) for each in plain.operations], extends="plain.json")
    (folder / "lists.yaml").write_text(text, encoding="utf-8")
    return read_contract(folder / "lists.yaml")


@pytest.mark.parametrize("path", bundled_specs(), ids=lambda path: path.stem)
def test_a_contract_that_is_inferred_has_no_faults(path: Path, tmp_path: Path) -> None:
    plain = read_plain(path)
    for operation in plain.operations:
        operation.spot.value.pop("x-listing")
        operation.spot.value.pop("x-clauses")
    contract = contract_of(plain, tmp_path)
    assert len(contract.operations) == 1
    assert contract.warnings == ()


def test_bounds_go_into_the_schema_of_their_parameter_once(tmp_path: Path) -> None:
    size = {"name": "per_page", "in": "query", "description": "max 100", "schema": {"type": "integer"}}
    reference = {"$ref": "#/components/parameters/size"}
    plain = document([reference, PAGE], page_of(ROW), root={"components": {"parameters": {"size": size}}})
    (operation, schema) = overlay_of(plain)["actions"]
    assert operation["target"] == "$.paths['/orders'].get"
    assert schema == {
        "target": "$.components.parameters.size.schema",
        "update": {"maximum": 100, "x-listing-inferred": {"/maximum": 'its description says "max 100"'}},
    }
    size_read = contract_of(plain, tmp_path).operations[0].listing.size
    assert size_read is not None
    assert size_read.maximum == 100


def test_paths_and_keys_with_odd_characters_can_be_targets(tmp_path: Path) -> None:
    plain = document([PAGE], page_of(ROW), path="/it's/a~b\\c\n\u2028")
    assert json_path(plain.operations[0].spot) == "$.paths['/it\\'s/a~b\\\\c\\u000a\u2028'].get"
    assert [each.path for each in contract_of(plain, tmp_path).operations] == ["/it's/a~b\\c\n\u2028"]


def test_an_overlay_of_swagger_speaks_of_swagger(tmp_path: Path) -> None:
    size = {"name": "limit", "in": "query", "type": "integer", "description": "max 100"}
    page = {"name": "page", "in": "query", "type": "integer", "default": 1}
    get = {
        "parameters": [size, page],
        "responses": {"200": {"description": "A page.", "schema": page_of(ROW)}},
    }
    value = {
        "swagger": "2.0",
        "info": {"title": "Old", "version": "1"},
        "produces": ["application/json"],
        "paths": {"/orders": {"get": get}},
    }
    plain = read_plain("old.json", text=json.dumps(value))
    assert [action["target"] for action in overlay_of(plain)["actions"]] == [
        "$.paths['/orders'].get",
        "$.paths['/orders'].get.parameters[0]",
    ]
    (operation,) = contract_of(plain, tmp_path).operations
    assert operation.listing.size is not None
    assert operation.listing.size.maximum == 100


def test_what_is_open_stands_in_comments_even_where_a_name_is_hostile() -> None:
    odd = param("x\n- target: $\u0085\u2028\x1b[2J", TEXT)
    plain = document([PAGE, odd], page_of(ROW))
    text = overlay_text(plain, [propose(each) for each in plain.operations])
    assert "# open: page.past_end: " in text
    assert "\x1b" not in text
    assert len(overlay_of(plain)["actions"]) == 1


def lists(number: int, odd: int = 0) -> PlainDocument:
    """So many lists of pages, the last of which, `odd` of them, have a size, too."""
    success = {"description": "A page.", "content": {"application/json": {"schema": page_of(ROW)}}}
    get = {"parameters": [PAGE], "responses": {"200": success}}
    sized = {**get, "parameters": [PAGE, param("limit", WHOLE)]}
    value = {
        "openapi": "3.0.3",
        "info": {"title": "Many", "version": "1"},
        "paths": {f"/list{at}": {"get": sized if at >= number - odd else get} for at in range(number)},
    }
    return read_plain("many.json", text=json.dumps(value))


def text_of(plain: PlainDocument) -> str:
    return overlay_text(plain, [propose(each) for each in plain.operations])


PAST_END = "page.past_end: Is a page past the end empty"
UNDER = "size.under: Is a limit below the minimum"


def test_what_is_open_for_most_of_many_lists_is_asked_once_at_the_head() -> None:
    text = text_of(lists(8, odd=2))
    head, _, below = text.partition("overlay: 1.0.0")
    assert re.search(r"# \d\. page\.past_end: Is a page past the end .*\(all 8 lists\)\n", head)
    assert PAST_END not in below
    assert UNDER not in head
    assert below.count(f"# open: {UNDER}") == 2


def test_a_list_for_which_a_question_of_the_head_is_not_open_names_its_number() -> None:
    text = text_of(lists(8, odd=7))
    found = re.search(r"# (\d)\. size\.under: .*\n?.*\(7 of 8 lists\)\n", text)
    assert found is not None
    (lacking,) = re.findall(r"# not here: (.*)\n", text.partition("# GET /list1")[0])
    assert found[1] in lacking.split(", ")
    assert text.count("# not here: ") == 1


def test_every_question_of_few_lists_stands_beside_its_list() -> None:
    text = text_of(lists(5))
    assert text.count(f"# open: {PAST_END}") == 5
    assert PAST_END not in text.partition("overlay: 1.0.0")[0]


def test_lists_that_nothing_can_be_said_of_are_named_at_the_end() -> None:
    plain = document([PAGE], obj(left=array(ROW), right=array(ROW)))
    results = [propose(each) for each in plain.operations]
    assert not has_actions(plain, results)
    text = overlay_text(plain, results)
    assert "# GET /orders: its body has several arrays" in text
    assert overlay_of(plain)["actions"] == []


def test_an_operation_in_another_file_is_no_target(tmp_path: Path) -> None:
    get = {
        "parameters": [PAGE],
        "responses": {"200": {"content": {"application/json": {"schema": page_of(ROW)}}}},
    }
    (tmp_path / "orders.json").write_text(json.dumps({"get": get}))
    whole = {
        "openapi": "3.0.3",
        "info": {"title": "Two files", "version": "1"},
        "paths": {"/orders": {"$ref": "orders.json"}},
    }
    (tmp_path / "api.json").write_text(json.dumps(whole))
    plain = read_plain(tmp_path / "api.json")
    results = [propose(each) for each in plain.operations]
    assert not has_actions(plain, results)
    assert "stand in other files" in overlay_text(plain, results)


def test_a_large_document_with_schemas_in_a_circle_is_read() -> None:
    fields = {f"field_{name}": WHOLE for name in range(40)}
    rows = {
        f"Row{index}": obj(id=TEXT, next={"$ref": f"#/components/schemas/Row{(index + 1) % 300}"}, **fields)
        for index in range(300)
    }
    get = {
        "parameters": [
            PAGE,
            param("limit", WHOLE, "max 100"),
            *(param(f"filter_{name}") for name in range(20)),
        ],
        "responses": {
            "200": {
                "description": "A page.",
                "content": {"application/json": {"schema": page_of({"$ref": "#/components/schemas/Row0"})}},
            }
        },
    }
    value = {
        "openapi": "3.0.3",
        "info": {"title": "Large", "version": "1"},
        "paths": {f"/things{index}": {"get": {**get, "operationId": f"list{index}"}} for index in range(200)},
        "components": {"schemas": rows},
    }
    plain = read_plain("large.json", text=json.dumps(value))
    assert len(overlay_of(plain)["actions"]) == 400
