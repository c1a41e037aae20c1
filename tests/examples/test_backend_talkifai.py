"""The example backend\'s TalkifAI batch jobs: what the document promises, and what is its own choice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from examples.backend import seed
from examples.backend.app import create_app

PATH = "/batch/jobs"
EAST = "organizationId=org_aurora_east"


@pytest.fixture(scope="module")
def client() -> Iterator[FlaskClient]:
    app = create_app("sqlite://", allow_failure=True)
    app.testing = True
    yield app.test_client()
    app.extensions["database"].dispose()


def ask(client: FlaskClient, query: str = EAST, account: str = "aurora") -> TestResponse:
    return client.get(f"{PATH}?{query}", headers={"Authorization": f"Bearer example-key-{account}"})


def read(answer: TestResponse) -> dict[str, Any]:
    """The JSON object of an answer."""
    assert answer.content_type == "application/json"
    found = answer.json
    assert isinstance(found, dict)
    return found


def walk(client: FlaskClient, size: int, query: str = EAST) -> list[dict[str, Any]]:
    jobs: list[dict[str, Any]] = []
    page, pages = 1, 1
    while page <= pages:
        body = read(ask(client, f"{query}&pageSize={size}&page={page}"))
        jobs += body["batchJobs"]
        page, pages = page + 1, -(-body["total"] // size)
    return jobs


def test_the_first_page_is_20_jobs_and_says_how_many_there_are(client: FlaskClient) -> None:
    body = read(ask(client))
    assert len(body.pop("batchJobs")) == 20
    assert body == {"total": 262, "page": 1, "pageSize": 20}


@pytest.mark.parametrize("size", [9, 20, 100])
def test_the_pages_hold_every_job_once_in_one_order_newest_first(client: FlaskClient, size: int) -> None:
    jobs = walk(client, size)
    assert len({job["id"] for job in jobs}) == len(jobs) == 262
    assert jobs == walk(client, 50)
    created = [job["createdAt"] for job in jobs]
    assert created == sorted(created, reverse=True)


def test_the_statuses_part_the_list(client: FlaskClient) -> None:
    everything = walk(client, 100)
    for status, count in seed.TALKIFAI["org_aurora_east"].items():
        found = walk(client, 20, f"{EAST}&status={status}")
        assert found == [job for job in everything if job["status"] == status]
        assert len(found) == read(ask(client, f"{EAST}&status={status}"))["total"] == count


def test_the_counts_and_times_fit_the_status(client: FlaskClient) -> None:
    for job in walk(client, 100):
        assert job["contactsProcessed"] == job["successfulCalls"] + job["failedCalls"] <= job["totalContacts"]
        assert job["organizationId"] == "org_aurora_east"
        if job["status"] == "completed":
            assert job["contactsProcessed"] == job["totalContacts"]
        if job["status"] == "pending":
            assert job["actualStartTime"] is None
        if job["status"] == "running":
            assert job["completedAt"] is None
        if job["completedAt"]:
            assert job["completedAt"] >= job["actualStartTime"]


@pytest.mark.parametrize("field", ["description", "scheduledStartTime", "actualStartTime", "completedAt"])
def test_a_field_that_can_be_null_is_null_in_some_jobs_only(client: FlaskClient, field: str) -> None:
    assert {job[field] is None for job in walk(client, 100)} == {True, False}


@pytest.mark.parametrize(
    ("organization", "account", "total"),
    [
        ("org_aurora_west", "aurora", 45),
        ("org_aurora_empty", "aurora", 0),
        ("org_borealis", "borealis", 33),
        ("org_calm", "calm", 0),
    ],
)
def test_only_the_jobs_of_the_organization_are_listed(
    client: FlaskClient, organization: str, account: str, total: int
) -> None:
    body = read(ask(client, f"organizationId={organization}&pageSize=100", account))
    assert body["total"] == len(body["batchJobs"]) == total
    assert {job["organizationId"] for job in body["batchJobs"]} <= {organization}


@pytest.mark.parametrize("organization", ["org_borealis", "org_nowhere", "ORG_AURORA_EAST", "%00"])
def test_an_organization_that_is_not_the_callers_is_not_found(client: FlaskClient, organization: str) -> None:
    answer = ask(client, f"organizationId={organization}")
    assert (answer.status_code, read(answer)) == (404, {"detail": "Organization not found"})


@pytest.mark.parametrize("authorization", ["", "Bearer example-key-nobody", "example-key-aurora"])
def test_a_missing_or_wrong_key_is_refused(client: FlaskClient, authorization: str) -> None:
    answer = client.get(f"{PATH}?{EAST}", headers={"Authorization": authorization})
    assert (answer.status_code, read(answer)) == (401, {"detail": "Missing or invalid API key"})
    assert answer.headers["WWW-Authenticate"].startswith("Bearer ")


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("page=0", "invalid_page"),
        ("page=-1", "invalid_page"),
        ("pageSize=0", "invalid_page_size"),
        ("pageSize=101", "invalid_page_size"),
        ("status=done", "invalid_status"),
        ("status=", "invalid_status"),
    ],
)
def test_a_documented_mistake_gets_the_documented_400(client: FlaskClient, query: str, code: str) -> None:
    answer = ask(client, f"{EAST}&{query}")
    assert answer.status_code == 400
    assert list(read(answer)) == ["detail"]
    assert answer.headers["X-Error-Code"] == code


@pytest.mark.parametrize(
    ("query", "detail"),
    [
        ("", "organizationId is required"),
        ("organizationId=", "organizationId is required"),
        (f"{EAST}&{EAST}", "organizationId must be given once"),
        (f"{EAST}&page=two", "page must be an integer"),
        (f"{EAST}&pageSize=", "pageSize must be an integer"),
    ],
)
def test_a_mistake_that_is_not_documented_is_unprocessable(
    client: FlaskClient, query: str, detail: str
) -> None:
    answer = ask(client, query)
    assert (answer.status_code, read(answer)) == (422, {"detail": detail})


def test_a_page_past_the_end_is_empty(client: FlaskClient) -> None:
    assert read(ask(client, f"{EAST}&page=99")) == {"batchJobs": [], "total": 262, "page": 99, "pageSize": 20}


def test_a_failing_database_is_the_documented_500(client: FlaskClient) -> None:
    headers = {"Authorization": "Bearer example-key-aurora", "X-Fail": "database"}
    answer = client.get(f"{PATH}?{EAST}", headers=headers)
    assert (answer.status_code, read(answer)) == (500, {"detail": "Failed to list batch jobs"})
