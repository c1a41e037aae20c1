"""No word of a contract is forgotten: each is told of somewhere, or said to promise nothing."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from listproof import contract as model
from listproof.changes.change import Change
from listproof.changes.compare import Side, compare
from listproof.changes.words import NO_PROMISE, TOLD
from listproof.contract import MISSING, Contract
from tests.listproof.changes.edits import BASE, TODAY, side

FIELDS = sorted(
    f"{name}.{field.name}"
    for name, each in vars(model).items()
    if isinstance(each, type) and dataclasses.is_dataclass(each) and each.__module__ == model.__name__
    for field in dataclasses.fields(each)
)


def test_every_field_of_the_contract_is_told_of_or_promises_nothing() -> None:
    assert sorted({*TOLD, *NO_PROMISE}) == FIELDS
    assert not set(TOLD) & set(NO_PROMISE)
    assert all(NO_PROMISE.values())


Way = tuple[Any, ...]


def words(value: Any, way: Way = ()) -> Iterator[tuple[str, Way, Any]]:
    """Every field of the contract that has a value, with the way to it: field names, keys and indices."""
    if dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            name, inner = f"{type(value).__name__}.{field.name}", getattr(value, field.name)
            if field.name not in ("mocked", "program", "document"):
                yield name, (*way, field.name), inner
                yield from words(inner, (*way, field.name))
    elif isinstance(value, (dict, MappingProxyType)):
        for key, inner in value.items():
            yield from words(inner, (*way, key))
    elif isinstance(value, tuple):
        for index, inner in enumerate(value):
            yield from words(inner, (*way, index))


def other(name: str, value: Any) -> Any:
    """Another value than that of the field, of its sort; MISSING where there is none that is simple."""
    literals: dict[str, tuple[Any, ...]] = {
        "Paging.by": ("page", "offset", "cursor"),
        "Filter.op": ("eq", "ne", "gte", "in"),
        "Clause.kind": ("says", "shows", "silent"),
        "Refusal.head": ("allowed", "refused"),
        "Scheme.type": ("http", "oauth2"),
        "Parameter.style": ("matrix", "form"),
        "Size.omit": (("default",), ("all",)),
    }
    if name in literals:
        return next(each for each in literals[name] if each != value)
    if isinstance(value, bool):
        return not value
    if isinstance(value, (int, float)):
        return value + 7
    if isinstance(value, str):
        return f"{value}x"
    if isinstance(value, tuple) and value and all(isinstance(each, (str, int)) for each in value):
        return value[:-1]
    return MISSING


def with_word(value: Any, way: Way, new: Any) -> Any:
    """The contract with another value at the end of the way."""
    if not way:
        return new
    first, *rest = way
    if dataclasses.is_dataclass(value):
        changed = with_word(getattr(value, first), tuple(rest), new)
        return dataclasses.replace(value, **{first: changed})  # type: ignore[type-var]
    if isinstance(value, tuple):
        return (*value[:first], with_word(value[first], tuple(rest), new), *value[first + 1 :])
    return MappingProxyType({**value, first: with_word(value[first], tuple(rest), new)})


OLD = side(BASE)
# A name that stands in several places at once is no change of one word: the reader keeps them the same.
TWICE = {
    "Parameter.name", "Parameter.location", "Filter.param", "Scope.param", "SortField.name",
    "Response.status",
}  # fmt: skip
# Only a value that has several parts is written in several ways.
MANY = ("operations", 0, "parameters", "tags")


def _is_one_word(name: str, way: Way) -> bool:
    is_key = name == "SortField.descending" and "keys" in way  # a key has no direction of its own
    return name not in TWICE and not is_key and (name != "Parameter.explode" or way[:4] == MANY)


WORDS = [
    (name, way, other(name, value))
    for name, way, value in words(OLD.contract)
    if other(name, value) is not MISSING and _is_one_word(name, way)
]


def changed(way: Way, new: Any) -> tuple[Change, ...]:
    """The changes that follow from another word."""
    contract: Contract = with_word(OLD.contract, way, new)
    return compare(OLD, Side(contract=contract, places=OLD.places), today=TODAY)


def test_another_word_is_told_of_or_promises_nothing() -> None:
    for name, way, new in WORDS:
        kinds = {change.difference.kind for change in changed(way, new)}
        if name in NO_PROMISE:
            assert not kinds, (way, new, kinds)
        else:
            assert kinds, (name, way, new)
            assert kinds & set(TOLD[name]) or len(way) > 3, (name, way, kinds)


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=4, unique_by=lambda word: word[1]))
def test_other_words_are_told_of_both_ways(several: list[tuple[str, Way, Any]]) -> None:
    contract = OLD.contract
    for _, way, new in several:
        contract = with_word(contract, way, new)
    other_side = Side(contract=contract, places=OLD.places)
    there, back = compare(OLD, other_side, today=TODAY), compare(other_side, OLD, today=TODAY)
    is_promise = any(name not in NO_PROMISE for name, _, _ in several)
    assert bool(there) == bool(back) == is_promise
    assert all(each.difference.what and each.difference.because.endswith(".") for each in (*there, *back))


def test_the_words_that_are_changed_are_of_most_fields() -> None:
    assert len({name for name, _, _ in WORDS}) > 55


@pytest.mark.parametrize("new", ["cookie", "query"])
def test_a_credential_that_is_sent_elsewhere_is_a_change(new: str) -> None:
    way = ("operations", 0, "security", 0, 0, "location")
    assert [each.difference.kind for each in changed(way, new)] == ["access/changed"]
