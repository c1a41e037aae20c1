"""A server that keeps a contract is not accused by the one that is inferred from the same document."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from listproof.bundled import bundled_specs
from listproof.reading.documents import read_document

ROOT = Path(__file__).parents[3]


@pytest.mark.slow
@pytest.mark.parametrize("path", bundled_specs(), ids=lambda path: path.stem)
def test_the_mock_keeps_what_is_inferred_of_it(path: Path, tmp_path: Path) -> None:
    from examples.check_all import serving

    value = read_document(path).value
    for item in value["paths"].values():
        item["get"].pop("x-listing")
        item["get"].pop("x-clauses")
    (tmp_path / "plain.json").write_text(json.dumps(value))
    listproof("infer", str(tmp_path / "plain.json"), "-o", str(tmp_path / "lists.yaml"))
    config = str(ROOT / f"examples/mock/listproof.{path.stem}.toml")
    with serving("mock") as url:
        told = listproof("check", str(tmp_path / "lists.yaml"), "--config", config, "--url", url)
    assert "FAILED" not in told
    assert " passed" in told


def listproof(*arguments: str) -> str:
    """What the command says; it has to end well."""
    done = subprocess.run(
        [sys.executable, "-m", "listproof", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
