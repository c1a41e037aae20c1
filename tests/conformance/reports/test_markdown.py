"""Markdown as GitHub and GitLab take it: blocks that nothing inside can end, texts that are texts."""

from __future__ import annotations

import dataclasses
import re

import pytest

from conformance.reports.markdown import code, escaped, markdown_text
from conformance.reports.report import Report
from tests.conformance.reports.hostile import changed, every_verdict, finding, hostile


@pytest.fixture(scope="module")
def report() -> Report:
    return every_verdict()


def parts(written: str) -> tuple[list[str], list[list[str]]]:
    """The lines outside of fenced blocks, and the lines of each block; every block is closed."""
    outside: list[str] = []
    blocks: list[list[str]] = []
    fence = ""
    for line in written.split("\n"):
        opening = re.match(r"(`{3,})text$", line)
        if fence and re.fullmatch(rf" {{0,3}}`{{{len(fence)},}}\s*", line):
            fence = ""
        elif fence:
            blocks[-1].append(line)
        elif opening:
            fence = opening[1]
            blocks.append([])
        else:
            outside.append(line)
    assert not fence
    return outside, blocks


def test_it_begins_with_the_counts(report: Report) -> None:
    lines = markdown_text(report).split("\n")
    assert lines[0] == "# Listproof: Things"
    counts = report.operations[0].counts
    assert lines[2].startswith(f"**1 errored, {counts['failed']} failed, 1 unstable, 1 warned, ")


def test_what_is_broken_has_a_heading_each_the_loudest_first(report: Report) -> None:
    assert [line for line in markdown_text(report).split("\n") if line.startswith("### ")] == [
        "### errored: `page/window`",
        "### failed: `size/full`",
        "### failed: `meta/total`",
        "### unstable: `page/ends`",
        "### warned: `meta/has-next`",
    ]


def test_a_finding_has_its_clause_its_figures_and_its_request(report: Report) -> None:
    outside, blocks = parts(markdown_text(report))
    assert "TH-01: total counts the things that match" in outside
    block = next(block for block in blocks if block[0].startswith("/total: expected 16, got 23 ("))
    assert block[1].startswith("curl -H 'X-Key: [redacted]' 'http://things.invalid/things?")


def test_passed_skipped_and_observed_laws_are_folded_away(report: Report) -> None:
    outside, _ = parts(markdown_text(report))
    titles = ("Observed where nothing is promised", "Passed", "Skipped")
    assert [line for line in outside if line.startswith("<")] == [
        line for title in titles for line in (f"<details><summary>{title}</summary>", "</details>")
    ]
    for law in report.operations[0].laws:
        if law.verdict.word == "skipped":
            assert any(f"`{law.law}`" in line and escaped(law.reason or "") in line for line in outside)


def test_many_findings_of_a_law_are_counted(report: Report) -> None:
    many = changed(report, "meta/total", findings=(finding(report, "meta/total"),) * 9)
    assert "And 5 more findings by `meta/total`." in markdown_text(many)


def test_a_run_that_ended_early_says_why(report: Report) -> None:
    ended = dataclasses.replace(report, stopped="the budget of 9 requests was spent")
    assert "- **The run ended early**: the budget of 9 requests was spent" in markdown_text(ended)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("plain words, in a row.", "plain words, in a row."),
        ("a_b *c* `d` <e> [f](g)", "a\\_b \\*c\\* \\`d\\` \\<e\\> \\[f\\](g)"),
        ("see https://x and www.x", "see https\\://x and www\\.x"),
        ("@team & &amp; #1 ~~x~~ a|b", "\\@team \\& \\&amp; \\#1 \\~\\~x\\~\\~ a\\|b"),
        ("- no list", "\\- no list"),
        ("1. no list", "1\\. no list"),
        ("one\n\n# two", "one\\\\n\\\\n\\# two"),
    ],
)
def test_a_text_is_only_a_text(text: str, written: str) -> None:
    assert escaped(text) == written


@pytest.mark.parametrize(
    ("text", "written"), [("a", "`a`"), ("a`b", "``a`b``"), ("`a``", "``` `a`` ```"), ("a\nb", "`a\\nb`")]
)
def test_a_span_holds_whatever_backticks_are_in_it(text: str, written: str) -> None:
    assert code(text) == written


def test_hostile_texts_end_no_block_and_start_nothing() -> None:
    written = markdown_text(hostile())
    written.encode("utf-8")
    assert "\x1b" not in written
    outside, blocks = parts(written)
    assert any("``` \\n# owned" in line for block in blocks for line in block)
    for line in outside:
        bare = re.sub(r"(`+)(?!`).*?(?<!`)\1(?!`)", "", line)
        assert not re.search(r"(?<!\\)<(?!/?details>|/?summary>)", bare), line
        assert not re.search(r"(?<!\\)\[", bare), line
    headings = [line for line in outside if line.startswith("#")]
    assert all(
        re.match(r"# Listproof: |## \S|### (errored|failed|unstable|warned): `", line) for line in headings
    )
