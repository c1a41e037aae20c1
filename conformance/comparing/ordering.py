"""Whether rows stand in an order, whatever the backend sorts with.

Databases differ in collation (case, accents, punctuation, digits) and in where null comes. So of two
values one is `before` only where every plausible reading puts it there, and null may come first or
last, but must do so throughout.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise, product
from typing import Any, Final

from conformance.comparing.instants import instant
from listproof.contract import MISSING, Json, Pointer, look

REACH: Final = 8
"""How far back a row is compared: rows between may be incomparable with both."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A visible field to order by; `instants` where the schema says that it is a date-time."""

    at: Pointer
    descending: bool
    instants: bool = False


def compare(left: Json, right: Json, *, instants: bool = False) -> int | None:
    """-1, 0 or 1 where `left` comes before, with or after `right` in every ascending order; else None."""
    if isinstance(left, bool) or isinstance(right, bool):
        both = isinstance(left, bool) and isinstance(right, bool)
        return _sign(left, right) if both else None
    if isinstance(left, (int, float)) and isinstance(right, (int, float)):
        return None if left != left or right != right else _sign(left, right)
    if isinstance(left, str) and isinstance(right, str):
        return _compare_text(left, right, instants=instants)
    return 0 if left == right else None


def misplaced(
    rows: Sequence[Json], keys: Sequence[Key], *, reach: int = REACH
) -> tuple[int, int, Key] | None:
    """The first two rows, by index, of which the later certainly belongs first, and the key that tells.

    None where some placing of null for each key leaves none misplaced.
    """
    with_null = [key for key in keys if any(_absent(look(row, key.at)) for row in rows)]
    first: tuple[int, int, Key] | None = None
    for placing in product((True, False), repeat=len(with_null)):
        nulls_first = dict(zip(with_null, placing, strict=True))
        found = _misplaced(rows, keys, nulls_first, reach)
        if found is None:
            return None
        first = first or found
    return first


def coded(rows: Sequence[Json], key: Key) -> bool:
    """Whether the rows stand in groups of a few words, as where a database sorts an enum by its codes.

    Such words (`pending`, `active`, `done`) have an order that no reader of the document can know. Only
    four or more that come exactly backwards are no such order.
    """
    values = [value for row in rows if not _absent(value := look(row, key.at))]
    if not all(isinstance(value, str) and instant(value) is None for value in values):
        return False
    groups = [value for value, _ in groupby(values)]
    if len(set(groups)) < len(groups) or not 2 <= len(groups) <= len(values) / 3:
        return False
    backwards = 1 if not key.descending else -1
    return len(groups) < 4 or any(compare(one, other) != backwards for one, other in pairwise(groups))


def _misplaced(
    rows: Sequence[Json], keys: Sequence[Key], nulls_first: dict[Key, bool], reach: int
) -> tuple[int, int, Key] | None:
    for later in range(1, len(rows)):
        for earlier in range(later - 1, max(-1, later - 1 - reach), -1):
            order, key = _order(rows[earlier], rows[later], keys, nulls_first)
            if order == 1 and key is not None:
                return earlier, later, key
            if order is not None:
                break  # and the rows before stand before this one
    return None


def _order(
    left: Json, right: Json, keys: Sequence[Key], nulls_first: dict[Key, bool]
) -> tuple[int | None, Key | None]:
    for key in keys:
        one, other = look(left, key.at), look(right, key.at)
        if _absent(one) or _absent(other):
            if _absent(one) and _absent(other):
                continue
            return (-1 if _absent(one) == nulls_first[key] else 1), key
        order = compare(one, other, instants=key.instants)
        if order != 0:
            return (order if order is None or not key.descending else -order), key
    return 0, None


def _absent(value: Json) -> bool:
    return value is None or value is MISSING


def _compare_text(left: str, right: str, *, instants: bool) -> int | None:
    if left == right:
        return 0
    early, late = instant(left), instant(right)
    if early is not None and late is not None:
        if instants:
            return _sign(early, late)
        return _agreed((_sign(early, late), _sign(left, right)))
    # Past a letter beyond ASCII each language has an order of its own: what stands before it may decide.
    known = next(
        (i for i, pair in enumerate(zip(left, right, strict=False)) if max(pair) > "\x7f"),
        min(len(left), len(right)),
    )
    if not (left.isascii() and right.isascii()):
        left, right = left[:known], right[:known]
        if any(_runs_into(read(left), read(right)) for read in _READINGS):
            return None
    return _agreed(_sign(read(left), read(right)) for read in _READINGS)


def _agreed(orders: Any) -> int | None:
    seen = set(orders)
    return seen.pop() if len(seen) == 1 else None


def _runs_into(left: Sequence[Any], right: Sequence[Any]) -> bool:
    shorter = min(len(left), len(right))
    return left[:shorter] == right[:shorter]


def _folded(text: str) -> str:
    return text.casefold()


def _letters(text: str) -> str:
    """Without case, accents and punctuation, as many locales weigh text first."""
    split = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in split if letter.isalnum())


def _natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """Runs of digits as numbers, as `file2` stands before `file10`."""
    runs = re.findall(r"0*(\d+)|(\D)", text.casefold(), re.ASCII)
    return tuple((0, len(digits), digits) if digits else (1, 0, letter) for digits, letter in runs)


def _as_it_is(text: str) -> str:
    return text


_READINGS: Final[tuple[Callable[[str], Sequence[Any]], ...]] = (_as_it_is, _folded, _letters, _natural)


def _sign(left: Any, right: Any) -> int:
    return int(left > right) - int(left < right)
