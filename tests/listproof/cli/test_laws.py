"""`listproof laws`, as it is typed."""

from __future__ import annotations

import pytest
from click.testing import CliRunner, Result

from listproof.cli.laws import command
from listproof.errors import ConfigError
from listproof.lawbook import LAWS


def laws(*words: str) -> Result:
    return CliRunner().invoke(command, list(words), standalone_mode=False)


def test_every_law_is_listed_with_what_it_states() -> None:
    shown = laws().output
    for law in LAWS.values():
        assert f"  {law.id} " in shown
        assert law.states in shown
    assert f"{len(LAWS)} laws." in shown


def test_the_laws_of_a_family_are_listed_alone() -> None:
    shown = laws("time").output
    assert "time/repeat" in shown
    assert "meta/total" not in shown


@pytest.mark.parametrize("law", LAWS)
def test_a_law_is_explained_with_an_example_each_way(law: str) -> None:
    done = laws(law)
    assert done.exception is None
    assert done.output.startswith(f"{law}  {LAWS[law].states}")
    source, kept, broken = (done.output.index(word) for word in ("Source ", "\nKept: ", "\nBroken: "))
    assert source < kept < broken
    assert ": expected " in done.output[broken:]
    assert ": expected " not in done.output[kept:broken]


def test_an_unknown_law_is_refused_with_the_nearest() -> None:
    done = laws("meta/totl")
    assert isinstance(done.exception, ConfigError)
    assert "did you mean meta/total?" in str(done.exception)
