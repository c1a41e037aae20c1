"""How many rows a page holds: what was asked for, the default, and what becomes of sizes out of range."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.comparing.spelling import flag, nothing, said_total
from conformance.evidence import Counted, Page, Reaction, Twins
from conformance.law import Example, Finding, law
from conformance.laws.examples import OPERATION, ROWS, but, counted, exchange, page, reaction
from conformance.laws.omitted import omit
from conformance.laws.telling import items_at, paged, raw, sized, some
from conformance.laws.twins import differences
from conformance.questions import Question
from listproof.contract import MISSING, Operation, Size


@law(
    "size/at-most",
    Page,
    kept=Example(says="two were asked for, two came", operation=OPERATION, evidence=page(*ROWS[:2])),
    broken=Example(says="two were asked for, three came", operation=OPERATION, evidence=page(*ROWS[:3])),
    needs=sized,
)
def at_most(operation: Operation, seen: Page) -> Iterator[Finding]:
    """A page never holds more items than asked for."""
    if seen.size is None or seen.question.size is None or len(seen.items) <= seen.size:
        return
    yield Finding(
        where=items_at(operation),
        expected=f"at most {some(seen.size, 'item')}",
        actual=len(seen.items),
        because=f"{seen.size} a page were asked for",
        exchanges=(seen.exchange,),
        about=_param(operation),
    )


def _param(operation: Operation) -> str:
    return operation.listing.size.param if operation.listing.size else ""


def due(operation: Operation, seen: Counted) -> int | None:
    """How many items the page has to hold: counted, or by its own words, or unknown."""
    page = seen.page
    if page.size is None or raw(page, operation.listing.page.param):
        return None
    total = seen.matching if seen.matching is not None else said_total(page)
    if page.skipped is not None and total is not None:
        return max(min(page.size, total - page.skipped), 0)
    says_more = flag(page.meta.get("has_next", MISSING))
    if says_more is None and "next" in page.meta:
        says_more = not nothing(page.meta["next"])
    return page.size if says_more and seen.matching is None else None


@law(
    "size/full",
    Counted,
    kept=Example(
        says="the last page has the one row that is left",
        operation=OPERATION,
        evidence=counted(page(ROWS[4], skipped=4)),
    ),
    broken=Example(
        says="page 2 has one row, though two more remain",
        operation=OPERATION,
        evidence=counted(page(ROWS[2], skipped=2)),
    ),
    needs=lambda operation: sized(operation) or paged(operation),
)
def full(operation: Operation, seen: Counted) -> Iterator[Finding]:
    """A page that is not the last is full."""
    number = due(operation, seen)
    if seen.page.question.size is None or number is None or len(seen.page.items) >= number:
        return
    yield Finding(
        where=items_at(operation),
        expected=number,
        actual=len(seen.page.items),
        because=f"{seen.page.size} a page were asked for, and {some(number, 'row')} remained",
        exchanges=(seen.page.exchange,),
        about=_param(operation),
    )


def _one_default(operation: Operation) -> str:
    size = operation.listing.size
    if size is None:
        return sized(operation)
    if size.omit != ("default",):
        return "the contract gives an omitted size another meaning: size/omit looks at it"
    return "" if size.default is not None else "the document gives the size no default"


@law(
    "size/default",
    Counted,
    kept=Example(
        says="the default is two, and two come unasked",
        operation=OPERATION,
        evidence=counted(page(*ROWS[:2], question=Question())),
    ),
    broken=Example(
        says="the default is two, and four come unasked",
        operation=OPERATION,
        evidence=counted(page(*ROWS[:4], question=Question())),
    ),
    needs=_one_default,
)
def default(operation: Operation, seen: Counted) -> Iterator[Finding]:
    """A page asked for without a size holds the default number."""
    page, number = seen.page, due(operation, seen)
    if page.question.size is not None or page.size is None:
        return
    if len(page.items) > page.size or (number is not None and len(page.items) < number):
        yield Finding(
            where=items_at(operation),
            expected=page.size if number is None else number,
            actual=len(page.items),
            because=f"no size was asked for, and the default is {page.size}",
            exchanges=(page.exchange,),
            about=_param(operation),
        )


def _bounded_above(operation: Operation) -> str:
    size = operation.listing.size
    return sized(operation) or ("" if size and size.maximum is not None else "no maximum is documented")


def _bounded_below(operation: Operation) -> str:
    return sized(operation)


_CLAMPS = but(OPERATION, size=Size(param="limit", default=2, minimum=1, maximum=4, over=("clamp",)))
_REFUSES = but(OPERATION, size=Size(param="limit", default=2, minimum=1, maximum=4, under=("error",)))


@law(
    "size/over",
    Reaction,
    kept=Example(
        says="five are too many: four come, as stated",
        operation=_CLAMPS,
        evidence=reaction(
            "size/over",
            "bad_size",
            "limit=5",
            page(*ROWS[:4], size=4, question=Question(size=5)),
            about="limit",
            like=page(*ROWS[:4], size=4),
        ),
    ),
    broken=Example(
        says="a size above the maximum is clamped, it is stated, yet it is refused",
        operation=_CLAMPS,
        evidence=reaction(
            "size/over",
            "bad_size",
            "limit=5",
            exchange({"error": "limit is at most 4"}, status=400, question=Question(size=5)),
            about="limit",
            like=page(*ROWS[:4], size=4),
        ),
    ),
    needs=_bounded_above,
)
def over(operation: Operation, seen: Reaction) -> Iterator[Finding]:
    """A size above the maximum is clamped or refused as stated."""
    size = operation.listing.size
    if size is not None:
        yield from _out_of_range(
            operation, seen, size.over, size.maximum, f"above the maximum of {size.maximum}"
        )


@law(
    "size/under",
    Reaction,
    kept=Example(
        says="a size of 0 is refused, as stated",
        operation=_REFUSES,
        evidence=reaction(
            "size/under",
            "bad_size",
            "limit=0",
            exchange({"error": "limit is at least 1"}, status=400, question=Question(size=0)),
            about="limit",
        ),
    ),
    broken=Example(
        says="a size of 0 should be refused, and brings the default page",
        operation=_REFUSES,
        evidence=reaction(
            "size/under", "bad_size", "limit=0", page(*ROWS[:2], question=Question(size=0)), about="limit"
        ),
    ),
    needs=_bounded_below,
)
def under(operation: Operation, seen: Reaction) -> Iterator[Finding]:
    """A size below the minimum is treated as stated."""
    size = operation.listing.size
    if size is not None:
        least = 1 if size.minimum is None else size.minimum
        yield from _out_of_range(operation, seen, size.under, least, f"below the minimum of {least}")


def _out_of_range(
    operation: Operation, seen: Reaction, readings: tuple[str, ...], bound: int | None, how: str
) -> Iterator[Finding]:
    if any(_kept(operation, seen, reading, bound) for reading in readings):
        return
    number = None if seen.page is None else len(seen.page.items)
    yield Finding(
        where="status" if number is None else items_at(operation),
        expected=" or ".join(_words(operation, reading, bound) for reading in readings) or "nothing stated",
        actual=str(seen.exchange.status)
        if number is None
        else f"{seen.exchange.status}, {some(number, 'item')}",
        because=f"{seen.way} is {how}",
        exchanges=(seen.exchange,),
        about=seen.about,
        fact=not readings,
    )


def _kept(operation: Operation, seen: Reaction, reading: str, bound: int | None) -> bool:
    if reading == "error":
        refusal = operation.listing.errors.refusals.get("bad_size")
        status = seen.exchange.status
        return status in refusal.status if refusal else 400 <= status < 500
    if seen.page is None:
        return False
    if reading == "clamp":
        likely = seen.like.ids[:bound] if seen.like else None
        return len(seen.page.items) <= (bound or 0) and (likely is None or seen.page.ids == likely)
    return seen.like is None or seen.page.ids == seen.like.ids


def _words(operation: Operation, reading: str, bound: int | None) -> str:
    refusal = operation.listing.errors.refusals.get("bad_size")
    if reading == "error":
        return " or ".join(map(str, refusal.status)) if refusal else "a 4xx status"
    return f"a page of {bound}" if reading == "clamp" else "a page of the default size"


_ALIASED = but(OPERATION, size=Size(param="limit", alias="per_page", default=2, minimum=1, maximum=4))


@law(
    "size/alias",
    Twins,
    kept=Example(
        says="`per_page=4` brings what `limit=4` brings",
        operation=_ALIASED,
        evidence=Twins(
            law="size/alias",
            about="per_page",
            left=page(*ROWS[:4], size=4, question=Question(size=4)),
            right=page(*ROWS[:4], size=4, question=Question(put=(("per_page", "4"),))),
            because="per_page is another name of limit",
        ),
    ),
    broken=Example(
        says="`per_page` is ignored: the default page comes",
        operation=_ALIASED,
        evidence=Twins(
            law="size/alias",
            about="per_page",
            left=page(*ROWS[:4], size=4, question=Question(size=4)),
            right=page(*ROWS[:2], size=2, question=Question(put=(("per_page", "4"),))),
            because="per_page is another name of limit",
        ),
    ),
    needs=lambda operation: (
        "" if operation.listing.size and operation.listing.size.alias else "the size has no alias"
    ),
)
def alias(operation: Operation, twins: Twins) -> Iterator[Finding]:
    """The alias of the size does what the size does."""
    yield from differences(operation, twins)


LAWS = (at_most, full, default, omit, over, under, alias)
