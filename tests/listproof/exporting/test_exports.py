"""What the words of a tool say of a list, and what they can't."""

from __future__ import annotations

from typing import Any

import pytest

from listproof.exporting.exports import export, told
from tests.listproof.exporting.lists import document, exported, operation_of

PAGES: dict[str, Any] = {
    "items": "/data",
    "page": {"by": "page", "param": "page"},
    "size": {"param": "limit"},
    "meta": {"pages": "/meta/pages", "has_next": "/meta/more", "total": "/meta/total"},
}
CURSOR: dict[str, Any] = {
    "items": "/data",
    "page": {"by": "cursor", "param": "after"},
    "size": {"param": "limit"},
    "meta": {"next": "/meta/next"},
}
LINK: dict[str, Any] = {"items": "/data", "page": {"by": "link"}, "meta": {"next": "/meta/next"}}


def without(listing: dict[str, Any], key: str) -> dict[str, Any]:
    return {each: value for each, value in listing.items() if each != key}


def test_speakeasy_has_the_inputs_and_the_places_of_the_answer() -> None:
    assert exported(PAGES, "speakeasy").value == {
        "type": "offsetLimit",
        "inputs": [
            {"name": "page", "in": "parameters", "type": "page"},
            {"name": "limit", "in": "parameters", "type": "limit"},
        ],
        "outputs": {"results": "$.data", "numPages": "$.meta.pages"},
    }
    last = {**CURSOR, "meta": {"next": "item:/id"}}
    assert exported(last, "speakeasy").value == {
        "type": "cursor",
        "inputs": [
            {"name": "after", "in": "parameters", "type": "cursor"},
            {"name": "limit", "in": "parameters", "type": "limit"},
        ],
        "outputs": {"results": "$.data", "nextCursor": "$.data[-1].id"},
    }
    assert exported(LINK, "speakeasy").value == {
        "type": "url",
        "outputs": {"results": "$.data", "nextUrl": "$.meta.next"},
    }


def test_fern_has_a_step_where_an_offset_goes_on_by_it() -> None:
    assert exported(PAGES, "fern").value == {
        "offset": "$request.page",
        "results": "$response.data",
        "has-next-page": "$response.meta.more",
    }
    offset = {**PAGES, "page": {"by": "offset", "param": "offset"}, "meta": {}}
    assert exported(offset, "fern").value == {
        "offset": "$request.offset",
        "step": "$request.limit",
        "results": "$response.data",
    }
    found = exported({**offset, "page": {"by": "offset", "param": "$skip"}}, "fern").value
    assert found is not None
    assert found["offset"] == "$request.$skip"
    assert exported(CURSOR, "fern").value == {
        "cursor": "$request.after",
        "next_cursor": "$response.meta.next",
        "results": "$response.data",
    }
    assert exported(LINK, "fern").value == {"next_uri": "$response.meta.next", "results": "$response.data"}


def test_scalar_has_headers_and_links_too() -> None:
    in_headers = {**CURSOR, "meta": {"next": "header:X-Next", "total": "header:X-Total"}}
    value = exported(in_headers, "scalar").value
    assert value is not None
    assert value["response"]["next"] == {"type": "cursor", "location": "header", "headerName": "X-Next"}
    assert value["response"]["total"] == {"type": "total", "location": "header", "headerName": "X-Total"}
    linked = exported({**LINK, "meta": {"next": "link:next"}}, "scalar").value
    assert linked is not None
    assert linked["response"]["next"] == {"type": "cursorUrl", "location": "linkHeader", "rel": "next"}
    whole = exported({"items": "/data", "page": {"by": "none"}}, "scalar").value
    assert whole is not None
    assert whole["type"] == "fakePage"


NOTHING: list[tuple[str, dict[str, Any], str]] = [
    ("speakeasy", {"items": "/data", "page": {"by": "none"}}, "the whole list comes at once"),
    ("speakeasy", {**CURSOR, "meta": {"next": "header:X-Next"}}, "the next token is in header:X-Next"),
    ("speakeasy", {**LINK, "meta": {"next": "link:next"}}, "the next address is in link:next"),
    ("speakeasy", without(CURSOR, "meta"), "what leads on is not stated"),
    ("fern", {**PAGES, "items": ""}, "the items are the body itself"),
    ("fern", {**CURSOR, "meta": {"next": "item:/id"}}, "the next token is in item:/id"),
    ("fern", {**PAGES, "items": "/da.ta"}, "the field da.ta has a name"),
    (
        "fern",
        {**PAGES, "page": {"by": "page", "param": "page[number]"}},
        "the parameter page[number] has a name",
    ),
    (
        "fern",
        {**without(PAGES, "size"), "page": {"by": "offset", "param": "offset"}},
        "an offset goes on by the size",
    ),
    ("scalar", {**PAGES, "items": ""}, "the items are the body itself"),
    ("scalar", {**CURSOR, "meta": {"next": "link:next"}}, "what leads on is in link:next"),
]


@pytest.mark.parametrize(
    ("to", "listing", "because"), NOTHING, ids=[f"{to}: {why}" for to, _, why in NOTHING]
)
def test_nothing_is_said_where_it_would_page_wrongly(to: str, listing: dict[str, Any], because: str) -> None:
    if listing["items"] == "":
        listing = without(listing, "meta")
    found = exported(listing, to)
    assert found.value is None
    assert because in found.because


def test_a_name_that_several_parameters_have_is_no_name() -> None:
    operation = operation_of(document(PAGES))
    for names, because in (
        (["page", "page", "limit"], "several parameters are called page"),
        (["limit"], "page is a part of a parameter"),
    ):
        assert because in export(operation, names, to="speakeasy").because


def test_what_is_stated_and_left_out_is_told() -> None:
    listing = {
        **PAGES,
        "page": {**PAGES["page"], "first": 0, "past_end": "empty"},
        "size": {"param": "limit", "omit": "all", "over": "error"},
        "sort": {"default": ["-/at"]},
    }
    found = exported(listing, "speakeasy")
    assert found.unsaid == (
        "page.first (it is 0: an SDK that begins at 1 misses it)",
        "page.past_end",
        "size.over",
        "size.omit",
        "meta.has_next",
        "meta.total",
        "sort",
    )


def test_lists_of_which_the_same_is_left_out_are_told_together() -> None:
    found = exported(PAGES, "speakeasy")
    nothing = exported({"items": "/data", "page": {"by": "none"}}, "speakeasy")
    assert list(told([found, found, nothing])) == [
        "GET /orders, GET /orders: what x-speakeasy-pagination can't say: meta.has_next, meta.total",
        "GET /orders: nothing is written, for the whole list comes at once",
    ]
