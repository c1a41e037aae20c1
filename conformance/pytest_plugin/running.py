"""A run happens once in a test session, however many tests and workers want its report.

Workers of pytest-xdist share a folder of the session. The first that wants a report makes it and leaves it
there as JSON, in a SQLite file: its lock makes the others wait, and ends with the process that holds it.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import os
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

import pytest

from conformance.baseline.file import read_baseline
from conformance.baseline.ledger import Ledger
from conformance.reports.formats import written
from conformance.reports.json_reading import report_of
from conformance.reports.report import Report
from conformance.run import Options, check_contract
from conformance.target import Target
from conformance.targets.fit import check_fit
from conformance.targets.flags import Flags, read_target
from listproof.bundled import bundled_specs
from listproof.contract import Contract
from listproof.errors import ListproofError
from listproof.reader import read_contract

_WAIT: Final = 3600.0
"""Seconds that a worker waits for the run of another: longer than any run that somebody waits for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A run as flags, a marker or a call describe it. Equal ones share their report."""

    spec: str
    config: str | None = None
    url: str | None = None
    baseline: str | None = None
    operations: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()
    options: tuple[tuple[str, Any], ...] = ()
    """Fields of `Options`: seed, rate, max_requests ..."""


class CannotRun(Exception):  # noqa: N818 - it names what became of a run
    """A run that could not be made; its text is the whole message."""


def contract_of(spec: str) -> Contract:
    """The contract of a file, or of the bundled spec of that name. Raises SpecError."""
    bundled = {path.stem: path for path in bundled_specs()}
    path = Path(spec)
    return read_contract(path if path.exists() else bundled.get(spec, path), infer=True, forgive=True)


def target_of(wanted: Wanted, contract: Contract) -> Target:
    """The target, which fits the contract. Raises ConfigError."""
    default = Path("listproof.toml")
    file = Path(wanted.config) if wanted.config else default if default.is_file() else None
    target = read_target(file, Flags(url=wanted.url, headers=wanted.headers), os.environ)
    check_fit(contract, target, [one for one in contract.operations if one.id in wanted.operations])
    return target


@dataclass(slots=True)
class Runs:
    """The reports of this session."""

    config: pytest.Config
    made: dict[Wanted, Report | CannotRun] = field(default_factory=dict)

    def report(self, wanted: Wanted) -> Report:
        """The report of the run, which is made where nobody made it yet. Raises CannotRun, each time."""
        if wanted not in self.made:
            self.made[wanted] = self._shared(wanted)
        found = self.made[wanted]
        if isinstance(found, CannotRun):
            raise found
        return found

    def _shared(self, wanted: Wanted) -> Report | CannotRun:
        worker = getattr(self.config, "workerinput", None)
        if worker is None:
            return _made(wanted)
        return _once(self._folder(worker) / f"{_name(wanted)}.sqlite", lambda: _made(wanted))

    def _folder(self, worker: Mapping[str, Any]) -> Path:
        """The folder that the workers of this session, and nobody else, have in common."""
        factory: pytest.TempPathFactory = self.config._tmp_path_factory  # type: ignore[attr-defined]
        folder = factory.getbasetemp().parent / f"listproof-{worker['testrunuid']}"
        folder.mkdir(mode=0o700, exist_ok=True)
        return folder


_KEY: Final = pytest.StashKey[Runs]()


def runs(config: pytest.Config) -> Runs:
    """The reports of the session."""
    if _KEY not in config.stash:
        config.stash[_KEY] = Runs(config)
    return config.stash[_KEY]


def _made(wanted: Wanted) -> Report | CannotRun:
    try:
        contract = contract_of(wanted.spec)
        target = target_of(wanted, contract)
        entries = read_baseline(Path(wanted.baseline)) if wanted.baseline else ()
        today = datetime.datetime.now(datetime.UTC).date()
        ledger = Ledger(entries, today=today) if wanted.baseline else None
        options = Options(operations=wanted.operations, ledger=ledger, **dict(wanted.options))
        return check_contract(contract, target, options)
    except ListproofError as error:
        return CannotRun(str(error))


def _name(wanted: Wanted) -> str:
    """A name for the run's file that tells nothing of the headers in it."""
    return hashlib.sha256(json.dumps(asdict(wanted), default=str).encode()).hexdigest()[:32]


def _once(file: Path, make: Callable[[], Report | CannotRun]) -> Report | CannotRun:
    """What another worker left in the file; else what is made now, while the others wait."""
    with closing(sqlite3.connect(file, timeout=_WAIT, isolation_level=None)) as shared:
        shared.execute("BEGIN EXCLUSIVE")
        shared.execute("CREATE TABLE IF NOT EXISTS outcome (report TEXT, trouble TEXT)")
        row = shared.execute("SELECT report, trouble FROM outcome").fetchone()
        if row is not None:
            return CannotRun(row[1]) if row[0] is None else report_of(row[0], "the shared report")
        made = make()
        texts = (None, _in_utf8(str(made))) if isinstance(made, CannotRun) else (_json(made), None)
        shared.execute("INSERT INTO outcome VALUES (?, ?)", texts)
        shared.execute("COMMIT")
        return made


def _json(report: Report) -> str:
    return written(report, "json").decode("utf-8")


def _in_utf8(text: str) -> str:
    """The text as SQLite can keep it: what a server said may have half a surrogate pair in it."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
