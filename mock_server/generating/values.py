"""Values that a schema allows, made up: by its enums, its examples, its formats and bounds, its names."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from functools import lru_cache
from typing import Final

import jsonschema_rs

from listproof.contract import MISSING, Json, Pointer, pointer_text
from mock_server.generating.apart import Apart
from mock_server.generating.dice import Dice
from mock_server.generating.patterns import text_matching
from mock_server.generating.schemas import Schema, plain, types_of
from mock_server.generating.text import (
    CLOCK,
    fitted,
    moment,
    text_in_format,
    text_like,
    text_named,
    words_of,
)

MOST_VALUES: Final = 2_000
"""Values in the largest item: beyond it, and beyond DEEPEST levels, only what is required is made."""
DEEPEST: Final = 8
_ENDLESS: Final = 24
_LONGEST: Final = 5_000
_NULLS: Final = 0.15
_PRESENT: Final = (1.0, 1.0, 0.8, 0.7, 0.4, 0.2, 0.1)
"""How often an optional field is made, by how deep it stands."""


class ImpossibleError(ValueError):
    """A value that cannot be made, and why."""


@dataclass(slots=True)
class Draft:
    """One row in the making: its number, its chance, the time at which it begins, how much has been made."""

    number: int
    dice: Dice
    base: datetime = CLOCK
    made: int = 0
    optional: list[Pointer] = field(default_factory=list)
    """The fields that may be left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """What is known of single fields beside their schema, by the field's pointer in the item."""

    pools: Mapping[Pointer, Sequence[Json]]
    """Values to take, and no others."""
    examples: Mapping[Pointer, Sequence[Json]]
    """Values that the document shows."""


class Maker:
    """Makes values that one schema allows."""

    def __init__(self, root: Schema, hints: Hints, seed: Dice) -> None:
        self._root = root
        self._hints = hints
        self._seed = seed
        self._orders: dict[Pointer, list[Json]] = {}
        self._apart: Apart | None = None

    def set_apart(self) -> None:
        """Make no more values of which several alternatives of a `oneOf` hold: this takes time."""
        self._apart = self._apart or Apart(self._root)

    def make(self, draft: Draft) -> Json:
        """A whole item. Raises ImpossibleError where none can be made."""
        return self._value(self._root, (), draft)

    def is_pooled(self, pointer: Pointer) -> bool:
        """Whether the values of a field are named."""
        return bool(self._hints.pools.get(pointer))

    def value(self, schema: Json, pointer: Pointer, draft: Draft) -> Json:
        """The value of one field."""
        return self._value(schema, pointer, draft)

    def _value(self, stated: Json, pointer: Pointer, draft: Draft) -> Json:
        draft.made += 1
        if len(pointer) > _ENDLESS or draft.made > 2 * MOST_VALUES:
            raise ImpossibleError(f"a value for {pointer_text(pointer[:4])} would have no end")
        pool = self._hints.pools.get(pointer)
        if pool:
            return draft.dice.favour(pool)
        if stated is False:
            raise ImpossibleError(f"{pointer_text(pointer)} may have no value")
        value = self._alone(plain(self._root, stated, draft.dice), pointer, draft)
        if self._apart is None:
            return value
        apart = self._apart.of(stated, value)
        if apart is None and value is not None:
            raise ImpossibleError(f"several alternatives of {pointer_text(pointer)} hold at once")
        return apart

    def _alone(self, schema: Schema, pointer: Pointer, draft: Draft) -> Json:
        """A value of a schema that joins no others."""
        if "const" in schema:
            return schema["const"]
        if schema.get("enum") == []:  # what is joined names values, and shares none
            raise ImpossibleError(f"{pointer_text(pointer)} may have no value")
        types = types_of(schema)
        if schema.get("enum"):
            return self._option(pointer, schema["enum"], draft)
        if "null" in types and (len(types) == 1 or draft.dice.chance(_NULLS)):
            return None
        kinds = [kind for kind in types if kind != "null"]
        kind = draft.dice.favour(kinds) if kinds else ""
        return self._of_kind(kind, schema, pointer, draft)

    def _of_kind(self, kind: str, schema: Schema, pointer: Pointer, draft: Draft) -> Json:
        if kind == "object":
            return self._object(schema, pointer, draft)
        if kind == "array":
            return self._array(schema, pointer, draft)
        if kind == "boolean":
            return self._option(pointer, (True, False), draft)
        shown = self._shown(schema, pointer)
        if kind in ("integer", "number"):
            return _number(kind, schema, _name(pointer), [each for each in shown if _is_number(each)], draft)
        if kind == "string":
            return _text(schema, _name(pointer), [each for each in shown if isinstance(each, str)], draft)
        # Nothing is said of the type: what the document shows, or a text.
        return draft.dice.favour(shown) if shown else _text(schema, _name(pointer), [], draft)

    def _shown(self, schema: Schema, pointer: Pointer) -> list[Json]:
        own = schema.get("examples")
        documented = [each for each in self._hints.examples.get(pointer, ()) if each is not None]
        return [*documented, *(own if isinstance(own, list) else [])]

    def _option(self, pointer: Pointer, options: Sequence[Json], draft: Draft) -> Json:
        """One of an enum's values: the first rows have each of them, then some come more often."""
        order = self._orders.get(pointer)
        if order is None:
            order = self._seed.apart("order", pointer_text(pointer)).shuffled(options)
            self._orders[pointer] = order
        if set(map(repr, order)) != set(map(repr, options)):
            return draft.dice.favour(options)
        if draft.number < len(order) and len(pointer) == 1:
            return order[draft.number]
        return draft.dice.favour(order)

    def _object(self, schema: Schema, pointer: Pointer, draft: Draft) -> Json:
        properties = schema.get("properties") or {}
        required = schema.get("required") or []
        shown = [each for each in self._hints.examples.get(pointer, ()) if isinstance(each, dict)]
        if not properties and not required and shown:
            return draft.dice.pick(shown)
        made: dict[str, Json] = {}
        for name in (*properties, *(each for each in required if each not in properties)):
            inner = (*pointer, name)
            if name not in required and not self._is_wanted(inner, draft):
                continue
            value = self._member(properties.get(name, self._others(schema)), inner, draft, name in required)
            if value is not MISSING:
                made[name] = value
        least = min(int(schema.get("minProperties", 0)), MOST_VALUES)
        for number in range(1, least + 1):
            if len(made) >= least:
                break
            made.setdefault(
                f"key{number}", self._value(self._others(schema), (*pointer, f"key{number}"), draft)
            )
        return made

    def _others(self, schema: Schema) -> Json:
        """The schema of a property that has none of its own."""
        others = schema.get("additionalProperties", {})
        return others if isinstance(others, Mapping) else {}

    def _is_wanted(self, pointer: Pointer, draft: Draft) -> bool:
        """Whether an optional property is made: those of the item itself always, they are dropped later."""
        if len(pointer) > DEEPEST or draft.made > MOST_VALUES:
            return False
        if len(pointer) == 1:
            draft.optional.append(pointer)
            return True
        return draft.dice.chance(_PRESENT[min(len(pointer), len(_PRESENT) - 1)])

    def _member(self, schema: Json, pointer: Pointer, draft: Draft, is_required: bool) -> Json:
        try:
            return self._value(schema, pointer, draft)
        except ImpossibleError:
            if is_required:
                raise
            return MISSING

    def _array(self, schema: Schema, pointer: Pointer, draft: Draft) -> Json:
        shown = [each for each in self._hints.examples.get(pointer, ()) if isinstance(each, list)]
        first = schema.get("prefixItems") or []
        least = max(int(schema.get("minItems", 0)), len(first))
        more = 0 if schema.get("items") is False else 3 if len(pointer) < 3 else 1
        most = max(least, min(int(schema.get("maxItems", least + more)), least + more))
        if "items" not in schema and not first and shown:
            return draft.dice.pick(shown)
        if least > MOST_VALUES:
            raise ImpossibleError(f"{pointer_text(pointer)} needs {least} elements")
        small = len(pointer) > DEEPEST or draft.made > MOST_VALUES
        count = least if small else draft.dice.between(least, most)
        made: list[Json] = []
        for index in range(count):
            element = first[index] if index < len(first) else schema.get("items", {})
            made.append(
                self._element(
                    element, (*pointer, str(index)), draft, made if schema.get("uniqueItems") else []
                )
            )
        return [each for each in made if each is not MISSING]

    def _element(self, schema: Json, pointer: Pointer, draft: Draft, others: list[Json]) -> Json:
        """An element that is none of the others; MISSING where a few attempts find none."""
        for _ in range(8):
            value = self._value(schema, pointer, draft)
            if value not in others:
                return value
        return MISSING


def _name(pointer: Pointer) -> str:
    return next((token for token in reversed(pointer) if not token.isdigit()), "")


def _is_number(value: Json) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


# --- numbers -----------------------------------------------------------------------------------------


def _number(kind: str, schema: Schema, name: str, shown: Sequence[float], draft: Draft) -> Json:
    """A number within its bounds, of the size of the examples or what the field's name suggests."""
    at = _epoch(name, shown, draft)
    low, high = _span(name, shown) if at is None else (at, at)
    least, most = _bounds(kind, schema)
    low, high = max(low, least), min(high, most)
    if low > high:  # the bounds are elsewhere than what the examples suggest
        low, high = (least, min(most, least + 1000)) if least > -math.inf else (most - 1000, most)
    step = schema.get("multipleOf")
    if isinstance(step, int | float) and step > 0:
        return _multiple(kind, Fraction(str(step)), low, high, draft.dice)
    if kind == "integer" or (shown and all(float(each).is_integer() for each in shown)):
        first, last = math.ceil(low), math.floor(high)
        if first <= last:
            return draft.dice.between(first, last)
    value = draft.dice.share(low, high) if low < high else low
    return next((rounded for digits in (2, 6) if low <= (rounded := round(value, digits)) <= high), value)


def _epoch(name: str, shown: Sequence[float], draft: Draft) -> float | None:
    """Where the numbers are times: the row's, in seconds or milliseconds since 1970."""
    biggest = max(shown, default=0)
    named = {"timestamp", "epoch"} & set(words_of(name))
    if not (10**9 <= biggest < 10**11 or 10**11 <= biggest < 10**14) and not named:
        return None
    if not named and not {"at", "time", "date", "start", "end"} & set(words_of(name)):
        return None
    seconds = int(moment(name, draft.base, draft.dice).timestamp())
    return seconds * 1000 if biggest >= 10**11 else seconds


def _span(name: str, shown: Sequence[float]) -> tuple[float, float]:
    """From where to where the numbers of a field usually are."""
    if shown:
        low, high = min(shown), max(shown)
        return (0.0, 2 * high) if low >= 0 and high > 0 else (low - 10, high + 10)
    words = set(words_of(name))
    if {"percent", "percentage", "progress", "rate"} & words:
        return 0.0, 100.0
    if {"latitude", "lat"} & words:
        return -90.0, 90.0
    if {"longitude", "lng", "lon"} & words:
        return -180.0, 180.0
    if {"seconds", "duration"} & words:
        return 0.0, 600.0
    return 0.0, 1000.0


def _bounds(kind: str, schema: Schema) -> tuple[float, float]:
    step = 1 if kind == "integer" else 1e-6
    least, most = -math.inf, math.inf
    if _is_number(schema.get("minimum")):
        least = schema["minimum"]
    if _is_number(schema.get("exclusiveMinimum")):
        least = max(least, schema["exclusiveMinimum"] + step)
    if _is_number(schema.get("maximum")):
        most = schema["maximum"]
    if _is_number(schema.get("exclusiveMaximum")):
        most = min(most, schema["exclusiveMaximum"] - step)
    return least, most


def _multiple(kind: str, step: Fraction, low: float, high: float, dice: Dice) -> Json:
    if kind == "integer" and step.denominator != 1:
        step = Fraction(step.numerator)
    first, last = math.ceil(Fraction(low) / step), math.floor(Fraction(high) / step)
    found = step * dice.between(first, max(first, last))
    return int(found) if found.denominator == 1 else float(found)


# --- texts -------------------------------------------------------------------------------------------


def _text(schema: Schema, name: str, shown: Sequence[str], draft: Draft) -> str:
    """A text of the format, the pattern or the kind of the examples, as long as it has to be."""
    dice = draft.dice
    at = moment(name, draft.base, dice)
    least = int(schema.get("minLength", 0))
    most = int(schema["maxLength"]) if _is_number(schema.get("maxLength")) else None
    if least > _LONGEST:
        raise ImpossibleError(f"{name} needs {least} characters")
    formatted = text_in_format(str(schema.get("format", "")), dice, at)
    if formatted is not None:
        return formatted
    pattern = schema.get("pattern")
    if isinstance(pattern, str):
        return _matching(pattern, least, most, shown, draft)
    example = dice.favour(shown) if shown else None
    found = text_like(example, dice, at) if example is not None else text_named(name, dice, at)
    return fitted(found if found is not None else str(example), least, most, dice)


@lru_cache(maxsize=256)
def _matcher(pattern: str) -> Callable[[str], bool]:
    return jsonschema_rs.Draft202012Validator({"pattern": pattern}).is_valid


def _matching(pattern: str, least: int, most: int | None, shown: Sequence[str], draft: Draft) -> str:
    like = next(
        (text for each in shown[:1] if (text := text_like(each, draft.dice, draft.base)) is not None), None
    )
    if like is not None and _matcher(pattern)(like):
        return like
    for _ in range(20):
        text = text_matching(pattern, draft.dice)
        if text is None:
            break
        if least <= len(text) and (most is None or len(text) <= most):
            return text
    if shown:
        return draft.dice.pick(shown)
    raise ImpossibleError(f"no text is known that matches {pattern}")
