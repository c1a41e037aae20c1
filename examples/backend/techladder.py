"""GET /api/v1/public/call-batches: the call batches of an account, its requests checked by openapi-core."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from pathlib import Path

from flask import Blueprint, g, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select

from .access import bearer_token, owner_of_key
from .database import open_session
from .documented import DocumentedView, parameters
from .instants import utc
from .models import TechladderAgent, TechladderBatch
from .refusals import Endpoint, Refused

SPEC = Path(__file__).resolve().parents[2] / "specs" / "techladder-call-batches.yaml"
ERROR_CODES = {401: "UNAUTHORIZED", 422: "VALIDATION_ERROR"}

routes = Blueprint("techladder", __name__)
documented = DocumentedView.of_file(SPEC)


@routes.before_request
def know_the_account() -> None:
    """Refuse an unknown key before anything else is looked at."""
    with open_session() as session:
        account = owner_of_key(session, "techladder", bearer_token())
    if account is None:
        raise Refused(
            401,
            "Missing or invalid API key",
            details=["Provide a valid Bearer token in the Authorization header"],
            headers={"WWW-Authenticate": 'Bearer realm="call batches"'},
        )
    g.account = account


@routes.get("/api/v1/public/call-batches")
@documented
def list_call_batches() -> ResponseReturnValue:
    """A page of the account's batches, filtered by agent and status, oldest first."""
    asked = parameters()
    # The document names no least limit, and LIMIT -1 would be all rows to SQLite.
    page, limit = asked["page"], max(asked["limit"], 1)
    matching = [TechladderBatch.account == g.account]
    if "agent_id" in asked:
        matching.append(TechladderBatch.agent_id == asked["agent_id"])
    if "status" in asked:
        matching.append(TechladderBatch.status == asked["status"])
    oldest_first = (TechladderBatch.created_at, TechladderBatch.schedule_id)
    batches = select(TechladderBatch, TechladderAgent).join(TechladderAgent).where(*matching)
    with open_session() as session:
        total = session.scalar(select(func.count()).select_from(TechladderBatch).where(*matching)) or 0
        rows = session.execute(batches.order_by(*oldest_first).limit(limit).offset((page - 1) * limit))
        items = [batch_body(batch, agent) for batch, agent in rows]
    data = {"items": items, "total": total, "page": page, "limit": limit, "has_more": page * limit < total}
    return jsonify(status_code=200, message="Call batches fetched successfully", error=None, data=data)


def batch_body(batch: TechladderBatch, agent: TechladderAgent) -> dict[str, object]:
    """A batch as the list shows it."""
    return {
        "schedule_id": batch.schedule_id,
        "agent_id": agent.agent_id,
        "agent_name": agent.agent_name,
        "version_id": agent.version_id,
        "status": batch.status,
        "start_mode": batch.start_mode,
        "total_contacts": batch.total_contacts,
        "completed_contacts": batch.completed_contacts,
        "failed_contacts": batch.failed_contacts,
        "scheduled_at": utc(batch.scheduled_at),
        "created_at": utc(batch.created_at),
    }


def refusal_body(status: int, message: str, details: Sequence[str]) -> Mapping[str, object]:
    """The documented error body: the status again, a code, and what to do about it."""
    error = {"code": ERROR_CODES.get(status, HTTPStatus(status).name), "details": [*details] or [message]}
    return {"status_code": status, "message": message, "error": error, "data": None}


endpoint = Endpoint(
    routes=routes, envelope=refusal_body, failure="The call batches can't be read at the moment"
)
