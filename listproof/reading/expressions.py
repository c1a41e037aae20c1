"""Rules in CEL, the Common Expression Language, compiled once: it has no endless loops and no effects."""

from __future__ import annotations

import functools
import importlib.machinery
import importlib.util
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Final

from listproof.contract import Json
from listproof.reading.faults import nearest

VARIABLES: Final = ("item", "body", "query")
"""What an expression may name: an item, the whole body, the values of the query."""

FUNCTIONS: Final = frozenset(
    {
        "size", "has", "contains", "startsWith", "endsWith", "matches", "int", "uint", "double", "string",
        "bytes", "dyn", "type", "timestamp", "duration", "all", "exists", "exists_one", "map", "filter",
        "getFullYear", "getMonth", "getDate", "getDayOfMonth", "getDayOfWeek", "getDayOfYear", "getHours",
        "getMinutes", "getSeconds", "getMilliseconds",
    }
)  # fmt: skip
"""What an expression may call (CEL specification, List of Standard Definitions)."""

_TYPES: Final = frozenset(
    {"int", "uint", "double", "string", "bool", "bytes", "list", "map", "null_type", "type"}
)

LONGEST: Final = 2_000
"""Characters of the longest expression: the compiler's own stack sets a bound."""

_MACRO_VARIABLE: Final = re.compile(r"\.\s*(?:all|exists|exists_one|map|filter)\s*\(\s*([A-Za-z_]\w*)\s*,")
_TEXT: Final = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")
_UNEXPECTED: Final = re.compile(
    r"^(mismatched input|extraneous input|token recognition error at:|no viable alternative at input)"
)
_NAME: Final = re.compile(r"[A-Za-z_]\w*")


class RuleError(ValueError):
    """An expression that cannot be compiled, or evaluated on the values it was given."""

    def __init__(self, reason: str, wanted: str = "") -> None:
        self.wanted = wanted
        super().__init__(reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """An expression, ready to be evaluated, and the variables that it names."""

    uses: frozenset[str]
    program: Callable[[Mapping[str, Json]], Json]


def compile_rule(expression: str, *, condition: bool = True) -> Compiled:
    """Compile an expression over `item`, `body` and `query`; a condition has to come out as a boolean.

    Raises RuleError when it is no CEL or names something else. The program raises it when it can't be
    evaluated: a member is missing, the types don't fit (CEL mixes no int with double), a division by 0.
    """
    if len(expression) > LONGEST:
        raise RuleError(f"the expression has {len(expression):,} characters, and {LONGEST:,} are the most")
    program = _compiled(expression)
    named = set(program.variables())
    _check_names(expression, named, set(program.functions()))
    uses = frozenset(named & set(VARIABLES))

    def evaluate(values: Mapping[str, Json]) -> Json:
        try:
            result = program.execute({name: values[name] for name in uses})
        except BaseException as error:
            raise _unevaluated(error) from None
        if condition and not isinstance(result, bool):
            raise RuleError(f"it comes out as {result!r}, which is neither true nor false")
        if not isinstance(result, bool | int | float | str | list | dict | None):
            raise RuleError(f"it comes out as a {type(result).__name__}, which JSON cannot hold")
        return result

    return Compiled(uses=uses, program=evaluate)


def _compiled(expression: str) -> Any:
    try:
        return _cel().compile(expression)
    except Exception as error:
        raise RuleError(_syntax(str(error))) from None


@functools.cache
def _cel() -> ModuleType:
    """The compiler alone.

    `import cel` would also import the package's own command line, prompt and all, for half a second
    that every start of the mock would wait.
    """
    package = importlib.util.find_spec("cel")
    if "cel" not in sys.modules and package is not None:
        spec = importlib.machinery.PathFinder.find_spec("cel.cel", package.submodule_search_locations)
        if spec is not None and spec.loader is not None:
            module = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(module)
            sys.modules["cel.cel"] = module
            return module
    return importlib.import_module("cel")


def _check_names(expression: str, variables: set[str], functions: set[str]) -> None:
    # A macro's own variable counts as named by the program: `x` in `item.tags.all(x, x != '')`.
    bound = set(_MACRO_VARIABLE.findall(_TEXT.sub("''", expression)))
    for name in sorted(variables - bound - set(VARIABLES) - _TYPES):
        if _NAME.fullmatch(name):
            raise RuleError(f"{name} is unknown", f"a rule may name {', '.join(VARIABLES)}")
    for name in sorted(functions - FUNCTIONS):
        if _NAME.fullmatch(name):
            known = ", ".join(sorted(FUNCTIONS))
            near = nearest(name, FUNCTIONS)
            hint = f"did you mean {near}? " if near else ""
            raise RuleError(f"there is no function {name}", f"{hint}CEL has {known}")


def _syntax(message: str) -> str:
    """What the compiler says first, without its name for the input and its list of tokens."""
    match = re.search(r"ERROR: <input>:(\d+):(\d+): (?:Syntax error: )?(.*)", message)
    if match is None:
        return message.splitlines()[0]
    said = match[3].split(" expecting ")[0].replace("'<EOF>'", "end")
    return f"{_UNEXPECTED.sub('unexpected', said)} (character {match[2]})"


def _unevaluated(error: BaseException) -> BaseException:
    """The evaluation's error as a RuleError; a panic of the library is one too, a Ctrl-C is not."""
    if isinstance(error, KeyboardInterrupt | SystemExit | GeneratorExit):
        return error
    match error:
        case KeyError():
            reason = f"there is no {error.args[0]}"
        case TypeError():
            reason = "the types don't fit together (int and double are two: write double(x))"
        case ZeroDivisionError():
            reason = "it divides by 0"
        case OverflowError():
            reason = "a number is beyond 64 bits"
        case _:
            lines = str(error).splitlines() or [type(error).__name__]
            reason = lines[0].split(". ")[0].removesuffix(".")
    return RuleError(reason)
