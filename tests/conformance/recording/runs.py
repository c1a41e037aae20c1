"""Runs that are recorded and replayed, for the tests of both."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from conformance.asking.client import Answer
from conformance.evidence import Request
from conformance.recording.recording import read_recording
from conformance.reports.json_file import as_json
from conformance.reports.report import Report
from conformance.run import Options, check_contract, check_recording
from conformance.target import Target
from listproof.contract import Contract
from tests.conformance.backends import contract, target

SHORT = Options(chance=0)


def record(
    path: Path,
    send: Callable[[Request], Answer],
    options: Options = SHORT,
    *,
    of: Contract | None = None,
    at: Target | None = None,
) -> Report:
    """The report of a run that is recorded to the path; no second is waited."""
    return check_contract(
        of or contract(), at or target(), options, send=send, sleep=lambda _: None, har=path
    )


def replay(path: Path, options: Options = SHORT, *, of: Contract | None = None) -> Report:
    """The report that the recording gives."""
    return check_recording(of or contract(), read_recording(path), options)


def judged(report: Report, *, replayed: bool = False) -> dict[str, Any]:
    """The report as JSON, without times and without what a replay says of itself."""
    value: dict[str, Any] = json.loads(json.dumps(as_json(report)))
    del value["started"], value["seconds"]
    for operation in value["operations"]:
        del operation["seconds"]
    if replayed:
        own = ("replayed from ", "a credential stood in ")
        assert any(note.startswith(own[0]) for note in value["notes"])
        value["notes"] = [note for note in value["notes"] if not note.startswith(own)]
    return value


def log_of(path: Path) -> dict[str, Any]:
    """The log of a HAR file."""
    log: dict[str, Any] = json.loads(path.read_bytes())["log"]
    return log
