"""What `listproof check` shows: progress as it asks, a plan, an exit code."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import Self

from rich.console import Console, RenderableType
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.progress import Progress as Bar
from rich.table import Column
from rich.text import Text

from conformance.judging.verdicts import Verdict
from conformance.rehearsal import Step, rehearse
from conformance.reports.redaction import Redactor
from conformance.reports.report import Report
from conformance.reports.visible import clean
from conformance.run import Progress, chosen, idle_laws
from conformance.target import Target
from conformance.targets.fit import check_fit, passed_over
from listproof.contract import Contract, Operation

EXIT_KEPT, EXIT_BROKEN, EXIT_ENDED, EXIT_SUITE = 0, 1, 3, 4


def exit_code(report: Report, *, fail_on: str = "failed", strict: bool = False) -> int:
    """0 all kept, 1 a promise broken, 3 the run ended before the verdict, 4 the suite itself broke.

    What is known breaks nothing; where the baseline is `strict`, an entry that no longer fails does.
    """
    if report.worst == Verdict.ERRORED:
        return EXIT_SUITE
    loud = Verdict.WARNED if fail_on == "warned" else Verdict.UNSTABLE
    if report.worst >= loud or (strict and report.stale):
        return EXIT_BROKEN
    return EXIT_KEPT if report.complete else EXIT_ENDED


class Waiting:
    """One line on standard error that tells how far the run is, where that is a terminal.

    Of several lists it shows a bar of those that are done, and about how long the others take.
    """

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(stderr=True, highlight=False)
        self._bar = Bar(
            SpinnerColumn(),
            _Lists(BarColumn(bar_width=20)),
            _Lists(MofNCompleteColumn()),
            _Lists(TimeRemainingColumn(compact=True)),
            TextColumn(
                "{task.description}", markup=False, table_column=Column(no_wrap=True, overflow="ellipsis")
            ),
            console=self._console,
            transient=True,
        )
        self._task = self._bar.add_task("", total=None)

    def __enter__(self) -> Self:
        if self._console.is_terminal:
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar.live.is_started:
            self._bar.stop()

    def tell(self, progress: Progress) -> None:
        """Show how far the run is."""
        if self._console.is_terminal:
            probes = f", probe {progress.done} of {progress.probes}" if progress.probes else ""
            line = f"{progress.operation}: {progress.requests} requests{probes}: {progress.asks}"
            total = progress.operations if progress.operations > 1 else None
            self._bar.update(self._task, description=clean(line), total=total, completed=progress.ended)


class _Lists(ProgressColumn):
    """A column that is there where there are several lists."""

    def __init__(self, column: ProgressColumn) -> None:
        super().__init__()
        self._column = column

    def render(self, task: Task) -> RenderableType:
        """The column, or nothing."""
        return Text() if task.total is None else self._column.render(task)


def print_plan(
    contract: Contract,
    target: Target,
    names: Sequence[str],
    *,
    seed: int,
    chance: int | None,
    lists: int,
) -> None:
    """Print the requests that a run of so many lists would make, probe by probe, with the laws that each
    serves."""
    operations = chosen(contract, names)
    check_fit(contract, target, operations)
    redactor = Redactor(target, contract.operations)
    console = Console(highlight=False)
    for operation in operations:
        if why := passed_over(operation, target):
            console.print(Text(f"{operation.id}  GET {operation.path}: {why}\n"), soft_wrap=True)
            continue
        steps = rehearse(
            operation,
            target,
            dict(idle_laws(operation, target)),
            redactor,
            seed=seed,
            chance=chance,
            lists=lists,
        )
        for line in _plan(operation, redactor.text(target.url), list(steps)):
            console.print(line, soft_wrap=True)


def _plan(operation: Operation, url: str, steps: Sequence[Step]) -> Iterator[Text]:
    yield Text(f"{operation.id}  GET {operation.path}", "bold")
    yield Text(
        "Nothing is sent. What is asked after the plain list depends on its rows; here it is planned on an "
        "imagined list."
    )
    yield Text()
    for step in steps:
        yield from _step(step)
    yield Text(f"{sum(len(step.requests) for step in steps)} requests to {url}", "bold")
    yield Text()


def _step(step: Step) -> Iterator[Text]:
    laws = f"  for {', '.join(step.laws)}" if step.laws else ""
    yield Text(step.asks, "bold").append(laws, "dim")
    for line in step.requests:
        yield Text(f"  {line}")
    if step.shared:
        yield Text(f"  and {step.shared} that stand above already", "dim")
    yield Text()
