"""Judging what one task brought: the laws of `check` over the evidence of `check`, made of fewer answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from conformance.asking.desk import Seen
from conformance.evidence import Exchange, Page, Reaction, Request, Walk
from conformance.judging.counting import counted
from conformance.judging.judge import Onset, described
from conformance.judging.second_look import compares
from conformance.judging.verdicts import Verdict, weigh
from conformance.law import Finding, Law
from conformance.loading.reference import Reference
from conformance.loading.sightings import Book
from conformance.loading.tasks import stranger
from conformance.target import OTHER, Target
from listproof.contract import Operation

Pause = Callable[[], None]


@dataclass(frozen=True, kw_only=True)
class Bench:
    """The judge of one operation under load. `laws` are those that apply and can be asked for."""

    reference: Reference
    target: Target
    laws: Sequence[Law[Any]]
    _by_kind: dict[type, tuple[Law[Any], ...]] = field(default_factory=dict)

    @property
    def operation(self) -> Operation:
        """What is judged."""
        return self.reference.operation

    def judge(
        self,
        book: Book,
        seen: Seen,
        made: Iterable[Any],
        *,
        untold: frozenset[Request] = frozenset(),
        onset: Onset,
        pause: Pause = lambda: None,
    ) -> dict[str, Exchange | None]:
        """Write what the task shows into the book; the laws that it breaks, each with the answer that tells.

        `untold` are requests whose answers say nothing of the list: where there is one, what was made of
        several answers is not judged. `pause` is called now and then, as judging takes time that others wait.
        """
        broken: dict[str, Exchange | None] = {}
        for piece in self._evidence(seen, made, untold):
            for law in self._laws_for(type(piece)):
                for finding in self._found(book, law, piece):
                    rests = compares(law, piece)
                    book.tally(self.operation.id, law.id).add(finding, compares=rests, onset=onset)
                    if self._is_loud(law, finding):
                        broken.setdefault(law.id, finding.exchanges[0] if finding.exchanges else None)
            pause()
        return broken

    def _evidence(self, seen: Seen, made: Iterable[Any], untold: frozenset[Request]) -> Iterator[Any]:
        yield from (one for request, one in seen.exchanges.items() if request not in untold)
        pages = [page for request, page in seen.pages.items() if request not in untold]
        walks = () if untold else tuple(walk for walk in seen.walks.values() if walk.pages)
        yield from pages
        yield from walks
        yield from counted(self.operation, self.reference.survey, pages, walks)
        yield from (reaction for page in pages if (reaction := self._whose(page)))
        if not untold:
            yield from made

    def _whose(self, page: Page) -> Reaction | None:
        """The page beside the rows of the other tenant that it might have: those of the same identities."""
        theirs = stranger(self.reference.survey, page.question)
        if theirs is None or not theirs.pages or self.operation.listing.id == ():
            return None
        known = self._rows_of(theirs)
        shared = [one for one in dict.fromkeys(page.ids) if one in known]
        like = replace(theirs.pages[0], items=tuple(known[one] for one in shared), ids=tuple(shared))
        return Reaction(
            law="scope/foreign",
            about="caller",
            situation="",
            way=f"{page.question.caller} asks for its own list",
            exchange=page.exchange,
            page=page,
            like=like,
        )

    def _rows_of(self, walk: Walk) -> Mapping[str, Any]:
        mine = self.reference.survey.main
        return self._rows_of_main if walk is mine else self._rows_of_others

    @cached_property
    def _rows_of_main(self) -> Mapping[str, Any]:
        return _by_identity(self.reference.survey.main)

    @cached_property
    def _rows_of_others(self) -> Mapping[str, Any]:
        theirs = self.reference.survey.others.get(OTHER)
        return {} if theirs is None else _by_identity(theirs)

    def _laws_for(self, kind: type) -> tuple[Law[Any], ...]:
        if kind not in self._by_kind:
            self._by_kind[kind] = tuple(law for law in self.laws if issubclass(kind, law.judges))
        return self._by_kind[kind]

    def _found(self, book: Book, law: Law[Any], piece: Any) -> list[Finding]:
        """What the law finds; where it breaks, that is told, and it finds nothing."""
        try:
            if not law.takes(piece):
                return []
            book.tally(self.operation.id, law.id).looked_at += 1
            return list(law.check(self.operation, piece))
        except Exception as error:
            book.tally(self.operation.id, law.id).error = described(error)
            return []

    def _is_loud(self, law: Law[Any], finding: Finding) -> bool:
        override = self.target.laws.get(law.id)
        return weigh(self.operation, law.name, finding, override).verdict == Verdict.FAILED


def _by_identity(walk: Walk) -> Mapping[str, Any]:
    return dict(zip(walk.ids, walk.items, strict=True))
