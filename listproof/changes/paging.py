"""Paging: how a place in the list and a number of rows are asked for, and what comes where that is odd."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from listproof.changes.change import BREAKING, CAREFUL, HARMLESS, At, Difference, Severity
from listproof.changes.pairs import Pair
from listproof.changes.readings import policy, told
from listproof.contract import MISSING, Size

_UNENDING: Final = "last"


def page_differences(pair: Pair) -> Iterator[Difference]:
    """What differs in how a place in the list is asked for."""
    old, new = pair.old.listing.page, pair.new.listing.page
    at = ("listing", "page")
    if old.by != new.by:
        yield Difference(
            kind="page/by",
            severity=BREAKING,
            what=f"the list is paged by {new.by}, and was by {old.by}",
            because=_by_because(old.by, new.by),
            old=old.by,
            new=new.by,
            old_at=(*at, "by"),
            new_at=(*at, "by"),
        )
        return
    yield from _page_param(pair)
    yield from policy("page/first", "the first page is", old.first, new.first, (*at, "first"), _first_weighed)
    yield from policy(
        "page/past-end",
        "a page past the end gets",
        old.past_end,
        new.past_end,
        (*at, "past_end"),
        _end_weighed,
    )


def _by_because(old: str, new: str) -> str:
    if old == "none":
        return "A client that takes the one answer for the whole list gets its first page alone."
    if new == "none":
        return "A client that asks for one page after the other gets the whole list each time."
    return "A client that asks for pages as before gets the first page over and over, or is refused."


def _page_param(pair: Pair) -> Iterator[Difference]:
    old, new = pair.old.listing.page.param, pair.new.listing.page.param
    if old is None or pair.now(old) == new:
        return
    yield Difference(
        kind="page/param",
        severity=BREAKING,
        what=f"the place in the list is asked for by {new or 'no parameter'}, and was by {old}",
        because=f"A client that sends {old} gets the first page over and over, or is refused.",
        old=old,
        new=MISSING if new is None else new,
        old_at=("listing", "page", "param"),
        new_at=("listing", "page", "param"),
    )


def _first_weighed(old: int, new: int) -> tuple[Severity, str]:
    if new > old:
        return BREAKING, f"A client that asks for page {old} first is refused, or gets a page twice."
    return BREAKING, f"A client that asks for page {old} first never sees the rows of page {new}."


def _end_weighed(old: str, new: str) -> tuple[Severity, str]:
    if new == _UNENDING:
        return BREAKING, "A client that goes on until the end shows gets the last rows over and over."
    if new == "error":
        return BREAKING, "A client that goes on until nothing more comes is refused in the end."
    return BREAKING, f"A client that knows the end by what it got ({old}) does not see it."


def size_differences(pair: Pair) -> Iterator[Difference]:
    """What differs in how a number of rows is asked for."""
    old, new = pair.old.listing.size, pair.new.listing.size
    if old is None or new is None:
        yield from _size_itself(pair, old, new)
        return
    if pair.now(old.param) != new.param:
        yield _size_param(pair, old.param, new.param)
    yield from _alias(pair, old, new)
    yield from _default(pair, old, new)
    yield from _maximum(old, new)
    yield from _minimum(old, new)
    at = ("listing", "size")
    above, below = "a size above the maximum gets", "a size below the minimum gets"
    yield from policy("size/over", above, old.over, new.over, (*at, "over"), _over_weighed)
    yield from policy("size/under", below, old.under, new.under, (*at, "under"), _under_weighed)
    yield from _omit(old, new, (*at, "omit"))


def _size_itself(pair: Pair, old: Size | None, new: Size | None) -> Iterator[Difference]:
    if old is not None:
        yield _size_param(pair, old.param, None)
    elif new is not None and not pair.demands(new.param):
        yield Difference(
            kind="size/param",
            severity=HARMLESS,
            what=f"the number of rows can be asked for by {new.param}",
            because="The old document says of no parameter that it does, so nobody sends it.",
            new=new.param,
            old_at=("listing",),
            new_at=("listing", "size", "param"),
        )


def _size_param(pair: Pair, old: str, new: str | None) -> Difference:
    is_silent = new is None and old in pair.same
    because = f"A client that sends {old} gets another number of rows than it asked for, or is refused."
    if is_silent:
        because = f"{old} is still there, but nothing promises any more that it is the number of rows."
    return Difference(
        kind="size/param",
        severity=CAREFUL if is_silent else BREAKING,
        what=f"the number of rows is asked for by {new or 'no parameter'}, and was by {old}",
        because=because,
        old=old,
        new=MISSING if new is None else new,
        old_at=("listing", "size", "param"),
        new_at=("listing", "size", "param"),
    )


def _alias(pair: Pair, old: Size, new: Size) -> Iterator[Difference]:
    if old.alias == new.alias or (old.alias and pair.now(old.alias) == new.alias):
        return
    if new.alias is not None and old.alias is None and pair.demands(new.alias):
        return
    because = "A client that does not know it goes on with the first name."
    if old.alias is not None:
        because = (
            f"A client that sends {old.alias} gets another number of rows than it asked for, or is refused."
        )
    yield Difference(
        kind="size/alias",
        severity=BREAKING if old.alias is not None else HARMLESS,
        what=f"the other name of the size is {new.alias or 'gone'}, and was {old.alias or 'none'}",
        because=because,
        old=MISSING if old.alias is None else old.alias,
        new=MISSING if new.alias is None else new.alias,
        old_at=("listing", "size", "alias"),
        new_at=("listing", "size", "alias"),
    )


def _bound(
    kind: str, severity: Severity, what: str, because: str, old: Size, new: Size, word: str
) -> Difference:
    before, after = getattr(old, word), getattr(new, word)
    told_now = "open" if after is None else after
    told_then = "open" if before is None else before
    return Difference(
        kind=kind,
        severity=severity,
        what=f"{what} is {told_now}, and was {told_then}",
        because=because,
        about=old.param,
        old=MISSING if before is None else before,
        new=MISSING if after is None else after,
        old_at=("parameter", old.param, "schema", word),
        new_at=("parameter", new.param, "schema", word),
    )


def _default(pair: Pair, old: Size, new: Size) -> Iterator[Difference]:
    if old.default == new.default:
        return
    severity, because = CAREFUL, "A client that sends no size gets another number of rows in an answer."
    if old.default is None:
        severity, because = HARMLESS, "The old document promises no number, so nobody leans on one."
    elif new.default is None:
        because = "A client that sends no size may get any number of rows."
    elif pair.old.listing.page.by == "offset":
        severity = BREAKING
        because = f"A client that sends no size and moves on by {old.default} loses rows, or gets some twice."
    yield _bound("size/default", severity, f"the default of {old.param}", because, old, new, "default")


def _maximum(old: Size, new: Size) -> Iterator[Difference]:
    if old.maximum == new.maximum:
        return
    is_lower = new.maximum is not None and (old.maximum is None or new.maximum < old.maximum)
    severity = BREAKING if is_lower else HARMLESS
    because = "A client that asks for as many as it could gets them still."
    if is_lower and set(new.over) == {"clamp"}:
        because = (
            f"A client that asks for more than {new.maximum} gets {new.maximum}, as if no more were there."
        )
    elif is_lower and set(new.over) == {"error"}:
        because = f"A client that asks for more than {new.maximum} is refused."
    elif is_lower:
        because = f"A client that asks for more than {new.maximum} gets fewer, or is refused."
    elif new.maximum is None and old.over:
        severity = CAREFUL
        because = f"What is said of a size above {old.maximum} holds no more."
    yield _bound("size/maximum", severity, f"the maximum of {old.param}", because, old, new, "maximum")


def _minimum(old: Size, new: Size) -> Iterator[Difference]:
    before = 1 if old.minimum is None else old.minimum
    after = 1 if new.minimum is None else new.minimum
    if old.minimum == new.minimum:
        return
    # Without a minimum nothing is promised of sizes below 1 (specs/listing.schema.yaml, size).
    is_higher = after > before
    severity = BREAKING if is_higher else HARMLESS
    because = (
        f"A client that asks for fewer than {after} gets another number of rows, or is refused."
        if is_higher
        else "A client that asks for as few as it could gets them still."
    )
    yield _bound("size/minimum", severity, f"the minimum of {old.param}", because, old, new, "minimum")


def _over_weighed(_: str, new: str) -> tuple[Severity, str]:
    if new == "error":
        return BREAKING, "A client that asks for too many, and got as many as there could be, is refused."
    return CAREFUL, "A client that asks for too many is refused no more, and gets fewer than it asked for."


def _under_weighed(old: str, new: str) -> tuple[Severity, str]:
    if new == "error":
        return BREAKING, "A client that asks for too few, and got rows all the same, is refused."
    if old == "error":
        return CAREFUL, "A client that asks for too few is refused no more, and gets some number of rows."
    return CAREFUL, "A client that asks for too few gets another number of rows."


def _omit(old: Size, new: Size, at: At) -> Iterator[Difference]:
    is_only_default = {*old.omit, *new.omit} == {"default"}
    if is_only_default:  # that there is a default at all is told with the default
        return
    yield from policy("size/omit", "a request without a size gets", old.omit, new.omit, at, _omit_weighed)


def _omit_weighed(old: str, new: str) -> tuple[Severity, str]:
    if new == "all":
        return BREAKING, "A client that sends no size, and got a page, gets the whole list."
    return BREAKING, f"A client that sends no size, and got {told((old,))} rows, gets a page of them."
