"""The rows that every one of the servers has: 137 orders, the same each time.

Several orders share a moment, an amount or a customer, so that whoever sorts has ties to break. Names are of
several scripts, and one holds what a careless filter takes for a pattern.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final, TypedDict

COUNT: Final = 137
STATUSES: Final = ("open", "paid", "shipped", "returned")
_OWNERS: Final = ("ana", "bo", "chidi")
_CUSTOMERS: Final = (
    "Ærø Bryggeri", "Müller & Söhne", "O'Brien", "山田商店", "100% Cotton", "Ивановъ", "Zoë", "apple",
    "Apple", "Łódź",
)  # fmt: skip
_BEGINNING: Final = datetime(2025, 1, 6, 8, 0, tzinfo=UTC)


class Order(TypedDict):
    """One order, as JSON has it; `created` is RFC 3339 in UTC, `amount` in cents."""

    id: int
    customer: str
    status: str
    owner: str
    amount: int
    urgent: bool
    created: str


def orders() -> list[Order]:
    """All of them, by id."""
    return [_order(number) for number in range(1, COUNT + 1)]


def _order(number: int) -> Order:
    mixed = number * 7919 % 1009
    return Order(
        id=number,
        customer=_CUSTOMERS[mixed % len(_CUSTOMERS)],
        status=STATUSES[0 if mixed % 3 == 0 else mixed % len(STATUSES)],
        owner=_OWNERS[mixed * 31 % 7 % len(_OWNERS)],
        amount=500 + mixed % 40 * 125,
        urgent=mixed % 5 == 0,
        created=(_BEGINNING + timedelta(hours=mixed // 12 * 3)).strftime("%Y-%m-%dT%H:%M:%SZ"),
    )
