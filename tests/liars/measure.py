"""A table of every liar before the suite: which law names it, on which list.

    python -m tests.liars.measure [--family FAMILY] [--liar NAME] [--spec STEM] [--missed] [--rare]

Ends with 1 where a liar was missed.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

from conformance.judging.verdicts import Verdict
from tests.liars.all_liars import LIARS
from tests.liars.faults.rare import RARE
from tests.liars.liar import Liar
from tests.liars.trial import SPECS, contract_of, put_to_trial

MISSED = "MISSED"


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
    unstable: bool
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


def measured(case: tuple[str, str]) -> Measured:
    """What the suite says of a liar on a list, both by name."""
    name, spec = case
    liar = next(liar for liar in (*LIARS, *RARE) if liar.name == name)
    trial = put_to_trial(spec, liar.twist)
    named = sorted((law for law in trial.named if liar.named_by(law)), key=lambda law: -trial.named[law])
    return Measured(
        liar=name,
        family=liar.family,
        spec=spec,
        named=tuple(named),
        others=tuple(law for law in trial.named if not liar.named_by(law)),
        unstable=bool(named) and all(trial.named[law] == Verdict.UNSTABLE for law in named),
        errored=trial.errored,
        requests=trial.requests,
    )


def line(one: Measured) -> str:
    """A line of the table."""
    said = ", ".join(one.named[:3]) if one.named else MISSED
    more = f" (+{len(one.named) - 3})" if len(one.named) > 3 else ""
    also = f"   [{', '.join(one.others)}]" if one.others and not one.named else ""
    notes = ("  unstable" if one.unstable else "") + (f"  ERRORED {one.errored}" if one.errored else "")
    return f"{one.family:<11}{one.liar:<38}{one.spec.partition('-')[0]:<13}{said}{more}{also}{notes}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table and what it comes to; 1 where a liar was missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.liars.measure", description=__doc__)
    parser.add_argument("--family", action="append", default=[])
    parser.add_argument("--liar", action="append", default=[])
    parser.add_argument("--spec", action="append", default=[])
    parser.add_argument("--missed", action="store_true", help="print missed liars only")
    parser.add_argument("--rare", action="store_true", help="measure those that only chance may find")
    parser.add_argument("--workers", type=int, default=1)
    told = parser.parse_args(arguments)
    every = RARE if told.rare else LIARS
    liars = [one for one in every if _wanted(one.family, told.family) and _wanted(one.name, told.liar)]
    specs = [stem for stem in SPECS if not told.spec or any(stem.startswith(one) for one in told.spec)]
    results = []
    with ProcessPoolExecutor(max_workers=told.workers) as pool:
        for one in pool.map(measured, cases(liars, specs), chunksize=4):
            results.append(one)
            if not told.missed or not one.caught or one.errored:
                print(line(one), flush=True)
    print("\n".join(summary(results)))
    return 0 if all(one.caught for one in results) else 1


def _wanted(name: str, names: Sequence[str]) -> bool:
    return not names or name in names


def summary(results: Sequence[Measured]) -> Iterator[str]:
    """How many were caught, family by family."""
    tried, caught = (
        Counter(one.family for one in results),
        Counter(one.family for one in results if one.caught),
    )
    yield ""
    for family in tried:
        liars = {one.liar for one in results if one.family == family}
        yield f"{family:<11}{len(liars):>4} liars{tried[family]:>5} tried{caught[family]:>5} caught"
    names = {one.liar for one in results}
    yield f"{'together':<11}{len(names):>4} liars{len(results):>5} tried{sum(caught.values()):>5} caught"


if __name__ == "__main__":
    sys.exit(main())
