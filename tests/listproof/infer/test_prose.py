"""Descriptions state bounds and first pages in words that are known, and in no others."""

from __future__ import annotations

import pytest

from listproof.infer import prose


@pytest.mark.parametrize(
    "text",
    [
        "Results per page (max 100)", "maximum: 100", "The maximum is 100.", "Maximum of `100` items",
        "Must be between 1 and 100", "1-100", "A limit from 1 to 100.", "cannot exceed 100", "up to 100",
        "The number of batches on a page, 100 at most.", "no more than 100", "must be <= 100",
        "Max page size is 100", "At most 100 items", "Rows per page in the range [1, 100]. Defaults to 25",
    ],
)  # fmt: skip
def test_a_maximum_is_read(text: str) -> None:
    said = prose.maximum(text)
    assert said is not None
    assert said.value == 100


@pytest.mark.parametrize(
    "text",
    [
        "The number of items", "max 100, or up to 1000 with a key", "The answer comes in up to 30 seconds",
        "Names of up to 50 characters", "The default is 20", "The page, counted from 1.", "See RFC 5988",
        "Dates such as 2024-01-10", "In the range [1, 100)", "One of [1, 100]",
    ],
)  # fmt: skip
def test_no_maximum_is_read_where_none_or_several_are_stated(text: str) -> None:
    assert prose.maximum(text) is None


@pytest.mark.parametrize(
    "text",
    ["Defaults to 20", "default: 20", "(default 20, max 100)", "20 by default", "The default value is `20`."],
)
def test_a_default_is_read(text: str) -> None:
    said = prose.default(text)
    assert said is not None
    assert said.value == 20


def test_a_default_that_may_be_another_is_no_default() -> None:
    assert prose.default("default is 1000 or what is set in app.ini") is None
    assert prose.default("Default is `20`, or the team's own") is None


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("The page, counted from 1.", 1), ("0-based page number", 0), ("zero-indexed", 0), ("1-indexed", 1),
        ("starts at 0", 0), ("Page number, starting from 1", 1), ("The first page is 0", 0),
        ("The page", None), ("0-based, unlike the others, which start at 1", None), ("starts at 10", None),
    ],
)  # fmt: skip
def test_the_first_page_is_read_where_it_is_stated(text: str, first: int | None) -> None:
    said = prose.first_page(text)
    assert (said.value if said else None) == first


def test_what_a_size_over_the_maximum_gets_is_read() -> None:
    assert (prose.over("Values greater than 100 are capped at 100.") or ("",))[0] == "clamp"
    assert (prose.over("A value above the maximum is rejected with an error.") or ("",))[0] == "error"
    assert prose.over("At most 100.") is None


def test_endless_text_is_read_in_no_time() -> None:
    long = "larger than " * 200_000 + "9" * 200_000
    assert prose.maximum(long) is None
    assert prose.over(long) is None
    assert prose.maximum("max " + "9" * 100_000) is not None


def test_endless_lists_of_words_are_read_in_no_time() -> None:
    assert prose.choices("one of: " + "a , " * 200_000 + "!") is None
    assert prose.choices("One of a, b, etc.") is None
