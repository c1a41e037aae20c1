"""GET /batch-call/list: the batch calls of the organization that the key belongs to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue
from sqlalchemy import UnaryExpression, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from .access import owner_of_key
from .database import open_session
from .models import OrganizationBatch
from .query import BadParameter, integer, one_of, value_of
from .refusals import Endpoint, Refused

LARGEST_LIMIT = 100
SORT_KEYS = ("created_at", "updated_at", "scheduled_timestamp", "name", "status", "total_task_count")
SORT_ORDERS = ("ascending", "descending")

routes = Blueprint("organization", __name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the query string asks for; without a limit, everything."""

    page: int
    limit: int | None
    sort_by: str
    sort_order: str


@routes.get("/batch-call/list")
def list_batch_calls() -> ResponseReturnValue:
    """A page of the organization's batch calls, or all of them when no limit is given."""
    with open_session() as session:
        organization = organization_of_caller(session)
        asked = read_query()
        own = OrganizationBatch.organization_id == organization
        total = session.scalar(select(func.count()).select_from(OrganizationBatch).where(own)) or 0
        size = asked.limit or max(total, 1)
        pages = -(-total // size)
        last = max(pages, 1) - 1
        if asked.page > last:
            raise Refused(404, f"page {asked.page} is past the end: the last page is {last}")
        page = select(OrganizationBatch).where(own).order_by(*sorting(asked))
        calls = session.scalars(page.limit(size).offset(asked.page * size)).all()
        data = {
            "organization_id": organization,
            "batch_calls": [call_body(call) for call in calls],
            "pagination": {
                "page": asked.page,
                "limit": asked.limit,
                "total_count": total,
                "total_pages": pages,
                "has_next_page": asked.page + 1 < pages,
                "has_previous_page": asked.page > 0,
            },
            "returned_count": len(calls),
            "sort_order": asked.sort_order,
            "sort_by": asked.sort_by,
        }
    message = "Batch calls retrieved successfully with real-time metrics"
    return jsonify(message=message, status="success", error=None, data=data)


def organization_of_caller(session: Session) -> str:
    """The organization of the key and its secret, which are both needed."""
    key, secret = request.headers.get("X-API-KEY"), request.headers.get("X-API-SECRET")
    owner = owner_of_key(session, "organization", key, secret)
    if owner is None:
        challenge = 'ApiKey realm="batch calls"'
        raise Refused(401, "X-API-KEY and X-API-SECRET are required", headers={"WWW-Authenticate": challenge})
    return owner


def read_query() -> Asked:
    """The query string, read strictly; `performance_mode` has nothing to speed up here and is not read."""
    page = integer("page", 0)
    if page < 0:
        raise BadParameter("page", "must be at least 0")
    limit, size = page_size("limit"), page_size("size")
    if limit is not None and size is not None and limit != size:
        raise BadParameter("limit", "and size must agree when both are given")
    return Asked(
        page=page,
        limit=size if limit is None else limit,
        sort_by=one_of("sort_by", SORT_KEYS) or "updated_at",
        sort_order=one_of("sort_order", SORT_ORDERS) or "descending",
    )


def page_size(name: str) -> int | None:
    """A page size of at least 1, cut to the maximum; None is all ("Omit/null for ALL data")."""
    if value_of(name) in (None, "null"):
        return None
    number = integer(name, LARGEST_LIMIT)
    if number < 1:
        raise BadParameter(name, "must be at least 1")
    return min(number, LARGEST_LIMIT)


def sorting(asked: Asked) -> tuple[UnaryExpression[Any], ...]:
    """The order that was asked for; the id keeps rows of equal keys in place from page to page."""
    key: InstrumentedAttribute[Any] = getattr(OrganizationBatch, asked.sort_by)
    if asked.sort_order == "ascending":
        return key.asc(), OrganizationBatch.batch_call_id.asc()
    return key.desc(), OrganizationBatch.batch_call_id.desc()


def call_body(call: OrganizationBatch) -> dict[str, object]:
    """A batch call as the list shows it."""
    return {
        "batch_call_id": call.batch_call_id,
        "name": call.name,
        "from_number": call.from_number,
        "status": call.status,
        "total_task_count": call.total_task_count,
        "sent": call.sent,
        "picked_up": call.picked_up,
        "completed": call.completed,
        "scheduled_timestamp": call.scheduled_timestamp,
        "agent_id": call.agent_id,
        "organization_id": call.organization_id,
    }


def refusal_body(_status: int, message: str, _details: Sequence[str]) -> Mapping[str, object]:
    """The envelope of every answer, without data."""
    return {"message": "Batch calls were not retrieved", "status": "error", "error": message, "data": None}


endpoint = Endpoint(
    routes=routes, envelope=refusal_body, failure="The batch calls can't be read at the moment"
)
