"""Marks on parameters, fields and schemas are read where they stand, behind references too."""

from __future__ import annotations

from typing import Any

import pytest

from listproof.infer.importing.imported import Imported
from listproof.infer.importing.reading import import_paging
from tests.listproof.infer.lists import FLAG, ROW, TEXT, WHOLE, array, obj, operation, param

PURPOSE = "x-stainless-pagination-property"


def marked(schema: dict[str, Any], purpose: str = "", **more: Any) -> dict[str, Any]:
    """The schema with a purpose."""
    return {**schema, PURPOSE: {**({"purpose": purpose} if purpose else {}), **more}}


def imported(parameters: list[Any], body: dict[str, Any], **more: Any) -> Imported:
    """What the marks say."""
    found = import_paging(operation(parameters, body, **more))
    assert found is not None
    return found


def test_the_id_of_the_last_item_is_the_next_place() -> None:
    row = obj(key=marked(TEXT, "cursor_item_id"), name=TEXT)
    body = obj(rows=marked(array(row), "items"), more=marked(FLAG, "has_next_page"))
    found = imported([param("mark", marked(TEXT, "next_cursor_id_param"))], body)
    assert (found.by, found.param, found.items) == ("cursor", "mark", ("rows",))
    assert found.meta == {"next": "item:/key", "has_next": "/more"}


def test_the_body_itself_may_have_the_items_and_headers_the_rest() -> None:
    body = marked(array(ROW), is_top_level_array=True)
    found = imported([param("mark", marked(TEXT, "next_cursor_param"))], body)
    assert found.items == ()
    stand_in = obj(
        rows=marked(array(ROW), "items"),
        next=marked(TEXT, "next_cursor_field", from_header="X-Next"),
        total=marked(WHOLE, "offset_total_count_field"),
    )
    found = imported([param("mark", marked(TEXT, "next_cursor_param"))], stand_in)
    assert found.meta == {"next": "header:X-Next", "total": "/total"}


def test_a_mark_in_a_schema_that_is_referred_to_is_found() -> None:
    schemas = {"Rows": marked(array(ROW), "items"), "Mark": marked(TEXT, "next_cursor_param")}
    body = {"allOf": [obj(ok=FLAG), obj(rows={"$ref": "#/components/schemas/Rows"})]}
    mark = param("mark", {"$ref": "#/components/schemas/Mark"})
    found = imported([mark], body, root={"components": {"schemas": schemas}})
    assert (found.by, found.items) == ("cursor", ("rows",))


def test_two_marks_of_one_kind_and_unknown_purposes_are_asked_about() -> None:
    parameters = [
        param("a", marked(WHOLE, "page_number_param")),
        param("b", marked(WHOLE, "offset_count_param")),
    ]
    body = obj(one=marked(array(ROW), "items"), two=marked(array(ROW), "items"), c=marked(TEXT, "odd"))
    found = imported(parameters, body)
    asked = " ".join(each.question for each in found.opens)
    assert (found.by, found.param, found.items) == ("page", "a", ("one",))
    assert "is on a and on b" in asked
    assert "is on /one and on /two" in asked
    assert "has the purpose odd on /c" in asked


def test_the_start_of_an_offset_may_be_this_or_the_next() -> None:
    body = obj(rows=marked(array(ROW), "items"), start=marked(WHOLE, "offset_count_start_field"))
    found = imported([param("o", marked(WHOLE, "offset_count_param"))], body)
    assert found.meta == {}
    assert any("is it this offset, or the next one?" in each.question for each in found.opens)


def test_links_and_tokens_of_ms_list_are_told_apart() -> None:
    body = obj(
        value={**array(ROW), "x-ms-list-page-items": True},
        next={**TEXT, "x-ms-list-next-link": True},
        prev={**TEXT, "x-ms-list-prev-link": True},
    )
    found = imported([], body)
    assert (found.by, found.meta) == ("link", {"next": "/next", "prev": "/prev"})
    token = {"x-ms-list-continuation-token": True}
    paired = obj(value={**array(ROW), "x-ms-list-page-items": True}, next={**TEXT, **token})
    found = imported([param("mark", **token)], paired)
    assert (found.by, found.param, found.meta) == ("cursor", "mark", {"next": "/next"})
    alone = imported([], paired)
    assert alone.by is None


def test_a_mark_that_is_no_boolean_is_asked_about() -> None:
    body = obj(value={**array(ROW), "x-ms-list-page-items": "yes"})
    found = imported([param("o", WHOLE, **{"x-ms-list-offset": True})], body)
    assert (found.by, found.items) == ("offset", None)
    assert any("x-ms-list-page-items is no boolean on /value" in each.question for each in found.opens)


ODD: list[Any] = [
    None,
    True,
    7,
    "text",
    [],
    {},
    {"purpose": []},
    {"purpose": "items", "from_header": 3},
    [[None]],
]


@pytest.mark.parametrize("value", ODD, ids=repr)
@pytest.mark.parametrize("key", [PURPOSE, "x-ms-list-page-items", "x-ms-list-continuation-token"])
def test_odd_marks_break_nothing(key: str, value: Any) -> None:
    odd = {key: value}
    body = {**obj(rows={**array({**ROW, **odd}), **odd}, next={**TEXT, **odd}), **odd}
    found = import_paging(operation([param("page", {**WHOLE, **odd}), param("size", WHOLE, **odd)], body))
    assert found is None or found.by in (None, "cursor")


def test_a_schema_that_is_inside_itself_many_times_is_not_looked_at_for_ever() -> None:
    wide = {f"f{index}": {"$ref": "#/components/schemas/Wide"} for index in range(200)}
    body = obj(rows=marked(array(ROW), "items"), wide={"$ref": "#/components/schemas/Wide"})
    found = imported([], body, root={"components": {"schemas": {"Wide": obj(**wide)}}})
    assert found.items == ("rows",)
