"""`listproof mock --workers` and replicas: as many processes as one likes, and the same bytes of each."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from listproof.cli import mock as cli
from listproof.errors import ListproofError
from mock_server import workers
from mock_server.workers import can_have_workers

LISTPROOF = [sys.executable, "-m", "listproof"]
ROOT = Path(__file__).parents[3]
HOUR = 3600
"""A cursor is the same for an hour of the clock."""

pytestmark = pytest.mark.skipif(not can_have_workers(), reason="this system can't fork")

BY_CURSOR = """
openapi: 3.0.3
info: {title: things, version: 1.0.0}
paths:
  /things:
    get:
      operationId: listThings
      parameters:
        - {name: cursor, in: query, schema: {type: string}}
        - {name: limit, in: query, schema: {type: integer, minimum: 1, maximum: 10, default: 5}}
        - {name: color, in: query, schema: {type: string, enum: [red, green]}}
      responses:
        "200":
          description: A page.
          content:
            application/json:
              schema:
                type: object
                required: [data, next, total]
                properties:
                  data:
                    type: array
                    items:
                      type: object
                      required: [id, color, name, at]
                      properties:
                        id: {type: string, format: uuid}
                        color: {type: string, enum: [red, green]}
                        name: {type: string}
                        at: {type: string, format: date-time}
                  next: {type: string, nullable: true}
                  total: {type: integer}
        "400":
          description: No.
          content:
            application/json:
              schema: {type: object, required: [error], properties: {error: {type: string}}}
              example: {error: no such value}
      x-listing:
        items: /data
        id: /id
        page: {by: cursor, param: cursor}
        size: {param: limit, over: error}
        meta: {next: /next, total: /total}
        filter: {color: {at: /color}}
        sort: {default: [-/at, /id]}
        errors: {at: {message: /error}, bad_size: 400, bad_token: 400, bad_filter: 400}
"""


@contextmanager
def serving(*arguments: str) -> Iterator[str]:
    """The base URL of a mock on a free port."""
    command = [*LISTPROOF, "mock", "--port", "0", *arguments]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=ROOT
    ) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().rpartition(" ready on ")[2].strip()
        finally:
            process.terminate()
            process.wait(timeout=20)


def recorded(spec: str, config: str, url: str, har: Path) -> Mapping[str, Any]:
    """The exit code of a check, and what each of its requests was answered: status, header and body."""
    done = subprocess.run(
        [*LISTPROOF, "check", spec, "--config", config, "--url", url, "--har", str(har)],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    answers: dict[str, Any] = {}
    for entry in json.loads(har.read_text())["log"]["entries"]:
        asked, answer = entry["request"], entry["response"]
        sent = sorted(
            (each["name"], each["value"]) for each in asked["headers"] if each["name"].lower() != "host"
        )
        header = sorted(
            (each["name"], each["value"]) for each in answer["headers"] if each["name"].lower() != "date"
        )
        key = json.dumps([asked["method"], asked["url"].removeprefix(url), sent])
        answers.setdefault(key, []).append([answer["status"], header, answer["content"].get("text")])
    return {key: sorted(map(json.dumps, each)) for key, each in answers.items()}


# --- workers -----------------------------------------------------------------------------------------


def test_more_workers_than_cores_are_said_and_allowed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "cores", lambda: 2)
    cli._hold_workers(4)
    assert capsys.readouterr().err == "--workers 4: more than the 2 cores that there are; they share them.\n"
    cli._hold_workers(2)
    assert capsys.readouterr().err == ""


def test_a_system_that_cannot_fork_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "can_have_workers", lambda: False)
    cli._hold_workers(1)
    with pytest.raises(ListproofError, match="--workers: this system can't fork"):
        cli._hold_workers(2)


@pytest.mark.parametrize("count", ["0", "-1", "257", "many"])
def test_a_number_of_workers_that_is_none_is_a_clear_error(count: str) -> None:
    done = subprocess.run(
        [*LISTPROOF, "mock", "--workers", count], capture_output=True, text=True, timeout=30, check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "--workers" in done.stderr
    assert "Traceback" not in done.stderr


FAILING = """
import sys
from mock_server import workers
from listproof.cli import main

def fail(*_):
    raise workers.WorkersFailed("they died")

workers.serve_with_workers = fail
sys.argv = ["listproof", "mock", "--port", "0", "--workers", "2"]
main()
"""


def test_workers_that_cannot_be_kept_alive_end_the_command_with_the_reason_and_exit_code_4() -> None:
    done = subprocess.run(
        [sys.executable, "-c", FAILING], capture_output=True, text=True, timeout=60, check=False, cwd=ROOT
    )
    assert (done.returncode, done.stdout) == (4, "")
    assert done.stderr.endswith("\nthey died\n")


# --- replicas ----------------------------------------------------------------------------------------


def test_replicas_of_one_seed_give_the_same_bytes_and_read_each_others_cursors(tmp_path: Path) -> None:
    spec = tmp_path / "things.yaml"
    spec.write_text(BY_CURSOR)
    one = (str(spec), "--rows", "23", "--seed", "7")
    with (
        serving(*one) as first,
        serving(*one, "--workers", "3") as second,
        serving(str(spec), "--rows", "23", "--seed", "8") as other,
    ):
        hour, path, pages = time.time() // HOUR, "/things?limit=3&color=red", 0
        while path:
            bodies = [get(url + path) for url in (first, second)]
            assert bodies[0] == bodies[1] or time.time() // HOUR != hour
            # What one gave out, the other is asked with: each page goes to both.
            token = json.loads(bodies[pages % 2])["next"]
            path, pages = f"/things?limit=3&color=red&cursor={token}" if token else "", pages + 1
        assert pages > 1
        assert get(first + "/things") != get(other + "/things")


def get(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=20) as answer:
        body: bytes = answer.read()
        return body


@pytest.mark.slow
@pytest.mark.parametrize("name", [path.stem for path in sorted((ROOT / "specs").glob("*-*.yaml"))])
def test_three_replicas_answer_every_request_of_the_plan_with_the_same_bytes(
    name: str, tmp_path: Path
) -> None:
    spec = f"specs/{name}.yaml"
    answers = []
    for number, more in enumerate([(), ("--workers", "2"), ("--behind-proxy",)]):
        with serving(spec, *more) as url:
            config = f"examples/mock/listproof.{name}.toml"
            answers.append(recorded(spec, config, url, tmp_path / f"{number}.har"))
    assert len(answers[0]) > 50
    assert answers[0] == answers[1] == answers[2]
