"""The content of a page: sentences, tables, code and pictures, as values that every format writes.

Whatever a document says stands in spans as it is; each format escapes it in its own way, so that no
string of a document is ever read as markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Final, Literal

Look = Literal["plain", "code", "strong", "quote", "quiet", "open", "kept", "broken"]

_FIELD: Final = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A run of text: how it looks, and where it leads."""

    text: str
    look: Look = "plain"
    to: str = ""
    """A link inside the pages: `#clause-AG-01`, `laws.html#law-meta-total`. Never from a document."""


Words = tuple[Span, ...]
"""A sentence, or a few."""

Field = str | int | Span | Words


def words(template: str, **fields: Field) -> Words:
    """The template, which is ours, with the fields in their places: `words("{p} is 0", p=code("page"))`."""
    spans: list[Span] = []
    for place, part in enumerate(_FIELD.split(template)):
        spans.extend(spans_of(fields[part]) if place % 2 else spans_of(part))
    return tuple(span for span in spans if span.text)


def spans_of(field: Field) -> Words:
    """A field as spans."""
    if isinstance(field, Span):
        return (field,)
    return field if isinstance(field, tuple) else (Span(text=str(field)),)


def code(text: str, to: str = "") -> Span:
    """A name, a value or a bit of a request."""
    return Span(text=text, look="code", to=to)


def prose(text: str) -> Words:
    """A document's own text in one paragraph: what stands in backticks is code, all else is as it is."""
    parts = " ".join(text.split()).split("`")
    if len(parts) % 2 == 0:  # a backtick that no other one closes is a character like any other
        parts[-2:] = ["`".join(parts[-2:])]
    spans = (code(part) if place % 2 else Span(text=part) for place, part in enumerate(parts))
    return tuple(span for span in spans if span.text)


def strong(text: str) -> Span:
    """What the eye should find."""
    return Span(text=text, look="strong")


def quiet(text: str) -> Span:
    """A remark."""
    return Span(text=text, look="quiet")


def opened(text: str) -> Span:
    """A mark on what the document leaves open."""
    return Span(text=text, look="open")


def joined(parts: Iterable[Field], between: str = ", ", last: str | None = None) -> Words:
    """The parts, with commas or other text between them: `a, b and c` with `last=" and "`."""
    listed = [spans_of(part) for part in parts]
    found: list[Span] = []
    for place, spans in enumerate(listed):
        if place:
            is_last = last is not None and place == len(listed) - 1
            found.append(Span(text=last if is_last and last is not None else between))
        found.extend(spans)
    return tuple(found)


def sentences(*parts: Words | None) -> Words:
    """Sentences one after the other; None is none."""
    return joined([part for part in parts if part], " ")


def plain(content: Words) -> str:
    """The words without their looks."""
    return "".join(span.text for span in content)


# --- blocks ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """Sentences."""

    kind: ClassVar[str] = "paragraph"
    words: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Bullets:
    """A list of sentences."""

    kind: ClassVar[str] = "bullets"
    items: tuple[Words, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Names, each with what is so."""

    kind: ClassVar[str] = "facts"
    facts: tuple[tuple[str, Words], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """Text as it is: a request, a body, a program."""

    kind: ClassVar[str] = "code"
    text: str
    language: str = ""
    caption: Words = ()


Cell = Words | Code


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of a table; its first cell names it. `id` is what a link can lead to."""

    cells: tuple[Cell, ...]
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table with a caption and a head."""

    kind: ClassVar[str] = "table"
    caption: str
    head: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A page of the list in the picture: what asks for it, and what it holds."""

    asks: str
    holds: str
    counts: str
    look: Literal["page", "gap", "past"] = "page"


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """Which rows the pages hold, drawn."""

    kind: ClassVar[str] = "picture"
    id: str
    title: str
    says: str
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """Blocks that are long, under a line that opens them."""

    kind: ClassVar[str] = "folded"
    title: str
    blocks: tuple[Block, ...]
    open: bool = False


Block = Paragraph | Bullets | Facts | Code | Table | Picture | Folded


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of a page under a heading; `id` stays, so that links to it do."""

    id: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page: `name` is its file without the ending."""

    name: str
    title: str
    lead: tuple[Block, ...]
    sections: tuple[Section, ...]
    found_by: tuple[tuple[str, str, str], ...] = ()
    """For the search: what is looked for, what is shown, and the anchor that it leads to."""


def paragraph(template: str, **fields: Field) -> Paragraph:
    """A paragraph of one template."""
    return Paragraph(words=words(template, **fields))


def slug(text: str) -> str:
    """The text as a part of an id or of a file's name: letters, digits, `-` and `_`."""
    return re.sub(r"[^A-Za-z0-9_]+", "-", text).strip("-")[:80] or "unnamed"


def anchor(text: str) -> str:
    """A name as a part of an id, another for every name: `path.batchId` for `path:batchId`."""
    return "".join(_anchored(character) for character in text)


def _anchored(character: str) -> str:
    if character == ":":
        return "."
    is_plain = character.isascii() and (character.isalnum() or character in "_-")
    return character if is_plain else f".{ord(character):x}"
