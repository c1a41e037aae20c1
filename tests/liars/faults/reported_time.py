"""Workers, replicas, caches and connections as reports of broken lists tell of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from conformance.asking.client import Answer
from listproof.contract import Json
from tests.liars.calls import Call, Query, Refusing, Twist, later
from tests.liars.faults.time import caches
from tests.liars.honest import encoded
from tests.liars.liar import Liar, filters, scoped_by
from tests.liars.worlds import Row

lie = partial(Liar, family="time", laws=("time/",))
ANY = ("time/", "page/", "meta/", "filter/", "size/", "sort/", "summary/", "parameters/", "shape/")

Pairs = list[tuple[str, str]]


def _worker(number: int, of: int) -> Callable[[Call], bool]:
    """Whether one of so many workers answers."""
    return lambda call: call.number % of == number


def own(call: Call) -> tuple[object, ...]:
    return call.caller.name, tuple(sorted(call.path.items())), tuple(sorted(call.headers.items()))


def _params(call: Call, *without: str | None) -> tuple[tuple[str, str], ...]:
    return tuple(pair for pair in call.pairs if pair[0] not in without)


def _size(call: Call) -> str | None:
    return call.operation.mocked.size.param if call.operation.mocked.size else None


def _last_filter(call: Call) -> str | None:
    return call.filter_keys[-1] if call.filter_keys else None


def unfiltered_when(when: Callable[[Call], bool]) -> Twist:
    """No filter is taken notice of, when something is so."""
    return Twist(reads=lambda call, query: replace(query, filters=()) if when(call) else query)


def _failure() -> Answer:
    return Answer(
        status=500,
        headers=(("Content-Type", "application/json"),),
        body=encoded({"error": "Internal Server Error"}),
    )


def fails_when(when: Callable[[Call], bool]) -> Twist:
    """A good question fails, when something is so."""
    return Twist(replies=lambda call, answer: _failure() if answer.status == 200 and when(call) else answer)


def _after_a_refusal(call: Call, answer: Answer) -> Answer:
    """A transaction that was aborted is left open, once."""
    aborted = call.memory.pop("aborted", False)
    if answer.status >= 400:
        call.memory["aborted"] = True
        return answer
    return _failure() if aborted else answer


def _unfiltered_after_a_refusal(call: Call, refusing: Refusing) -> Refusing:
    call.memory["refused"] = True
    return refusing


def _forgets_once(call: Call, query: Query) -> Query:
    return replace(query, filters=()) if call.memory.pop("refused", False) else query


def _sticky_page(call: Call, query: Query) -> Query:
    param = call.operation.mocked.page.param
    if param and call.sent(param):
        call.memory["position"] = query.position
        return query
    return replace(query, position=call.memory.pop("position", query.position))


def _touched(call: Call, rows: list[Row]) -> list[Row]:
    """Each reading puts the row that was read last on top."""
    top = call.memory.get("top")
    moved = [row for row in rows if row.item is top] + [row for row in rows if row.item is not top]
    size = call.query.size or len(moved)
    offset = call.operation.mocked.page.by == "offset"
    skipped = call.query.position if offset else (call.query.position - call.first) * size
    page = later(moved, skipped, size)
    if page:
        call.memory["top"] = page[-1].item
    return moved


def _asked_twice(call: Call, rows: list[Row]) -> list[Row]:
    before, call.memory["pairs"] = call.memory.get("pairs"), (*own(call), *call.pairs)
    return [] if before == call.memory["pairs"] else rows


def _lagging(call: Call, rows: list[Row]) -> list[Row]:
    return rows[1:] if call.number % 2 else rows


def _not_modified(call: Call, answer: Answer) -> Answer:
    known = call.memory.setdefault("known", set())
    key = (*own(call), *call.pairs)
    if answer.status != 200 or call.request.method != "GET":
        return answer
    if key in known:
        return replace(answer, status=304, body=b"")
    known.add(key)
    return answer


def total_when(when: Callable[[Call], bool]) -> Twist:
    """The total is one too many, when something is so."""

    def tells(call: Call, told: dict[Any, Json]) -> dict[Any, Json]:
        return {**told, "total": told["total"] + 1} if when(call) else told

    return Twist(tells=tells)


def _rotated(call: Call, rows: list[Row]) -> list[Row]:
    """A worker that was restarted has another order among equals: here, among all."""
    return rows[::-1] if call.number % 4 == 3 else rows


def _after_another_caller(call: Call, query: Query) -> Query:
    """The question of the caller before holds for the filters of the next one, once."""
    name, filters_before = call.memory.get("asked", (call.caller.name, query.filters))
    call.memory["asked"] = (call.caller.name, query.filters)
    return query if name == call.caller.name else replace(query, filters=filters_before)


def _short_after_many(call: Call, rows: list[Row]) -> list[Row]:
    return rows[:5] if call.number > 100 else rows


LIARS: tuple[Liar, ...] = (
    lie(
        name="first-call-fails",
        says="Fails on the first question after it was started.",
        twist=fails_when(lambda call: call.number == 1),
        laws=("time/", "safety/", "shape/status"),
    ),
    lie(
        name="first-call-counts-nothing",
        says="Says on the first question after it was started that one row more matches.",
        twist=total_when(lambda call: call.number == 1),
        laws=ANY,
    ),
    lie(
        name="one-worker-in-three-ignores-filters",
        says="Takes no notice of filters in one of its three workers.",
        twist=unfiltered_when(_worker(1, 3)),
        laws=ANY,
        where=filters(1),
    ),
    lie(
        name="one-worker-in-eight-ignores-filters",
        says="Takes no notice of filters in one of its eight workers.",
        twist=unfiltered_when(_worker(5, 8)),
        laws=ANY,
        where=filters(1),
    ),
    lie(
        name="one-worker-in-four-turns-the-list",
        says="Has the list in another order in one of its four workers.",
        twist=Twist(orders=_rotated),
        laws=ANY,
    ),
    lie(
        name="every-other-copy-lacks-the-newest",
        says="Reads every other time from a copy that lacks the newest row.",
        twist=Twist(orders=_lagging),
        laws=ANY,
    ),
    lie(
        name="total-by-turns",
        says="Says every other time that one row more matches.",
        twist=total_when(_worker(1, 2)),
        laws=ANY,
    ),
    lie(
        name="one-worker-in-ten-fails",
        says="Fails in one of its ten workers.",
        twist=fails_when(_worker(7, 10)),
        laws=("time/", "safety/", "shape/status"),
    ),
    lie(
        name="cache-forgets-the-size",
        says="Keeps answers by everything but the size.",
        twist=caches(lambda call: (own(call), _params(call, _size(call)))),
        laws=ANY,
    ),
    lie(
        name="cache-forgets-the-last-filter",
        says="Keeps answers by everything but the last filter.",
        twist=caches(lambda call: (own(call), _params(call, _last_filter(call)))),
        laws=ANY,
        where=filters(2),
    ),
    lie(
        name="cache-forgets-the-scope",
        says="Keeps answers by everything but the organization that is named.",
        twist=caches(lambda call: (own(call), _params(call, "organizationId"))),
        laws=("time/", "scope/", "page/", "errors/missing"),
        where=scoped_by("organizationId"),
    ),
    lie(
        name="cache-of-refusals-by-path",
        says="Keeps an empty page by the names of the parameters, whatever their values.",
        twist=caches(
            lambda call: (own(call), tuple(sorted(name for name, _ in call.pairs))),
            when=lambda call, _: not call.returned,
        ),
        laws=(*ANY, "inert/"),
        where=filters(1),
    ),
    lie(
        name="fails-after-a-refusal",
        says="Fails once after every refusal: the transaction was left open.",
        twist=Twist(replies=_after_a_refusal),
        laws=("time/", "safety/", "shape/status"),
    ),
    lie(
        name="filter-lost-after-a-refusal",
        says="Forgets the filters of the next question after every refusal.",
        twist=Twist(refuses=_unfiltered_after_a_refusal, reads=_forgets_once),
        laws=ANY,
        where=filters(1),
    ),
    lie(
        name="page-sticks",
        says="Keeps the page of the last question for the next one that names none.",
        twist=Twist(reads=_sticky_page),
        laws=ANY,
    ),
    lie(
        name="reading-touches",
        says="Orders by when a row was read last.",
        twist=Twist(orders=_touched),
        laws=ANY,
    ),
    lie(
        name="asked-twice-gives-nothing",
        says="Takes the same question, asked twice in a row, for a mistake, and gives nothing.",
        twist=Twist(selects=_asked_twice),
        laws=ANY,
    ),
    lie(
        name="304-unasked",
        says="Answers 304 to a question that was asked before, though nobody said what is known.",
        twist=Twist(replies=_not_modified),
        laws=("time/", "shape/status"),
    ),
    lie(
        name="filters-of-the-caller-before",
        says="Applies the filters of the caller before, once, after the caller has changed.",
        twist=Twist(reads=_after_another_caller),
        laws=(*ANY, "scope/"),
        where=filters(1),
    ),
    lie(
        name="short-after-a-hundred",
        says="Lists five rows and no more after a hundred questions.",
        twist=Twist(selects=_short_after_many),
        laws=(*ANY, "inert/", "scope/"),
    ),
)
