"""The list as somebody would write it by hand behind Connexion, which routes, admits and validates."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from connexion import AsyncApp  # type: ignore[import-untyped]
from connexion.resolver import Resolver  # type: ignore[import-untyped]

_DOCUMENT = Path(os.environ["PEER_DOCUMENT"])
_ROWS = json.loads(Path(os.environ["PEER_ROWS"]).read_bytes())


async def batches(
    agent_id: str | None = None, status: str | None = None, limit: int = 50, page: int = 1
) -> dict[str, Any]:
    """A page of the rows that match."""
    found = [row for row in _ROWS if status in (None, row["status"]) and agent_id in (None, row["agent_id"])]
    data = {
        "items": found[(page - 1) * limit : page * limit],
        "total": len(found),
        "page": page,
        "limit": limit,
        "has_more": page * limit < len(found),
    }
    return {"status_code": 200, "message": "Call batches fetched successfully", "error": None, "data": data}


def app() -> AsyncApp:
    """The app."""
    made = AsyncApp(__name__, specification_dir=_DOCUMENT.parent)
    made.add_api(_DOCUMENT.name, resolver=Resolver(lambda _: batches))
    return made
