"""What chance may combine: documented values, near the boundaries of what the survey found."""

from __future__ import annotations

from conformance.asking.surveying import survey
from conformance.chance.ground import Ground
from tests.conformance.probes.listed import TARGET, Listed


def ground(listed: Listed | None = None) -> Ground:
    listed = listed or Listed()
    return Ground(operation=listed.operation, survey=survey(listed.operation, TARGET, listed))


def test_the_sizes_are_near_the_bounds_and_the_number_of_rows() -> None:
    assert set(ground().sizes(13)) >= {1, 2, 5, 12, 13, 14, 19, 20}


def test_no_size_is_out_of_the_documented_range() -> None:
    sizes = ground().sizes(53)
    assert min(sizes) == 1
    assert max(sizes) == 20


def test_the_starts_have_the_first_and_the_last_page_and_none_past_the_end() -> None:
    starts = ground().starts(53, 7)
    assert {0, 49} <= set(starts)
    assert max(starts) < 53


def test_every_start_is_the_start_of_a_page() -> None:
    assert list(ground().range_of_starts(20, 7)) == [0, 7, 14]


def test_the_number_of_rows_follows_the_filters() -> None:
    made = ground()
    walk = made.survey.main
    late = sum(item["state"] == "late" for item in walk.items)
    assert 0 < late < len(walk.items)
    assert made.number(walk, ()) == len(walk.items)
    assert made.number(walk, (("state", "late"),)) == late


def test_a_filter_without_an_enum_takes_values_that_rows_have() -> None:
    made = ground()
    owners = {item["owner"] for item in made.survey.rows}
    assert made.filters["owner"]
    assert set(made.filters["owner"]) <= owners


def test_the_position_after_some_rows_counts_pages_from_the_first() -> None:
    made = ground()
    assert made.position(0, 7) is None
    assert made.position(14, 7) == 3
