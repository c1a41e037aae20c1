"""The plan: every probe that some applicable law can use, those of greatest worth first."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import zip_longest

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
    made = _in_turn(tuple(probes(operation, survey, target)) for probes in PROBES)
    return tuple(probe for probe in made if not probe.laws or not set(probe.laws) <= set(idle))


def _in_turn(subjects: Iterable[Sequence[Probe]]) -> Iterator[Probe]:
    """The first probe of each subject, then the second of each: a run that is cut has looked at them all."""
    for turn in zip_longest(*subjects):
        yield from (probe for probe in turn if probe is not None)
