"""`listproof report`: what has been judged already, read back from JSON reports; nothing is asked."""

from __future__ import annotations

import os
from pathlib import Path

import click

from listproof.errors import ConfigError, Fault


@click.group("report")
def command() -> None:
    """Merge the reports of shards, or show a report in another format.

    Both read what `listproof check --report json=PATH` wrote, and ask nothing.
    """


_reports = click.option(
    "--report",
    "reports",
    multiple=True,
    metavar="FORMAT=PATH",
    help="Write the report to a file as text, json, junit, sarif, html, markdown or github; - is standard "
    "output.",
)
_fail_on = click.option(
    "--fail-on",
    type=click.Choice(["failed", "warned"]),
    default="failed",
    show_default=True,
    help="From which verdict on the exit code is 1.",
)
_strict = click.option(
    "--baseline-strict", is_flag=True, help="Fail as well where something in the baseline no longer fails."
)
_verbose = click.option(
    "--verbose", "-v", is_flag=True, help="List every law that passed, and every finding."
)


@command.command("merge", short_help="Make one report of those of all shards.")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@_reports
@_fail_on
@_strict
@_verbose
def merge(
    files: tuple[Path, ...], reports: tuple[str, ...], fail_on: str, baseline_strict: bool, verbose: bool
) -> int:
    """Make the report of a whole run from the JSON reports of all its shards, in any order.

    Ends as the whole run would have ended: 0 when every promise is kept, 1 when one is broken, 3 when a
    shard's budget ended first, 4 when the suite itself broke; and with 2 when the files are not all the
    shards of one run.

    \b
    Examples:
      listproof check my-spec.yaml --shard 1/2 --report json=part1.json
      listproof check my-spec.yaml --shard 2/2 --report json=part2.json
      listproof report merge part1.json part2.json --report junit=whole.xml
    """
    from conformance.reports.json_reading import read_report
    from conformance.reports.merging import merged
    from listproof.cli.check_output import exit_code
    from listproof.cli.outlets import Outlets

    outlets = Outlets.read(reports, verbose=verbose, environment=os.environ)
    read, faults = [], list[Fault]()
    for file in files:
        try:
            read.append((str(file), read_report(file)))
        except ConfigError as error:
            faults += error.faults
    if faults:
        raise ConfigError(faults)
    report = merged(read)
    outlets.write(report)
    return exit_code(report, fail_on=fail_on, strict=baseline_strict)


@command.command("show", short_help="Show a JSON report, or write it in other formats.")
@click.argument("file", type=click.Path(path_type=Path))
@_reports
@_fail_on
@_strict
@_verbose
def show(file: Path, reports: tuple[str, ...], fail_on: str, baseline_strict: bool, verbose: bool) -> int:
    """Show a JSON report, or write it in other formats; ends as the run did that wrote it.

    \b
    Examples:
      listproof report show report.json --verbose
      listproof report show report.json --report html=report.html
    """
    from conformance.reports.json_reading import read_report
    from listproof.cli.check_output import exit_code
    from listproof.cli.outlets import Outlets

    outlets = Outlets.read(reports, verbose=verbose, environment=os.environ)
    report = read_report(file)
    outlets.write(report)
    return exit_code(report, fail_on=fail_on, strict=baseline_strict)
