"""The vocabulary's file and the model have the same words."""

from __future__ import annotations

from typing import Any, get_args

import jsonschema_rs
import pytest

from listproof import contract, lawbook
from listproof.bundled import vocabulary_file
from listproof.reading.documents import read_document
from listproof.reading.vocabulary import flaws_of

VOCABULARY: dict[str, Any] = read_document(vocabulary_file()).value["$defs"]


def words(*path: str) -> set[str]:
    """The enum's words, or the object's keys, at a path of keywords."""
    here: Any = VOCABULARY
    for key in path:
        here = here[key]
    if isinstance(here, dict) and "anyOf" in here:
        here = next(each["enum"] for each in here["anyOf"] if "enum" in each)
    return {word for word in here if word is not None}


@pytest.mark.parametrize(
    ("literal", "path"),
    [
        (contract.Role, ("meta", "properties")),
        (contract.By, ("page", "properties", "by", "enum")),
        (contract.PastEnd, ("page", "properties", "past_end")),
        (contract.Over, ("size", "properties", "over")),
        (contract.Under, ("size", "properties", "under")),
        (contract.Omit, ("size", "properties", "omit")),
        (lawbook.Kind, ("clause", "properties", "kind", "enum")),
    ],
    ids=lambda value: ".".join(value) if isinstance(value, tuple) else "",
)
def test_the_model_knows_the_words_of_the_vocabulary(literal: Any, path: tuple[str, ...]) -> None:
    assert set(get_args(literal)) == words(*path)


def test_the_model_knows_the_situations_and_the_operators() -> None:
    situations = words("errors", "properties") - {"at", "template"}
    assert set(get_args(contract.Situation)) == situations
    operators = VOCABULARY["filter"]["additionalProperties"]["anyOf"][1]["properties"]["op"]["enum"]
    assert set(get_args(contract.Operator)) == set(operators)


def test_the_vocabulary_is_a_schema() -> None:
    jsonschema_rs.Draft202012Validator(read_document(vocabulary_file()).value)


@pytest.mark.parametrize(
    ("value", "pointer", "found", "wanted"),
    [
        ({}, (), "items is missing", "items: Where the array of items is in the body"),
        ({"items": 3}, ("items",), "this is 3", "write a text"),
        ({"items": "a"}, ("items",), '"a" is not a JSON Pointer', "write a JSON Pointer (RFC 6901)"),
        (
            {"itms": 1},
            ("itms",),
            "the key itms is unknown",
            "did you mean items? the keys here are items, id",
        ),
        (
            {"page": {"by": "pages"}},
            ("page", "by"),
            '"pages" is unknown here',
            "did you mean page? write one",
        ),
        (
            {"page": {"by": "page"}},
            ("page",),
            "param is missing",
            "param: The parameter that takes the number",
        ),
        ({"page": {"first": [0, 2]}}, ("page", "first", "1"), "2 is unknown here", "write one of 0, 1"),
        ({"page": {"first": []}}, ("page", "first"), "this is empty", ""),
        ({"page": []}, ("page",), "this is a list", "write an object"),
        ({"filter": {"a": 3}}, ("filter", "a"), "this is 3", "write a text or an object"),
        ({"filter": {"a": {"att": 1}}}, ("filter", "a", "att"), "the key att is unknown", "did you mean at?"),
        ({"scope": [{"at": None}]}, ("scope", "0"), "something is missing", "write either param or caller"),
        ({"scope": [{"caller": False}]}, ("scope", "0", "caller"), "this is false", "write true"),
        ({"rules": [{"id": "a"}]}, ("rules", "0"), "something is missing", "write either holds or at and is"),
        (
            {"rules": [{"id": "a", "at": "/a"}]},
            ("rules", "0"),
            "is is missing",
            "is: The value of that field.",
        ),
        (
            {"summary": {"a": {}}},
            ("summary", "a"),
            '"a" is not a place',
            "write /a/pointer into the body, hea",
        ),
        ({"inert": ["a", "a"]}, ("inert",), "an entry stands here twice", "keep one of them"),
        (
            {"errors": {"missing": 200}},
            ("errors", "missing"),
            "200 is below 400",
            "The status code of a refusal.",
        ),
        (
            {"errors": {"template": {}}},
            ("errors", "template"),
            "template may not stand here",
            "move it to assum",
        ),
        (
            {"sort": {"asc": "up"}},
            ("sort",),
            "order is missing",
            "order: The parameter that takes the direct",
        ),
    ],
    ids=str,
)
def test_what_the_vocabulary_does_not_allow_is_told_in_words(
    value: dict[str, Any], pointer: tuple[str, ...], found: str, wanted: str
) -> None:
    whole = value if not value or "items" in value else {"items": "/data", **value}
    (flaw,) = flaws_of("complete", whole)
    assert (flaw.pointer, flaw.found) == (pointer, found)
    assert flaw.wanted.startswith(wanted)
