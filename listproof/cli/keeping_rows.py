"""Where `listproof mock` keeps many rows, and how it shows that they are on their way."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from mock_server.stored.keeping import Keeper

OFF = "off"

snapshots = click.option(
    "--snapshots",
    metavar=f"DIR|{OFF}",
    help="Where 20,000 rows and more are stored, so that the next start need not make or read them again."
    f" {OFF}: in memory.  [default: listproof/rows in the user's cache folder]",
)


def keeper_of(stated: str | None) -> Keeper:
    """What keeps rows where the flag says, and shows on stderr how far it is."""
    from mock_server.stored.keeping import Keeper

    folder = None if stated == OFF else Path(stated) if stated else _cache_folder()
    return Keeper(folder, watch=_shown if sys.stderr.isatty() else _told)


def _cache_folder() -> Path | None:
    """The user's folder for what can be made again; None where the user has no home."""
    named = os.environ.get("LOCALAPPDATA" if sys.platform == "win32" else "XDG_CACHE_HOME", "")
    if named and Path(named).is_absolute():  # others are to be passed over (XDG Base Directory, 3)
        return Path(named, "listproof", "rows")
    try:
        home = Path.home()
    except RuntimeError:
        return None
    return home.joinpath(
        *(("Library", "Caches") if sys.platform == "darwin" else (".cache",)), "listproof", "rows"
    )


@contextmanager
def _shown(what: str, steps: int) -> Iterator[Callable[[int], None]]:
    """A bar, for a person who looks at a terminal; it goes when it is done."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(f"Rows of {what}", total=steps)
        yield lambda count: progress.advance(task, count)


@contextmanager
def _told(what: str, steps: int) -> Iterator[Callable[[int], None]]:  # noqa: ARG001 - a bar needs them
    """A line at the start and one at the end, for a log; whether the rows will do is said elsewhere."""
    began = time.monotonic()
    click.echo(f"Rows of {what}: going through them ...", err=True)
    yield lambda _: None
    click.echo(f"Rows of {what}: gone through in {time.monotonic() - began:.0f} s.", err=True)
