"""One replica: a mock in a process of its own, which can be killed and started again on the same port."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

_READY: Final = " ready on http://"
_ROOT: Final = Path(__file__).parents[2]


class Replica:
    """A mock on a port of its own; started by `start`, and to be stopped by whoever started it."""

    def __init__(self, arguments: Sequence[str]) -> None:
        self._arguments = arguments
        self._process: subprocess.Popen[str] | None = None
        self.address = "127.0.0.1:0"

    def start(self) -> None:
        """Start it and wait until it can be asked; raises RuntimeError where it doesn't come up."""
        port = self.address.rpartition(":")[2]
        command = [sys.executable, "-m", "listproof", "mock", *self._arguments, "--port", port]
        self._process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=_ROOT
        )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if _READY not in line:
            raise RuntimeError(f"a replica did not start: {' '.join(command)}")
        self.address = line.rpartition(_READY)[2].strip()

    def kill(self) -> None:
        """End it at once, in the middle of whatever it does."""
        self._end(gently=False)

    def stop(self) -> None:
        """End it as an orchestrator does."""
        self._end(gently=True)

    def _end(self, *, gently: bool) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if gently:
            process.terminate()
        else:
            process.kill()
        process.wait(timeout=10)
        if process.stdout is not None:
            process.stdout.close()
