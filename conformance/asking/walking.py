"""Following a list from its first page to its end, trusting no single thing that the answers say.

A walk ends at an empty page, or at a short one unless the answer says that rows remain. What the answer
says never ends it at a full page: a backend whose flag or total lies would lose rows unseen. That costs one
request more where the last page is exactly full.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from conformance.asking.reading import first_position
from conformance.evidence import Exchange, Page, Walk
from conformance.questions import Question
from listproof.contract import MISSING, Json, Operation

AskPage = Callable[[Question], tuple[Exchange, Page | None]]


def walk(operation: Operation, question: Question, ask: AskPage, budget: int) -> Walk:
    """The pages of the question from its position, or the first, to the end; at most `budget` of them."""
    pages: list[Page] = []
    asked = question.but(position=_start(operation, question))
    while True:
        exchange, page = ask(asked)
        if page is None:
            over = _refused_past_end(operation, exchange, pages)
            return Walk(question=question, pages=tuple(pages), ended="end" if over else "trouble")
        if _same_first_page(operation, page, pages):
            asked = asked.but(position=_after(asked, 1))
            continue
        if _came_before(operation, page, pages):
            over = page.ids == pages[-1].ids and _ends_by_repeating(operation, pages[-1])
            return Walk(question=question, pages=tuple(pages), ended="end" if over else "loop")
        pages.append(page)
        if not _goes_on(operation, pages):
            return Walk(question=question, pages=tuple(pages), ended="end")
        position = _next_position(operation, asked, page)
        if position is None or len(pages) >= budget:
            return Walk(question=question, pages=tuple(pages), ended="budget")
        asked = asked.but(position=position)


def _start(operation: Operation, question: Question) -> int | str | None:
    """Where the walk begins: nothing is sent where the contract leaves the first position open."""
    return question.position if question.position is not None else first_position(operation)


def _after(asked: Question, step: int) -> int:
    return (asked.position if isinstance(asked.position, int) else 0) + step


def _next_position(operation: Operation, asked: Question, page: Page) -> int | str | None:
    """The position of the page after this one; None where the answer names none."""
    by = operation.listing.page.by
    if by == "page":
        # Without a known first position the first page was asked for by no position at all; the next is
        # 1 or 2, and page 1 coming again tells which.
        return _after(asked, 1)
    if by == "offset":
        return _after(asked, page.size or len(page.items))
    token = page.meta.get("next", MISSING)
    return None if _absent(token) else str(token)


def _goes_on(operation: Operation, pages: Sequence[Page]) -> bool:
    """Whether there may be a page after these."""
    page = pages[-1]
    paging = operation.listing.page
    if paging.by == "none" or not page.items:
        return False
    next_place = operation.listing.meta.get("next")
    if paging.by in ("cursor", "link") and next_place is not None and next_place.where != "item":
        return not _absent(page.meta.get("next", MISSING))
    usual = page.size if page.size is not None else len(pages[0].items)
    return len(page.items) >= usual or says_more(operation, page) is True


def says_more(operation: Operation, page: Page) -> bool | None:
    """Whether the answer says that rows remain after the page: True if anything in it says so, None if
    nothing says anything."""
    said = [answer for answer in _what_it_says(operation, page) if answer is not None]
    return any(said) if said else None


def _what_it_says(operation: Operation, page: Page) -> tuple[bool | None, ...]:
    flag = page.meta.get("has_next")
    total = _count(page.meta.get("total"))
    behind = None if page.skipped is None else page.skipped + len(page.items)
    token = page.meta.get("next", MISSING)
    place = operation.listing.meta.get("next")
    return (
        flag if isinstance(flag, bool) else None,
        None if total is None or behind is None else behind < total,
        None if place is None or place.where == "item" else not _absent(token),
    )


def _count(value: Json) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _absent(token: Json) -> bool:
    return token is MISSING or token is None or token == ""


def _refused_past_end(operation: Operation, exchange: Exchange, pages: Sequence[Page]) -> bool:
    """Whether a refusal only says that the list was over: a page past the end may be an error."""
    if not pages or not 400 <= exchange.status < 500:
        return False
    past_end = operation.listing.page.past_end
    return not past_end or "error" in past_end or says_more(operation, pages[-1]) is False


def _same_first_page(operation: Operation, page: Page, pages: Sequence[Page]) -> bool:
    """Whether this is the first page once more, asked for by its number after by no number."""
    return (
        operation.listing.page.by == "page"
        and first_position(operation) is None
        and len(pages) == 1
        and pages[0].question.position is None
        and page.question.position == 1
        and bool(page.ids)
        and page.ids == pages[0].ids
    )


def _came_before(operation: Operation, page: Page, pages: Sequence[Page]) -> bool:
    """Whether a page came again. Without a stated identity equal rows may be different ones: then only
    several rows that come a third time tell."""
    if not page.ids:
        return False
    again = sum(page.ids == earlier.ids for earlier in pages)
    return again >= 1 if operation.listing.id else again >= 2 and len(page.ids) >= 2


def _ends_by_repeating(operation: Operation, last: Page) -> bool:
    return "last" in operation.listing.page.past_end or says_more(operation, last) is False
