"""What is no recording, or one of something else, is told as what it is."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from conformance.recording.recording import read_recording
from conformance.target import Override
from listproof.errors import ConfigError
from listproof.reader import read_contract
from tests.conformance.backends import SPEC, Backend, contract, target
from tests.conformance.recording.runs import SHORT, judged, log_of, record, replay

BRIEF = replace(SHORT, max_requests=4)


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A short recording."""
    path = tmp_path_factory.mktemp("recorded") / "run.har"
    record(path, Backend(), BRIEF)
    return path.read_bytes()


def fault(path: Path) -> str:
    with pytest.raises(ConfigError) as raised:
        read_recording(path)
    return str(raised.value)


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", "it is not JSON: Expecting value, line 1, column 1"),
        (b"\xff", "it is not UTF-8 at byte 0"),
        (b"[" * 100_000, "it is not JSON that can be read"),
        (b"[]", "it is no HAR file: it has no log"),
        (b'{"log": 1}', "it is no HAR file: it has no log"),
        (b'{"log": {"version": "1.2"}}', "log: this is no recording: "),
        (b'{"log": {"version": "1.2", "entries": []}}', "it was not recorded by Listproof"),
        (
            b'{"log": {"version": "1.2", "entries": [], "_listproof": {"format": 9}}}',
            "it is of format 9, and this Listproof reads 1",
        ),
    ],
)
def test_a_file_that_is_no_recording_is_told(tmp_path: Path, content: bytes, found: str) -> None:
    path = tmp_path / "run.har"
    path.write_bytes(content)
    assert fault(path).startswith(f"{path}: {found}")


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert "there is no such file" in fault(tmp_path / "run.har")
    assert "it cannot be read: Is a directory" in fault(tmp_path)


def _gone(name: str) -> Callable[[dict[str, Any]], None]:
    return lambda log: log["entries"][1].pop(name)


def _set(value: Any, *place: Any) -> Callable[[dict[str, Any]], None]:
    def change(log: dict[str, Any]) -> None:
        holder: Any = log
        for part in place[:-1]:
            holder = holder[part]
        holder[place[-1]] = value

    return change


@pytest.mark.parametrize(
    ("spoil", "place"),
    [
        (_gone("request"), "log.entries.1: "),
        (_set(7, "entries", 0, "request", "_target"), "log.entries.0.request._target: "),
        (_set("no", "entries", 0, "response", "status"), "log.entries.0.response.status: "),
        (_set([1], "entries", 2), "log.entries.2: "),
        (_set("base64", "entries", 0, "response", "content", "encoding"), "log.entries.0: its body cannot"),
        (_set("x", "_listproof", "settings", "seed"), "log._listproof.settings.seed: "),
        (_set({}, "_listproof", "target", "callers"), "log._listproof.target.callers: "),
        (_set({"a/b": {"severity": "loud", "reason": "x"}}, "_listproof", "target", "laws"), "severity: "),
        (_set(3, "_listproof_ended"), "log._listproof_ended: "),
    ],
)
def test_a_recording_that_was_spoilt_is_told_with_its_place(
    tmp_path: Path, recorded: bytes, spoil: Callable[[dict[str, Any]], None], place: str
) -> None:
    value = json.loads(recorded)
    spoil(value["log"])
    path = tmp_path / "run.har"
    path.write_text(json.dumps(value), encoding="utf-8")
    assert place in fault(path)


def test_a_recording_that_was_written_anew_by_another_program_is_one_still(
    tmp_path: Path, recorded: bytes
) -> None:
    plain, pretty = tmp_path / "plain.har", tmp_path / "pretty.har"
    plain.write_bytes(recorded)
    pretty.write_text("\ufeff" + json.dumps(json.loads(recorded), indent=4, sort_keys=True), encoding="utf-8")
    assert judged(replay(pretty, BRIEF), replayed=True) == judged(replay(plain, BRIEF), replayed=True)


def test_a_recording_of_another_spec_is_told_with_what_each_has(tmp_path: Path, recorded: bytes) -> None:
    path = tmp_path / "run.har"
    path.write_bytes(recorded)
    of = read_contract("others.yaml", text=SPEC.replace("/things:", "/others:"))
    with pytest.raises(ConfigError) as raised:
        replay(path, of=of)
    assert str(raised.value) == (
        f"{path}: it was recorded for another spec, things.yaml, with listThings at /things\n"
        "    others.yaml has listThings at /others"
    )


def test_the_target_reads_back_with_everything_but_its_credentials(tmp_path: Path) -> None:
    at = replace(
        target(laws={"meta/total": Override(severity="off", reason="known")}),
        allow_methods=frozenset({"DELETE"}),
        operations={"listThings": {"main": {"state": ("open",)}}},
        source="listproof.toml",
    )
    record(tmp_path / "run.har", Backend(), BRIEF, at=at)
    known = read_recording(tmp_path / "run.har").target
    assert (known.url, dict(known.laws), known.allow_methods) == (at.url, dict(at.laws), at.allow_methods)
    assert list(known.callers) == list(at.callers)
    assert known.operations["listThings"]["main"]["state"] == ("open",)
    assert dict(known.provoke["failure"]) == {"X-Fail": "yes"}
    assert [refused.name for refused in known.refused] == ["revoked"]
    assert known.callers["main"].header("X-Key") not in (None, "key-of-ada")


def test_each_stand_in_is_named(tmp_path: Path) -> None:
    record(tmp_path / "run.har", Backend(), BRIEF)
    names = log_of(tmp_path / "run.har")["_listproof"]["standIns"]
    assert sorted(names.values()) == ["forbidden X-Key", "main X-Key", "other X-Key", "refused 1 X-Key"]


def test_no_path_of_this_machine_stands_in_a_recording(tmp_path: Path) -> None:
    folder = tmp_path / "deep"
    of = replace(contract(), source=str(folder / "things.yaml"))
    record(tmp_path / "run.har", Backend(), BRIEF, of=of, at=replace(target(), source=str(folder / "t.toml")))
    assert str(folder) not in (tmp_path / "run.har").read_text(encoding="utf-8")
