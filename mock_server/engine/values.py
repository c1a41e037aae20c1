"""Reading the text of one parameter as a value, strictly: what a careful backend takes and nothing more.

Whole numbers are `-?[0-9]+` in ASCII, so that `1_0`, `+5`, ` 5`, `1e1`, `5.0`, `nan`, digits of other
scripts and nothing at all are none; leading zeros are let in, as by nearly every number parser. Other
numbers may have a fraction and an exponent. true and false are written so. Text must be text: a lone
surrogate is refused. What is read is then held to the schema: enum, bounds, format, pattern, length.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import jsonschema_rs

from listproof.contract import MISSING, Json, Parameter
from listproof.reading.schemas import alternatives
from mock_server.engine.comparing import written
from mock_server.engine.schemas import Schema, format_of, types_of

_MOST_DIGITS: Final = 19
"""How many digits a whole number of 64 bits has at most."""

_WHOLE: Final = re.compile(r"-?[0-9]+")
_NUMBER: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_LONGEST_NUMBER: Final = 400
_SEPARATORS: Final = {"form": ",", "simple": ",", "spaceDelimited": " ", "pipeDelimited": "|"}
_BACKTRACKS: Final = 10_000
"""How hard a pattern may try before a value counts as not matching: look-around only, the rest is linear."""


class Unfit(Exception):  # noqa: N818 - it names what the value is
    """The text is no value of the parameter; its message goes on from "must": `be an integer`."""


def whole(text: str) -> Json:
    """The whole number that is written, or MISSING.

    One of more digits than 64 bits can hold comes back as the least of so many: nobody counts further.
    """
    if not _WHOLE.fullmatch(text):
        return MISSING
    digits = text.lstrip("-").lstrip("0") or "0"
    number = int(digits) if len(digits) <= _MOST_DIGITS else 10**_MOST_DIGITS
    return -number if text.startswith("-") else number


def _number(text: str) -> Json:
    if _WHOLE.fullmatch(text):
        return whole(text)
    if len(text) > _LONGEST_NUMBER or not _NUMBER.fullmatch(text):
        return MISSING
    number = float(text)
    return number if math.isfinite(number) else MISSING


def _text(text: str) -> Json:
    try:
        text.encode()
    except UnicodeEncodeError:
        return MISSING
    return text


_READ: Final[Mapping[str, Callable[[str], Json]]] = {
    "integer": whole,
    "number": _number,
    "boolean": lambda text: {"true": True, "false": False}.get(text, MISSING),
    "string": _text,
    "null": lambda text: None if text == "null" else MISSING,
}
"""How each type is written, in the order in which they are tried."""


class Repeated(Unfit):
    """The parameter came more than once, and it is no list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scalar:
    """Reads one text as the first of the schema's types that it is written as and that the schema lets in."""

    types: tuple[str, ...]
    allows: Callable[[Json], bool]
    wanted: str
    bits: int | None = 64
    """How many a whole number may have; None where somebody else sees to that."""

    def __call__(self, text: str) -> Json:
        for name in self.types:
            value = _READ[name](text)
            if value is not MISSING and self.allows(value):
                return self._fitting(value)
        raise Unfit(self.wanted)

    def _fitting(self, value: Json) -> Json:
        if self.bits is not None and isinstance(value, int):
            bound = 1 << (self.bits - 1)
            if not -bound <= value < bound:
                raise Unfit(f"be an integer that fits in {self.bits} bits")
        return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Several:
    """Reads a list, as a tuple: from a repeated parameter, or from one text at its separators."""

    each: Scalar
    allows: Callable[[Json], bool]
    wanted: str
    separator: str | None

    def __call__(self, texts: Sequence[str]) -> Json:
        if self.separator is not None:
            texts = texts[0].split(self.separator)
        values = [self.each(text) for text in texts]
        if not self.allows(values):
            raise Unfit(self.wanted)
        return tuple(values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How the texts of a parameter are read: as one value, or as several."""

    parameter: Parameter
    read: Scalar | Several | None
    """None for objects, which the mock lets through unread."""

    @property
    def repeats(self) -> bool:
        """Whether the parameter may come more than once."""
        return self.read is None or (isinstance(self.read, Several) and self.read.separator is None)

    def __call__(self, texts: Sequence[str]) -> Json:
        """The value, a tuple for a list, MISSING for what is not read. Raises Unfit and Repeated."""
        if self.read is None:
            return MISSING
        if len(texts) > 1 and not self.repeats:
            raise Repeated("be given once")
        return self.read(texts) if isinstance(self.read, Several) else self.read(texts[0])


def reading(
    parameter: Parameter, *, kind: str = "", listed: bool = False, unbounded: bool = False
) -> Reading:
    """How the parameter is read.

    `kind` is the type of its value whatever the schema says: a page is an integer even where a document
    types it as a number. With `listed` one text may hold several values, at its commas. With `unbounded`
    somebody else sees to minimum and maximum.
    """
    schema = _without_bounds(parameter.schema) if unbounded else dict(parameter.schema)
    types = types_of(tuple(alternatives(schema, schema)))
    if kind:
        types = frozenset({kind}) | (types & {"null"})
        schema["type"] = sorted(types)
    if "array" in types:
        return Reading(parameter=parameter, read=_several(parameter, schema))
    if types == {"object"}:
        return Reading(parameter=parameter, read=None)
    scalar = _scalar(schema, unbounded=unbounded)
    if listed:
        several = Several(each=scalar, allows=lambda _: True, wanted=scalar.wanted, separator=",")
        return Reading(parameter=parameter, read=several)
    return Reading(parameter=parameter, read=scalar)


def _without_bounds(schema: Schema) -> dict[str, Json]:
    kept = {word: value for word, value in schema.items() if word not in ("minimum", "maximum")}
    for word in ("allOf", "anyOf", "oneOf"):
        if word in kept:
            kept[word] = [_without_bounds(part) if isinstance(part, dict) else part for part in kept[word]]
    return kept


def _several(parameter: Parameter, schema: Schema) -> Several:
    joined = tuple(alternatives(schema, dict(schema)))
    items = next((dict(part["items"]) for part in joined if isinstance(part.get("items"), dict)), {})
    each = _scalar({**items, "$defs": schema.get("$defs", {})})
    repeated = parameter.location == "query" and parameter.style == "form" and parameter.explode
    return Several(
        each=each,
        allows=_allows(schema),
        wanted=" and ".join(["be a list", *_counts(joined, "Items", "values")]),
        separator=None if repeated else _SEPARATORS.get(parameter.style, ","),
    )


def _scalar(schema: Schema, *, unbounded: bool = False) -> Scalar:
    joined = tuple(alternatives(schema, dict(schema)))
    named = types_of(joined) & _READ.keys()
    return Scalar(
        types=tuple(name for name in _READ if name in named) or ("string",),
        allows=_allows(schema),
        wanted=wanted(schema),
        bits=None if unbounded else 32 if format_of(joined) == "int32" else 64,
    )


def _allows(schema: Schema) -> Callable[[Json], bool]:
    options = jsonschema_rs.FancyRegexOptions(backtrack_limit=_BACKTRACKS)
    validator = jsonschema_rs.Draft202012Validator(
        dict(schema), validate_formats=True, pattern_options=options
    )
    return validator.is_valid


def wanted(schema: Schema) -> str:
    """What a value must be, as words that go on from "must"."""
    joined = tuple(alternatives(schema, dict(schema)))
    types = types_of(joined)
    for part in joined:
        values = (
            [part["const"]]
            if "const" in part
            else [value for value in part.get("enum", ()) if value is not None]
        )
        if values:
            return (
                f"be one of {', '.join(map(written, values))}"
                if len(values) > 1
                else f"be {written(values[0])}"
            )
    if types & {"integer", "number"}:
        return _number_wanted(joined, "integer" if "integer" in types else "number")
    if types == {"boolean"}:
        return "be true or false"
    return " and ".join(_text_wanted(joined)) or "be text in UTF-8"


def _number_wanted(joined: tuple[Mapping[str, Any], ...], kind: str) -> str:
    article = "an" if kind == "integer" else "a"
    return f"be {article} {kind}{span(_first(joined, 'minimum'), _first(joined, 'maximum'))}"


def span(low: Json, high: Json) -> str:
    """The bounds of a number in words, with a space before them: ` from 1 to 100`."""
    if low is not None and high is not None:
        return f" from {written(low)} to {written(high)}"
    if low is not None:
        return f" of at least {written(low)}"
    return f" of at most {written(high)}" if high is not None else ""


_FORMATS: Final = {
    "uuid": "a UUID",
    "date-time": "a date and time as in RFC 3339, such as 2025-01-31T09:30:00Z",
    "date": "a date, such as 2025-01-31",
    "email": "an email address",
    "uri": "a URI",
}


def _text_wanted(joined: tuple[Mapping[str, Any], ...]) -> Iterator[str]:
    form = format_of(joined)
    if form:
        yield f"be {_FORMATS.get(form, f'of the format {form}')}"
    pattern = _first(joined, "pattern")
    if pattern is not None:
        yield f"match {pattern}"
    yield from _counts(joined, "Length", "characters")


def _counts(joined: tuple[Mapping[str, Any], ...], word: str, things: str) -> Iterator[str]:
    low, high = _first(joined, f"min{word}"), _first(joined, f"max{word}")
    if low is not None or high is not None:
        yield f"have{span(low, high)} {things}".replace("have of", "have")


def _first(joined: tuple[Mapping[str, Any], ...], word: str) -> Json:
    return next((part[word] for part in joined if word in part), None)
