"""`listproof docs`: a whole site or none, said in a line."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from listproof.cli import group
from listproof.errors import ConfigError, ListproofError, SpecError

WAYS = Path(__file__).parent.parent / "pages" / "ways.yaml"


def _run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(group, ["docs", *map(str, arguments)])


@pytest.mark.parametrize(
    ("kind", "first"), [("html", "index.html"), ("markdown", "README.md"), ("overlay", "ways.overlay.yaml")]
)
def test_it_writes_each_format_and_says_where_to_begin(kind: str, first: str, tmp_path: Path) -> None:
    done = _run(WAYS, "-o", tmp_path / "site", "--format", kind)
    assert done.exit_code == 0, done.output
    assert done.stdout == f"9 endpoints in {tmp_path / 'site' / first}\n"
    assert (tmp_path / "site" / first).is_file()


def test_a_faulty_spec_leaves_no_half_site(tmp_path: Path) -> None:
    spec = tmp_path / "faulty.yaml"
    spec.write_text(WAYS.read_text(encoding="utf-8").replace("items: /data", "items: /nowhere", 1))
    done = _run(spec, "-o", tmp_path / "site")
    assert isinstance(done.exception, SpecError)
    assert "/nowhere" in str(done.exception)
    assert not (tmp_path / "site").exists()


def test_what_stands_in_the_folder_already_is_told(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    done = _run(WAYS, "-o", tmp_path)
    assert done.exit_code == 0
    assert "Left alone, for this build did not make them: notes.txt" in done.stderr


def test_a_file_in_the_way_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("mine")
    assert isinstance(_run(WAYS, "-o", tmp_path).exception, ConfigError)


def test_a_plain_document_is_shown_with_its_guesses(tmp_path: Path) -> None:
    spec = tmp_path / "plain.yaml"
    spec.write_text(
        """
openapi: 3.0.3
info: {title: Plain, version: "1"}
paths:
  /jobs:
    get:
      operationId: listJobs
      parameters:
        - {name: page, in: query, schema: {type: integer, minimum: 1, default: 1}}
        - {name: per_page, in: query, schema: {type: integer, default: 10, maximum: 50}}
      responses:
        '200':
          description: A page.
          content:
            application/json:
              schema:
                type: object
                properties:
                  data: {type: array, items: {type: object, properties: {id: {type: string}}}}
                  total: {type: integer}
"""
    )
    assert _run(spec, "-o", tmp_path / "site").exit_code == 0
    text = (tmp_path / "site" / "listJobs.html").read_text(encoding="utf-8")
    assert '<section id="guesses"' in text
    assert '<span class="open">a guess</span>' in text


def test_an_overlay_is_for_one_spec(tmp_path: Path) -> None:
    done = _run(WAYS, WAYS, "--overlay", "x.yaml", "-o", tmp_path / "site")
    assert isinstance(done.exception, ListproofError)


def _report(folder: Path, *, of: str) -> Path:
    """A report of a run that judged one operation of a document and found nothing broken."""
    from conformance.judging.verdicts import Verdict
    from conformance.reports.json_file import json_text
    from conformance.reports.report import Report, ReportedLaw, ReportedOperation

    law = ReportedLaw(
        law="page/complete",
        states="A walk brings every row.",
        verdict=Verdict.PASSED,
        kind="says",
        clauses=(),
        reason=None,
    )
    operation = ReportedOperation(
        operation=of, summary="", path="/tokens", line=0, rows=9, requests=20, chance_requests=None,
        fuzz_requests=None, seconds=0.5, complete=True, notes=(), laws=(law,), clauses=(),
    )  # fmt: skip
    report = Report(
        listproof="0.1.0", contract="ways.yaml", title="Ways", target="https://api.example.com", seed=0,
        started="2026-11-22T10:00:00Z", complete=True, stopped="", operations=(operation,), chosen=(of,),
    )  # fmt: skip
    file = folder / "report.json"
    file.write_text(json_text(report), encoding="utf-8")
    return file


def test_a_report_puts_its_verdicts_on_the_pages_and_makes_badges(tmp_path: Path) -> None:
    done = _run(WAYS, "-o", tmp_path / "site", "--report", _report(tmp_path, of="byToken"))
    assert done.exit_code == 0, done.output
    assert "https://api.example.com" in (tmp_path / "site" / "byToken.html").read_text(
        encoding="utf-8"
    ).replace("<wbr>", "")
    assert "1 law kept" in (tmp_path / "site" / "byToken.badge.json").read_text(encoding="utf-8")
    assert (tmp_path / "site" / "badge.json").is_file()


def test_a_report_of_another_document_is_a_clear_error_and_makes_no_site(tmp_path: Path) -> None:
    done = _run(WAYS, "-o", tmp_path / "site", "--report", _report(tmp_path, of="listPlanets"))
    assert isinstance(done.exception, ConfigError)
    assert "listPlanets" in str(done.exception)
    assert not (tmp_path / "site").exists()


def test_an_overlay_takes_no_report(tmp_path: Path) -> None:
    done = _run(WAYS, "-o", tmp_path, "--format", "overlay", "--report", tmp_path / "report.json")
    assert isinstance(done.exception, ListproofError)
