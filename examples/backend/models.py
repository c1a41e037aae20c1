"""The tables: what each service stores, and the index that its list is read by."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """The tables of all five services; times are UTC."""


class ApiKey(Base):
    """A key of one service by its SHA-256, so that a stolen table opens nothing."""

    __tablename__ = "api_keys"

    service: Mapped[str] = mapped_column(primary_key=True)
    key_digest: Mapped[str] = mapped_column(primary_key=True)
    secret_digest: Mapped[str | None]
    owner: Mapped[str]


class AgencyUser(Base):
    """A user of the agency service, who may belong to no agency."""

    __tablename__ = "agency_users"

    id: Mapped[str] = mapped_column(primary_key=True)
    agency_id: Mapped[UUID | None]


class Campaign(Base):
    """What a call batch is for."""

    __tablename__ = "agency_campaigns"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]


class AgentMapping(Base):
    """Who makes the calls of a batch."""

    __tablename__ = "agency_agent_mappings"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    agent_name: Mapped[str]


class AgencyBatch(Base):
    """A call batch of an agency."""

    __tablename__ = "agency_call_batches"
    __table_args__ = (Index("agency_newest", "agency_id", "created_at", "id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    agency_id: Mapped[UUID]
    campaign_id: Mapped[UUID] = mapped_column(ForeignKey(Campaign.id))
    agent_mapping_id: Mapped[UUID] = mapped_column(ForeignKey(AgentMapping.id))
    from_number: Mapped[str]
    status: Mapped[str]
    total_contacts: Mapped[int]
    queued: Mapped[int]
    in_progress: Mapped[int]
    completed: Mapped[int]
    failed: Mapped[int]
    skipped: Mapped[int]
    calls_per_minute: Mapped[int]
    max_concurrent: Mapped[int]
    scheduled_for: Mapped[datetime | None]
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]


class OrganizationBatch(Base):
    """A batch call of an organization; its two times order the list and are not shown in it."""

    __tablename__ = "organization_batch_calls"
    __table_args__ = (Index("organization_latest", "organization_id", "updated_at", "batch_call_id"),)

    batch_call_id: Mapped[str] = mapped_column(primary_key=True)
    organization_id: Mapped[str]
    name: Mapped[str]
    from_number: Mapped[str]
    status: Mapped[str]
    total_task_count: Mapped[int]
    sent: Mapped[int]
    picked_up: Mapped[int]
    completed: Mapped[int]
    scheduled_timestamp: Mapped[int]
    agent_id: Mapped[str]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class TechladderAgent(Base):
    """An agent that calls, with the version of its prompt."""

    __tablename__ = "techladder_agents"

    agent_id: Mapped[str] = mapped_column(primary_key=True)
    agent_name: Mapped[str]
    version_id: Mapped[str]


class TechladderBatch(Base):
    """A call batch of an account."""

    __tablename__ = "techladder_call_batches"
    __table_args__ = (Index("techladder_oldest", "account", "created_at", "schedule_id"),)

    schedule_id: Mapped[str] = mapped_column(primary_key=True)
    account: Mapped[str]
    agent_id: Mapped[str] = mapped_column(ForeignKey(TechladderAgent.agent_id))
    status: Mapped[str]
    start_mode: Mapped[str]
    total_contacts: Mapped[int]
    completed_contacts: Mapped[int]
    failed_contacts: Mapped[int]
    scheduled_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class Workspace(Base):
    """A workspace of an account, which holds batches."""

    __tablename__ = "trillet_workspaces"

    id: Mapped[str] = mapped_column(primary_key=True)
    owner: Mapped[str]


class TrilletBatch(Base):
    """A batch of calls in a workspace."""

    __tablename__ = "trillet_batches"

    id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey(Workspace.id))


class TrilletCall(Base):
    """One call of a batch, at its place in the queue; times are epoch milliseconds."""

    __tablename__ = "trillet_calls"
    __table_args__ = (Index("trillet_queue", "batch_id", "position"),)

    job_id: Mapped[str] = mapped_column(primary_key=True)
    batch_id: Mapped[str] = mapped_column(ForeignKey(TrilletBatch.id))
    position: Mapped[int]
    status: Mapped[str]
    phone_number: Mapped[str]
    start_time: Mapped[int | None]
    end_time: Mapped[int | None]
    error: Mapped[str | None]
    customer: Mapped[dict[str, Any]] = mapped_column(JSON)


class TalkOrganization(Base):
    """An organization of an account; an account may have several."""

    __tablename__ = "talkifai_organizations"

    id: Mapped[str] = mapped_column(primary_key=True)
    owner: Mapped[str]


class BatchJob(Base):
    """A batch calling job of an organization."""

    __tablename__ = "talkifai_batch_jobs"
    __table_args__ = (Index("talkifai_newest", "organization_id", "created_at", "id"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    organization_id: Mapped[str] = mapped_column(ForeignKey(TalkOrganization.id))
    name: Mapped[str]
    description: Mapped[str | None]
    status: Mapped[str]
    agent_id: Mapped[str]
    from_phone_number_id: Mapped[str]
    total_contacts: Mapped[int]
    successful_calls: Mapped[int]
    failed_calls: Mapped[int]
    scheduled_start_time: Mapped[datetime | None]
    actual_start_time: Mapped[datetime | None]
    completed_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    concurrent_call_limit: Mapped[int]
    retry_attempts: Mapped[int | None]
