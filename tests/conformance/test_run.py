"""Whole runs in this process: what an honest backend, a liar, and a backend with a bad day end with."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

import conformance.examining
import conformance.run
from conformance.asking.client import Answer
from conformance.evidence import Request
from conformance.judging.verdicts import Verdict
from conformance.law import Ask, Probe
from conformance.laws import ALL_LAWS
from conformance.reports.json_file import json_text
from conformance.reports.report import Report, ReportedLaw
from conformance.run import Options, Progress, check_contract, chosen
from conformance.target import Override, Target
from listproof.errors import ConfigError, Unreachable
from tests.conformance.backends import URL, Backend, contract, reply, rows, target

CONTRACT = contract()
ONE_AT_A_TIME = Options(concurrency=1)


def run(backend: Any, options: Options = ONE_AT_A_TIME, **of_target: Any) -> Report:
    return check_contract(CONTRACT, target(**of_target), options, send=backend, sleep=lambda _: None)


def laws(report: Report) -> dict[str, ReportedLaw]:
    return {law.law: law for operation in report.operations for law in operation.laws}


def loud(report: Report) -> dict[str, str]:
    """The laws that are neither kept nor skipped, by verdict."""
    quiet = (Verdict.PASSED, Verdict.SKIPPED, Verdict.OBSERVED)
    return {name: law.verdict.word for name, law in laws(report).items() if law.verdict not in quiet}


@pytest.fixture(scope="module")
def honest() -> Report:
    return run(Backend())


def test_an_honest_backend_keeps_every_law(honest: Report) -> None:
    assert loud(honest) == {}
    assert honest.complete
    assert honest.stopped == ""
    (operation,) = honest.operations
    assert (operation.rows, operation.complete) == (23, True)
    assert operation.counts["passed"] > 40


def test_every_law_is_reported_once_and_in_order(honest: Report) -> None:
    assert [law.law for law in honest.operations[0].laws] == [law.id for law in ALL_LAWS]


def test_every_skipped_law_has_its_reason(honest: Report) -> None:
    skipped = [law for law in honest.operations[0].laws if law.verdict == Verdict.SKIPPED]
    assert skipped
    assert all(law.reason for law in skipped)


def test_a_plan_needs_fewer_than_200_requests(honest: Report) -> None:
    assert 0 < honest.operations[0].requests < 200


def test_a_run_is_the_same_however_many_ask_at_once(honest: Report) -> None:
    def bare(report: Report) -> Report:
        operations = tuple(dataclasses.replace(operation, seconds=0) for operation in report.operations)
        return dataclasses.replace(report, started="", seconds=0.0, operations=operations)

    assert json_text(bare(run(Backend(), Options(concurrency=8)))) == json_text(bare(honest))


def test_no_request_is_sent_twice(honest: Report) -> None:
    backend = Backend()
    run(backend, Options(concurrency=8))
    assert len(set(backend.asked)) == len(backend.asked)


@pytest.mark.parametrize("count", [0, 1, 5, 6, 20, 40, 41])
def test_an_honest_list_of_any_length_keeps_every_law(count: int) -> None:
    assert loud(run(Backend(rows("ada", count) + rows("bob", 3, start=101)))) == {}


# --- liars -----------------------------------------------------------------------------------------------


def count_all(body: dict[str, Any], asked: Mapping[str, str]) -> None:
    body["total"] = 23


def lose_the_last_row(body: dict[str, Any], asked: Mapping[str, str]) -> None:
    body["items"] = body["items"][:-1]


def never_more(body: dict[str, Any], asked: Mapping[str, str]) -> None:
    body["has_next"] = False


def ignore_the_filter(body: dict[str, Any], asked: Mapping[str, str]) -> None:
    if asked.get("state") == "done":
        body["items"] = [{"id": 1, "state": "open", "owner": "ada"}]


@pytest.mark.parametrize(
    ("lie", "law", "verdict", "clauses"),
    [
        (count_all, "meta/total", "failed", ("TH-01",)),
        (never_more, "meta/has-next", "warned", ("TH-02",)),
        (lose_the_last_row, "size/full", "failed", ()),
        (ignore_the_filter, "filter/match", "failed", ()),
    ],
)
def test_a_liar_is_named_by_the_law_that_it_breaks(
    lie: Any, law: str, verdict: str, clauses: tuple[str, ...]
) -> None:
    found = laws(run(Backend(spoil_body=lie), alone=True))[law]
    assert (found.verdict.word, found.clauses) == (verdict, clauses)
    request = found.findings[0].request
    assert request is not None
    assert request.curl.startswith("curl -H 'X-Key: [redacted]' 'http://things.invalid/things")


def test_a_fault_that_is_shown_twice_fails() -> None:
    finding = laws(run(Backend(spoil_body=count_all)))["meta/total"].findings[0]
    assert finding.again == "seen again"


def test_a_fault_that_cannot_be_shown_twice_is_unstable() -> None:
    def fail_once(answer: Answer, request: Request, before: int) -> Answer:
        return reply(500, {"error": "a bad moment"}) if before == 20 else answer

    report = run(Backend(spoil_answer=fail_once))
    law = laws(report)["safety/no-server-error"]
    assert law.verdict == Verdict.UNSTABLE
    assert law.findings[0].again == "not seen again"


def test_second_looks_are_bounded_where_everything_is_broken() -> None:
    backend = Backend(spoil_answer=lambda *_: reply(500, {"error": "always"}))
    report = run(backend)
    assert laws(report)["safety/no-server-error"].verdict == Verdict.FAILED
    assert report.operations[0].requests < 200


def test_another_tenants_rows_fail_however_silent_the_contract_is() -> None:
    def leak(body: dict[str, Any], asked: Mapping[str, str]) -> None:
        body["items"] = [*body["items"][:-1], {"id": 101, "state": "open", "owner": "bob"}]

    assert loud(run(Backend(spoil_body=leak)))["scope/apart"] == "failed"


# --- overrides and what the target lacks -----------------------------------------------------------------


def test_a_law_that_is_switched_off_is_skipped_with_the_users_reason() -> None:
    off = {"meta/total": Override(severity="off", reason="ticket 4711")}
    law = laws(run(Backend(spoil_body=count_all), laws=off))["meta/total"]
    assert (law.verdict, law.reason) == (Verdict.SKIPPED, "switched off: ticket 4711")


def test_a_law_whose_severity_is_changed_says_so() -> None:
    warned = {"meta/total": Override(severity="warned", reason="ticket 4711")}
    law = laws(run(Backend(spoil_body=count_all), laws=warned))["meta/total"]
    assert (law.verdict, law.reason) == (Verdict.WARNED, "ticket 4711")


def test_without_other_callers_the_laws_that_need_them_are_skipped_and_say_which_is_missing() -> None:
    found = laws(run(Backend(), alone=True))
    assert "caller `other`" in (found["scope/foreign"].reason or "")
    assert "caller `forbidden`" in (found["errors/forbidden"].reason or "")
    assert "[provoke.failure]" in (found["errors/failure"].reason or "")


def test_wrong_credentials_are_told_before_anything_else() -> None:
    report = run(Backend(), key="key-that-is-wrong")
    (operation,) = report.operations
    assert operation.notes == (
        "the plain list was refused with 401: look at the credentials of the caller `main`",
    )
    assert not report.complete
    assert laws(report)["shape/status"].verdict == Verdict.FAILED


def test_a_refusal_of_nobody_blames_no_server_that_asks_for_credentials() -> None:
    report = check_contract(
        contract(),
        Target(url=URL),
        Options(concurrency=1, chance=0),
        send=Backend(),
        sleep=lambda _: None,
    )
    (operation,) = report.operations
    assert "no credentials were sent; the document asks for X-Key (header): give them" in operation.notes[0]
    assert not report.complete
    assert not [law.law for law in operation.laws if law.verdict >= Verdict.WARNED]


@pytest.mark.parametrize(
    ("answer", "note"),
    [
        (
            Answer(status=200, headers=(("Content-Type", "text/html"),), body=b"<h1>Hi</h1>"),
            "200, text/html, 11 bytes",
        ),
        (Answer(status=200), "200, no content type, 0 bytes: nothing that is a list stands at /items"),
        (reply(200, {"things": []}), "nothing that is a list stands at /items"),
        (reply(200, []), "nothing that is a list stands at /items"),
        (Answer(status=503), "503"),
        (Answer(trouble="200 OK, but its body is longer than 10 MB"), "its body is longer than 10 MB"),
    ],
)
def test_a_target_without_a_list_is_told_in_a_sentence(answer: Answer, note: str) -> None:
    report = run(lambda _: answer)
    assert note in report.operations[0].notes[0]
    assert not report.complete
    assert laws(report)["meta/total"].reason == "the plain list could not be read"


# --- runs that end early ---------------------------------------------------------------------------------


def test_a_budget_ends_a_run_with_what_was_found() -> None:
    report = run(Backend(spoil_body=count_all), Options(max_requests=12, concurrency=1))
    assert not report.complete
    assert report.stopped == "the budget of 12 requests was spent"
    assert laws(report)["shape/schema"].verdict == Verdict.PASSED
    unjudged = [law for law in laws(report).values() if law.reason and law.reason.startswith("the run ended")]
    assert unjudged


def test_a_budget_that_ends_in_the_survey_leaves_every_law_skipped() -> None:
    report = run(Backend(), Options(max_requests=1, concurrency=1))
    assert not report.complete
    assert report.stopped == "the budget of 1 request was spent"


def test_a_target_that_never_answers_is_unreachable() -> None:
    with pytest.raises(Unreachable, match="cannot be asked: connection refused"):
        run(lambda _: Answer(trouble="connection refused", lost=True, retry=True))


def test_a_target_that_dies_midway_is_reported_with_what_was_found() -> None:
    def die(answer: Answer, request: Request, before: int) -> Answer:
        return answer if before < 30 else Answer(trouble="connection refused", lost=True)

    report = run(Backend(spoil_body=count_all, spoil_answer=die))
    assert not report.complete
    assert "http://things.invalid stopped answering at GET /things?" in report.stopped
    assert "5 requests in a row failed, the last with: connection refused" in report.stopped
    # Who is not there breaks no promise; what was found before that stands.
    assert laws(report)["safety/no-server-error"].verdict == Verdict.PASSED
    assert laws(report)["meta/total"].verdict == Verdict.FAILED


def test_a_rate_limit_that_does_not_lift_ends_the_run_and_accuses_nobody() -> None:
    def limit(answer: Answer, request: Request, before: int) -> Answer:
        return answer if before < 30 else Answer(status=429)

    report = run(Backend(spoil_answer=limit))
    assert loud(report) == {}
    assert "429 Too Many Requests" in report.stopped


def test_a_server_that_is_busy_now_and_then_is_waited_for_and_noted() -> None:
    def busy(answer: Answer, request: Request, before: int) -> Answer:
        return Answer(status=503) if before % 10 == 5 else answer

    report = run(Backend(spoil_answer=busy))
    assert loud(report) == {}
    assert report.complete
    assert report.notes[0].startswith("503 came ")


def test_an_interrupted_run_reports_what_was_found() -> None:
    def interrupt(progress: Progress) -> None:
        if progress.done == 3:
            raise KeyboardInterrupt

    report = run(Backend(spoil_body=lose_the_last_row), Options(concurrency=1, progress=interrupt))
    assert report.stopped == "it was interrupted"
    assert not report.complete
    assert laws(report)["size/full"].verdict == Verdict.FAILED


# --- when the suite itself breaks ------------------------------------------------------------------------


def test_a_law_that_breaks_is_errored_and_no_other_is(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(operation: object, evidence: object) -> Iterator[Any]:
        raise ZeroDivisionError("division by zero")

    changed = tuple(
        dataclasses.replace(law, check=broken) if law.id == "meta/total" else law for law in ALL_LAWS
    )
    monkeypatch.setattr(conformance.run, "ALL_LAWS", changed)
    report = run(Backend())
    assert loud(report) == {"meta/total": "errored"}
    assert "ZeroDivisionError: division by zero at conformance/test_run.py" in (
        laws(report)["meta/total"].reason or ""
    )


def test_a_law_that_cannot_tell_whether_it_applies_is_errored(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(operation: object) -> str:
        raise ValueError("no idea")

    changed = tuple(
        dataclasses.replace(law, needs=broken) if law.id == "meta/total" else law for law in ALL_LAWS
    )
    monkeypatch.setattr(conformance.run, "ALL_LAWS", changed)
    assert loud(run(Backend())) == {"meta/total": "errored"}


def test_a_probe_that_breaks_errs_the_laws_that_it_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    def gather(ask: Ask) -> Iterator[Any]:
        raise TypeError("a fault of the suite")

    probe = Probe(asks="the impossible", laws=("inert/same", "meta/total"), gather=gather)
    monkeypatch.setattr(conformance.examining, "plan", lambda *_, **__: (probe,))
    report = run(Backend())
    assert loud(report) == {"meta/total": "errored"}
    assert "the impossible: TypeError: a fault of the suite" in (laws(report)["meta/total"].reason or "")


def test_a_plan_that_breaks_errs_every_law_that_applies(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, idle: object) -> object:
        raise TypeError("a fault of the suite")

    monkeypatch.setattr(conformance.examining, "plan", broken)
    assert set(loud(run(Backend())).values()) == {"errored"}


# --- choosing --------------------------------------------------------------------------------------------


def test_an_operation_is_chosen_by_its_id() -> None:
    assert [operation.id for operation in chosen(CONTRACT, ["listThings"])] == ["listThings"]


def test_an_operation_is_chosen_by_its_path() -> None:
    path = CONTRACT.operations[0].path
    assert [operation.path for operation in chosen(CONTRACT, [path])] == [path]


def test_an_unknown_operation_is_refused_with_the_nearest() -> None:
    with pytest.raises(ConfigError, match=r"no list operation listThing\n.*did you mean listThings\?"):
        chosen(CONTRACT, ["listThing"])


def test_progress_tells_how_far_a_run_is() -> None:
    told: list[Progress] = []
    run(Backend(), Options(concurrency=1, chance=5, progress=told.append))
    assert told[0].asks == "the plain list"
    planned = told[1].probes
    assert [one.done for one in told[1:]] == [*range(1, planned + 1), *range(1, 6)]
    assert [one.probes for one in told[1:]] == [planned] * planned + [5] * 5
    assert told[-1].requests > 50


def test_another_readers_stumble_is_a_reason_to_skip_and_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(*_: object) -> object:
        raise RuntimeError("what is this?")

    monkeypatch.setattr("conformance.judging.second_opinion.opinions", stumble)
    report = run(Backend())
    law = laws(report)["shape/second-opinion"]
    assert law.verdict == Verdict.SKIPPED
    assert "openapi-core could not be asked: RuntimeError: what is this?" in (law.reason or "")
    assert loud(report) == {}


def test_an_interrupt_while_looking_again_keeps_what_was_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> object:
        raise KeyboardInterrupt

    monkeypatch.setattr("conformance.judging.second_look.SecondLook.look", interrupt)
    report = run(Backend(spoil_body=count_all))
    assert report.stopped == "it was interrupted"
    assert laws(report)["meta/total"].verdict == Verdict.FAILED


def test_a_law_that_saw_nothing_of_its_own_is_skipped_and_not_passed() -> None:
    methods = run(Backend(), Options(concurrency=1, chance=0))
    assert laws(methods)["standards/allow"].verdict == Verdict.SKIPPED
    assert laws(methods)["standards/www-authenticate"].verdict == Verdict.PASSED
