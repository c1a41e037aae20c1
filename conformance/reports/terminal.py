"""The report for people: what is broken first, each with a line that shows it again; then what was seen.

`lines` makes the text and is pure; whoever prints it decides about colours.
"""

from __future__ import annotations

import json
import textwrap
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from types import MappingProxyType
from typing import Final

from rich.text import Text

from conformance.judging.verdicts import Verdict
from conformance.reports.baselined import known_told, stale_told
from conformance.reports.report import Report, ReportedClause, ReportedFinding, ReportedLaw, ReportedOperation
from listproof.contract import Json

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


def lines(report: Report, *, width: int = 110, verbose: bool = False) -> Iterator[Text]:
    """The report as lines of at most `width` columns, lines for a shell aside."""
    for operation in report.operations:
        yield from _Sheet(operation, width=width, verbose=verbose).lines()
    if report.shard:
        told = shard_told(report.shard, len(report.operations), len(report.chosen))
        yield from _folded(f"Shard {report.shard}: {told}.", width)
    for stale in report.stale:
        yield from _folded(f"Stale: {stale_told(stale)}.", width, style="yellow")
    for note in report.notes:
        yield from _folded(f"Note: {note}", width, style="dim")
    if report.stopped:
        yield from _folded(f"The run ended early: {report.stopped}.", width, style="bold yellow")
    if len(report.operations) > 1:
        yield _counts("All operations", report, report.operations)
    else:
        yield from (_counts("", report, [operation]) for operation in report.operations)


def shard_told(shard: str, judged: int, chosen: int) -> str:
    """What falls to the shard of a run: `1 of 3 list operations`."""
    noun = "list operation" if chosen == 1 else "list operations"
    if judged:
        return f"{judged} of {chosen} {noun}"
    return f"nothing to do, {chosen} {noun} for {shard.partition('/')[2]} shards"


class _Sheet:
    """One operation's part of the report."""

    def __init__(self, operation: ReportedOperation, *, width: int, verbose: bool) -> None:
        self.operation = operation
        self.width = max(width, 40)
        self.verbose = verbose
        self.clauses = {clause.id: clause for clause in operation.clauses}

    def lines(self) -> Iterator[Text]:
        yield from self._head()
        for verdict in _LOUDEST_FIRST:
            for law in self.operation.laws:
                if law.verdict == Verdict.ERRORED == verdict:
                    yield from self._errored(law)
                elif found := [finding for finding in law.findings if finding.verdict == verdict]:
                    yield from self._law(law, found)
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
        yield _text(operation.operation, "bold") + _text(f"{name}{rows}")
        for note in operation.notes:
            yield from self._wrapped(f"  Note: {note}", indent="        ", style="yellow")
        yield Text()

    # --- what is broken ---

    def _law(self, law: ReportedLaw, found: list[ReportedFinding]) -> Iterator[Text]:
        for finding in found[: None if self.verbose else _FINDINGS]:
            yield from self._finding(law, finding)
        if not self.verbose and len(found) > _FINDINGS:
            yield _text(f"{_INDENT}and {len(found) - _FINDINGS} more findings by {law.law}", "dim")
            yield Text()

    def _finding(self, law: ReportedLaw, finding: ReportedFinding) -> Iterator[Text]:
        yield from self._broken(finding.verdict, law.law, self._promise(law, finding))
        yield from self._wrapped(_INDENT + _difference(finding), indent=_INDENT + "  ")
        if finding.request is not None:
            yield _text(_INDENT + _shortened(finding.request.curl), "blue")
        for remark in self._remarks(law, finding):
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

    def _promise(self, law: ReportedLaw, finding: ReportedFinding) -> str:
        """The clause that is broken, in its words; the law's statement where no clause cites it."""
        cited = [self.clauses[name] for name in finding.clauses if name in self.clauses]
        if not cited:
            return law.states
        ids = ", ".join(clause.id for clause in cited)
        return f"{ids}: {_sentence(cited[0])}"

    def _remarks(self, law: ReportedLaw, finding: ReportedFinding) -> Iterator[str]:
        if finding.request and finding.request.caller != "main":
            yield f"asked with the credentials of the caller `{finding.request.caller}`"
        if finding.times > 1:
            also = f", also by {finding.further[0]}" if finding.further else ""
            yield f"seen {finding.times} times{also}"
        if finding.again == "not seen again":
            yield "not seen when it was looked at again: the list may have changed meanwhile"
        if finding.again == "the list changed":
            yield "the list itself changed while it was looked at, which may explain this"
        if finding.known:
            yield known_told(finding.known)
        if law.reason:
            yield f"its severity is set by the target file: {law.reason}"

    def _errored(self, law: ReportedLaw) -> Iterator[Text]:
        yield self._verdict(law.verdict) + _text(law.law, "bold")
        yield from self._wrapped(f"{_INDENT}{law.reason}", indent=_INDENT)
        yield from self._wrapped(
            f"{_INDENT}This is a fault of Listproof and says nothing of the target; please report it.",
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
            facts = [_fact(finding) for finding in shown]
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
    counts = {word: sum(operation.counts.get(word, 0) for operation in every) for word in _COUNTED}
    line = Text(f"{name + ': ' if name else ''}{sum(counts.values())} laws: ", "bold")
    shown = [word for word in _COUNTED if counts[word]]
    for index, word in enumerate(shown):
        line.append(", " if index else "")
        line.append(f"{counts[word]} {word}", STYLES[Verdict[word.upper()]])
    requests = sum(operation.requests for operation in every)
    chance = sum(operation.chance_requests or 0 for operation in every)
    fuzzed = [operation.fuzz_requests for operation in every if operation.fuzz_requests is not None]
    also = f", {chance} by chance" if chance else ""
    also += f", {sum(fuzzed)} of the fuzz phase" if fuzzed else ""
    seconds = sum(operation.seconds for operation in every)
    return line.append(
        f"; {requests} request{'s' if requests != 1 else ''}{also} in {seconds:.1f} s; seed {report.seed}"
    )


def _names(laws: Iterable[ReportedLaw]) -> str:
    return ", ".join(law.law for law in laws)


def _fact(finding: ReportedFinding) -> str:
    """What was seen, in a clause: with the value where the reason does not name it."""
    if not finding.fact:
        return _difference(finding)
    because = finding.because.removesuffix("; the document doesn't say")
    seen = _value(finding.actual)
    return because if seen in because else f"{because}: {seen}"


def _difference(finding: ReportedFinding) -> str:
    """`/total: expected 41, got 47 (41 rows match)`."""
    because = f" ({finding.because})" if finding.because else ""
    return f"{finding.where}: expected {_value(finding.expected)}, got {_value(finding.actual)}{because}"


def _value(value: Json) -> str:
    if isinstance(value, str):
        return value if value and value == value.strip() else json.dumps(value)
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 120 else f"{text[:120]}..."


def _shortened(line: str) -> str:
    if len(line) <= _LONGEST_LINE:
        return line
    return f"{line[:_LONGEST_LINE]}... ({len(line)} characters; the JSON report has all of it)"


def _sentence(clause: ReportedClause) -> str:
    return clause.text.strip().rstrip(".")


def _text(text: str, style: str = "") -> Text:
    return Text(clean(text), style)


def clean(text: str) -> str:
    """The text with control characters made visible: what a server sends must not steer a terminal."""
    if text.isprintable():
        return text
    return "".join(repr(character)[1:-1] if _steers(character) else character for character in text)


def _steers(character: str) -> bool:
    """Whether it is seen only by what it does: a control, a mark of direction, half a pair, a line break."""
    category = unicodedata.category(character)
    return category[0] == "C" or category in ("Zl", "Zp")
