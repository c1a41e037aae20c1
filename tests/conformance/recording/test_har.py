"""The file is HAR 1.2, whole at any moment, and exact enough to be read back."""

from __future__ import annotations

import datetime
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from conformance.asking.client import Answer
from conformance.evidence import Request
from conformance.recording import schema
from conformance.recording.har import Attempt, HarFile, attempt_of
from conformance.recording.recording import read_recording
from conformance.target import Target
from listproof.errors import ConfigError
from tests.conformance.backends import KEYS, Backend, target
from tests.conformance.recording.runs import judged, log_of, record, replay

ATTEMPT = Attempt(
    request=Request(
        method="GET",
        target="/things?state=open&q=%F0%9F",
        headers=(("Accept", "application/json"), ("X-Odd", "\\udcff")),
        again=1002,
    ),
    answer=Answer(
        status=200,
        headers=(("content-type", "application/json"), ("link", "</things?page=2>")),
        body='{"name": "Zoë"}'.encode(),
    ),
    caller="other",
    number=2,
    began=1_750_000_000.25,
    seconds=0.125,
    waited=0.5,
)


def written(path: Path, *attempts: Attempt) -> dict[str, Any]:
    file = HarFile(path, {"format": 1})
    for attempt in attempts:
        file.add(attempt, "http://things.invalid")
    file.close({"stopped": "", "masked": 0})
    return log_of(path)


def test_an_entry_has_every_member_that_har_1_2_asks_for(tmp_path: Path) -> None:
    log = written(tmp_path / "run.har", ATTEMPT)
    assert {"version", "creator", "entries"} <= log.keys()
    assert log["version"] == "1.2"
    assert {"name", "version"} <= log["creator"].keys()
    (entry,) = log["entries"]
    assert {"startedDateTime", "time", "request", "response", "cache", "timings"} <= entry.keys()
    asked = {"method", "url", "httpVersion", "cookies", "headers", "queryString", "headersSize", "bodySize"}
    assert asked <= entry["request"].keys()
    came = {"status", "statusText", "httpVersion", "cookies", "headers", "content", "redirectURL"}
    assert came | {"headersSize", "bodySize"} <= entry["response"].keys()
    assert {"size", "mimeType"} <= entry["response"]["content"].keys()
    assert {"send", "wait", "receive"} <= entry["timings"].keys()
    assert entry["time"] == sum(entry["timings"].values())
    assert datetime.datetime.fromisoformat(entry["startedDateTime"]).tzinfo is not None
    assert entry["request"]["url"] == "http://things.invalid/things?state=open&q=%F0%9F"
    assert entry["request"]["queryString"][0] == {"name": "state", "value": "open"}


def test_a_member_that_is_ours_begins_with_an_underscore(tmp_path: Path) -> None:
    standard = {
        "version", "creator", "comment", "entries", "name", "startedDateTime", "time", "request", "response",
        "cache", "timings", "method", "url", "httpVersion", "cookies", "headers", "queryString",
        "headersSize", "bodySize", "status", "statusText", "content", "redirectURL", "size", "mimeType",
        "text", "encoding", "send", "wait", "receive", "value",
    }  # fmt: skip

    def check(value: Any) -> None:
        for name, member in value.items() if isinstance(value, dict) else ():
            if not name.startswith("_"):
                assert name in standard
                check(member)
        for element in value if isinstance(value, list) else ():
            check(element)

    check(written(tmp_path / "run.har", ATTEMPT))


@pytest.mark.parametrize("body", [b"", "Zoë\x00".encode(), b"\xff\xfe{\x00", b"\x1f\x8b\x00"])
@pytest.mark.parametrize("trouble", ["", "the connection broke"])
def test_an_attempt_reads_back_as_it_was(tmp_path: Path, body: bytes, trouble: str) -> None:
    answer = replace(ATTEMPT.answer, body=body, trouble=trouble, lost=bool(trouble))
    attempt = replace(ATTEMPT, answer=answer, ended="spent", why="enough")
    (entry,) = written(tmp_path / "run.har", attempt)["entries"]
    assert jsonschema_rs.Draft202012Validator(schema.ENTRY).is_valid(entry)
    assert attempt_of(entry) == replace(attempt, began=0.0)


def test_a_body_that_is_no_utf_8_is_base64(tmp_path: Path) -> None:
    binary = replace(ATTEMPT, answer=replace(ATTEMPT.answer, body=b"\xff\x00"))
    texts, bytes_ = (
        entry["response"]["content"] for entry in written(tmp_path / "run.har", ATTEMPT, binary)["entries"]
    )
    assert (texts["text"], "encoding" in texts) == ('{"name": "Zoë"}', False)
    assert (bytes_["text"], bytes_["encoding"]) == ("/wA=", "base64")


def test_the_file_is_whole_after_every_entry(tmp_path: Path) -> None:
    path = tmp_path / "run.har"
    file = HarFile(path, {"format": 1})
    for number in range(3):
        log = log_of(path)
        assert len(log["entries"]) == number
        assert log["_listproof_ended"] is None
        file.add(ATTEMPT, "http://things.invalid")
    file.close({"stopped": "it was interrupted", "masked": 0})
    assert log_of(path)["_listproof_ended"] == {"stopped": "it was interrupted", "masked": 0}


def test_no_credential_of_any_caller_stands_in_a_recorded_run(tmp_path: Path) -> None:
    backend = Backend()

    def telling(request: Request) -> Answer:
        """The backend, which tells each caller its key in a header, a cookie and, refused, in the body."""
        answer = backend(request)
        sent = "".join(value for name, value in request.headers if name == "X-Key")
        body = answer.body if answer.status == 200 else json.dumps({"error": f"not {sent}"}).encode()
        told = (("x-you", sent), ("set-cookie", f"key={sent}; Path=/"), ("location", f"/?key={sent}"))
        return replace(answer, headers=(*answer.headers, *told), body=body)

    ran = record(tmp_path / "run.har", telling)
    text = (tmp_path / "run.har").read_text(encoding="utf-8")
    credentials = {*KEYS, "key-that-was-revoked"}
    assert len(credentials) == 4
    for made in (str, str.upper, lambda key: key[:-3]):
        assert not [key for key in credentials if made(key) in text]
    assert judged(replay(tmp_path / "run.har"), replayed=True) == judged(ran)


def test_a_url_that_holds_a_credential_is_recorded_without_it(tmp_path: Path) -> None:
    at: Target = target(url="http://things.invalid/key-of-ada")
    record(tmp_path / "run.har", Backend(), at=at)
    assert "key-of-ada" not in (tmp_path / "run.har").read_text(encoding="utf-8")
    assert "key-of-ada" not in read_recording(tmp_path / "run.har").target.url


def test_a_file_that_cannot_be_opened_is_told_before_anything_is_asked(tmp_path: Path) -> None:
    backend = Backend()
    with pytest.raises(ConfigError, match="it cannot be written: No such file or directory"):
        record(tmp_path / "nowhere" / "run.har", backend)
    with pytest.raises(ConfigError, match="it must be a file"):
        record(Path("-"), backend)
    assert backend.asked == []


def test_a_disk_that_is_full_ends_the_recording_and_not_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = HarFile.add

    def add(self: HarFile, attempt: Attempt, url: str) -> None:
        if self._file.tell() > 20_000:
            raise OSError(28, "No space left on device")
        whole(self, attempt, url)

    monkeypatch.setattr(HarFile, "add", add)
    ran = record(tmp_path / "run.har", Backend())
    assert ran.complete
    assert f"the recording {tmp_path / 'run.har'} breaks off: No space left on device" in ran.notes
    assert any(note.startswith("not in the recording: ") for note in replay(tmp_path / "run.har").notes)


def test_a_recording_holds_no_answer_in_memory(tmp_path: Path) -> None:
    """What is written is in the file at once, so a long run needs no more memory than a short one."""
    file = HarFile(tmp_path / "run.har", {"format": 1})
    size = io.DEFAULT_BUFFER_SIZE * 3
    file.add(replace(ATTEMPT, answer=replace(ATTEMPT.answer, body=b"x" * size)), "http://things.invalid")
    assert (tmp_path / "run.har").stat().st_size > size
    file.close({"stopped": "", "masked": 0})
