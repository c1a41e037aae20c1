"""Seconds of CPU are those of a whole tree of processes, and what wrk says is read."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import loading
from benchmarks.serving import Served
from conformance.asking.client import Answer

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="there is no /proc here")
_BUSY = "import time; end = time.process_time() + 0.2\nwhile time.process_time() < end: pass\n"


def test_cpu_is_counted_of_children_that_live_and_of_those_that_ended() -> None:
    busy = f"{_BUSY}import os, subprocess, sys; subprocess.run([sys.executable, '-c', {_BUSY!r}])"
    waiting = f"{busy}; print('ready', flush=True); sys.stdin.read()"
    process = subprocess.Popen(
        [sys.executable, "-c", waiting], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        assert 0.35 < loading.cpu(process.pid) < 2
        assert loading.memory(process.pid) > 4
        assert list(loading.tree(os.getpid())).count(process.pid) == 1
        process.kill()
    assert loading.cpu(process.pid) == loading.memory(process.pid) == 0


def test_without_wrk_it_is_said_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert loading.missing() == "wrk is not installed (on Debian: apt-get install wrk)"
    assert loading.cores() is None
    assert loading.on_core(loading.cores(), ["wrk"]) == ["wrk"]  # type: ignore[arg-type]


def test_wrk_counts_what_was_answered_and_what_was_refused(tmp_path: Path) -> None:
    if loading.missing():
        pytest.skip("wrk is not installed")
    asked: set[str] = set()

    def backend(request: object) -> Answer:
        asked.add(target := getattr(request, "target", ""))
        return Answer(status=200 if "page=1" in target else 404, body=b"[]")

    with Served(backend).running() as served:  # type: ignore[arg-type]
        kept = loading.load(f"{served.url}/list?page=1", {}, seconds=1, connections=2)
        assert kept.requests > 10
        assert (kept.refused, kept.broken) == (0, 0)
        assert 0 < kept.p50 <= kept.p99
        assert asked == {"/list?page=1"}
        refused = loading.load(f"{served.url}/list?page=2", {}, seconds=1, connections=2, varied=True)
    assert refused.refused == refused.requests > 10
    assert len(asked) > refused.requests


def test_where_nobody_answers_wrk_is_quoted() -> None:
    if loading.missing():
        pytest.skip("wrk is not installed")
    with pytest.raises(RuntimeError, match="wrk saw nothing: unable to connect"):
        loading.load("http://127.0.0.1:1/", {}, seconds=1)
