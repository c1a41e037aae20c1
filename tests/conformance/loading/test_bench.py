"""What users get under load is judged by the laws of `check`, beside the lists as they stood before."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from conformance.asking.client import Answer
from conformance.evidence import Request
from tests.conformance.backends import Backend, rows, target
from tests.conformance.loading.driven import Driven


def test_an_honest_backend_breaks_no_law_under_load() -> None:
    driven = Driven()
    assert driven.load(70) == set()
    judged = {law for (_, law), tally in driven.book.tallies.items() if tally.looked_at}
    assert {"page/window", "page/complete", "filter/match", "scope/foreign", "time/interleaved"} <= judged
    assert not any(tally.error for tally in driven.book.tallies.values())


def test_a_cache_that_forgets_the_query_is_named() -> None:
    driven = Driven()
    kept: list[Answer] = []

    def forgetful(answer: Answer, request: Request, before: int) -> Answer:
        """Each fifth answer is that of the request before it."""
        kept.append(answer)
        return kept[-2] if driven.book.tallies and before % 5 == 4 else answer

    driven.backend.spoil_answer = forgetful
    assert {"page/window", "meta/page"} & driven.load(70)


def test_a_cache_that_forgets_the_caller_brings_rows_of_another_tenant() -> None:
    driven = Driven()
    kept: dict[str, Answer] = {}

    def forgetful(answer: Answer, request: Request, before: int) -> Answer:
        return kept.setdefault(request.target, answer) if driven.book.tallies else answer

    driven.backend.spoil_answer = forgetful
    assert "scope/foreign" in driven.load(80)


def test_rows_that_are_lost_while_others_page_are_named() -> None:
    driven = Driven()

    def losing(body: dict[str, Any], asked: Mapping[str, str]) -> None:
        if driven.book.tallies and "page" in asked and len(driven.backend.asked) % 3 == 0:
            body["items"] = body["items"][1:]

    driven.backend.spoil_body = losing
    assert "page/complete" in driven.load(70)


def test_an_answer_that_came_before_is_counted_and_one_that_became_another_is_judged() -> None:
    driven = Driven()
    driven.load(30)
    before = driven.book.tallies[driven.operation.id, "shape/schema"].looked_at
    driven.load(30)
    assert driven.book.tallies[driven.operation.id, "shape/schema"].looked_at > before

    def spoil(body: dict[str, Any], asked: Mapping[str, str]) -> None:
        body["total"] += 1

    driven.backend.spoil_body = spoil
    assert "meta/total" in driven.load(30)


def test_a_failure_of_the_server_under_load_is_never_safe() -> None:
    driven = Driven()

    def failing(answer: Answer, request: Request, before: int) -> Answer:
        broken = driven.book.tallies and before % 10 == 0
        return Answer(status=500, headers=answer.headers, body=b'{"error": "broken"}') if broken else answer

    driven.backend.spoil_answer = failing
    assert "safety/no-server-error" in driven.load(40)


def test_an_answer_that_is_lost_or_busy_is_counted_and_never_judged() -> None:
    driven = Driven()

    def overloaded(answer: Answer, request: Request, before: int) -> Answer:
        if not driven.book.tallies or before % 7:
            return answer
        if before % 2:
            return Answer(trouble="no answer within 1 s", lost=True)
        body = json.dumps({"error": "busy"}).encode()
        return Answer(status=503, headers=(("Retry-After", "0"),), body=body)

    driven.backend.spoil_answer = overloaded
    assert driven.load(60) == set()
    assert driven.book.busy[503] > 0


def test_a_finding_that_a_changing_list_may_explain_is_marked() -> None:
    driven = Driven(backend=Backend(rows=rows("ada", 23) + rows("bob", 7, start=101)))

    def grows(turn: int) -> None:
        if turn == 20:
            driven.backend.rows[:0] = [{"id": 0, "state": "open", "owner": "ada"}]

    assert "page/window" in driven.load(80, between=grows)
    window = driven.book.tallies[driven.operation.id, "page/window"]
    assert window.compares == window.blames.keys()


def test_rows_of_another_tenant_are_no_change_of_the_list() -> None:
    driven = Driven()

    def leaking(body: dict[str, Any], asked: Mapping[str, str]) -> None:
        if driven.book.tallies:
            body["items"] = [*body["items"][:-1], {"id": 101, "state": "open", "owner": "bob"}]

    driven.backend.spoil_body = leaking
    driven.load(40)
    foreign = driven.book.tallies[driven.operation.id, "scope/foreign"]
    assert foreign.blames
    assert not foreign.compares


def test_a_target_without_another_tenant_is_judged_all_the_same() -> None:
    driven = Driven(target=target(alone=True))
    assert driven.load(60) == set()
    assert ("listThings", "scope/foreign") not in driven.book.tallies
