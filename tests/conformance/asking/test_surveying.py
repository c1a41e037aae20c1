"""The survey: whose lists are walked before anything else, at which size, and what is lacking."""

from __future__ import annotations

import dataclasses
from types import MappingProxyType

import pytest

from conformance.asking.client import Answer, Client
from conformance.asking.desk import Asker, Memo
from conformance.asking.surveying import lacking, survey, survey_size
from conformance.evidence import Request
from conformance.laws.examples import OPERATION, but
from conformance.target import Target, TargetCaller
from listproof.contract import Operation, Parameter, Scope, Size
from tests.conformance.backends import Backend, contract, rows, target

(THINGS,) = contract().operations


def surveyed(backend: Backend, at: Target) -> tuple[list[int], dict[str, list[int]]]:
    """The ids of the main list, and those of every other list by name."""
    memo = Memo(Client(backend, place="", sleep=lambda _: None).ask)
    found = survey(THINGS, at, Asker(THINGS, at, memo))
    return [row["id"] for row in found.rows], {
        name: [row["id"] for row in walk.items] for name, walk in found.others.items()
    }


def test_the_main_list_and_the_other_tenants_are_walked_at_the_greatest_size() -> None:
    backend = Backend()
    main, others = surveyed(backend, target())
    assert main == list(range(1, 24))
    assert others == {"other": list(range(101, 108))}
    assert {request.target.partition("limit=")[2] for request in backend.asked} == {"20"}


def test_without_another_caller_the_main_list_stands_alone() -> None:
    assert surveyed(Backend(), target(alone=True))[1] == {}


def test_a_list_that_cannot_be_read_leaves_the_others_unasked() -> None:
    backend = Backend()
    assert surveyed(backend, target(key="wrong")) == ([], {})
    assert len(backend.asked) == 1


def test_an_empty_list_is_a_list() -> None:
    assert surveyed(Backend(rows("bob", 2)), target()) == ([], {"other": [1, 2]})


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        (Size(param="limit", default=20, maximum=100), 100),
        (Size(param="limit", default=20), 20),
        (Size(param="limit", default=20, maximum=100_000), 1000),
        (Size(param="limit"), None),
        (None, None),
    ],
)
def test_the_size_is_the_one_that_needs_the_fewest_pages(size: Size | None, expected: int | None) -> None:
    assert survey_size(but(OPERATION, size=size)) == expected


def scoped() -> Operation:
    team = Parameter(name="team", location="query", required=True, schema={"type": "string"})
    operation = but(OPERATION, scope=(Scope(param="team", at=None),))
    return dataclasses.replace(operation, parameters={**operation.parameters, "team": team})


def test_the_main_callers_further_scopes_are_walked_too() -> None:
    values = ("red", "green", "blue", "grey")
    at = Target(url="http://x", callers={"main": TargetCaller(parameters={"team": values})})
    asked: list[str] = []
    things = Backend(rows("ada", 1))

    def note(request: Request) -> Answer:
        asked.append(request.target)
        return things(dataclasses.replace(request, headers=(("X-Key", "key-of-ada"),), target="/things"))

    memo = Memo(Client(note, place="", sleep=lambda _: None).ask)
    found = survey(scoped(), at, Asker(scoped(), at, memo))
    assert list(found.others) == ["team=green", "team=blue"]
    assert [target.partition("team=")[2] for target in asked] == ["red", "green", "blue"]


def test_what_the_target_lacks_is_told_by_law() -> None:
    bare = Target(url="http://x")
    assert set(dict(lacking(THINGS, bare))) == {
        "scope/foreign",
        "scope/apart",
        "errors/forbidden",
        "errors/failure",
    }
    assert dict(lacking(THINGS, target())) == {}


def test_a_second_scope_value_is_enough_to_compare_scopes() -> None:
    at = Target(
        url="http://x", callers=MappingProxyType({"main": TargetCaller(parameters={"team": ("a", "b")})})
    )
    assert "scope/apart" not in dict(lacking(scoped(), at))
    assert "scope/foreign" in dict(lacking(scoped(), at))
