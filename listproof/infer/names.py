"""Names: how parameters and fields are called, whatever the spelling."""

from __future__ import annotations

import functools
import re
from typing import Final

_ODD: Final = re.compile(r"[^a-z0-9]+")
_WORDS: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_SAME_IN_BOTH: Final = frozenset({"series", "status", "news", "analysis", "access", "address", "sms", "gps"})


@functools.lru_cache(maxsize=20_000)
def fold(name: str) -> str:
    """The name in lower case without its punctuation: `page[size]`, `pageSize` and `page_size` are one."""
    return _ODD.sub("", name.lower())


def words(name: str) -> tuple[str, ...]:
    """The words of the name in lower case: `created_at[gte]` and `createdAtGte` have three."""
    return tuple(word.lower() for word in _WORDS.findall(name))


def singular(noun: str) -> str:
    """The folded noun in the singular, as far as its ending tells."""
    if noun in _SAME_IN_BOTH or not noun.endswith("s") or noun.endswith("ss"):
        return noun
    if noun.endswith("ies") and len(noun) > 4:
        return noun[:-3] + "y"
    if noun.endswith(("sses", "ches", "shes", "xes", "zes", "statuses", "aliases")):
        return noun[:-2]
    return noun[:-1]
