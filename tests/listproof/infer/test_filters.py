"""Filters are told by name, type and values; what can't be told is asked."""

from __future__ import annotations

from typing import Any

import pytest

from tests.listproof.infer.lists import (
    FLAG,
    MOMENT,
    PAGE,
    TEXT,
    WHOLE,
    Shape,
    array,
    asked,
    obj,
    page_of,
    param,
    proposal,
)

STATES = {"type": "string", "enum": ["open", "closed"]}
ROW = obj(
    required=["id"],
    id=TEXT,
    state=STATES,
    name=TEXT,
    kind=TEXT,
    price=WHOLE,
    paid=FLAG,
    created_at=MOMENT,
    tags=array(TEXT),
    customer=obj(id=TEXT),
    fields=TEXT,
)


def filters(*parameters: Shape) -> dict[str, Any]:
    found: dict[str, Any] = proposal([PAGE, *parameters], page_of(ROW)).listing.get("filter", {})
    return found


def is_open(*parameters: Shape) -> bool:
    proposed = proposal([PAGE, *parameters], page_of(ROW))
    return "filter" not in proposed.listing and bool(asked(proposed, "filter", parameters[0]["name"]))


def test_a_parameter_that_is_called_and_typed_as_a_field_selects_by_it() -> None:
    assert filters(param("kind")) == {"kind": "/kind"}
    assert filters(param("price", WHOLE)) == {"price": "/price"}
    assert filters(param("filter[state]", STATES)) == {"filter[state]": "/state"}


@pytest.mark.parametrize(
    "parameter",
    [
        param("price", TEXT),
        param("tags"),
        param("customer"),
        param("q"),
        param("fields"),
        param("include"),
        param("state", {"type": "string", "enum": ["open", "reopened"]}),
        param("kind", TEXT, "Kinds, comma-separated"),
        param("kind", TEXT, "Search for similar kinds"),
        param("kind", TEXT, "Compared with `kind` or `name`"),
        param("name"),
        param("created_at", MOMENT),
        param("paid", FLAG, "Whether to include those that are paid"),
        param("kind", TEXT, required=True),
        param("nothing_like_it"),
        param("exclude", array(TEXT)),
        param("price", array(TEXT)),
        param("kind_gte"),
        param("kind_from", TEXT, "inclusive"),
        param("state", array({"type": "string", "enum": ["open", "lost"]})),
        param("price", {"oneOf": [WHOLE, obj(gte=WHOLE)]}),
    ],
    ids=lambda parameter: f"{parameter['name']}-{parameter.get('description', '')}",
)
def test_what_a_parameter_does_that_can_not_be_told_is_asked(parameter: Shape) -> None:
    assert is_open(parameter)


def test_words_for_all_that_no_item_has_switch_the_filter_off() -> None:
    every = param("state", {"type": "string", "enum": ["all", "open", "closed"]})
    assert filters(every) == {"state": {"at": "/state", "all": ["all"]}}


def test_a_list_of_values_is_in() -> None:
    assert filters(param("state", array(STATES))) == {"state": {"at": "/state", "op": "in"}}
    assert filters(param("kinds", array(TEXT))) == {"kinds": {"at": "/kind", "op": "in"}}
    assert filters(param("kind[]", array(TEXT))) == {"kind[]": {"at": "/kind", "op": "in"}}


@pytest.mark.parametrize(
    ("name", "op"),
    [
        ("min_price", "gte"),
        ("maxPrice", "lte"),
        ("price_gte", "gte"),
        ("price[lt]", "lt"),
        ("price__ne", "ne"),
    ],
)
def test_a_comparison_in_the_name_is_read(name: str, op: str) -> None:
    assert filters(param(name, WHOLE)) == {name: {"at": "/price", "op": op}}


@pytest.mark.parametrize(
    ("name", "said", "op"),
    [
        ("created_after", "Created on or after this time", "gte"),
        ("created_before", "Strictly before", "lt"),
        ("created_at_from", "inclusive", "gte"),
        ("created_until", "No later than this, inclusive", "lte"),
    ],
)
def test_a_bound_in_time_is_read_where_words_say_whether_it_belongs_to_it(
    name: str, said: str, op: str
) -> None:
    assert filters(param(name, MOMENT, said)) == {name: {"at": "/created_at", "op": op}}


def test_a_bound_in_time_is_asked_where_they_do_not() -> None:
    assert is_open(param("created_after", MOMENT, "Created after this time"))


def test_parts_of_texts_are_told_by_words() -> None:
    assert filters(param("name", TEXT, "Names that contain this")) == {
        "name": {"at": "/name", "op": "contains"}
    }
    assert filters(param("name", TEXT, "Names that start with this")) == {
        "name": {"at": "/name", "op": "prefix"}
    }
    assert filters(param("name", TEXT, "The exact name")) == {"name": "/name"}
    assert is_open(param("name", TEXT, "The name of the container"))


def test_the_id_of_a_thing_inside_the_item_is_found() -> None:
    assert filters(param("customer_id")) == {"customer_id": "/customer/id"}


def test_paging_and_sorting_are_no_filters() -> None:
    row = obj(id=TEXT, page=WHOLE, sort=TEXT)
    proposed = proposal([PAGE, param("sort", {"type": "string", "enum": ["id"]})], page_of(row))
    assert "filter" not in proposed.listing
    assert not asked(proposed, "filter")


def test_a_switch_that_adds_counts_to_the_answer_is_no_filter() -> None:
    said = "Whether to include total_pages and total_count in the metadata."
    proposed = proposal([PAGE, param("include_paging_counts", FLAG, said)], page_of(ROW))
    assert not asked(proposed, "filter")
    assert any("include_paging_counts" in each for each in asked(proposed, "meta"))
    assert is_open(param("include_comment_count", FLAG))
