"""The chance phase itself: draw, ask side by side, judge, and shrink what fails.

Its cases are probes like those of the plan, so that second looks and reports treat them alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

from conformance.asking.desk import Seen
from conformance.asking.encoding import encode
from conformance.chance.ground import Case, Ground
from conformance.comparing.matching import implied, selection, text_of
from conformance.comparing.spelling import is_faulty
from conformance.evidence import Counted, Reaction
from conformance.examining import Examination, Examiner, Gathered
from conformance.judging.counting import counted
from conformance.judging.judge import described, judge, likeness
from conformance.judging.verdicts import Verdict, weigh
from conformance.law import Ask, Law, Probe
from conformance.probes.long_lists import SHORT
from conformance.probes.sorting import beside, sound
from conformance.questions import Question

TOGETHER: Final = 150
"""As many requests as plan and chance may take together of one operation."""
USUAL: Final = 25
"""How many cases are asked of one operation where nobody says."""
MANY: Final = 10
"""Lists of one run up to which each has as many cases as there are."""
OF_MANY: Final = 250
"""How many cases the lists of a larger run share: they are mostly made alike, and fail alike."""
LEAST: Final = 4
"""Cases that every list has, however many there are."""
SHRINK: Final = 40
"""As many further cases as are tried to make one failing case smaller."""
_DRAWS: Final = 4
"""How many cases are drawn for each that is asked: many come twice, or the plan has asked them."""
_SHRUNK: Final = 2
"""How many different faults are shrunk; the others are told as they were found."""

Fault = tuple[object, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explored:
    """The examination with what chance added to it, and what a reader should know of the phase."""

    examination: Examination
    requests: int = 0
    note: str = ""


def room_for(wanted: int | None, sent: int, *, lists: int = 1) -> int:
    """How many cases to ask after a plan of so many requests, in a run of so many lists: as many as are
    wanted, else as have room."""
    if wanted is not None:
        return wanted
    usual = USUAL if lists <= MANY else min(USUAL, max(LEAST, OF_MANY // lists))
    return max(0, min(usual, TOGETHER - sent))


def explore(
    examined: Examination, examiner: Examiner, laws: Sequence[Law[Any]], *, seed: int, examples: int
) -> Explored:
    """Ask at most `examples` cases that chance draws and the plan has not asked: the same for a seed."""
    if not examined.survey.main.pages or examined.error or examiner.stopped or examples <= 0:
        return Explored(examination=examined)
    try:
        phase = _Phase(examined, examiner, laws, seed=seed, examples=examples)
        return phase.explored()
    except Exception as error:
        # A fault of this suite, and of no law: what the plan found stands.
        return Explored(examination=examined, note=f"the chance phase broke: {described(error)}")


class _Phase:
    def __init__(
        self,
        examined: Examination,
        examiner: Examiner,
        laws: Sequence[Law[Any]],
        *,
        seed: int,
        examples: int,
    ) -> None:
        self.examined = examined
        self.examiner = examiner
        self.laws = laws
        self.seed = seed
        self.examples = examples
        self.ground = Ground(operation=examined.operation, survey=examined.survey)
        self.left = SHRINK
        self.tried: dict[Case, Gathered] = {}

    def explored(self) -> Explored:
        self._ask(self._cases())
        shrunk = [case for fault in self._new_faults()[:_SHRUNK] if (case := self._smallest(fault))]
        gathered = [self.tried[case] for case in dict.fromkeys([*shrunk, *self.tried])]
        seen = Seen()
        seen.join([self.examined.seen, *(one.seen for one in gathered)])
        fresh = len(seen.exchanges) - len(self.examined.seen.exchanges)
        examination = replace(self.examined, seen=seen, gathered=(*self.examined.gathered, *gathered))
        return Explored(examination=examination, requests=fresh)

    def _cases(self) -> list[Case]:
        """Cases whose first request was not sent yet, each request once, as far as their pages have room."""
        from conformance.chance.drawing import drawn

        known = set(self.examined.seen.exchanges)
        kept: list[Case] = []
        left = self.examples

        def is_enough(case: Case) -> bool:
            nonlocal left
            request = encode(self.ground.operation, self.examiner.target, case.question)
            if request not in known:
                known.add(request)
                left -= case.pages
                if left >= 0:
                    kept.append(case)
            return left <= 0

        drawn(self.ground, seed=self.seed, examples=_DRAWS * self.examples, enough=is_enough)
        return kept

    def _ask(self, cases: Sequence[Case]) -> None:
        probes = [probe(self.ground, case) for case in cases]
        found = self.examiner.gather(self.ground.operation, self.examined.memo, probes)
        self.tried.update(zip(cases, found, strict=True))

    # --- what fails, and what fails smallest ---

    def _new_faults(self) -> list[Fault]:
        """The faults that chance alone found, in the order in which they were."""
        found = self._faults(self.tried.values())
        if not found:
            return []
        known = self._faults(self.examined.gathered, self.examined.seen)
        return [fault for fault in found if fault not in known]

    def _smallest(self, fault: Fault) -> Case | None:
        from conformance.chance.drawing import smallest

        return smallest(
            self.ground,
            lambda case: self._fails(case, fault),
            seed=self.seed,
            examples=_DRAWS * self.examples,
        )

    def _fails(self, case: Case, fault: Fault) -> bool:
        if case not in self.tried:
            if self.left <= 0 or self.examiner.stopped:
                return False
            self.left -= 1
            self._ask([case])
        return fault in self._faults([self.tried[case]])

    def _faults(self, gathered: Iterable[Gathered], seen: Seen | None = None) -> dict[Fault, None]:
        """What these answers show that is loud, each like fault once."""
        pieces = list(gathered)
        if seen is None:
            seen = Seen()
            seen.join(one.seen for one in pieces)
        pages = list(seen.pages.values())
        evidence = [
            *seen.exchanges.values(),
            *pages,
            *(walk for walk in seen.walks.values() if walk.pages),
            *counted(self.ground.operation, self.ground.survey, pages),
            *(piece for one in pieces for piece in one.evidence),
        ]
        return dict.fromkeys(fault for law in self.laws for fault in self._faults_of(law, evidence))

    def _faults_of(self, law: Law[Any], evidence: Sequence[Any]) -> Iterator[Fault]:
        operation, override = self.ground.operation, self.examiner.target.laws.get(law.id)
        for blame in judge(law, operation, evidence).blames:
            if weigh(operation, law.name, blame.finding, override).verdict >= Verdict.WARNED:
                yield law.id, *likeness(blame.finding)


# --- a case as a probe ---------------------------------------------------------------------------------


def probe(ground: Ground, case: Case) -> Probe:
    """The probe that asks the case."""
    return Probe(
        asks=f"by chance: {_words(case.question)}",
        laws=_LAWS,
        gather=partial(_gather, ground=ground, case=case),
    )


_LAWS: Final = (
    "page/window", "size/at-most", "size/full", "filter/match", "parameters/accepted",
    "meta/page", "meta/size", "meta/offset", "meta/sort", "meta/order", "meta/returned", "meta/total",
    "meta/total-all", "meta/pages", "meta/has-next", "meta/has-prev", "meta/next", "meta/prev",
)  # fmt: skip


def _words(question: Question) -> str:
    parts = [f"{key}={text_of(value)}" for key, value in (*question.filters, *question.put)]
    if question.sort is not None:
        parts.append(f"sorted by {question.sort[0]}, {'descending' if question.sort[1] else 'ascending'}")
    if question.size is not None:
        parts.append(f"size {question.size}")
    if question.position is not None:
        parts.append(f"position {question.position}")
    return ", ".join(parts) or "the plain list"


def _gather(ask: Ask, *, ground: Ground, case: Case) -> Iterable[Counted | Reaction]:
    question = case.question
    if case.pages > 1:
        yield from _followed(ask, ground, case)
        return
    page = ask.page(question)
    yield Reaction(
        law="parameters/accepted",
        about=_about(question),
        situation="valid",
        way=f"each part of the question ({_words(question)})",
        exchange=ask.exchange(question),
        page=page,
    )
    main = ground.survey.main
    if not main.whole or len(main.pages) > SHORT:
        return  # a longer list is not walked again for one page: chance would cost more than the plan
    if page is not None and question.sort is not None and not question.filters and page.skipped is not None:
        walk = ask.walk(main.question.but(sort=question.sort), pages=len(main.pages) + 1)
        if sound(ground.operation, walk, ground.survey.main):
            yield beside(page, walk, page.skipped)


def _about(question: Question) -> str:
    """The one parameter that the question has beside page and size, if it has one."""
    keys = [key for key, _ in (*question.filters, *question.put)]
    return keys[0] if len(keys) == 1 and question.sort is None else ""


def _followed(ask: Ask, ground: Ground, case: Case) -> Iterator[Counted]:
    """The pages of a list that tokens lead through, each beside the rows that it should have."""
    walk = ask.walk(case.question, pages=case.pages)
    main = ground.survey.main
    rows = _matching(ground, case.question) if case.question.caller == main.question.caller else None
    # A walk puts its rows together anew each time that it is asked for them.
    items, ids = main.items, main.ids
    skipped = 0
    for page in walk.pages:
        if rows is not None:
            yield Counted(
                page=replace(page, skipped=skipped),
                rows=tuple(items[at] for at in rows),
                ids=tuple(ids[at] for at in rows),
                everything=len(items),
                ordered=case.question.sort is None,
            )
        skipped += len(page.items)


def _matching(ground: Ground, question: Question) -> Sequence[int] | None:
    """The places of the main list's rows that match; None where that can't be told."""
    main = ground.survey.main
    unknown = not main.whole or is_faulty(ground.operation, main) or implied(ground.operation)
    if unknown or question.scope != main.question.scope:
        return None
    answers = selection(ground.operation, question.filters, main.items)
    return None if None in answers else [at for at, match in enumerate(answers) if match]
