"""Drawing cases with Hypothesis, and shrinking one that fails; nothing else of the suite draws with it.

The same ground, seed and number make the same cases, in the same order.
"""

from __future__ import annotations

import contextlib
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Final

import hypothesis
from hypothesis import strategies as st
from hypothesis.configuration import set_hypothesis_home_dir
from hypothesis.internal.conjecture import providers

from conformance.chance.ground import Case, Filters, Ground
from conformance.evidence import Walk
from conformance.questions import Question
from listproof.contract import Json

_OWN: Final = 4
"""How much likelier the main caller's list is than each of the others."""


_FEW: Final = 5_000
"""Longer ranges are not written out."""


_ONE_AT_A_TIME: Final = threading.RLock()
_CONSTANTS: Final = ("GLOBAL_CONSTANTS", "CONSTANTS_CACHE", "_get_local_constants")


class _Failed(Exception):  # noqa: N818 - it only tells Hypothesis what to shrink
    pass


def drawn(
    ground: Ground,
    *,
    seed: int,
    examples: int,
    enough: Callable[[Case], bool] = lambda _: False,
) -> tuple[Case, ...]:
    """At most so many cases, each once; no more after one of which `enough`, asked once of each, is true."""
    made: dict[Case, bool] = {}

    def tried(case: Case) -> bool:
        if case not in made:
            made[case] = enough(case)
        return made[case]

    # A case that is enough ends the drawing as one that fails would.
    _try(ground, tried, seed=seed, examples=examples, shrink=False)
    return tuple(made)


def smallest(ground: Ground, fails: Callable[[Case], bool], *, seed: int, examples: int) -> Case | None:
    """The smallest case that fails, as far as Hypothesis finds one; None where none of the drawn does."""
    found: list[Case] = []

    def tried(case: Case) -> bool:
        failed = fails(case)
        if failed:
            found.append(case)
        return failed

    _try(ground, tried, seed=seed, examples=examples, shrink=True)
    return min(found, key=_weight, default=None)


def _weight(case: Case) -> tuple[int, int, int]:
    """What a person finds small: few parameters, an early page, few rows."""
    asked = case.question
    parts = (asked.position, asked.size, asked.sort)
    number = sum(part is not None for part in parts) + len(asked.filters) + len(asked.put) + len(asked.scope)
    position = asked.position if isinstance(asked.position, int) else 0
    return number + (asked.caller != "main") + case.pages, position, asked.size or 0


def _try(ground: Ground, fails: Callable[[Case], bool], *, seed: int, examples: int, shrink: bool) -> None:
    """Show cases to `fails` until one fails, and, to shrink it, ever smaller ones."""

    def test(case: Case) -> None:
        if fails(case):
            raise _Failed

    settings = hypothesis.settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=False,
        phases=(hypothesis.Phase.generate, *([hypothesis.Phase.shrink] if shrink else [])),
        suppress_health_check=tuple(hypothesis.HealthCheck),
        report_multiple_bugs=False,
        verbosity=hypothesis.Verbosity.quiet,
        print_blob=False,
    )
    # Lists are judged side by side, and what Hypothesis is told here holds for the whole process.
    with _ONE_AT_A_TIME, _nothing_kept(), _no_constants_of_programs(), contextlib.suppress(_Failed):
        hypothesis.seed(seed)(settings(hypothesis.given(case=cases(ground))(test)))()


@contextlib.contextmanager
def _nothing_kept() -> Iterator[None]:
    """What Hypothesis keeps between runs has no place in the folder of whoever asks."""
    with tempfile.TemporaryDirectory() as home:
        set_hypothesis_home_dir(home)
        try:
            yield
        finally:
            set_hypothesis_home_dir(None)


@contextlib.contextmanager
def _no_constants_of_programs() -> Iterator[None]:
    """Keep Hypothesis from reading the source of every module for numbers to draw.

    That costs more than all else that a check does, finds nothing that a list is made of, and makes what a
    seed draws depend on who runs it. There is no public switch: a version whose inside has other names is
    left alone, and only draws other cases.
    """
    inside = {name: vars(providers).get(name) for name in _CONSTANTS}
    if None in inside.values():
        yield
        return
    none = type(providers.GLOBAL_CONSTANTS)()
    try:
        vars(providers).update(
            _get_local_constants=lambda: none, CONSTANTS_CACHE=type(providers.CONSTANTS_CACHE)(1024)
        )
        yield
    finally:
        vars(providers).update(inside)


# --- strategies ----------------------------------------------------------------------------------------
# Each draws from plain to odd, so that what Hypothesis shrinks to is what a person would try first.


@st.composite
def cases(draw: st.DrawFn, ground: Ground) -> Case:
    """A case whose every part has a documented meaning, as often as not at a boundary."""
    walk = draw(st.sampled_from([ground.lists[0]] * _OWN + list(ground.lists[1:])))
    filters = draw(filterings(ground, walk))
    own = walk is ground.survey.main
    sort = draw(st.sampled_from((None, *ground.sorts))) if own else None
    inert = draw(st.sampled_from((None, None, *ground.inert))) if own else None
    number = ground.number(walk, filters)
    size = draw(sizes(ground, number))
    start = draw(starts(ground, number, size))
    question = Question(
        caller=walk.question.caller,
        scope=walk.question.scope,
        filters=filters,
        sort=sort,
        put=() if inert is None else (inert,),
        size=size,
        position=ground.position(start, size),
    )
    return Case(question=question, pages=draw(st.integers(1, ground.depth)))


@st.composite
def filterings(draw: st.DrawFn, ground: Ground, walk: Walk) -> Filters:
    """No filter, one, or several together that some row of the list is known to fit, or may."""
    keys = list(ground.filters)
    if not keys:
        return ()
    many = draw(st.sampled_from((0, 1, 1, len(keys))))
    chosen: dict[str, Json] = {}
    for key in draw(st.permutations(keys))[:many]:
        value = draw(st.sampled_from(ground.filters[key]))
        if ground.number(walk, (*chosen.items(), (key, value))) != 0:
            chosen[key] = value
    return tuple((key, chosen[key]) for key in keys if key in chosen)


def sizes(ground: Ground, number: int | None) -> st.SearchStrategy[int | None]:
    """A size, or none."""
    sized = near(ground.sizes(number), ground.range_of_sizes())
    return st.none() if sized is None else st.one_of(st.none(), sized, sized, sized)


def starts(ground: Ground, number: int | None, size: int | None) -> st.SearchStrategy[int]:
    """How many rows lie before the page."""
    started = near(ground.starts(number, size), ground.range_of_starts(number, size))
    return st.just(0) if started is None else started


def near(edges: Sequence[int], every: range) -> st.SearchStrategy[int] | None:
    """One of a range, an edge as likely as all others together; it shrinks to the least. None of none."""
    if not every:
        return None
    if len(every) > _FEW:
        return st.one_of(st.sampled_from(sorted(edges)), st.sampled_from(every))
    weight = max(1, len(every) // max(1, len(edges)))
    return st.sampled_from(sorted([*every, *(edge for edge in edges for _ in range(weight))]))
