"""`listproof docs`: the contracts as pages, with examples that the mock answers while they are made."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from listproof.errors import ListproofError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from listproof.pages.study import Study


@click.command("docs")
@click.argument("specs", metavar="[SPEC]...", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    "folder",
    required=True,
    type=click.Path(path_type=Path),
    help="The folder to write into. Files of an earlier build are replaced, other files are left alone.",
)
@click.option(
    "--format",
    "kind",
    type=click.Choice(["html", "markdown", "overlay"]),
    default="html",
    show_default=True,
    help="A site, the same as Markdown, or Overlays that write the contract into each description.",
)
@click.option(
    "--overlay",
    "overlays",
    multiple=True,
    metavar="FILE",
    help="An Overlay to lay over SPEC; again for more.",
)
@click.option(
    "--fixtures",
    type=click.Path(path_type=Path),
    help="A fixture file, or a folder with one for each spec, as `listproof mock` takes it.",
)
@click.option(
    "--report",
    "reports",
    multiple=True,
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="What `listproof check --report json=FILE` wrote of a backend: its verdicts stand on each "
    "clause, and there are badges; again for more.",
)
def command(
    specs: tuple[Path, ...],
    folder: Path,
    kind: str,
    overlays: tuple[str, ...],
    fixtures: Path | None,
    reports: tuple[Path, ...],
) -> None:
    """Write pages that say how each list behaves; without SPEC, of the five bundled ones.

    Nothing is served and nothing is asked over the network: the mock runs inside this command, and its
    answers are the examples. The site needs no server; open index.html.

    \b
    Examples:
      listproof docs -o site
      listproof docs my-spec.yaml -o site
      listproof docs my-spec.yaml --format markdown -o docs/lists
      listproof docs my-spec.yaml --report report.json -o site
      listproof docs my-spec.yaml --format overlay -o build
    """
    if overlays and len(specs) != 1:
        raise ListproofError("--overlay is for one SPEC: name the document that it is laid over.")
    from listproof.bundled import bundled_specs
    from listproof.cli.docs_reports import runs_of
    from listproof.cli.mock import served_worlds
    from listproof.cli.mock_inside import asked
    from listproof.pages.site import remains, studies, write

    if reports and kind == "overlay":
        raise ListproofError(
            "--report is for html and markdown: an Overlay says what is promised, not what was kept."
        )
    runs = runs_of(reports)
    worlds = served_worlds(specs or bundled_specs(), overlays, fixtures)
    with asked(worlds) as operations:
        studied = studies(operations, runs)
        files = _files(kind, studied)
    write(folder, files)
    _say(folder, files, studied, remains(folder, files))


def _files(kind: str, studied: Sequence[Study]) -> Mapping[str, str]:
    from listproof.pages.html import html_files
    from listproof.pages.markdown import markdown_files
    from listproof.pages.overlay import overlay_files
    from listproof.pages.site import badges_of, pages

    if kind == "overlay":
        return overlay_files(studied)
    files = html_files(pages(studied)) if kind == "html" else markdown_files(pages(studied))
    return {**files, **badges_of(studied)}


def _say(folder: Path, files: Mapping[str, str], studied: Sequence[Study], others: Sequence[str]) -> None:
    first = next((name for name in ("index.html", "README.md") if name in files), min(files))
    count = len(studied)
    click.echo(f"{count} endpoint{'s' * (count != 1)} in {folder / first}")
    if others:
        click.echo(f"Left alone, for this build did not make them: {', '.join(others[:8])}", err=True)
