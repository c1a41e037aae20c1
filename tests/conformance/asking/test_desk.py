"""Asking once for what is asked for twice, and following lists that tell the truth or do not."""

from __future__ import annotations

import dataclasses
import json
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from conformance.asking.client import BudgetSpent
from conformance.asking.desk import Asker, Memo
from conformance.asking.jsonbody import parse_json
from conformance.evidence import Exchange, Request
from conformance.laws.examples import OPERATION, but
from conformance.questions import Question
from conformance.target import Target
from listproof.contract import MISSING, Json, Operation, Paging

PLAIN = Question()
TARGET = Target(url="http://things.invalid")
Lie = Callable[[dict[str, Any], Question], None]


class Shelf:
    """A list of ids from 1, asked by question; `lie` may change the body of a page, `refuse` its status."""

    def __init__(
        self,
        count: int,
        *,
        operation: Operation = OPERATION,
        lie: Lie | None = None,
        past_end: int = 200,
        item: Callable[[int], Json] = lambda number: {"id": number},
    ) -> None:
        self.operation = operation
        self.rows = [item(number) for number in range(1, count + 1)]
        self.lie = lie
        self.past_end = past_end
        self.asked: list[Question] = []
        self.lock = threading.Lock()

    def __call__(self, question: Question, request: Request) -> Exchange:
        with self.lock:
            self.asked.append(question)
        start, size = self.window(question)
        items = self.rows[start : start + size]
        body: dict[str, Any] = {
            "items": items,
            "total": len(self.rows),
            "has_next": start + len(items) < len(self.rows),
            "next": str(start + size) if start + size < len(self.rows) else None,
        }
        if self.lie:
            self.lie(body, question)
        status = self.past_end if not items and start else 200
        text = json.dumps(body if status == 200 else {"error": "no such page"}).encode()
        return Exchange(
            question=question, request=request, status=status, body=text, json=parse_json(text)[0]
        )

    def window(self, question: Question) -> tuple[int, int]:
        size = question.size or 2
        paging = self.operation.listing.page
        if paging.by in ("cursor", "link"):
            token = str(question.position or "0").rpartition("=")[2]
            return int(token), size
        if paging.by == "offset":
            return int(question.position or 0), size
        first = paging.first[0] if paging.first else 1
        position = first if question.position is None else int(question.position)
        return max(position - first, 0) * size, size

    def asker(self, **options: Any) -> Asker:
        return Asker(self.operation, TARGET, Memo(self), **options)

    def walked(self, question: Question = PLAIN, **options: Any) -> tuple[list[str], str, int]:
        """The ids that a walk finds, how it ended, and the requests it took."""
        walk = self.asker(**options).walk(question)
        return [identity for page in walk.pages for identity in page.ids], walk.ended, len(self.asked)


def ids(count: int) -> list[str]:
    return [str(number) for number in range(1, count + 1)]


def silent(body: dict[str, Any], question: Question) -> None:
    """Says nothing of the list but its items."""
    for key in ("total", "has_next", "next"):
        body.pop(key)


BY_OFFSET = but(OPERATION, page=Paging(by="offset", param="page"))
BY_CURSOR = but(OPERATION, page=Paging(by="cursor", param="page"), meta={"next": "/next", "total": "/total"})


# --- once ------------------------------------------------------------------------------------------------


def test_equal_questions_are_asked_once() -> None:
    shelf = Shelf(5)
    asker = shelf.asker()
    assert asker.exchange(Question(size=2)) is asker.exchange(Question(size=2))
    assert asker.page(Question(size=2)) is not None
    assert len(shelf.asked) == 1


def test_different_questions_that_are_one_request_are_asked_once_and_keep_their_own_meaning() -> None:
    shelf = Shelf(5)
    asker = shelf.asker()
    raw, plain = asker.page(Question(put=(("limit", "2"),))), asker.page(Question(size=2))
    assert len(shelf.asked) == 1
    assert raw is not None
    assert plain is not None
    assert (raw.size, plain.size) == (None, 2)
    # Laws judge the request once, by the question that the contract gives a meaning to.
    assert [page.size for page in asker.seen.pages.values()] == [2]


def test_again_is_really_asked_again() -> None:
    shelf = Shelf(5)
    asker = shelf.asker()
    asker.exchange(Question())
    asker.exchange(Question(again=1))
    assert len(shelf.asked) == 2
    assert len(asker.seen.exchanges) == 2


def test_a_second_look_shares_no_answer_with_the_first() -> None:
    shelf = Shelf(5)
    memo = Memo(shelf)
    for again in (0, 1000, 1000):
        Asker(OPERATION, TARGET, memo, again=again).walk(Question(size=4))
    assert len(shelf.asked) == 4


def test_threads_that_ask_the_same_share_one_request() -> None:
    entered, leave = threading.Event(), threading.Event()
    shelf = Shelf(5)
    asked = []

    def slow(question: Question, request: Request) -> Exchange:
        asked.append(request)
        entered.set()
        leave.wait(5)
        return shelf(question, request)

    memo = Memo(slow)
    with ThreadPoolExecutor(4) as pool:
        answers = [pool.submit(Asker(OPERATION, TARGET, memo).exchange, Question()) for _ in range(4)]
        entered.wait(5)
        leave.set()
        assert len({id(answer.result()) for answer in answers}) == 1
    assert len(asked) == 1


def test_an_end_of_the_budget_reaches_whoever_asked() -> None:
    def spent(question: Question, request: Request) -> Exchange:
        raise BudgetSpent("enough")

    memo = Memo(spent)
    for _ in range(2):
        with pytest.raises(BudgetSpent, match="enough"):
            Asker(OPERATION, TARGET, memo).exchange(Question())


def test_an_answer_that_is_no_page_is_evidence_all_the_same() -> None:
    asker = Shelf(0, past_end=404).asker()
    assert asker.page(Question(position=3)) is None
    assert [exchange.status for exchange in asker.seen.exchanges.values()] == [404]
    assert not asker.seen.pages


# --- walks -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "requests"), [(0, 1), (1, 1), (2, 2), (3, 2), (4, 3), (5, 3)], ids=lambda value: str(value)
)
@pytest.mark.parametrize("operation", [OPERATION, BY_OFFSET], ids=["page", "offset"])
def test_a_walk_ends_at_a_short_page_and_asks_once_more_after_a_full_one(
    operation: Operation, rows: int, requests: int
) -> None:
    assert Shelf(rows, operation=operation).walked(Question(size=2)) == (ids(rows), "end", requests)


@pytest.mark.parametrize(("rows", "requests"), [(0, 1), (2, 1), (4, 2), (5, 3)])
def test_a_walk_by_token_ends_where_no_token_comes(rows: int, requests: int) -> None:
    assert Shelf(rows, operation=BY_CURSOR).walked() == (ids(rows), "end", requests)


def test_a_walk_by_link_follows_the_links() -> None:
    operation = but(OPERATION, page=Paging(by="link"), meta={"next": "/next"})

    def link(body: dict[str, Any], question: Question) -> None:
        body["next"] = body["next"] and f"/things?cursor={body['next']}"

    assert Shelf(5, operation=operation, lie=link).walked() == (ids(5), "end", 3)


def test_a_list_without_pages_is_one_page() -> None:
    assert Shelf(2, operation=but(OPERATION, page=Paging(by="none"))).walked() == (ids(2), "end", 1)


@pytest.mark.parametrize("said", [{"has_next": False}, {"total": 2}, {"total": 0, "has_next": False}])
def test_an_answer_that_denies_further_rows_does_not_end_a_walk_at_a_full_page(
    said: Mapping[str, Json],
) -> None:
    shelf = Shelf(5, lie=lambda body, _: body.update(said))
    assert shelf.walked(Question(size=2)) == (ids(5), "end", 3)


def test_a_page_that_lost_a_row_does_not_end_a_walk_while_the_answer_says_more() -> None:
    def lose(body: dict[str, Any], question: Question) -> None:
        body["items"] = body["items"][:-1] if body["has_next"] else body["items"]

    found, ended, _ = Shelf(5, lie=lose).walked(Question(size=2))
    assert (found, ended) == (["1", "3", "5"], "end")


def test_an_offset_walk_steps_by_what_was_asked_so_that_lost_rows_stay_lost() -> None:
    def lose(body: dict[str, Any], question: Question) -> None:
        body["items"] = body["items"][:-1] if body["has_next"] else body["items"]

    found, _, _ = Shelf(5, operation=BY_OFFSET, lie=lose).walked(Question(size=2))
    assert found == ["1", "3", "5"]


def test_a_list_that_says_nothing_of_itself_is_walked_by_its_pages_alone() -> None:
    assert Shelf(5, lie=silent).walked(Question(size=2)) == (ids(5), "end", 3)


def test_without_a_known_size_the_first_page_tells_how_long_a_page_is() -> None:
    operation = but(OPERATION, size=None)
    assert Shelf(5, operation=operation, lie=silent).walked() == (ids(5), "end", 3)


def test_a_list_that_has_no_end_is_walked_to_the_budget() -> None:
    found, ended, requests = Shelf(1000).walked(Question(size=2), pages=7)
    assert (len(found), ended, requests) == (14, "budget", 7)


def test_a_page_that_comes_again_is_a_loop() -> None:
    def stuck(body: dict[str, Any], question: Question) -> None:
        body.update(items=[{"id": 1}, {"id": 2}], has_next=True)

    assert Shelf(5, lie=stuck).walked(Question(size=2)) == (["1", "2"], "loop", 2)


def test_a_last_page_that_is_repeated_past_the_end_is_an_end_where_the_answer_says_so() -> None:
    def last(body: dict[str, Any], question: Question) -> None:
        body["items"] = body["items"] or [{"id": 3}, {"id": 4}]

    assert Shelf(4, lie=last).walked(Question(size=2)) == (ids(4), "end", 3)


def test_a_last_page_that_is_repeated_is_an_end_where_the_contract_says_so() -> None:
    operation = but(OPERATION, page=Paging(by="page", param="page", first=(1,), past_end=("last",)))

    def last(body: dict[str, Any], question: Question) -> None:
        silent(body, question)
        body["items"] = body["items"] or [{"id": 3}, {"id": 4}]

    assert Shelf(4, operation=operation, lie=last).walked(Question(size=2)) == (ids(4), "end", 3)


def test_rows_that_are_equal_are_no_loop_where_nothing_tells_them_apart() -> None:
    operation = but(OPERATION, id=None)
    found, ended, _ = Shelf(9, operation=operation, item=lambda _: "same").walked(Question(size=1))
    assert (len(found), ended) == (9, "end")


@pytest.mark.parametrize("status", [400, 404, 416])
def test_a_refusal_past_the_end_is_an_end(status: int) -> None:
    operation = but(OPERATION, page=Paging(by="page", param="page", first=(1,)))
    shelf = Shelf(4, operation=operation, past_end=status)
    assert shelf.walked(Question(size=2)) == (ids(4), "end", 3)


@pytest.mark.parametrize("status", [500, 302, 0])
def test_a_failure_past_the_end_is_trouble(status: int) -> None:
    assert Shelf(4, past_end=status).walked(Question(size=2)) == (ids(4), "trouble", 3)


def test_a_refused_first_page_is_trouble_without_pages() -> None:
    def refuse(question: Question, request: Request) -> Exchange:
        return Exchange(question=question, request=request, status=401)

    walk = Asker(OPERATION, TARGET, Memo(refuse)).walk(Question())
    assert (walk.pages, walk.ended, walk.whole) == ((), "trouble", False)


def test_a_token_that_comes_again_is_a_loop() -> None:
    def circle(body: dict[str, Any], question: Question) -> None:
        body["next"] = body["next"] or "0"

    assert Shelf(4, operation=BY_CURSOR, lie=circle).walked() == (ids(4), "loop", 3)


def test_a_cursor_from_the_last_item_goes_on_until_a_short_page() -> None:
    operation = but(OPERATION, page=Paging(by="cursor", param="page"), meta={"next": "item:/id"})
    assert Shelf(5, operation=operation).walked(Question(size=2)) == (ids(5), "end", 3)


def test_a_cursor_without_a_place_for_the_next_token_ends_at_the_budget() -> None:
    operation = but(OPERATION, page=Paging(by="cursor", param="page"), meta={})
    assert Shelf(5, operation=operation).walked(Question(size=2)) == (ids(2), "budget", 1)


@pytest.mark.parametrize("first", [0, 1])
def test_where_pages_start_is_found_out_where_the_contract_allows_both(first: int) -> None:
    told = but(OPERATION, page=Paging(by="page", param="page", first=(first,)))
    open_ = but(OPERATION, page=Paging(by="page", param="page", first=(0, 1)))
    open_ = dataclasses.replace(
        open_,
        parameters={
            **open_.parameters,
            "page": dataclasses.replace(open_.parameters["page"], schema={"type": "integer"}),
        },
    )
    shelf = Shelf(5, operation=told)
    walk = Asker(open_, TARGET, Memo(shelf)).walk(Question(size=2))
    assert ([i for page in walk.pages for i in page.ids], walk.ended) == (ids(5), "end")


def test_a_body_that_is_no_list_midway_is_trouble_and_keeps_the_pages_before_it() -> None:
    def vanish(body: dict[str, Any], question: Question) -> None:
        if question.position == 2:
            body["items"] = None

    assert Shelf(5, lie=vanish).walked(Question(size=2)) == (ids(2), "trouble", 2)


@pytest.mark.parametrize("odd", [True, "yes", 1e300, -4, [], None])
def test_odd_words_about_the_list_end_no_walk_early(odd: Json) -> None:
    def babble(body: dict[str, Any], question: Question) -> None:
        body.update(total=odd, has_next=odd)

    found, ended, _ = Shelf(5, lie=babble).walked(Question(size=2))
    assert (found, ended) == (ids(5), "end")


def test_missing_is_no_token() -> None:
    assert Shelf(3, operation=BY_CURSOR, lie=lambda body, _: body.pop("next")).walked() == (ids(2), "end", 1)
    assert not MISSING
