"""Books of what was seen: bounded, laid together, and carried between processes without credentials."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from conformance.judging.judge import Onset
from conformance.law import Finding
from conformance.loading.sightings import KINDS, Book, Tally, read, written
from conformance.reports.redaction import Redactor
from listproof.contract import MISSING
from tests.conformance.loading.driven import Driven


def finding(where: str = "/total", *, actual: Any = 3) -> Finding:
    return Finding(where=where, expected=2, actual=actual, because="2 rows match", exchanges=())


def onset(seconds: float) -> Onset:
    return Onset(seconds=seconds, users=5)


def test_like_findings_are_one_with_the_earliest_moment() -> None:
    tally = Tally()
    tally.add(finding(actual=3), compares=False, onset=onset(4.0))
    tally.add(finding(actual=4), compares=False, onset=onset(2.0))
    (blame,) = tally.blames.values()
    assert (blame.times, blame.onset, blame.finding.actual) == (2, onset(2.0), 4)


def test_a_server_that_is_wrong_in_ever_new_ways_fills_no_memory() -> None:
    tally = Tally()
    for number in range(10 * KINDS):
        tally.add(finding(f"/x{'y' * number}"), compares=False, onset=onset(1.0))
    assert len(tally.blames) == KINDS


def test_books_of_two_workers_add_up() -> None:
    mine, theirs = (
        Book(busy={429: 2}, lost={"a": 1}),
        Book(busy={429: 3, 503: 1}, lost={"a": 1}, stopped="gone"),
    )
    for book, seconds in ((mine, 3.0), (theirs, 1.0)):
        tally = book.tally("a", "meta/total")
        tally.looked_at += 10
        tally.add(finding(), compares=True, onset=onset(seconds))
    mine.join(theirs)
    tally = mine.tallies["a", "meta/total"]
    (blame,) = tally.blames.values()
    assert (mine.busy, mine.lost, mine.stopped) == ({429: 5, 503: 1}, {"a": 2}, "gone")
    assert (tally.looked_at, blame.times, blame.onset) == (20, 2, onset(1.0))
    assert tally.compares == tally.blames.keys()


@pytest.fixture
def faulty() -> Driven:
    driven = Driven()

    def spoiled(body: dict[str, Any], asked: Mapping[str, str]) -> None:
        if driven.book.tallies:
            body["total"] = "key-of-ada"

    driven.backend.spoil_body = spoiled
    driven.load(30)
    return driven


def test_a_book_comes_over_the_wire_as_it_was(faulty: Driven) -> None:
    redactor = Redactor(faulty.target, [faulty.operation])
    text = written(faulty.book, redactor)
    back = read(text, {faulty.operation.id: faulty.operation}, faulty.target)
    assert back.tallies.keys() == faulty.book.tallies.keys()
    for key, tally in faulty.book.tallies.items():
        assert back.tallies[key].looked_at == tally.looked_at
        assert sorted(one.times for one in back.tallies[key].blames.values()) == sorted(
            one.times for one in tally.blames.values()
        )
    requests = [
        one.request.target
        for tally in faulty.book.tallies.values()
        for blame in tally.blames.values()
        for one in blame.finding.exchanges
    ]
    again = [
        one.request.target
        for tally in back.tallies.values()
        for blame in tally.blames.values()
        for one in blame.finding.exchanges
    ]
    assert requests
    assert again == requests


def test_no_credential_is_in_a_book_that_leaves_the_process(faulty: Driven) -> None:
    text = written(faulty.book, Redactor(faulty.target, [faulty.operation]))
    assert "[redacted]" in text
    for secret in ("key-of-ada", "key-of-bob", "key-that-was-revoked"):
        assert secret not in text


def test_what_is_missing_in_an_answer_is_missing_on_the_other_side() -> None:
    driven = Driven()
    book = Book()
    book.tally("listThings", "meta/total").add(finding(actual=MISSING), compares=False, onset=onset(1.0))
    back = read(written(book, Redactor(driven.target)), {"listThings": driven.operation}, driven.target)
    (blame,) = back.tallies["listThings", "meta/total"].blames.values()
    assert blame.finding.actual is MISSING
