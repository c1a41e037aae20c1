"""Each bundled spec: a run against the example backend, and the same report from its recording."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from conformance.recording.recording import read_recording
from conformance.run import Options, check_contract, check_recording
from conformance.target import Target
from conformance.targets.flags import Flags, read_target
from examples.check_all import serving
from listproof.reader import read_contract
from tests.conformance.recording.runs import judged

HERE = Path(__file__).parents[3]
SPECS = sorted((HERE / "specs").glob("*-*.yaml"))


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """The example backend, on a free port."""
    with serving("backend") as url:
        yield url


def credentials(target: Target) -> set[str]:
    """The headers of every caller that are for credentials in these five files, without their scheme."""
    senders = [caller.headers for caller in target.callers.values()]
    senders += [refused.headers for refused in target.refused]
    secret = ("authorization", "x-api-key", "x-api-secret")
    return {
        value.rpartition(" ")[2]
        for headers in senders
        for name, value in headers.items()
        if name.lower() in secret
    }


@pytest.mark.slow
@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.stem)
def test_a_replay_of_a_real_run_has_its_verdicts_and_none_of_its_credentials(
    tmp_path: Path, url: str, spec: Path
) -> None:
    contract = read_contract(spec)
    config = HERE / "examples" / "backend" / f"listproof.{spec.stem}.toml"
    target = read_target(config, Flags(url=url), {**os.environ, "LISTPROOF_URL": url})
    ran = check_contract(contract, target, Options(fuzz=10), har=tmp_path / "run.har")
    again = check_recording(contract, read_recording(tmp_path / "run.har"), Options(fuzz=10))
    assert judged(again, replayed=True) == judged(ran)
    text = (tmp_path / "run.har").read_text(encoding="utf-8")
    assert len(credentials(target)) > 1
    assert not [known for known in credentials(target) if known in text]
