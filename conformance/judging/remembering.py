"""Rules that remember what they came to: a run asks them about the same few hundred rows again and again.

What they remember is as long-lived as the operation that `remembering` hands back: a run makes one for the
time in which it examines an operation.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from hashlib import blake2b
from typing import Final

import orjson

from conformance.comparing.members import named, only
from listproof.contract import Json, Operation, Rule

_MOST: Final = 20_000
"""As many results as one rule keeps; a list of more rows begins anew."""
_HELD: Final = 5_000
"""As many rows as one rule holds on to, to know them at once."""
Program = Callable[[Mapping[str, Json]], Json]


def remembering(operation: Operation) -> Operation:
    """The operation, with rules that are evaluated once for equal values."""
    rules = tuple(_rule(rule) for rule in operation.listing.rules)
    return replace(operation, listing=replace(operation.listing, rules=rules))


def _rule(rule: Rule) -> Rule:
    return replace(rule, program=once(rule.program, rule.expression))


def once(program: Program, expression: str = "") -> Program:
    """The program, run once for values that are the same JSON. What it raises is not remembered.

    Of an item only the members count that the expression names; all of it where there is no expression.
    """
    by_text: dict[bytes, Json] = {}
    by_item: dict[int, tuple[Json, Json]] = {}
    members = named(expression, "item") if expression else None

    def evaluate(values: Mapping[str, Json]) -> Json:
        item = values.get("item")
        if len(values) > 1 or not isinstance(item, dict):
            return told(values)
        # Rows are kept: the same row is the same value, and as it is held here, no other has its identity.
        known = by_item.get(id(item))
        if known is None:
            if len(by_item) >= _HELD:
                by_item.clear()
            known = by_item[id(item)] = item, told(values)
        return known[1]

    def told(values: Mapping[str, Json]) -> Json:
        if isinstance(values.get("item"), dict):
            values = {**values, "item": only(values["item"], members)}
        try:
            text = orjson.dumps(values)  # 1 and 1.0 are two texts, as they are two values of CEL
        except TypeError:
            return program(values)
        key = blake2b(text, digest_size=16).digest()  # rows are large, and tens of thousands are remembered
        if key not in by_text:
            if len(by_text) >= _MOST:
                by_text.clear()
            by_text[key] = program(values)
        return by_text[key]

    return evaluate
