"""The report as workflow commands: GitHub shows them at the line of the document that a law looks at.

What a server said stands in them, so whatever would end or change a command is escaped.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from conformance.judging.verdicts import Verdict
from conformance.reports.baselined import known_told, stale_told
from conformance.reports.phrases import (
    LOUDEST_FIRST,
    NOT_THE_TARGET,
    difference,
    document_path,
    promise,
    remarks,
    shard_told,
    tally,
    with_verdict,
)
from conformance.reports.report import Report, ReportedLaw, ReportedOperation
from conformance.reports.visible import clean

_LOUD: Final = {
    Verdict.ERRORED: "error",
    Verdict.FAILED: "error",
    Verdict.UNSTABLE: "error",
    Verdict.WARNED: "warning",
}


def github_text(report: Report) -> str:
    """A command for each law that is broken, the loudest first: GitHub shows ten of a kind in a step."""
    return "".join(f"{command}\n" for command in _commands(report))


def _commands(report: Report) -> Iterator[str]:
    for verdict in LOUDEST_FIRST:
        for operation in report.operations:
            for law in operation.laws:
                if law.verdict == verdict and verdict in _LOUD:
                    title = f"{law.law} of {operation.operation}"
                    text = "\n".join(_lines(operation, law))
                    yield _command(_LOUD[verdict], _file(report, operation), operation.line, title, text)
    if report.shard and not report.operations:
        told = shard_told(report.shard, 0, len(report.chosen))
        yield _command("notice", report.contract, 0, "Listproof", f"Shard {report.shard}: {told}.")
    for operation in report.operations:
        title = f"Listproof: {operation.operation}"
        told = "\n".join(_summary(report, operation))
        yield _command("notice", _file(report, operation), operation.line, title, told)


def _lines(operation: ReportedOperation, law: ReportedLaw) -> Iterator[str]:
    if law.verdict == Verdict.ERRORED:
        yield clean(law.reason or "")
        yield NOT_THE_TARGET
        return
    first, *others = with_verdict(law, law.verdict)
    yield f"{law.verdict.word}: {promise(operation, law, first.clauses)}"
    yield difference(first)
    if first.request:
        yield clean(first.request.curl)
    yield from remarks(law, first)
    if others:
        yield f"and {len(others)} more such findings"


def _summary(report: Report, operation: ReportedOperation) -> Iterator[str]:
    yield tally([operation])
    yield from (clean(note) for note in operation.notes)
    for law in operation.laws:
        for finding in with_verdict(law, Verdict.KNOWN):
            if finding.known:
                yield f"{law.law}: {difference(finding)}: {clean(known_told(finding.known))}"
    yield from (clean(stale_told(one)) for one in report.stale if one.operation == operation.operation)
    if report.stopped:
        yield f"The run ended early: {clean(report.stopped)}."


def _file(report: Report, operation: ReportedOperation) -> str:
    """The file that states the list."""
    return operation.file or report.contract


def _command(level: str, file: str, line: int, title: str, text: str) -> str:
    place = f"file={_property(document_path(file))},line={max(line, 1)},title={_property(clean(title))}"
    return f"::{level} {place}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
