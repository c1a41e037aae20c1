"""Documents: a YAML or JSON file as plain JSON values, with the line of everything in it.

YAML is read by the core schema of YAML 1.2 (10.3.2): only `true` and `false` are booleans, a date is a
string, and `no` is the word no. Nothing is constructed but JSON values, whatever tag asks for more.
"""

from __future__ import annotations

import codecs
import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from listproof.contract import MISSING, Json, Pointer, look
from listproof.errors import Fault, SpecError
from listproof.reading.json_text import parse_json
from listproof.reading.yaml_text import parse_yaml

LARGEST: Final = 20 * 1024 * 1024
"""Bytes of the largest file that is read."""

_UTF_16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

Locate = Callable[[Pointer], int]
"""From a pointer to the line where its key or element stands, counted from 1."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Document:
    """One file, read: its value, and the line of each value in it."""

    name: str
    """As messages print it."""
    path: Path
    """Where it stands: references to files beside it start here."""
    value: Json
    locate: Locate = field(repr=False)
    origin: Callable[[Pointer], Spot] | None = field(default=None, repr=False)
    """Of a document that was made from others: where what stands at the pointer was written."""
    converted: bool = False
    """Whether it was made by conversion, so that its places are not those that its author wrote."""
    url: str = ""
    """Where it was fetched from, where it is no file: what it refers to is looked for from there."""
    hosts: frozenset[str] = frozenset()
    """The hosts that may be asked for what it refers to."""
    repeats: tuple[Fault, ...] = field(default=(), repr=False)
    """Keys that stand twice in an object, where it was read all the same: the last of them counts."""

    @property
    def root(self) -> Spot:
        """The whole document."""
        return Spot(document=self, pointer=(), value=self.value)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Spot:
    """A value, and where it stands."""

    document: Document
    pointer: Pointer
    value: Json

    def at(self, *tokens: str) -> Spot:
        """What stands under these keys; its value is MISSING where nothing does."""
        return Spot(document=self.document, pointer=(*self.pointer, *tokens), value=look(self.value, tokens))

    def __bool__(self) -> bool:
        return self.value is not MISSING

    @property
    def key(self) -> str:
        """The last key on the way here."""
        return self.pointer[-1] if self.pointer else ""

    @property
    def file(self) -> str:
        """The file that it is written in, as messages print it."""
        return self._written().document.name

    @property
    def line(self) -> int:
        """The line of its key, or of the nearest thing around it that stands in the file."""
        written = self._written()
        return written.document.locate(written.pointer)

    @property
    def place(self) -> str:
        """The path of keys as messages print it: `paths./jobs.get`.

        What an overlay brought has its place in the document that came of it, what was converted its
        place before.
        """
        return ".".join(self.unconverted.pointer)

    @property
    def unconverted(self) -> Spot:
        """The same in the document as it was before it was converted."""
        here = self
        while here.document.converted and here.document.origin is not None:
            here = here.document.origin(here.pointer)
        return here

    def _written(self) -> Spot:
        """The same in the file where somebody wrote it."""
        here = self
        while here.document.origin is not None:
            here = here.document.origin(here.pointer)
        return here

    @property
    def members(self) -> list[Spot]:
        """The members of an object or array, in order; nothing for other values."""
        if isinstance(self.value, dict):
            return [self.at(key) for key in self.value]
        if isinstance(self.value, list):
            return [self.at(str(index)) for index in range(len(self.value))]
        return []


def read_document(
    path: Path,
    *,
    name: str | None = None,
    text: str | None = None,
    may_repeat: bool = False,
    url: str = "",
    hosts: frozenset[str] = frozenset(),
) -> Document:
    """The document in the file, or in the text when one is given.

    `url` is where the text is from, if that is no file; `hosts` may be asked for what it refers to.

    Raises SpecError when there is no such file, or when it holds neither YAML nor JSON; for a key that
    stands twice in an object as well, unless it `may_repeat`.
    """
    name = str(path) if name is None else name
    if text is None:
        text = _text_of(path, name)
    else:
        _refuse_if(len(text) > LARGEST, name, _too_large(len(text)), _LARGE_HELP)
    _refuse_if(not text.strip(), name, "the file is empty", "write an OpenAPI document in it")
    if "\x00" in text:
        raise _faulty(name, "the file is binary", "write the document as text, in YAML or JSON")
    repeats: list[Fault] = []
    is_json = path.suffix == ".json"
    value, locate = _parse(text, name, repeats if may_repeat else None, is_json=is_json)
    return Document(
        name=name, path=path, value=value, locate=locate, url=url, hosts=hosts, repeats=tuple(repeats)
    )


def _parse(text: str, name: str, repeats: list[Fault] | None, *, is_json: bool) -> tuple[Json, Locate]:
    if is_json:
        return parse_json(text, name, repeats)
    if text.lstrip()[:1] == "{":
        with contextlib.suppress(SpecError):  # what is not JSON may still be YAML in braces
            return parse_json(text, name, repeats)
    return parse_yaml(text, name, repeats)


_LARGE_HELP = f"a document may have up to {LARGEST // 1024**2} MB"


def _too_large(size: int) -> str:
    return f"the file has {size / 1024**2:.1f} MB"


def _text_of(path: Path, name: str) -> str:
    try:
        _refuse_if(path.is_dir(), name, "this is a folder", "name the file that holds the document")
        size = path.stat().st_size
        _refuse_if(size > LARGEST, name, _too_large(size), _LARGE_HELP)
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)  # a device has no size, and may have no end
        _refuse_if(len(raw) > LARGEST, name, "the file has no end in sight", _LARGE_HELP)
    except FileNotFoundError:
        raise _faulty(name, "there is no such file", "check the path") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise _faulty(name, f"the file cannot be read: {reason}", "check its permissions") from None
    if raw.startswith(_UTF_16):  # YAML 1.2.2, 5.2: a byte order mark tells
        with contextlib.suppress(UnicodeDecodeError):
            return raw.decode("utf-16")
    _refuse_if(b"\x00" in raw, name, "the file is binary", "write the document as text, in YAML or JSON")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        found = f"byte 0x{raw[error.start]:02x} is not UTF-8"
        raise SpecError([Fault(file=name, line=line, found=found, wanted="save the file as UTF-8")]) from None


def _refuse_if(condition: bool, name: str, found: str, wanted: str) -> None:
    if condition:
        raise _faulty(name, found, wanted)


def _faulty(name: str, found: str, wanted: str) -> SpecError:
    return SpecError([Fault(file=name, found=found, wanted=wanted)])
