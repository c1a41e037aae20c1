"""An honest backend is accused of nothing, in whatever manner its answers come over the wire."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from listproof.cli.check import command
from tests.liars.honest_servers import MANNERS, Manner, serving, write_config
from tests.liars.trial import SPECS

SAMPLE = {
    ("chunked-gzip", "talkifai-batch-jobs"),
    ("http-1.0", "techladder-call-batches"),
    ("hangs-up-after-five", "agency-call-batches"),
}


def _cases() -> Iterator[Any]:
    for manner in MANNERS:
        for spec in SPECS:
            marks = () if (manner.name, spec) in SAMPLE else (pytest.mark.slow,)
            yield pytest.param(manner, spec, id=f"{manner.name}-{spec.partition('-')[0]}", marks=marks)


@pytest.mark.parametrize(("manner", "spec"), list(_cases()))
def test_an_honest_server_is_accused_of_nothing(manner: Manner, spec: str, tmp_path: Path) -> None:
    config, report = tmp_path / "listproof.toml", tmp_path / "report.json"
    write_config(spec, config)
    with serving(spec, manner) as url:
        words = [str(SPECS[spec]), "--url", url, "--config", str(config), "--report", f"json={report}"]
        done = CliRunner().invoke(command, words, standalone_mode=False, env={"GITHUB_ACTIONS": ""})
    laws = json.loads(report.read_text())["operations"][0]["verdicts"]
    loud = {
        one["law"]: one["findings"] for one in laws if one["verdict"] not in ("passed", "observed", "skipped")
    }
    assert loud == {}
    assert done.return_value in (0, None), done.output
    assert sum(one["verdict"] == "passed" for one in laws) > 30
