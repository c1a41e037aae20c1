"""A recording judges as its run did: the same verdicts, counts and findings, and no network."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from conformance.asking.client import Answer
from conformance.evidence import Request
from conformance.judging.verdicts import Verdict
from conformance.recording.recording import read_recording
from conformance.reports.report import Report
from conformance.run import Options, check_recording
from conformance.target import Override, RefusedCredentials, TargetCaller
from listproof.errors import Unreachable
from listproof.reader import read_contract
from tests.conformance.backends import SPEC, Backend, contract, reply, rows, target
from tests.conformance.recording.runs import SHORT, judged, log_of, record, replay


def lying(body: dict[str, Any], asked: Any) -> None:
    body["total"] = 3
    body["has_next"] = False


def flaky(answer: Answer, request: Request, before: int) -> Answer:
    """Another status each time that anything is asked: what was seen once is not seen again."""
    return reply(500, {"error": "now and then"}) if before % 7 == 3 else answer


def verdicts(report: Report) -> dict[str, Verdict]:
    """The verdict of each law."""
    return {law.law: law.verdict for law in report.operations[0].laws}


@pytest.mark.parametrize(
    "backend",
    [Backend(), Backend(spoil_body=lying), Backend(spoil_answer=flaky)],
    ids=["honest", "lying", "flaky"],
)
def test_a_replay_judges_as_the_run_did(tmp_path: Path, backend: Backend) -> None:
    ran = record(tmp_path / "run.har", backend)
    asked = len(backend.asked)
    again = replay(tmp_path / "run.har")
    assert judged(again, replayed=True) == judged(ran)
    assert len(backend.asked) == asked == len(log_of(tmp_path / "run.har")["entries"])


def test_the_backends_that_are_replayed_differ(tmp_path: Path) -> None:
    """So that equal verdicts are no accident of everything being passed."""
    honest, liar, unsteady = (
        verdicts(record(tmp_path / "run.har", backend))
        for backend in (Backend(), Backend(spoil_body=lying), Backend(spoil_answer=flaky))
    )
    assert (honest["meta/total"], liar["meta/total"]) == (Verdict.PASSED, Verdict.FAILED)
    assert Verdict.UNSTABLE in set(unsteady.values()) - set(honest.values())


def test_chance_and_fuzz_are_replayed_too(tmp_path: Path) -> None:
    options = Options(chance=8, fuzz=6, seed=5)
    ran = record(tmp_path / "run.har", Backend(), options)
    assert ran.operations[0].chance_requests
    assert ran.operations[0].fuzz_requests
    assert judged(replay(tmp_path / "run.har", options), replayed=True) == judged(ran)


@pytest.mark.parametrize("requests", [1, 9, 40])
def test_a_run_that_its_budget_ended_is_replayed_to_the_same_end(tmp_path: Path, requests: int) -> None:
    options = replace(SHORT, max_requests=requests)
    ran = record(tmp_path / "run.har", Backend(), options)
    again = replay(tmp_path / "run.har", options)
    assert ran.stopped
    assert judged(again, replayed=True) == judged(ran)


def test_a_target_that_stops_answering_is_replayed_to_the_same_end(tmp_path: Path) -> None:
    def dying(answer: Answer, request: Request, before: int) -> Answer:
        return answer if before < 30 else Answer(trouble="connection refused", lost=True)

    ran = record(tmp_path / "run.har", Backend(spoil_answer=dying))
    assert "stopped answering" in ran.stopped
    assert judged(replay(tmp_path / "run.har"), replayed=True) == judged(ran)


def test_a_target_that_loses_some_requests_alone_is_replayed_to_the_same_verdicts(tmp_path: Path) -> None:
    def choosy(answer: Answer, request: Request, before: int) -> Answer:
        odd = "page=1&" not in f"{request.target}&" and before > 2
        return Answer(trouble="the connection broke", lost=True) if odd else answer

    ran = record(tmp_path / "run.har", Backend(spoil_answer=choosy), replace(SHORT, concurrency=1))
    assert any(entry["_aside"] for entry in log_of(tmp_path / "run.har")["entries"])
    assert judged(replay(tmp_path / "run.har"), replayed=True) == judged(ran)


def test_a_target_that_never_answered_is_one_in_the_replay(tmp_path: Path) -> None:
    def nobody(request: Request) -> Answer:
        return Answer(trouble="connection refused", lost=True, retry=True)

    with pytest.raises(Unreachable) as ran:
        record(tmp_path / "run.har", nobody)
    assert len(log_of(tmp_path / "run.har")["entries"]) == 3
    with pytest.raises(Unreachable) as again:
        replay(tmp_path / "run.har")
    assert str(again.value) == str(ran.value)


def test_busy_answers_and_lost_connections_are_recorded_and_waited_out_again(tmp_path: Path) -> None:
    backend = Backend()
    tried: dict[Request, int] = {}
    lock = threading.Lock()

    def send(request: Request) -> Answer:
        with lock:
            tried[request] = tried.get(request, 0) + 1
            number, order = tried[request], list(tried).index(request)
        if number == 1 and order in (2, 11):
            return Answer(status=503, headers=(("retry-after", "2"),))
        if number <= 2 and order == 5:
            return Answer(trouble="the connection broke", lost=True, retry=True)
        return backend(request)

    ran = record(tmp_path / "run.har", send)
    assert ran.notes == (
        "503 came 2 times and was waited out (4.4 s in all)",
        "2 connections were lost and tried again",
    )
    again = replay(tmp_path / "run.har")
    assert again.notes[:2] == ran.notes
    assert judged(again, replayed=True) == judged(ran)


def test_a_backend_that_answers_429_for_ever_ends_the_replay_as_it_ended_the_run(tmp_path: Path) -> None:
    def limited(answer: Answer, request: Request, before: int) -> Answer:
        return answer if before < 25 else Answer(status=429)

    ran = record(tmp_path / "run.har", Backend(spoil_answer=limited))
    assert "429 Too Many Requests" in ran.stopped
    assert judged(replay(tmp_path / "run.har"), replayed=True) == judged(ran)


def test_an_interrupted_run_is_recorded_and_replayed_to_the_same_end(tmp_path: Path) -> None:
    def impatient(answer: Answer, request: Request, before: int) -> Answer:
        if before == 1:
            raise KeyboardInterrupt
        return answer

    ran = record(tmp_path / "run.har", Backend(spoil_answer=impatient))
    assert ran.stopped == "it was interrupted"
    assert len(log_of(tmp_path / "run.har")["entries"]) == 2
    assert judged(replay(tmp_path / "run.har"), replayed=True) == judged(ran)


def test_an_interrupt_that_ends_everything_leaves_a_recording(tmp_path: Path) -> None:
    def progress(_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        record(tmp_path / "run.har", Backend(), replace(SHORT, progress=progress))
    assert read_recording(tmp_path / "run.har").stopped == "it was interrupted"
    assert replay(tmp_path / "run.har").stopped == "it was interrupted"


def test_credentials_that_are_what_the_suite_makes_of_others_are_replayed(tmp_path: Path) -> None:
    """One request, made by two probes: it must be one in the replay as well."""
    known = target()
    at = replace(
        known,
        refused=(
            RefusedCredentials(name="cut", headers={"X-Key": "key-of-"}),
            RefusedCredentials(name="other case", headers={"X-Key": "KEY-OF-ADA"}),
            *known.refused,
        ),
    )
    ran = record(tmp_path / "run.har", Backend(), at=at)
    again = replay(tmp_path / "run.har")
    assert judged(again, replayed=True) == judged(ran)


def test_a_credential_in_the_query_is_replayed(tmp_path: Path) -> None:
    of = read_contract("things.yaml", text=SPEC.replace("in: header, name: X-Key", "in: query, name: k"))
    backend = Backend()

    def send(request: Request) -> Answer:
        """The backend, with the key of the query as its header."""
        pairs = [pair.partition("=") for pair in request.target.partition("?")[2].split("&")]
        key = next((value for name, _, value in pairs if name == "k"), "")
        return backend(replace(request, headers=(*request.headers, ("X-Key", key))))

    at = replace(
        target(alone=True),
        callers={"main": TargetCaller(parameters={"k": ("key-of-ada",)})},
        refused=(RefusedCredentials(name="old", parameters={"k": ("key-that-was-revoked",)}),),
    )
    ran = record(tmp_path / "run.har", send, of=of, at=at)
    assert ran.operations[0].rows == 23
    assert "key-" not in (tmp_path / "run.har").read_text(encoding="utf-8")
    assert judged(replay(tmp_path / "run.har", of=of), replayed=True) == judged(ran)


def test_a_tenant_from_the_environment_stays_one_in_rows_and_header(tmp_path: Path) -> None:
    """The rows are compared with the header, so both must have the same stand-in, and of its very form."""
    spec = SPEC.replace(
        "scope: [{caller: true, at: /owner}]", "scope: [{param: 'header:X-Owner', at: /owner}]"
    )
    spec = spec.replace("owner: {type: string}", "owner: {type: string, pattern: '^ow_[0-9]{4}$'}")
    spec = spec.replace(
        "parameters:\n", "parameters:\n        - {name: X-Owner, in: header, schema: {type: string}}\n", 1
    )
    of = read_contract("things.yaml", text=spec)

    def send(request: Request) -> Answer:
        return backend(replace(request, headers=(("X-Key", "key-of-ada"),)))

    def everybody(body: dict[str, Any], asked: Any) -> None:
        body["items"] = rows("ow_4711", 5)

    backend = Backend(spoil_body=everybody)
    at = replace(
        target(alone=True),
        callers={"main": TargetCaller(headers={"X-Key": "key-of-ada", "X-Owner": "ow_4711"})},
        secrets=frozenset({"ow_4711"}),
    )
    ran = record(tmp_path / "run.har", send, of=of, at=at)
    again = replay(tmp_path / "run.har", of=of)
    assert "ow_4711" not in (tmp_path / "run.har").read_text(encoding="utf-8")
    assert judged(again, replayed=True) == judged(ran)
    assert any(note.startswith("a credential stood in ") for note in again.notes)


# --- what may differ -------------------------------------------------------------------------------------


def test_a_report_says_which_recording_it_was_replayed_from(tmp_path: Path) -> None:
    record(tmp_path / "run.har", Backend(), replace(SHORT, max_requests=3))
    (note,) = replay(tmp_path / "run.har").notes
    assert note.startswith(f"replayed from {tmp_path / 'run.har'}, which Listproof ")
    assert note.endswith("nothing was asked")


def test_severities_may_be_changed_between_run_and_replay(tmp_path: Path) -> None:
    ran = record(tmp_path / "run.har", Backend(spoil_body=lying))
    assert verdicts(ran)["meta/total"] == Verdict.FAILED
    recording = read_recording(tmp_path / "run.har")
    laws = {"meta/total": Override(severity="observed", reason="known")}
    milder = replace(recording, target=replace(recording.target, laws=laws))
    again = check_recording(contract(), milder, SHORT)
    assert verdicts(again)["meta/total"] == Verdict.OBSERVED


def test_a_request_that_the_recording_lacks_is_told_and_takes_no_other_verdict_away(tmp_path: Path) -> None:
    path = tmp_path / "run.har"
    ran = record(path, Backend())
    recording = read_recording(path)
    asked = {key: turns for key, turns in recording.asked.items() if "state=" not in key[1]}
    report = check_recording(contract(), replace(recording, asked=asked), SHORT)
    told = next(note for note in report.notes if note.startswith("not in the recording: "))
    assert "GET /things?" in told
    assert not report.complete
    laws = {law.law: law for law in report.operations[0].laws}
    assert laws["filter/parts"].verdict == Verdict.SKIPPED
    assert laws["filter/parts"].reason == "what would show it is not in the recording"
    assert laws["meta/total"].verdict == Verdict.PASSED
    assert report.worst <= ran.worst


def test_a_recording_without_the_plain_list_is_told(tmp_path: Path) -> None:
    path = tmp_path / "run.har"
    record(path, Backend())
    report = check_recording(contract(), replace(read_recording(path), asked={}), SHORT)
    assert report.operations[0].notes == ("the plain list is not in the recording",)
    assert report.worst == Verdict.SKIPPED
    assert not report.complete


def test_a_changed_document_is_told(tmp_path: Path) -> None:
    record(tmp_path / "run.har", Backend())
    of = read_contract("things.yaml", text=SPEC.replace("kind: says", "kind: shows"))
    assert "the document has changed since it was recorded" in replay(tmp_path / "run.har", of=of).notes
