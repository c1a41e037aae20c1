"""The bodies of refusals: documented where the document has one, and never outside its schema."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import jsonschema_rs
import pytest

from listproof.contract import Json, Operation
from mock_server.engine.refusals import Refusals
from mock_server.exchange import Refused, Reply

OperationOf = Callable[..., Operation]

TEXT = {"type": "string"}


def documented(schema: Json = None, example: Json = None, media_type: str = "application/json") -> Json:
    content: dict[str, Json] = {} if schema is None else {"schema": schema}
    if example is not None:
        content["example"] = example
    return {"description": "No.", "content": {media_type: content}}


def refuse(operation: Operation, situation: str, message: str = "It is so", **more: Any) -> Reply:
    return Refusals(operation).reply(Refused(situation, message, **more))


def body(reply: Reply) -> Any:
    return json.loads(reply.body)


ERROR_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["status", "message", "error"],
    "additionalProperties": False,
    "properties": {
        "status": {"type": "integer", "enum": [422]},
        "message": TEXT,
        "error": {
            "type": "object",
            "required": ["code", "details"],
            "properties": {
                "code": {"type": "string", "enum": ["INVALID", "BAD_PAGE"]},
                "details": {"type": "array", "minItems": 1, "items": TEXT},
            },
        },
    },
}
ERROR_EXAMPLE = {
    "status": 422,
    "message": "Invalid parameters",
    "error": {"code": "INVALID", "details": ["state: Must be one of new, open"]},
}
AT = {"status": "/status", "message": "/message", "code": "/error/code", "details": "/error/details"}


def with_details(operation_of: OperationOf, **errors: Any) -> Operation:
    return operation_of(
        {"errors": {"at": AT, "bad_page": {"status": 422, "code": "BAD_PAGE"}, "bad_size": 422, **errors}},
        responses={"422": documented(ERROR_SCHEMA, ERROR_EXAMPLE)},
    )


def test_a_refusal_has_the_documented_body_with_its_own_details(operation_of: OperationOf) -> None:
    operation = with_details(operation_of)
    reply = refuse(operation, "bad_size", "limit must be small", details=("limit: Must be small",))
    assert (reply.status, reply.media_type) == (422, "application/json")
    assert body(reply) == {**ERROR_EXAMPLE, "error": {"code": "INVALID", "details": ["limit: Must be small"]}}


def test_an_example_that_its_schema_refuses_is_mended(operation_of: OperationOf) -> None:
    example = {"status": 400, "message": None, "error": {"code": "INVALID"}}
    operation = operation_of(
        {"errors": {"at": AT, "bad_page": 422}}, responses={"422": documented(ERROR_SCHEMA, example)}
    )
    found = body(refuse(operation, "bad_page", "page is bad"))
    assert found["error"] == {"code": "INVALID", "details": ["page is bad"]}
    jsonschema_rs.Draft202012Validator(ERROR_SCHEMA).validate(found)


def test_a_stated_code_takes_the_place_of_the_example_s(operation_of: OperationOf) -> None:
    reply = refuse(with_details(operation_of), "bad_page", details=("page: Must be 1",))
    assert body(reply)["error"] == {"code": "BAD_PAGE", "details": ["page: Must be 1"]}
    jsonschema_rs.Draft202012Validator(ERROR_SCHEMA).validate(body(reply))


def test_a_stated_message_is_said_always(operation_of: OperationOf) -> None:
    operation = with_details(operation_of, bad_size={"status": 422, "message": "Too much"})
    assert body(refuse(operation, "bad_size", details=("limit: Must be small",)))["message"] == "Too much"


def test_without_a_place_for_details_the_message_says_what_was_found(operation_of: OperationOf) -> None:
    operation = operation_of(
        {"errors": {"at": {"message": "/detail"}, "bad_page": 400}},
        responses={"400": documented({"type": "object"}, {"detail": "Invalid page"})},
    )
    assert body(refuse(operation, "bad_page", "page must be small")) == {"detail": "page must be small"}


@pytest.mark.parametrize("situation", ["unauthenticated", "forbidden", "failure", "method", "unknown_scope"])
def test_a_documented_example_speaks_for_what_is_no_parameter(
    operation_of: OperationOf, situation: str
) -> None:
    operation = operation_of(
        {"errors": {"at": {"message": "/detail"}, situation: 400}},
        responses={"400": documented({"type": "object"}, {"detail": "As documented"})},
    )
    assert body(refuse(operation, situation, "found out")) == {"detail": "As documented"}


def test_the_documented_details_stay_where_no_others_were_found(operation_of: OperationOf) -> None:
    operation = with_details(operation_of, failure=422)
    assert body(refuse(operation, "failure")) == ERROR_EXAMPLE
    assert body(refuse(operation, "bad_size", "limit is bad"))["error"]["details"] == ["limit is bad"]


TEMPLATE: dict[str, Json] = {
    "message": "Request refused",
    "status": "error",
    "data": None,
    "why": None,
    "all": [],
}


def test_a_status_without_a_body_has_the_template_filled(operation_of: OperationOf) -> None:
    assumed = {
        "errors": {"at": {"message": "/why", "details": "/all"}, "template": TEMPLATE, "bad_page": 400}
    }
    operation = operation_of({"assumed": assumed})
    reply = refuse(operation, "bad_page", "page must be 1", details=("page: Must be 1",))
    assert reply.status == 400
    assert body(reply) == {**TEMPLATE, "why": "page must be 1", "all": ["page: Must be 1"]}
    assert body(refuse(operation, "failure", "it failed"))["all"] == ["it failed"]


def test_places_alone_make_a_body(operation_of: OperationOf) -> None:
    at = {"message": "/error/text", "code": "/error/code", "status": "/status"}
    operation = operation_of({"assumed": {"errors": {"at": at, "bad_page": {"status": 400, "code": "P"}}}})
    assert body(refuse(operation, "bad_page")) == {"status": 400, "error": {"text": "It is so", "code": "P"}}
    assert body(refuse(operation, "bad_size")) == {"status": 400, "error": {"text": "It is so"}}


def test_where_the_document_says_nothing_of_errors_it_is_a_problem(operation_of: OperationOf) -> None:
    reply = refuse(operation_of({}), "unknown_scope", "box names nothing")
    assert (reply.status, reply.media_type) == (404, "application/problem+json")
    assert body(reply) == {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": "box names nothing",
    }


@pytest.mark.parametrize(
    ("situation", "responses", "status"),
    [
        ("bad_page", [], 400), ("bad_size", ["422"], 422), ("bad_filter", ["400", "422"], 400),
        ("missing", ["422"], 422), ("unauthenticated", [], 401), ("unauthenticated", ["403"], 403),
        ("forbidden", [], 403), ("unknown_scope", [], 404), ("unknown_scope", ["403"], 403),
        ("method", [], 405), ("failure", [], 500), ("failure", ["503"], 503),
    ],
)  # fmt: skip
def test_a_status_that_nobody_states_is_the_usual_one_that_is_documented(
    operation_of: OperationOf, situation: str, responses: list[str], status: int
) -> None:
    operation = operation_of({}, responses={name: {"description": "No."} for name in responses})
    assert refuse(operation, situation).status == status


def test_a_status_may_come_from_elsewhere_and_then_has_its_own_body(operation_of: OperationOf) -> None:
    listing = {
        "errors": {"at": {"message": "/m", "code": "/c"}, "unknown_scope": {"status": 404, "code": "GONE"}}
    }
    responses = {
        "403": documented({"type": "object"}, {"m": "Not yours", "c": "MINE"}),
        "404": documented({"type": "object"}, {"m": "Not there", "c": "X"}),
    }
    operation = operation_of(listing, responses=responses)
    assert body(refuse(operation, "unknown_scope")) == {"m": "Not there", "c": "GONE"}
    assert body(refuse(operation, "unknown_scope", status=403)) == {"m": "Not yours", "c": "MINE"}


def test_a_range_or_the_default_response_stands_for_its_statuses(operation_of: OperationOf) -> None:
    at = {"message": "/m", "status": "/s"}
    responses = {
        "4XX": documented({"type": "object"}, {"m": "client", "s": "400"}),
        "default": documented({"type": "object"}, {"m": "any", "s": 0}),
    }
    operation = operation_of({"assumed": {"errors": {"at": at}}}, responses=responses)
    assert body(refuse(operation, "forbidden")) == {"m": "client", "s": "403"}
    assert body(refuse(operation, "failure")) == {"m": "any", "s": 500}


def test_a_schema_without_an_example_is_kept_by_a_small_body(operation_of: OperationOf) -> None:
    operation = operation_of(
        {"errors": {"at": AT, "bad_size": 422}}, responses={"422": documented(ERROR_SCHEMA)}
    )
    found = body(refuse(operation, "bad_size", "limit must be small", details=("limit: Must be small",)))
    assert found["error"] == {"code": "INVALID", "details": ["limit: Must be small"]}
    assert found["message"] == "limit must be small"
    jsonschema_rs.Draft202012Validator(ERROR_SCHEMA).validate(found)


def test_an_example_written_down_as_a_text_is_no_body_of_an_object(
    operation_of: OperationOf,
) -> None:
    operation = operation_of({}, responses={"422": documented({"type": "object"}, '{"message": "x"}')})
    assert isinstance(body(refuse(operation, "bad_size")), dict)


def test_a_code_that_only_the_schema_asks_for_is_the_situation(operation_of: OperationOf) -> None:
    schema = {"type": "object", "required": ["code"], "properties": {"code": TEXT}}
    errors = {"at": {"code": "/code"}, "bad_size": 400}
    operation = operation_of({"errors": errors}, responses={"400": documented(schema)})
    assert body(refuse(operation, "bad_size")) == {"code": "bad_size"}
    listed: Json = {"code": {"type": "string", "enum": ["", "E1"]}}
    operation = operation_of(
        {"errors": errors}, responses={"400": documented({**schema, "properties": listed})}
    )
    assert body(refuse(operation, "bad_size")) == {"code": ""}


def test_the_template_is_taken_where_it_fits_the_documented_schema(operation_of: OperationOf) -> None:
    template = {"detail": "Refused", "trace": "0"}
    listing = {"assumed": {"errors": {"at": {"message": "/detail"}, "template": template}}}
    schema = {"type": "object", "required": ["detail"], "properties": {"detail": TEXT}}
    fitting = operation_of(listing, responses={"400": documented(schema)})
    assert body(refuse(fitting, "bad_page")) == {"detail": "It is so", "trace": "0"}
    strict = operation_of(listing, responses={"400": documented({**schema, "additionalProperties": False})})
    assert body(refuse(strict, "bad_page")) == {"detail": "It is so"}


def test_what_the_schema_does_not_let_in_stays_out(operation_of: OperationOf) -> None:
    listing = {
        "errors": {
            "at": {"message": "/error/message", "code": "/code", "details": "/errors"},
            "bad_page": {"status": 400, "code": "P"},
        }
    }
    schema = {
        "type": "object",
        "additionalProperties": False,
        "properties": {"error": TEXT, "errors": {"type": "array", "items": {"type": "object"}}},
    }
    example = {"error": "Refused", "errors": [{"loc": "page"}]}
    operation = operation_of(listing, responses={"400": documented(schema, example)})
    assert body(refuse(operation, "bad_page", details=("page: Must be 1",))) == example


def test_details_may_be_one_text_and_a_message_may_be_a_list(operation_of: OperationOf) -> None:
    listing = {"errors": {"at": {"message": "/message", "details": "/detail"}, "bad_page": 400}}
    example = {"message": ["Refused"], "detail": "why"}
    operation = operation_of(listing, responses={"400": documented({"type": "object"}, example)})
    found = body(refuse(operation, "bad_page", "page is bad", details=("page: Must be 1", "size: Must be 2")))
    assert found == {"message": ["page is bad"], "detail": "page: Must be 1; size: Must be 2"}


def test_a_body_that_is_plain_text_is_the_message(operation_of: OperationOf) -> None:
    operation = operation_of(
        {"errors": {"bad_page": 400}}, responses={"400": documented(TEXT, "Bad request", "text/plain")}
    )
    reply = refuse(operation, "bad_page", "page must be é")
    assert (reply.media_type, reply.body) == ("text/plain", "page must be é".encode())


def test_headers_that_are_due_go_with_the_body(operation_of: OperationOf) -> None:
    headers = (("WWW-Authenticate", "Bearer"), ("WWW-Authenticate", "Basic"))
    assert refuse(operation_of({}), "unauthenticated", headers=headers).headers == headers


def test_the_documented_example_is_never_changed(operation_of: OperationOf) -> None:
    operation = with_details(operation_of)
    refusals = Refusals(operation)
    first = refusals.reply(Refused("bad_size", "a", details=("a: Must be a",)))
    refusals.reply(Refused("bad_page", "b", details=("b: Must be b",)))
    assert refusals.reply(Refused("bad_size", "a", details=("a: Must be a",))) == first
    assert operation.responses["422"].example == ERROR_EXAMPLE


def provoke(operation: Operation, code: str) -> Reply | None:
    return Refusals(operation).provoked(code)


def test_a_documented_code_is_provoked_as_it_is_documented(operation_of: OperationOf) -> None:
    reply = provoke(with_details(operation_of, bad_page=422), "422")
    assert reply is not None
    assert (reply.status, body(reply)) == (422, ERROR_EXAMPLE)


def test_a_failure_can_always_be_provoked(operation_of: OperationOf) -> None:
    bare = provoke(operation_of({}), "500")
    assert bare is not None
    assert (bare.status, body(bare)["title"]) == (500, "Internal Server Error")
    stated = {"at": {"message": "/m"}, "failure": {"status": 503, "message": "The database is gone"}}
    reply = provoke(operation_of({"assumed": {"errors": stated}}), "503")
    assert reply is not None
    assert (reply.status, body(reply)) == (503, {"m": "The database is gone"})


def test_a_code_that_is_only_assumed_is_provoked_too(operation_of: OperationOf) -> None:
    assumed = {"at": {"message": "/m"}, "forbidden": {"status": 403, "message": "Not you"}}
    reply = provoke(operation_of({"assumed": {"errors": assumed}}), "403")
    assert reply is not None
    assert (reply.status, body(reply)) == (403, {"m": "Not you"})


@pytest.mark.parametrize("code", ["418", "200", "0", "", "5OO", "٥٠٠", "500 ", "5000", "-500", "502"])
def test_any_other_code_is_not(operation_of: OperationOf, code: str) -> None:
    assert provoke(with_details(operation_of), code) is None
