"""Answers that say something untrue of themselves or of the list."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from listproof.contract import Json, Role
from tests.liars.calls import Call, Twist
from tests.liars.liar import Liar, by_page, every, filters, tells

lie = partial(Liar, family="meta")


def says(role: Role, value: Callable[[Call, dict[Role, Json]], Json]) -> Twist:
    """A twist that says something else in one role, where it is said at all."""
    return Twist(tells=lambda call, told: {**told, role: value(call, told)} if role in told else told)


def _pages(call: Call, total: int) -> int:
    return -(-total // max(call.size, 1))


def _behind(call: Call) -> int:
    return call.skipped + call.returned


def _left(call: Call) -> bool:
    return _behind(call) < len(call.matching)


def _last(call: Call) -> bool:
    return call.skipped > 0 and not _left(call)


LIARS = (
    lie(
        name="total-before-filter",
        says="Counts the rows before the filter.",
        laws=("meta/total", "summary/agrees"),
        twist=says("total", lambda call, _: len(call.everything)),
        where=filters(1),
    ),
    lie(
        name="total-of-the-page",
        says="Gives the number of items on the page as the total.",
        laws=("meta/total",),
        twist=says("total", lambda call, _: call.returned),
    ),
    lie(
        name="total-capped",
        says="Counts to 200 and no further.",
        laws=("meta/total",),
        twist=says("total", lambda _, told: min(told["total"], 200)),
    ),
    lie(
        name="total-is-a-guess",
        says="Gives the rows so far, and one more where more remain, as the total.",
        laws=("meta/total",),
        twist=says("total", lambda call, _: _behind(call) + _left(call)),
    ),
    lie(
        name="total-wrong-on-the-last-page",
        says="Counts one row too few on the last page.",
        laws=("meta/total",),
        twist=says("total", lambda call, told: told["total"] - _last(call)),
    ),
    lie(
        name="total-wrong-beyond-page-3",
        says="Counts one row too many from page 4 on.",
        laws=("meta/total",),
        twist=says("total", lambda call, told: told["total"] + (call.page > 3 and call.returned > 0)),
    ),
    lie(
        name="total-0-past-the-end",
        says="Says that the total is 0 on a page past the end, as a count that comes with the rows does.",
        laws=("meta/total",),
        twist=says("total", lambda call, told: told["total"] if call.returned else 0),
    ),
    lie(
        name="total-wrong-with-limit-1",
        says="Counts one row too many where the size is 1.",
        laws=("meta/total",),
        twist=says("total", lambda call, told: told["total"] + (call.size == 1)),
    ),
    lie(
        name="total-wrong-for-one-value",
        says="Counts the rows before the filter for one value of the filter alone.",
        laws=("meta/total", "summary/agrees"),
        twist=says(
            "total", lambda call, told: len(call.everything) if _value(call) == "failed" else told["total"]
        ),
        where=filters(1),
    ),
    lie(
        name="total-forgets-the-second-filter",
        says="Counts by the first filter alone where two are given.",
        laws=("meta/total",),
        twist=says(
            "total", lambda call, told: len(call.everything) if len(call.query.filters) > 1 else told["total"]
        ),
        where=filters(2),
    ),
    lie(
        name="pages-rounded-down",
        says="Rounds the number of pages down.",
        laws=("meta/pages",),
        twist=says("pages", lambda call, _: len(call.matching) // max(call.size, 1)),
        where=tells("pages"),
    ),
    lie(
        name="pages-one-more",
        says="Says one page too many where the last page is exactly full.",
        laws=("meta/pages",),
        twist=says("pages", lambda call, _: len(call.matching) // max(call.size, 1) + 1),
        where=tells("pages"),
    ),
    lie(
        name="pages-by-the-default-size",
        says="Reckons the number of pages with the default size, whatever size was asked for.",
        laws=("meta/pages",),
        twist=says("pages", lambda call, _: -(-len(call.matching) // call.default_size)),
        where=tells("pages"),
    ),
    lie(
        name="pages-before-filter",
        says="Reckons the number of pages from the rows before the filter.",
        laws=("meta/pages",),
        twist=says("pages", lambda call, _: _pages(call, len(call.everything))),
        where=every(tells("pages"), filters(1)),
    ),
    lie(
        name="pages-of-one-row-each",
        says="Gives the total as the number of pages where the size is 1 or the maximum.",
        laws=("meta/pages",),
        twist=says(
            "pages", lambda call, told: len(call.matching) if call.size == call.maximum else told["pages"]
        ),
        where=tells("pages"),
    ),
    lie(
        name="next-on-the-last-page",
        says="Says on the last page, too, that more rows follow.",
        laws=("meta/has-next",),
        twist=says("has_next", lambda call, _: call.skipped < len(call.matching)),
        where=tells("has_next"),
    ),
    lie(
        name="next-when-exactly-full",
        says="Says that more rows follow wherever the page is full, the exactly full last one included.",
        laws=("meta/has-next",),
        twist=says("has_next", lambda call, _: call.returned == call.size),
        where=tells("has_next"),
    ),
    lie(
        name="next-off-by-one",
        says="Says that more rows follow where the page ends exactly with the list.",
        laws=("meta/has-next",),
        twist=says("has_next", lambda call, _: call.skipped + call.size <= len(call.matching)),
        where=tells("has_next"),
    ),
    lie(
        name="next-never",
        says="Never says that more rows follow.",
        laws=("meta/has-next",),
        twist=says("has_next", lambda *_: False),
        where=tells("has_next"),
    ),
    lie(
        name="next-always",
        says="Always says that more rows follow.",
        laws=("meta/has-next",),
        twist=says("has_next", lambda *_: True),
        where=tells("has_next"),
    ),
    lie(
        name="next-before-filter",
        says="Reckons whether more rows follow from the rows before the filter.",
        laws=("meta/has-next",),
        twist=says("has_next", lambda call, _: _behind(call) < len(call.everything)),
        where=every(tells("has_next"), filters(1)),
    ),
    lie(
        name="next-past-the-end",
        says="Says on a page past the end that more rows follow: it is not the last page.",
        laws=("meta/has-next",),
        twist=says("has_next", lambda call, _: call.page != _pages(call, len(call.matching))),
        where=tells("has_next"),
    ),
    lie(
        name="next-of-an-empty-list",
        says="Says of an empty list that more rows follow.",
        laws=("meta/has-next",),
        twist=says("has_next", lambda call, told: told["has_next"] or not call.matching),
        where=tells("has_next"),
    ),
    lie(
        name="next-last-page-but-one",
        says="Says already on the last page but one that no rows follow.",
        laws=("meta/has-next",),
        twist=says("has_next", lambda call, _: call.skipped + 2 * call.size < len(call.matching)),
        where=tells("has_next"),
    ),
    lie(
        name="next-is-null-at-the-end",
        says="Gives null instead of false where no rows follow.",
        laws=("meta/has-next", "shape/schema"),
        twist=says("has_next", lambda _, told: told["has_next"] or None),
        where=tells("has_next"),
    ),
    lie(
        name="prev-on-the-first-page",
        says="Says on the first page, too, that rows come before.",
        laws=("meta/has-prev",),
        twist=says("has_prev", lambda *_: True),
        where=tells("has_prev"),
    ),
    lie(
        name="prev-not-on-page-2",
        says="Says only from page 3 on that rows come before.",
        laws=("meta/has-prev",),
        twist=says("has_prev", lambda call, _: call.page > 2),
        where=tells("has_prev"),
    ),
    lie(
        name="prev-only-with-rows",
        says="Says on an empty page past the end that no rows come before.",
        laws=("meta/has-prev",),
        twist=says("has_prev", lambda call, told: told["has_prev"] and call.returned > 0),
        where=tells("has_prev"),
    ),
    lie(
        name="page-echo-fixed",
        says="Repeats the first page's number on every page.",
        laws=("meta/page",),
        twist=says("page", lambda call, _: call.first),
        where=tells("page"),
    ),
    lie(
        name="page-echo-from-another-base",
        says="Repeats the page counted from another number than it was asked by.",
        laws=("meta/page",),
        twist=says("page", lambda call, told: told["page"] + (1 if call.first == 0 else -1)),
        where=tells("page"),
    ),
    lie(
        name="page-echo-capped",
        says="Repeats a page past the end as the last page.",
        laws=("meta/page",),
        twist=says(
            "page",
            lambda call, told: min(told["page"], max(_pages(call, len(call.matching)), 1) + call.first - 1),
        ),
        where=every(tells("page"), by_page),
    ),
    lie(
        name="size-echo-default",
        says="Repeats the default size, whatever size was asked for.",
        laws=("meta/size",),
        twist=says("size", lambda call, _: call.default_size),
        where=tells("size"),
    ),
    lie(
        name="size-echo-returned",
        says="Repeats the number of items instead of the size.",
        laws=("meta/size",),
        twist=says("size", lambda call, _: call.returned),
        where=tells("size"),
    ),
    lie(
        name="size-echo-as-sent",
        says="Repeats a size that was not applied: the one that was sent before it was clamped.",
        laws=("meta/size",),
        twist=says("size", lambda call, told: int(call.size_sent or told["size"])),
        where=lambda operation: operation.mocked.size is not None and "clamp" in operation.mocked.size.over,
    ),
    lie(
        name="offset-echo-page",
        says="Repeats the number of the page instead of the offset.",
        laws=("meta/offset",),
        twist=says("offset", lambda call, _: call.skipped // max(call.size, 1)),
        where=tells("offset"),
    ),
    lie(
        name="offset-echo-next",
        says="Repeats the offset of the next page.",
        laws=("meta/offset",),
        twist=says("offset", lambda call, told: told["offset"] + call.returned),
        where=tells("offset"),
    ),
    lie(
        name="returned-is-the-size",
        says="Gives the size as the number of items returned.",
        laws=("meta/returned",),
        twist=says("returned", lambda call, _: call.size),
        where=tells("returned"),
    ),
    lie(
        name="returned-is-the-total",
        says="Gives the total as the number of items returned.",
        laws=("meta/returned",),
        twist=says("returned", lambda call, _: len(call.matching)),
        where=tells("returned"),
    ),
    lie(
        name="sort-echo-default",
        says="Repeats the default sort key, whatever key was asked for.",
        laws=("meta/sort",),
        twist=says("sort", lambda call, _: call.operation.parameters["sort_by"].default),
        where=tells("sort"),
    ),
    lie(
        name="order-echo-default",
        says="Repeats the default direction, whatever direction was asked for.",
        laws=("meta/order",),
        twist=says("order", lambda call, _: call.operation.mocked.sort.desc),
        where=tells("order"),
    ),
    lie(
        name="order-echo-in-other-words",
        says="Repeats the direction in other words than it is asked for.",
        laws=("meta/order",),
        twist=says("order", lambda _, told: {"ascending": "ASC", "descending": "DESC"}.get(told["order"])),
        where=tells("order"),
    ),
    lie(
        name="total-negative-for-nothing",
        says="Says -1 as the total of an empty list.",
        laws=("meta/total", "shape/schema"),
        twist=says("total", lambda _, told: told["total"] or -1),
    ),
    lie(
        name="total-as-text",
        says="Gives the total as text.",
        laws=("meta/total", "shape/schema"),
        twist=says("total", lambda _, told: str(told["total"])),
    ),
)


def _value(call: Call) -> str:
    return call.query.filters[0][1] if len(call.query.filters) == 1 else ""
