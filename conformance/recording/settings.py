"""What a recorded run was made with, as JSON and back: the target with its stand-ins, and the options."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from conformance.target import Override, RefusedCredentials, Target, TargetCaller
from listproof.contract import Contract, Json

Given = Mapping[str, tuple[str, ...]]


def digest(contract: Contract) -> str:
    """What tells that a document has changed: SHA-256 of it as JSON, in base 16."""
    text = json.dumps(_plain(contract.document), sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _plain(value: Json) -> Json:
    if isinstance(value, Mapping):
        return {str(key): _plain(member) for key, member in value.items()}
    return [_plain(element) for element in value] if isinstance(value, (list, tuple)) else value


def written_target(target: Target) -> dict[str, Json]:
    """The target as JSON, the file that it was read from left out."""
    return {
        "url": target.url,
        "callers": {name: _sender(caller) for name, caller in target.callers.items()},
        "refused": [{"name": refused.name, **_sender(refused)} for refused in target.refused],
        "provoke": {situation: dict(headers) for situation, headers in target.provoke.items()},
        "operations": {
            operation: {caller: _lists(given) for caller, given in callers.items()}
            for operation, callers in target.operations.items()
        },
        "expired": dict(target.expired),
        "allowMethods": sorted(target.allow_methods),
        "laws": {
            law: {"severity": override.severity, "reason": override.reason}
            for law, override in target.laws.items()
        },
        "secrets": sorted(target.secrets),
    }


def _sender(sender: TargetCaller | RefusedCredentials) -> dict[str, Json]:
    return {"headers": dict(sender.headers), "parameters": _lists(sender.parameters)}


def _lists(parameters: Given) -> dict[str, Json]:
    return {key: list(values) for key, values in parameters.items()}


def target_of(written: Mapping[str, Any], *, source: str) -> Target:
    """The target that was written; `source` is the file that faults of it are told of."""
    return Target(
        url=written["url"],
        callers=_frozen({name: TargetCaller(**_sent(one)) for name, one in written["callers"].items()}),
        refused=tuple(RefusedCredentials(name=one["name"], **_sent(one)) for one in written["refused"]),
        provoke=_frozen({name: _frozen(headers) for name, headers in written["provoke"].items()}),
        operations=_frozen(
            {
                operation: _frozen({caller: _tuples(given) for caller, given in callers.items()})
                for operation, callers in written["operations"].items()
            }
        ),
        expired=_frozen(written["expired"]),
        allow_methods=frozenset(written["allowMethods"]),
        laws=_frozen({law: Override(**override) for law, override in written["laws"].items()}),
        secrets=frozenset(written["secrets"]),
        source=source,
    )


def _sent(sender: Mapping[str, Any]) -> dict[str, Any]:
    return {"headers": _frozen(sender["headers"]), "parameters": _tuples(sender["parameters"])}


def _tuples(parameters: Mapping[str, Any]) -> Given:
    return _frozen({key: tuple(values) for key, values in parameters.items()})


def _frozen(value: Mapping[str, Any]) -> Mapping[str, Any]:
    return MappingProxyType(dict(value))
