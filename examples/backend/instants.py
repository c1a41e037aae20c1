"""Points in time as the documents write them."""

from __future__ import annotations

from datetime import datetime


def utc(moment: datetime | None) -> str | None:
    """A stored time, which is UTC, as RFC 3339 with whole seconds."""
    return None if moment is None else moment.strftime("%Y-%m-%dT%H:%M:%SZ")
