"""The page of an endpoint: its sentences are true of its contract, and its examples are the mock's."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from listproof.pages.endpoint import endpoint_page
from listproof.pages.markdown import page_text
from listproof.pages.study import Study
from listproof.pages.words import Code, Page, Table, plain


@pytest.fixture(scope="session")
def texts(bundled: Mapping[str, Study], ways: Mapping[str, Study]) -> Mapping[str, str]:
    """Every page as Markdown, its escapes taken out, by operation id."""
    studied = {**bundled, **ways}
    return {name: page_text(endpoint_page(study)).replace("\\", "") for name, study in studied.items()}


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("listAgencyCallBatches", "rows to skip: `0` for the first page (promised, [AG-10]"),
        ("listAgencyCallBatches", "above 100: taken as `100` *left open*"),
        ("listAgencyCallBatches", "Unasked, the rows come by `/created_at`, descending (promised, [AG-11]"),
        ("listAgencyCallBatches", "the mock orders them by `/id`, ascending."),
        ("listOrganizationBatchCalls", "and the first page is `0` (promised, [OR-03]"),
        ("listOrganizationBatchCalls", "Left out, it is `20` or stands for every row (the document"),
        ("listOrganizationBatchCalls", "[OR-01](#clause-OR-01)); which status: *left open* ([OR-02]"),
        ("listCallBatches", "above 100: `422`"),
        ("listCallBatches", "the code for programs at `/error/code`"),
        ("listBatchCalls", "`all` switches it off, as leaving it out does."),
        ("listBatchCalls", "the rows where `status` is `failed`"),
        ("listBatchCalls", "`(page − 1) × limit + items < total`"),
        ("listBatchJobs", "stop when as many rows have come as `/total` says (promised, [TF-06]"),
        ("byToken", "send `/next_cursor` as `cursor`."),
        ("byLastItem", "send `/id of the last item` as `starting_after`."),
        ("byLinkHeader", 'Each page leads to the next one by a URL: `Link: rel="next"`.'),
        ("byAShortPage", "A page past the end gets `404`."),
        ("byALastPageThatRepeats", "A page past the end shows the last page again."),
        ("inOnePage", "The whole list comes in one answer."),
        ("inOnePage", "The endpoint takes no parameters."),
        ("inOnePage", "No credentials are needed."),
    ],
)  # fmt: skip
def test_a_page_says_what_is_so(name: str, sentence: str, texts: Mapping[str, str]) -> None:
    assert sentence in texts[name]


@pytest.mark.parametrize(
    ("name", "heading"),
    [
        ("listOrganizationBatchCalls", "## Filters"),
        ("listBatchJobs", "## Summary"),
        ("byToken", "## Rules"),
        ("byToken", "## Every clause"),
    ],
)  # fmt: skip
def test_a_page_has_no_section_on_what_does_not_apply(
    name: str, heading: str, texts: Mapping[str, str]
) -> None:
    assert heading not in texts[name]


def _table(page: Page, section: str) -> Table:
    blocks = next(each for each in page.sections if each.id == section).blocks
    return next(block for block in blocks if isinstance(block, Table))


def test_the_body_of_an_error_is_exactly_the_mock_s(bundled: Mapping[str, Study]) -> None:
    study = bundled["listCallBatches"]
    rows = _table(endpoint_page(study), "errors").rows
    refused = [trial for trial in study.trials if trial.is_refused]
    assert len(rows) == len(refused) > 8
    for row, trial in zip(rows, refused, strict=True):
        body = row.cells[-1]
        assert isinstance(body, Code)
        assert json.loads(body.text) == trial.answer.json
        assert plain(row.cells[1]) == str(trial.answer.status)  # type: ignore[arg-type]


def test_the_figures_are_those_of_the_mock_s_pages(bundled: Mapping[str, Study]) -> None:
    rows = _table(endpoint_page(bundled["listAgencyCallBatches"]), "answer").rows
    told = {plain(row.cells[0]): [plain(cell) for cell in row.cells[3:7]] for row in rows}  # type: ignore[arg-type]
    assert told["/pagination/offset"] == ["0", "25", "250", "257"]
    assert told["/pagination/has_more"] == ["true", "true", "false", "false"]


def test_every_silence_of_the_document_is_told_with_what_the_mock_does(bundled: Mapping[str, Study]) -> None:
    for study in bundled.values():
        table = _table(endpoint_page(study), "open")
        told = "".join(plain(cell) for row in table.rows for cell in row.cells)  # type: ignore[arg-type]
        for clause in study.operation.clauses:
            if clause.kind in ("silent", "clash"):
                assert clause.id in told


def test_every_clause_stands_with_its_place_in_the_document(bundled: Mapping[str, Study]) -> None:
    for study in bundled.values():
        rows = _table(endpoint_page(study), "clauses").rows
        path = study.operation.path.replace("/", "~1")
        for place, (row, clause) in enumerate(zip(rows, study.operation.clauses, strict=True)):
            assert row.id == f"clause-{clause.id}"
            assert f"/paths/{path}/get/x-clauses/{place}" in plain(row.cells[1])  # type: ignore[arg-type]
