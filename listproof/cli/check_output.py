"""What `listproof check` shows: progress as it asks, the report where it is wanted, a plan, an exit code."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Final, Self

from rich.console import Console
from rich.text import Text

from conformance.judging.verdicts import Verdict
from conformance.rehearsal import Step, rehearse
from conformance.reports.json_file import json_text
from conformance.reports.redaction import Redactor
from conformance.reports.report import Report
from conformance.reports.terminal import lines
from conformance.run import Progress, chosen, idle_laws
from conformance.target import Target
from conformance.targets.fit import check_fit
from listproof.contract import Contract, Operation
from listproof.errors import ConfigError, Fault
from listproof.reading.faults import meant

_FORMATS: Final = ("json", "text")
_NARROW: Final = 110

EXIT_KEPT, EXIT_BROKEN, EXIT_ENDED, EXIT_SUITE = 0, 1, 3, 4


def exit_code(report: Report, *, fail_on: str = "failed") -> int:
    """0 all kept, 1 a promise broken, 3 the run ended before the verdict, 4 the suite itself broke."""
    if report.worst == Verdict.ERRORED:
        return EXIT_SUITE
    loud = Verdict.WARNED if fail_on == "warned" else Verdict.UNSTABLE
    if report.worst >= loud:
        return EXIT_BROKEN
    return EXIT_KEPT if report.complete else EXIT_ENDED


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlets:
    """Where the report goes: the terminal, and files by format. `-` is standard output."""

    files: tuple[tuple[str, str], ...]
    verbose: bool

    @classmethod
    def read(cls, wanted: Sequence[str], *, verbose: bool) -> Self:
        """The outlets that the flags name. Raises ConfigError for a format or folder that isn't there."""
        files, faults = [], []
        for text in wanted:
            kind, equals, path = text.partition("=")
            if not equals or not path:
                faults.append(_fault(text, "it has no path", "it is written json=report.json"))
            elif kind not in _FORMATS:
                faults.append(_fault(text, f"{kind} is no format", meant(kind, _FORMATS)))
            elif path != "-" and not Path(path).absolute().parent.is_dir():
                faults.append(_fault(text, f"there is no folder {Path(path).parent}"))
            elif path != "-" and Path(path).is_dir():
                faults.append(_fault(text, f"{path} is a folder"))
            files.append((kind, path))
        if faults:
            raise ConfigError(faults)
        return cls(files=tuple(files), verbose=verbose)

    def write(self, report: Report) -> None:
        """Write every file, then the terminal's report unless one of the files is standard output.

        Raises ConfigError in the end, with every file that cannot be written: the others and the terminal
        have the report all the same, and a terminal that is closed leaves the files whole.
        """
        faults = []
        for kind, path in self.files:
            if path != "-":
                faults += self._write_file(kind, path, report)
        shown = [kind for kind, path in self.files if path == "-"]
        for kind in shown:
            self._put(kind, report, sys.stdout)
        if not shown:
            self._show(report)
        if faults:
            raise ConfigError(faults)

    def _write_file(self, kind: str, path: str, report: Report) -> list[Fault]:
        try:
            with Path(path).open("w", encoding="utf-8") as file:
                self._put(kind, report, file)
        except OSError as error:
            return [_fault(f"{kind}={path}", f"it cannot be written: {error.strerror}")]
        return []

    def _put(self, kind: str, report: Report, file: IO[str]) -> None:
        if kind == "json":
            file.write(json_text(report))
        else:
            file.writelines(f"{line.plain}\n" for line in lines(report, verbose=self.verbose))

    def _show(self, report: Report) -> None:
        console = Console(highlight=False)
        width = console.width if console.is_terminal else _NARROW
        for line in lines(report, width=width, verbose=self.verbose):
            # A line for a shell must stay one line, so nothing is wrapped here.
            console.print(line, soft_wrap=True)


def _fault(text: str, found: str, wanted: str = "") -> Fault:
    return Fault(file=f"--report {text}", found=found, wanted=wanted)


class Waiting:
    """One line on standard error that tells how far the run is, where that is a terminal."""

    def __init__(self) -> None:
        self._console = Console(stderr=True, highlight=False)
        self._status = self._console.status("")

    def __enter__(self) -> Self:
        if self._console.is_terminal:
            self._status.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._status.stop()

    def tell(self, progress: Progress) -> None:
        """Show how far the run is."""
        if self._console.is_terminal:
            probes = f", probe {progress.done} of {progress.probes}" if progress.probes else ""
            line = f"{progress.operation}: {progress.requests} requests{probes}: {progress.asks}"
            self._status.update(Text(line[: max(20, self._console.width - 4)]))


def print_plan(contract: Contract, target: Target, names: Sequence[str]) -> None:
    """Print the requests that a run would make, probe by probe, with the laws that each serves."""
    operations = chosen(contract, names)
    check_fit(contract, target, operations)
    redactor = Redactor(target, contract.operations)
    console = Console(highlight=False)
    for operation in operations:
        for line in _plan(operation, target, redactor):
            console.print(line, soft_wrap=True)


def _plan(operation: Operation, target: Target, redactor: Redactor) -> Iterator[Text]:
    steps = list(rehearse(operation, target, dict(idle_laws(operation, target)), redactor))
    yield Text(f"{operation.id}  GET {operation.path}", "bold")
    yield Text(
        "Nothing is sent. What is asked after the plain list depends on its rows; here it is planned on an "
        "imagined list."
    )
    yield Text()
    for step in steps:
        yield from _step(step)
    yield Text(f"{sum(len(step.requests) for step in steps)} requests to {redactor.text(target.url)}", "bold")
    yield Text()


def _step(step: Step) -> Iterator[Text]:
    laws = f"  for {', '.join(step.laws)}" if step.laws else ""
    yield Text(step.asks, "bold").append(laws, "dim")
    for line in step.requests:
        yield Text(f"  {line}")
    if step.shared:
        yield Text(f"  and {step.shared} that stand above already", "dim")
    yield Text()
