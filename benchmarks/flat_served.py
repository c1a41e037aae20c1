"""What a page costs the mock over HTTP in a list of a thousand rows and of a million: CPU by request.

    python -m benchmarks.flat_served [--rows FEW MANY] [--rounds N] [--seconds N] [--spec NAME ...] [--print]

For each document one mock serves few rows and another one many, both generated with the same seed. wrk asks
the two in turns, kind by kind: the first, middle and last page, each filter that selects a page full, two
filters together, each sort key both ways, and a filter in questions that were never asked before. Needs wrk.
Writes its section of docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from benchmarks.flat import SPECS, contract_of, kinds
from benchmarks.loading import Loads, in_rounds, resident, wrk_version
from benchmarks.page import PAGE, surroundings, write_section
from benchmarks.served import Kind, Server, asked_of, body_of, running
from listproof.bundled import bundled_specs
from tests.liars.tables import table

SECTION: Final = "flat, served"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A kind of request, asked of few rows and of many."""

    spec: str
    name: str
    few: Loads
    many: Loads

    @property
    def ratio(self) -> float:
        """CPU of a request among many rows, by that among few; the best rounds of both."""
        return self.many.best / self.few.best


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """All pairs of a document, and the memory of the mock with many rows."""

    pairs: tuple[Pair, ...]
    memory: float


def asked_kinds(spec: str, rows: int) -> Iterator[Kind]:
    """The kinds of requests to a list of so many rows."""
    filtered = ""
    for name, query in kinds(contract_of(spec).operations[0], rows):
        written = f"?{urlencode(query)}"
        yield Kind(name=name, spec=spec, query=written)
        if name.startswith("filter ") and not filtered:
            filtered = written
    if filtered:
        yield Kind(name="a filter, never asked before", spec=spec, query=f"{filtered}&_=", anew=True)


def measured(spec: str, few: int, many: int, *, rounds: int, seconds: float, folder: Path) -> Run:
    """Ask a mock with few rows and one with many in turns."""
    shutil.copy(next(path for path in bundled_specs() if path.stem == spec), folder)
    with ExitStack() as stack:
        servers = {rows: stack.enter_context(_mock(spec, rows, folder)) for rows in (few, many)}
        found = []
        for one, other in zip(asked_kinds(spec, few), asked_kinds(spec, many), strict=True):
            targets = {}
            for rows, kind in ((few, one), (many, other)):
                target = asked_of(kind, servers[rows].url, servers[rows].pid)
                body_of(target, 200)
                targets[str(rows)] = target
            loads = in_rounds(targets, rounds=rounds, seconds=seconds)
            _check(spec, one.name, loads)
            found.append(Pair(spec=spec, name=one.name, few=loads[str(few)], many=loads[str(many)]))
            print(f"{spec}: {one.name}: {found[-1].ratio:.2f}", file=sys.stderr, flush=True)
        return Run(pairs=tuple(found), memory=resident(servers[many].pid))


def _mock(spec: str, rows: int, folder: Path) -> AbstractContextManager[Server]:
    """The mock of a document without fixtures, over so many generated rows."""
    generated = ("--rows", str(rows), "--seed", "7", "--snapshots", str(folder / "rows"))
    return running("listproof", "mock", f"{spec}.yaml", "--port", "0", *generated, folder=folder)


def _check(spec: str, name: str, loads: Mapping[str, Loads]) -> None:
    for each in loads.values():
        if each.refused or each.broken:
            raise RuntimeError(f"{spec}, {name}: {each.refused} refused and {each.broken} broken answers")


def section(runs: Mapping[str, Run], few: int, many: int, command: str) -> str:
    """The section of the page."""
    worst = max(pair.ratio for run in runs.values() for pair in run.pairs)
    rows = [
        (pair.spec, pair.name, f"{pair.few.best:.0f}", f"{pair.many.best:.0f}", f"{pair.ratio:.2f}")
        for run in runs.values()
        for pair in run.pairs
    ]
    memory = ", ".join(f"{run.memory:.0f} MiB ({spec})" for spec, run in runs.items())
    head = ("document", "asked", f"{few:,} rows, us", f"{many:,} rows, us", "ratio")
    return f"""## A page among few rows and among many, over HTTP

Made by `{command}`: {surroundings("listproof", "uvicorn", "uvloop")} wrk {wrk_version()}.

CPU of the mock for one request of 50 rows, the best round of each; the two mocks were asked in turns. The
highest ratio is {worst:.2f}. Resident memory of the mock of {many:,} rows after the load, with as much of the
file of rows that it maps as was touched: {memory}.

{table(head, rows)}"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and write the section."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.flat_served", description=__doc__)
    parser.add_argument("--rows", nargs=2, type=int, default=(1_000, 1_000_000), metavar=("FEW", "MANY"))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=1.0)
    parser.add_argument("--spec", nargs="+", choices=SPECS, default=SPECS)
    parser.add_argument("--print", action="store_true", dest="only_print", help="leave the page as it is")
    asked = parser.parse_args(arguments)
    if wrk_version() is None:
        print("There is no wrk; on Debian: apt-get install wrk", file=sys.stderr)
        return 2
    few, many = asked.rows
    runs = {}
    for spec in asked.spec:
        with tempfile.TemporaryDirectory() as folder:
            runs[spec] = measured(
                spec, few, many, rounds=asked.rounds, seconds=asked.seconds, folder=Path(folder)
            )
    words = " ".join(
        ["python -m benchmarks.flat_served", *(sys.argv[1:] if arguments is None else arguments)]
    )
    text = section(runs, few, many, words)
    print(text)
    if not asked.only_print:
        write_section(PAGE, SECTION, text)
        print(f"written to {PAGE}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
