"""What a request costs the mock, beside an application that does nothing: CPU, share of its rate, latency.

    python -m benchmarks.served [--rounds N] [--seconds N] [--only KIND] [--print]

Needs wrk (apt-get install wrk). Writes its section of docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from benchmarks.loading import Loads, Target, cpu_seconds, in_rounds, keep_to_one_core, resident, wrk_version
from benchmarks.page import PAGE, surroundings, write_section
from listproof.bundled import bundled_specs
from listproof.contract import Contract
from listproof.reader import read_contract
from mock_server.generating.generate import generate_world
from tests.liars.tables import table

SECTION = "what a request costs the mock"
BARE = "the bare application"
_READY = re.compile(r"ready on (\S+)")
_PATIENCE = 60
ROWS: Final = 1000
_SIZE: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of request: what it asks, and the status that it has to get."""

    name: str
    spec: str
    query: str = ""
    method: str = "GET"
    status: int = 200
    credentials: bool = True
    headers: Mapping[str, str] | None = None
    anew: bool = False
    """Whether each request differs from all before it."""


_BATCHES, _CALLS = "techladder-call-batches", "organization-batch-calls"
_LAST: Final = ROWS // _SIZE // 2
KINDS: Final = (
    Kind(name="a filtered page", spec=_BATCHES, query=f"?limit={_SIZE}&status=completed"),
    Kind(name="the first page", spec=_BATCHES, query=f"?limit={_SIZE}"),
    Kind(name="a page far down", spec=_BATCHES, query=f"?limit={_SIZE}&page={_LAST}"),
    Kind(name="a sorted page", spec=_CALLS, query=f"?limit={_SIZE}&sort_by=name&sort_order=ascending"),
    Kind(name="a question never asked before", spec=_BATCHES, query=f"?limit={_SIZE}&_=", anew=True),
    Kind(name="401, no credentials", spec=_BATCHES, credentials=False, status=401),
    Kind(name="422, a bad filter", spec=_BATCHES, query="?status=done", status=422),
    Kind(name="405, POST", spec=_BATCHES, method="POST", status=405),
    Kind(name="404, no such path", spec=_BATCHES, query="/nowhere", status=404),
    Kind(
        name="a preflight",
        spec=_BATCHES,
        method="OPTIONS",
        credentials=False,
        headers={
            "Origin": "http://localhost:5173",
            "Access-Control-Request-Method": "GET",
            "Access-Control-Request-Headers": "authorization",
        },
        status=204,
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A server that is ready."""

    url: str
    pid: int


@contextmanager
def running(*words: str, folder: Path) -> Iterator[Server]:
    """A server that says on stdout where it is ready, as long as the block runs."""
    process = subprocess.Popen(
        [sys.executable, "-m", *words],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    try:
        found = _READY.search(process.stdout.readline())
        if found is None:
            raise RuntimeError(f"python -m {' '.join(words)} did not start")
        keep_to_one_core(process.pid)
        yield Server(url=found[1], pid=process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(_PATIENCE)
        process.stdout.close()


def contract_of(spec: str) -> Contract:
    """A bundled contract, by its name."""
    return read_contract(next(path for path in bundled_specs() if path.stem == spec))


def asked(kind: Kind, server: Server) -> Target:
    """The request of a kind, with the credentials of the caller that the mock makes up first."""
    return asked_of(kind, server.url, server.pid)


def asked_of(kind: Kind, origin: str, pid: int) -> Target:
    """The same of a mock at this address."""
    contract = contract_of(kind.spec)
    headers = dict(kind.headers or {})
    if kind.credentials:
        sent = generate_world(contract, rows=1, seed=0).callers[0].credentials
        schemes = {s.name: s for ways in contract.operations[0].security for s in ways}
        headers |= {s.parameter: f"{s.prefix}{sent[s.name]}" for s in schemes.values()}
    url = f"{origin}{contract.operations[0].path}{kind.query}"
    return Target(url=url, pid=pid, headers=headers, method=kind.method, script=_anew() if kind.anew else "")


def _anew() -> str:
    """Lua that ends each request's query with a number that none had before."""
    return f"""
local number = {time.time_ns() // 1000}
request = function()
  number = number + 1
  return wrk.format(nil, wrk.path .. string.format("%d", number))
end
"""


def body_of(target: Target, status: int) -> bytes:
    """The body of the answer; raises RuntimeError where the status isn't the one expected."""
    request = urllib.request.Request(target.url, headers=dict(target.headers), method=target.method)
    opener = urllib.request.build_opener(_EveryStatus())
    with opener.open(request, timeout=_PATIENCE) as answer:
        if answer.status != status:
            raise RuntimeError(
                f"{target.method} {target.url} was answered with {answer.status}, not {status}"
            )
        return bytes(answer.read())


class _EveryStatus(urllib.request.HTTPErrorProcessor):
    """Takes every answer as one."""

    def http_response(self, request: Any, response: Any) -> Any:  # noqa: ARG002 - the handler's signature
        return response


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """What a mock of the five bundled specs takes until its first answer, and its memory then."""

    cpu: float
    """Seconds of CPU."""
    seconds: float
    idle: float
    """MiB, resident, after the first answer."""


def started(folder: Path) -> Start:
    """Start the mock of the bundled specs and ask it once."""
    began = time.monotonic()
    with running("listproof", "mock", "--port", "0", folder=folder) as server:
        contract = contract_of(_BATCHES)
        target = Target(url=f"{server.url}{contract.operations[0].path}", pid=server.pid)
        body_of(target, 401)
        return Start(cpu=cpu_seconds(server.pid), seconds=time.monotonic() - began, idle=resident(server.pid))


def measured(
    kinds: Sequence[Kind], folder: Path, *, rounds: int, seconds: float
) -> tuple[dict[str, Loads], int]:
    """The loads of each kind and of the bare application by name, and the size of the page it repeats."""
    specs = [f"{spec}.yaml" for spec in (_BATCHES, _CALLS)]
    for path in bundled_specs():
        if path.name in specs:
            shutil.copy(path, folder)
    with running("listproof", "mock", "--port", "0", "--rows", str(ROWS), *specs, folder=folder) as mock:
        page = body_of(asked(KINDS[0], mock), 200)
        (folder / "page.json").write_bytes(page)
        root = str(Path(__file__).parents[1])
        with running("benchmarks.bare_app", str(folder / "page.json"), folder=Path(root)) as bare:
            targets = {BARE: Target(url=f"{bare.url}/", pid=bare.pid)}
            for kind in kinds:
                targets[kind.name] = asked(kind, mock)
                body_of(targets[kind.name], kind.status)
            return in_rounds(targets, rounds=rounds, seconds=seconds), len(page)


def section(loads: Mapping[str, Loads], size: int, start: Start, words: argparse.Namespace) -> str:
    """The section of the page."""
    bare = loads[BARE]
    rows = [
        [
            name,
            f"{each.best:.0f}",
            f"{each.median:.0f}",
            f"{bare.best / each.best:.2f}",
            f"{each.rate:,.0f}",
            f"{each.rate / bare.rate:.2f}",
            f"{each.p50 / 1000:.2f}",
            f"{each.p99 / 1000:.2f}",
        ]
        for name, each in loads.items()
    ]
    heads = ["request", "CPU, best", "CPU, median", "of bare", "a second", "of bare", "p50", "p99"]
    machine = surroundings("listproof", "uvicorn", "uvloop", "httptools", "connexion")
    return f"""\
## What a request costs the mock

Made by `python -m benchmarks.served --rounds {words.rounds} --seconds {words.seconds}` (`make bench-served`)
with wrk {wrk_version()}: {machine}

CPU is in microseconds a request, user and system together, as the kernel accounts for the mock's one
process; p50 and p99 are milliseconds with 8 connections, so that most of them is waiting in line. "Of bare"
compares with an application that answers every request with the same {size / 1000:.1f} KB under the same
server (uvicorn with uvloop and httptools) in the same rounds: first CPU, then requests a second. Lists have
{ROWS} generated rows, pages {_SIZE}. Which rows the page of a known request holds is remembered, and written
anew each time (docs/decisions/0026); a question that was never asked before is validated, and its rows are
selected, as well.

{table(heads, rows)}

The mock of the five bundled specs has answered its first request after {start.cpu:.2f} s of CPU
({start.seconds:.2f} s by the clock), and has {start.idle:.0f} MiB of memory then."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, and write the section."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.served",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--rounds", type=int, default=5, help="how often each kind of request has its turn (5)"
    )
    parser.add_argument("--seconds", type=int, default=2, help="how long a turn lasts (2)")
    parser.add_argument("--only", default="", help="only the kinds of request with this in their name")
    parser.add_argument("--print", action="store_true", help="print the section, and write nothing")
    words = parser.parse_args(arguments)
    if wrk_version() is None:
        print("wrk is not installed (apt-get install wrk): nothing is measured.", file=sys.stderr)
        return 2
    kinds = [kind for kind in KINDS if words.only in kind.name]
    with tempfile.TemporaryDirectory() as folder:
        start = started(Path(folder))
        loads, size = measured(kinds, Path(folder), rounds=words.rounds, seconds=words.seconds)
    text = section(loads, size, start, words)
    if words.print or words.only:
        print(text)
    else:
        write_section(PAGE, SECTION, text)
        print(f"{PAGE.name}: {SECTION}, {len(loads)} rows")
    return 0


if __name__ == "__main__":
    sys.exit(main())
