"""What every report says of known failures, in the same words. What a file says stands in them as it is."""

from __future__ import annotations

from conformance.reports.report import Known, Stale


def known_told(known: Known) -> str:
    """Why a finding is known, or that it was and counts again."""
    about = ", ".join(part for part in (known.reason, known.ticket and f"ticket {known.ticket}") if part)
    if known.expired:
        return f"known until {known.expires} ({about}): its baseline entry expired, and it counts again"
    until = f" until {known.expires}" if known.expires else ""
    return f"known{until}: {about}; without the baseline it would be {known.verdict.word}"


def stale_told(stale: Stale) -> str:
    """That an entry no longer fails."""
    about = f" ({stale.about})" if stale.about and stale.about != stale.where else ""
    why = ", ".join(part for part in (stale.reason, stale.ticket and f"ticket {stale.ticket}") if part)
    place = f"{stale.operation}: {stale.law} at {stale.where}{about}"
    return f"{place} is in the baseline ({why}) and no longer fails"
