"""The report as Markdown, for a job summary or a comment: GitHub's and GitLab's flavour.

What a server said stands in fenced blocks alone, and there it can end neither its line nor its block.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from typing import Final

from conformance.judging.verdicts import Verdict
from conformance.reports.baselined import stale_told
from conformance.reports.phrases import (
    NOT_THE_TARGET,
    difference,
    document_path,
    figures_told,
    load_told,
    promise,
    remarks,
    shard_told,
    tally,
    with_verdict,
)
from conformance.reports.report import Report, ReportedLaw, ReportedOperation
from conformance.reports.visible import clean

_BROKEN: Final = (Verdict.ERRORED, Verdict.FAILED, Verdict.UNSTABLE, Verdict.WARNED, Verdict.KNOWN)
_FINDINGS: Final = 4
_LONGEST_LINE: Final = 1000


def markdown_text(report: Report) -> str:
    """The report in Markdown, ended by a line break."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: Report) -> Iterator[str]:
    yield f"# Listproof: {escaped(report.title)}"
    yield ""
    yield f"**{tally(report.operations)}**"
    yield ""
    yield f"- Contract: {code(document_path(report.contract))}"
    yield f"- Target: {code(report.target)}"
    yield f"- Listproof {escaped(report.listproof)}, {escaped(report.started)}, seed {report.seed}"
    if report.shard:
        told = shard_told(report.shard, len(report.operations), len(report.chosen))
        yield f"- Shard {report.shard}: {told}"
    if report.load:
        yield f"- Load: {load_told(report.load)}"
    if report.stopped:
        yield f"- **The run ended early**: {escaped(report.stopped)}"
    yield from (f"- Stale: {escaped(stale_told(stale))}" for stale in report.stale)
    yield from (f"- Note: {escaped(note)}" for note in report.notes)
    for operation in report.operations:
        yield from _operation(operation)


def _operation(operation: ReportedOperation) -> Iterator[str]:
    rows = "" if operation.rows is None else f", {operation.rows} rows"
    yield ""
    yield f"## {escaped(operation.operation)}"
    yield ""
    yield (
        f"{code('GET ' + operation.path)}{rows}: {tally([operation])}; "
        f"{operation.requests} requests in {operation.seconds:.1f} s"
    )
    if operation.figures:
        yield ""
        yield f"Under load: {figures_told(operation.figures)}."
    for note in operation.notes:
        yield ""
        yield f"> {escaped(note)}"
    for verdict in _BROKEN:
        for law in operation.laws:
            if law.verdict == verdict:
                yield from _broken(operation, law)
    yield from _folded("Observed where nothing is promised", list(_observed(operation)))
    yield from _folded("Passed", list(_passed(operation)))
    yield from _folded("Skipped", list(_skipped(operation)))


def _broken(operation: ReportedOperation, law: ReportedLaw) -> Iterator[str]:
    yield ""
    yield f"### {law.verdict.word}: {code(law.law)}"
    if law.verdict == Verdict.ERRORED:
        yield ""
        yield escaped(law.reason or "")
        yield ""
        yield NOT_THE_TARGET
        return
    found = with_verdict(law, *_BROKEN)
    for finding in found[:_FINDINGS]:
        yield ""
        yield escaped(promise(operation, law, finding.clauses))
        yield ""
        lines = [difference(finding)]
        if finding.request:
            lines.append(clean(finding.request.curl))
        yield from _fenced([*lines, *remarks(law, finding)])
    if len(found) > _FINDINGS:
        yield ""
        yield f"And {len(found) - _FINDINGS} more findings by {code(law.law)}."


def _observed(operation: ReportedOperation) -> Iterator[str]:
    facts = [
        f"{law.law}: {difference(finding)}"
        for law in operation.laws
        for finding in with_verdict(law, Verdict.OBSERVED)
    ]
    if facts:
        yield from _fenced(facts)


def _passed(operation: ReportedOperation) -> Iterator[str]:
    for law in operation.laws:
        if law.verdict == Verdict.PASSED:
            clauses = f" ({', '.join(law.clauses)})" if law.clauses else ""
            yield f"- {code(law.law)}{escaped(clauses)}: {escaped(law.states)}"


def _skipped(operation: ReportedOperation) -> Iterator[str]:
    skipped = sorted(
        (law for law in operation.laws if law.verdict == Verdict.SKIPPED), key=lambda law: law.reason or ""
    )
    for reason, laws in groupby(skipped, key=lambda law: law.reason or "no reason given"):
        yield f"- {escaped(reason)}: {', '.join(code(law.law) for law in laws)}"


def _folded(title: str, lines: list[str]) -> Iterator[str]:
    """A part that a reader opens; nothing where it has no lines."""
    if lines:
        yield from ("", f"<details><summary>{title}</summary>", "", *lines, "", "</details>")


def _fenced(lines: list[str]) -> Iterator[str]:
    """The lines in a block whose fence is longer than any run of backticks in them."""
    fence = _fence("".join(lines), least=3)
    yield f"{fence}text"
    yield from (_shortened(clean(line)) for line in lines)
    yield fence


def _shortened(line: str) -> str:
    if len(line) <= _LONGEST_LINE:
        return line
    return f"{line[:_LONGEST_LINE]}... ({len(line)} characters; the JSON report has all of it)"


def code(text: str) -> str:
    """The text as a code span, whatever backticks are in it."""
    fence = _fence(text, least=1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{clean(text)}{pad}{fence}"


def _fence(text: str, *, least: int) -> str:
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    return "`" * max(least, longest + 1)


def escaped(text: str) -> str:
    """The text as it is: whatever Markdown or HTML would read in it is escaped, bare links too."""
    line = " ".join(clean(text).split())
    line = re.sub(r"([\\`*_{}\[\]<>#|~$&@]|:(?=\S))", r"\\\1", line)
    line = re.sub(r"(?i)(www)\.", r"\1\\.", line)
    # At the beginning of a line, these make a list or a heading.
    return re.sub(r"^(\d*)([-+=.)])", r"\1\\\2", line)
