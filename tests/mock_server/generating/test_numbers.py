"""Numbers keep their bounds, and are of the size that their name suggests."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest

from mock_server.generating.leaves import number_leaf
from mock_server.generating.numbers import number_writer

NUMBERS = [0, (1 << 53) - 1, *(number * 6_364_136_223_846_793 % (1 << 53) for number in range(300))]


@pytest.mark.parametrize(
    ("kind", "schema"),
    [
        ("integer", {}),
        ("integer", {"minimum": 3, "maximum": 4}),
        ("integer", {"exclusiveMinimum": 3, "exclusiveMaximum": 5}),
        ("integer", {"minimum": 10**12}),
        ("integer", {"maximum": -7}),
        ("integer", {"multipleOf": 25, "maximum": 500}),
        ("number", {"minimum": 1, "maximum": 9.5}),
        ("number", {"exclusiveMinimum": 0, "maximum": 0.001}),
        ("number", {"multipleOf": 0.05, "maximum": 3}),
        ("number", {"minimum": 0.123456, "maximum": 0.123457}),
    ],
)
@pytest.mark.parametrize("name", ["amount", "percent", "size", "qux"])
def test_numbers_are_within_their_bounds(kind: str, schema: dict[str, Any], name: str) -> None:
    write = number_writer(kind, schema, (name,), (), [])
    allows = jsonschema_rs.Draft202012Validator({"type": kind, **schema}).is_valid
    assert all(allows(write(number)) for number in NUMBERS)


@pytest.mark.parametrize(
    ("words", "shown", "low", "high"),
    [
        (("age",), [], 18, 80),
        (("progress",), [], 0, 100),
        (("year",), [], 2015, 2025),
        (("user", "id"), [], 100_000, 99_999_999),
        (("unknown",), [40], 0, 80),
        (("delta",), [-3], -13, 7),
    ],
)
def test_numbers_are_of_the_usual_size(
    words: tuple[str, ...], shown: list[float], low: int, high: int
) -> None:
    write = number_writer("integer", {}, words, (), shown)
    assert all(low <= write(number) <= high for number in NUMBERS)
    assert len({write(number) for number in NUMBERS}) > 5


def test_small_counts_come_more_often() -> None:
    write = number_writer("integer", {}, ("views", "count"), (), [])
    assert sum(write(number) < 100 for number in NUMBERS) > len(NUMBERS) / 2


def test_prices_have_as_many_digits_as_the_example() -> None:
    write = number_writer("number", {}, ("price",), (), [19.9])
    assert all(round(write(number), 1) == write(number) for number in NUMBERS)


@pytest.mark.parametrize(
    ("words", "schema", "shown", "scale"),
    [
        (("created",), {}, [], 1),
        (("created", "at"), {}, [1_703_097_600_000], 1000),
        (("start", "time"), {}, [1_703_097_600], 1),
        (("redeem", "by"), {"format": "unix-time"}, [], 1),
        (("until",), {"description": "A Unix timestamp."}, [], 1),
    ],
)
def test_numbers_that_are_times_say_when(
    words: tuple[str, ...], schema: dict[str, Any], shown: list[float], scale: int
) -> None:
    leaf = number_leaf("integer", schema, words, (), shown)
    assert leaf.after is not None
    assert leaf.write(1_751_284_800) == 1_751_284_800 * scale


def test_latitudes_are_where_the_city_is() -> None:
    leaf = number_leaf("number", {"minimum": -90, "maximum": 90}, ("lat",), (), [])
    assert leaf.subject == ()
    assert all(-40 < float(str(leaf.write(number))) < 61 for number in NUMBERS)


def test_ids_and_counts_have_no_fractions() -> None:
    for words in (("id",), ("view", "count"), ("likes",)):
        write = number_writer("number", {}, words, (), [])
        assert all(isinstance(write(number), int) for number in NUMBERS)


def test_an_example_of_zero_makes_nothing_negative() -> None:
    write = number_writer("integer", {}, ("price",), (), [0])
    assert all(int(str(write(number))) >= 0 for number in NUMBERS)
