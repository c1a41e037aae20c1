"""Putting a backend before the suite: the target that it is, and what the laws say of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from conformance.judging.remembering import remembering
from conformance.judging.verdicts import Verdict
from conformance.reports.report import Report, ReportedFinding, ReportedLaw
from conformance.run import Options, check_contract
from conformance.target import RefusedCredentials, Target, TargetCaller
from listproof.contract import Contract
from listproof.reader import read_contract
from tests.liars.calls import PLAIN, Twist
from tests.liars.honest import Backend
from tests.liars.worlds import Caller, World, read_world

SPECS = {path.stem: path for path in sorted((Path(__file__).parents[2] / "specs").glob("*-*.yaml"))}
LOUD = (Verdict.WARNED, Verdict.UNSTABLE, Verdict.FAILED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What the suite said of one backend: the loud laws by id, with the verdict of each."""

    report: Report
    named: Mapping[str, Verdict]
    errored: tuple[str, ...]
    requests: int
    seconds: float

    @property
    def all_requests(self) -> int:
        """The requests of the plan, and those by chance."""
        return self.requests + (self.report.operations[0].chance_requests or 0)

    def findings(self) -> Iterator[tuple[ReportedLaw, ReportedFinding]]:
        """Every finding that accuses."""
        for law in self.report.operations[0].laws:
            for finding in law.findings:
                if finding.verdict in LOUD:
                    yield law, finding


@cache
def contract_of(spec: str) -> Contract:
    """The contract of a bundled spec, by its stem."""
    contract = read_contract(SPECS[spec])
    return replace(contract, operations=tuple(map(remembering, contract.operations)))


@cache
def world_of(spec: str) -> World:
    """The world of a bundled spec, by its stem."""
    return read_world(spec, contract_of(spec).operations[0])


def target_of(world: World) -> Target:
    """What the suite is told of a backend that serves this world."""
    return Target(
        url="http://backend.invalid",
        callers={_name(caller): _target_caller(caller) for caller in world.callers},
        # Laid over the main caller's headers they take none away: the suite itself asks with one missing.
        refused=tuple(
            RefusedCredentials(name=name, headers=headers)
            for name, headers in world.refused
            if set(headers) == set(world.caller("main").headers)
        ),
        provoke={"failure": {"Prefer": "code=500"}},
        allow_methods=frozenset({"POST", "DELETE"}),
    )


def _name(caller: Caller) -> str:
    return "forbidden" if caller.forbidden else caller.name


def _target_caller(caller: Caller) -> TargetCaller:
    return TargetCaller(headers=caller.headers, parameters=caller.may_name)


def put_to_trial(
    spec: str,
    twist: Twist = PLAIN,
    *,
    world: World | None = None,
    seed: int = 0,
    phase: int = 0,
    chance: int | None = None,
) -> Trial:
    """What the suite says of a backend of this spec with this twist, after so many calls of others.

    `chance` is how many cases are drawn after the plan: as many as `listproof check` draws, or so many.

    One request at a time: a liar that remembers must lie alike in every run.
    """
    contract, served = contract_of(spec), world or world_of(spec)
    report = check_contract(
        contract,
        target_of(served),
        Options(concurrency=1, seed=seed, chance=chance),
        send=Backend(contract, served, twist, phase=phase),
        sleep=lambda _: None,
    )
    operation = report.operations[0]
    return Trial(
        report=report,
        named={law.law: law.verdict for law in operation.laws if law.verdict in LOUD},
        errored=tuple(law.law for law in operation.laws if law.verdict is Verdict.ERRORED),
        requests=operation.requests,
        seconds=operation.seconds,
    )
