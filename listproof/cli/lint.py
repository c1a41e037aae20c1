"""`listproof lint`: the faults of a spec, all at once."""

from __future__ import annotations

import os
from pathlib import Path

import click

from listproof.bundled import bundled_specs
from listproof.cli.inferred import say_inferred
from listproof.cli.remote_flag import allow_remote
from listproof.contract import Contract, Operation
from listproof.errors import Fault, ListproofError, SpecError
from listproof.infer.guesses import printable
from listproof.reader import read_contract

EXIT_FAULTS = 2


@click.command(name="lint")
@click.argument("specs", metavar="[SPEC]...", nargs=-1)
@click.option(
    "--overlay",
    "overlays",
    multiple=True,
    metavar="FILE",
    help="An Overlay to lay over SPEC; again for more.",
)
@allow_remote
def command(specs: tuple[str, ...], overlays: tuple[str, ...], hosts: tuple[str, ...]) -> int:
    """Show the faults of each SPEC, all at once: the file, the line, what was found, what would be right.

    Of a document that states no lists it shows what is inferred of each, and why. Without a SPEC the bundled
    ones are read. Ends with 0 when there are no faults and with 2 when there
    are any; warnings are no faults.

    \b
    Examples:
      listproof lint
      listproof lint my-spec.yaml
      listproof lint one.yaml two.json
      listproof lint vendor.json --overlay lists.overlay.yaml
    """
    if overlays and len(specs) != 1:
        raise ListproofError("--overlay is for one SPEC: name the document that it is laid over.")
    names = specs or [_relative(path) for path in bundled_specs()]
    faults = sum(_lint(name, overlays, hosts) for name in names)
    return EXIT_FAULTS if faults else 0


def _lint(name: str, overlays: tuple[str, ...], hosts: tuple[str, ...]) -> int:
    """Read the spec and print what is to be said of it; returns the number of its faults."""
    try:
        contract = read_contract(name, overlays=overlays, infer=True, hosts=hosts)
    except SpecError as error:
        for fault in error.faults:
            _print_fault(fault)
        click.echo(f"{name}: {click.style(_counted(len(error.faults), 'fault'), fg='red', bold=True)}")
        return len(error.faults)
    say_inferred(contract)
    _print_good(name, contract)
    return 0


def _print_fault(fault: Fault) -> None:
    first, _, wanted = str(fault).partition("\n")
    spot = f"{fault.file}:{fault.line}" if fault.line else fault.file
    click.echo(click.style(spot, bold=True) + first.removeprefix(spot))
    if wanted:
        click.secho(wanted, dim=True)


def _print_good(name: str, contract: Contract) -> None:
    for warning in contract.warnings:
        click.echo(click.style("warning: ", fg="yellow") + warning)
    for operation in contract.operations if contract.inference else ():
        _print_inferred(operation)
    clauses = sum(len(operation.clauses) for operation in contract.operations)
    guesses = sum(len(operation.inferred) for operation in contract.operations)
    parts = [
        _counted(len(contract.operations), "list operation"),
        *([f"{_counted(guesses, 'value')} inferred"] if guesses else []),
        _counted(clauses, "clause"),
        click.style("no faults", fg="green"),
    ]
    if contract.warnings:
        parts.append(_counted(len(contract.warnings), "warning"))
    click.echo(f"{name}: {', '.join(parts)}")


def _print_inferred(operation: Operation) -> None:
    """What was taken from inference of one list, and why."""
    click.echo(click.style(f"GET {operation.path}", bold=True) + f" ({operation.id})")
    for at, reason in operation.inferred.items():
        click.echo(click.style("    inferred: ", fg="cyan") + printable(f"{at}: {reason}"))
    for key, parameter in operation.parameters.items():
        for at, reason in parameter.inferred.items():
            said = f"{key}: {at.removeprefix('/')}: {reason}"
            click.echo(click.style("    inferred: ", fg="cyan") + printable(said))


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _relative(path: Path) -> str:
    """The path as a person in this folder would type it."""
    here = Path.cwd()
    return os.path.relpath(path, here) if path.is_relative_to(here) else str(path)
