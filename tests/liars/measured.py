"""What the suite says of each liar on each list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from conformance.judging.verdicts import Verdict
from tests.liars.all_liars import LIARS
from tests.liars.faults.rare import RARE
from tests.liars.liar import Liar
from tests.liars.trial import contract_of, put_to_trial


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What the suite said of a liar on one list."""

    liar: str
    family: str
    spec: str
    named: tuple[str, ...]
    """The laws that rightly named it, the loudest first."""
    others: tuple[str, ...]
    """Other laws that named it."""
    loudest: Verdict
    """The verdict of the first of those that rightly named it; passed where none did."""
    by_chance: bool = False
    """Whether the plan alone did not find it."""
    errored: tuple[str, ...]
    requests: int

    @property
    def caught(self) -> bool:
        """Whether a law of the right kind named it."""
        return bool(self.named)


def cases(liars: Iterable[Liar], specs: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The name of each liar with each list on which its lie can be seen."""
    for liar in liars:
        for spec in specs:
            if liar.where(contract_of(spec).operations[0]):
                yield liar.name, spec


def measured(case: tuple[str, str], seed: int = 0) -> Measured:
    """What the suite says of a liar on a list, both by name: by its plan, or else by chance with the seed."""
    name, spec = case
    liar = next(liar for liar in (*LIARS, *RARE) if liar.name == name)
    trial = put_to_trial(spec, liar.twist, chance=0)
    by_chance = not any(liar.named_by(law) for law in trial.named)
    if by_chance:
        trial = put_to_trial(spec, liar.twist, seed=seed)
    named = sorted((law for law in trial.named if liar.named_by(law)), key=lambda law: -trial.named[law])
    return Measured(
        liar=name,
        family=liar.family,
        spec=spec,
        named=tuple(named),
        others=tuple(law for law in trial.named if not liar.named_by(law)),
        loudest=trial.named[named[0]] if named else Verdict.PASSED,
        by_chance=by_chance,
        errored=trial.errored,
        requests=trial.all_requests,
    )
