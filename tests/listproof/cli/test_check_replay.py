"""`listproof check --har` and `--replay`, as they are typed."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from listproof import cli
from listproof.cli.check import command
from listproof.errors import ListproofError, Unreachable
from tests.conformance.backends import SPEC, Backend, as_request, put, serving

CONFIG = """
[callers.main]
headers = { X-Key = "${THINGS_KEY}" }
[callers.other]
headers = { X-Key = "key-of-bob" }
"""
ARGUMENTS = ("things.yaml", "--chance", "3")


def check(*words: str, **environment: str | None) -> Result:
    """What the command ends with, its exit code as the whole program would give it."""
    result = CliRunner().invoke(
        command, list(words), standalone_mode=False, env={"GITHUB_ACTIONS": "", **environment}
    )
    result.exit_code = result.return_value if isinstance(result.return_value, int) else result.exit_code
    if isinstance(result.exception, Unreachable):
        result.exit_code = cli.EXIT_UNREACHABLE
    elif isinstance(result.exception, ListproofError):
        result.exit_code = cli.EXIT_USAGE
    return result


def report_in(path: Path) -> dict[str, Any]:
    """A JSON report without what a run and its replay may differ in."""
    report: dict[str, Any] = json.loads(path.read_bytes())
    del report["started"], report["seconds"]
    report["notes"] = [note for note in report["notes"] if not note.startswith("replayed from run.har")]
    for operation in report["operations"]:
        del operation["seconds"]
    return report


@pytest.fixture(scope="module")
def lying() -> Iterator[str]:
    backend = Backend(spoil_body=lambda body, _: body.update(total=3))
    with serving(lambda handler: put(handler, backend(as_request(handler)))) as url:
        yield url


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with a spec and a config."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "things.yaml").write_text(SPEC, encoding="utf-8")
    (tmp_path / "target.toml").write_text(CONFIG, encoding="utf-8")
    return tmp_path


@pytest.fixture
def recorded(folder: Path, lying: str) -> Path:
    """The folder, with a recording and the report of its run."""
    words = ("--config", "target.toml", "--har", "run.har", "--report", "json=run.json")
    done = check(*ARGUMENTS, "--url", lying, *words, THINGS_KEY="key-of-ada")
    assert done.exit_code == 1, done.output
    return folder


def test_a_replay_needs_no_url_no_config_and_no_credentials(recorded: Path) -> None:
    (recorded / "target.toml").unlink()
    done = check("things.yaml", "--replay", "run.har", "--report", "json=again.json", THINGS_KEY=None)
    assert done.exit_code == 1, done.output
    assert report_in(recorded / "again.json") == report_in(recorded / "run.json")
    assert "Note: replayed from run.har, which Listproof " in done.output
    assert "key-of-" not in (recorded / "run.har").read_text(encoding="utf-8")


def test_a_listproof_toml_that_nobody_named_changes_no_replay(recorded: Path) -> None:
    (recorded / "listproof.toml").write_text('[laws."meta/total"]\nseverity = "off"\n', encoding="utf-8")
    assert check("things.yaml", "--replay", "run.har").exit_code == 1


def test_severities_of_a_config_that_is_named_hold_for_the_replay(recorded: Path) -> None:
    milder = '[laws."meta/total"]\nseverity = "observed"\nreason = "ticket 12"\n'
    (recorded / "target.toml").write_text(CONFIG + milder, encoding="utf-8")
    words = ("--replay", "run.har", "--report", "json=again.json")
    verdicts = []
    for more in ((), ("--config", "target.toml")):
        check("things.yaml", *words, *more, THINGS_KEY=None)
        (operation,) = report_in(recorded / "again.json")["operations"]
        verdicts += [
            (law["verdict"], law["reason"]) for law in operation["verdicts"] if law["law"] == "meta/total"
        ]
    assert verdicts == [("failed", None), ("observed", "ticket 12")]


def test_a_wrong_severity_is_told_on_replay_too(recorded: Path) -> None:
    (recorded / "target.toml").write_text('[laws."meta/totl"]\nseverity = "mild"\n', encoding="utf-8")
    done = check("things.yaml", "--replay", "run.har", "--config", "target.toml")
    assert done.exit_code == 2
    assert "target.toml:1: laws.meta/totl: unknown law" in str(done.exception)


@pytest.mark.parametrize(
    "words",
    [
        ("--url", "http://127.0.0.1:1"),
        ("--header", "X-Key: a"),
        ("--seed", "0"),
        ("--har", "other.har"),
        ("--dry-run",),
    ],
    ids=lambda words: words[0],
)
def test_flags_that_the_recording_decides_are_refused(folder: Path, words: tuple[str, ...]) -> None:
    done = check("things.yaml", "--replay", "run.har", *words)
    assert done.exit_code == 2
    assert str(done.exception).startswith(f"{words[0]}: it does not go with --replay")


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (None, "run.har: there is no such file"),
        ("nothing", "run.har: it is not JSON"),
        ('{"log": {"version": "1.2", "entries": []}}', "run.har: it was not recorded by Listproof"),
    ],
)
def test_a_replay_of_no_recording_ends_with_2(folder: Path, content: str | None, found: str) -> None:
    if content is not None:
        (folder / "run.har").write_text(content, encoding="utf-8")
    done = check("things.yaml", "--replay", "run.har")
    assert done.exit_code == 2
    assert str(done.exception).startswith(found)


def test_a_replay_by_another_spec_ends_with_2(recorded: Path) -> None:
    done = check("agency-call-batches", "--replay", "run.har")
    assert done.exit_code == 2
    assert "it was recorded for another spec, things.yaml" in str(done.exception)


def test_a_target_that_cannot_be_reached_is_recorded_and_replayed_as_that(folder: Path) -> None:
    words = ("--url", "http://127.0.0.1:1", "--header", "X-Key: key-of-ada")
    ran = check("things.yaml", *words, "--har", "run.har")
    again = check("things.yaml", "--replay", "run.har")
    assert (ran.exit_code, again.exit_code) == (3, 3)
    assert str(again.exception) == str(ran.exception)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="there, no process can be sent an interrupt alone")
def test_an_interrupted_run_leaves_a_recording_that_replays_to_its_report(folder: Path) -> None:
    backend, enough, go_on = Backend(), threading.Event(), threading.Event()

    def handle(handler: BaseHTTPRequestHandler) -> None:
        answer = backend(as_request(handler))
        if len(backend.asked) == 30:
            enough.set()
            go_on.wait(20)
        put(handler, answer)

    with serving(handle) as url:
        words = [
            "--url",
            url,
            "--header",
            "X-Key: key-of-ada",
            "--har",
            "run.har",
            "--report",
            "json=run.json",
        ]
        process = subprocess.Popen(
            [sys.executable, "-m", "listproof", "check", *ARGUMENTS, "--concurrency", "1", *words],
            stdout=subprocess.DEVNULL,
        )
        try:
            assert enough.wait(60)
            process.send_signal(signal.SIGINT)
            go_on.set()
            ended = process.wait(timeout=60)
        finally:
            process.kill()
            process.wait()
    done = check("things.yaml", "--replay", "run.har", "--report", "json=again.json")
    assert done.exit_code == ended
    again = report_in(folder / "again.json")
    assert again["stopped"] == "it was interrupted"
    assert again == report_in(folder / "run.json")
