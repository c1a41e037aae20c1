"""Filters, orders and tenants as reports of broken lists tell of them: wrong columns, ORs, empty scopes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from listproof.contract import Operation
from tests.liars.calls import Call, Refusing, Twist
from tests.liars.faults.filter import by, text
from tests.liars.honest import known, ordered
from tests.liars.liar import (
    Liar,
    by_caller,
    every,
    field,
    filters,
    free_filter,
    scoped_by,
    sentinel,
    shows_null,
    sorts,
    stated_order,
    states,
)
from tests.liars.worlds import Row

filtering = partial(Liar, family="filter", laws=("filter/",))
sorting = partial(Liar, family="sort", laws=("sort/", "page/window"))
scoping = partial(Liar, family="scope", laws=("scope/",))

_STATUS = "status"
_REFUSED = ("errors/unknown-value", "errors/envelope")


def status_of(call: Call) -> str:
    """The status that is asked for, or the empty text."""
    return dict(call.query.filters).get(_STATUS, "")


def selected(change: Callable[[Call, list[Row]], list[Row]]) -> Twist:
    """The rows that match are others, in their order."""
    return Twist(selects=change)


def read_as(change: Callable[[Call, str], str]) -> Twist:
    """A status that no list has is read as another text, before it is looked at."""

    def arrives(call: Call, pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
        return [(key, change(call, value) if key == _STATUS else value) for key, value in pairs]

    return Twist(arrives=arrives)


def _words(call: Call) -> list[str]:
    return [str(value) for value in call.operation.parameters[_STATUS].enum]


def _begun(call: Call, value: str) -> str:
    return next((word for word in _words(call) if value and word.startswith(value)), value)


def _first_of_many(call: Call, value: str) -> str:
    first = value.split(",")[0]
    return first if first in _words(call) else value


def _text_filter(operation: Operation) -> bool:
    asked = [operation.parameters[key] for key in operation.listing.filters]
    return any(not one.enum and one.schema.get("format") != "uuid" for one in asked)


def _free_uuid(operation: Operation) -> bool:
    asked = [operation.parameters[key] for key in operation.listing.filters]
    return any(one.schema.get("format") == "uuid" for one in asked)


def _status_drops_the_rest(call: Call, rows: list[Row]) -> list[Row]:
    if len(call.query.filters) < 2 or status_of(call) != "completed":
        return rows
    return [row for row in call.everything if row.item[_STATUS] == "completed"]


def _also(asked: str, given: str) -> Twist:
    """Rows with one status come for another as well."""
    return selected(
        lambda call, rows: (
            rows
            if status_of(call) != asked
            else [r for r in call.everything if r.item[_STATUS] in (asked, given)]
        )
    )


def _of_status(*values: str) -> Callable[[Operation], bool]:
    return lambda operation: (
        _STATUS in operation.listing.filters and set(values) <= set(operation.parameters[_STATUS].enum)
    )


def _another_column(call: Call, rows: list[Row]) -> list[Row]:
    free = [key for key in call.filter_keys if not call.operation.parameters[key].enum]
    asked = [(key, value) for key, value in call.query.filters if key in free]
    if not asked:
        return rows
    names = [name for name in ("agent_mapping_id", "version_id") if name in call.everything[0].item] or ["id"]
    return [row for row in call.everything if row.item[names[0]] == asked[0][1]]


def _capped(call: Call, rows: list[Row]) -> list[Row]:
    return rows[:50] if call.filtered else rows


def _stale_index(call: Call, rows: list[Row]) -> list[Row]:
    """The last but one row of the list is still found under the status that most rows have."""
    if status_of(call) != "completed" or len(call.query.filters) > 1 or len(rows) <= 40:
        return rows
    other = [row for row in call.everything if row.item[_STATUS] != "completed"]
    return rows + other[-1:]


def _deep_lost(call: Call, rows: list[Row]) -> list[Row]:
    return rows[:-1] if call.filtered and len(rows) > 100 else rows


def _free_gives_more(call: Call, rows: list[Row]) -> list[Row]:
    """A filter by the free value alone finds a further row: one whose value was changed."""
    if len(call.query.filters) != 1 or status_of(call):
        return rows
    return rows + [row for row in call.everything if row not in rows][-1:]


def _filter_lost_with_page(call: Call, rows: list[Row]) -> list[Row]:
    page = call.operation.mocked.page.param
    return call.everything if page and call.sent(page) else rows


def _filter_lost_without_size(call: Call, rows: list[Row]) -> list[Row]:
    return rows if call.query.sized else call.everything


def _lost_by_a_null(call: Call, rows: list[Row]) -> list[Row]:
    """An inner join on what may be null loses rows, in the filtered list alone."""
    return [row for row in rows if None not in row.item.values()] if call.filtered else rows


# --- orders --------------------------------------------------------------------------------------------


def sorted_when(when: Callable[[Call], bool], change: Callable[[list[Row]], list[Row]]) -> Twist:
    """Another order, when something is so."""
    return Twist(orders=lambda call, rows: change(rows) if when(call) else rows)


def _unsorted_when(when: Callable[[Call], bool]) -> Twist:
    def orders(call: Call, rows: list[Row]) -> list[Row]:
        return ordered(rows, call.operation.mocked.sort.default) if when(call) else rows

    return Twist(orders=orders)


def _value(row: Row, call: Call) -> Any:
    first = call.query.order[0]
    return known(row, first.at, first.name)


def _by_first_letter(call: Call, rows: list[Row]) -> list[Row]:
    if call.query.by not in ("name", _STATUS):
        return rows
    made = sorted(rows, key=lambda row: str(row.item["batch_call_id"]))
    return sorted(made, key=lambda row: str(_value(row, call))[:1], reverse=call.query.descending)


def _by_day(call: Call, rows: list[Row]) -> list[Row]:
    made = sorted(rows, key=lambda row: str(row.item["id"]))
    return sorted(made, key=lambda row: str(_value(row, call))[:10], reverse=True)


def _by_sent(call: Call, rows: list[Row]) -> list[Row]:
    if call.query.by != "total_task_count":
        return rows
    return sorted(rows, key=lambda row: row.item["sent"], reverse=call.query.descending)


def _scheduled_by_created(call: Call, rows: list[Row]) -> list[Row]:
    if call.query.by != "scheduled_timestamp":
        return rows
    return sorted(rows, key=lambda row: str(row.hidden["created_at"]), reverse=call.query.descending)


def _small_numbers_only(call: Call, rows: list[Row]) -> list[Row]:
    """Numbers of four digits and more come as if they had three."""
    if call.query.by != "total_task_count":
        return rows
    return sorted(rows, key=lambda row: row.item["total_task_count"] % 1000, reverse=call.query.descending)


def _asked(call: Call) -> bool:
    return bool(call.sent("sort_by") or call.sent("sort_order"))


# --- tenants -------------------------------------------------------------------------------------------


def _all_rows(call: Call) -> list[Row]:
    return list(call.world.rows)


def _by_precedence(call: Call, rows: list[Row]) -> list[Row]:
    """Own rows with the one value, or anybody's with the other: AND before OR, and no brackets."""
    if len(call.query.filters) < 2:
        return rows
    other, value = call.query.filters[1]
    anybodys = [row for row in _all_rows(call) if text(call, row, other) == value]
    return rows + [row for row in anybodys if row not in call.everything]


def leaks(when: Callable[[Call], bool]) -> Twist:
    """Everybody's rows, when something is so."""
    return Twist(scopes=lambda call, rows: _all_rows(call) if when(call) else rows)


def _one_of_another(call: Call, rows: list[Row]) -> list[Row]:
    foreign = [row for row in _all_rows(call) if row not in rows]
    return [*rows[:151], *foreign[:1], *rows[151:]] if len(rows) > 151 else rows


def _sentinel(call: Call) -> bool:
    stated = call.operation.mocked.filters
    return any(value in rule.all for key, rule in stated.items() for value in call.sent(key))


def _named_scopes(call: Call) -> list[str]:
    return [one.param for one in call.operation.mocked.scope if one.param is not None]


def scope_let_in(when: Callable[[str, tuple[str, ...]], bool], *, everything: bool) -> Twist:
    """A scope that is not the caller's goes on: with everybody's rows, or with the caller's first scope's."""

    def refuses(call: Call, refusing: Refusing) -> Refusing | None:
        own = call.caller.may_name.get(refusing.key, ())
        names = refusing.key in _named_scopes(call)
        let = names and refusing.situation in ("unknown_scope", "missing") and when(refusing.text, own)
        if let:
            call.memory["let"] = call.number
        return None if let else refusing

    def scopes(call: Call, rows: list[Row]) -> list[Row]:
        if call.memory.get("let") != call.number:
            return rows
        if everything:
            return _all_rows(call)
        own = {key: values[0] for key, values in call.caller.may_name.items()}
        return [row for row in _all_rows(call) if all(row.hidden.get(key) == one for key, one in own.items())]

    return Twist(refuses=refuses, scopes=scopes)


def _scoped_by_name(operation: Operation) -> bool:
    return scoped_by("organizationId")(operation) or scoped_by("path:batchId")(operation)


def _owner(operation: Operation) -> str:
    return next(one.at[-1] for one in operation.listing.scope if one.param is None and one.at)


def _visible_owner(operation: Operation) -> bool:
    return any(one.param is None and one.at for one in operation.listing.scope)


def _owner_asked(call: Call, rows: list[Row]) -> list[Row]:
    """The tenant may be named in the query, which counts for more than the credentials."""
    if not _visible_owner(call.operation):
        return rows
    name = _owner(call.operation)
    asked = dict(call.pairs).get(name)
    return rows if asked is None else [row for row in _all_rows(call) if row.item.get(name) == asked]


def _known_parameters(call: Call, refusing: Refusing) -> Refusing | None:
    """Parameters that nobody documented are no fault."""
    unknown = refusing.key not in call.operation.parameters
    return None if refusing.situation == "bad_param" and unknown else refusing


def _order_of_ids(call: Call, rows: list[Row]) -> list[Row]:
    return rows[::-1] if call.caller.name != "main" else rows


LIARS: tuple[Liar, ...] = (
    filtering(
        name="status-by-its-beginning",
        says="Takes the beginning of a status for the status.",
        twist=read_as(_begun),
        laws=_REFUSED,
        where=states("bad_filter"),
    ),
    filtering(
        name="first-of-many-statuses",
        says="Reads the first of several statuses with commas, and forgets the others.",
        twist=read_as(_first_of_many),
        laws=_REFUSED,
        where=states("bad_filter"),
    ),
    filtering(
        name="value-without-its-prefix",
        says="Finds rows by the end of their value.",
        twist=by(lambda has, asked: has.endswith(asked)),
        where=_text_filter,
    ),
    filtering(
        name="uuid-by-its-first-part",
        says="Compares the first eight digits of a UUID alone.",
        twist=by(lambda has, asked: has[:8] == asked[:8] if len(asked) == 36 else has == asked),
        where=_free_uuid,
    ),
    filtering(
        name="value-by-its-first-letters",
        says="Compares the first ten letters of a value alone, as an index of that length does.",
        twist=by(lambda has, asked: has[:10] == asked[:10]),
        where=_text_filter,
    ),
    filtering(
        name="one-status-drops-the-other-filter",
        says="Takes no notice of the other filter where the completed ones are asked for.",
        twist=selected(_status_drops_the_rest),
        where=filters(2),
    ),
    filtering(
        name="scheduled-means-pending-too",
        says="Gives the pending ones, too, where the scheduled ones are asked for.",
        twist=_also("scheduled", "pending"),
        where=_of_status("scheduled", "pending"),
    ),
    filtering(
        name="pending-means-active-too",
        says="Gives the active ones, too, where the pending ones are asked for.",
        twist=_also("pending", "active"),
        where=_of_status("pending", "active"),
    ),
    filtering(
        name="filter-on-another-column",
        says="Looks for the free filter's value in another column.",
        twist=selected(_another_column),
        where=free_filter,
    ),
    filtering(
        name="filtered-lists-end-at-50",
        says="Gives no more than 50 rows of a filtered list, and counts as many.",
        twist=selected(_capped),
        laws=("filter/", "summary/agrees"),
        where=filters(1),
    ),
    filtering(
        name="stale-index",
        says="Finds one row under the status that it had before.",
        twist=selected(_stale_index),
        where=filters(1),
    ),
    filtering(
        name="filtered-row-lost-beyond-100",
        says="Loses the last row of a filtered list of more than 100.",
        twist=selected(_deep_lost),
        laws=("filter/", "summary/agrees"),
        where=filters(1),
    ),
    filtering(
        name="free-filter-finds-one-more",
        says="Finds a row by the free filter that has another value.",
        twist=selected(_free_gives_more),
        where=free_filter,
    ),
    filtering(
        name="filter-lost-where-a-page-is-asked-for",
        says="Takes no notice of the filters where a page is asked for.",
        twist=selected(_filter_lost_with_page),
        laws=("filter/", "page/", "meta/", "parameters/", "summary/agrees"),
        where=filters(1),
    ),
    filtering(
        name="filter-lost-where-no-size-is-asked-for",
        says="Takes no notice of the filters where no size is asked for.",
        twist=selected(_filter_lost_without_size),
        laws=("filter/", "meta/", "parameters/", "summary/agrees"),
        where=filters(1),
    ),
    filtering(
        name="filtered-rows-lost-by-a-null",
        says="Loses the rows of a filtered list that have a null somewhere, as an inner join does.",
        twist=selected(_lost_by_a_null),
        laws=("filter/", "summary/agrees"),
        where=every(filters(1), shows_null),
    ),
    sorting(
        name="sorted-by-the-first-letter",
        says="Sorts texts by their first letter alone.",
        twist=Twist(orders=_by_first_letter),
        where=sorts,
    ),
    sorting(
        name="direction-lost-beyond-page-1",
        says="Sorts downwards from page 2 on, whichever direction was asked for.",
        twist=sorted_when(
            lambda call: _asked(call) and not call.query.descending and call.page > 1,
            lambda rows: rows[::-1],
        ),
        laws=("sort/", "page/"),
        where=sorts,
    ),
    sorting(
        name="key-lost-beyond-page-1",
        says="Forgets the sort key from page 2 on.",
        twist=_unsorted_when(lambda call: _asked(call) and call.page > 1),
        laws=("sort/", "page/"),
        where=sorts,
    ),
    sorting(
        name="sort-lost-with-a-small-size",
        says="Takes no notice of the order where fewer than 10 rows are asked for.",
        twist=_unsorted_when(lambda call: _asked(call) and (call.query.size or 20) < 10),
        where=sorts,
    ),
    sorting(
        name="sort-lost-with-the-alias",
        says="Takes no notice of the order where the size comes by its other name.",
        twist=_unsorted_when(lambda call: _asked(call) and bool(call.sent("size"))),
        laws=("sort/", "size/alias"),
        where=sorts,
    ),
    sorting(
        name="count-means-sent",
        says="Sorts by the calls that were sent where the number of tasks is asked for.",
        twist=Twist(orders=_by_sent),
        where=sorts,
    ),
    sorting(
        name="scheduled-means-created",
        says="Sorts by when a row was created where the scheduled time is asked for.",
        twist=Twist(orders=_scheduled_by_created),
        where=sorts,
    ),
    sorting(
        name="thousands-forgotten",
        says="Sorts numbers by their last three digits.",
        twist=Twist(orders=_small_numbers_only),
        where=sorts,
    ),
    sorting(
        name="oldest-first-at-the-maximum",
        says="Gives the oldest rows first where the maximum is asked for.",
        twist=sorted_when(lambda call: (call.query.size or 0) >= call.maximum, lambda rows: rows[::-1]),
        laws=("sort/", "page/"),
    ),
    sorting(
        name="ordered-by-the-day",
        says="Orders by the day of the time, and by the id within it.",
        twist=Twist(orders=_by_day),
        where=every(stated_order, field("agency_id")),
    ),
    sorting(
        name="oldest-first-for-others",
        says="Gives the oldest rows first to every caller but the first.",
        twist=Twist(orders=_order_of_ids),
        where=stated_order,
    ),
    sorting(
        name="oldest-first-with-both-filters",
        says="Gives the oldest rows first where two filters are given.",
        twist=sorted_when(lambda call: len(call.query.filters) > 1, lambda rows: rows[::-1]),
        laws=("sort/", "filter/"),
        where=every(stated_order, filters(2)),
    ),
    scoping(
        name="leak-by-precedence",
        says="Puts no brackets around an OR, so that two filters find other tenants' rows.",
        twist=selected(_by_precedence),
        laws=("scope/", "filter/"),
        where=filters(2),
    ),
    scoping(
        name="leak-to-those-without-rows",
        says="Gives everybody's rows to a tenant who has none.",
        twist=leaks(lambda call: call.caller.name == "empty"),
    ),
    scoping(
        name="leak-with-the-sentinel",
        says="Gives everybody's rows where the filter is switched off by its word.",
        twist=leaks(_sentinel),
        laws=("scope/", "filter/", "summary/"),
        where=sentinel,
    ),
    scoping(
        name="leak-at-the-maximum",
        says="Gives everybody's rows where the maximum is asked for.",
        twist=leaks(lambda call: call.query.sized and call.query.size == call.maximum),
        laws=("scope/", "page/", "meta/"),
    ),
    scoping(
        name="leak-beyond-page-1",
        says="Gives everybody's rows from page 2 on.",
        twist=leaks(lambda call: call.query.position > call.first),
        laws=("scope/", "page/", "meta/"),
    ),
    scoping(
        name="one-row-of-another",
        says="Gives one row of another tenant deep in the list.",
        twist=Twist(scopes=_one_of_another),
    ),
    scoping(
        name="empty-scope-lists-everything",
        says="Lists everybody's rows where the scope is named with nothing.",
        twist=scope_let_in(lambda text, _: text == "", everything=True),
        laws=("scope/", "errors/missing"),
        where=_scoped_by_name,
    ),
    scoping(
        name="scope-with-wildcards",
        says="Compares the scope as LIKE does, so that % is everybody's.",
        twist=scope_let_in(lambda text, _: text == "%", everything=True),
        where=_scoped_by_name,
    ),
    scoping(
        name="scope-by-its-beginning",
        says="Lists the caller's rows for the beginning of its scope's name.",
        twist=scope_let_in(
            lambda text, own: any(text and one.startswith(text) for one in own), everything=False
        ),
        where=_scoped_by_name,
    ),
    scoping(
        name="tenant-from-the-query",
        says="Lists the rows of the tenant that the query names by the field's own name.",
        twist=Twist(refuses=_known_parameters, scopes=_owner_asked),
        where=every(by_caller, _visible_owner),
    ),
    scoping(
        name="total-of-the-first-tenant",
        says="Gives every caller the first one's total.",
        twist=Twist(
            tells=lambda call, told: (
                {**told, "total": call.memory["total"]}
                if call.memory.setdefault("total", told["total"]) and not call.filtered
                else told
            )
        ),
        laws=("scope/", "meta/", "time/", "size/full", "page/complete"),
    ),
)
