"""`listproof load` as a user meets it: what it refuses, and loads of small servers by real Locust."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from subprocess import PIPE
from typing import Any

import pytest

from listproof.cli.load_flags import read_seconds
from listproof.errors import ConfigError

ROOT = Path(__file__).resolve().parents[3]
SPEC = "agency-call-batches"
CONFIG = ROOT / "examples" / "backend" / f"listproof.{SPEC}.toml"


def load(*given: str, timeout: float = 110) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "listproof", "load", SPEC, *given]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=timeout, check=False)


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


def backend(*flags: str) -> Iterator[str]:
    command = [sys.executable, "-m", "examples.backend", "--port", "0", *flags]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        yield server.stdout.readline().rpartition(" ")[2].strip()
        server.terminate()


@pytest.fixture(scope="module")
def honest() -> Iterator[str]:
    yield from backend()


@pytest.fixture(scope="module")
def forgetful() -> Iterator[str]:
    yield from backend("--cache-forgets", "query")


@pytest.mark.parametrize(
    ("text", "seconds"), [("90", 90), ("90s", 90), ("5m", 300), ("1h30m", 5400), (" 2s ", 2)]
)
def test_times_are_read_as_people_write_them(text: str, seconds: float) -> None:
    assert read_seconds(text) == seconds


@pytest.mark.parametrize("text", ["", "0s", "soon", "-5s", "1d", "9999h", "5.5s"])
def test_what_is_no_time_is_refused_with_how_it_is_written(text: str) -> None:
    with pytest.raises(ConfigError, match="it is written 90s, 5m or 1h30m"):
        read_seconds(text)


def test_another_machine_is_put_under_load_only_where_it_is_named(tmp_path: Path) -> None:
    refused = load("--url", "http://lists.invalid", "--config", str(CONFIG))
    assert refused.returncode == 2
    assert "if it is yours to put under load, say --may-load lists.invalid" in refused.stderr


def test_a_worker_that_is_told_to_report_is_refused() -> None:
    refused = load("--url", "http://127.0.0.1:9", "--worker", "--report", "json=x.json", "--web")
    assert refused.returncode == 2
    assert "--report is given as well" in refused.stderr
    assert "--web is given as well" in refused.stderr


def test_without_locust_it_says_how_to_install_it(tmp_path: Path) -> None:
    code = (
        "import sys; sys.modules['locust'] = None\n"
        "import importlib.util as util; found = util.find_spec\n"
        "util.find_spec = lambda name, *more: None if name == 'locust' else found(name, *more)\n"
        "from listproof.cli import main\n"
        f"sys.argv = ['listproof', 'load', {SPEC!r}, '--url', 'http://127.0.0.1:9']\n"
        "main()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "pip install 'listproof[load]'" in done.stderr


def test_the_command_and_the_package_never_import_locust_themselves() -> None:
    code = (
        "import sys, listproof.cli.load, conformance.loading, conformance.loading.settings\n"
        "import conformance.loading.reporting, conformance.loading.bench, conformance.loading.tasks\n"
        "sys.exit(any(name.split('.')[0] in ('locust', 'gevent') for name in sys.modules))\n"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


# --- real loads ------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_target_that_nobody_serves_ends_with_3() -> None:
    done = load("--url", f"http://127.0.0.1:{free_port()}", "--config", str(CONFIG), "--run-time", "5s")
    assert done.returncode == 3
    assert "cannot be asked" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_an_honest_backend_is_not_accused_by_50_users(honest: str, tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    flags = ["--url", honest, "--config", str(CONFIG), "--users", "50", "--spawn-rate", "50"]
    done = load(*flags, "--run-time", "6s", "--report", f"json={file}")
    assert done.returncode == 0, done.stdout + done.stderr
    report = json.loads(file.read_text())
    assert report["load"]["users"] == 50
    assert report["operations"][0]["figures"]["requests"] > 20
    assert "50 users for 6s ask 1 list" in done.stderr
    assert "Under load:" in done.stdout


@pytest.mark.slow
def test_two_workers_name_a_cache_that_forgets_the_query(forgetful: str, tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    flags = ["--url", forgetful, "--config", str(CONFIG), "--users", "16", "--processes", "2"]
    done = load(*flags, "--run-time", "8s", "--report", f"json={file}")
    assert done.returncode == 1, done.stdout + done.stderr
    report: dict[str, Any] = json.loads(file.read_text())
    broken = {law["law"] for law in report["operations"][0]["verdicts"] if law["verdict"] == "failed"}
    assert {"page/window", "filter/match"} & broken
    assert report["load"]["workers"] == 2
    assert re.search(r"seen \d+ times in \d+ looks, first after \d", done.stdout)
    token = re.search(r"Bearer ([\w.-]+)", CONFIG.read_text())
    assert token
    assert token[1] not in done.stdout + done.stderr + file.read_text()


@pytest.mark.slow
def test_whoever_interrupts_a_load_gets_its_report_and_no_traceback(honest: str) -> None:
    flags = ["--url", honest, "--config", str(CONFIG), "--users", "3", "--run-time", "10m", "--verbose"]
    command = [sys.executable, "-m", "listproof", "load", SPEC, *flags]
    # As from a terminal: the command and all that it starts are interrupted together.
    with subprocess.Popen(
        command, cwd=ROOT, stdout=PIPE, stderr=PIPE, text=True, start_new_session=True
    ) as running:
        assert running.stderr is not None
        assert any("All users spawned" in line for line in running.stderr)
        os.killpg(running.pid, signal.SIGINT)
        out, err = running.communicate(timeout=60)
    assert running.returncode in (0, 3)
    assert "laws:" in out
    assert "Stopping: the report follows." in err
    assert "Traceback" not in err


@pytest.mark.slow
def test_a_master_whose_workers_do_not_come_gives_up_with_3(honest: str) -> None:
    flags = ["--url", honest, "--config", str(CONFIG), "--master", "--expect-workers", "2"]
    done = load(*flags, "--master-port", str(free_port()), "--wait-for-workers", "2")
    assert done.returncode == 3
    assert "Waiting for 2 worker(s)" in done.stderr
    assert "Gave up waiting for workers" in done.stderr


@pytest.mark.slow
def test_a_teams_own_locustfile_judges_in_two_lines(honest: str, tmp_path: Path) -> None:
    file = tmp_path / "locustfile.py"
    report = tmp_path / "report.json"
    file.write_text(
        "from conformance.loading import ListUser\n\n\n"
        "class Batches(ListUser):\n"
        f"    spec = {SPEC!r}\n"
        f"    config = {str(CONFIG)!r}\n"
        f"    reports = ('json={report}',)\n"
    )
    flags = ["-f", str(file), "--headless", "-H", honest, "-u", "5", "-r", "5", "-t", "12s"]
    done = subprocess.run(
        [sys.executable, "-m", "locust", *flags],
        cwd=tmp_path,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
        env={"LISTPROOF_URL": honest, "PATH": "/usr/bin:/bin"},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(report.read_text())["operations"][0]["figures"]["requests"] > 0
    assert "Load: 5 users for" in done.stdout
