"""Asking under load: nothing but GET and HEAD, within limits, and busy answers waited out."""

from __future__ import annotations

import pytest

from conformance.asking.client import Answer, BudgetSpent, TooManyRequests
from conformance.evidence import Request
from conformance.loading.line import Line
from conformance.loading.sightings import Book
from conformance.questions import Question
from tests.conformance.backends import Backend, target

ASKED = Request(method="GET", target="/things", headers=(("X-Key", "key-of-ada"),))


def test_no_method_that_could_change_something_is_sent() -> None:
    backend = Backend()
    line = Line(target(), place="things", timeout=1.0, send=backend)
    with pytest.raises(ValueError, match="POST is never sent under load"):
        line.ask(Question(), Request(method="POST", target="/things"))
    assert not backend.asked


def test_a_line_ends_at_its_number_of_requests() -> None:
    line = Line(target(), place="things", timeout=1.0, requests=2, send=Backend())
    line.ask(Question(), ASKED)
    line.ask(Question(), ASKED)
    with pytest.raises(BudgetSpent, match="the budget of 2 requests was spent"):
        line.ask(Question(), ASKED)


def test_a_user_whom_the_target_refuses_with_429_is_told_apart_from_a_limit() -> None:
    patient = (("Retry-After", "0"),)
    line = Line(target(), place="things", timeout=1.0, send=lambda _: Answer(status=429, headers=patient))
    with pytest.raises(TooManyRequests):
        line.ask(Question(), ASKED)
    book = Book()
    line.settle(book)
    assert book.busy == {429: 3}
    line.settle(book)
    assert book.busy == {429: 3}
