"""What a check costs is read from its reports."""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks import requests_and_seconds
from benchmarks.requests_and_seconds import costs, section
from examples.check_all import Outcome

SPEC = "techladder-call-batches"


def test_requests_of_every_phase_are_counted_and_seconds_are_medians(monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = iter((3.0, 1.0, 2.0) * 2)

    def checked(server: str, spec: Path, url: str, folder: Path, *, options: Any) -> Outcome:
        assert options == ("--concurrency", "8")
        one = {"requests": 100, "chance_requests": 20, "fuzz_requests": None, "seconds": next(seconds)}
        return Outcome(server=server, spec=SPEC, code=0, printed="", report={"operations": [one]})

    @contextlib.contextmanager
    def up(name: str) -> Iterator[str]:
        yield "http://127.0.0.1:1"

    monkeypatch.setattr(requests_and_seconds, "check", checked)
    monkeypatch.setattr(requests_and_seconds, "serving", up)
    made = list(costs([SPEC], [0.0], 3))
    assert [one.requests for one in made] == [120, 120]
    assert f"| mock | {SPEC} | 0 ms | 120 | 2.0 |" in section(made, argparse.Namespace(latency=[0.0], runs=3))
