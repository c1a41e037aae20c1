"""Judging what one task brought: the laws of `check` over the evidence of `check`, made of fewer answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import blake2b
from typing import Any, Final

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

_KEPT: Final = 5_000
"""As many answers that broke nothing are remembered, by a digest each."""
_OF_THE_MOMENT: Final = frozenset({"date", "age"})
"""Headers that change with every answer, and whose times no law looks at."""


@dataclass(frozen=True, kw_only=True)
class Bench:
    """The judge of one operation under load. `laws` are those that apply and can be asked for."""

    reference: Reference
    target: Target
    laws: Sequence[Law[Any]]
    _by_kind: dict[type, tuple[Law[Any], ...]] = field(default_factory=dict)
    _kept: dict[tuple[object, ...], tuple[str, ...]] = field(default_factory=dict)
    """The laws that looked at an answer and found nothing, by all that they can see of it."""

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
        walks = () if untold else tuple(walk for walk in seen.walks.values() if walk.pages)
        for request, exchange in seen.exchanges.items():
            if request not in untold:
                self._answer(book, exchange, seen.pages.get(request), walks, broken, onset)
                pause()
        for piece in () if untold else (*walks, *made):
            self._piece(book, piece, broken, onset)
            pause()
        return broken

    def _answer(
        self,
        book: Book,
        exchange: Exchange,
        page: Page | None,
        walks: Sequence[Walk],
        broken: dict[str, Exchange | None],
        onset: Onset,
    ) -> None:
        """Judge one answer. Under load the same comes again and again: what broke nothing breaks nothing."""
        like = () if page is None or not page.question.filters else walks
        key = None if like else _bytes_of(exchange)
        if key is not None and (known := self._kept.get(key)):
            for law in known:
                book.tally(self.operation.id, law).looked_at += 1
            return
        looked: list[str] = []
        pieces = [exchange] if page is None else [exchange, page, *self._beside(page, like)]
        found = [self._piece(book, piece, broken, onset, looked) for piece in pieces]
        if key is not None and not any(found):
            if len(self._kept) >= _KEPT:
                self._kept.clear()
            self._kept[key] = tuple(looked)

    def _beside(self, page: Page, walks: Sequence[Walk]) -> Iterator[Any]:
        """The page beside the rows that it should be drawn from, and beside those that it must not bring."""
        yield from counted(self.operation, self.reference.survey, [page], walks)
        if reaction := self._whose(page):
            yield reaction

    def _piece(
        self,
        book: Book,
        piece: Any,
        broken: dict[str, Exchange | None],
        onset: Onset,
        looked: list[str] | None = None,
    ) -> bool:
        """Judge one piece of evidence. Whether anything was found; `looked` gets the laws that looked."""
        any_found = False
        for law in self._laws_for(type(piece)):
            found = self._found(book, law, piece)
            if found is None:
                continue
            if looked is not None:
                looked.append(law.id)
            for finding in found:
                any_found = True
                rests = compares(law, piece)
                book.tally(self.operation.id, law.id).add(finding, compares=rests, onset=onset)
                if self._is_loud(law, finding):
                    broken.setdefault(law.id, finding.exchanges[0] if finding.exchanges else None)
        return any_found

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

    def _found(self, book: Book, law: Law[Any], piece: Any) -> list[Finding] | None:
        """What the law finds; None where it is not for it, or where it breaks, which is told."""
        try:
            if not law.takes(piece):
                return None
            book.tally(self.operation.id, law.id).looked_at += 1
            return list(law.check(self.operation, piece))
        except Exception as error:
            book.tally(self.operation.id, law.id).error = described(error)
            return None

    def _is_loud(self, law: Law[Any], finding: Finding) -> bool:
        override = self.target.laws.get(law.id)
        return weigh(self.operation, law.name, finding, override).verdict == Verdict.FAILED


def _bytes_of(exchange: Exchange) -> tuple[object, ...]:
    """What laws see of an answer: the question, and all that came but for the moment."""
    headers = tuple(pair for pair in exchange.headers if pair[0] not in _OF_THE_MOMENT)
    body = blake2b(exchange.body, digest_size=16).digest()
    return exchange.question.but(again=0), exchange.request.target, exchange.status, headers, body


def _by_identity(walk: Walk) -> Mapping[str, Any]:
    return dict(zip(walk.ids, walk.items, strict=True))
