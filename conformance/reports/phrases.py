"""What reports of every format say of a law and its findings, in the same words."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from conformance.judging.guesses import Inferred
from conformance.judging.judge import Onset
from conformance.judging.verdicts import Verdict
from conformance.reports.baselined import known_told
from conformance.reports.report import (
    Figures,
    Load,
    ReportedFinding,
    ReportedLaw,
    ReportedOperation,
)
from conformance.reports.visible import clean
from listproof.contract import Json

LOUDEST_FIRST: Final = (
    Verdict.ERRORED,
    Verdict.FAILED,
    Verdict.UNSTABLE,
    Verdict.WARNED,
    Verdict.KNOWN,
    Verdict.OBSERVED,
    Verdict.PASSED,
    Verdict.SKIPPED,
)
BREAKING: Final = frozenset({Verdict.FAILED, Verdict.UNSTABLE})
"""The verdicts of a finding that make the exit code 1."""
NOT_THE_TARGET: Final = "This is a fault of Listproof and says nothing of the target; please report it."
_LONGEST: Final = 400
_MOST_REASONS: Final = 3


def value_text(value: Json) -> str:
    """A JSON value in one line: a text as it is, anything else as JSON, what can't be seen made visible."""
    if isinstance(value, str) and value and value == value.strip():
        text = value
    else:
        text = json.dumps(value, ensure_ascii=False, default=str)
    return clean(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}...")


def difference(finding: ReportedFinding) -> str:
    """The finding in one line: `/total: expected 41, got 47 (41 rows match)`; for a fact, what was seen."""
    where, because = clean(finding.where), clean(finding.because)
    actual = value_text(finding.actual)
    if finding.fact:
        seen = because.removesuffix("; the document doesn't say")
        return seen if actual in seen else f"{seen}: {actual}"
    reason = f" ({because})" if because else ""
    return f"{where}: expected {value_text(finding.expected)}, got {actual}{reason}"


def promise(operation: ReportedOperation, law: ReportedLaw, clauses: Iterable[str]) -> str:
    """The clause in its words, `TH-01: total counts ...`; the law's statement where no clause is meant."""
    known = {clause.id: clause for clause in operation.clauses}
    cited = [known[name] for name in clauses if name in known]
    if not cited:
        return clean(law.states)
    return clean(f"{', '.join(clause.id for clause in cited)}: {cited[0].text.strip().rstrip('.')}")


def remarks(law: ReportedLaw, finding: ReportedFinding) -> Iterator[str]:
    """What else a reader of the finding should know."""
    if finding.request and finding.request.caller != "main":
        yield f"asked with the credentials of the caller {clean(finding.request.caller)}"
    also = f", also by {clean(finding.further[0])}" if finding.further else ""
    if finding.onset is not None:
        yield f"{onset_told(law, finding, finding.onset)}{also}"
    elif finding.times > 1:
        yield f"seen {finding.times} times{also}"
    if finding.again == "not seen again" and finding.onset is None:
        yield "not seen when it was looked at again: the list may have changed meanwhile"
    if finding.again == "the list changed":
        yield "the list itself changed while it was looked at, which may explain this"
    if finding.leans:
        yield clean(leans_told(finding.leans))
    if finding.known:
        yield clean(known_told(finding.known))
    if law.reason and not finding.fact:
        yield f"its severity is set by the target file: {clean(law.reason)}"


def onset_told(law: ReportedLaw, finding: ReportedFinding, onset: Onset) -> str:
    """How often a finding came under load, and when first: `seen 9 times in 412 looks, first after 2.1 s`."""
    times = "once" if finding.times == 1 else f"{finding.times} times"
    users = f"{onset.users} user{'s' if onset.users != 1 else ''}"
    return f"seen {times} in {law.looked_at} looks, first after {onset.seconds:.1f} s with {users}"


def figures_told(figures: Figures) -> str:
    """How an operation answered under load, in one line."""
    lost = f", {figures.lost} without a whole answer" if figures.lost else ""
    times = {"half": figures.p50, "95%": figures.p95, "99%": figures.p99}
    within = ", ".join(f"{share} within {most:.0f} ms" for share, most in times.items())
    failed = f"{figures.failures} of them failed{lost}"
    return f"{figures.requests} requests, {failed}; {figures.per_second:.1f} a second; {within}"


def load_told(load: Load) -> str:
    """What the target was asked to bear, in words."""
    users = f"{load.users} user{'s' if load.users != 1 else ''}"
    workers = f" on {load.workers} workers" if load.workers > 1 else ""
    return f"{users}{workers} for {load.seconds:.0f} s"


def leans_told(leans: Sequence[Inferred]) -> str:
    """On which guesses a finding leans, the first few with their reasons."""
    alike: dict[str, list[str]] = {}
    for each in leans:
        alike.setdefault(each.reason, []).append(each.at)
    first = list(alike.items())[:_MOST_REASONS]
    told = "; ".join(f"{' and '.join(at)}: {reason}" for reason, at in first)
    left = len(leans) - sum(len(at) for _, at in first)
    more = f"; and {left} more" if left else ""
    wrong = "that is" if len(leans) == 1 else "one of these is"
    return f"inferred: {told}{more}. If {wrong} wrong, the guess is at fault, not the server"


def shard_told(shard: str, judged: int, chosen: int) -> str:
    """What falls to the shard of a run: `1 of 3 list operations`."""
    noun = "list operation" if chosen == 1 else "list operations"
    if judged:
        return f"{judged} of {chosen} {noun}"
    return f"nothing to do, {chosen} {noun} for {shard.partition('/')[2]} shards"


def with_verdict(law: ReportedLaw, *verdicts: Verdict) -> list[ReportedFinding]:
    """The findings of the law that have one of these verdicts."""
    return [finding for finding in law.findings if finding.verdict in verdicts]


def tally(operations: Iterable[ReportedOperation]) -> str:
    """How many laws have each verdict, the loudest first: `3 failed, 1 warned, 41 passed`."""
    every = list(operations)
    counts = ((verdict, sum(one.counts.get(verdict.word, 0) for one in every)) for verdict in LOUDEST_FIRST)
    return ", ".join(f"{count} {verdict.word}" for verdict, count in counts if count) or "nothing judged"


def document_path(contract: str) -> str:
    """The document's path as tools want it: with slashes, and relative to this folder where it is inside."""
    path = Path(contract)
    if path.is_absolute() and path.is_relative_to(Path.cwd()):
        path = path.relative_to(Path.cwd())
    return path.as_posix()
