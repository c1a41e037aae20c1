"""Laws on what a page says: readings, silence, and pages past the end."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from conformance.evidence import Page
from conformance.laws import echoes, leads, meta
from conformance.laws.examples import OPERATION, ROWS, but, counted, page
from conformance.questions import Question
from listproof.contract import MISSING, Json, Operation, Paging, Role, Size, Sort, SortField

ROLES: dict[Role, str] = {
    "page": "/page",
    "size": "/limit",
    "offset": "/offset",
    "sort": "/sort",
    "order": "/order",
    "returned": "/returned",
    "total": "/total",
    "total_all": "/all",
    "pages": "/pages",
    "has_next": "/more",
    "has_prev": "/less",
    "next": "/next",
    "prev": "/prev",
    "first": "/first",
    "last": "/last",
}
EVERY = but(OPERATION, meta=ROLES)
BY_OFFSET = but(EVERY, page=Paging(by="offset", param="offset"))
EITHER = but(EVERY, size=Size(param="limit", default=2, minimum=1, maximum=4, omit=("default", "all")))


def found(law: Any, seen: Page, operation: Operation = EVERY, rows: Any = ROWS) -> list[Any]:
    evidence = counted(seen, rows, everything=None if rows is None else 5, operation=operation)
    return list(law.check(operation, evidence))


def saying(seen: Page, **said: Json) -> Page:
    """The page, saying nothing but this."""
    return replace(seen, meta={role: said[role] for role in ROLES if role in said})


@pytest.mark.parametrize(
    ("law", "right", "wrong"),
    [
        (echoes.number, [2, 2.0, "2"], [1, 3, None, MISSING, True, "two", [2]]),
        (echoes.size, [2, 2.0, "2"], [1, 5, None, MISSING]),
        (echoes.offset, [2, 2.0], [0, 1, MISSING]),
        (meta.total, [5, 5.0, "5"], [4, 6, None, MISSING, True, -5, float("nan")]),
        (meta.total_all, [5], [4, MISSING]),
        (meta.pages, [3], [2, 4, None]),
        (meta.has_next, [True, "true", "True"], [False, None, MISSING, 1, "yes"]),
        (meta.has_prev, [True], [False, MISSING]),
    ],
)
def test_a_role_says_the_truth_in_any_spelling(law: Any, right: list[Json], wrong: list[Json]) -> None:
    role = next(role for role in ROLES if role.replace("_", "-") == law.id.partition("/")[2])
    for value in right:
        assert not found(law, page(*ROWS[2:4], skipped=2, operation=EVERY, meta={role: value}))
    for value in wrong:
        [finding] = found(law, page(*ROWS[2:4], skipped=2, operation=EVERY, meta={role: value}))
        assert finding.where == ROLES[role]


@pytest.mark.parametrize("total", [0, 1])
def test_an_empty_list_has_no_page_or_one(total: int) -> None:
    assert not found(meta.pages, page(total=0, meta={"pages": total}), rows=())


def test_an_empty_list_has_no_two_pages() -> None:
    assert found(meta.pages, page(total=0, meta={"pages": 2}), rows=())


def test_past_the_end_another_page_may_be_told_unless_it_is_stated_to_be_empty() -> None:
    last = page(ROWS[4], skipped=8, meta={"page": 3})
    assert not found(echoes.number, last)
    assert not found(meta.has_next, replace(last, meta={"has_next": True}))
    empty = but(EVERY, page=Paging(by="page", param="page", first=(1,), past_end=("empty",)))
    assert found(echoes.number, page(skipped=8, meta={"page": 3}), empty)


def test_a_page_without_items_may_have_no_number() -> None:
    empty = but(OPERATION, page=Paging(by="page", param="page", first=(1,), past_end=("empty",)))
    unnumbered = page(skipped=8, meta={"page": MISSING})
    assert not found(echoes.number, unnumbered, empty)
    assert found(echoes.number, page(*ROWS[:2], meta={"page": MISSING}), empty)


def test_past_the_end_no_rows_remain() -> None:
    assert found(meta.has_next, page(skipped=8, has_next=True))


def test_where_nothing_was_counted_a_page_is_held_to_its_own_words() -> None:
    assert found(meta.has_next, page(*ROWS[:2], total=5, has_next=False), rows=None)
    assert found(meta.pages, page(*ROWS[:2], total=5, pages=2), rows=None)
    assert found(meta.total, page(*ROWS[2:4], skipped=2, meta={"total": 3}), rows=None)
    assert found(meta.total, page(*ROWS[2:4], skipped=2, meta={"total": None}), rows=None)
    assert not found(meta.total, page(*ROWS[2:4], skipped=2, meta={"total": 900}), rows=None)


def test_where_the_count_and_the_total_differ_what_follows_from_either_is_no_further_fault() -> None:
    lied = page(*ROWS[:2], total=9)
    assert found(meta.total, lied)
    for law in (meta.has_next, meta.pages, leads.next_, leads.last):
        for role, value in (("pages", 3), ("pages", 5), ("next", 2), ("last", 3), ("last", 5)):
            if law.id == f"meta/{role}":
                assert not found(law, saying(lied, total=9, **{role: value}))
    assert found(meta.pages, saying(lied, total=9, pages=4))
    last = page(ROWS[4], skipped=4, total=9)
    for flag in (True, False):
        assert not found(meta.has_next, saying(last, total=9, has_next=flag))


def test_what_a_token_skipped_is_unknown_and_blames_nothing() -> None:
    seen = replace(page(*ROWS[:2], has_next=False, has_prev=True), skipped=None)
    assert not found(meta.has_next, seen)
    assert not found(meta.has_prev, seen)
    assert not found(leads.next_, replace(seen, meta={"next": "token"}))


def test_an_omitted_size_may_be_told_by_either_reading_that_the_rows_agree_with() -> None:
    everything = page(*ROWS, size=None, question=Question(), meta={"total": 5})
    for size in (None, MISSING, 0, 5):
        assert not found(echoes.size, replace(everything, meta={"total": 5, "size": size}), EITHER)
    assert found(echoes.size, replace(everything, meta={"total": 5, "size": 2}), EITHER)
    assert not found(meta.pages, replace(everything, meta={"total": 5, "pages": 1}), EITHER)
    assert found(meta.pages, replace(everything, meta={"total": 5, "pages": 3}), EITHER)
    two = page(*ROWS[:2], size=None, question=Question(), meta={"total": 5})
    assert not found(echoes.size, replace(two, meta={"total": 5, "size": 2}), EITHER)
    assert found(echoes.size, replace(two, meta={"total": 5, "size": None}), EITHER)
    assert found(meta.pages, replace(two, meta={"total": 5, "pages": 1}), EITHER)


def test_a_size_that_the_contract_gives_no_meaning_may_be_told_in_any_way() -> None:
    clamped = replace(
        page(*ROWS[:4], question=Question(size=9)), size=None, meta={"size": 4, "pages": 2, "total": 5}
    )
    assert not found(echoes.size, clamped)
    assert not found(meta.pages, clamped)


def test_the_default_sort_is_told_where_none_was_asked_for() -> None:
    plain = page(*ROWS[:2])
    for law, role, right, wrong in (
        (echoes.sort, "sort", "created", "name"),
        (echoes.order, "order", "DESC", "asc"),
    ):
        assert not found(law, saying(plain, **{role: right}))
        assert found(law, saying(plain, **{role: wrong}))


def test_a_sign_in_the_key_may_be_told_or_not() -> None:
    keys = {"name": SortField(name="name", at=("name",))}
    operation = but(EVERY, without=("order", "sort"), sort=Sort(by="sort", keys=keys))
    seen = page(*ROWS[:2], question=Question(size=2, sort=("name", True)))
    assert not found(echoes.sort, replace(seen, meta={"sort": "-name"}), operation)
    assert not found(echoes.sort, replace(seen, meta={"sort": "name"}), operation)
    assert not found(echoes.sort, replace(page(*ROWS[:2]), meta={"sort": "anything"}), operation)
    assert found(echoes.sort, replace(seen, meta={"sort": "created"}), operation)


def test_what_was_asked_for_by_hand_is_not_held_to_be_repeated() -> None:
    for question in (
        Question(put=(("sort", "odd"),)),
        Question(add=(("order", "asc"), ("order", "desc"))),
        Question(drop=("sort",)),
    ):
        seen = replace(page(*ROWS[:2], question=question), meta={"sort": "odd", "order": "odd"})
        assert not found(echoes.sort, seen)
        assert not found(echoes.order, seen)


@pytest.mark.parametrize(
    "value", [2, "2", 2.0, "/things?page=2", "https://elsewhere.example/x?a=b&page=2&limit=2"]
)
def test_a_number_or_a_url_may_lead_to_the_next_page(value: Json) -> None:
    assert not found(leads.next_, page(*ROWS[:2], operation=EVERY, meta={"next": value}))


@pytest.mark.parametrize("value", [None, "", MISSING, 3, 1, "/things?page=3", "?page=1&limit=2"])
def test_what_leads_elsewhere_or_nowhere_is_no_next_page(value: Json) -> None:
    assert len(found(leads.next_, page(*ROWS[:2], operation=EVERY, meta={"next": value}))) == 1


@pytest.mark.parametrize("value", ["b3BhcXVl", "/things?cursor=b3BhcXVl", {"href": "/things?page=2"}, [2]])
def test_where_an_opaque_token_leads_is_seen_by_following_it(value: Json) -> None:
    assert not found(leads.next_, page(*ROWS[:2], operation=EVERY, meta={"next": value}))


def test_offsets_lead_a_page_further_and_a_page_back_but_not_below_zero() -> None:
    seen = page(*ROWS[1:3], skipped=1, operation=BY_OFFSET)
    right = {"next": 3, "prev": 0, "first": 0, "last": 4}
    for law, role in (
        (leads.next_, "next"),
        (leads.prev, "prev"),
        (leads.first, "first"),
        (leads.last, "last"),
    ):
        assert not found(law, saying(seen, **{role: right[role]}), BY_OFFSET)
        if role != "last":  # from offset 1 the last page of two may begin at 3 or at 4
            assert found(law, saying(seen, **{role: 2}), BY_OFFSET)


def test_first_and_last_may_be_left_out_on_that_very_page() -> None:
    assert not found(leads.first, page(*ROWS[:2], operation=EVERY, meta={"first": None}))
    assert found(leads.first, page(*ROWS[2:4], skipped=2, operation=EVERY, meta={"first": None}))
    assert not found(leads.last, page(ROWS[4], skipped=4, operation=EVERY, meta={"last": None}))
    assert found(leads.last, page(*ROWS[:2], operation=EVERY, meta={"last": None}))


def test_a_link_may_leave_out_what_is_the_default_and_what_is_switched_off() -> None:
    question = Question(position=1, size=2, filters=(("state", "all"),))
    seen = page(*ROWS[:2], question=question, operation=EVERY, meta={"next": "/things?page=2"})
    assert not found(leads.next_, seen)


def test_a_token_in_the_last_item_is_always_there() -> None:
    assert leads.next_.needs(but(OPERATION, meta={"next": "item:/id"}))


def test_which_page_a_link_names_is_left_to_the_server_that_wrote_it() -> None:
    followed = page(
        *ROWS[2:4], skipped=2, question=Question(position="/things?p=2", size=2), meta={"page": 2}
    )
    assert not found(echoes.number, followed)
    assert found(echoes.number, page(*ROWS[2:4], skipped=2, meta={"page": 3}))
