"""The whole program, where what was typed is nothing that can be opened."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

LISTPROOF = [sys.executable, "-c", "from listproof.cli import main; main()"]
NAME = "openapi: 3.0.3 " * 40


@pytest.mark.parametrize(
    "words",
    [
        ["lint", NAME],
        ["mock", "--port", "0", NAME],
        ["check", NAME, "--url", "http://127.0.0.1:9"],
        ["check", "techladder-call-batches", "--url", "http://127.0.0.1:9", "--config", NAME],
        ["check", "techladder-call-batches", "--url", "http://127.0.0.1:9", "--report", f"json={NAME}"],
    ],
)
def test_a_text_in_the_place_of_a_file_name_gets_a_sentence(words: list[str], tmp_path: Path) -> None:
    done = subprocess.run(
        [*LISTPROOF, *words], capture_output=True, text=True, check=False, timeout=60, cwd=tmp_path
    )
    assert done.returncode == 2
    told = done.stdout + done.stderr
    assert "openapi: 3.0.3 " in told
    assert "Traceback" not in told
    assert "name too long" in told or "can't be read" in told
