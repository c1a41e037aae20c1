"""`listproof export` writes overlays that apply, and tells what they leave out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

from listproof.cli import group
from listproof.cli.export import TOOLS
from listproof.errors import ConfigError, SpecError
from listproof.exporting.exports import VOCABULARIES
from listproof.reader import read_contract
from tests.listproof.exporting.lists import document

PAGES: dict[str, Any] = {
    "items": "/data",
    "page": {"by": "page", "param": "page", "first": 1},
    "size": {"param": "limit"},
    "meta": {"total": "/total"},
}


@pytest.fixture
def spec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    (tmp_path / "orders.json").write_text(json.dumps(document(PAGES)))
    monkeypatch.chdir(tmp_path)
    return "orders.json"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(group, list(arguments), standalone_mode=False)


def test_every_tool_can_be_asked_for() -> None:
    assert list(VOCABULARIES) == list(TOOLS)


@pytest.mark.parametrize("to", TOOLS)
def test_the_overlay_applies_and_lint_reads_it_alone(spec: str, tmp_path: Path, to: str) -> None:
    done = run("export", spec, "--to", to, "-o", "sdk.yaml")
    assert done.exception is None
    assert "orders.json: 1 of 1 lists written to sdk.yaml" in done.stderr
    assert f"GET /orders: what {VOCABULARIES[to][0]} can't say: page.first" in done.stderr
    applied = read_contract("sdk.yaml").document
    assert VOCABULARIES[to][0] in applied["paths"]["/orders"]["get"]
    assert run("lint", "sdk.yaml").return_value == 0


def test_the_overlay_goes_to_the_output_without_what_is_told(spec: str) -> None:
    done = run("export", spec, "--to", "fern")
    (action,) = yaml.safe_load(done.stdout)["actions"]
    assert action["target"] == "$.paths['/orders'].get"
    assert list(action["update"]) == ["x-fern-pagination"]


def test_a_file_that_is_there_is_not_overwritten_unasked(spec: str) -> None:
    run("export", spec, "--to", "fern", "-o", "sdk.yaml")
    again = run("export", spec, "--to", "fern", "-o", "sdk.yaml")
    assert isinstance(again.exception, ConfigError)
    assert run("export", spec, "--to", "fern", "-o", "sdk.yaml", "--force").exception is None


def test_an_extension_that_is_there_is_replaced_and_not_added_to(spec: str, tmp_path: Path) -> None:
    old = {"type": "cursor", "inputs": [{"name": "c", "in": "parameters", "type": "cursor"}], "outputs": {}}
    (tmp_path / spec).write_text(json.dumps(document(PAGES, **{"x-speakeasy-pagination": old})))
    run("export", spec, "--to", "speakeasy", "-o", "sdk.yaml")
    applied = read_contract("sdk.yaml").document["paths"]["/orders"]["get"]["x-speakeasy-pagination"]
    assert [each["type"] for each in applied["inputs"]] == ["page", "limit"]


def test_x_listing_may_come_from_an_overlay(spec: str, tmp_path: Path) -> None:
    value = document(PAGES)
    listing = value["paths"]["/orders"]["get"].pop("x-listing")
    (tmp_path / spec).write_text(json.dumps(value))
    action = {"target": "$.paths['/orders'].get", "update": {"x-listing": listing}}
    overlay = {
        "overlay": "1.0.0",
        "info": {"title": "o", "version": "1"},
        "extends": spec,
        "actions": [action],
    }
    (tmp_path / "lists.json").write_text(json.dumps(overlay))
    laid = run("export", spec, "--overlay", "lists.json", "--to", "fern", "-o", "one.yaml")
    itself = run("export", "lists.json", "--to", "fern", "-o", "two.yaml")
    assert (laid.exception, itself.exception) == (None, None)
    assert (tmp_path / "one.yaml").read_text() == (tmp_path / "two.yaml").read_text()
    assert yaml.safe_load((tmp_path / "two.yaml").read_text())["extends"] == spec
    assert run("lint", spec, "--overlay", "lists.json", "--overlay", "one.yaml").return_value == 0


def test_lists_in_other_files_are_told(spec: str, tmp_path: Path) -> None:
    value = document(PAGES)
    (tmp_path / "part.json").write_text(json.dumps(value["paths"]["/orders"]))
    (tmp_path / spec).write_text(json.dumps({**value, "paths": {"/orders": {"$ref": "part.json"}}}))
    done = run("export", spec, "--to", "fern")
    assert isinstance(done.exception, SpecError)
    assert "it stands in part.json, which an overlay can't reach" in done.stderr


def test_a_list_is_chosen_by_id_or_path_and_an_unknown_one_refused(spec: str) -> None:
    assert run("export", spec, "--to", "fern", "--operation", "listOrders").exception is None
    refused = run("export", spec, "--to", "fern", "--operation", "listOrder")
    assert isinstance(refused.exception, ConfigError)
    assert "did you mean listOrders?" in str(refused.exception)


def test_a_document_without_x_listing_is_refused(spec: str, tmp_path: Path) -> None:
    value = document(PAGES)
    del value["paths"]["/orders"]["get"]["x-listing"]
    (tmp_path / spec).write_text(json.dumps(value))
    assert isinstance(run("export", spec, "--to", "fern").exception, SpecError)


def test_a_document_that_states_no_lists_is_told_of_infer(tmp_path: Path) -> None:
    plain = tmp_path / "plain.yaml"
    plain.write_text(
        "openapi: 3.0.3\ninfo: {title: t, version: '1'}\n"
        "paths: {/jobs: {get: {responses: {'200': {description: ok}}}}}\n"
    )
    result = run("export", str(plain), "--to", "fern")
    assert isinstance(result.exception, SpecError)
    assert f"`listproof infer {plain} -o" in str(result.exception)
