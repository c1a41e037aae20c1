"""Values as bytes that compare as the values do, so that a column of them can be sorted and searched.

Each of the four ways serves some questions: `rank` orders and bounds, `key` equality, `text` what text
contains and begins with, `folded` a search through all the text of a value. None but `rank` and `key`
tell values apart that their questions don't. In `text` and `folded` 0xFF separates: UTF-8 never has it.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Callable, Hashable, Mapping
from typing import Final, Literal

from listproof.contract import Json
from mock_server.engine.comparing import Form, instant, texts_of, written

Kind = Literal["rank", "key", "text", "folded"]

SEPARATOR: Final = b"\xff"

NUMBER: Final = b"\x01"
INSTANT: Final = b"\x02"
TEXT: Final = b"\x03"
_BOOLEAN: Final = b"\x04"
_REST: Final = b"\x05"
NO_RANK: Final = b"\x09"
"""The rank of null alone, which is the last."""
COMPARABLE: Final = (NUMBER, INSTANT, TEXT)
"""The first bytes of the ranks that ranges are about."""

NO_KEY: Final = b"\x00"
"""The key of null alone."""

_DOUBLE: Final = struct.Struct(">d")
_WHOLE: Final = struct.Struct(">Q")
_SIGN: Final = 1 << 63
_EXACT: Final = 1 << 53
_ALL: Final = (1 << 64) - 1
_REMAINDER: Final = 128
"""Bytes that hold what a whole number is more than the double below it."""


def encoded(value: Json, kind: Kind, form: Form) -> bytes:
    """The value's bytes for the questions of this kind."""
    return ENCODINGS[kind](value, form)


def rank_bytes(value: Json, form: Form) -> bytes:
    """Bytes in the order of `rank_of`, and equal where ranks are equal."""
    if isinstance(value, str):
        moment = _instant_bytes(value) if form == "instant" else None
        return moment or TEXT + value.encode("utf-8", "surrogatepass")
    if value is None:
        return NO_RANK
    if isinstance(value, bool):
        return _BOOLEAN + bytes((value,))
    if isinstance(value, (int, float)):
        return NUMBER + _number(value)
    return _REST + written(value).encode("utf-8", "surrogatepass")


def key_bytes(value: Json, form: Form) -> bytes:
    """Bytes that are equal exactly where `key_of` is."""
    if value is None:
        return NO_KEY
    text = value if isinstance(value, str) else written(value)
    if form == "instant":
        moment = _instant_bytes(text)
        if moment is not None:
            return moment
    elif form == "uuid":
        text = text.lower()
    return TEXT + text.encode("utf-8", "surrogatepass")


def key_from(entry: bytes) -> Hashable:
    """What `key_of` gives for a value of this key."""
    if entry == NO_KEY:
        return None
    if entry[:1] == INSTANT:
        return _WHOLE.unpack_from(entry, 1)[0], entry[1 + _WHOLE.size :].decode()
    return entry[1:].decode("utf-8", "surrogatepass")


def text_bytes(value: Json, form: Form) -> bytes:  # noqa: ARG001 - each way of encoding is asked alike
    """The text itself after an `s`; of a list the keys of its elements, each between separators."""
    if isinstance(value, str):
        return b"s" + value.encode("utf-8", "surrogatepass")
    if isinstance(value, list):
        keys = SEPARATOR.join(key_bytes(each, "plain") for each in value)
        return b"l" + (SEPARATOR + keys + SEPARATOR if value else b"")
    return b""


def folded_bytes(value: Json, form: Form) -> bytes:  # noqa: ARG001
    """All text in the value without regard to case, a separator before each piece."""
    return b"".join(SEPARATOR + text.casefold().encode("utf-8", "surrogatepass") for text in texts_of(value))


ENCODINGS: Final[Mapping[Kind, Callable[[Json, Form], bytes]]] = {
    "rank": rank_bytes,
    "key": key_bytes,
    "text": text_bytes,
    "folded": folded_bytes,
}


def _instant_bytes(text: str) -> bytes | None:
    """The moment that the text names; digits of a fraction compare as text, as they do in `Instant`."""
    moment = instant(text)
    return None if moment is None else INSTANT + _WHOLE.pack(moment[0]) + moment[1].encode()


def as_instants(entry: bytes) -> bytes | None:
    """A rank or a key that was made of plain text, as that of the moment it names; None where it names none.

    Null stays what it is: it is no reason against a column of moments.
    """
    if entry in (NO_RANK, NO_KEY):
        return entry
    return _instant_bytes(entry[1:].decode("utf-8", "surrogatepass")) if entry[:1] == TEXT else None


def _number(value: int | float) -> bytes:
    """Eight bytes in the order of the doubles; a whole number between two doubles has its distance beside."""
    if isinstance(value, float) or -_EXACT <= value <= _EXACT:
        return _double(value)
    try:
        below = float(value)
    except OverflowError:
        return _beyond(value)
    if int(below) > value:
        below = _next_below(below)
    distance = value - int(below)
    return _double(below) + (distance.to_bytes(_REMAINDER, "big") if distance else b"")


def _double(value: float) -> bytes:
    (bits,) = _WHOLE.unpack(_DOUBLE.pack(value + 0.0))  # + 0.0: -0.0 equals 0.0
    return _WHOLE.pack(bits ^ _ALL if bits & _SIGN else bits | _SIGN)


def _next_below(value: float) -> float:
    return math.nextafter(value, -math.inf)


def _beyond(value: int) -> bytes:
    """A whole number that no double comes near: by its length, then its digits; turned round below zero."""
    size = (value.bit_length() + 7) // 8
    raw = size.to_bytes(8, "big") + abs(value).to_bytes(size, "big")
    if value > 0:
        return _double(float("inf")) + raw
    return _double(float("-inf")) + bytes(each ^ 0xFF for each in raw)
