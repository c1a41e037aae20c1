"""nginx in front of the replicas, as somebody who is not root runs it from a folder of its own."""

from __future__ import annotations

import contextlib
import re
import shutil
import socket
import subprocess
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Final

_TEMPLATE: Final = Path(__file__).with_name("nginx.conf")
_PATIENCE: Final = 10.0


def nginx() -> str | None:
    """The program, which Debian keeps where only root looks."""
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")


def version_of(program: str) -> str:
    """Its version, `1.22.1`."""
    said = subprocess.run([program, "-v"], capture_output=True, text=True, check=False).stderr
    found = re.search(r"nginx/([\d.]+)", said)
    return found[1] if found else "of a version that it does not tell"


@dataclass(frozen=True, slots=True)
class Answered:
    """What the log says."""

    requests: int
    by_replica: Counter[str]
    """Requests by the address of the replica that answered in the end, `-` for what nginx answered itself."""
    asked_again: int
    """Requests that a first replica did not answer and another one did."""
    unanswered: int
    """Requests that got a 502 or 504, since no replica answered."""


class Balancer:
    """A running nginx."""

    def __init__(self, address: str, log: Path) -> None:
        self.address = address
        self._log = log

    def answered(self) -> Answered:
        """What it answered until now."""
        lines = self._log.read_text(encoding="ascii").splitlines() if self._log.exists() else []
        asked = [line.partition(" ")[2].split(", ") for line in lines]
        return Answered(
            requests=len(lines),
            by_replica=Counter(each[-1] for each in asked),
            asked_again=sum(len(each) > 1 for each in asked),
            unanswered=sum(line.startswith(("502 ", "504 ")) for line in lines),
        )


@contextlib.contextmanager
def balancing(program: str, folder: Path, replicas: Sequence[str]) -> Iterator[Balancer]:
    """nginx in front of three replicas, while the block lasts; raises RuntimeError where it can't run."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = f"127.0.0.1:{free.getsockname()[1]}"
    first, second, third = replicas
    filled = Template(_TEMPLATE.read_text(encoding="utf-8")).substitute(
        FOLDER=folder, LISTEN=address, FIRST=first, SECOND=second, THIRD=third
    )
    config = folder / "nginx.conf"
    config.write_text(filled, encoding="utf-8")
    command = [program, "-p", str(folder), "-c", str(config), "-e", str(folder / "error.log")]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        _wait_until_it_listens(process, address)
        yield Balancer(address, folder / "access.log")
    finally:
        process.terminate()
        process.communicate(timeout=_PATIENCE)


def _wait_until_it_listens(process: subprocess.Popen[str], address: str) -> None:
    host, _, port = address.partition(":")
    until = time.monotonic() + _PATIENCE
    while process.poll() is None and time.monotonic() < until:
        with contextlib.suppress(OSError), socket.create_connection((host, int(port)), timeout=1):
            return
        time.sleep(0.02)
    process.kill()
    raise RuntimeError(f"nginx did not start: {process.stderr.read() if process.stderr else ''}")
