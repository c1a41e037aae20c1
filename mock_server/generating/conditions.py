"""The conditions that rules make, taken apart: what each speaks of, and how far it is from being kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from listproof.contract import Json, Pointer, Rule
from listproof.reading.expressions import RuleError, compile_rule
from mock_server.worlds.rule_fields import fields_of, narrowed

Program = Callable[[Mapping[str, Json]], Json]

_COMPARED: Final = ("==", "<=", ">=", "<", ">")
_OPERATORS: Final = ("&&", "||", "==", "!=", "<=", ">=", "<", ">", "?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two sides that a condition compares, each with the fields it speaks of."""

    operator: str
    left: Program
    right: Program
    left_fields: tuple[Pointer, ...]
    right_fields: tuple[Pointer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A part of a rule that has to hold by itself."""

    rule: str
    text: str
    program: Program
    fields: tuple[Pointer, ...]
    comparisons: tuple[Comparison, ...]

    def is_true(self, item: Json, query: Mapping[str, Json]) -> bool:
        """Whether the condition can be evaluated and is kept."""
        try:
            return self.program({"item": narrowed(self.text, item), "query": query}) is True
        except ValueError:
            return False

    def holds(self, item: Json, query: Mapping[str, Json]) -> bool:
        """Whether the condition is kept, or cannot be evaluated: then the shape is at fault."""
        try:
            return self.program({"item": narrowed(self.text, item), "query": query}) is not False
        except ValueError:
            return True


def conditions_of(rule: Rule) -> list[Condition]:
    """The conditions that the rule joins with `&&`; the whole rule where it cannot be taken apart."""
    try:
        return [_condition(rule.id, part) for part in _conjuncts(rule.expression)]
    except RuleError:
        return [_condition(rule.id, rule.expression)]


def _condition(rule: str, text: str) -> Condition:
    return Condition(
        rule=rule,
        text=text,
        program=compile_rule(text).program,
        fields=fields_of(text),
        comparisons=tuple(_comparisons(text)),
    )


def _conjuncts(text: str) -> Iterator[str]:
    text = _unwrapped(text)
    operators = {operator for operator, _ in _top_level(text)}
    if "&&" not in operators or operators & {"||", "?"}:
        yield text
        return
    for part in _split(text, "&&"):
        yield from _conjuncts(part)


def _comparisons(text: str) -> Iterator[Comparison]:
    """The comparisons of which one has to be true: the condition itself, or those that `||` joins."""
    text = _unwrapped(text)
    found = list(_top_level(text))
    operators = [operator for operator, _ in found]
    if "||" in operators and "?" not in operators:
        for part in _split(text, "||"):
            yield from _comparisons(part)
    elif len(found) == 1 and operators[0] in _COMPARED:
        operator, at = found[0]
        left, right = text[:at], text[at + len(operator) :]
        try:
            yield Comparison(
                operator=operator,
                left=compile_rule(left, condition=False).program,
                right=compile_rule(right, condition=False).program,
                left_fields=fields_of(left),
                right_fields=fields_of(right),
            )
        except RuleError:
            return


def _split(text: str, operator: str) -> list[str]:
    parts, start = [], 0
    for found, at in _top_level(text):
        if found == operator:
            parts.append(text[start:at])
            start = at + len(operator)
    return [*parts, text[start:]]


def _unwrapped(text: str) -> str:
    """The text without parentheses around the whole of it."""
    text = text.strip()
    while text.startswith("(") and _closing(text) == len(text) - 1:
        text = text[1:-1].strip()
    return text


def _closing(text: str) -> int:
    """Where the parenthesis that opens the text is closed."""
    depth = 0
    for at, char in _outside_texts(text):
        depth += (char in "([{") - (char in ")]}")
        if depth == 0:
            return at
    return -1


def _top_level(text: str) -> Iterator[tuple[str, int]]:
    """The operators that stand in no parentheses and no text, and where."""
    depth, skip = 0, -1
    for at, char in _outside_texts(text):
        depth += (char in "([{") - (char in ")]}")
        if depth or at <= skip:
            continue
        operator = next((each for each in _OPERATORS if text.startswith(each, at)), None)
        if operator is not None:
            skip = at + len(operator) - 1
            yield operator, at


def _outside_texts(text: str) -> Iterator[tuple[int, str]]:
    """The characters of an expression that are not inside quotes."""
    quote, escaped = "", False
    for at, char in enumerate(text):
        if quote:
            ends = char == quote and not escaped
            escaped = char == "\\" and not escaped
            quote = "" if ends else quote
        elif char in "'\"":
            quote = char
        else:
            yield at, char
