"""The fields that a rule's expression names, and a rule evaluated on these alone.

Handing an item over to CEL costs more than the evaluation, and most of it is never looked at.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from typing import Final

from listproof.contract import Json, Pointer, Rule
from listproof.reading.expressions import RuleError, compile_rule

_TEXT: Final = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")
_ITEM: Final = re.compile(r"(?<![\w.])item\b")
_FIELD: Final = re.compile(r"(?<![\w.])item((?:\s*\.\s*[A-Za-z_]\w*)+)(\s*\()?")


@lru_cache(maxsize=1024)
def fields_of(expression: str) -> tuple[Pointer, ...]:
    """The fields of the item that an expression names, in its order; a method's name is none."""
    found = []
    for match in _FIELD.finditer(_TEXT.sub("''", expression)):
        steps = tuple(step.strip() for step in match[1].split(".")[1:])
        found.append(steps[:-1] if match[2] else steps)
    return tuple(dict.fromkeys(field for field in found if field))


@lru_cache(maxsize=1024)
def members_of(expression: str) -> frozenset[str] | None:
    """The members of the item that an expression looks at; None where it looks at the item as a whole."""
    bare = _TEXT.sub("''", expression)
    fields = [match for match in _FIELD.finditer(bare) if match[1].count(".") > 1 or not match[2]]
    if len(fields) < len(_ITEM.findall(bare)):
        return None
    return frozenset(field[0] for field in fields_of(expression))


def narrowed(expression: str, item: Json) -> Json:
    """The item with those members only that the expression looks at."""
    members = members_of(expression)
    if members is None or not isinstance(item, dict):
        return item
    return {name: item[name] for name in members if name in item}


def evaluated(rule: Rule, item: Json, query: Mapping[str, Json]) -> Json:
    """What the rule's expression comes out as; raises ValueError where it can't be evaluated."""
    return rule.program({"item": narrowed(rule.expression, item), "query": query})


class RulesTogether:
    """Several rules as one expression, since starting CEL costs more than what a rule asks of it."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = rules
        members = [members_of(rule.expression) for rule in rules]
        self._members = None if None in members else frozenset().union(*(each for each in members if each))
        self._program: Callable[[Mapping[str, Json]], Json] | None = None
        with suppress(RuleError):  # too long together: then each is evaluated by itself
            text = ", ".join(f"({rule.expression})" for rule in rules)
            self._program = compile_rule(f"[{text}]", condition=False).program

    def evaluated(self, item: Json, query: Mapping[str, Json]) -> Sequence[Json] | None:
        """What each rule comes out as; None where that takes evaluating them one by one."""
        if self._program is None:
            return None
        members = self._members
        if members is not None and isinstance(item, dict):
            item = {name: item[name] for name in members if name in item}
        try:
            found: list[Json] = self._program({"item": item, "query": query})
        except ValueError:
            return None
        return found
