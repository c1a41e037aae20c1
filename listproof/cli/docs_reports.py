"""The reports of the suite, as the pages take them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from listproof.errors import ConfigError, Fault
from listproof.pages.runs import Found, Run

if TYPE_CHECKING:
    from conformance.reports.report import Report, ReportedFinding, ReportedLaw, ReportedOperation


def runs_of(files: Iterable[Path]) -> tuple[Run, ...]:
    """What the runs said, operation by operation; raises ConfigError with the faults of all files."""
    from conformance.reports.json_reading import read_report

    runs: list[Run] = []
    faults: list[Fault] = []
    for file in files:
        try:
            report = read_report(file)
        except ConfigError as error:
            faults += error.faults
        else:
            runs += [_run(report, operation, str(file)) for operation in report.operations]
    if faults:
        raise ConfigError(faults)
    return tuple(runs)


def _run(report: Report, operation: ReportedOperation, source: str) -> Run:
    asked = (operation.requests, operation.chance_requests, operation.fuzz_requests)
    return Run(
        source=source,
        operation=operation.operation,
        path=operation.path,
        target=report.target,
        started=report.started,
        version=report.listproof,
        complete=operation.complete,
        stopped=report.stopped,
        requests=sum(count or 0 for count in asked),
        counts=operation.counts,
        clauses={clause.id: clause.verdict.word for clause in operation.clauses},
        found=tuple(_found(law, finding) for law in operation.laws for finding in law.findings),
    )


def _found(law: ReportedLaw, finding: ReportedFinding) -> Found:
    from conformance.reports.phrases import difference

    return Found(
        law=law.law,
        verdict=finding.verdict.word,
        told=difference(finding),
        clauses=finding.clauses,
        request=finding.request.curl if finding.request else "",
        asked=finding.request.line if finding.request else "",
    )
