"""Questions as requests: what is sent where, in which order, and how it is written."""

from __future__ import annotations

import textwrap
from types import MappingProxyType

import pytest

from conformance.asking.encoding import encode, escape, follow, secret_names, unfilled
from conformance.questions import Question
from conformance.target import Target, TargetCaller
from conformance.targets.fit import unsent
from listproof.contract import Operation
from listproof.reader import read_contract

SPEC = textwrap.dedent(
    """
    openapi: 3.0.3
    info: {title: Things, version: '1'}
    paths:
      /teams/{teamId}/things:
        get:
          operationId: listThings
          security: [{bearer: [], key: []}, {secret: []}]
          parameters:
            - {name: teamId, in: path, required: true, schema: {type: string}}
            - {name: x-space, in: header, required: true, schema: {type: string}}
            - {name: page, in: query, schema: {type: integer, default: 1}}
            - {name: limit, in: query, schema: {type: integer, maximum: 100, default: 20}}
            - {name: state, in: query, schema: {type: string}}
            - {name: tags, in: query, schema: {type: array, items: {type: string}}}
            - {name: ids, in: query, explode: false, schema: {type: array, items: {type: integer}}}
            - {name: words, in: query, style: pipeDelimited, explode: false,
               schema: {type: array, items: {type: string}}}
            - {name: light, in: query, schema: {type: boolean}}
            - {name: by, in: query, schema: {type: string, enum: [name, age]}}
            - {name: order, in: query, schema: {type: string, enum: [up, down]}}
            - {name: mode, in: query, required: true, schema: {type: string, enum: [fast, slow]}}
            - {name: taste, in: cookie, schema: {type: string}}
          responses:
            '200':
              description: A page
              content:
                application/json:
                  schema: {type: object, properties: {items: {type: array, items: {type: object,
                    properties: {id: {type: integer}, name: {type: string}, age: {type: integer},
                                 state: {type: string}}}}}}
          x-listing:
            items: /items
            id: /id
            page: {by: page, param: page, first: 1}
            size: {param: limit}
            filter: {state: /state}
            sort: {by: by, order: order, asc: up, desc: down, keys: {name: /name, age: /age}}
            scope: [{param: "path:teamId", at: null}]
    components:
      securitySchemes:
        bearer: {type: http, scheme: bearer}
        key: {type: apiKey, in: query, name: api_key}
        secret: {type: apiKey, in: header, name: X-Secret}
    """
)
MAIN = TargetCaller(
    headers={"Authorization": "Bearer abc", "X-Space": "space 1"},
    parameters={"path:teamId": ("red/blue", "green"), "api_key": ("k1",)},
)


@pytest.fixture(scope="module")
def operation() -> Operation:
    return read_contract("things.yaml", text=SPEC).operations[0]


def target(
    main: TargetCaller = MAIN, url: str = "http://things.invalid/api", **callers: TargetCaller
) -> Target:
    return Target(url=url, callers={"main": main, **callers})


def sent(operation: Operation, question: Question, at: Target | None = None) -> str:
    return encode(operation, at or target(), question).target


def test_the_plain_question_sends_what_is_required_and_what_the_caller_gives(operation: Operation) -> None:
    request = encode(operation, target(), Question())
    assert request.target == "/teams/red%2Fblue/things?mode=fast&api_key=k1"
    assert dict(request.headers) == {
        "Accept": "application/json",
        "Authorization": "Bearer abc",
        "X-Space": "space 1",
    }
    assert request.method == "GET"


def test_a_page_or_size_of_the_callers_is_not_sent_for_the_suite_pages_by_them(operation: Operation) -> None:
    given = TargetCaller(
        headers=MAIN.headers, parameters={**MAIN.parameters, "page": ("1",), "limit": ("7",)}
    )
    assert sent(operation, Question(), target(given)) == "/teams/red%2Fblue/things?mode=fast&api_key=k1"
    assert "page=3" in sent(operation, Question(position=3), target(given))
    assert unsent(operation, target(given)).startswith("no value that is given for limit, page is sent")
    assert not unsent(operation, target())


def test_parameters_stand_in_the_order_of_the_document(operation: Operation) -> None:
    question = Question(filters=(("state", "open"),), size=5, position=2, sort=("age", True))
    expected = "/teams/red%2Fblue/things?page=2&limit=5&state=open&by=age&order=down&mode=fast&api_key=k1"
    assert sent(operation, question) == expected


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        (("name", False), "by=name&order=up"),
        (("name", True), "by=name&order=down"),
        (("name", None), "by=name"),
    ],
)
def test_a_sort_is_a_key_and_a_direction(
    operation: Operation, sort: tuple[str, bool | None], expected: str
) -> None:
    assert sent(operation, Question(sort=sort)).endswith(f"?{expected}&mode=fast&api_key=k1")


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("state", "a b&c=d/é", "state=a%20b%26c%3Dd%2F%C3%A9"),
        ("state", "", "state="),
        ("state", "+5", "state=%2B5"),
        ("light", True, "light=true"),
        ("light", None, "light=null"),
        ("limit", 5.0, "limit=5"),
        ("tags", ["a", "b,c"], "tags=a&tags=b%2Cc"),
        ("ids", [1, 2], "ids=1%2C2"),
        ("words", ["a", "b"], "words=a%7Cb"),
        ("nowhere", "x", "nowhere=x"),
    ],
)
def test_a_value_is_written_by_its_type_and_style(
    operation: Operation, key: str, value: object, expected: str
) -> None:
    query = sent(operation, Question(filters=((key, value),))).partition("?")[2]
    assert expected in query


def test_put_goes_over_everything_as_raw_bytes(operation: Operation) -> None:
    question = Question(size=5, put=(("limit", "\ud800\x00"), ("path:teamId", "..")))
    assert sent(operation, question) == "/teams/../things?limit=%ED%A0%80%00&mode=fast&api_key=k1"


def test_add_appends_pairs_as_they_are(operation: Operation) -> None:
    question = Question(size=5, add=(("limit", "6"), ("x y", "&")))
    assert sent(operation, question).endswith("?limit=5&mode=fast&api_key=k1&limit=6&x%20y=%26")


def test_drop_leaves_out_required_parameters_headers_and_credentials(operation: Operation) -> None:
    question = Question(drop=("mode", "api_key", "header:x-space", "path:teamId"))
    request = encode(operation, target(), question)
    assert request.target == "/teams//things"
    assert "X-Space" not in dict(request.headers)


def test_scope_goes_over_the_callers_own_value(operation: Operation) -> None:
    question = Question(scope=(("path:teamId", "green"), ("header:x-space", "space 2")))
    request = encode(operation, target(), question)
    assert request.target.startswith("/teams/green/")
    assert [value for name, value in request.headers if name.lower() == "x-space"] == ["space 2"]


def test_headers_of_the_question_go_last_and_none_removes_one(operation: Operation) -> None:
    question = Question(headers=(("authorization", "Bearer wrong"), ("X-Space", None)))
    headers = dict(encode(operation, target(), question).headers)
    assert headers == {"Accept": "application/json", "authorization": "Bearer wrong"}


def test_another_caller_brings_its_own_headers_and_parameters(operation: Operation) -> None:
    other = TargetCaller(headers={"Authorization": "Bearer xyz"}, parameters={"path:teamId": ("blue",)})
    request = encode(operation, target(other=other), Question(caller="other"))
    assert request.target == "/teams/blue/things?mode=fast"
    assert dict(request.headers)["Authorization"] == "Bearer xyz"


def test_cookies_are_joined_into_one_header(operation: Operation) -> None:
    main = TargetCaller(headers={"Cookie": "session=1"}, parameters={"cookie:taste": ("sweet",)})
    assert ("Cookie", "session=1; taste=sweet") in encode(operation, target(main), Question()).headers


def test_repeated_questions_are_different_requests(operation: Operation) -> None:
    first, second = (encode(operation, target(), Question(again=again)) for again in (0, 1))
    assert first != second
    assert first.target == second.target


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("http://things.invalid/api/teams/a/things?page=2", "/teams/a/things?page=2"),
        ("https://internal:8443/teams/a/things?page=2", "/teams/a/things?page=2"),
        ("/api/teams/a/things?page=2&q=%C3%A9", "/teams/a/things?page=2&q=%C3%A9"),
        ("?page=2", "/teams/red%2Fblue/things?page=2"),
        ("//elsewhere/x?cursor=a b", "/x?cursor=a%20b"),
        ("http://[", "/teams/red%2Fblue/http%3A%2F%2F%5B"),
    ],
)
def test_a_link_is_followed_below_the_targets_own_url(operation: Operation, link: str, expected: str) -> None:
    assert (
        sent(operation, Question(position=link)).partition("&api_key=")[0].removesuffix("?api_key=k1")
        == expected
    )


def test_a_link_that_is_no_path_never_goes_on_in_the_name_of_the_host(operation: Operation) -> None:
    followed = follow(operation, target(), "x:.elsewhere.example/?page=2", {})
    assert followed == "/.elsewhere.example/?page=2"


def test_a_followed_link_brings_the_credential_of_the_query_once(operation: Operation) -> None:
    assert sent(operation, Question(position="/things?page=2")) == "/things?page=2&api_key=k1"
    assert sent(operation, Question(position="/things?api_key=k1&page=2")) == "/things?api_key=k1&page=2"


def test_a_token_is_sent_and_not_followed(operation: Operation) -> None:
    assert "page=%2Fab%2Bc%3D" in sent(operation, Question(position="/ab+c="))


def test_credentials_are_known_by_scheme_and_by_name(operation: Operation) -> None:
    main = TargetCaller(headers={"X-Space": "1", "X-Session-Token": "t"})
    assert secret_names(operation, target(main)) == {
        "authorization", "cookie", "api_key", "x-secret", "x-session-token",
    }  # fmt: skip


def test_a_required_parameter_without_any_value_is_named(operation: Operation) -> None:
    assert unfilled(operation, target(TargetCaller())) == ("path:teamId", "header:x-space")
    assert unfilled(operation, target()) == ()


def test_what_is_given_for_one_operation_goes_over_the_callers_own(operation: Operation) -> None:
    at = Target(
        url="http://things.invalid",
        callers={"main": MAIN, "other": TargetCaller(parameters={"path:teamId": ("blue",)})},
        operations={"listThings": MappingProxyType({"main": {"path:teamId": ("here",), "mode": ("slow",)}})},
    )
    assert sent(operation, Question(), at).startswith("/teams/here/things?mode=slow")
    # Another tenant keeps its own scope, and takes the rest.
    assert sent(operation, Question(caller="other"), at).startswith("/teams/blue/things?mode=slow")


@pytest.mark.parametrize(
    ("text", "escaped"), [("a-b.c_d~e", "a-b.c_d~e"), ("%", "%25"), ("\udfff", "%ED%BF%BF")]
)
def test_everything_but_the_unreserved_is_escaped(text: str, escaped: str) -> None:
    assert escape(text) == escaped
