"""Whether an item matches a filter, worked out from the contract and what the item shows, or left open.

Three answers: True and False are certain whatever the backend is made of. None is where an honest
backend may do either: the field is not in the item, or collations and search engines differ.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Final

from conformance.comparing.instants import instant
from listproof.contract import MISSING, Filter, Json, Operation, Parameter, look

_UUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE | re.ASCII)
_NUMBER: Final = re.compile(r"-?(0|[1-9]\d{0,40})(\.\d{1,40})?([eE][+-]?\d{1,3})?", re.ASCII)
_ORDERINGS: Final = {"lt": (-1,), "lte": (-1, 0), "gt": (1,), "gte": (1, 0)}


def matches(rule: Filter, value: Json, item: Json) -> bool | None:
    """Whether the item matches the filter with this value; None where it can't be told."""
    if switched_off(rule, value):
        return True
    if rule.at is None:
        return None
    found = look(item, rule.at)
    match rule.op:
        case "eq":
            return _equal(found, value)
        case "ne":
            return None if found is MISSING or found is None else _not(_equal(found, value))
        case "in":
            return _any(_equal(found, one) for one in listed(value))
        case "lt" | "lte" | "gt" | "gte":
            return _ordered(found, value, _ORDERINGS[rule.op])
        case "contains" | "prefix":
            return _holds(found, value, prefix=rule.op == "prefix")
        case "exists":
            return _exists(found, value)
        case _:
            return None


def selected(operation: Operation, filters: Iterable[tuple[str, Json]], item: Json) -> bool | None:
    """Whether the item matches all of these filters of the operation; None where it can't be told."""
    rules = operation.listing.filters
    verdict: bool | None = True
    for key, value in filters:
        found = matches(rules[key], value, item) if key in rules else None
        if found is False:
            return False
        if found is None:
            verdict = None
    return verdict


def selection(
    operation: Operation, filters: Iterable[tuple[str, Json]], items: Sequence[Json]
) -> list[bool | None]:
    """What `selected` says of each of the items. Rows have few different values: each is matched once."""
    rules = operation.listing.filters
    answers: list[bool | None] = [True] * len(items)
    for key, value in filters:
        column = _column(rules[key], value, items) if key in rules else [None] * len(items)
        answers = [
            False if before is False or found is False else None if before is None or found is None else True
            for before, found in zip(answers, column, strict=True)
        ]
    return answers


def _column(rule: Filter, value: Json, items: Sequence[Json]) -> list[bool | None]:
    """Whether each item matches the filter with this value."""
    if rule.at is None or switched_off(rule, value):
        return [matches(rule, value, None)] * len(items)
    known: dict[tuple[type, Json], bool | None] = {}
    answers = []
    for item in items:
        found = look(item, rule.at)
        if isinstance(found, (list, dict)):
            answers.append(matches(rule, value, item))
            continue
        like = (type(found), found)  # 1, 1.0 and True are one key of a dictionary
        if like not in known:
            known[like] = matches(rule, value, item)
        answers.append(known[like])
    return answers


def implied(operation: Operation) -> Mapping[str, Json]:
    """Filters that hold though nobody asks for them: their parameters have a default that selects."""
    held = {}
    for key, rule in operation.listing.filters.items():
        parameter = operation.parameters.get(key)
        default = parameter.default if parameter else MISSING
        if default is not MISSING and default is not None and not switched_off(rule, default):
            held[key] = default
    return held


def in_force(operation: Operation, filters: Iterable[tuple[str, Json]]) -> Mapping[str, Json]:
    """The filters that select when these are asked for: defaults hold unasked, some values switch off."""
    rules = operation.listing.filters
    asked = {key: value for key, value in filters if key in rules}
    held = {**implied(operation), **asked}
    return {key: value for key, value in held.items() if not switched_off(rules[key], value)}


def switched_off(rule: Filter, value: Json) -> bool:
    """Whether this value is one that switches the filter off."""
    return any(text_of(value) == text_of(one) for one in rule.all)


def documented(parameter: Parameter, value: Json) -> bool:
    """Whether the document lets the parameter have this value, by its enum, type, format and pattern.

    What a backend does with any other value is for the laws on errors.
    """
    if parameter.enum:
        return any(text_of(value) == text_of(one) for one in parameter.enum)
    if isinstance(value, list) or "array" in parameter.types:
        items = parameter.schema.get("items")
        inner = Parameter(
            name=parameter.name,
            location=parameter.location,
            required=False,
            schema=items if isinstance(items, Mapping) else {},
        )
        return all(documented(inner, one) for one in listed(value))
    return _typed(parameter, text_of(value)) and _formed(parameter.schema, text_of(value))


def _typed(parameter: Parameter, text: str) -> bool:
    numbers = parameter.types & {"integer", "number"}
    if parameter.types == {"boolean"}:
        return text in ("true", "false")
    if not numbers or "string" in parameter.types:
        return True
    number = _number(text)
    if number is None or (numbers == {"integer"} and number % 1):
        return False
    low, high = parameter.minimum, parameter.maximum
    return (low is None or number >= low) and (high is None or number <= high)


def _formed(schema: Mapping[str, Json], text: str) -> bool:
    match schema.get("format"):
        case "uuid" if _UUID.fullmatch(text) is None:
            return False
        case "date-time" if instant(text) is None:
            return False
    pattern = schema.get("pattern")
    try:
        fits = not isinstance(pattern, str) or re.search(pattern, text) is not None
    except re.error:
        fits = True  # an ECMA 262 pattern that Python can't read says nothing here
    least, most = schema.get("minLength", 0), schema.get("maxLength", len(text))
    return fits and least <= len(text) <= most


def text_of(value: Json) -> str:
    """A scalar as a query string has it: `true`, `5`, `open`."""
    match value:
        case bool():
            return "true" if value else "false"
        case float() if value.is_integer() and abs(value) < 2**53:
            return str(int(value))
        case None:
            return "null"
        case _:
            return str(value)


def listed(value: Json) -> list[Json]:
    """The values of a filter that takes several: a list, or text with commas."""
    if isinstance(value, (list, tuple)):
        return list(value)
    return value.split(",") if isinstance(value, str) else [value]


def _equal(found: Json, value: Json) -> bool | None:
    match found:
        case None:
            return False
        case bool():
            return text_of(found) == text_of(value)
        case int() | float():
            number = _number(text_of(value))
            return number is not None and number == _number(text_of(found))
        case str():
            return _same_text(found, text_of(value))
        case list() | dict():
            return None
        case _:
            return False


def _same_text(found: str, text: str) -> bool | None:
    if found == text:
        return True
    plain = found.isascii() and text.isascii()
    if not plain and unicodedata.normalize("NFC", found) == unicodedata.normalize("NFC", text):
        return None
    if found.lower() == text.lower() and _UUID.fullmatch(found):
        return None  # a database that has a type for UUIDs reads both spellings as one
    if not (found[:1].isdigit() and text[:1].isdigit()):
        return False  # an instant begins with its year
    left, right = instant(found), instant(text)
    return None if left is not None and left == right else False


def _ordered(found: Json, value: Json, wanted: tuple[int, ...]) -> bool | None:
    if found is None or found is MISSING:
        return False
    if isinstance(found, (int, float)) and not isinstance(found, bool):
        left, right = _number(text_of(found)), _number(text_of(value))
        return None if left is None or right is None else _sign(left - right) in wanted
    early, late = instant(found), instant(value)
    return None if early is None or late is None else _sign(early - late) in wanted


def _holds(found: Json, value: Json, *, prefix: bool) -> bool | None:
    if found is None or found is MISSING:
        return False
    if isinstance(found, list) and not prefix:
        return _any(_equal(one, value) for one in found)
    if not isinstance(found, str):
        return None
    text = text_of(value)
    if found.startswith(text) if prefix else text in found:
        return True
    # Case and accents count in one collation and not in the next.
    return None if _plain(text) in _plain(found) else False


def _exists(found: Json, value: Json) -> bool | None:
    there = found is not None and found is not MISSING
    match text_of(value):
        case "true" | "1":
            return there
        case "false" | "0":
            return not there
        case _:
            return None


def _plain(text: str) -> str:
    split = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in split if not unicodedata.combining(letter))


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text) if _NUMBER.fullmatch(text) else None
    except InvalidOperation:
        return None


def _sign(difference: object) -> int:
    return (difference > 0) - (difference < 0)  # type: ignore[operator]


def _not(answer: bool | None) -> bool | None:
    return None if answer is None else not answer


def _any(answers: Iterable[bool | None]) -> bool | None:
    seen = list(answers)
    return True if True in seen else None if None in seen else False
