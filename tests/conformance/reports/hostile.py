"""Reports for the writers' tests: of a backend that lies, of every verdict, of texts that mean harm."""

from __future__ import annotations

import dataclasses
from typing import Any

from conformance.judging.verdicts import Verdict
from conformance.reports.report import Report, ReportedFinding, ReportedLaw, ReportedOperation, Shown
from conformance.run import Options, check_contract
from tests.conformance.backends import Backend, contract, target

EVIL = (
    "\x00\x08\x1b[2J\x85\ufffe\ud800 ]]> --> </script><script>alert(1)</script> <img src=x onerror=alert(1)> "
    "\r\n::error file=a,line=1::owned\n``` \n# owned | `x` [a](http://evil.example) %0A\u2028\u202e&amp;\"'"
)
"""What a server could send: control characters, half a surrogate pair, the ends of every format's texts."""


def run(**of_backend: Any) -> Report:
    """The report of a run against the small backend, spoilt as it is told."""
    return check_contract(
        contract(),
        target(),
        Options(concurrency=1, chance=0),
        send=Backend(**of_backend),
        sleep=lambda _: None,
    )


def lying() -> Report:
    """A report with a failure, a warning, an observed fact, and laws that passed or were skipped."""

    def spoil(body: dict[str, Any], _: object) -> None:
        body["total"] = 23
        body["has_next"] = False

    return run(spoil_body=spoil)


def changed(report: Report, law: str, **changes: Any) -> Report:
    """The report with something else said of a law."""
    return _operations(
        report,
        lambda operation: dataclasses.replace(
            operation,
            laws=tuple(
                dataclasses.replace(one, **changes) if one.law == law else one for one in operation.laws
            ),
        ),
    )


def every_verdict() -> Report:
    """A report in which each verdict occurs; page/ends is unstable and page/window errored."""
    report = lying()
    unstable = dataclasses.replace(
        finding(report, "meta/total"), verdict=Verdict.UNSTABLE, again="not seen again", times=3
    )
    report = changed(report, "page/ends", verdict=Verdict.UNSTABLE, findings=(unstable,))
    return changed(
        report, "page/window", verdict=Verdict.ERRORED, reason="the law itself broke: KeyError", findings=()
    )


def hostile() -> Report:
    """A report of every verdict in which every text that a target has a hand in is meant to do harm."""
    report = every_verdict()
    shown = Shown(line=EVIL, curl=EVIL, caller=EVIL, status=200, answer=EVIL)
    harm: dict[str, Any] = {
        "where": EVIL,
        "expected": {EVIL: [EVIL]},
        "actual": EVIL,
        "because": EVIL,
        "about": EVIL,
        "request": shown,
        "further": (EVIL,),
    }
    report = _operations(report, lambda operation: _spoilt(operation, harm))
    return dataclasses.replace(
        report, title=EVIL, target=EVIL, stopped=EVIL, notes=(EVIL,), complete=False, contract="things.yaml"
    )


def _spoilt(operation: ReportedOperation, harm: dict[str, Any]) -> ReportedOperation:
    return dataclasses.replace(
        operation,
        operation=EVIL,
        summary=EVIL,
        path=EVIL,
        notes=(EVIL,),
        laws=tuple(
            dataclasses.replace(
                law,
                reason=EVIL,
                findings=tuple(dataclasses.replace(found, **harm) for found in law.findings),
            )
            for law in operation.laws
        ),
        clauses=tuple(dataclasses.replace(clause, text=EVIL, quote=EVIL) for clause in operation.clauses),
    )


def _operations(report: Report, change: Any) -> Report:
    return dataclasses.replace(report, operations=tuple(change(one) for one in report.operations))


def law(report: Report, name: str) -> ReportedLaw:
    """What became of a law in the only operation."""
    return next(one for one in report.operations[0].laws if one.law == name)


def finding(report: Report, name: str) -> ReportedFinding:
    """The first finding of a law."""
    return law(report, name).findings[0]
