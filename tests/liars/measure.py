"""Tables of what the suite says of every liar, and of every honest backend over many seeds.

    python -m tests.liars.measure [--family FAMILY] [--liar NAME] [--spec STEM] [--missed] [--rare]
    python -m tests.liars.measure --write docs/liars.md [--new]
    python -m tests.liars.measure --honest [--seeds N] [--variant NAME] [--spec STEM]
    python -m tests.liars.measure --honest --seeds 20 --write docs/honest.md
    python -m tests.liars.measure --check docs/liars.md

Ends with 1 where a liar was missed, somebody honest accused, or, with --check, a page is stale.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import TypeVar

from rich.console import Console
from rich.progress import track

from conformance.judging.verdicts import Verdict
from tests.liars.all_liars import LIARS
from tests.liars.faults.rare import RARE
from tests.liars.honest_table import HONEST, accusation, honest_cases, honest_stale, honest_text, judged
from tests.liars.liar_table import NOT_TRIED, Row, page_text, read_rows, rows_of, stale
from tests.liars.measured import Measured, cases, measured
from tests.liars.trial import SPECS

C = TypeVar("C")
R = TypeVar("R")
MISSED = "MISSED"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what is asked for, and print or write it; the exit code says how it went."""
    parser = _parser()
    asked = parser.parse_args(arguments)
    partly = asked.family or asked.liar or asked.variant or asked.spec or asked.rare
    if asked.write and partly:
        parser.error("--write takes all of them: a page has a row for each")
    if asked.check:
        return _check(asked)
    specs = [stem for stem in SPECS if _wanted(stem, asked.spec)]
    return _honest(asked, specs) if asked.honest else _liars(asked, specs)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.liars.measure",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--family", action="append", default=[])
    parser.add_argument("--liar", action="append", default=[])
    parser.add_argument(
        "--spec", action="append", default=[], help="a list, by the first letters of its name"
    )
    parser.add_argument("--missed", action="store_true", help="print missed liars only")
    parser.add_argument("--rare", action="store_true", help="measure those that only chance may find")
    parser.add_argument("--seed", type=int, default=0, help="the seed of liars (0)")
    parser.add_argument("--honest", action="store_true", help="measure honest backends instead")
    parser.add_argument("--variant", action="append", default=[], help="with --honest: this one")
    parser.add_argument("--seeds", type=int, default=1, help="with --honest: the seeds from 0 on (1)")
    parser.add_argument(
        "--every-seed",
        action="store_true",
        help="with --honest: every seed on every list",
    )
    parser.add_argument("--write", type=Path, metavar="PAGE", help="write the table as Markdown")
    parser.add_argument("--new", action="store_true", help="with --write: only liars that have no row yet")
    parser.add_argument(
        "--check", type=Path, metavar="PAGE", help="say whether each has its row; measure nothing"
    )
    parser.add_argument("--workers", type=int, default=1)
    return parser


def _wanted(name: str, beginnings: Sequence[str]) -> bool:
    return not beginnings or any(name.startswith(one) for one in beginnings)


def _check(asked: argparse.Namespace) -> int:
    faults = list(honest_stale(asked.check) if asked.honest else stale(asked.check, LIARS))
    print("\n".join(faults) or f"{asked.check}: every one has its row")
    return 1 if faults else 0


def each(work: Callable[[C], R], on: Sequence[C], *, workers: int) -> Iterator[R]:
    """The results in the order of the cases. A terminal on standard error shows how far it is."""
    console = Console(stderr=True)
    with ProcessPoolExecutor(max_workers=workers) as pool:
        made = pool.map(work, on, chunksize=4)
        yield from track(made, "measuring", total=len(on), console=console, disable=not console.is_terminal)


# --- liars ---------------------------------------------------------------------------------------------


def _liars(asked: argparse.Namespace, specs: Sequence[str]) -> int:
    every = RARE if asked.rare else LIARS
    kept = read_rows(asked.write) if asked.new and asked.write else {}
    tried = {name for name, _ in cases(every, list(SPECS))}
    nowhere = {one.name: dict.fromkeys(SPECS, NOT_TRIED) for one in every if one.name not in tried}
    liars = [
        one
        for one in every
        if (not asked.family or one.family in asked.family)
        and (not asked.liar or one.name in asked.liar)
        and one.name not in kept
    ]
    results: list[Measured] = []
    for one in each(partial(measured, seed=asked.seed), list(cases(liars, specs)), workers=asked.workers):
        if asked.write and results and results[-1].liar != one.liar:
            _write(
                asked, {**nowhere, **kept, **rows_of(results)}
            )  # so that --new can go on where a run was ended
        results.append(one)
        if not asked.missed or not one.caught or one.errored:
            print(line(one), flush=True)
    print("\n".join(summary(results)))
    if asked.write:
        _write(asked, {**nowhere, **kept, **rows_of(results)})
    return 0 if all(one.caught for one in results) else 1


def _write(asked: argparse.Namespace, rows: Mapping[str, Row]) -> None:
    done = [one for one in LIARS if one.name in rows]
    asked.write.write_text(page_text(rows, done, seed=asked.seed), encoding="utf-8")


def line(one: Measured) -> str:
    """A line of the table."""
    said = ", ".join(one.named[:3]) if one.named else MISSED
    more = f" (+{len(one.named) - 3})" if len(one.named) > 3 else ""
    also = f"   [{', '.join(one.others)}]" if one.others and not one.named else ""
    quiet = one.named and one.loudest != Verdict.FAILED
    notes = f"  {one.loudest.word}" if quiet else ""
    notes += "  by chance" if one.by_chance and one.named else ""
    notes += f"  ERRORED {one.errored}" if one.errored else ""
    return f"{one.family:<11}{one.liar:<38}{one.spec.partition('-')[0]:<13}{said}{more}{also}{notes}"


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


# --- honest backends -----------------------------------------------------------------------------------


def _honest(asked: argparse.Namespace, specs: Sequence[str]) -> int:
    variants = [one for one in HONEST if not asked.variant or one.name in asked.variant]
    cases_of = partial(honest_cases, specs=specs, seeds=asked.seeds, every=asked.every_seed)
    results = []
    for one in each(judged, list(cases_of(variants)), workers=asked.workers):
        results.append(one)
        if one.accused:
            print(accusation(one), flush=True)
    accused = sum(bool(one.accused) for one in results)
    print(f"{len(variants)} honest backends, {len(results)} trials, {accused} accused")
    if asked.write:
        asked.write.write_text(honest_text(results, asked.seeds), encoding="utf-8")
    return 1 if accused else 0


if __name__ == "__main__":
    sys.exit(main())
