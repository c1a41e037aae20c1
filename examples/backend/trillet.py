"""GET /v1/api/batch-calls/{batchId}/calls: the calls of one batch, in the order of its queue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from .access import owner_of_key
from .database import open_session
from .models import TrilletBatch, TrilletCall, Workspace
from .query import integer, one_of
from .refusals import Endpoint, Refused

STATUSES = ("waiting", "active", "completed", "failed")
DEFAULT_LIMIT = 20
LARGEST_LIMIT = 100

routes = Blueprint("trillet", __name__)


@routes.get("/v1/api/batch-calls/<batch_id>/calls")
def list_calls(batch_id: str) -> ResponseReturnValue:
    """A page of the batch's calls of one status, beside the counts of the whole batch."""
    with open_session() as session:
        require_batch(session, batch_id, workspace_of_caller(session))
        page, limit = page_asked_for()
        whole_batch = [TrilletCall.batch_id == batch_id]
        status = one_of("status", ("all", *STATUSES)) or "all"
        matching = whole_batch if status == "all" else [*whole_batch, TrilletCall.status == status]
        total = session.scalar(select(func.count()).select_from(TrilletCall).where(*matching)) or 0
        queue = select(TrilletCall).where(*matching).order_by(TrilletCall.position)
        rows = session.scalars(queue.limit(limit).offset((page - 1) * limit))
        calls = [call_body(call) for call in rows]
        summary = counts_of(session, batch_id)
    pages = -(-total // limit)
    pagination = {
        "page": page,
        "limit": limit,
        "total": total,
        "totalPages": pages,
        "hasNext": page < pages,
        "hasPrev": page > 1,
    }
    return jsonify(calls=calls, pagination=pagination, summary=summary)


def workspace_of_caller(session: Session) -> str:
    """The workspace that the headers name: the key must be one of its account's."""
    owner = owner_of_key(session, "trillet", request.headers.get("x-api-key"))
    if owner is None:
        challenge = {"WWW-Authenticate": 'ApiKey realm="batch calls"'}
        raise Refused(401, "Missing or invalid x-api-key", headers=challenge)
    name = request.headers.get("x-workspace-id")
    if not name:
        raise Refused(400, "The header x-workspace-id is required")
    workspace = session.get(Workspace, name)
    if workspace is None or workspace.owner != owner:
        raise Refused(403, "This key has no access to the workspace")
    return workspace.id


def require_batch(session: Session, batch_id: str, workspace_id: str) -> None:
    """Refuse a batch that is not in the workspace, in the same words as one that does not exist."""
    batch = session.get(TrilletBatch, batch_id)
    if batch is None or batch.workspace_id != workspace_id:
        raise Refused(404, "The workspace has no such batch")


def page_asked_for() -> tuple[int, int]:
    """Page and limit: a number out of range is moved into it, a word is refused."""
    page = max(integer("page", 1), 1)
    limit = min(max(integer("limit", DEFAULT_LIMIT), 1), LARGEST_LIMIT)
    return page, limit


def counts_of(session: Session, batch_id: str) -> dict[str, int]:
    """How many calls the batch has in all and in each status, whatever is filtered."""
    counted = select(TrilletCall.status, func.count().label("calls")).group_by(TrilletCall.status)
    rows = session.execute(counted.where(TrilletCall.batch_id == batch_id))
    counts = {row.status: row.calls for row in rows}
    return {"total": sum(counts.values())} | {status: counts.get(status, 0) for status in STATUSES}


def call_body(call: TrilletCall) -> dict[str, object]:
    """A call as the list shows it; what does not apply to its status is left out."""
    body: dict[str, object | None] = {
        "jobId": call.job_id,
        "status": call.status,
        "phone_number": call.phone_number,
        "startTime": call.start_time,
        "endTime": call.end_time,
        "duration": duration(call),
        "error": call.error,
        "metadata": call.customer,
    }
    return {name: value for name, value in body.items() if value is not None}


def duration(call: TrilletCall) -> float | None:
    """Seconds from start to end of a call that was completed."""
    if call.status != "completed" or call.start_time is None or call.end_time is None:
        return None
    return (call.end_time - call.start_time) / 1000


def refusal_body(_status: int, message: str, _details: Sequence[str]) -> Mapping[str, object]:
    """The documented error body: one sentence."""
    return {"error": message}


endpoint = Endpoint(routes=routes, envelope=refusal_body, failure="Server error retrieving batch calls")
