"""Reading a body as JSON, sceptically: RFC 8259 to the letter, and no body that could harm the reader."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from typing import Any

import orjson

from listproof.contract import MISSING, Json

DEEPEST = 200
_BOM = b"\xef\xbb\xbf"
_ODD_NUMBER = re.compile(rb"[0-9]{300}|[eE]\+?[0-9]{3}")
_SURROGATE = re.compile("[\ud800-\udfff]")


class _UnreadableError(ValueError):
    """Why a body is no JSON that every reader reads alike."""


def parse_json(body: bytes) -> tuple[Json, str]:
    """The body's value, and what is wrong with it: MISSING and a reason where it is no JSON, MISSING and
    "" where it is empty, a value and a reason where readers differ on it (a key twice, a byte order mark)."""
    value = _read_at_once(body)
    if value is not MISSING:
        return value, ""
    faults: list[str] = []
    if body.startswith(_BOM):
        faults.append("it begins with a byte order mark")
        body = body[len(_BOM) :]
    if not body.strip(b" \t\r\n"):
        return MISSING, faults[0] if faults else ""
    try:
        value = _parsed(body.decode("utf-8"), faults, careful=_ODD_NUMBER.search(body) is not None)
    except UnicodeDecodeError as error:
        return MISSING, f"it is not UTF-8 at byte {error.start}"
    except json.JSONDecodeError as error:
        return MISSING, _where(error)
    except RecursionError:
        return MISSING, "it is nested too deeply to read"
    except ValueError as error:
        return MISSING, str(error)
    if _deeper_than(value, DEEPEST):
        return MISSING, f"it is nested more than {DEEPEST} deep"
    if b"\\ud" in body.lower():
        value = _without_surrogates(value, faults)
    return value, "; ".join(dict.fromkeys(faults))


def _read_at_once(body: bytes) -> Json:
    """The value of a body that says itself that nobody reads it otherwise; MISSING of any other.

    What comes out again byte for byte had no key twice, no number that was rounded and no odd character.
    """
    try:
        value = orjson.loads(body)
        if orjson.dumps(value) != body:
            return MISSING
    except (ValueError, TypeError, RecursionError):
        return MISSING
    may_be_deep = body.count(b"[") + body.count(b"{") > DEEPEST
    return MISSING if may_be_deep and _deeper_than(value, DEEPEST) else value


def _parsed(text: str, faults: list[str], *, careful: bool) -> Json:
    def member(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
        made = dict(pairs)
        if len(made) < len(pairs):
            twice = Counter(name for name, _ in pairs).most_common(1)[0][0]
            faults.append(f"the key {twice[:60]!r} stands twice in one object")
        return made

    hooks: dict[str, Any] = {"parse_int": _int, "parse_float": _float} if careful else {}
    return json.loads(text, object_pairs_hook=member, parse_constant=_constant, **hooks)


def _constant(word: str) -> Json:
    raise _UnreadableError(f"{word} is no JSON value (RFC 8259, 6)")


def _int(digits: str) -> int:
    if len(digits) > 300:
        raise _UnreadableError(
            f"a number of {len(digits)} digits is beyond what readers agree on (RFC 8259, 6)"
        )
    return int(digits)


def _float(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise _UnreadableError(f"the number {digits[:40]} is beyond what readers agree on (RFC 8259, 6)")
    return number


def _where(error: json.JSONDecodeError) -> str:
    shown = error.doc[error.pos : error.pos + 30]
    found = f"{shown!r} stands there" if shown else "it ends there"
    return f"{error.msg[:1].lower()}{error.msg[1:]} at character {error.pos}: {found}"


def _deeper_than(value: Json, limit: int) -> bool:
    level = [value] if isinstance(value, (dict, list)) else []
    for _ in range(limit):
        level = [
            inner
            for outer in level
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, (dict, list))
        ]
        if not level:
            return False
    return True


def _without_surrogates(value: Json, faults: list[str]) -> Json:
    """The value with each lone surrogate replaced: no UTF-8 text holds one, so no report could."""
    if isinstance(value, str):
        if _SURROGATE.search(value) is None:
            return value
        faults.append("a string has a lone surrogate, which no UTF-8 text holds (RFC 8259, 8.2)")
        return _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", value)
    if isinstance(value, list):
        return [_without_surrogates(element, faults) for element in value]
    if isinstance(value, dict):
        return {
            _without_surrogates(key, faults): _without_surrogates(member, faults)
            for key, member in value.items()
        }
    return value
