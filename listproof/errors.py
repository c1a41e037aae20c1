"""What can go wrong, as values: each says where, what was found and what would be right.

    ListproofError
    ├── SpecError      the faults of one document, all of them
    ├── FixtureError   the faults of one fixture file, all of them
    ├── ConfigError    the faults of a target file or of flags
    └── Unreachable    the target cannot be asked

A refused request is no error of ours: `mock_server` has its own `Refused`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One fault of a file: where it is, what stands there and what would be right.

    `line` counts from 1; 0 when the file as a whole is meant. `place` is a path of keys such as
    `paths./jobs.get.x-listing.page.first`, or a row number of a fixture file.
    """

    file: str
    line: int = 0
    place: str = ""
    found: str
    wanted: str = ""

    def __str__(self) -> str:
        spot = ":".join(part for part in (self.file, str(self.line) if self.line else "") if part)
        first = ": ".join(part for part in (spot, self.place, self.found) if part)
        return f"{first}\n    {self.wanted}" if self.wanted else first


class ListproofError(Exception):
    """A mistake that a user can mend; its text is the whole message."""


class _FaultyFileError(ListproofError):
    """An error that carries every fault of one file."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class SpecError(_FaultyFileError):
    """A document that cannot be read as a contract."""


class FixtureError(_FaultyFileError):
    """A fixture file that does not fit its spec."""


class ConfigError(_FaultyFileError):
    """A target file, or flags, that cannot be used."""


class Unreachable(ListproofError):  # noqa: N818 - it names a state of the target
    """A target that cannot be asked: refused, unknown host, invalid TLS, or no answer in time."""
