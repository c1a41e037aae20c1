"""Rules in CEL are compiled once, name what they may name, and fail with a reason."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from listproof.reading.expressions import LONGEST, RuleError, compile_rule


def value(expression: str, **values: Any) -> Any:
    return compile_rule(expression, condition=False).program(values)


@pytest.mark.parametrize(
    ("expression", "uses"),
    [
        ("true", set()),
        ("item.a <= item.b", {"item"}),
        ("item.a == body.a && query.page == 1", {"item", "body", "query"}),
        ("item.tags.all(tag, tag != '')", {"item"}),
        ("body.data.exists(row, row.id == query.id)", {"body", "query"}),
        ("[1, 2].map(n, n * 2) == [2, 4]", set()),
        ("item.a == 'body.all(x, x)'", {"item"}),
        ("has(item.a) ? item.a > 1 : true", {"item"}),
        ("type(item.a) == int", {"item"}),
        ("timestamp(item.a) < timestamp(item.b)", {"item"}),
    ],
)
def test_an_expression_tells_which_variables_it_names(expression: str, uses: set[str]) -> None:
    assert compile_rule(expression).uses == uses


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("", "unexpected end (character 1)"),
        ("item.a +", "unexpected end (character 9)"),
        ("item.a = 1", "unexpected '= ' (character 8)"),
        ("1 +* 2", "unexpected '*' (character 4)"),
        ("item.(", "unexpected '.(' (character 6)"),
        ("itm.a == 1", "itm is unknown"),
        ("item.tags.all(tag, tg != '')", "tg is unknown"),
        ("len(item.a) == 1", "there is no function len"),
        ("item.a.startswith('x')", "there is no function startswith"),
        ("true || " * 300 + "true", f"the expression has 2,404 characters, and {LONGEST:,} are the most"),
    ],
)
def test_what_is_no_expression_is_refused(expression: str, reason: str) -> None:
    with pytest.raises(RuleError) as raised:
        compile_rule(expression)
    assert str(raised.value) == reason


def test_a_function_that_was_meant_is_named() -> None:
    with pytest.raises(RuleError) as raised:
        compile_rule("item.a.startswith('x')")
    assert raised.value.wanted.startswith("did you mean startsWith? CEL has all, bytes,")


def test_the_longest_expressions_compile_and_run() -> None:
    assert value("1" + "+1" * ((LONGEST - 1) // 2)) == 1 + (LONGEST - 1) // 2
    assert value("!" * (LONGEST - 4) + "true") is True


def test_only_the_named_variables_are_passed() -> None:
    program = compile_rule("item.a == 1").program
    assert program({"item": {"a": 1}, "body": object(), "query": object()}) is True


@pytest.mark.parametrize(
    ("expression", "result"),
    [
        ("item.n + 1", 3),
        ("double(item.n) / 4.0", 0.5),
        ("item.n > 1 ? null : 'x'", None),
        ("[item.n, 'a']", [2, "a"]),
        ("{'a': item.n}", {"a": 2}),
    ],
)
def test_an_expression_is_worth_a_json_value(expression: str, result: Any) -> None:
    assert value(expression, item={"n": 2}) == result


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("item.b", "there is no b"),
        ("item.a.b.c", "there is no b"),
        ("item.n / 0", "it divides by 0"),
        ("item.n + 1.5", "the types don't fit together (int and double are two: write double(x))"),
        ("item.n < item.t", "the types don't fit together (int and double are two: write double(x))"),
        ("item.n + 9223372036854775807", "a number is beyond 64 bits"),
        ("timestamp(item.t)", "Function 'timestamp' error: premature end of input"),
        ("timestamp('2025-01-15T10:30:00Z')", "it comes out as a datetime, which JSON cannot hold"),
        ("item.t.matches('(')", "Function 'matches' error: '(' not a valid regex:"),
    ],
)
def test_what_cannot_be_evaluated_gives_its_reason(expression: str, reason: str) -> None:
    with pytest.raises(RuleError) as raised:
        value(expression, item={"n": 2, "t": "x", "a": {}})
    assert str(raised.value) == reason


def test_a_text_that_is_no_text_gives_a_reason() -> None:
    with pytest.raises(RuleError, match=r"^Conversion Error"):
        value("item.a == 'x'", item={"a": "\ud800"})


def test_a_condition_has_to_be_true_or_false() -> None:
    program = compile_rule("item.n").program
    with pytest.raises(RuleError, match="it comes out as 2, which is neither true nor false"):
        program({"item": {"n": 2}})


def test_the_compiler_is_loaded_without_its_command_line() -> None:
    code = (
        "import sys; from listproof.reading.expressions import compile_rule; compile_rule('item.a == 1');"
        "print(sorted({'prompt_toolkit', 'typer', 'pygments'} & set(sys.modules)));"
        "import cel; print(cel.evaluate('1 + 1'))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["[]", "2"]
