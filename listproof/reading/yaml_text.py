"""YAML text as plain JSON values, in one pass over the parser's events.

PyYAML's own constructors would give dates for dates and `False` for `no`, recurse as deep as the text
does, take the last of two equal keys, and forget where things stood.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any, Final, NoReturn

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from listproof.errors import Fault, SpecError

DEEPEST: Final = 100
"""Levels of the deepest document that is read."""
MOST_ALIASED: Final = 100_000
"""Values that the aliases of a document may stand for, all together."""

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_NULL: Final = frozenset({"", "~", "null", "Null", "NULL"})
_BOOLEAN: Final = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INTEGER: Final = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_NUMBER: Final = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NUMERIC_START: Final = frozenset("0123456789+-.")
_LONGEST_NUMBER: Final = 1000

_TAGS: Final = {
    "tag:yaml.org,2002:str": str,
    "tag:yaml.org,2002:int": int,
    "tag:yaml.org,2002:float": float,
    "tag:yaml.org,2002:bool": bool,
    "tag:yaml.org,2002:null": type(None),
    "tag:yaml.org,2002:map": dict,
    "tag:yaml.org,2002:seq": list,
}


def parse_yaml(
    text: str, name: str, repeats: list[Fault] | None = None
) -> tuple[Any, Callable[[tuple[str, ...]], int]]:
    """The value of the text, and a function from a pointer to its line; raises SpecError.

    A key that stands twice in an object is one, unless there is a list that takes note of it: then the
    last of them counts.
    """
    tree = _Tree(name, repeats)
    try:
        for event in yaml.parse(text, Loader=_Loader):
            tree.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        indented = text.splitlines()[line - 1 : line] if line else []
        hint = "indent with spaces, not with tabs" if indented and indented[0].startswith("\t") else ""
        raise _fault(name, line, _because(error, column), hint) from None
    except (yaml.YAMLError, UnicodeEncodeError) as error:
        line, reason = _unreadable(error, text)
        raise _fault(name, line, f"this is not YAML: {reason}") from None
    return tree.value, tree.locate


def _because(error: yaml.MarkedYAMLError, column: int) -> str:
    problem = error.problem or "it cannot be parsed"
    context = f" {error.context}" if error.context else ""
    return f"this is not YAML: {problem}{context} (column {column})"


def _unreadable(error: Exception, text: str) -> tuple[int, str]:
    position = getattr(error, "position", None)
    if position is None:
        position = getattr(error, "start", 0)
    reason = getattr(error, "reason", "a character is not allowed")
    return text.count("\n", 0, position) + 1, str(reason)


def _fault(name: str, line: int, found: str, wanted: str = "") -> SpecError:
    return SpecError([Fault(file=name, line=line, found=found, wanted=wanted)])


class _Frame:
    """An array or object that is still open."""

    __slots__ = ("anchor", "key", "key_line", "lines", "merges", "size", "value")

    def __init__(self, value: dict[str, Any] | list[Any], anchor: str | None) -> None:
        self.value = value
        self.anchor = anchor
        self.key: str | None = None
        self.key_line = 0
        self.lines: dict[str | int, int] = {}
        self.merges: list[Any] = []
        self.size = 1


class _Tree:
    """The value as it grows, event by event; a stack of its own, so no text is too deep for Python."""

    def __init__(self, name: str, repeats: list[Fault] | None) -> None:
        self.value: Any = None
        self._repeats = repeats
        self._name = name
        self._stack: list[_Frame] = []
        self._documents = 0
        self._anchors: dict[str, tuple[Any, int] | None] = {}
        self._aliased = 0
        # The line of each member, by the identity of its object or array, which `value` keeps alive.
        self._lines: dict[int, dict[str | int, int]] = {}
        self._kept: list[Any] = []

    def locate(self, pointer: tuple[str, ...]) -> int:
        """The line of the deepest part of the pointer that stands in the text."""
        line, value = 1, self.value
        for token in pointer:
            lines = self._lines.get(id(value), {})
            key = int(token) if isinstance(value, list) and token.isdigit() else token
            if key not in lines:
                break
            line, value = lines[key], value[key]
        return line

    def take(self, event: Event) -> None:
        """Take the next event of the text."""
        if isinstance(event, ScalarEvent):
            self._scalar(event)
        elif isinstance(event, MappingStartEvent | SequenceStartEvent):
            self._open(event)
        elif isinstance(event, MappingEndEvent | SequenceEndEvent):
            self._close()
        elif isinstance(event, AliasEvent):
            self._alias(event)
        elif isinstance(event, DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                self._refuse(event, "a second document begins here", "keep one document in a file")

    def _refuse(self, event: Event, found: str, wanted: str) -> NoReturn:
        raise _fault(self._name, _line(event), found, wanted)

    def _open(self, event: Any) -> None:
        wanted = "map" if isinstance(event, MappingStartEvent) else "seq"
        if event.tag not in (None, "!", f"tag:yaml.org,2002:{wanted}"):
            self._refuse(event, f"the tag {_tag(event.tag)} is not understood", "leave the tag away")
        if len(self._stack) >= DEEPEST:
            self._refuse(
                event, "the document is nested too deeply", f"a document may have up to {DEEPEST} levels"
            )
        if self._stack and self._expects_key():
            self._refuse(event, "a key is not a word", "write each key as one word or one quoted text")
        if event.anchor:
            self._anchors[event.anchor] = None
        frame = _Frame({} if wanted == "map" else [], event.anchor)
        if self._stack and isinstance(self._stack[-1].value, list):
            self._stack[-1].key_line = _line(event)
        self._stack.append(frame)

    def _close(self) -> None:
        frame = self._stack.pop()
        if frame.merges and isinstance(frame.value, dict):
            _merge(frame.value, frame.lines, frame.merges, self._lines)
        self._lines[id(frame.value)] = frame.lines
        if frame.anchor:
            self._anchors[frame.anchor] = (frame.value, frame.size)
            self._kept.append(frame.value)
        self._put(frame.value, frame.size, self._stack[-1].key_line if self._stack else 1)

    def _alias(self, event: AliasEvent) -> None:
        if event.anchor not in self._anchors:
            self._refuse(event, f"the alias *{event.anchor} has no anchor", f"name one: &{event.anchor}")
        known = self._anchors[event.anchor]
        if known is None:
            self._refuse(event, f"the alias *{event.anchor} stands inside itself", "write the value out")
        value, size = known
        self._aliased += size
        if self._aliased > MOST_ALIASED:
            self._refuse(
                event,
                f"the aliases stand for more than {MOST_ALIASED:,} values",
                "write the values out, or use $ref",
            )
        if self._stack and self._expects_key():
            self._key(event, str(value))
        else:
            self._put(value, size, _line(event))

    def _scalar(self, event: ScalarEvent) -> None:
        if self._stack and self._expects_key():
            self._key(event, event.value, plain=event.implicit[0])
            return
        value = self._scalar_value(event)
        if event.anchor:
            self._anchors[event.anchor] = (value, 1)
        self._put(value, 1, _line(event))

    def _expects_key(self) -> bool:
        frame = self._stack[-1]
        return isinstance(frame.value, dict) and frame.key is None

    def _key(self, event: Event, key: str, *, plain: bool = False) -> None:
        frame = self._stack[-1]
        if key in frame.lines and not (plain and key == "<<"):
            found, wanted = (
                f"the key {key} stands here again",
                f"it stands in line {frame.lines[key]} already",
            )
            if self._repeats is None:
                self._refuse(event, found, wanted)
            self._repeats.append(Fault(file=self._name, line=_line(event), found=found, wanted=wanted))
        frame.key, frame.key_line = key, _line(event)
        if plain and key == "<<":
            frame.key = "<<"
            return
        frame.lines[key] = frame.key_line

    def _put(self, value: Any, size: int, line: int) -> None:
        if not self._stack:
            self.value = value
            self._kept.append(value)
            return
        frame = self._stack[-1]
        frame.size += size
        if isinstance(frame.value, list):
            frame.lines[len(frame.value)] = line
            frame.value.append(value)
            return
        assert frame.key is not None
        if frame.key == "<<" and "<<" not in frame.lines:
            frame.merges.extend(value if isinstance(value, list) else [value])
        else:
            frame.value[frame.key] = value
        frame.key = None

    def _scalar_value(self, event: ScalarEvent) -> Any:
        tag, text = event.tag, event.value
        if tag in (None, "!"):
            if not event.implicit[0]:
                return text
            value = _plain(text)
        elif tag in _TAGS:
            value = text if tag.endswith(":str") else _plain(text)
            if not isinstance(value, _TAGS[tag]):
                self._refuse(event, f"{text} is no {_tag(tag)}", "leave the tag away")
        else:
            self._refuse(event, f"the tag {_tag(tag)} is not understood", "leave the tag away")
        if isinstance(value, float) and not math.isfinite(value):
            self._refuse(event, f"the number {text} is too large", "write a number that JSON can hold")
        return value


def _line(event: Event) -> int:
    return event.start_mark.line + 1 if event.start_mark is not None else 0


def _tag(tag: str) -> str:
    return "!!" + tag.removeprefix("tag:yaml.org,2002:") if tag.startswith("tag:yaml.org,") else tag


def _merge(
    value: dict[str, Any],
    lines: dict[str | int, int],
    merges: list[Any],
    known: dict[int, dict[str | int, int]],
) -> None:
    """Lay the mappings of `<<` beneath the value, the first of them on top (YAML merge key)."""
    for beneath in merges:
        if isinstance(beneath, dict):
            for key, member in beneath.items():
                if key not in value:
                    value[key] = member
                    lines[key] = known.get(id(beneath), {}).get(key, 1)


def _plain(text: str) -> Any:
    """A scalar without quotes, by the core schema of YAML 1.2 (10.3.2)."""
    if text in _NULL:
        return None
    if text in _BOOLEAN:
        return _BOOLEAN[text]
    if text[0] in _NUMERIC_START and len(text) <= _LONGEST_NUMBER:
        if _INTEGER.fullmatch(text):
            prefix = text[:2]
            return int(text, 8 if prefix == "0o" else 16 if prefix == "0x" else 10)
        if _NUMBER.fullmatch(text):
            return float(text)
    return text
