"""The last run of the suite on an endpoint's page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from listproof.pages.endpoint import endpoint_page
from listproof.pages.html import html_files
from listproof.pages.kept import backend, of_clause, of_silence
from listproof.pages.runs import Found, Run
from listproof.pages.site import pages
from listproof.pages.study import Study
from listproof.pages.words import Section, Table, plain

TRILLET = "listBatchCalls"


def _run(**changes: object) -> Run:
    run = Run(
        source="report.json",
        operation=TRILLET,
        path="/v1/api/batch-calls/{batchId}/calls",
        target="https://staging.example.com",
        started="2026-11-22T10:00:00Z",
        version="0.1.0",
        complete=True,
        stopped="",
        requests=161,
        counts={"failed": 1, "passed": 41, "observed": 1, "skipped": 46},
        clauses={"TR-04": "failed", "TR-06": "passed", "TR-15": "observed"},
        found=(
            Found(
                law="size/full",
                verdict="failed",
                told="/calls: expected 100, got 99",
                clauses=("TR-04", "TR-99"),
                request="curl 'https://staging.example.com/calls?limit=100'",
                asked="GET /calls?limit=100",
            ),
            Found(
                law="size/under",
                verdict="observed",
                told="limit=0 is below the minimum of 1: 400",
                clauses=("TR-15",),
                request="",
                asked="GET /calls?limit=0",
            ),
        ),
    )
    return replace(run, **changes)  # type: ignore[arg-type]


def _study(bundled: Mapping[str, Study], run: Run | None) -> Study:
    return replace(bundled[TRILLET], run=run)


def _section(study: Study, name: str) -> Section:
    return next(section for section in endpoint_page(study).sections if section.id == name)


def _table(section: Section) -> Table:
    return next(block for block in section.blocks if isinstance(block, Table))


def test_without_a_report_nothing_is_said_of_a_backend(bundled: Mapping[str, Study]) -> None:
    page = endpoint_page(bundled[TRILLET])
    assert all(section.id != "backend" for section in page.sections)
    assert "Last run" not in _table(_section(bundled[TRILLET], "clauses")).head


def test_each_clause_has_the_verdict_of_the_run(bundled: Mapping[str, Study]) -> None:
    study = _study(bundled, _run())
    assert plain(of_clause(study, "TR-04")) == "broken"
    assert plain(of_clause(study, "TR-06")) == "kept"
    assert plain(of_clause(study, "TR-01")) == "not in that run"
    assert _table(_section(study, "clauses")).head[-1] == "Last run"


def test_what_is_left_open_says_what_the_backend_did(bundled: Mapping[str, Study]) -> None:
    study = _study(bundled, _run())
    assert plain(of_silence(study, "TR-15")) == "limit=0 is below the minimum of 1: 400"
    table = _table(_section(study, "open"))
    assert table.head[-1] == "What the backend did"
    assert all(len(row.cells) == len(table.head) for row in table.rows)


def test_a_broken_law_stands_with_its_clauses_and_what_was_seen(bundled: Mapping[str, Study]) -> None:
    section = backend(_study(bundled, _run()))
    assert section is not None
    (row,) = _table(section).rows
    law, verdict, told, clauses = (plain(cell) for cell in row.cells if isinstance(cell, tuple))
    assert (law, verdict, told) == ("size/full", "broken", "/calls: expected 100, got 99")
    assert clauses == "TR-04, TR-99"


def test_a_clause_that_the_contract_has_lost_is_named_and_leads_nowhere(bundled: Mapping[str, Study]) -> None:
    section = backend(_study(bundled, _run()))
    assert section is not None
    cell = _table(section).rows[0].cells[-1]
    assert isinstance(cell, tuple)
    links = {span.text: span.to for span in cell}
    assert links["TR-04"] == "#clause-TR-04"
    assert links["TR-99"] == ""


def test_a_run_that_was_cut_short_says_so(bundled: Mapping[str, Study]) -> None:
    run = _run(complete=False, stopped="it was interrupted")
    text = html_files(pages([_study(bundled, run)]))[f"{bundled[TRILLET].name}.html"]
    assert "Cut short" in text
    assert "it was interrupted" in text


def test_the_index_says_how_each_endpoint_was_judged(bundled: Mapping[str, Study]) -> None:
    studied = [_study(bundled, _run()), bundled["listBatchJobs"]]
    text = html_files(pages(studied))["index.html"]
    assert "https:" in text
    assert '<span class="broken">broken</span>' in text
    assert "no report" in text


def test_what_a_backend_answered_is_shown_and_never_run(bundled: Mapping[str, Study]) -> None:
    hostile = replace(_run().found[0], told="<script>alert(1)</script>", asked="<b>", law="odd/law")
    text = html_files(pages([_study(bundled, _run(found=(hostile,), target="javascript:alert(1)"))]))
    page = text[f"{bundled[TRILLET].name}.html"]
    assert "<script>alert" not in page
    assert 'href="javascript' not in page + text["index.html"]
    assert "laws.html#law-odd" not in page
