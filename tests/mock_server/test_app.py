"""The whole mock, asked as any client may ask: every answer is the endpoint's own, and none is a 5xx."""

from __future__ import annotations

import asyncio
import json
import logging
import re
import threading
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import httpx
import pytest
from starlette.testclient import TestClient
from starlette.types import ASGIApp

from listproof.bundled import bundled_specs, fixtures_for
from listproof.contract import Contract
from listproof.errors import FixtureError, SpecError
from listproof.reader import read_contract
from mock_server import service
from mock_server.app import build_app
from mock_server.generating.generate import generate_world
from mock_server.guide import overview
from mock_server.world import Caller, RowsOnDemand, World
from mock_server.worlds.fixtures import load_world


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """An endpoint of a bundled spec, with all that a good request of `main` needs."""

    name: str
    url: str
    size: str
    headers: Mapping[str, str]
    errors: frozenset[str]
    """The keys of a refusal's body."""
    strangers: tuple[Mapping[str, str], ...] = field(default=())
    params: Mapping[str, str] = field(default_factory=dict)


AGENCY = "agency-call-batches"
WORLDS: dict[str, tuple[Contract, World]] = {}
for _path in bundled_specs():
    _file = fixtures_for(_path)
    assert _file is not None
    _contract = read_contract(_path)
    WORLDS[_contract.name] = (_contract, load_world(_contract, _file))
MAIN_TOKEN = WORLDS[AGENCY][1].callers[0].credentials["supabaseJwt"]

ENDPOINTS = [
    Endpoint(
        name=AGENCY,
        url="/functions/v1/calls-batch-list",
        size="limit",
        headers={"Authorization": f"Bearer {MAIN_TOKEN}"},
        errors=frozenset({"error"}),
    ),
    Endpoint(
        name="organization-batch-calls",
        url="/batch-call/list",
        size="limit",
        headers={
            "X-API-KEY": "key_test_main_000000000000000000000001",
            "X-API-SECRET": "secret_test_main_00000000000000000001",
        },
        errors=frozenset({"message", "status", "error", "data"}),
    ),
    Endpoint(
        name="techladder-call-batches",
        url="/api/v1/public/call-batches",
        size="limit",
        headers={"Authorization": "Bearer sk_test_main_0000000000000000000000000001"},
        errors=frozenset({"status_code", "message", "error", "data"}),
    ),
    Endpoint(
        name="trillet-batch-calls",
        url="/v1/api/batch-calls/batch_7891011121314/calls",
        size="limit",
        headers={"x-api-key": "tr_test_main_000000000000000000000001", "x-workspace-id": "ws_main_0001"},
        errors=frozenset({"error"}),
    ),
    Endpoint(
        name="talkifai-batch-jobs",
        url="/batch/jobs",
        size="pageSize",
        headers={"Authorization": "Bearer tk_test_main_000000000000000000000001"},
        errors=frozenset({"detail"}),
        params={"organizationId": "org_abc123"},
    ),
]
every_endpoint = pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda each: each.name)


@pytest.fixture(scope="module")
def app() -> ASGIApp:
    return build_app(list(WORLDS.values()))


@pytest.fixture(scope="module")
def client(app: ASGIApp) -> TestClient:
    return TestClient(app)


def ask(
    client: TestClient,
    endpoint: Endpoint,
    *,
    method: str = "GET",
    headers: Mapping[str, str] | list[tuple[str, str]] | None = None,
    params: Any = None,
    **more: Any,
) -> Any:
    """A request of this endpoint; main's credentials and required parameters unless others are given."""
    return client.request(
        method,
        endpoint.url,
        headers=endpoint.headers if headers is None else headers,
        params=dict(endpoint.params) if params is None else params,
        follow_redirects=False,
        **more,
    )


def assert_refusal(answer: Any, endpoint: Endpoint, *statuses: int) -> None:
    """The answer is one of these refusals, in the endpoint's documented body."""
    assert answer.status_code in statuses, answer.text
    assert answer.headers["content-type"] == "application/json"
    assert endpoint.errors <= set(answer.json()), answer.text


# --- what is served --------------------------------------------------------------------------------


@every_endpoint
def test_every_endpoint_is_served_at_its_documented_path(client: TestClient, endpoint: Endpoint) -> None:
    answer = ask(client, endpoint)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["access-control-allow-origin"] == "*"


@every_endpoint
def test_a_page_of_every_endpoint_has_as_many_items_as_asked_for(
    client: TestClient, endpoint: Endpoint
) -> None:
    contract, _ = WORLDS[endpoint.name]
    answer = ask(client, endpoint, params={**endpoint.params, endpoint.size: "7"}).json()
    for token in contract.operations[0].mocked.items.pointer or ():
        answer = answer[token]
    assert len(answer) == 7


@every_endpoint
def test_a_good_request_may_say_that_it_would_send_json(client: TestClient, endpoint: Endpoint) -> None:
    headers = {**endpoint.headers, "Content-Type": "application/json", "Content-Length": "0"}
    assert ask(client, endpoint, headers=headers).status_code == 200


# --- paths -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/batch",
        "/batch/jobs/1",
        "/Batch/Jobs",
        "/batch//jobs",
        "/batch/jobs%0A",
        "/v1/api/batch-calls//calls",
        "/" + "a" * 5000,
        "/%ff%00",
        "/é",
    ],
    ids=lambda path: path[:30],
)
def test_an_unknown_path_is_a_problem_document(client: TestClient, path: str) -> None:
    answer = client.get(path, follow_redirects=False)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == 404


@every_endpoint
def test_a_last_slash_is_another_path_and_no_redirect_around_the_credentials(
    client: TestClient, endpoint: Endpoint
) -> None:
    answer = client.get(endpoint.url + "/", follow_redirects=False)
    assert answer.status_code == 404
    assert "location" not in answer.headers
    assert endpoint.url[:15] in answer.json()["detail"]


def test_an_encoded_path_is_the_same_path(client: TestClient) -> None:
    endpoint = ENDPOINTS[1]
    assert client.get("/batch%2Dcall/l%69st", headers=dict(endpoint.headers)).status_code == 200


@pytest.mark.parametrize(
    "batch",
    ["batch_2223242526272", "nothing", "a%2Fb", "%00", "%ff", "%0A", "..%2F..", "{batchId}", "9" * 400],
)
def test_a_batch_that_is_nobody_s_or_another_s_is_not_found_in_the_endpoint_s_body(
    client: TestClient, batch: str
) -> None:
    trillet = next(each for each in ENDPOINTS if each.name == "trillet-batch-calls")
    answer = ask(client, replace(trillet, url=f"/v1/api/batch-calls/{batch}/calls"))
    assert_refusal(answer, trillet, 404)


# --- methods ---------------------------------------------------------------------------------------


@every_endpoint
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE"])
def test_another_method_is_refused_before_credentials_with_the_methods_that_are_allowed(
    client: TestClient, endpoint: Endpoint, method: str
) -> None:
    answer = ask(client, endpoint, method=method, headers={})
    assert_refusal(answer, endpoint, 405)
    allowed = "GET" if endpoint.name == AGENCY else "GET, HEAD, OPTIONS"
    assert answer.headers["allow"] == allowed


@every_endpoint
def test_head_answers_as_get_without_a_body_unless_the_document_refuses_it(
    client: TestClient, endpoint: Endpoint
) -> None:
    answer = ask(client, endpoint, method="HEAD")
    assert answer.content == b""
    if endpoint.name == AGENCY:  # AG-03
        assert (answer.status_code, answer.headers["allow"]) == (405, "GET")
        return
    get = ask(client, endpoint)
    assert answer.status_code == 200
    assert dict(answer.headers) == dict(get.headers)
    assert answer.headers["content-length"] == str(len(get.content))


@every_endpoint
def test_head_of_a_refusal_has_no_body_either(client: TestClient, endpoint: Endpoint) -> None:
    answer = ask(client, endpoint, method="HEAD", headers={})
    assert answer.status_code == (405 if endpoint.name == AGENCY else 401)
    assert answer.content == b""
    assert int(answer.headers["content-length"]) > 0


@every_endpoint
def test_options_says_what_is_allowed_unless_the_document_refuses_it(
    client: TestClient, endpoint: Endpoint
) -> None:
    answer = ask(client, endpoint, method="OPTIONS", headers={})
    if endpoint.name == AGENCY:  # AG-03
        assert_refusal(answer, endpoint, 405)
    else:
        assert (answer.status_code, answer.headers["allow"]) == (204, "GET, HEAD, OPTIONS")


@every_endpoint
def test_a_preflight_is_answered_without_credentials(client: TestClient, endpoint: Endpoint) -> None:
    names = ", ".join(endpoint.headers).lower()
    answer = ask(
        client,
        endpoint,
        method="OPTIONS",
        headers={
            "Origin": "http://localhost:5173",
            "Access-Control-Request-Method": "GET",
            "Access-Control-Request-Headers": names,
        },
    )
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["access-control-allow-headers"] == names
    assert "GET" in answer.headers["access-control-allow-methods"]


# --- credentials -----------------------------------------------------------------------------------


@every_endpoint
def test_without_credentials_the_answer_is_401_with_a_challenge(
    client: TestClient, endpoint: Endpoint
) -> None:
    answer = ask(client, endpoint, headers={})
    assert_refusal(answer, endpoint, 401)
    assert "realm=" in answer.headers["www-authenticate"]


@every_endpoint
def test_credentials_are_asked_for_before_parameters_are_looked_at(
    client: TestClient, endpoint: Endpoint
) -> None:
    params = {endpoint.size: "nonsense"}
    assert_refusal(ask(client, endpoint, headers={}, params=params), endpoint, 401)


MALFORMED = [b"", b"Bearer", b"bearer x", b"Basic x", b"\xff\xfe", b"x" * 100_000, b"Bearer " + b"e." * 9000]


@every_endpoint
@pytest.mark.parametrize("value", MALFORMED, ids=lambda value: value[:10].decode("latin-1"))
def test_a_malformed_credential_is_401_in_the_endpoint_s_body(
    client: TestClient, endpoint: Endpoint, value: bytes
) -> None:
    first = next(iter(endpoint.headers)).encode()
    others = [(name.encode(), text.encode()) for name, text in list(endpoint.headers.items())[1:]]
    answer = ask(client, endpoint, headers=[(first, value), *others])  # type: ignore[list-item]
    assert_refusal(answer, endpoint, 401)
    assert "www-authenticate" in answer.headers


@every_endpoint
def test_a_credential_that_is_sent_twice_is_401(client: TestClient, endpoint: Endpoint) -> None:
    lines = list(endpoint.headers.items())
    assert_refusal(ask(client, endpoint, headers=[*lines, lines[0]]), endpoint, 401)


@pytest.mark.parametrize(
    ("name", "wrong", "credentials"),
    [
        (name, wrong, credentials)
        for name, (_, world) in WORLDS.items()
        for wrong, credentials in world.refused.items()
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_credentials_that_the_fixtures_call_wrong_are_refused(
    client: TestClient, name: str, wrong: str, credentials: Mapping[str, str]
) -> None:
    endpoint = next(each for each in ENDPOINTS if each.name == name)
    answer = ask(client, endpoint, headers=as_headers(name, credentials, endpoint))
    assert_refusal(answer, endpoint, 401)
    assert not any(secret in answer.text for secret in credentials.values())


def as_headers(name: str, credentials: Mapping[str, str], endpoint: Endpoint) -> dict[str, str]:
    """The endpoint's headers with these credentials in the place of main's."""
    contract, _ = WORLDS[name]
    schemes = {scheme.name: scheme for each in contract.operations[0].security for scheme in each}
    places = {scheme.parameter for scheme in schemes.values()}
    others = {key: value for key, value in endpoint.headers.items() if key not in places}
    return others | {
        schemes[key].parameter: f"{schemes[key].prefix}{secret}" for key, secret in credentials.items()
    }


def test_a_caller_of_no_agency_is_forbidden(client: TestClient) -> None:  # AG-02
    endpoint = ENDPOINTS[0]
    nobody = next(caller for caller in WORLDS[AGENCY][1].callers if caller.forbidden)
    answer = ask(client, endpoint, headers=as_headers(AGENCY, nobody.credentials, endpoint))
    assert_refusal(answer, endpoint, 403)
    assert "www-authenticate" not in answer.headers


def test_each_tenant_sees_rows_of_its_own(client: TestClient) -> None:
    for name, (_, world) in WORLDS.items():
        endpoint = next(each for each in ENDPOINTS if each.name == name)
        other = next(caller for caller in world.callers if caller.name == "other")
        headers = as_headers(name, other.credentials, endpoint)
        mine, theirs = ask(client, endpoint), ask(client, endpoint, headers=headers)
        assert mine.content != theirs.content


# --- requests that no careful client sends -----------------------------------------------------------


@every_endpoint
def test_a_body_where_none_belongs_is_refused_in_the_endpoint_s_body(
    client: TestClient, endpoint: Endpoint
) -> None:
    assert_refusal(ask(client, endpoint, content=b'{"limit": 5}'), endpoint, 400, 422)


def test_an_empty_body_is_none(client: TestClient) -> None:
    assert ask(client, ENDPOINTS[1], content=b"").status_code == 200


HOSTILE = [
    "1_0", "+5", " 5", "٥", "1e1", "nan", "5.0", "", "-1", "0", "101", "9" * 400, "-" + "9" * 400, "0x10",
    "\0", "1\0", "1\n", "null", "true", "[]", "{}", "5,6", "'", "%", "１０", "Infinity", "--5", "5 ", "05",
]  # fmt: skip


@every_endpoint
@pytest.mark.parametrize("value", HOSTILE, ids=lambda value: ascii(value)[:16])
def test_a_hostile_value_of_any_parameter_gets_a_clean_answer(
    client: TestClient, endpoint: Endpoint, value: str
) -> None:
    contract, _ = WORLDS[endpoint.name]
    for parameter in contract.operations[0].parameters.values():
        if parameter.location != "query":
            continue
        answer = ask(client, endpoint, params={**endpoint.params, parameter.name: value})
        assert answer.status_code < 500
        if answer.status_code != 200:
            assert_refusal(answer, endpoint, 400, 403, 404, 422)


@every_endpoint
@pytest.mark.parametrize("value", ["1_0", "+5", " 5", "٥", "1e1", "nan", "5.0", "", "9" * 400, "0x10", "\0"])
def test_a_size_that_is_no_integer_is_refused(client: TestClient, endpoint: Endpoint, value: str) -> None:
    answer = ask(client, endpoint, params={**endpoint.params, endpoint.size: value})
    clamped = endpoint.name == AGENCY and value == "9" * 400  # AG-19: above 100 is 100
    if clamped:
        assert answer.status_code == 200
    else:
        assert_refusal(answer, endpoint, 400, 422)


@every_endpoint
def test_a_parameter_that_is_sent_twice_is_refused(client: TestClient, endpoint: Endpoint) -> None:
    params = [*endpoint.params.items(), (endpoint.size, "1"), (endpoint.size, "2")]
    assert_refusal(ask(client, endpoint, params=params), endpoint, 400, 422)


@every_endpoint
@pytest.mark.parametrize(
    "query",
    ["limit=%", "status=%zz", "status=%ED%A0%80", "status=%ff", "&&&=&==", "a;b", "%00=%00", "a" * 60_000],
)
def test_a_query_that_is_no_query_gets_a_clean_answer(
    client: TestClient, endpoint: Endpoint, query: str
) -> None:
    url = "&".join([*(f"{name}={value}" for name, value in endpoint.params.items()), query])
    answer = client.get(f"{endpoint.url}?{url}", headers=dict(endpoint.headers))
    assert answer.status_code < 500


@every_endpoint
def test_many_parameters_are_read_in_time(client: TestClient, endpoint: Endpoint) -> None:
    query = "&".join(f"p{number}=1" for number in range(8_000))
    assert client.get(f"{endpoint.url}?{query}", headers=dict(endpoint.headers)).status_code < 500


@every_endpoint
@pytest.mark.parametrize(
    "name", ["Accept", "Prefer", "Range", "If-None-Match", "Cookie", "Content-Type", "Host"]
)
def test_strange_headers_break_nothing(client: TestClient, endpoint: Endpoint, name: str) -> None:
    for value in (b"", b"\xff", b'",;=', b"x" * 20_000):
        headers = [(key.encode(), text.encode()) for key, text in endpoint.headers.items()]
        answer = ask(client, endpoint, headers=[*headers, (name.encode(), value)])  # type: ignore[list-item]
        assert answer.status_code == 200


# --- provoked and unforeseen failures ----------------------------------------------------------------


@every_endpoint
def test_the_documented_failure_can_be_provoked(client: TestClient, endpoint: Endpoint) -> None:
    answer = ask(client, endpoint, headers={**endpoint.headers, "Prefer": "code=500"})
    assert_refusal(answer, endpoint, 500)


@pytest.mark.parametrize(("code", "header"), [(401, "www-authenticate"), (405, "allow")])
@every_endpoint
def test_a_refusal_that_was_asked_for_has_the_headers_of_a_real_one(
    client: TestClient, endpoint: Endpoint, code: int, header: str
) -> None:
    answer = ask(client, endpoint, headers={**endpoint.headers, "Prefer": f"code={code}"})
    assert (answer.status_code, bool(answer.headers.get(header))) == (code, True)


def test_a_fault_of_the_mock_itself_is_the_documented_failure_and_is_logged_without_credentials(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, client: TestClient
) -> None:
    def breaks(*_: object) -> None:
        raise ZeroDivisionError("of the test")

    for name in ("answer", "prepare"):
        monkeypatch.setattr(service, name, breaks)
    endpoint = ENDPOINTS[1]
    with caplog.at_level(logging.ERROR, logger="mock_server"):
        answer = ask(client, endpoint, params={"limit": 7, "page": 1})  # what was asked before would be known
    assert_refusal(answer, endpoint, 500)
    assert "of the test" not in answer.text
    assert "ZeroDivisionError" in caplog.text
    assert not any(secret in caplog.text for secret in endpoint.headers.values())


# --- what the mock serves beside its endpoints -------------------------------------------------------


def test_health_is_told_at_the_reserved_path(client: TestClient) -> None:
    answer = client.get("/__listproof/health")
    assert (answer.status_code, answer.json()) == (200, {"status": "ready"})
    assert client.head("/__listproof/health").headers["content-length"] == answer.headers["content-length"]
    assert client.post("/__listproof/health").headers["allow"] == "GET, HEAD, OPTIONS"
    assert client.get("/__listproof/nothing").status_code == 404


def test_what_check_has_to_know_is_told_of_each_document(client: TestClient) -> None:
    links = re.findall(r'href="(/__listproof/[^"]+)"', client.get("/").text)
    assert len(links) == len(ENDPOINTS)
    for link in links:
        answer = client.get(link, headers={"Host": "mock.test:8080"})
        assert answer.headers["content-type"].startswith("application/toml")
        assert tomllib.loads(answer.text)["target"]["url"] == "http://mock.test:8080"


@pytest.mark.parametrize("path", ["/", "/__listproof/"])
def test_a_page_lists_the_endpoints_with_lines_to_paste(client: TestClient, path: str) -> None:
    answer = client.get(path, headers={"Host": "mock.test:8080"})
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    for endpoint in ENDPOINTS:
        assert f"http://mock.test:8080{endpoint.url}" in answer.text


def test_a_host_that_is_none_is_not_repeated(client: TestClient) -> None:
    assert "<script>" not in client.get("/", headers={"Host": "<script>"}).text


# --- several specs -----------------------------------------------------------------------------------

OPEN = """
openapi: 3.1.0
info: {title: "Open", version: "1"}
servers: [{url: "https://example.com/v1"}]
paths:
  /:
    get:
      operationId: list
      x-listing: {items: ""}
      responses: &page
        "200":
          description: A page.
          content: {application/json: {schema: {type: array, items: {type: object}}}}
  /jobs/{job-id}:
    parameters: [{name: job-id, in: path, required: true, schema: {type: integer}}]
    get: {operationId: job, x-listing: {items: ""}, responses: *page}
  /jobs/list:
    get: {operationId: jobs, x-listing: {items: ""}, responses: *page}
"""


def open_contract(name: str = "open") -> tuple[Contract, World]:
    contract = read_contract(f"{name}.yaml", text=OPEN)
    return contract, World(callers=(), rows={})


def test_a_spec_may_own_the_root_and_paths_that_begin_alike() -> None:
    client = TestClient(build_app([open_contract()]))
    assert client.get("/").json() == []
    assert client.get("/jobs/list").status_code == 200
    assert client.get("/jobs/12").status_code == 200
    assert client.get("/v1/jobs/list").status_code == 404
    assert client.get("/__listproof/").headers["content-type"].startswith("text/html")


def test_specs_may_share_operation_ids() -> None:
    other, world = open_contract("other")
    moved = replace(other, operations=tuple(replace(o, path=f"/x{o.path}") for o in other.operations))
    client = TestClient(build_app([open_contract(), (moved, world), *WORLDS.values()]))
    assert client.get("/x/jobs/list").status_code == 200
    assert client.get("/jobs/list").status_code == 200
    assert client.get("/batch-call/list").status_code == 401


def test_two_specs_at_one_path_are_refused_at_start() -> None:
    with pytest.raises(SpecError, match=r"open\.yaml.*\n.*"):
        build_app([open_contract(), open_contract("other")])


def test_nobody_is_asked_who_they_are_where_the_document_asks_nobody() -> None:
    contract, _ = open_contract()
    caller = Caller(name="main", credentials={"x": "y"})
    client = TestClient(build_app([(contract, World(callers=(caller,), rows={}))]))
    assert client.get("/", headers={"Authorization": "nonsense"}).status_code == 200


def test_the_server_s_start_and_stop_are_acknowledged(app: ASGIApp) -> None:
    with TestClient(app) as client:
        assert client.get("/__listproof/health").status_code == 200


# --- rows that are made when they are needed ------------------------------------------------------------


def made(**lists: Mapping[str, Any]) -> Contract:
    """A contract of lists without fixtures, by name the schema of each one's `x`."""
    failure = {"example": {"error": ""}, "schema": {"type": "object"}}

    def operation(name: str, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        item = {"type": "object", "required": ["x"], "properties": {"x": schema}}
        page = {"schema": {"type": "array", "items": item}}
        return {
            "operationId": name,
            "x-listing": {"items": "", "errors": {"at": {"message": "/error"}}},
            "responses": {
                "200": {"description": "A page.", "content": {"application/json": page}},
                "500": {"description": "It failed.", "content": {"application/json": failure}},
            },
        }

    paths = {f"/{name}": {"get": operation(name, schema)} for name, schema in lists.items()}
    text = json.dumps({"openapi": "3.0.3", "info": {"title": "Made"}, "paths": paths})
    return read_contract("made.json", text=text)


GOOD: Mapping[str, Any] = {"type": "string"}
IMPOSSIBLE: Mapping[str, Any] = {"allOf": [{"type": "string"}, {"type": "integer"}]}


def test_a_list_of_which_no_row_can_be_made_keeps_no_other_from_being_served(
    caplog: pytest.LogCaptureFixture,
) -> None:
    contract = made(good=GOOD, bad=IMPOSSIBLE)
    client = TestClient(build_app([(contract, generate_world(contract, rows=5))]))
    assert len(client.get("/good").json()) == 5
    for _ in range(2):
        answer = client.get("/bad")
        assert answer.status_code == 500
        assert "no row can be made for this list" in answer.json()["error"]
    assert client.post("/bad").status_code == 405
    told = [record.getMessage() for record in caplog.records if record.name == "mock_server"]
    assert len(told) == 1
    assert "GET /bad can't be served" in told[0]
    assert "made.json:1: bad" in told[0]
    assert "/bad" in client.get("/__listproof/").text


def test_a_document_none_of_whose_lists_has_a_row_is_refused_at_start() -> None:
    contract = made(one=IMPOSSIBLE, two=IMPOSSIBLE)
    with pytest.raises(FixtureError, match="no row can be made") as raised:
        build_app([(contract, generate_world(contract, rows=5))])
    assert [fault.place for fault in raised.value.faults] == ["one", "two"]


def test_rows_that_there_was_no_time_for_are_made_when_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mock_server.app._PATIENCE", -1.0)
    contract = made(first=GOOD, late=GOOD)
    world = generate_world(contract, rows=5)
    client = TestClient(build_app([(contract, world)]))
    rows = world.rows
    assert isinstance(rows, RowsOnDemand)
    assert [rows.is_made(name) for name in ("first", "late")] == [True, False]
    guide = overview([(contract, world)], "http://x", ["generated"])
    assert "    5 rows, generated" in guide
    assert "    rows made at the first request, generated" in guide
    assert not rows.is_made("late")
    assert len(client.get("/late").json()) == 5
    assert rows.is_made("late")


def test_rows_that_are_made_when_asked_for_keep_nobody_else_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mock_server.app._PATIENCE", -1.0)
    contract = made(first=GOOD, late=GOOD)
    app = build_app([(contract, generate_world(contract, rows=5))])
    begun, may_end, made_times = threading.Event(), threading.Event(), []
    make_ready = service.Service.make_ready

    def slowly(self: service.Service) -> None:
        made_times.append(1)
        begun.set()
        assert may_end.wait(30)
        make_ready(self)

    monkeypatch.setattr(service.Service, "make_ready", slowly)

    async def asked() -> list[int]:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://mock.test") as client:
            late = [asyncio.ensure_future(client.get("/late")) for _ in range(20)]
            while not begun.is_set():
                await asyncio.sleep(0)
            others = [await client.get("/first") for _ in range(3)]
            late.pop().cancel()  # who goes away takes the rows from nobody
            may_end.set()
            return [answer.status_code for answer in [*others, *await asyncio.gather(*late)]]

    assert asyncio.run(asked()) == [200] * 22
    assert len(made_times) == 1
