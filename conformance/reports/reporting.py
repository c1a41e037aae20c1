"""From what laws found to what a report says: weighed, redacted, and short enough to read."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from conformance.baseline.ledger import Ledger
from conformance.evidence import Exchange, Request
from conformance.judging.judge import Blame, Judged
from conformance.judging.second_look import Look
from conformance.judging.verdicts import VERDICT_OF_KIND, Verdict, citing, weigh
from conformance.law import Law
from conformance.reports.curl import curl, request_line
from conformance.reports.redaction import Redactor
from conformance.reports.report import Known, ReportedClause, ReportedFinding, ReportedLaw, Shown
from conformance.target import Override, Target
from listproof.contract import MISSING, Json, Operation

_EXCERPT = 300
_LONGEST_VALUE = 400
_MOST_FINDINGS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Where reports are written: the operation and the target at hand, and what must not be shown."""

    operation: Operation
    target: Target
    redactor: Redactor
    ledger: Ledger | None = None
    """The failures that are known; none where there is no baseline."""
    planned: Collection[Request] = ()
    """The requests of the plan: what shows only in others was found by chance."""

    # --- laws ---

    def skipped(self, law: Law[Any], reason: str, *, applies: bool = True) -> ReportedLaw:
        """A law that was not judged, and why; `applies` where the contract states what it looks at."""
        return self._law(law, Verdict.SKIPPED, reason=reason, applies=applies)

    def judged(self, judged: Judged, looks: Mapping[int, Look]) -> ReportedLaw:
        """A law with its findings, weighed; those that could not be shown twice are unstable."""
        override = self.target.laws.get(judged.law.id)
        if judged.error:
            reason = f"the law itself broke: {self.redactor.text(judged.error)}"
            return self._law(judged.law, Verdict.ERRORED, reason=reason, looked_at=judged.looked_at)
        findings = [
            self._finding(judged.law, blame, looks.get(index), override)
            for index, blame in enumerate(judged.blames)
        ]
        if self.ledger:
            findings = self._marked(self.ledger, judged, findings)
        findings.sort(key=lambda finding: -finding.verdict)
        verdict = max((finding.verdict for finding in findings), default=Verdict.PASSED)
        return self._law(
            judged.law,
            verdict,
            reason=override.reason if override else None,
            looked_at=judged.looked_at,
            findings=tuple(findings[:_MOST_FINDINGS]),
        )

    def errored(self, law: Law[Any], error: str) -> ReportedLaw:
        """A law whose evidence could not be gathered, because this suite broke."""
        return self._law(law, Verdict.ERRORED, reason=self.redactor.text(error))

    def _law(
        self,
        law: Law[Any],
        verdict: Verdict,
        *,
        reason: str | None = None,
        applies: bool = True,
        looked_at: int = 0,
        findings: tuple[ReportedFinding, ...] = (),
    ) -> ReportedLaw:
        clauses = citing(self.operation, law.id)
        loudest = max((clause.kind for clause in clauses), key=VERDICT_OF_KIND.__getitem__, default="")
        telling = next((finding for finding in findings if finding.verdict == verdict), None)
        return ReportedLaw(
            law=law.id,
            states=law.name.states,
            verdict=verdict,
            kind=telling.kind if telling else loudest or law.name.uncited,
            clauses=telling.clauses if telling else tuple(clause.id for clause in clauses),
            reason=reason,
            applies=applies,
            looked_at=looked_at,
            findings=findings,
        )

    # --- findings ---

    def _marked(
        self, ledger: Ledger, judged: Judged, findings: Sequence[ReportedFinding]
    ) -> list[ReportedFinding]:
        """The findings, those marked that the baseline knows."""
        chance = [self._by_chance(blame) for blame in judged.blames]
        marked = ledger.marked(self.operation.id, judged.law.id, findings, chance)
        return [
            replace(finding, known=self._redacted(finding.known)) if finding.known else finding
            for finding in marked
        ]

    def _by_chance(self, blame: Blame) -> bool:
        shown = [exchanges[0] for one in (blame.finding, *blame.also) if (exchanges := one.exchanges)]
        return bool(shown) and not any(exchange.request in self.planned for exchange in shown)

    def _redacted(self, known: Known) -> Known:
        """Its words are the user's, who may have quoted a credential."""
        return replace(
            known, reason=self.redactor.text(known.reason), ticket=self.redactor.text(known.ticket)
        )

    def _finding(
        self, law: Law[Any], blame: Blame, look: Look | None, override: Override | None
    ) -> ReportedFinding:
        finding = blame.finding
        weight = weigh(self.operation, law.name, finding, override)
        verdict = _looked_at(weight.verdict, look)
        return ReportedFinding(
            where=self.redactor.text(finding.where),
            expected=self._value(finding.expected),
            actual=self._value(finding.actual),
            because=self.redactor.text(finding.because),
            about=self.redactor.text(finding.about),
            fact=finding.fact,
            verdict=verdict,
            kind=weight.kind,
            clauses=weight.clauses,
            request=self._shown(finding.exchanges[0]) if finding.exchanges else None,
            further=tuple(self._further(finding.exchanges, (also.exchanges for also in blame.also))),
            times=blame.times,
            again="" if finding.fact else look or "",
            leans=tuple(replace(each, reason=self.redactor.text(each.reason)) for each in weight.leans),
            onset=blame.onset,
        )

    def _shown(self, exchange: Exchange) -> Shown:
        # Redacted before it is cut: half a credential would not be known for one.
        answer = exchange.trouble or exchange.body[: 10 * _EXCERPT].decode("utf-8", "replace")
        answer = self.redactor.text(answer)
        return Shown(
            line=request_line(exchange, self.redactor),
            curl=curl(exchange, self.target, self.redactor),
            caller=exchange.question.caller,
            status=exchange.status,
            answer=answer if len(answer) <= _EXCERPT else f"{answer[:_EXCERPT]}...",
        )

    def _further(self, own: Sequence[Exchange], others: Iterable[Sequence[Exchange]]) -> Iterable[str]:
        """The other requests of the finding, then those of findings like it, each once."""
        exchanges = [*own[1:3], *(other[0] for other in others if other)]
        lines = dict.fromkeys(request_line(exchange, self.redactor) for exchange in exchanges)
        first = request_line(own[0], self.redactor) if own else ""
        return (line for line in lines if line != first)

    def _value(self, value: Json) -> Json:
        """A value fit for a report: redacted, JSON throughout, and cut where it is long."""
        if value is MISSING:
            return "nothing there"
        return _cut(self.redactor.value(value))

    # --- clauses ---

    def clauses(self, laws: Sequence[ReportedLaw]) -> tuple[ReportedClause, ...]:
        """Each clause with the highest verdict that it alone, or among others, decided."""
        by_id = {law.law: law for law in laws}
        return tuple(
            ReportedClause(
                id=clause.id,
                kind=clause.kind,
                text=clause.text,
                quote=clause.quote,
                laws=tuple(str(citation) for citation in clause.laws),
                verdict=max(
                    (self._fared(clause.id, str(c.law), by_id) for c in clause.laws), default=Verdict.SKIPPED
                ),
            )
            for clause in self.operation.clauses
        )

    def _fared(self, clause: str, law: str, laws: Mapping[str, ReportedLaw]) -> Verdict:
        """How a law fared as far as this clause is concerned: by the findings that go against it."""
        fared = laws.get(law)
        if fared is None:
            return Verdict.SKIPPED
        if fared.verdict in (Verdict.SKIPPED, Verdict.PASSED, Verdict.ERRORED):
            return fared.verdict
        against = [finding.verdict for finding in fared.findings if clause in finding.clauses]
        return max(against, default=Verdict.PASSED)


def _cut(value: Json) -> Json:
    """The value, with long texts and long lists cut so that a reader sees their beginning and length."""
    if isinstance(value, str):
        return (
            value
            if len(value) <= _LONGEST_VALUE
            else f"{value[:_LONGEST_VALUE]}... ({len(value)} characters)"
        )
    if isinstance(value, list):
        more = [f"... ({len(value)} in all)"] if len(value) > 20 else []
        return [_cut(element) for element in value[:20]] + more
    if isinstance(value, dict):
        return {key: _cut(member) for key, member in list(value.items())[:40]}
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)  # JSON has no NaN and no infinity
    return value if value is None or isinstance(value, (bool, int, float)) else str(value)


def _looked_at(verdict: Verdict, look: Look | None) -> Verdict:
    """The verdict after a second look: what did not come again is unstable, and what changes of the list may
    explain blames nobody."""
    if look == "the list changed":
        return min(verdict, Verdict.OBSERVED)
    return Verdict.UNSTABLE if verdict == Verdict.FAILED and look == "not seen again" else verdict
