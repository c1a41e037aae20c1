"""The extensions of other tools outrank what names and types show."""

from __future__ import annotations

from typing import Any

import pytest

from tests.listproof.infer.lists import FLAG, ROW, TEXT, WHOLE, array, asked, obj, param, proposal

# Names that inference makes nothing of, so that all comes from the extension.
PARAMETERS = [param("at", WHOLE), param("many", WHOLE), param("mark")]
BODY = obj(
    left=array(ROW), right=array(ROW), info=obj(following=TEXT, further=FLAG, sheets=WHOLE, amount=WHOLE)
)

SPEAKEASY = {
    "type": "offsetLimit",
    "inputs": [
        {"name": "at", "in": "parameters", "type": "page"},
        {"name": "many", "in": "parameters", "type": "limit"},
    ],
    "outputs": {"results": "$.right", "numPages": "$.info.sheets"},
}
SPEAKEASY_CURSOR = {
    "type": "cursor",
    "inputs": [{"name": "mark", "in": "parameters", "type": "cursor"}],
    "outputs": {"results": "$.right", "nextCursor": "$.right[-1].id"},
}
SPEAKEASY_URL = {"type": "url", "outputs": {"results": "$.right", "nextUrl": "$['info']['following']"}}
FERN = {"cursor": "$request.mark", "next_cursor": "$response.info.following", "results": "$response.right"}
FERN_OFFSET = {
    "offset": "$request.at",
    "step": "$request.many",
    "results": "$response.right",
    "has-next-page": "$response.info.further",
}
SCALAR = {
    "type": "pageNumber",
    "request": {"at": {"type": "pageNumber", "param": "at"}, "many": {"type": "limit", "param": "many"}},
    "response": {
        "right": {"type": "items", "location": "body", "path": ["right"]},
        "amount": {"type": "total", "path": ["info", "amount"]},
        "seen": {"type": "totalPages", "location": "header", "headerName": "X-Sheets"},
    },
}
DATADOG = {"limitParam": "many", "pageParam": "at", "pageStart": 0, "resultsPath": "right"}

CASES: list[tuple[str, Any, dict[str, Any]]] = [
    (
        "x-speakeasy-pagination",
        SPEAKEASY,
        {"page": {"by": "page", "param": "at"}, "size": {"param": "many"}, "meta": {"pages": "/info/sheets"}},
    ),
    (
        "x-speakeasy-pagination",
        SPEAKEASY_CURSOR,
        {"page": {"by": "cursor", "param": "mark"}, "meta": {"next": "item:/id"}},
    ),
    ("x-speakeasy-pagination", SPEAKEASY_URL, {"page": {"by": "link"}, "meta": {"next": "/info/following"}}),
    (
        "x-fern-pagination",
        FERN,
        {"page": {"by": "cursor", "param": "mark"}, "meta": {"next": "/info/following"}},
    ),
    (
        "x-fern-pagination",
        FERN_OFFSET,
        {
            "page": {"by": "offset", "param": "at"},
            "size": {"param": "many"},
            "meta": {"has_next": "/info/further"},
        },
    ),
    (
        "x-scalar-pagination",
        SCALAR,
        {
            "page": {"by": "page", "param": "at"},
            "size": {"param": "many"},
            "meta": {"total": "/info/amount", "pages": "header:X-Sheets"},
        },
    ),
    (
        "x-pagination",
        DATADOG,
        {"page": {"by": "page", "param": "at", "first": 0}, "size": {"param": "many"}},
    ),
]


@pytest.mark.parametrize(
    ("name", "value", "expected"), CASES, ids=lambda each: each if isinstance(each, str) else ""
)
def test_an_extension_says_how_pages_are_asked_for(name: str, value: Any, expected: dict[str, Any]) -> None:
    proposed = proposal(PARAMETERS, BODY, **{name: value})
    assert proposed.listing["items"] == "/right"
    for key in ("page", "size", "meta"):
        assert proposed.listing.get(key) == expected.get(key)
    assert proposed.reasons["/page/by"] == f"{name} says so"


def test_what_an_extension_can_not_say_stays_open() -> None:
    proposed = proposal(PARAMETERS, BODY, **{"x-speakeasy-pagination": SPEAKEASY})
    assert asked(proposed, "page", "first")
    assert asked(proposed, "page", "past_end")


def test_an_extension_outranks_the_names() -> None:
    parameters = [param("page", WHOLE), param("limit", WHOLE), *PARAMETERS]
    proposed = proposal(parameters, BODY, **{"x-fern-pagination": FERN_OFFSET})
    assert proposed.listing["page"] == {"by": "offset", "param": "at"}
    assert proposed.listing["size"] == {"param": "many"}
    assert any("limit" in question for question in asked(proposed, "size"))


def test_a_link_to_the_next_page_of_autorest_is_read() -> None:
    body = obj(value=array(ROW), nextLink=TEXT)
    found = proposal([], body, **{"x-ms-pageable": {"nextLinkName": "nextLink"}}).listing
    assert (found["items"], found["page"], found["meta"]) == ("/value", {"by": "link"}, {"next": "/nextLink"})
    whole = proposal([], body, **{"x-ms-pageable": {"nextLinkName": None}}).listing
    assert whole["page"] == {"by": "none"}


def test_a_scheme_of_scalar_is_found_by_its_name() -> None:
    root = {"x-scalar-pagination": [{"name": "numbered", **SCALAR}]}
    found = proposal(PARAMETERS, BODY, root=root, **{"x-scalar-pagination": "numbered"}).listing
    assert found["page"] == {"by": "page", "param": "at"}


def test_marks_on_parameters_and_fields_are_read() -> None:
    purpose = "x-stainless-pagination-property"
    parameters = [param("mark", {**TEXT, purpose: {"purpose": "next_cursor_param"}})]
    body = obj(
        left=array(ROW),
        right={**array(ROW), purpose: {"purpose": "items"}},
        info=obj(following={**TEXT, purpose: {"purpose": "next_cursor_field"}}),
    )
    found = proposal(parameters, body).listing
    assert found["items"] == "/right"
    assert found["page"] == {"by": "cursor", "param": "mark"}
    assert found["meta"] == {"next": "/info/following"}


def test_the_marks_of_typespec_are_read() -> None:
    parameters = [
        param("at", WHOLE, **{"x-ms-list-offset": True}),
        param("many", WHOLE, **{"x-ms-list-page-size": True}),
    ]
    body = obj(left=array(ROW), right={**array(ROW), "x-ms-list-page-items": True})
    found = proposal(parameters, body).listing
    assert found["items"] == "/right"
    assert found["page"] == {"by": "offset", "param": "at"}
    assert found["size"] == {"param": "many"}


@pytest.mark.parametrize(
    "value",
    [
        7,
        "text",
        [],
        {},
        {"type": 5, "inputs": 3, "outputs": []},
        {"type": "url", "outputs": {"nextUrl": {"a": 1}}},
    ],
)
@pytest.mark.parametrize(
    "name",
    ["x-speakeasy-pagination", "x-fern-pagination", "x-scalar-pagination", "x-ms-pageable", "x-pagination"],
)
def test_an_extension_that_is_nonsense_is_passed_over(name: str, value: Any) -> None:
    parameters = [param("page", {"type": "integer", "default": 1})]
    body = obj(value=array(ROW))
    found = proposal(parameters, body, **{name: value}).listing
    assert found["items"] == "/value"


def test_what_an_extension_names_and_the_document_lacks_is_a_question() -> None:
    wrong = {"offset": "$request.nowhere", "results": "$response.info", "has-next-page": "$response.gone"}
    parameters = [param("page", {"type": "integer", "default": 1})]
    proposed = proposal(parameters, obj(data=array(ROW), info=obj()), **{"x-fern-pagination": wrong})
    assert proposed.listing["page"] == {"by": "page", "param": "page", "first": 1}
    assert proposed.listing["items"] == "/data"
