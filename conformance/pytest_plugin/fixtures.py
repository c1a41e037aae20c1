"""What the fixtures give: a judge for a whole spec, or for one law of one list operation."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from conformance.judging.verdicts import Verdict
from conformance.pytest_plugin.collecting import found, laws_of
from conformance.pytest_plugin.outcomes import (
    BrokenPromise,
    ListproofWarning,
    SuiteBroke,
    before,
    incomplete,
    judge,
    told,
)
from conformance.pytest_plugin.running import CannotRun, Wanted, contract_of, runs
from conformance.reports.baselined import stale_told
from conformance.reports.phrases import BREAKING, tally
from conformance.reports.report import Report
from conformance.reports.visible import clean
from listproof.errors import ListproofError


@dataclass(frozen=True, slots=True)
class Listproof:
    """Judges a target by a spec. Equal runs of a session are made once."""

    config: pytest.Config

    def report(
        self,
        spec: str | Path,
        *,
        url: str | None = None,
        config: str | Path | None = None,
        baseline: str | Path | None = None,
        operations: Sequence[str] = (),
        headers: Sequence[str] = (),
        **options: Any,
    ) -> Report:
        """What a run finds; nothing fails for it.

        `config` is a `listproof.toml`, `headers` are the main caller's, `Name: value` each; `options` are
        fields of `conformance.run.Options`, such as `seed`, `rate` (a second) or `max_requests`. Fails the
        test where the run can't be made.
        """
        wanted = Wanted(
            spec=self.place(spec),
            config=self.place(config) if config else None,
            url=url,
            baseline=self.place(baseline) if baseline else None,
            operations=tuple(operations),
            headers=tuple(headers),
            options=tuple(sorted(options.items())),
        )
        try:
            return runs(self.config).report(wanted)
        except CannotRun as error:
            pytest.fail(str(error), pytrace=False)

    def check(self, spec: str | Path, **more: Any) -> Report:
        """Hold that every promise of the spec is kept: as `report`, and fails with all that are broken.

        What only warns becomes a ListproofWarning. A run that ended early fails too.
        """
        report = self.report(spec, **more)
        if broken := list(_broken(report)):
            broken.append(tally(report.operations))
            pytest.fail("\n\n".join(broken), pytrace=False)
        for operation in report.operations:
            for law in operation.laws:
                if law.verdict == Verdict.WARNED:
                    text = f"{operation.operation}::{law.law}: {told(operation, law, Verdict.WARNED)}"
                    warnings.warn(ListproofWarning(text), stacklevel=2)
        for stale in report.stale:
            warnings.warn(ListproofWarning(clean(stale_told(stale))), stacklevel=2)
        return report

    def place(self, file: str | Path) -> str:
        """The file from where pytest was started; else from its root folder; else a bundled spec's name."""
        beside = self.config.rootpath / file
        return str(beside) if beside.is_file() and not Path(file).exists() else str(file)


def _broken(report: Report) -> Iterator[str]:
    for operation in report.operations:
        for law in operation.laws:
            if law.verdict in BREAKING:
                yield f"{operation.operation}::{law.law}\n{told(operation, law, *BREAKING)}"
            elif law.verdict == Verdict.ERRORED:
                yield f"{operation.operation}::{law.law}\nERRORED {clean(law.reason or '')}"
        if not operation.complete:
            yield incomplete(report, operation)


@dataclass(frozen=True, slots=True)
class OneLaw:
    """One law of one list operation, of the spec that the marker names."""

    listproof: Listproof
    operation: str
    law: str
    given: dict[str, Any]

    def check(self, **more: Any) -> None:
        """Hold that the law is kept; `more` goes over what the marker says, `url` for one.

        The run of all operations is made at the first call, and shared by the calls that are alike.
        """
        given = self.given | more
        report = self.listproof.report(given.pop("spec"), **given)
        operation, law = found(report, self.operation, self.law)
        try:
            before(report, operation, law)
            warning = judge(report, operation, law)
        except (BrokenPromise, SuiteBroke, CannotRun) as error:
            pytest.fail(str(error), pytrace=False)
        if warning:
            warnings.warn(ListproofWarning(warning), stacklevel=2)


def parametrize(metafunc: pytest.Metafunc) -> None:
    """Run the test once for each list operation and law. Raises UsageError where the marker is wrong."""
    spec = _given(metafunc.definition)["spec"]
    try:
        contract = contract_of(Listproof(metafunc.config).place(spec))
    except ListproofError as error:
        raise pytest.UsageError(str(error)) from None
    pairs = [(operation.id, law) for operation in contract.operations for law in laws_of(operation)]
    names = [f"{operation}::{law}" for operation, law in pairs]
    metafunc.parametrize("listproof_law", pairs, ids=names, indirect=True)


def one_law(request: pytest.FixtureRequest, listproof: Listproof) -> OneLaw:
    """The law that the test was parametrised with."""
    operation, law = request.param
    return OneLaw(listproof, operation, law, _given(request.node))


def _given(node: pytest.Item) -> dict[str, Any]:
    """What the marker says. Raises UsageError where there is none, or none that names a spec."""
    marker = node.get_closest_marker("listproof")
    if marker is None or "spec" not in marker.kwargs or marker.args:
        wanted = '@pytest.mark.listproof(spec="my-spec.yaml", config="listproof.toml")'
        raise pytest.UsageError(f"{node.nodeid}: listproof_law needs its spec, named as in {wanted}")
    return dict(marker.kwargs)
