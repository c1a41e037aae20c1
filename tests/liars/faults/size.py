"""Pages that hold more or fewer rows than were asked for."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from listproof.contract import Operation
from tests.liars.calls import Call, Query, Refusing, Twist
from tests.liars.honest import whole
from tests.liars.liar import Liar

lie = partial(Liar, family="size", laws=("size/",))


def _asked(call: Call, refusing: Refusing) -> int:
    return whole(refusing.text) or 0


def _over(call: Call, refusing: Refusing, above: int = 0) -> bool:
    return refusing.situation == "bad_size" and _asked(call, refusing) > max(call.maximum, above)


def _goes_over(above: int) -> Twist:
    """No bound above this: neither a refusal nor a clamp."""

    def sizes(call: Call, size: int) -> int:
        asked = whole(call.size_sent)
        return asked if asked is not None and asked > above and asked > size else size

    return Twist(
        refuses=lambda call, refusing: None if _over(call, refusing, above) else refusing, sizes=sizes
    )


def _clamps(call: Call, query: Query) -> Query:
    return query if query.size is None else replace(query, size=min(query.size, call.maximum))


def _default(size: int) -> Twist:
    return Twist(reads=lambda _, query: query if query.sized else replace(query, size=size))


def _alias(operation: Operation) -> bool:
    return operation.listing.size is not None and operation.listing.size.alias is not None


def _without_alias(call: Call, pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    stated = call.operation.mocked.size
    return [pair for pair in pairs if stated is None or pair[0] != stated.alias]


def _half_alias(call: Call, size: int) -> int:
    stated = call.operation.mocked.size
    return size // 2 if stated and stated.alias and call.sent(stated.alias) else size


def _sometimes_all(call: Call, query: Query) -> Query:
    paged = bool(call.operation.mocked.page.param and call.sent(call.operation.mocked.page.param))
    return query if query.sized or paged else replace(query, size=None)


def _under_is_refused(operation: Operation) -> bool:
    return operation.listing.size is not None and "error" in operation.listing.size.under


def _over_is_refused(operation: Operation) -> bool:
    return operation.listing.size is not None and "error" in operation.listing.size.over


def _one_default(operation: Operation) -> bool:
    return operation.listing.size is not None and operation.listing.size.omit == ("default",)


def _two_readings(operation: Operation) -> bool:
    return operation.listing.size is not None and set(operation.listing.size.omit) == {"default", "all"}


def _zero_is_default(call: Call, query: Query) -> Query:
    return query if query.size is None or query.size > 0 else replace(query, size=call.default_size)


def _under(refusing: Refusing) -> bool:
    asked = whole(refusing.text)
    return refusing.situation == "bad_size" and asked is not None and asked < 1


LIARS = (
    lie(
        name="one-too-many",
        says="Gives one row more than asked for wherever more remain: the one it peeked at.",
        twist=Twist(sizes=lambda _, size: size + 1),
        laws=("size/", "page/"),
    ),
    lie(
        name="one-too-few",
        says="Gives one row fewer than asked for.",
        twist=Twist(sizes=lambda _, size: size - 1),
        laws=("size/", "page/"),
    ),
    lie(
        name="size-ignored",
        says="Gives the default number of rows whatever size is asked for.",
        twist=Twist(sizes=lambda call, _: call.default_size),
        laws=("size/", "page/"),
    ),
    lie(
        name="maximum-exclusive",
        says="Gives one row fewer than the maximum where the maximum is asked for.",
        twist=Twist(sizes=lambda call, size: min(size, call.maximum - 1)),
        laws=("size/", "page/"),
    ),
    lie(
        name="maximum-falls-back-to-default",
        says="Gives the default number of rows where the maximum is asked for.",
        twist=Twist(sizes=lambda call, size: call.default_size if size >= call.maximum else size),
        laws=("size/", "page/"),
    ),
    lie(
        name="capped-at-50",
        says="Silently gives at most 50 rows, and says that it gave what was asked for.",
        twist=Twist(sizes=lambda _, size: min(size, 50)),
        laws=("size/", "page/"),
    ),
    lie(
        name="never-fewer-than-10",
        says="Gives 10 rows where fewer are asked for.",
        twist=Twist(sizes=lambda _, size: max(size, 10)),
    ),
    lie(
        name="size-1-gives-2",
        says="Gives 2 rows where 1 is asked for.",
        twist=Twist(sizes=lambda _, size: 2 if size == 1 else size),
    ),
    lie(
        name="default-10",
        says="Gives 10 rows where no size is asked for, and says so.",
        twist=_default(10),
        laws=("size/", "parameters/default"),
    ),
    lie(
        name="default-is-maximum",
        says="Gives the maximum where no size is asked for.",
        twist=_default(100),
        laws=("size/", "parameters/default"),
    ),
    lie(
        name="default-is-all",
        says="Gives every row where no size is asked for, though a default is documented.",
        twist=Twist(reads=lambda _, query: query if query.sized else replace(query, size=None)),
        laws=("size/", "parameters/default", "safety/maximum"),
        where=_one_default,
    ),
    lie(
        name="all-on-some-pages",
        says="Takes an omitted size for all rows where no page is asked for, for the default where one is.",
        twist=Twist(reads=_sometimes_all),
        laws=("size/omit", "parameters/default", "size/default"),
        where=_two_readings,
    ),
    lie(
        name="no-maximum",
        says="Gives as many rows as are asked for, however many.",
        twist=_goes_over(0),
        laws=("size/over", "safety/maximum"),
    ),
    lie(
        name="no-maximum-far-above",
        says="Refuses or clamps a size just above the maximum, and gives every row for a huge one.",
        twist=_goes_over(500),
        laws=("size/over", "safety/maximum"),
    ),
    lie(
        name="one-above-the-maximum",
        says="Gives 101 rows where 101 are asked for, and clamps or refuses all above.",
        twist=Twist(
            refuses=lambda call, refusing: (
                None if _over(call, refusing) and _asked(call, refusing) == call.maximum + 1 else refusing
            ),
            sizes=lambda call, size: call.maximum + 1 if call.size_sent == str(call.maximum + 1) else size,
        ),
        laws=("size/over", "safety/maximum"),
    ),
    lie(
        name="clamps-what-it-should-refuse",
        says="Takes a size above the maximum as the maximum, though the document refuses it.",
        twist=Twist(
            refuses=lambda call, refusing: None if _over(call, refusing) else refusing, reads=_clamps
        ),
        laws=("size/over",),
        where=_over_is_refused,
    ),
    lie(
        name="zero-is-the-default",
        says="Takes a size of 0 or below as the default, though the document refuses it.",
        twist=Twist(
            refuses=lambda _, refusing: None if _under(refusing) else refusing, reads=_zero_is_default
        ),
        laws=("size/under",),
        where=_under_is_refused,
    ),
    lie(
        name="zero-is-no-limit",
        says="Gives every row for a size of 0.",
        twist=Twist(
            refuses=lambda _, refusing: None if _under(refusing) else refusing,
            sizes=lambda call, size: size if size > 0 else len(call.matching),
        ),
        laws=("size/under", "safety/maximum"),
    ),
    lie(
        name="alias-ignored",
        says="Takes no notice of the other name of the size.",
        twist=Twist(arrives=_without_alias),
        laws=("size/alias",),
        where=_alias,
    ),
    lie(
        name="alias-halved",
        says="Gives half as many rows for the other name of the size.",
        twist=Twist(sizes=_half_alias),
        laws=("size/",),
        where=_alias,
    ),
    lie(
        name="short-first-page",
        says="Loses the last row of the first page, and of no other.",
        twist=Twist(cuts=lambda call, rows: rows[:-1] if call.skipped == 0 and len(rows) > 1 else rows),
        laws=("size/", "page/"),
    ),
    lie(
        name="short-pages-with-a-filter",
        says="Gives one row too few on the full pages of a filtered list.",
        twist=Twist(cuts=lambda call, rows: rows[:-1] if call.filtered and len(rows) == call.size else rows),
        laws=("size/", "page/", "filter/"),
        where=lambda operation: bool(operation.listing.filters),
    ),
    lie(
        name="size-7-gives-8",
        says="Rounds an odd size below 10 up to an even one.",
        twist=Twist(sizes=lambda _, size: size + size % 2 if 1 < size < 10 else size),
        laws=("size/", "page/"),
    ),
)
