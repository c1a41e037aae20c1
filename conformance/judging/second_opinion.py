"""Asking openapi-core what it makes of the answers: one of each documented status.

It reads the document as it stands, and not the contract that was made of it, so it would notice where the
reading went wrong. Nothing else imports it: that costs about a second.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from openapi_core import Config, OpenAPI
from openapi_core.datatypes import RequestParameters

from conformance.evidence import Exchange, Opinion
from conformance.judging.excerpts import excerpt
from conformance.laws.shape import documented, mismatches
from listproof.contract import MISSING, Contract, Json, Operation

_HOST: Final = "http://target.invalid"
_MOST_FAULTS: Final = 3


@dataclass(slots=True, kw_only=True)
class _Request:
    path: str
    host_url: str = _HOST
    method: str = "get"
    content_type: str = ""
    body: bytes | None = None
    parameters: RequestParameters = field(default_factory=RequestParameters)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Response:
    status_code: int
    content_type: str
    data: bytes
    headers: Mapping[str, Any]


def opinions(contract: Contract, operation: Operation, seen: Iterable[Exchange]) -> Iterator[Opinion]:
    """An opinion on the first answer of each documented status that has a JSON body."""
    config = Config(
        spec_validator_cls=None,
        extra_media_type_deserializers=dict.fromkeys(_json_types(operation), json.loads),
    )
    api = OpenAPI.from_dict(_alone(contract, operation), config=config)
    path = re.sub(r"\{[^{}]*\}", "x", operation.path)
    for exchange in _one_of_each(operation, seen):
        response = _Response(
            status_code=exchange.status,
            content_type=exchange.header("content-type") or "",
            data=exchange.body,
            headers=dict(exchange.headers),
        )
        errors = list(api.iter_response_errors(_Request(path=path), response))
        faults = tuple(dict.fromkeys(text for error in errors for text in _told(error)))[:_MOST_FAULTS]
        yield Opinion(exchange=exchange, faults=faults, ours=bool(faults) and _ours(operation, exchange))


def _json_types(operation: Operation) -> Iterator[str]:
    """The documented media types that are JSON by their suffix (RFC 6839, 3.1), else read as text."""
    for response in operation.responses.values():
        if response.media_type.partition(";")[0].strip().endswith("+json"):
            yield response.media_type


def _alone(contract: Contract, operation: Operation) -> dict[str, Json]:
    """The document with this one path, on a host of its own: what is asked here is not where it is served."""
    document = excerpt(contract.document, operation.path)
    item = {key: value for key, value in document["paths"][operation.path].items() if key != "servers"}
    if "get" in item:  # else the item is a reference, which openapi-core follows
        item["get"] = {key: value for key, value in item["get"].items() if key != "servers"}
    return {**document, "servers": [{"url": _HOST}], "paths": {operation.path: item}}


def _one_of_each(operation: Operation, seen: Iterable[Exchange]) -> Iterator[Exchange]:
    told: set[int] = set()
    for exchange in seen:
        response = documented(operation, exchange.status)
        if exchange.status in told or exchange.request.method != "GET" or exchange.json is MISSING:
            continue
        if response is not None and "json" in (exchange.header("content-type") or ""):
            told.add(exchange.status)
            yield exchange


def _ours(operation: Operation, exchange: Exchange) -> bool:
    """Whether this suite's own validator refuses the answer as well."""
    response = documented(operation, exchange.status)
    if response is None or response.schema is None:
        return False
    return next(iter(mismatches(response.schema, exchange.json, exchange)), None) is not None


def _told(error: BaseException) -> Iterator[str]:
    """An error as sentences: those of the schema where it has some, with the places in the body."""
    cause: BaseException | None = error
    while cause is not None:
        if found := getattr(cause, "schema_errors", None):
            for one in found:
                place = ".".join(str(token) for token in one.absolute_path) or "the body"
                yield f"{place}: {_brief(one.message)}"
            return
        error, cause = cause, cause.__cause__
    yield _brief(str(error) or type(error).__name__)


def _brief(text: str) -> str:
    return text if len(text) <= 200 else f"{text[:200]}..."
