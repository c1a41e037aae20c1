"""What an answer says of the list, told by name, type and description."""

from __future__ import annotations

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
    proposal,
)

CURSOR = param("cursor")


def meta(parameters: list[Shape], **beside: Shape) -> dict[str, str]:
    found: dict[str, str] = listing(parameters, page_of(ROW, **beside)).get("meta", {})
    return found


def test_roles_are_found_in_the_objects_that_speak_of_the_list() -> None:
    numbers = obj(total=WHOLE, page=WHOLE, limit=WHOLE, totalPages=WHOLE, hasNext=FLAG, hasPrev=FLAG)
    assert meta([PAGE, LIMIT], pagination=numbers) == {
        "total": "/pagination/total",
        "page": "/pagination/page",
        "size": "/pagination/limit",
        "pages": "/pagination/totalPages",
        "has_next": "/pagination/hasNext",
        "has_prev": "/pagination/hasPrev",
    }


def test_they_are_found_two_objects_deep() -> None:
    assert meta([PAGE], meta=obj(pagination=obj(total_count=WHOLE))) == {
        "total": "/meta/pagination/total_count"
    }
    links = obj(pages=obj(next=TEXT, previous=TEXT))
    assert meta([PAGE], links=links) == {"next": "/links/pages/next", "prev": "/links/pages/previous"}


def test_an_address_in_an_object_of_links_is_found() -> None:
    assert meta([PAGE], _links=obj(next=obj(href=TEXT))) == {"next": "/_links/next/href"}


@pytest.mark.parametrize(
    "beside", [{"incomplete_results": FLAG}, {"summary": obj(total=WHOLE)}, {"total": TEXT}]
)
def test_what_only_looks_like_a_role_is_none(beside: Shape) -> None:
    assert meta([PAGE], **beside) == {}


def test_a_count_is_what_its_description_says_and_else_a_question() -> None:
    assert meta([PAGE], count={**WHOLE, "description": "Total number of matches"}) == {"total": "/count"}
    assert meta([PAGE], count={**WHOLE, "description": "Items on this page"}) == {"returned": "/count"}
    proposed = proposal([PAGE], page_of(ROW, count=WHOLE))
    assert "meta" not in proposed.listing
    assert asked(proposed, "meta") == ["Does /count count the items of this page, or all that match?"]


def test_an_estimate_is_no_total() -> None:
    estimate = {**WHOLE, "description": "An estimate of the number of results"}
    proposed = proposal([PAGE], page_of(ROW, total_size=estimate))
    assert "meta" not in proposed.listing
    assert asked(proposed, "meta", "total")


def test_whether_a_total_follows_the_filters_is_asked_unless_words_say_so() -> None:
    status = param("status")
    silent = proposal([PAGE, status], page_of(ROW, total=WHOLE))
    assert asked(silent, "meta", "total")
    said = {**WHOLE, "description": "How many orders match the filter"}
    assert not asked(proposal([PAGE, status], page_of(ROW, total=said)), "meta", "total")


def test_a_page_number_in_the_answer_counts_only_where_pages_are_asked_by_number() -> None:
    assert "page" not in meta([CURSOR], page=WHOLE, next_cursor=TEXT)
    assert "offset" not in meta([PAGE], offset=WHOLE)


def test_the_next_token_may_be_called_as_the_parameter_in_an_object_of_the_next_page() -> None:
    offset = param("offset", TEXT, "Offset token for the next page.")
    assert meta([offset], next_page=obj(offset=TEXT, uri=TEXT)) == {"next": "/next_page/offset"}


def test_a_token_of_which_nothing_tells_whose_page_it_means_is_a_question() -> None:
    body = page_of(ROW, next=obj(), meta=obj(cursor=TEXT, next_cursor=TEXT))
    assert listing([CURSOR], body)["meta"] == {"next": "/meta/next_cursor"}
    said = {**TEXT, "description": "The cursor of the next page"}
    assert listing([CURSOR], page_of(ROW, meta=obj(cursor=said)))["meta"] == {"next": "/meta/cursor"}


def test_an_address_is_no_token() -> None:
    link = {**TEXT, "format": "uri"}
    found = listing([CURSOR], page_of(ROW, next=link))
    assert found["page"] == {"by": "link"}


def test_headers_have_roles() -> None:
    headers = {"X-Total-Count": "", "X-Total-Pages": "", "X-Next-Page": "", "X-Request-Id": ""}
    assert listing([PAGE], array(ROW), headers=headers)["meta"] == {
        "total": "header:X-Total-Count",
        "pages": "header:X-Total-Pages",
        "next": "header:X-Next-Page",
    }


def test_the_members_of_an_object_in_a_header_have_roles() -> None:
    schema = obj(total=WHOLE, total_pages=WHOLE, page=WHOLE, next_page=WHOLE, last_page=WHOLE, trace=TEXT)
    proposed = proposal([PAGE], array(ROW), headers={"X-Pagination": schema, "X-Trace": ""})
    assert proposed.listing["meta"] == {
        "total": "header:X-Pagination#/total",
        "pages": "header:X-Pagination#/total_pages",
        "page": "header:X-Pagination#/page",
        "next": "header:X-Pagination#/next_page",
        "last": "header:X-Pagination#/last_page",
    }


def test_two_places_of_one_number_are_a_question() -> None:
    proposed = proposal([PAGE], page_of(ROW, total=WHOLE, meta=obj(total=WHOLE)))
    assert "meta" not in proposed.listing
    assert asked(proposed, "meta", "total") == ["Which of them is it: /total, /meta/total?"]


def test_links_that_come_at_times_are_found_save_those_that_should_always_come() -> None:
    pages = {"anyOf": [obj(next=TEXT, last=TEXT), obj(prev=TEXT, first=TEXT)]}
    assert meta([PAGE], links=obj(pages=pages)) == {"next": "/links/pages/next", "prev": "/links/pages/prev"}
