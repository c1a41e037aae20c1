"""A test for each list operation and law of the spec that the flags name; the run is made at the first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path, PurePath
from typing import Any, Final

import pytest

from conformance.baseline.file import read_baseline
from conformance.laws import ALL_LAWS
from conformance.pytest_plugin.outcomes import NO_TRACEBACK, ListproofWarning, before, judge, seen
from conformance.pytest_plugin.running import CannotRun, Wanted, contract_of, runs, target_of
from conformance.reports.report import Report, ReportedLaw, ReportedOperation
from listproof.contract import Contract, Operation
from listproof.errors import ListproofError

_CONTRACT: Final = pytest.StashKey[Contract]()
_WANTED: Final = pytest.StashKey[Wanted]()


def prepare(config: pytest.Config, given: Mapping[str, str | None]) -> None:
    """Read what the flags name. Raises UsageError, before anything is collected, where it is wrong."""
    spec, baseline = given["spec"], given["baseline"]
    if spec is None:
        raise pytest.UsageError("--listproof-spec is missing: which document shall the target be judged by?")
    wanted = Wanted(spec=spec, config=given["config"], url=given["url"], baseline=baseline)
    try:
        contract = contract_of(spec)
        target_of(wanted, contract)
        if baseline:
            read_baseline(Path(baseline))
    except ListproofError as error:
        raise pytest.UsageError(str(error)) from None
    config.stash[_CONTRACT] = contract
    config.stash[_WANTED] = wanted


def laws_of(operation: Operation) -> Iterator[str]:
    """The laws whose subject the contract states of the operation: the others have nothing to judge."""
    for law in ALL_LAWS:
        try:
            unstated = law.needs(operation)
        except Exception:
            unstated = ""  # the run tells how the law broke
        if not unstated:
            yield law.id


def contract_node(session: pytest.Session) -> ContractNode:
    """What the tests of the spec stand under: `my-spec::listOrders::meta/total`."""
    contract = session.config.stash[_CONTRACT]
    name = PurePath(contract.source).stem
    node = ContractNode.from_parent(session, name=name, nodeid=name)
    node.contract = contract
    return node


class ContractNode(pytest.Collector):
    """The contract: what the tests of its operations stand under."""

    contract: Contract

    def collect(self) -> Iterable[OperationNode]:
        for operation in self.contract.operations:
            node = OperationNode.from_parent(self, name=operation.id)
            node.operation = operation
            yield node


class OperationNode(pytest.Collector):
    """A list operation: what the tests of its laws stand under."""

    operation: Operation

    def collect(self) -> Iterable[LawItem]:
        for law in laws_of(self.operation):
            yield LawItem.from_parent(self, name=law)


class LawItem(pytest.Item):
    """One law of one operation."""

    def __init__(self, *, name: str, parent: pytest.Collector, **more: Any) -> None:
        super().__init__(name, parent, **more)
        self.add_marker("listproof")
        # With --dist loadgroup one worker has them all; otherwise the others wait for the one that runs.
        self.add_marker(pytest.mark.xdist_group("listproof"))

    @property
    def operation(self) -> str:
        """The operation's id."""
        return self.parent.name if self.parent else ""

    def setup(self) -> None:
        """Make the run, unless it is made: whatever ends it is an error, and no failure of the target."""
        self._report = runs(self.config).report(_selected(self))
        self._operation, self._law = found(self._report, self.operation, self.name)
        before(self._report, self._operation, self._law)

    def runtest(self) -> None:
        if noted := seen(self._operation, self._law):
            self.add_report_section("call", "listproof", noted)
        if warning := judge(self._report, self._operation, self._law):
            self.warn(ListproofWarning(f"{self.nodeid}: {warning}"))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        if isinstance(excinfo.value, NO_TRACEBACK):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        contract = self.session.config.stash[_CONTRACT]
        stated = next((one for one in contract.operations if one.id == self.operation), None)
        file, line = (stated.file or contract.source, stated.line) if stated else (contract.source, 0)
        return Path(file), max(line - 1, 0), f"{self.operation}::{self.name}"


def _selected(item: LawItem) -> Wanted:
    """The run of the operations that have a test left in the session: -k asks no more than it must."""
    left = dict.fromkeys(one.operation for one in item.session.items if isinstance(one, LawItem))
    return replace(item.config.stash[_WANTED], operations=tuple(left))


def found(report: Report, operation: str, law: str) -> tuple[ReportedOperation, ReportedLaw]:
    """What a report says of a law of an operation."""
    for one in report.operations:
        for judged in one.laws:
            if (one.operation, judged.law) == (operation, law):
                return one, judged
    raise CannotRun(f"the run told nothing of {law} of {operation}")
