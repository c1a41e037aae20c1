"""Applying: what inference makes of a document that states no list, for the reader of contracts."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass, replace

from listproof.contract import Contract, Parameter
from listproof.infer.plain import plain_operations
from listproof.infer.proposals import Passed, Proposal, propose
from listproof.reading.documents import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Guessed:
    """The proposals by path, and the paths of the GETs that seem to page and stay undecided."""

    lists: Mapping[str, Proposal]
    undecided: tuple[str, ...]


def guessed(document: Document) -> Guessed:
    """What is proposed for the GETs of the document, which is OpenAPI 3, maybe by conversion."""
    results = {operation.path: propose(operation) for operation in plain_operations(document)}
    return Guessed(
        lists={path: each for path, each in results.items() if isinstance(each, Proposal)},
        undecided=tuple(path for path, each in results.items() if isinstance(each, Passed) and each.pages),
    )


def with_bounds(parameters: Mapping[str, Parameter], proposal: Proposal) -> dict[str, Parameter]:
    """The parameters, their schemas completed by the bounds that only their descriptions state."""
    found = dict(parameters)
    for bound in proposal.bounds:
        parameter = found.get(bound.param)
        if parameter is not None and bound.keyword not in parameter.schema:
            found[bound.param] = replace(
                parameter,
                schema={**parameter.schema, bound.keyword: bound.value},
                inferred={**parameter.inferred, f"/{bound.keyword}": bound.because},
            )
    return found


def inference_told(contract: Contract) -> str:
    """That the lists of the contract are inferred, in a line; empty where they are stated."""
    inference = contract.inference
    if inference is None:
        return ""
    lists = len(contract.operations)
    alone = [
        f"{_counted(len(paths), noun)} {what}"
        for paths, noun, what in (
            (inference.undecided, "GET", "that may page left alone"),
            (inference.left_out, "list", "left out"),
        )
        if paths
    ]
    more = f" ({', '.join(alone)})" if alone else ""
    line = f"listproof infer {shlex.quote(contract.source)} -o lists.overlay.yaml"
    return (
        f"no x-listing in {contract.source}: {_counted(lists, 'list')} inferred{more}; "
        f"write {'it' if lists == 1 else 'them'} down with `{line}`"
    )


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
