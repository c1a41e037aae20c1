"""The judges are run as their users run them, and what they say is read."""

from __future__ import annotations

import argparse
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.cases import Case, plain
from benchmarks.judges import LISTPROOF, Accusation, Judge, Told, schemathesis, target_file
from benchmarks.suite_against_schemathesis import RULES, main, run, section
from conformance.targets.flags import Flags, read_target
from tests.liars.trial import SPECS, target_of, world_of

SPEC = "techladder-call-batches"
LIAR = Case(family="page", name="base-off-by-one", spec=SPEC)
VARIANT = Case(family="honest", name="offset-zero", spec=SPEC)
ASKED = argparse.Namespace(all=False, sample=1, honest=1, seed=1, plain_seeds=1, examples=[])


def told(*accusations: Accusation, ended: int | None = 0, seconds: float = 1.0) -> Told:
    return Told(accusations=frozenset(accusations), ended=ended, requests=9, seconds=seconds)


@pytest.mark.parametrize("spec", SPECS)
def test_the_target_file_says_what_the_tests_tell_the_suite(spec: str, tmp_path: Path) -> None:
    file = tmp_path / "listproof.toml"
    file.write_text(target_file(world_of(spec), "http://127.0.0.1:1"), encoding="utf-8")
    tomllib.loads(file.read_text())
    read, wanted = (
        read_target(file, Flags(url=None, headers=(), params=(), allow_methods=()), {}),
        target_of(world_of(spec)),
    )
    assert {name: dict(caller.headers) for name, caller in read.callers.items()} == {
        name: dict(caller.headers) for name, caller in wanted.callers.items()
    }
    assert [dict(one.headers) for one in read.refused] == [dict(one.headers) for one in wanted.refused]
    assert (read.provoke, read.allow_methods) == (wanted.provoke, wanted.allow_methods)


@pytest.mark.slow
def test_both_judges_tell_a_liar_from_a_plain_backend_or_do_not() -> None:
    ended = {
        (judge.name, case.name): judge.tell(case, 1)
        for judge in (LISTPROOF, schemathesis(1))
        for case in (LIAR, plain(SPEC))
    }
    assert ended[LISTPROOF.name, "plain"].ended == 0
    assert ended[LISTPROOF.name, LIAR.name].ended == 1
    assert "page/complete" in {one.kind for one in ended[LISTPROOF.name, LIAR.name].accusations}
    fuzzed = ended[schemathesis(1).name, LIAR.name]
    assert fuzzed.ended in (0, 1)
    assert fuzzed.requests > 50


def test_a_page_says_who_was_caught_and_who_accused_by_each_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    known, new = Accusation("A", "as always"), Accusation("A", "as never")
    says = {("one", LIAR.name): told(new, ended=1), ("two", "plain"): told(known, ended=1)}
    monkeypatch.setattr(Judge, "tell", lambda self, case, _: says.get((self.name, case.name), told(known)))
    bench = run((Judge(name="one"), Judge(name="two")), (LIAR, VARIANT), seed=1, seeds=2)
    by_rule = [[bench.accuses(column, LIAR, rule) for column in bench.columns] for rule in RULES]
    assert by_rule == [[True, False], [False, False], [True, True]]
    text = section(bench, ASKED, 1003)
    assert "| page | 1 | 1 | 0 |" in text
    assert "| honest accused: any failure | 1 | 1 | 1 |" in text
    assert "1 of 1003 cases of liars" in text
    assert f"| page | {LIAR.name} | {SPEC} | A | - |" in text


def test_warnings_count_in_a_column_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    warned = replace(told(), warnings=frozenset({Accusation("W", "quietly")}))
    monkeypatch.setattr(Judge, "tell", lambda _, case, __: warned if case == LIAR else told())
    bench = run((Judge(name="one", suite=True),), (LIAR,), seed=1, seeds=1)
    assert [bench.accuses(column, LIAR) for column in bench.columns] == [False, True]
    assert f"| page | {LIAR.name} | {SPEC} | - | W |" in section(bench, ASKED, 1)


def test_a_judge_that_gave_no_verdict_is_said_to_have_given_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Judge, "tell", lambda *_: told(ended=None))
    bench = run((Judge(name="one"),), (LIAR,), seed=1, seeds=1)
    assert "no verdict (exit code None)" in section(bench, ASKED, 1)


def test_the_command_draws_its_sample_and_prints_the_section(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(Judge, "tell", lambda *_: told())
    assert main(["--sample", "3", "--honest", "2", "--examples", "7", "--print"]) == 0
    printed = capsys.readouterr().out
    assert "--sample 3 --honest 2 --seed 1 --plain-seeds 2 --examples 7`" in printed
    assert "Schemathesis, 7 examples" in printed
