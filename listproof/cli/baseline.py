"""The baseline of `listproof check`: read before anything is asked, written after the report."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import click

from conformance.baseline.entries import Entry
from conformance.baseline.file import baseline_text, read_baseline
from conformance.baseline.ledger import Ledger
from conformance.judging.verdicts import Verdict
from conformance.reports.report import Report
from listproof.errors import ConfigError, Fault


@dataclass(slots=True, kw_only=True)
class Book:
    """The baseline file, what stands in it, and what is to be done with it after the run."""

    file: Path | None
    entries: tuple[Entry, ...] = ()
    update: bool = False
    prune: bool = False
    _ledger: Ledger | None = None

    @classmethod
    def read(cls, file: Path | None, *, update: bool, prune: bool, strict: bool) -> Self:
        """The baseline as the flags name it. Raises ConfigError where it is missing or wrong.

        A file that is to be updated need not be there yet.
        """
        flags = {"update": update, "prune": prune, "strict": strict}
        if file is None:
            lone = [f"--baseline-{name}" for name, given in flags.items() if given]
            if lone:
                found, wanted = "there is no baseline", "name one: --baseline listproof-baseline.yaml"
                raise ConfigError([Fault(file=lone[0], found=found, wanted=wanted)])
            return cls(file=None)
        if not file.exists() and update:
            if not file.absolute().parent.is_dir():
                found = f"there is no folder {file.parent}"
                raise ConfigError([Fault(file=f"--baseline {file}", found=found)])
            return cls(file=file, update=update, prune=prune)
        if not file.exists():
            wanted = "--baseline-update writes one"
            raise ConfigError([Fault(file=str(file), found="there is no such file", wanted=wanted)])
        return cls(file=file, entries=read_baseline(file), update=update, prune=prune)

    def ledger(self, fail_on: str) -> Ledger | None:
        """What a run is told of the baseline; what fails it, by `fail_on`, is added where that is wanted."""
        if self.file is None:
            return None
        loud = Verdict.WARNED if fail_on == "warned" else Verdict.UNSTABLE
        today = datetime.datetime.now(datetime.UTC).date()
        self._ledger = Ledger(self.entries, today=today, add_from=loud if self.update else None)
        return self._ledger

    def write(self, report: Report) -> None:
        """Write the file where it is to change, and say so on standard error.

        Raises ConfigError where it can't be written.
        """
        ledger = self._ledger
        if self.file is None or ledger is None or not (self.update or self.prune):
            return
        dropped = ledger.drop(report.stale) if self.prune else 0
        try:
            self.file.write_text(baseline_text(ledger.entries), encoding="utf-8")
        except OSError as error:
            found = f"it cannot be written: {error.strerror}"
            raise ConfigError([Fault(file=f"--baseline {self.file}", found=found)]) from None
        told = f"{ledger.added} added, {dropped} dropped, {len(ledger.entries)} in all"
        click.echo(f"{self.file}: {told}", err=True)
