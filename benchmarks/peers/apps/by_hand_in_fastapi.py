"""The list as somebody would write it by hand in FastAPI: typed, validated, with a key, over rows."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Annotated, Literal

from fastapi import Depends, FastAPI, HTTPException, Query
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel

Status = Literal["pending", "active", "completed", "failed", "cancelled"]


class Batch(BaseModel):
    """An item."""

    schedule_id: str
    agent_id: str
    agent_name: str
    version_id: str
    status: Status
    start_mode: str
    total_contacts: int
    completed_contacts: int
    failed_contacts: int
    scheduled_at: str | None
    created_at: str


class Data(BaseModel):
    """A page."""

    items: list[Batch]
    total: int
    page: int
    limit: int
    has_more: bool


class Body(BaseModel):
    """What is answered."""

    status_code: int = 200
    message: str = "Call batches fetched successfully"
    error: None = None
    data: Data


_KEY = os.environ["PEER_KEY"]
_ROWS = [Batch.model_validate(row) for row in json.loads(Path(os.environ["PEER_ROWS"]).read_bytes())]
app = FastAPI()


async def _admitted(given: Annotated[HTTPAuthorizationCredentials, Depends(HTTPBearer())]) -> None:
    if given.credentials != _KEY:
        raise HTTPException(401, "Missing or invalid API key")


@app.get("/api/v1/public/call-batches", dependencies=[Depends(_admitted)])
async def batches(
    agent_id: str | None = None,
    status: Status | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    page: Annotated[int, Query(ge=1)] = 1,
) -> Body:
    """A page of the rows that match."""
    found = [row for row in _ROWS if status in (None, row.status) and agent_id in (None, row.agent_id)]
    cut = found[(page - 1) * limit : page * limit]
    return Body(
        data=Data(items=cut, total=len(found), page=page, limit=limit, has_more=page * limit < len(found))
    )
