"""Tokens and links to other pages: there exactly when the page is, and leading to it.

A token's text is the backend's own business: where it leads is then seen by following it, in a walk. A
number, or a URL with the page's parameter in it, can be read at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import parse_qsl, urlsplit

from conformance.asking.reading import first_position, is_raw
from conformance.comparing.matching import switched_off, text_of
from conformance.comparing.spelling import nothing, whole_number
from conformance.evidence import Counted, Page
from conformance.law import Example, Finding, law
from conformance.laws.examples import OPERATION, ROWS, but, counted, page
from conformance.laws.meta import numbers, past_end, rows_remain
from conformance.laws.telling import place_of, shown, stated
from conformance.questions import Question
from listproof.contract import MISSING, Json, Operation, Role

_LINKED = but(
    OPERATION,
    meta={
        "total": "header:X-Total",
        "next": "link:next",
        "prev": "link:prev",
        "first": "link:first",
        "last": "link:last",
    },
)
_OPEN = Question(position=1, size=1, filters=(("state", "open"),))


def _linked(*rows: Json, skipped: int = 0, question: Question | None = None, **says: Json) -> Counted:
    among = ROWS if question is None else ROWS[:2]
    size = 2 if question is None else 1
    return counted(
        page(
            *rows,
            skipped=skipped,
            size=size,
            total=len(among),
            question=question,
            operation=_LINKED,
            meta=says,  # type: ignore[arg-type]
        ),
        among,
        operation=_LINKED,
    )


def _tells(role: Role) -> Callable[[Operation], str]:
    """A `needs`: the role is stated, and stands where it can be there or not."""

    def needs(operation: Operation) -> str:
        lacking = stated(role)(operation)
        inside = not lacking and operation.listing.meta[role].where == "item"
        return "the token is taken from the last item, and always there" if inside else lacking

    return needs


@law(
    "meta/next",
    Counted,
    kept=Example(
        says="page 1 of 3 leads to page 2",
        operation=_LINKED,
        evidence=_linked(*ROWS[:2], next="/things?page=2&limit=2"),
    ),
    broken=Example(
        says="the next page of the open things has lost the filter",
        operation=_LINKED,
        evidence=_linked(ROWS[0], question=_OPEN, next="/things?page=2&limit=1"),
    ),
    needs=_tells("next"),
)
def next_(operation: Operation, seen: Counted) -> Iterator[Finding]:
    """The next token or link is there exactly when rows remain, and leads to them."""
    remain = rows_remain(seen)
    step = 1 if operation.listing.page.by == "page" else seen.page.size
    here = _position(operation, seen.page)
    due = None if here is None or step is None else here + step
    if remain is not None:
        yield from _there(operation, seen.page, "next", remain, "rows remain" if remain else "no rows remain")
    if remain is not False:
        yield from _leads(operation, seen.page, "next", due)


@law(
    "meta/prev",
    Counted,
    kept=Example(
        says="page 2 leads back to page 1",
        operation=_LINKED,
        evidence=_linked(*ROWS[2:4], skipped=2, next="/things?page=3&limit=2", prev="/things?page=1&limit=2"),
    ),
    broken=Example(
        says="the first page leads back to page 0",
        operation=_LINKED,
        evidence=_linked(*ROWS[:2], next="/things?page=2&limit=2", prev="/things?page=0&limit=2"),
    ),
    needs=_tells("prev"),
)
def prev(operation: Operation, seen: Counted) -> Iterator[Finding]:
    """The previous token or link is there exactly when rows were skipped, and leads to them."""
    skipped = seen.page.skipped
    # Past the end, a previous page may be the last one, or none.
    if skipped is None or past_end(seen):
        return
    yield from _there(
        operation, seen.page, "prev", skipped > 0, "rows were skipped" if skipped else "no rows were skipped"
    )
    here = _position(operation, seen.page)
    if skipped and here is not None:
        by_page = operation.listing.page.by == "page"
        due = here - 1 if by_page else None if seen.page.size is None else max(here - seen.page.size, 0)
        yield from _leads(operation, seen.page, "prev", due)


@law(
    "meta/first",
    Counted,
    kept=Example(
        says="page 2 leads to page 1 as the first",
        operation=_LINKED,
        evidence=_linked(*ROWS[2:4], skipped=2, first="/things?page=1&limit=2"),
    ),
    broken=Example(
        says="page 2 leads to page 0 as the first",
        operation=_LINKED,
        evidence=_linked(*ROWS[2:4], skipped=2, first="/things?page=0&limit=2"),
    ),
    needs=_tells("first"),
)
def first(operation: Operation, seen: Counted) -> Iterator[Finding]:
    """The first token or link leads to the first page."""
    skipped, known = seen.page.skipped, numbers(seen)
    inside = skipped is not None and 0 < skipped < min(known, default=0)
    if inside:  # on the first page itself it may be left out
        yield from _there(operation, seen.page, "first", True, "this is not the first page")
    yield from _leads(operation, seen.page, "first", first_position(operation))


@law(
    "meta/last",
    Counted,
    kept=Example(
        says="of 3 pages the last is page 3",
        operation=_LINKED,
        evidence=_linked(*ROWS[:2], last="/things?page=3&limit=2"),
    ),
    broken=Example(
        says="of 3 pages the last is said to be page 2",
        operation=_LINKED,
        evidence=_linked(*ROWS[:2], last="/things?page=2&limit=2"),
    ),
    needs=_tells("last"),
)
def last(operation: Operation, seen: Counted) -> Iterator[Finding]:
    """The last token or link leads to the last page."""
    if rows_remain(seen):  # on the last page itself it may be left out
        yield from _there(operation, seen.page, "last", True, "this is not the last page")
    yield from _leads(operation, seen.page, "last", _last_position(operation, seen))


def _last_position(operation: Operation, seen: Counted) -> int | None:
    known, size, start = numbers(seen), seen.page.size, first_position(operation)
    if len(known) != 1 or not size or start is None:
        return None
    if known == (0,) and start == 1 and whole_number(seen.page.meta.get("last", MISSING)) == 0:
        return None  # as a number of pages, the last page of nothing is 0 in many APIs
    before = max(-(-known[0] // size) - 1, 0)
    if operation.listing.page.by == "page":
        return start + before
    # From an offset that is no multiple of the size, pages may be counted either way.
    return before * size if seen.page.skipped is not None and seen.page.skipped % size == 0 else None


def _position(operation: Operation, seen: Page) -> int | None:
    """The number by which the page was asked for; None where pages have none, or it can't be told."""
    if is_raw(seen.question, operation.listing.page.param):
        return None
    position = seen.question.position
    return position if isinstance(position, int) else first_position(operation) if position is None else None


def _there(operation: Operation, seen: Page, role: Role, due: bool, because: str) -> Iterator[Finding]:
    value = seen.meta.get(role, MISSING)
    if nothing(value) is due:
        expected = "a token or link" if due else "none"
        yield _finding(operation, seen, role, expected, value, because)


def _leads(operation: Operation, seen: Page, role: Role, due: int | None) -> Iterator[Finding]:
    """Where the token or link leads, as far as it can be read."""
    value, paging = seen.meta.get(role, MISSING), operation.listing.page
    if nothing(value) or paging.by not in ("page", "offset") or paging.param is None:
        return
    query = _query(value)
    position = whole_number(value if query is None else query.get(paging.param, MISSING))
    if due is not None and position is not None and position != due:
        because = f"{paging.param}={due} is that page"
        yield _finding(operation, seen, role, due, value, because)
    for key, asked in _carried(operation, seen) if query else ():
        served = key == _size_param(operation) and query is not None and query.get(key) == str(seen.size)
        if query is not None and query.get(key) != asked and not served:
            because = f"{key}={asked} was asked for, and must still hold there"
            yield _finding(operation, seen, role, f"{key}={asked}", value, because)
            return


def _query(value: Json) -> dict[str, str] | None:
    """The query parameters of a URL; None where the value is no URL with a query."""
    if not isinstance(value, str) or "?" not in value:
        return None
    try:
        return dict(parse_qsl(urlsplit(value).query, keep_blank_values=True))
    except ValueError:
        return {}


def _carried(operation: Operation, seen: Page) -> Iterator[tuple[str, str]]:
    """What a link to another page of the same question must still say, as far as it has a meaning."""
    size, question = operation.listing.size, seen.question
    if (
        size is not None
        and size.alias is None
        and seen.size is not None
        and question.size not in (None, size.default)
    ):
        yield size.param, str(question.size)
    for key, value in question.filters:
        parameter, rule = operation.parameters.get(key), operation.listing.filters.get(key)
        if (
            parameter is None
            or rule is None
            or parameter.location != "query"
            or isinstance(value, (list, tuple))
        ):
            continue
        if not switched_off(rule, value) and text_of(value) != text_of(parameter.default):
            yield key, text_of(value)


def _size_param(operation: Operation) -> str | None:
    """The size's parameter: a link may repeat the size that was served in place of one that was cut."""
    return operation.listing.size.param if operation.listing.size is not None else None


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


LAWS = (next_, prev, first, last)
