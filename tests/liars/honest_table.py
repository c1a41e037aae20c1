"""Honest backends over many seeds, and the page that says whether any was accused."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from conformance.judging.verdicts import Verdict
from listproof import __version__
from tests.liars.all_variants import LIVE, VARIANTS
from tests.liars.calls import PLAIN
from tests.liars.tables import read_tables, table
from tests.liars.trial import SPECS, contract_of, put_to_trial, world_of
from tests.liars.variants import Variant

PLAINLY = Variant(name="plain", says="Differs in nothing.", twist=PLAIN)
HONEST = (PLAINLY, *VARIANTS, *LIVE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What the suite said of an honest backend on one list, with one seed."""

    variant: str
    spec: str
    seed: int
    accused: tuple[tuple[str, Verdict], ...]
    """The laws that accused it, or broke, with their verdicts."""
    requests: int
    seconds: float

    def count(self, *verdicts: Verdict) -> int:
        """How many laws had one of these verdicts."""
        return sum(verdict in verdicts for _, verdict in self.accused)


def honest_cases(
    variants: Iterable[Variant], specs: Sequence[str], seeds: int, *, every: bool = False
) -> Iterator[tuple[str, str, int]]:
    """The name of each variant with each list where the document leaves it open, and its seeds there.

    All the seeds of a variant are dealt over its lists, so that it meets each once; with `every` it meets
    each on every list.
    """
    for variant in variants:
        lists = [spec for spec in specs if variant.where(contract_of(spec).operations[0])]
        for place, spec in enumerate(lists):
            dealt = range(seeds) if every or seeds < len(lists) else range(place, seeds, len(lists))
            yield from ((variant.name, spec, seed) for seed in dealt)


def judged(case: tuple[str, str, int]) -> Judged:
    """What the suite says of an honest backend.

    The seed is the suite's, and the backend's phase as well: what it does with every so manieth call comes
    earlier by so many calls.
    """
    name, spec, seed = case
    variant = next(variant for variant in HONEST if variant.name == name)
    world = variant.world(contract_of(spec).operations[0], world_of(spec))
    trial = put_to_trial(spec, variant.twist, world=world, seed=seed, phase=seed)
    broken = tuple((law, Verdict.ERRORED) for law in trial.errored)
    return Judged(
        variant=name,
        spec=spec,
        seed=seed,
        accused=(*trial.named.items(), *broken),
        requests=trial.all_requests,
        seconds=trial.seconds,
    )


def accusation(one: Judged) -> str:
    """A line that says who accused whom."""
    laws = ", ".join(f"{law} {verdict.word}" for law, verdict in one.accused)
    return f"{one.variant} on {one.spec}, seed {one.seed}: {laws}"


def honest_stale(page: Path) -> Iterator[str]:
    """What the page lacks, and what it has too much, in sentences."""
    text = page.read_text(encoding="utf-8") if page.exists() else ""
    names, told = (
        {one.name for one in HONEST},
        {row["variant"] for row in read_tables(text) if "what it does" in row},
    )
    yield from (f"{name} has no row" for name in sorted(names - told))
    yield from (f"{name} is no variant any more" for name in sorted(told - names))


def honest_text(results: Sequence[Judged], seeds: int) -> str:
    """The page."""
    return (
        "\n\n".join(
            (_head(seeds), _by_list(results), "## Accusations", _accusations(results), _every(results))
        )
        + "\n"
    )


def _head(seeds: int) -> str:
    return f"""\
# Honest backends

Backends that keep the document and yet differ: in what it leaves open, in how they write what it says, in
rows that change while they are looked at. Not one of them may be accused, by a failure or by a warning.

Made by `python -m tests.liars.measure --honest --seeds {seeds} --write docs/honest.md` with Listproof
{__version__}. Each variant meets all the seeds, dealt over its lists; with `--every-seed` it meets each of
them on every list. A seed decides what the suite asks by chance, and from which call on a backend does what
it does now and then. Variants stand in `tests/liars/`, the liars that must be caught in
[liars.md](liars.md). Backends are asked in the same process: the seconds are the suite's own."""


def _by_list(results: Sequence[Judged]) -> str:
    columns = [
        "list",
        "trials",
        "failed",
        "unstable",
        "warned",
        "broke",
        "requests",
        "most",
        "seconds",
        "most ",
    ]
    return table(columns, [_counts(spec, [one for one in results if one.spec == spec]) for spec in SPECS])


def _counts(spec: str, results: Sequence[Judged]) -> list[object]:
    verdicts = (Verdict.FAILED, Verdict.UNSTABLE, Verdict.WARNED, Verdict.ERRORED)
    requests, seconds = [one.requests for one in results] or [0], [one.seconds for one in results] or [0.0]
    return [
        spec,
        len(results),
        *(sum(bool(one.count(verdict)) for one in results) for verdict in verdicts),
        f"{statistics.median(requests):.0f}",
        max(requests),
        f"{statistics.median(seconds):.2f}",
        f"{max(seconds):.2f}",
    ]


def _accusations(results: Sequence[Judged]) -> str:
    seeds: dict[tuple[str, str, str, str], list[int]] = {}
    for one in results:
        for law, verdict in one.accused:
            seeds.setdefault((one.variant, one.spec, law, verdict.word), []).append(one.seed)
    if not seeds:
        return "None."
    rows = [[*key, ", ".join(map(str, told))] for key, told in seeds.items()]
    return table(["variant", "list", "law", "verdict", "seeds"], rows)


def _every(results: Sequence[Judged]) -> str:
    rows = [
        [
            f"`{one.name}`",
            one.says,
            *(_cell([r for r in results if (r.variant, r.spec) == (one.name, spec)]) for spec in SPECS),
        ]
        for one in HONEST
    ]
    return f"""\
## Every variant

The most requests that any seed needed, and with how many seeds it was accused, if it was. `-` says that the
document of that list does not leave it open.

{table(["variant", "what it does", *SPECS], rows)}"""


def _cell(results: Sequence[Judged]) -> str:
    if not results:
        return "-"
    accused = sum(bool(one.accused) for one in results)
    most = max(one.requests for one in results)
    return f"{most}, **accused with {accused} of {len(results)} seeds**" if accused else str(most)
