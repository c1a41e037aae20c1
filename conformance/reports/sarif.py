"""The report as SARIF 2.1.0 (OASIS): findings at the lines of the document, for code scanning and editors."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path, PurePath
from typing import Final
from urllib.parse import quote

from conformance.judging.verdicts import VERDICT_OF_KIND, Verdict
from conformance.reports.baselined import known_told, stale_told
from conformance.reports.phrases import difference, document_path, promise, remarks
from conformance.reports.report import Report, ReportedFinding, ReportedLaw, ReportedOperation
from conformance.reports.visible import clean
from listproof.contract import Json
from listproof.lawbook import LAWS, LawName

_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
_HOME: Final = "https://github.com/listproof/listproof"
_LEVELS: Final = {
    Verdict.ERRORED: "error",
    Verdict.FAILED: "error",
    Verdict.UNSTABLE: "error",
    Verdict.WARNED: "warning",
    Verdict.OBSERVED: "note",
}
_LOUDNESS: Final = {
    "error": "A breach fails where no clause of the document says otherwise.",
    "warning": "A breach warns where no clause of the document says otherwise.",
    "note": "What is seen is only reported where no clause of the document says otherwise.",
}
_ROOT: Final = "%SRCROOT%"
_RULES: Final = {name: index for index, name in enumerate(LAWS)}


def sarif_text(report: Report) -> str:
    """The report as a SARIF log, ended by a line break."""
    return json.dumps(_log(report), indent=2, ensure_ascii=False) + "\n"


def _log(report: Report) -> dict[str, Json]:
    driver = {
        "name": "Listproof",
        "semanticVersion": report.listproof,
        "informationUri": _HOME,
        "rules": [_rule(name) for name in LAWS.values()],
    }
    run = {
        "tool": {"driver": driver},
        "automationDetails": {"id": _category(report)},
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(report)],
        "results": list(_results(report)),
        "properties": {"target": clean(report.target), "seed": report.seed, "complete": report.complete},
    }
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _category(report: Report) -> str:
    """What code scanning keeps apart: a later run replaces an earlier one of its category, shards do not."""
    part = f"shard-{report.shard.replace('/', '-of-')}/" if report.shard else ""
    return f"listproof/{quote(PurePath(report.contract).stem)}/{part}"


def _rule(name: LawName) -> dict[str, Json]:
    level = _LEVELS[VERDICT_OF_KIND[name.uncited]]
    return {
        "id": name.id,
        "shortDescription": {"text": name.states},
        "fullDescription": {"text": f"{name.states} Source: {name.source}."},
        "help": {
            "text": f"{name.states}\n\nSource: {name.source}.\n\n{_LOUDNESS[level]}\n\n"
            f"`listproof laws {name.id}` shows an example that keeps this law and one that breaks it.",
            "markdown": f"**{name.states}**\n\nSource: {name.source}.\n\n{_LOUDNESS[level]}\n\n"
            f"`listproof laws {name.id}` shows an example that keeps this law and one that breaks it.",
        },
        "defaultConfiguration": {"level": level},
        "properties": {"tags": [name.family]},
    }


def _invocation(report: Report) -> dict[str, Json]:
    errored = [(one, law) for one in report.operations for law in one.laws if law.verdict == Verdict.ERRORED]
    told = [
        {
            "level": "error",
            "message": {"text": clean(f"{one.operation}: {law.reason or 'Listproof broke'}")},
            "associatedRule": {"id": law.law, "index": _RULES[law.law]},
        }
        for one, law in errored
    ]
    told += [{"level": "note", "message": {"text": clean(note)}} for note in _notes(report)]
    if report.stopped:
        text = f"The run ended early: {clean(report.stopped)}."
        told.append({"level": "warning", "message": {"text": text}})
    return {
        "executionSuccessful": report.complete and not errored,
        "startTimeUtc": report.started,
        "toolExecutionNotifications": told,
    }


def _notes(report: Report) -> Iterator[str]:
    for operation in report.operations:
        yield from (f"{operation.operation}: {note}" for note in operation.notes)
    yield from report.notes
    yield from map(stale_told, report.stale)


def _results(report: Report) -> Iterator[dict[str, Json]]:
    """A result for each fault: findings of one law about one thing at one place are one."""
    for operation in report.operations:
        for law in operation.laws:
            alike: dict[str, list[ReportedFinding]] = {}
            for finding in law.findings:
                alike.setdefault(_fingerprint(report, operation, law, finding), []).append(finding)
            for fingerprint, findings in alike.items():
                yield _result(report, operation, law, findings) | {
                    "partialFingerprints": {"listproofFault/v1": fingerprint}
                }


def _result(
    report: Report, operation: ReportedOperation, law: ReportedLaw, findings: list[ReportedFinding]
) -> dict[str, Json]:
    first = findings[0]
    return {
        "ruleId": law.law,
        "ruleIndex": _RULES[law.law],
        "level": _LEVELS.get(first.known.verdict if first.known else first.verdict, "note"),
        "message": {"text": "\n".join(_lines(operation, law, first))},
        "locations": [_location(report, operation)],
        "occurrenceCount": sum(finding.times for finding in findings),
        "properties": {
            "verdict": first.verdict.word,
            "kind": first.kind,
            "clauses": list(first.clauses),
            "where": clean(first.where),
            "inferred": [clean(f"{each.at}: {each.reason}") for each in first.leans],
        },
        **_suppressed(first),
    }


def _suppressed(finding: ReportedFinding) -> dict[str, Json]:
    """What is known is suppressed (SARIF 2.1.0, 3.27.23), with its reason (3.35.4)."""
    if finding.known is None or finding.verdict != Verdict.KNOWN:
        return {}
    told = clean(known_told(finding.known))
    return {"suppressions": [{"kind": "external", "status": "accepted", "justification": told}]}


def _lines(operation: ReportedOperation, law: ReportedLaw, finding: ReportedFinding) -> Iterator[str]:
    yield f"{clean(operation.operation)}: {promise(operation, law, finding.clauses)}"
    yield difference(finding)
    if finding.request:
        yield clean(finding.request.curl)
    yield from remarks(law, finding)


def _location(report: Report, operation: ReportedOperation) -> dict[str, Json]:
    path = document_path(operation.file or report.contract)
    absolute = Path(path).is_absolute()
    document = {"uri": Path(path).as_uri()} if absolute else {"uri": quote(path), "uriBaseId": _ROOT}
    return {
        "physicalLocation": {"artifactLocation": document, "region": {"startLine": max(operation.line, 1)}},
        "logicalLocations": [{"fullyQualifiedName": clean(operation.operation), "kind": "function"}],
    }


def _fingerprint(
    report: Report, operation: ReportedOperation, law: ReportedLaw, finding: ReportedFinding
) -> str:
    """The same for the same fault in every run: no line, row, value or request goes into it."""
    where = re.sub(r"/\d+(?=/|$)", "/*", finding.where)
    parts = (PurePath(report.contract).name, operation.operation, law.law, finding.about, where)
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]
