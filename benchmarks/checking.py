"""What `listproof check` itself costs: CPU for each request, many lists in one run, and slow backends.

    python -m benchmarks.checking [--runs N] [--lists N] [--write]

Prints its section; `--write` puts it into docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.many_lists import LISTS, document
from benchmarks.page import PAGE, surroundings, write_section
from benchmarks.phases import PHASES
from examples.check_all import serving
from tests.liars.tables import table
from tests.liars.trial import SPECS

SECTION = "the suite's own cost"
_ROOT = Path(__file__).parents[1]
_SLOW = ((0.05, 8), (0.1, 8), (0.1, 16), (0.5, 16))
"""Latency in seconds, and requests at one time."""
_FEW = 16
"""Lists that slow backends are checked with."""
_RATE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """A check of one list: CPU in seconds, the median of some runs by what the check itself took."""

    spec: str
    requests: int
    start: float
    check: float
    least: float
    phases: dict[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A whole process: seconds by the clock and of CPU, peak memory in MiB, its report."""

    seconds: float
    cpu: float
    memory: float
    report: dict[str, Any]
    size: int

    @property
    def requests(self) -> int:
        """How many requests were sent."""
        return sum(one["requests"] + (one["chance_requests"] or 0) for one in self.report["operations"])


def costs(runs: int) -> Iterator[Cost]:
    """What a check of each bundled list costs, against the mock."""
    with serving("mock") as url:
        for spec, path in SPECS.items():
            config = _ROOT / "examples" / "mock" / f"listproof.{spec}.toml"
            words = [sys.executable, "-m", "benchmarks.phases", str(path), str(config), url]
            made = sorted((_json_of(words) for _ in range(runs)), key=lambda one: float(one["check"]))
            usual = made[len(made) // 2]
            yield Cost(
                spec=spec,
                requests=usual["requests"],
                start=usual["imports"] + usual["document"],
                check=usual["check"],
                least=made[0]["check"],
                phases=_json_of([*words, "watch"])["phases"],
            )


def _json_of(words: Sequence[str]) -> Any:
    return json.loads(subprocess.run(words, cwd=_ROOT, capture_output=True, check=True).stdout)


@contextmanager
def many(lists: int, latency: float | None = None) -> Iterator[tuple[str, Path]]:
    """The made-up lists, served by a process of their own: the URL, and the file of the document."""
    words = [sys.executable, "-m", "benchmarks.many_lists", "--lists", str(lists)]
    words += [] if latency is None else ["--latency", str(latency)]
    with tempfile.TemporaryDirectory() as folder:
        spec = Path(folder) / "many.json"
        spec.write_text(json.dumps(document(lists)), encoding="utf-8")
        process = subprocess.Popen(words, cwd=_ROOT, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        try:
            yield process.stdout.readline().rpartition(" ready on ")[2].strip(), spec
        finally:
            process.terminate()
            process.wait(timeout=10)
            process.stdout.close()


def run(url: str, spec: Path, *options: str) -> Run:
    """One `listproof check` in a process of its own."""
    written = spec.parent / "report.json"
    words = [sys.executable, "-m", "listproof", "check", str(spec), "--url", url]
    began = time.monotonic()
    process = subprocess.Popen(
        [*words, "--report", f"json={written}", *options],
        cwd=_ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return Run(
        seconds=time.monotonic() - began,
        cpu=used.ru_utime + used.ru_stime,
        memory=used.ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024),
        report=json.loads(written.read_text(encoding="utf-8")),
        size=written.stat().st_size,
    )


# --- the section -----------------------------------------------------------------------------------------


def _of_one(made: Sequence[Cost]) -> str:
    columns = ["list", "requests", "ms a request", "least", "start", *PHASES]
    rows = [
        [
            one.spec,
            one.requests,
            f"{1000 * one.check / one.requests:.2f}",
            f"{1000 * one.least / one.requests:.2f}",
            f"{one.start:.2f} s",
            *(f"{1000 * one.phases.get(phase, 0.0) / one.requests:.2f}" for phase in PHASES),
        ]
        for one in made
    ]
    return table(columns, rows)


def _of_many(lists: Sequence[int]) -> str:
    rows = []
    for number in lists:
        with many(number) as (url, spec):
            for options in ((), ("--max-time", "20")) if number == max(lists) else ((),):
                made = run(url, spec, *options)
                rows.append([number, " ".join(options) or "-", *_told(made)])
    columns = [
        "lists",
        "options",
        "requests",
        "seconds",
        "CPU, ms a request",
        "peak memory",
        "report",
        "judged",
    ]
    return table([*columns, "lists with failures"], rows)


def _told(made: Run) -> list[str | int]:
    counts = [one["counts"] for one in made.report["operations"]]
    return [
        made.requests,
        f"{made.seconds:.1f}",
        f"{1000 * made.cpu / max(1, made.requests):.2f}",
        f"{made.memory:.0f} MiB",
        f"{made.size / 1e6:.1f} MB",
        sum(sum(one.values()) - one.get("skipped", 0) for one in counts),
        sum("failed" in one for one in counts),
    ]


def _of_slow() -> str:
    rows = []
    for latency, at_once in _SLOW:
        with many(_FEW, latency) as (url, spec):
            made = run(url, spec, "--concurrency", str(at_once))
            asking = float(made.report["seconds"])
            ideal = made.requests * latency / at_once
            rows.append(
                [f"{1000 * latency:.0f} ms", at_once, "-", made.requests, f"{asking:.1f}", f"{ideal:.1f}"]
            )
            rows[-1].append(f"{ideal / asking:.0%}")
    with many(_FEW) as (url, spec):
        made = run(url, spec, "--rate", f"{_RATE}/s")
        asking, ideal = float(made.report["seconds"]), made.requests / _RATE
        rows.append(["as it comes", 4, f"{_RATE}/s", made.requests, f"{asking:.1f}", f"{ideal:.1f}"])
        rows[-1].append(f"{ideal / asking:.0%}")
    columns = ["latency", "concurrency", "rate", "requests", "seconds", "ideal", "kept busy"]
    return table(columns, rows)


def section(asked: argparse.Namespace) -> str:
    """The section of the page."""
    return f"""\
## What the suite itself costs

Made by `python -m benchmarks.checking --runs {asked.runs} --lists {asked.lists}`: {surroundings("listproof")}

CPU of the process that checks, in milliseconds for each request that it makes, against the mock: the
median and the least of {asked.runs} runs. The start counts apart: reading the document, and all imports,
those that a check makes late included. Where it goes is from one more run: watching makes it a little dearer.

{_of_one(list(costs(asked.runs)))}

Made-up lists in one document (`benchmarks/many_lists.py`): three ways to page, every 40th of 10,000 rows,
every 50th slow by 100 ms, every 25th broken. The CPU is that of the whole process, start included.

{_of_many((asked.lists // 4, asked.lists))}

{_FEW} of them before a slow backend. The ideal is what the requests take if as many as allowed are always
asked.

{_of_slow()}"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, and print or write the section."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.checking",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--runs", type=int, default=5, help="checks of each bundled list (5)")
    parser.add_argument("--lists", type=int, default=LISTS, help=f"lists of the large document ({LISTS})")
    parser.add_argument("--write", action="store_true", help="write the section into docs/benchmarks.md")
    asked = parser.parse_args(arguments)
    text = section(asked)
    if asked.write:
        write_section(PAGE, SECTION, text)
    else:
        print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
