"""What is asked of a list endpoint, in the contract's words: a value that `encoding` turns into a request."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from listproof.contract import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question to one operation. What is None or empty is not sent.

    Parameters are named by key, as in `x-listing` (`limit`, `path:batchId`, `header:x-workspace-id`).
    `put`, `add` and `drop` work on the raw request, last: they are for what a careful client would
    not send.
    """

    caller: str = "main"
    """A caller of the target: its headers and its own parameters are sent."""
    position: int | str | None = None
    """The page number, the offset or the token."""
    size: int | None = None
    filters: tuple[tuple[str, Json], ...] = ()
    nobodys: bool = False
    """Whether a filter has a value that, as far as is known, no row of the caller's has: whether that is an
    empty list or a refusal is for `filter/no-match` alone."""
    sort: tuple[str, bool | None] | None = None
    """A sort key and whether it descends; None for the direction leaves the direction out."""
    scope: tuple[tuple[str, str], ...] = ()
    """Scope parameters with other values than the caller's own first ones."""
    put: tuple[tuple[str, str], ...] = ()
    """Parameters by key with the raw text to send, in place of what would be sent."""
    add: tuple[tuple[str, str], ...] = ()
    """Query pairs appended as they are: unknown and repeated parameters."""
    drop: tuple[str, ...] = ()
    """Parameters by key that are left out, required ones included."""
    headers: tuple[tuple[str, str | None], ...] = ()
    """Headers set over the caller's, or removed where None: for credentials that are wrong."""
    method: str = "GET"
    provoked: bool = False
    """The headers ask the target to fail: a 5xx is what was asked for."""
    again: int = 0
    """0 for the first asking; equal questions with other numbers are really asked again."""

    def but(self, **changes: Any) -> Question:
        """The same question with these fields changed."""
        return replace(self, **changes)
