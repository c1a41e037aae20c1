"""Times are written as the document writes them, and follow each other as their names say."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from mock_server.generating.naming import words_of
from mock_server.generating.times import (
    after,
    date_only,
    date_time,
    names_a_time,
    read_date_time,
    stage_of,
    time_only,
    written_like,
)

AT = int(datetime(2025, 3, 9, 23, 5, 7, tzinfo=UTC).timestamp())


@pytest.mark.parametrize(
    ("example", "text"),
    [
        ("2024-01-31T08:30:00Z", "2025-03-09T23:05:07Z"),
        ("2024-01-31T08:30:00.000Z", "2025-03-09T23:05:07.000Z"),
        ("2024-01-31 08:30:00", "2025-03-09 23:05:07"),
        ("2024-01-31T08:30Z", "2025-03-09T23:05Z"),
        ("2024-01-31T08:30:00+02:00", "2025-03-10T01:05:07+02:00"),
        ("2024-01-31T08:30:00-0330", "2025-03-09T19:35:07-0330"),
        ('"2024-01-31T08:30:00Z"', '"2025-03-09T23:05:07Z"'),
        ("2024-01-31", "2025-03-09"),
        ("01/31/2024", "03/09/2025"),
        ("Wed, 18 Aug 2010 20:01:40 +0000", "Sun, 09 Mar 2025 23:05:07 +0000"),
        ("Wed, 18 Aug 2010 20:01:40 GMT", "Sun, 09 Mar 2025 23:05:07 GMT"),
        ("20:01", "23:05"),
        ("20:01:40", "23:05:07"),
    ],
)
def test_a_time_is_written_as_in_the_example(example: str, text: str) -> None:
    write = written_like(example)
    assert write is not None
    assert write(AT) == text


def test_fractions_of_a_second_are_as_long_as_in_the_example() -> None:
    write = written_like("2024-01-31T08:30:00.123456Z")
    assert write is not None
    texts = {str(write(AT + second)) for second in range(50)}
    assert {len(text) for text in texts} == {27}
    assert len({text[20:26] for text in texts}) > 40


@pytest.mark.parametrize(
    "example", ["2024-13-45", "v2024-01", "12345", "", "job_2024-01-31", "99:99", "x" * 50]
)
def test_what_is_no_time_is_not_written_like_one(example: str) -> None:
    assert written_like(example) is None


def test_times_in_their_plain_form() -> None:
    assert date_time(AT) == "2025-03-09T23:05:07Z"
    assert date_only(AT) == "2025-03-09"
    assert time_only(AT) == "23:05:07Z"
    assert read_date_time(date_time(AT)) == datetime.fromtimestamp(AT, UTC)
    assert read_date_time("soon") is read_date_time(7) is None


def test_what_begins_comes_before_what_ends() -> None:
    names = [
        "created_at",
        "scheduledFor",
        "startedAt",
        "updated_at",
        "completed_at",
        "due_date",
        "expires_at",
    ]
    for number in (0, 7_199, 123_456_789):
        moments = [after(words_of(name), number) for name in names]
        assert moments == sorted(moments)
    assert stage_of(words_of("whatever")) == 2


@pytest.mark.parametrize(
    ("name", "holds"),
    [
        ("created_at", True),
        ("startDate", True),
        ("due", True),
        ("created", True),
        ("name", False),
        ("state", False),
        ("", False),
    ],
)
def test_a_name_says_whether_a_field_holds_a_time(name: str, holds: bool) -> None:
    assert names_a_time(words_of(name)) is holds
