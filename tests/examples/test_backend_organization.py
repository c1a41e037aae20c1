"""The example backend's organization batch calls: what the document promises, and the reading it chose."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from examples.backend.app import create_app
from examples.backend.organization import SORT_KEYS

PATH = "/batch-call/list"
ITEM_KEYS = ("name", "status", "total_task_count", "scheduled_timestamp")


@pytest.fixture(scope="module")
def client() -> Iterator[FlaskClient]:
    app = create_app("sqlite://", allow_failure=True)
    app.testing = True
    yield app.test_client()
    app.extensions["database"].dispose()


def credentials(account: str) -> dict[str, str]:
    return {"X-API-KEY": f"example-key-{account}", "X-API-SECRET": f"example-secret-{account}"}


def ask(client: FlaskClient, query: str = "", account: str = "aurora") -> TestResponse:
    return client.get(f"{PATH}?{query}", headers=credentials(account))


def read(answer: TestResponse) -> dict[str, Any]:
    """The JSON object of an answer."""
    assert answer.content_type == "application/json"
    found = answer.json
    assert isinstance(found, dict)
    return found


def walk(client: FlaskClient, limit: int, query: str = "") -> list[dict[str, Any]]:
    calls: list[dict[str, Any]] = []
    page, more = 0, True
    while more:
        data = read(ask(client, f"{query}&limit={limit}&page={page}"))["data"]
        calls += data["batch_calls"]
        assert data["returned_count"] == len(data["batch_calls"])
        page, more = page + 1, data["pagination"]["has_next_page"]
    return calls


def test_without_a_limit_all_calls_come_on_one_page(client: FlaskClient) -> None:
    body = read(ask(client))
    assert (body["status"], body["error"]) == ("success", None)
    assert len(body["data"].pop("batch_calls")) == 260
    assert body["data"] == {
        "organization_id": "organization-aurora",
        "pagination": {
            "page": 0,
            "limit": None,
            "total_count": 260,
            "total_pages": 1,
            "has_next_page": False,
            "has_previous_page": False,
        },
        "returned_count": 260,
        "sort_order": "descending",
        "sort_by": "updated_at",
    }


@pytest.mark.parametrize("limit", [9, 20, 100])
def test_the_pages_hold_every_call_once_in_one_order(client: FlaskClient, limit: int) -> None:
    calls = walk(client, limit)
    assert len({call["batch_call_id"] for call in calls}) == len(calls) == 260
    assert calls == read(ask(client))["data"]["batch_calls"]


def test_pages_are_counted_from_0(client: FlaskClient) -> None:
    assert read(ask(client, "limit=20&page=12"))["data"]["pagination"] == {
        "page": 12,
        "limit": 20,
        "total_count": 260,
        "total_pages": 13,
        "has_next_page": False,
        "has_previous_page": True,
    }


@pytest.mark.parametrize("key", SORT_KEYS)
def test_ascending_is_descending_backwards(client: FlaskClient, key: str) -> None:
    down = walk(client, 30, f"sort_by={key}&sort_order=descending")
    up = walk(client, 30, f"sort_by={key}&sort_order=ascending")
    assert up == down[::-1]
    if key in ITEM_KEYS:
        assert [call[key] for call in up] == sorted(call[key] for call in up)


def test_the_sorting_is_repeated(client: FlaskClient) -> None:
    data = read(ask(client, "sort_by=name&sort_order=ascending"))["data"]
    assert (data["sort_by"], data["sort_order"]) == ("name", "ascending")


def test_size_is_another_word_for_limit(client: FlaskClient) -> None:
    assert read(ask(client, "size=7&page=1")) == read(ask(client, "limit=7&page=1"))
    assert read(ask(client, "limit=null")) == read(ask(client))


def test_a_large_limit_is_cut_to_the_maximum(client: FlaskClient) -> None:
    assert read(ask(client, "limit=101")) == read(ask(client, "limit=100"))


@pytest.mark.parametrize("mode", ["fast", "accurate", "ultra_fast"])
def test_the_performance_mode_changes_nothing_that_is_listed(client: FlaskClient, mode: str) -> None:
    assert read(ask(client, f"limit=50&performance_mode={mode}")) == read(ask(client, "limit=50"))


def test_the_funnel_narrows(client: FlaskClient) -> None:
    for call in walk(client, 100):
        assert call["completed"] <= call["picked_up"] <= call["sent"] <= call["total_task_count"]


@pytest.mark.parametrize(("account", "total"), [("borealis", 37), ("calm", 0)])
def test_each_organization_sees_its_own_calls(client: FlaskClient, account: str, total: int) -> None:
    data = read(ask(client, "limit=100", account))["data"]
    assert data["pagination"]["total_count"] == len(data["batch_calls"]) == total
    assert {call["organization_id"] for call in data["batch_calls"]} <= {f"organization-{account}"}


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({}, id="none"),
        pytest.param({"X-API-KEY": "example-key-aurora"}, id="no secret"),
        pytest.param({"X-API-SECRET": "example-secret-aurora"}, id="no key"),
        pytest.param({"X-API-KEY": "", "X-API-SECRET": ""}, id="empty"),
        pytest.param(
            {"X-API-KEY": "example-key-aurora", "X-API-SECRET": "example-secret-borealis"},
            id="another's secret",
        ),
        pytest.param(
            {"X-API-KEY": "example-secret-aurora", "X-API-SECRET": "example-key-aurora"},
            id="the wrong way round",
        ),
    ],
)
def test_key_and_secret_are_both_needed(client: FlaskClient, headers: dict[str, str]) -> None:
    answer = client.get(PATH, headers=headers)
    assert answer.status_code == 401
    assert "WWW-Authenticate" in answer.headers
    assert read(answer) == {
        "message": "Batch calls were not retrieved",
        "status": "error",
        "error": "X-API-KEY and X-API-SECRET are required",
        "data": None,
    }


@pytest.mark.parametrize(
    ("query", "status", "error"),
    [
        ("page=-1", 400, "page must be at least 0"),
        ("limit=0", 400, "limit must be at least 1"),
        ("size=1.5", 400, "size must be an integer"),
        ("limit=10&size=20", 400, "limit and size must agree when both are given"),
        ("sort_order=down", 400, "sort_order must be one of ascending, descending"),
        ("sort_by=id", 400, f"sort_by must be one of {', '.join(SORT_KEYS)}"),
        ("limit=20&page=13", 404, "page 13 is past the end: the last page is 12"),
    ],
)
def test_a_bad_value_is_refused_by_name(client: FlaskClient, query: str, status: int, error: str) -> None:
    answer = ask(client, query)
    assert (answer.status_code, read(answer)["error"], read(answer)["data"]) == (status, error, None)


def test_a_failing_database_keeps_the_envelope(client: FlaskClient) -> None:
    answer = client.get(PATH, headers=credentials("aurora") | {"X-Fail": "database"})
    assert (answer.status_code, read(answer)["status"]) == (500, "error")
