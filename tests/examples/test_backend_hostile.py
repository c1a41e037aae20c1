"""What all five endpoints of the example backend have in common: nothing a client sends makes them fail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient

from examples.backend import seed
from examples.backend.app import create_app


@dataclass(frozen=True, slots=True, kw_only=True)
class List:
    """A list as its own client asks for it: `page` and `size` are its two numbers, `text` a filter."""

    path: str
    headers: dict[str, str]
    query: str = ""
    items: tuple[str, ...]
    page: str
    size: str
    text: str


LISTS = {
    "agency": List(
        path="/functions/v1/calls-batch-list",
        headers={"Authorization": f"Bearer {seed.token_for('user-aurora')}"},
        items=("batches",),
        page="offset",
        size="limit",
        text="campaign_id",
    ),
    "organization": List(
        path="/batch-call/list",
        headers={"X-API-KEY": "example-key-aurora", "X-API-SECRET": "example-secret-aurora"},
        items=("data", "batch_calls"),
        page="page",
        size="limit",
        text="sort_by",
    ),
    "techladder": List(
        path="/api/v1/public/call-batches",
        headers={"Authorization": "Bearer sk_example_aurora"},
        items=("data", "items"),
        page="page",
        size="limit",
        text="agent_id",
    ),
    "trillet": List(
        path="/v1/api/batch-calls/batch_spring/calls",
        headers={"x-api-key": "example-key-aurora", "x-workspace-id": "ws_aurora_north"},
        items=("calls",),
        page="page",
        size="limit",
        text="status",
    ),
    "talkifai": List(
        path="/batch/jobs",
        headers={"Authorization": "Bearer example-key-aurora"},
        query="organizationId=org_aurora_east",
        items=("batchJobs",),
        page="page",
        size="pageSize",
        text="status",
    ),
}

NO_INTEGERS = {
    "an underscore": "1_0",
    "a plus": "%2B5",
    "a space": "%205",
    "a newline": "5%0A",
    "Arabic digits": "%D9%A5",
    "full-width digits": "%EF%BC%95",
    "an exponent": "1e1",
    "a fraction": "5.0",
    "hexadecimal": "0x10",
    "not a number": "nan",
    "infinite": "Infinity",
    "a word": "abc",
    "true": "true",
    "nothing": "",
    "NUL": "%00",
    "NUL behind": "5%00",
    "a lone surrogate": "%ED%A0%80",
    "no UTF-8": "%FF%FE",
    "no percent-encoding": "%zz",
    "a list": "1,2",
    "JSON": "%7B%22%24gt%22%3A0%7D",
    "SQL": "1%20OR%201%3D1",
    "more than 64 bits": "1" + "0" * 30,
    "400 digits": "9" * 400,
    "5000 digits": "9" * 5000,
    "below 64 bits": "-9223372036854775809",
}

HOSTILE = [
    *(f"{{page}}={value}" for value in NO_INTEGERS.values()),
    *(f"{{size}}={value}" for value in ("-1", "0", "101", "2147483647", "-2147483648", "9" * 400)),
    "{page}=2147483647&{size}=100",
    "{page}=-1",
    "{text}=%00",
    "{text}=%ED%A0%80",
    "{text}=%F0%9F%93%9E",
    "{text}='%3B%20DROP%20TABLE%20api_keys%3B--",
    "{text}=" + "x" * 60_000,
    "{text}=a&{text}=b",
    "unknown=1&%00=%00&=&&&===",
    "&".join(f"{{page}}={number}" for number in range(1000)),
    "{page}[]=1&{page}[$gt]=0",
    "%",
    "\x7f\xff",
]


@pytest.fixture(scope="module")
def client() -> Iterator[FlaskClient]:
    """An exception that nobody expects is raised here instead of becoming a 500."""
    app = create_app("sqlite://")
    app.config["PROPAGATE_EXCEPTIONS"] = True
    yield app.test_client()
    app.extensions["database"].dispose()


@pytest.mark.parametrize("name", LISTS)
def test_no_query_string_makes_a_list_fail_or_gets_too_much(client: FlaskClient, name: str) -> None:
    asked = LISTS[name]
    for template in HOSTILE:
        names = {"page": asked.page, "size": asked.size, "text": asked.text}
        query = "".join(names.get(part.strip("{}"), part) for part in split(template))
        answer = client.get(f"{asked.path}?{asked.query}&{query}", headers=asked.headers)
        found = answer.json
        assert answer.status_code == 200 or 400 <= answer.status_code < 500, query[:80]
        assert answer.content_type == "application/json"
        assert isinstance(found, dict)
        if answer.status_code == 200 and asked.size in query:
            for key in asked.items:
                found = found[key]
            assert len(found) <= 100, query[:80]


def split(template: str) -> list[str]:
    return template.replace("{", "\n{").replace("}", "}\n").split("\n")


@pytest.mark.parametrize("value", NO_INTEGERS.values(), ids=NO_INTEGERS)
@pytest.mark.parametrize("name", LISTS)
def test_what_is_not_plainly_an_integer_is_refused(client: FlaskClient, name: str, value: str) -> None:
    asked = LISTS[name]
    for number in (asked.page, asked.size):
        answer = client.get(f"{asked.path}?{asked.query}&{number}={value}", headers=asked.headers)
        assert answer.status_code in (400, 422)


@pytest.mark.parametrize("name", LISTS)
def test_what_is_unknown_is_ignored(client: FlaskClient, name: str) -> None:
    asked = LISTS[name]
    plain = client.get(f"{asked.path}?{asked.query}", headers=asked.headers)
    more = client.get(f"{asked.path}?{asked.query}&cache=1&cache=2", headers=asked.headers)
    assert plain.status_code == 200
    assert more.json == plain.json


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "LIST"])
@pytest.mark.parametrize("name", LISTS)
def test_other_methods_get_405_in_the_envelope_of_the_endpoint(
    client: FlaskClient, name: str, method: str
) -> None:
    path = LISTS[name].path
    answer = client.open(path, method=method)
    refused = client.get(path)
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD"
    assert isinstance(answer.json, dict)
    assert isinstance(refused.json, dict)
    assert answer.json.keys() == refused.json.keys()


@pytest.mark.parametrize("name", LISTS)
def test_head_answers_as_get_does_without_a_body(client: FlaskClient, name: str) -> None:
    asked = LISTS[name]
    url = f"{asked.path}?{asked.query}"
    head = client.head(url, headers=asked.headers)
    get = client.get(url, headers=asked.headers)
    assert (head.status_code, head.data, head.headers["Content-Type"]) == (200, b"", "application/json")
    assert head.headers["Content-Length"] == str(len(get.data))
    assert client.head(url).status_code == 401


@pytest.mark.parametrize("path", ["/", "/batch/jobs/", "//batch/jobs", "/batch-call", "/%00", "/%ED%A0%80"])
def test_a_path_of_nobody_is_not_found_in_json(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.content_type) == (404, "application/json")


@pytest.mark.parametrize("host", ["bad host", "[::1", "a" * 300, "exämple", "127.0.0.1:99999999"])
def test_the_host_header_is_of_no_account(client: FlaskClient, host: str) -> None:
    for asked in LISTS.values():
        answer = client.get(f"{asked.path}?{asked.query}", headers=asked.headers | {"Host": host})
        assert answer.status_code in (200, 400)
        assert answer.content_type == "application/json"


@pytest.mark.parametrize("name", LISTS)
def test_a_failure_is_only_to_be_had_where_it_is_allowed(client: FlaskClient, name: str) -> None:
    asked = LISTS[name]
    answer = client.get(f"{asked.path}?{asked.query}", headers=asked.headers | {"X-Fail": "database"})
    assert answer.status_code == 200


def test_no_refusal_shows_what_the_server_is_made_of() -> None:
    app = create_app("sqlite://", allow_failure=True)
    for asked in LISTS.values():
        headers = asked.headers | {"X-Fail": "database"}
        answer = app.test_client().get(f"{asked.path}?{asked.query}", headers=headers)
        assert answer.status_code == 500
        for word in ("sqlite", "select", "traceback", "operational", ".py"):
            assert word not in answer.text.lower()
    app.extensions["database"].dispose()
