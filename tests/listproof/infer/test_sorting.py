"""Orders are told by the values of their parameters; what can't be told is asked."""

from __future__ import annotations

import pytest

from tests.listproof.infer.lists import (
    MOMENT,
    PAGE,
    TEXT,
    WHOLE,
    Shape,
    asked,
    listing,
    obj,
    page_of,
    param,
    proposal,
)

ROW = obj(id=TEXT, name=TEXT, price=WHOLE, created_at=MOMENT, updated_at=MOMENT)


def words(*values: str) -> Shape:
    return {"type": "string", "enum": list(values)}


def test_a_key_and_a_direction_are_told_by_their_values() -> None:
    parameters = [
        PAGE,
        param("sort_by", words("name", "price")),
        param("sort_order", words("ascending", "descending")),
    ]
    assert listing(parameters, page_of(ROW))["sort"] == {
        "by": "sort_by",
        "order": "sort_order",
        "asc": "ascending",
        "desc": "descending",
    }


def test_values_that_are_nearly_called_as_fields_are_mapped_and_others_shown_as_not_there() -> None:
    parameters = [
        PAGE,
        param("sort", words("created", "popularity")),
        param("direction", words("asc", "desc")),
    ]
    proposed = proposal(parameters, page_of(ROW))
    assert proposed.listing["sort"] == {
        "by": "sort",
        "order": "direction",
        "keys": {"created": "/created_at", "popularity": None},
    }
    assert asked(proposed, "sort", "keys", "popularity")


def test_a_sign_in_the_values_is_a_direction() -> None:
    assert listing([PAGE, param("sort", words("name", "-name"))], page_of(ROW))["sort"] == {"by": "sort"}
    said = "Prefix with `-` for descending order."
    assert listing([PAGE, param("sort", words("name", "price"), said)], page_of(ROW))["sort"] == {
        "by": "sort"
    }


@pytest.mark.parametrize(
    "parameters",
    [
        [param("sort", words("name", "price"))],
        [param("sort")],
        [param("order", words("asc", "desc"))],
        [param("sort", words("name:asc", "name:desc"))],
        [
            param("sort", words("created"), "`created` (when it was starred)"),
            param("direction", words("asc", "desc")),
        ],
    ],
    ids=["no-direction", "no-values", "no-key", "colons", "explained"],
)
def test_what_can_not_be_told_is_asked(parameters: list[Shape]) -> None:
    proposed = proposal([PAGE, *parameters], page_of(ROW))
    assert "sort" not in proposed.listing
    assert asked(proposed, "sort")


def test_newest_first_is_the_order_that_comes_unasked() -> None:
    found = listing([PAGE], page_of(ROW), summary="List the orders, newest first")
    assert found["sort"] == {"default": ["-/created_at"]}


def test_newest_first_says_nothing_where_no_field_tells_when_an_item_was_made() -> None:
    assert "sort" not in listing([PAGE], page_of(obj(id=TEXT)), summary="The newest first")


def test_keys_and_directions_that_only_words_list_are_read_with_their_defaults() -> None:
    parameters = [
        PAGE,
        param("sort_by", TEXT, "Must be one of: created_at, name. Defaults to created_at"),
        param("sort_direction", TEXT, "One of: ASC, DESC. Defaults to DESC"),
    ]
    assert listing(parameters, page_of(ROW))["sort"] == {
        "by": "sort_by",
        "order": "sort_direction",
        "asc": "ASC",
        "desc": "DESC",
        "keys": {"created_at": "/created_at", "name": "/name"},
        "default": ["-/created_at"],
    }
