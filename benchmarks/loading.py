"""Load on servers by wrk, in rounds: CPU for each request, requests a second, latency, memory.

Servers that are compared are asked in turns (A B C, A B C ...), so that a busy moment of the machine falls on
all of them. CPU seconds are read from the kernel's account of the server's processes and divided by the
requests that wrk has counted: they depend far less on what else the machine does than seconds by the clock.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import statistics
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

_PROC: Final = Path("/proc")
_TICKS: Final = os.sysconf("SC_CLK_TCK")
_DONE: Final = """
function done(summary, latency, requests)
  io.write(string.format(
    '\\n{"requests": %d, "microseconds": %d, "p50": %d, "p99": %d, "refused": %d, "broken": %d}\\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), summary.errors.status,
    summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout))
end
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A running server and the request that it is asked again and again."""

    url: str
    pid: int
    """The process whose CPU counts, with all of its children."""
    headers: Mapping[str, str] = field(default_factory=dict)
    method: str = "GET"
    script: str = ""
    """Lua for wrk, for requests that differ from each other (it may define `request`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What one round of load found."""

    requests: int
    seconds: float
    """By the clock."""
    cpu: float
    """Seconds of CPU of the server's processes."""
    p50: float
    """Microseconds, as wrk saw them: they hold the wait behind its other connections."""
    p99: float
    refused: int
    """Answers with a status of 400 or more."""
    broken: int
    """Requests without an answer."""

    @property
    def cpu_each(self) -> float:
        """Microseconds of the server's CPU for each request."""
        return self.cpu / self.requests * 1e6 if self.requests else float("inf")

    @property
    def rate(self) -> float:
        """Requests a second."""
        return self.requests / self.seconds if self.seconds else 0.0


@dataclass(frozen=True, slots=True)
class Loads:
    """All rounds of one target."""

    rounds: tuple[Load, ...]

    @property
    def best(self) -> float:
        """Microseconds of CPU a request, in the round that took the fewest."""
        return min(load.cpu_each for load in self.rounds)

    @property
    def median(self) -> float:
        """Microseconds of CPU a request, the median of the rounds."""
        return statistics.median(load.cpu_each for load in self.rounds)

    @property
    def rate(self) -> float:
        """Requests a second in the best round."""
        return max(load.rate for load in self.rounds)

    @property
    def p50(self) -> float:
        """Microseconds until half of the answers, the median of the rounds."""
        return statistics.median(load.p50 for load in self.rounds)

    @property
    def p99(self) -> float:
        """Microseconds until 99 of 100 answers, the median of the rounds."""
        return statistics.median(load.p99 for load in self.rounds)

    @property
    def refused(self) -> int:
        """Answers with a status of 400 or more, in all rounds."""
        return sum(load.refused for load in self.rounds)

    @property
    def broken(self) -> int:
        """Requests without an answer, in all rounds."""
        return sum(load.broken for load in self.rounds)


def wrk_version() -> str | None:
    """The version of wrk, None where it isn't installed."""
    if shutil.which("wrk") is None:
        return None
    told = subprocess.run(["wrk", "-v"], capture_output=True, text=True, check=False).stdout
    words = told.split()
    return words[1] if len(words) > 1 else "of unknown version"


def in_rounds(
    targets: Mapping[str, Target], *, rounds: int, seconds: float, connections: int = 8
) -> dict[str, Loads]:
    """Load each target in turn, as often as there are rounds; a short round before warms them up."""
    found: dict[str, list[Load]] = {name: [] for name in targets}
    for target in targets.values():
        loaded(target, seconds=1, connections=connections)
    for _ in range(rounds):
        for name, target in targets.items():
            found[name].append(loaded(target, seconds=seconds, connections=connections))
    return {name: Loads(tuple(loads)) for name, loads in found.items()}


def loaded(target: Target, *, seconds: float, connections: int = 8) -> Load:
    """One round of load; raises RuntimeError where wrk fails."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(f"wrk.method = {json.dumps(target.method)}\n{target.script}\n{_DONE}")
        script.flush()
        command = [
            *_elsewhere(),
            "wrk",
            "-t1",
            f"-c{connections}",
            f"-d{max(1, round(seconds))}s",
            "-s",
            script.name,
        ]
        for name, value in target.headers.items():
            command += ["-H", f"{name}: {value}"]
        before = cpu_seconds(target.pid)
        told = subprocess.run([*command, target.url], capture_output=True, text=True, check=False)
        used = cpu_seconds(target.pid) - before
    return _read(told, used)


def _read(told: subprocess.CompletedProcess[str], used: float) -> Load:
    last = told.stdout.strip().rpartition("\n")[2]
    if told.returncode or not last.startswith("{"):
        raise RuntimeError(f"wrk failed: {(told.stderr or told.stdout).strip()[:500]}")
    said = json.loads(last)
    return Load(
        requests=said["requests"],
        seconds=said["microseconds"] / 1e6,
        cpu=used,
        p50=float(said["p50"]),
        p99=float(said["p99"]),
        refused=said["refused"],
        broken=said["broken"],
    )


def keep_to_one_core(pid: int) -> None:
    """Keep a server, all its threads included, to the first core, where there is another one for wrk."""
    cores = _cores()
    if len(cores) < 2:
        return
    for task in (_PROC / str(pid) / "task").iterdir():
        with contextlib.suppress(OSError):
            os.sched_setaffinity(int(task.name), {cores[0]})


def _elsewhere() -> Sequence[str]:
    """What keeps wrk to the last core."""
    cores = _cores()
    return ["taskset", "-c", str(cores[-1])] if len(cores) > 1 and shutil.which("taskset") else []


def _cores() -> list[int]:
    return sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else [0]


def cpu_seconds(pid: int) -> float:
    """Seconds of CPU of a process and its children, with ended ones that it has waited for."""
    ticks = 0
    for each in tree(pid):
        fields = _stat(each)
        ticks += sum(int(fields[at]) for at in (11, 12))
        if each == pid:
            ticks += sum(int(fields[at]) for at in (13, 14))
    return ticks / _TICKS


def resident(pid: int) -> float:
    """MiB of memory of a process and its children; what they share counts once for each."""
    page = os.sysconf("SC_PAGE_SIZE")
    return sum(int((_PROC / str(each) / "statm").read_text().split()[1]) for each in tree(pid)) * page / 2**20


def tree(pid: int) -> Iterator[int]:
    """The process and all that descend from it."""
    yield pid
    for task in (_PROC / str(pid) / "task").glob("*/children"):
        with contextlib.suppress(OSError):
            for child in task.read_text().split():
                with contextlib.suppress(FileNotFoundError):
                    yield from tree(int(child))


def _stat(pid: int) -> list[str]:
    """The fields of a process from its state on (proc(5)); zeros for one that has just ended."""
    try:
        return (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return ["0"] * 20
