"""What `listproof check` costs: requests and seconds for each list, near and far.

    python -m benchmarks.requests_and_seconds [--latency SECONDS] [--runs N] [--spec STEM] [--print]

The mock and the example backend each run as a process of their own; a proxy holds their answers back. Writes
its section of docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.delaying import delaying
from benchmarks.page import PAGE, surroundings, write_section
from examples.check_all import Outcome, check, serving
from tests.liars.tables import table
from tests.liars.trial import SPECS

SECTION = "requests and seconds"
SERVERS = ("mock", "backend")
CONCURRENCY = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What the checks of one list cost, run by run. `process` includes the start of Python."""

    server: str
    spec: str
    latency: float
    requests: int
    asking: tuple[float, ...]
    process: tuple[float, ...]
    codes: tuple[int, ...]


def costs(specs: Sequence[str], latencies: Sequence[float], runs: int) -> Iterator[Cost]:
    """What a check costs at each server, list and latency."""
    for server in SERVERS:
        with serving(server) as url:
            for spec in specs:
                yield from (_cost(server, spec, url, latency, runs) for latency in latencies)


def _cost(server: str, spec: str, url: str, latency: float, runs: int) -> Cost:
    parts = urlsplit(url)
    outcomes: list[Outcome] = []
    process: list[float] = []
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        if latency:
            url = stack.enter_context(delaying(parts.hostname or "", parts.port or 80, latency))
        for _ in range(runs):
            began = time.monotonic()
            outcomes.append(
                check(server, SPECS[spec], url, folder, options=("--concurrency", str(CONCURRENCY)))
            )
            process.append(time.monotonic() - began)
    return Cost(
        server=server,
        spec=spec,
        latency=latency,
        requests=max(_all_requests(outcome) for outcome in outcomes),
        asking=tuple(_seconds(outcome) for outcome in outcomes),
        process=tuple(process),
        codes=tuple(outcome.code for outcome in outcomes),
    )


def _all_requests(outcome: Outcome) -> int:
    parts = ("requests", "chance_requests", "fuzz_requests")
    return sum(one[part] or 0 for one in (outcome.report or {}).get("operations", ()) for part in parts)


def _seconds(outcome: Outcome) -> float:
    return sum(float(one["seconds"]) for one in (outcome.report or {}).get("operations", ()))


def section(made: Sequence[Cost], asked: argparse.Namespace) -> str:
    """The section of the page."""
    rows = [
        [
            one.server,
            one.spec,
            f"{one.latency * 1000:.0f} ms",
            one.requests,
            f"{statistics.median(one.asking):.1f}",
            f"{statistics.median(one.process):.1f}",
            " ".join(map(str, dict.fromkeys(one.codes))),
        ]
        for one in made
    ]
    flags = "".join(f" --latency {latency:g}" for latency in asked.latency) + f" --runs {asked.runs}"
    columns = ["server", "list", "latency", "requests", "seconds (check)", "seconds (process)", "exit code"]
    return f"""\
## What a check costs

Made by `python -m benchmarks.requests_and_seconds{flags}`: {surroundings("listproof")}

Each list is checked {asked.runs} time(s) with `listproof check --concurrency {CONCURRENCY}`; seconds are
medians, of the check as its report has them, and of the whole process. The latency is how much later each
answer comes. The mock and the example backend run on the same machine as the suite, and share it with it.

{table(columns, rows)}"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, and write the section."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.requests_and_seconds",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--latency", type=float, action="append", help="in seconds (0 and 0.1)")
    parser.add_argument("--runs", type=int, default=3, help="checks of each list (3)")
    parser.add_argument("--spec", action="append", choices=list(SPECS), help="this list (all of them)")
    parser.add_argument("--print", action="store_true", help="print the section, and write nothing")
    asked = parser.parse_args(arguments)
    asked.latency = asked.latency or [0.0, 0.1]
    specs = asked.spec or list(SPECS)
    made = list(costs(specs, asked.latency, asked.runs))
    text = section(made, asked)
    if asked.print:
        print(text)
    else:
        write_section(PAGE, SECTION, text)
        print(f"{PAGE.name}: {SECTION}, {len(made)} rows")
    return max(code for one in made for code in one.codes)


if __name__ == "__main__":
    sys.exit(main())
