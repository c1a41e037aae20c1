"""`listproof check --baseline`, as it is typed: what is known fails no run, and the file changes as asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from listproof.cli.check import command
from listproof.errors import ConfigError
from tests.conformance.backends import SPEC, Backend, as_request, put, serving

FILE = "listproof-baseline.yaml"
TOTAL = """\
known:
- operation: listThings
  law: meta/total
  where: /total
  about: total
  reason: counted before the filter
  ticket: '4711'
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("things.yaml").write_text(SPEC, encoding="utf-8")


@contextmanager
def served(spoil: Callable[[dict[str, Any], Any], None] | None = None) -> Iterator[str]:
    backend = Backend(spoil_body=spoil)
    with serving(lambda handler: put(handler, backend(as_request(handler)))) as url:
        yield url


def miscounted(body: dict[str, Any], _: object) -> None:
    body["total"] = 23


def check(url: str, *words: str) -> Result:
    usual = ["things.yaml", "--url", url, "--header", "X-Key: key-of-ada", "--chance", "0"]
    result = CliRunner().invoke(command, [*usual, *words], standalone_mode=False, env={"GITHUB_ACTIONS": ""})
    if isinstance(result.return_value, int):
        result.exit_code = result.return_value
    return result


def told(done: Result) -> str:
    return " ".join(done.output.split())


def test_an_update_writes_what_fails_and_the_next_run_fails_on_nothing() -> None:
    with served(miscounted) as url:
        assert check(url).exit_code == 1
        first = check(url, "--baseline", FILE, "--baseline-update")
        written = Path(FILE).read_bytes()
        assert first.exit_code == 0, first.output
        assert f"{FILE}: 1 added, 0 dropped, 1 in all" in first.stderr
        then = check(url, "--baseline", FILE)
        assert then.exit_code == 0
        assert "KNOWN     meta/total" in then.output
        assert "known: not looked into yet; without the baseline it would be failed" in told(then)
        check(url, "--baseline", FILE, "--baseline-update")
        assert Path(FILE).read_bytes() == written


def test_what_no_longer_fails_is_said_and_fails_only_where_that_is_wanted() -> None:
    Path(FILE).write_text(TOTAL, encoding="utf-8")
    with served() as url:
        done = check(url, "--baseline", FILE)
        assert done.exit_code == 0
        assert (
            "Stale: listThings: meta/total at /total (total) is in the baseline (counted before the filter, "
            "ticket 4711) and no longer fails." in told(done)
        )
        assert check(url, "--baseline", FILE, "--baseline-strict").exit_code == 1
        assert Path(FILE).read_text(encoding="utf-8") == TOTAL
        pruned = check(url, "--baseline", FILE, "--baseline-prune")
        assert (pruned.exit_code, "0 added, 1 dropped, 0 in all" in pruned.stderr) == (0, True)
        assert Path(FILE).read_text(encoding="utf-8").endswith("\nknown: []\n")


def test_an_expired_entry_counts_again_and_the_report_says_so() -> None:
    with served(miscounted) as url:
        check(url, "--baseline", FILE, "--baseline-update")
        text = Path(FILE).read_text(encoding="utf-8")
        Path(FILE).write_text(text.rstrip("\n") + "\n  expires: 2020-02-29\n", encoding="utf-8")
        done = check(url, "--baseline", FILE)
    assert done.exit_code == 1
    assert "FAILED    meta/total" in done.output
    assert "known until 2020-02-29 (not looked into yet): its baseline entry expired" in told(done)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--baseline", FILE], f"{FILE}: there is no such file\n    --baseline-update writes one"),
        (["--baseline-update"], "--baseline-update: there is no baseline"),
        (["--baseline-strict"], "--baseline-strict: there is no baseline"),
        (["--baseline", "no/b.yaml", "--baseline-update"], "--baseline no/b.yaml: there is no folder no"),
    ],
)
def test_a_missing_baseline_is_told_before_anything_is_asked(words: list[str], message: str) -> None:
    done = check("http://127.0.0.1:9", *words)
    assert isinstance(done.exception, ConfigError)
    assert str(done.exception).startswith(message)


def test_a_wrong_baseline_is_told_by_its_line() -> None:
    Path(FILE).write_text(TOTAL.replace("meta/total", "meta/totals"), encoding="utf-8")
    done = check("http://127.0.0.1:9", "--baseline", FILE)
    assert isinstance(done.exception, ConfigError)
    assert str(done.exception).startswith(f'{FILE}:3: known.0.law: there is no law "meta/totals"')
