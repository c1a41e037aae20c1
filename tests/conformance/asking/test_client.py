"""The client's patience and its limits, with a clock and a server that are made up."""

from __future__ import annotations

import threading

import pytest

from conformance.asking.client import Answer, BudgetSpent, Client, Limits, retry_after
from conformance.evidence import Request
from conformance.questions import Question
from listproof.contract import MISSING
from listproof.errors import Unreachable

UNLIMITED = Limits()
REQUEST = Request(method="GET", target="/things")
FINE = Answer(status=200, headers=(("Content-Type", "application/json"),), body=b"[1]")
LOST = Answer(trouble="connection refused", lost=True, retry=True)
SLOW = Answer(trouble="no answer within 10 s", lost=True)


class Clock:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def client(*answers: Answer, limits: Limits = UNLIMITED, clock: Clock | None = None) -> Client:
    """A client of a server that gives these answers in turn, and the last of them for ever."""
    left = list(answers)

    def send(request: Request) -> Answer:
        return left.pop(0) if len(left) > 1 else left[0]

    clock = clock or Clock()
    return Client(send, place="http://things.invalid", limits=limits, sleep=clock.sleep, clock=clock)


def test_an_answer_is_an_exchange_with_its_json_and_its_headers_in_lower_case() -> None:
    exchange = client(FINE).ask(Question(size=1), REQUEST)
    assert (exchange.status, exchange.json, exchange.json_fault) == (200, [1], "")
    assert exchange.headers == (("content-type", "application/json"),)
    assert exchange.question == Question(size=1)
    assert exchange.request is REQUEST


def test_an_answer_that_is_no_json_keeps_its_body_and_says_why() -> None:
    exchange = client(Answer(status=200, body=b"<html>")).ask(Question(), REQUEST)
    assert exchange.json is MISSING
    assert exchange.body == b"<html>"
    assert "expecting value" in exchange.json_fault


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_busy_server_is_waited_for_and_asked_again(status: int) -> None:
    clock = Clock()
    asked = client(Answer(status=status), Answer(status=status), FINE, clock=clock)
    assert asked.ask(Question(), REQUEST).status == 200
    assert asked.sent == 3
    assert asked.notices.busy == {status: 2}
    assert clock.slept == [0.25, 0.5]


def test_retry_after_is_obeyed() -> None:
    clock = Clock()
    busy = Answer(status=503, headers=(("Retry-After", "7"),))
    assert client(busy, FINE, clock=clock).ask(Question(), REQUEST).status == 200
    assert clock.slept == [7.0]


def test_a_retry_after_that_is_too_far_away_is_not_waited_for() -> None:
    clock = Clock()
    busy = Answer(status=503, headers=(("Retry-After", "3600"),))
    assert client(busy, FINE, clock=clock).ask(Question(), REQUEST).status == 503
    assert clock.slept == []


def test_a_server_that_stays_unavailable_is_evidence() -> None:
    asked = client(Answer(status=503))
    assert asked.ask(Question(), REQUEST).status == 503
    assert asked.sent == 4


def test_a_rate_limit_that_does_not_lift_ends_the_run_and_blames_nobody() -> None:
    with pytest.raises(BudgetSpent, match="429 Too Many Requests, however long is waited: try --rate"):
        client(Answer(status=429)).ask(Question(), REQUEST)


@pytest.mark.parametrize("status", [500, 501, 404, 301])
def test_no_other_status_is_asked_for_again(status: int) -> None:
    asked = client(Answer(status=status), FINE)
    assert asked.ask(Question(), REQUEST).status == status
    assert asked.sent == 1


def test_a_target_that_never_answered_is_unreachable_after_three_attempts() -> None:
    asked = client(LOST)
    with pytest.raises(Unreachable) as told:
        asked.ask(Question(), REQUEST)
    assert str(told.value) == "http://things.invalid cannot be asked: connection refused"
    assert asked.sent == 3
    assert not asked.reached


def test_a_target_that_is_silent_is_not_waited_for_twice() -> None:
    asked = client(SLOW)
    with pytest.raises(Unreachable, match="no answer within 10 s"):
        asked.ask(Question(), REQUEST)
    assert asked.sent == 1


def test_a_connection_that_breaks_once_is_made_anew() -> None:
    asked = client(LOST, FINE)
    assert asked.ask(Question(), REQUEST).status == 200
    assert asked.notices.lost == 1


def test_a_request_that_alone_breaks_the_connection_is_evidence() -> None:
    asked = client(FINE, LOST, LOST, LOST, FINE)
    asked.ask(Question(), REQUEST)
    broken = asked.ask(Question(size=1), REQUEST)
    assert (broken.status, broken.trouble) == (0, "connection refused")
    assert asked.ask(Question(size=2), REQUEST).status == 200


def test_a_target_that_stops_answering_is_unreachable_after_five_lost_requests() -> None:
    asked = client(FINE, SLOW)
    asked.ask(Question(), REQUEST)
    for size in range(4):
        assert asked.ask(Question(size=size), REQUEST).trouble
    with pytest.raises(Unreachable, match="stopped answering at GET /things: 5 requests in a row failed"):
        asked.ask(Question(size=9), REQUEST)


def test_requests_that_are_lost_on_a_target_that_is_there_are_evidence() -> None:
    asked = client(FINE, *[SLOW] * 5, FINE, *[SLOW] * 5, FINE)
    asked.ask(Question(), REQUEST)
    assert [asked.ask(Question(size=size), REQUEST).status for size in range(11)] == [0] * 10 + [200]
    assert asked.sent == 14


def test_a_wait_beyond_the_time_allowed_is_not_begun() -> None:
    clock = Clock()
    busy = Answer(status=429, headers=(("Retry-After", "20"),))
    asked = client(busy, FINE, limits=Limits(seconds=10), clock=clock)
    with pytest.raises(BudgetSpent, match="the 10 s allowed were over"):
        asked.ask(Question(), REQUEST)
    assert clock() < 10


def test_a_budget_of_requests_is_kept_to_the_request() -> None:
    asked = client(FINE, limits=Limits(requests=2))
    asked.ask(Question(), REQUEST)
    asked.ask(Question(), REQUEST)
    with pytest.raises(BudgetSpent, match="the budget of 2 requests was spent"):
        asked.ask(Question(), REQUEST)
    assert asked.sent == 2


def test_attempts_count_against_the_budget() -> None:
    with pytest.raises(BudgetSpent):
        client(Answer(status=503), limits=Limits(requests=2)).ask(Question(), REQUEST)


def test_a_budget_of_time_ends_the_asking() -> None:
    clock = Clock()
    asked = client(FINE, limits=Limits(seconds=60), clock=clock)
    asked.ask(Question(), REQUEST)
    clock.now = 60
    with pytest.raises(BudgetSpent, match="the 60 s allowed were over"):
        asked.ask(Question(), REQUEST)


def test_a_rate_spaces_the_requests() -> None:
    clock = Clock()
    asked = client(FINE, limits=Limits(rate=10), clock=clock)
    for _ in range(3):
        asked.ask(Question(), REQUEST)
    assert clock.now == pytest.approx(0.2)


def test_a_client_that_was_stopped_says_why() -> None:
    asked = client(FINE)
    asked.stop("it was interrupted")
    with pytest.raises(BudgetSpent, match="it was interrupted"):
        asked.ask(Question(), REQUEST)


def test_threads_share_one_budget() -> None:
    asked = client(FINE, limits=Limits(requests=10))
    spent = []

    def ask() -> None:
        for _ in range(5):
            try:
                asked.ask(Question(), REQUEST)
            except BudgetSpent:
                spent.append(1)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (asked.sent, len(spent)) == (10, 10)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0", 0.0),
        (" 12 ", 12.0),
        ("Thu, 01 Jan 1970 00:01:40 GMT", 40.0),
        ("Thu, 01 Jan 1970 00:00:10 GMT", 0.0),
        ("", None),
        ("soon", None),
        ("-3", None),
        ("\u0665", None),
        ("9" * 400, 999999999.0),
    ],
)
def test_retry_after_is_seconds_or_a_date(text: str, seconds: float | None) -> None:
    assert retry_after(text, now=60.0) == seconds
