"""Links that honest servers write, and that no law may hold against them."""

from __future__ import annotations

import pytest

from conformance.evidence import Counted
from conformance.laws import leads
from conformance.laws.examples import OPERATION, ROWS, but, counted, page
from conformance.questions import Question
from listproof.contract import Json, Operation, Paging, Size

LINKED = but(
    OPERATION,
    size=Size(param="limit", default=1, minimum=1, maximum=2, over=("clamp",)),
    meta={"total": "/total", "next": "/next", "last": "/last"},
)


def linked(question: Question, *, skipped: int | None = 0, size: int | None = 2, **says: Json) -> Counted:
    came = page(
        *ROWS[:2],
        skipped=skipped,
        size=size,
        question=question,
        operation=LINKED,
        meta=says,  # type: ignore[arg-type]
    )
    return counted(came, ROWS, operation=LINKED)


def faults(seen: Counted, operation: Operation = LINKED) -> list[str]:
    return [str(finding.expected) for finding in leads.next_.check(operation, seen)]


@pytest.mark.parametrize("repeated", [2, 5])
def test_a_link_may_repeat_the_size_that_was_asked_for_or_the_one_that_it_was_cut_to(repeated: int) -> None:
    assert not faults(linked(Question(size=5), next=f"/things?page=2&limit={repeated}"))


def test_a_link_need_not_repeat_a_size_of_which_nobody_knows_what_it_gets() -> None:
    assert not faults(linked(Question(size=0), size=None, next="/things?page=2&limit=2"))


def test_a_link_with_another_size_is_accused() -> None:
    assert faults(linked(Question(size=5), next="/things?page=2&limit=1")) == ["limit=5"]


@pytest.mark.parametrize(
    "question",
    [
        Question(put=(("page", "\u0662"),)),
        Question(size=1, add=(("limit", "2"), ("page", "1"), ("page", "2"))),
    ],
)
def test_where_a_link_leads_from_a_page_that_was_asked_for_oddly_is_left_open(question: Question) -> None:
    assert not faults(linked(question, skipped=None, size=None, next="/things?page=3&limit=2"))


@pytest.mark.parametrize(("last", "kept"), [(0, True), (1, True), (2, False), ("/things?page=0", False)])
def test_the_last_page_of_nothing_may_be_the_number_0(last: Json, kept: bool) -> None:
    nothing = page(skipped=0, size=2, total=0, operation=LINKED, meta={"last": last})
    found = list(leads.last.check(LINKED, counted(nothing, (), operation=LINKED)))
    assert (not found) is kept


def test_of_offsets_there_is_none_before_the_first_page_that_may_be_the_last() -> None:
    by_offset = but(LINKED, page=Paging(by="offset", param="offset"))
    for last, accused in ((-1, True), (0, False)):
        nothing = page(skipped=0, size=2, total=0, operation=by_offset, meta={"last": last})
        found = list(leads.last.check(by_offset, counted(nothing, (), operation=by_offset)))
        assert bool(found) is accused
