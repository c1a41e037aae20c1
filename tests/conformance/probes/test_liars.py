"""Lists that lie in one way each: the law that the lie breaks says so."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import pytest

from conformance.evidence import Exchange, Page
from conformance.laws.examples import but
from conformance.questions import Question
from listproof.contract import MISSING, Json, Role
from tests.conformance.probes.liars import (
    LIARS,
    CountsBeforeTheFilter,
    LosesTheLastRowOfAPage,
    NoSuchOwner,
    NumbersAsText,
    OnePageMoreThanFull,
    RefusesTooMuch,
    RoundsDown,
)
from tests.conformance.probes.listed import LISTED, Listed, judged, made_rows, own_laws


@pytest.mark.parametrize("liar", LIARS, ids=lambda liar: liar.__name__)
def test_a_lie_is_caught_by_the_law_that_it_breaks(liar: Any) -> None:
    findings = judged(liar())
    assert liar.caught_by in findings
    assert all(finding.exchanges for found in findings.values() for finding in found)


def test_every_law_of_these_families_has_a_liar() -> None:
    caught = {liar.caught_by for liar in LIARS}
    elsewhere = {"meta/offset", "size/omit"}
    assert {law.id for law in own_laws()} - caught == elsewhere


@pytest.mark.parametrize(
    ("liar", "only"),
    [
        (CountsBeforeTheFilter, {"meta/total"}),
        (RoundsDown, {"meta/pages"}),
        (OnePageMoreThanFull, {"meta/has-next"}),
        (NumbersAsText, {"sort/order", "sort/reverse"}),
        (NoSuchOwner, {"filter/no-match"}),
        (RefusesTooMuch, {"size/over"}),
    ],
)
def test_a_lie_in_one_thing_blames_nothing_else(liar: type[Listed], only: set[str]) -> None:
    assert set(judged(liar())) <= only


def test_rows_that_are_lost_are_blamed_on_the_pages_and_not_on_the_counts() -> None:
    blamed = set(judged(LosesTheLastRowOfAPage()))
    assert {"page/complete", "size/full"} <= blamed
    assert not blamed & {"meta/total", "meta/pages", "meta/has-next", "page/window"}


@pytest.mark.parametrize("odd", [None, "5", True, [], {}, 1e400, -1, 10**400, float("nan"), "٥", MISSING])
def test_odd_values_of_any_role_break_no_law(odd: Json) -> None:
    class Odd(Listed):
        def says(self, *_: Any) -> dict[Role, Json]:
            return dict.fromkeys(self.operation.listing.meta, odd)

    assert judged(Odd())


@pytest.mark.parametrize(
    "odd", [None, 5, "row", [1], True, {}, {"id": None}, {"id": [1], "state": {}, "points": "x"}]
)
def test_odd_items_break_no_law(odd: Json) -> None:
    class Odd(Listed):
        def cut(self, rows: Sequence[Json], skipped: int, size: int) -> list[Json]:
            return [odd] * len(super().cut(rows, skipped, size))

    assert judged(Odd(operation=but(LISTED, id=None)))


def test_a_backend_that_answers_nothing_else_than_errors_breaks_no_law() -> None:
    for status in (400, 404, 429, 500):

        class Broken(Listed):
            def answer(self, question: Question, status: int = status) -> Exchange | Page:
                return self.refuse(question, status) if self.asked[3:] else super().answer(question)

        judged(Broken())


def test_values_of_several_types_in_one_field_break_no_law() -> None:
    odd: itertools.cycle[Json] = itertools.cycle([None, 1, "1", True, [], {}, 2.5])
    rows = tuple(
        {**row, "points": next(odd), "owner": next(odd), "created": next(odd)} for row in made_rows()
    )
    judged(Listed(rows=rows, operation=LISTED))
