"""The report as one HTML page that stands alone: no network, no script, light and dark, fit to be printed."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import groupby
from typing import Final

from conformance.judging.verdicts import Verdict
from conformance.reports.baselined import stale_told
from conformance.reports.html_style import STYLE
from conformance.reports.phrases import (
    LOUDEST_FIRST,
    NOT_THE_TARGET,
    difference,
    document_path,
    figures_told,
    load_told,
    remarks,
    shard_told,
    tally,
    value_text,
    with_verdict,
)
from conformance.reports.report import Report, ReportedClause, ReportedFinding, ReportedLaw, ReportedOperation
from conformance.reports.visible import clean

_BROKEN: Final = (Verdict.ERRORED, Verdict.FAILED, Verdict.UNSTABLE, Verdict.WARNED, Verdict.KNOWN)
_HEAD: Final = f"""<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<style>{STYLE}</style>"""


def html_text(report: Report) -> str:
    """The report as an HTML document, ended by a line break."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: Report) -> Iterator[str]:
    yield "<!DOCTYPE html>"
    yield '<html lang="en">'
    yield f"<head>\n{_HEAD}\n<title>Listproof: {_text(report.title)}</title>\n</head>"
    yield "<body>\n<header>"
    yield f"<h1>{_text(report.title)}</h1>"
    yield f'<p class="tally">{_tally(report.operations)}</p>'
    yield "<dl>"
    yield from _facts(report)
    yield "</dl>"
    if report.stopped:
        yield f'<p class="note">The run ended early: {_text(report.stopped)}.</p>'
    yield from (f'<p class="note">Stale: {_text(stale_told(stale))}.</p>' for stale in report.stale)
    yield from (f'<p class="note">{_text(note)}</p>' for note in report.notes)
    yield "</header>"
    if len(report.operations) > 1:
        yield from _contents(report)
    yield "<main>"
    for index, operation in enumerate(report.operations):
        yield from _operation(operation, f"operation-{index}")
    yield "</main>\n</body>\n</html>"


def _facts(report: Report) -> Iterator[str]:
    facts = {
        "Contract": document_path(report.contract),
        "Target": report.target,
        "Started": report.started,
        "Seed": str(report.seed),
        "Listproof": report.listproof,
    }
    if report.shard:
        told = shard_told(report.shard, len(report.operations), len(report.chosen))
        facts["Shard"] = f"{report.shard}: {told}"
    if report.load:
        facts["Load"] = load_told(report.load)
    yield from (f"<div><dt>{name}</dt><dd>{_text(value)}</dd></div>" for name, value in facts.items())


def _contents(report: Report) -> Iterator[str]:
    yield '<nav aria-label="Operations"><ul>'
    for index, one in enumerate(report.operations):
        yield f'<li><a href="#operation-{index}">{_text(one.operation)}</a> {_tally([one])}</li>'
    yield "</ul></nav>"


# --- one operation ---


def _operation(operation: ReportedOperation, anchor: str) -> Iterator[str]:
    rows = "" if operation.rows is None else f"{operation.rows} rows; "
    yield f'<section class="operation" id="{anchor}">'
    yield f"<h2>{_text(operation.operation)} <code>GET {_text(operation.path)}</code></h2>"
    if operation.summary:
        yield f"<p>{_text(operation.summary)}</p>"
    yield f'<p class="tally">{_tally([operation])}</p>'
    yield f'<p class="quiet">{rows}{operation.requests} requests in {operation.seconds:.1f} s</p>'
    if operation.figures:
        yield f'<p class="quiet">Under load: {_text(figures_told(operation.figures))}</p>'
    yield from (f'<p class="note">{_text(note)}</p>' for note in operation.notes)
    yield from _broken(operation)
    yield from _observed(operation)
    yield from _laws(operation)
    yield from _clauses(operation)
    yield from _skipped(operation)
    yield "</section>"


def _broken(operation: ReportedOperation) -> Iterator[str]:
    loud = [law for verdict in _BROKEN for law in operation.laws if law.verdict == verdict]
    if not loud:
        return
    yield "<h3>What is broken</h3>"
    for law in loud:
        yield f'<article class="law {law.verdict.word}">'
        yield f"<h4>{_badge(law.verdict)} <code>{_text(law.law)}</code> {_text(law.states)}</h4>"
        if law.verdict == Verdict.ERRORED:
            yield f"<p>{_text(law.reason or '')}</p><p>{NOT_THE_TARGET}</p>"
        for finding in with_verdict(law, *_BROKEN):
            yield from _finding(operation, law, finding)
        yield "</article>"


def _finding(operation: ReportedOperation, law: ReportedLaw, finding: ReportedFinding) -> Iterator[str]:
    yield '<div class="finding">'
    if finding.verdict != law.verdict:
        yield f"<p>{_badge(finding.verdict)}</p>"
    for clause in operation.clauses:
        if clause.id in finding.clauses:
            yield f"<p><b>{_text(clause.id)}</b> {_text(clause.text)}{_quote(clause)}</p>"
    yield '<dl class="figures">'
    yield _figure("Where", finding.where)
    yield _figure("Expected", value_text(finding.expected))
    yield _figure("Actual", value_text(finding.actual))
    if finding.because:
        yield _figure("Because", finding.because)
    if shown := finding.request:
        yield _figure("Request", shown.curl)
        yield _figure(f"Answered {shown.status}" if shown.status else "Not answered", shown.answer)
    yield "</dl>"
    yield from (f'<p class="quiet">{_text(remark)}</p>' for remark in remarks(law, finding))
    yield "</div>"


def _figure(name: str, value: str) -> str:
    return f"<div><dt>{_text(name)}</dt><dd><code>{_text(value)}</code></dd></div>"


def _quote(clause: ReportedClause) -> str:
    return f" <q>{_text(clause.quote)}</q>" if clause.quote else ""


def _observed(operation: ReportedOperation) -> Iterator[str]:
    found = [(law, finding) for law in operation.laws for finding in with_verdict(law, Verdict.OBSERVED)]
    if not found:
        return
    yield '<h3>Observed where nothing is promised</h3>\n<ul class="observed">'
    for law, finding in found:
        yield f"<li><code>{_text(law.law)}</code> {_text(difference(finding))}{_asked(finding)}</li>"
    yield "</ul>"


def _asked(finding: ReportedFinding) -> str:
    return f' <code class="quiet">{_text(finding.request.line)}</code>' if finding.request else ""


def _laws(operation: ReportedOperation) -> Iterator[str]:
    judged = [law for law in operation.laws if law.verdict != Verdict.SKIPPED]
    if not judged:
        return
    yield f"<details open><summary>Every law that was judged ({len(judged)})</summary>"
    yield '<table><thead><tr><th scope="col">Verdict</th><th scope="col">Law</th>'
    yield '<th scope="col">What it states</th><th scope="col">Clauses</th></tr></thead><tbody>'
    words = {clause.id: clause.text for clause in operation.clauses}
    for law in judged:
        cited = "<br>".join(
            f"<b>{_text(name)}</b> {_text(words.get(name, ''))}".rstrip() for name in law.clauses
        )
        yield f"<tr><td>{_badge(law.verdict)}</td><td><code>{_text(law.law)}</code></td>"
        yield f"<td>{_text(law.states)}</td><td>{cited}</td></tr>"
    yield "</tbody></table></details>"


def _clauses(operation: ReportedOperation) -> Iterator[str]:
    if not operation.clauses:
        return
    yield f"<details><summary>Every clause of the document ({len(operation.clauses)})</summary>"
    yield '<table><thead><tr><th scope="col">Verdict</th><th scope="col">Clause</th>'
    yield '<th scope="col">What it says</th><th scope="col">Laws</th></tr></thead><tbody>'
    for clause in operation.clauses:
        laws = ", ".join(f"<code>{_text(name)}</code>" for name in clause.laws)
        yield f"<tr><td>{_badge(clause.verdict)}</td><td><b>{_text(clause.id)}</b></td>"
        yield f"<td>{_text(clause.text)}{_quote(clause)}</td><td>{laws}</td></tr>"
    yield "</tbody></table></details>"


def _skipped(operation: ReportedOperation) -> Iterator[str]:
    skipped = [law for law in operation.laws if law.verdict == Verdict.SKIPPED]
    if not skipped:
        return
    skipped.sort(key=lambda law: law.reason or "")
    yield f"<details><summary>Skipped ({len(skipped)})</summary><dl>"
    for reason, laws in groupby(skipped, key=lambda law: law.reason or "no reason given"):
        names = ", ".join(f"<code>{_text(law.law)}</code>" for law in laws)
        yield f"<div><dt>{_text(reason)}</dt><dd>{names}</dd></div>"
    yield "</dl></details>"


# --- words ---


def _tally(operations: tuple[ReportedOperation, ...] | list[ReportedOperation]) -> str:
    """The counts, each in the colour of its verdict."""
    counts = {
        verdict: sum(one.counts.get(verdict.word, 0) for one in operations) for verdict in LOUDEST_FIRST
    }
    return " ".join(_badge(verdict, f"{count} ") for verdict, count in counts.items() if count) or tally([])


def _badge(verdict: Verdict, before: str = "") -> str:
    return f'<span class="badge {verdict.word}">{before}{verdict.word}</span>'


def _text(text: str) -> str:
    return escape(clean(text))
