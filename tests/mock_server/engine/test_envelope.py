"""The body and the headers of a page, in the document's own shape."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import jsonschema_rs
import pytest

from listproof.contract import Operation
from mock_server.engine.answer import Endpoint
from mock_server.exchange import Reply
from mock_server.world import Caller, Row

OperationOf = Callable[..., Operation]
EndpointOf = Callable[..., Endpoint]
Ask = Callable[..., Reply]

PAGED: dict[str, Any] = {
    "page": {"by": "page", "param": "page", "first": 1, "past_end": "empty"},
    "size": {"param": "limit"},
}
PARAMETERS: dict[str, Any] = {
    "page": {"type": "integer", "default": 1, "minimum": 1},
    "limit": {"type": "integer", "default": 2, "minimum": 1, "maximum": 10},
    "state": {"type": "string"},
    "by": {"type": "string", "enum": ["id", "name"], "default": "id"},
    "dir": {"type": "string", "enum": ["asc", "desc"], "default": "asc"},
}
SORT = {"by": "by", "order": "dir"}
ROWS = [{"id": at, "state": "new" if at % 2 else "open"} for at in range(5)]
ROLES = (
    "page",
    "size",
    "offset",
    "sort",
    "order",
    "returned",
    "total",
    "total_all",
    "pages",
    "has_next",
    "has_prev",
)
ALL = {role: f"/{role}" for role in ROLES}


def body(reply: Reply) -> Any:
    assert reply.status == 200, reply.body
    return json.loads(reply.body)


def test_every_role_stands_in_its_place(operation_of: OperationOf, endpoint_of: EndpointOf, ask: Ask) -> None:
    listing = {**PAGED, "meta": ALL, "sort": SORT, "filter": {"state": "/state"}}
    endpoint = endpoint_of(operation_of(listing, PARAMETERS), ROWS)
    assert body(ask(endpoint, ("state", "open"), ("page", "2"), ("dir", "desc"))) == {
        "things": [ROWS[0]], "page": 2, "size": 2, "offset": 2, "sort": "id", "order": "desc", "returned": 1,
        "total": 3, "total_all": 5, "pages": 2, "has_next": False, "has_prev": True,
    }  # fmt: skip


def test_what_the_example_says_beside_the_places_stays(
    operation_of: OperationOf, endpoint_of: EndpointOf, ask: Ask
) -> None:
    schema = {
        "type": "object",
        "properties": {
            "status": {"type": "string"},
            "error": {"type": "string", "nullable": True},
            "list": {
                "type": "object",
                "properties": {"things": {"type": "array", "items": {}}, "count": {"type": "integer"}},
            },
        },
    }
    example = {"status": "fine \u00e9", "error": None, "list": {"count": 45, "things": [{"id": 9}]}}
    listing = {**PAGED, "items": "/list/things", "id": None, "meta": {"total": "/list/count"}}
    reply = ask(endpoint_of(operation_of(listing, PARAMETERS, body=schema, example=example), ROWS))
    assert body(reply) == {"status": "fine é", "error": None, "list": {"count": 5, "things": ROWS[:2]}}
    assert list(body(reply)) == ["status", "error", "list"]


def test_a_page_has_what_its_schema_requires_and_its_example_lacks(
    operation_of: OperationOf, endpoint_of: EndpointOf, ask: Ask
) -> None:
    schema = {
        "type": "object",
        "required": ["things", "status"],
        "properties": {
            "things": {"type": "array", "items": {}},
            "status": {"type": "string", "enum": ["OK"]},
            "note": {"type": "string"},
        },
    }
    example = {"things": [{"id": 9}], "note": None}
    reply = ask(
        endpoint_of(operation_of({**PAGED, "id": None}, PARAMETERS, body=schema, example=example), ROWS)
    )
    assert body(reply) == {"things": ROWS[:2], "status": "OK"}


def test_a_list_may_be_the_whole_body_and_its_figures_in_headers(
    operation_of: OperationOf, endpoint_of: EndpointOf, ask: Ask
) -> None:
    listing = {
        **PAGED,
        "items": "",
        "meta": {
            "total": "header:X-Total-Count",
            "has_next": "header:X-Pages#/more",
            "pages": "header:X-Pages#/count",
            "next": "link:next",
            "prev": "link:prev",
            "last": "link:last",
        },
        "filter": {"state": "/state"},
    }
    headers = {
        "X-Total-Count": {"type": "integer"},
        "X-Pages": {
            "type": "object",
            "properties": {"more": {"type": "boolean"}, "count": {"type": "integer"}},
        },
        "Link": {"type": "string"},
    }
    schema = {"type": "array", "items": {"type": "object", "properties": {"id": {}, "state": {}}}}
    endpoint = endpoint_of(operation_of(listing, PARAMETERS, body=schema, headers=headers), ROWS)
    reply = ask(endpoint, ("state", "open"), ("limit", "1"), ("page", "2"))
    assert body(reply) == [ROWS[2]]
    assert dict(reply.headers) == {
        "X-Total-Count": "3",
        "X-Pages": '{"more":true,"count":3}',
        "Link": '</things?state=open&limit=1&page=3>; rel="next", '
        '</things?state=open&limit=1&page=1>; rel="prev", </things?state=open&limit=1&page=3>; rel="last"',
    }


def test_an_empty_page_is_an_empty_list(operation_of: OperationOf, endpoint_of: EndpointOf, ask: Ask) -> None:
    endpoint = endpoint_of(operation_of({**PAGED, "meta": ALL, "sort": SORT}, PARAMETERS), [])
    found = body(ask(endpoint))
    assert (found["things"], found["total"], found["pages"], found["has_next"]) == ([], 0, 0, False)


def test_without_a_place_for_figures_only_the_items_come(
    operation_of: OperationOf, endpoint_of: EndpointOf, ask: Ask
) -> None:
    assert body(ask(endpoint_of(operation_of({}), ROWS))) == {"things": ROWS}


def test_a_figure_that_is_documented_as_text_is_text(
    operation_of: OperationOf, endpoint_of: EndpointOf, ask: Ask
) -> None:
    members = {"total": {"type": "string"}, "has_next": {"type": "string"}}
    listing = {**PAGED, "meta": {"total": "/total", "has_next": "/has_next"}}
    found = body(ask(endpoint_of(operation_of(listing, PARAMETERS, members=members), ROWS)))
    assert (found["total"], found["has_next"]) == ("5", "true")


@pytest.mark.parametrize("role", ["next", "prev", "first", "last"])
@pytest.mark.parametrize(
    ("schema", "required", "absent"),
    [
        ({"type": "string", "nullable": True}, True, None),
        ({"type": "string"}, True, ""),
        ({"type": "string"}, False, "left out"),
        ({"type": "integer", "nullable": True}, True, None),
        ({"type": "integer"}, False, "left out"),
    ],
)
def test_a_page_that_there_is_not_is_null_or_empty_or_left_out_as_the_schema_has_it(
    operation_of: OperationOf,
    endpoint_of: EndpointOf,
    ask: Ask,
    role: str,
    schema: dict[str, Any],
    required: bool,
    absent: Any,
) -> None:
    whole = {
        "type": "object",
        "required": ["things", *(["to"] if required else [])],
        "properties": {
            "things": {"type": "array", "items": {"type": "object", "properties": {"id": {}}}},
            "to": schema,
        },
    }
    operation = operation_of({**PAGED, "meta": {role: "/to"}}, PARAMETERS, body=whole)
    endpoint = endpoint_of(operation, ROWS)
    pages = {number: body(ask(endpoint, ("page", str(number)))) for number in (1, 2, 3)}
    leads: dict[str, dict[int, int | None]] = {
        "next": {1: 2, 2: 3, 3: None},
        "prev": {1: None, 2: 1, 3: 2},
        "first": {1: 1, 2: 1, 3: 1},
        "last": {1: 3, 2: 3, 3: 3},
    }
    for number, page in pages.items():
        to = leads[role][number]
        shown = absent if to is None else f"/things?page={to}" if schema["type"] == "string" else to
        assert page.get("to", "left out") == shown
        assert operation.success.schema is not None
        jsonschema_rs.Draft202012Validator(dict(operation.success.schema)).validate(page)


def test_the_way_back_from_past_the_end_leads_to_the_last_rows(
    operation_of: OperationOf, endpoint_of: EndpointOf, ask: Ask
) -> None:
    members = {"prev": {"type": "integer", "nullable": True}, "next": {"type": "integer", "nullable": True}}
    listing = {**PAGED, "meta": {"prev": "/prev", "next": "/next"}}
    endpoint = endpoint_of(operation_of(listing, PARAMETERS, members=members), ROWS)
    assert body(ask(endpoint, ("page", "9"))) == {"things": [], "prev": 3, "next": None}


def test_an_offset_leads_on_by_offsets_and_keeps_what_was_sent(
    operation_of: OperationOf, endpoint_of: EndpointOf, ask: Ask
) -> None:
    members = {"next": {"type": "string", "nullable": True}, "prev": {"type": "integer", "nullable": True}}
    listing = {
        "page": {"by": "offset", "param": "offset"},
        "size": {"param": "limit"},
        "meta": {"next": "/next", "prev": "/prev"},
        "filter": {"owner": "/owner"},
        "scope": [{"param": "path:box", "at": None}],
    }
    parameters = {
        "offset": {"type": "integer", "default": 0},
        "limit": {"type": "integer", "default": 2},
        "owner": {"type": "string"},
        "path:box": {"type": "string"},
    }
    operation = operation_of(listing, parameters, path="/boxes/{box}/things", members=members)
    rows = [Row(item={"id": at, "owner": "a&b c"}, hidden={"path:box": "x/y é"}) for at in range(5)]
    reply = ask(
        endpoint_of(operation, rows), ("owner", "a&b c"), ("offset", "1"), ("_", "9"), path={"box": "x/y é"}
    )
    found = body(reply)
    assert found["next"] == "/boxes/x%2Fy%20%C3%A9/things?owner=a%26b%20c&offset=3"
    assert found["prev"] == 0


def test_a_member_of_a_scope_s_name_takes_the_scope_s_value(
    operation_of: OperationOf, endpoint_of: EndpointOf, ask: Ask
) -> None:
    schema = {
        "type": "object",
        "properties": {
            "box": {"type": "string"},
            "data": {
                "type": "object",
                "properties": {
                    "owner": {"type": "string"},
                    "name": {"type": "string"},
                    "box": {"type": "integer"},
                    "things": {
                        "type": "array",
                        "items": {"type": "object", "properties": {"id": {}, "owner": {}}},
                    },
                },
            },
        },
    }
    example = {
        "box": "b0",
        "data": {"owner": "nobody", "name": "n", "box": 3, "things": [{"id": 1, "owner": "nobody"}]},
    }
    listing = {
        "items": "/data/things",
        "scope": [{"param": "path:box", "at": None, "unknown": "empty"}, {"caller": True, "at": "/owner"}],
    }
    operation = operation_of(
        listing, {"path:box": {"type": "string"}}, path="/boxes/{box}/things", body=schema, example=example
    )
    rows = [Row(item={"id": 1, "owner": "ann"}, hidden={"path:box": "b7"})]
    endpoint = endpoint_of(operation, rows)
    ann = Caller(name="ann", credentials={}, owns="ann")
    found = body(ask(endpoint, caller=ann, path={"box": "b7"}))
    assert found == {"box": "b7", "data": {"owner": "ann", "name": "n", "box": 3, "things": [rows[0].item]}}
    without_rows = body(
        ask(endpoint, caller=Caller(name="b", credentials={}, owns='"q"'), path={"box": "b8"})
    )
    assert without_rows == {"box": "b8", "data": {"owner": '"q"', "name": "n", "box": 3, "things": []}}
    unnamed = body(ask(endpoint, path={"box": "b7"}))
    assert unnamed["data"]["owner"] == "nobody", "where nobody is restricted the example's own value stays"


def test_an_offset_beyond_64_bits_is_repeated_as_it_is(
    operation_of: OperationOf, endpoint_of: EndpointOf, ask: Ask
) -> None:
    endpoint = endpoint_of(operation_of({**PAGED, "meta": {"offset": "/offset"}}, PARAMETERS), ROWS)
    assert body(ask(endpoint, ("page", str(2**63 - 1))))["offset"] == (2**63 - 2) * 2


def test_a_body_without_an_example_has_what_its_schema_requires(
    operation_of: OperationOf, endpoint_of: EndpointOf, ask: Ask
) -> None:
    schema = {
        "type": "object",
        "required": ["things", "status", "request", "links"],
        "properties": {
            "things": {"type": "array", "items": {"type": "object", "properties": {"id": {}}}},
            "status": {"type": "string", "enum": ["ok"]},
            "request": {"type": "string", "format": "uuid"},
            "links": {"type": "object", "required": ["self"], "properties": {"self": {"type": "string"}}},
            "note": {"type": "string"},
        },
    }
    operation = operation_of({}, body=schema)
    found = body(ask(endpoint_of(operation, ROWS)))
    request = "00000000-0000-4000-8000-000000000000"
    assert found == {"things": ROWS, "status": "ok", "request": request, "links": {"self": ""}}
    assert operation.success.schema is not None
    jsonschema_rs.Draft202012Validator(dict(operation.success.schema), validate_formats=True).validate(found)
