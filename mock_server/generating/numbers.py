"""Numbers of the size that a field's name, its bounds and the documented examples suggest."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any, Final

from listproof.contract import Json
from mock_server.generating.schemas import Schema

Counted = Callable[[int], Json]
"""From a number of 53 bits to the number that it makes."""

_ALL: Final = 1 << 53
_NOTED: Final = 1000.0

_SPANS: Final[tuple[tuple[frozenset[str], float, float, int], ...]] = tuple(
    (frozenset(words.split()), low, high, skew)
    for words, low, high, skew in (
        ("percent percentage progress rate ratio pct completion", 0, 100, 1),
        ("latitude lat", -60, 70, 1),
        ("longitude lng lon long", -170, 170, 1),
        ("age", 18, 80, 1),
        ("year", 2015, 2025, 1),
        ("month", 1, 12, 1),
        ("rating stars", 1, 5, 0),
        ("score", 0, 100, 0),
        ("quantity qty units seats", 1, 12, 3),
        ("attempt attempts retries retry tries", 0, 4, 3),
        ("port", 1024, 49151, 1),
        ("priority position rank order index level version revision", 1, 10, 2),
        ("page pages", 1, 40, 2),
        ("width", 320, 3840, 2),
        ("height", 240, 2160, 2),
        ("size bytes", 1_200, 8_000_000, 4),
        ("length depth", 1, 2_000, 2),
        ("milliseconds ms latency elapsed", 20, 4_000, 3),
        ("seconds duration runtime", 5, 3_600, 3),
        ("minutes", 5, 120, 2),
        ("hours", 1, 48, 2),
        ("days", 1, 90, 2),
        ("temperature", -10, 35, 1),
        ("weight", 1, 80, 3),
        ("salary income revenue budget", 20_000, 160_000, 2),
        ("amount total price cost subtotal balance fee tax net gross value sum paid due", 5, 2_500, 3),
        (
            "count num number followers following views likes hits visits downloads stars forks watchers",
            0,
            400,
            4,
        ),
        ("failed failures errors bounced skipped unsubscribed", 0, 20, 4),
        ("limit quota capacity max maximum", 10, 1_000, 2),
    )
)
"""Words, from where to where numbers of such a name usually are, and how they lean:
1 not at all, 2 and more to the small ones, 0 to the large ones."""

_LONG: Final = frozenset(
    {"order", "invoice", "account", "tracking", "reference", "serial", "customer", "phone"}
)
_COUNTED: Final = frozenset(
    {
        "id", "ids", "count", "counts", "num", "number", "year", "years", "month", "months",
        "age", "port", "page", "pages", "quantity", "qty", "units", "seats", "attempts",
        "retries", "views", "likes", "dislikes", "hits", "visits", "downloads", "stars",
        "forks", "followers", "width", "height", "bytes", "size",
    }
)  # fmt: skip
_PARCELS: Final = frozenset({"dimensions", "package", "parcel", "box", "shipment"})
_CENTS: Final = frozenset({"amount", "price", "cost", "subtotal", "balance", "fee", "tax", "total"})


def number_writer(
    kind: str, schema: Schema, words: tuple[str, ...], around: tuple[str, ...], shown: Sequence[float]
) -> Counted:
    """Makes numbers of the type and within the bounds of the schema, of the size that their name suggests."""
    low, high, skew = _span(words, shown, kind)
    if not shown and set(around) & _PARCELS and set(words) & {"width", "height", "length", "depth", "weight"}:
        low, high, skew = 1.0, 120.0, 2
    least, most = bounds(kind, schema)
    low, high = max(low, least), min(high, most)
    if low > high:  # the bounds are elsewhere than what the name or the examples suggest
        low, high = (least, min(most, least + _NOTED)) if least > -math.inf else (most - _NOTED, most)
    step = schema.get("multipleOf")
    if isinstance(step, int | float) and step > 0:
        return _multiples(kind, Fraction(str(step)), low, high)
    if kind == "integer" or (
        all(float(each).is_integer() for each in shown) if shown else _is_counted(words)
    ):
        first, last = math.ceil(low), math.floor(high)
        if first <= last:
            return _whole(first, last, skew)
    return _fractions(low, high, skew, _digits(shown))


def _is_counted(words: tuple[str, ...]) -> bool:
    """Whether numbers of this name have no fractions: ids, counts, years."""
    return bool(words) and (words[-1] in _COUNTED or f"{words[-1]}s" in _COUNTED)


def is_number(value: Json) -> bool:
    """Whether JSON would call it a number."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def _whole(first: int, last: int, skew: int) -> Counted:
    count = last - first + 1
    if skew == 1 or count < 3:
        return lambda number: first + number * count // _ALL
    return lambda number: first + min(int(_leaning(number / _ALL, skew) * count), count - 1)


def _leaning(share: float, skew: int) -> float:
    """The share to the power of the skew; 0 leans to the large ones.

    Without the power function, of which machines have several: a seed gives the same bytes on each.
    """
    if skew == 0:
        return math.sqrt(share)
    found = share
    for _ in range(skew - 1):
        found *= share
    return found


def _fractions(low: float, high: float, skew: int, digits: int) -> Counted:
    def write(number: int) -> Json:
        value = low + _leaning(number / _ALL, skew) * (high - low) if low < high else low
        rounded = round(value, digits)
        if low <= rounded <= high:
            return rounded
        return next((near for more in (6, 12) if low <= (near := round(value, more)) <= high), value)

    return write


def _digits(shown: Sequence[float]) -> int:
    """Digits after the point: as many as the examples have, two where there are none."""
    return max((len(str(each).partition(".")[2]) for each in shown if "e" not in str(each)), default=2)


def _span(words: tuple[str, ...], shown: Sequence[float], kind: str) -> tuple[float, float, int]:
    """From where to where the numbers of a field usually are, and how they lean to the small ones."""
    if words[-1:] == ("id",) and (not shown or max(shown) < _NOTED):
        return 100_000, 99_999_999, 1
    if words[-1:] in (("number",), ("no",)) and not shown:
        return (100_000, 99_999_999, 1) if set(words) & _LONG else (1, 2_000, 2)
    if {"duration", "length"} & set(words) and {"ms", "millis", "milliseconds"} & set(words) and not shown:
        return 20_000, 600_000, 2
    if any(shown):  # of zeros alone nothing can be told
        low, high = min(shown), max(shown)
        if low >= 0 and high > 0:
            return (0.0, max(2.0 * high, 3.0 if kind == "integer" else 0.0), 1)
        return low - 10, high + 10, 1
    for word in reversed(words):
        for known, low, high, skew in _SPANS:
            if word in known or f"{word}s" in known:
                if kind == "integer" and word in _CENTS:  # the smallest unit, where there are no fractions
                    return 100 * low, 100 * high, skew
                return low, high, skew
    return 0.0, 1000.0, 2


def bounds(kind: str, schema: Schema) -> tuple[float, float]:
    """The least and the largest number that the schema allows, endless where it says nothing."""
    step = 1 if kind == "integer" else 1e-6
    least, most = -math.inf, math.inf
    if is_number(schema.get("minimum")):
        least = schema["minimum"]
    if is_number(schema.get("exclusiveMinimum")):
        least = max(least, schema["exclusiveMinimum"] + step)
    if is_number(schema.get("maximum")):
        most = schema["maximum"]
    if is_number(schema.get("exclusiveMaximum")):
        most = min(most, schema["exclusiveMaximum"] - step)
    return least, most


def _multiples(kind: str, step: Fraction, low: float, high: float) -> Counted:
    if kind == "integer" and step.denominator != 1:
        step = Fraction(step.numerator)
    first, last = math.ceil(Fraction(low) / step), math.floor(Fraction(high) / step)
    count = max(first, last) - first + 1

    def write(number: int) -> Json:
        found: Any = step * (first + number * count // _ALL)
        return int(found) if found.denominator == 1 else float(found)

    return write
