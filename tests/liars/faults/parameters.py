"""Documented values that are refused, and parameters that can't be left out."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from tests.liars.calls import Call, Query, Refused, Refusing, Twist
from tests.liars.liar import Liar, filters, free_filter, sorts

lie = partial(Liar, family="parameters", laws=("parameters/", "shape/status"))


def refuses(when: Callable[[Call, Query], bool]) -> Twist:
    """Questions that are fine are refused, when something is so."""

    def reads(call: Call, query: Query) -> Query:
        if when(call, query):
            raise Refused(Refusing(situation="bad_param", status=400, wanted="Not supported"))
        return query

    return Twist(reads=reads)


LIARS = (
    lie(
        name="refuses-the-maximum",
        says="Refuses the documented maximum of the size.",
        twist=refuses(lambda call, query: query.size == call.maximum),
        laws=("parameters/", "shape/status", "size/"),
    ),
    lie(
        name="refuses-size-1",
        says="Refuses a size of 1.",
        twist=refuses(lambda _, query: query.size == 1),
        laws=("parameters/", "shape/status", "size/"),
    ),
    lie(
        name="refuses-one-status",
        says="Refuses one of the documented statuses.",
        twist=refuses(lambda _, query: ("status", "failed") in query.filters),
        where=filters(1),
    ),
    lie(
        name="refuses-the-last-status",
        says="Refuses the status that is documented last, with a failure of its own making.",
        twist=refuses(
            lambda call, query: ("status", str(call.operation.parameters["status"].enum[-1])) in query.filters
        ),
        where=filters(1),
    ),
    lie(
        name="needs-the-page",
        says="Refuses a question without a page.",
        twist=refuses(lambda call, _: not call.sent(call.operation.mocked.page.param or "")),
        laws=("parameters/", "shape/status", "page/", "size/"),
    ),
    lie(
        name="needs-the-size",
        says="Refuses a question without a size.",
        twist=refuses(lambda _, query: not query.sized),
        laws=("parameters/", "shape/status", "size/"),
    ),
    lie(
        name="needs-a-filter",
        says="Refuses a question without the free filter.",
        twist=refuses(lambda _, query: not query.filters),
        where=free_filter,
    ),
    lie(
        name="refuses-both-filters",
        says="Refuses two filters at once.",
        twist=refuses(lambda _, query: len(query.filters) > 1),
        laws=("parameters/", "shape/status", "filter/"),
        where=filters(2),
    ),
    lie(
        name="refuses-one-order",
        says="Refuses one of the documented sort keys.",
        twist=refuses(lambda _, query: query.by == "scheduled_timestamp"),
        laws=("parameters/", "shape/status", "sort/"),
        where=sorts,
    ),
    lie(
        name="refuses-upwards",
        says="Refuses to sort upwards.",
        twist=refuses(lambda call, query: bool(call.sent("sort_order")) and not query.descending),
        laws=("parameters/", "shape/status", "sort/"),
        where=sorts,
    ),
    lie(
        name="refuses-deep-pages",
        says="Refuses pages beyond the second.",
        twist=refuses(lambda call, query: query.position > 2 * (query.size or 1) or _deep(call, query)),
        laws=("parameters/", "shape/status", "page/"),
    ),
)


def _deep(call: Call, query: Query) -> bool:
    return call.operation.mocked.page.by == "page" and query.position - call.first > 1
