"""GET /batch/jobs: the batch calling jobs of one of the caller's organizations, newest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from .access import bearer_token, owner_of_key
from .database import open_session
from .instants import utc
from .models import BatchJob, TalkOrganization
from .query import BadParameter, integer, value_of
from .refusals import Endpoint, Refused

STATUSES = ("pending", "scheduled", "running", "completed", "failed", "cancelled")
DEFAULT_PAGE_SIZE = 20
LARGEST_PAGE_SIZE = 100

routes = Blueprint("talkifai", __name__)


@routes.get("/batch/jobs")
def list_jobs() -> ResponseReturnValue:
    """A page of the organization's jobs, filtered by status."""
    with open_session() as session:
        matching = [BatchJob.organization_id == organization_of_caller(session)]
        page, page_size = page_asked_for()
        if (status := status_asked_for()) is not None:
            matching.append(BatchJob.status == status)
        total = session.scalar(select(func.count()).select_from(BatchJob).where(*matching)) or 0
        newest_first = (BatchJob.created_at.desc(), BatchJob.id.desc())
        jobs = select(BatchJob).where(*matching).order_by(*newest_first)
        rows = session.scalars(jobs.limit(page_size).offset((page - 1) * page_size))
        bodies = [job_body(job) for job in rows]
    return jsonify(batchJobs=bodies, total=total, page=page, pageSize=page_size)


def organization_of_caller(session: Session) -> str:
    """The organization that was asked for: another account's is as unknown as one that does not exist."""
    owner = owner_of_key(session, "talkifai", bearer_token())
    if owner is None:
        challenge = {"WWW-Authenticate": 'Bearer realm="batch jobs"'}
        raise Refused(401, "Missing or invalid API key", headers=challenge)
    name = text("organizationId")
    if not name:
        raise Refused(422, "organizationId is required")
    organization = session.get(TalkOrganization, name)
    if organization is None or organization.owner != owner:
        raise Refused(404, "Organization not found")
    return organization.id


def page_asked_for() -> tuple[int, int]:
    """Page and page size: 422 for what is no integer, the documented 400 for one out of its range."""
    page = number("page", 1)
    if page < 1:
        raise invalid("invalid_page", "Invalid page number: must be >= 1")
    page_size = number("pageSize", DEFAULT_PAGE_SIZE)
    if not 1 <= page_size <= LARGEST_PAGE_SIZE:
        raise invalid("invalid_page_size", f"Invalid page size: must be between 1 and {LARGEST_PAGE_SIZE}")
    return page, page_size


def status_asked_for() -> str | None:
    """The status to filter by, if one was sent."""
    status = text("status")
    if status is not None and status not in STATUSES:
        raise invalid("invalid_status", f"Invalid status: must be one of {', '.join(STATUSES)}")
    return status


def text(name: str) -> str | None:
    """A parameter's value; one that was sent twice is unprocessable."""
    try:
        return value_of(name)
    except BadParameter as bad:
        raise Refused(422, str(bad.description)) from bad


def number(name: str, default: int) -> int:
    """A parameter's integer; what is none is unprocessable."""
    try:
        return integer(name, default)
    except BadParameter as bad:
        raise Refused(422, str(bad.description)) from bad


def invalid(code: str, detail: str) -> Refused:
    """A documented 400, whose code stands in a header: the documented body has no place for it."""
    return Refused(400, detail, headers={"X-Error-Code": code})


def job_body(job: BatchJob) -> dict[str, object]:
    """A job as the list shows it; a job that never retries has no `retryPolicy`."""
    body: dict[str, object] = {
        "id": job.id,
        "name": job.name,
        "description": job.description,
        "status": job.status,
        "organizationId": job.organization_id,
        "agentId": job.agent_id,
        "fromPhoneNumberId": job.from_phone_number_id,
        "totalContacts": job.total_contacts,
        "contactsProcessed": job.successful_calls + job.failed_calls,
        "successfulCalls": job.successful_calls,
        "failedCalls": job.failed_calls,
        "scheduledStartTime": utc(job.scheduled_start_time),
        "actualStartTime": utc(job.actual_start_time),
        "completedAt": utc(job.completed_at),
        "createdAt": utc(job.created_at),
        "concurrentCallLimit": job.concurrent_call_limit,
    }
    if job.retry_attempts is not None:
        retried = ["no_answer", "busy", "timeout"]
        body["retryPolicy"] = {"maxAttempts": job.retry_attempts, "retryableStatuses": retried}
    return body


def refusal_body(_status: int, message: str, _details: Sequence[str]) -> Mapping[str, object]:
    """The documented error body: a text."""
    return {"detail": message}


endpoint = Endpoint(routes=routes, envelope=refusal_body, failure="Failed to list batch jobs")
