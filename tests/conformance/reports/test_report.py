"""The report for people and the report for machines, of one backend that lies in three ways."""

from __future__ import annotations

import dataclasses
import itertools
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from conformance.asking.client import Answer
from conformance.evidence import Request
from conformance.judging.verdicts import Verdict
from conformance.reports.json_file import as_json, json_text
from conformance.reports.report import Report, ReportedOperation, Shown
from conformance.reports.terminal import lines
from conformance.reports.visible import clean
from conformance.run import Options, check_contract
from conformance.target import Override
from listproof.lawbook import LAWS
from tests.conformance.backends import Backend, contract, reply, target

SCHEMA = json.loads((Path(__file__).parents[3] / "docs" / "report.schema.json").read_text())


def spoil(body: dict[str, Any], asked: Mapping[str, str]) -> None:
    body["total"] = 23
    body["has_next"] = False


def fail_for_done(answer: Answer, request: Request, before: int) -> Answer:
    """Fails where done things are asked for, and tells too much: the credential that it was given."""
    if "state=done" in request.target:
        return reply(500, {"error": "no luck with key-of-ada"})
    return answer


@pytest.fixture(scope="module")
def report() -> Report:
    reason = {"size/default": Override(severity="off", reason="ticket 4711")}
    return check_contract(
        contract(),
        target(laws=reason),
        Options(seed=7, concurrency=1, chance=0),
        send=Backend(spoil_body=spoil, spoil_answer=fail_for_done),
        sleep=lambda _: None,
    )


def text(report: Report, **options: Any) -> str:
    return "\n".join(line.plain for line in lines(report, **options))


def test_the_json_report_keeps_its_schema(report: Report) -> None:
    assert jsonschema_rs.meta.is_valid(SCHEMA)
    validator = jsonschema_rs.Draft202012Validator(SCHEMA, validate_formats=True)
    assert [str(error) for error in validator.iter_errors(as_json(report))] == []


def test_the_json_report_reads_back_as_it_was_written(report: Report) -> None:
    assert json.loads(json_text(report)) == as_json(report)


def test_the_json_report_has_what_the_design_asks_for(report: Report) -> None:
    written = as_json(report)
    assert (written["listproof"], written["target"], written["seed"]) == ("0.1.0", "http://things.invalid", 7)
    assert written["complete"] is True
    (operation,) = written["operations"]
    assert operation["operation"] == "listThings"
    total = next(law for law in operation["verdicts"] if law["law"] == "meta/total")
    assert (total["verdict"], total["kind"], total["clauses"]) == ("failed", "says", ["TH-01"])
    finding = total["findings"][0]
    assert (finding["where"], finding["actual"]) == ("/total", 23)
    assert finding["request"].startswith("curl -H 'X-Key: [redacted]' 'http://things.invalid/things?")
    assert operation["counts"]["failed"] == sum(law["verdict"] == "failed" for law in operation["verdicts"])


def test_every_clause_has_the_verdict_of_its_laws(report: Report) -> None:
    clauses = {clause["id"]: clause["verdict"] for clause in as_json(report)["operations"][0]["clauses"]}
    assert clauses == {"TH-01": "failed", "TH-02": "warned", "TH-03": "passed"}


def test_no_report_shows_a_credential(report: Report) -> None:
    for written in (json_text(report), text(report), text(report, verbose=True)):
        for secret in ("key-of-ada", "key-of-bob", "key-of-nobody", "key-that-was-revoked"):
            assert secret not in written
    assert "no luck with [redacted]" in json_text(report)


def test_a_failure_is_told_with_its_clause_its_figures_and_a_line_for_a_shell(report: Report) -> None:
    shown = text(report)
    start = shown.index("FAILED    meta/total")
    first, second, third = shown[start:].splitlines()[:3]
    assert first == "FAILED    meta/total  TH-01: total counts the things that match"
    assert second.startswith("          /total: expected 16, got 23 (16 rows match")
    assert third.startswith("          curl -H 'X-Key: [redacted]' 'http://things.invalid/things?")


def test_a_list_that_is_called_by_its_path_has_it_once_in_the_heading(report: Report) -> None:
    assert text(report).startswith("listThings  GET /things")
    (operation,) = report.operations
    bare = dataclasses.replace(operation, operation="GET /things")
    heading = text(dataclasses.replace(report, operations=(bare,))).splitlines()[0]
    assert heading.count("GET /things") == 1


def test_what_fails_stands_before_what_warns_and_what_was_observed(report: Report) -> None:
    shown = text(report)
    places = [
        shown.index(word)
        for word in ("FAILED ", "WARNED ", "Observed where", "Skipped:", f"{len(LAWS)} laws:")
    ]
    assert places == sorted(places)


def test_the_report_ends_with_the_counts_the_requests_and_the_seed(report: Report) -> None:
    last = text(report).splitlines()[-1]
    assert last.startswith(f"{len(LAWS)} laws: ")
    assert " requests in " in last
    assert last.endswith("; seed 7")
    counts = report.operations[0].counts
    assert f"{counts['passed']} passed, {counts['failed']} failed" in last
    assert sum(counts.values()) == len(LAWS)


def test_a_skipped_law_stands_with_its_reason(report: Report) -> None:
    assert "  switched off: ticket 4711: size/default" in text(report)


def test_laws_that_passed_are_listed_only_where_that_is_asked_for(report: Report) -> None:
    assert "Passed:" not in text(report)
    assert "  page/first (TH-03): The first page is" in text(report, verbose=True)


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_lines_keep_to_the_width_but_those_for_a_shell(report: Report, width: int) -> None:
    long = [line for line in text(report, width=width).splitlines() if len(line) > width]
    for line in long:
        # What has no space to break at stays whole: a request, and the counts at the end.
        assert line.split()[0] in ("curl", str(len(LAWS))) or " " not in line.strip(), line


def test_lines_have_no_space_at_their_ends(report: Report) -> None:
    assert [line for line in text(report).splitlines() if line != line.rstrip()] == []


def test_a_run_that_ended_early_says_why(report: Report) -> None:
    ended = dataclasses.replace(report, complete=False, stopped="the budget of 9 requests was spent")
    assert "The run ended early: the budget of 9 requests was spent." in text(ended)


def test_several_operations_are_summed_up(report: Report) -> None:
    two = dataclasses.replace(report, operations=report.operations * 2)
    assert text(two).splitlines()[-1].startswith(f"All operations: {2 * len(LAWS)} laws: ")


def one_finding(report: Report, **changes: Any) -> Report:
    """The report with the finding of meta/total changed."""
    (operation,) = report.operations
    laws = tuple(
        dataclasses.replace(law, findings=(dataclasses.replace(law.findings[0], **changes),))
        if law.law == "meta/total"
        else law
        for law in operation.laws
    )
    return dataclasses.replace(report, operations=(dataclasses.replace(operation, laws=laws),))


def test_what_a_server_sends_cannot_steer_a_terminal(report: Report) -> None:
    evil = "\x1b[2J\x07\u202e[bold]not markup[/bold]\r\n"
    shown = text(one_finding(report, actual=evil, because=evil))
    for character in "\x1b\x07\u202e\r":
        assert character not in shown
    assert "[bold]not markup[/bold]" in shown


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("plain \u00fc \U0001f600", "plain \u00fc \U0001f600"),
        ("a\x1b[0m", "a\\x1b[0m"),
        ("\ud800", "\\ud800"),
    ],
)
def test_control_characters_are_made_visible(raw: str, shown: str) -> None:
    assert clean(raw) == shown


def test_a_request_too_long_to_paste_is_cut(report: Report) -> None:
    shown = Shown(line="GET /x", curl="curl " + "x" * 20_000, caller="main", status=200, answer="")
    line = next(line for line in text(one_finding(report, request=shown)).splitlines() if "curl xxx" in line)
    assert len(line) < 1200
    assert "(20005 characters; the JSON report has all of it)" in line


@pytest.mark.parametrize(
    ("changes", "remark"),
    [
        ({"times": 9, "further": ("GET /things?page=2",)}, "seen 9 times, also by GET /things?page=2"),
        ({"again": "not seen again", "verdict": Verdict.UNSTABLE}, "not seen when it was looked at again"),
    ],
)
def test_a_finding_has_its_remarks(report: Report, changes: dict[str, Any], remark: str) -> None:
    assert remark in text(one_finding(report, **changes))


def test_a_fault_of_the_suite_is_called_one(report: Report) -> None:
    (operation,) = report.operations
    laws = tuple(
        dataclasses.replace(
            law, verdict=Verdict.ERRORED, findings=(), reason="the law itself broke: KeyError"
        )
        if law.law == "meta/total"
        else law
        for law in operation.laws
    )
    broken = dataclasses.replace(report, operations=(dataclasses.replace(operation, laws=laws),))
    assert "ERRORED   meta/total\n          the law itself broke: KeyError" in text(broken)
    assert "says nothing of the target" in text(broken)


def several(report: Report, number: int) -> Report:
    """The report of a document with so many lists, each of which is the one of this report."""
    lists = [
        dataclasses.replace(operation, operation=f"list{at}", path=f"/things/{at}")
        for operation in report.operations
        for at in range(number)
    ]
    return dataclasses.replace(report, operations=tuple(lists))


def test_of_many_lists_only_what_is_broken_is_told_and_the_rest_is_counted(report: Report) -> None:
    brief = text(several(report, 6))
    assert "Skipped:" not in brief
    assert "Observed where nothing is promised:" not in brief
    assert brief.count("FAILED    meta/total") == 6
    assert brief.count(" failed, ") == 7  # each list's line, and that of all of them
    assert "What was observed and skipped, list by list: --verbose." in brief
    assert "--verbose" not in text(several(report, 5))
    assert text(several(report, 6), verbose=True).count("Skipped:") == 6


def unasked(operation: ReportedOperation, name: str, lacks: str) -> ReportedOperation:
    """The list as a run leaves it that can't ask it for want of this."""
    laws = tuple(
        dataclasses.replace(law, verdict=Verdict.SKIPPED, findings=(), reason="no value")
        for law in operation.laws
    )
    return dataclasses.replace(
        operation, operation=name, laws=laws, rows=None, requests=0, notes=(f"no value for {lacks}",)
    )


def test_of_many_lists_those_that_lack_the_same_value_stand_together(report: Report) -> None:
    (operation,) = report.operations
    idle = [unasked(operation, f"idle{at}", "id" if at % 2 else "name") for at in range(16)]
    shown = text(dataclasses.replace(report, operations=(*idle, operation)), width=200)
    assert (
        "Not asked, 8 lists: idle0, idle2, idle4, idle6, idle8 and 3 more\n  Note: no value for name\n"
        in shown
    )
    assert (
        "Not asked, 8 lists: idle1, idle3, idle5, idle7, idle9 and 3 more\n  Note: no value for id\n" in shown
    )
    assert shown.count("Note: no value") == 2
    assert shown.count("FAILED    meta/total") == 1
    every = text(dataclasses.replace(report, operations=(*idle, operation)), verbose=True)
    assert every.count("Note: no value") == 16


def test_a_list_that_was_asked_stands_alone_even_if_nothing_of_it_was_judged(report: Report) -> None:
    (operation,) = report.operations
    asked = dataclasses.replace(unasked(operation, "asked", "id"), requests=1)
    shown = text(dataclasses.replace(report, operations=(asked,) * 6))
    assert "Not asked" not in shown
    assert shown.count("Note: no value") == 6


def test_many_lists_that_keep_everything_take_a_line_each(report: Report) -> None:
    kept = dataclasses.replace(
        report.operations[0],
        laws=tuple(
            dataclasses.replace(law, verdict=Verdict.PASSED, findings=()) for law in report.operations[0].laws
        ),
    )
    shown = text(several(dataclasses.replace(report, operations=(kept,)), 10)).splitlines()
    assert len(shown) == 10 + 3
    assert shown[0].startswith("list0  GET /things/0, ")
    assert shown[0].endswith(" passed")


def noted(report: Report, *notes: str) -> Report:
    """The report with a note of each of its lists, and nothing broken in any."""
    lists = [
        dataclasses.replace(operation, notes=(note,), laws=(), complete=not note.startswith("the plain list"))
        for operation, note in zip(report.operations, itertools.cycle(notes), strict=False)
    ]
    return dataclasses.replace(report, operations=tuple(lists))


def test_what_is_noted_of_many_lists_alike_is_told_once(report: Report) -> None:
    refused = "the plain list could not be read: 404, application/json, {} bytes: look at the address"
    told = text(noted(several(report, 8), refused.format(20), refused.format(21), "something of its own"))
    assert told.count("look at the address") == 1
    assert "Note, 6 lists (list0, list1, list3, list4, list6 and 1 more): the plain list could" in told
    assert told.count("something of its own") == 1


def test_of_dozens_of_lists_those_of_which_nothing_is_broken_share_a_few_lines(report: Report) -> None:
    kept = noted(several(report, 30), "this is how it is", "the plain list was refused with 401")
    broken = dataclasses.replace(several(report, 1).operations[0], operation="wrong")
    told = text(dataclasses.replace(kept, operations=(*kept.operations, broken)))
    assert "Nothing is broken in 15 lists: list0, list2, list4, list6, list8 and 10 more" in told
    assert "Nothing is known to be broken, but not all was judged, in 15 lists: list1, list3" in told
    assert told.count("the plain list was refused with 401") == 1
    assert "wrong  GET /things/0" in told
    assert "list12  GET" not in told
    assert len(told.splitlines()) < 60
