"""What an omitted size does where the contract leaves more than one reading, or means everything by it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from conformance.asking.reading import first_position
from conformance.comparing.spelling import said_total
from conformance.evidence import Page, Walk, Whole
from conformance.law import Example, Finding, law
from conformance.laws.examples import OPERATION, ROWS, but, page
from conformance.laws.telling import items_at, raw, sized, some
from conformance.questions import Question
from listproof.contract import Omit, Operation, Size

_EITHER = but(OPERATION, size=Size(param="limit", default=2, minimum=1, maximum=4, omit=("default", "all")))
_FIRST = page(*ROWS[:2], size=None, has_next=True, total=5, has_prev=False, question=Question())
_LATE = Question(filters=(("state", "late"),))


def _several(operation: Operation) -> str:
    size = operation.listing.size
    if size is None:
        return sized(operation)
    return "an omitted size means the default: size/default looks at it" if size.omit == ("default",) else ""


def _whole(*pages: Page) -> Whole:
    return Whole(exchanges=tuple(one.exchange for one in pages), pages=pages, walks=())


def _told(seen: Page, total: int) -> Page:
    return replace(seen, meta={**seen.meta, "total": total})


@law(
    "size/omit",
    Whole,
    kept=Example(
        says="without a size all five come, and of the two open things both",
        operation=_EITHER,
        evidence=_whole(
            _told(page(*ROWS, size=None, question=Question()), 5),
            _told(page(*ROWS[:2], size=None, question=Question(filters=(("state", "open"),))), 2),
        ),
    ),
    broken=Example(
        says="without a size two of five come, and of the three things of u1 all three",
        operation=_EITHER,
        evidence=_whole(
            _told(_FIRST, 5),
            _told(
                page(ROWS[0], ROWS[2], ROWS[4], size=None, question=Question(filters=(("owner", "u1"),))), 3
            ),
        ),
    ),
    needs=_several,
)
def omit(operation: Operation, whole: Whole) -> Iterator[Finding]:
    """What an omitted size does is one of the documented readings, the same throughout."""
    size = operation.listing.size
    if size is None:
        return
    possible = set(size.omit)
    witness: Page | None = None
    for seen in whole.pages:
        readings = readings_of(operation, size, seen, whole.walks)
        if readings is None or readings & possible == possible:
            continue
        if not readings & possible:
            yield _finding(operation, size, seen, witness if readings else None)
            return
        possible &= readings
        witness = seen


def readings_of(
    operation: Operation, size: Size, seen: Page, walks: tuple[Walk, ...] = ()
) -> frozenset[Omit] | None:
    """The readings that the page agrees with; None where a size was sent or nothing can be told."""
    question = seen.question
    total = _matching(seen, walks)
    if question.size is not None or raw(seen, size.param, size.alias, operation.listing.page.param):
        return None
    if total is None:
        return None
    return frozenset(reading for reading in size.omit if _agrees(operation, size, seen, reading, total))


def _agrees(operation: Operation, size: Size, seen: Page, reading: Omit, total: int) -> bool:
    skipped = _skipped(operation, seen, size.default if reading == "default" else total)
    # Past the end anything safe may come; a page after the one that holds everything is past it, too.
    if skipped is None or size.default is None or skipped >= max(total, 1):
        return True
    return len(seen.items) == (
        min(size.default, total - skipped) if reading == "default" else total - skipped
    )


def starts(operation: Operation, seen: Page, total: int) -> frozenset[int]:
    """The rows that stand before the page, in each reading of its size; empty where none can be told."""
    if seen.skipped is not None:
        return frozenset({seen.skipped})
    size = operation.listing.size
    if size is None or seen.question.size is not None or raw(seen, size.param, size.alias):
        return frozenset()
    applied = [size.default if reading == "default" else max(total, 1) for reading in size.omit]
    found = (_skipped(operation, seen, one) for one in applied)
    return frozenset(start for start in found if start is not None)


def _skipped(operation: Operation, seen: Page, size: int | None) -> int | None:
    if seen.skipped is not None:
        return seen.skipped
    first, position = first_position(operation), seen.question.position
    if operation.listing.page.by != "page" or first is None or not isinstance(position, int) or size is None:
        return None
    return (position - first) * size if position >= first else None


def _matching(seen: Page, walks: tuple[Walk, ...]) -> int | None:
    total = said_total(seen)
    if total is not None:
        return total
    asked = _plain(seen.question)
    return next((len(walk.ids) for walk in walks if walk.whole and _plain(walk.question) == asked), None)


def _plain(question: Question) -> Question:
    return question.but(size=None, position=None, sort=None, again=0)


_WORDS: Final = {"default": "the default number", "all": "every row"}


def _finding(operation: Operation, size: Size, seen: Page, witness: Page | None) -> Finding:
    readings = " or ".join(_WORDS[reading] for reading in size.omit)
    throughout = ", but the same throughout" if witness else ""
    return Finding(
        where=items_at(operation),
        expected=readings,
        actual=some(len(seen.items), "item"),
        because=f"an omitted size means {readings}{throughout}",
        exchanges=(seen.exchange, *((witness.exchange,) if witness else ())),
        about=size.param,
    )
