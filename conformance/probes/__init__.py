"""The probes, in order of worth: where the budget of requests ends early, the most telling were asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from conformance.law import Probe
from conformance.probes import (
    access,
    elsewhere,
    filters,
    long_lists,
    paging,
    parameters,
    refusals,
    repeats,
    scopes,
    sorting,
    tokens,
)
from conformance.survey import Survey
from conformance.target import Target
from listproof.contract import Operation

Probes = Callable[[Operation, Survey, Target], Iterator[Probe]]

PROBES: Final[tuple[Probes, ...]] = (
    paging.probes,
    access.probes,
    filters.probes,
    sorting.probes,
    scopes.probes,
    elsewhere.probes,
    refusals.probes,
    parameters.probes,
    tokens.probes,
    long_lists.probes,
    repeats.probes,
)
"""One function a subject, which makes its most telling probe first; each is pure and deterministic."""
