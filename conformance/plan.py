"""The plan: every probe that some applicable law can use, those of greatest worth first."""

from __future__ import annotations

from collections.abc import Collection

from conformance.law import Probe
from conformance.probes import PROBES
from conformance.survey import Survey
from conformance.target import Target
from listproof.contract import Operation


def plan(
    operation: Operation, survey: Survey, target: Target, *, idle: Collection[str] = ()
) -> tuple[Probe, ...]:
    """The probes for an operation, in order of worth; none that serves idle laws alone.

    Equal contracts and surveys make equal plans.
    """
    made = (probe for probes in PROBES for probe in probes(operation, survey, target))
    return tuple(probe for probe in made if not probe.laws or not set(probe.laws) <= set(idle))
