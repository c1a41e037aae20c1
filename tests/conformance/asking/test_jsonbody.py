"""Bodies as they come from anywhere: what is JSON, what is not, and why."""

from __future__ import annotations

import pytest

from conformance.asking.jsonbody import DEEPEST, parse_json
from listproof.contract import MISSING


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b'{"a": [1, 2.5, true, null, "x"]}', {"a": [1, 2.5, True, None, "x"]}),
        (b" \n[]\t", []),
        (b"0", 0),
        ('"\u00fc\U0001f600"'.encode(), "\u00fc\U0001f600"),
        (b'"\\ud83d\\ude00"', "\U0001f600"),
        (b"1e30", 1e30),
        (b"12345678901234567890123", 12345678901234567890123),
        (b'"1e999 in a text"', "1e999 in a text"),
    ],
)
def test_well_formed_json_is_read_without_fault(body: bytes, value: object) -> None:
    assert parse_json(body) == (value, "")


@pytest.mark.parametrize("body", [b"", b"  \r\n"])
def test_an_empty_body_is_nothing_and_no_fault(body: bytes) -> None:
    assert parse_json(body) == (MISSING, "")


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"<!DOCTYPE html>", "expecting value at character 0: '<!DOCTYPE html>' stands there"),
        (b'{"items": [', "expecting value at character 11: it ends there"),
        (b"[1] [2]", "extra data at character 4"),
        (b"[NaN]", "NaN is no JSON value"),
        (b"[-Infinity]", "-Infinity is no JSON value"),
        (b"[1e999]", "the number 1e999 is beyond"),
        (b"[" + b"9" * 5000 + b"]", "a number of 5000 digits is beyond"),
        (b'["\xff"]', "it is not UTF-8 at byte 2"),
        (b"[" * 100_000, "nested too deeply"),
        (b"[" * (DEEPEST + 1) + b"]" * (DEEPEST + 1), f"nested more than {DEEPEST} deep"),
        (b'{"a":' * 400 + b"1" + b"}" * 400, f"nested more than {DEEPEST} deep"),
    ],
)
def test_what_is_no_json_has_a_reason(body: bytes, why: str) -> None:
    value, fault = parse_json(body)
    assert value is MISSING
    assert why in fault


def test_a_body_as_deep_as_allowed_is_read() -> None:
    value, fault = parse_json(b"[" * DEEPEST + b"]" * DEEPEST)
    assert fault == ""
    assert value is not MISSING


def test_a_key_that_stands_twice_is_told_and_the_value_kept() -> None:
    value, fault = parse_json(b'{"a": 1, "b": {"c": 1, "c": 2}}')
    assert value == {"a": 1, "b": {"c": 2}}
    assert fault == "the key 'c' stands twice in one object"


def test_a_byte_order_mark_is_told_and_read_past() -> None:
    assert parse_json(b"\xef\xbb\xbf[1]") == ([1], "it begins with a byte order mark")


def test_a_lone_surrogate_is_told_and_replaced() -> None:
    value, fault = parse_json(b'{"\\ud800": ["\\uDFFF", "fine"]}')
    assert value == {"\ufffd": ["\ufffd", "fine"]}
    assert "lone surrogate" in fault


def test_a_key_that_stands_twice_among_very_many_is_found_at_once() -> None:
    many = ", ".join(f'"k{at}": 1' for at in range(200_000))
    value, fault = parse_json(f'{{{many}, "k199999": 2}}'.encode())
    assert isinstance(value, dict)
    assert fault == "the key 'k199999' stands twice in one object"
