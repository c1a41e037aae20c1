"""Where the report of `listproof check` goes: the terminal, files by format, and the runner of a workflow."""

from __future__ import annotations

import os
import secrets
import stat
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

import click
from rich.console import Console

from conformance.reports.formats import FORMATS, TEXT, written
from conformance.reports.report import Report
from conformance.reports.terminal import lines
from listproof.errors import ConfigError, Fault
from listproof.reading.faults import meant

_KNOWN: Final = (TEXT, *FORMATS)
_NARROW: Final = 110


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlets:
    """Where the report goes. `-` is standard output; `annotate` adds GitHub's workflow commands to it."""

    files: tuple[tuple[str, str], ...]
    verbose: bool
    annotate: bool = False

    @classmethod
    def read(cls, wanted: Sequence[str], *, verbose: bool, environment: Mapping[str, str]) -> Self:
        """The outlets that the flags name.

        Raises ConfigError, before anything is asked, for a format that isn't there and a file that can't
        be written.
        """
        files, faults = [], []
        for text in wanted:
            kind, equals, path = text.partition("=")
            if not equals or not path:
                faults.append(_fault(text, "it has no path", "it is written json=report.json"))
            elif kind not in _KNOWN:
                faults.append(_fault(text, f"{kind} is no format", meant(kind, _KNOWN)))
            elif path != "-" and (why := _unwritable(Path(path))):
                faults.append(_fault(text, why))
            files.append((kind, path))
        if faults:
            raise ConfigError(faults)
        taken = any(path == "-" for _, path in files)
        runner = environment.get("GITHUB_ACTIONS") == "true" and not taken and _is_read_as_it_comes()
        return cls(files=tuple(files), verbose=verbose, annotate=runner)

    def write(self, report: Report) -> None:
        """Write every file, then the terminal's report unless one of the files is standard output.

        Raises ConfigError in the end, with every file that cannot be written: the others and the terminal
        have the report all the same, and a terminal that is closed leaves the files whole.
        """
        faults = []
        for kind, path in self.files:
            if path != "-":
                faults += self._write_file(kind, path, report)
        shown = [kind for kind, path in self.files if path == "-"]
        for kind in shown:
            click.echo(written(report, kind, verbose=self.verbose), nl=False)
        if self.annotate:
            self._show_to_runner(report)
        elif not shown:
            self._show(report)
        if faults:
            raise ConfigError(faults)

    def _write_file(self, kind: str, path: str, report: Report) -> list[Fault]:
        try:
            Path(path).write_bytes(written(report, kind, verbose=self.verbose))
        except OSError as error:
            return [_fault(f"{kind}={path}", f"it cannot be written: {error.strerror}")]
        return []

    def _show(self, report: Report) -> None:
        console = Console(highlight=False)
        width = console.width if console.is_terminal else _NARROW
        for line in lines(report, width=width, verbose=self.verbose):
            # A line for a shell must stay one line, so nothing is wrapped here.
            console.print(line, soft_wrap=True)

    def _show_to_runner(self, report: Report) -> None:
        """Show the report with commands switched off, as a server's words are in it; then annotations."""
        word = secrets.token_hex(16)
        click.echo(f"::stop-commands::{word}")
        self._show(report)
        click.echo(f"::{word}::")
        click.echo(written(report, "github"), nl=False)


def _is_read_as_it_comes() -> bool:
    """Whether somebody reads standard output at once, and it is not kept in a file."""
    try:
        return not stat.S_ISREG(os.fstat(sys.stdout.fileno()).st_mode)
    except (OSError, ValueError):
        return True


def _unwritable(path: Path) -> str:
    """Why no file can be written there, or the empty text; what stands there stays as it is."""
    if not path.absolute().parent.is_dir():
        return f"there is no folder {path.parent}"
    if path.is_dir():
        return f"{path} is a folder"
    if path.exists() and not path.is_file():
        # A pipe or a device: to open it would already be to write.
        return "" if os.access(path, os.W_OK) else "it cannot be written: Permission denied"
    new = not path.exists()
    try:
        with path.open("ab"):
            pass
        if new:
            path.unlink()
    except OSError as error:
        return f"it cannot be written: {error.strerror}"
    return ""


def _fault(text: str, found: str, wanted: str = "") -> Fault:
    return Fault(file=f"--report {text}", found=found, wanted=wanted)
