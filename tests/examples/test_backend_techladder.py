"""The example backend's TechLadder call batches, whose requests openapi-core checks against the document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from examples.backend import seed
from examples.backend.app import create_app

PATH = "/api/v1/public/call-batches"


@pytest.fixture(scope="module")
def client() -> Iterator[FlaskClient]:
    """Under test each answer is checked against the document as well."""
    app = create_app("sqlite://", allow_failure=True)
    app.testing = True
    yield app.test_client()
    app.extensions["database"].dispose()


def ask(client: FlaskClient, query: str = "", account: str = "aurora") -> TestResponse:
    return client.get(f"{PATH}?{query}", headers={"Authorization": f"Bearer sk_example_{account}"})


def read(answer: TestResponse) -> dict[str, Any]:
    """The JSON object of an answer."""
    assert answer.content_type == "application/json"
    found = answer.json
    assert isinstance(found, dict)
    return found


def walk(client: FlaskClient, limit: int, query: str = "") -> list[dict[str, Any]]:
    batches: list[dict[str, Any]] = []
    page, more = 1, True
    while more:
        data = read(ask(client, f"{query}&limit={limit}&page={page}"))["data"]
        batches += data["items"]
        page, more = page + 1, data["has_more"]
    return batches


@pytest.fixture(scope="module")
def everything(client: FlaskClient) -> list[dict[str, Any]]:
    return walk(client, 100)


def test_the_first_page_is_50_batches_in_the_documented_envelope(client: FlaskClient) -> None:
    body = read(ask(client))
    assert len(body["data"].pop("items")) == 50
    assert body == {
        "status_code": 200,
        "message": "Call batches fetched successfully",
        "error": None,
        "data": {"total": 263, "page": 1, "limit": 50, "has_more": True},
    }


def test_the_pages_hold_every_batch_once_in_one_order(
    client: FlaskClient, everything: list[dict[str, Any]]
) -> None:
    assert len({batch["schedule_id"] for batch in everything}) == len(everything) == 263
    assert walk(client, 40) == everything


def test_the_filters_apply_alone_and_together(client: FlaskClient, everything: list[dict[str, Any]]) -> None:
    agent = everything[0]["agent_id"]
    assert walk(client, 100, "status=failed") == [b for b in everything if b["status"] == "failed"]
    assert walk(client, 100, f"agent_id={agent}") == [b for b in everything if b["agent_id"] == agent]
    both = walk(client, 100, f"agent_id={agent}&status=failed")
    assert both == [b for b in everything if (b["agent_id"], b["status"]) == (agent, "failed")]
    assert read(ask(client, "agent_id=agt-unheard-of"))["data"]["total"] == 0


def test_a_page_that_is_exactly_full_is_the_last_one(client: FlaskClient) -> None:
    data = read(ask(client, "status=active"))["data"]
    assert (len(data["items"]), data["total"], data["has_more"]) == (50, 50, False)


def test_the_counts_fit_the_status(everything: list[dict[str, Any]]) -> None:
    assert {batch["status"] for batch in everything} == set(seed.TECHLADDER["aurora"])
    for batch in everything:
        finished = batch["completed_contacts"] + batch["failed_contacts"]
        assert finished <= batch["total_contacts"]
        assert batch["status"] != "completed" or finished == batch["total_contacts"]
        assert batch["status"] != "pending" or finished == 0
        assert batch["start_mode"] != "scheduled" or batch["scheduled_at"]


@pytest.mark.parametrize(("account", "total"), [("borealis", 39), ("calm", 0)])
def test_each_account_sees_its_own_batches(
    client: FlaskClient, everything: list[dict[str, Any]], account: str, total: int
) -> None:
    data = read(ask(client, account=account))["data"]
    assert data["total"] == len(data["items"]) == total
    assert not {b["schedule_id"] for b in data["items"]} & {b["schedule_id"] for b in everything}


@pytest.mark.parametrize("authorization", ["", "Bearer sk_example_nobody", "Bearer", "sk_example_aurora"])
def test_a_missing_or_wrong_key_gets_the_documented_401(client: FlaskClient, authorization: str) -> None:
    answer = client.get(f"{PATH}?limit=abc", headers={"Authorization": authorization})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer ")
    assert read(answer) == {
        "status_code": 401,
        "message": "Missing or invalid API key",
        "error": {
            "code": "UNAUTHORIZED",
            "details": ["Provide a valid Bearer token in the Authorization header"],
        },
        "data": None,
    }


@pytest.mark.parametrize(
    ("query", "details"),
    [
        ("status=done", ["status: Must be one of pending, active, completed, failed, cancelled"]),
        ("limit=101", ["limit: Must be at most 100"]),
        ("page=0", ["page: Must be at least 1"]),
        ("limit=1e1&page=5.0", ["limit: Must be an integer", "page: Must be an integer"]),
        ("limit=10&limit=20", ["limit: Must be given once"]),
        ("agent_id=", ["agent_id: Must not be empty"]),
    ],
)
def test_bad_parameters_get_a_422_that_names_each(
    client: FlaskClient, query: str, details: list[str]
) -> None:
    answer = ask(client, query)
    assert answer.status_code == 422
    assert sorted(read(answer)["error"].pop("details")) == sorted(details)
    assert read(answer)["status_code"] == 422


def test_a_limit_below_1_is_never_the_whole_list(client: FlaskClient) -> None:
    for limit in ("0", "-1"):
        answer = ask(client, f"limit={limit}")
        assert answer.status_code == 422 or len(read(answer)["data"]["items"]) == 1


def test_a_failing_database_keeps_the_envelope(client: FlaskClient) -> None:
    headers = {"Authorization": "Bearer sk_example_aurora", "X-Fail": "database"}
    answer = client.get(PATH, headers=headers)
    assert answer.status_code == read(answer)["status_code"] == 500
    assert (read(answer)["error"]["code"], read(answer)["data"]) == ("INTERNAL_SERVER_ERROR", None)
