"""Where the CPU of one check goes: run as a process of its own, which is all that it measures.

    python -m benchmarks.phases SPEC CONFIG URL

Prints JSON. Everything that a check imports is imported first, so that what is left is the check.
"""

from __future__ import annotations

import functools
import gc
import json
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final


@dataclass(slots=True)
class Clock:
    """Seconds of CPU by phase; what a phase calls of another one counts for that one alone."""

    spent: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    _inner: threading.local = field(default_factory=threading.local)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def watch(self, owner: Any, name: str, phase: str) -> None:
        """Count what a function of a module or class takes for this phase."""
        run = getattr(owner, name)

        @functools.wraps(run)
        def watched(*given: Any, **named: Any) -> Any:
            stack = vars(self._inner).setdefault("stack", [])
            began = time.thread_time()
            stack.append(0.0)
            try:
                made = run(*given, **named)
                return list(made) if isinstance(made, Iterator) else made
            finally:
                spent = time.thread_time() - began
                with self._lock:
                    self.spent[phase] += spent - stack.pop()
                if stack:
                    stack[-1] += spent

        setattr(owner, name, watched)


PHASES: Final = ("asking", "reading answers", "deciding what to ask", "chance", "judging", "reporting")


def watch(clock: Clock) -> None:
    """Watch the suite's own functions."""
    import conformance.asking.client as client
    import conformance.asking.desk as desk
    import conformance.chance.drawing as drawing
    import conformance.chance.phase as phase
    import conformance.examining as examining
    import conformance.run as run
    from conformance.asking.network import HttpSender
    from conformance.judging import second_opinion
    from conformance.judging.second_look import SecondLook
    from conformance.reports.reporting import Desk

    watched: tuple[tuple[Any, str, str], ...] = (
        (HttpSender, "__call__", "asking"),
        (client.Client, "ask", "asking"),
        (client, "parse_json", "reading answers"),
        (desk.Memo, "exchange", "reading answers"),
        (desk, "read_page", "reading answers"),
        (desk, "encode", "deciding what to ask"),
        (examining, "plan", "deciding what to ask"),
        (examining.Examiner, "_run", "deciding what to ask"),
        (drawing, "drawn", "chance"),
        (phase, "judge", "chance"),
        (phase, "counted", "chance"),
        (run, "judge", "judging"),
        (run, "counted", "judging"),
        (second_opinion, "opinions", "judging"),
        (SecondLook, "look", "judging"),
        (Desk, "judged", "reporting"),
        (Desk, "skipped", "reporting"),
    )
    for owner, name, of in watched:
        clock.watch(owner, name, of)


def measured(spec: Path, config: Path, url: str, *, phases: bool) -> dict[str, Any]:
    """CPU of the imports, of reading the document, and of the check, in seconds; its requests; by phase."""
    import hypothesis  # noqa: F401 - what a check imports late counts as start all the same
    import openapi_core  # noqa: F401

    from conformance.reports.json_file import json_text
    from conformance.run import Options, check_contract
    from conformance.targets.flags import Flags, read_target
    from listproof.reader import read_contract

    clock = Clock()
    if phases:
        watch(clock)
    imported = time.process_time()
    contract = read_contract(spec, infer=True, forgive=True)
    target = read_target(config, Flags(url=url), {"LISTPROOF_URL": url})
    gc.freeze()
    gc.set_threshold(20_000, 50, 50)
    began = time.process_time()
    report = check_contract(contract, target, Options())
    json_text(report)
    ended = time.process_time()
    requests = sum(one.requests + (one.chance_requests or 0) for one in report.operations)
    return {
        "imports": imported,
        "document": began - imported,
        "check": ended - began,
        "requests": requests,
        "phases": dict(clock.spent),
    }


def main(arguments: list[str]) -> None:
    """Measure, and print."""
    spec, config, url, *watching = arguments
    print(json.dumps(measured(Path(spec), Path(config), url, phases=bool(watching))))


if __name__ == "__main__":
    main(sys.argv[1:])
