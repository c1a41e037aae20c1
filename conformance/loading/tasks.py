"""What users ask under load: single pages by chance, walks, and the probes of `check`, each as a task.

All of it is made of the lists that were walked before the load, so every worker makes the same tasks.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import cycle
from typing import Final

from conformance.chance.drawing import drawn
from conformance.chance.ground import Case, Ground
from conformance.chance.phase import probe
from conformance.evidence import Filtered, Rewalked, Tenants, Twins, Walk
from conformance.law import Ask, Probe
from conformance.plan import plan
from conformance.questions import Question
from conformance.survey import Survey
from conformance.target import MAIN, OTHER, Target
from listproof.contract import Operation

PAGES: Final = 200
"""How many questions for single pages the users of an operation share: few, so that they ask the same."""
WEIGHTS: Final = {"page": 5, "again": 2, "walk": 2, "probe": 1}
"""How often a user picks a task of each kind."""
_WALKS: Final = 24
_WALKED: Final = 12
"""As many pages as a walk may have: of a longer list only its beginning is walked."""

UNASKED: Final = frozenset(
    {
        "errors/unauthenticated", "errors/bad-credentials", "errors/forbidden", "errors/method",
        "errors/failure", "safety/no-internals", "standards/head",
    }
)  # fmt: skip
"""Probes that serve one of these are not asked by many at once: wrong credentials lock accounts, hostile
texts wake firewalls, and failures that are provoked are none of the load's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What one user asks in one go. `kind` is a word of `WEIGHTS`, for names that tell no secrets."""

    kind: str
    probe: Probe


@dataclass(frozen=True, slots=True, kw_only=True)
class Tasks:
    """The tasks of one operation, by their kind."""

    by_kind: tuple[tuple[Task, ...], ...]
    _rounds: dict[str, Iterator[Task]] = field(default_factory=dict)

    def pick(self, chance: random.Random) -> Task:
        """A task, each kind as often as its weight says; of single pages the first ones most often."""
        weights = [WEIGHTS[tasks[0].kind] for tasks in self.by_kind]
        tasks = chance.choices(self.by_kind, weights)[0]
        if tasks[0].kind != "page":
            return next(self._round(tasks, chance))
        # As people do: the n-th of the questions is asked an n-th as often as the first.
        return tasks[min(len(tasks) - 1, int(len(tasks) ** chance.random()) - 1)]

    def _round(self, tasks: tuple[Task, ...], chance: random.Random) -> Iterator[Task]:
        """The tasks in turn, so that a short load has asked most of them; each process in its own order."""
        if tasks[0].kind not in self._rounds:
            self._rounds[tasks[0].kind] = cycle(chance.sample(tasks, len(tasks)))
        return self._rounds[tasks[0].kind]


def tasks_of(
    operation: Operation, survey: Survey, target: Target, *, seed: int, idle: Collection[str] = ()
) -> Tasks:
    """The tasks for an operation whose list has pages: the same for equal surveys and seeds."""
    ground = Ground(operation=operation, survey=survey)
    cases = drawn(ground, seed=seed, examples=PAGES)
    probes = [one for one in plan(operation, survey, target, idle=idle) if not UNASKED & set(one.laws)]
    kinds = (
        tuple(
            Task(kind="page", probe=probe(ground, case)) for case in _with_others(survey, operation, cases)
        ),
        tuple(Task(kind="again", probe=one) for one in _agains(cases)),
        tuple(Task(kind="walk", probe=one) for one in _walks(survey, cases)),
        tuple(Task(kind="probe", probe=one) for one in probes),
    )
    return Tasks(by_kind=tuple(tasks for tasks in kinds if tasks))


def _with_others(survey: Survey, operation: Operation, cases: Iterable[Case]) -> Iterator[Case]:
    """The questions, the plain one first, and right behind each the same of the other tenant, where it means
    the same: so that two tenants ask for one address at one time."""
    for case in dict.fromkeys((Case(question=Question()), *cases)):
        yield case
        question = case.question
        listed = all(operation.parameters[key].enum for key, _ in question.filters)
        odd = question.position is not None or question.sort or question.scope or case.pages > 1
        if OTHER in survey.others and question.caller == MAIN and listed and not odd:
            yield Case(question=question.but(caller=OTHER))


def _agains(cases: tuple[Case, ...]) -> Iterator[Probe]:
    """For each question another one to ask in between, of another caller where there is one."""
    half = len(cases) // 2
    for index, case in enumerate(cases):
        others = cases[index + half :] + cases[: index + half]
        different = (one.question for one in others if one.question.caller != case.question.caller)
        between = next(different, None) if index % 2 else others[0].question
        between = between or others[0].question
        if between != case.question:
            yield Probe(
                asks="the same after another question",
                laws=("time/interleaved",),
                gather=partial(_again, question=case.question, between=between),
            )


def _again(ask: Ask, *, question: Question, between: Question) -> Iterable[Twins]:
    """The question, the one in between, and the question once more."""
    left = ask.page(question)
    ask.page(between)
    right = ask.page(question.but(again=1))
    if left is not None and right is not None:
        about = "caller" if between.caller != question.caller else ""
        who = "another caller" if about else "another query"
        because = f"{who} was asked for in between"
        yield Twins(law="time/interleaved", about=about, left=left, right=right, because=because)


def _walks(survey: Survey, cases: Iterable[Case]) -> Iterator[Probe]:
    """Walks through the lists as they were surveyed, and by filters, sorts and sizes that chance drew."""
    for walk in (survey.main, *survey.others.values()):
        yield _walk(survey, walk.question)
    asked: dict[Question, None] = {}
    least = max(1, (survey.main.question.size or 1) // _WALKED)
    for case in cases:
        question = case.question.but(position=None)
        if (question.size or least) >= least and question not in asked:
            asked[question] = None
            yield _walk(survey, question)
        if len(asked) >= _WALKS:
            return


def _walk(survey: Survey, question: Question) -> Probe:
    return Probe(
        asks="a walk",
        laws=("page/complete", "page/no-repeats", "page/ends", "filter/complete", "scope/apart"),
        gather=partial(_walked, survey=survey, question=question),
    )


def _walked(ask: Ask, *, survey: Survey, question: Question) -> Iterable[Rewalked | Filtered | Tenants]:
    """The walk beside the one of the same list that was made while it was quiet."""
    quiet = _same_list(survey, question)
    if quiet is None:
        return
    same = question == quiet.question
    walk = ask.walk(question, pages=len(quiet.pages) + 1 if same else _WALKED)
    if not walk.pages:
        return
    if question.filters and question.sort is None and question.caller == survey.main.question.caller:
        about = "&".join(key for key, _ in question.filters)
        yield Filtered(about=about, filtered=walk, unfiltered=quiet)
    elif not question.filters and not question.put and question.sort is None:
        yield Rewalked(walk=walk, beside=quiet)
    strangers = stranger(survey, question)
    if strangers is not None:
        yield Tenants(about="caller", mine=_shared(strangers, walk), theirs=walk)


def _shared(strangers: Walk, walk: Walk) -> Walk:
    """Of the strangers' rows those that the walk may have brought: of the same identities."""
    came = set(walk.ids)
    pages = []
    for page in strangers.pages:
        kept = [at for at, identity in enumerate(page.ids) if identity in came]
        items, ids = tuple(page.items[at] for at in kept), tuple(page.ids[at] for at in kept)
        pages.append(replace(page, items=items, ids=ids))
    return replace(strangers, pages=tuple(pages))


def stranger(survey: Survey, question: Question) -> Walk | None:
    """The list of the tenant whose rows the question must not bring; None where nobody says whose it is."""
    if question.scope:
        return None
    if question.caller == OTHER:
        return survey.main
    return survey.others.get(OTHER) if question.caller == survey.main.question.caller else None


def _same_list(survey: Survey, question: Question) -> Walk | None:
    whose = (question.caller, question.scope)
    walks = (survey.main, *survey.others.values())
    return next((one for one in walks if (one.question.caller, one.question.scope) == whose), None)
