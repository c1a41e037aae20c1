"""What a page repeats of the question: page, size, offset, sort key and direction, as they were applied."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.asking.reading import first_position
from conformance.comparing.spelling import said_total, whole_number
from conformance.evidence import Counted, Page
from conformance.law import Example, Finding, law
from conformance.laws.examples import OPERATION, ROWS, but, counted, page
from conformance.laws.omitted import readings_of, starts
from conformance.laws.telling import place_of, raw, shown, some, stated
from conformance.questions import Question
from listproof.contract import MISSING, Json, Operation, Paging, Role, Sort


def repeated(
    operation: Operation, seen: Page, role: Role, allowed: tuple[Json, ...], because: str
) -> Iterator[Finding]:
    """A finding where the role says none of the allowed values."""
    value = seen.meta.get(role, MISSING)
    if not any(_same(value, one) for one in allowed):
        yield Finding(
            where=place_of(operation, role),
            expected=allowed[0] if len(allowed) == 1 else list(allowed),
            actual=shown(value),
            because=because,
            exchanges=(seen.exchange,),
            about=place_of(operation, role),
        )


def _same(value: Json, allowed: Json) -> bool:
    if allowed is None:
        return value is None or value is MISSING
    if isinstance(allowed, str):
        return isinstance(value, str) and value.casefold() == allowed.casefold()
    number = whole_number(value)
    return number is not None and number == int(allowed)


def past_the_end(operation: Operation, seen: Counted) -> bool:
    """Whether the page lies past the end in one of the readings of its size, as far as it can be told."""
    page, total = seen.page, _rows(seen)
    places = starts(operation, page, total) if total is not None else ()
    if places:
        return max(places) >= max(total or 0, 1)
    return not page.items and page.question.position is not None


def _rows(seen: Counted) -> int | None:
    return seen.matching if seen.matching is not None else said_total(seen.page)


def _open_past_end(operation: Operation, seen: Counted) -> bool:
    """Past the end another page may be applied than was asked for, unless it is stated to be empty."""
    return past_the_end(operation, seen) and operation.listing.page.past_end != ("empty",)


def _of_rows_withheld(operation: Operation, seen: Counted, role: Role, start: int) -> Iterator[Finding]:
    """A finding where a page without items says that it is one which has rows."""
    total = _rows(seen)
    if total is not None and not seen.page.items and 0 <= start < total:
        yield Finding(
            where=place_of(operation, role),
            expected="what was asked for, or a page past the end",
            actual=shown(seen.page.meta.get(role, MISSING)),
            because=f"there are rows at that place, {some(total, 'row')} in all, and none came",
            exchanges=(seen.page.exchange,),
            about=place_of(operation, role),
        )


def _numbers(operation: Operation) -> str:
    if operation.listing.page.by not in ("page", "offset"):
        return "pages are not asked for by number"
    return stated("page")(operation)


@law(
    "meta/page",
    Counted,
    kept=Example(
        says="asked for page 2, it says 2", operation=OPERATION, evidence=counted(page(*ROWS[2:4], skipped=2))
    ),
    broken=Example(
        says="asked for page 2, it says 1: the page was counted from 0",
        operation=OPERATION,
        evidence=counted(page(*ROWS[2:4], skipped=2, page=1)),
    ),
    needs=_numbers,
)
def number(operation: Operation, seen: Counted) -> Iterator[Finding]:
    """The page number repeats the page that was applied.

    Where no items come there may be no page to number: whether it may be left out is the schema's affair.
    """
    applied = _page_number(operation, seen.page)
    if applied is None or (not seen.page.items and seen.page.meta.get("page", MISSING) is MISSING):
        return
    if _open_past_end(operation, seen):
        said, first = whole_number(seen.page.meta.get("page", MISSING)), first_position(operation)
        if said is not None and said != applied and first is not None and seen.page.size:
            start = (said - first) * seen.page.size
            yield from _of_rows_withheld(operation, seen, "page", start)
        return
    asked = seen.page.question.position
    because = "no page was asked for" if asked is None else f"page {asked} was asked for"
    yield from repeated(operation, seen.page, "page", (applied,), because)


def _page_number(operation: Operation, seen: Page) -> int | None:
    paging = operation.listing.page
    if raw(seen, paging.param):
        return None
    if paging.by == "offset":
        whole = seen.skipped is not None and bool(seen.size) and seen.skipped % (seen.size or 1) == 0
        return paging.first[0] + (seen.skipped or 0) // (seen.size or 1) if whole and paging.first else None
    position = seen.question.position
    if position is not None:  # of a link that was followed, the server alone knows which page it names
        return position if isinstance(position, int) else None
    parameter = operation.parameters.get(paging.param or "")
    return whole_number(parameter.default if parameter else MISSING) or first_position(operation)


@law(
    "meta/size",
    Counted,
    kept=Example(
        says="two were asked for, it says 2", operation=OPERATION, evidence=counted(page(*ROWS[:2]))
    ),
    broken=Example(
        says="on the last page it says how many are left, not how many were asked for",
        operation=OPERATION,
        evidence=counted(page(ROWS[4], skipped=4, meta={"size": 1})),
    ),
    needs=stated("size"),
)
def size(operation: Operation, seen: Counted) -> Iterator[Finding]:
    """The size repeats the size that was applied."""
    allowed = _sizes(operation, seen)
    asked = seen.page.question.size
    because = "no size was asked for" if asked is None else f"{asked} a page were asked for"
    if allowed:
        yield from repeated(operation, seen.page, "size", allowed, because)
    elif asked is not None:
        yield from _overstated(operation, seen)


def _overstated(operation: Operation, seen: Counted) -> Iterator[Finding]:
    """A finding where a size was taken for another one, and the page says a greater one than it applied."""
    page, total = seen.page, _rows(seen)
    said, came = whole_number(page.meta.get("size", MISSING)), len(page.items)
    at_the_start = page.question.position in (None, first_position(operation))
    if said is not None and total is not None and at_the_start and 0 < came < min(said, total):
        yield Finding(
            where=place_of(operation, "size"),
            expected=came,
            actual=said,
            because=f"{some(came, 'item')} came, though {some(total, 'row')} match: that many were applied",
            exchanges=(page.exchange,),
            about=place_of(operation, "size"),
        )


def _sizes(operation: Operation, seen: Counted) -> tuple[Json, ...]:
    """The sizes that the page may say; none where that is open."""
    stated_size, page = operation.listing.size, seen.page
    if page.size is not None:
        return (page.size,)
    if stated_size is None or page.question.size is not None:
        return ()
    if raw(page, stated_size.param, stated_size.alias):
        return ()
    readings = readings_of(operation, stated_size, page) or frozenset(stated_size.omit)
    total = seen.matching if seen.matching is not None else said_total(page)
    allowed: list[Json] = []
    if "default" in readings and stated_size.default is not None:
        allowed.append(stated_size.default)
    if "all" in readings:
        count = len(page.items) if total is None else total
        allowed += [None, 0, count, max(count, 1)]
    return tuple(dict.fromkeys(allowed))


_BY_OFFSET = but(
    OPERATION,
    page=Paging(by="offset", param="offset"),
    meta={"offset": "/offset", "size": "/limit", "total": "/total"},
)


@law(
    "meta/offset",
    Counted,
    kept=Example(
        says="two rows were skipped, it says 2",
        operation=_BY_OFFSET,
        evidence=counted(page(*ROWS[2:4], skipped=2, operation=_BY_OFFSET), operation=_BY_OFFSET),
    ),
    broken=Example(
        says="two rows were skipped, it says 1: a page number",
        operation=_BY_OFFSET,
        evidence=counted(page(*ROWS[2:4], skipped=2, operation=_BY_OFFSET, offset=1), operation=_BY_OFFSET),
    ),
    needs=stated("offset"),
)
def offset(operation: Operation, seen: Counted) -> Iterator[Finding]:
    """The offset repeats the number of rows that were skipped."""
    skipped = seen.page.skipped
    if skipped is None:
        return
    if not _open_past_end(operation, seen):
        yield from repeated(operation, seen.page, "offset", (skipped,), f"{skipped} rows were to be skipped")
        return
    said = whole_number(seen.page.meta.get("offset", MISSING))
    if said is not None:
        yield from _of_rows_withheld(operation, seen, "offset", said)


_ECHOES = but(OPERATION, meta={"sort": "/sort", "order": "/order"})
_BY_NAME = Question(size=2, sort=("name", False))


@law(
    "meta/sort",
    Counted,
    kept=Example(
        says="sorted by name, it says so",
        operation=_ECHOES,
        evidence=counted(
            page(*ROWS[:2], question=_BY_NAME, operation=_ECHOES, sort="name", order="asc"), ordered=False
        ),
    ),
    broken=Example(
        says="sorted by name, it says `created`, the default",
        operation=_ECHOES,
        evidence=counted(
            page(*ROWS[:2], question=_BY_NAME, operation=_ECHOES, sort="created", order="asc"), ordered=False
        ),
    ),
    needs=stated("sort"),
)
def sort(operation: Operation, seen: Counted) -> Iterator[Finding]:
    """The sort key repeats the key that was applied."""
    stated_sort, asked = operation.listing.sort, seen.page.question.sort
    if raw(seen.page, stated_sort.by, stated_sort.order):
        return
    if asked is not None:
        allowed = _keys(stated_sort, asked[0], asked[1])
        yield from repeated(
            operation, seen.page, "sort", allowed, f"{stated_sort.by}={asked[0]} was asked for"
        )
    elif key := _default_key(operation):
        allowed = _keys(stated_sort, key.removeprefix("-"), key.startswith("-"))
        yield from repeated(operation, seen.page, "sort", allowed, "no sort key was asked for")


def _keys(stated_sort: Sort, key: str, descending: bool | None) -> tuple[Json, ...]:
    """The key, and where the sign stands in the value, the key with it as well."""
    return (f"-{key}", key) if descending and stated_sort.order is None else (key,)


def _default_key(operation: Operation) -> str | None:
    """The key that sorts unasked: the parameter's default, or the default order's first field."""
    stated_sort = operation.listing.sort
    parameter = operation.parameters.get(stated_sort.by or "")
    if parameter is not None and isinstance(parameter.default, str):
        return parameter.default
    field = stated_sort.default[0] if stated_sort.default else None
    fitting = [key for key, one in stated_sort.keys.items() if field and one.at == field.at and one.at]
    return fitting[0] if fitting else None


@law(
    "meta/order",
    Counted,
    kept=Example(
        says="asked for ascending, it says `asc`",
        operation=_ECHOES,
        evidence=counted(
            page(*ROWS[:2], question=_BY_NAME, operation=_ECHOES, sort="name", order="asc"), ordered=False
        ),
    ),
    broken=Example(
        says="asked for ascending, it says `desc`",
        operation=_ECHOES,
        evidence=counted(
            page(*ROWS[:2], question=_BY_NAME, operation=_ECHOES, sort="name", order="desc"), ordered=False
        ),
    ),
    needs=stated("order"),
)
def order(operation: Operation, seen: Counted) -> Iterator[Finding]:
    """The sort direction repeats the direction that was applied."""
    stated_sort, asked = operation.listing.sort, seen.page.question.sort
    if raw(seen.page, stated_sort.by, stated_sort.order):
        return
    if asked is not None and asked[1] is not None:
        word = stated_sort.desc if asked[1] else stated_sort.asc
        yield from repeated(operation, seen.page, "order", (word,), f"{word} was asked for")
        return
    unasked = _default_direction(operation, plain=asked is None)
    if unasked is not None:
        yield from repeated(operation, seen.page, "order", (unasked,), "no direction was asked for")


def _default_direction(operation: Operation, *, plain: bool) -> str | None:
    """The direction that is applied unasked: the parameter's default, or the default order's own."""
    stated_sort = operation.listing.sort
    parameter = operation.parameters.get(stated_sort.order or "")
    if parameter is not None and isinstance(parameter.default, str):
        return parameter.default
    if not plain or not stated_sort.default:
        return None
    return stated_sort.desc if stated_sort.default[0].descending else stated_sort.asc


LAWS = (number, size, offset, sort, order)
