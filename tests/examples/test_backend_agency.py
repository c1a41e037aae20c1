"""The example backend\'s agency call batches: what the document promises, and what is its own choice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import jwt
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from examples.backend import access, seed
from examples.backend.app import create_app

PATH = "/functions/v1/calls-batch-list"
SIGNED = {"sub": "user-aurora", "exp": 4102444800, "aud": access.TOKEN_AUDIENCE, "iss": access.TOKEN_ISSUER}


@pytest.fixture(scope="module")
def client() -> Iterator[FlaskClient]:
    app = create_app("sqlite://", allow_failure=True)
    app.testing = True
    yield app.test_client()
    app.extensions["database"].dispose()


def ask(client: FlaskClient, query: str = "", user: str = "user-aurora") -> TestResponse:
    return client.get(f"{PATH}?{query}", headers={"Authorization": f"Bearer {seed.token_for(user)}"})


def read(answer: TestResponse) -> dict[str, Any]:
    """The JSON object of an answer."""
    assert answer.content_type == "application/json"
    found = answer.json
    assert isinstance(found, dict)
    return found


def walk(client: FlaskClient, limit: int, query: str = "") -> list[dict[str, Any]]:
    batches: list[dict[str, Any]] = []
    more = True
    while more:
        body = read(ask(client, f"{query}&limit={limit}&offset={len(batches)}"))
        batches += body["batches"]
        more = body["pagination"]["has_more"]
    return batches


def signed(changed: dict[str, object], *without: str) -> str:
    claims = {name: value for name, value in (SIGNED | changed).items() if name not in without}
    return jwt.encode(claims, access.TOKEN_KEY)


def test_the_first_page_is_25_batches_and_says_how_many_there_are(client: FlaskClient) -> None:
    body = read(ask(client))
    assert len(body["batches"]) == 25
    assert body["pagination"] == {"total": 264, "limit": 25, "offset": 0, "has_more": True}
    assert len(body["batches"][0]) == 21


@pytest.mark.parametrize("limit", [7, 25, 100])
def test_the_pages_hold_every_batch_once_in_one_order_newest_first(client: FlaskClient, limit: int) -> None:
    batches = walk(client, limit)
    assert len({batch["id"] for batch in batches}) == len(batches) == 264
    assert batches == walk(client, 50)
    created = [batch["created_at"] for batch in batches]
    assert created == sorted(created, reverse=True)
    assert len(set(created)) < len(created)


def test_the_statuses_part_the_list(client: FlaskClient) -> None:
    everything = walk(client, 100)
    for status, count in seed.AGENCY["aurora"].items():
        found = walk(client, 25, f"status={status}")
        assert found == [batch for batch in everything if batch["status"] == status]
        assert len(found) == count


def test_a_page_that_is_exactly_full_is_the_last_one(client: FlaskClient) -> None:
    assert read(ask(client, "status=scheduled"))["pagination"] == {
        "total": 25,
        "limit": 25,
        "offset": 0,
        "has_more": False,
    }


def test_both_filters_apply_together(client: FlaskClient) -> None:
    everything = walk(client, 100)
    campaign = everything[0]["campaign_id"]
    found = walk(client, 100, f"campaign_id={campaign.upper()}&status=completed")
    assert found
    assert found == [
        batch for batch in everything if (batch["campaign_id"], batch["status"]) == (campaign, "completed")
    ]


def test_the_computed_figures_fit_the_counts(client: FlaskClient) -> None:
    for batch in walk(client, 100):
        done = batch["completed"] + batch["failed"] + batch["skipped"]
        total = batch["total_contacts"]
        assert batch["remaining_count"] == total - done
        assert batch["progress_percentage"] == pytest.approx(100 * done / total if total else 0, abs=0.05)


def test_nobody_sees_another_agencys_batches(client: FlaskClient) -> None:
    theirs = read(ask(client, "limit=100", "user-borealis"))
    assert theirs["pagination"]["total"] == 41
    assert not {batch["id"] for batch in theirs["batches"]} & {batch["id"] for batch in walk(client, 100)}
    assert len({batch["agency_id"] for batch in theirs["batches"]}) == 1


def test_an_agency_without_batches_has_an_empty_list(client: FlaskClient) -> None:
    body = read(ask(client, user="user-calm"))
    assert body == {"batches": [], "pagination": {"total": 0, "limit": 25, "offset": 0, "has_more": False}}


@pytest.mark.parametrize(
    "authorization",
    [
        pytest.param("", id="none"),
        pytest.param("Bearer", id="no token"),
        pytest.param("Bearer not-a-token", id="no JWT"),
        pytest.param("Bearer é.è.ê", id="no ASCII"),
        pytest.param(f"Basic {seed.token_for('user-aurora')}", id="another scheme"),
        pytest.param(f"Bearer {seed.token_for('user-aurora')}x", id="another signature"),
        pytest.param(f"Bearer {seed.token_for('user-aurora', key='k' * 40)}", id="another key"),
        pytest.param(f"Bearer {seed.token_for('user-aurora', expires=1577836800)}", id="expired"),
        pytest.param(f"Bearer {signed({'aud': 'anon'})}", id="another audience"),
        pytest.param(f"Bearer {signed({'iss': 'https://elsewhere.invalid'})}", id="another issuer"),
        pytest.param(f"Bearer {signed({}, 'exp')}", id="without expiry"),
        pytest.param(f"Bearer {signed({}, 'sub')}", id="without subject"),
        pytest.param(f"Bearer {jwt.encode(SIGNED, '', algorithm='none')}", id="unsigned"),
    ],
)
def test_only_a_good_token_is_let_in(client: FlaskClient, authorization: str) -> None:
    answer = client.get(PATH, headers={"Authorization": authorization})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer ")
    assert read(answer) == {"error": "Missing or invalid authorization"}


@pytest.mark.parametrize("user", ["user-nobody", "user-unheard-of"])
def test_a_user_of_no_agency_is_forbidden(client: FlaskClient, user: str) -> None:
    answer = ask(client, user=user)
    assert (answer.status_code, read(answer)) == (
        403,
        {"error": "The user is not associated with an agency"},
    )


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ("limit=101", "limit must be at most 100"),
        ("limit=abc", "limit must be an integer"),
        ("offset=1&offset=1", "offset must be given once"),
        ("campaign_id=not-a-uuid", "campaign_id must be a UUID"),
        ("campaign_id={16d02d2e-e49c-5112-b0a2-dbcfa16c5c51}", "campaign_id must be a UUID"),
        ("campaign_id=", "campaign_id must be a UUID"),
        (
            "status=Completed",
            "status must be one of pending, scheduled, processing, paused, completed, failed, cancelled",
        ),
    ],
)
def test_a_bad_value_is_refused_in_one_sentence(client: FlaskClient, query: str, error: str) -> None:
    answer = ask(client, query)
    assert (answer.status_code, read(answer)) == (400, {"error": error})


def test_a_number_that_is_too_low_is_raised(client: FlaskClient) -> None:
    body = read(ask(client, "limit=-3&offset=-1"))
    assert body["pagination"] == {"total": 264, "limit": 1, "offset": 0, "has_more": True}
    assert len(body["batches"]) == 1


def test_an_offset_past_the_end_is_an_empty_page(client: FlaskClient) -> None:
    body = read(ask(client, "offset=264"))
    assert body["batches"] == []
    assert body["pagination"] == {"total": 264, "limit": 25, "offset": 264, "has_more": False}


def test_a_failing_database_is_the_documented_500(client: FlaskClient) -> None:
    headers = {"Authorization": f"Bearer {seed.token_for('user-aurora')}", "X-Fail": "database"}
    answer = client.get(PATH, headers=headers)
    assert (answer.status_code, read(answer)) == (500, {"error": "Failed to fetch batches from the database"})
