"""Times of made-up rows: when what a field names happens, and how the document writes times."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Final

from listproof.contract import Json

CLOCK: Final = datetime(2025, 6, 30, 12, 0, tzinfo=UTC)
"""What stands for now where no example says when: generated rows read no clock."""

Written = Callable[[int], Json]
"""From seconds since 1970 to the time as the document writes it."""

HOUR: Final = 3_600
DAY: Final = 86_400
_STEP: Final = 2 * HOUR

_STAGES: Final = (
    {"created", "added", "registered", "joined", "born", "opened", "placed", "submitted", "issued",
     "received"},
    {"scheduled", "planned", "queued", "requested"},
    {"started", "start", "begin", "began", "sent", "from", "initiated"},
    {"updated", "modified", "changed", "seen", "edited", "activity", "active", "login", "pushed", "touched"},
    {"ended", "end", "completed", "finished", "closed", "delivered", "paid", "resolved", "to", "stopped",
     "merged", "failed", "cancelled", "canceled", "deleted", "archived"},
)  # fmt: skip
"""Words for times, earlier ones first: what is created before it ends should look so."""

_LATER: Final = {
    **dict.fromkeys(
        ("expires", "expiry", "expired", "expiration", "expire", "until", "valid", "renews"), 30 * DAY
    ),
    **dict.fromkeys(("due", "deadline", "upcoming", "estimated"), 14 * DAY),
}
"""Words for times that are yet to come, and how long after the row begins."""

_NAMED: Final = frozenset({"at", "on", "date", "time", "timestamp", "datetime", "day"})
_FULL: Final = re.compile(
    r"(\d{4}-\d\d-\d\d)([T ])(\d\d:\d\d)(:\d\d)?([.,]\d{1,9})?( ?[Zz]| ?[+-]\d\d:?\d\d)?"
)
_MAIL: Final = re.compile(
    r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d? [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d (\+0000|GMT)"
)
_WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def stage_of(words: tuple[str, ...]) -> int:
    """How far into a row's life a time of this name stands, from 0 (created) to 4 (ended)."""
    named = set(words)
    return next((index for index, known in enumerate(_STAGES) if named & known), 2)


def after(words: tuple[str, ...], number: int) -> int:
    """How many seconds after a row begins a time of this name comes; the number chooses within two hours."""
    later = next((_LATER[word] for word in words if word in _LATER), 0)
    if later:
        return later + number % DAY
    stage = stage_of(words)
    return stage * _STEP + (number % _STEP if stage else 0)


def names_a_time(words: tuple[str, ...]) -> bool:
    """Whether a field of this name holds a time: `created_at`, `startDate`, `due`."""
    if not words:
        return False
    return words[-1] in _NAMED or (words[-1] in _LATER or any(words[-1] in stage for stage in _STAGES[:1]))


def date_time(at: int) -> str:
    """The moment in RFC 3339, in UTC and whole seconds."""
    return f"{_day(at // DAY)}T{_clock(at % DAY)}Z"


def date_only(at: int) -> str:
    """The day of the moment, in UTC (RFC 3339, full-date)."""
    return _day(at // DAY)


def time_only(at: int) -> str:
    """The time of day, in UTC (RFC 3339, full-time)."""
    return f"{_clock(at % DAY)}Z"


def written_like(example: str) -> Written | None:
    """Writes times as the example does; None where it is none that is known."""
    if not 5 <= len(example) <= 40 or not any(char.isdigit() for char in example):
        return None
    if example[0] == example[-1] == '"' and (inner := written_like(example[1:-1])) is not None:
        return lambda at: f'"{inner(at)}"'
    full = _FULL.fullmatch(example)
    if full and _is_day(full[1]):
        return _fully(full)
    if re.fullmatch(r"\d{4}-\d\d-\d\d", example) and _is_day(example):
        return date_only
    if mail := _MAIL.fullmatch(example):
        return lambda at: _as_in_mail(at, mail[1])
    if re.fullmatch(r"[01]\d/[0-3]\d/(?:19|20)\d\d", example):
        return lambda at: f"{_day(at // DAY)[5:7]}/{_day(at // DAY)[8:]}/{_day(at // DAY)[:4]}"
    if re.fullmatch(r"[0-2]\d:[0-5]\d(:[0-5]\d)?", example):
        long = len(example)
        return lambda at: _clock(at % DAY)[:long]
    return None


def _fully(full: re.Match[str]) -> Written:
    separator, has_seconds, fraction, offset = full[2], full[4] is not None, full[5] or "", full[6] or ""
    digits = len(fraction) - 1
    is_round = not fraction.strip(".,0")
    ahead = _ahead(offset.strip())

    def write(at: int) -> str:
        local = at + ahead
        clock = _clock(local % DAY) if has_seconds else _clock(local % DAY)[:5]
        part = fraction if is_round else f"{fraction[0]}{at * 7_919_333 % 10**digits:0{digits}d}"
        return f"{_day(local // DAY)}{separator}{clock}{part}{offset}"

    return write


def _ahead(offset: str) -> int:
    """How many seconds the offset is ahead of UTC."""
    if not offset or offset in "Zz":
        return 0
    digits = offset[1:].replace(":", "")
    seconds = int(digits[:2]) * HOUR + int(digits[2:]) * 60
    return seconds if offset[0] == "+" else -seconds


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _as_in_mail(at: int, zone: str) -> str:
    """RFC 5322, 3.3, in English whatever the locale is."""
    day = date.fromordinal(719_163 + at // DAY)
    month = _MONTHS[day.month - 1]
    return f"{_WEEKDAYS[day.weekday()]}, {day.day:02d} {month} {day.year} {_clock(at % DAY)} {zone}"


@lru_cache(maxsize=8_192)
def _day(number: int) -> str:
    return date.fromordinal(719_163 + number).isoformat()


def _clock(second: int) -> str:
    return f"{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}"


def read_date_time(text: object) -> datetime | None:
    """The moment that a text names, or None where it names none with its offset."""
    if not isinstance(text, str) or len(text) < 16:
        return None
    try:
        found = datetime.fromisoformat(text)
        return found.astimezone(UTC) if found.tzinfo else None
    except (ValueError, OverflowError):
        return None
