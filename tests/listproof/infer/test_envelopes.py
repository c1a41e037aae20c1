"""What the fields around the items tell of the parameters."""

from __future__ import annotations

import pytest

from listproof.infer.envelopes import envelope_of
from tests.listproof.infer.lists import (
    FLAG,
    LIMIT,
    ROW,
    TEXT,
    WHOLE,
    array,
    asked,
    listing,
    obj,
    operation,
    page_of,
    param,
    passed,
    proposal,
)

PAGING = obj(page=WHOLE, count=WHOLE, total=WHOLE)


def test_a_body_that_is_no_object_has_an_empty_envelope() -> None:
    assert not envelope_of(operation([LIMIT], array(ROW))).about


def test_objects_inside_metadata_are_read_too() -> None:
    body = page_of(ROW, metadata=obj(pagination=obj(next_id=TEXT)))
    assert "nextid" in envelope_of(operation([LIMIT], body)).about


@pytest.mark.parametrize(("name", "field"), [("position", "next_position"), ("next_id", "next_id")])
def test_a_text_whose_next_value_is_in_the_answer_is_a_token(name: str, field: str) -> None:
    found = listing([param(name), LIMIT], page_of(ROW, **{field: TEXT}))
    assert found["page"] == {"by": "cursor", "param": name}
    assert found["meta"]["next"] == f"/{field}"


def test_a_token_may_be_a_text_or_a_number_in_the_answer() -> None:
    either = {"anyOf": [TEXT, WHOLE]}
    assert listing([param("position")], page_of(ROW, next_position=either))["page"]["by"] == "cursor"


def test_a_text_without_a_next_value_is_no_token() -> None:
    assert "how the next page" in passed([param("position"), LIMIT], page_of(ROW, next_step=TEXT)).because


def test_a_day_is_no_token_whatever_stands_in_the_answer() -> None:
    day = param("day", {"type": "string", "format": "date"})
    passed([day, LIMIT], page_of(ROW, next_day=TEXT))


def test_a_page_that_is_a_text_is_a_number_where_the_answer_has_its_number() -> None:
    found = listing([param("page"), param("count")], page_of(ROW, paging=PAGING))
    assert found["page"] == {"by": "page", "param": "page"}
    assert found["size"]["param"] == "count"
    passed([param("page"), param("count")], page_of(ROW))


def test_of_two_sizes_that_one_belongs_to_the_page_number_which_stands_beside_it() -> None:
    proposed = proposal([param("page", WHOLE), LIMIT, param("count", WHOLE)], page_of(ROW, paging=PAGING))
    assert proposed.listing["size"]["param"] == "count"
    assert any("limit" in each for each in asked(proposed, "size"))


def test_a_token_that_is_found_in_the_link_header_by_its_description_leads_by_links() -> None:
    said = "A cursor for the next page, as given in the Link header."
    found = listing([param("cursor", TEXT, said), LIMIT], array(ROW))
    assert found["page"] == {"by": "link"}
    assert found["meta"] == {"next": "link:next"}
    passed([param("cursor", TEXT, "A cursor for the next page."), LIMIT], array(ROW))


def test_a_parameter_that_the_answer_repeats_beside_the_items_is_asked_about() -> None:
    row = obj(id=TEXT, user=TEXT)
    proposed = proposal([param("page", WHOLE), param("user")], page_of(row, user=TEXT))
    assert "filter" not in proposed.listing
    assert asked(proposed, "filter", "user")
    assert proposal([param("page", WHOLE), param("user")], page_of(row)).listing["filter"] == {
        "user": "/user"
    }


@pytest.mark.parametrize("name", ["messages", "permissions"])
def test_an_array_that_mostly_stands_beside_items_is_the_items_where_it_is_alone(name: str) -> None:
    page = param("page", WHOLE)
    assert listing([page], obj(ok=FLAG, **{name: array(ROW)}))["items"] == f"/{name}"
    assert listing([page], obj(orders=array(ROW), **{name: array(ROW)}))["items"] == "/orders"
    assert "no array" in passed([page], obj(**{name: array(TEXT)})).because
    assert "no array" in passed([page], obj(errors=array(ROW))).because


def test_of_several_arrays_one_may_be_called_as_an_earlier_segment_of_the_path() -> None:
    body = obj(threads=array(ROW), members=array(ROW))
    assert listing([param("offset", WHOLE)], body, path="/threads/search")["items"] == "/threads"
    passed([param("offset", WHOLE)], body, path="/posts/search")


@pytest.mark.parametrize(
    ("said", "first"),
    [
        ("Page number, defaults to 1.", 1),
        ("The number of the page, with `0` being the first page.", 0),
        ("The page `[default=0]`.", 0),
    ],
)
def test_words_say_the_number_of_the_first_page(said: str, first: int) -> None:
    assert listing([param("page", WHOLE, said)], page_of(ROW))["page"]["first"] == first


def test_a_default_that_is_no_first_page_says_nothing_of_it() -> None:
    assert "first" not in listing([param("page", WHOLE, "Defaults to 10.")], page_of(ROW))["page"]


def test_no_larger_than_is_a_maximum() -> None:
    size = param("limit", WHOLE, "Must be an integer no larger than 1000.")
    bounds = proposal([param("page", WHOLE), size], page_of(ROW)).bounds
    assert [(each.keyword, each.value) for each in bounds] == [("maximum", 1000)]


def test_a_number_that_is_described_by_an_id_is_no_offset() -> None:
    start = param("from", WHOLE, "Fetch the next set of results from the given uid.")
    passed([start, LIMIT], page_of(ROW, next=WHOLE))


def test_of_a_page_number_and_an_offset_that_one_is_told_to_which_the_size_belongs() -> None:
    both = [param("offset", WHOLE), LIMIT, param("page", WHOLE)]
    assert listing(both, page_of(ROW))["page"] == {"by": "offset", "param": "offset"}
    found = listing([*both, param("hitsPerPage", WHOLE)], page_of(ROW))
    assert (found["page"]["by"], found["size"]["param"]) == ("page", "hitsPerPage")
    assert "filter" not in found


def test_a_minimum_of_0_tells_no_first_page() -> None:
    proposed = proposal([param("page", {"type": "integer", "minimum": 0}), LIMIT], page_of(ROW))
    assert "first" not in proposed.listing["page"]
    assert asked(proposed, "page", "first")


@pytest.mark.parametrize(
    ("said", "most"),
    [
        ("If it is less than 1 or greater than 100, an error comes.", 100),
        ("Number of events (200 by default, 1000 max).", 1000),
    ],
)
def test_more_words_say_a_maximum(said: str, most: int) -> None:
    bounds = proposal([param("page", WHOLE), param("limit", WHOLE, said)], page_of(ROW)).bounds
    assert ("maximum", most) in [(each.keyword, each.value) for each in bounds]


def test_a_filter_of_other_things_than_the_items_is_asked_about() -> None:
    row = obj(uid=TEXT)
    said = "Filter tasks by their uid."
    page = param("page", WHOLE)
    proposed = proposal([page, param("uid", TEXT, said)], page_of(row), path="/batches")
    assert any("tasks" in each for each in asked(proposed, "filter", "uid"))
    assert listing([page, param("uid", TEXT, said)], page_of(row), path="/tasks")["filter"] == {"uid": "/uid"}


@pytest.mark.parametrize(
    "said",
    [
        "May be written as `refs/heads/main` or simply `main`.",
        "Branch to start listing orders from.",
        "Finds the orders whose parts have this status.",
    ],
)
def test_a_text_that_is_compared_otherwise_is_asked_about(said: str) -> None:
    proposed = proposal([param("page", WHOLE), param("status", TEXT, said)], page_of(ROW))
    assert "filter" not in proposed.listing
    assert asked(proposed, "filter", "status")


@pytest.mark.parametrize("words", ["will only contain", "will contain", "only contains"])
def test_a_response_that_contains_what_was_asked_for_compares_no_parts(words: str) -> None:
    said = f"The response {words} the orders with the specified status."
    found = listing([param("page", WHOLE), param("status", TEXT, said)], page_of(ROW))
    assert found["filter"] == {"status": "/status"}


def test_a_total_that_only_some_of_several_answers_have_is_not_stated() -> None:
    ways = {"oneOf": [obj(total=WHOLE), obj(other=WHOLE)]}
    body = {"allOf": [page_of(ROW), ways]}
    assert "meta" not in listing([param("page", WHOLE), LIMIT], body)
    assert listing([param("page", WHOLE), LIMIT], page_of(ROW, total=WHOLE))["meta"] == {"total": "/total"}


def test_a_cursor_for_a_subsequent_request_is_the_next_one() -> None:
    token = {"type": "string", "description": "The pagination cursor to be used in a subsequent request."}
    assert listing([param("cursor")], page_of(ROW, cursor=token))["meta"]["next"] == "/cursor"


def test_a_page_number_that_does_nothing_asks_for_no_page() -> None:
    said = "The page index. This value is simply for client state."
    passed([param("Page", WHOLE, said), LIMIT], page_of(ROW))


def test_a_link_beside_the_arrays_of_one_thing_leads_to_no_page_of_them() -> None:
    runner = obj(name=TEXT, addresses=array(ROW))
    link = {"Link": "Links to other pages."}
    passed([], runner, path="/runners/{id}", headers=link)
    assert listing([], runner, path="/runners", headers=link)["page"] == {"by": "link"}
    assert listing([], array(ROW), path="/refs/{ref}", headers=link)["page"] == {"by": "link"}


def test_the_next_token_may_stand_in_an_object_for_the_next_page() -> None:
    pages = obj(next=obj(starting_after=TEXT))
    found = listing([param("starting_after", TEXT, "Gets the next page."), LIMIT], page_of(ROW, pages=pages))
    assert found["meta"]["next"] == "/pages/next/starting_after"
    assert listing([param("starting_after"), LIMIT], page_of(ROW))["meta"]["next"] == "item:/id"
