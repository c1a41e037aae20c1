"""Text that a regular expression matches, made from the expression.

What is understood: literals, classes, groups, alternatives, quantifiers and the usual escapes of ECMA-262.
An expression beyond that (look-around, references back) makes no text, and the caller has to look elsewhere.
"""

from __future__ import annotations

import string
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from mock_server.generating.dice import Dice
from mock_server.generating.shapes import Shape

LONGEST: Final = 2_000
"""Characters of the longest text that is made."""

_LONGEST_ID: Final = 80
_MORE: Final = 6
"""How many more than the least times something is repeated that may be repeated without end."""
_DEEPEST: Final = 40

_DIGITS: Final = string.digits
_WORD: Final = string.ascii_letters + string.digits + "_"
_VISIBLE: Final = string.ascii_letters + string.digits + " -_.,:;!?@#%&/()[]{}<>=+*'\"\\|~^$`"
_ANY: Final = string.ascii_lowercase
_CLASSES: Final = {
    "d": _DIGITS, "w": _WORD, "s": " ", "D": string.ascii_letters, "W": "-. ", "S": _WORD,
}  # fmt: skip
_CONTROLS: Final = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "v": "\v", "0": "\0"}


class _UnsupportedError(ValueError):
    """The expression has something that no text is made for."""


@dataclass(frozen=True, slots=True)
class _Chars:
    """One character out of these."""

    choices: str


@dataclass(frozen=True, slots=True)
class _Group:
    """One of several sequences."""

    options: tuple[tuple[_Repeat, ...], ...]


@dataclass(frozen=True, slots=True)
class _Repeat:
    """Something, so many times."""

    what: _Chars | _Group
    least: int
    most: int


def text_matching(pattern: str, dice: Dice) -> str | None:
    """A text in which the pattern is found, or None where the pattern is beyond this module.

    Look-arounds aside it matches as the pattern is written; whoever needs certainty checks it.
    """
    group = _parsed(pattern)
    if group is None:
        return None
    made: list[str] = []
    try:
        _write(group, dice, made)
    except _UnsupportedError:
        return None
    return "".join(made)


def shape_matching(pattern: str, dice: Dice) -> Shape | None:
    """Texts of one length in which the pattern is found, as many of them as that length lets there be.

    None where the pattern is beyond this module, or makes longer texts than an id should be.
    """
    group = _parsed(pattern)
    choices: list[str] = []
    if group is None or not _spell(group, dice, choices):
        return None
    return Shape(tuple(choices))


def _spell(node: _Chars | _Group, dice: Dice, choices: list[str]) -> bool:
    """Add the choices of each character of one text; False where it grows too long."""
    if isinstance(node, _Chars):
        choices.append("".join(dict.fromkeys(node.choices)))
        return len(choices) <= _LONGEST_ID
    for part in dice.pick(node.options):
        for _ in range(part.most):
            before = len(choices)
            if not _spell(part.what, dice, choices):
                return False
            if len(choices) == before:
                break
    return True


def _write(node: _Chars | _Group, dice: Dice, made: list[str]) -> None:
    if isinstance(node, _Chars):
        if len(made) >= LONGEST:
            raise _UnsupportedError("too long")
        made.append(dice.pick(node.choices))
        return
    for part in dice.pick(node.options):
        for _ in range(dice.between(part.least, part.most)):
            before = len(made)
            _write(part.what, dice, made)
            if len(made) == before:
                break  # nothing, however often, is nothing


@lru_cache(maxsize=256)
def _parsed(pattern: str) -> _Group | None:
    reader = _Reader(pattern)
    try:
        group = reader.options(0)
        return group if reader.at == len(pattern) else None
    except (_UnsupportedError, IndexError, ValueError):
        return None


class _Reader:
    """Reads an expression from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def options(self, depth: int) -> _Group:
        """Alternatives, up to the end or to the parenthesis that closes them."""
        if depth > _DEEPEST:
            raise _UnsupportedError("nested too deeply")
        options = [self._sequence(depth)]
        while self._take("|"):
            options.append(self._sequence(depth))
        return _Group(tuple(options))

    def _sequence(self, depth: int) -> tuple[_Repeat, ...]:
        parts = []
        while self.at < len(self.text) and self.text[self.at] not in "|)":
            if self._take("^") or self._take("$"):
                continue  # the text is made whole: its ends are where the anchors are
            parts.append(self._repeated(self._atom(depth)))
        return tuple(parts)

    def _atom(self, depth: int) -> _Chars | _Group:
        char = self._next()
        if char == "(":
            return self._group(depth)
        if char == "[":
            return _Chars(self._class())
        if char == ".":
            return _Chars(_ANY)
        if char == "\\":
            return _Chars(self._escape())
        if char in "*+?{":
            raise _UnsupportedError("a quantifier of nothing")
        return _Chars(char)

    def _group(self, depth: int) -> _Group:
        if self._take("?") and not self._take(":"):
            if not self._take("<") or self.text[self.at] in "=!":
                raise _UnsupportedError("look-around")
            self.at = self.text.index(">", self.at) + 1
        inside = self.options(depth + 1)
        if not self._take(")"):
            raise _UnsupportedError("a group without end")
        return inside

    def _repeated(self, what: _Chars | _Group) -> _Repeat:
        least, most = 1, 1
        if self._take("*"):
            least, most = 0, _MORE
        elif self._take("+"):
            least, most = 1, 1 + _MORE
        elif self._take("?"):
            least, most = 0, 1
        elif self._take("{"):
            bounds, self.at = (
                self.text[self.at : self.text.index("}", self.at)],
                self.text.index("}", self.at) + 1,
            )
            low, comma, high = bounds.partition(",")
            least = int(low)
            most = int(high) if high else least + _MORE if comma else least
        self._take("?")  # lazy or greedy, it matches the same texts
        if most < least:
            raise _UnsupportedError("bounds the wrong way round")
        return _Repeat(what, least, min(most, least + _MORE))

    def _class(self) -> str:
        negated = self._take("^")
        chosen: list[str] = []
        while not self._take("]"):
            first = self._class_member()
            if len(first) == 1 and self.text[self.at] == "-" and self.text[self.at + 1] != "]":
                self.at += 1
                last = self._class_member()
                chosen.extend(chr(code) for code in range(ord(first), min(ord(last), ord(first) + 500) + 1))
            else:
                chosen.extend(first)
        if not negated and set(string.hexdigits) == set(chosen):
            return "0123456789abcdef"  # as those are usually written
        without = set(chosen)
        choices = "".join(char for char in _VISIBLE if char not in without) if negated else "".join(chosen)
        if not choices:
            raise _UnsupportedError("a class of nothing")
        return choices

    def _class_member(self) -> str:
        char = self._next()
        return self._escape() if char == "\\" else char

    def _escape(self) -> str:
        char = self._next()
        if char in _CLASSES:
            return _CLASSES[char]
        if char in _CONTROLS:
            return _CONTROLS[char]
        if char in "ux":
            return chr(int(self._code(char), 16))
        if char in "pP":
            return self._property()
        if char.isalnum():
            raise _UnsupportedError("a reference or a boundary")
        return char

    def _code(self, kind: str) -> str:
        if kind == "u" and self._take("{"):
            start, self.at = self.at, self.text.index("}", self.at) + 1
            return self.text[start : self.at - 1]
        start, self.at = self.at, self.at + (4 if kind == "u" else 2)
        return self.text[start : self.at]

    def _property(self) -> str:
        """A few characters of a Unicode category: letters, digits."""
        start, self.at = self.text.index("{", self.at) + 1, self.text.index("}", self.at) + 1
        known = {
            "L": string.ascii_letters + "éüñ",
            "Lu": string.ascii_uppercase,
            "Ll": string.ascii_lowercase,
            "N": _DIGITS,
            "Nd": _DIGITS,
        }
        name = self.text[start : self.at - 1]
        if name not in known:
            raise _UnsupportedError("a category")
        return known[name]

    def _next(self) -> str:
        char = self.text[self.at]
        self.at += 1
        return char

    def _take(self, char: str) -> bool:
        if self.at < len(self.text) and self.text[self.at] == char:
            self.at += 1
            return True
        return False
