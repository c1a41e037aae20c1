"""`listproof lint` prints every fault of every spec, and counts them."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from listproof.cli import group
from listproof.errors import ListproofError

FAULTS = Path(__file__).parents[1] / "faults"


def lint(*specs: str, color: bool = False) -> Result:
    return CliRunner().invoke(group, ["lint", *specs], color=color, standalone_mode=False)


def test_without_a_spec_the_bundled_ones_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(Path(__file__).parents[3])
    done = lint()
    assert done.return_value == 0
    lines = done.output.splitlines()
    assert len(lines) == 5
    assert lines[0] == "specs/agency-call-batches.yaml: 1 list operation, 24 clauses, no faults"


def test_every_fault_is_printed_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FAULTS)
    done = lint("unknown-keys.yaml", "nope.yaml")
    assert done.return_value == 2
    assert done.output == (
        Path("unknown-keys.txt").read_text(encoding="utf-8") + "unknown-keys.yaml: 3 faults\n"
        "nope.yaml: there is no such file\n    check the path\nnope.yaml: 1 fault\n"
    )


def test_a_slip_is_a_warning_and_no_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (FAULTS / "items-not-there.yaml").read_text(encoding="utf-8")
    spec = text.replace("items: /dta", "items: /data\n        meta: {total: 'header:X-Total'}")
    (tmp_path / "jobs.yaml").write_text(spec)
    monkeypatch.chdir(tmp_path)
    done = lint("jobs.yaml")
    assert done.return_value == 0
    assert done.output == (
        "warning: jobs.yaml:30: paths./jobs.get.x-listing.meta.total:"
        " the 200 response documents no header X-Total\n"
        "    it documents no headers\n"
        "jobs.yaml: 1 list operation, 0 clauses, no faults, 1 warning\n"
    )


PLAIN = """
openapi: 3.0.3
info: {title: Orders, version: "1"}
paths:
  /orders:
    get:
      operationId: listOrders
      parameters:
        - {name: page, in: query, schema: {type: integer, default: 1}}
        - {name: limit, in: query, description: "Page size, max 100.", schema: {type: integer}}
      responses:
        "200":
          description: A page.
          content: {application/json: {schema: {type: array, items: {type: object}}}}
"""


def test_of_a_plain_document_it_says_what_is_inferred_and_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "orders.yaml").write_text(PLAIN)
    monkeypatch.chdir(tmp_path)
    done = lint("orders.yaml")
    assert done.return_value == 0
    assert done.stderr == (
        "no x-listing in orders.yaml: 1 list inferred; "
        "write it down with `listproof infer orders.yaml -o lists.overlay.yaml`\n"
    )
    assert "GET /orders (listOrders)\n" in done.stdout
    assert "    inferred: /page/first: the default of page is 1\n" in done.stdout
    assert '    inferred: limit: maximum: its description says "max 100"\n' in done.stdout
    assert done.stdout.endswith("orders.yaml: 1 list operation, 5 values inferred, 0 clauses, no faults\n")


def test_only_a_terminal_gets_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FAULTS)
    assert "\x1b[" not in lint("swagger.yaml").output
    assert (
        '\x1b[1mswagger.yaml:1\x1b[0m: swagger: Swagger "1.2" is not'
        in lint("swagger.yaml", color=True).output
    )


def test_an_overlay_is_laid_over_one_spec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    spec = (FAULTS / "items-not-there.yaml").read_text(encoding="utf-8")
    Path("jobs.yaml").write_text(spec)
    actions = "[{target: \"$.paths['/jobs'].get.x-listing\", update: {items: /data}}]"
    overlay = "overlay: 1.1.0\ninfo: {title: t, version: '1'}\nactions: "
    Path("bad.yaml").write_text(overlay + actions)
    Path("good.yaml").write_text(overlay + actions.replace(".x-listing", "['x-listing']"))
    done = lint("jobs.yaml", "--overlay", "good.yaml")
    assert (done.return_value, done.output) == (0, "jobs.yaml: 1 list operation, 0 clauses, no faults\n")
    done = lint("jobs.yaml", "--overlay", "bad.yaml", "--overlay", "good.yaml")
    assert done.return_value == 2
    assert done.output.startswith("bad.yaml:3: actions.0.target: ")
    assert "is no JSONPath" in done.output
    for specs in (("jobs.yaml", "jobs.yaml"), ()):
        refused = lint(*specs, "--overlay", "good.yaml").exception
        assert isinstance(refused, ListproofError)
        assert str(refused).startswith("--overlay is for one SPEC")
