"""What a status means for the other fields of an item."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from listproof.contract import Json
from mock_server.generating.stories import (
    Story,
    chance_of_null,
    chance_of_true,
    phase_of,
    shares_of_options,
)

FIELDS = ["status", "created_at", "started_at", "ended_at", "deleted_at", "error", "name"]


def told(item: dict[str, Any], free: bool = True) -> Json:
    def without(item: Json, name: str) -> Json:
        return {**item, name: None}

    return Story(FIELDS, lambda _: free).told(item, without, lambda name: f"new {name}")


def test_what_waits_has_not_begun() -> None:
    item = {
        "status": "queued",
        "created_at": "c",
        "started_at": "s",
        "ended_at": "e",
        "error": "x",
        "deleted_at": "d",
    }
    gone = {"started_at": None, "ended_at": None, "error": None}
    assert told(item) == {**item, **gone}  # that it was deleted its status does not say


def test_what_runs_has_begun_and_not_ended() -> None:
    item = {"status": "IN_PROGRESS", "started_at": None, "ended_at": "e", "error": "x"}
    assert told(item) == {
        "status": "IN_PROGRESS",
        "started_at": "new started_at",
        "ended_at": None,
        "error": None,
    }


def test_what_is_done_has_an_end_and_no_error() -> None:
    item = {"status": "completed", "ended_at": None, "error": "x"}
    assert told(item) == {"status": "completed", "ended_at": "new ended_at", "error": None}


def test_what_failed_has_an_error() -> None:
    assert told({"status": "failed", "error": None}) == {"status": "failed", "error": "new error"}


@pytest.mark.parametrize("status", ["qux", 7, None])
def test_a_status_that_says_nothing_changes_nothing(status: Json) -> None:
    item = {"status": status, "ended_at": "e", "error": "x"}
    assert told(item) == item


def test_fields_that_rules_speak_of_stay() -> None:
    item = {"status": "queued", "ended_at": "e", "error": "x"}
    assert told(item, free=False) == item


@pytest.mark.parametrize(
    ("status", "phase"),
    [
        ("inProgress", "running"),
        ("Completed", "done"),
        ("no_answer", "failed"),
        ("CANCELLED", "dropped"),
        ("qux", ""),
    ],
)
def test_a_status_is_somewhere_in_a_life(status: str, phase: str) -> None:
    assert phase_of(status) == phase


def test_most_is_done_and_little_has_failed() -> None:
    shares = Counter(shares_of_options(["pending", "running", "completed", "failed"]))
    assert shares["completed"] > shares["running"] > shares["pending"] > shares["failed"] > 0


def test_options_without_a_life_come_in_their_order() -> None:
    shares = Counter(shares_of_options(["a", "b", "c"]))
    assert shares["a"] > shares["b"] > shares["c"] > 0


def test_of_all_currencies_the_usual_ones_come_most() -> None:
    codes = [f"X{number:02d}" for number in range(80)] + ["EUR", "USD"]
    shares = Counter(shares_of_options(list(codes)))
    assert shares["EUR"] + shares["USD"] > 0.7 * shares.total()
    assert all(shares[code] for code in codes)


def test_switches_and_nulls_are_as_their_names_say() -> None:
    assert chance_of_true(("is", "deleted")) < chance_of_true(("qux",)) < chance_of_true(("is", "active"))
    assert chance_of_null(("deleted", "at")) > chance_of_null(("name",))
