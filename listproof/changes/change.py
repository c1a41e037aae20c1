"""A change as a value: what differs, how bad that is for a client, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from listproof.contract import MISSING, Json

At = tuple[str, ...]
"""Where a word of a contract stands: a section (`listing`, `parameter`, `response`, `operation`, `security`,
`clause`, `servers`, `paths`), then keys in it: `("listing", "size", "over")`."""


class Severity(IntEnum):
    """What a change means to a client that follows the old document, and does nothing else."""

    HARMLESS = 0
    """It gets what it got: something may be done that could not be, or is promised that was open."""
    CAREFUL = 1
    """It may get something else, or what it got is promised no longer: somebody has to look."""
    BREAKING = 2
    """It is refused, gets other rows or an other order, or looks for something where it is no more."""

    @property
    def word(self) -> str:
        """As reports and flags write it."""
        return self.name.lower()


HARMLESS: Final = Severity.HARMLESS
CAREFUL: Final = Severity.CAREFUL
BREAKING: Final = Severity.BREAKING


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One word that differs between two contracts. The kind is a name of `listproof.changes.kinds`."""

    kind: str
    severity: Severity
    what: str
    """What changed, as a clause: `the maximum of limit is 50, and was 100`."""
    because: str
    """What happens to a client that follows the old document, as a sentence."""
    old_at: At
    new_at: At
    about: str = ""
    """The parameter, role, situation, rule, field or key that it is about; part of what makes it itself."""
    old: Json = MISSING
    new: Json = MISSING
    leans: At = ()
    """What else of the list the judgement takes for true, such as what a parameter does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spotted:
    """Where something stands, or the nearest thing around it: line from 1, JSON Pointer (RFC 6901)."""

    file: str
    line: int
    pointer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pardon:
    """Why a change is accepted, and until when: an entry of the file that `--allow` names."""

    reason: str
    expires: str = ""
    """The last day, such as `2027-01-31`; empty where there is none."""
    ticket: str = ""
    expired: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A difference with its operation, its places in both files and the clauses that promised it."""

    difference: Difference
    operation: str
    """The operation's id in the old document, or in the new one where the old has none; empty for what is
    about the whole document."""
    path: str
    old_place: Spotted
    new_place: Spotted
    clauses: tuple[str, ...] = ()
    inferred: str = ""
    """Where either value is inferred, the reason of the guess: the change is careful at most."""
    pardon: Pardon | None = None

    @property
    def severity(self) -> Severity:
        """How bad it is; what leans on a guess is careful at most."""
        severity = self.difference.severity
        return min(severity, CAREFUL) if self.inferred else severity

    @property
    def is_pardoned(self) -> bool:
        """Whether it is accepted, and so fails nothing."""
        return self.pardon is not None and not self.pardon.expired
