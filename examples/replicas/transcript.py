"""What was done and seen, told as it happens and kept for the page."""

from __future__ import annotations

import datetime
import platform
from pathlib import Path
from typing import Final, TextIO

_OPENING: Final = "<!-- transcript -->"
_CLOSING: Final = "<!-- end of transcript -->"


class Transcript:
    """Lines that are printed at once and remembered."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._lines: list[str] = []

    def say(self, line: str = "") -> None:
        """Tell one line, or several."""
        self._lines.append(line)
        print(line, file=self._out, flush=True)

    def write_into(self, page: Path) -> None:
        """Put the lines between the page's markers; raises ValueError where there are none."""
        before, opened, rest = page.read_text(encoding="utf-8").partition(_OPENING)
        _, closed, after = rest.partition(_CLOSING)
        if not (opened and closed):
            raise ValueError(f"{page.name} lacks {_OPENING} or {_CLOSING}")
        day = datetime.datetime.now(datetime.UTC).date().isoformat()
        made = f"On {day}, {platform.system()} on {platform.machine()}, Python {platform.python_version()}:"
        text = "\n".join([made, "", "```", *self._lines, "```"])
        page.write_text(f"{before}{_OPENING}\n\n{text}\n\n{_CLOSING}{after}", encoding="utf-8")
