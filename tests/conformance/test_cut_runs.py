"""Runs that end before the plan does: what matters most was judged by then, the rest says why it was not."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from conformance.asking.client import Answer
from conformance.evidence import Request
from conformance.judging.verdicts import Verdict
from conformance.reports.report import Report, ReportedLaw
from conformance.run import Options, check_contract
from tests.conformance.backends import Backend, contract, target


def cut(backend: Callable[[Request], Answer], requests: int) -> Report:
    options = Options(max_requests=requests, concurrency=1)
    return check_contract(contract(), target(), options, send=backend, sleep=lambda _: None)


def laws(report: Report) -> dict[str, ReportedLaw]:
    return {law.law: law for law in report.operations[0].laws}


def leaks(body: dict[str, Any], asked: Mapping[str, str]) -> None:
    body["items"] = [*body["items"][:-1], {"id": 101, "state": "open", "owner": "bob"}]


def loses_rows(body: dict[str, Any], asked: Mapping[str, str]) -> None:
    body["items"] = body["items"][:-1]


def counts_all(body: dict[str, Any], asked: Mapping[str, str]) -> None:
    body["total"] += 7


def ignores_the_filter(body: dict[str, Any], asked: Mapping[str, str]) -> None:
    if "state" in asked:
        body["items"] = [
            {"id": 1, "state": "open", "owner": "ada"},
            {"id": 3, "state": "done", "owner": "ada"},
        ]


def asks_nobody_who_they_are(backend: Backend) -> Callable[[Request], Answer]:
    """Everybody without a known key is taken for ada."""

    def answer(request: Request) -> Answer:
        first = backend(request)
        known = dataclasses.replace(request, headers=(("X-Key", "key-of-ada"),))
        return backend(known) if first.status == 401 else first

    return answer


def takes_any(backend: Backend, name: str) -> Callable[[Request], Answer]:
    """A value that the parameter can't have is as none."""

    def answer(request: Request) -> Answer:
        first = backend(request)
        if first.status == 400 and f"{name}=" in request.target:
            return backend(dataclasses.replace(request, target="/things"))
        return first

    return answer


@pytest.mark.parametrize(
    ("requests", "backend", "law"),
    [
        (10, Backend(spoil_body=leaks), "scope/apart"),
        (10, Backend(spoil_body=loses_rows), "size/full"),
        (10, Backend(spoil_body=counts_all), "page/complete"),
        (20, Backend(spoil_body=ignores_the_filter), "filter/match"),
        (20, asks_nobody_who_they_are(Backend()), "errors/unauthenticated"),
        (40, takes_any(Backend(), "page"), "errors/not-a-number"),
        (80, takes_any(Backend(), "state"), "errors/unknown-value"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_what_matters_most_is_told_however_early_the_run_is_cut(
    requests: int, backend: Callable[[Request], Answer], law: str
) -> None:
    report = cut(backend, requests)
    assert laws(report)[law].verdict == Verdict.FAILED


@pytest.mark.parametrize("requests", [10, 20, 40, 60])
def test_a_cut_run_accuses_nobody_of_what_was_not_asked_and_says_what_was_left_out(requests: int) -> None:
    report = cut(Backend(), requests)
    skipped = [law for law in laws(report).values() if law.verdict == Verdict.SKIPPED]
    cut_off = [
        law for law in skipped if law.reason and law.reason.startswith("the run ended before it could")
    ]
    assert {law.verdict for law in laws(report).values()} <= {
        Verdict.PASSED,
        Verdict.SKIPPED,
        Verdict.OBSERVED,
    }
    assert cut_off
    assert all(f"the budget of {requests} requests was spent" in (law.reason or "") for law in cut_off)
    assert not report.complete


def test_the_longer_a_run_is_the_more_laws_are_judged() -> None:
    judged = [
        sum(law.verdict == Verdict.PASSED for law in laws(cut(Backend(), requests)).values())
        for requests in (5, 10, 20, 40, 80)
    ]
    assert judged == sorted(judged)
    assert judged[1] > judged[-1] / 2
