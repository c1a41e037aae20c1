"""GET /functions/v1/calls-batch-list: the call batches of the signed-in user's agency, newest first."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import RowMapping, case, func, select
from sqlalchemy.orm import Session

from .access import bearer_token, token_subject
from .database import open_session
from .instants import utc
from .models import AgencyBatch, AgencyUser, AgentMapping, Campaign
from .query import BadParameter, integer, one_of, value_of
from .refusals import Endpoint, Refused

STATUSES = ("pending", "scheduled", "processing", "paused", "completed", "failed", "cancelled")
DEFAULT_LIMIT = 25
LARGEST_LIMIT = 100
UUID_FORMAT = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)

_done = AgencyBatch.completed + AgencyBatch.failed + AgencyBatch.skipped
_percentage = func.round(100.0 * _done / AgencyBatch.total_contacts, 1)

summary = (
    select(
        AgencyBatch,
        Campaign.name.label("campaign_name"),
        AgentMapping.agent_name,
        case((AgencyBatch.total_contacts == 0, 0.0), else_=_percentage).label("progress_percentage"),
        (AgencyBatch.total_contacts - _done).label("remaining_count"),
    )
    .join(Campaign, AgencyBatch.campaign_id == Campaign.id)
    .join(AgentMapping, AgencyBatch.agent_mapping_id == AgentMapping.id)
    .subquery("v_call_batch_summary")
)

routes = Blueprint("agency", __name__)


@routes.get("/functions/v1/calls-batch-list")
def list_batches() -> ResponseReturnValue:
    """A page of the agency's batches, filtered by status and campaign."""
    with open_session() as session:
        own = [summary.c.agency_id == agency_of_caller(session)]
        limit, offset = page_asked_for()
        matching = own + filters_asked_for()
        total = session.scalar(select(func.count()).select_from(summary).where(*matching)) or 0
        newest_first = (summary.c.created_at.desc(), summary.c.id)
        page = select(summary).where(*matching).order_by(*newest_first).limit(limit).offset(offset)
        batches = [batch_body(row) for row in session.execute(page).mappings()]
    has_more = offset + len(batches) < total
    pagination = {"total": total, "limit": limit, "offset": offset, "has_more": has_more}
    return jsonify(batches=batches, pagination=pagination)


def agency_of_caller(session: Session) -> UUID:
    """The agency of the user who signed in: 401 without a good token, 403 for a user of no agency."""
    token = bearer_token()
    subject = token_subject(token) if token else None
    if subject is None:
        challenge = 'Bearer realm="agency", error="invalid_token"' if token else 'Bearer realm="agency"'
        raise Refused(401, "Missing or invalid authorization", headers={"WWW-Authenticate": challenge})
    user = session.get(AgencyUser, subject)
    if user is None or user.agency_id is None:
        raise Refused(403, "The user is not associated with an agency")
    return user.agency_id


def page_asked_for() -> tuple[int, int]:
    """Limit and offset: one that is too low is raised, a limit above the maximum is refused."""
    limit = max(integer("limit", DEFAULT_LIMIT), 1)
    offset = max(integer("offset", 0), 0)
    if limit > LARGEST_LIMIT:
        raise BadParameter("limit", f"must be at most {LARGEST_LIMIT}")
    return limit, offset


def filters_asked_for() -> list[Any]:
    """One condition for each filter that was sent; all of them apply."""
    filters: list[Any] = []
    if (status := one_of("status", STATUSES)) is not None:
        filters.append(summary.c.status == status)
    if (campaign := value_of("campaign_id")) is not None:
        if not UUID_FORMAT.fullmatch(
            campaign
        ):  # UUID() would also take braces, "urn:uuid:" and missing hyphens
            raise BadParameter("campaign_id", "must be a UUID")
        filters.append(summary.c.campaign_id == UUID(campaign))
    return filters


def batch_body(row: RowMapping) -> dict[str, object]:
    """A batch as the list shows it."""
    return {
        "id": str(row["id"]),
        "agency_id": str(row["agency_id"]),
        "campaign_id": str(row["campaign_id"]),
        "campaign_name": row["campaign_name"],
        "agent_mapping_id": str(row["agent_mapping_id"]),
        "agent_name": row["agent_name"],
        "from_number": row["from_number"],
        "status": row["status"],
        "total_contacts": row["total_contacts"],
        "queued": row["queued"],
        "in_progress": row["in_progress"],
        "completed": row["completed"],
        "failed": row["failed"],
        "skipped": row["skipped"],
        "progress_percentage": row["progress_percentage"],
        "remaining_count": row["remaining_count"],
        "calls_per_minute": row["calls_per_minute"],
        "max_concurrent": row["max_concurrent"],
        "scheduled_for": utc(row["scheduled_for"]),
        "created_at": utc(row["created_at"]),
        "started_at": utc(row["started_at"]),
    }


def refusal_body(_status: int, message: str, _details: Sequence[str]) -> Mapping[str, object]:
    """The document names no error body: one sentence."""
    return {"error": message}


endpoint = Endpoint(routes=routes, envelope=refusal_body, failure="Failed to fetch batches from the database")
