"""The probes, in order of worth: what is asked first where a budget ends a run early."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from conformance.law import Probe
from conformance.probes import access, refusals, scopes
from conformance.survey import Survey
from conformance.target import Target
from listproof.contract import Operation

Probes = Callable[[Operation, Survey, Target], Iterator[Probe]]

PROBES: Final[tuple[Probes, ...]] = (
    scopes.probes,
    access.probes,
    refusals.probes,
)
"""Each makes the probes of one subject, purely: equal contracts, surveys and targets make equal probes."""
