"""`listproof diff`: what changed for clients of the lists, between two documents."""

from __future__ import annotations

import datetime
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from listproof.cli.remote_flag import allow_remote

if TYPE_CHECKING:
    from collections.abc import Callable

    from listproof.changes.change import Severity
    from listproof.changes.report import Report

EXIT_CHANGED = 1


def _overlay(flag: str, whose: str) -> Callable[[Any], Any]:
    said = f"An Overlay to lay over {whose}; again for more."
    return click.option(flag, multiple=True, metavar="FILE", help=said)


@click.command(name="diff")
@click.argument("old")
@click.argument("new")
@_overlay("--overlay", "both documents")
@_overlay("--old-overlay", "OLD alone")
@_overlay("--new-overlay", "NEW alone")
@click.option(
    "--format",
    "kind",
    type=click.Choice(["text", "json", "markdown", "github"]),
    default="text",
    show_default=True,
    help="Text for a terminal, JSON for programs, Markdown for a comment, or GitHub annotations.",
)
@click.option(
    "--fail-on",
    type=click.Choice(["breaking", "careful", "any", "never"]),
    default="breaking",
    show_default=True,
    help="The least change that ends the command with 1.",
)
@click.option(
    "--allow",
    "allow",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Changes that are accepted, each with a reason and maybe a last day (docs/diff.md).",
)
@allow_remote
def command(
    old: str,
    new: str,
    overlay: tuple[str, ...],
    old_overlay: tuple[str, ...],
    new_overlay: tuple[str, ...],
    kind: str,
    fail_on: str,
    allow: Path | None,
    hosts: tuple[str, ...],
) -> int:
    """Show what changed from OLD to NEW for clients of the lists: breaking, careful or harmless.

    How the lists behave is compared, not how the documents are written: order, comments, references and
    overlays make no difference. OLD and NEW are files, folders (compared file by file), or what git has, as
    REVISION:PATH. Of a document that states no lists what is inferred is compared, and is careful at most.

    Ends with 0 if nothing is as bad as --fail-on says, with 1 if something is, and with 2 where a document
    can't be read.

    \b
    Examples:
      listproof diff old.yaml new.yaml
      listproof diff main:specs/orders.yaml specs/orders.yaml
      listproof diff main:specs specs --format github
      listproof diff old.yaml new.yaml --fail-on careful --allow listproof-allowed.yaml
    """
    from listproof.changes.allowing import read_allowed
    from listproof.changes.comparing import compared
    from listproof.changes.documents import opened

    entries = read_allowed(allow) if allow is not None else ()
    over = (*overlay, *old_overlay), (*overlay, *new_overlay)
    with ExitStack() as stack:
        before, after = (stack.enter_context(opened(text)) for text in (old, new))
        report = compared(
            before, after, over, hosts, entries, today=datetime.datetime.now(datetime.UTC).date()
        )
    _show(report, kind)
    return EXIT_CHANGED if report.fails(_least(fail_on)) else 0


def _show(report: Report, kind: str) -> None:
    from listproof.changes.report import WRITERS, text_report

    if kind != "text":
        click.echo(WRITERS[kind](report), nl=kind == "json")
        return
    for line in text_report(report, lambda text, colour: click.style(text, fg=colour or None, bold=True)):
        click.echo(line)


def _least(fail_on: str) -> Severity | None:
    from listproof.changes.change import Severity

    if fail_on == "never":
        return None
    return min(Severity) if fail_on == "any" else Severity[fail_on.upper()]
