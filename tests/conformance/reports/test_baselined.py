"""Known failures stay visible in every format, with their reason, and are told apart from new ones."""

from __future__ import annotations

import dataclasses
import json
from xml.etree import ElementTree

import pytest

from conformance.judging.verdicts import Verdict
from conformance.reports.formats import FORMATS, TEXT, written
from conformance.reports.report import Known, Report, Stale
from tests.conformance.reports.hostile import EVIL, changed, finding, lying

KNOWN = Known(
    reason="counted too early", expires="2027-01-31", ticket="4711", expired=False, verdict=Verdict.FAILED
)
STALE = Stale(
    operation="listThings", law="page/ends", where="/items", about="", reason="it looped", ticket="12"
)


def known(entry: Known = KNOWN) -> Report:
    """The report of the lying backend, whose failure is known, with an entry that is stale."""
    report = dataclasses.replace(lying(), stale=(STALE,))
    verdict = Verdict.FAILED if entry.expired else Verdict.KNOWN
    found = dataclasses.replace(finding(report, "meta/total"), verdict=verdict, known=entry)
    return changed(report, "meta/total", verdict=verdict, findings=(found,))


@pytest.mark.parametrize("kind", [*FORMATS, TEXT])
def test_every_format_tells_what_is_known_and_what_is_stale(kind: str) -> None:
    text = " ".join(written(known(), kind).decode().split())
    assert "counted too early" in text
    assert "2027-01-31" in text
    assert "4711" in text
    assert "it looped" in text


@pytest.mark.parametrize("kind", [*FORMATS, TEXT])
def test_every_format_tells_that_an_entry_expired(kind: str) -> None:
    text = written(known(dataclasses.replace(KNOWN, expired=True)), kind).decode()
    assert ("expired" in text, "counted too early" in text) == (True, True)


def test_in_junit_a_known_failure_is_skipped_with_its_reason() -> None:
    cases = ElementTree.fromstring(written(known(), "junit")).iter("testcase")
    case = next(case for case in cases if case.get("name") == "meta/total")
    skipped = case.find("skipped")
    assert skipped is not None
    assert case.find("failure") is None
    assert (skipped.get("message") or "").startswith("known until 2027-01-31: counted too early")


def test_in_sarif_a_known_failure_is_suppressed_at_its_own_level() -> None:
    results = json.loads(written(known(), "sarif"))["runs"][0]["results"]
    (result,) = (one for one in results if one["ruleId"] == "meta/total")
    assert result["level"] == "error"
    (suppression,) = result["suppressions"]
    assert (suppression["kind"], suppression["status"]) == ("external", "accepted")
    expired = json.loads(written(known(dataclasses.replace(KNOWN, expired=True)), "sarif"))
    assert all("suppressions" not in one for one in expired["runs"][0]["results"])


def test_in_github_a_known_failure_is_no_error() -> None:
    commands = written(known(), "github").decode().splitlines()
    assert not any("meta/total" in command for command in commands if command.startswith("::error"))


@pytest.mark.parametrize("kind", [*FORMATS, TEXT])
def test_a_reason_that_means_harm_steers_nothing(kind: str) -> None:
    evil = known(dataclasses.replace(KNOWN, reason=EVIL, ticket=EVIL))
    evil = dataclasses.replace(evil, stale=(dataclasses.replace(STALE, reason=EVIL, where=EVIL),))
    text = written(evil, kind).decode()
    if kind == "html":
        assert "<script" not in text
    if kind == "markdown":
        assert not any(line.startswith("# owned") for line in text.splitlines())
    if kind == "github":
        assert not any(line.startswith("::error file=a") for line in text.splitlines())
    if kind == "junit":
        ElementTree.fromstring(text)
    if kind != "json":
        assert "\x1b" not in text
