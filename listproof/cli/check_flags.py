"""The flags of `listproof check`, by what they are about, and what somebody typed as one value."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import click

from listproof.cli.target_flags import TARGET_FLAGS, Decorator
from listproof.errors import ConfigError, Fault

FUZZ_EXAMPLES: Final = 50
"""How many random requests an operation gets where nobody says."""


_SPEC_AND_TARGET: Final[tuple[Decorator, ...]] = (
    *TARGET_FLAGS,
    click.option(
        "--operation",
        "operations",
        multiple=True,
        metavar="ID",
        help="Judge only this operationId or path; may be repeated.",
    ),
    click.option(
        "--shard",
        metavar="I/N",
        help="Judge only the I-th of N parts, which have about the same work; listproof report merge makes "
        "the parts one report. The limits hold for each shard by itself.",
    ),
    click.option(
        "--allow-method",
        "allow_methods",
        multiple=True,
        metavar="METHOD",
        help="Allow POST, PUT, PATCH or DELETE too.",
    ),
)
"""What is judged: the document, the target, and who asks."""

_ASKING: Final[tuple[Decorator, ...]] = (
    click.option(
        "--seed", type=int, default=0, show_default=True, help="What chance depends on; the report has it."
    ),
    click.option(
        "--max-requests", type=click.IntRange(1), help="Send at most so many. [default: 300 an operation]"
    ),
    click.option(
        "--max-time", type=click.FloatRange(0, min_open=True), metavar="SECONDS", help="Ask no longer."
    ),
    click.option(
        "--rate", metavar="N/s", help="Send at most so many requests a second (50/s) or a minute (90/m)."
    ),
    click.option(
        "--timeout",
        type=click.FloatRange(0, min_open=True),
        default=10.0,
        show_default=True,
        metavar="SECONDS",
        help="How long to wait for an answer.",
    ),
    click.option(
        "--concurrency",
        type=click.IntRange(1, 64),
        default=4,
        show_default=True,
        help="Requests at one time.",
    ),
    click.option(
        "--chance",
        type=click.IntRange(0, 10_000),
        metavar="N",
        help="After the plan, ask N combinations of each list that are drawn by chance. [default: up to 25, "
        "and 150 requests together with the plan; more than 10 lists share 250, and each has 4 at least]",
    ),
    click.option(
        "--fuzz",
        is_flag=True,
        help="After the plan, ask odd requests that Schemathesis makes up too, with GET alone.",
    ),
    click.option(
        "--fuzz-examples",
        type=click.IntRange(1, 10_000),
        metavar="N",
        help="With --fuzz: random requests an operation, after its boundary values. "
        f"[default: {FUZZ_EXAMPLES}]",
    ),
    click.option("--dry-run", is_flag=True, help="Print the requests that would be sent, and send none."),
)
"""What is asked, how much and how fast."""

_TELLING: Final[tuple[Decorator, ...]] = (
    click.option(
        "--report",
        "reports",
        multiple=True,
        metavar="FORMAT=PATH",
        help="Write the report to a file as text, json, junit, sarif, html, markdown or github; - is "
        "standard output. In GitHub Actions, annotations are added to what the terminal shows.",
    ),
    click.option(
        "--fail-on",
        type=click.Choice(["failed", "warned"]),
        default="failed",
        show_default=True,
        help="From which verdict on the exit code is 1.",
    ),
    click.option(
        "--baseline",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="The failures that are known: they are shown with their reasons, and fail no run.",
    ),
    click.option("--baseline-update", is_flag=True, help="Add to the baseline what fails and isn't in it."),
    click.option("--baseline-prune", is_flag=True, help="Drop from the baseline what no longer fails."),
    click.option(
        "--baseline-strict",
        is_flag=True,
        help="Fail as well where something in the baseline no longer fails.",
    ),
    click.option(
        "--har",
        type=click.Path(path_type=Path),
        metavar="PATH",
        help="Record every request and answer to a file as HAR 1.2, without credentials.",
    ),
    click.option(
        "--replay",
        type=click.Path(path_type=Path),
        metavar="PATH",
        help="Judge what --har recorded once more, with no network. Of --config only the severities of laws "
        "count.",
    ),
    click.option("--verbose", "-v", is_flag=True, help="List every law that passed, and every finding."),
)
"""Where the report goes, what is known already, and what is recorded."""


def flags(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command every flag of `check`, in the order in which its help lists them."""
    return _with(command, (*_SPEC_AND_TARGET, *_ASKING, *_TELLING))


def _with(command: Callable[..., Any], decorators: Iterable[Decorator]) -> Callable[..., Any]:
    for decorator in reversed(list(decorators)):
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
    shard: str | None
    reports: tuple[str, ...]
    seed: int
    max_requests: int | None
    max_time: float | None
    rate: str | None
    timeout: float
    concurrency: int
    allow_methods: tuple[str, ...]
    fail_on: str
    baseline: Path | None
    baseline_update: bool
    baseline_prune: bool
    baseline_strict: bool
    chance: int | None
    fuzz: bool
    fuzz_examples: int | None
    har: Path | None
    replay: Path | None
    dry_run: bool
    verbose: bool


def read_rate(text: str | None) -> float | None:
    """Requests a second from `50/s`, `90/m` or a bare `50`."""
    if text is None:
        return None
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*(?:/\s*([sm]))?\s*", text, re.ASCII)
    rate = float(match[1]) / (60 if match[2] == "m" else 1) if match else 0.0
    if not rate:
        raise ConfigError(
            [Fault(file="--rate", found=f"this is no rate: {text}", wanted="it is written 50/s, or 90/m")]
        )
    return rate
