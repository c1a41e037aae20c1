"""What a document of hundreds of lists costs: seconds and memory of each command, start of Python included.

    python -m benchmarks.size_and_seconds [--lists N] [--print]

The document is made up (benchmarks/big_document.py). Writes its section of docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import html
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.big_document import LISTS, last_without_area, text
from benchmarks.page import PAGE, surroundings, write_section
from tests.liars.tables import table

SECTION = "size and seconds"
_LISTPROOF = [sys.executable, "-m", "listproof"]
_READY = re.compile(r"ready on (\S+)")
_LINE = re.compile(r"curl (?:-H '([^:]+): ([^']+)' )?'?(http[^\s'<]+)")
_PATIENCE = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one command cost: seconds by the clock, seconds of CPU, peak memory in MiB, its exit code."""

    what: str
    seconds: float
    cpu: float
    memory: float
    code: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Mock:
    """A mock that is ready."""

    url: str
    process: subprocess.Popen[str]


def run(what: str, *words: str, folder: Path) -> Cost:
    """Run a command to its end."""
    began = time.monotonic()
    process = subprocess.Popen(
        [*_LISTPROOF, *words], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, used = os.wait4(process.pid, 0)
    code = process.returncode = os.waitstatus_to_exitcode(status)
    memory = used.ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024)
    seconds = time.monotonic() - began
    return Cost(what=what, seconds=seconds, cpu=used.ru_utime + used.ru_stime, memory=memory, code=code)


@contextmanager
def mocking(overlay: str, folder: Path) -> Iterator[Mock]:
    """The mock of the document, as long as the block runs."""
    told = folder / "mock.txt"
    with told.open("w") as errors:
        process = subprocess.Popen(
            [*_LISTPROOF, "mock", overlay, "--port", "0"],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
    assert process.stdout is not None
    try:
        found = _READY.search(process.stdout.readline())
        if found is None:
            raise RuntimeError(f"the mock did not start: {told.read_text()[-500:]}")
        yield Mock(url=found[1], process=process)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(_PATIENCE)
        process.stdout.close()


def told_by(mock: Mock, name: str) -> str:
    """What the mock says of itself under this name."""
    with urllib.request.urlopen(f"{mock.url}/__listproof/{name}", timeout=_PATIENCE) as answer:
        return str(answer.read().decode())


def lines_of(mock: Mock) -> tuple[tuple[str, str, str], ...]:
    """The lines to paste, of every list and caller: the header's name and value, and the URL."""
    return tuple(_LINE.findall(html.unescape(told_by(mock, ""))))


def get(line: tuple[str, str, str]) -> int:
    """The status of the answer to one of the lines to paste."""
    name, value, url = line
    request = urllib.request.Request(url, headers={name: value} if name else {})
    try:
        with urllib.request.urlopen(request, timeout=_PATIENCE) as answer:
            answer.read()
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def costs(document: Path, last: str) -> Iterator[Cost]:
    """The cost of each command over the document, alone in its folder; `last` is the id of its last list."""
    folder, overlay = document.parent, "lists.overlay.yaml"
    yield run("infer", "infer", document.name, "-o", overlay, folder=folder)
    yield run("lint", "lint", overlay, folder=folder)
    began = time.monotonic()
    with mocking(overlay, folder) as mock:
        yield _so_far("mock, until it is ready", mock, began)
        status = get(lines_of(mock)[-1])
        yield _so_far("mock, until its first answer", mock, began, code=0 if status == 200 else status)
        (folder / "listproof.toml").write_text(told_by(mock, "listproof.toml"))
        yield run("check of one list", "check", overlay, "--operation", last, folder=folder)


def _so_far(what: str, mock: Mock, began: float, *, code: int = 0) -> Cost:
    """What the mock has cost up to now, by what Linux tells of a process."""
    seconds = time.monotonic() - began
    fields = Path(f"/proc/{mock.process.pid}/stat").read_text().rpartition(")")[2].split()
    cpu = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    peak = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{mock.process.pid}/status").read_text())
    return Cost(what=what, seconds=seconds, cpu=cpu, memory=int(peak[1]) / 1024 if peak else 0.0, code=code)


def section(made: Sequence[Cost], size: int, asked: argparse.Namespace) -> str:
    """The section of the page."""
    rows = [
        [one.what, f"{one.seconds:.1f}", f"{one.cpu:.1f}", f"{one.memory:.0f} MiB", one.code] for one in made
    ]
    flags = f" --lists {asked.lists}" if asked.lists != LISTS else ""
    return f"""\
## What a large document costs

Made by `python -m benchmarks.size_and_seconds{flags}`: {surroundings("listproof")}

Each command over a made-up document of {asked.lists} lists ({size / 1e6:.1f} MB, {2 * asked.lists}
operations) that says nothing of them: what `infer` writes is laid over it. The start of Python is included,
and of the mock what is asked of it.

{table(["command", "seconds", "seconds of CPU", "peak memory", "exit code"], rows)}"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, and write the section."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.size_and_seconds",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--lists", type=int, default=LISTS, help=f"lists of the made-up document ({LISTS})")
    parser.add_argument("--print", action="store_true", help="print the section, and write nothing")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        document = Path(folder) / "big.json"
        document.write_text(text(asked.lists), encoding="utf-8")
        size = document.stat().st_size
        made = list(costs(document, f"list{last_without_area(asked.lists)}"))
    if asked.print:
        print(section(made, size, asked))
    else:
        write_section(PAGE, SECTION, section(made, size, asked))
        print(f"{PAGE.name}: {SECTION}, {len(made)} rows")
    return max(one.code for one in made)


if __name__ == "__main__":
    sys.exit(main())
