"""The tables: what each peer costs for a page, and what it does for that."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from benchmarks.loading import wrk_version
from benchmarks.page import surroundings
from benchmarks.peers.all_peers import BARE, NODE, OURS
from benchmarks.peers.measuring import CONNECTIONS, Effort, Figures, Outcome
from tests.liars.tables import table

_COSTS = (
    "server",
    "does",
    "CPU µs, best",
    "median",
    "of ours",
    "CPU µs, never asked before",
    "p50 ms",
    "p99 ms",
    "start, CPU s",
    "idle MiB",
    "after load MiB",
    "bytes",
)
_DOES = (
    "server",
    "what answers",
    "another page 2",
    "filters",
    "refuses limit=101",
    "refuses an unknown status",
    "refuses without a key",
    "refuses a wrong key",
    "versions",
)
_NONE = "-"


def section(outcome: Outcome, effort: Effort, command: str) -> str:
    """The section of the page."""
    ranked = sorted(outcome.figures, key=_cost)
    parts = [
        f"## The mock beside others\n\nMade by `{command}`: {surroundings('listproof')}",
        _how(effort),
        f"### What a page costs\n\n{table(_COSTS, _costs(ranked))}",
        f"### What each does for it\n\n{_ASKED}\n\n{table(_DOES, [_does(one) for one in ranked])}",
    ]
    if outcome.left_out:
        rows = sorted(outcome.left_out.items())
        parts.append(f"### Left out of the figures\n\n{table(('server', 'why'), rows)}")
    return "\n\n".join(parts)


_ASKED = """\
Each was asked before the load: page 2 of the same list, another status, a size above the document's maximum,
a status that does not exist, and the first page without a key and with a wrong one."""


def _how(effort: Effort) -> str:
    wrk = wrk_version() or "not installed"
    return f"""\
Each server answers the same page of 50 items out of a list of 257: the completed ones, with a key. Those
that have an example or a body to give have this page; the others have the rows. All are up at the same time,
on one core, and wrk {wrk} is on another, where there are two; {CONNECTIONS} connections are kept. They are
asked in turns, {effort.rounds} round(s) of {effort.seconds} s each after one that warms up.

CPU is that of the server's whole tree of processes by the kernel's account, divided by the requests that wrk
counted: the best round, and the median. In other rounds each request has a parameter more, with a value that
was never asked before, so that no memory of earlier requests helps. p50 and p99 are those of a server that
is kept busy by all connections: they hold the wait behind the others. Memory is resident, and counts what
processes share once for each. All that need Node.js run on the same one ({NODE} where npm brings it).

What each does for it is counted in the second column, and said in the table below. nginx, {BARE} and
bare Node.js do no mock's work: they show what the servers beneath cost."""


def _cost(one: Figures) -> float:
    return one.same.best if one.same else float("inf")


def _costs(ranked: Sequence[Figures]) -> list[list[str]]:
    ours = next((one.same.best for one in ranked if one.peer.name == OURS and one.same), None)
    return [
        [
            one.peer.name,
            f"{sum(_answers(one))} of {len(_answers(one))}",
            *_loads(one, ours),
            f"{one.start_cpu:.2f}",
            f"{one.idle:.0f}",
            f"{one.loaded:.0f}" if one.same else _NONE,
            str(one.page_bytes),
        ]
        for one in ranked
    ]


def _loads(one: Figures, ours: float | None) -> list[str]:
    if one.same is None:
        return [_NONE] * 6
    varied = f"{one.varied.best:.0f}" if one.varied else "refused"
    ratio = f"{one.same.best / ours:.2f}" if ours else _NONE
    latency = [f"{one.same.p50 / 1000:.2f}", f"{one.same.p99 / 1000:.2f}"]
    return [f"{one.same.best:.0f}", f"{one.same.median:.0f}", ratio, varied, *latency]


def _does(one: Figures) -> list[str]:
    answers = ("yes" if yes else "no" for yes in _answers(one))
    return [one.peer.name, one.peer.about, *answers, one.versions]


def _answers(one: Figures) -> tuple[bool, ...]:
    return dataclasses.astuple(one.abilities)
