"""Two pages that should be the same: what differs, and what may."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conformance.evidence import Page, Twins
from conformance.law import Finding
from conformance.laws import inert, parameters, time
from conformance.laws.examples import OPERATION, ROWS, but, exchange, page, reaction
from conformance.laws.twins import differences
from listproof.contract import MISSING, Json, Operation

LEFT = page(*ROWS[:2])
LINKED = but(OPERATION, meta={"total": "/total", "has_next": "/more", "next": "/next", "size": "/limit"})


def found(right: Page, left: Page = LEFT, operation: Operation = OPERATION) -> list[Finding]:
    twins = Twins(law="inert/same", about="fast", left=left, right=right, because="the same was asked")
    return list(differences(operation, twins))


def test_equal_pages_are_the_same() -> None:
    assert not found(LEFT)


@pytest.mark.parametrize(
    ("right", "how"),
    [
        (page(ROWS[1], ROWS[0]), "the order differs, first at item 1"),
        (page(ROWS[0], ROWS[2]), "the items differ, first at item 2"),
        (page(ROWS[0]), "the number of items differs"),
        (page(), "the number of items differs"),
    ],
)
def test_items_that_differ_are_the_only_finding(right: Page, how: str) -> None:
    [finding] = found(replace(right, meta={"total": 99}))
    assert finding.because == f"the same was asked, but {how}"
    assert finding.where == "/items"
    assert finding.about == "fast"


def test_what_repeats_the_question_may_differ() -> None:
    assert not found(replace(LEFT, meta={**LEFT.meta, "page": 7, "size": None}))


@pytest.mark.parametrize(("left", "right"), [(5, 5.0), ("5", 5), (None, None), (MISSING, MISSING)])
def test_counts_are_equal_in_any_spelling(left: Json, right: Json) -> None:
    assert not found(replace(LEFT, meta={"total": right}), replace(LEFT, meta={"total": left}))


@pytest.mark.parametrize(("left", "right"), [(5, 6), (True, 1), (None, MISSING), (None, 0), ([1], [2])])
def test_counts_that_differ_are_findings(left: Json, right: Json) -> None:
    [finding] = found(replace(LEFT, meta={"total": right}), replace(LEFT, meta={"total": left}))
    assert finding.where == "/total"


def test_tokens_may_differ_but_not_their_being_there() -> None:
    left = replace(LEFT, meta={"next": "abc"})
    assert not found(replace(LEFT, meta={"next": "xyz"}), left, LINKED)
    assert found(replace(LEFT, meta={"next": None}), left, LINKED)
    assert not found(replace(LEFT, meta={"next": ""}), replace(LEFT, meta={}), LINKED)


def test_a_figure_that_lives_is_told_and_blames_nobody() -> None:
    moved = {**ROWS[0], "progress": 3}
    twins = Twins(law="time/repeat", left=LEFT, right=page(moved, ROWS[1]), because="it was asked twice")
    [finding] = time.repeat.check(OPERATION, twins)
    assert finding.fact
    assert finding.where == "/items/*/progress"


@pytest.mark.parametrize("status", [0, 200, 302, 408, 429, 500, 503])
def test_only_a_refusal_of_the_question_refuses_a_value(status: int) -> None:
    seen = reaction("parameters/accepted", "valid", "state=late", exchange(status=status), about="state")
    assert not list(parameters.accepted.check(OPERATION, seen))


def test_what_each_law_needs() -> None:
    assert inert.same.needs(but(OPERATION, inert=()))
    bare = but(OPERATION, without=OPERATION.parameters)
    assert parameters.accepted.needs(bare)
    assert parameters.default.needs(bare)
    assert parameters.optional.needs(bare)
