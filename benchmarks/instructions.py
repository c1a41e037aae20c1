"""Instructions that the served path takes, counted by valgrind: the same on a busy machine as on an idle one.

    python -m benchmarks.instructions

Prints the instructions of a request, those of a fixed amount of the same kinds of work, and their ratio,
which depends little on processor and Python. `tests/benchmarks/test_instructions.py` holds the ratio.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

_REQUESTS: Final = 200
_TOTALS: Final = re.compile(r"^totals: (\d+)", re.MULTILINE)
_HERE: Final = Path(__file__).parents[1]


def can_count() -> bool:
    """Whether valgrind is installed."""
    return all(shutil.which(name) for name in ("valgrind", "callgrind_control"))


def counted(*applications: str) -> tuple[float, ...]:
    """Instructions of a request of each application of benchmarks/served_path.py; raises RuntimeError.

    The start isn't counted, and takes some five times as long as by itself.
    """
    with tempfile.TemporaryDirectory() as folder:
        valgrind = ["valgrind", "-q", "--tool=callgrind", "--instr-atstart=no"]
        process = subprocess.Popen(
            [
                *valgrind,
                f"--callgrind-out-file={folder}/counts",
                sys.executable,
                "-m",
                "benchmarks.served_path",
            ],
            cwd=_HERE,
            env={**os.environ, "PYTHONHASHSEED": "0"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        with process:
            try:
                _expect(process, "ready")
                for each in applications:
                    _count(process, each)
            finally:
                process.kill()
        return tuple(_found(Path(folder) / f"counts.{part}") for part, _ in enumerate(applications, start=1))


def _count(process: subprocess.Popen[str], application: str) -> None:
    """Count the instructions of one application, into a file of their own."""
    assert process.stdin is not None
    _control(process, "-i", "on")
    process.stdin.write(f"{application} {_REQUESTS}\n")
    process.stdin.flush()
    _expect(process, "done")
    _control(process, "-i", "off")
    _control(process, "-d")


def _found(counts: Path) -> float:
    found = _TOTALS.search(counts.read_text()) if counts.exists() else None
    if found is None or found[1] == "0":
        raise RuntimeError("valgrind counted nothing")
    return int(found[1]) / _REQUESTS


def _expect(process: subprocess.Popen[str], word: str) -> None:
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line.startswith(word):
        process.kill()
        told = process.stderr.read() if process.stderr else ""
        raise RuntimeError(f"the program said {line!r} instead of {word!r}: {told[-500:]}")


def _control(process: subprocess.Popen[str], *words: str) -> None:
    command = ["callgrind_control", *words, str(process.pid)]
    subprocess.run(command, check=True, capture_output=True, timeout=60)


def main() -> int:
    """Count, and print."""
    if not can_count():
        print("valgrind is not installed (apt-get install valgrind): nothing is counted.", file=sys.stderr)
        return 2
    page, reference = counted("page", "reference")
    print(f"a page: {page:,.0f} instructions; the reference: {reference:,.0f}; ratio {page / reference:.3f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
