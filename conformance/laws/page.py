"""Which rows a page holds, and that the pages together are the list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from conformance.comparing.spelling import said_total
from conformance.evidence import Counted, Reaction, Rewalked, Twins, Walk
from conformance.law import Example, Finding, law
from conformance.laws.examples import OPERATION, ROWS, but, counted, exchange, page, reaction, walk
from conformance.laws.telling import items_at, numbered, paged, pages_with, place_of, some, told
from conformance.laws.twins import differences
from conformance.questions import Question
from listproof.contract import Operation, Paging


def _first_known(operation: Operation) -> str:
    page = operation.listing.page
    if page.by == "page" and len(set(page.first)) != 1:
        return "the contract does not say which number the first page has"
    return numbered(operation)


@law(
    "page/first",
    Twins,
    kept=Example(
        says="page 1 is the page that comes unasked",
        operation=OPERATION,
        evidence=Twins(
            law="page/first",
            about="page",
            left=page(*ROWS[:2], question=Question(size=2)),
            right=page(*ROWS[:2], question=Question(position=1, size=2)),
            because="page=1 is the first page",
        ),
    ),
    broken=Example(
        says="pages are counted from 0 inside, so that page 1 is the second",
        operation=OPERATION,
        evidence=Twins(
            law="page/first",
            about="page",
            left=page(*ROWS[:2], question=Question(size=2)),
            right=page(*ROWS[2:4], question=Question(position=1, size=2)),
            because="page=1 is the first page",
        ),
    ),
    needs=_first_known,
)
def first(operation: Operation, twins: Twins) -> Iterator[Finding]:
    """The first page is the one that comes when no page is asked for."""
    yield from differences(operation, twins)


@law(
    "page/complete",
    Rewalked,
    kept=Example(
        says="two by two or all at once, the same five things come",
        operation=OPERATION,
        evidence=Rewalked(walk=walk(*ROWS), beside=walk(*ROWS, size=4)),
    ),
    broken=Example(
        says="two by two, the last thing never comes",
        operation=OPERATION,
        evidence=Rewalked(walk=walk(*ROWS[:4]), beside=walk(*ROWS, size=4)),
    ),
    needs=paged,
)
def complete(operation: Operation, rewalked: Rewalked) -> Iterator[Finding]:
    """The pages of a walk together hold every item of the list."""
    seen, beside = rewalked.walk, rewalked.beside
    if not seen.pages or not (seen.ended == "end" or rewalked.covered):
        return
    if beside is not None and (rewalked.covered or (beside.whole and seen.whole)):
        lost = tuple((Counter(beside.ids) - Counter(seen.ids)).elements())
        if lost:
            yield Finding(
                where=items_at(operation),
                expected=told(lost),
                actual=f"{some(len(seen.ids), 'item')} on {some(len(seen.pages), 'page')}, and not these",
                because="another walk through the same list had them",
                exchanges=(seen.pages[-1].exchange, pages_with(beside, lost)[0].exchange),
            )
            return
    if seen.ended == "end":
        yield from _ended_early(operation, seen)


def _ended_early(operation: Operation, seen: Walk) -> Iterator[Finding]:
    """The walk came to the end of the list, and the total says that there is more."""
    total, skipped = said_total(seen.pages[0]), 0 if seen.whole else seen.pages[0].skipped
    if total is None or skipped is None:
        return
    # Where the contract names no identity, equal rows may be different ones.
    number = skipped + len(seen.ids if operation.listing.id is None else set(seen.ids))
    if number < total:
        came = f"a walk to the end brought {number}" if not skipped else f"the list ended after {number}"
        yield Finding(
            where=items_at(operation),
            expected=total,
            actual=number,
            because=f"{place_of(operation, 'total')} says {total}, and {came}",
            exchanges=(seen.pages[-1].exchange, seen.pages[0].exchange),
        )


def _identified(operation: Operation) -> str:
    return "" if operation.listing.id is not None else "the contract names nothing that makes an item itself"


@law(
    "page/no-repeats",
    Walk,
    kept=Example(says="five things, each once", operation=OPERATION, evidence=walk(*ROWS)),
    broken=Example(
        says="each page begins with the last thing of the page before",
        operation=OPERATION,
        evidence=walk(ROWS[0], ROWS[1], ROWS[1], ROWS[2], ROWS[2], ROWS[3]),
    ),
    needs=_identified,
)
def no_repeats(operation: Operation, seen: Walk) -> Iterator[Finding]:
    """No item comes twice in one walk."""
    repeated = [identity for identity, times in Counter(seen.ids).items() if times > 1]
    if repeated:
        pages = pages_with(seen, repeated[:1])
        yield Finding(
            where=items_at(operation),
            expected="each item once",
            actual=told(repeated),
            because=f"{some(len(repeated), 'item')} came more than once in one walk",
            exchanges=tuple(one.exchange for one in reversed(pages[:2])),
        )


def _sliced(seen: Counted) -> tuple[str, ...] | None:
    """The identities that the page should hold, or None where that is open (past the end, among others)."""
    if seen.placed is None or seen.page.skipped is None or seen.page.size is None:
        return None
    first, ids = seen.placed
    start = seen.page.skipped - first
    end = start + seen.page.size
    if seen.part is not None and not 0 <= start <= end <= len(ids):
        return None  # what stands outside the part is not known
    return ids[start:end] if start < max(len(ids), 1) else None


@law(
    "page/window",
    Counted,
    kept=Example(
        says="page 2 of two holds rows 3 and 4",
        operation=OPERATION,
        evidence=counted(page(*ROWS[2:4], skipped=2)),
    ),
    broken=Example(
        says="page 2 begins a row too late",
        operation=OPERATION,
        evidence=counted(page(*ROWS[3:5], skipped=2)),
    ),
    needs=paged,
    concerns=lambda seen: _sliced(seen) is not None,
)
def window(operation: Operation, seen: Counted) -> Iterator[Finding]:
    """A page holds exactly the rows of its place, whatever the size."""
    due = _sliced(seen)
    if due is None:
        return
    lacking = tuple((Counter(due) - Counter(seen.page.ids)).elements())
    surplus = tuple((Counter(seen.page.ids) - Counter(due)).elements())
    if seen.part is None and (said_total(seen.page) or 0) > (seen.matching or 0):
        # The walk may have lost rows, which is for page/complete; this page then has what the walk lacks.
        surplus = tuple(one for one in surplus if one in (seen.ids or ()))
    if not lacking and not surplus:
        return
    start = seen.page.skipped or 0
    of = "" if seen.matching is None else f" of {seen.matching}"
    rows = f"rows {start + 1} to {start + len(due)}{of} were due" if due else "no row was due"
    yield Finding(
        where=items_at(operation),
        expected=told(lacking) if lacking else f"only {some(len(due), 'item')}",
        actual=told(surplus) if surplus else some(len(seen.page.ids), "item"),
        because=f"{rows}: {_amiss(len(lacking), len(surplus))}",
        exchanges=(seen.page.exchange,),
    )


def _amiss(lacking: int, surplus: int) -> str:
    parts = [f"{lacking} of them did not come"] if lacking else []
    parts += [f"{some(surplus, 'other')} did"] if surplus else []
    return " and ".join(parts)


@law(
    "page/ends",
    Walk,
    kept=Example(says="the third page is short: the end", operation=OPERATION, evidence=walk(*ROWS)),
    broken=Example(
        says="past the end the last page comes again and again",
        operation=OPERATION,
        evidence=walk(*ROWS[:4], ended="loop"),
    ),
    needs=paged,
)
def ends(operation: Operation, seen: Walk) -> Iterator[Finding]:
    """A walk comes to an end."""
    if not seen.pages:
        return
    last = seen.pages[-1]
    total = said_total(last)
    if seen.ended == "loop":
        yield Finding(
            where=items_at(operation),
            expected="an end",
            actual=f"a page that had come before, after {some(len(seen.pages), 'page')}",
            because="a client that reads page after page never comes to an end",
            exchanges=(last.exchange,),
        )
    elif seen.ended == "budget" and total is not None and len(seen.ids) > total and last.items:
        yield Finding(
            where=items_at(operation),
            expected=f"an end after {some(total, 'item')}",
            actual=f"{some(len(seen.ids), 'item')}, and no end",
            because=f"{place_of(operation, 'total')} says {total}, and still items come",
            exchanges=(last.exchange,),
        )


_PAST = page(skipped=6, question=Question(position=4, size=2))
_PAST_END = but(OPERATION, page=Paging(by="page", param="page", first=(1,), past_end=("empty",)))


@law(
    "page/past-end",
    Reaction,
    kept=Example(
        says="page 4 of 3 is empty, as stated",
        operation=_PAST_END,
        evidence=reaction("page/past-end", "bad_page", "page=4 of 3", _PAST, about="page"),
    ),
    broken=Example(
        says="page 4 of 3 should be empty, and is refused",
        operation=_PAST_END,
        evidence=reaction(
            "page/past-end",
            "bad_page",
            "page=4 of 3",
            exchange({"error": "No such page"}, status=404, question=Question(position=4, size=2)),
            about="page",
        ),
    ),
    needs=numbered,
)
def past_end(operation: Operation, seen: Reaction) -> Iterator[Finding]:
    """A page past the end answers as stated."""
    readings = operation.listing.page.past_end
    if any(_past_end_kept(operation, seen, reading) for reading in readings):
        return
    number = None if seen.page is None else len(seen.page.items)
    yield Finding(
        where="status" if number is None else items_at(operation),
        expected=_past_end_words(operation, readings),
        actual=str(seen.exchange.status)
        if number is None
        else f"{seen.exchange.status}, {some(number, 'item')}",
        because=f"{seen.way} is past the end",
        exchanges=(seen.exchange,),
        about=seen.about,
        fact=not readings,
    )


def _past_end_kept(operation: Operation, seen: Reaction, reading: str) -> bool:
    if reading == "error":
        refusal = operation.listing.errors.refusals.get("bad_page")
        status = seen.exchange.status
        return status in refusal.status if refusal else 400 <= status < 500
    if seen.page is None:
        return False
    if reading == "empty":
        return not seen.page.items
    return bool(seen.page.items) and (seen.like is None or seen.page.ids == seen.like.ids)


def _past_end_words(operation: Operation, readings: tuple[str, ...]) -> str:
    refusal = operation.listing.errors.refusals.get("bad_page")
    statuses = " or ".join(map(str, refusal.status)) if refusal else "a 4xx status"
    words = {"empty": "an empty page", "error": statuses, "last": "the last page"}
    return " or ".join(words[reading] for reading in readings) or "nothing stated"


LAWS = (first, complete, no_repeats, window, ends, past_end)
