"""The chance phase in a run: what it adds, what it shrinks to, and what it leaves alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from conformance.chance import drawing
from conformance.judging.verdicts import Verdict
from conformance.reports.report import ReportedLaw, ReportedOperation
from conformance.run import Options, check_contract
from conformance.target import Override
from tests.conformance.backends import Backend, contract, target


def checked(backend: Backend, **options: Any) -> ReportedOperation:
    laws: Mapping[str, Override] = options.pop("laws", {})
    made = Options(concurrency=1, **options)
    return check_contract(contract(), target(laws=laws), made, send=backend, sleep=lambda _: None).operations[
        0
    ]


def law(operation: ReportedOperation, name: str) -> ReportedLaw:
    return next(law for law in operation.laws if law.law == name)


def loses_a_row_of_page(number: int, *, from_size: int) -> Backend:
    """A backend that loses the last row of one page, where that page is large enough."""

    def spoil(body: dict[str, Any], asked: Mapping[str, str]) -> None:
        if asked.get("page") == str(number) and int(asked.get("limit", "5")) >= from_size:
            body["items"] = body["items"][:-1]

    return Backend(spoil_body=spoil)


@pytest.mark.parametrize("seed", range(3))
def test_an_honest_backend_is_accused_of_nothing_by_any_seed(seed: int) -> None:
    operation = checked(Backend(), seed=seed, chance=40)
    assert [law.law for law in operation.laws if law.verdict >= Verdict.WARNED] == []


def test_chance_is_counted_apart_and_stays_within_what_both_may_take() -> None:
    backend = Backend()
    operation = checked(backend)
    assert operation.chance_requests
    assert operation.requests + operation.chance_requests == len(backend.asked) <= 150


def test_without_chance_nothing_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "drawn", lambda *_, **__: pytest.fail("drawn"))
    assert checked(Backend(), chance=0).chance_requests is None


def test_a_number_that_is_asked_for_is_asked() -> None:
    few, many = checked(Backend(), chance=3), checked(Backend(), chance=60)
    assert few.chance_requests == 3
    assert (many.chance_requests or 0) > 40


def test_a_run_with_the_same_seed_asks_the_same() -> None:
    one, other, third = Backend(), Backend(), Backend()
    checked(one, seed=5)
    checked(other, seed=5)
    checked(third, seed=6)
    assert [asked.target for asked in one.asked] == [asked.target for asked in other.asked]
    assert [asked.target for asked in one.asked] != [asked.target for asked in third.asked]


def test_a_fault_that_chance_finds_is_shown_by_its_smallest_request() -> None:
    def spoil(body: dict[str, Any], asked: Mapping[str, str]) -> None:
        if asked.get("state") == "open" and int(asked.get("limit", "5")) in range(11, 20):
            body["items"] = body["items"][:-1]

    operation = checked(Backend(spoil_body=spoil), chance=60)
    full = law(operation, "size/full")
    assert full.verdict is Verdict.FAILED
    assert full.findings[0].request is not None
    assert full.findings[0].request.line == "GET /things?limit=11&state=open"


def test_a_broken_backend_is_not_asked_without_end() -> None:
    def spoil(body: dict[str, Any], asked: Mapping[str, str]) -> None:
        if int(asked.get("limit", "5")) in range(11, 20):
            body["items"] = body["items"][:-1]

    backend = Backend(spoil_body=spoil)
    checked(backend)
    assert len(backend.asked) <= 150 + 40 + 40


def test_the_budget_of_requests_binds_chance_too() -> None:
    backend = Backend()
    operation = checked(backend, chance=500, max_requests=200)
    assert operation.complete
    assert len(backend.asked) <= 200


def test_drawing_that_breaks_tells_so_and_leaves_the_plan_its_verdicts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("no luck")

    monkeypatch.setattr(drawing, "drawn", broken)
    operation = checked(Backend())
    assert any("no luck" in note for note in operation.notes)
    assert law(operation, "meta/total").verdict is Verdict.PASSED


def test_a_law_that_is_switched_off_shrinks_nothing() -> None:
    off = {name: Override(severity="off", reason="known") for name in ("size/full", "page/window")}
    backend = loses_a_row_of_page(2, from_size=11)
    operation = checked(backend, chance=60, laws=off)
    assert law(operation, "size/full").verdict is Verdict.SKIPPED
