"""`listproof check --shard` and `listproof report`, as they are typed, over real HTTP."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from listproof import cli
from listproof.errors import ListproofError, Unreachable
from tests.conformance.backends import as_request, put, serving
from tests.conformance.several import NAMES, Lists, document

KEY = ["--header", "X-Key: key-of-ada", "--chance", "0"]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a spec of three lists, which is the working one."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "several.yaml").write_text(document(), encoding="utf-8")
    return tmp_path


def listproof(*words: str) -> Result:
    """What the program ends with, its exit code as a shell would see it."""
    result = CliRunner().invoke(cli.group, words, standalone_mode=False, env={"GITHUB_ACTIONS": ""})
    code = result.return_value if isinstance(result.return_value, int) else result.exit_code
    if isinstance(result.exception, Unreachable):
        code = cli.EXIT_UNREACHABLE
    elif isinstance(result.exception, ListproofError):
        code = cli.EXIT_USAGE
    elif result.exception is not None:
        code = getattr(result.exception, "exit_code", 70)
    result.exit_code = code
    return result


def wrong_total(body: dict[str, Any], _: object) -> None:
    body["total"] = 99


def hides_more(body: dict[str, Any], _: object) -> None:
    body["has_next"] = False


@pytest.fixture
def at() -> Iterator[Callable[[Lists], str]]:
    """Serves lists for the length of a test, each at an address of its own."""
    open_ones = []

    def serve(lists: Lists) -> str:
        served = serving(lambda handler: put(handler, lists(as_request(handler))))
        open_ones.append(served)
        return served.__enter__()

    yield serve
    for served in open_ones:
        served.__exit__(None, None, None)


def written(file: str) -> dict[str, Any]:
    """A JSON report, without what differs from run to run."""
    report: dict[str, Any] = json.loads(Path(file).read_text(encoding="utf-8"))
    report["started"], report["seconds"] = "", 0.0
    for operation in report["operations"]:
        operation["seconds"] = 0
    return report


@pytest.mark.parametrize(
    ("lists", "code"),
    [(Lists, 0), (lambda: Lists(toys=wrong_total), 1)],
    ids=["honest", "lying"],
)
@pytest.mark.usefixtures("here")
def test_merged_shards_end_as_the_whole_run_does_and_report_the_same(
    at: Callable[[Lists], str], lists: Callable[[], Lists], code: int
) -> None:
    url = at(lists())
    one = ["--concurrency", "1", "--url", url, *KEY]
    assert listproof("check", "several.yaml", *one, "--report", "json=whole.json").exit_code == code
    parts = []
    for part in (1, 2, 3):
        done = listproof(
            "check", "several.yaml", *one, "--shard", f"{part}/3", "--report", f"json=part{part}.json"
        )
        parts.append(done.exit_code)
    merged = listproof(
        "report", "merge", "part3.json", "part1.json", "part2.json", "--report", "json=one.json"
    )
    assert (merged.exit_code, max(parts)) == (code, code), merged.output
    assert written("one.json") == written("whole.json")
    assert "All operations: " in merged.output
    shown = listproof("report", "show", "whole.json")
    assert shown.exit_code == code


@pytest.mark.usefixtures("here")
def test_what_warns_fails_a_merge_too_where_it_is_to(at: Callable[[Lists], str]) -> None:
    url = at(Lists(tools=hides_more))
    for part in (1, 2):
        listproof(
            "check", "several.yaml", "--url", url, *KEY, "--shard", f"{part}/2", "--report", f"json={part}"
        )
    assert listproof("report", "merge", "1", "2").exit_code == 0
    assert listproof("report", "merge", "1", "2", "--fail-on", "warned").exit_code == 1


@pytest.mark.usefixtures("here")
def test_a_shard_that_ended_early_makes_the_merge_end_with_3(at: Callable[[Lists], str]) -> None:
    url = at(Lists())
    ended = []
    for part, most in (("1/2", "300"), ("2/2", "9")):
        done = listproof(
            *("check", "several.yaml", "--url", url, *KEY, "--shard", part, "--max-requests", most),
            *("--report", f"json=part{part[0]}.json"),
        )
        ended.append(done.exit_code)
    merged = listproof("report", "merge", "part1.json", "part2.json")
    assert (ended, merged.exit_code) == ([0, 3], 3)
    assert "The run ended early: shard 2/2: " in merged.output


@pytest.mark.usefixtures("here")
def test_a_shard_with_nothing_to_do_says_so_asks_nothing_and_ends_with_0() -> None:
    done = listproof(
        *("check", "several.yaml", "--url", "http://127.0.0.1:9", *KEY, "--shard", "4/4"),
        *("--report", "json=part4.json"),
    )
    assert done.exit_code == 0
    assert written("part4.json")["operations"] == []
    assert done.stdout == "Shard 4/4: nothing to do, 3 list operations for 4 shards.\n"


@pytest.mark.usefixtures("here")
def test_a_dry_run_plans_what_falls_to_the_shard() -> None:
    shown = {
        part: listproof(
            "check", "several.yaml", "--url", "http://x.invalid", *KEY, "--dry-run", "--shard", part
        )
        for part in ("1/3", "2/3", "3/3", "4/4")
    }
    assert [done.exit_code for done in shown.values()] == [0, 0, 0, 0]
    for part, name in zip(shown, NAMES, strict=False):
        assert [other for other in NAMES if f"GET /{other}" in shown[part].stdout] == [name]
    assert shown["4/4"].stdout == "Shard 4/4: nothing to do, 3 list operations for 4 shards.\n"


@pytest.mark.parametrize("text", ["0/4", "5/4", "x", "1", "/", "1/-2"])
@pytest.mark.usefixtures("here")
def test_what_is_no_shard_ends_with_2(text: str) -> None:
    done = listproof("check", "several.yaml", "--url", "http://127.0.0.1:9", "--shard", text)
    assert done.exit_code == 2
    assert str(done.exception).startswith("--shard: ")
    assert "it is written 2/4" in str(done.exception)


@pytest.mark.usefixtures("here")
def test_every_file_that_is_no_report_is_told_at_once() -> None:
    Path("empty.json").write_text("")
    Path("list.json").write_text("[]")
    done = listproof("report", "merge", "empty.json", "list.json", "none.json")
    assert done.exit_code == 2
    assert str(done.exception).splitlines()[::2] == [
        "empty.json:1: it is not JSON: expecting value at column 1",
        "list.json: this is a list",
        "none.json: there is no such file",
    ]


@pytest.mark.usefixtures("here")
def test_a_missing_shard_ends_with_2_and_writes_nothing(at: Callable[[Lists], str]) -> None:
    url = at(Lists())
    listproof("check", "several.yaml", "--url", url, *KEY, "--shard", "3/3", "--report", "json=part3.json")
    done = listproof("report", "merge", "part3.json", "--report", "json=whole.json")
    assert done.exit_code == 2
    assert "the reports: shards 1/3, 2/3 are missing" in str(done.exception)
    assert not Path("whole.json").exists()


def test_merge_wants_files() -> None:
    assert listproof("report", "merge").exit_code == 2
