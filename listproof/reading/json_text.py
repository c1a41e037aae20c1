"""JSON text as plain values, with the line of everything in it.

YAML parsers stumble over JSON's tabs and surrogate pairs, so JSON has a reader of its own.
"""

from __future__ import annotations

import functools
import json
import math
import re
from collections.abc import Callable, Iterable
from typing import Any, Final

from listproof.errors import Fault, SpecError
from listproof.reading.yaml_text import DEEPEST

_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{},\n]|[^\s\[\]{},":]+')

_Lines = dict[str, tuple[int, Any]]
"""The line of each member, and the lines inside it."""


def parse_json(
    text: str, name: str, repeats: list[Fault] | None = None
) -> tuple[Any, Callable[[tuple[str, ...]], int]]:
    """The value of the text, and a function from a pointer to its line; raises SpecError.

    A key that stands twice in an object is one, unless there is a list that takes note of it: then the
    last of them counts.
    """
    repeated: list[str] = []
    try:
        value = json.loads(
            text,
            object_pairs_hook=functools.partial(_object, repeated),
            parse_constant=_no_constant,
            parse_float=_finite,
        )
        json.dumps(value, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        raise _fault(name, error.lineno, f"this is not JSON: {error.msg} (column {error.colno})") from None
    except UnicodeEncodeError:
        raise _fault(name, 0, "a text holds half a surrogate pair, which is no character") from None
    except RecursionError:
        raise _too_deep(name) from None
    except ValueError as error:
        raise _fault(name, 0, f"this is not JSON: {error}") from None
    if _depth_exceeds(value, DEEPEST):
        raise _too_deep(name)
    if repeated and repeats is None:
        raise SpecError(_repetitions(text, name))
    if repeated and repeats is not None:
        repeats.extend(_repetitions(text, name))
    return value, _locator(text)


def _object(repeated: list[str], pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        repeated.append("")
    return value


def _no_constant(constant: str) -> Any:
    raise ValueError(f"{constant} is no number of JSON")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"the number {text} is too large")
    return number


def _fault(name: str, line: int, found: str, wanted: str = "") -> SpecError:
    return SpecError([Fault(file=name, line=line, found=found, wanted=wanted)])


def _too_deep(name: str) -> SpecError:
    return _fault(name, 0, "the document is nested too deeply", f"a document may have up to {DEEPEST} levels")


def _depth_exceeds(value: Any, limit: int) -> bool:
    level = [value]
    for _ in range(limit):
        level = [member for holder in level for member in _members(holder) if isinstance(member, dict | list)]
        if not level:
            return False
    return True


def _members(holder: Any) -> Iterable[Any]:
    return holder.values() if isinstance(holder, dict) else holder if isinstance(holder, list) else ()


def _locator(text: str) -> Callable[[tuple[str, ...]], int]:
    """A function from a pointer to its line; the text is searched when it is first asked."""

    @functools.cache
    def lines() -> _Lines:
        return _scan(text)[0]

    def locate(pointer: tuple[str, ...]) -> int:
        line, inside = 1, lines() if pointer else {}
        for token in pointer:
            if token not in inside:
                break
            line, inside = inside[token]
        return line

    return locate


def _repetitions(text: str, name: str) -> list[Fault]:
    return [
        Fault(
            file=name,
            line=line,
            found=f"the key {key} stands here again",
            wanted=f"it stands in line {first} already",
        )
        for key, line, first in _scan(text)[1]
    ]


def _scan(text: str) -> tuple[_Lines, list[tuple[str, int, int]]]:
    """The lines of well-formed JSON, and its repeated keys: each with its line and the first one."""
    top: _Lines = {}
    stack: list[tuple[_Lines, bool]] = []
    repeated: list[tuple[str, int, int]] = []
    line, key = 1, ""
    awaits_key = False
    for match in _TOKEN.finditer(text):
        token = match[0]
        if token == "\n":
            line += 1
        elif token in "]}":
            stack.pop()
            awaits_key = False
        elif token == ",":
            awaits_key = stack[-1][1]
        elif awaits_key:
            key, awaits_key = json.loads(token), False
            lines = stack[-1][0]
            if key in lines:
                repeated.append((key, line, lines[key][0]))
            lines[key] = (line, {})
        else:
            inside = _enter(stack, key, line, top)
            if token in "[{":
                stack.append((inside, token == "{"))
                awaits_key = token == "{"
    return top, repeated


def _enter(stack: list[tuple[_Lines, bool]], key: str, line: int, top: _Lines) -> _Lines:
    """The lines inside the value that begins here."""
    if not stack:
        return top
    lines, is_object = stack[-1]
    if not is_object:
        key = str(len(lines))
    inside: _Lines = {}
    lines[key] = (lines[key][0] if is_object else line, inside)
    return inside
