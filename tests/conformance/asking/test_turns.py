"""Turns: each list asks within its own share, and what is used up by one ends no other."""

from __future__ import annotations

import pytest

from conformance.asking.client import Answer, BudgetSpent, Client, Limits
from conformance.asking.turns import Allowance, Turn
from conformance.evidence import Request
from conformance.questions import Question

REQUEST = Request(method="GET", target="/things")


def client(**how: int) -> Client:
    limits = Limits(requests=how.get("requests"))
    return Client(lambda _: Answer(status=200), place="there", limits=limits, sleep=lambda _: None)


def test_a_turn_counts_what_was_sent_for_it_and_the_client_what_was_sent_at_all() -> None:
    shared = client()
    one, two = Turn(shared), Turn(shared)
    for turn in (one, two, one):
        turn.ask(Question(), REQUEST)
    assert (one.sent, two.sent, shared.sent) == (2, 1, 3)


def test_a_share_that_is_used_up_ends_one_turn_and_no_other() -> None:
    shared = client()
    one, two = Turn(shared, Allowance(requests=1)), Turn(shared)
    one.ask(Question(), REQUEST)
    with pytest.raises(BudgetSpent, match="its share of the requests, 1, was spent") as caught:
        one.ask(Question(), REQUEST)
    one.stop(str(caught.value))
    assert one.cut == str(caught.value)
    assert two.ask(Question(), REQUEST).status == 200


def test_what_ends_the_run_ends_every_turn() -> None:
    shared = client()
    one, two = Turn(shared), Turn(shared)
    one.stop("it was interrupted")
    with pytest.raises(BudgetSpent, match="it was interrupted"):
        two.ask(Question(), REQUEST)
    assert not one.cut + two.cut


def test_a_turn_has_left_what_its_share_and_the_run_have_left() -> None:
    now = [0.0]
    shared = client(requests=10)
    turn = Turn(shared, Allowance(requests=4, seconds=2.0), clock=lambda: now[0])
    turn.ask(Question(), REQUEST)
    now[0] = 1.5
    assert list(turn.left) == [3, 0.5]
    now[0] = 2.0
    with pytest.raises(BudgetSpent, match="its share of the time, 2 s, was over"):
        turn.ask(Question(), REQUEST)
