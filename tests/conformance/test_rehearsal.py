"""The dry run, the plan and the words for evidence."""

from __future__ import annotations

import dataclasses

import pytest

from conformance.evidence import Walk
from conformance.laws import ALL_LAWS
from conformance.laws.examples import OPERATION, ROWS, exchange, page
from conformance.plan import plan
from conformance.questions import Question
from conformance.rehearsal import rehearse
from conformance.reports.narrating import told
from conformance.reports.redaction import Redactor
from conformance.survey import Survey
from listproof.bundled import bundled_specs
from listproof.reader import read_contract
from tests.conformance.backends import contract, target

(THINGS,) = contract().operations


def steps(idle: frozenset[str] = frozenset()) -> list[tuple[str, tuple[str, ...], tuple[str, ...], int]]:
    at = target()
    return [
        (step.asks, step.laws, step.requests, step.shared)
        for step in rehearse(THINGS, at, idle, Redactor(at))
    ]


def test_a_dry_run_begins_with_the_plain_list_and_names_each_request_once() -> None:
    planned = steps()
    assert planned[0][0] == "the plain list"
    assert planned[0][2][0] == "GET /things?page=1&limit=20"
    requests = [request for _, _, requests, _ in planned for request in requests]
    assert 40 < len(requests) < 200
    assert len(set(requests)) > len(requests) * 0.8  # the rest are asked again, to see whether they repeat


def test_a_dry_run_says_which_laws_each_step_serves_and_shows_no_credential() -> None:
    planned = steps()
    known = {law.id for law in ALL_LAWS}
    assert all(set(laws) <= known for _, laws, _, _ in planned)
    assert "key-of-" not in str(planned)
    assert any("no X-Key" in request for _, _, requests, _ in planned for request in requests)


def test_a_dry_run_is_the_same_each_time() -> None:
    assert steps() == steps()


def test_a_dry_run_ends_with_what_chance_draws_by_the_seed() -> None:
    at = target()

    def by_chance(seed: int) -> tuple[str, ...]:
        planned = list(rehearse(THINGS, at, (), Redactor(at), seed=seed, chance=8))
        assert planned[-1].asks == f"by chance, seed {seed}"
        return planned[-1].requests

    assert len(by_chance(1)) == 8
    assert by_chance(1) != by_chance(2)
    planned = list(rehearse(THINGS, at, (), Redactor(at), chance=0))
    assert not any(step.asks.startswith("by chance") for step in planned)


def test_a_probe_that_serves_idle_laws_alone_is_not_made() -> None:
    survey = Survey(main=Walk(question=Question(size=20), pages=(), ended="end"))
    idle = frozenset({"standards/head"})
    everything = plan(THINGS, survey, target())
    fewer = plan(THINGS, survey, target(), idle=idle)
    assert {probe.asks for probe in everything} - {probe.asks for probe in fewer} == {"HEAD"}


@pytest.mark.parametrize("spec", bundled_specs(), ids=lambda path: str(path.stem))
def test_every_bundled_spec_can_be_rehearsed(spec: object) -> None:
    told_contract = read_contract(spec)  # type: ignore[arg-type]
    at = target(alone=True)
    for operation in told_contract.operations:
        planned = list(rehearse(operation, at, (), Redactor(at)))
        assert sum(len(step.requests) for step in planned) < 200


def test_the_examples_of_every_law_can_be_told() -> None:
    for law in ALL_LAWS:
        for example in (law.kept, law.broken):
            lines = list(told(example.evidence))
            assert lines, law.id
            assert all("\n" not in line for line in lines), law.id


def test_a_page_is_told_by_its_request_status_and_body() -> None:
    first, status, body = told(page(*ROWS[:1], total=1))
    assert first.startswith("GET /things?")
    assert status == "  200"
    assert '"name": "Ada"' in body


def test_an_answer_that_never_came_is_told_by_its_trouble() -> None:
    broken = dataclasses.replace(exchange(), status=0, trouble="connection refused")
    assert list(told(broken))[1:] == ["  connection refused"]


def test_a_walk_that_was_cut_short_says_so() -> None:
    cut = Walk(question=Question(), pages=(page(*ROWS[:2], operation=OPERATION),), ended="budget")
    assert list(told(cut))[-1] == "and the walk ended so: budget"
