"""Probing a document's lists over HTTP: the one module here that opens a connection."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from conformance.asking.client import Client, Limits, Send
from conformance.asking.network import HttpSender
from conformance.reports.redaction import Redactor
from conformance.settling.ground import ground_of
from conformance.settling.imagined import Imagined
from conformance.settling.settle import MOST_REQUESTS, settle
from conformance.target import Target
from listproof.errors import ConfigError, Fault
from listproof.infer.heard import Heard
from listproof.infer.proposals import Proposal
from listproof.reading.faults import meant


@dataclass(frozen=True, slots=True, kw_only=True)
class Probing:
    """How the lists are asked: requests a list, requests a second, and seconds to wait for an answer."""

    most: int = MOST_REQUESTS
    rate: float | None = None
    timeout: float = 10.0
    told: Callable[[Proposal], None] = field(default=lambda _: None)
    """Who is told which list is asked next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Probed:
    """What became of every proposal, in order, and why asking ended early; empty where it didn't."""

    proposals: tuple[Proposal, ...]
    requests: int
    over: str = ""


def probe(
    proposals: Sequence[Proposal], target: Target, probing: Probing = Probing(), *, send: Send | None = None
) -> Probed:
    """Ask the target about every list, one after the other, with GET alone.

    `send` stands in for the network. Raises ConfigError where the target names a parameter that no list has,
    Unreachable where it never answered.
    """
    _check_parameters(proposals, target)
    if send is not None:
        return _probed(proposals, target, probing, send)
    with HttpSender(target.url, timeout=probing.timeout, connections=1) as network:
        return _probed(proposals, target, probing, network)


def _probed(proposals: Sequence[Proposal], target: Target, probing: Probing, send: Send) -> Probed:
    grounds = [ground_of(each, target) for each in proposals]
    redactor = Redactor(target, [each.operation for each in grounds])
    client = Client(send, place=redactor.text(target.url), limits=Limits(rate=probing.rate))
    settled: list[Proposal] = []
    over = ""
    for proposal in proposals:
        if over:
            settled.append(replace(proposal, heard=Heard(stopped=over)))
            continue
        probing.told(proposal)
        ended = settle(proposal, target, client.ask, most=probing.most)
        over = redactor.text(ended.over)
        settled.append(ended.proposal)
    return Probed(proposals=tuple(settled), requests=client.sent, over=over)


def rehearsed(proposals: Sequence[Proposal], target: Target, *, most: int) -> Iterator[Proposal]:
    """What would be asked, of an imagined list and of no network."""
    _check_parameters(proposals, target)
    for proposal in proposals:
        imagined = Imagined(ground_of(proposal, target))
        heard = settle(proposal, target, imagined.ask, most=most).proposal.heard or Heard()
        requests = tuple(dict.fromkeys(line.rpartition(": ")[0] for line in heard.requests))
        stopped = "" if requests else heard.stopped
        yield replace(proposal, heard=Heard(requests=requests, stopped=stopped))


def _check_parameters(proposals: Sequence[Proposal], target: Target) -> None:
    """Hold that some list has each parameter for which the target gives a value."""
    known = {key for each in proposals for key in each.operation.parameters}
    known |= {
        scheme.parameter
        for each in proposals
        for alternative in ground_of(each, target).operation.security
        for scheme in alternative
        if scheme.location == "query"
    }
    given = {key for caller in target.callers.values() for key in caller.parameters}
    faults = [
        Fault(
            file=target.source or "the flags",
            place=f"parameters.{key}",
            found="no list has such a parameter",
            wanted=meant(key, sorted(known), has="they have"),
        )
        for key in sorted(given - known)
    ]
    if faults:
        raise ConfigError(faults)
