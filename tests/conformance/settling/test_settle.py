"""What a server shows is stated with the request; what it can't show stays open, with what came."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from conformance.asking.client import Answer
from conformance.evidence import Request
from conformance.target import Target, TargetCaller
from listproof.errors import ConfigError, Unreachable
from listproof.infer.guesses import Bound
from listproof.infer.plain import PlainDocument
from listproof.infer.proposals import Passed, Proposal, propose
from tests.conformance.settling.shop import (
    KEY,
    URL,
    Shop,
    customer,
    differs,
    orders,
    question,
    settle,
    settle_all,
    stopped,
    value,
)
from tests.listproof.infer.lists import TEXT, WHOLE, document, obj, page_of, param

ORDER = obj(
    required=["id"], id=TEXT, status=TEXT, customer=TEXT, created_at={"type": "string", "format": "date-time"}
)
SIZE = param("limit", {"type": "integer", "default": 20, "maximum": 25})
PAGE = param("page", {"type": "integer"})
FIRST = param("page", {"type": "integer", "default": 1})
STATUS = param("status", {"type": "string", "enum": ["open", "sent"]})


def listed(*parameters: dict[str, Any], **beside: Any) -> PlainDocument:
    """A document with one list of orders."""
    more = {key: beside.pop(key) for key in ("responses", "path", "root", "security") if key in beside}
    return document(list(parameters), page_of(ORDER, total=WHOLE, **beside), **more)


# --- pages ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("first", [0, 1])
def test_the_first_page_is_the_one_that_comes_unasked(first: int) -> None:
    found = settle(listed(PAGE, SIZE), Shop(first=first))
    assert value(found, "page", "first") == first
    assert question(found, "page", "first") == ""
    reason = found.reasons["/page/first"]
    assert f"GET /orders?page={first}&limit=2" in reason
    assert "GET /orders?limit=2 gave the same 2 rows" in reason


def test_a_documented_first_page_is_kept_where_the_server_has_another_and_that_is_told() -> None:
    found = settle(listed(FIRST, SIZE), Shop(first=0))
    assert value(found, "page", "first") == 1
    assert "the first page is documented as 1 (the default of page is 1), and the server has 0" in differs(
        found
    )


def test_a_first_page_that_only_an_example_shows_gives_way_to_what_the_server_has() -> None:
    found = settle(listed(param("page", {"type": "integer", "example": 0}), SIZE), Shop(first=1))
    assert value(found, "page", "first") == 1
    assert "(the example of page is 0)" in question(found, "page", "first")


def test_a_page_that_is_ignored_is_told_and_no_first_page_is_stated() -> None:
    def ignore(request: Request, answer: Answer, _: int) -> Answer:
        return Shop()(replace(request, target=request.target.replace("page=", "other=")))

    found = settle(listed(PAGE, SIZE), Shop(spoil=ignore))
    assert value(found, "page", "first") is None
    assert "gave the same rows" in question(found, "page", "first")


@pytest.mark.parametrize(("past_end", "word"), [("empty", "empty"), (404, "error"), ("last", "last")])
@pytest.mark.parametrize("by", ["page", "offset"])
def test_what_comes_past_the_end_is_asked_near_it_and_far_from_it(
    by: str, past_end: str | int, word: str
) -> None:
    parameter = PAGE if by == "page" else param("offset", {"type": "integer"})
    found = settle(listed(parameter, SIZE), Shop(by=by, past_end=past_end))
    assert value(found, "page", "past_end") == word
    asked = found.reasons["/page/past_end"]
    assert ("page=4&" in asked and "page=1004&" in asked) if by == "page" else "offset=1060&" in asked


def test_an_error_far_behind_a_list_of_unknown_length_is_no_statement_on_its_end() -> None:
    found = settle(listed(PAGE, SIZE), Shop(rows=orders(600), total="none", past_end=400))
    assert value(found, "page", "past_end") is None
    assert "page=1000000" in question(found, "page", "past_end")


def test_a_token_is_followed_and_bears_out_how_the_list_is_paged() -> None:
    plain = listed(param("cursor"), SIZE, next_cursor=TEXT)
    found = settle(plain, Shop(by="cursor", next_at="next_cursor"))
    assert "had the rows that follow" in found.reasons["/page/by"]
    assert differs(found) == ""


def test_a_token_that_leads_nowhere_is_told() -> None:
    def stuck(request: Request, answer: Answer, _: int) -> Answer:
        return Shop(by="cursor", next_at="next_cursor")(
            replace(request, target=request.target.replace("cursor=", "other="))
        )

    found = settle(listed(param("cursor"), SIZE, next_cursor=TEXT), Shop(spoil=stuck))
    assert "is not what follows" in differs(found)
    assert "had the rows" not in found.reasons["/page/by"]


def test_a_link_header_that_nobody_documented_is_stated_where_it_leads_on_and_ends() -> None:
    found = settle(listed(FIRST, SIZE), Shop(rows=orders(22), links=True))
    assert value(found, "meta", "next") == "link:next"
    unended = settle(listed(FIRST, SIZE), Shop(rows=orders(60), links=True))
    assert value(unended, "meta", "next") is None


# --- sizes ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("over", ["error", "clamp"])
def test_a_size_over_the_maximum_is_cut_or_refused(over: str) -> None:
    found = settle(listed(PAGE, SIZE), Shop(over=over))
    assert value(found, "size", "over") == over
    assert "GET /orders?limit=26" in found.reasons["/size/over"]


def test_more_rows_than_the_documented_maximum_are_told_and_never_adopted() -> None:
    found = settle(listed(PAGE, SIZE), Shop(over="more"))
    assert value(found, "size", "over") is None
    assert "GET /orders?limit=26 gave 26 rows, and the maximum of limit is documented as 25" in differs(found)
    assert found.bounds == ()


def test_a_short_list_cant_show_what_a_size_over_the_maximum_gets() -> None:
    found = settle(listed(PAGE, SIZE), Shop(rows=orders(3), over="clamp"))
    assert value(found, "size", "over") is None
    assert "the list is known to have 3, too few to show a cut" in question(found, "size", "over")


@pytest.mark.parametrize("under", ["error", "default", "clamp"])
def test_sizes_below_the_minimum(under: str) -> None:
    found = settle(listed(PAGE, SIZE), Shop(under=under))
    assert value(found, "size", "under") == under
    assert "limit=0" in found.reasons["/size/under"]
    assert "limit=-1" in found.reasons["/size/under"]


def test_the_default_size_is_counted_where_more_could_have_come() -> None:
    size = param("limit", {"type": "integer", "maximum": 25})
    found = settle(listed(PAGE, size), Shop(default=10))
    (bound,) = found.bounds
    assert isinstance(bound, Bound)
    assert (bound.param, bound.keyword, bound.value) == ("limit", "default", 10)
    assert question(found, "size", "omit") == ""
    short = settle(listed(PAGE, size), Shop(rows=orders(9), default=10))
    assert short.bounds == ()
    assert "gave 9 rows, all that there are" in question(short, "size", "omit")


def test_another_default_than_the_documented_one_is_told() -> None:
    found = settle(listed(PAGE, SIZE), Shop(default=10))
    assert "the default of limit is documented as 20, and GET /orders gave 10 rows" in differs(found)


def test_the_largest_size_is_what_two_greater_ones_are_cut_to() -> None:
    size = param("limit", {"type": "integer", "default": 20})
    found = settle(listed(PAGE, size), Shop(over="clamp", rows=orders(60)))
    assert [(each.keyword, each.value) for each in found.bounds] == [("maximum", 25)]
    assert value(found, "size", "over") == "clamp"
    refusing = settle(listed(PAGE, size), Shop(over="error", most=200, rows=orders(300)))
    assert refusing.bounds == ()
    assert "limit=1000 gave 400" in question(refusing, "size")


# --- counts and filters ----------------------------------------------------------------------------------


def test_a_total_that_follows_a_filter_is_a_total() -> None:
    found = settle(listed(PAGE, SIZE, param("customer")), Shop(filters={"customer": "eq"}))
    assert "and a total of 12 instead of 60" in found.reasons["/meta/total"]
    assert question(found, "meta", "total") == ""


def test_a_total_that_no_filter_moves_counts_all() -> None:
    found = settle(listed(PAGE, SIZE, param("customer")), Shop(filters={"customer": "eq"}, total="all"))
    assert value(found, "meta", "total") is None
    assert value(found, "meta", "total_all") == "/total"


def test_a_filter_is_borne_out_by_the_rows_that_it_leaves() -> None:
    found = settle(listed(PAGE, SIZE, param("customer")), Shop(filters={"customer": "eq"}))
    assert "all with this value at /customer" in found.reasons["/filter/customer"]


def test_a_filter_that_is_ignored_is_stated_no_more() -> None:
    found = settle(listed(PAGE, SIZE, param("customer")), Shop(filters={}))
    assert value(found, "filter", "customer") is None
    assert "some with another value" in question(found, "filter", "customer")


@pytest.mark.parametrize(("how", "at"), [("eq", "/customer"), ("contains", None)])
def test_a_filter_that_may_compare_in_part_is_asked_for_a_part(how: str, at: str | None) -> None:
    fuzzy = param("customer", description="Search by customer.")
    found = settle(listed(PAGE, SIZE, fuzzy), Shop(filters={"customer": how}))
    assert value(found, "filter", "customer") == at
    assert bool(question(found, "filter", "customer")) is (at is None)


@pytest.mark.parametrize(("kind", "role"), [("page", "returned"), ("matching", "total")])
def test_a_bare_count_is_told_by_pages_of_two_sizes(kind: str, role: str) -> None:
    plain = document([PAGE, SIZE], page_of(ORDER, count=WHOLE))
    found = settle(plain, Shop(rows=orders(22), total=kind, total_at="/count"))
    assert value(found, "meta", role) == "/count"
    assert question(found, "meta") == ""


def test_a_header_that_nobody_documented_is_a_total_where_it_counts_and_follows_a_filter() -> None:
    plain = document([PAGE, SIZE, STATUS], page_of(ORDER))
    shop = Shop(rows=orders(22), total_at="X-Total-Count")
    assert value(settle(plain, shop), "meta", "total") == "header:X-Total-Count"
    deaf = Shop(rows=orders(22), total_at="X-Total-Count", total="all")
    assert value(settle(plain, deaf), "meta", "total") is None


def test_an_id_that_comes_twice_is_none() -> None:
    rows = [{**row, "id": "same"} for row in orders(5)]
    found = settle(listed(PAGE, SIZE), Shop(rows=rows))
    assert value(found, "id") is None
    assert "have the same" in question(found, "id")


# --- orders ----------------------------------------------------------------------------------------------


def test_the_order_that_comes_unasked_is_stated_where_one_field_explains_enough_rows() -> None:
    assert value(settle(listed(PAGE, SIZE), Shop()), "sort", "default") == ["-/created_at"]
    few = settle(listed(PAGE, SIZE), Shop(rows=orders(7)))
    assert value(few, "sort", "default") is None


def test_an_order_that_two_fields_explain_stays_open_and_both_are_told() -> None:
    rows = [{**row, "id": f"order-{99 - at}"} for at, row in enumerate(orders(60))]
    found = settle(listed(PAGE, SIZE), Shop(rows=rows))
    assert value(found, "sort", "default") is None
    assert "stand by -/id, -/created_at" in question(found, "sort", "default")


# --- refusals --------------------------------------------------------------------------------------------


def test_a_documented_status_is_promised_and_any_other_is_for_the_mock() -> None:
    documented = settle(listed(PAGE, SIZE, responses={"400": {"description": "No."}}), Shop())
    assert value(documented, "errors", "bad_size") == 400
    undocumented = settle(listed(PAGE, SIZE), Shop())
    assert value(undocumented, "errors", "bad_size") is None
    assert value(undocumented, "assumed", "errors", "bad_size") == 400


def test_a_status_is_stated_only_where_every_bad_value_gets_it() -> None:
    def lenient(request: Request, answer: Answer, _: int) -> Answer:
        bare = replace(request, target=request.target.replace("limit=NaN", "a=b"))
        return Shop()(bare)

    found = settle(listed(PAGE, SIZE, responses={"400": {"description": "No."}}), Shop(spoil=lenient))
    assert value(found, "errors", "bad_size") is None
    assert "limit=NaN gave 20 rows" in question(found, "errors", "bad_size")


def test_a_refused_page_past_the_end_must_have_the_status_of_bad_pages() -> None:
    responses = {"400": {"description": "Invalid query parameters."}}
    found = settle(listed(PAGE, SIZE, responses=responses), Shop(past_end=404))
    assert value(found, "page", "past_end") is None
    assert "400 is stated for bad_page, and 404 came" in question(found, "page", "past_end")


def test_missing_and_wrong_credentials_get_the_status_that_is_stated() -> None:
    root = {
        "components": {"securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}}},
        "security": [{"key": []}],
    }
    found = settle(listed(PAGE, SIZE, root=root, responses={"401": {"description": "Who?"}}), Shop())
    assert "(no X-Key) gave 401" in found.reasons["/errors/unauthenticated"]
    assert KEY not in json.dumps(found.reasons)


# --- what shows nothing ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (Answer(status=200, body=b'{"data": []}'), "an empty list shows nothing"),
        (Answer(status=401), "GET /orders gave 401: look at the credentials (--header,"),
        (Answer(status=500, body=b"oh"), "GET /orders gave 500"),
        (Answer(status=200, body=b"<html>"), "a body that is no JSON"),
        (Answer(status=200, body=b'{"results": [1]}'), "no array /data; arrays are at /results"),
        (Answer(status=204), "a body that is no JSON"),
        (Answer(trouble="no whole answer within 3 s"), "got no answer: no whole answer within 3 s"),
    ],
)
def test_a_list_that_shows_nothing_leaves_everything_as_it_was(answer: Answer, why: str) -> None:
    plain = listed(PAGE, SIZE, STATUS)
    before = settle(plain, Shop(spoil=lambda *_: Answer(status=500)))
    found = settle(plain, Shop(spoil=lambda *_: answer))
    assert why in stopped(found)
    assert (found.stated, found.opens) == (before.stated, before.opens)
    assert found.heard is not None
    assert len(found.heard.requests) == 1


def test_a_list_that_changes_while_it_is_asked_shows_only_what_doesnt_lean_on_rows() -> None:
    shop = Shop()

    def grow(request: Request, answer: Answer, number: int) -> Answer:
        shop.rows.insert(0, {**shop.rows[0], "id": f"new-{number}"})
        return answer

    shop.spoil = grow
    found = settle(listed(PAGE, SIZE), shop)
    assert value(found, "page", "first") is None
    assert value(found, "sort", "default") is None
    assert value(found, "size", "over") == "error"
    assert "the list changed meanwhile" in question(found, "page", "first")
    assert "got other rows in the end" in stopped(found)


def test_rows_of_every_kind_break_nothing() -> None:
    odd: list[Any] = [None, 5, "text", [], {}, {"id": None}, {"id": {"a": [1]}}, {"id": 1e300}, True]
    body = json.dumps({"data": odd, "total": {"$gt": [None]}, "next": []}).encode()
    found = settle(listed(PAGE, SIZE, STATUS), Shop(spoil=lambda *_: Answer(status=200, body=body)))
    assert value(found, "id") is None


# --- how it asks -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("most", [1, 2, 5, 12, 30])
def test_no_more_is_asked_than_is_allowed(most: int) -> None:
    shop = Shop()
    found = settle(listed(PAGE, SIZE, STATUS), shop, most=most)
    assert found.heard is not None
    assert len(shop.asked) == len(found.heard.requests) <= most


def test_only_get_is_sent_and_no_credential_is_told() -> None:
    shop = Shop()
    found = settle(listed(PAGE, SIZE, STATUS, param("api_key")), shop, target=_with_key_in_query())
    assert {request.method for request in shop.asked} == {"GET"}
    assert any(KEY in request.target for request in shop.asked)
    assert found.heard is not None
    told = json.dumps([found.reasons, found.heard.requests, [each.question for each in found.opens]])
    assert KEY not in told
    assert "api_key=[redacted]" in told


def _with_key_in_query() -> Target:
    main = TargetCaller(headers={"X-Key": KEY}, parameters={"api_key": (KEY,)})
    return Target(url=URL, callers={"main": main})


def test_a_list_that_needs_a_value_nobody_gave_is_not_asked() -> None:
    shop = Shop()
    path = {"name": "shop", "in": "path", "required": True, "schema": TEXT}
    found = settle(listed(path, PAGE, SIZE, path="/shops/{shop}/orders"), shop)
    assert shop.asked == []
    assert "it needs path:shop, and no value was given: --param path:shop=VALUE" in stopped(found)


def test_a_parameter_that_no_list_has_is_refused() -> None:
    target = replace(customer(), callers={"main": TargetCaller(parameters={"shopp": ("a",)})})
    with pytest.raises(ConfigError, match="no list has such a parameter"):
        settle_all(listed(PAGE, SIZE), Shop(), target=target)


def test_a_server_that_asks_for_patience_too_often_ends_the_asking_and_keeps_what_was_seen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("conformance.asking.client.WAITS", ())
    shop = Shop(spoil=lambda _, answer, number: answer if number < 8 else Answer(status=429))
    done = settle_all(listed(PAGE, SIZE), shop)
    assert "429" in done.over
    (found,) = done.results
    assert isinstance(found, Proposal)
    assert "429" in stopped(found)
    assert len(shop.asked) == 8


def test_a_server_that_never_answers_is_unreachable() -> None:
    lost = Shop(spoil=lambda *_: Answer(trouble="connection refused", lost=True))
    with pytest.raises(Unreachable, match="cannot be asked: connection refused"):
        settle_all(listed(PAGE, SIZE), lost)


def test_a_documented_maximum_that_is_refused_is_told_and_the_rest_is_asked_all_the_same() -> None:
    found = settle(listed(PAGE, SIZE), Shop(most=24))
    assert "the maximum of limit is documented as 25, and GET /orders?limit=25 gave 400" in differs(found)
    assert value(found, "page", "past_end") == "empty"


def test_a_bare_count_of_a_long_list_is_a_total_where_the_list_ends_there() -> None:
    plain = document([PAGE, SIZE], page_of(ORDER, count=WHOLE))
    found = settle(plain, Shop(total_at="/count"))
    assert value(found, "meta", "total") == "/count"
    assert value(found, "page", "past_end") == "empty"
    stuck = settle(plain, Shop(total_at="/count", rows=orders(60), spoil=_with_count_of(90)))
    assert value(stuck, "meta", "total") is None


def _with_count_of(number: int) -> Callable[[Request, Answer, int], Answer]:
    def spoil(_: Request, answer: Answer, __: int) -> Answer:
        return replace(answer, body=answer.body.replace(b'"count": 60', b'"count": %d' % number))

    return spoil


def test_pages_that_are_not_found_are_bad_pages() -> None:
    found = settle(listed(PAGE, SIZE, responses={"404": {"description": "No."}}), Shop(bad=404, past_end=404))
    assert value(found, "errors", "bad_page") == 404
    assert value(found, "page", "past_end") == "error"
    assert value(found, "errors", "bad_size") is None


@pytest.mark.parametrize(("default", "order"), [("-created_at", ["-/created_at"]), ("created_at", None)])
def test_the_order_of_the_rows_is_stated_where_the_default_of_the_parameter_agrees(
    default: str, order: list[str] | None
) -> None:
    values = ["created_at", "-created_at"]
    sort = param("sort", {"type": "string", "enum": values, "default": default})
    assert value(settle(listed(PAGE, SIZE, sort), Shop()), "sort", "default") == order


def test_how_equal_rows_stand_is_for_the_mock_alone() -> None:
    rows = orders(60)
    for at, row in enumerate(rows):
        row["created_at"] = rows[at - at % 3]["created_at"]
        row["id"] = f"order-{at % 3}-{(at * 31) % 97}"
    found = settle(listed(PAGE, SIZE), Shop(rows=rows))
    assert value(found, "sort", "default") == ["-/created_at"]
    assert value(found, "assumed", "sort", "default") == ["/id"]


def test_of_several_arrays_the_items_are_what_the_size_makes_fewer() -> None:
    body = obj(data={"type": "array", "items": ORDER}, tags={"type": "array", "items": TEXT}, total=WHOLE)
    body["properties"]["stock"] = body["properties"].pop("data")
    plain = document([PAGE, SIZE], body)
    assert isinstance(propose(plain.operations[0]), Passed)

    def stocked(_: Request, answer: Answer, __: int) -> Answer:
        found = answer.body.replace(b'"data":', b'"tags": ["new", "old", "odd"], "stock":')
        return replace(answer, body=found)

    shop = Shop(spoil=stocked)
    found = settle(plain, shop, most=30)
    assert value(found, "items") == "/stock"
    assert "GET /orders?limit=2 made 2 of /stock alone" in found.reasons["/items"]
    assert value(found, "size", "over") == "error"
    assert len(shop.asked) <= 30


def test_arrays_that_keep_their_length_leave_the_items_untold() -> None:
    body = obj(stock={"type": "array", "items": ORDER}, tags={"type": "array", "items": TEXT})
    answer = Answer(status=200, body=b'{"stock": [{"id": "a"}], "tags": ["a", "b", "c"]}')
    done = settle_all(document([PAGE, SIZE], body), Shop(spoil=lambda *_: answer))
    (found,) = done.results
    assert isinstance(found, Passed)
    assert done.requests == 2


def test_pages_that_stop_at_a_number_are_not_the_last_page_again() -> None:
    def capped(request: Request, _: Answer, __: int) -> Answer:
        target = re.sub(r"page=(\d+)", lambda found: f"page={min(int(found[1]), 3)}", request.target)
        return Shop()(replace(request, target=target))

    found = settle(listed(FIRST, SIZE), Shop(spoil=capped))
    assert value(found, "page", "past_end") is None
    assert "page=4&limit=25 gave 10 rows" in question(found, "page", "past_end")


def test_deep_pages_that_are_refused_say_nothing_of_the_end() -> None:
    def shallow(request: Request, answer: Answer, _: int) -> Answer:
        number = re.search(r"page=(\d+)", request.target)
        return Answer(status=400) if number and int(number[1]) > 2 else answer

    found = settle(listed(FIRST, SIZE), Shop(spoil=shallow))
    assert value(found, "page", "past_end") is None
    assert "the last 10 of 60 rows should come for GET /orders?page=3&limit=25 gave 400" in differs(found)


def test_rows_in_another_order_at_another_size_state_no_order() -> None:
    def backwards(request: Request, answer: Answer, _: int) -> Answer:
        if "limit=25" not in request.target:
            return answer
        body = json.loads(answer.body)
        return replace(answer, body=json.dumps({**body, "data": body["data"][::-1]}).encode())

    found = settle(listed(FIRST, SIZE), Shop(spoil=backwards))
    assert value(found, "sort", "default") is None
    assert "don't begin with the same rows" in differs(found)


def test_a_maximum_that_is_refused_says_nothing_of_what_is_over_it() -> None:
    found = settle(listed(PAGE, SIZE), Shop(most=24))
    assert value(found, "size", "over") is None
    assert "tells nothing of the maximum" in question(found, "size", "over")
