"""The five bundled contracts without their x-listing: what is inferred, beside what they state.

The tables are labelled by hand from the documents that the contracts were read from. Nothing that is
inferred may be wrong; what is open is what a plain document doesn't show.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from listproof.bundled import bundled_specs
from listproof.contract import MISSING
from listproof.infer.plain import PlainOperation, read_plain
from listproof.infer.proposals import Proposal, propose

# What these say no plain document shows.
NEVER = ("assumed", "rules", "summary", "inert")

# The statements of each contract that inference leaves open; it has to find all others.
OPEN = {
    "agency-call-batches": {"scope", "errors.forbidden", "errors.failure"},
    "organization-batch-calls": {"size.omit", "scope"},
    "talkifai-batch-jobs": {
        "size.over", "size.under", "scope", "errors.at", "errors.bad_filter", "errors.failure",
    },
    "techladder-call-batches": {"id", "size.over", "scope", "errors.at"},
    "trillet-batch-calls": {"id", "scope", "errors.at", "errors.failure"},
}  # fmt: skip
RIGHT = {
    "agency-call-batches": 14,
    "organization-batch-calls": 21,
    "talkifai-batch-jobs": 12,
    "techladder-call-batches": 15,
    "trillet-batch-calls": 12,
}


def inferred(name: str) -> tuple[dict[str, Any], Proposal]:
    """What the contract states, and what is inferred from the document without it."""
    path = next(path for path in bundled_specs() if path.stem == name)
    operation = read_plain(path).operations[0]
    stated = taken_out(operation)
    proposed = propose(operation)
    assert isinstance(proposed, Proposal)
    return stated, proposed


def taken_out(operation: PlainOperation) -> dict[str, Any]:
    operation.spot.value.pop("x-clauses")
    stated = operation.spot.value.pop("x-listing")
    return {key: value for key, value in stated.items() if key not in NEVER}


def flat(listing: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Every statement by its keys; a refusal by its status alone, which is all that is inferred of it."""
    for key, value in listing.items():
        if not isinstance(value, dict):
            yield key, value
            continue
        for inner, said in value.items():
            is_refusal = key == "errors" and isinstance(said, dict) and "status" in said
            yield f"{key}.{inner}", said["status"] if is_refusal else said


@pytest.mark.parametrize("name", OPEN)
def test_what_is_inferred_is_what_the_contract_states(name: str) -> None:
    stated, proposed = inferred(name)
    expected, found = dict(flat(stated)), dict(flat(proposed.listing))
    wrong = {key: value for key, value in found.items() if expected.get(key, MISSING) != value}
    assert wrong == {}
    assert set(expected) - set(found) == OPEN[name]
    assert len(found) == RIGHT[name]


@pytest.mark.parametrize("name", OPEN)
def test_every_value_has_its_reason_and_what_is_open_a_question(name: str) -> None:
    _, proposed = inferred(name)
    assert all(each.because for each in proposed.stated)
    assert proposed.opens
    assert all(each.question.rstrip(".").strip() for each in proposed.opens)
