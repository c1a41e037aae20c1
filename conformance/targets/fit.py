"""Whether a target fits a contract: it names nothing unknown, and gives every value that is needed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from conformance.asking.encoding import pages_by, query_credentials, unfilled
from conformance.target import MAIN, Target
from listproof.contract import Contract, Operation
from listproof.errors import ConfigError, Fault
from listproof.reading.faults import listed, meant


def check_fit(contract: Contract, target: Target, operations: Sequence[Operation]) -> None:
    """Hold that the target fits the contract, and these operations of it in full.

    An inferred list that lacks a value may be passed over, if any other is left. Raises ConfigError with
    every fault found.
    """
    gaps = {operation.id: unfilled(operation, target) for operation in operations}
    needed = [
        operation
        for operation in operations
        if gaps[operation.id] and (not operation.inferred or all(gaps.values()))
    ]
    faults = [
        *_unknown_operations(contract, target),
        *_unknown_parameters(contract, target),
        *_told(target, {operation.id: gaps[operation.id] for operation in needed}),
    ]
    if faults:
        raise ConfigError(faults)


def _unknown_operations(contract: Contract, target: Target) -> list[Fault]:
    known = [operation.id for operation in contract.operations]
    return [
        _fault(target, f"operations.{name}", "no such operation", meant(name, known, has="the document has"))
        for name in target.operations
        if name not in known
    ]


def _unknown_parameters(contract: Contract, target: Target) -> list[Fault]:
    everywhere = [key for operation in contract.operations for key in _keys(operation)]
    named = [
        (f"callers.{name}.parameters.{key}", key, everywhere)
        for name, caller in target.callers.items()
        for key in caller.parameters
    ]
    for operation in contract.operations:
        for caller, parameters in target.operations.get(operation.id, {}).items():
            inner = "" if caller == MAIN else f"callers.{caller}."
            place = f"operations.{operation.id}.{inner}parameters"
            named += [(f"{place}.{key}", key, _keys(operation)) for key in parameters]
    return [
        _fault(target, place, "no such parameter", meant(key, dict.fromkeys(known), has="the document has"))
        for place, key, known in named
        if key not in known
    ]


def _keys(operation: Operation) -> list[str]:
    return [*operation.parameters, *query_credentials(operation)]


def passed_over(operation: Operation, target: Target) -> str:
    """Why the operation can't be asked, and what to write so that it can; empty where it can."""
    keys = unfilled(operation, target)
    return f"passed over: no value for {listed(keys)}; {_given(keys, [operation.id])}" if keys else ""


def unsent(operation: Operation, target: Target) -> str:
    """Which of the given values are never sent, and why; empty where all are."""
    keys = sorted(pages_by(operation) & target.parameters(operation).keys())
    return f"no value that is given for {listed(keys)} is sent: the suite pages by it" if keys else ""


def _given(keys: Sequence[str], operations: Sequence[str]) -> str:
    """How to give values for the parameters of these operations."""
    flags = " ".join(f"--param {key}=VALUE" for key in keys)
    table = ", ".join(f'"{key}" = "VALUE"' for key in keys)
    if len(operations) == 1:
        what = "one" if len(keys) == 1 else "them"
        return f"give {what}: {flags}, or under [callers.main] parameters = {{ {table} }}"
    own = f'[operations."{operations[0]}".parameters] and its like'
    return f"give one for all: {flags}; or one for each: under {own} {table.replace(', ', ' and ')}"


def _told(target: Target, gaps: Mapping[str, Sequence[str]]) -> Iterator[Fault]:
    """A fault for each parameter that has no value, with the operations that need it."""
    needing: dict[str, list[str]] = {}
    for operation, keys in gaps.items():
        for key in keys:
            needing.setdefault(key, []).append(operation)
    for key, operations in needing.items():
        verb = "needs" if len(operations) == 1 else "need"
        found = f"{listed(operations, most=4)} {verb} {key}, and the target has no value for it"
        yield _fault(target, "", found, _given([key], operations))


def _fault(target: Target, place: str, found: str, wanted: str) -> Fault:
    return Fault(file=target.source or "the flags", place=place, found=found, wanted=wanted)
