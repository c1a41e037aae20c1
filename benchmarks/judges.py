"""The two judges, each run as its users run it in CI: a process of its own, over HTTP."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.cases import Case, built
from benchmarks.serving import Served
from tests.liars.trial import SPECS, contract_of, target_of
from tests.liars.worlds import World

_ROOT = Path(__file__).parents[1]
_LONGEST = 300
"""Seconds after which a judge is stopped, without a verdict."""
_REPORT, _EVENTS = "report.json", "events.ndjson"
_BROKE = 4
"""Taken for the exit code of a judge that ends without its report: Python's own for a crash is 1."""


@dataclass(frozen=True, slots=True, order=True)
class Accusation:
    """A failure that a judge reports: its kind (a law, or the code of a check) and what is said of it."""

    kind: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a judge said of a backend. `ended` is its exit code, or None where it was stopped."""

    accusations: frozenset[Accusation]
    warnings: frozenset[Accusation] = frozenset()
    """What it says more quietly, and what makes its exit code 1 only where that is wanted."""
    ended: int | None
    requests: int
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """Listproof, or Schemathesis with so many examples (None: as many as it makes unasked).

    `options` is what its command line adds to what every run needs.
    """

    name: str
    options: tuple[str, ...] = ()
    suite: bool = False

    def tell(self, case: Case, seed: int) -> Told:
        """What it says of a fresh backend, served on loopback for this run alone."""
        backend, world = built(case)
        with Served(backend).running() as served, tempfile.TemporaryDirectory() as folder:
            command = _listproof if self.suite else _schemathesis
            arguments = command(case.spec, world, served.url, Path(folder), seed)
            began = time.monotonic()
            ended = _run([*arguments, *self.options], Path(folder))
            seconds = time.monotonic() - began
            found = _laws(Path(folder)) if self.suite else _checks(Path(folder))
            warned = _laws(Path(folder), "warned") if self.suite else iter(())
            written = Path(folder) / (_REPORT if self.suite else _EVENTS)
            if ended is not None and not written.exists():
                ended = _BROKE
            return Told(
                accusations=frozenset(found),
                warnings=frozenset(warned),
                ended=ended,
                requests=served.requests,
                seconds=seconds,
            )


LISTPROOF = Judge(name="listproof check", suite=True)


def schemathesis(examples: int | None = None) -> Judge:
    """Schemathesis alone: every phase, every check, and no stop at the first failure."""
    if examples is None:
        return Judge(name="Schemathesis")
    return Judge(name=f"Schemathesis, {examples} examples", options=("--max-examples", str(examples)))


def _run(command: Sequence[str], folder: Path) -> int | None:
    environment = {**os.environ, "NO_PROXY": "127.0.0.1", "PYTHONPATH": str(_ROOT)}
    try:
        done = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, timeout=_LONGEST, check=False
        )
    except subprocess.TimeoutExpired:
        return None
    return done.returncode


# --- listproof -----------------------------------------------------------------------------------------


def _listproof(spec: str, world: World, url: str, folder: Path, seed: int) -> list[str]:
    config = folder / "listproof.toml"
    config.write_text(target_file(world, url), encoding="utf-8")
    run = [sys.executable, "-m", "listproof", "check", str(SPECS[spec]), "--config", str(config)]
    return [*run, "--seed", str(seed), "--report", f"json={folder / _REPORT}"]


def target_file(world: World, url: str) -> str:
    """`listproof.toml` for a world: every caller, every credential that must be refused."""
    target = target_of(world)
    lines = [f"[target]\nurl = {_text(url)}\nallow_methods = {_text(sorted(target.allow_methods))}"]
    for name, caller in target.callers.items():
        lines.append(f"[callers.{name}]\nheaders = {_table(caller.headers)}")
        lines.append(f"parameters = {_table(caller.parameters)}")
    for refused in target.refused:
        lines.append(f"[[refused]]\nname = {_text(refused.name)}\nheaders = {_table(refused.headers)}")
    for situation, headers in target.provoke.items():
        lines.append(f"[provoke.{situation}]\nheaders = {_table(headers)}")
    return "\n".join(lines) + "\n"


def _laws(folder: Path, *verdicts: str) -> Iterator[Accusation]:
    """The laws with these verdicts; without any, those that make the exit code 1."""
    wanted = verdicts or ("failed", "unstable")
    for operation in _read(folder / _REPORT).get("operations", ()):
        for law in operation["verdicts"]:
            for finding in law["findings"]:
                if finding["verdict"] in wanted:
                    yield Accusation(law["law"], finding["where"])


# --- Schemathesis --------------------------------------------------------------------------------------


def _schemathesis(spec: str, world: World, url: str, folder: Path, seed: int) -> list[str]:
    config = folder / "schemathesis.toml"
    config.write_text(_settings(spec, world), encoding="utf-8")
    program = [
        str(Path(sys.executable).with_name("schemathesis")),
        "--config-file",
        str(config),
        "--no-color",
    ]
    run = [*program, "run", str(SPECS[spec]), "--url", url, "--continue-on-failure", "--seed", str(seed)]
    return [*run, "--generation-database", "none", "--report-ndjson-path", str(folder / _EVENTS)]


def _settings(spec: str, world: World) -> str:
    """The main caller's credentials, and the values of the parameters that name what is theirs.

    Headers are spelled as the document spells them: Schemathesis takes them away again by that name.
    """
    main = world.caller("main")
    schemes = [one for together in contract_of(spec).operations[0].security for one in together]
    names = {scheme.parameter.lower(): scheme.parameter for scheme in schemes}
    headers = {names[name]: text for name, text in main.headers.items()}
    given = {
        key.replace(":", ".") if ":" in key else f"query.{key}": values[0]
        for key, values in main.may_name.items()
    }
    return f"headers = {_table(headers)}\nparameters = {_table(given)}\n"


def _checks(folder: Path) -> Iterator[Accusation]:
    """Every failed check, and every error of a run (a lost connection, an answer that can't be read)."""
    written = folder / _EVENTS
    for line in written.read_text(encoding="utf-8").splitlines() if written.exists() else ():
        for name, event in json.loads(line).items():
            if name == "ScenarioFinished":
                yield from _failures(event["recorder"])
            elif name in ("NonFatalError", "FatalError"):
                yield Accusation("error", str(event.get("info", event))[:200])


def _failures(recorder: Mapping[str, Any]) -> Iterator[Accusation]:
    for checks in recorder.get("checks", {}).values():
        for check in checks:
            if check["status"] == "failure":
                failure = check["failure_info"]["failure"]
                yield Accusation(f"{failure['code']} {check['name']}", failure["message"])


# --- TOML ----------------------------------------------------------------------------------------------


def _table(pairs: Mapping[str, Any]) -> str:
    return "{ " + ", ".join(f"{_text(key)} = {_text(value)}" for key, value in pairs.items()) + " }"


def _text(value: Any) -> str:
    """A text, or an array of texts: what JSON makes of them is TOML as well."""
    return json.dumps(value)


def _read(file: Path) -> Mapping[str, Any]:
    read: Mapping[str, Any] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    return read
