"""Answers that depend on what was asked before, on who asked it, or on chance."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import replace
from functools import partial
from typing import Any

from conformance.asking.client import Answer
from listproof.contract import Json
from tests.liars.calls import Call, Query, Twist
from tests.liars.liar import Liar, filters, sorts
from tests.liars.worlds import Row

lie = partial(Liar, family="time", laws=("time/",))


def caches(key: Callable[[Call], Hashable], when: Callable[[Call, Answer], bool] = lambda *_: True) -> Twist:
    """Successful answers are kept by a key that forgets something."""

    def answers(call: Call, go: Callable[[], Answer]) -> Answer:
        kept = call.memory.setdefault("cache", {})
        name = (call.request.method, key(call))
        if name in kept:
            return kept[name]  # type: ignore[no-any-return]
        answer = go()
        if answer.status == 200 and when(call, answer):
            kept[name] = answer
        return answer

    return Twist(answers=answers)


def _sent(call: Call, *without: str | None) -> tuple[tuple[str, str], ...]:
    return tuple(pair for pair in call.pairs if pair[0] not in without)


def _narrowed(call: Call) -> bool:
    """Whether more is asked than whose rows come."""
    scope = {one.param for one in call.operation.mocked.scope}
    return any(name not in scope for name, _ in call.pairs)


def _who(call: Call) -> Hashable:
    return tuple(call.headers.get(name) for name in call.world.caller("main").headers), tuple(
        call.path.items()
    )


def _now_and_then(change: Callable[[list[Row]], list[Row]], each: int) -> Twist:
    def cuts(call: Call, rows: list[Row]) -> list[Row]:
        return change(rows) if call.number % each == 0 else rows

    return Twist(cuts=cuts)


def _told_now_and_then(role: Any, change: Callable[[Json], Json], each: int) -> Twist:
    return Twist(
        tells=lambda call, told: {**told, role: change(told[role])} if call.number % each == 0 else told
    )


def _failing_now_and_then(call: Call, answer: Answer) -> Answer:
    if answer.status != 200 or call.number % 20:
        return answer
    return Answer(status=500, headers=(("Content-Type", "application/json"),), body=b'{"error":"deadlock"}')


def _sticky_size(call: Call, query: Query) -> Query:
    """A size that was asked for once holds for those who ask for none."""
    if query.sized:
        call.memory["size"] = query.size
        return query
    return replace(query, size=call.memory.get("size", query.size))


def _sticky_filter(call: Call, query: Query) -> Query:
    if query.filters:
        call.memory["filters"] = query.filters
        return query
    return replace(query, filters=call.memory.pop("filters", ()))


def _sticky_order(call: Call, query: Query) -> Query:
    if call.sent("sort_by"):
        call.memory["order"] = query.order
        return query
    return replace(query, order=call.memory.get("order", query.order))


def _previous_total(call: Call, told: dict[Any, Json]) -> dict[Any, Json]:
    """The total of the question before."""
    before = call.memory.get("total", told["total"])
    call.memory["total"] = told["total"]
    return {**told, "total": before}


def _mixed(call: Call, rows: list[Row]) -> list[Row]:
    turn = call.number % max(len(rows), 1)
    return rows[turn:] + rows[:turn]


def _counted_calls(call: Call, told: dict[Any, Json]) -> dict[Any, Json]:
    return {**told, "total": told["total"] + call.number}


def _of_the_last_caller(call: Call, rows: list[Row]) -> list[Row]:
    """A connection that keeps whose rows it was opened for, for one call too long."""
    name, before = call.memory.get("last", (call.caller.name, rows))
    call.memory["last"] = (call.caller.name, rows)
    return rows if name == call.caller.name else before


LIARS = (
    lie(
        name="cache-forgets-the-query",
        says="Keeps answers by the path alone.",
        twist=caches(_who),
        laws=("time/", "page/", "size/", "shape/", "errors/", "filter/", "meta/"),
    ),
    lie(
        name="cache-forgets-the-caller",
        says="Keeps answers by the address alone, whoever asks.",
        twist=caches(lambda call: (tuple(call.path.items()), _sent(call))),
        laws=("time/", "scope/", "errors/"),
    ),
    lie(
        name="cache-forgets-the-page",
        says="Keeps answers by everything but the page.",
        twist=caches(lambda call: (_who(call), _sent(call, call.operation.mocked.page.param))),
        laws=("time/", "page/", "meta/"),
    ),
    lie(
        name="cache-forgets-the-filter",
        says="Keeps answers by everything but the filters.",
        twist=caches(lambda call: (_who(call), _sent(call, *call.filter_keys))),
        laws=("time/", "filter/", "meta/", "errors/"),
        where=filters(1),
    ),
    lie(
        name="cache-forgets-the-order",
        says="Keeps answers by everything but the direction.",
        twist=caches(lambda call: (_who(call), _sent(call, "sort_order"))),
        laws=("time/", "sort/", "meta/", "parameters/"),
        where=sorts,
    ),
    lie(
        name="cache-of-the-plain-list",
        says="Keeps the plain list for whoever asks next, credentials or not.",
        twist=caches(
            lambda call: (tuple(call.path.items()), _sent(call)), lambda call, _: not _narrowed(call)
        ),
        laws=("time/", "scope/", "errors/"),
    ),
    lie(
        name="one-in-twenty-short",
        says="Loses the last row of one answer in twenty.",
        twist=_now_and_then(lambda rows: rows[:-1], 20),
        laws=("time/", "size/", "page/", "filter/", "sort/", "meta/"),
    ),
    lie(
        name="one-in-twenty-fails",
        says="Fails once in twenty times.",
        twist=Twist(replies=_failing_now_and_then),
        laws=("time/", "safety/no-server-error", "shape/status"),
    ),
    lie(
        name="one-in-twenty-miscounts",
        says="Counts one row too few in one answer in twenty.",
        twist=_told_now_and_then("total", lambda total: total - 1, 20),
        laws=("time/", "meta/total", "summary/"),
    ),
    lie(
        name="one-in-twenty-unordered",
        says="Turns the page around in one answer in twenty.",
        twist=_now_and_then(lambda rows: rows[::-1], 20),
        laws=("time/", "sort/", "page/", "filter/", "inert/", "parameters/"),
    ),
    lie(
        name="another-order-each-time",
        says="Gives the rows in another order each time.",
        twist=Twist(orders=_mixed),
        laws=("time/", "page/", "sort/"),
    ),
    lie(
        name="total-grows",
        says="Counts every call into the total.",
        twist=Twist(tells=_counted_calls),
        laws=("time/", "meta/total"),
    ),
    lie(
        name="total-of-the-question-before",
        says="Gives the total of the question that was asked before.",
        twist=Twist(tells=_previous_total),
        laws=("time/", "meta/total"),
    ),
    lie(
        name="size-sticks",
        says="Keeps the size of the last question for those that name none.",
        twist=Twist(reads=_sticky_size),
        laws=("time/", "size/", "parameters/default"),
    ),
    lie(
        name="filter-sticks",
        says="Keeps the filter of the last question for the next one that has none.",
        twist=Twist(reads=_sticky_filter),
        laws=("time/", "page/", "filter/", "meta/", "size/", "parameters/"),
        where=filters(1),
    ),
    lie(
        name="order-sticks",
        says="Keeps the order of the last question for those that name none.",
        twist=Twist(reads=_sticky_order),
        laws=("time/", "sort/", "page/", "parameters/", "inert/"),
        where=sorts,
    ),
    lie(
        name="rows-of-the-last-caller",
        says="Gives the rows of whoever asked before, once, after the caller has changed.",
        twist=Twist(orders=_of_the_last_caller),
        laws=("time/", "scope/"),
    ),
)
