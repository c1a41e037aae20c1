"""`listproof infer` writes overlays, texts and JSON, and refuses what it can't use."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from listproof.cli import group
from listproof.errors import ConfigError, SpecError, Unreachable
from listproof.reader import read_contract
from tests.conformance.backends import as_request, put, serving
from tests.conformance.settling.shop import KEY, Shop
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


# --- asking a server ---------------------------------------------------------------------------------------


@pytest.fixture
def shop() -> Iterator[tuple[str, Shop]]:
    """A shop on a free port of this machine, and what it was asked."""
    shop = Shop(most=50)
    with serving(lambda handler: put(handler, shop(as_request(handler)))) as url:
        yield url, shop


def test_a_server_is_asked_and_every_request_is_told(spec: str, shop: tuple[str, Shop]) -> None:
    url, asked = shop
    done = infer(spec, "--probe", url, "--header", f"X-Key: {KEY}", "--rate", "5000/s")
    assert done.return_value == 0
    written = yaml.safe_load(done.stdout)["actions"][0]["update"]
    assert written["x-listing"]["page"]["past_end"] == "empty"
    assert "asked: GET /orders?page=" in written["x-listing-inferred"]["/page/past_end"]
    assert f"asked, {len(asked.asked)} requests" in done.stderr
    assert "GET /orders?page=1&limit=2: 200, 2 rows" in done.stderr
    told = f", {len(asked.asked)} requests asked, the server differs from the document once\n"
    assert done.stderr.endswith(told)
    assert KEY not in done.output


def test_the_text_has_the_requests_itself(spec: str, shop: tuple[str, Shop]) -> None:
    done = infer(spec, "--probe", shop[0], "--header", f"X-Key: {KEY}", "--format", "text")
    assert "the server does otherwise than the document says" in done.stdout
    assert "GET /orders: 200, 20 rows" in done.stdout
    assert "GET /orders: 200" not in done.stderr


def test_json_has_the_requests_and_where_the_server_differs(spec: str, shop: tuple[str, Shop]) -> None:
    done = infer(spec, "--probe", shop[0], "--header", f"X-Key: {KEY}", "--format", "json")
    (found,) = json.loads(done.stdout)["lists"]
    assert found["asked"][0] == "GET /orders: 200, 20 rows"
    assert found["server_differs"]
    assert found["stopped"] is None


def test_no_more_requests_are_sent_than_allowed(spec: str, shop: tuple[str, Shop]) -> None:
    infer(spec, "--probe", shop[0], "--header", f"X-Key: {KEY}", "--probe-requests", "6")
    assert len(shop[1].asked) == 6


def test_a_dry_run_says_what_would_be_asked_and_sends_nothing(spec: str, shop: tuple[str, Shop]) -> None:
    done = infer(spec, "--probe", shop[0], "--dry-run")
    assert shop[1].asked == []
    assert "Nothing is sent." in done.stdout
    assert "  GET /orders?page=1&limit=2\n" in done.stdout
    assert "requests about 1 list\n" in done.stdout


def test_the_config_of_check_serves_probing_too(spec: str, shop: tuple[str, Shop], tmp_path: Path) -> None:
    (tmp_path / "listproof.toml").write_text(f'[callers.main]\nheaders = {{ X-Key = "{KEY}" }}\n')
    done = infer(spec, "--probe", shop[0])
    assert "GET /orders: 200, 20 rows" in done.stderr


def test_a_server_that_refuses_everybody_is_told_and_the_overlay_is_that_of_the_document(
    spec: str, shop: tuple[str, Shop]
) -> None:
    done = infer(spec, "--probe", shop[0])
    assert "# asked in part: GET /orders gave 401" in done.stdout
    before = infer(spec).stdout
    assert yaml.safe_load(done.stdout) == yaml.safe_load(before)


def test_a_server_that_is_not_there_is_unreachable(spec: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    refused = infer(spec, "--probe", f"http://127.0.0.1:{port}")
    assert isinstance(refused.exception, Unreachable)


def test_flags_of_probing_are_refused_where_nobody_is_asked(spec: str) -> None:
    refused = infer(spec, "--dry-run", "--header", "X-Key: abc")
    assert isinstance(refused.exception, ConfigError)
    assert "--dry-run: no server is asked" in str(refused.exception)
    assert "--header: no server is asked" in str(refused.exception)
