"""The suite and Schemathesis alone, side by side, before the same liars and the same honest backends.

    python -m benchmarks.suite_against_schemathesis [--sample N] [--honest N] [--seed S] [--all]
                                                    [--examples N] [--print]

Each backend is served over HTTP on loopback, afresh for each judge; the judges take turns, so that both meet
the machine in the same state. Writes its section of docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from rich.console import Console
from rich.progress import track

from benchmarks.cases import Case, liars, plain, sample, variants
from benchmarks.judges import LISTPROOF, Accusation, Judge, Told, schemathesis
from benchmarks.page import PAGE, surroundings, write_section
from tests.liars.tables import table

SECTION = "the suite against Schemathesis"


Said = frozenset[Accusation]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """When something counts as an accusation: what is said of a backend, and what of a plain one."""

    name: str
    counts: Callable[[Said, Said], bool]


RULES = (
    Rule(name="a new failure", counts=lambda said, known: bool(said - known)),
    Rule(
        name="a new kind of failure",
        counts=lambda said, known: bool({one.kind for one in said} - {one.kind for one in known}),
    ),
    Rule(name="any failure", counts=lambda said, _: bool(said)),
)
"""The first is the one by which the families are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """What a judge says, with or without its warnings."""

    judge: Judge
    warnings: bool = False

    @property
    def name(self) -> str:
        """The head of the column."""
        return f"{self.judge.name} --fail-on warned" if self.warnings else self.judge.name

    def said(self, told: Told) -> Said:
        """What counts of what was told."""
        return told.accusations | told.warnings if self.warnings else told.accusations


@dataclass(slots=True, kw_only=True)
class Bench:
    """What every judge told of every case, and of each list's plain backend, seed by seed."""

    judges: tuple[Judge, ...]
    told: dict[tuple[Case, str], Told] = field(default_factory=dict)
    plainly: dict[tuple[str, str], list[Told]] = field(default_factory=dict)

    @property
    def columns(self) -> Iterator[Column]:
        """The judges; the suite a second time with its warnings, which Schemathesis has none like."""
        for judge in self.judges:
            yield Column(judge=judge)
            if judge.suite:
                yield Column(judge=judge, warnings=True)

    def known(self, column: Column, spec: str) -> Said:
        """What is said of the plain backend of a list, with any seed."""
        return frozenset().union(*(column.said(told) for told in self.plainly[spec, column.judge.name]))

    def accuses(self, column: Column, case: Case, rule: Rule = RULES[0]) -> bool:
        """Whether a judge accuses a case, by this rule."""
        said = column.said(self.told[case, column.judge.name])
        return rule.counts(said, self.known(column, case.spec))

    @property
    def cases(self) -> tuple[Case, ...]:
        """The cases in the order in which they were judged, each once."""
        return tuple(dict.fromkeys(case for case, _ in self.told))


def run(
    judges: Sequence[Judge], cases: Sequence[Case], *, seed: int, seeds: int, shown: bool = False
) -> Bench:
    """Put every case before every judge. Plain backends are judged with so many seeds, from `seed` on."""
    bench = Bench(judges=tuple(judges))
    specs = dict.fromkeys(case.spec for case in cases)
    plainly = [(plain(spec), seed + more) for spec in specs for more in range(seeds)]
    work = [*plainly, *((case, seed) for case in cases)]
    for case, its_seed in track(work, "judging", console=Console(stderr=True), disable=not shown):
        for judge in judges:
            told = judge.tell(case, its_seed)
            if case in cases:
                bench.told[case, judge.name] = told
            else:
                bench.plainly.setdefault((case.spec, judge.name), []).append(told)
    return bench


# --- telling -------------------------------------------------------------------------------------------


def section(bench: Bench, asked: argparse.Namespace, population: int) -> str:
    """The section of the page."""
    honest = [case for case in bench.cases if case.honest]
    lying = [case for case in bench.cases if not case.honest]
    whole = "All of them were tried." if asked.all else f"The sample was drawn by seed {asked.seed}."
    return "\n\n".join(
        (
            "## The suite and Schemathesis alone, before the same backends",
            f"Made by `python -m benchmarks.suite_against_schemathesis{_flags(asked)}`: "
            + surroundings("listproof", "schemathesis", "hypothesis"),
            _method(asked),
            f"{len(lying)} of {population} cases of liars, as equally from each family as there are, and "
            f"{len(honest)} honest backends. {whole}",
            "### Liars that were caught, by family",
            _families(bench, lying),
            "### By other rules",
            "The rule decides what the figures say: by *any failure* Schemathesis catches most, and accuses "
            "honest backends as readily. A job in CI is red by that rule.",
            _by_rule(bench, lying, honest),
            "### Requests and seconds",
            "Seconds are those of the whole process, as a job in CI has to wait. The ratio is that of each "
            "case, to `listproof check` just before it.",
            _costs(bench),
            "### Honest backends that were accused",
            _accused(bench, honest),
            "### Every liar of the sample" if not asked.all else "### Every liar",
            _each(bench, lying),
        )
    )


def _flags(asked: argparse.Namespace) -> str:
    sized = " --all" if asked.all else f" --sample {asked.sample} --honest {asked.honest}"
    return (
        sized
        + f" --seed {asked.seed} --plain-seeds {asked.plain_seeds}"
        + "".join(f" --examples {count}" for count in asked.examples)
    )


def _method(asked: argparse.Namespace) -> str:
    return f"""\
How they are run, each in a process of its own against a fresh backend on loopback, with seed {asked.seed}:

- **Listproof**: `listproof check SPEC --config listproof.toml --seed {asked.seed}`. It knows every caller,
  the credentials that must be refused, and the header that makes the backend fail. It may POST and DELETE.
  What only examples of the document show is a warning, which fails a job with `--fail-on warned`.
- **Schemathesis**: `schemathesis run SPEC --url URL --continue-on-failure --generation-database none`, with
  all its checks and phases (its stateful phase needs links between operations, and here is one operation).
  It has the main caller's credentials, and the values of the parameters that name what is theirs. It reads
  the same document, of which `x-listing` means nothing to it. It has no place to be told of other callers,
  or of credentials that must be refused. {_examples(asked)}

An accusation is a failed law, or a failed check with its message; errors of the run count as well. A liar is
**caught** where a judge says of it what it does not say of the plain honest backend of the same list. What it
says of that one was gathered with {asked.plain_seeds} seeds, so that chance is less often taken for a catch.

Schemathesis is not wrong where it accuses a backend that is called honest here: an undocumented status is
what its check says it is. Honest means that no sentence of the document is broken. The two answer different
questions, and Schemathesis needs no `x-listing`."""


def _examples(asked: argparse.Namespace) -> str:
    if not asked.examples:
        return "It makes as many examples as it makes unasked."
    counts = " and ".join(map(str, asked.examples))
    return f"It makes as many examples as it makes unasked; then, apart, `--max-examples` {counts}."


def _families(bench: Bench, lying: Sequence[Case]) -> str:
    families = dict.fromkeys(case.family for case in lying)
    rows = [
        [family, *_caught(bench, [case for case in lying if case.family == family])] for family in families
    ]
    return table(
        ["family", "tried", *(column.name for column in bench.columns)],
        [*rows, ["**together**", *_caught(bench, lying)]],
    )


def _caught(bench: Bench, cases: Sequence[Case], rule: Rule = RULES[0]) -> Iterator[object]:
    yield len(cases)
    yield from (sum(bench.accuses(column, case, rule) for case in cases) for column in bench.columns)


def _by_rule(bench: Bench, lying: Sequence[Case], honest: Sequence[Case]) -> str:
    rows = [
        [f"{who}: {rule.name}", *_caught(bench, cases, rule)]
        for rule in RULES
        for who, cases in (("liars caught", lying), ("honest accused", honest))
    ]
    return table(["by the rule", "tried", *(column.name for column in bench.columns)], rows)


def _costs(bench: Bench) -> str:
    rows = []
    for judge in bench.judges:
        told = [bench.told[case, judge.name] for case in bench.cases]
        ratios = [
            one.seconds / bench.told[case, bench.judges[0].name].seconds
            for case, one in zip(bench.cases, told, strict=True)
        ]
        stopped = sum(one.ended is None for one in told)
        rows.append(
            [
                judge.name,
                f"{statistics.median(one.requests for one in told):.0f}",
                max(one.requests for one in told),
                f"{statistics.median(one.seconds for one in told):.1f}",
                f"{statistics.median(ratios):.2f}",
                f"{min(ratios):.2f} to {max(ratios):.2f}",
                stopped,
            ]
        )
    columns = [
        "judge",
        "requests (median)",
        "most",
        "seconds (median)",
        "ratio (median)",
        "from, to",
        "stopped",
    ]
    return table(columns, rows)


def _accused(bench: Bench, honest: Sequence[Case]) -> str:
    rows = [
        [case.name, case.spec, *_says(bench, case)]
        for case in honest
        if any(bench.accuses(column, case) for column in bench.columns)
    ]
    if not rows:
        return "None, by the rule of the first table."
    return table(["variant", "list", *(column.name for column in bench.columns)], rows)


def _each(bench: Bench, lying: Sequence[Case]) -> str:
    rows = [[case.family, case.name, case.spec, *_says(bench, case)] for case in lying]
    return table(["family", "liar", "list", *(column.name for column in bench.columns)], rows)


def _says(bench: Bench, case: Case) -> Iterator[str]:
    """The kinds of what each judge says of a case and not of the plain backend, three of them at most."""
    for column in bench.columns:
        told = bench.told[case, column.judge.name]
        kinds = sorted({one.kind for one in column.said(told) - bench.known(column, case.spec)})
        more = f" and {len(kinds) - 3} more" if len(kinds) > 3 else ""
        without = "-" if told.ended in (0, 1) else f"no verdict (exit code {told.ended})"
        yield ", ".join(kinds[:3]) + more if kinds else without


# --- the command ---------------------------------------------------------------------------------------


def chosen(asked: argparse.Namespace, lying: Sequence[Case], honest: Sequence[Case]) -> tuple[Case, ...]:
    """The cases to judge: all of them, or a sample."""
    if asked.all:
        return (*lying, *honest)
    return (*sample(lying, asked.sample, asked.seed), *sample(honest, asked.honest, asked.seed))


def main(arguments: Sequence[str] | None = None) -> int:
    """Judge, and write the section."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.suite_against_schemathesis",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--sample", type=int, default=42, help="so many cases of liars (42)")
    parser.add_argument("--honest", type=int, default=20, help="so many honest backends (20)")
    parser.add_argument("--all", action="store_true", help="every liar and every honest backend: hours")
    parser.add_argument(
        "--seed", type=int, default=1, help="draws the sample, and is given to both judges (1)"
    )
    parser.add_argument("--plain-seeds", type=int, default=2, help="seeds for each plain backend (2)")
    parser.add_argument(
        "--examples", type=int, action="append", default=[], help="Schemathesis again, with so many examples"
    )
    parser.add_argument("--print", action="store_true", help="print the section, and write nothing")
    asked = parser.parse_args(arguments)
    judges = (LISTPROOF, schemathesis(), *(schemathesis(count) for count in asked.examples))
    lying, honest = list(liars()), list(variants())
    cases = chosen(asked, lying, honest)
    bench = run(judges, cases, seed=asked.seed, seeds=asked.plain_seeds, shown=sys.stderr.isatty())
    text = section(bench, asked, len(lying))
    if asked.print:
        print(text)
    else:
        write_section(PAGE, SECTION, text)
        print(f"{PAGE.name}: {SECTION}, {len(bench.cases)} cases")
    return 0


if __name__ == "__main__":
    sys.exit(main())
