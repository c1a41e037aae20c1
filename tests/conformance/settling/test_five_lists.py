"""The five lists, read as plain documents and settled by honest servers: no statement is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from conformance.settling.probing import rehearsed
from listproof.contract import Json, Listing, pointer_text
from listproof.infer.proposals import Proposal
from tests.conformance.settling.plain_lists import (
    broken_laws,
    contract_with,
    proposed,
    server,
    settled_by,
)
from tests.liars.all_variants import LIVE, VARIANTS
from tests.liars.trial import SPECS, contract_of
from tests.liars.variants import Variant

SAMPLE = {
    ("no-rows", "agency-call-batches"),
    ("lenient", "talkifai-batch-jobs"),
    ("past-the-end-404", "techladder-call-batches"),
    ("figures-move", "techladder-call-batches"),
}
_NOT_SETTLED = ("meta/offset", "meta/page")
"""A server may read a number of 19 digits as none at all, and say so: no statement here is about that."""


def _truth(listing: Listing, at: tuple[str, ...]) -> Json:
    """What the backend does, in the words of x-listing: it keeps all that is stated, and what is assumed."""
    size = listing.size
    truths: dict[tuple[str, ...], Any] = {
        ("id",): pointer_text(listing.id or ()),
        ("page", "by"): listing.page.by,
        ("page", "first"): listing.page.first[0] if listing.page.first else None,
        ("page", "past_end"): listing.page.past_end[0] if listing.page.past_end else None,
        ("size", "over"): size.over[0] if size and size.over else None,
        ("size", "under"): size.under[0] if size and size.under else None,
        ("sort", "by"): listing.sort.by,
        ("sort", "default"): [
            ("-" if each.descending else "") + pointer_text(each.at or ())
            for each in listing.sort.default[:1]
        ],
    }
    if at[0] == "meta":
        return {role: place.text for role, place in listing.meta.items()}[at[1]]  # type: ignore[index]
    if at[0] == "filter":
        return pointer_text(listing.filters[at[1]].at or ())
    if "errors" in at:
        return listing.errors.refusals[at[-1]].status[0]
    return truths[at]


def _asked(proposal: Proposal) -> Iterator[tuple[tuple[str, ...], Json]]:
    """Every statement that a request bears out."""
    for each in proposal.stated:
        if "asked: " in each.because:
            place = (
                each.value["at"] if each.at[0] == "filter" and isinstance(each.value, dict) else each.value
            )
            yield each.at, place


# Where the backend orders by nothing that is stated, its rows stand as the fixtures do.
_AS_IT_HAPPENS: dict[tuple[str, tuple[str, ...]], Json] = {
    ("talkifai-batch-jobs", ("assumed", "sort", "default")): ["/id"],
    ("trillet-batch-calls", ("sort", "default")): ["/jobId"],
}


@pytest.mark.parametrize("spec", SPECS)
def test_every_statement_is_what_the_server_does(spec: str) -> None:
    listing = contract_of(spec).operations[0].mocked
    found = settled_by(spec, *server(spec))
    statements = dict(_asked(found))
    truths = {at: _AS_IT_HAPPENS.get((spec, at)) or _truth(listing, at) for at in statements}
    assert statements == truths
    assert found.heard is not None
    assert found.heard.differs == ()
    assert found.heard.stopped == ""


@pytest.mark.parametrize("spec", SPECS)
def test_what_the_documents_leave_open_is_settled(spec: str) -> None:
    found = settled_by(spec, *server(spec))
    stated = {each.at for each in found.stated}
    assert {("page", "past_end"), ("size", "over"), ("size", "under"), ("id",)} <= stated
    assert {at[-1] for at in stated if "errors" in at} >= {"bad_size", "bad_page", "unauthenticated"}
    left = {each.at[0] for each in found.opens}
    assert left <= {"scope", "filter", "sort", "meta"}
    assert len(found.opens) < len(proposed(spec).opens)


@pytest.mark.parametrize("spec", SPECS)
def test_the_usual_number_of_requests_settles_most(spec: str) -> None:
    found = settled_by(spec, *server(spec), most=30)
    assert {("page", "past_end"), ("size", "over")} <= {each.at for each in found.stated}


@pytest.mark.parametrize("spec", SPECS)
def test_a_dry_run_plans_requests_of_the_same_kind_and_sends_none(spec: str) -> None:
    send, target = server(spec)
    (planned,) = rehearsed([proposed(spec)], target, most=30)
    real = settled_by(spec, send, target, most=30)
    assert planned.heard is not None
    assert real.heard is not None
    asked = {line.rpartition(": ")[0] for line in real.heard.requests}
    assert len(asked & set(planned.heard.requests)) >= 10
    assert planned.stated == proposed(spec).stated


def _cases() -> Iterator[Any]:
    for variant in (*VARIANTS, *LIVE):
        for spec in SPECS:
            if not variant.slow and variant.where(contract_of(spec).operations[0]):
                marks = () if (variant.name, spec) in SAMPLE else (pytest.mark.slow,)
                name = f"{variant.name}-{spec.partition('-')[0]}"
                yield pytest.param(variant, spec, id=name, marks=marks)


@pytest.mark.parametrize(("variant", "spec"), list(_cases()))
def test_an_honest_server_keeps_what_it_settled(variant: Variant, spec: str) -> None:
    found = settled_by(spec, *server(spec, variant))
    broken = broken_laws(contract_with(spec, found), *server(spec, variant))
    if broken:
        # What the plain document alone leads to is not of the settling's making.
        before = broken_laws(contract_with(spec, proposed(spec)), *server(spec, variant))
        broken = {law: told for law, told in broken.items() if law not in before}
    assert {law: told for law, told in broken.items() if law not in _NOT_SETTLED} == {}
