"""The five lists as plain documents, settled by a server, and the contracts that come of it."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import yaml

from conformance.asking.client import Send
from conformance.judging.verdicts import Verdict
from conformance.run import Options, check_contract
from conformance.settling.probing import Probing, probe
from conformance.target import Target
from listproof.contract import Contract
from listproof.infer.plain import PlainDocument, read_plain
from listproof.infer.proposals import Proposal, propose
from listproof.reader import read_contract
from tests.liars.honest import Backend
from tests.liars.trial import SPECS, contract_of, target_of, world_of
from tests.liars.variants import Variant
from tests.liars.worlds import World

BROKEN = (Verdict.WARNED, Verdict.UNSTABLE, Verdict.FAILED)


@cache
def plain_text(spec: str) -> str:
    """The document of a bundled spec as its vendor could have written it: nothing is said of lists."""
    value = yaml.safe_load(SPECS[spec].read_text())
    for item in value["paths"].values():
        for operation in item.values():
            operation.pop("x-listing", None)
            operation.pop("x-clauses", None)
    return json.dumps(value)


def plain(spec: str) -> PlainDocument:
    """That document, read."""
    return read_plain(f"{spec}.json", text=plain_text(spec))


def proposed(spec: str) -> Proposal:
    """What is inferred of its list."""
    found = propose(plain(spec).operations[0])
    assert isinstance(found, Proposal)
    return found


def server(spec: str, variant: Variant | None = None) -> tuple[Send, Target]:
    """An honest backend of the spec, plain or as the variant is, and the target that it is."""
    contract, world = contract_of(spec), world_of(spec)
    if variant is None:
        return Backend(contract, world), target_of(world)
    world = changed(spec, variant)
    return Backend(contract, world, variant.twist), target_of(world)


def changed(spec: str, variant: Variant) -> World:
    """The world of the variant."""
    return variant.world(contract_of(spec).operations[0], world_of(spec))


def settled_by(spec: str, send: Send, target: Target, *, most: int = 60) -> Proposal:
    """The list as the server settles it."""
    done = probe([proposed(spec)], target, Probing(most=most), send=send)
    (found,) = done.results
    assert isinstance(found, Proposal)
    assert done.requests <= most
    return found


def contract_with(spec: str, proposal: Proposal) -> Contract:
    """The document with what is proposed written into it, as if it were promised."""
    value: dict[str, Any] = json.loads(plain_text(spec))
    operation = value["paths"][proposal.operation.path]["get"]
    operation["x-listing"] = proposal.listing
    for bound in proposal.bounds:
        for parameter in operation["parameters"]:
            if parameter["name"] == bound.param:
                parameter["schema"][bound.keyword] = bound.value
    return read_contract(f"{spec}.json", text=json.dumps(value))


def broken_laws(contract: Contract, send: Send, target: Target) -> dict[str, str]:
    """The laws that the server is found to break, with the first finding of each."""
    report = check_contract(
        contract, target, Options(concurrency=1, chance=0), send=send, sleep=lambda _: None
    )
    return {
        law.law: str(law.findings[0]) if law.findings else ""
        for law in report.operations[0].laws
        if law.verdict in BROKEN
    }
