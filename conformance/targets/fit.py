"""Whether a target fits a contract: it names nothing unknown, and gives every value that is needed."""

from __future__ import annotations

from collections.abc import Sequence

from conformance.asking.encoding import query_credentials, unfilled
from conformance.target import MAIN, Target
from listproof.contract import Contract, Operation
from listproof.errors import ConfigError, Fault
from listproof.reading.faults import meant


def check_fit(contract: Contract, target: Target, operations: Sequence[Operation]) -> None:
    """Hold that the target fits the contract, and these operations of it in full.

    Raises ConfigError with every fault found.
    """
    faults = [
        *_unknown_operations(contract, target),
        *_unknown_parameters(contract, target),
        *(fault for operation in operations for fault in _gaps(operation, target)),
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


def _gaps(operation: Operation, target: Target) -> list[Fault]:
    return [
        _fault(
            target,
            "",
            f"{operation.id} needs {key}, and the target has no value for it",
            f'give one: --param {key}=VALUE, or under [callers.main] parameters = {{ "{key}" = "VALUE" }}',
        )
        for key in unfilled(operation, target)
    ]


def _fault(target: Target, place: str, found: str, wanted: str) -> Fault:
    return Fault(file=target.source or "the flags", place=place, found=found, wanted=wanted)
