"""A baseline as a value: entries that each name a fault by what does not change from run to run."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Final

from conformance.judging.judge import alike_place
from conformance.reports.visible import clean

_LONGEST: Final = 500
"""A place that a server made up may be as long as it likes."""
NOT_YET: Final = "not looked into yet"
"""The reason of an entry that a run wrote by itself."""

Key = tuple[str, str, str, str]
"""Operation, law, where and about: never a row's index, and never a value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A known failure. Findings that are alike, whatever the row, are one entry."""

    operation: str
    law: str
    where: str
    about: str = ""
    reason: str = NOT_YET
    expires: datetime.date | None = None
    """The last day on which it is known, in UTC."""
    ticket: str = ""
    chance: bool = False
    """Whether only a request by chance has shown it: a run that does not ask the same tells nothing of it."""

    @property
    def key(self) -> Key:
        """What it has in common with the findings that it stands for."""
        return key_of(self.operation, self.law, self.where, self.about)

    def expired(self, today: datetime.date) -> bool:
        """Whether it counts again."""
        return self.expires is not None and today > self.expires


def key_of(operation: str, law: str, where: str, about: str) -> Key:
    """What equal faults have in common: `/items/3/id` is `/items/*/id`."""
    return clean(operation), law, clean(alike_place(where))[:_LONGEST], clean(about)[:_LONGEST]
