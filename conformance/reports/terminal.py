"""The report for people: what is broken first, each with a line that shows it again; then what was seen.

`lines` makes the text and is pure; whoever prints it decides about colours.
"""

from __future__ import annotations

import textwrap
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from types import MappingProxyType
from typing import Final

from rich.text import Text

from conformance.judging.verdicts import Verdict
from conformance.reports.baselined import stale_told
from conformance.reports.phrases import (
    NOT_THE_TARGET,
    difference,
    figures_told,
    load_told,
    promise,
    remarks,
    shard_told,
)
from conformance.reports.report import Report, ReportedFinding, ReportedLaw, ReportedOperation
from conformance.reports.shared_notes import kind_of, shared_notes
from conformance.reports.visible import clean
from listproof.reading.faults import listed

STYLES: Final[Mapping[Verdict, str]] = MappingProxyType(
    {
        Verdict.SKIPPED: "dim",
        Verdict.PASSED: "green",
        Verdict.OBSERVED: "cyan",
        Verdict.KNOWN: "blue",
        Verdict.WARNED: "yellow",
        Verdict.UNSTABLE: "bold magenta",
        Verdict.FAILED: "bold red",
        Verdict.ERRORED: "bold white on red",
    }
)
_LOUDEST_FIRST: Final = (
    Verdict.ERRORED,
    Verdict.FAILED,
    Verdict.UNSTABLE,
    Verdict.WARNED,
    Verdict.KNOWN,
)
_COUNTED: Final = ("passed", "failed", "unstable", "errored", "warned", "known", "observed", "skipped")
_INDENT: Final = " " * 10
_FACTS: Final = 3
_LONGEST_LINE: Final = 1000
_FINDINGS: Final = 4
_MANY: Final = 5
"""Lists up to which each tells what was observed and skipped; of more, only what is broken is told."""
_DOZENS: Final = 20
"""Lists up to which each has a line of its own; of more, only those of which something is broken."""
_NAMED: Final = 5
"""Lists that are named where the same is said of many."""


def lines(report: Report, *, width: int = 110, verbose: bool = False) -> Iterator[Text]:
    """The report as lines of at most `width` columns, lines for a shell aside."""
    brief = len(report.operations) > _MANY and not verbose
    asked = [one for one in report.operations if not (brief and _is_unasked(one))]
    notes = shared_notes(asked) if brief else {}
    quiet = [one for one in asked if brief and len(report.operations) > _DOZENS and not _is_loud(one)]
    for operation in asked:
        if operation not in quiet:
            yield from _Sheet(operation, width=width, verbose=verbose, brief=brief, told=notes).lines()
    if brief:
        yield from _quiet(quiet, notes, width)
        yield from _unasked(filter(_is_unasked, report.operations), width)
        told = "What was observed and skipped, list by list: --verbose."
        yield from (Text(), *_folded(told, width, style="dim"))
    if report.shard:
        told = shard_told(report.shard, len(report.operations), len(report.chosen))
        yield from _folded(f"Shard {report.shard}: {told}.", width)
    for stale in report.stale:
        yield from _folded(f"Stale: {stale_told(stale)}.", width, style="yellow")
    if report.load:
        yield from _folded(f"Load: {load_told(report.load)}.", width)
    for note in report.notes:
        yield from _folded(f"Note: {note}", width, style="dim")
    if report.stopped:
        yield from _folded(f"The run ended early: {report.stopped}.", width, style="bold yellow")
    if len(report.operations) > 1:
        yield _counts("All operations", report, report.operations)
    else:
        yield from (_counts("", report, [operation]) for operation in report.operations)


def _is_unasked(operation: ReportedOperation) -> bool:
    """Whether no law of it was judged for a reason that its notes tell."""
    is_skipped = all(law.verdict == Verdict.SKIPPED for law in operation.laws)
    return is_skipped and bool(operation.notes) and not operation.requests


def _is_loud(operation: ReportedOperation) -> bool:
    return any(law.verdict in _LOUDEST_FIRST for law in operation.laws)


def _quiet(
    operations: Sequence[ReportedOperation], notes: Mapping[str, tuple[str, ...]], width: int
) -> Iterator[Text]:
    """The lists of which nothing is broken, in a few lines, and what is noted of several lists alike."""
    kept = [one.operation for one in operations if one.complete]
    cut = [one.operation for one in operations if not one.complete]
    for names, what in (
        (kept, "Nothing is broken in"),
        (cut, "Nothing is known to be broken, but not all was judged, in"),
    ):
        if names:
            yield from _folded(
                f"{what} {_numbered(names)}: {listed(names, most=_NAMED)}", width, indent="    "
            )
    for operation in operations:
        for note in operation.notes:
            if kind_of(note) not in map(kind_of, notes):
                told = f"  Note, {operation.operation}: {note}"
                yield from _folded(told, width, indent="        ", style="yellow")
    for note, alike in notes.items():
        told = f"  Note, {_numbered(alike)} ({listed(alike, most=_NAMED)}): {note}"
        yield from _folded(told, width, indent="        ", style="yellow")


def _numbered(names: Sequence[str]) -> str:
    return f"{len(names)} list{'s' if len(names) != 1 else ''}"


def _unasked(operations: Iterable[ReportedOperation], width: int) -> Iterator[Text]:
    """The lists that were not asked, those of one reason together: dozens may lack the same value."""
    alike: dict[tuple[str, ...], list[str]] = {}
    for operation in operations:
        alike.setdefault(operation.notes, []).append(operation.operation)
    for notes, names in alike.items():
        yield from _folded(
            f"Not asked, {_numbered(names)}: {listed(names, most=_NAMED)}", width, indent="    "
        )
        for note in notes:
            yield from _folded(f"  Note: {note}", width, indent="        ", style="yellow")


class _Sheet:
    """One operation's part of the report."""

    def __init__(
        self,
        operation: ReportedOperation,
        *,
        width: int,
        verbose: bool,
        brief: bool = False,
        told: Collection[str] = (),
    ) -> None:
        self.operation = operation
        self.told = set(map(kind_of, told))
        self.brief = brief
        self.width = max(width, 40)
        self.verbose = verbose

    def lines(self) -> Iterator[Text]:
        yield from self._head()
        for verdict in _LOUDEST_FIRST:
            for law in self.operation.laws:
                if law.verdict == Verdict.ERRORED == verdict:
                    yield from self._errored(law)
                elif found := [finding for finding in law.findings if finding.verdict == verdict]:
                    yield from self._law(law, found)
        if self.brief:
            return
        yield from self._observed()
        if self.verbose:
            yield from self._passed()
        yield from self._skipped()

    def _head(self) -> Iterator[Text]:
        operation = self.operation
        rows = "" if operation.rows is None else f", {operation.rows} rows"
        path = f"GET {operation.path}"
        # A list without an id is called by its path, which need not stand here twice.
        name = "" if operation.operation == path else f"  {path}"
        head = _text(operation.operation, "bold") + _text(f"{name}{rows}")
        yield head + _text(": ") + _tallied([operation]) if self.brief else head
        if operation.figures:
            yield from self._wrapped(f"  Under load: {figures_told(operation.figures)}", indent="        ")
        for note in operation.notes:
            if kind_of(note) not in self.told:
                yield from self._wrapped(f"  Note: {note}", indent="        ", style="yellow")
        if not self.brief or _is_loud(self.operation):
            yield Text()

    # --- what is broken ---

    def _law(self, law: ReportedLaw, found: list[ReportedFinding]) -> Iterator[Text]:
        for finding in found[: None if self.verbose else _FINDINGS]:
            yield from self._finding(law, finding)
        if not self.verbose and len(found) > _FINDINGS:
            yield _text(f"{_INDENT}and {len(found) - _FINDINGS} more findings by {law.law}", "dim")
            yield Text()

    def _finding(self, law: ReportedLaw, finding: ReportedFinding) -> Iterator[Text]:
        yield from self._broken(finding.verdict, law.law, promise(self.operation, law, finding.clauses))
        yield from self._wrapped(_INDENT + difference(finding), indent=_INDENT + "  ")
        if finding.request is not None:
            yield _text(_INDENT + _shortened(finding.request.curl), "blue")
        for remark in remarks(law, finding):
            yield from self._wrapped(_INDENT + remark, indent=_INDENT + "  ", style="dim")
        yield Text()

    def _broken(self, verdict: Verdict, law: str, promise: str) -> Iterator[Text]:
        """The law and the promise that it breaks, the verdict in its colour and the law in bold."""
        head = f"{verdict.name:<8}  {law}"
        folded = textwrap.wrap(
            clean(promise),
            self.width,
            initial_indent=f"{head}  ",
            subsequent_indent=_INDENT,
            break_long_words=False,
            break_on_hyphens=False,
        )
        first = Text(folded[0])
        first.stylize(STYLES[verdict], 0, len(verdict.name))
        first.stylize("bold", len(head) - len(law), len(head))
        yield first
        yield from (Text(line) for line in folded[1:])

    def _errored(self, law: ReportedLaw) -> Iterator[Text]:
        yield self._verdict(law.verdict) + _text(law.law, "bold")
        yield from self._wrapped(f"{_INDENT}{law.reason}", indent=_INDENT)
        yield from self._wrapped(
            f"{_INDENT}{NOT_THE_TARGET}",
            indent=_INDENT,
        )
        yield Text()

    # --- what was seen ---

    def _observed(self) -> Iterator[Text]:
        found = [
            (law, [finding for finding in law.findings if finding.verdict == Verdict.OBSERVED])
            for law in self.operation.laws
        ]
        found = [(law, findings) for law, findings in found if findings]
        if not found:
            return
        yield _text("Observed where nothing is promised:", STYLES[Verdict.OBSERVED])
        for law, findings in found:
            shown = findings if self.verbose else findings[:_FACTS]
            facts = [difference(finding) for finding in shown]
            if more := len(findings) - len(shown):
                facts.append(f"and {more} more")
            yield from self._wrapped(f"  {law.law}: {'; '.join(facts)}", indent="      ")
        yield Text()

    def _passed(self) -> Iterator[Text]:
        yield _text("Passed:", STYLES[Verdict.PASSED])
        for law in self.operation.laws:
            if law.verdict == Verdict.PASSED:
                clauses = f" ({', '.join(law.clauses)})" if law.clauses else ""
                yield from self._wrapped(f"  {law.law}{clauses}: {law.states}", indent="      ")
        yield Text()

    def _skipped(self) -> Iterator[Text]:
        skipped = [law for law in self.operation.laws if law.verdict == Verdict.SKIPPED]
        if not skipped:
            return
        if len(skipped) == len(self.operation.laws) and len({law.reason for law in skipped}) == 1:
            yield from self._dim(f"Skipped, every law: {skipped[0].reason}")
            yield Text()
            return
        yield _text("Skipped:", STYLES[Verdict.SKIPPED])
        unstated = [law for law in skipped if not law.applies and not self.verbose]
        by_reason = sorted((law for law in skipped if law not in unstated), key=lambda law: law.reason or "")
        for reason, laws in groupby(by_reason, key=lambda law: law.reason):
            yield from self._dim(f"  {reason}: {_names(laws)}")
        if unstated:
            yield from self._dim(f"  the contract does not state what they look at: {_names(unstated)}")
        yield Text()

    def _dim(self, text: str) -> Iterator[Text]:
        return self._wrapped(text, indent="      ", style="dim")

    # --- the parts of a line ---

    def _verdict(self, verdict: Verdict) -> Text:
        return _text(f"{verdict.name:<8}", STYLES[verdict]) + _text("  ")

    def _wrapped(self, text: str, *, indent: str, style: str = "") -> Iterator[Text]:
        return _folded(text, self.width, indent=indent, style=style)


def _folded(text: str, width: int, *, indent: str = "  ", style: str = "") -> Iterator[Text]:
    """The text in lines; the first keeps its own indent, the others have this one."""
    own = text[: len(text) - len(text.lstrip())]
    folded = textwrap.wrap(
        clean(text.strip()),
        width,
        initial_indent=own,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return (Text(line, style) for line in folded or [own])


def _counts(name: str, report: Report, operations: Iterable[ReportedOperation]) -> Text:
    """`52 laws: 41 passed, 3 failed; 118 requests in 1.9 s; seed 0`."""
    every = list(operations)
    laws = sum(operation.counts.get(word, 0) for operation in every for word in _COUNTED)
    line = Text(f"{name + ': ' if name else ''}{laws} laws: ", "bold") + _tallied(every)
    requests = sum(operation.requests for operation in every)
    chance = sum(operation.chance_requests or 0 for operation in every)
    fuzzed = [operation.fuzz_requests for operation in every if operation.fuzz_requests is not None]
    also = f", {chance} by chance" if chance else ""
    also += f", {sum(fuzzed)} of the fuzz phase" if fuzzed else ""
    seconds = report.seconds or sum(operation.seconds for operation in every)
    return line.append(
        f"; {requests} request{'s' if requests != 1 else ''}{also} in {seconds:.1f} s; seed {report.seed}"
    )


def _tallied(operations: Iterable[ReportedOperation]) -> Text:
    """`41 passed, 3 failed`, each in its colour."""
    every = list(operations)
    counts = {word: sum(operation.counts.get(word, 0) for operation in every) for word in _COUNTED}
    words = [
        _text(f"{counts[word]} {word}", STYLES[Verdict[word.upper()]]) for word in _COUNTED if counts[word]
    ]
    return Text(", ").join(words)


def _names(laws: Iterable[ReportedLaw]) -> str:
    return ", ".join(law.law for law in laws)


def _shortened(line: str) -> str:
    if len(line) <= _LONGEST_LINE:
        return line
    return f"{line[:_LONGEST_LINE]}... ({len(line)} characters; the JSON report has all of it)"


def _text(text: str, style: str = "") -> Text:
    return Text(clean(text), style)
