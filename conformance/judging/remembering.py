"""Rules that remember what they came to: a run asks them about the same few hundred rows again and again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from hashlib import blake2b
from typing import Final

import orjson

from listproof.contract import Contract, Json, Operation, Rule

_MOST: Final = 20_000
"""As many results as one rule keeps; a list of more rows begins anew."""
Program = Callable[[Mapping[str, Json]], Json]


def remembering(contract: Contract) -> Contract:
    """The contract, with rules that are evaluated once for equal values."""
    return replace(contract, operations=tuple(_operation(one) for one in contract.operations))


def _operation(operation: Operation) -> Operation:
    rules = tuple(_rule(rule) for rule in operation.listing.rules)
    return replace(operation, listing=replace(operation.listing, rules=rules))


def _rule(rule: Rule) -> Rule:
    return replace(rule, program=once(rule.program))


def once(program: Program) -> Program:
    """The program, run once for values that are the same JSON. What it raises is not remembered."""
    known: dict[bytes, Json] = {}

    def evaluate(values: Mapping[str, Json]) -> Json:
        try:
            text = orjson.dumps(values)  # 1 and 1.0 are two texts, as they are two values of CEL
        except TypeError:
            return program(values)
        key = blake2b(text, digest_size=16).digest()  # rows are large, and tens of thousands are remembered
        if key not in known:
            if len(known) >= _MOST:
                known.clear()
            known[key] = program(values)
        return known[key]

    return evaluate
