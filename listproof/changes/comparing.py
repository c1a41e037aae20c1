"""Comparing what was named: one document with another, or two folders file by file."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from listproof.changes.allowing import Allowed, allowed
from listproof.changes.change import Change
from listproof.changes.compare import Side, compare
from listproof.changes.documents import Source, no_side, read_both, read_side
from listproof.changes.report import Compared, Report
from listproof.errors import ConfigError, Fault, SpecError

Overlays = tuple[Sequence[str], Sequence[str]]
"""The overlays of the old side, and those of the new one."""


def compared(
    old: Source,
    new: Source,
    overlays: Overlays,
    hosts: Collection[str],
    entries: Sequence[Allowed],
    *,
    today: datetime.date,
) -> Report:
    """The report of what changed from the old file or folder to the new one.

    Raises SpecError where a document can't be read, ConfigError where the two are not to be compared.
    """
    if old.is_folder != new.is_folder:
        folder, file = (old, new) if old.is_folder else (new, old)
        wanted = f"{file.name} is a file: name two files, or two folders"
        raise ConfigError([Fault(file=folder.name, found="this is a folder", wanted=wanted)])
    each = (
        _folders(old, new, overlays, hosts, today)
        if old.is_folder
        else [_files(old, new, overlays, hosts, today)]
    )
    documents = list(each)
    every = [change for one in documents for change in one.changes]
    marked, stale = allowed(every, entries, today=today)
    rest = iter(marked)
    return Report(
        compared=tuple(replace(one, changes=tuple(islice(rest, len(one.changes)))) for one in documents),
        stale=stale,
    )


def _files(
    old: Source, new: Source, overlays: Overlays, hosts: Collection[str], today: datetime.date
) -> Compared:
    before, after = read_both(old, new, overlays, hosts)
    if not before.contract.operations and not after.contract.operations:
        found = "it has no list, and neither has the other document"
        wanted = f"`listproof lint {old.name}` tells why"
        raise SpecError([Fault(file=old.name, found=found, wanted=wanted)])
    return Compared(old=old.name, new=new.name, changes=compare(before, after, today=today))


def _folders(
    old: Source, new: Source, overlays: Overlays, hosts: Collection[str], today: datetime.date
) -> Iterator[Compared]:
    """Every document that either folder has, by its path in the folder."""
    if any(overlays):
        found, wanted = "an Overlay is for one document", "name two files"
        raise ConfigError([Fault(file=old.name, found=found, wanted=wanted)])
    before, after = old.documents(), new.documents()
    if not before and not after:
        raise ConfigError([Fault(file=old.name, found="no OpenAPI document is in it, nor in the other")])
    faults: list[Fault] = []
    for name in sorted({*before, *after}):
        sides = old.inside(name), new.inside(name)
        try:
            changes = _one(sides, (name in before, name in after), hosts, today)
        except SpecError as error:
            faults.extend(error.faults)
            continue
        yield Compared(old=sides[0].name, new=sides[1].name, changes=changes)
    if faults:
        raise SpecError(faults)


def _one(
    sides: tuple[Source, Source], there: tuple[bool, bool], hosts: Collection[str], today: datetime.date
) -> tuple[Change, ...]:
    """The changes of one document of two folders, of which one may lack it."""
    if all(there):
        return compare(*read_both(*sides, ((), ()), hosts), today=today)
    there_side = read_side(sides[0 if there[0] else 1], (), hosts)
    lacking = no_side(sides[1 if there[0] else 0].name, sides[0 if there[0] else 1])
    both: tuple[Side, Side] = (there_side, lacking) if there[0] else (lacking, there_side)
    # A document that is not there has no servers to miss or to name.
    return tuple(change for change in compare(*both, today=today) if change.operation)
