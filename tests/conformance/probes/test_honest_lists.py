"""Honest lists of many kinds, none of which is accused, each in few requests."""

# A list of another kind takes the place of a whole method and needs few of its arguments.
# ruff: noqa: ARG002

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from conformance.evidence import Exchange, Page
from conformance.laws.examples import but, identity, parameter
from conformance.questions import Question
from listproof.contract import Json, Operation, Paging, Size, Sort, SortField
from tests.conformance.probes.listed import LISTED, Listed, judged, made_rows


def test_an_honest_list_is_not_accused() -> None:
    assert judged(Listed()) == {}


@pytest.mark.parametrize("number", [0, 1, 2, 5, 7, 19, 20, 21, 40, 41, 53, 83])
def test_lists_of_any_length_are_not_accused(number: int) -> None:
    assert judged(Listed(rows=made_rows(number))) == {}


def test_an_empty_list_may_have_one_page() -> None:
    class OnePage(Listed):
        def told(self, question: Question, items: list[Json], skipped: int, size: int, total: int) -> Page:
            page = super().told(question, items, skipped, size, total)
            return page if total else replace(page, meta={**page.meta, "pages": 1})

    assert judged(OnePage(rows=())) == {}


def test_pages_counted_from_zero_are_not_accused() -> None:
    operation = but(
        LISTED,
        parameters=(parameter("page", type="integer", minimum=0, default=0),),
        page=Paging(by="page", param="page", first=(0,)),
    )
    assert judged(Listed(operation=operation)) == {}


def by_offset() -> Operation:
    return but(
        LISTED,
        parameters=(parameter("offset", type="integer", minimum=0, default=0),),
        without=("page",),
        page=Paging(by="offset", param="offset"),
        meta={
            "offset": "/offset",
            "size": "/limit",
            "total": "/total",
            "has_next": "/more",
            "next": "link:next",
            "prev": "link:prev",
        },
    )


class ByOffset(Listed):
    def link(self, question: Question, pages: int, size: int) -> str:
        here = int(question.position or 0)
        step = pages - here // size
        return f"/things?offset={max(here + step * size, 0)}&limit={size}&{self.asked_filters(question)}"

    def asked_filters(self, question: Question) -> str:
        return "&".join(f"{key}={value}" for key, value in question.filters)


def test_offsets_are_not_accused() -> None:
    assert judged(ByOffset(operation=by_offset())) == {}


class ByCursor(Listed):
    """A token is the identity of the last row; nothing but the rows and the token is told."""

    def skip(self, question: Question, size: int) -> int:
        if question.position is None:
            return 0
        rows = self.ordered(self.matching(question), question)
        return 1 + next(at for at, row in enumerate(rows) if identity(row) == question.position)

    def told(self, question: Question, items: list[Json], skipped: int, size: int, total: int) -> Page:
        page = super().told(question, items, skipped, size, total)
        token = page.ids[-1] if items and skipped + len(items) < total else None
        return replace(page, meta={"next": token})


def by_cursor() -> Operation:
    return but(
        LISTED,
        parameters=(parameter("after", type="string"),),
        without=("page",),
        page=Paging(by="cursor", param="after"),
        meta={"next": "/next"},
    )


def test_cursors_are_not_accused() -> None:
    assert judged(ByCursor(operation=by_cursor())) == {}


class ByLink(Listed):
    """The next page is a URL to follow, and nothing else leads to it."""

    def skip(self, question: Question, size: int) -> int:
        return 0 if question.position is None else int(str(question.position).rpartition("=")[2])

    def link(self, question: Question, pages: int, size: int) -> str:
        return f"/things?limit={size}&from={pages * size}"


def test_links_are_not_accused() -> None:
    operation = but(
        LISTED,
        page=Paging(by="link"),
        without=("page",),
        meta={"next": "link:next", "prev": "link:prev", "total": "header:X-Total"},
    )
    assert judged(ByLink(operation=operation)) == {}


def test_a_cursor_that_loses_a_row_between_pages_is_seen_at_another_size() -> None:
    class Losing(ByCursor):
        def skip(self, question: Question, size: int) -> int:
            skipped = super().skip(question, size)
            return skipped + 1 if skipped and size != 20 else skipped

    assert {"page/window", "page/complete"} <= judged(Losing(operation=by_cursor())).keys()


def test_a_bare_list_that_says_nothing_of_itself_is_not_accused() -> None:
    assert judged(Listed(operation=but(LISTED, meta={}))) == {}


class AllOmitted(Listed):
    def size(self, question: Question) -> int | None:
        alias = self.put(question, "per_page")
        return (
            max(len(self.matching(question)), 1)
            if question.size is None and not alias
            else super().size(question)
        )

    def told(self, question: Question, items: list[Json], skipped: int, size: int, total: int) -> Page:
        page = super().told(question, items, skipped, size, total)
        unsized = question.size is None and not question.put
        return replace(page, meta={**page.meta, "size": None}) if unsized else page


def test_an_omitted_size_may_mean_everything_where_it_is_one_of_the_readings() -> None:
    size = replace(LISTED.listing.size or Size(param="limit"), omit=("default", "all"))
    operation = but(LISTED, size=size)
    assert judged(AllOmitted(operation=operation)) == {}


def test_an_omitted_size_that_means_everything_is_accused_where_it_is_to_mean_the_default() -> None:
    class Everything(Listed):
        def size(self, question: Question) -> int | None:
            return len(self.rows) if question == Question() else super().size(question)

    assert "size/default" in judged(Everything())


def test_null_may_come_last_both_ways() -> None:
    class NullLast(Listed):
        def ordered(self, rows: Sequence[Json], question: Question) -> list[Json]:
            key, _ = self.order(question)
            ordered = super().ordered(rows, question)
            return sorted(ordered, key=lambda row: row[key.name] is None)

    assert judged(NullLast()) == {}


@pytest.mark.parametrize(
    "read",
    [str, str.casefold, lambda text: "".join(letter for letter in text.casefold() if letter.isalnum())],
    ids=["code points", "without case", "without punctuation"],
)
def test_text_may_be_sorted_by_any_collation(read: Any) -> None:
    class Collated(Listed):
        def rank(self, value: Json) -> Any:
            return (
                (1, 0, read(value)) if isinstance(value, str) and value[:4] != "2024" else super().rank(value)
            )

    assert judged(Collated()) == {}


def test_words_may_be_sorted_by_the_codes_of_an_enum() -> None:
    codes = {"open": 1, "late": 2, "done": 3}

    class Coded(Listed):
        def rank(self, value: Json) -> Any:
            return (1, codes[value], "") if value in codes else super().rank(value)

    sort = replace(LISTED.listing.sort, keys={"state": SortField(name="state", at=("state",))})
    operation = but(LISTED, parameters=(parameter("sort", type="string", enum=["state"]),), sort=sort)
    assert judged(Coded(operation=operation)) == {}


def hidden_key() -> Operation:
    keys = {"secret": SortField(name="secret", at=None)}
    sort = Sort(by="sort", order="order", keys=keys, default=LISTED.listing.sort.default)
    return but(LISTED, parameters=(parameter("sort", type="string", enum=["secret"]),), sort=sort)


class Hidden(Listed):
    def ordered(self, rows: Sequence[Json], question: Question) -> list[Json]:
        if question.sort is None:
            return super().ordered(rows, question)
        return sorted(rows, key=lambda row: self.secret(row["id"]), reverse=question.sort[1] is not False)

    def secret(self, number: int) -> int:
        return number * 17 % 53 // 3


def test_ties_of_a_hidden_key_may_stand_either_way() -> None:
    assert judged(Hidden(operation=hidden_key())) == {}


def test_a_hidden_key_that_is_the_same_for_every_row_is_not_accused() -> None:
    class AllTies(Hidden):
        def secret(self, number: int) -> int:
            return number * 0

    assert judged(AllTies(operation=hidden_key())) == {}


def test_a_refusal_past_the_end_is_not_accused_where_nothing_is_stated() -> None:
    class Refusing(Listed):
        def answer(self, question: Question) -> Exchange | Page:
            answer = super().answer(question)
            past = isinstance(answer, Page) and not answer.items and (answer.skipped or 0) > 0
            return self.refuse(question, 404) if past else answer

    operation = but(LISTED, page=Paging(by="page", param="page", first=(1,)))
    assert judged(Refusing(operation=operation)) == {}


def test_a_filter_that_holds_unasked_is_no_fault() -> None:
    operation = but(
        LISTED,
        parameters=(parameter("state", type="string", enum=["open", "done", "late", "all"], default="open"),),
    )

    class OpenUnasked(Listed):
        def matching(self, question: Question) -> list[Json]:
            unasked = "state" not in dict(question.filters)
            held = (("state", "open"),) if unasked else ()
            return super().matching(question.but(filters=(*question.filters, *held)))

    assert judged(OpenUnasked(operation=but(operation, meta={"total": "/total", "pages": "/pages"}))) == {}


@pytest.mark.parametrize("number", [250, 264, 1000])
def test_the_plan_asks_few_requests_whatever_the_length(number: int) -> None:
    size = replace(LISTED.listing.size or Size(param="limit"), maximum=100)
    operation = but(
        LISTED,
        parameters=(parameter("limit", type="integer", minimum=1, maximum=100, default=20),),
        size=replace(size, default=20),
    )
    backend = Listed(operation=operation, rows=made_rows(60) * (number // 60 + 1))
    rows = tuple({**row, "id": at} for at, row in enumerate(backend.rows[:number]))
    backend = Listed(operation=operation, rows=rows)
    assert judged(backend) == {}
    assert len(backend.asked) <= 125


def test_equal_surveys_make_equal_plans() -> None:
    one, other = Listed(), Listed()
    judged(one)
    judged(other)
    assert one.asked == other.asked


def numbered(number: int) -> tuple[Json, ...]:
    rows = made_rows(60) * (number // 60 + 1)
    return tuple({**row, "id": at} for at, row in enumerate(rows[:number]))


def test_a_list_too_long_to_walk_is_looked_at_in_windows_and_not_accused() -> None:
    backend = Listed(rows=numbered(4000))
    assert judged(backend) == {}
    assert len(backend.asked) <= 160
    assert any((question.position or 0) == 200 and question.size == 20 for question in backend.asked)


def test_a_long_list_that_loses_its_depths_is_accused() -> None:
    class Shallow(Listed):
        def cut(self, rows: Sequence[Json], skipped: int, size: int) -> list[Json]:
            return super().cut(rows[:2000], skipped, size)

    assert "size/full" in judged(Shallow(rows=numbered(4000)))


def test_a_list_without_a_size_parameter_is_not_accused() -> None:
    class Fixed(Listed):
        def size(self, question: Question) -> int | None:
            return 10

    operation = but(
        LISTED, size=None, without=("limit", "per_page"), meta={"total": "/total", "page": "/page"}
    )
    assert judged(Fixed(operation=operation)) == {}


def test_a_list_that_is_not_paged_is_not_accused() -> None:
    class Everything(Listed):
        def size(self, question: Question) -> int | None:
            return max(len(self.rows), 1)

        def skip(self, question: Question, size: int) -> int:
            return 0

    operation = but(
        LISTED, page=Paging(), size=None, without=("page", "limit", "per_page"), meta={"total": "/total"}
    )
    assert judged(Everything(operation=operation)) == {}


def test_a_first_page_of_unknown_number_is_not_accused() -> None:
    class FromOne(Listed):
        @property
        def first(self) -> int:
            return 1

    assert judged(FromOne(operation=but(LISTED, page=Paging(by="page", param="page")))) == {}


def test_rows_without_an_identity_are_not_accused_of_repeating() -> None:
    rows = tuple({**row, "id": 0} for row in made_rows(10) * 3)
    assert judged(Listed(operation=but(LISTED, id=None), rows=rows)) == {}
