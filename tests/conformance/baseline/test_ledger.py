"""A baseline against a backend that lies: what is known fails nothing, what was not judged is not stale."""

from __future__ import annotations

import dataclasses
import datetime
from typing import Any

from conformance.baseline.entries import Entry
from conformance.baseline.ledger import Ledger
from conformance.judging.verdicts import Verdict
from conformance.reports.report import Report, ReportedFinding
from conformance.run import Options, check_contract
from conformance.target import Override
from tests.conformance.backends import Backend, contract, target
from tests.conformance.reports.hostile import law

TODAY = datetime.date(2026, 6, 1)
TOTAL = Entry(operation="listThings", law="meta/total", where="/total", about="/total", reason="4711")


def ledger(*entries: Entry, add_from: Verdict | None = None) -> Ledger:
    return Ledger(entries, today=TODAY, add_from=add_from)


def run(book: Ledger, backend: Backend | None = None, **of_target: Any) -> Report:
    """A run against the small backend, which counts every thing in `total` unless another is given."""
    backend = backend or Backend(spoil_body=lambda body, _: body.update(total=23))
    options = Options(concurrency=1, chance=0, ledger=book)
    return check_contract(contract(), target(**of_target), options, send=backend, sleep=lambda _: None)


def total(report: Report) -> ReportedFinding:
    return law(report, "meta/total").findings[0]


def test_a_known_failure_is_shown_and_breaks_nothing() -> None:
    added = ledger(add_from=Verdict.UNSTABLE)
    assert run(ledger()).worst == Verdict.FAILED
    assert run(added).worst == Verdict.WARNED
    report = run(ledger(*added.entries))
    assert report.worst == Verdict.WARNED
    assert law(report, "meta/total").verdict == Verdict.KNOWN
    known = total(report).known
    assert known is not None
    assert (known.verdict, known.expired, known.reason) == (Verdict.FAILED, False, "not looked into yet")
    assert report.stale == ()


def test_what_is_not_in_the_baseline_fails_beside_what_is() -> None:
    report = run(ledger(TOTAL), Backend(spoil_body=lambda body, _: body.update(total=23, page=1)))
    assert law(report, "meta/total").verdict == Verdict.KNOWN
    assert law(report, "meta/page").verdict == Verdict.FAILED
    assert report.worst == Verdict.FAILED


def test_an_entry_is_known_on_its_last_day_and_counts_again_on_the_next() -> None:
    last = dataclasses.replace(TOTAL, expires=TODAY)
    assert law(run(ledger(last)), "meta/total").verdict == Verdict.KNOWN
    over = dataclasses.replace(TOTAL, expires=TODAY - datetime.timedelta(days=1))
    report = run(ledger(over))
    assert law(report, "meta/total").verdict == Verdict.FAILED
    known = total(report).known
    assert known is not None
    assert known.expired


def test_an_expired_entry_is_not_renewed_by_an_update() -> None:
    over = dataclasses.replace(TOTAL, expires=TODAY - datetime.timedelta(days=1))
    book = ledger(over, add_from=Verdict.UNSTABLE)
    assert law(run(book), "meta/total").verdict == Verdict.FAILED
    assert over in book.entries


def test_an_update_keeps_what_an_entry_says() -> None:
    book = ledger(TOTAL, add_from=Verdict.UNSTABLE)
    run(book)
    assert TOTAL in book.entries


def test_a_warning_becomes_an_entry_only_where_warnings_fail() -> None:
    backend = Backend(spoil_body=lambda body, _: body.update(has_next=False))
    quiet, loud = ledger(add_from=Verdict.UNSTABLE), ledger(add_from=Verdict.WARNED)
    assert law(run(quiet, backend), "meta/has-next").verdict == Verdict.WARNED
    assert quiet.entries == ()
    assert law(run(loud, backend), "meta/has-next").verdict == Verdict.KNOWN
    assert [entry.law for entry in loud.entries] == ["meta/has-next"]


def test_an_entry_that_no_longer_fails_is_stale_and_can_be_dropped() -> None:
    book = ledger(TOTAL)
    report = run(book, Backend())
    assert [(one.law, one.reason) for one in report.stale] == [("meta/total", "4711")]
    assert book.drop(report.stale) == 1
    assert book.entries == ()


def test_another_place_of_the_same_law_is_not_known() -> None:
    report = run(ledger(dataclasses.replace(TOTAL, where="/elsewhere")))
    assert law(report, "meta/total").verdict == Verdict.FAILED
    assert [one.where for one in report.stale] == ["/elsewhere"]


def test_another_operation_makes_no_entry_stale() -> None:
    assert run(ledger(dataclasses.replace(TOTAL, operation="listOthers")), Backend()).stale == ()


def test_a_law_that_is_skipped_or_switched_off_makes_no_entry_stale() -> None:
    off = {"meta/total": Override(severity="off", reason="not now")}
    assert run(ledger(TOTAL), Backend(), laws=off).stale == ()
    scope = Entry(operation="listThings", law="scope/foreign", where="/items", reason="x")
    assert run(ledger(scope), Backend(), alone=True).stale == ()


def test_a_run_that_ended_early_makes_no_entry_stale() -> None:
    book = ledger(TOTAL)
    options = Options(concurrency=1, chance=0, ledger=book, max_requests=12)
    report = check_contract(contract(), target(), options, send=Backend(), sleep=lambda _: None)
    assert not report.complete
    assert report.stale == ()


def test_what_chance_alone_found_is_never_stale() -> None:
    assert run(ledger(dataclasses.replace(TOTAL, chance=True)), Backend()).stale == ()


def test_a_new_failure_does_not_hide_behind_many_known_ones() -> None:
    """A report shows some twenty findings of a law; what is known is cut before what is not."""
    finding = total(run(ledger()))
    places = [dataclasses.replace(finding, where=f"/place{number}") for number in range(60)]
    entries = [dataclasses.replace(TOTAL, where=place.where, about=place.about) for place in places[:-1]]
    marked = ledger(*entries).marked("listThings", "meta/total", places, [False] * 60)
    assert [one.verdict for one in marked] == [Verdict.KNOWN] * 59 + [Verdict.FAILED]


def test_no_credential_that_a_reason_quotes_reaches_a_report() -> None:
    quoting = dataclasses.replace(TOTAL, reason="seen with key-of-ada", ticket="key-of-ada")
    known = total(run(ledger(quoting))).known
    assert known is not None
    assert "key-of-ada" not in known.reason + known.ticket
    assert "key-of-ada" not in str(run(ledger(quoting), Backend()).stale)
