"""What a run does with a baseline: known findings are marked, and what has become of each entry is kept."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import replace

from conformance.baseline.entries import Entry, Key, key_of
from conformance.judging.verdicts import Verdict
from conformance.reports.report import Known, ReportedFinding, ReportedOperation, Stale


class Ledger:
    """The baseline of one run. `add_from` is the verdict from which on a new finding becomes an entry.

    Findings are marked before a report cuts them short, so that no new one hides behind known ones.
    """

    def __init__(
        self, entries: Iterable[Entry] = (), *, today: datetime.date, add_from: Verdict | None = None
    ) -> None:
        self._entries: dict[Key, Entry] = {entry.key: entry for entry in entries}
        self._today = today
        self._add_from = add_from
        self._met: set[Key] = set()
        self._judged: set[tuple[str, str]] = set()
        self.added = 0

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Every entry: those of the file, and those that the run added."""
        return tuple(self._entries.values())

    def marked(
        self, operation: str, law: str, findings: Sequence[ReportedFinding], by_chance: Sequence[bool]
    ) -> list[ReportedFinding]:
        """All findings of a law that was judged, those marked that are known."""
        first = key_of(operation, law, "", "")
        self._judged.add(first[:2])
        return [
            self._marked(key_of(operation, law, finding.where, finding.about), finding, chance)
            for finding, chance in zip(findings, by_chance, strict=True)
        ]

    def _marked(self, key: Key, finding: ReportedFinding, chance: bool) -> ReportedFinding:
        if finding.fact:
            return finding
        entry = self._entries.get(key) or self._new(key, finding, chance)
        if entry is None:
            return finding
        self._met.add(key)
        if finding.verdict < Verdict.WARNED:
            return finding
        expired = entry.expired(self._today)
        known = Known(
            reason=entry.reason,
            expires=entry.expires.isoformat() if entry.expires else "",
            ticket=entry.ticket,
            expired=expired,
            verdict=finding.verdict,
        )
        return replace(finding, known=known, verdict=finding.verdict if expired else Verdict.KNOWN)

    def _new(self, key: Key, finding: ReportedFinding, chance: bool) -> Entry | None:
        if self._add_from is None or finding.verdict < self._add_from:
            return None
        operation, law, where, about = key
        self._entries[key] = entry = Entry(
            operation=operation, law=law, where=where, about=about, chance=chance
        )
        self.added += 1
        return entry

    def stale(self, operations: Iterable[ReportedOperation]) -> tuple[Stale, ...]:
        """The entries that no longer fail, by operation and law: only what was judged in whole can tell."""
        complete = {key_of(one.operation, "", "", "")[0] for one in operations if one.complete}
        stale = (
            entry
            for key, entry in sorted(self._entries.items())
            if key[0] in complete and key[:2] in self._judged and key not in self._met and not entry.chance
        )
        return tuple(
            Stale(
                operation=entry.operation,
                law=entry.law,
                where=entry.where,
                about=entry.about,
                reason=entry.reason,
                ticket=entry.ticket,
            )
            for entry in stale
        )

    def drop(self, stale: Iterable[Stale]) -> int:
        """Drop the entries that no longer fail; how many there were."""
        keys = [key_of(one.operation, one.law, one.where, one.about) for one in stale]
        return sum(self._entries.pop(key, None) is not None for key in keys)
