"""Many lists in one document: judged side by side, each for itself, with its share of what is allowed."""

from __future__ import annotations

import json
import threading
import time
from functools import cache
from urllib.parse import urlsplit

import pytest

from benchmarks.many_lists import Backend, Ways, document
from conformance.asking.client import Answer
from conformance.chance.phase import LEAST, OF_MANY, USUAL, room_for
from conformance.evidence import Request
from conformance.judging.verdicts import Verdict
from conformance.reports.json_file import json_text
from conformance.reports.json_reading import report_of
from conformance.reports.merging import merged
from conformance.reports.report import Report, ReportedOperation
from conformance.run import LANES, Options, Progress, check_contract, lanes
from conformance.sharding import Shard
from conformance.target import Target
from listproof.contract import Contract
from listproof.errors import Unreachable
from listproof.reader import read_contract
from tests.conformance.several import timeless

LISTS = 12


@cache
def contract() -> Contract:
    return read_contract("many.json", text=json.dumps(document(LISTS)))


class Server:
    """The lists in this process; remembers how many were asked at one time, and of which lists."""

    def __init__(self, seconds: float = 0.0) -> None:
        self.backend = Backend(LISTS)
        self.seconds = seconds
        self.most = 0
        self.asked: set[str] = set()
        self._now = 0
        self._lock = threading.Lock()

    def __call__(self, request: Request) -> Answer:
        with self._lock:
            self._now += 1
            self.most = max(self.most, self._now)
            parts = urlsplit(request.target)
            self.asked.add(parts.path)
        time.sleep(self.seconds)
        with self._lock:
            self._now -= 1
            status, body = self.backend.answer(request.method, parts.path, parts.query)
        text = b"" if request.method == "HEAD" else json.dumps(body).encode()
        allow = (("allow", "GET, HEAD"),) if status == 405 else ()
        return Answer(status=status, headers=(("content-type", "application/json"), *allow), body=text)


def run(server: Server, **options: object) -> Report:
    made = Options(**{"concurrency": 4, "chance": 3, **options})  # type: ignore[arg-type]
    return check_contract(contract(), Target(url="http://lists.example"), made, send=server)


def loud(operation: ReportedOperation) -> set[str]:
    return {law.law for law in operation.laws if law.verdict >= Verdict.WARNED}


@pytest.fixture(scope="module")
def one_by_one() -> Report:
    return run(Server(), concurrency=1)


def test_lists_that_are_judged_side_by_side_are_judged_as_one_after_the_other(one_by_one: Report) -> None:
    server = Server()
    assert json_text(timeless(run(server))) == json_text(timeless(one_by_one))
    assert server.most <= 4


def test_of_all_lists_those_are_accused_that_are_broken(one_by_one: Report) -> None:
    accused = {one.operation for one in one_by_one.operations if loud(one)}
    assert accused == {f"list{number}" for number in range(LISTS) if Ways(number=number).fault} != set()


def test_the_shards_of_many_lists_are_the_whole_run(one_by_one: Report) -> None:
    parts = [
        (f"part{part}.json", report_of(json_text(run(Server(), shard=Shard(part, 3))), "part.json"))
        for part in (1, 2, 3)
    ]
    assert json_text(timeless(merged(parts))) == json_text(timeless(one_by_one))


@pytest.mark.parametrize("limit", [{"max_requests": 12 * LISTS}, {"max_seconds": 1.0}])
def test_a_run_that_is_short_has_judged_the_heart_of_every_list(limit: dict[str, float]) -> None:
    report = run(Server(seconds=0.004), **limit)
    judged = [
        sum(law.verdict not in (Verdict.SKIPPED, Verdict.ERRORED) for law in one.laws)
        for one in report.operations
    ]
    assert min(judged) > 5
    assert not report.complete
    assert report.stopped.startswith(f"what it may take was shared out among {LISTS} lists, and ")
    cut = next(one for one in report.operations if not one.complete)
    assert any("its share of the" in (law.reason or "") for law in cut.laws)


def test_a_budget_of_requests_is_kept_and_comes_to_the_same_each_time() -> None:
    reports = [run(Server(), max_requests=10 * LISTS, concurrency=1) for _ in range(2)]
    assert timeless(reports[0]) == timeless(reports[1])
    sent = sum(one.requests + (one.chance_requests or 0) for one in reports[0].operations)
    assert sent <= 10 * LISTS


def test_progress_tells_how_many_lists_are_judged() -> None:
    told: list[Progress] = []
    run(Server(), progress=told.append)
    assert {one.operations for one in told} == {LISTS}
    assert [one.ended for one in told if one.asks == "judged"] == sorted(
        one.ended for one in told if one.asks == "judged"
    )
    assert max(one.ended for one in told) >= LISTS - LANES


def test_a_target_that_is_not_there_ends_the_run_at_once() -> None:
    def gone(request: Request) -> Answer:
        return Answer(trouble="connection refused", lost=True)

    with pytest.raises(Unreachable, match="connection refused"):
        check_contract(contract(), Target(url="http://lists.example"), send=gone, sleep=lambda _: None)


def test_an_interrupt_ends_the_asking_and_leaves_a_report(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("conformance.run.wait", interrupted)
    report = run(Server(seconds=0.002))
    assert len(report.operations) == LISTS
    assert report.stopped == "it was interrupted"


def test_a_slow_backend_is_kept_busy_across_lists() -> None:
    server = Server(seconds=0.01)
    began = time.monotonic()
    report = run(server, concurrency=8, chance=0)
    seconds = time.monotonic() - began
    sent = sum(one.requests for one in report.operations)
    assert server.most <= 8
    # One after the other would take `concurrency` times as long; half of that leaves room for a busy machine.
    assert seconds < sent * server.seconds / 2


@pytest.mark.parametrize(
    ("lists", "room"), [(1, USUAL), (10, USUAL), (11, OF_MANY // 11), (56, LEAST), (1000, LEAST)]
)
def test_many_lists_share_what_chance_may_ask(lists: int, room: int) -> None:
    assert room_for(None, 100, lists=lists) == room
    assert room_for(40, 100, lists=lists) == 40
    assert room_for(None, 149, lists=lists) == 1


def test_lists_are_examined_one_at_a_time_where_their_order_would_count() -> None:
    assert lanes(Options(), 200) == LANES
    assert lanes(Options(concurrency=2), 200) == 2
    assert lanes(Options(), 1) == lanes(Options(max_requests=9), 200) == lanes(Options(fuzz=5), 200) == 1
