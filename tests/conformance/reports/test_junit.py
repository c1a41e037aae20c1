"""JUnit XML as its readers take it: parsed, counted, and free of what XML forbids."""

from __future__ import annotations

import dataclasses
from xml.etree import ElementTree

import pytest
from junitparser import JUnitXml

from conformance.reports.junit import junit_text
from conformance.reports.report import Report
from tests.conformance.reports.hostile import every_verdict, hostile


@pytest.fixture(scope="module")
def report() -> Report:
    return every_verdict()


@pytest.fixture(scope="module")
def root(report: Report) -> ElementTree.Element:
    return ElementTree.fromstring(junit_text(report).encode())


def case(root: ElementTree.Element, law: str) -> ElementTree.Element:
    (found,) = (one for one in root.iter("testcase") if one.get("name") == law)
    return found


def test_each_law_and_operation_is_a_case(report: Report, root: ElementTree.Element) -> None:
    names = [(one.get("classname"), one.get("name")) for one in root.iter("testcase")]
    assert names == [("things.listThings", law.law) for law in report.operations[0].laws]


def test_the_counts_are_those_of_the_verdicts(report: Report, root: ElementTree.Element) -> None:
    counts = report.operations[0].counts
    expected = {
        "tests": str(sum(counts.values())),
        "failures": str(counts["failed"] + counts["unstable"]),
        "errors": str(counts["errored"]),
        "skipped": str(counts["skipped"]),
    }
    (suite,) = root.iter("testsuite")
    for element in (root, suite):
        assert {name: element.get(name) for name in expected} == expected


def test_the_suite_has_the_seconds_of_the_operation(report: Report, root: ElementTree.Element) -> None:
    (suite,) = root.iter("testsuite")
    assert float(suite.get("time", "")) == report.operations[0].seconds
    assert suite.get("timestamp") == report.started.removesuffix("Z")


def test_a_failure_has_its_clause_its_figures_and_its_request(root: ElementTree.Element) -> None:
    (failure,) = case(root, "meta/total").findall("failure")
    assert failure.get("type") == "failed"
    assert (failure.get("message") or "").startswith("TH-01: total counts the things that match; /total: ")
    assert "curl -H 'X-Key: [redacted]' 'http://things.invalid/things?" in (failure.text or "")


def test_what_was_not_seen_again_fails_and_says_so(root: ElementTree.Element) -> None:
    (failure,) = case(root, "page/ends").findall("failure")
    assert failure.get("type") == "unstable"
    assert "not seen when it was looked at again" in (failure.text or "")


def test_a_fault_of_the_suite_is_an_error(root: ElementTree.Element) -> None:
    (error,) = case(root, "page/window").findall("error")
    assert error.get("message") == "the law itself broke: KeyError"
    assert "says nothing of the target" in (error.text or "")


def test_a_warning_passes_and_is_told(root: ElementTree.Element) -> None:
    warned = case(root, "meta/has-next")
    assert [child.tag for child in warned] == ["system-out"]
    assert (warned[0].text or "").startswith("warned: TH-02: has_next tells whether things remain")


def test_a_skipped_law_has_its_reason(report: Report, root: ElementTree.Element) -> None:
    skipped = {law.law: law.reason for law in report.operations[0].laws if law.verdict.word == "skipped"}
    written = {one.get("name"): one.find("skipped") for one in root.iter("testcase")}
    assert {
        name: element.get("message") for name, element in written.items() if element is not None
    } == skipped


def test_several_operations_are_as_many_suites(report: Report) -> None:
    other = dataclasses.replace(report.operations[0], operation="get.other", path="/other")
    two = dataclasses.replace(report, operations=(report.operations[0], other))
    root = ElementTree.fromstring(junit_text(two).encode())
    assert [suite.get("name") for suite in root] == ["listThings GET /things", "get.other GET /other"]
    assert {one.get("classname") for one in root[1].iter("testcase")} == {"things.get_other"}
    assert root.get("tests") == str(2 * len(other.laws))


def test_the_properties_say_what_was_asked(root: ElementTree.Element) -> None:
    properties = {one.get("name"): one.get("value") for one in root.iter("property")}
    assert properties["target"] == "http://things.invalid"
    assert (properties["seed"], properties["contract"], properties["rows"]) == ("0", "things.yaml", "23")


def test_it_reads_back_with_the_usual_parser(report: Report) -> None:
    xml = JUnitXml.fromstring(junit_text(report))
    assert (xml.errors, xml.failures) == (1, 3)


def test_hostile_texts_are_texts_in_well_formed_xml() -> None:
    root = ElementTree.fromstring(junit_text(hostile()).encode("utf-8"))
    assert {element.tag for element in root.iter()} == {
        "testsuites", "testsuite", "properties", "property", "testcase", "failure", "error", "skipped",
        "system-out",
    }  # fmt: skip
    (failure,) = case(root, "meta/total").findall("failure")
    assert "]]> --> </script><script>alert(1)</script>" in (failure.text or "")
    assert "\\x00\\x08\\x1b[2J" in (failure.text or "")
    assert "\\ud800" in (failure.text or "")
