"""Which parameters ask for a page and for its size."""

from __future__ import annotations

from typing import Any

import pytest

from tests.listproof.infer.lists import (
    FLAG,
    LIMIT,
    PAGE,
    ROW,
    TEXT,
    WHOLE,
    Shape,
    array,
    asked,
    listing,
    obj,
    page_of,
    param,
    passed,
    proposal,
)

NEXT = {"next_cursor": TEXT}


@pytest.mark.parametrize("name", ["page", "pageNumber", "page[number]", "page_no", "Page"])
def test_a_number_that_is_called_so_is_the_page(name: str) -> None:
    assert listing([param(name, WHOLE)], page_of(ROW))["page"]["by"] == "page"


@pytest.mark.parametrize("name", ["offset", "page[offset]", "skip", "$skip", "start"])
def test_a_number_that_is_called_so_is_the_offset(name: str) -> None:
    assert listing([param(name, WHOLE), LIMIT], page_of(ROW))["page"] == {"by": "offset", "param": name}


@pytest.mark.parametrize("name", ["cursor", "page_token", "starting_after", "marker", "continuationToken"])
def test_a_text_that_is_called_so_is_the_token(name: str) -> None:
    page = listing([param(name)], page_of(ROW, **NEXT))["page"]
    assert page == {"by": "cursor", "param": name}


@pytest.mark.parametrize("said", [{"default": 1}, {"minimum": 1}])
def test_a_number_that_begins_above_0_is_no_offset(said: dict[str, Any]) -> None:
    assert "not documented" in passed([param("from", {**WHOLE, **said}), LIMIT], page_of(ROW)).because


@pytest.mark.parametrize("name", ["offset", "page", "start"])
def test_an_offset_or_page_that_is_a_text_is_a_token(name: str) -> None:
    said = "A token for the next page, as the last answer had it."
    assert listing([param(name, TEXT, said)], page_of(ROW, **NEXT))["page"]["by"] == "cursor"


def test_a_page_number_that_is_written_as_a_text_is_a_number() -> None:
    page = param("page", {"type": "string", "default": "1"}, "The page to get.")
    assert listing([page], page_of(ROW))["page"] == {"by": "page", "param": "page", "first": 1}


@pytest.mark.parametrize(
    ("name", "schema", "said"),
    [
        ("start", WHOLE, "POSIX timestamp of the beginning"),
        ("from", {"type": "string", "format": "date-time"}, ""),
        ("from", TEXT, "The sender"),
        ("after", TEXT, "Only orders created after this date"),
        ("page", obj(number=WHOLE, size=WHOLE), ""),
        ("offset", WHOLE, "Offset by a journal number: journals with a JournalNumber greater than it come"),
    ],
)
def test_what_only_sounds_like_paging_is_none(name: str, schema: Shape, said: str) -> None:
    passed([param(name, schema, said)], page_of(ROW, **NEXT))


def test_a_token_wins_over_a_number() -> None:
    page = listing([PAGE, param("page_token")], page_of(ROW, next_page_token=TEXT))["page"]
    assert page == {"by": "cursor", "param": "page_token"}


def test_a_token_that_only_the_next_address_bears_is_followed_by_link() -> None:
    found = listing([param("Page", WHOLE), param("PageToken")], page_of(ROW, next_page_uri=TEXT))
    assert found["page"] == {"by": "link"}
    assert found["meta"]["next"] == "/next_page_uri"


def test_a_token_that_has_to_be_switched_on_gives_way_to_the_offset() -> None:
    parameters = [param("offset", WHOLE), param("usemarker", FLAG), param("marker")]
    assert listing(parameters, page_of(ROW, next_marker=TEXT))["page"]["by"] == "offset"


def test_a_token_that_is_the_last_items_id_comes_from_there() -> None:
    after = param("after", TEXT, "An object ID that defines your place in the list.")
    found = listing([after], page_of(ROW, has_more=FLAG))
    assert found["page"] == {"by": "cursor", "param": "after"}
    assert found["meta"] == {"next": "item:/id", "has_next": "/has_more"}


def test_a_token_that_comes_from_nowhere_is_undecided() -> None:
    found = passed([param("cursor")], page_of(ROW))
    assert found.pages
    assert "where the next one stands" in found.because


def test_a_link_header_without_parameters_is_followed() -> None:
    found = listing([LIMIT], array(ROW), headers={"Link": "The next and previous pages"})
    assert found["page"] == {"by": "link"}
    assert found["meta"] == {"next": "link:next", "prev": "link:prev"}


@pytest.mark.parametrize(
    ("schema", "said", "first"),
    [
        ({"type": "integer", "default": 0}, "", 0),
        ({"type": "integer", "default": 1, "minimum": 0}, "", 1),
        ({"type": "integer", "minimum": 1}, "", 1),
        ({"type": "integer", "minimum": 0}, "1-based", 1),
        ({"type": "integer", "example": 0}, "", 0),
        (WHOLE, "The page, counted from 1.", 1),
        ({"type": "integer", "default": 1}, "0-based", None),
        ({"type": "integer", "example": 2}, "", None),
        (WHOLE, "The page", None),
    ],
)
def test_the_first_page_is_stated_where_it_is_shown(schema: Shape, said: str, first: int | None) -> None:
    proposed = proposal([param("page", schema, said)], page_of(ROW))
    assert proposed.listing["page"].get("first") == first
    assert bool(asked(proposed, "page", "first")) == (first is None)


def test_bounds_that_only_the_description_states_go_into_the_schema() -> None:
    size = param("per_page", WHOLE, "Results per page (default 30, max 100)")
    bounds = {each.keyword: each.value for each in proposal([PAGE, size], page_of(ROW)).bounds}
    assert bounds == {"maximum": 100, "default": 30}


def test_bounds_that_the_schema_states_stay_as_they_are() -> None:
    size = param("limit", {"type": "integer", "default": 10, "maximum": 50}, "default 30, max 100")
    assert proposal([PAGE, size], page_of(ROW)).bounds == ()


def test_bounds_of_a_schema_that_others_share_are_left_to_people() -> None:
    size = param("limit", {"$ref": "#/components/schemas/Positive"}, "max 100")
    root: dict[str, Any] = {"components": {"schemas": {"Positive": {"type": "integer", "minimum": 1}}}}
    proposed = proposal([PAGE, size], page_of(ROW), root=root)
    assert proposed.bounds == ()
    assert any("maximum 100" in question for question in asked(proposed, "size"))


def test_a_second_size_is_an_alias_where_words_say_so_and_a_question_where_not() -> None:
    alias = param("size", WHOLE, "Another name for the page size.")
    assert listing([PAGE, LIMIT, alias], page_of(ROW))["size"] == {"param": "limit", "alias": "size"}
    proposed = proposal([PAGE, LIMIT, param("count", WHOLE)], page_of(ROW))
    assert proposed.listing["size"] == {"param": "limit"}
    assert any("count" in question for question in asked(proposed, "size"))


def test_what_happens_at_the_bounds_is_asked() -> None:
    proposed = proposal([PAGE, LIMIT], page_of(ROW))
    for at in (("page", "past_end"), ("size", "over"), ("size", "under")):
        assert asked(proposed, *at)
