"""A baseline and shards: each tells of its own operations, and together they tell what a whole run tells."""

from __future__ import annotations

import datetime

from conformance.baseline.entries import Entry
from conformance.baseline.ledger import Ledger
from conformance.judging.verdicts import Verdict
from conformance.reports.json_file import json_text
from conformance.reports.json_reading import report_of
from conformance.reports.merging import merged
from conformance.reports.report import Report
from tests.conformance.several import Lists, run, timeless

OPERATIONS = ("listThings", "listTools", "listToys")


def judged(shard: str | None = None) -> Report:
    """A run in which the things count wrongly, as is known of all three."""
    entries = [Entry(operation=name, law="meta/total", where="/total", about="/total") for name in OPERATIONS]
    ledger = Ledger(entries, today=datetime.date(2026, 6, 1))
    lists = Lists(things=lambda body, _: body.update(total=23))
    return run(lists, shard, ledger=ledger, chance=0)


def test_a_shard_makes_nothing_stale_that_another_judges_and_together_they_are_the_whole() -> None:
    shards = [judged("1/2"), judged("2/2")]
    for shard in shards:
        assert {one.operation for one in shard.stale} <= {one.operation for one in shard.operations}
    whole = judged()
    assert [one.operation for one in whole.stale] == ["listTools", "listToys"]
    known = next(law for law in whole.operations[0].laws if law.law == "meta/total")
    assert known.verdict == Verdict.KNOWN
    read = [
        (f"{number}.json", report_of(json_text(one), f"{number}.json")) for number, one in enumerate(shards)
    ]
    assert timeless(merged(read)) == timeless(whole)
