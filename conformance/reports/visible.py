"""Text made visible: what a server sends must not steer whoever shows it."""

from __future__ import annotations

import unicodedata


def clean(text: str) -> str:
    """The text with control characters made visible: what a server sends must not steer a terminal."""
    if text.isprintable():
        return text
    return "".join(repr(character)[1:-1] if _steers(character) else character for character in text)


def _steers(character: str) -> bool:
    """Whether it is seen only by what it does: a control, a mark of direction, half a pair, a line break."""
    category = unicodedata.category(character)
    return category[0] == "C" or category in ("Zl", "Zp")
