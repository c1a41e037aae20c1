"""How the texts, numbers and times of one field are made: chosen once, by its schema, examples and name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Final

import jsonschema_rs

from listproof.contract import Json
from mock_server.generating.dice import NumberDice
from mock_server.generating.numbers import bounds, is_number, number_writer
from mock_server.generating.patterns import text_matching
from mock_server.generating.schemas import ImpossibleError, Schema
from mock_server.generating.shapes import address_after, cased, like, names_lower_case
from mock_server.generating.text import (
    FORMATS,
    Writer,
    among,
    by_name,
    fitted,
    latitude,
    local_phone_number,
    longitude,
    phone_number,
    plain_text,
)
from mock_server.generating.times import (
    Written,
    after,
    date_only,
    date_time,
    names_a_time,
    time_only,
    written_like,
)

_LONGEST: Final = 5_000
_TRIES: Final = 20
_SAMPLES: Final = (3, 9_007_199_254_740_881, 4_503_599_627_370_449, 123_456_789_012_345, 77_777_777_777)


@dataclass(frozen=True, slots=True)
class Leaf:
    """How a field's values are made.

    `write` makes the value of a number, or of seconds since 1970 where `after` says how long after the row
    begins the time comes. Fields of one object that have the same `subject` are handed the same number: they
    speak of the same person or place. A leaf that is not `steady` may raise ImpossibleError.
    """

    write: Callable[[int], Json]
    after: Callable[[int], int] | None = None
    subject: tuple[str, ...] | None = None
    steady: bool = True


def text_leaf(
    schema: Schema,
    words: tuple[str, ...],
    around: tuple[str, ...],
    shown: Sequence[str],
    siblings: Mapping[str, Writer] | None = None,
) -> Leaf:
    """Texts that the schema allows: the likeliest kind of which all samples fit.

    `siblings` writes, by their example, the other texts of the object that are made of its own number.
    Raises ImpossibleError where no text is known that fits.
    """
    least = int(schema.get("minLength", 0))
    most = int(schema["maxLength"]) if is_number(schema.get("maxLength")) else None
    if least > _LONGEST:
        raise ImpossibleError(f"{'_'.join(words)} needs {least} characters")
    fits = _fitting(schema)
    after_siblings = address_after(shown[0], siblings) if shown and siblings else None
    first = [Leaf(write=after_siblings, subject=())] if after_siblings is not None else []
    for leaf in chain(first, _candidates(schema, words, around, shown)):
        sized = leaf if leaf.after is not None or (least == 0 and most is None) else _sized(leaf, least, most)
        if fits is None or all(fits(sized.write(number)) for number in _samples(leaf)):
            return sized
    pattern = schema.get("pattern")
    return _patterned(pattern if isinstance(pattern, str) else "", least, most, shown)


def _samples(leaf: Leaf) -> Sequence[int]:
    return _SAMPLES if leaf.after is None else (1_751_284_800, 1_709_164_799)


def _fitting(schema: Schema) -> Callable[[Json], bool] | None:
    """Whether a text is allowed, where the schema says more than that it is one."""
    telling = {key: schema[key] for key in ("format", "pattern", "minLength", "maxLength") if key in schema}
    return jsonschema_rs.Draft202012Validator(telling, validate_formats=True).is_valid if telling else None


def _candidates(
    schema: Schema, words: tuple[str, ...], around: tuple[str, ...], shown: Sequence[str]
) -> Iterator[Leaf]:
    """Kinds of text, the likeliest first."""
    kind = str(schema.get("format", ""))
    style = next((each for example in shown if (each := written_like(example)) is not None), None)
    if kind in _TIMES:
        if style is not None:
            yield _time(style, words)
        yield _time(_TIMES[kind], words)
    elif style is not None:
        yield _time(style, words)
    said = str(schema.get("description", ""))
    named = by_name((*words, "id") if _IDENTIFIER.search(said) and words[-1:] != ("id",) else words, around)
    if kind in _ADDRESSES and not shown and named is not None:
        sample = named[0].write(_SAMPLES[1])
        if sample.startswith("http"):
            yield _named(named[0].write, words, named[1] if named[0].shared else None)
    if kind in FORMATS and not (shown and kind in _ADDRESSES):
        yield _named(FORMATS[kind].write, words, (named[1] if named else 1) if FORMATS[kind].shared else None)
    if (
        named is not None
        and named[0].write is phone_number
        and any(not each.startswith("+") for each in shown)
    ):
        yield Leaf(write=local_phone_number)
    for example in shown:
        alike = like(example)
        if alike is not None:
            yield _named(alike[0], words, (named[1] if named else 1) if alike[1] else None)
            break
    if kind in FORMATS:
        yield _named(FORMATS[kind].write, words, None)
    if not style and not shown and names_a_time(words):
        yield _time(date_only if words[-1] in ("date", "day") else date_time, words)
    if named is not None and not (shown and words[-1:] and words[-1] in _VOCABULARY):
        write = _lower(named[0].write) if names_lower_case(said) else cased(named[0].write, shown)
        yield _named(write, words, named[1] if named[0].shared else None)
    if shown:
        yield Leaf(write=among([*shown, *shown[:1]]))
    if not schema.get("pattern"):
        yield Leaf(write=plain_text)


_VOCABULARY: Final = frozenset(
    {"status", "state", "type", "kind", "class", "method", "role", "tier", "plan", "level"}
)
"""Names whose values are words of the document's own, of which it shows some."""
_IDENTIFIER: Final = re.compile(
    r"\b(?:ID|identifier) (?:of|for)\b|\bunique (?:ID|identifier)\b", re.IGNORECASE
)
_SINCE_1970: Final = re.compile(r"\b(?:timestamp|unix|epoch|since 1970)\b", re.IGNORECASE)
_TIMES: Final[dict[str, Written]] = {"date-time": date_time, "date": date_only, "time": time_only}
_ADDRESSES: Final = frozenset({"uri", "url", "iri"})


def _lower(write: Writer) -> Writer:
    return lambda number: write(number).lower()


def _named(write: Writer, words: tuple[str, ...], count: int | None) -> Leaf:
    return Leaf(write=write, subject=None if count is None else words[: max(len(words) - count, 0)])


def _time(write: Written, words: tuple[str, ...]) -> Leaf:
    return Leaf(write=write, after=lambda number: after(words, number))


def _sized(leaf: Leaf, least: int, most: int | None) -> Leaf:
    def write(number: int) -> Json:
        return fitted(str(leaf.write(number)), least, most, number)

    return Leaf(write=write, subject=leaf.subject)


@lru_cache(maxsize=256)
def _matcher(pattern: str) -> Callable[[str], bool]:
    return jsonschema_rs.Draft202012Validator({"pattern": pattern}).is_valid


def _patterned(pattern: str, least: int, most: int | None, shown: Sequence[str]) -> Leaf:
    """Texts made from the pattern itself."""

    def write(number: int) -> Json:
        dice = NumberDice(number)
        for _ in range(_TRIES):
            text = text_matching(pattern, dice)
            if text is None:
                break
            if least <= len(text) and (most is None or len(text) <= most):
                return text
        if shown:
            return dice.pick(shown)
        raise ImpossibleError(f"no text is known that matches {pattern}")

    return Leaf(write=write, steady=False)


def number_leaf(
    kind: str, schema: Schema, words: tuple[str, ...], around: tuple[str, ...], shown: Sequence[float]
) -> Leaf:
    """Numbers that the schema allows, or times where they count from 1970."""
    least, most = bounds(kind, schema)
    told = "time" in str(schema.get("format")) or _SINCE_1970.search(str(schema.get("description", "")))
    scale = _epoch(words, shown, is_named=bool(told) or "period" in words[:-1])
    if scale and least <= scale * 1_600_000_000 and scale * 1_900_000_000 <= most:
        return Leaf(write=lambda at: at * scale, after=lambda number: after(words, number))
    place = _PLACED.get(words[-1]) if words else None
    if place is not None and kind == "number" and least <= -90 and most >= 90 and "multipleOf" not in schema:
        return Leaf(write=place, subject=words[:-1])
    return Leaf(write=number_writer(kind, schema, words, around, shown))


_PLACED: Final = {
    "latitude": latitude,
    "lat": latitude,
    "longitude": longitude,
    "lng": longitude,
    "lon": longitude,
}


_EPOCHS: Final = frozenset({"at", "date", "timestamp", "created", "updated", "modified"})


def _epoch(words: tuple[str, ...], shown: Sequence[float], *, is_named: bool) -> int:
    """1 where numbers are seconds since 1970, 1000 for milliseconds, 0 where they are no times."""
    biggest = max(shown, default=0)
    if {"timestamp", "epoch"} & set(words) and not 0 < biggest < 10**9:
        return 1000 if biggest >= 10**11 or "ms" in words or "millis" in words else 1
    if not (10**9 <= biggest < 10**11 or 10**11 <= biggest < 10**14):
        return 1 if not shown and (is_named or (names_a_time(words) and words[-1] in _EPOCHS)) else 0
    named = names_a_time(words) or {"at", "time", "date", "start", "end"} & set(words)
    return (1000 if biggest >= 10**11 else 1) if named else 0
