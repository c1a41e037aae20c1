"""SARIF as code scanning reads it: the essentials of 2.1.0, lines of the document, steady fingerprints."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest

from conformance.reports.report import Report
from conformance.reports.sarif import sarif_text
from listproof.lawbook import LAWS
from tests.conformance.reports.hostile import changed, every_verdict, finding, hostile


@pytest.fixture(scope="module")
def report() -> Report:
    return every_verdict()


def only_run(report: Report) -> dict[str, Any]:
    log = json.loads(sarif_text(report))
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-2.1.0.json")
    (run,) = log["runs"]
    assert isinstance(run, dict)
    return run


def result(report: Report, law: str) -> dict[str, Any]:
    (found,) = (one for one in only_run(report)["results"] if one["ruleId"] == law)
    assert isinstance(found, dict)
    return found


def test_every_law_is_a_rule_with_help(report: Report) -> None:
    driver = only_run(report)["tool"]["driver"]
    assert (driver["name"], driver["semanticVersion"]) == ("Listproof", report.listproof)
    assert [rule["id"] for rule in driver["rules"]] == list(LAWS)
    for rule in driver["rules"]:
        law = LAWS[rule["id"]]
        assert rule["shortDescription"]["text"] == law.states
        assert law.source in rule["help"]["text"]
        assert law.source in rule["help"]["markdown"]
        assert rule["defaultConfiguration"]["level"] in ("error", "warning", "note")


def test_every_result_has_what_a_reader_needs(report: Report) -> None:
    run = only_run(report)
    rules = run["tool"]["driver"]["rules"]
    assert run["results"]
    for one in run["results"]:
        assert rules[one["ruleIndex"]]["id"] == one["ruleId"]
        assert one["level"] in ("error", "warning", "note")
        assert one["message"]["text"]
        (location,) = one["locations"]
        place = location["physicalLocation"]
        assert place["artifactLocation"] == {"uri": "things.yaml", "uriBaseId": "%SRCROOT%"}
        assert place["region"] == {"startLine": report.operations[0].line}
        assert all(len(text) == 32 for text in one["partialFingerprints"].values())


@pytest.mark.parametrize(
    ("law", "level"), [("meta/total", "error"), ("page/ends", "error"), ("meta/has-next", "warning")]
)
def test_the_level_is_that_of_the_verdict(report: Report, law: str, level: str) -> None:
    assert result(report, law)["level"] == level


def test_an_observed_fact_is_a_note(report: Report) -> None:
    observed = {law.law for law in report.operations[0].laws if law.verdict.word == "observed"}
    assert observed
    assert {one["ruleId"] for one in only_run(report)["results"] if one["level"] == "note"} == observed


def test_a_message_has_the_clause_the_figures_and_the_request(report: Report) -> None:
    first, second, third = result(report, "meta/total")["message"]["text"].split("\n")[:3]
    assert first == "listThings: TH-01: total counts the things that match"
    assert second.startswith("/total: expected 16, got 23 (")
    assert third.startswith("curl -H 'X-Key: [redacted]' ")


def test_a_fault_of_the_suite_is_no_result_but_tells_that_the_run_went_wrong(report: Report) -> None:
    run = only_run(report)
    assert "page/window" not in {one["ruleId"] for one in run["results"]}
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is False
    (told,) = (one for one in invocation["toolExecutionNotifications"] if one["level"] == "error")
    assert told["associatedRule"]["id"] == "page/window"


def fingerprint(report: Report) -> str:
    return str(result(report, "meta/total")["partialFingerprints"]["listproofFault/v1"])


def test_a_fingerprint_stays_while_lines_values_and_requests_change(report: Report) -> None:
    (operation,) = report.operations
    moved = dataclasses.replace(report, operations=(dataclasses.replace(operation, line=99),), seed=3)
    other = dataclasses.replace(finding(report, "meta/total"), expected=1, actual=2, request=None, because="")
    assert fingerprint(moved) == fingerprint(report)
    assert fingerprint(changed(report, "meta/total", findings=(other,))) == fingerprint(report)


def test_a_fingerprint_differs_with_the_place_but_not_with_the_row(report: Report) -> None:
    def at(where: str) -> str:
        found = dataclasses.replace(finding(report, "meta/total"), where=where)
        return fingerprint(changed(report, "meta/total", findings=(found,)))

    assert at("/items/3/state") == at("/items/17/state")
    assert at("/items/3/state") != at("/items/3/owner")


def test_findings_about_the_same_thing_are_one_result(report: Report) -> None:
    one = dataclasses.replace(finding(report, "meta/total"), where="/items/1/state", times=2)
    two = dataclasses.replace(one, where="/items/2/state", times=3)
    assert result(changed(report, "meta/total", findings=(one, two)), "meta/total")["occurrenceCount"] == 5


def test_a_path_is_a_reference_that_is_escaped_and_relative_to_this_folder(report: Report) -> None:
    def uri(contract: str) -> dict[str, str]:
        named = dataclasses.replace(report, contract=contract)
        place = result(named, "meta/total")["locations"][0]["physicalLocation"]["artifactLocation"]
        assert isinstance(place, dict)
        return place

    assert uri("./specs/my list.yaml")["uri"] == "specs/my%20list.yaml"
    assert uri(str(Path.cwd() / "specs" / "x.yaml")) == {"uri": "specs/x.yaml", "uriBaseId": "%SRCROOT%"}
    assert uri("/elsewhere/x.yaml") == {"uri": "file:///elsewhere/x.yaml"}


def test_hostile_texts_are_texts() -> None:
    written = sarif_text(hostile()).encode("utf-8")
    assert b"\x1b" not in written
    log = json.loads(written)
    assert {one["level"] for one in log["runs"][0]["results"]} == {"error", "warning", "note"}
    assert "\\ud800" in log["runs"][0]["results"][0]["message"]["text"]
