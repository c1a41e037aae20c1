"""How values compare: as equals, in an order, and as a filter's operator has it.

Text compares by code point and case counts. Where a schema says so, date-times compare as instants
(RFC 3339, 5.1) and UUIDs without regard to case (RFC 9562, 4). Null is less and greater than nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

from listproof.contract import MISSING, Json, Operator, Pointer, look
from mock_server.world import Row

Form = Literal["plain", "instant", "uuid"]
"""What kind of text a field holds, as far as comparing goes."""

Instant = tuple[int, str]
"""Seconds since the start of the year 1, and the fraction's digits without trailing zeros."""

Rank = tuple[Any, ...]
"""What values are sorted by: the rank of their type, then what compares within it."""

_INSTANT: Final = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)"
    r"(?:[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:[Zz]|([+-])(\d\d):(\d\d)))?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """Where a row keeps a value (in its item, or hidden under a name), and how such values compare."""

    at: Pointer | None
    hidden: str
    form: Form = "plain"

    def of(self, row: Row) -> Json:
        """The row's value; None where it is null or missing."""
        value = row.hidden.get(self.hidden) if self.at is None else look(row.item, self.at)
        return None if value is MISSING else value


def instant(text: str) -> Instant | None:
    """The moment that a date-time or a date (its midnight in UTC) names, or None for any other text."""
    found = _INSTANT.fullmatch(text)
    if found is None:
        return None
    year, month, day, hour, minute, second, fraction, sign, hours, minutes = found.groups("0")
    try:
        days = date(int(year), int(month), int(day)).toordinal()
    except ValueError:
        return None
    if int(hour) > 23 or int(minute) > 59 or int(second) > 60 or int(hours) > 23 or int(minutes) > 59:
        return None
    shift = (int(hours) * 60 + int(minutes)) * (-60 if sign == "-" else 60)
    clock = int(hour) * 3600 + int(minute) * 60 + int(second)
    return days * 86400 + clock - shift, fraction.rstrip("0")


def written(value: Json) -> str:
    """A value as a URL would write it: `true`, `5`, the text itself; JSON for lists and objects."""
    if isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def key_of(value: Json, form: Form = "plain") -> Hashable:
    """The same for two values exactly when a filter takes them for equal; None for null alone.

    Numbers and their text are equal, since a URL holds nothing but text.
    """
    if value is None:
        return None
    text = written(value)
    if form == "uuid":
        return text.lower()
    if form == "instant":
        return instant(text) or text
    return text


def rank_of(value: Json, form: Form = "plain") -> Rank:
    """A sort key that orders any JSON values: numbers, then text, true and false, the rest, null last."""
    if value is None:
        return (9,)
    if isinstance(value, bool):
        return (4, value)
    if isinstance(value, (int, float)):
        return (1, value)
    if isinstance(value, str):
        moment = instant(value) if form == "instant" else None
        return (2, moment) if moment else (3, value)
    return (5, written(value))


_COMPARABLE: Final = (1, 2, 3)
"""The ranks that ranges are about: numbers, instants and text."""


def matcher(op: Operator, value: Json, form: Form) -> Callable[[Json], bool]:
    """The test that a filter puts a row's field to.

    Of several values (a tuple) one is enough, but for `ne`, which excludes them all.
    """
    wanted = value if isinstance(value, tuple) else (value,)
    if op in ("eq", "in", "ne"):
        keys = {key_of(each, form) for each in wanted}
        return lambda held: (key_of(held, form) in keys) is (op != "ne")
    if op in _RANGES:
        return _range(op, [rank_of(each, form) for each in wanted], form)
    test = _TESTS[op]
    return lambda held: any(test(held, each) for each in wanted)


def _range(op: Operator, bounds: list[Rank], form: Form) -> Callable[[Json], bool]:
    below, or_equal = _RANGES[op]

    def holds(held: Json) -> bool:
        rank = rank_of(held, form)
        comparable = (bound for bound in bounds if bound[0] == rank[0] and rank[0] in _COMPARABLE)
        return any(or_equal if rank == bound else (rank < bound) is below for bound in comparable)

    return holds


def _contains(held: Json, wanted: Json) -> bool:
    if isinstance(held, list):
        return any(key_of(each) == key_of(wanted) for each in held)
    return isinstance(held, str) and written(wanted) in held


def _begins(held: Json, wanted: Json) -> bool:
    return isinstance(held, str) and held.startswith(written(wanted))


def _mentions(held: Json, wanted: Json) -> bool:
    needle = written(wanted).casefold()
    return any(needle in text.casefold() for text in texts_of(held))


def _exists(held: Json, wanted: Json) -> bool:
    return (held is not None) is (written(wanted) == "true")


def texts_of(value: Json) -> Iterator[str]:
    """Every text in a value, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, dict)):
        for part in value.values() if isinstance(value, dict) else value:
            yield from texts_of(part)


_RANGES: Final[Mapping[str, tuple[bool, bool]]] = {
    "lt": (True, False),
    "lte": (True, True),
    "gt": (False, False),
    "gte": (False, True),
}
"""For each range operator: whether it wants less, and whether equal will do."""

_TESTS: Final[Mapping[str, Callable[[Json, Json], bool]]] = {
    "contains": _contains,
    "prefix": _begins,
    "search": _mentions,
    "exists": _exists,
}
