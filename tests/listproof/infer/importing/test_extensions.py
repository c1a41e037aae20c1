"""Every form of the extensions is read, and what of it can't be said is asked."""

from __future__ import annotations

from typing import Any

import pytest

from listproof.contract import Json
from listproof.infer.importing.imported import Imported
from listproof.infer.importing.reading import import_paging
from tests.listproof.infer.lists import FLAG, ROW, TEXT, WHOLE, array, obj, operation, param, passed, proposal

PARAMETERS = [param("at", WHOLE), param("many", WHOLE), param("mark"), param("offset", WHOLE)]
BODY = obj(rows=array(ROW), info=obj(next=TEXT, more=FLAG, pages=WHOLE), value=array(ROW), nextLink=TEXT)


def imported(name: str, value: Json, **more: Any) -> Imported:
    """What is imported from the extension."""
    found = import_paging(operation(PARAMETERS, BODY, **{name: value}, **more))
    assert found is not None
    return found


def questions(name: str, value: Json, **more: Any) -> str:
    """What is asked of it."""
    return "\n".join(each.question for each in imported(name, value, **more).opens)


# --- forms ---


def test_the_last_item_is_found_in_both_ways_in_which_it_is_written() -> None:
    for path in ("$.rows[-1].id", "$.rows[(@.length-1)].id"):
        value = {
            "type": "cursor",
            "inputs": [{"name": "mark", "in": "query", "type": "cursor"}],
            "outputs": {"nextCursor": path},
        }
        found = imported("x-speakeasy-pagination", value)
        assert (found.by, found.items, found.meta) == ("cursor", ("rows",), {"next": "item:/id"})


def test_true_means_the_extension_at_the_root() -> None:
    root = {"x-fern-pagination": {"offset": "$request.at", "results": "$response.rows"}}
    found = imported("x-fern-pagination", True, root=root)
    assert (found.by, found.param, found.items) == ("page", "at", ("rows",))
    assert "the document's root has none" in questions("x-fern-pagination", True)
    assert import_paging(operation(PARAMETERS, BODY, **{"x-fern-pagination": False})) is None


def test_a_path_of_the_next_page_is_a_link_as_its_address_is() -> None:
    for key in ("next_uri", "next_path"):
        found = imported("x-fern-pagination", {key: "$response.info.next", "results": "$response.rows"})
        assert (found.by, found.meta) == ("link", {"next": "/info/next"})


def test_an_offset_without_a_step_is_doubted_where_its_name_says_otherwise() -> None:
    assert (
        imported("x-fern-pagination", {"offset": "$request.offset", "results": "$response.rows"}).by is None
    )
    stepped = {"offset": "$request.offset", "step": "$request.many"}
    assert imported("x-fern-pagination", stepped).by == "offset"
    assert imported("x-fern-pagination", {"offset": "$request.at"}).by == "page"


def test_the_key_of_the_last_item_stands_beside_the_items_or_alone() -> None:
    for response in (
        {"rows": {"type": "items", "itemCursor": ["id"]}},
        {"rows": {"type": "items"}, "last": {"type": "cursorId", "itemCursor": ["id"]}},
    ):
        scheme = {"type": "cursorId", "request": {"mark": {"type": "cursorId"}}, "response": response}
        found = imported("x-scalar-pagination", scheme)
        assert (found.by, found.param, found.meta) == ("cursor", "mark", {"next": "item:/id"})


def test_a_cursor_inside_an_envelope_and_a_link_header_are_found() -> None:
    scheme = {
        "type": "cursor",
        "request": {"mark": {"type": "cursor"}},
        "response": {
            "rows": {"type": "items"},
            "info": {"type": "cursor", "cursorPath": ["next"]},
            "more": {"type": "hasMore", "path": ["info", "more"]},
        },
    }
    assert imported("x-scalar-pagination", scheme).meta == {"next": "/info/next", "has_next": "/info/more"}
    linked = {"type": "cursorUrl", "response": {"next": {"type": "cursorUrl", "location": "linkHeader"}}}
    assert imported("x-scalar-pagination", linked).meta == {"next": "link:next"}


def test_pointers_are_read_as_parameters_are() -> None:
    by_pointers = {"type": "cursor", "input": "$request.query#/mark", "output": "$response.body#/info/next"}
    found = imported("x-pagination", {**by_pointers, "result": "$response.body#/rows"})
    assert (found.by, found.param, found.items) == ("cursor", "mark", ("rows",))
    assert found.meta == {"next": "/info/next"}
    link = [{"type": "link", "next": "$response.headers#/X-Next"}, {"type": "page"}]
    assert imported("x-pagination", link).meta == {"next": "header:X-Next"}
    assert imported("x-pagination", {"pageParam": "at", "pageStart": 1, "resultsPath": "rows"}).first == 1


# --- what can't be mapped ---

INPUT = {"name": "mark", "in": "parameters", "type": "cursor"}
ODD: list[tuple[str, Json, str]] = [
    ("x-speakeasy-pagination", "offsetLimit", "is no object"),
    ("x-speakeasy-pagination", {"type": "keyset"}, "has the type keyset"),
    (
        "x-speakeasy-pagination",
        {"type": "cursor", "inputs": [{**INPUT, "in": "requestBody"}]},
        "request's body",
    ),
    ("x-speakeasy-pagination", {"type": "cursor", "inputs": [7]}, "has the input 7"),
    ("x-speakeasy-pagination", {"type": "cursor", "inputs": [{"name": "mark"}]}, "mark of the type None"),
    ("x-speakeasy-pagination", {"type": "cursor", "inputs": [INPUT], "outputs": {"hasMore": "$"}}, "hasMore"),
    (
        "x-speakeasy-pagination",
        {
            "type": "cursor",
            "inputs": [INPUT],
            "outputs": {"results": "$.rows", "nextCursor": "$.value[-1].id"},
        },
        "goes on by $.value[-1].id",
    ),
    ("x-speakeasy-pagination", {"type": "url", "outputs": {"nextUrl": "$..next"}}, "no place"),
    ("x-speakeasy-pagination", {"type": "offsetLimit", "inputs": []}, "no input of the type page or offset"),
    ("x-fern-pagination", "$request.at", "is no object"),
    ("x-fern-pagination", {"type": "custom", "results": "$response.rows"}, "neither cursor, offset"),
    ("x-fern-pagination", {"cursor": "$request.body.mark"}, "request's body"),
    ("x-fern-pagination", {"offset": "$request.at", "pages": 3}, "has pages"),
    ("x-scalar-pagination", "numbered", "the root has no such scheme"),
    ("x-scalar-pagination", {"type": "keyset"}, "has the type keyset"),
    ("x-scalar-pagination", {"type": "fakePage", "continueOnEmptyItems": True}, "a page may be empty"),
    (
        "x-scalar-pagination",
        {"type": "offset", "request": {"offset": {"type": "offset", "location": "body"}}},
        "offset in the body",
    ),
    ("x-ms-pageable", {"itemName": "value"}, "names no nextLinkName"),
    ("x-ms-pageable", {"nextLinkName": 7}, "has the nextLinkName 7"),
    ("x-ms-pageable", {"nextLinkName": "nextLink", "itemName": 7}, "has the itemName 7"),
    ("x-pagination", {"style": "cursor"}, "of no form that is known"),
    ("x-pagination", {"limitParam": "$request.body.many"}, "request's body"),
    ("x-fern-pagination", {"offset": "$request.gone"}, "there is no such parameter"),
    ("x-fern-pagination", {"next_uri": "$response.gone"}, "the body has no such field"),
    ("x-ms-pageable", {"nextLinkName": "nextLink", "itemName": "info"}, "which is no array"),
]


@pytest.mark.parametrize(("name", "value", "asked"), ODD, ids=[f"{each[0]}: {each[2]}" for each in ODD])
def test_what_can_not_be_mapped_is_asked(name: str, value: Json, asked: str) -> None:
    assert asked in questions(name, value)


def test_pages_that_another_operation_brings_are_not_stated() -> None:
    value = {"nextLinkName": "nextLink", "operationName": "listNext"}
    assert (
        "another operation brings the next page: listNext"
        in passed([], BODY, **{"x-ms-pageable": value}).because
    )
    unlinked = {"nextLinkName": None, "operationName": "listNext"}
    assert "listNext" in passed([], BODY, **{"x-ms-pageable": unlinked}).because
    posted = {"nextLinkName": "nextLink", "nextLinkVerb": "POST"}
    assert "asked for by POST" in passed([], BODY, **{"x-ms-pageable": posted}).because


def test_why_an_extension_says_nothing_is_told_where_nothing_else_does() -> None:
    found = passed([], obj(rows=array(ROW)), **{"x-pagination": {"style": "cursor"}})
    assert "x-pagination is of no form that is known" in found.because


# --- several extensions ---


def test_extensions_complete_each_other_and_what_they_differ_in_is_asked() -> None:
    fern = {"offset": "$request.at", "has-next-page": "$response.info.more"}
    speakeasy = {
        "type": "offsetLimit",
        "inputs": [
            {"name": "at", "in": "parameters", "type": "page"},
            {"name": "many", "in": "parameters", "type": "limit"},
        ],
        "outputs": {"results": "$.rows"},
    }
    both = {"x-fern-pagination": fern, "x-speakeasy-pagination": speakeasy}
    proposed = proposal(PARAMETERS, BODY, **both)
    assert proposed.listing["meta"]["has_next"] == "/info/more"
    assert proposed.listing["size"] == {"param": "many"}
    assert proposed.source == "x-speakeasy-pagination"
    other = {**both, "x-fern-pagination": {"offset": "$request.many", "results": "$response.value"}}
    found = import_paging(operation(PARAMETERS, BODY, **other))
    assert found is not None
    assert (found.param, found.items) == ("at", ("rows",))
    asked = [each.question for each in found.opens]
    assert "x-speakeasy-pagination says /rows, and x-fern-pagination /value: which is it?" in asked
    assert "x-speakeasy-pagination says at, and x-fern-pagination many: which is it?" in asked


def test_an_extension_that_pages_in_another_way_adds_nothing() -> None:
    linked = {"next_uri": "$response.info.next"}
    numbered = {"type": "offsetLimit", "inputs": [{"name": "at", "in": "parameters", "type": "page"}]}
    both = {"x-fern-pagination": linked, "x-speakeasy-pagination": numbered}
    found = import_paging(operation(PARAMETERS, BODY, **both))
    assert found is not None
    assert (found.by, found.param, found.meta) == ("page", "at", {})
    assert any("says page, and x-fern-pagination link" in each.question for each in found.opens)
