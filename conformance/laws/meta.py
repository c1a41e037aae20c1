"""What a page says of its list: how many rows, how many pages, and whether there are more either way.

F is the rows that match, s the size, o the rows skipped, n the items on the page. Where this suite could
count F itself, the page is held to that; where it could not, to what the page itself says.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.comparing.spelling import flag, said_total, whole_number
from conformance.evidence import Counted, Page
from conformance.law import Example, Finding, law
from conformance.laws.echoes import repeated
from conformance.laws.examples import OPERATION, ROWS, but, counted, page
from conformance.laws.omitted import readings_of
from conformance.laws.telling import place_of, shown, some, stated
from conformance.questions import Question
from listproof.contract import MISSING, Json, Operation, Role

_SAYS_MORE = but(OPERATION, meta={"returned": "/returned", "total": "/total", "total_all": "/total_all"})
_LATE = Question(size=2, filters=(("state", "late"),))


def numbers(seen: Counted) -> tuple[int, ...]:
    """What |F| may be: as counted, and as the page says.

    Where the two differ, meta/total and page/complete tell so. Whichever is right, what follows from
    either is no further fault.
    """
    known = (number for number in (seen.matching, said_total(seen.page)) if number is not None)
    return tuple(dict.fromkeys(known))


def _rows(number: int) -> str:
    return f"{some(number, 'row')} {'matches' if number == 1 else 'match'}"


@law(
    "meta/returned",
    Page,
    kept=Example(
        says="one item, and it says 1",
        operation=_SAYS_MORE,
        evidence=page(ROWS[4], skipped=4, operation=_SAYS_MORE),
    ),
    broken=Example(
        says="one item on the last page, and it says 2, the size",
        operation=_SAYS_MORE,
        evidence=page(ROWS[4], skipped=4, operation=_SAYS_MORE, returned=2),
    ),
    needs=stated("returned"),
)
def returned(operation: Operation, seen: Page) -> Iterator[Finding]:
    """The number returned is the number of items on the page."""
    number = len(seen.items)
    yield from repeated(operation, seen, "returned", (number,), f"the page has {some(number, 'item')}")


@law(
    "meta/total",
    Counted,
    kept=Example(
        says="one thing is late, and the total is 1",
        operation=OPERATION,
        evidence=counted(page(ROWS[4], total=1, question=_LATE), ROWS[4:]),
    ),
    broken=Example(
        says="one thing is late, and the total counts all five: before the filter",
        operation=OPERATION,
        evidence=counted(page(ROWS[4], total=5, question=_LATE), ROWS[4:]),
    ),
    needs=stated("total"),
)
def total(operation: Operation, seen: Counted) -> Iterator[Finding]:
    """The total is the number of rows that match, on every page."""
    if seen.matching is not None:
        yield from repeated(operation, seen.page, "total", (seen.matching,), _rows(seen.matching))
        return
    said = said_total(seen.page)
    if said is None:
        value = seen.page.meta.get("total", MISSING)
        yield _finding(operation, seen.page, "total", "a number", value, "the total is a number of rows")
        return
    # A page that is too short for its total is the matter of size/full.
    passed = (seen.page.skipped or 0) + len(seen.page.items)
    if said < passed and seen.page.items and not another_page(seen):
        because = f"{some(passed, 'row')} have come by the end of this page"
        yield _finding(operation, seen.page, "total", f"at least {passed}", said, because)


@law(
    "meta/total-all",
    Counted,
    kept=Example(
        says="one of five things is late, and it says 5 before filters",
        operation=_SAYS_MORE,
        evidence=counted(page(ROWS[4], total=1, total_all=5, question=_LATE, operation=_SAYS_MORE), ROWS[4:]),
    ),
    broken=Example(
        says="one of five things is late, and it says 1 before filters",
        operation=_SAYS_MORE,
        evidence=counted(page(ROWS[4], total=1, total_all=1, question=_LATE, operation=_SAYS_MORE), ROWS[4:]),
    ),
    needs=stated("total_all"),
)
def total_all(operation: Operation, seen: Counted) -> Iterator[Finding]:
    """The unfiltered total is the number of rows before filters."""
    if seen.everything is not None:
        because = f"the list has {some(seen.everything, 'row')} before filters"
        yield from repeated(operation, seen.page, "total_all", (seen.everything,), because)
        return
    value = seen.page.meta.get("total_all", MISSING)
    said, part = whole_number(value), said_total(seen.page) or len(seen.page.items)
    if said is None or said < part:
        yield _finding(
            operation, seen.page, "total_all", f"at least {part}", value, f"{_rows(part)} the filters alone"
        )


@law(
    "meta/pages",
    Counted,
    kept=Example(
        says="five things by two are 3 pages", operation=OPERATION, evidence=counted(page(*ROWS[:2]))
    ),
    broken=Example(
        says="five things by two are said to be 2 pages: rounded down",
        operation=OPERATION,
        evidence=counted(page(*ROWS[:2], pages=2)),
    ),
    needs=stated("pages"),
)
def pages(operation: Operation, seen: Counted) -> Iterator[Finding]:
    """The number of pages is the total over the size, rounded up."""
    fitting = [(number, size) for number in numbers(seen) for size in _sizes(operation, seen, number)]
    if fitting:
        allowed = [count for number, size in fitting for count in _pages(number, size)]
        number, size = fitting[0]
        because = f"{_rows(number)}, {size} a page"
        yield from repeated(operation, seen.page, "pages", tuple(dict.fromkeys(allowed)), because)


def _pages(number: int, size: int) -> tuple[int, ...]:
    return (-(-number // size),) if number else (0, 1)


def _sizes(operation: Operation, seen: Counted, number: int) -> tuple[int, ...]:
    """The sizes that may have been applied to so many rows; none where that is open."""
    page, size = seen.page, operation.listing.size
    if page.size is not None:
        return (page.size,)
    readings = None if size is None else readings_of(operation, size, page)
    if size is None or readings is None:
        return ()
    default = (size.default,) if "default" in readings and size.default else ()
    return tuple(dict.fromkeys((*default, *((max(number, 1),) if "all" in readings else ()))))


@law(
    "meta/has-next",
    Counted,
    kept=Example(
        says="after row 5 of 5, it says that there is no more",
        operation=OPERATION,
        evidence=counted(page(ROWS[4], skipped=4)),
    ),
    broken=Example(
        says="after row 4 of 4, a full last page, it says that there is more",
        operation=OPERATION,
        evidence=counted(page(*ROWS[2:4], skipped=2, total=4, has_next=True), ROWS[:4]),
    ),
    needs=stated("has_next"),
)
def has_next(operation: Operation, seen: Counted) -> Iterator[Finding]:
    """The flag for a next page is true exactly when rows remain."""
    remain = rows_remain(seen)
    if remain is not None:
        of = some(numbers(seen)[0], "row")
        passed = f"{seen.page.skipped} + {len(seen.page.items)} of {of} were passed"
        yield from _flagged(operation, seen.page, "has_next", remain, passed)


def rows_remain(seen: Counted) -> bool | None:
    """Whether rows remain after the page; None where that can't be told."""
    page = seen.page
    if page.skipped is None or another_page(seen):
        return None
    answers = {page.skipped + len(page.items) < number for number in numbers(seen)}
    return answers.pop() if len(answers) == 1 else None


def past_end(seen: Counted) -> bool:
    """Whether the page certainly lies past the end."""
    known, skipped = numbers(seen), seen.page.skipped
    return bool(known) and skipped is not None and all(skipped >= max(number, 1) for number in known)


def another_page(seen: Counted) -> bool:
    """Whether items came where none are left: past the end, another page than the one asked for came."""
    return past_end(seen) and bool(seen.page.items)


@law(
    "meta/has-prev",
    Counted,
    kept=Example(
        says="before row 3 there is more",
        operation=OPERATION,
        evidence=counted(page(*ROWS[2:4], skipped=2)),
    ),
    broken=Example(
        says="on the second page it says that nothing comes before",
        operation=OPERATION,
        evidence=counted(page(*ROWS[2:4], skipped=2, has_prev=False)),
    ),
    needs=stated("has_prev"),
)
def has_prev(operation: Operation, seen: Counted) -> Iterator[Finding]:
    """The flag for a previous page is true exactly when rows were skipped."""
    skipped = seen.page.skipped
    if skipped is not None and not another_page(seen):
        because = f"{some(skipped, 'row')} stood before the page"
        yield from _flagged(operation, seen.page, "has_prev", skipped > 0, because)


def _flagged(operation: Operation, page: Page, role: Role, truth: bool, because: str) -> Iterator[Finding]:
    value = page.meta.get(role, MISSING)
    if flag(value) is not truth:
        yield _finding(operation, page, role, truth, value, because)


def _finding(
    operation: Operation, page: Page, role: Role, expected: Json, actual: Json, because: str
) -> Finding:
    return Finding(
        where=place_of(operation, role),
        expected=expected,
        actual=shown(actual),
        because=because,
        exchanges=(page.exchange,),
        about=place_of(operation, role),
    )


LAWS = (returned, total, total_all, pages, has_next, has_prev)
