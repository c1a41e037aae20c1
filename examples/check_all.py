"""Judge the mock and the example backend by every bundled spec, as `make check` does.

Starts both on free ports, runs `listproof check` ten times over real HTTP, and prints one table. Ends with
the worst exit code of the ten. `--verbose` shows each report, `--only backend` one of the two.
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
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent
_SPECS = sorted((_HERE.parent / "specs").glob("*-*.yaml"))
_SERVERS = {
    "mock": [sys.executable, "-m", "listproof", "mock", "--port", "0"],
    "backend": [sys.executable, "-m", "examples.backend", "--port", "0"],
}
_READY = " ready on "


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one check ended with: its exit code and its report, or None where it wrote none."""

    server: str
    spec: str
    code: int
    printed: str
    report: Mapping[str, Any] | None


@contextlib.contextmanager
def serving(name: str) -> Iterator[str]:
    """The base URL of a server that runs as long as the block does."""
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(
            _SERVERS[name], stdout=subprocess.PIPE, stderr=said, text=True, cwd=_HERE.parent
        )
        try:
            yield _address(name, process)
        except RuntimeError:
            process.kill()
            process.wait()
            said.seek(0)
            sys.stderr.write(said.read())
            raise
        finally:
            process.terminate()
            process.wait(timeout=10)
            if process.stdout is not None:
                process.stdout.close()


def _address(name: str, process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    for line in process.stdout:
        if _READY in line:
            return line.rpartition(_READY)[2].strip()
    raise RuntimeError(f"the {name} did not start; what it said stands above")


def check(server: str, spec: Path, url: str, folder: Path, *, options: Sequence[str] = ()) -> Outcome:
    """One run of `listproof check`, with further options, against a server that is up."""
    written = folder / f"{server}-{spec.stem}.json"
    target = _HERE / server / f"listproof.{spec.stem}.toml"
    command = [sys.executable, "-m", "listproof", "check", str(spec), "--config", str(target), "--url", url]
    done = subprocess.run(
        [*command, "--report", f"json={written}", *options],
        capture_output=True,
        text=True,
        check=False,
        cwd=_HERE.parent,
        env={**os.environ, "LISTPROOF_URL": url},
    )
    report = json.loads(written.read_text()) if written.exists() else None
    return Outcome(
        server=server, spec=spec.stem, code=done.returncode, printed=done.stdout + done.stderr, report=report
    )


_COLUMNS = ("passed", "observed", "skipped", "warned", "unstable", "failed", "errored")


def _row(outcome: Outcome) -> str:
    operations = outcome.report["operations"] if outcome.report else []
    verdicts = Counter(verdict["verdict"] for op in operations for verdict in op["verdicts"])
    requests = sum(op["requests"] for op in operations)
    chance = sum(op["chance_requests"] or 0 for op in operations)
    seconds = sum(op["seconds"] for op in operations)
    counts = "".join(f"{verdicts[column]:>10}" for column in _COLUMNS)
    effort = f"{requests:>10}{chance:>8}{seconds:>9.1f}"
    return f"{outcome.server:<9}{outcome.spec:<26}{counts}{effort}{outcome.code:>6}"


def _header() -> str:
    counts = "".join(f"{column:>10}" for column in _COLUMNS)
    return f"{'server':<9}{'spec':<26}{counts}{'requests':>10}{'chance':>8}{'seconds':>9}{'exit':>6}"


def _skips(outcomes: list[Outcome]) -> Iterator[str]:
    """Each reason for which laws were skipped, with the laws and how many reports have it."""
    reasons: dict[str, Counter[str]] = {}
    for outcome in outcomes:
        for operation in outcome.report["operations"] if outcome.report else ():
            for verdict in operation["verdicts"]:
                if verdict["verdict"] == "skipped":
                    reasons.setdefault(verdict["reason"] or "no reason", Counter())[verdict["law"]] += 1
    for reason, laws in sorted(reasons.items()):
        yield f"  {reason}: " + ", ".join(f"{law} ({count})" for law, count in sorted(laws.items()))


def main() -> int:
    """Check everything, print the table, and say how it went."""
    parser = argparse.ArgumentParser(prog="python -m examples.check_all", description=__doc__)
    parser.add_argument("--only", choices=sorted(_SERVERS), help="judge one of the two servers")
    parser.add_argument("--verbose", action="store_true", help="print every report, not only the bad ones")
    asked = parser.parse_args()
    outcomes: list[Outcome] = []
    with tempfile.TemporaryDirectory() as folder:
        print(_header(), flush=True)
        for server in [asked.only] if asked.only else list(_SERVERS):
            with serving(server) as url:
                for spec in _SPECS:
                    outcomes.append(check(server, spec, url, Path(folder)))
                    print(_row(outcomes[-1]), flush=True)
    print("\nSkipped laws, by reason (in brackets: in how many of the reports):")
    print("\n".join(_skips(outcomes)))
    for outcome in outcomes:
        if outcome.code or asked.verbose:
            print(f"\n{outcome.server}: {outcome.spec}\n{outcome.printed}")
    worst = max((outcome.code for outcome in outcomes), default=0)
    print("\nEvery promise kept." if worst == 0 else f"\nSomething is wrong: the worst exit code is {worst}.")
    return worst


if __name__ == "__main__":
    sys.exit(main())
