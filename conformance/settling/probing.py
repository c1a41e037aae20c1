"""Probing a document's lists over HTTP: the one module here that opens a connection."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from conformance.asking.client import BudgetSpent, Client, Limits, Send
from conformance.asking.network import HttpSender
from conformance.reports.redaction import Redactor
from conformance.settling.ground import ground_of
from conformance.settling.imagined import Imagined
from conformance.settling.items import tell_items
from conformance.settling.settle import MOST_REQUESTS, settle
from conformance.target import Target
from listproof.errors import ConfigError, Fault, Unreachable
from listproof.infer.heard import Heard
from listproof.infer.proposals import Passed, Proposal
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
    """What became of every list, in order, and why asking ended early; empty where it didn't."""

    results: tuple[Proposal | Passed, ...]
    requests: int
    over: str = ""


def probe(
    results: Sequence[Proposal | Passed],
    target: Target,
    probing: Probing = Probing(),
    *,
    send: Send | None = None,
) -> Probed:
    """Ask the target about every list, one after the other, with GET alone.

    A GET of which only the items can't be told is asked for them first.

    `send` stands in for the network. Raises ConfigError where the target names a parameter that no list has,
    Unreachable where it never answered.
    """
    _check_parameters(_proposals(results), target)
    if send is not None:
        return _probed(results, target, probing, send)
    with HttpSender(target.url, timeout=probing.timeout, connections=1) as network:
        return _probed(results, target, probing, network)


def _proposals(results: Sequence[Proposal | Passed]) -> list[Proposal]:
    return [each for each in results if isinstance(each, Proposal)]


def _probed(results: Sequence[Proposal | Passed], target: Target, probing: Probing, send: Send) -> Probed:
    grounds = [ground_of(each, target) for each in _proposals(results)]
    redactor = Redactor(target, [each.operation for each in grounds])
    client = Client(send, place=redactor.text(target.url), limits=Limits(rate=probing.rate))
    settled: list[Proposal | Passed] = []
    over = ""
    for result in results:
        if isinstance(result, Proposal):
            probing.told(result)
        if over:
            stopped = Heard(stopped=over)
            settled.append(replace(result, heard=stopped) if isinstance(result, Proposal) else result)
            continue
        ended = _asked(result, target, client, probing.most)
        over = redactor.text(ended.over)
        settled.append(ended.result)
    return Probed(results=tuple(settled), requests=client.sent, over=over)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    result: Proposal | Passed
    over: str = ""


def _asked(result: Proposal | Passed, target: Target, client: Client, most: int) -> _Asked:
    """One list as it is settled."""
    before: tuple[str, ...] = ()
    if isinstance(result, Passed):
        try:
            told = tell_items(result, target, client.ask, most=most)
        except (BudgetSpent, Unreachable) as error:
            if not client.reached:
                raise
            return _Asked(result=result, over=str(error))
        before, result = told.requests, told.result
    if isinstance(result, Passed):
        return _Asked(result=result)
    ended = settle(result, target, client.ask, most=max(1, most - len(before)))
    heard = ended.proposal.heard or Heard()
    heard = replace(heard, requests=(*before, *heard.requests))
    return _Asked(result=replace(ended.proposal, heard=heard), over=ended.over)


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
