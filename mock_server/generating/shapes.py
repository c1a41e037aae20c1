"""Texts of the shape of an example: a UUID, a ULID, a prefix with digits behind it, an address on the web."""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import product
from math import gcd, isqrt, prod
from typing import Final, cast

from mock_server.generating.naming import words_of
from mock_server.generating.text import Writer, email, hexadecimal, phone_number, slug, uuid

_UUID: Final = re.compile(r"[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_PHONE: Final = re.compile(r"\+[1-9]\d{6,14}")
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[a-z]+")
_URL: Final = re.compile(r"(https?)://([^/\s?#]+)([^\s]*)")
_TAIL: Final = re.compile(r"[^_\-/:.@ ]*$")
_HEX: Final = "0123456789abcdef"
_CROCKFORD: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""The digits of a ULID."""
_MOST_KEPT: Final = 1_000
_ULID: Final = re.compile(f"01[{_CROCKFORD}]{{24}}")


class Shape:
    """Texts of one length, each of whose characters is one of a few: as many as `size`."""

    def __init__(self, choices: Sequence[str]) -> None:
        self.size = prod(len(each) for each in choices)
        """How many texts there are."""
        self._choices = choices
        self._parts: list[tuple[str, ...]] = []

    def text(self, index: int) -> str:
        """The text of the index, which is below the size; another index is another text."""
        if not self._parts:
            self._parts = [_spelt(part) for part in reversed(list(_parts(self._choices)))] or [("",)]
        made = []
        for part in self._parts:
            index, at = divmod(index, len(part))
            made.append(part[at])
        return "".join(reversed(made))


def _parts(choices: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The characters in groups, each with so few texts that these can be kept."""
    part: list[str] = []
    for each in choices:
        if part and prod(map(len, part)) * len(each) > _MOST_KEPT:
            yield tuple(part)
            part = []
        part.append(each)
    if part:
        yield tuple(part)


@lru_cache(maxsize=512)
def _spelt(part: tuple[str, ...]) -> tuple[str, ...]:
    return tuple("".join(chars) for chars in product(*part))


def mixer(size: int, start: int) -> Callable[[int], int]:
    """Puts an index at another place among so many: no two at the same, for indexes below the size."""
    step = _step(size)
    return lambda index: (index * step + start) % size


@cache
def _step(size: int) -> int:
    """A step that leads to each of so many places, near the golden section: neighbours part widely."""
    step = (isqrt(5 * size * size) - size) // 2 or 1
    while gcd(step, size) != 1:
        step += 1
    return step


def is_uuid(text: str) -> bool:
    """Whether the text is a UUID (RFC 9562, 4)."""
    return _UUID.fullmatch(text) is not None


def is_ulid(text: str) -> bool:
    """Whether the text looks like a ULID of our time."""
    return _ULID.fullmatch(text) is not None


def ulid_shape() -> Shape:
    """ULIDs of the last weeks: the time in front varies a little, the rest freely."""
    return Shape((*"01JYZ", *(_CROCKFORD,) * 21))


def shape_of(example: str) -> Shape | None:
    """The shape of a text whose tail has digits; None where it has none, or is a sentence."""
    if is_ulid(example):
        return ulid_shape()
    tail = _TAIL.search(example)
    if tail is None or not any(char in string.digits for char in tail[0]) or " " in example:
        return None
    is_hex = len(tail[0]) >= 6 and all(char in _HEX for char in tail[0]) and not tail[0].isdigit()
    before = example[: tail.start()]
    # `cus_NffrFeUfNV2Hib`, `job_4F2a`: what is all one prefix stays.
    choices = [_choices(char, is_hex=is_hex) for char in tail[0]]
    if choices and choices[0] == string.digits and all(each == string.digits for each in choices):
        choices[0] = "123456789" if tail[0][0] != "0" else string.digits
    return Shape((*before, *choices))


_shape_of = lru_cache(maxsize=256)(shape_of)


def _choices(char: str, *, is_hex: bool) -> str:
    if char in string.digits:
        return _HEX if is_hex else string.digits
    if char in string.ascii_lowercase:
        return _HEX if is_hex else string.ascii_lowercase
    return string.ascii_uppercase if char in string.ascii_uppercase else char


def like(example: str) -> tuple[Writer, bool] | None:
    """Writes texts of the example's kind, and whether they speak of a person; None where it is words."""
    if _UUID.fullmatch(example):
        return (uuid if example == example.lower() else lambda n: uuid(n).upper()), False
    if _PHONE.fullmatch(example):
        return phone_number, False
    if _EMAIL.fullmatch(example):
        return email, True
    if url := _URL.fullmatch(example):
        return _address_like(url, {}), False
    shape = shape_of(example)
    if shape is None or shape.size < 2:
        return None
    place, size = mixer(shape.size, 0), shape.size
    return lambda n: shape.text(place(n % size)), False


def address_after(example: str, siblings: Mapping[str, Writer]) -> Writer | None:
    """Addresses like the example, with what its siblings have in place of what their examples have.

    None where the example is no address, or has no example of theirs in its path.
    """
    url = _URL.fullmatch(example)
    if url is None:
        return None
    held = {text: write for text, write in siblings.items() if _standing(text).search(url[3])}
    return _address_like(url, held) if held else None


def _standing(*texts: str) -> re.Pattern[str]:
    """Finds one of the texts where it is a whole part of a path."""
    known = "|".join(re.escape(text) for text in sorted(texts, key=len, reverse=True))
    return re.compile(rf"(?<=[/=])({known})(?=$|[/?&{{])", re.IGNORECASE)


def _address_like(url: re.Match[str], siblings: Mapping[str, Writer]) -> Writer:
    """Addresses of the same path on a host for examples (RFC 2606); what looks like an id varies."""
    labels = url[2].split(".")
    host = f"{labels[0]}.example.com" if len(labels) > 2 and labels[0].isalnum() else "example.com"
    path, brace, template = url[3].partition("{")
    named = {text.lower(): write for text, write in siblings.items()}
    parts: list[tuple[str, Writer | None]] = []
    for index, piece in enumerate(_standing(*siblings).split(path) if siblings else [path]):
        if index % 2:
            parts.append((piece, named[piece.lower()]))
        else:
            parts += [(part, None) for part in re.split(r"([/?&=])", piece)]
    varying = {at for at, (part, write) in enumerate(parts) if write is None and _has_digits(part)}
    last = max((at for at, (part, _) in enumerate(parts) if _is_word(part)), default=None)
    if not varying and not siblings and last is not None:
        varying = {last}

    pieces = _pieces(f"{url[1]}://{host}", parts, varying, brace + template)
    if len(pieces) == 3:  # most have one part that varies
        start, varied, end = str(pieces[0]), cast("Writer", pieces[1]), str(pieces[2])
        return lambda number: f"{start}{varied(number)}{end}"
    return lambda number: "".join([each if isinstance(each, str) else each(number) for each in pieces])


def _pieces(
    before: str, parts: Sequence[tuple[str, Writer | None]], varying: Collection[int], behind: str
) -> list[str | Writer]:
    """The parts of an address: what stays the same put together, and writers of what does not."""
    pieces: list[str | Writer] = []
    same = before
    for at, (part, write) in enumerate(parts):
        if write is None and at not in varying:
            same += part
            continue
        pieces += [same, _writes_in_path(write) if write is not None else _varied(part, at)]
        same = ""
    return [*pieces, same + behind]


def _writes_in_path(write: Writer) -> Writer:
    return lambda number: _in_path(write(number))


def _varied(part: str, at: int) -> Writer:
    return lambda number: _part(part, number + at)


@lru_cache(maxsize=256)
def _in_path(text: str) -> str:
    """The text as it may stand in a path (RFC 3986, 3.3)."""
    return text if re.fullmatch(r"[A-Za-z0-9._~/-]+", text) else slug(text)


def _has_digits(part: str) -> bool:
    return any(char in string.digits for char in part) and not re.fullmatch(r"v\d+(\.\d+)*", part)


def _is_word(part: str) -> bool:
    return len(part) > 1 and part not in "/?&=" and "{" not in part


def _part(part: str, number: int) -> str:
    shape = _shape_of(part)
    if shape is not None and shape.size >= 2:
        return shape.text(mixer(shape.size, 0)(number % shape.size))
    stem, dot, ending = part.rpartition(".")
    return f"{hexadecimal(number, 8)}{dot}{ending}" if stem else f"{slug(part)}-{hexadecimal(number, 4)}"


def cased(write: Writer, examples: Sequence[str]) -> Writer:
    """The writer in the case of the examples: `hello-world` wants no spaces, `USD` no small letters."""
    if examples and all(re.fullmatch(r"[a-z]+|[a-z]+([-_][a-z]+)+", each) for each in examples):
        separator = "_" if any("_" in each for each in examples) else "-"
        return lambda number: _lowered(write(number), separator)
    if examples and all(re.fullmatch(r"[A-Z]{5,}|[A-Z]+(_[A-Z]+)+", each) for each in examples):
        return lambda number: write(number).upper().replace(" ", "_")
    return write


def _lowered(text: str, separator: str) -> str:
    return text if text.islower() and " " not in text else slug(text).replace("-", separator)


def is_numbered(text: str) -> re.Match[str] | None:
    """The parts of a text that ends in a number to count on from: `job_0041`, `INV1042`, `17`."""
    found = re.fullmatch(r"((?:.*[_\-/:.@ ])?[A-Za-z]*)?(\d{1,15})", text)
    return found if found and (found[1] or "") == text[: len(text) - len(found[2])] else None


def names_lower_case(description: str) -> bool:
    """Whether a description says that the text is written in small letters."""
    return "lowercase" in words_of(description) or "lower case" in description.lower()
