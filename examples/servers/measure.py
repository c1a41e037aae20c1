"""What `listproof infer` proposed for a server, beside what stands there after reading the documentation.

A statement is a leaf of x-listing, a filter as a whole. `right` are those that stayed as they were, `wrong`
those that were changed or taken out, `added` those that only somebody who knows the server could write.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from examples.servers.starting import NAMES

_HERE: Final = Path(__file__).parent
_WHOLE: Final = ("filter",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """How many statements were inferred, and what became of them."""

    inferred: int
    right: int
    wrong: tuple[str, ...]
    """Each that was changed or taken out, as `GET /path: /place`."""
    added: int


def measure(name: str) -> Measured:
    """The proposal of a server beside the overlay that it is judged by."""
    proposed = dict(_statements(_HERE / name / "inferred.overlay.yaml"))
    stated = dict(_statements(_HERE / name / "lists.overlay.yaml"))
    right = {at for at, value in proposed.items() if at in stated and stated[at] == value}
    return Measured(
        inferred=len(proposed),
        right=len(right),
        wrong=tuple(f"{target}: {place}" for target, place in proposed if (target, place) not in right),
        added=len(stated.keys() - proposed.keys()),
    )


def document(name: str) -> Path:
    """The plain document of a server."""
    return next(path for path in sorted((_HERE / name).glob("openapi.*")))


def proposal(name: str) -> str:
    """What `listproof infer` proposes for the server now."""
    command = [sys.executable, "-m", "listproof", "infer", document(name).name]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=_HERE / name)
    return done.stdout


def _statements(overlay: Path) -> Iterator[tuple[tuple[str, str], Any]]:
    for action in yaml.safe_load(overlay.read_text(encoding="utf-8"))["actions"]:
        listing = action["update"].get("x-listing") if isinstance(action.get("update"), dict) else None
        for place, value in _leaves(listing or {}, ""):
            yield (action["target"], place), value


def _leaves(value: dict[str, Any], place: str) -> Iterator[tuple[str, Any]]:
    for key, member in value.items():
        inner = f"{place}/{key}"
        if isinstance(member, dict) and place.strip("/") not in _WHOLE:
            yield from _leaves(member, inner)
        else:
            yield inner, {"at": member} if place.strip("/") in _WHOLE and isinstance(member, str) else member


def main() -> int:
    """Print the figures of every server; with --write, take down what is proposed now."""
    options = argparse.ArgumentParser(prog="python -m examples.servers.measure", description=main.__doc__)
    options.add_argument("--write", action="store_true", help="write each inferred.overlay.yaml anew")
    if options.parse_args().write:
        for name in NAMES:
            (_HERE / name / "inferred.overlay.yaml").write_text(proposal(name), encoding="utf-8")
    for name in NAMES:
        found = measure(name)
        figures = f"{found.inferred:>4} inferred {found.right:>4} right {len(found.wrong):>3} wrong"
        print(f"{name:<24}{figures} {found.added:>4} added by hand")
        for each in found.wrong:
            print(f"    {each}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
