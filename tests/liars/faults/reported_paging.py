"""Pages, sizes and figures as reports of broken lists tell of them: joins, replicas, windows, falsy zeros."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from listproof.contract import Json, Operation
from tests.liars.calls import Call, Query, Twist, later
from tests.liars.faults.safety import fails_on
from tests.liars.honest import known
from tests.liars.liar import Liar, by_offset, by_page, every, filters, shows_null, stated_order, tells
from tests.liars.worlds import Row

paged = partial(Liar, family="page", laws=("page/", "size/full"))
sized = partial(Liar, family="size", laws=("size/", "parameters/default"))
# Where nothing else says whether rows follow, a total that is too large makes the list seem cut short.
told = partial(Liar, family="meta", laws=("meta/", "page/complete"))

Told = dict[Any, Json]


def cut(change: Callable[[Call, list[Row]], list[Row]]) -> Twist:
    """The rows of the page are made otherwise of the rows that match."""
    return Twist(cuts=lambda call, _: change(call, call.matching))


def figure(role: str, change: Callable[[Call, Any], Json]) -> Twist:
    """One of the figures is another one, where the answer has it."""

    def tells_otherwise(call: Call, figures: Told) -> Told:
        return {name: change(call, value) if name == role else value for name, value in figures.items()}

    return Twist(tells=tells_otherwise)


def _joined(call: Call, rows: list[Row]) -> list[Row]:
    """Every fifth row has a child more, and the limit counts children."""
    joined = [row for place, row in enumerate(rows) for _ in range(2 if place % 5 == 4 else 1)]
    page = later(joined, call.skipped, call.size)
    return [row for place, row in enumerate(page) if row not in page[:place]]


def _strictly_after(call: Call, rows: list[Row]) -> list[Row]:
    """Asks for what was created before the last row of the page before: its twins are lost."""
    if not call.skipped or call.skipped > len(rows):
        return later(rows, call.skipped, call.size)
    field = next(iter(call.operation.mocked.sort.default))
    last = known(rows[call.skipped - 1], field.at, field.name)
    return [row for row in rows[call.skipped :] if known(row, field.at, field.name) != last][: call.size]


def _pinned(call: Call, rows: list[Row]) -> list[Row]:
    page = later(rows, call.skipped, call.size)
    return [rows[0], *page[:-1]] if page and call.skipped else page


def _around(call: Call, rows: list[Row]) -> list[Row]:
    page = later(rows, call.skipped, call.size)
    return page + rows[: call.size - len(page)] if page else page


def _ghosts(call: Call, rows: list[Row]) -> list[Row]:
    """Deleted rows are taken out of the page after it was cut."""
    held: list[Row | None] = []
    for place, row in enumerate(rows):
        held += [row, None] if place % 30 == 29 else [row]
    return [row for row in later(held, call.skipped, call.size) if row is not None]


def _behind(call: Call, rows: list[Row]) -> list[Row]:
    return later(rows[3:] if call.skipped > 100 else rows, call.skipped, call.size)


def _second_half(call: Call, rows: list[Row]) -> list[Row]:
    past = call.skipped > len(rows) // 2
    return later(rows, call.skipped + 1 if past else call.skipped, call.size)


def _in_fives(call: Call, skipped: int) -> int:
    return (call.page - 1) * (5 * round(call.size / 5)) if call.size > 5 else skipped


def _alias(call: Call) -> bool:
    stated = call.operation.mocked.size
    return bool(stated and stated.alias and call.sent(stated.alias) and not call.sent(stated.param))


def _alias_forgotten(call: Call, skipped: int) -> int:
    return (call.page - 1) * call.default_size if _alias(call) else skipped


def has_alias(operation: Operation) -> bool:
    """Where the size has another name."""
    return bool(operation.listing.size and operation.listing.size.alias)


def default_size(when: Callable[[Call], bool], size: int) -> Twist:
    """Another default, when something is so; the answer says so."""

    def reads(call: Call, query: Query) -> Query:
        return replace(query, size=size) if not query.sized and when(replace_query(call, query)) else query

    return Twist(reads=reads)


def replace_query(call: Call, query: Query) -> Call:
    """The call as it will be with this query."""
    return replace(call, query=query)


def _page_sent(call: Call) -> bool:
    return bool(call.operation.mocked.page.param and call.sent(call.operation.mocked.page.param))


def _first_total(call: Call, name: object, total: Json) -> Json:
    return call.memory.setdefault(("total", name), total)


def _scope(call: Call) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(call.scope.items()))


def _with_value(call: Call) -> int:
    return sum(any(value is None for value in row.item.values()) is False for row in call.matching)


def _clamps(operation: Operation) -> bool:
    return operation.mocked.size is not None and "clamp" in operation.mocked.size.over[:1]


def _next_as_sent(call: Call, has_next: Json) -> Json:
    sent = int(call.size_sent) if call.size_sent.isascii() and call.size_sent.isdigit() else call.size
    return call.skipped + sent < len(call.matching) and has_next


LIARS = (
    paged(
        name="joined-rows-limited",
        says="Limits the rows of a join, and folds them into items afterwards.",
        twist=cut(_joined),
    ),
    paged(
        name="strictly-after-the-last",
        says="Begins a page with what was created strictly before the last row of the page before.",
        twist=cut(_strictly_after),
        where=stated_order,
    ),
    paged(
        name="pinned-on-every-page",
        says="Puts the first row of the list at the top of every page.",
        twist=cut(_pinned),
    ),
    paged(
        name="last-page-goes-around",
        says="Fills the last page up with rows from the beginning of the list.",
        twist=cut(_around),
    ),
    paged(
        name="deleted-rows-hold-a-place",
        says="Takes deleted rows out of a page after it was cut, so that pages are short.",
        twist=cut(_ghosts),
    ),
    paged(
        name="deep-pages-from-a-replica",
        says="Reads beyond the first 100 rows from a copy that lacks the three newest.",
        twist=cut(_behind),
        laws=("page/", "sort/stable", "size/full"),
    ),
    paged(
        name="second-half-off-by-one",
        says="Reads the second half of the list from its end, and counts one row wrong.",
        twist=cut(_second_half),
    ),
    paged(
        name="places-in-fives",
        says="Reckons where a page starts with the size rounded to a multiple of five.",
        twist=Twist(skips=_in_fives),
        where=by_page,
    ),
    paged(
        name="slice-from-offset-to-limit",
        says="Takes the size for the place where the page ends.",
        twist=cut(lambda call, rows: rows[max(call.skipped, 0) : call.size]),
    ),
    paged(
        name="offset-of-32-bits",
        says="Reckons the place of a page in 32 bits, so that a huge page begins the list anew.",
        twist=Twist(skips=lambda _, skipped: skipped & 0xFFFFFFFF),
        laws=("page/", "meta/"),
    ),
    paged(
        name="offset-of-32-bits-with-a-sign",
        says="Takes a place that 32 bits hold as a negative number for the beginning.",
        twist=Twist(skips=lambda _, skipped: 0 if skipped & 0x80000000 else skipped & 0xFFFFFFFF),
        laws=("page/", "meta/"),
    ),
    paged(
        name="doubled-where-filtered",
        says="Gives every row of a filtered list twice, as a join does.",
        twist=cut(
            lambda call, rows: later(
                [row for row in rows for _ in range(2 if call.filtered else 1)], call.skipped, call.size
            )
        ),
        laws=("page/", "filter/", "meta/"),
        where=filters(1),
    ),
    paged(
        name="alias-forgotten-by-the-page",
        says="Reckons where a page starts with the default size where the size comes by its other name.",
        twist=Twist(skips=_alias_forgotten),
        laws=("page/", "size/alias"),
        where=has_alias,
    ),
    paged(
        name="page-2-at-the-maximum-lost",
        says="Gives nothing after the first page where the size is the maximum.",
        twist=cut(
            lambda call, rows: (
                [] if call.size >= call.maximum and call.skipped else later(rows, call.skipped, call.size)
            )
        ),
    ),
    paged(
        name="offset-beyond-the-page",
        says="Takes an offset that is no smaller than the size for the beginning of the list.",
        twist=Twist(skips=lambda call, skipped: skipped if skipped < call.size else skipped - call.size),
        where=by_offset,
    ),
    paged(
        name="empty-past-a-round-hundred",
        says="Gives nothing for a page that begins exactly at row 100.",
        twist=cut(lambda call, rows: [] if call.skipped == 100 else later(rows, call.skipped, call.size)),
    ),
    sized(
        name="size-compared-as-text",
        says="Compares the size with its maximum as text, so that 20 is more than 100.",
        twist=Twist(sizes=lambda call, size: call.maximum if str(size) > str(call.maximum) else size),
        laws=("size/", "page/"),
    ),
    sized(
        name="two-digits-of-the-size",
        says="Reads two digits of the size, and no third.",
        twist=Twist(sizes=lambda call, size: int(str(size)[:2]) if call.query.sized else size),
    ),
    sized(
        name="nothing-where-the-size-is-more-than-all",
        says="Gives nothing where the size is larger than the list.",
        twist=Twist(sizes=lambda call, size: 0 if size > len(call.matching) > 0 else size),
        laws=("size/", "page/", "filter/", "meta/", "sort/"),
        where=filters(1),
    ),
    sized(
        name="fails-where-the-size-is-more-than-all",
        says="Fails where the size is larger than a list that has rows.",
        twist=fails_on(lambda call: call.size > len(call.matching) > 0),
        laws=("safety/", "shape/status"),
        where=filters(1),
    ),
    sized(
        name="another-default-with-a-filter",
        says="Gives 10 rows by default where a filter is given, and says so.",
        twist=default_size(lambda call: bool(call.query.filters), 10),
        where=filters(1),
    ),
    sized(
        name="another-default-beyond-page-1",
        says="Gives 10 rows by default where a later page than the first is asked for, and says so.",
        twist=default_size(lambda call: call.query.position > call.first, 10),
        laws=("size/", "page/", "parameters/"),
    ),
    sized(
        name="another-default-for-others",
        says="Gives 10 rows by default to every caller but the first, and says so.",
        twist=default_size(lambda call: call.caller.name != "main", 10),
    ),
    sized(
        name="default-is-maximum-where-filtered",
        says="Gives the maximum by default where a filter is given, and says that it gave the default.",
        twist=Twist(
            sizes=lambda call, size: call.maximum if call.filtered and not call.query.sized else size
        ),
        laws=("size/", "meta/", "parameters/"),
        where=filters(1),
    ),
    told(
        name="total-kept-by-the-filter's-name",
        says="Keeps the total by the names of the filters, whatever their values.",
        twist=figure(
            "total",
            lambda call, total: _first_total(
                call, (call.caller.name, _scope(call), tuple(key for key, _ in call.query.filters)), total
            ),
        ),
        laws=("meta/", "time/", "summary/agrees"),
        where=filters(1),
    ),
    told(
        name="total-kept-for-all-callers",
        says="Keeps the total by the question, whoever asks it.",
        twist=figure(
            "total",
            lambda call, total: _first_total(call, (_scope(call), call.query.filters), total),
        ),
        laws=("meta/", "time/", "scope/"),
        where=lambda operation: (
            any(one.param is None for one in operation.listing.scope) and len(operation.listing.scope) == 1
        ),
    ),
    told(
        name="total-rounded-to-tens",
        says="Rounds a total above 100 to tens, as an estimate of the planner.",
        twist=figure("total", lambda _, total: round(total, -1) if total > 100 else total),
    ),
    told(
        name="total-of-8-bits",
        says="Counts in 8 bits.",
        twist=figure("total", lambda _, total: total & 0xFF),
    ),
    told(
        name="total-without-nulls",
        says="Counts by a column that may be null, and so leaves rows out of the total.",
        twist=figure("total", lambda call, _: _with_value(call)),
        laws=("meta/", "summary/agrees"),
        where=shows_null,
    ),
    told(
        name="total-counts-the-deleted",
        says="Counts three deleted rows in the total of the whole list.",
        twist=figure("total", lambda call, total: total + 3 if not call.filtered and total > 3 else total),
    ),
    told(
        name="total-only-on-page-1",
        says="Counts on the first page alone, and says 0 on all that follow.",
        twist=figure("total", lambda call, total: 0 if call.skipped else total),
    ),
    told(
        name="total-of-what-remains",
        says="Gives the rows from the page on as the total.",
        twist=figure("total", lambda call, total: max(total - max(call.skipped, 0), 0)),
    ),
    told(
        name="total-wrong-with-both-filters",
        says="Counts the rows that fit either filter where two are given.",
        twist=figure(
            "total",
            lambda call, total: total if len(call.query.filters) < 2 else total + 1,
        ),
        where=filters(2),
    ),
    told(
        name="next-where-a-full-page-remains",
        says="Says that more rows follow only where a full page of them does.",
        twist=figure("has_next", lambda call, _: call.skipped + 2 * call.size <= len(call.matching)),
        where=tells("has_next"),
    ),
    told(
        name="next-by-the-size-as-sent",
        says="Reckons whether rows follow with a size that was clamped.",
        twist=figure("has_next", _next_as_sent),
        where=every(tells("has_next"), _clamps),
    ),
    told(
        name="next-by-the-default-size",
        says="Reckons whether rows follow with the default size, whatever size was asked for.",
        twist=figure(
            "has_next", lambda call, _: (call.page - 1) * call.size + call.default_size < len(call.matching)
        ),
        where=tells("has_next"),
    ),
    told(
        name="next-as-1",
        says="Says 1 and 0 instead of true and false.",
        twist=figure("has_next", lambda _, value: int(value)),
        laws=("meta/", "shape/"),
        where=tells("has_next"),
    ),
    told(
        name="prev-not-with-a-filter",
        says="Never says of a filtered list that rows come before.",
        twist=figure("has_prev", lambda call, value: value and not call.filtered),
        where=every(tells("has_prev"), filters(1)),
    ),
    told(
        name="prev-past-the-last-but-one",
        says="Says on the last page that no rows come before.",
        twist=figure(
            "has_prev",
            lambda call, value: value and not call.skipped < len(call.matching) <= call.skipped + call.size,
        ),
        where=tells("has_prev"),
    ),
    told(
        name="pages-to-the-nearest",
        says="Rounds the number of pages to the nearest.",
        twist=figure("pages", lambda call, _: round(len(call.matching) / max(call.size, 1))),
        where=tells("pages"),
    ),
    told(
        name="pages-from-the-items",
        says="Reckons the number of pages from the items of the page: on the last one it is another.",
        twist=figure("pages", lambda call, _: -(-len(call.matching) // max(call.returned, 1))),
        where=tells("pages"),
    ),
    told(
        name="page-repeated-as-text",
        says="Repeats the page as the text that was sent.",
        twist=figure("page", lambda call, value: str(value) if _page_sent(call) else value),
        laws=("meta/", "shape/"),
        where=tells("page"),
    ),
    told(
        name="page-null-when-left-out",
        says="Repeats null where no page was asked for.",
        twist=figure("page", lambda call, value: value if _page_sent(call) else None),
        laws=("meta/", "shape/"),
        where=tells("page"),
    ),
    told(
        name="size-repeated-as-text",
        says="Repeats the size as the text that was sent.",
        twist=figure("size", lambda call, value: str(value) if call.query.sized else value),
        laws=("meta/", "shape/"),
        where=tells("size"),
    ),
    told(
        name="size-null-when-left-out",
        says="Repeats null where no size was asked for.",
        twist=figure("size", lambda call, value: value if call.query.sized else None),
        laws=("meta/", "shape/", "size/"),
        where=every(tells("size"), lambda operation: not has_alias(operation)),
    ),
    told(
        name="order-null-when-left-out",
        says="Repeats null where no direction was asked for.",
        twist=figure("order", lambda call, value: value if call.sent("sort_order") else None),
        laws=("meta/", "shape/"),
        where=tells("order"),
    ),
    told(
        name="sort-null-when-left-out",
        says="Repeats null where no sort key was asked for.",
        twist=figure("sort", lambda call, value: value if call.sent("sort_by") else None),
        laws=("meta/", "shape/"),
        where=tells("sort"),
    ),
    told(
        name="returned-before-a-filter-of-its-own",
        says="Counts one item too many as returned on the last page.",
        twist=figure(
            "returned",
            lambda call, value: value + 1 if call.skipped + call.size >= len(call.matching) > 0 else value,
        ),
        where=tells("returned"),
    ),
    told(
        name="size-repeated-0-past-the-end",
        says="Repeats 0 as the size of a page without rows.",
        twist=figure("size", lambda call, value: value if call.returned else 0),
        where=tells("size"),
    ),
    told(
        name="offset-repeated-at-most-the-total",
        says="Repeats no larger offset than the last row's, though it applied the one that was asked for.",
        twist=figure("offset", lambda call, value: min(value, max(len(call.matching) - 1, 0))),
        where=tells("offset"),
    ),
)
