"""`listproof load`: put a target under load with Locust, and judge what comes by the laws."""

from __future__ import annotations

import importlib.util
import os
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import click

from listproof.cli.load_flags import Asked, flags, read_seconds
from listproof.errors import ConfigError, Fault

if TYPE_CHECKING:
    from conformance.loading.settings import Ground, Settings

_DEFAULT_CONFIG: Final = Path("listproof.toml")
_THIS_MACHINE: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_ENDED, _SUITE, _USAGE, _UNREACHABLE = 3, 4, 2, 3


@click.command("load")
@click.argument("spec")
@flags
def command(**typed: Any) -> int:
    """Let many users ask the lists of SPEC at URL at once, and judge every answer.

    Users are Locust's. They ask single pages, walk lists, ask again what others ask, and mix callers; what
    they get is judged by the laws of `listproof check`, beside the lists as they stood before the load. Only
    GET and HEAD are sent. Ends as check does: 0 every promise kept, 1 one broken, 2 wrong usage, 3 the target
    can't be reached, 4 the suite itself broke.

    \b
    Examples:
      listproof load my-spec.yaml --url http://127.0.0.1:9000 --users 50 --run-time 60s
      listproof load my-spec.yaml --config listproof.toml --processes 2 --report html=load.html
      listproof load my-spec.yaml --url https://test.example.com --may-load test.example.com --rate 100/s
      listproof load my-spec.yaml --config listproof.toml --master --master-host '*' --expect-workers 4
      listproof load my-spec.yaml --config listproof.toml --worker --master-host 10.0.0.5
    """
    return _load(Asked(**typed))


def _load(asked: Asked) -> int:
    """Read everything before anything is asked; then let Locust run, in a process of its own, and report.

    Locust patches the standard library of the process that imports it: this one never does.
    """
    from listproof.cli.outlets import Outlets

    asked.check()
    outlets = Outlets.read(asked.reports, verbose=asked.verbose, environment=os.environ)
    _check_locust()
    with tempfile.TemporaryDirectory(prefix="listproof-load-") as folder:
        result = Path(folder) / "report.json"
        settings = _settings(asked, result)
        ground = _ground(asked, settings)
        _say(asked, ground)
        ended = _run(asked, settings, Path(folder) / "settings.json")
        if asked.worker:
            return _ended_with(ended)
        return _told(asked, outlets, result, ended)


def _check_locust() -> None:
    if importlib.util.find_spec("locust") is None:
        fault = Fault(
            file="listproof load",
            found="Locust is not installed",
            wanted="install it: pip install 'listproof[load]'",
        )
        raise ConfigError([fault])


def _settings(asked: Asked, result: Path) -> Settings:
    from conformance.loading.settings import Settings
    from listproof.cli.check_flags import read_rate

    usual = _DEFAULT_CONFIG if _DEFAULT_CONFIG.is_file() else None
    config = asked.config or usual
    return Settings(
        spec=asked.spec,
        overlays=asked.overlays,
        hosts=asked.hosts,
        config=None if config is None else str(config),
        url=asked.url,
        headers=asked.headers,
        params=asked.params,
        operations=asked.operations,
        seed=asked.seed,
        rate=read_rate(asked.rate),
        max_requests=asked.max_requests,
        timeout=asked.timeout,
        run_time=read_seconds(asked.run_time),
        result=None if asked.worker else str(result),
        quiet=not asked.verbose,
    )


def _ground(asked: Asked, settings: Settings) -> Ground:
    """What the settings name. Raises ConfigError where the target's host may not be put under load."""
    from conformance.loading.settings import read_ground
    from listproof.cli.inferred import say_inferred

    ground = read_ground(settings, os.environ)
    say_inferred(ground.contract)
    host = urlsplit(ground.target.url).hostname or ""
    if host not in _THIS_MACHINE and host not in asked.may_load:
        fault = Fault(
            file="--may-load",
            found=f"{host} is another machine, and a load may harm it",
            wanted=f"if it is yours to put under load, say --may-load {host}",
        )
        raise ConfigError([fault])
    return ground


def _say(asked: Asked, ground: Ground) -> None:
    """Say on standard error what is about to happen to whom."""
    from conformance.reports.redaction import Redactor

    url = Redactor(ground.target, ground.contract.operations).text(ground.target.url)
    if asked.worker:
        click.echo(
            f"A worker of the master at {asked.master_host}:{asked.master_port}, to ask {url}.", err=True
        )
        return
    callers = [name for name in ground.target.callers if name != "forbidden"]
    lists = f"{len(ground.operations)} list{'s' if len(ground.operations) != 1 else ''}"
    users = f"{asked.users} user{'s' if asked.users != 1 else ''}"
    click.echo(
        f"{users} for {asked.run_time} ask {lists} of {url} by GET, as {' and '.join(callers)}.", err=True
    )
    if asked.web:
        click.echo(
            f"Locust's page: http://127.0.0.1:{asked.web_port}/ and the report: "
            f"http://127.0.0.1:{asked.web_port}/listproof",
            err=True,
        )
    if asked.master:
        click.echo(f"Waiting for {asked.expect_workers} worker(s) at port {asked.master_port}.", err=True)


# --- Locust's process ---


def _run(asked: Asked, settings: Settings, file: Path) -> int:
    """Let Locust run. What it ended with."""
    from conformance.loading.settings import VARIABLE

    file.touch(mode=0o600)  # it holds credentials
    file.write_text(settings.json(), encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, "-m", "locust", *_arguments(asked)],
        env={**os.environ, VARIABLE: str(file)},
        stdin=subprocess.DEVNULL,
        # What Locust prints would stand in the report, and some of it is said better there.
        stdout=sys.stderr.fileno() if asked.verbose else subprocess.DEVNULL,
    )
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            # The terminal has interrupted Locust too: its users stop, and what they saw is reported.
            click.echo("Stopping: the report follows.", err=True)


def _arguments(asked: Asked) -> list[str]:
    """Locust's own flags for what was typed. No credential is among them: other users see command lines."""
    from importlib.util import find_spec

    # The module is found and never imported: that would import Locust here.
    spec = find_spec("conformance")
    assert spec is not None
    assert spec.origin is not None
    file = Path(spec.origin).parent / "loading" / "inside" / "locustfile.py"
    level = "INFO" if asked.verbose else "WARNING"
    given = ["-f", str(file), "--loglevel", level, "--only-summary"]
    if asked.worker:
        return [
            *given,
            "--worker",
            "--master-host",
            asked.master_host,
            "--master-port",
            str(asked.master_port),
        ]
    given += ["--users", str(asked.users), "--spawn-rate", f"{asked.spawn_rate:g}"]
    if asked.web:
        given += ["--web-host", "127.0.0.1", "--web-port", str(asked.web_port), "--autostart"]
    else:
        given += ["--headless"]
    if asked.processes:
        port = str(_free_port())
        given += ["--processes", str(asked.processes), "--master-bind-host", "127.0.0.1"]
        given += ["--master-bind-port", port, "--master-port", port]
    elif asked.master:
        given += ["--master", "--master-bind-host", asked.master_host]
        given += ["--master-bind-port", str(asked.master_port)]
        given += ["--expect-workers", str(asked.expect_workers)]
        given += ["--expect-workers-max-wait", str(asked.wait_for_workers)]
    return given


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


# --- what became of it ---


def _told(asked: Asked, outlets: Any, result: Path, ended: int) -> int:
    """Write the report that Locust's process left, and say how the load ended."""
    from conformance.reports.json_reading import read_report
    from listproof.cli.check_output import exit_code

    if not result.exists():
        return _ended_with(ended)
    report = read_report(result)
    outlets.write(report)
    return exit_code(report, fail_on=asked.fail_on)


def _ended_with(ended: int) -> int:
    """The exit code where there is no report."""
    if ended in (0, _USAGE, _UNREACHABLE):
        return ended
    click.echo(f"listproof: the load ended without a report; Locust ended with {ended}.", err=True)
    return _ENDED if ended == 1 else _SUITE
