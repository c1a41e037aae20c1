"""What a law's verdict is in pytest: a failure without a traceback, a warning, a skip, an error, an xfail."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pytest

from conformance.judging.verdicts import Verdict
from conformance.pytest_plugin.running import CannotRun
from conformance.reports.baselined import known_told, stale_told
from conformance.reports.phrases import BREAKING, NOT_THE_TARGET, difference, promise, remarks, with_verdict
from conformance.reports.report import Report, ReportedFinding, ReportedLaw, ReportedOperation
from conformance.reports.visible import clean


class ListproofWarning(pytest.PytestWarning):
    """A law that only warns is broken."""


class BrokenPromise(AssertionError):  # noqa: N818 - it names what happened
    """A law is broken; its text is what a report says of it."""


class SuiteBroke(Exception):  # noqa: N818 - it names what happened
    """Listproof itself broke."""


NO_TRACEBACK: Final = (BrokenPromise, SuiteBroke, CannotRun, ListproofWarning)
"""What a user's code has no part in."""


def told(operation: ReportedOperation, law: ReportedLaw, *verdicts: Verdict) -> str:
    """The law's findings of these verdicts: promise, difference and curl line, and what else is to know."""
    found = with_verdict(law, *verdicts)
    return "\n\n".join("\n".join(_lines(operation, law, finding)) for finding in found)


def _lines(operation: ReportedOperation, law: ReportedLaw, finding: ReportedFinding) -> Iterator[str]:
    yield f"{finding.verdict.name} {promise(operation, law, finding.clauses)}"
    yield difference(finding)
    if finding.request:
        yield clean(finding.request.curl)
    yield from remarks(law, finding)


def before(report: Report, operation: ReportedOperation, law: ReportedLaw) -> None:
    """What keeps a law from being judged: it is skipped, Listproof broke, or the run ended too early.

    A law that was kept as far as a run went is not kept yet; one that was broken stays so.
    """
    if law.verdict == Verdict.ERRORED:
        raise SuiteBroke(f"{clean(law.reason or 'Listproof broke')}\n{NOT_THE_TARGET}")
    if not operation.complete and law.verdict not in BREAKING:
        raise CannotRun(incomplete(report, operation))
    if law.verdict == Verdict.SKIPPED:
        # Told at the line of the document, and not at this one.
        raise pytest.skip.Exception(clean(law.reason or "skipped"), _use_item_location=True)


def incomplete(report: Report, operation: ReportedOperation) -> str:
    """Why an operation was judged in part, or not at all."""
    why = "; ".join([*operation.notes, *filter(None, [report.stopped])]) or "its list could not be read"
    return f"{clean(operation.operation)} could not be judged in whole: {clean(why)}"


def judge(report: Report, operation: ReportedOperation, law: ReportedLaw) -> str:
    """End the test as the law fared; what passes may have something to warn of, which comes back."""
    if law.verdict in BREAKING:
        raise BrokenPromise(told(operation, law, *BREAKING))
    known = [finding.known for finding in with_verdict(law, Verdict.KNOWN) if finding.known]
    if law.verdict == Verdict.KNOWN:
        pytest.xfail("; ".join(dict.fromkeys(clean(known_told(one)) for one in known)))
    stale = [
        clean(stale_told(one))
        for one in report.stale
        if (one.operation, one.law) == (operation.operation, law.law)
    ]
    return "\n".join([*filter(None, [told(operation, law, Verdict.WARNED)]), *stale])


def seen(operation: ReportedOperation, law: ReportedLaw) -> str:
    """What was seen where nothing is promised, and what is known beside something louder."""
    return told(operation, law, Verdict.OBSERVED, Verdict.KNOWN)
