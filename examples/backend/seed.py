"""The example's own data: three accounts (one with much, one with some, one with nothing) in each service.

Every row is worked out from its number, so each start has the same rows. What the lists need to be examined
by is here on purpose: more than two full pages, each status, ties in every sort key, values that are null
and values that are not, names in several scripts, and filters whose last page is exactly full.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from uuid import UUID, uuid5

import jwt
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from .access import TOKEN_AUDIENCE, TOKEN_ISSUER, TOKEN_KEY, digest
from .models import (
    AgencyBatch,
    AgencyUser,
    AgentMapping,
    ApiKey,
    Base,
    BatchJob,
    Campaign,
    OrganizationBatch,
    TalkOrganization,
    TechladderAgent,
    TechladderBatch,
    TrilletBatch,
    TrilletCall,
    Workspace,
)

START = datetime(2025, 3, 1, 8, 0)
ACCOUNTS = ("aurora", "borealis", "calm")
NAMESPACE = UUID("6f1c0c1e-5d0e-4b7e-9a53-0c8b6a4f2d11")
NAMES = (
    "Spring Outreach",
    "Renouvellement d'été",
    "Übergrößen-Rückruf",
    "Напоминание об оплате",
    "Ενημέρωση πελατών",
    "春のご案内",
    "客户回访",
    "설문 조사",
    "متابعة العملاء",
    "תזכורת תשלום",
    "ग्राहक प्रतिक्रिया",
    'Follow-up 📞 50% off, "today" only \\o/',
    "A campaign with a long name " + "that goes on and on " * 8 + "and ends here",
)
ERRORS = ("Number busy", "No answer", "Numéro invalide", "接続できませんでした")

Statuses = Mapping[str, int]

AGENCY: Mapping[str, Statuses] = {
    "aurora": {
        "pending": 26,  # one more than a page
        "scheduled": 25,  # a page, exactly
        "processing": 30,
        "paused": 12,
        "completed": 100,  # four pages, exactly
        "failed": 40,
        "cancelled": 31,
    },
    "borealis": {"pending": 9, "processing": 14, "completed": 18},
}
ORGANIZATION: Mapping[str, Statuses] = {
    "aurora": {"scheduled": 60, "in_progress": 40, "completed": 120, "failed": 20, "cancelled": 20},
    "borealis": {"scheduled": 11, "completed": 26},
}
TECHLADDER: Mapping[str, Statuses] = {
    "aurora": {"pending": 51, "active": 50, "completed": 100, "failed": 38, "cancelled": 24},
    "borealis": {"pending": 12, "active": 7, "completed": 20},
}
TRILLET: Mapping[str, Statuses] = {
    "batch_spring": {"waiting": 80, "active": 21, "completed": 120, "failed": 39},
    "batch_summer": {"waiting": 20, "active": 5, "completed": 15, "failed": 5},
    "batch_blank": {},
    "batch_autumn": {"completed": 21},
    "batch_winter": {"waiting": 10, "active": 3, "completed": 19, "failed": 5},
    "batch_still": {},
}
WORKSPACES = {
    "ws_aurora_north": ("aurora", ("batch_spring", "batch_summer", "batch_blank")),
    "ws_aurora_south": ("aurora", ("batch_autumn",)),
    "ws_borealis": ("borealis", ("batch_winter",)),
    "ws_calm": ("calm", ("batch_still",)),
}
TALKIFAI: Mapping[str, Statuses] = {
    "org_aurora_east": {
        "pending": 40,
        "scheduled": 41,
        "running": 30,
        "completed": 100,
        "failed": 25,
        "cancelled": 26,
    },
    "org_aurora_west": {"pending": 10, "running": 11, "completed": 24},
    "org_aurora_empty": {},
    "org_borealis": {"pending": 7, "scheduled": 8, "completed": 18},
    "org_calm": {},
}


def fill(engine: Engine) -> None:
    """Write all rows, unless they are there."""
    with Session(engine) as session, session.begin():
        if session.scalar(select(ApiKey).limit(1)) is None:
            for rows in (keys(), agency(), organization(), techladder(), trillet(), talkifai()):
                session.add_all(rows)
                session.flush()


def token_for(user: str, *, expires: int = 4102444800, key: str = TOKEN_KEY) -> str:
    """A token of the agency service, by default good until the year 2100 (epoch seconds)."""
    claims = {"sub": user, "aud": TOKEN_AUDIENCE, "iss": TOKEN_ISSUER, "exp": expires}
    return jwt.encode(claims, key, algorithm="HS256")


def keys() -> Iterator[Base]:
    """One key for each account and service; two services need a secret or a prefix."""
    for account in ACCOUNTS:
        key, secret = f"example-key-{account}", f"example-secret-{account}"
        yield ApiKey(
            service="organization",
            key_digest=digest(key),
            secret_digest=digest(secret),
            owner=f"organization-{account}",
        )
        yield ApiKey(service="techladder", key_digest=digest(f"sk_example_{account}"), owner=account)
        yield ApiKey(service="trillet", key_digest=digest(key), owner=account)
        yield ApiKey(service="talkifai", key_digest=digest(key), owner=account)


def agency() -> Iterator[Base]:
    """Users `user-<account>` of three agencies, and `user-nobody` of none."""
    campaigns = [Campaign(id=made_id("campaign", n), name=name) for n, name in enumerate(NAMES)]
    agents = [
        AgentMapping(id=made_id("agent", n), agent_name=f"{name} agent") for n, name in enumerate(NAMES[:7])
    ]
    yield from campaigns
    yield from agents
    for account in ACCOUNTS:
        yield AgencyUser(id=f"user-{account}", agency_id=made_id("agency", account))
    yield AgencyUser(id="user-nobody", agency_id=None)
    for account, statuses in AGENCY.items():
        for n, status in enumerate(scattered(statuses)):
            yield agency_batch(n, account, status, campaigns[n % 13].id, agents[n % 7].id)


def agency_batch(n: int, account: str, status: str, campaign: UUID, agent: UUID) -> AgencyBatch:
    """The agency's n-th batch; three at a time are created in the same second."""
    total = (0, 1, 40, 365, 1000, 12_500)[n % 6]
    started = status not in ("pending", "scheduled", "cancelled")
    completed, failed, skipped = (total * 2 // 5, total // 7, total // 30) if started else (0, 0, 0)
    if status == "completed":
        completed = total - failed - skipped
    remaining = total - completed - failed - skipped
    in_progress = min(remaining, 5) if status == "processing" else 0
    created = START + timedelta(minutes=37 * (n // 3))
    return AgencyBatch(
        id=made_id("batch", account, n),
        agency_id=made_id("agency", account),
        campaign_id=campaign,
        agent_mapping_id=agent,
        from_number=phone(n),
        status=status,
        total_contacts=total,
        queued=remaining - in_progress,
        in_progress=in_progress,
        completed=completed,
        failed=failed,
        skipped=skipped,
        calls_per_minute=10 + n % 5 * 10,
        max_concurrent=1 + n % 12,
        scheduled_for=created + timedelta(days=1) if status == "scheduled" or n % 4 == 0 else None,
        created_at=created,
        started_at=created + timedelta(minutes=1) if started else None,
    )


def organization() -> Iterator[Base]:
    """Batch calls with ties in each of the six keys that they can be sorted by."""
    for account, statuses in ORGANIZATION.items():
        for n, status in enumerate(scattered(statuses)):
            total = 10 * (n % 9 + 1)
            sent = total if status == "completed" else total // 2 if status != "scheduled" else 0
            picked_up = sent * 3 // 4
            created = START + timedelta(hours=n // 2)
            yield OrganizationBatch(
                batch_call_id=f"batch_call_{made_hex(account, n)}",
                organization_id=f"organization-{account}",
                name=NAMES[n % 13],
                from_number=phone(n),
                status=status,
                total_task_count=total,
                sent=sent,
                picked_up=picked_up,
                completed=picked_up * 9 // 10,
                scheduled_timestamp=1_740_816_000 + 3600 * (n * 5 % 40),
                agent_id=f"agent_{made_hex('agent', n % 5)[:12]}",
                created_at=created,
                updated_at=created + timedelta(hours=n * 7 % 48),
            )


def techladder() -> Iterator[Base]:
    """Call batches of two accounts by six agents; two at a time are created in the same second."""
    agents = [f"agt-{made_hex('agent', n)[:8]}" for n in range(6)]
    for n, agent in enumerate(agents):
        version = f"pmt-{made_hex('version', n)[:10]}"
        yield TechladderAgent(agent_id=agent, agent_name=f"{NAMES[n]} agent", version_id=version)
    for account, statuses in TECHLADDER.items():
        for n, status in enumerate(scattered(statuses)):
            total = (0, 3, 150, 999)[n % 4]
            failed = 0 if status == "pending" else total // 10
            completed = {"pending": 0, "completed": total - failed}.get(status, total // 3)
            created = START + timedelta(minutes=11 * (n // 2))
            later = n % 3 > 0
            yield TechladderBatch(
                schedule_id=f"sched_{made_hex(account, n)[:8]}",
                account=account,
                agent_id=agents[n % 6],
                status=status,
                start_mode="scheduled" if later else "immediate",
                total_contacts=total,
                completed_contacts=completed,
                failed_contacts=failed,
                scheduled_at=created + timedelta(hours=22) if later else None,
                created_at=created,
            )


def trillet() -> Iterator[Base]:
    """Batches in the workspaces of three accounts, and their calls."""
    for workspace, (owner, batches) in WORKSPACES.items():
        yield Workspace(id=workspace, owner=owner)
        for batch in batches:
            yield TrilletBatch(id=batch, workspace_id=workspace)
    for batch, statuses in TRILLET.items():
        for n, status in enumerate(scattered(statuses)):
            yield call(n, batch, status)


def call(n: int, batch: str, status: str) -> TrilletCall:
    """The batch's n-th call; a failed one may never have started."""
    ended = status in ("completed", "failed")
    start = 1_740_816_000_000 + 1000 * (n // 4)
    return TrilletCall(
        job_id=f"call_{made_hex(batch, n)[:16]}",
        batch_id=batch,
        position=n,
        status=status,
        phone_number=phone(n),
        start_time=start if status in ("active", "completed") or (ended and n % 2) else None,
        end_time=start + 500 * (n % 240) if ended else None,
        error=ERRORS[n % 4] if status == "failed" else None,
        customer={"first_name": NAMES[n % 13].split()[0], "row": str(n)} if n % 5 else {},
    )


def talkifai() -> Iterator[Base]:
    """Jobs of the organizations of three accounts; `org_<account>_<name>` is the account's."""
    for name in TALKIFAI:
        yield TalkOrganization(id=name, owner=name.split("_")[1])
    for name, statuses in TALKIFAI.items():
        for n, status in enumerate(scattered(statuses)):
            yield job(n, name, status)


def job(n: int, organization_id: str, status: str) -> BatchJob:
    """The organization's n-th job; four at a time are created in the same second."""
    total = (1, 50, 100, 2500)[n % 4]
    started = status in ("running", "completed", "failed") or (status == "cancelled" and n % 2 == 0)
    failed = total // 8 if started else 0
    successful = (total - failed if status == "completed" else total // 3) if started else 0
    created = START + timedelta(minutes=25 * (n // 4))
    begun = created + timedelta(hours=3, seconds=n % 60)
    return BatchJob(
        id=f"batch_{made_hex(organization_id, n)[:12]}",
        organization_id=organization_id,
        name=NAMES[n % 13],
        description=None if n % 3 == 0 else f"Calls to {NAMES[(n + 5) % 13]}",
        status=status,
        agent_id=f"agent_{made_hex('agent', n % 5)[:6]}",
        from_phone_number_id=f"phone_{n % 3}",
        total_contacts=total,
        successful_calls=successful,
        failed_calls=failed,
        scheduled_start_time=begun if status == "scheduled" or n % 4 == 1 else None,
        actual_start_time=begun if started else None,
        completed_at=begun + timedelta(minutes=n % 90) if started and status != "running" else None,
        created_at=created,
        concurrent_call_limit=1 + n % 5,
        retry_attempts=3 if n % 6 else None,
    )


def scattered(statuses: Statuses) -> list[str]:
    """So many rows of each status, mixed by a stride that has no common factor with their number."""
    rows = [status for status, count in statuses.items() for _ in range(count)]
    return [rows[n * 101 % len(rows)] for n in range(len(rows))]


def made_id(*parts: object) -> UUID:
    """The UUID that belongs to a name."""
    return uuid5(NAMESPACE, " ".join(map(str, parts)))


def made_hex(*parts: object) -> str:
    """The 32 hexadecimal digits that belong to a name."""
    return hashlib.sha256(" ".join(map(str, parts)).encode()).hexdigest()[:32]


def phone(n: int) -> str:
    """A number in E.164 of the block that is kept for examples."""
    return f"+1202555{100 + n % 100:04d}"
