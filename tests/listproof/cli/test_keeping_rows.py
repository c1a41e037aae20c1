"""Where the mock keeps many rows, and how it shows that they are on their way."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from listproof.cli.keeping_rows import keeper_of


@pytest.mark.parametrize(
    ("stated", "cache", "folder"),
    [
        (None, "/some/cache", Path("/some/cache/listproof/rows")),
        (None, "not/from/the/root", None),
        ("off", "/some/cache", None),
        ("here", "/some/cache", Path("here")),
    ],
)
def test_rows_are_kept_where_the_flag_says_or_in_the_users_cache(
    monkeypatch: pytest.MonkeyPatch, stated: str | None, cache: str, folder: Path | None
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", cache)
    monkeypatch.setenv("HOME", "/home/somebody")
    wanted = Path("/home/somebody/.cache/listproof/rows") if stated is None and folder is None else folder
    assert keeper_of(stated).folder == wanted


def test_a_log_gets_a_line_at_the_start_and_one_at_the_end(capsys: pytest.CaptureFixture[str]) -> None:
    with keeper_of("off").watch("rows.ndjson", 10) as told:
        assert capsys.readouterr().err == "Rows of rows.ndjson: going through them ...\n"
        told(5)
    assert capsys.readouterr().err == "Rows of rows.ndjson: gone through in 0 s.\n"


def test_a_terminal_gets_a_bar(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with keeper_of("off").watch("rows.ndjson", 10) as told:
        told(10)
    assert "Rows of rows.ndjson" in capsys.readouterr().err
