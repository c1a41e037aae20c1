"""`listproof infer --probe`: the flags, the asking with its progress, and what it says of it."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from listproof.cli.check_flags import read_rate
from listproof.errors import ConfigError, Fault

if TYPE_CHECKING:
    from conformance.target import Target
    from listproof.infer.proposals import Passed, Proposal

EXIT_ENDED: Final = 3
_MOST_REQUESTS: Final = 30
_USUAL: Final = Path("listproof.toml")

_FLAGS: Final[tuple[Callable[[Callable[..., Any]], Callable[..., Any]], ...]] = (
    click.option(
        "--probe",
        "url",
        metavar="URL",
        help="Ask the server at URL, with GET alone, what the document leaves open.",
    ),
    click.option(
        "--probe-requests",
        "most",
        type=click.IntRange(1, 1000),
        metavar="N",
        help=f"Ask so many requests of each list at most. [default: {_MOST_REQUESTS}]",
    ),
    click.option(
        "--config",
        type=click.Path(path_type=Path),
        help="Credentials and parameters for --probe. [default: listproof.toml, where there is one]",
    ),
    click.option("--header", "headers", multiple=True, metavar="'NAME: VALUE'", help="A header for --probe."),
    click.option(
        "--param", "params", multiple=True, metavar="NAME=VALUE", help="A parameter's value for --probe."
    ),
    click.option("--rate", metavar="N/s", help="Probe with so many requests a second or a minute (90/m)."),
    click.option(
        "--timeout",
        type=click.FloatRange(0, min_open=True),
        metavar="SECONDS",
        help="How long --probe waits for an answer. [default: 10]",
    ),
    click.option("--dry-run", is_flag=True, help="Print what --probe would ask, and ask nothing."),
)


def probe_flags(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the flags of probing."""
    for decorator in reversed(_FLAGS):
        command = decorator(command)
    return command


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """The flags as they were typed."""

    url: str | None
    most: int | None
    config: Path | None
    headers: tuple[str, ...]
    params: tuple[str, ...]
    rate: str | None
    timeout: float | None
    dry_run: bool

    def check(self) -> None:
        """Hold that no flag is typed in vain. Raises ConfigError."""
        typed = {
            "--probe-requests": self.most,
            "--config": self.config,
            "--header": self.headers,
            "--param": self.params,
            "--rate": self.rate,
            "--timeout": self.timeout,
            "--dry-run": self.dry_run,
        }
        vain = [name for name, value in typed.items() if value]
        if self.url is None and vain:
            wanted = "say which server with --probe URL"
            raise ConfigError([Fault(file=name, found="no server is asked", wanted=wanted) for name in vain])


def probed(typed: Probe, results: Sequence[Proposal | Passed]) -> tuple[list[Proposal | Passed], int]:
    """The results with the lists as the server settles them, and the exit code: 3 where it stopped answering.

    Raises Unreachable where it never answered.
    """
    from conformance.settling.probing import Probing, probe
    from listproof.infer.proposals import Proposal

    target = _target(typed)
    with ExitStack() as stack:
        told = _bar(stack, sum(isinstance(each, Proposal) for each in results))
        probing = Probing(
            most=typed.most or _MOST_REQUESTS,
            rate=read_rate(typed.rate),
            timeout=typed.timeout or 10.0,
            told=told,
        )
        done = probe(results, target, probing)
    if done.over:
        click.echo(f"listproof: {done.over}", err=True)
    return list(done.results), EXIT_ENDED if done.over else 0


def print_rehearsal(typed: Probe, results: Sequence[Proposal | Passed]) -> None:
    """Print what would be asked of each list."""
    from conformance.settling.probing import rehearsed
    from listproof.infer.heard import Heard
    from listproof.infer.proposals import Proposal

    lists = [each for each in results if isinstance(each, Proposal)]
    click.echo("Nothing is sent. What is asked depends on the answers: these are an imagined list's.")
    number = 0
    for proposal in rehearsed(lists, _target(typed), most=typed.most or _MOST_REQUESTS):
        heard = proposal.heard or Heard()
        number += len(heard.requests)
        click.echo(f"\n{_name(proposal)}")
        for line in heard.requests or (f"nothing: {heard.stopped}",):
            click.echo(f"  {line}")
    click.echo(f"\n{number} requests about {len(lists)} list{'' if len(lists) == 1 else 's'}")


def print_asked(results: Sequence[Proposal | Passed]) -> None:
    """Print to standard error what was asked of each list, where the output itself doesn't say it."""
    from listproof.infer.proposals import Proposal
    from listproof.infer.telling import heard_lines

    for each in results:
        if isinstance(each, Proposal) and each.heard is not None:
            click.echo(_name(each), err=True)
            for line in heard_lines(each.heard):
                click.echo(f"  {line}", err=True)


def asked_told(results: Sequence[Proposal | Passed]) -> str:
    """How much was asked, to add to a line; empty where nobody was asked."""
    from listproof.infer.proposals import Proposal

    heard = [each.heard for each in results if isinstance(each, Proposal) and each.heard is not None]
    if not heard:
        return ""
    requests, differs = sum(len(each.requests) for each in heard), sum(len(each.differs) for each in heard)
    often = "once" if differs == 1 else f"{differs} times"
    told = f", {requests} request{'' if requests == 1 else 's'} asked"
    return told + (f", the server differs from the document {often}" if differs else "")


def _name(proposal: Proposal) -> str:
    from listproof.infer.guesses import printable

    return printable(f"GET {proposal.operation.path} ({proposal.operation.id})")


def _target(typed: Probe) -> Target:
    from conformance.targets.flags import Flags, read_target

    config = typed.config or (_USUAL if _USUAL.is_file() else None)
    given = Flags(url=typed.url, headers=typed.headers, params=typed.params, url_flag="--probe")
    return read_target(config, given, os.environ)


def _bar(stack: ExitStack, number: int) -> Callable[[Proposal], None]:
    """A bar on standard error, where that is a terminal, that shows which list is asked."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.text import Text

    console = Console(stderr=True, highlight=False)
    if not console.is_terminal:
        return lambda _: None
    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}", markup=False))
    progress = stack.enter_context(Progress(*columns, console=console, transient=True))
    task, asked = progress.add_task("", total=number), iter(range(number))

    def told(proposal: Proposal) -> None:
        progress.update(task, completed=next(asked), description=Text(_name(proposal)).plain)

    return told
