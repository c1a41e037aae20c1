"""Runs of the suite: whose they are, and the badges that are made of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from listproof.errors import ConfigError
from listproof.pages.runs import Run, badges, runs_by_operation
from listproof.pages.study import Study

PATH = "/batch/jobs"


def _run(counts: Mapping[str, int], **changes: Any) -> Run:
    stated: dict[str, Any] = {"operation": "listBatchJobs", "path": PATH, "source": "one.json"} | changes
    return Run(
        target="https://api.example.com",
        started="2026-11-22T10:00:00Z",
        version="0.1.0",
        complete=stated.pop("complete", True),
        stopped="",
        requests=100,
        counts=counts,
        clauses={},
        found=(),
        **stated,
    )


def _badge(run: Run) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(badges({"listBatchJobs": run})["listBatchJobs.badge.json"])
    return found


@pytest.mark.parametrize(
    ("counts", "message", "colour"),
    [
        ({"passed": 45, "observed": 8, "skipped": 36}, "45 laws kept", "brightgreen"),
        ({"passed": 43, "failed": 2}, "2 of 45 laws broken", "red"),
        ({"passed": 43, "unstable": 1}, "1 of 44 laws broken", "red"),
        ({"passed": 43, "warned": 1}, "44 laws, some not as shown", "yellow"),
        ({"passed": 43, "known": 2, "warned": 1}, "46 laws, some not as shown", "yellow"),
        ({"skipped": 89}, "not judged", "lightgrey"),
        ({"passed": 43, "errored": 1}, "not judged", "lightgrey"),
    ],
)
def test_a_badge_says_the_loudest(counts: Mapping[str, int], message: str, colour: str) -> None:
    badge = _badge(_run(counts))
    assert badge == {"schemaVersion": 1, "label": f"GET {PATH}", "message": message, "color": colour}


def test_a_badge_of_a_run_that_was_cut_short_is_never_green() -> None:
    badge = _badge(_run({"passed": 12}, complete=False))
    assert (badge["message"], badge["color"]) == ("12 laws kept, cut short", "yellow")


def test_the_badge_of_all_adds_up_the_runs() -> None:
    both = {"one": _run({"passed": 40}), "two": _run({"passed": 30, "failed": 3})}
    badge = json.loads(badges(both)["badge.json"])
    assert (badge["label"], badge["message"]) == ("list contract", "3 of 73 laws broken")


def test_without_runs_there_are_no_badges() -> None:
    assert badges({}) == {}


def test_a_run_goes_to_the_operation_that_it_judged(bundled: Mapping[str, Study]) -> None:
    operations = [study.operation for study in bundled.values()]
    (place,) = runs_by_operation([_run({})], operations)
    assert operations[place].id == "listBatchJobs"


def test_a_run_of_another_document_is_told(bundled: Mapping[str, Study]) -> None:
    operations = [study.operation for study in bundled.values()]
    with pytest.raises(ConfigError, match="listPlanets"):
        runs_by_operation([_run({}, operation="listPlanets", path="/planets")], operations)
    with pytest.raises(ConfigError, match="no list of these specs"):
        runs_by_operation([_run({}, path="/elsewhere")], operations)


def test_two_runs_of_one_operation_are_told(bundled: Mapping[str, Study]) -> None:
    operations = [study.operation for study in bundled.values()]
    with pytest.raises(ConfigError, match=r"judged by one\.json as well"):
        runs_by_operation([_run({}), _run({}, source="two.json")], operations)
