"""The fuzz phase: it finds what the plan doesn't ask for, accuses no honest list, and sends GET alone."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import pytest

from conformance.asking.client import Answer
from conformance.asking.encoding import encode
from conformance.evidence import Request
from conformance.fuzz import odd_questions
from conformance.fuzzing import Share
from conformance.judging.verdicts import Verdict
from conformance.questions import Question
from conformance.reports.report import Report, ReportedLaw
from conformance.run import Options, check_contract
from listproof.bundled import bundled_specs
from listproof.contract import Contract
from listproof.errors import Unreachable
from listproof.reader import read_contract
from tests.conformance.backends import SPEC, Backend, contract, reply, target

CONTRACT = contract()
FUZZED = Options(concurrency=1, chance=0, fuzz=30)


def run(backend: Backend, options: Options = FUZZED, document: Contract = CONTRACT) -> Report:
    return check_contract(document, target(), options, send=backend, sleep=lambda _: None)


def law(report: Report, name: str) -> ReportedLaw:
    return next(law for law in report.operations[0].laws if law.law == name)


def spoiling(odd: Callable[[str], bool], spoilt: Answer) -> Backend:
    """A backend that is honest but for odd requests."""
    return Backend(spoil_answer=lambda answer, request, _: spoilt if odd(unquote(request.target)) else answer)


def with_half(asked: str) -> bool:
    return "limit=0.5" in asked and "state=" in asked


def made(seed: int, document: Contract = CONTRACT) -> tuple[Question, ...]:
    (operation,) = document.operations
    return odd_questions(document, operation, target(), seed=seed, examples=20)


# --- what it finds ---------------------------------------------------------------------------------------


def test_a_failure_at_an_odd_request_that_the_plan_does_not_send_is_found() -> None:
    backend = spoiling(with_half, reply(500, {"error": "broken"}))
    assert (
        law(run(backend, Options(concurrency=1, chance=0)), "safety/no-server-error").verdict
        == Verdict.PASSED
    )
    found = law(run(backend), "safety/no-server-error")
    assert found.verdict == Verdict.FAILED
    (finding,) = found.findings
    assert finding.request is not None
    assert "limit=0.5" in finding.request.curl
    assert "key-of-ada" not in finding.request.curl
    assert finding.again == "seen again"


def test_a_body_that_breaks_its_schema_at_an_odd_request_is_judged_by_the_shape_laws() -> None:
    backend = spoiling(with_half, reply(200, {"items": [], "total": "none", "page": 1, "has_next": False}))
    found = law(run(backend), "shape/schema")
    assert (found.verdict, [finding.about for finding in found.findings]) == (Verdict.FAILED, ["/total"])


def test_a_failure_that_does_not_come_again_is_unstable() -> None:
    failed: list[str] = []

    def once(answer: Answer, request: Request, before: int) -> Answer:
        if with_half(request.target) and not failed:
            failed.append(request.target)
            return reply(500, {"error": "broken"})
        return answer

    found = law(run(Backend(spoil_answer=once)), "safety/no-server-error")
    assert found.verdict == Verdict.UNSTABLE


@pytest.mark.parametrize("lenient", [200, 400, 404, 422])
def test_an_honest_backend_is_not_accused_however_it_takes_odd_values(lenient: int) -> None:
    def odd(asked: str) -> bool:
        return "0.5" in asked or "null" in asked or "unknown-property" in asked

    page = {"items": [], "total": 0, "page": 1, "has_next": False}
    report = run(spoiling(odd, reply(lenient, page if lenient == 200 else {"error": "no"})))
    loud = [law.law for law in report.operations[0].laws if law.verdict > Verdict.OBSERVED]
    assert loud == []


# --- what it sends ---------------------------------------------------------------------------------------


def test_the_fuzz_phase_sends_nothing_but_get_with_the_credentials_of_the_main_caller() -> None:
    planned, fuzzed = Backend(), Backend()
    run(planned, Options(concurrency=1, chance=0))
    run(fuzzed)
    extra = fuzzed.asked[len(planned.asked) :]
    assert fuzzed.asked[: len(planned.asked)] == planned.asked
    assert len(extra) > 30
    assert {request.method for request in extra} == {"GET"}
    assert {dict(request.headers)["X-Key"] for request in extra} == {"key-of-ada"}
    assert {request.method for request in fuzzed.asked} <= {"GET", "HEAD", "OPTIONS", "TRACE"}


def test_an_operation_that_could_delete_rows_beside_the_list_is_never_asked() -> None:
    beside = SPEC.replace(
        "    get:\n", "    delete: {responses: {'204': {description: Gone}}}\n    get:\n", 1
    )
    document = read_contract("things.yaml", text=beside)
    backend = Backend()
    run(backend, document=document)
    assert {request.method for request in backend.asked} <= {"GET", "HEAD", "OPTIONS", "TRACE"}
    assert made(0, document) == made(0)


def test_the_values_of_the_target_are_sent_but_where_they_are_what_is_odd() -> None:
    (operation,) = CONTRACT.operations
    aimed = dataclasses.replace(target(), operations={operation.id: {"main": {"state": ("open",)}}})
    questions = odd_questions(CONTRACT, operation, aimed, seed=0, examples=20)
    asked = [unquote(encode(operation, aimed, question).target) for question in questions]
    assert sum("state=open" in line for line in asked) > len(asked) / 2
    assert any("state=" in line and "state=open" not in line for line in asked)


def test_the_same_seed_makes_the_same_requests_and_another_seed_others() -> None:
    assert made(7) == made(7)
    assert made(7) != made(8)


@pytest.mark.slow
def test_the_requests_do_not_depend_on_the_process() -> None:
    code = (
        "from tests.conformance.test_fuzz import made; import hashlib; "
        "print(hashlib.sha256(repr(made(7)).encode()).hexdigest())"
    )
    prints = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parents[2])},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(prints) == 1


def test_nothing_is_left_in_the_folder_of_whoever_asks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    made(3)
    assert list(tmp_path.iterdir()) == []


# --- budgets ---------------------------------------------------------------------------------------------


def test_without_the_flag_nothing_is_fuzzed() -> None:
    report = run(Backend(), Options(concurrency=1, chance=0))
    assert report.operations[0].fuzz_requests is None


def test_fuzz_requests_are_counted_apart() -> None:
    backend = Backend()
    (operation,) = run(backend).operations
    assert operation.fuzz_requests
    assert operation.requests + operation.fuzz_requests == len(backend.asked)


def test_a_budget_leaves_the_plan_and_the_second_look_their_requests() -> None:
    backend = Backend()
    plan = run(Backend(), Options(concurrency=1, chance=0)).operations[0].requests
    report = run(backend, Options(concurrency=1, chance=0, fuzz=30, max_requests=plan + 50))
    (operation,) = report.operations
    assert report.complete
    assert operation.fuzz_requests == 10
    assert any("cut short" in note for note in operation.notes)
    assert len(backend.asked) <= plan + 50


def test_operations_to_come_and_the_second_look_keep_their_share() -> None:
    assert Share.of((1000, 60), to_come=0) == Share(requests=960, seconds=30)
    assert Share.of((1000, 60), to_come=2) == Share(requests=480, seconds=10)
    assert Share.of((100, float("inf")), to_come=1).requests < 0


def test_a_server_that_dies_ends_the_phase_and_not_the_report() -> None:
    def dying(answer: Answer, request: Request, before: int) -> Answer:
        if any(with_half(one.target) for one in backend.asked):
            return Answer(trouble="the connection broke", lost=True)
        return answer

    backend = Backend(spoil_answer=dying)
    try:
        report = run(backend)
    except Unreachable:
        pytest.fail("what was found before it died must be reported")
    assert not report.complete
    assert "stopped answering" in report.stopped


# --- the contract with Schemathesis ----------------------------------------------------------------------


def test_schemathesis_still_makes_boundaries_and_chances_of_every_kind() -> None:
    """This fails where the engine, which is not documented, has changed: look at `conformance/fuzz.py`."""
    sent = [dict(question.put) for question in made(0)]
    for key, beyond in (("page", "0"), ("limit", "21")):
        assert {key: beyond} in [{key: put.get(key)} for put in sent]
    assert any(put.get("limit") in ("0.5", "null", "true", "AAA") for put in sent)
    assert {"open", "done"} <= {put.get("state") for put in sent}
    assert any(put.get("state") not in (None, "open", "done") for put in sent)
    assert any(question.add for question in made(0))
    assert len(made(0)) > 40


def test_a_schemathesis_that_breaks_is_told_and_fails_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise TypeError("no such setting")

    monkeypatch.setattr("conformance.fuzz.create_test", broken)
    report = run(Backend())
    assert any("Schemathesis broke" in note for note in report.operations[0].notes)
    assert all(law.verdict <= Verdict.OBSERVED for law in report.operations[0].laws)


# --- the bundled contracts -------------------------------------------------------------------------------


@pytest.mark.parametrize("stem", [path.stem for path in bundled_specs()])
def test_requests_are_made_for_every_bundled_contract(stem: str) -> None:
    document = read_contract(next(path for path in bundled_specs() if path.stem == stem))
    for operation in document.operations:
        questions = odd_questions(document, operation, target(), seed=0, examples=5)
        assert len(questions) > 30
        assert all(question.method == "GET" for question in questions)


@pytest.mark.slow
@pytest.mark.parametrize("stem", ["organization-batch-calls", "trillet-batch-calls"])
def test_the_honest_mock_is_not_accused(stem: str) -> None:
    from examples.check_all import serving as serving_example

    root = Path(__file__).parents[2]
    with serving_example("mock") as url:
        done = subprocess.run(
            [
                *(sys.executable, "-m", "listproof", "check", stem, "--fuzz", "--url", url),
                *("--config", str(root / f"examples/mock/listproof.{stem}.toml")),
            ],
            cwd=root,
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "of the fuzz phase" in done.stdout
    assert "WARNED" not in done.stdout
