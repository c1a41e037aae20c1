"""The report of a load: as `check` reports, with the figures of the load and when each finding first came."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from conformance.judging.drift import Changes
from conformance.judging.verdicts import Verdict
from conformance.loading.reporting import Outcome, exit_code, reported
from conformance.loading.settings import Ground, Settings
from conformance.reports.formats import FORMATS, written
from conformance.reports.json_reading import report_of
from conformance.reports.report import Figures, Load, Report
from tests.conformance.backends import contract
from tests.conformance.loading.driven import Driven

FIGURES = Figures(requests=80, failures=9, lost=2, per_second=8.0, p50=5.0, p95=9.0, p99=12.0)


def report(driven: Driven, **given: Any) -> Report:
    ground = Ground(contract=contract(), target=driven.target, chosen=(driven.operation,), passed_over={})
    outcome = Outcome(
        started="2026-01-01T00:00:00Z",
        book=driven.book,
        references={driven.operation.id: driven.reference},
        load=Load(users=5, seconds=10.0, workers=2),
        **{"changed": {}, "figures": {driven.operation.id: FIGURES}, **given},
    )
    return reported(ground, Settings(spec="things.yaml"), outcome)


def verdicts(made: Report) -> Mapping[str, Verdict]:
    return {law.law: law.verdict for law in made.operations[0].laws}


def spoiled(*, every: int) -> Driven:
    """A load in which the total of every n-th answer is one too great."""
    driven = Driven()

    def spoil(body: dict[str, Any], asked: Mapping[str, str]) -> None:
        if driven.book.tallies and len(driven.backend.asked) % every == 0:
            body["total"] += 1

    driven.backend.spoil_body = spoil
    driven.load(50)
    return driven


def test_an_honest_load_ends_with_0() -> None:
    driven = Driven()
    driven.load(50)
    made = report(driven)
    assert exit_code(made) == 0
    assert made.complete
    assert not {"failed", "unstable", "errored"} & made.operations[0].counts.keys()


def test_a_fault_tells_how_often_and_when_it_first_came() -> None:
    made = report(spoiled(every=4))
    law = next(law for law in made.operations[0].laws if law.law == "meta/total")
    (finding,) = law.findings
    assert law.verdict == Verdict.FAILED
    assert finding.again == "seen again"
    assert finding.onset is not None
    assert finding.request is not None
    text = written(made, "text").decode()
    assert f"seen {finding.times} times in {law.looked_at} looks, first after" in text
    assert "Load: 5 users on 2 workers for 10 s." in text
    assert "80 requests, 9 of them failed, 2 without a whole answer; 8.0 a second" in text
    assert exit_code(made) == 1


def test_what_came_once_is_unstable_and_still_ends_with_1() -> None:
    driven = Driven()
    spoiled_once: list[bool] = []

    def spoil(body: dict[str, Any], asked: Mapping[str, str]) -> None:
        if driven.book.tallies and not spoiled_once:
            spoiled_once.append(True)
            body["page"] += 1

    driven.backend.spoil_body = spoil
    driven.load(30)
    made = report(driven)
    assert verdicts(made)["meta/page"] == Verdict.UNSTABLE
    assert exit_code(made) == 1


def test_what_a_changed_list_may_explain_is_observed() -> None:
    driven = spoiled(every=4)
    made = report(driven, changed={driven.operation.id: Changes(came=frozenset({"1"}))})
    assert verdicts(made)["meta/total"] == Verdict.OBSERVED
    assert "the list changed during the load: of its rows 1 came" in made.operations[0].notes[0]


def test_laws_that_a_load_does_not_ask_for_say_where_they_are_asked() -> None:
    driven = Driven()
    driven.load(10)
    laws = {law.law: law for law in report(driven).operations[0].laws}
    assert laws["errors/bad-credentials"].reason == "it is not asked by many at once: listproof check asks it"
    assert laws["shape/second-opinion"].verdict == Verdict.SKIPPED


def test_a_target_that_stopped_answering_leaves_the_load_incomplete() -> None:
    driven = Driven()
    driven.load(10)
    driven.book.stopped = "things stopped answering with key-of-ada"
    made = report(driven, lost_workers=1)
    assert exit_code(made) == 3
    assert made.stopped == "things stopped answering with [redacted]"
    assert "1 worker was lost: what was seen there last is not in this report" in made.notes


def test_a_load_that_was_over_before_anybody_asked_is_incomplete_and_says_so() -> None:
    made = report(Driven(), figures={})
    assert exit_code(made) == 3
    assert made.operations[0].notes == ("nothing was asked: the load was over before its users had begun",)


def test_a_limit_that_somebody_set_ends_a_load_as_its_time_does() -> None:
    driven = Driven()
    driven.load(10)
    driven.book.spent = "the budget of 50 requests was spent"
    made = report(driven)
    assert exit_code(made) == 0
    assert "the load ended where it was to end: the budget of 50 requests was spent" in made.notes


@pytest.mark.parametrize("kind", [*FORMATS, "text"])
def test_the_report_is_written_in_every_format_without_credentials(kind: str) -> None:
    text = written(report(spoiled(every=3)), kind).decode()
    assert "meta/total" in text
    assert "key-of-" not in text


def test_the_report_reads_back_as_it_was_written() -> None:
    made = report(spoiled(every=4))
    assert report_of(written(made, "json").decode(), "report.json") == made
