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
)
from conformance.survey import Survey
from conformance.target import Target
from listproof.contract import Operation

Probes = Callable[[Operation, Survey, Target], Iterator[Probe]]

PROBES: Final[tuple[Probes, ...]] = (
    paging.probes,
    filters.probes,
    sorting.probes,
    long_lists.probes,
    scopes.probes,
    elsewhere.probes,
    parameters.probes,
    refusals.probes,
    access.probes,
    repeats.probes,
)
"""One function a subject; each is pure and deterministic."""
