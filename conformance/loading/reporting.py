"""The report of a load: the laws as `check` reports them, and how the target bore it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from conformance.evidence import Opinion, Whole
from conformance.judging.drift import Changes
from conformance.judging.judge import Judged, likeness
from conformance.judging.second_look import Look
from conformance.judging.verdicts import Verdict
from conformance.law import Law
from conformance.laws import ALL_LAWS
from conformance.loading.reference import Reference
from conformance.loading.settings import Ground, Settings
from conformance.loading.sightings import Book, Tally
from conformance.loading.tasks import UNASKED
from conformance.reports.redaction import Redactor
from conformance.reports.report import Figures, Load, Report, ReportedLaw, ReportedOperation
from conformance.reports.reporting import Desk
from conformance.run import PASSED_OVER, idle_laws
from listproof import __version__
from listproof.contract import Operation

_ACROSS: Final = "it looks across every answer, and a load keeps none: listproof check judges it"
_ALONE: Final = "it is not asked by many at once: listproof check asks it"
_NOTHING: Final = "no answer gave it anything to judge"
_UNREAD: Final = "the plain list could not be read before the load"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a load, as its master holds it."""

    started: str
    book: Book
    references: Mapping[str, Reference]
    load: Load
    figures: Mapping[str, Figures]
    """By operation."""
    changed: Mapping[str, Changes]
    """How the lists changed that did, by operation."""
    notes: tuple[str, ...] = ()
    lost_workers: int = 0


def reported(ground: Ground, settings: Settings, outcome: Outcome) -> Report:
    """The report of the load."""
    redactor = Redactor(ground.target, ground.contract.operations)
    operations = tuple(_Sheet(ground, outcome, redactor, one).reported() for one in ground.chosen)
    return Report(
        listproof=__version__,
        contract=ground.contract.source,
        title=ground.contract.title,
        target=redactor.text(ground.target.url),
        seed=settings.seed,
        started=outcome.started,
        complete=all(one.complete for one in operations)
        and not (outcome.book.stopped or outcome.lost_workers),
        stopped=redactor.text(outcome.book.stopped),
        operations=operations,
        notes=tuple(redactor.text(note) for note in _notes(ground, outcome)),
        chosen=tuple(one.operation for one in operations),
        load=outcome.load,
    )


def _notes(ground: Ground, outcome: Outcome) -> Iterator[str]:
    if ground.contract.inference is not None:
        yield f"{ground.contract.source} states no lists: what leans on an inferred value warns at most"
    for status, times in sorted(outcome.book.busy.items()):
        yield f"{status} came {times} times and was waited out: such answers are not judged"
    if outcome.lost_workers:
        noun = "worker was" if outcome.lost_workers == 1 else "workers were"
        yield f"{outcome.lost_workers} {noun} lost: what was seen there last is not in this report"
    if outcome.book.spent:
        yield f"the load ended where it was to end: {outcome.book.spent}"
    yield from outcome.notes


class _Sheet:
    """One operation's part of the report."""

    def __init__(self, ground: Ground, outcome: Outcome, redactor: Redactor, operation: Operation) -> None:
        self.ground = ground
        self.outcome = outcome
        self.operation = operation
        self.reference = outcome.references.get(operation.id)
        self.redactor = redactor
        self.desk = Desk(operation=operation, target=ground.target, redactor=redactor)
        self.idle = dict(idle_laws(operation, ground.target))

    def reported(self) -> ReportedOperation:
        laws = tuple(self._law(law) for law in ALL_LAWS)
        figures = self.outcome.figures.get(self.operation.id)
        main = self.reference.survey.main if self.reference else None
        over = self.operation.id in self.ground.passed_over
        return ReportedOperation(
            operation=self.operation.id,
            summary=self.operation.summary,
            path=self.operation.path,
            line=self.operation.line,
            file="" if self.operation.file == self.ground.contract.source else self.operation.file,
            rows=len(main.items) if main is not None and main.whole else None,
            requests=figures.requests if figures else 0,
            chance_requests=None,
            fuzz_requests=None,
            seconds=self.outcome.load.seconds,
            complete=over or (main is not None and bool(main.pages) and figures is not None),
            notes=tuple(self.redactor.text(note) for note in self._notes()),
            laws=laws,
            clauses=self.desk.clauses(laws),
            figures=figures,
        )

    def _notes(self) -> Iterator[str]:
        if why := self.ground.passed_over.get(self.operation.id):
            yield why
        elif self.reference is not None and not self.reference.survey.main.pages:
            first = next(iter(self.reference.answers), None)
            came = "" if first is None else f": {first.trouble or first.status}"
            yield f"{_UNREAD}{came}; listproof check tells more"
        elif self.operation.id not in self.outcome.figures:
            yield "nothing was asked: the load was over before its users had begun"
        if changes := self.outcome.changed.get(self.operation.id):
            yield (f"the list changed during the load: {changes.told()}; what this may explain is observed")

    def _law(self, law: Law[Any]) -> ReportedLaw:
        if self.operation.id in self.ground.passed_over:
            applies = self.idle[law.id].applies if law.id in self.idle else True
            return self.desk.skipped(law, PASSED_OVER, applies=applies)
        if idle := self.idle.get(law.id):
            if idle.error:
                return self.desk.errored(law, idle.reason)
            return self.desk.skipped(law, idle.reason, applies=idle.applies)
        tally = self.outcome.book.tallies.get((self.operation.id, law.id), Tally())
        if tally.error or tally.blames:
            judged = Judged(
                law=law, looked_at=tally.looked_at, blames=tuple(tally.blames.values()), error=tally.error
            )
            return self.desk.judged(judged, self._looks(tally))
        if not tally.looked_at:
            return self.desk.skipped(law, self._why_not(law))
        return self.desk.judged(Judged(law=law, looked_at=tally.looked_at), {})

    def _why_not(self, law: Law[Any]) -> str:
        if self.reference is None or not self.reference.survey.main.pages:
            return _UNREAD
        if law.judges in (Whole, Opinion):
            return _ACROSS
        return _ALONE if law.id in UNASKED else _NOTHING

    def _looks(self, tally: Tally) -> dict[int, Look]:
        """A load asks everything again and again: what came twice was seen again."""
        lives = self.operation.id in self.outcome.changed
        looks: dict[int, Look] = {}
        for index, blame in enumerate(tally.blames.values()):
            explained = lives and likeness(blame.finding) in tally.compares
            looks[index] = (
                "the list changed" if explained else "seen again" if blame.times > 1 else "not seen again"
            )
        return looks


def exit_code(report: Report) -> int:
    """As `check` ends: 0 all kept, 1 a promise broken, 3 not everything was asked, 4 the suite broke."""
    if report.worst == Verdict.ERRORED:
        return 4
    if report.worst >= Verdict.UNSTABLE:
        return 1
    return 0 if report.complete else 3
