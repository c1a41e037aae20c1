"""Statuses of refusals and scopes are stated where the document gives a reason for them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.listproof.infer.lists import LIMIT, PAGE, TEXT, Shape, array, asked, obj, page_of, param, proposal

ROW = obj(required=["id"], id=TEXT, status=TEXT, team_id=TEXT)
SECURITY: Any = {
    "security": [{"key": []}],
    "root": {"components": {"securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}}}},
}


def errors(responses: dict[str, str], **more: Any) -> dict[str, int]:
    described = {status: {"description": said} for status, said in responses.items()}
    proposed = proposal([PAGE, LIMIT, param("status")], page_of(ROW), responses=described, **more)
    found: dict[str, int] = proposed.listing.get("errors", {})
    return found


def test_a_status_for_bad_parameters_is_that_of_every_bad_value() -> None:
    assert errors({"422": "A query parameter fails validation"}) == dict.fromkeys(
        ("bad_page", "bad_size", "bad_filter"), 422
    )


def test_a_status_for_some_bad_values_is_that_of_those() -> None:
    assert errors({"400": "A page size outside 1 to 100"}) == {"bad_size": 400}


@pytest.mark.parametrize(
    "responses",
    [{"400": "Bad request"}, {"422": "Validation failed, or the endpoint has been spammed."},
     {"400": "Invalid parameter", "422": "Invalid parameter"}, {}],
)  # fmt: skip
def test_a_status_that_says_not_what_for_is_a_question(responses: dict[str, str]) -> None:
    assert errors(responses) == {}


def test_a_refusal_that_tells_the_place_of_each_fault_is_that_of_every_bad_value_but_a_token() -> None:
    fault = obj(loc=array(TEXT), msg=TEXT)
    content = {"application/json": {"schema": obj(detail=array(fault))}}
    responses = {"422": {"description": "Validation Error", "content": content}}
    found = proposal([PAGE, LIMIT, param("status")], page_of(ROW), responses=responses).listing
    assert found["errors"] == dict.fromkeys(("bad_page", "bad_size", "bad_filter"), 422)
    cursor = page_of(ROW, next_cursor=TEXT)
    by_token = proposal([param("cursor"), LIMIT], cursor, responses=responses).listing
    assert by_token["errors"] == {"bad_size": 422}


def test_where_what_breaks_a_schema_is_refused_a_size_outside_its_bounds_is() -> None:
    fault = obj(loc=array(TEXT), msg=TEXT)
    content = {"application/json": {"schema": obj(detail=array(fault))}}
    responses = {"422": {"description": "Validation Error", "content": content}}
    limit = param("limit", {"type": "integer", "minimum": 1, "maximum": 50})
    proposed = proposal([PAGE, limit], page_of(ROW), responses=responses)
    assert proposed.listing["size"] == {"param": "limit", "over": "error", "under": "error"}
    assert not [each for each in proposed.opens if each.at in (("size", "over"), ("size", "under"))]
    unbounded = proposal([PAGE, param("limit", {"type": "integer"})], page_of(ROW), responses=responses)
    assert unbounded.listing["size"] == {"param": "limit"}


def test_credentials_that_are_missing_get_401_where_some_are_needed() -> None:
    assert errors({"401": "Unauthorized"}, **SECURITY) == {"unauthenticated": 401}
    assert errors({"401": "Unauthorized"}) == {}
    optional = {**SECURITY, "security": [{"key": []}, {}]}
    assert errors({"401": "Unauthorized"}, **optional) == {}


def test_405_is_for_methods_where_it_speaks_of_them() -> None:
    assert errors({"405": "The method is not GET."}) == {"method": 405}
    assert errors({"405": "The id is not in a recognized format."}) == {}


def scope(path: str, name: str, row: Shape = ROW) -> Any:
    parameter = {"name": name, "in": "path", "required": True, "schema": TEXT}
    return proposal([parameter, PAGE], page_of(row), path=path).listing.get("scope")


def test_a_path_parameter_that_the_items_bear_is_their_scope() -> None:
    assert scope("/teams/{teamId}/orders", "teamId") == [{"param": "path:teamId", "at": "/team_id"}]


@pytest.mark.parametrize("name", ["id", "order_id", "workspace_id"])
def test_an_id_of_no_name_the_items_own_and_an_unknown_one_are_none(name: str) -> None:
    row = obj(id=TEXT, order_id=TEXT, team_id=TEXT)
    assert scope(f"/teams/{{{name}}}/orders", name, row) is None


def test_a_scope_is_asked_for_where_it_is_not_stated() -> None:
    parameter = {"name": "team", "in": "path", "required": True, "schema": TEXT}
    proposed = proposal(
        [parameter, PAGE], page_of(obj(id=TEXT, tags=array(TEXT))), path="/teams/{team}/orders"
    )
    assert asked(proposed, "scope")


def test_what_a_path_ends_with_may_be_a_prefix_and_is_no_scope() -> None:
    assert scope("/orders/{team_id}", "team_id") is None
    assert scope("/orders/{team_id}/{to}", "team_id") is None
