"""Reading a query string strictly: what is not plainly the documented thing is refused, never guessed at."""

from __future__ import annotations

import re
from collections.abc import Collection

from flask import request

from .refusals import Refused

_LARGEST = 2**31 - 1
_DIGITS = re.compile(r"-?[0-9]{1,10}")


class BadParameter(Refused):
    """A query parameter that can't be used: which one, and what it must be; a 400."""

    def __init__(self, name: str, wanted: str) -> None:
        super().__init__(400, f"{name} {wanted}")


def whole_number(text: str) -> int | None:
    """The 32-bit integer that `text` writes in decimal digits, or None.

    `int()` would also take "1_0", "+5", " 5", Arabic digits, and numbers that the database can't hold.
    """
    if not _DIGITS.fullmatch(text):
        return None
    number = int(text)
    return number if abs(number) <= _LARGEST else None


def value_of(name: str) -> str | None:
    """The parameter's one value, None when it was not sent; sent twice, neither is a safe guess."""
    values = request.args.getlist(name)
    if len(values) > 1:
        raise BadParameter(name, "must be given once")
    return values[0] if values else None


def integer(name: str, default: int) -> int:
    """The parameter as an integer of any sign, or the default when it was not sent."""
    text = value_of(name)
    if text is None:
        return default
    number = whole_number(text)
    if number is None:
        raise BadParameter(name, "must be an integer")
    return number


def one_of(name: str, allowed: Collection[str]) -> str | None:
    """The parameter as one of the allowed values, or None when it was not sent."""
    value = value_of(name)
    if value is not None and value not in allowed:
        raise BadParameter(name, f"must be one of {', '.join(allowed)}")
    return value
