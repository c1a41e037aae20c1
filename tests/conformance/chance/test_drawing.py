"""Drawing: repeatable by seed, never outside what is documented, and shrunk to what is small."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis.internal.conjecture import providers

from conformance.chance.drawing import drawn, smallest
from conformance.chance.ground import Case
from tests.conformance.chance.test_ground import ground


def test_a_seed_draws_the_same_cases_again_and_another_seed_others() -> None:
    made = ground()
    first = drawn(made, seed=3, examples=60)
    assert drawn(made, seed=3, examples=60) == first
    assert drawn(made, seed=4, examples=60) != first


def test_every_case_is_drawn_once_and_inside_the_list() -> None:
    made = ground()
    cases = drawn(made, seed=0, examples=200)
    assert len(cases) == len(set(cases)) > 50
    for case in cases:
        asked = case.question
        number = made.number(made.survey.main, asked.filters)
        size = asked.size or 5
        assert 1 <= size <= 20
        assert number is not None
        if isinstance(asked.position, int):
            assert (asked.position - 1) * size < number


def test_windows_that_end_exactly_with_the_list_are_drawn_often() -> None:
    made = ground()

    def ends_with_the_list(case: Case) -> bool:
        number = made.number(made.survey.main, case.question.filters)
        position = case.question.position if isinstance(case.question.position, int) else 1
        return position * (case.question.size or 5) == number

    runs = [drawn(made, seed=seed, examples=100) for seed in range(5)]
    assert sum(any(map(ends_with_the_list, cases)) for cases in runs) >= 4


def test_a_failing_case_is_shrunk_to_the_smallest_that_fails() -> None:
    found = smallest(
        ground(),
        lambda case: (case.question.size or 5) >= 6 and bool(case.question.filters),
        seed=0,
        examples=200,
    )
    assert found is not None
    assert found.question.size == 6
    assert len(found.question.filters) == 1
    assert found.question.sort is None
    assert found.question.position is None


def test_where_nothing_fails_nothing_is_found() -> None:
    assert smallest(ground(), lambda _: False, seed=0, examples=50) is None


def test_drawing_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    drawn(ground(), seed=0, examples=20)
    assert list(tmp_path.iterdir()) == []


def test_no_more_is_drawn_than_is_enough_and_what_is_drawn_stays_the_same() -> None:
    every, asked = drawn(ground(), seed=3, examples=60), list[Case]()

    def enough(case: Case) -> bool:
        asked.append(case)
        return len(asked) == 7

    assert drawn(ground(), seed=3, examples=60, enough=enough) == every[:7] == tuple(asked)


def test_what_is_drawn_does_not_depend_on_the_numbers_in_anybody_s_source(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def read() -> None:
        raise AssertionError("the source of every module was read for numbers")

    monkeypatch.setattr(providers, "_get_local_constants", read)
    assert len(drawn(ground(), seed=0, examples=200)) > 50
    with pytest.raises(AssertionError, match="was read"):
        providers._get_local_constants()
