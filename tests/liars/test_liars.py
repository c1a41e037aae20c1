"""Every liar is caught by a law that rightly names it, and nobody honest is accused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from conformance.judging.verdicts import Verdict
from tests.liars.all_liars import LIARS
from tests.liars.all_variants import LIVE, VARIANTS
from tests.liars.calls import both
from tests.liars.liar import Liar
from tests.liars.measured import cases
from tests.liars.trial import SPECS, Trial, contract_of, put_to_trial, world_of
from tests.liars.variants import Variant
from tests.liars.variants_live import comes, top

# A few of each family, that are caught for different reasons: what `make test` has time for.
SAMPLE = {
    ("base-off-by-one", "organization-batch-calls"),
    ("gap-at-boundaries", "talkifai-batch-jobs"),
    ("last-partial-page-dropped", "techladder-call-batches"),
    ("offset-in-whole-pages", "agency-call-batches"),
    ("one-too-many", "trillet-batch-calls"),
    ("no-maximum-far-above", "talkifai-batch-jobs"),
    ("alias-ignored", "organization-batch-calls"),
    ("total-before-filter", "techladder-call-batches"),
    ("pages-rounded-down", "trillet-batch-calls"),
    ("next-when-exactly-full", "agency-call-batches"),
    ("filters-or-ed", "techladder-call-batches"),
    ("filter-after-the-cut", "talkifai-batch-jobs"),
    ("sentinel-taken-literally", "trillet-batch-calls"),
    ("numbers-sorted-as-text", "organization-batch-calls"),
    ("ties-by-chance", "agency-call-batches"),
    ("leak-with-a-filter", "techladder-call-batches"),
    ("any-key-opens-any-scope", "talkifai-batch-jobs"),
    ("400-for-422", "techladder-call-batches"),
    ("422-for-400", "talkifai-batch-jobs"),
    ("unsigned-tokens", "agency-call-batches"),
    ("field-missing-on-page-3", "trillet-batch-calls"),
    ("number-as-text-in-one-row", "organization-batch-calls"),
    ("remaining-counts-the-skipped", "agency-call-batches"),
    ("summary-follows-the-filter", "trillet-batch-calls"),
    ("fails-on-a-word-for-a-page", "organization-batch-calls"),
    ("cache-forgets-the-caller", "techladder-call-batches"),
    ("405-without-allow", "talkifai-batch-jobs"),
}
LIVE_SAMPLE = {
    ("rows-come-top-10", "techladder-call-batches"),
    ("rows-go-middle-30", "agency-call-batches"),
    ("statuses-move-on-3", "talkifai-batch-jobs"),
}
PHASES = (0, 1, 2, 3, 7)
STEADY = ("gap-at-boundaries", "last-partial-page-dropped")
"""Liars that lose rows alike each time, whatever else becomes of the list."""
HONEST_SAMPLE = {"no-rows", "lenient", "past-the-end-404", "extra-members", "offset-zero"}
"""Each on two of the lists in `make test`, on the others in CI."""
HONEST_ONCE = {
    ("ties-by-query", "agency-call-batches"),
    ("odd-texts", "organization-batch-calls"),
    ("members-in-any-order", "talkifai-batch-jobs"),
    ("reads-like-parse-int", "trillet-batch-calls"),
}


def _tried() -> Iterator[Any]:
    liars = {liar.name: liar for liar in LIARS}
    for name, spec in cases(LIARS, list(SPECS)):
        marks = () if (name, spec) in SAMPLE else (pytest.mark.sweep,)
        yield pytest.param(liars[name], spec, id=f"{name}-{spec.partition('-')[0]}", marks=marks)


def _dealt(number: int, place: int, *, lists: int) -> pytest.MarkDecorator:
    """CI tries each variant on so many lists, other ones for the next; make measure tries it on all."""
    return pytest.mark.slow if (place - number) % len(SPECS) < lists else pytest.mark.sweep


def _honest() -> Iterator[Any]:
    for number, variant in enumerate(VARIANTS):
        for place, spec in enumerate(SPECS):
            if variant.where(contract_of(spec).operations[0]):
                dealt = _dealt(number, place, lists=2)
                once = (variant.name, spec) in HONEST_ONCE
                sampled = once or (variant.name in HONEST_SAMPLE and dealt == pytest.mark.slow)
                # What is in the sample is short of no list in CI: those that make test leaves out run there.
                left = pytest.mark.slow if variant.name in HONEST_SAMPLE else dealt
                marks = () if sampled else (left,)
                yield pytest.param(variant, spec, id=f"{variant.name}-{spec.partition('-')[0]}", marks=marks)


@pytest.mark.parametrize(("liar", "spec"), list(_tried()))
def test_a_liar_is_caught_by_a_law_that_rightly_names_it(liar: Liar, spec: str) -> None:
    trial = put_to_trial(spec, liar.twist)
    assert not trial.errored
    rightly = [law for law in trial.named if liar.named_by(law)]
    assert rightly, f"{liar.says} Only these spoke: {sorted(trial.named)}"


@pytest.mark.parametrize("spec", SPECS)
def test_the_plain_honest_backend_is_accused_of_nothing(spec: str) -> None:
    assert _accusations(put_to_trial(spec)) == []


@pytest.mark.parametrize(("variant", "spec"), list(_honest()))
def test_an_honest_backend_that_differs_is_accused_of_nothing(variant: Variant, spec: str) -> None:
    operation = contract_of(spec).operations[0]
    world = variant.world(operation, world_of(spec))
    assert _accusations(put_to_trial(spec, variant.twist, world=world)) == [], variant.says


def _live() -> Iterator[Any]:
    for number, variant in enumerate(LIVE):
        for place, spec in enumerate(SPECS):
            sampled = (variant.name, spec) in LIVE_SAMPLE
            marks = () if sampled else (_dealt(number, place, lists=1),)
            yield pytest.param(variant, spec, id=f"{variant.name}-{spec.partition('-')[0]}", marks=marks)


@pytest.mark.parametrize(("variant", "spec"), list(_live()))
def test_a_list_that_changes_while_it_is_looked_at_is_accused_of_nothing(variant: Variant, spec: str) -> None:
    assert _accusations(put_to_trial(spec, variant.twist)) == [], variant.says


@pytest.mark.sweep
@pytest.mark.parametrize("spec", SPECS)
@pytest.mark.parametrize("phase", PHASES[1:])
def test_when_a_row_comes_or_goes_makes_no_difference(phase: int, spec: str) -> None:
    told = {
        variant.name: _accusations(put_to_trial(spec, variant.twist, phase=phase, seed=phase))
        for variant in LIVE
    }
    assert {name: accused for name, accused in told.items() if accused} == {}


def test_the_report_says_how_the_list_changed() -> None:
    trial = put_to_trial("techladder-call-batches", comes(10, top))
    assert any("the list changed while it was looked at: of its rows" in note for note in _notes(trial))
    assert not any("changed" in note for note in _notes(put_to_trial("techladder-call-batches")))


def _notes(trial: Trial) -> tuple[str, ...]:
    return trial.report.operations[0].notes


@pytest.mark.parametrize("name", STEADY)
def test_a_liar_is_caught_on_a_list_that_changes(name: str) -> None:
    liar = next(liar for liar in LIARS if liar.name == name)
    trial = put_to_trial("techladder-call-batches", both(liar.twist, comes(30, top)))
    assert [law for law, verdict in trial.named.items() if verdict == Verdict.FAILED and liar.named_by(law)]


@pytest.mark.parametrize("spec", SPECS)
def test_a_check_of_an_honest_backend_asks_at_most_150_requests(spec: str) -> None:
    assert put_to_trial(spec).requests <= 150


def test_each_liar_has_a_name_of_its_own_and_lies_somewhere() -> None:
    names = [liar.name for liar in LIARS]
    assert len(set(names)) == len(names)
    assert {name for name, _ in cases(LIARS, list(SPECS))} == set(names)


def test_the_sample_names_liars_that_are_tried() -> None:
    assert set(cases(LIARS, list(SPECS))) >= SAMPLE
    assert {variant.name for variant in VARIANTS} >= HONEST_SAMPLE | {name for name, _ in HONEST_ONCE}
    assert {variant.name for variant in LIVE} >= {name for name, _ in LIVE_SAMPLE}


def _accusations(trial: Trial) -> list[str]:
    """Each finding that accuses, as a line that a person can act on."""
    told = [
        f"{law.law} {finding.verdict.word}: {finding.where} expected {finding.expected}, "
        f"got {finding.actual}, {finding.because} ({finding.request.line if finding.request else '-'})"
        for law, finding in trial.findings()
    ]
    return told + [f"{law} errored" for law in trial.errored]
