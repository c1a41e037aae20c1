"""Notes that many lists have in common: each is told once, with the lists that it is about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from conformance.reports.report import ReportedOperation

_FIGURE: Final = re.compile(r"\d+ (?=bytes)")


def shared_notes(operations: Iterable[ReportedOperation]) -> Mapping[str, tuple[str, ...]]:
    """The lists that have a note in common, by the note as the first of them has it; two at least."""
    alike: dict[str, dict[str, str]] = {}
    for operation in operations:
        for note in operation.notes:
            alike.setdefault(kind_of(note), {}).setdefault(operation.operation, note)
    return {next(iter(notes.values())): tuple(notes) for notes in alike.values() if len(notes) > 1}


def kind_of(note: str) -> str:
    """What equal notes have in common: how long a refusal was says nothing."""
    return _FIGURE.sub("", note)
