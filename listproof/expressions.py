"""Rules in CEL (Common Expression Language), compiled once; CEL has no loops without end and no side effects."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import cel

from listproof.contract import Json

VARIABLES: Final = ("item", "body", "query")
"""What an expression may name: an item, the whole body, the values of the query."""

LONGEST: Final = 2_000
"""Characters of the longest expression: the compiler's own stack sets a bound."""

_MACRO_VARIABLE: Final = re.compile(r"\.\s*(?:all|exists|exists_one|map|filter)\s*\(\s*([A-Za-z_]\w*)\s*,")
_TEXT: Final = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")


class RuleError(ValueError):
    """An expression that cannot be compiled, or evaluated on the values it was given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """An expression, ready to be evaluated, and the variables that it names."""

    uses: frozenset[str]
    program: Callable[[Mapping[str, Json]], Json]


def compile_rule(expression: str, *, condition: bool = True) -> Compiled:
    """Compile an expression over `item`, `body` and `query`; a condition has to come out as a boolean.

    Raises RuleError when it is no CEL or names something else; so does the program when it can't be
    evaluated: a member is missing, the types don't fit (CEL mixes no int with double), a division by 0.
    """
    if len(expression) > LONGEST:
        raise RuleError(f"the expression has {len(expression):,} characters, and {LONGEST:,} are the most")
    program = _compiled(expression)
    named = set(program.variables())
    bound = set(_MACRO_VARIABLE.findall(_TEXT.sub("''", expression)))
    unknown = sorted(name for name in named - bound - set(VARIABLES) if not name.startswith("@"))
    if unknown:
        raise RuleError(f"{unknown[0]} is unknown: an expression may name {', '.join(VARIABLES)}")

    uses = frozenset(named & set(VARIABLES))

    def evaluate(values: Mapping[str, Json]) -> Json:
        try:
            result = program.execute({name: values[name] for name in uses})
        except Exception as error:
            raise RuleError(_plain(error)) from None
        if condition and not isinstance(result, bool):
            raise RuleError(f"it comes out as {result!r}, which is neither true nor false")
        return result

    return Compiled(uses=uses, program=evaluate)


def _compiled(expression: str) -> Any:
    try:
        return cel.compile(expression)
    except Exception as error:
        raise RuleError(_syntax(str(error))) from None


def _syntax(message: str) -> str:
    """What the compiler says first, without its name for the input and its list of tokens."""
    match = re.search(r"ERROR: <input>:(\d+):(\d+): (?:Syntax error: )?(.*)", message)
    if match is None:
        return message.splitlines()[0]
    said = match[3].split(" expecting ")[0].replace("'<EOF>'", "the end")
    return f"{said} (character {match[2]})"


def _plain(error: Exception) -> str:
    if isinstance(error, KeyError):
        return f"there is no {error.args[0]}"
    return str(error).splitlines()[0].split(". ")[0]
