"""What a run of the suite said of an endpoint, as pages show it: a value that knows no suite and no file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from listproof.contract import Operation
from listproof.errors import ConfigError, Fault
from listproof.pages.words import Look, Span, slug

_SAID: Final[Mapping[str, tuple[str, Look]]] = {
    "passed": ("kept", "kept"),
    "failed": ("broken", "broken"),
    "unstable": ("broken, seen once", "broken"),
    "warned": ("not as shown", "open"),
    "known": ("known to be broken", "open"),
    "observed": ("seen where nothing is promised", "plain"),
    "skipped": ("not judged", "quiet"),
    "errored": ("not judged: the suite broke", "open"),
}
"""What a reader of pages sees for each verdict."""
LOUD: Final = ("errored", "failed", "unstable", "warned", "known")
"""The verdicts of which a page says more, the loudest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A finding of the run: what was seen, and the request that shows it."""

    law: str
    verdict: str
    told: str
    """`/total: expected 41, got 47 (41 rows match)`; of a fact, what was seen."""
    clauses: tuple[str, ...]
    request: str
    """A line for a shell, without credentials; empty where no one request shows it."""
    asked: str
    """The request in short, `GET /jobs?page=2`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What one run said of one operation."""

    source: str
    """The report that it was read from."""
    operation: str
    path: str
    target: str
    started: str
    """In UTC (RFC 3339)."""
    version: str
    """Of Listproof, that asked."""
    complete: bool
    stopped: str
    requests: int
    counts: Mapping[str, int]
    """How many laws have each verdict."""
    clauses: Mapping[str, str]
    """The verdict of each clause by its id."""
    found: tuple[Found, ...]


def said(verdict: str, to: str = "") -> Span:
    """A verdict in a word or two."""
    text, look = _SAID[verdict]
    return Span(text=text, look=look, to=to)


def worst(counts: Mapping[str, int]) -> str:
    """The loudest verdict that any law has; `skipped` where none was judged."""
    return next((verdict for verdict in (*LOUD, "passed", "observed") if counts.get(verdict)), "skipped")


def runs_by_operation(runs: Sequence[Run], operations: Sequence[Operation]) -> Mapping[int, Run]:
    """The run of each operation, by its place among them.

    Raises ConfigError for a run of an operation that is not among them, and for two runs of the same one.
    """
    found: dict[int, Run] = {}
    faults: list[Fault] = []
    for run in runs:
        places = [
            place
            for place, operation in enumerate(operations)
            if (operation.id, operation.path) == (run.operation, run.path)
        ]
        if not places:
            listed = ", ".join(dict.fromkeys(operation.id for operation in operations))
            wanted = f"name the spec that it judged; these specs have {listed}"
            text = f"it judged {run.operation} (GET {run.path}), which is no list of these specs"
            faults.append(Fault(file=run.source, found=text, wanted=wanted))
        for place in places:
            if place in found:
                text = f"{run.operation} was judged by {found[place].source} as well"
                faults.append(Fault(file=run.source, found=text, wanted="leave one of the two away"))
            found[place] = run
    if faults:
        raise ConfigError(faults)
    return found


def badges(runs: Mapping[str, Run]) -> Mapping[str, str]:
    """A badge of each run by its page, and of all together, in the form of a shields.io endpoint.

    https://shields.io/badges/endpoint-badge: `schemaVersion`, `label`, `message`, `color`.
    """
    files = {f"{name}.badge.json": _badge([run], f"GET {run.path}") for name, run in runs.items()}
    if runs:
        files["badge.json"] = _badge(list(runs.values()), "list contract")
    return files


def _badge(runs: Iterable[Run], label: str) -> str:
    listed = list(runs)
    counts: dict[str, int] = {}
    for run in listed:
        for verdict, count in run.counts.items():
            counts[verdict] = counts.get(verdict, 0) + count
    broken = counts.get("failed", 0) + counts.get("unstable", 0)
    judged = broken + counts.get("passed", 0) + counts.get("warned", 0) + counts.get("known", 0)
    loudest = worst(counts)
    message, colour = _message(broken, judged, loudest)
    if not all(run.complete for run in listed):
        message, colour = f"{message}, cut short", "yellow" if colour == "brightgreen" else colour
    badge = {"schemaVersion": 1, "label": label, "message": message, "color": colour}
    return json.dumps(badge, ensure_ascii=False) + "\n"


def _message(broken: int, judged: int, loudest: str) -> tuple[str, str]:
    if loudest == "errored" or judged == 0:
        return "not judged", "lightgrey"
    if broken:
        return f"{broken} of {judged} laws broken", "red"
    if loudest == "passed":
        return f"{judged} law{'s' * (judged > 1)} kept", "brightgreen"
    return f"{judged} law{'s' * (judged > 1)}, some {_SAID[loudest][0]}", "yellow"


def finding_anchor(place: int, law: str) -> str:
    """What a link to a finding leads to: the law, and a number from its second finding on."""
    return f"found-{slug(law)}" + (f"-{place}" if place > 1 else "")
