"""A sample is drawn fairly, and the same for the same seed."""

from __future__ import annotations

from collections import Counter

from benchmarks.cases import built, liars, plain, sample, variants
from tests.liars.trial import SPECS


def test_a_sample_takes_as_equally_from_each_family_as_there_are() -> None:
    population = list(liars())
    families = {case.family for case in population}
    counts = Counter(case.family for case in sample(population, 2 * len(families), seed=3))
    assert counts == dict.fromkeys(families, 2)


def test_a_sample_is_the_same_for_the_same_seed_and_another_for_another() -> None:
    population = list(liars())
    assert sample(population, 20, seed=1) == sample(population, 20, seed=1)
    assert sample(population, 20, seed=1) != sample(population, 20, seed=2)


def test_a_sample_takes_a_liar_twice_only_when_its_family_has_no_other_left() -> None:
    population = [case for case in liars() if case.family == "page"]
    names = {case.name for case in population}
    assert len({case.name for case in sample(population, len(names), seed=1)}) == len(names)


def test_a_sample_of_more_than_there_are_has_all_of_them() -> None:
    population = list(variants())
    assert set(sample(population, 10 * len(population), seed=1)) == set(population)


def test_every_case_can_be_built() -> None:
    for case in (*sample(list(liars()), 14, seed=0), *sample(list(variants()), 5, seed=0)):
        backend, world = built(case)
        assert backend.world is world
    assert built(plain(next(iter(SPECS))))[1].rows
