"""`listproof check`: judge a running implementation by its contract."""

from __future__ import annotations

import gc
import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from listproof.cli.check_flags import FUZZ_EXAMPLES, Asked, flags, read_rate
from listproof.cli.inferred import say_inferred
from listproof.errors import ConfigError, Fault, SpecError

if TYPE_CHECKING:
    from conformance.reports.report import Report
    from conformance.run import Options
    from conformance.sharding import Shard
    from conformance.target import Target
    from listproof.cli.baseline import Book
    from listproof.cli.replaying import Replaying
    from listproof.contract import Contract

_DEFAULT_CONFIG = Path("listproof.toml")

_MOST_WARNINGS = 20


@click.command("check")
@click.argument("spec")
@flags
def command(**typed: Any) -> int:
    """Judge the implementation at URL by SPEC: a file, or the name of a bundled spec.

    Of a SPEC that states no lists, those are judged that inference finds, and what leans on an inferred value
    warns at most. Only GET, HEAD and TRACE are sent, unless --allow-method names more. Ends with 0 when every
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
    # The suite is imported inside, so that --help is instant.
    return _check(Asked(**typed))


def _check(asked: Asked) -> int:
    """Read everything before anything is asked; then ask, judge, and tell."""
    from conformance.sharding import Shard
    from listproof.cli.baseline import Book
    from listproof.cli.check_output import exit_code
    from listproof.cli.outlets import Outlets
    from listproof.cli.replaying import Replaying

    outlets = Outlets.read(asked.reports, verbose=asked.verbose, environment=os.environ)
    part = Shard.read(asked.shard) if asked.shard is not None else None
    book = Book.read(
        asked.baseline,
        update=asked.baseline_update,
        prune=asked.baseline_prune,
        strict=asked.baseline_strict,
    )
    contract = _contract(asked.spec, asked.overlays, asked.hosts)
    recorded = Replaying.read(asked.replay, asked.config, os.environ) if asked.replay is not None else None
    target = recorded.target if recorded else _target(asked, contract)
    if asked.dry_run:
        _plan(asked, contract, target, part)
        return 0
    report = _judged(asked, contract, target, recorded, _options(asked, part, book))
    outlets.write(report)
    book.write(report)
    return exit_code(report, fail_on=asked.fail_on, strict=asked.baseline_strict and not asked.baseline_prune)


def _judged(
    asked: Asked, contract: Contract, target: Target, recorded: Replaying | None, options: Options
) -> Report:
    """What the target says now, or what it said when it was recorded."""
    from conformance.run import check_contract
    from listproof.cli.check_output import Waiting

    # What is loaded by now stays: to look through it for garbage again and again costs more than it brings.
    gc.freeze()
    gc.set_threshold(20_000, 50, 50)
    with Waiting() as waiting:
        options = replace(options, progress=waiting.tell)
        if recorded is not None:
            return recorded.report(contract, options)
        return check_contract(contract, target, options, har=asked.har)


def _options(asked: Asked, part: Shard | None, book: Book) -> Options:
    from conformance.run import Options

    return Options(
        operations=asked.operations,
        shard=part,
        seed=asked.seed,
        max_requests=asked.max_requests,
        max_seconds=asked.max_time,
        rate=read_rate(asked.rate),
        timeout=asked.timeout,
        concurrency=asked.concurrency,
        chance=asked.chance,
        fuzz=_fuzz(asked),
        ledger=book.ledger(asked.fail_on),
    )


def _fuzz(asked: Asked) -> int | None:
    """How many random requests Schemathesis makes up; None where it is not asked at all."""
    if asked.fuzz_examples is not None and not asked.fuzz:
        raise ConfigError(
            [Fault(file="--fuzz-examples", found="nothing is fuzzed", wanted="say --fuzz as well")]
        )
    return (asked.fuzz_examples or FUZZ_EXAMPLES) if asked.fuzz else None


def _target(asked: Asked, contract: Contract) -> Target:
    """The target of the config and the flags; a dry run asks nobody, so the document's server will do."""
    from conformance.targets.flags import Flags, read_target

    usual = _DEFAULT_CONFIG if _DEFAULT_CONFIG.is_file() else None
    config, url = asked.config or usual, asked.url
    if asked.dry_run and not url and usual is None:
        url = next(iter(contract.servers), None)
    given = Flags(url=url, headers=asked.headers, params=asked.params, allow_methods=asked.allow_methods)
    return read_target(config, given, os.environ)


def _plan(asked: Asked, contract: Contract, target: Target, part: Shard | None) -> None:
    """Print what would be asked."""
    from conformance.run import chosen
    from listproof.cli.check_output import print_plan

    operations = asked.operations if part is None else _dealt(contract, asked.operations, part)
    if operations or part is None:
        lists = len(chosen(contract, asked.operations))
        print_plan(contract, target, operations, seed=asked.seed, chance=asked.chance, lists=lists)


def _contract(spec: str, overlays: tuple[str, ...], hosts: tuple[str, ...]) -> Contract:
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
    contract = read_contract(path, overlays=overlays, infer=True, forgive=True, hosts=hosts)
    say_inferred(contract)
    _warn(contract)
    return contract


def _warn(contract: Contract) -> None:
    """Say what of the document is read only as far as can be, so that nobody takes it for judged."""
    for warning in contract.warnings[:_MOST_WARNINGS]:
        click.echo(f"warning: {warning}", err=True)
    more = len(contract.warnings) - _MOST_WARNINGS
    if more > 0:
        click.echo(f"and {more} more warnings: listproof lint {contract.source} shows all.", err=True)


def _dealt(contract: Contract, operations: tuple[str, ...], shard: Shard) -> tuple[str, ...]:
    """The operations that fall to the shard; a line says how many."""
    from conformance.reports.phrases import shard_told
    from conformance.run import chosen
    from conformance.sharding import dealt

    all_of_them = chosen(contract, operations)
    own = dealt(all_of_them, shard)
    click.echo(f"Shard {shard}: {shard_told(str(shard), len(own), len(all_of_them))}.")
    return tuple(operation.id for operation in own)
