"""The flags of `listproof load`, and what somebody typed as one value."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import click

from listproof.cli.target_flags import TARGET_FLAGS, Decorator
from listproof.errors import ConfigError, Fault

PORT: Final = 5557
"""Locust's usual port of a master."""
WEB_PORT: Final = 8089

_FLAGS: Final[tuple[Decorator, ...]] = (
    *TARGET_FLAGS,
    click.option(
        "--operation",
        "operations",
        multiple=True,
        metavar="ID",
        help="Ask only this operationId or path; may be repeated.",
    ),
    click.option(
        "--may-load",
        "may_load",
        multiple=True,
        metavar="HOST",
        help="A host beyond this machine that may be put under load; may be repeated.",
    ),
    click.option(
        "--users",
        type=click.IntRange(1, 100_000),
        default=10,
        show_default=True,
        help="How many ask at one time.",
    ),
    click.option(
        "--spawn-rate",
        type=click.FloatRange(0, min_open=True),
        default=10.0,
        show_default=True,
        metavar="N",
        help="How many users begin each second.",
    ),
    click.option(
        "--run-time", default="30s", show_default=True, metavar="TIME", help="For how long: 90s, 5m, 1h."
    ),
    click.option(
        "--rate", metavar="N/s", help="Send at most so many requests a second (50/s) or a minute (90/m)."
    ),
    click.option("--max-requests", type=click.IntRange(1), help="End after about so many."),
    click.option(
        "--timeout",
        type=click.FloatRange(0, min_open=True),
        default=10.0,
        show_default=True,
        metavar="SECONDS",
        help="How long to wait for an answer.",
    ),
    click.option(
        "--seed", type=int, default=0, show_default=True, help="What chance depends on; the report has it."
    ),
    click.option(
        "--processes",
        type=click.IntRange(1, 256),
        help="Spread the users over so many workers of this machine.",
    ),
    click.option("--master", is_flag=True, help="Wait for workers of other machines, and lead them."),
    click.option(
        "--expect-workers",
        type=click.IntRange(1, 10_000),
        default=1,
        show_default=True,
        help="With --master: begin when so many are there.",
    ),
    click.option(
        "--wait-for-workers",
        type=click.IntRange(1),
        default=60,
        show_default=True,
        metavar="SECONDS",
        help="With --master: how long to wait for them.",
    ),
    click.option("--worker", is_flag=True, help="Be one of the workers of a master."),
    click.option(
        "--master-host",
        default="127.0.0.1",
        show_default=True,
        metavar="HOST",
        help="With --worker: where the master is. With --master: the address to listen at, * for all.",
    ),
    click.option(
        "--master-port", type=click.IntRange(1, 65535), default=PORT, show_default=True, help="Its port."
    ),
    click.option("--web", is_flag=True, help="Show Locust's web page, and stay until interrupted."),
    click.option(
        "--web-port",
        type=click.IntRange(1, 65535),
        default=WEB_PORT,
        show_default=True,
        help="Where it is, on this machine alone.",
    ),
    click.option(
        "--report",
        "reports",
        multiple=True,
        metavar="FORMAT=PATH",
        help="Write the report to a file as text, json, junit, sarif, html, markdown or github; - is "
        "standard output.",
    ),
    click.option(
        "--fail-on",
        type=click.Choice(["failed", "warned"]),
        default="failed",
        show_default=True,
        help="From which verdict on the exit code is 1.",
    ),
    click.option("--verbose", "-v", is_flag=True, help="List every law, and what Locust says."),
)


def flags(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give the command its flags, in the order in which its help lists them."""
    for decorator in reversed(_FLAGS):
        command = decorator(command)
    return command


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The command line as it was typed, every default in its place."""

    spec: str
    overlays: tuple[str, ...]
    hosts: tuple[str, ...]
    url: str | None
    config: Path | None
    headers: tuple[str, ...]
    params: tuple[str, ...]
    operations: tuple[str, ...]
    may_load: tuple[str, ...]
    users: int
    spawn_rate: float
    run_time: str
    rate: str | None
    max_requests: int | None
    timeout: float
    seed: int
    processes: int | None
    master: bool
    expect_workers: int
    wait_for_workers: int
    worker: bool
    master_host: str
    master_port: int
    web: bool
    web_port: int
    reports: tuple[str, ...]
    fail_on: str
    verbose: bool

    def check(self) -> None:
        """Raise ConfigError where flags don't go together."""
        if faults := list(self._faults()):
            raise ConfigError(faults)

    def _faults(self) -> Iterator[Fault]:
        if self.worker:
            for flag, given in {
                "--master": self.master,
                "--processes": bool(self.processes),
                "--web": self.web,
                "--report": bool(self.reports),
            }.items():
                if given:
                    yield Fault(
                        file="--worker",
                        found=f"{flag} is given as well",
                        wanted="a worker only asks: give that to the master",
                    )
        if self.master and self.processes:
            wanted = "--processes is a master and its workers on this machine; --master waits for other ones"
            yield Fault(file="--master", found="--processes is given as well", wanted=wanted)


def read_seconds(text: str) -> float:
    """Seconds from `90`, `90s`, `5m`, `1h` or `1h30m`. Raises ConfigError."""
    match = re.fullmatch(r"\s*(?:(\d+)h)?\s*(?:(\d+)m)?\s*(?:(\d+)s?)?\s*", text, re.ASCII)
    hours, minutes, seconds = (int(part or 0) for part in match.groups()) if match else (0, 0, 0)
    total = 3600 * hours + 60 * minutes + seconds
    if not 0 < total <= 7 * 24 * 3600:
        found = f"this is no time to run for: {text[:40]}"
        raise ConfigError([Fault(file="--run-time", found=found, wanted="it is written 90s, 5m or 1h30m")])
    return float(total)
