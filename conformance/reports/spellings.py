"""The ways to spell a text so that it can still be read: escaped, in hexadecimal, in base64, in capitals."""

from __future__ import annotations

import functools
import html
import re
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

_ESCAPE: Final = re.compile(
    r"%([0-9a-f]{2})|\\+u([0-9a-f]{4})|\\+x([0-9a-f]{2})|&#x0*([0-9a-f]{1,4});?|&#0*([0-9]{1,5});?",
    re.IGNORECASE,
)
_SHORTEST_CODE: Final = 8
"""Fewer characters of base64 stand in honest texts by chance."""


def unescaped(text: str) -> str:
    """The text with the escapes of addresses, JSON and HTML read: what it says to whoever decodes it."""
    return _ESCAPE.sub(_character, text)


def _character(match: re.Match[str]) -> str:
    *hexadecimal, decimal = match.groups()
    code = next((int(digits, 16) for digits in hexadecimal if digits), None)
    return chr(int(decimal) if code is None else code)


@functools.lru_cache(maxsize=128)
def escaped(text: str) -> re.Pattern[str]:
    """Matches the text with any of its characters escaped in any of these ways."""
    return re.compile("".join(f"(?:{'|'.join(_escapes(character))})" for character in text), re.IGNORECASE)


def _escapes(character: str) -> Iterator[str]:
    code = ord(character)
    yield re.escape(character)
    if code < 0x100:
        yield f"%{code:02x}"
        yield rf"\\+x{code:02x}"
    yield rf"\\+u{code:04x}"
    yield f"&#x0*{code:x};?"
    yield f"&#0*{code};?"


@dataclass(frozen=True, slots=True)
class Code:
    """A way to spell a text. Its pattern is made when it is met, which most never are."""

    spelt: str
    is_base64: bool = False

    @property
    def sign(self) -> str:
        """What shows, in lower case, that the text may stand somewhere."""
        return self.spelt.lower()

    @property
    def pattern(self) -> re.Pattern[str]:
        """Matches all of it where it stands."""
        return _pattern(self.spelt, self.is_base64)


@functools.lru_cache(maxsize=512)
def _pattern(spelt: str, is_base64: bool) -> re.Pattern[str]:
    if is_base64:
        return re.compile(rf"[\w+/-]*{re.escape(spelt)}[\w+/-]*=*", re.ASCII)
    return re.compile(re.escape(spelt), re.IGNORECASE)


def codes(text: str) -> Iterator[Code]:
    """The ways to spell the text."""
    for plain in {text, quote(text, safe=""), html.escape(text), text.encode().hex()}:
        yield Code(plain)
    for core in set(_in_base64(text.encode())):
        yield Code(core, is_base64=True)


def _in_base64(content: bytes) -> Iterator[str]:
    """The characters that only the content decides, whatever stands before and behind it."""
    for before in range(3):
        first, last = (0, 2, 3)[before], (before + len(content)) * 8 // 6
        for encode in (b64encode, urlsafe_b64encode):
            core = encode(b"\0" * before + content).decode()[first:last]
            if len(core) >= _SHORTEST_CODE:
                yield core
