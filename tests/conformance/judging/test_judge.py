"""Laws over evidence: each on its own kind, none in another's way."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

from conformance.evidence import Page, Twins, Walk
from conformance.judging.judge import judge, likeness
from conformance.law import Example, Finding, Law
from conformance.laws import ALL_LAWS, examples
from conformance.laws.examples import OPERATION, ROWS
from conformance.questions import Question
from listproof.contract import Operation
from listproof.lawbook import LAWS


def law(check: Any, judges: type[Any] = Page, name: str = "meta/total") -> Law[Any]:
    example = Example(says="", operation=OPERATION, evidence=examples.page(*ROWS[:2]))
    return Law(name=LAWS[name], judges=judges, check=check, kept=example, broken=example)


def found(where: str = "/total", about: str = "", actual: object = 0, **changes: Any) -> Finding:
    seen = Finding(where=where, expected=1, actual=actual, because="", exchanges=(), about=about)
    return dataclasses.replace(seen, **changes)


def test_every_law_passes_its_kept_example_and_finds_its_broken_one() -> None:
    for one in ALL_LAWS:
        assert not one.needs(one.kept.operation), f"{one.id} does not apply to its own example"
        assert not one.needs(one.broken.operation), f"{one.id} does not apply to its own example"
        kept = judge(one, one.kept.operation, [one.kept.evidence])
        broken = judge(one, one.broken.operation, [one.broken.evidence])
        assert kept.looked_at == broken.looked_at == 1, one.id
        assert not kept.error, f"{one.id}: {kept.error}"
        assert not broken.error, f"{one.id}: {broken.error}"
        assert not [blame for blame in kept.blames if not blame.finding.fact], one.id
        assert [blame for blame in broken.blames if not blame.finding.fact], one.id


def test_every_law_of_the_lawbook_has_one_function_and_the_other_way_round() -> None:
    ids = [one.id for one in ALL_LAWS]
    assert sorted(ids) == sorted(LAWS)
    assert len(set(ids)) == len(ids)


def test_every_finding_of_an_example_says_where_and_why_and_shows_a_request() -> None:
    for one in ALL_LAWS:
        for finding in one.check(one.broken.operation, one.broken.evidence):
            assert finding.where, one.id
            assert finding.because, one.id
            assert finding.exchanges, one.id


def test_the_examples_of_a_law_say_different_things() -> None:
    for one in ALL_LAWS:
        assert one.kept.says, one.id
        assert one.broken.says, one.id
        assert one.kept.says != one.broken.says, one.id


def test_a_law_judges_evidence_of_its_own_kind_alone() -> None:
    page = examples.page(*ROWS[:2])
    walk = Walk(question=Question(), pages=(page,), ended="end")
    judged = judge(law(lambda *_: [found()]), OPERATION, [page.exchange, page, walk, page])
    assert (judged.looked_at, len(judged.blames), judged.blames[0].times) == (2, 1, 2)


def test_evidence_that_names_a_law_is_that_laws_alone() -> None:
    page = examples.page(*ROWS[:2])
    twins = Twins(law="inert/same", left=page, right=page, because="")
    assert law(None, Twins, "inert/same").takes(twins)
    assert not law(None, Twins, "time/repeat").takes(twins)


def test_a_law_that_raises_is_told_and_keeps_what_it_had_found() -> None:
    def break_at_second(operation: Operation, page: Page) -> Iterator[Finding]:
        yield found()
        raise KeyError("oops")

    judged = judge(law(break_at_second), OPERATION, [examples.page(*ROWS[:2])] * 2)
    assert len(judged.blames) == 1
    assert "KeyError: 'oops' at judging/test_judge.py:" in judged.error


def test_findings_that_are_alike_are_one_with_a_count_and_a_few_others() -> None:
    pages = [examples.page(*ROWS[:2])] * 9
    numbers = iter(range(9))
    judged = judge(
        law(lambda *_: [found(where=f"/items/{(number := next(numbers))}/name", actual=number)]),
        OPERATION,
        pages,
    )
    (blame,) = judged.blames
    assert (blame.times, blame.finding.actual) == (9, 0)
    assert [also.actual for also in blame.also] == [1, 2, 3, 4]


def test_findings_about_different_things_are_told_apart() -> None:
    alike = [found("/items/1/name"), found("/items/22/name")]
    others = [found("/items/1/id"), found("/items/1/name", about="x"), found("/items/1/name", fact=True)]
    assert len({likeness(one) for one in alike}) == 1
    assert len({likeness(one) for one in (*alike, *others)}) == 4
