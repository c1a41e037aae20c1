"""`listproof infer` writes overlays, texts and JSON, and refuses what it can't use."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from listproof.cli import group
from listproof.errors import ConfigError, SpecError
from listproof.reader import read_contract
from tests.listproof.infer.lists import LIMIT, PAGE, ROW, document, obj, page_of


@pytest.fixture
def spec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    plain = document([PAGE, LIMIT], page_of(ROW), operationId="listOrders")
    (tmp_path / "orders.json").write_text(json.dumps(plain.document.value))
    monkeypatch.chdir(tmp_path)
    return "orders.json"


def infer(*arguments: str) -> Result:
    return CliRunner().invoke(group, ["infer", *arguments], standalone_mode=False)


def test_the_overlay_goes_to_the_output(spec: str) -> None:
    done = infer(spec)
    assert "\noverlay: 1.0.0\n" in done.output
    assert "  target: $.paths['/orders'].get" in done.output.replace("- target", "  target")


def test_the_overlay_goes_to_a_file_and_over_none_that_is_there(spec: str, tmp_path: Path) -> None:
    done = infer(spec, "-o", "lists.yaml")
    assert "orders.json: 1 GET, 1 list, " in done.output
    written = (tmp_path / "lists.yaml").read_text()
    assert "\noverlay: 1.0.0\n" in written
    again = infer(spec, "-o", "lists.yaml")
    assert isinstance(again.exception, ConfigError)
    assert "there is a file already" in str(again.exception)
    assert infer(spec, "-o", "lists.yaml", "--force").exception is None


def test_the_text_has_roles_values_reasons_and_questions(spec: str) -> None:
    output = infer(spec, "--format", "text").output
    assert "GET /orders (listOrders)" in output
    assert "page.first  1  (the default of page is 1)" in output
    assert "page.past_end: Is a page past the end empty, an error, or the last page again?" in output
    assert output.endswith("1 GET, 1 list, 6 values inferred, 5 open\n")


def test_json_has_the_same_for_programs(spec: str) -> None:
    value = json.loads(infer(spec, "--format", "json").output)
    (found,) = value["lists"]
    assert found["operation"] == "listOrders"
    assert found["x-listing"]["page"] == {"by": "page", "param": "page", "first": 1}
    assert found["x-listing-inferred"]["/page/first"] == "the default of page is 1"
    assert "/page/past_end" in [each["at"] for each in found["open"]]


def test_operations_are_chosen_by_id_or_path(spec: str) -> None:
    assert "GET /orders" in infer(spec, "--operation", "listOrders", "--operation", "/orders").output
    refused = infer(spec, "--operation", "listOrder")
    assert isinstance(refused.exception, ConfigError)
    assert "did you mean listOrders?" in str(refused.exception)


def test_a_document_without_lists_is_refused_with_the_way_to_learn_why(spec: str, tmp_path: Path) -> None:
    plain = document([], obj())
    (tmp_path / "none.json").write_text(json.dumps(plain.document.value))
    refused = infer("none.json")
    assert isinstance(refused.exception, SpecError)
    assert "--format text tells why" in str(refused.exception)
    assert "the schema of its body names no properties" in infer("none.json", "--format", "text").output


def test_what_is_no_document_is_refused(spec: str) -> None:
    assert isinstance(infer("nope.yaml").exception, SpecError)


def test_the_overlay_in_a_file_says_what_it_extends_so_that_it_can_be_read(spec: str, tmp_path: Path) -> None:
    (tmp_path / "over lays").mkdir()
    infer(spec, "-o", "over lays/lists.yaml")
    contract = read_contract("over lays/lists.yaml")
    assert [operation.id for operation in contract.operations] == ["listOrders"]


def test_lists_in_other_files_are_refused_with_the_way_out(spec: str, tmp_path: Path) -> None:
    value = json.loads((tmp_path / spec).read_text())
    (tmp_path / "part.json").write_text(json.dumps(value["paths"]["/orders"]))
    (tmp_path / "whole.json").write_text(json.dumps({**value, "paths": {"/orders": {"$ref": "part.json"}}}))
    assert "bundle the files into one" in str(infer("whole.json").exception)
    assert "GET /orders (listOrders)" in infer("whole.json", "--format", "text").output
