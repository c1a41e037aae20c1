"""`listproof export`: how the lists of a spec are paged, in the words of the tools that make SDKs."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import click

from listproof.errors import ConfigError, Fault, SpecError

if TYPE_CHECKING:
    from listproof.contract import Operation

TOOLS = ("speakeasy", "fern", "scalar")


@click.command(name="export")
@click.argument("spec", metavar="SPEC")
@click.option("--to", type=click.Choice(TOOLS), required=True, help="The tool whose extension is written.")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Write to this file.")
@click.option("--force", is_flag=True, help="Overwrite the file that is there.")
@click.option(
    "--overlay",
    "overlays",
    multiple=True,
    metavar="FILE",
    help="An Overlay to lay over SPEC; again for more.",
)
@click.option(
    "--operation",
    "names",
    metavar="ID",
    multiple=True,
    help="Only this operationId or path; may be repeated.",
)
def command(
    spec: str, to: str, output: Path | None, force: bool, overlays: tuple[str, ...], names: tuple[str, ...]
) -> None:
    """Write an Overlay with x-speakeasy-pagination, x-fern-pagination or x-scalar-pagination.

    Each list of SPEC that states x-listing gets the extension by which a generator of SDKs knows how to
    ask for the next page. What the extension can't say is told beside it; where it would page wrongly,
    nothing is written.

    \b
    Examples:
      listproof export my-spec.yaml --to fern
      listproof export my-spec.yaml --to speakeasy -o speakeasy.overlay.yaml
      listproof export vendor.json --overlay lists.overlay.yaml --to scalar -o scalar.overlay.yaml
    """
    from listproof.exporting.exports import told
    from listproof.exporting.overlay import document_of, exports_of, overlay_text
    from listproof.infer.guesses import printable
    from listproof.infer.plain import read_plain

    if output is not None and output.exists() and not force:
        wanted = "name another file, or overwrite it with --force"
        raise ConfigError([Fault(file=str(output), found="there is a file already", wanted=wanted)])
    operations = _stated(spec, overlays)
    _check_names(spec, {each for operation in operations for each in (operation.id, operation.path)}, names)
    chosen = [each for each in operations if not names or {each.id, each.path} & set(names)]
    plain = read_plain(document_of(spec).path)
    exports = exports_of(chosen, plain, to=to)
    for line in told(exports):
        click.echo(printable(line), err=True)
    text = overlay_text(exports, plain, extends=_reference(plain.document.path, output))
    if not text:
        found = f"there is no list of which {exports[0].key} could say how it is paged"
        raise SpecError([Fault(file=spec, found=found)])
    if output is None:
        click.echo(text, nl=False)
        return
    output.write_text(text, encoding="utf-8")
    written = sum(each.value is not None for each in exports)
    click.echo(f"{spec}: {written} of {len(exports)} lists written to {output}", err=True)


def _stated(spec: str, overlays: tuple[str, ...]) -> tuple[Operation, ...]:
    """The lists that the document states. Where it states none, the SpecError says how to get some."""
    from listproof.reader import read_contract

    try:
        return read_contract(spec, overlays=overlays).operations
    except SpecError as error:
        if any(fault.found != "no operation has x-listing" for fault in error.faults):
            raise
        written = "lists.overlay.yaml"
        wanted = f"`listproof infer {spec} -o {written}` proposes it; then add --overlay {written}"
        raise SpecError([replace(fault, wanted=wanted) for fault in error.faults]) from None


def _check_names(spec: str, known: set[str], names: tuple[str, ...]) -> None:
    """Hold that every name is that of a list."""
    from listproof.reading.faults import meant

    faults = [
        Fault(file=spec, found=f"no list is called {name}", wanted=meant(name, sorted(known), has="it has"))
        for name in names
        if name not in known
    ]
    if faults:
        raise ConfigError(faults)


def _reference(document: Path, output: Path | None) -> str | None:
    """The document as an overlay in that file refers to it; None where the overlay has no place yet."""
    if output is None:
        return None
    return quote(Path(os.path.relpath(document.resolve(), output.resolve().parent)).as_posix())
