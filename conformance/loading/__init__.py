"""Laws under load: users that ask a contract's questions all at once, on Locust, and what their answers show.

    settings ──> reference, taken while it is quiet ──> tasks, which users pick ──> bench, which judges ──┐
    report <── what every worker saw, merged in the master <── book of sightings <────────────────────────┘

Locust patches the standard library when it is imported, so only `inside` imports it, in processes of its own.
A team's own locustfile takes `ListUser` from here.
"""

from __future__ import annotations

from typing import Any


def __getattr__(name: str) -> Any:
    """`ListUser`, imported when it is asked for: only a locustfile does."""
    if name == "ListUser":
        from conformance.loading.inside.users import ListUser

        return ListUser
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
