"""Slow backends: a check is bounded by the latency over the number of requests at one time."""

from __future__ import annotations

import threading
import time

import pytest

from conformance.asking.client import Answer
from conformance.evidence import Request
from conformance.judging.verdicts import Verdict
from conformance.run import Options, check_contract
from tests.liars.honest import Backend
from tests.liars.trial import LOUD, SPECS, contract_of, target_of, world_of


class Slow:
    """An honest backend of a spec that takes so many seconds for each answer."""

    def __init__(self, spec: str, seconds: float) -> None:
        self.backend = Backend(contract_of(spec), world_of(spec))
        self.seconds = seconds
        self.most = 0
        self._now = 0
        self._lock = threading.Lock()

    def __call__(self, request: Request) -> Answer:
        with self._lock:
            self._now += 1
            self.most = max(self.most, self._now)
        time.sleep(self.seconds)
        with self._lock:
            self._now -= 1
            return self.backend(request)


def checked(spec: str, backend: Slow, *, concurrency: int) -> tuple[set[str], float]:
    """The laws that are loud, and the seconds that the check took."""
    began = time.monotonic()
    report = check_contract(
        contract_of(spec), target_of(world_of(spec)), Options(concurrency=concurrency), send=backend
    )
    loud = {law.law for law in report.operations[0].laws if law.verdict in (*LOUD, Verdict.ERRORED)}
    return loud, time.monotonic() - began


@pytest.mark.slow
@pytest.mark.parametrize("spec", SPECS)
def test_with_100_ms_an_answer_a_check_takes_less_than_ten_seconds(spec: str) -> None:
    loud, seconds = checked(spec, Slow(spec, 0.1), concurrency=8)
    assert loud == set()
    assert seconds < 10


@pytest.mark.slow
def test_with_500_ms_an_answer_nothing_breaks() -> None:
    spec = next(iter(SPECS))
    loud, seconds = checked(spec, Slow(spec, 0.5), concurrency=8)
    assert loud == set()
    assert seconds < 30


@pytest.mark.parametrize("concurrency", [1, 4])
def test_no_more_is_asked_at_one_time_than_is_allowed(concurrency: int) -> None:
    spec = next(iter(SPECS))
    backend = Slow(spec, 0.001)
    checked(spec, backend, concurrency=concurrency)
    assert backend.most == concurrency
