"""A page made of sections, each written by a command of its own and left alone by the others."""

from __future__ import annotations

import datetime
import os
import platform
from importlib.metadata import version
from pathlib import Path

PAGE = Path(__file__).parents[1] / "docs" / "benchmarks.md"
_TITLE = """# Benchmarks

Figures that anybody can make again. Each section is written by the command that it names; no figure is
typed by hand. Seconds depend on the machine and on what else it does; ratios within one run less so.
"""


def write_section(page: Path, name: str, text: str) -> None:
    """Put a section of the page in the place of the one of this name, or at the end."""
    before = page.read_text(encoding="utf-8") if page.exists() else _TITLE
    opening, closing = f"<!-- {name} -->", f"<!-- end of {name} -->"
    head, found, rest = before.partition(opening)
    tail = rest.partition(closing)[2] if found else "\n"
    section = f"{opening}\n\n{text.strip()}\n\n{closing}"
    page.write_text(f"{head.rstrip()}\n\n{section}{tail.rstrip()}\n", encoding="utf-8")


def surroundings(*packages: str) -> str:
    """The machine, how busy it was in the last minutes, the day and the versions, in a line."""
    versions = ", ".join(f"{name} {version(name)}" for name in packages)
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    load = f", load average {os.getloadavg()[2]:.1f}" if hasattr(os, "getloadavg") else ""
    machine = f"{platform.system()} on {platform.machine()}, {cores} cores{load}"
    return f"{today}; {machine}; Python {platform.python_version()}; {versions}."
