"""The report as JUnit XML, for GitLab, Jenkins and others: a case for each law and operation."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath
from xml.etree import ElementTree

from junitparser import Error, Failure, JUnitXml, Skipped, TestCase, TestSuite
from junitparser.junitparser import FinalResult

from conformance.judging.verdicts import Verdict
from conformance.reports.baselined import known_told, stale_told
from conformance.reports.phrases import (
    BREAKING,
    NOT_THE_TARGET,
    difference,
    document_path,
    promise,
    remarks,
    with_verdict,
)
from conformance.reports.report import Report, ReportedFinding, ReportedLaw, ReportedOperation
from conformance.reports.visible import clean


def junit_text(report: Report) -> str:
    """The report as an XML document, ended by a line break."""
    root = JUnitXml(name=clean(f"Listproof: {report.title}"))
    suites = [_suite(report, operation) for operation in report.operations]
    root.extend(suites)  # type: ignore[no-untyped-call]
    root.update_statistics()  # type: ignore[no-untyped-call]
    # Only the operation as a whole is timed: laws share their requests.
    for suite, operation in zip(suites, report.operations, strict=True):
        suite.time = operation.seconds
    root.time = round(sum(operation.seconds for operation in report.operations), 3)
    tree = ElementTree.fromstring(root.tostring())  # type: ignore[no-untyped-call]
    ElementTree.indent(tree)
    xml = ElementTree.tostring(tree, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{xml}\n'


def _suite(report: Report, operation: ReportedOperation) -> TestSuite:
    suite = TestSuite(name=clean(f"{operation.operation} GET {operation.path}"))
    # The format has no time zone; this one is UTC.
    suite.timestamp = report.started.removesuffix("Z")
    for name, value in _properties(report, operation):
        suite.add_property(name, clean(value))
    suite.add_testcases([_case(report, operation, law) for law in operation.laws])
    return suite


def _properties(report: Report, operation: ReportedOperation) -> Iterator[tuple[str, str]]:
    yield "listproof", report.listproof
    yield "contract", document_path(report.contract)
    yield "target", report.target
    yield "seed", str(report.seed)
    yield "requests", str(operation.requests)
    if operation.rows is not None:
        yield "rows", str(operation.rows)
    if report.shard:
        yield "shard", report.shard
    if report.stopped:
        yield "stopped", report.stopped
    for stale in report.stale:
        if stale.operation == operation.operation:
            yield "stale", stale_told(stale)
    for note in (*operation.notes, *report.notes):
        yield "note", note


def _case(report: Report, operation: ReportedOperation, law: ReportedLaw) -> TestCase:
    # Jenkins cuts the class name at its last dot: package and class.
    name = f"{PurePath(report.contract).stem}.{operation.operation.replace('.', '_')}"
    case = TestCase(name=clean(law.law), classname=clean(name), time=0.0)
    result = _result(operation, law)
    if result is not None:
        case.append(result)  # type: ignore[no-untyped-call]
    quiet = [finding for finding in law.findings if finding.verdict not in BREAKING]
    if quiet:
        case.system_out = _told(operation, law, quiet)
    return case


def _result(operation: ReportedOperation, law: ReportedLaw) -> FinalResult | None:
    """What keeps the case from passing; a warning and an observed fact do not."""
    reason = clean(law.reason or "")
    if law.verdict == Verdict.SKIPPED:
        return Skipped(message=reason or "skipped", type_="skipped")
    if law.verdict == Verdict.ERRORED:
        error = Error(message=reason or "Listproof broke", type_="errored")
        error.text = NOT_THE_TARGET
        return error
    breaking = with_verdict(law, *BREAKING)
    if law.verdict == Verdict.KNOWN:
        known = next(finding.known for finding in law.findings if finding.known)
        return Skipped(message=clean(known_told(known)), type_="known")
    if not breaking:
        return None
    first = breaking[0]
    message = f"{promise(operation, law, first.clauses).rstrip('.')}; {difference(first)}"
    failure = Failure(message=message, type_=law.verdict.word)
    failure.text = _told(operation, law, breaking)
    return failure


def _told(operation: ReportedOperation, law: ReportedLaw, findings: list[ReportedFinding]) -> str:
    """The findings in lines, an empty line between two."""
    return "\n\n".join("\n".join(_lines(operation, law, finding)) for finding in findings)


def _lines(operation: ReportedOperation, law: ReportedLaw, finding: ReportedFinding) -> Iterator[str]:
    yield f"{finding.verdict.word}: {promise(operation, law, finding.clauses)}"
    yield difference(finding)
    if finding.request:
        yield clean(finding.request.curl)
        yield f"answered {finding.request.status or 'not at all'}: {clean(finding.request.answer)}"
    yield from remarks(law, finding)
