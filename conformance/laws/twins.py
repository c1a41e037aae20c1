"""Where two pages differ that should be the same: their items, their order, their counts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from conformance.asking.reading import canonical
from conformance.comparing.spelling import flag, nothing, whole_number
from conformance.evidence import Page, Twins
from conformance.law import Finding
from conformance.laws.telling import items_at, named, place_of, shown
from listproof.contract import MISSING, Json, Operation, Role

COUNTS: Final[tuple[Role, ...]] = ("returned", "total", "total_all", "pages", "has_next", "has_prev")
"""What a page says of its list, however it was asked for. What repeats the question may well differ."""

LEADS: Final[tuple[Role, ...]] = ("next", "prev")
"""Tokens and links: their text may differ each time, their being there may not."""


def differences(operation: Operation, twins: Twins) -> Iterator[Finding]:
    """How the right page differs from the left one: in its items or their order, else in what it counts."""
    exchanges = (twins.right.exchange, twins.left.exchange)
    if twins.left.ids != twins.right.ids:
        expected, actual, how = _first_difference(twins.left, twins.right)
        yield Finding(
            where=items_at(operation),
            expected=expected,
            actual=actual,
            because=f"{twins.because}, but {how}",
            exchanges=exchanges,
            about=twins.about,
        )
        return  # other counts only follow from that
    for role in (*COUNTS, *LEADS):
        left, right = twins.left.meta.get(role, MISSING), twins.right.meta.get(role, MISSING)
        if role in operation.listing.meta and not _same(role, left, right):
            yield Finding(
                where=place_of(operation, role),
                expected=shown(left),
                actual=shown(right),
                because=f"{twins.because}, but what is said of the list differs",
                exchanges=exchanges,
                about=twins.about,
            )


def _first_difference(left: Page, right: Page) -> tuple[Json, Json, str]:
    at = next(
        (i for i, pair in enumerate(zip(left.ids, right.ids, strict=False)) if pair[0] != pair[1]), None
    )
    if at is None:
        return len(left.ids), len(right.ids), "the number of items differs"
    how = "the order differs" if sorted(left.ids) == sorted(right.ids) else "the items differ"
    return named(left.ids[at]), named(right.ids[at]), f"{how}, first at item {at + 1}"


def _same(role: Role, left: Json, right: Json) -> bool:
    if role in LEADS:
        return nothing(left) == nothing(right)
    if role in ("has_next", "has_prev"):
        one, other = flag(left), flag(right)
        if one is not None and other is not None:
            return one == other
    one_number, other_number = whole_number(left), whole_number(right)
    if one_number is not None and other_number is not None:
        return one_number == other_number
    return canonical(left) == canonical(right)
