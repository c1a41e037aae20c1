"""The rules of the five documents tell a wrong row from a right one, and generated rows can keep them."""

from __future__ import annotations

import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from listproof.contract import MISSING, Operation, Rule, look
from listproof.reader import read_contract
from listproof.reading.expressions import RuleError
from listproof.reading.places import element_schema, standing_at

SPECS = Path(__file__).parents[2] / "specs"

Json = Any

AGENCY = {
    "agent_name": "A",
    "campaign_name": "C",
    "status": "processing",
    "started_at": "2025-01-15T10:31:00Z",
    "total_contacts": 3,
    "completed": 1,
    "failed": 1,
    "skipped": 0,
    "remaining_count": 1,
    "progress_percentage": 66.67,
}
ORGANIZATION = {
    "organization_id": "org_1",
    "total_task_count": 9,
    "sent": 7,
    "picked_up": 7,
    "completed": 3,
    "scheduled_timestamp": 1735718400,
}
TECHLADDER = {
    "status": "active",
    "start_mode": "immediate",
    "total_contacts": 9,
    "completed_contacts": 3,
    "failed_contacts": 2,
    "scheduled_at": None,
}
TRILLET = {
    "status": "completed",
    "startTime": 1703097600000,
    "endTime": 1703097642500,
    "duration": 42.5,
}
TALKIFAI = {
    "status": "running",
    "totalContacts": 9,
    "contactsProcessed": 5,
    "successfulCalls": 3,
    "failedCalls": 2,
    "actualStartTime": "2025-02-28T14:00:05Z",
    "completedAt": None,
}

# A row, what is changed in it (... takes a field away), and the one rule that breaks, or none.
ROWS: list[tuple[str, Mapping[str, Json], Mapping[str, Json], str]] = [
    ("agency-call-batches", AGENCY, {}, ""),
    ("agency-call-batches", AGENCY, {"agent_name": ...}, "included"),
    ("agency-call-batches", AGENCY, {"remaining_count": 2}, "remaining"),
    ("agency-call-batches", AGENCY, {"started_at": None}, "processing-has-started"),
    ("agency-call-batches", AGENCY, {"status": "cancelled", "started_at": None}, ""),
    ("agency-call-batches", AGENCY, {"progress_percentage": 67}, ""),
    ("agency-call-batches", AGENCY, {"progress_percentage": 68}, "progress"),
    (
        "agency-call-batches",
        {**AGENCY, "total_contacts": 0, "completed": 0, "failed": 0, "remaining_count": 0},
        {"progress_percentage": 0},
        "",
    ),
    ("organization-batch-calls", ORGANIZATION, {}, ""),
    ("organization-batch-calls", ORGANIZATION, {"organization_id": "org_2"}, "own-rows"),
    ("organization-batch-calls", ORGANIZATION, {"picked_up": 8}, "funnel"),
    ("organization-batch-calls", ORGANIZATION, {"scheduled_timestamp": 1735718400000}, "epoch-seconds"),
    ("techladder-call-batches", TECHLADDER, {}, ""),
    ("techladder-call-batches", TECHLADDER, {"failed_contacts": 7}, "no-more-than-all"),
    ("techladder-call-batches", TECHLADDER, {"status": "completed"}, "completed-is-finished"),
    ("techladder-call-batches", TECHLADDER, {"status": "pending"}, "pending-is-untouched"),
    ("techladder-call-batches", TECHLADDER, {"start_mode": "scheduled"}, "scheduled-has-a-time"),
    ("trillet-batch-calls", TRILLET, {}, ""),
    ("trillet-batch-calls", TRILLET, {"error": None}, ""),
    ("trillet-batch-calls", TRILLET, {"endTime": None}, "ended-has-an-end"),
    ("trillet-batch-calls", TRILLET, {"duration": ...}, "completed-has-a-duration"),
    ("trillet-batch-calls", TRILLET, {"duration": 42}, "duration-from-start-to-end"),
    ("trillet-batch-calls", TRILLET, {"error": "No answer"}, "only-failed-has-an-error"),
    ("trillet-batch-calls", TRILLET, {"status": "failed", "duration": ...}, "failed-has-an-error"),
    ("trillet-batch-calls", TRILLET, {"status": "active", "endTime": ...}, "only-completed-has-a-duration"),
    ("trillet-batch-calls", TRILLET, {"status": "active", "duration": ...}, "unended-has-no-end"),
    (
        "trillet-batch-calls",
        {"status": "waiting", "startTime": 1703097600000},
        {},
        "waiting-has-no-start",
    ),
    ("trillet-batch-calls", {"status": "active", "startTime": 1703097600}, {}, "start-in-milliseconds"),
    (
        "trillet-batch-calls",
        {"status": "failed", "endTime": 1703097600, "error": "Busy"},
        {},
        "end-in-milliseconds",
    ),
    ("talkifai-batch-jobs", TALKIFAI, {}, ""),
    ("talkifai-batch-jobs", TALKIFAI, {"organizationId": "org_abc123"}, ""),
    ("talkifai-batch-jobs", TALKIFAI, {"organizationId": "org_xyz789"}, "own-organization"),
    ("talkifai-batch-jobs", TALKIFAI, {"contactsProcessed": 6}, "processed"),
    ("talkifai-batch-jobs", TALKIFAI, {"totalContacts": 4}, "no-more-than-all"),
    ("talkifai-batch-jobs", TALKIFAI, {"completedAt": "2025-02-28T14:00:04Z"}, "completed-after-start"),
    # Either is documented of a running job (TF-21).
    ("talkifai-batch-jobs", TALKIFAI, {"completedAt": "2025-02-28T15:00:00+01:00"}, "completed-after-start"),
    ("talkifai-batch-jobs", TALKIFAI, {"completedAt": "2025-02-28T14:00:05Z"}, ""),
    ("talkifai-batch-jobs", TALKIFAI, {"status": "completed"}, "completed-is-processed"),
    ("talkifai-batch-jobs", TALKIFAI, {"status": "pending"}, "pending-has-not-started"),
]


def read(stem: str) -> Operation:
    return read_contract(SPECS / f"{stem}.yaml").operations[0]


def holds(rule: Rule, item: Json) -> bool:
    """Whether the item keeps the rule; one that can't be evaluated on it says nothing of it."""
    variables = {
        "item": item,
        "body": {"data": {"organization_id": "org_1"}},
        "query": {"organizationId": "org_abc123"},
    }
    try:
        value = rule.program({name: variables[name] for name in rule.uses})
    except RuleError:
        return True
    if rule.at is None:
        return value is True
    actual = look(item, rule.at)
    if isinstance(value, int | float) and isinstance(actual, int | float):
        return abs(value - actual) <= rule.within + 1e-9
    return actual is MISSING or bool(actual == value)


@pytest.mark.parametrize(("stem", "row", "change", "broken"), ROWS)
def test_a_row_breaks_the_rule_that_it_breaks_and_no_other(
    stem: str, row: Mapping[str, Json], change: Mapping[str, Json], broken: str
) -> None:
    item = {key: value for key, value in {**row, **change}.items() if value is not ...}
    rules = [rule for rule in read(stem).listing.rules if rule.about == "item"]
    assert [rule.id for rule in rules if not holds(rule, item)] == ([broken] if broken else [])


def test_every_rule_about_an_item_has_a_row_that_breaks_it() -> None:
    stated = {
        (stem, rule.id)
        for stem in dict.fromkeys(stem for stem, *_ in ROWS)
        for rule in read(stem).listing.rules
        if rule.about == "item"
    }
    assert stated == {(stem, broken) for stem, _, _, broken in ROWS if broken}


def test_a_summary_has_to_add_up() -> None:
    [rule] = [rule for rule in read("trillet-batch-calls").listing.rules if rule.about == "body"]
    summary = {"total": 150, "waiting": 45, "active": 5, "completed": 95, "failed": 5}
    assert rule.program({"body": {"summary": summary}}) is True
    assert rule.program({"body": {"summary": {**summary, "failed": 4}}}) is False


def made_up(operation: Operation, chance: random.Random) -> dict[str, Json]:
    """An item of the documented types, its figures and times anything."""
    assert operation.success.schema is not None
    pointer = operation.listing.items.pointer
    assert pointer is not None
    schema = element_schema(operation.success.schema, standing_at(operation.success.schema, pointer).schemas)
    assert schema is not None
    item: dict[str, Json] = {}
    for name, of in schema["properties"].items():
        values = operation.mocked.values.get(f"/{name}") or of.get("enum")
        item[name] = chance.choice(values) if values else chance.randrange(3000)
    return item


@pytest.mark.parametrize("stem", dict.fromkeys(stem for stem, *_ in ROWS))
def test_the_assumed_rules_turn_any_figures_into_a_row_that_keeps_all_rules(stem: str) -> None:
    operation = read(stem)
    rules = [rule for rule in operation.mocked.rules if rule.about == "item"]
    chance = random.Random(stem)
    for _ in range(300):
        item = made_up(operation, chance)
        item |= {"organization_id": "org_1"} if "organization_id" in item else {}
        for rule in [rule for rule in rules if rule.at is not None] * 3:
            variables = {"item": item, "query": {"organizationId": "org_abc123"}}
            assert rule.at is not None
            item[rule.at[0]] = rule.program({name: variables[name] for name in rule.uses})
        assert [rule.id for rule in rules if not holds(rule, item)] == []
