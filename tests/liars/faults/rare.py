"""Faults in a corner that a plan of a hundred and fifty requests may well not look into.

They are no part of `LIARS`: a deterministic plan can't ask every size on every page with every filter.
What the suite does by chance beyond its plan is measured by them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from tests.liars.calls import Call, Twist
from tests.liars.faults.reported_answers import cut_names
from tests.liars.faults.reported_time import own
from tests.liars.faults.time import caches
from tests.liars.liar import Liar, by_offset, by_page, filters, sorts
from tests.liars.worlds import Row

lie = partial(Liar, family="rare", laws=("page/", "size/", "meta/", "filter/", "sort/", "inert/"))


def loses(when: Callable[[Call], bool]) -> Twist:
    """The last row of a page is lost, when something is so."""

    def cuts(call: Call, rows: list[Row]) -> list[Row]:
        return rows[:-1] if when(call) else rows

    return Twist(cuts=cuts)


def _whole_list(call: Call) -> bool:
    return not call.filtered and not call.sent("sort_by")


RARE: tuple[Liar, ...] = (
    lie(
        name="size-10", says="Loses a row with a size of 10.", twist=loses(lambda call: call.query.size == 10)
    ),
    lie(
        name="size-50", says="Loses a row with a size of 50.", twist=loses(lambda call: call.query.size == 50)
    ),
    lie(
        name="size-99", says="Loses a row with a size of 99.", twist=loses(lambda call: call.query.size == 99)
    ),
    lie(
        name="page-9",
        says="Loses a row of page 9, whatever the size.",
        twist=loses(lambda call: call.page == 9),
        where=by_page,
    ),
    lie(
        name="size-1-deep",
        says="Loses the row of a page of 1 beyond the first 100.",
        twist=loses(lambda call: call.query.size == 1 and call.skipped > 100),
    ),
    lie(
        name="offset-13",
        says="Loses a row where the offset is 13.",
        twist=loses(lambda call: call.skipped == 13),
        where=by_offset,
    ),
    lie(
        name="filter-on-page-3",
        says="Loses a row on page 3 of a filtered list.",
        twist=loses(lambda call: call.filtered and call.page == 3),
        where=filters(1),
    ),
    lie(
        name="both-filters-on-page-2",
        says="Loses a row on page 2 of a list filtered twice.",
        twist=loses(lambda call: len(call.query.filters) > 1 and call.page == 2),
        where=filters(2),
    ),
    lie(
        name="filter-with-an-odd-size",
        says="Loses a row of a filtered list where the size is odd.",
        twist=loses(lambda call: call.filtered and (call.query.size or 0) % 2 == 1),
        where=filters(1),
    ),
    lie(
        name="sorted-with-size-1",
        says="Loses the row of a sorted page of 1.",
        twist=loses(lambda call: bool(call.sent("sort_by")) and call.query.size == 1),
        where=sorts,
    ),
    lie(
        name="sorted-on-page-4",
        says="Loses a row on page 4 of a sorted list.",
        twist=loses(lambda call: bool(call.sent("sort_by")) and call.page == 4),
        where=sorts,
    ),
    lie(
        name="fast-and-sorted",
        says="Loses a row of a sorted list in the fast mode.",
        twist=loses(lambda call: bool(call.sent("sort_by")) and "fast" in call.sent("performance_mode")),
        where=sorts,
    ),
    lie(
        name="middle-of-the-list",
        says="Loses row 129 unless the page begins with it.",
        twist=loses(lambda call: _whole_list(call) and call.skipped < 128 == call.skipped + call.size - 1),
    ),
    lie(
        # Two questions that take each other's page and size are none that a plan would ask by itself.
        name="cache-by-values-alone",
        says="Keeps answers by the values of the question, whatever their names.",
        twist=caches(lambda call: (own(call), tuple(sorted(value for _, value in call.pairs)))),
        laws=("time/", "page/", "meta/", "filter/", "size/", "sort/", "summary/", "parameters/"),
    ),
    lie(
        # Rows may change while they are asked for: two looks at one row that differ accuse nobody.
        name="names-cut-where-filtered",
        says="Cuts names in filtered lists.",
        twist=Twist(shows=cut_names),
        laws=("shape/", "filter/", "page/window"),
        where=filters(1),
    ),
    lie(
        # The same question has to be asked in both spellings, and nothing else may differ.
        name="cache-in-small-letters",
        says="Keeps answers by the question in small letters.",
        twist=caches(lambda call: (own(call), str(call.pairs).lower())),
        laws=("time/", "filter/", "errors/"),
        where=lambda operation: filters(2)(operation) and "agt-" in str(operation.parameters),
    ),
)
