"""Instants as RFC 3339 writes them: two spellings of one instant are equal, and any two can be compared."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from fractions import Fraction
from functools import lru_cache

_WRITTEN = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,40}))?(?:[Zz]|([+-])(\d\d):(\d\d))", re.ASCII
)
# Without a zone: offsets are subtracted by hand, so that the years 1 and 9999 work in every zone.
_EPOCH = datetime(1970, 1, 1)


def instant(text: object) -> Fraction | None:
    """Seconds since 1970 in UTC, exactly; None where the text is no RFC 3339 date-time (5.6)."""
    return _read(text) if isinstance(text, str) else None


@lru_cache(maxsize=20_000)
def _read(text: str) -> Fraction | None:
    """The same few thousand instants stand on page after page."""
    found = _WRITTEN.fullmatch(text)
    if found is None:
        return None
    year, month, day, hour, minute, second, fraction, sign, hours, minutes = found.groups()
    if int(second) > 60 or int(hours or 0) > 23 or int(minutes or 0) > 59:
        return None
    try:
        whole = datetime(int(year), int(month), int(day), int(hour), int(minute))
    except ValueError:
        return None
    offset = timedelta(hours=int(hours or 0), minutes=int(minutes or 0)) * (-1 if sign == "-" else 1)
    since = whole - _EPOCH - offset
    seconds = since.days * 86_400 + since.seconds + int(second)
    return seconds + Fraction(int(fraction or 0), 10 ** len(fraction or ""))
