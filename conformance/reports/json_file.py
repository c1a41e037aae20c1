"""The report as JSON: `docs/report.schema.json` is its schema."""

from __future__ import annotations

import json
from typing import Any, Final

from conformance.judging.judge import Onset
from conformance.reports.report import (
    Figures,
    Known,
    Load,
    Report,
    ReportedClause,
    ReportedFinding,
    ReportedLaw,
    ReportedOperation,
    Stale,
)
from listproof.contract import Json

_DOZENS: Final = 20
"""Lists up to which a report is laid out for people: of more, a third of it would be spaces."""


def json_text(report: Report) -> str:
    """The report as a JSON text, ended by a line break; of dozens of lists without any others."""
    spaces: dict[str, Any] = (
        {"indent": 2} if len(report.operations) <= _DOZENS else {"separators": (",", ":")}
    )
    return json.dumps(as_json(report), ensure_ascii=False, **spaces) + "\n"


def as_json(report: Report) -> dict[str, Json]:
    """The report as a JSON value."""
    return {
        "listproof": report.listproof,
        "contract": report.contract,
        "digest": report.digest or None,
        "title": report.title,
        "target": report.target,
        "seed": report.seed,
        "started": report.started,
        "seconds": report.seconds,
        "complete": report.complete,
        "stopped": report.stopped or None,
        "notes": list(report.notes),
        "shard": report.shard,
        "chosen": list(report.chosen),
        "stale": [_stale(stale) for stale in report.stale],
        "load": _load(report.load) if report.load else None,
        "operations": [_operation(operation) for operation in report.operations],
    }


def _operation(operation: ReportedOperation) -> dict[str, Json]:
    return {
        "operation": operation.operation,
        "summary": operation.summary,
        "path": operation.path,
        "line": operation.line,
        "file": operation.file or None,
        "rows": operation.rows,
        "requests": operation.requests,
        "chance_requests": operation.chance_requests,
        "fuzz_requests": operation.fuzz_requests,
        "seconds": operation.seconds,
        "complete": operation.complete,
        "notes": list(operation.notes),
        "counts": dict(operation.counts),
        "verdicts": [_law(law) for law in operation.laws],
        "clauses": [_clause(clause) for clause in operation.clauses],
        "figures": _figures(operation.figures) if operation.figures else None,
    }


def _law(law: ReportedLaw) -> dict[str, Json]:
    return {
        "law": law.law,
        "states": law.states,
        "verdict": law.verdict.word,
        "kind": law.kind,
        "clauses": list(law.clauses),
        "reason": law.reason,
        "applies": law.applies,
        "looked_at": law.looked_at,
        "findings": [_finding(finding) for finding in law.findings],
    }


def _finding(finding: ReportedFinding) -> dict[str, Json]:
    shown = finding.request
    return {
        "where": finding.where,
        "expected": finding.expected,
        "actual": finding.actual,
        "because": finding.because,
        "about": finding.about,
        "fact": finding.fact,
        "verdict": finding.verdict.word,
        "kind": finding.kind,
        "clauses": list(finding.clauses),
        "request": shown.curl if shown else None,
        "line": shown.line if shown else None,
        "caller": shown.caller if shown else None,
        "status": shown.status if shown else None,
        "answer": shown.answer if shown else None,
        "further": list(finding.further),
        "times": finding.times,
        "again": finding.again or None,
        "inferred": [{"at": each.at, "reason": each.reason} for each in finding.leans],
        "known": _known(finding.known) if finding.known else None,
        "onset": _onset(finding.onset) if finding.onset else None,
    }


def _onset(onset: Onset) -> dict[str, Json]:
    return {"seconds": onset.seconds, "users": onset.users}


def _load(load: Load) -> dict[str, Json]:
    return {"users": load.users, "seconds": load.seconds, "workers": load.workers}


def _figures(figures: Figures) -> dict[str, Json]:
    return {
        "requests": figures.requests,
        "failures": figures.failures,
        "lost": figures.lost,
        "per_second": figures.per_second,
        "p50": figures.p50,
        "p95": figures.p95,
        "p99": figures.p99,
    }


def _known(known: Known) -> dict[str, Json]:
    return {
        "reason": known.reason,
        "expires": known.expires or None,
        "ticket": known.ticket or None,
        "expired": known.expired,
        "verdict": known.verdict.word,
    }


def _stale(stale: Stale) -> dict[str, Json]:
    return {
        "operation": stale.operation,
        "law": stale.law,
        "where": stale.where,
        "about": stale.about,
        "reason": stale.reason,
        "ticket": stale.ticket or None,
    }


def _clause(clause: ReportedClause) -> dict[str, Json]:
    return {
        "id": clause.id,
        "kind": clause.kind,
        "text": clause.text,
        "quote": clause.quote or None,
        "laws": list(clause.laws),
        "verdict": clause.verdict.word,
    }
