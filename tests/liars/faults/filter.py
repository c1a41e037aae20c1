"""Filters that let the wrong rows through."""

from __future__ import annotations

import fnmatch
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from listproof.contract import Operation
from tests.liars.calls import Call, Query, Refusing, Twist, later
from tests.liars.honest import known
from tests.liars.liar import Liar, every, filters, sentinel, stated_order, sums
from tests.liars.worlds import Row

lie = partial(Liar, family="filter", laws=("filter/",))

Fits = Callable[[str, str], bool]
"""Whether a row's text fits the text that is asked for."""


def text(call: Call, row: Row, key: str) -> str:
    """What a row has where a filter looks."""
    return str(known(row, call.operation.mocked.filters[key].at, key))


def by(fits: Fits) -> Twist:
    """Every filter compares so, instead of by equality."""
    return Twist(
        selects=lambda call, _: [
            row
            for row in call.everything
            if all(fits(text(call, row, key), asked) for key, asked in call.query.filters)
        ]
    )


def _without(index: int) -> Twist:
    def reads(call: Call, query: Query) -> Query:
        ignored = call.filter_keys[index]
        return replace(query, filters=tuple(pair for pair in query.filters if pair[0] != ignored))

    return Twist(reads=reads)


def _any(call: Call, rows: list[Row]) -> list[Row]:
    asked = call.query.filters
    if len(asked) < 2:
        return rows
    return [row for row in call.everything if any(text(call, row, key) == to for key, to in asked)]


def _only_the_first(_: Call, query: Query) -> Query:
    return replace(query, filters=query.filters[:1])


def _after_the_cut(call: Call, rows: list[Row]) -> list[Row]:
    page = later(call.everything, call.skipped, call.size)
    return [row for row in page if all(text(call, row, key) == to for key, to in call.query.filters)]


def _value(call: Call) -> str:
    return dict(call.query.filters).get("status", "")


def _value_lost(value: str) -> Twist:
    return Twist(selects=lambda call, rows: [] if _value(call) == value else rows)


def _two_for_one(call: Call, rows: list[Row]) -> list[Row]:
    if _value(call) != "failed":
        return rows
    return [row for row in call.everything if row.item["status"] in ("failed", "cancelled", "active")]


def _hidden_by_default(call: Call, rows: list[Row]) -> list[Row]:
    return (
        rows if call.filtered else [row for row in rows if row.item["status"] not in ("cancelled", "active")]
    )


def _unknown_ignored(call: Call, rows: list[Row]) -> list[Row]:
    return rows or call.everything


def _sentinel_sent(call: Call) -> bool:
    return any(
        text in stated.all for key, stated in call.operation.mocked.filters.items() for text in call.sent(key)
    )


def _only_on_the_first_page(call: Call, rows: list[Row]) -> list[Row]:
    return later(call.everything, call.skipped, call.size) if call.skipped and call.filtered else rows


def _for_the_first_caller(call: Call, rows: list[Row]) -> list[Row]:
    return call.everything if call.caller.name != "main" else rows


def _one_less(call: Call, rows: list[Row]) -> list[Row]:
    return rows[:-1] if _value(call) == "failed" else rows


def _unknown_value(_: Call, refusing: Refusing) -> Refusing | None:
    return None if refusing.situation == "bad_filter" else refusing


def _has(*values: str) -> Callable[[Operation], bool]:
    """Where the status can be one of these."""

    def where(operation: Operation) -> bool:
        status = operation.parameters.get("status")
        return status is not None and any(value in status.enum for value in values)

    return where


def _any_text(operation: Operation) -> bool:
    """Where a filter takes any text. A part of a UUID is none, and in capitals it is the same UUID."""
    asked = [operation.parameters[key] for key in operation.listing.filters]
    return any(not one.enum and one.schema.get("format") != "uuid" for one in asked)


LIARS = (
    lie(
        name="first-filter-ignored",
        says="Takes no notice of the first filter.",
        twist=_without(0),
        where=filters(1),
    ),
    lie(
        name="second-filter-ignored",
        says="Takes no notice of the second filter.",
        twist=_without(1),
        where=filters(2),
    ),
    lie(
        name="filters-or-ed",
        says="Gives the rows that fit either filter where both are given.",
        twist=Twist(selects=_any),
        where=filters(2),
    ),
    lie(
        name="only-one-filter-at-a-time",
        says="Takes no notice of the second filter where both are given.",
        twist=Twist(reads=_only_the_first),
        where=filters(2),
    ),
    lie(
        name="both-filters-give-nothing",
        says="Gives nothing where both filters are given.",
        twist=Twist(selects=lambda call, rows: [] if len(call.query.filters) > 1 else rows),
        where=filters(2),
    ),
    lie(
        name="filter-by-prefix",
        says="Gives rows whose value begins with the one that is asked for.",
        twist=by(lambda has, asked: has.startswith(asked)),
        where=_any_text,
    ),
    lie(
        name="filter-by-substring",
        says="Gives rows whose value has the one that is asked for anywhere in it.",
        twist=by(lambda has, asked: asked in has),
        where=_any_text,
    ),
    lie(
        name="filter-case-insensitive",
        says="Takes capital and small letters for the same.",
        twist=by(lambda has, asked: has.lower() == asked.lower()),
        where=_any_text,
    ),
    lie(
        name="filter-with-wildcards",
        says="Compares as LIKE does, so that % stands for anything.",
        twist=by(lambda has, asked: fnmatch.fnmatchcase(has, asked.replace("%", "*").replace("_", "?"))),
        where=_any_text,
    ),
    lie(
        name="filter-after-the-cut",
        says="Cuts the page first and filters what is on it.",
        twist=Twist(cuts=_after_the_cut),
        laws=("filter/", "page/", "size/full"),
        where=filters(1),
    ),
    lie(
        name="one-value-never-matches",
        says="Gives nothing for one value of the filter.",
        twist=_value_lost("failed"),
        where=_has("failed"),
    ),
    lie(
        name="rarest-value-never-matches",
        says="Gives nothing for the value that the fewest rows have.",
        twist=Twist(
            selects=lambda call, rows: [] if 0 < len(rows) <= 7 and len(call.query.filters) == 1 else rows
        ),
        where=filters(1),
    ),
    lie(
        name="one-value-gives-two",
        says="Gives the cancelled or active rows, too, for the failed ones.",
        twist=Twist(selects=_two_for_one),
        where=_has("cancelled", "active"),
    ),
    lie(
        name="one-row-lost-for-one-value",
        says="Loses the last row for one value of the filter.",
        twist=Twist(selects=_one_less),
        where=_has("failed"),
    ),
    lie(
        name="some-hidden-without-filter",
        says="Hides rows of one status unless the filter asks for it.",
        twist=Twist(selects=_hidden_by_default),
        where=_has("cancelled", "active"),
    ),
    lie(
        name="no-match-gives-everything",
        says="Gives every row where none matches.",
        twist=Twist(selects=_unknown_ignored),
        # Where the only filter lists its values, and every list has rows of each, none matches nowhere.
        where=lambda operation: filters(2)(operation) or sums(operation),
    ),
    lie(
        name="sentinel-taken-literally",
        says="Looks for rows that have the word which switches the filter off.",
        twist=Twist(selects=lambda call, rows: [] if _sentinel_sent(call) else rows),
        where=sentinel,
    ),
    lie(
        name="sentinel-leaves-some-out",
        says="Leaves the active rows out where the filter is switched off by its word.",
        twist=Twist(
            selects=lambda call, rows: (
                [row for row in rows if row.item["status"] != "active"] if _sentinel_sent(call) else rows
            )
        ),
        where=sentinel,
    ),
    lie(
        name="filter-only-on-the-first-page",
        says="Filters the first page and no other.",
        twist=Twist(cuts=_only_on_the_first_page),
        laws=("filter/", "page/"),
        where=filters(1),
    ),
    lie(
        name="filter-only-for-the-first-caller",
        says="Filters for the first caller and for nobody else.",
        twist=Twist(selects=_for_the_first_caller),
        laws=("filter/", "scope/", "meta/"),
        where=filters(1),
    ),
    lie(
        name="filtered-in-another-order",
        says="Gives the rows of a filtered list in another order than those of the whole list.",
        twist=Twist(orders=lambda call, rows: rows[::-1] if call.filtered else rows),
        laws=("filter/complete", "sort/"),
        where=every(filters(1), stated_order),
    ),
    lie(
        name="filter-ignored-with-limit-1",
        says="Takes no notice of the filters where the size is 1.",
        twist=Twist(
            selects=lambda call, rows: call.everything if call.query.size == 1 else rows,
        ),
        laws=("filter/", "meta/total", "summary/agrees"),
        where=filters(1),
    ),
    lie(
        name="unknown-value-gives-everything",
        says="Takes no notice of a filter whose value it does not know.",
        twist=Twist(
            refuses=_unknown_value,
            selects=lambda call, rows: rows if rows or not call.filtered else call.everything,
        ),
        laws=("filter/", "errors/unknown-value"),
        where=lambda operation: "bad_filter" in operation.listing.errors.refusals,
    ),
)
