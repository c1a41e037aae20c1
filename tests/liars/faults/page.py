"""Pages that hold other rows than theirs."""

from __future__ import annotations

from functools import partial

from tests.liars.calls import Call, Twist, later
from tests.liars.liar import Liar, by_offset, by_page, tells
from tests.liars.worlds import Row

lie = partial(Liar, family="page", laws=("page/",))


def _last_dropped(call: Call, rows: list[Row]) -> list[Row]:
    return rows if call.skipped + call.size <= len(call.matching) else []


def _full_last_dropped(call: Call, rows: list[Row]) -> list[Row]:
    return [] if call.skipped and call.skipped + call.size == len(call.matching) else rows


def _ending_at_the_end(call: Call, rows: list[Row]) -> list[Row]:
    exact = call.skipped + call.size == len(call.matching)
    return rows[:-1] if exact else rows


def _last_filled_up(call: Call, skipped: int) -> int:
    left = len(call.matching) - call.size
    return min(skipped, max(left, 0)) if skipped < len(call.matching) else skipped


def _first_digit(call: Call, skipped: int) -> int:
    return (int(str(call.query.position)[0]) - call.first) * call.size


def _doubled(call: Call, rows: list[Row]) -> list[Row]:
    """As a join over a second table does where a row has two partners there."""
    joined = [
        twin for row in call.matching for twin in ([row, row] if len(str(row.item)) % 9 == 0 else [row])
    ]
    return later(joined, call.skipped, call.size)


def _again_with_the_last(call: Call, rows: list[Row]) -> list[Row]:
    """Past the end comes the last page, and it says that more follow."""
    return rows or call.matching[-call.size :]


LIARS = (
    lie(
        name="base-off-by-one",
        says="Counts pages from another number, so that the first page is never given.",
        twist=Twist(skips=lambda call, skipped: skipped + call.size),
        where=by_page,
    ),
    lie(
        name="first-page-twice",
        says="Gives the first page for the second page as well.",
        twist=Twist(skips=lambda call, skipped: max(skipped - call.size, 0)),
    ),
    lie(
        name="overlap-at-boundaries",
        says="Begins each page but the first with the last row of the page before.",
        twist=Twist(skips=lambda _, skipped: max(skipped - 1, 0)),
    ),
    lie(
        name="gap-at-boundaries",
        says="Loses one row at the boundary after each page.",
        twist=Twist(skips=lambda call, skipped: skipped + skipped // max(call.size, 1)),
    ),
    lie(
        name="gap-beyond-page-3",
        says="Loses a row from page 4 on.",
        twist=Twist(skips=lambda call, skipped: skipped + (call.page > 3)),
    ),
    lie(
        name="one-boundary",
        says="Repeats one row between page 2 and page 3, and nowhere else.",
        twist=Twist(skips=lambda call, skipped: skipped - (call.page == 3)),
    ),
    lie(
        name="offset-by-the-default-size",
        says="Reckons where a page starts with the default size, whatever size was asked for.",
        twist=Twist(skips=lambda call, _: (call.query.position - call.first) * call.default_size),
        where=by_page,
    ),
    lie(
        name="offset-in-whole-pages",
        says="Rounds the offset down to a multiple of the size.",
        twist=Twist(skips=lambda call, skipped: skipped // call.size * call.size),
        where=by_offset,
    ),
    lie(
        name="offset-counts-pages",
        says="Takes the offset for the number of a page.",
        twist=Twist(skips=lambda call, skipped: skipped * call.size),
        where=by_offset,
    ),
    lie(
        name="offset-off-by-one",
        says="Counts the offset from 1, so that 0 and 1 are the same.",
        twist=Twist(skips=lambda _, skipped: max(skipped - 1, 0)),
        where=by_offset,
    ),
    lie(
        name="offset-capped",
        says="Takes every offset above 100 as 100.",
        twist=Twist(skips=lambda _, skipped: min(skipped, 100)),
        where=by_offset,
    ),
    lie(
        name="page-ignored",
        says="Gives the first page whatever page is asked for.",
        twist=Twist(skips=lambda *_: 0),
    ),
    lie(
        name="page-capped-at-3",
        says="Gives page 3 for every page after it.",
        twist=Twist(skips=lambda call, skipped: min(skipped, 2 * call.size)),
    ),
    lie(
        name="page-by-its-first-digit",
        says="Reads only the first digit of the page number.",
        twist=Twist(skips=_first_digit),
        where=by_page,
    ),
    lie(
        name="nothing-beyond-200",
        says="Gives no rows beyond the first 200, like a search index with a window.",
        twist=Twist(cuts=lambda call, rows: rows if call.skipped < 200 else []),
    ),
    lie(
        name="last-partial-page-dropped",
        says="Gives nothing for a last page that is not full.",
        twist=Twist(cuts=_last_dropped),
    ),
    lie(
        name="last-full-page-dropped",
        says="Gives nothing for a last page that is exactly full.",
        twist=Twist(cuts=_full_last_dropped),
    ),
    lie(
        name="last-row-lost-at-the-exact-end",
        says="Loses the last row of the list where the page ends exactly with it.",
        twist=Twist(cuts=_ending_at_the_end),
    ),
    lie(
        name="last-page-filled-up",
        says="Fills the last page up with rows of the page before.",
        twist=Twist(skips=_last_filled_up),
    ),
    lie(
        name="page-4-empty",
        says="Gives nothing for page 4, though pages follow.",
        twist=Twist(cuts=lambda call, rows: [] if call.page == 4 else rows),
    ),
    lie(
        name="never-ends",
        says="Gives the last rows again for every page past the end, and says that more follow.",
        twist=Twist(
            cuts=_again_with_the_last,
            tells=lambda _, told: {**told, "has_next": True},
        ),
        where=tells("has_next"),
    ),
    lie(
        name="rows-doubled-by-a-join",
        says="Gives some rows twice, as a join does, while the total counts them once.",
        twist=Twist(cuts=_doubled),
    ),
    lie(
        name="last-row-never-given",
        says="Never gives the very last row of the list.",
        twist=Twist(cuts=lambda call, rows: [row for row in rows if row is not call.matching[-1]]),
        laws=("page/", "size/full", "meta/total", "filter/"),
    ),
    lie(
        name="size-1-off-by-one",
        says="With a size of 1 gives the row after the one that is due.",
        twist=Twist(skips=lambda call, skipped: skipped + (call.size == 1)),
    ),
    lie(
        name="filtered-pages-from-the-start",
        says="Gives the first page for every page of a filtered list.",
        twist=Twist(skips=lambda call, skipped: 0 if call.filtered else skipped),
        laws=("page/", "filter/"),
        where=lambda operation: bool(operation.listing.filters),
    ),
    lie(
        name="page-backwards-in-itself",
        says="Turns the rows of every page but the first around.",
        twist=Twist(cuts=lambda call, rows: rows[::-1] if call.skipped else rows),
        laws=("page/", "sort/"),
    ),
    lie(
        name="other-tenant-page-2-lost",
        says="Loses the first row of page 2 for every caller but the first.",
        twist=Twist(skips=lambda call, skipped: skipped + (call.caller.name == "other" and call.page == 2)),
    ),
)
