"""Texts made from a regular expression match it."""

from __future__ import annotations

import re

import jsonschema_rs
import pytest

from mock_server.generating.dice import Dice
from mock_server.generating.patterns import LONGEST, text_matching


@pytest.mark.parametrize(
    "pattern",
    [
        r"^\+[1-9]\d{1,14}$",
        r"^[A-Z]{3}-\d{4}$",
        r"^(foo|ba[rz])+$",
        r"^agt-[0-9a-f]{8}$",
        r"^(?:red|green)?-?(?<number>\d+)$",
        r"[^a-z]{3}",
        r"^[\w.+-]+@[\w-]+\.[a-z]{2,}$",
        r"^A\x42\u0043\u{44}\t\.$",
        r"^\p{Lu}\p{L}*\p{Nd}$",
        r"^[^\s\d]{2,3}?$",
        r"^.{4}$",
        r"^a{2,3}b*c+?d{0}$",
        r"^[a\-z\]]{5}$",
        r"^[a-]{5}$",
        r"",
        r"^$",
        r"(((a*)*)*)*",
    ],
)
def test_a_text_matches_its_pattern(pattern: str) -> None:
    is_valid = jsonschema_rs.Draft202012Validator({"pattern": pattern}).is_valid
    for seed in range(40):
        text = text_matching(pattern, Dice(seed))
        assert text is not None
        assert is_valid(text), text


@pytest.mark.parametrize(
    "pattern",
    [
        r"(?=a)b", r"(?!a)b", r"(?<=a)b", r"(a)\1", r"a\b", "(", "[", "[]", "a{2", "a{x}", "a{3,1}", "*",
        "\\", r"\p{Greek}", "(a{60}){60}", "(" * 100 + "a" + ")" * 100, "a)",
    ],
)  # fmt: skip
def test_a_pattern_that_is_not_understood_makes_no_text(pattern: str) -> None:
    assert text_matching(pattern, Dice(0)) is None


def test_texts_differ() -> None:
    texts = {text_matching(r"^[a-z]{4}\d{4}$", Dice(seed)) for seed in range(100)}
    assert len(texts) > 95


def test_a_text_has_its_bounds() -> None:
    lengths = {len(text_matching("^(ab?){1,}$", Dice(seed)) or "") for seed in range(100)}
    assert 1 in lengths
    assert max(lengths) < LONGEST
    assert re.fullmatch("x{9}", text_matching("^x{9}$", Dice(0)) or "")
