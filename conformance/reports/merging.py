"""The reports of all shards of a run, made one: the report that the whole run would have written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from conformance.reports.report import Report, ReportedOperation, Stale
from conformance.reports.visible import clean
from conformance.sharding import Shard
from listproof.contract import Json
from listproof.errors import ConfigError, Fault
from listproof.reading.faults import listed, shown

_ALIKE: Final = ("listproof", "contract", "digest", "title", "target", "seed", "chosen")
"""What all shards of a run have in common, by its name in the report and on the wire."""
_PHASES: Final = {"chance_requests": "chance", "fuzz_requests": "fuzz"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A shard's report, and the file that it was read from."""

    file: str
    shard: Shard
    report: Report


def merged(reports: Sequence[tuple[str, Report]]) -> Report:
    """The report of the whole run, from the report of each of its shards and the file that it stands in.

    Raises ConfigError, with every fault, where they are not all the shards of one run. The order in which
    they are given counts for nothing.
    """
    parts = _parts(reports)
    check(_strangers(parts))
    check([*_twice(parts), *_missing(parts)])
    check([*_astray(parts), *_undealt(parts), *_phases(parts)])
    parts.sort(key=lambda part: part.shard.part)
    return _whole(parts)


def check(faults: Iterable[Fault]) -> None:
    """Raise ConfigError if there is any fault."""
    if every := list(faults):
        raise ConfigError(every)


def _parts(reports: Sequence[tuple[str, Report]]) -> list[Part]:
    whole = [file for file, report in reports if report.shard is None]
    check(
        Fault(
            file=file,
            place="/shard",
            found="this is the report of a whole run",
            wanted="only the reports of `listproof check --shard I/N` are merged",
        )
        for file in whole
    )
    return [
        Part(file=file, shard=Shard.read(report.shard, of=f"{file}: /shard"), report=report)
        for file, report in reports
        if report.shard is not None
    ]


# --- what keeps them from being one run ---


def _strangers(parts: Sequence[Part]) -> Iterator[Fault]:
    """Those that belong to another run than the first."""
    first = parts[0]
    for part in parts[1:]:
        for name in _ALIKE:
            found, wanted = getattr(part.report, name), getattr(first.report, name)
            if found != wanted and name == "digest":
                yield _another_document(part, first)
            elif found != wanted:
                yield _fault(part, f"/{name}", f"this is {_told(found)}", f"{first.file} has {_told(wanted)}")
        if part.shard.parts != first.shard.parts:
            yield _fault(part, "/shard", f"this is shard {part.shard}", f"{first.file} is {first.shard}")


def _another_document(part: Part, first: Part) -> Fault:
    """The same file name, and not the same in it."""
    found = f"it judged another document than {first.file}: {_told(part.report.contract)} with the digest "
    wanted = f"{first.file} has {first.report.digest[:12] or 'none'}: run all shards with the same document"
    return _fault(part, "/digest", found + (part.report.digest[:12] or "none"), wanted)


def _twice(parts: Sequence[Part]) -> Iterator[Fault]:
    """The same shard, or the same operation, in two files."""
    shards: dict[Shard, str] = {}
    for part in parts:
        if part.shard in shards:
            yield _fault(part, "/shard", f"shard {part.shard} is {shards[part.shard]} too", "give it once")
        shards.setdefault(part.shard, part.file)
    seen: dict[str, str] = {}
    for part in parts if len(shards) == len(parts) else ():
        for place, operation in _operations(part):
            name = operation.operation
            if name in seen:
                wanted = "the shards of one run have no operation in common"
                yield _fault(part, place, f"{_told(name)} is in {seen[name]} too", wanted)
            seen.setdefault(name, part.file)


def _missing(parts: Sequence[Part]) -> Iterator[Fault]:
    """The shards that nobody gave."""
    given = {part.shard.part for part in parts}
    count = parts[0].shard.parts
    lacking = [f"{number}/{count}" for number in range(1, count + 1) if number not in given]
    if lacking:
        noun, verb = ("shard", "is") if len(lacking) == 1 else ("shards", "are")
        found = f"{noun} {listed(lacking)} {verb} missing"
        files = listed(
            f"{part.shard} ({part.file})" for part in sorted(parts, key=lambda one: one.shard.part)
        )
        yield Fault(file="the reports", found=found, wanted=f"given are {files}")


def _astray(parts: Sequence[Part]) -> Iterator[Fault]:
    """Operations that were not to be judged."""
    for part in parts:
        for place, operation in _operations(part):
            if operation.operation not in part.report.chosen:
                found = f"{_told(operation.operation)} was not to be judged"
                yield _fault(part, place, found, f"/chosen has {listed(map(clean, part.report.chosen))}")


def _undealt(parts: Sequence[Part]) -> Iterator[Fault]:
    """Operations that no shard judged: the shards read different documents, or run different versions."""
    judged = {operation.operation for part in parts for _, operation in _operations(part)}
    for index, name in enumerate(parts[0].report.chosen):
        if name not in judged:
            wanted = "every operation is judged by one shard; did all read the same document?"
            yield _fault(parts[0], f"/chosen/{index}", f"no shard judged {_told(name)}", wanted)


def _phases(parts: Sequence[Part]) -> Iterator[Fault]:
    """Shards with a phase that others were run without."""
    for name, phase in _PHASES.items():
        first: tuple[Part, bool] | None = None
        for part in parts:
            for place, operation in _operations(part):
                had = getattr(operation, name) is not None
                first = first or (part, had)
                if had != first[1]:
                    found = f"there is {'a' if had else 'no'} {phase} phase"
                    wanted = f"{first[0].file} has {'one' if first[1] else 'none'}: run all shards alike"
                    at = place.removesuffix("/operation")
                    yield _fault(part, f"{at}/{name}", found, wanted)
                    break


def _operations(part: Part) -> Iterator[tuple[str, ReportedOperation]]:
    """Each operation of the shard, with the JSON pointer to its name."""
    for index, operation in enumerate(part.report.operations):
        yield f"/operations/{index}/operation", operation


def _fault(part: Part, place: str, found: str, wanted: str) -> Fault:
    return Fault(file=part.file, place=place, found=found, wanted=wanted)


def _told(value: Json) -> str:
    return listed(map(clean, value)) or "nothing" if isinstance(value, tuple) else clean(shown(value))


# --- the whole ---


def _place(stale: Stale) -> tuple[str, ...]:
    return stale.operation, stale.law, stale.where, stale.about


def _whole(parts: Sequence[Part]) -> Report:
    first = parts[0].report
    order = {name: index for index, name in enumerate(first.chosen)}
    operations = [operation for part in parts for operation in part.report.operations]
    return Report(
        listproof=first.listproof,
        contract=first.contract,
        digest=first.digest,
        title=first.title,
        target=first.target,
        seed=first.seed,
        started=min(part.report.started for part in parts),
        seconds=max(part.report.seconds for part in parts),
        complete=all(part.report.complete for part in parts),
        stopped="; ".join(
            f"shard {part.shard}: {part.report.stopped}" for part in parts if part.report.stopped
        ),
        operations=tuple(sorted(operations, key=lambda one: order[one.operation])),
        notes=tuple(f"shard {part.shard}: {note}" for part in parts for note in part.report.notes),
        chosen=first.chosen,
        stale=tuple(sorted((stale for part in parts for stale in part.report.stale), key=_place)),
    )
