"""Rows in the wrong order, and parameters that should change nothing but do."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from listproof.contract import Json, Operation, SortField
from tests.liars.calls import Call, Query, Twist, later
from tests.liars.honest import known, ordered
from tests.liars.liar import Liar, every, field, sorts, stated_order
from tests.liars.worlds import Row

lie = partial(Liar, family="sort", laws=("sort/",))


def by(order: Callable[[Call], tuple[SortField, ...]]) -> Twist:
    """Every list in this order."""
    return Twist(orders=lambda call, rows: ordered(rows, order(call)))


def _default_key(call: Call) -> tuple[SortField, ...]:
    descending = call.query.descending
    return tuple(replace(field, descending=descending) for field in call.operation.mocked.sort.default)


def _flipped(call: Call) -> tuple[SortField, ...]:
    return tuple(replace(field, descending=not field.descending) for field in call.query.order)


def _always_down(call: Call) -> tuple[SortField, ...]:
    return tuple(replace(field, descending=True) for field in call.query.order)


def _another_key(call: Call) -> tuple[SortField, ...]:
    if call.query.by != "name":
        return call.query.order
    return (SortField(name="status", at=("status",), descending=call.query.descending),)


def _value(row: Row, call: Call) -> Json:
    stated = call.query.order[0]
    return known(row, stated.at, stated.name)


def _as_text(call: Call, rows: list[Row]) -> list[Row]:
    if not call.query.order:
        return rows
    return sorted(rows, key=lambda row: str(_value(row, call)), reverse=call.query.order[0].descending)


def _within_the_page(call: Call, rows: list[Row]) -> list[Row]:
    return ordered(later(call.everything, call.skipped, call.size), call.query.order)


def _ties_by_the_page(call: Call, rows: list[Row]) -> list[Row]:
    """Ties as a database leaves them that has no tie-breaker: another order for another page."""
    salt = f"{call.query.position} {call.query.size}"
    mixed = sorted(rows, key=lambda row: zlib.crc32((salt + str(row.item)).encode()))
    return ordered(mixed, call.query.order[:1])


def _ties_by_the_size(call: Call, rows: list[Row]) -> list[Row]:
    mixed = sorted(rows, key=lambda row: zlib.crc32((str(call.query.size) + str(row.item)).encode()))
    return ordered(mixed, call.query.order[:1])


def _ties_by_chance(call: Call, rows: list[Row]) -> list[Row]:
    mixed = sorted(rows, key=lambda row: zlib.crc32((str(call.number) + str(row.item)).encode()))
    return ordered(mixed, call.query.order[:1])


def _way_alone_ignored(call: Call, query: Query) -> Query:
    sort = call.operation.mocked.sort
    if sort.by and not call.sent(sort.by):
        order = tuple(replace(one, descending=True) for one in query.order)
        return replace(query, descending=True, order=order)
    return query


def _key_alone_goes_up(call: Call, query: Query) -> Query:
    sort = call.operation.mocked.sort
    if sort.by and call.sent(sort.by) and sort.order and not call.sent(sort.order):
        return replace(query, order=tuple(replace(one, descending=False) for one in query.order))
    return query


def _nothing_lost(call: Call, rows: list[Row]) -> list[Row]:
    """Rows without a value fall out of an order by it, as with an inner join."""
    if call.query.by not in ("total_task_count", "scheduled_timestamp") or not rows:
        return rows
    return [row for row in rows if _value(row, call) != min(_value(one, call) for one in rows)]


def _newest_first_then_not(call: Call, rows: list[Row]) -> list[Row]:
    return rows[: call.size] + rows[call.size :][::-1]


def _two_swapped(call: Call, rows: list[Row]) -> list[Row]:
    """Rows 150 and 250 change places."""
    made = list(rows)
    if len(made) > 250:
        made[150], made[250] = made[250], made[150]
    return made


def _inert(value: str, twist: Callable[[Call, Any], Any]) -> Callable[[Call, Any], Any]:
    return lambda call, before: twist(call, before) if value in call.sent("performance_mode") else before


def _has_inert(operation: Operation) -> bool:
    return bool(operation.listing.inert)


inert = partial(Liar, family="sort", laws=("inert/",), where=_has_inert)


LIARS = (
    lie(
        name="sort-ignored",
        says="Takes no notice of the sort key and of the direction.",
        twist=by(lambda call: call.operation.mocked.sort.default),
        where=sorts,
    ),
    lie(
        name="key-ignored",
        says="Takes no notice of the sort key, only of the direction.",
        twist=by(_default_key),
        where=sorts,
    ),
    lie(
        name="direction-ignored",
        says="Sorts downwards whichever direction is asked for.",
        twist=by(_always_down),
        where=sorts,
    ),
    lie(
        name="directions-swapped",
        says="Sorts upwards where downwards is asked for, and the other way round.",
        twist=by(_flipped),
        where=sorts,
    ),
    lie(
        name="one-key-means-another",
        says="Sorts by status where name is asked for.",
        twist=by(_another_key),
        where=every(sorts, field("name")),
    ),
    lie(
        name="numbers-sorted-as-text",
        says="Sorts numbers as text: 1000 comes before 25.",
        twist=Twist(orders=_as_text),
        where=sorts,
    ),
    lie(
        name="sorted-within-the-page",
        says="Cuts the page first and sorts what is on it.",
        twist=Twist(cuts=_within_the_page),
        where=lambda operation: sorts(operation) or stated_order(operation),
    ),
    lie(
        name="ties-change-with-the-page",
        says="Gives equal rows in another order on another page.",
        twist=Twist(orders=_ties_by_the_page),
        laws=("sort/stable", "page/", "time/"),
        where=lambda operation: sorts(operation) or stated_order(operation),
    ),
    lie(
        name="ties-change-with-the-size",
        says="Gives equal rows in another order at another size.",
        twist=Twist(orders=_ties_by_the_size),
        laws=("sort/stable", "page/"),
        where=lambda operation: sorts(operation) or stated_order(operation),
    ),
    lie(
        name="ties-by-chance",
        says="Gives equal rows in another order each time.",
        twist=Twist(orders=_ties_by_chance),
        laws=("sort/stable", "page/", "time/"),
        where=lambda operation: sorts(operation) or stated_order(operation),
    ),
    lie(
        name="oldest-first",
        says="Gives the oldest rows first where the newest are promised.",
        twist=by(_flipped),
        where=stated_order,
    ),
    lie(
        name="ordered-by-another-time",
        says="Orders by when a batch was started instead of when it was created.",
        twist=by(lambda _: (SortField(name="started", at=("started_at",), descending=True),)),
        where=every(stated_order, field("started_at")),
    ),
    lie(
        name="ordered-by-id",
        says="Gives the rows in the order of their ids where the newest are promised first.",
        twist=by(lambda _: (SortField(name="id", at=("id",)),)),
        where=stated_order,
    ),
    lie(
        name="newest-first-on-page-1-only",
        says="Gives the newest rows first on the first page, and the oldest first after it.",
        twist=Twist(orders=_newest_first_then_not),
        laws=("sort/", "page/"),
        where=stated_order,
    ),
    lie(
        name="two-rows-out-of-place",
        says="Gives two rows, 100 apart and deep in the list, in each other's place.",
        twist=Twist(orders=_two_swapped),
        where=stated_order,
    ),
    lie(
        name="direction-alone-ignored",
        says="Takes no notice of the direction where no sort key is given.",
        twist=Twist(reads=_way_alone_ignored),
        laws=("sort/", "parameters/"),
        where=sorts,
    ),
    lie(
        name="key-alone-goes-up",
        says="Sorts upwards where no direction is given, though downwards is the default.",
        twist=Twist(reads=_key_alone_goes_up),
        laws=("sort/", "parameters/"),
        where=sorts,
    ),
    lie(
        name="rows-lost-by-sorting",
        says="Loses the rows with the least value when it sorts by numbers.",
        twist=Twist(orders=_nothing_lost),
        where=sorts,
    ),
    lie(
        name="default-key-is-another",
        says="Orders by the name where no sort key is given.",
        twist=by(
            lambda call: (
                call.query.order
                if call.sent("sort_by")
                else (SortField(name="name", at=("name",), descending=call.query.descending),)
            )
        ),
        laws=("sort/", "parameters/default"),
        where=sorts,
    ),
    inert(
        name="fast-gives-fewer",
        says="Leaves rows out in the fast mode, which should change nothing.",
        twist=Twist(selects=_inert("fast", lambda _, rows: rows[:-2])),
    ),
    inert(
        name="ultra-fast-is-unordered",
        says="Gives the rows in another order in the ultra-fast mode.",
        twist=Twist(orders=_inert("ultra_fast", lambda _, rows: rows[::-1])),
    ),
    inert(
        name="ultra-fast-guesses-the-total",
        says="Rounds the total to hundreds in the ultra-fast mode.",
        twist=Twist(
            tells=_inert("ultra_fast", lambda _, told: {**told, "total": told["total"] // 100 * 100})
        ),
    ),
    inert(
        name="accurate-forgets-the-page",
        says="Gives the first page for every page in the accurate mode.",
        twist=Twist(skips=_inert("accurate", lambda *_: 0)),
    ),
)
