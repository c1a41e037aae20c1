"""Counting by hand what a page should be drawn from, and only where that is certain."""

from __future__ import annotations

import dataclasses
from types import MappingProxyType

import pytest

from conformance.evidence import Page, Walk
from conformance.judging.counting import count, counted
from conformance.laws import examples
from conformance.laws.examples import OPERATION, ROWS, but
from conformance.questions import Question
from conformance.survey import Survey
from listproof.contract import Json


def page_of(question: Question, *items: Json) -> Page:
    page = examples.page(*(items or ROWS[:2]))
    return dataclasses.replace(page, exchange=dataclasses.replace(page.exchange, question=question))


def walk(*pages: Page, ended: str = "end", question: Question | None = None) -> Walk:
    return Walk(question=question or Question(), pages=pages, ended=ended)  # type: ignore[arg-type]


PAGES = (
    examples.page(*ROWS[:2]),
    examples.page(*ROWS[2:4], skipped=2),
    examples.page(ROWS[4], skipped=4),
)
SURVEY = Survey(main=walk(*PAGES))


def test_the_plain_list_is_every_row_in_order() -> None:
    made = count(OPERATION, SURVEY, page_of(Question(size=2)))
    assert made.rows == ROWS
    assert made.ids == ("1", "2", "3", "4", "5")
    assert (made.matching, made.everything, made.ordered) == (5, 5, True)


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ((("state", "open"),), ("1", "2")),
        ((("state", "open"), ("owner", "u1")), ("1",)),
        ((("owner", "nobody"),), ()),
    ],
)
def test_a_filter_selects_the_rows_that_match(
    filters: tuple[tuple[str, str], ...], expected: tuple[str, ...]
) -> None:
    shown = [row for row in ROWS if str(row["id"]) in expected]
    page = dataclasses.replace(page_of(Question(filters=filters)), items=tuple(shown))
    made = count(OPERATION, SURVEY, page)
    assert made.ids == expected
    assert made.everything == 5


def test_a_page_with_rows_that_the_filter_should_have_kept_out_is_held_to_no_count() -> None:
    made = count(OPERATION, SURVEY, page_of(Question(filters=(("state", "open"),)), *ROWS[1:3]))
    assert made.rows is None
    assert made.everything == 5


def test_only_a_walk_of_a_filtered_list_tells_its_order() -> None:
    asked = Question(filters=(("state", "open"),))
    turned = walk(examples.page(*ROWS[1::-1]), question=asked.but(size=2))
    assert not count(OPERATION, SURVEY, page_of(asked, *ROWS[:2])).ordered
    made = next(counted(OPERATION, SURVEY, [page_of(asked, *ROWS[:2])], [walk(*PAGES), turned]))
    assert (made.ids, made.ordered) == (("2", "1"), True)


def test_a_walk_that_lacks_rows_tells_no_order() -> None:
    asked = Question(filters=(("state", "open"),))
    lacking = walk(examples.page(ROWS[1]), question=asked)
    made = count(OPERATION, SURVEY, page_of(asked, *ROWS[:2]), lacking)
    assert (made.ids, made.ordered) == (("1", "2"), False)


def test_a_sort_leaves_the_rows_but_not_their_order() -> None:
    made = count(OPERATION, SURVEY, page_of(Question(sort=("created", True))))
    assert made.matching == 5
    assert not made.ordered


@pytest.mark.parametrize(
    "question",
    [
        Question(caller="other"),
        Question(scope=(("team", "red"),)),
        Question(put=(("state", "open"),)),
        Question(add=(("x", "1"),)),
        Question(drop=("page",)),
        Question(headers=(("X-Key", None),)),
        Question(filters=(("state", "no such state"),)),
        Question(filters=(("unknown", "x"),)),
    ],
)
def test_a_question_whose_rows_are_unknown_is_not_counted(question: Question) -> None:
    made = count(OPERATION, SURVEY, page_of(question))
    assert (made.rows, made.ids, made.everything, made.ordered) == (None, None, None, False)


def test_a_list_that_was_not_walked_to_its_end_is_not_counted() -> None:
    survey = Survey(main=walk(*PAGES[:2], ended="budget"))
    assert count(OPERATION, survey, page_of(Question())).everything is None


def test_another_callers_page_is_counted_by_that_callers_walk() -> None:
    other = walk(PAGES[2], question=Question(caller="other"))
    survey = Survey(main=walk(*PAGES), others=MappingProxyType({"other": other}))
    assert count(OPERATION, survey, page_of(Question(caller="other"))).ids == ("5",)


@pytest.mark.parametrize(
    "pages",
    [(examples.page(ROWS[0]), PAGES[1], PAGES[2]), (PAGES[0], examples.page(*ROWS[:2], skipped=2), PAGES[2])],
    ids=["a short page", "a row twice"],
)
def test_a_walk_that_is_faulty_itself_blames_no_other_page(pages: tuple[Page, ...]) -> None:
    made = count(OPERATION, Survey(main=walk(*pages)), page_of(Question()))
    assert made.rows is None
    assert made.everything is None


def test_a_filter_that_is_not_in_the_items_cannot_be_counted() -> None:
    hidden = dataclasses.replace(OPERATION.listing.filters["state"], at=None)
    operation = but(OPERATION, filters={"state": hidden})
    made = count(operation, SURVEY, page_of(Question(filters=(("state", "open"),))))
    assert (made.rows, made.everything) == (None, 5)


def test_there_is_one_for_every_page() -> None:
    pages = [page_of(Question()), page_of(Question(caller="other"))]
    assert [one.page for one in counted(OPERATION, SURVEY, pages)] == pages
