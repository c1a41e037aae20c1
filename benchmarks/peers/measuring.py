"""Peers started, asked what they do and loaded in turns: figures of each, and why the others are left out."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from benchmarks.loading import Load, Loads, Target, loaded, resident, wrk_version
from benchmarks.peers.asking import Abilities, abilities
from benchmarks.peers.installing import installed, versions
from benchmarks.peers.peer import AbsentError, Peer, Place
from benchmarks.peers.running import Running, bearer, free_port, running

CONNECTIONS = 8
_VARIED = """
local number = math.random(1, 1000000000)
function request()
  number = number + 1
  return wrk.format(nil, wrk.path .. "&_=" .. number)
end
"""
"""Each request has a parameter more, with a value that was never asked before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How much load there is: rounds, and the seconds of each."""

    rounds: int = 3
    seconds: int = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What a peer did and what it cost. `same` is None without wrk; `varied` also where a peer refuses
    parameters that it does not know.

    Memory is MiB before and after the load, `start_cpu` seconds of CPU until the first 200.
    """

    peer: Peer
    versions: str
    page_bytes: int
    start_cpu: float
    abilities: Abilities
    idle: float
    loaded: float = 0.0
    same: Loads | None = None
    varied: Loads | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The figures of those that took part, and of each other peer the reason."""

    figures: tuple[Figures, ...]
    left_out: Mapping[str, str]


@dataclass(slots=True)
class _Turns:
    """A peer that takes part, and the rounds that it has behind it."""

    one: Running
    figures: Figures
    same: list[Load]
    varied: list[Load]


def measured(peers: Sequence[Peer], folder: Path, words: Mapping[str, str], effort: Effort) -> Outcome:
    """All peers in one run: each is started, checked and asked; then they are loaded in turns."""
    left_out: dict[str, str] = {}
    with ExitStack() as stack:
        turns: list[_Turns] = []
        for peer in peers:
            tell(peer.name)
            try:
                turns.append(_started(peer, folder, words, stack))
            except AbsentError as reason:
                left_out[peer.name] = str(reason)
                tell(f"  left out: {reason}")
        if wrk_version() is None:
            tell("wrk is not installed (on Debian: apt-get install wrk): nothing is loaded.")
        else:
            _load(turns, effort, left_out)
        figures = tuple(_ended(each) for each in turns if each.one.peer.name not in left_out)
    return Outcome(figures=figures, left_out=left_out)


def tell(line: str) -> None:
    """A line for who waits, beside the table."""
    print(line, file=sys.stderr, flush=True)


def _started(peer: Peer, folder: Path, words: Mapping[str, str], stack: ExitStack) -> _Turns:
    home = folder / "".join(letter if letter.isalnum() else "-" for letter in peer.name.lower())
    place = Place(home=home, port=free_port(), words={**words, "spare": str(free_port())})
    installed(peer, place)
    one = stack.enter_context(running(peer, place))
    figures = Figures(
        peer=peer,
        versions=versions(peer, words),
        page_bytes=len(one.page),
        start_cpu=one.start_cpu,
        idle=resident(one.pid),
        abilities=abilities(one),
    )
    return _Turns(one=one, figures=figures, same=[], varied=[])


def _load(turns: Sequence[_Turns], effort: Effort, left_out: dict[str, str]) -> None:
    """Round by round, and peer by peer; the first round warms up and does not count."""
    for number in range(effort.rounds + 1):
        tell(f"round {number} of {effort.rounds}" if number else "warming up")
        for each in turns:
            name = each.one.peer.name
            if name in left_out:
                continue
            try:
                same = _loaded(each.one, "", seconds := effort.seconds if number else 1)
                if same.refused or same.broken or not same.requests:
                    raise RuntimeError(_failures(same))
                varied = _loaded(each.one, _VARIED, seconds)
            except RuntimeError as error:
                left_out[name] = str(error)
                tell(f"  {name} left out: {error}")
                continue
            if number:
                each.same.append(same)
                each.varied += [varied] * (not varied.refused and not varied.broken)


def _loaded(one: Running, script: str, seconds: int) -> Load:
    url = one.place.url + one.peer.words.target()
    target = Target(url=url, pid=one.pid, headers=bearer(one.place.words["key"]), script=script)
    return loaded(target, seconds=seconds, connections=CONNECTIONS)


def _failures(load: Load) -> str:
    return f"under load it refused {load.refused} and broke {load.broken} of {load.requests} requests"


def _ended(each: _Turns) -> Figures:
    return dataclasses.replace(
        each.figures,
        loaded=resident(each.one.pid),
        same=Loads(tuple(each.same)) if each.same else None,
        varied=Loads(tuple(each.varied)) if each.varied else None,
    )
