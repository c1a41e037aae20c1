"""Judge every server by its contract, as `make check-servers` does.

Starts each on a free port, runs `listproof check` over real HTTP, and prints one table. What is known to be
wrong with a server stands in its known.yaml, with the reason: a run that finds anything else, or no longer
finds what stands there, ends with 1. A server whose packages are not installed is passed over, and said so.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from examples.servers.measure import measure
from examples.servers.starting import NAMES, READY, missing

_HERE: Final = Path(__file__).parent
_ROOT: Final = _HERE.parent.parent
_COLUMNS: Final = ("passed", "observed", "skipped", "known", "warned", "unstable", "failed", "errored")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What the check of a server ended with: its exit code, what it printed, and its report, if any."""

    name: str
    code: int
    printed: str
    report: Mapping[str, Any] | None

    @property
    def verdicts(self) -> Counter[str]:
        """How many laws came to each verdict."""
        operations = self.report["operations"] if self.report else ()
        return Counter(verdict["verdict"] for each in operations for verdict in each["verdicts"])


@contextlib.contextmanager
def serving(name: str) -> Iterator[str]:
    """The base URL of a server that runs as long as the block does."""
    command = [sys.executable, "-m", "examples.servers", name]
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=said, text=True, cwd=_ROOT)
        try:
            assert process.stdout is not None
            line = next((each for each in process.stdout if READY in each), "")
            if not line:
                said.seek(0)
                raise RuntimeError(f"{name} did not start: {said.read()}")
            yield line.rpartition(READY)[2].strip()
        finally:
            process.terminate()
            process.wait(timeout=10)
            if process.stdout is not None:
                process.stdout.close()


def check(name: str, url: str, folder: Path) -> Outcome:
    """One run of `listproof check` by the server's own contract, target file and known faults."""
    written = folder / f"{name}.json"
    home = _HERE / name
    command = [sys.executable, "-m", "listproof", "check", str(home / "lists.overlay.yaml")]
    command += ["--config", str(home / "listproof.toml"), "--report", f"json={written}"]
    command += ["--baseline", str(home / "known.yaml"), "--baseline-strict", "--fail-on", "warned"]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        cwd=_ROOT,
        env={**os.environ, "LISTPROOF_URL": url},
    )
    report = json.loads(written.read_text(encoding="utf-8")) if written.exists() else None
    return Outcome(name=name, code=done.returncode, printed=done.stdout + done.stderr, report=report)


def _header() -> str:
    counts = "".join(f"{column:>9}" for column in _COLUMNS)
    return f"{'server':<24}{counts}{'requests':>9}{'seconds':>8}{'exit':>5}   inferred (right/wrong/added)"


def _row(outcome: Outcome) -> str:
    operations = outcome.report["operations"] if outcome.report else ()
    counts = "".join(f"{outcome.verdicts[column]:>9}" for column in _COLUMNS)
    requests = sum(each["requests"] for each in operations)
    seconds = sum(each["seconds"] for each in operations)
    found = measure(outcome.name)
    inferred = f"{found.inferred:>4} ({found.right}/{len(found.wrong)}/{found.added})"
    return f"{outcome.name:<24}{counts}{requests:>9}{seconds:>8.1f}{outcome.code:>5}   {inferred}"


def main() -> int:
    """Check everything, print the table, and say how it went."""
    parser = argparse.ArgumentParser(prog="python -m examples.servers.check_all", description=__doc__)
    parser.add_argument("--only", choices=NAMES, help="judge one of them")
    parser.add_argument("--verbose", action="store_true", help="print every report, not only the bad ones")
    asked = parser.parse_args()
    outcomes: list[Outcome] = []
    print(_header(), flush=True)
    with tempfile.TemporaryDirectory() as folder:
        for name in [asked.only] if asked.only else NAMES:
            lacks = missing(name)
            if lacks:
                print(f"{name:<24} passed over: {lacks}", flush=True)
                continue
            with serving(name) as url:
                outcomes.append(check(name, url, Path(folder)))
            print(_row(outcomes[-1]), flush=True)
    for outcome in outcomes:
        if outcome.code or asked.verbose:
            print(f"\n{outcome.name}\n{outcome.printed}")
    return max((outcome.code for outcome in outcomes), default=0)


if __name__ == "__main__":
    sys.exit(main())
