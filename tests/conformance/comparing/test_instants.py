"""Instants: RFC 3339 and nothing else."""

from __future__ import annotations

from fractions import Fraction

import pytest

from conformance.comparing.instants import instant


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2024-05-01T09:00:00Z", "2024-05-01T09:00:00+00:00"),
        ("2024-05-01T09:00:00Z", "2024-05-01t11:30:00.000+02:30"),
        ("2024-05-01 09:00:00.5z", "2024-05-01T09:00:00.500000000Z"),
        ("0001-01-01T00:30:00+00:30", "0001-01-01T00:00:00Z"),
        ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"),
    ],
)
def test_two_spellings_of_one_instant_are_equal(one: str, other: str) -> None:
    assert instant(one) == instant(other) is not None


def test_a_nanosecond_makes_a_difference() -> None:
    early, late = instant("2024-05-01T09:00:00Z"), instant("2024-05-01T09:00:00.000000001Z")
    assert early is not None
    assert late is not None
    assert late - early == Fraction(1, 10**9)


@pytest.mark.parametrize(
    "text",
    [
        "2024-05-01",
        "2024-05-01T09:00:00",
        "2024-13-01T09:00:00Z",
        "2024-05-01T09:00:61Z",
        "2024-05-01T24:00:00Z",
        "2024-05-01T09:00:00+24:00",
        "٢٠٢٤-05-01T09:00:00Z",
        "2024-05-01T09:00:00.Z",
        "",
        None,
        20240501,
    ],
)
def test_anything_else_is_no_instant(text: object) -> None:
    assert instant(text) is None
