"""The mock beside other mocks: what a page of 50 items costs each of them, in one run.

    python -m benchmarks.peers [--folder FOLDER] [--rounds N] [--seconds N] [--peer NAME] [--print]

Peers come from npm into a temporary folder, or into FOLDER, which is kept and used again. What is missing
here (npm, wrk, nginx) is said and passed over. Prints its section of docs/benchmarks.md, and writes it.
"""

from __future__ import annotations

import argparse
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from benchmarks.loading import wrk_version
from benchmarks.page import PAGE, write_section
from benchmarks.peers.all_peers import OURS, PEERS
from benchmarks.peers.installing import node
from benchmarks.peers.material import KEY, SPEC, gather, written
from benchmarks.peers.measuring import Effort, measured, tell
from benchmarks.peers.peer import AbsentError, Peer, Place
from benchmarks.peers.running import free_port, running
from benchmarks.peers.section import section

PROC = Path("/proc/self/stat")
SECTION = "the mock beside others"


def prepared(folder: Path) -> dict[str, str]:
    """Every file of the peers, made of what the mock lists; what each word of a command stands for."""
    folder.mkdir(parents=True, exist_ok=True)
    (ours,) = (peer for peer in PEERS if peer.name == OURS)
    words = {"python": sys.executable, "spec": str(SPEC), "key": KEY}
    with running(ours, Place(home=folder, port=free_port(), words=words)) as mock:
        words |= written(gather(mock.place.url), folder)
    try:
        words["node"] = node(folder)
        told = subprocess.run([words["node"], "--version"], capture_output=True, text=True, check=False)
        words["node_version"] = told.stdout.strip().removeprefix("v")
    except AbsentError as reason:
        tell(f"No Node.js, so no peer that needs it: {reason}.")
    return words


def main(arguments: Sequence[str] | None = None, peers: Sequence[Peer] = PEERS) -> int:
    """Measure, and write the section."""
    asked = _parsed(arguments, peers)
    effort = Effort(rounds=asked.rounds, seconds=asked.seconds)
    chosen = [peer for peer in peers if not asked.peer or peer.name in asked.peer]
    if not PROC.exists():
        tell("Seconds of CPU are read from /proc, which only Linux has: nothing is measured.")
        return 0
    with ExitStack() as stack:
        folder = asked.folder or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="peers-")))
        try:
            words = prepared(folder.resolve())
        except AbsentError as reason:
            tell(f"The mock itself does not answer, so nobody has rows: {reason}.")
            return 1
        outcome = measured(chosen, folder.resolve(), words, effort)
    text = section(outcome, effort, _command(asked))
    print(text)
    if not asked.print and wrk_version() is not None:
        write_section(PAGE, SECTION, text)
        tell(f"{PAGE.name}: {SECTION}, {len(outcome.figures)} servers, {len(outcome.left_out)} left out")
    return 0


def _parsed(arguments: Sequence[str] | None, peers: Sequence[Peer]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.peers",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--folder", type=Path, help="where peers are installed and stay (a temporary one)")
    parser.add_argument("--rounds", type=int, default=Effort().rounds, help="turns of each peer (3)")
    parser.add_argument("--seconds", type=int, default=Effort().seconds, help="of each turn (2)")
    parser.add_argument("--peer", action="append", choices=[peer.name for peer in peers], help="this one")
    parser.add_argument("--print", action="store_true", help="write nothing, print alone")
    return parser.parse_args(arguments)


def _command(asked: argparse.Namespace) -> str:
    chosen = "".join(f" --peer {shlex.quote(name)}" for name in asked.peer or ())
    return f"python -m benchmarks.peers --rounds {asked.rounds} --seconds {asked.seconds}{chosen}"


if __name__ == "__main__":
    sys.exit(main())
