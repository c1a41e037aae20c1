"""How much is promised: the most specific citation decides, among equals the loudest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from listproof.contract import Citation, Clause, Operation
from listproof.lawbook import Kind
from listproof.pages.promising import is_guessed, promise
from listproof.pages.study import Study
from listproof.pages.words import plain


@pytest.fixture
def operation(ways: Mapping[str, Study]) -> Operation:
    return ways["byToken"].operation


def _cited(operation: Operation, *clauses: tuple[str, Kind, str]) -> Operation:
    made = []
    for name, kind, cited in clauses:
        law, _, about = cited.partition("@")
        made.append(Clause(id=name, kind=kind, text="x", laws=(Citation(law=law, about=about),)))
    return replace(operation, clauses=tuple(made))


def test_without_a_clause_what_is_stated_is_promised_and_all_else_is_open(operation: Operation) -> None:
    assert promise(operation, ["size/over"], stated=True).standing == "says"
    assert promise(operation, ["size/over"], stated=False).standing == "open"


def test_the_most_specific_citation_decides(operation: Operation) -> None:
    cited = _cited(operation, ("A", "says", "size/over"), ("B", "silent", "size/over@limit"))
    found = promise(cited, ["size/over@limit"], stated=True)
    assert (found.standing, found.clauses) == ("silent", ("B",))


def test_among_equals_the_loudest_decides(operation: Operation) -> None:
    cited = _cited(
        operation, ("A", "shows", "size/over"), ("B", "says", "size/over"), ("C", "silent", "size/over")
    )
    assert promise(cited, ["size/over@limit"], stated=True).clauses == ("B",)


def test_a_citation_of_another_part_says_nothing_here(operation: Operation) -> None:
    cited = _cited(operation, ("A", "silent", "errors/not-a-number@page"))
    assert promise(cited, ["errors/not-a-number@limit"], stated=True).standing == "says"


def test_what_leans_on_an_inferred_value_is_a_guess(operation: Operation) -> None:
    guessed = replace(operation, inferred={"/meta/has_next": "by its name", "/filter/a~1b": "by its name"})
    assert promise(guessed, ["meta/has-next"], stated=True).standing == "guess"
    assert promise(guessed, ["meta/total"], stated=True).standing == "says"
    assert is_guessed(guessed, "filter/match", "a/b")
    assert not is_guessed(guessed, "filter/match", "a")


def test_an_aside_says_nothing_of_what_is_plainly_stated(operation: Operation) -> None:
    assert promise(operation, ["size/over"], stated=True).aside == ()
    assert plain(promise(operation, ["size/over"], stated=False).aside) == " (left open)"
