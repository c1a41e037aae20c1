"""Where the items stand, and what makes an item itself."""

from __future__ import annotations

from tests.listproof.infer.lists import (
    LIMIT,
    PAGE,
    ROW,
    TEXT,
    WHOLE,
    array,
    asked,
    listing,
    obj,
    page_of,
    passed,
    proposal,
)


def test_the_only_array_of_the_least_depth_holds_the_items() -> None:
    body = obj(status=TEXT, result=obj(orders=array(ROW), total=WHOLE))
    assert listing([PAGE], body)["items"] == "/result/orders"


def test_a_bare_array_holds_them_itself() -> None:
    assert listing([PAGE], array(ROW))["items"] == ""


def test_of_several_arrays_that_which_the_path_names_holds_them() -> None:
    assert listing([PAGE], obj(tags=array(TEXT), orders=array(ROW)))["items"] == "/orders"


def test_else_the_customary_name_counts_but_never_for_what_is_no_array() -> None:
    body = obj(items=WHOLE, results=array(ROW), extras=array(ROW))
    assert listing([PAGE], body)["items"] == "/results"


def test_errors_and_included_are_no_items() -> None:
    assert (
        listing([PAGE], obj(data=array(ROW), errors=array(TEXT), included=array(obj())))["items"] == "/data"
    )


def test_arrays_that_nothing_tells_apart_leave_it_undecided() -> None:
    found = passed([PAGE], obj(left=array(ROW), right=array(ROW)))
    assert found.pages
    assert "/left, /right" in found.because


def test_a_single_thing_with_an_array_in_it_is_no_list() -> None:
    found = passed([], obj(id=TEXT, tags=array(TEXT)), path="/orders/{id}")
    assert not found.pages


def test_items_that_are_documented_as_one_thing_with_an_id_hide_no_list_of_their_own() -> None:
    one = obj(_id=TEXT, roles=array(TEXT))
    assert "/items in its body is documented as one object" in passed([PAGE], obj(items=one)).because
    assert listing([PAGE], obj(data=one))["items"] == "/data/roles"
    assert listing([PAGE], obj(items=obj(roles=array(TEXT))))["items"] == "/items/roles"


def test_a_key_with_odd_characters_is_escaped() -> None:
    assert listing([PAGE], obj(**{"a/b~c": array(ROW)}))["items"] == "/a~1b~0c"


def test_the_id_is_told_by_its_name() -> None:
    assert listing([PAGE], page_of(obj(id=TEXT, name=TEXT)))["id"] == "/id"
    assert listing([PAGE], page_of(obj(sid=TEXT, name=TEXT)))["id"] == "/sid"
    row = obj(required=["order_id", "user_id"], order_id=TEXT, user_id=TEXT)
    assert listing([PAGE], page_of(row))["id"] == "/order_id"


def test_no_other_field_is_taken_for_the_id() -> None:
    proposed = proposal([PAGE], page_of(obj(required=["schedule_id"], schedule_id=TEXT, agent_id=TEXT)))
    assert "id" not in proposed.listing
    assert asked(proposed, "id") == ["Which field makes an item itself?"]
    assert "id" not in listing([PAGE], page_of(obj(id=obj(value=TEXT))))


def test_pages_without_parameters_are_a_list_only_where_words_say_that_it_comes_whole() -> None:
    assert "no parameter asks for a page" in passed([], page_of(ROW)).because
    whole = listing([], page_of(ROW), description="This endpoint is not paginated.")
    assert whole["page"] == {"by": "none"}


def test_a_size_alone_is_undecided() -> None:
    found = passed([LIMIT], page_of(ROW))
    assert found.pages
    assert "how the next page is asked for" in found.because
