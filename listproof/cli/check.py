"""`listproof check`: judge a running implementation by its contract."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from listproof.errors import ConfigError, Fault, SpecError

if TYPE_CHECKING:
    from conformance.sharding import Shard
    from conformance.targets.flags import Flags
    from listproof.contract import Contract

_DEFAULT_CONFIG = Path("listproof.toml")


@click.command("check")
@click.argument("spec")
@click.option(
    "--overlay",
    "overlays",
    multiple=True,
    metavar="FILE",
    help="An Overlay to lay over SPEC; again for more.",
)
@click.option("--url", help="The target's base URL. It replaces the spec's servers, path included.")
@click.option(
    "--config",
    type=click.Path(path_type=Path),
    help="What the suite needs to know of the target. [default: listproof.toml, where there is one]",
)
@click.option(
    "--header", "headers", multiple=True, metavar="'NAME: VALUE'", help="A header of the main caller."
)
@click.option(
    "--param",
    "params",
    multiple=True,
    metavar="NAME=VALUE",
    help="A parameter's value; twice for two values.",
)
@click.option("--operation", "operations", multiple=True, metavar="ID", help="Judge only this operation.")
@click.option(
    "--shard",
    metavar="I/N",
    help="Judge only the I-th of N parts, which have about the same work; listproof report merge makes the "
    "parts one report. The limits hold for each shard by itself.",
)
@click.option(
    "--report",
    "reports",
    multiple=True,
    metavar="FORMAT=PATH",
    help="Write the report to a file as text, json, junit, sarif, html, markdown or github; - is standard "
    "output. In GitHub Actions, annotations are added to what the terminal shows.",
)
@click.option(
    "--seed", type=int, default=0, show_default=True, help="What chance depends on; the report has it."
)
@click.option(
    "--max-requests", type=click.IntRange(1), help="Send at most so many. [default: 300 an operation]"
)
@click.option("--max-time", type=click.FloatRange(0, min_open=True), metavar="SECONDS", help="Ask no longer.")
@click.option(
    "--rate", metavar="N/s", help="Send at most so many requests a second (50/s) or a minute (90/m)."
)
@click.option(
    "--timeout",
    type=click.FloatRange(0, min_open=True),
    default=10.0,
    show_default=True,
    metavar="SECONDS",
    help="How long to wait for an answer.",
)
@click.option(
    "--concurrency", type=click.IntRange(1, 64), default=4, show_default=True, help="Requests at one time."
)
@click.option(
    "--allow-method",
    "allow_methods",
    multiple=True,
    metavar="METHOD",
    help="Allow POST, PUT, PATCH or DELETE too.",
)
@click.option(
    "--fail-on",
    type=click.Choice(["failed", "warned"]),
    default="failed",
    show_default=True,
    help="From which verdict on the exit code is 1.",
)
@click.option(
    "--baseline",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The failures that are known: they are shown with their reasons, and fail no run.",
)
@click.option("--baseline-update", is_flag=True, help="Add to the baseline what fails and isn't in it.")
@click.option("--baseline-prune", is_flag=True, help="Drop from the baseline what no longer fails.")
@click.option(
    "--baseline-strict", is_flag=True, help="Fail as well where something in the baseline no longer fails."
)
@click.option(
    "--chance",
    type=click.IntRange(0, 10_000),
    metavar="N",
    help="After the plan, ask N combinations that are drawn by chance. [default: up to 25, and 150 requests "
    "together with the plan]",
)
@click.option(
    "--fuzz",
    is_flag=True,
    help="After the plan, ask odd requests that Schemathesis makes up too, with GET alone.",
)
@click.option(
    "--fuzz-examples",
    type=click.IntRange(1, 10_000),
    default=50,
    show_default=True,
    metavar="N",
    help="With --fuzz: random requests an operation, after its boundary values.",
)
@click.option(
    "--har",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="Record every request and answer to a file as HAR 1.2, without credentials.",
)
@click.option(
    "--replay",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="Judge what --har recorded once more, with no network. Of --config only the severities of laws "
    "count.",
)
@click.option("--dry-run", is_flag=True, help="Print the requests that would be sent, and send none.")
@click.option("--verbose", "-v", is_flag=True, help="List every law that passed, and every finding.")
def command(
    spec: str,
    overlays: tuple[str, ...],
    url: str | None,
    config: Path | None,
    headers: tuple[str, ...],
    params: tuple[str, ...],
    operations: tuple[str, ...],
    shard: str | None,
    reports: tuple[str, ...],
    seed: int,
    max_requests: int | None,
    max_time: float | None,
    rate: str | None,
    timeout: float,
    concurrency: int,
    allow_methods: tuple[str, ...],
    fail_on: str,
    baseline: Path | None,
    baseline_update: bool,
    baseline_prune: bool,
    baseline_strict: bool,
    chance: int | None,
    fuzz: bool,
    fuzz_examples: int,
    har: Path | None,
    replay: Path | None,
    dry_run: bool,
    verbose: bool,
) -> int:
    """Judge the implementation at URL by SPEC: a file, or the name of a bundled spec.

    It is asked with GET, HEAD and TRACE alone, unless --allow-method names more. Ends with 0 when every
    promise is kept, 1 when one is broken, 2 when the spec, the config or a flag is wrong, 3 when the target
    can't be reached or the budget ended first, 4 when the suite itself broke.

    \b
    Examples:
      listproof check my-spec.yaml --url http://127.0.0.1:9000
      listproof check my-spec.yaml --url http://127.0.0.1:9000 --header "Authorization: Bearer $TOKEN"
      listproof check techladder-call-batches --config listproof.toml --report json=report.json
      listproof check my-spec.yaml --url https://staging.example.com --rate 20/s --dry-run
      listproof check my-spec.yaml --url http://127.0.0.1:9000 --har run.har
      listproof check my-spec.yaml --replay run.har
    """
    # The suite is imported here, so that --help is instant.
    from conformance.run import Options, check_contract
    from conformance.sharding import Shard
    from conformance.targets.flags import Flags, read_target
    from listproof.cli.baseline import Book
    from listproof.cli.check_output import Waiting, exit_code, print_plan
    from listproof.cli.outlets import Outlets
    from listproof.cli.replaying import Replaying

    outlets = Outlets.read(reports, verbose=verbose, environment=os.environ)
    part = Shard.read(shard) if shard is not None else None
    book = Book.read(baseline, update=baseline_update, prune=baseline_prune, strict=baseline_strict)
    contract = _contract(spec, overlays)
    replaying = Replaying.read(replay, config, os.environ) if replay is not None else None
    flags = Flags(url=url, headers=headers, params=params, allow_methods=allow_methods)
    flags = _for_dry_run(flags, contract) if dry_run else flags
    target = replaying.target if replaying else read_target(_config(config), flags, os.environ)
    if dry_run and part is not None:
        operations = _dealt(contract, operations, part)
        if not operations:
            return 0
    if dry_run:
        print_plan(contract, target, operations, seed=seed, chance=chance)
        return 0
    with Waiting() as waiting:
        options = Options(
            operations=operations,
            shard=part,
            seed=seed,
            max_requests=max_requests,
            max_seconds=max_time,
            rate=_rate(rate),
            timeout=timeout,
            concurrency=concurrency,
            chance=chance,
            fuzz=fuzz_examples if fuzz else None,
            ledger=book.ledger(fail_on),
            progress=waiting.tell,
        )
        if replaying is not None:
            report = replaying.report(contract, options)
        else:
            report = check_contract(contract, target, options, har=har)
    outlets.write(report)
    book.write(report)
    return exit_code(report, fail_on=fail_on, strict=baseline_strict and not baseline_prune)


def _contract(spec: str, overlays: tuple[str, ...]) -> Contract:
    """The contract of a file, or of the bundled spec of that name, with the overlays laid over it."""
    from listproof.bundled import bundled_specs
    from listproof.reader import read_contract
    from listproof.reading.faults import meant

    path = Path(spec)
    bundled = {path.stem: path for path in bundled_specs()}
    if not path.exists() and spec in bundled:
        path = bundled[spec]
    elif not path.exists() and not path.suffix:
        wanted = meant(spec, bundled, has="bundled specs are")
        raise SpecError(
            [Fault(file=spec, found="there is no such file, and no bundled spec of that name", wanted=wanted)]
        )
    return read_contract(path, overlays=overlays)


def _dealt(contract: Contract, operations: tuple[str, ...], shard: Shard) -> tuple[str, ...]:
    """The operations that fall to the shard; a line says how many."""
    from conformance.reports.phrases import shard_told
    from conformance.run import chosen
    from conformance.sharding import dealt

    all_of_them = chosen(contract, operations)
    own = dealt(all_of_them, shard)
    click.echo(f"Shard {shard}: {shard_told(str(shard), len(own), len(all_of_them))}.")
    return tuple(operation.id for operation in own)


def _config(named: Path | None) -> Path | None:
    return named or (_DEFAULT_CONFIG if _DEFAULT_CONFIG.is_file() else None)


def _for_dry_run(flags: Flags, contract: Contract) -> Flags:
    """The flags, with a URL to print where none is given: none is asked."""
    from dataclasses import replace

    return flags if flags.url or _config(None) else replace(flags, url=next(iter(contract.servers), None))


def _rate(text: str | None) -> float | None:
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
