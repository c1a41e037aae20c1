"""An Overlay is laid over a document by every command alike; one that matches nothing fails, and says so."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from listproof.cli import group
from listproof.cli.mock import served_worlds
from listproof.errors import SpecError

VENDOR = """\
openapi: 3.0.3
info: {title: Jobs, version: "1"}
paths:
  /jobs:
    get:
      operationId: listJobs
      parameters:
        - {name: limit, in: query, schema: {type: integer, maximum: 100}}
        - {name: odd, in: query, schema: {type: strings}}
      responses:
        "200":
          description: A page.
          content:
            application/json:
              schema: {type: array, items: {type: object, properties: {id: {type: string}}}}
"""
OVERLAY = """\
overlay: 1.0.0
info: {title: Lists, version: "1"}
actions:
  - {target: "$.paths['/jobs'].get", update: {x-listing: {items: "", id: /id, size: {param: limit}}}}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a document whose list an overlay states, from which it is read."""
    (tmp_path / "vendor.yaml").write_text(VENDOR)
    (tmp_path / "lists.yaml").write_text(OVERLAY)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(group, words, standalone_mode=False)


COMMANDS = pytest.mark.parametrize(
    "words",
    [
        ("lint", "vendor.yaml"),
        ("check", "vendor.yaml", "--url", "http://127.0.0.1:1", "--dry-run"),
        ("mock", "vendor.yaml", "--port", "0"),
        ("export", "vendor.yaml", "--to", "speakeasy"),
    ],
    ids=lambda words: words[0],
)


@COMMANDS
@pytest.mark.parametrize(
    ("old", "new"),
    [("$.paths['/jobs'].get", "$.paths['/jbs'].get"), ("$.paths['/jobs'].get", "$.components.schemas.*")],
)
def test_an_overlay_that_matches_nothing_fails(
    words: tuple[str, ...], old: str, new: str, folder: Path
) -> None:
    (folder / "lists.yaml").write_text(OVERLAY.replace(old, new))
    result = run(*words, "--overlay", "lists.yaml")
    told = result.output + str(result.exception or "")
    assert "lists.yaml:4: actions.0.target" in told
    assert result.return_value == 2 or isinstance(result.exception, SpecError)


def test_lint_reads_what_the_overlay_states_and_warns_of_what_is_beneath(folder: Path) -> None:
    result = run("lint", "vendor.yaml", "--overlay", "lists.yaml")
    assert result.return_value == 0
    assert (
        'warning: vendor.yaml:9: paths./jobs.get.parameters.1.schema.type: "strings" is no type'
        in result.output
    )
    assert "1 list operation" in result.output


def test_check_plans_by_what_the_overlay_states_and_warns(folder: Path) -> None:
    result = run(
        "check", "vendor.yaml", "--overlay", "lists.yaml", "--url", "http://127.0.0.1:1", "--dry-run"
    )
    assert result.return_value == 0, result.output
    assert "size/at-most" in result.output or "GET /jobs" in result.output
    assert '"strings" is no type' in result.output


def test_the_mock_serves_what_the_overlay_states(folder: Path) -> None:
    ((contract, world),) = served_worlds((folder / "vendor.yaml",), (str(folder / "lists.yaml"),), None)
    (listed,) = contract.operations
    assert listed.listing.size is not None
    assert listed.file == str(folder / "lists.yaml")
    assert len(world.rows_of("listJobs")) > 0
