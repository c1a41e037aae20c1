"""Values that one alternative alone lets in, though none of the alternatives requires a member."""

from __future__ import annotations

from typing import Any

import pytest

from listproof.contract import Json
from mock_server.generating.apart import Apart

TEXT = {"type": "string"}


def kind(**members: Json) -> dict[str, Any]:
    return {"type": "object", "properties": members}


SHOW, FILM = kind(name=TEXT, seasons=TEXT), kind(name=TEXT, length=TEXT)


def of(schema: dict[str, Any], value: Json) -> Json:
    return Apart(schema).of(schema, value)


def test_a_value_that_one_alternative_lets_in_stays() -> None:
    schema = {"oneOf": [kind(name={"type": "integer"}), FILM]}
    assert of(schema, {"name": "Heat"}) == {"name": "Heat"}


def test_a_null_member_of_another_alternative_sets_a_value_apart() -> None:
    assert of({"oneOf": [SHOW, FILM]}, {"name": "Heat"}) == {"name": "Heat", "length": None}


def test_each_of_the_others_is_ruled_out() -> None:
    schema = {"oneOf": [kind(name=TEXT), FILM, SHOW]}
    assert of(schema, {"name": "Heat"}) == {"name": "Heat", "length": None, "seasons": None}


def test_alternatives_that_are_joined_or_named_elsewhere_count() -> None:
    root = {"$defs": {"Film": FILM, "Either": {"oneOf": [SHOW, {"$ref": "#/$defs/Film"}]}}}
    schema = {"allOf": [{"type": "object"}, {"$ref": "#/$defs/Either"}]}
    assert Apart(root).of(schema, {}) == {"length": None}


@pytest.mark.parametrize(
    ("options", "value"),
    [([{"type": "integer"}, {"type": "number"}], 1), ([kind(name=TEXT), kind(name=TEXT)], {"name": "Heat"})],
)
def test_values_that_nothing_sets_apart_are_none(options: list[Json], value: Json) -> None:
    assert of({"oneOf": options}, value) is None
