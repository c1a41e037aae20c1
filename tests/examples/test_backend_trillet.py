"""The example backend\'s Trillet batch calls: what the document promises, and what is its own choice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from examples.backend.app import create_app

AURORA = {"x-api-key": "example-key-aurora", "x-workspace-id": "ws_aurora_north"}
SPRING = {"total": 260, "waiting": 80, "active": 21, "completed": 120, "failed": 39}


@pytest.fixture(scope="module")
def client() -> Iterator[FlaskClient]:
    app = create_app("sqlite://", allow_failure=True)
    app.testing = True
    yield app.test_client()
    app.extensions["database"].dispose()


def ask(client: FlaskClient, query: str = "", batch: str = "batch_spring", **headers: str) -> TestResponse:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.get(f"/v1/api/batch-calls/{batch}/calls?{query}", headers=AURORA | named)


def read(answer: TestResponse) -> dict[str, Any]:
    """The JSON object of an answer."""
    assert answer.content_type == "application/json"
    found = answer.json
    assert isinstance(found, dict)
    return found


def walk(client: FlaskClient, limit: int, query: str = "") -> list[dict[str, Any]]:
    calls: list[dict[str, Any]] = []
    page, more = 1, True
    while more:
        body = read(ask(client, f"{query}&limit={limit}&page={page}"))
        calls += body["calls"]
        page, more = page + 1, body["pagination"]["hasNext"]
    return calls


def test_the_first_page_is_20_calls_beside_the_counts_of_the_batch(client: FlaskClient) -> None:
    body = read(ask(client))
    assert len(body["calls"]) == 20
    assert body["summary"] == SPRING
    assert body["pagination"] == {
        "page": 1,
        "limit": 20,
        "total": 260,
        "totalPages": 13,
        "hasNext": True,
        "hasPrev": False,
    }


@pytest.mark.parametrize("limit", [9, 20, 100])
def test_the_pages_hold_every_call_once_in_the_order_of_the_queue(client: FlaskClient, limit: int) -> None:
    calls = walk(client, limit)
    assert len({call["jobId"] for call in calls}) == len(calls) == 260
    assert calls == walk(client, 50)


@pytest.mark.parametrize("status", ["waiting", "active", "completed", "failed"])
def test_a_status_is_counted_as_the_summary_says(client: FlaskClient, status: str) -> None:
    body = read(ask(client, f"status={status}"))
    assert body["pagination"]["total"] == SPRING[status]
    assert body["summary"] == SPRING
    everything = walk(client, 100, "status=all")
    assert walk(client, 20, f"status={status}") == [call for call in everything if call["status"] == status]


def test_a_page_that_is_exactly_full_is_the_last_one(client: FlaskClient) -> None:
    pagination = read(ask(client, "status=waiting&page=4"))["pagination"]
    assert (pagination["totalPages"], pagination["hasNext"], pagination["hasPrev"]) == (4, False, True)


def test_a_call_has_the_fields_of_its_status_and_no_null(client: FlaskClient) -> None:
    for call in walk(client, 100):
        ended = call["status"] in ("completed", "failed")
        assert None not in call.values()
        assert ("endTime" in call) == ended
        assert ("duration" in call) == (call["status"] == "completed")
        assert ("error" in call) == (call["status"] == "failed")
        if "duration" in call:
            assert call["duration"] == (call["endTime"] - call["startTime"]) / 1000


@pytest.mark.parametrize(("batch", "total"), [("batch_summer", 45), ("batch_blank", 0)])
def test_each_batch_has_its_own_calls(client: FlaskClient, batch: str, total: int) -> None:
    body = read(ask(client, "limit=100", batch))
    assert body["summary"]["total"] == body["pagination"]["total"] == len(body["calls"]) == total


@pytest.mark.parametrize(
    ("batch", "headers", "status"),
    [
        pytest.param("batch_spring", {"x_api_key": ""}, 401, id="no key"),
        pytest.param("batch_spring", {"x_api_key": "example-key-nobody"}, 401, id="wrong key"),
        pytest.param("batch_spring", {"x_workspace_id": ""}, 400, id="no workspace"),
        pytest.param("batch_spring", {"x_workspace_id": "ws_nowhere"}, 403, id="unknown workspace"),
        pytest.param("batch_winter", {"x_workspace_id": "ws_borealis"}, 403, id="another's workspace"),
        pytest.param("batch_nowhere", {}, 404, id="unknown batch"),
        pytest.param("batch_winter", {}, 404, id="another's batch"),
        pytest.param("batch_autumn", {}, 404, id="a batch of the account's other workspace"),
        pytest.param("%00%ED%A0%80", {}, 404, id="no text"),
    ],
)
def test_nobody_sees_what_is_not_in_the_workspace(
    client: FlaskClient, batch: str, headers: dict[str, str], status: int
) -> None:
    answer = ask(client, "", batch, **headers)
    assert answer.status_code == status
    assert list(read(answer)) == ["error"]
    assert ("WWW-Authenticate" in answer.headers) == (status == 401)


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ("status=done", "status must be one of all, waiting, active, completed, failed"),
        ("status=", "status must be one of all, waiting, active, completed, failed"),
        ("page=one", "page must be an integer"),
        ("limit=20&limit=20", "limit must be given once"),
    ],
)
def test_a_bad_value_is_refused_in_one_sentence(client: FlaskClient, query: str, error: str) -> None:
    answer = ask(client, query)
    assert (answer.status_code, read(answer)) == (400, {"error": error})


@pytest.mark.parametrize(
    ("query", "page", "limit"), [("page=0", 1, 20), ("page=-4&limit=0", 1, 1), ("limit=101", 1, 100)]
)
def test_a_number_out_of_range_is_moved_into_it(
    client: FlaskClient, query: str, page: int, limit: int
) -> None:
    assert read(ask(client, query)) == read(ask(client, f"page={page}&limit={limit}"))


def test_a_page_past_the_end_is_empty(client: FlaskClient) -> None:
    body = read(ask(client, "page=14"))
    assert (body["calls"], body["pagination"]["hasNext"], body["pagination"]["hasPrev"]) == ([], False, True)


def test_a_failing_database_is_the_documented_500(client: FlaskClient) -> None:
    answer = ask(client, X_Fail="database")
    assert (answer.status_code, read(answer)) == (500, {"error": "Server error retrieving batch calls"})
