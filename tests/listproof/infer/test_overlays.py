"""An overlay of proposals can be applied, and what comes out is a contract without faults."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from listproof.bundled import bundled_specs
from listproof.contract import look
from listproof.infer.overlays import has_actions, json_path, overlay_text
from listproof.infer.plain import PlainDocument, read_plain
from listproof.infer.proposals import propose
from listproof.reader import read_contract
from listproof.reading.yaml_text import parse_yaml
from tests.listproof.infer.lists import PAGE, ROW, TEXT, WHOLE, array, document, obj, page_of, param

_STEP = re.compile(r"\.([A-Za-z_]\w*)|\[(\d+)\]|\['((?:[^'\\]|\\.)*)'\]")


def overlay_of(plain: PlainDocument) -> dict[str, Any]:
    """The overlay, read by the reader of documents."""
    text = overlay_text(plain, [propose(each) for each in plain.operations])
    value: dict[str, Any] = parse_yaml(text, "overlay.yaml")[0]
    return value


def applied(value: Any, overlay: dict[str, Any]) -> Any:
    """The document with every update merged into its target."""
    for action in overlay["actions"]:
        tokens = [
            name or index or re.sub(r"\\(.)", r"\1", quoted)
            for name, index, quoted in _STEP.findall(action["target"].removeprefix("$"))
        ]
        target = look(value, tuple(tokens))
        assert isinstance(target, dict), action["target"]
        target.update(action["update"])
    return value


@pytest.mark.parametrize("path", bundled_specs(), ids=lambda path: path.stem)
def test_a_contract_that_is_inferred_has_no_faults(path: Path) -> None:
    plain = read_plain(path)
    for operation in plain.operations:
        operation.spot.value.pop("x-listing")
        operation.spot.value.pop("x-clauses")
    value = applied(plain.document.value, overlay_of(plain))
    contract = read_contract("applied.json", text=json.dumps(value))
    assert len(contract.operations) == 1
    assert contract.warnings == ()


def test_bounds_go_into_the_schema_of_their_parameter_once() -> None:
    size = {"name": "per_page", "in": "query", "description": "max 100", "schema": {"type": "integer"}}
    reference = {"$ref": "#/components/parameters/size"}
    plain = document([reference, PAGE], page_of(ROW), root={"components": {"parameters": {"size": size}}})
    (operation, schema) = overlay_of(plain)["actions"]
    assert operation["target"] == "$.paths['/orders'].get"
    assert schema == {
        "target": "$.components.parameters.size.schema",
        "update": {"maximum": 100, "x-listing-inferred": {"/maximum": 'its description says "max 100"'}},
    }
    contract = read_contract("orders.json", text=json.dumps(applied(plain.document.value, overlay_of(plain))))
    size_read = contract.operations[0].listing.size
    assert size_read is not None
    assert size_read.maximum == 100


def test_paths_and_keys_with_odd_characters_can_be_targets() -> None:
    plain = document([PAGE], page_of(ROW), path="/it's/{a~b}\\c")
    assert json_path(plain.operations[0].spot) == "$.paths['/it\\'s/{a~b}\\\\c'].get"
    applied(plain.document.value, overlay_of(plain))


def test_what_is_open_stands_in_comments_even_where_a_name_is_hostile() -> None:
    odd = param("x\n- target: $\u0085\u2028\x1b[2J", TEXT)
    plain = document([PAGE, odd], page_of(ROW))
    text = overlay_text(plain, [propose(each) for each in plain.operations])
    assert "# open: page.past_end: " in text
    assert "\x1b" not in text
    assert len(overlay_of(plain)["actions"]) == 1


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
