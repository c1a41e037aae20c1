"""Workflow commands as the runner reads them: a line each, nothing in them that ends or changes one."""

from __future__ import annotations

import dataclasses
import re

import pytest

from conformance.reports.github import github_text
from conformance.reports.report import Report
from tests.conformance.reports.hostile import every_verdict, hostile

COMMAND = re.compile(r"::(?P<level>error|warning|notice) (?P<properties>[^\r\n]*?)::(?P<data>[^\r\n]*)")
PROPERTIES = {"file", "line", "title"}


@pytest.fixture(scope="module")
def report() -> Report:
    return every_verdict()


def unescaped(text: str) -> str:
    for code, character in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(code, character)
    return text


def commands(report: Report) -> list[tuple[str, dict[str, str], str]]:
    """Each line as the runner takes it: level, properties, message."""
    found = []
    written = github_text(report)
    assert written.endswith("\n")
    for line in written[:-1].split("\n"):
        match = COMMAND.fullmatch(line)
        assert match, line
        properties = dict(pair.split("=", 1) for pair in match["properties"].split(","))
        found.append(
            (
                match["level"],
                {key: unescaped(text) for key, text in properties.items()},
                unescaped(match["data"]),
            )
        )
    return found


def test_each_broken_law_is_a_command_at_the_line_of_the_list_the_loudest_first(report: Report) -> None:
    line = str(report.operations[0].line)
    assert int(line) > 1
    assert [(level, properties) for level, properties, _ in commands(report)] == [
        (level, {"file": "things.yaml", "line": line, "title": title})
        for level, title in [
            ("error", "page/window of listThings"),
            ("error", "size/full of listThings"),
            ("error", "meta/total of listThings"),
            ("error", "page/ends of listThings"),
            ("warning", "meta/has-next of listThings"),
            ("notice", "Listproof: listThings"),
        ]
    ]


def test_a_message_has_the_clause_the_figures_and_the_request(report: Report) -> None:
    text = next(
        text for _, properties, text in commands(report) if properties["title"].startswith("meta/total")
    )
    first, second, third = text.split("\n")[:3]
    assert first == "failed: TH-01: total counts the things that match"
    assert second.startswith("/total: expected 16, got 23 (")
    assert third.startswith("curl -H 'X-Key: [redacted]' 'http://things.invalid/things?")


def test_a_file_with_colon_comma_and_percent_stays_one_property(report: Report) -> None:
    odd = dataclasses.replace(report, contract="specs/a:b,c%2C.yaml")
    assert "file=specs/a%3Ab%2Cc%252C.yaml,line=" in github_text(odd)
    assert {properties["file"] for _, properties, _ in commands(odd)} == {"specs/a:b,c%2C.yaml"}


def test_hostile_texts_end_no_command_and_start_none() -> None:
    report = hostile()
    assert len(github_text(report).splitlines()) == len(commands(report))
    for _, properties, text in commands(report):
        assert set(properties) == PROPERTIES
        assert properties["file"] == "things.yaml"
        assert "\x1b" not in text


def test_a_list_whose_line_is_unknown_is_shown_at_the_first(report: Report) -> None:
    (operation,) = report.operations
    bare = dataclasses.replace(report, operations=(dataclasses.replace(operation, line=0),))
    assert {properties["line"] for _, properties, _ in commands(bare)} == {"1"}


def test_a_list_that_an_overlay_states_is_shown_there(report: Report) -> None:
    (operation,) = report.operations
    laid = dataclasses.replace(operation, file="lists.overlay.yaml", line=7)
    shown = [properties for _, properties, _ in commands(dataclasses.replace(report, operations=(laid,)))]
    assert {(properties["file"], properties["line"]) for properties in shown} == {("lists.overlay.yaml", "7")}
