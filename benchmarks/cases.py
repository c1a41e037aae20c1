"""What is judged: liars and honest variants of the tests, each on one list, and a fair sample of them."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.liars.all_liars import LIARS
from tests.liars.all_variants import LIVE, VARIANTS
from tests.liars.calls import PLAIN, Twist
from tests.liars.honest import Backend
from tests.liars.trial import SPECS, contract_of, world_of
from tests.liars.variants import Variant
from tests.liars.worlds import World

HONEST = "honest"
PLAINLY = "plain"
"""The name of the backend without any twist."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A backend on one list, by names. The family of whoever keeps the document is `honest`."""

    family: str
    name: str
    spec: str

    @property
    def honest(self) -> bool:
        """Whether nobody may accuse it."""
        return self.family == HONEST


def liars() -> Iterator[Case]:
    """Every liar with each list on which its lie can be seen."""
    for spec in SPECS:
        operation = contract_of(spec).operations[0]
        yield from (
            Case(family=liar.family, name=liar.name, spec=spec) for liar in LIARS if liar.where(operation)
        )


def variants() -> Iterator[Case]:
    """Every honest variant with each list whose document leaves it open."""
    for spec in SPECS:
        operation = contract_of(spec).operations[0]
        yield from (
            Case(family=HONEST, name=variant.name, spec=spec)
            for variant in (*VARIANTS, *LIVE)
            if variant.where(operation)
        )


def plain(spec: str) -> Case:
    """The plain honest backend of a list."""
    return Case(family=HONEST, name=PLAINLY, spec=spec)


def sample(cases: Sequence[Case], count: int, seed: int) -> tuple[Case, ...]:
    """So many cases, as equally from each family as there are, drawn by the seed.

    A name comes a second time, on another list, only when its family has no other left.
    """
    chance = random.Random(seed)
    drawn = [_drawn([case for case in cases if case.family == family], chance) for family in _families(cases)]
    turns = [case for turn in range(len(cases)) for queue in drawn for case in queue[turn : turn + 1]]
    chosen = set(turns[:count])
    return tuple(case for queue in drawn for case in queue if case in chosen)


def _families(cases: Sequence[Case]) -> list[str]:
    return list(dict.fromkeys(case.family for case in cases))


def _drawn(cases: list[Case], chance: random.Random) -> list[Case]:
    """The cases of a family in the order in which they are taken: a new name as long as there is one."""
    chance.shuffle(cases)
    times: dict[str, int] = {}
    ranks = []
    for case in cases:
        times[case.name] = times.get(case.name, 0) + 1
        ranks.append(times[case.name])
    return [case for _, case in sorted(zip(ranks, cases, strict=True), key=lambda pair: pair[0])]


def built(case: Case) -> tuple[Backend, World]:
    """A fresh backend for a case, and the world that it serves."""
    contract, twist, world = contract_of(case.spec), PLAIN, world_of(case.spec)
    if case.honest and case.name != PLAINLY:
        variant = _variant(case.name)
        twist, world = variant.twist, variant.world(contract.operations[0], world)
    elif not case.honest:
        twist = _twist(case.name)
    return Backend(contract, world, twist), world


def _variant(name: str) -> Variant:
    return next(variant for variant in (*VARIANTS, *LIVE) if variant.name == name)


def _twist(name: str) -> Twist:
    return next(liar.twist for liar in LIARS if liar.name == name)
