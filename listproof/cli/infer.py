"""`listproof infer`: what the lists of a plain document seem to promise, each guess with its reason."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import click

from listproof.cli.probing import Probe, asked_told, print_asked, print_rehearsal, probe_flags, probed
from listproof.cli.remote_flag import allow_remote
from listproof.errors import ConfigError, Fault, SpecError

if TYPE_CHECKING:
    from listproof.infer.plain import PlainDocument, PlainOperation
    from listproof.infer.proposals import Passed, Proposal


@click.command(name="infer")
@click.argument("spec", metavar="SPEC")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Write to this file.")
@click.option("--force", is_flag=True, help="Overwrite the file that is there.")
@click.option(
    "--operation",
    "names",
    metavar="ID",
    multiple=True,
    help="Only this operationId or path; may be repeated.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["overlay", "text", "json"]),
    default="overlay",
    show_default=True,
    help="An OpenAPI Overlay 1.0, a text for people, or JSON.",
)
@click.option(
    "--odata-metadata",
    "metadata",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    metavar="FILE",
    help="The $metadata of an OData service, in XML or JSON.",
)
@allow_remote
@probe_flags
def command(
    spec: str,
    output: Path | None,
    force: bool,
    names: tuple[str, ...],
    form: str,
    metadata: Path | None,
    hosts: tuple[str, ...],
    **typed: Any,
) -> int:
    """Propose x-listing for each list of SPEC, an OpenAPI or Swagger document that says nothing of lists.

    Every value comes with what shows it, and what the document doesn't show is left open, with the
    question to settle. Extensions of other tools (x-speakeasy-pagination, x-fern-pagination,
    x-ms-pageable and the like) are read first. Read the overlay before you use it: its values are guesses.
    With --probe a running server is asked, with a few GETs a list, what the document leaves open; all that
    was asked is told. Ends with 3 where the server can't be reached.

    \b
    Examples:
      listproof infer my-api.yaml --format text
      listproof infer my-api.yaml -o lists.overlay.yaml, then: listproof lint lists.overlay.yaml
      listproof infer my-api.yaml --operation listOrders --operation /users
      listproof infer service.openapi.json --odata-metadata metadata.xml --format text
      listproof infer my-api.yaml -o lists.overlay.yaml --probe http://127.0.0.1:9000 --rate 20/s
    """
    from listproof.infer.plain import read_plain

    if output is not None and output.exists() and not force:
        wanted = "name another file, or overwrite it with --force"
        raise ConfigError([Fault(file=str(output), found="there is a file already", wanted=wanted)])
    asking = Probe(**typed)
    asking.check()
    plain = read_plain(spec, hosts=hosts)
    _check_names(spec, plain, names)
    chosen = [each for each in plain.operations if not names or {each.id, each.path} & set(names)]
    results = _proposed(chosen, metadata)
    status = 0
    if asking.dry_run:
        print_rehearsal(asking, results)
        return status
    if asking.url is not None:
        results, status = probed(asking, results)
    text = _written(plain, results, form, output)
    if output is None:
        click.echo(text, nl=False)
    else:
        output.write_text(text, encoding="utf-8")
    _tell(plain, results, form, output)
    return status


def _proposed(operations: list[PlainOperation], metadata: Path | None) -> list[Proposal | Passed]:
    """What is proposed for each, with what the metadata of its service says."""
    from listproof.infer.odata.applying import propose_with
    from listproof.infer.odata.reading import read_metadata
    from listproof.infer.proposals import propose

    if metadata is None:
        return [propose(each) for each in operations]
    known = read_metadata(metadata)
    if not any(known.at(each.path) for each in operations):
        found = "no GET leads to one of its entity sets"
        raise SpecError([Fault(file=str(metadata), found=found, wanted=f"it has {known.names}")])
    return [propose_with(known, each) for each in operations]


def _tell(plain: PlainDocument, results: list[Proposal | Passed], form: str, output: Path | None) -> None:
    """Say on standard error what the output doesn't: what was asked, and how much was found."""
    from listproof.infer.guesses import printable
    from listproof.infer.importing.silence import told
    from listproof.infer.telling import summed_up

    asked = asked_told(results)
    if asked and (form == "overlay" or output is not None):
        print_asked(results)
    if output is not None:
        for line in told(results):
            click.echo(printable(line), err=True)
    if asked or output is not None:
        written = f"; written to {output}" if output is not None else ""
        click.echo(f"{summed_up(plain, results)}{asked}{written}", err=True)


def _check_names(spec: str, plain: PlainDocument, names: tuple[str, ...]) -> None:
    """Hold that every name is that of a GET."""
    from listproof.reading.faults import meant

    known = {name for each in plain.operations for name in (each.id, each.path)}
    faults = [
        Fault(file=spec, found=f"no GET is called {name}", wanted=meant(name, sorted(known), has="it has"))
        for name in names
        if name not in known
    ]
    if faults:
        raise ConfigError(faults)


def _written(plain: PlainDocument, results: list[Proposal | Passed], form: str, output: Path | None) -> str:
    from listproof.infer.overlays import has_actions, overlay_text
    from listproof.infer.telling import as_json, as_text

    if form == "text":
        return as_text(plain, results)
    if form == "json":
        return as_json(plain, results)
    if not has_actions(plain, results):
        raise SpecError([_nothing(plain, results)])
    return overlay_text(plain, results, extends=_reference(plain.document.path, output))


def _nothing(plain: PlainDocument, results: list[Proposal | Passed]) -> Fault:
    """Why there is nothing for an overlay to say."""
    from listproof.infer.proposals import Proposal

    found = "no GET shows well enough that it is a list, so there is nothing for an overlay to say"
    wanted = "--format text tells why, operation by operation"
    if any(isinstance(each, Proposal) for each in results):
        found = "its lists stand in other files, which an overlay of this one can't reach"
        wanted = "bundle the files into one, or read with --format text what could be said of them"
    return Fault(file=plain.document.name, found=found, wanted=wanted)


def _reference(document: Path, output: Path | None) -> str | None:
    """The document as an overlay in that file refers to it; None where the overlay has no place yet."""
    if output is None:
        return None
    return quote(Path(os.path.relpath(document.resolve(), output.resolve().parent)).as_posix())
