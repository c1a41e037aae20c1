"""One OpenAPI 3.0 document for Connexion, made from every contract that is served.

Connexion needs little of a document: paths, operation ids, who must authenticate and where parameters
stand. Values are judged by the engine, bodies are written by it. So the projection is built from the
contracts, in which references are resolved, path-level parameters folded in and 3.1 and 3.2 already
read, and it leaves out what could only trip the router:

- operation ids are made unique (two specs may share one; of equal ids Connexion serves the last);
- one document for all specs, since of three documents at one base path Connexion reaches two;
- literal segments come before templates (`/jobs/recent` before `/jobs/{id}`: the first match is taken);
- path parameters are plain strings under names of our own (`p0`): a router that knows their type answers
  404 where the contract has an error, and its names allow fewer characters than OpenAPI's;
- security schemes have a key of their own for each spec;
- vendor extensions are left out.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote

from listproof.contract import Contract, Json, Operation, Scheme
from listproof.errors import Fault, SpecError

log = logging.getLogger("mock_server")

_TEMPLATE = re.compile(r"\{([^}]*)\}")

RESERVED = "/__listproof/"
"""Paths of the mock's own, which no spec may have."""

SCHEME_KEY = "x-listproof-scheme"
"""Where a projected security scheme keeps its own key, which Connexion does not hand to its handlers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """An operation as the router knows it: its unique key, and what its path's `p0`, `p1` ... stand for."""

    key: str
    contract: Contract
    operation: Operation
    path: str
    names: tuple[str, ...]
    schemes: Mapping[str, Scheme] = field(repr=False)
    """The contract's security schemes by their key in the projection."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Projection:
    """The document for Connexion, and the routes in it by their operation id there."""

    document: Mapping[str, Json]
    routes: Mapping[str, Route]


def project(contracts: Sequence[Contract]) -> Projection:
    """The projection of these contracts; raises SpecError where two contracts want the same path.

    Of two operations of one document, whose paths differ in the names of their parameters alone, the
    first is served, and that is told.
    """
    routes = [
        route
        for number, contract in enumerate(contracts)
        for route in _reachable(list(_routes(number, contract)))
    ]
    _hold_paths_apart(routes)
    routes.sort(key=lambda route: _precedence(route.path))
    document = {
        "openapi": "3.0.3",
        "info": {"title": "Listproof mock", "version": "1"},
        "paths": {route.path: {"get": _operation(route)} for route in routes},
        "components": {
            "securitySchemes": {
                key: _scheme(key, scheme) for route in routes for key, scheme in route.schemes.items()
            }
        },
    }
    return Projection(document=document, routes={route.key: route for route in routes})


def _routes(number: int, contract: Contract) -> Iterable[Route]:
    schemes: dict[str, Scheme] = {}
    for operation in contract.operations:
        for alternative in operation.security:
            for scheme in alternative:
                schemes.setdefault(_scheme_key(number, scheme), scheme)
    for operation in contract.operations:
        names = tuple(_TEMPLATE.findall(operation.path))
        yield Route(
            key=f"{number}.{operation.id}",
            contract=contract,
            operation=operation,
            path=_renamed(operation.path),
            names=names,
            schemes={
                key: scheme
                for key, scheme in schemes.items()
                if any(scheme in alternative for alternative in operation.security)
            },
        )


def _scheme_key(number: int, scheme: Scheme) -> str:
    """A key that OpenAPI allows (`^[a-zA-Z0-9._-]+$`), whatever the document's own name has in it."""
    return f"s{number}." + "".join(
        char if char.isascii() and char.isalnum() else f"-{ord(char):x}" for char in scheme.name
    )


def _renamed(path: str) -> str:
    parts = enumerate(_TEMPLATE.split(path))
    return "".join(unquote(part) if place % 2 == 0 else f"{{p{place // 2}}}" for place, part in parts)


def _precedence(path: str) -> tuple[tuple[int, str], ...]:
    """The order of matching: segment by segment a literal, then one that is partly literal, then any."""

    def rank(segment: str) -> int:
        if "{" not in segment:
            return 0
        return 1 if _TEMPLATE.sub("", segment) else 2

    return tuple((rank(segment), segment) for segment in path.split("/"))


def _reachable(routes: Sequence[Route]) -> list[Route]:
    """Of a document's operations those that have a path for themselves (OpenAPI 3.0.3, Paths Object)."""
    first: dict[str, Route] = {}
    for route in routes:
        other = first.setdefault(route.path, route)
        if other is not route:
            log.warning(
                "warning: GET %s is not served: GET %s of %s is at the same path",
                route.operation.path,
                other.operation.path,
                route.contract.source,
            )
    return list(first.values())


def _hold_paths_apart(routes: Sequence[Route]) -> None:
    """Two operations at one path could not both be reached; names of templates do not tell them apart."""
    first: dict[str, Route] = {}
    faults = []
    for route in routes:
        other = first.setdefault(route.path, route)
        if other is not route:
            found = f"GET {other.operation.path} of {other.contract.source} is served at the same path"
            faults.append(_fault(route, found, "serve each of the two by a mock of its own, on another port"))
        if route.path.startswith(RESERVED):
            faults.append(_fault(route, f"{RESERVED} is the mock's own", "choose another path"))
    if faults:
        raise SpecError(faults)


def _fault(route: Route, found: str, wanted: str) -> Fault:
    operation = route.operation
    place = f"paths.{operation.path}.get"
    file = operation.file or route.contract.source
    return Fault(file=file, line=operation.line, place=place, found=found, wanted=wanted)


def _operation(route: Route) -> Json:
    alternatives = sorted(route.operation.security, key=lambda alternative: not alternative)
    keys = {scheme.name: key for key, scheme in route.schemes.items()}
    return {
        "operationId": route.key,
        # Only what the router needs: the mock reads all others itself, by the contract, and Connexion
        # would take seconds to look at the hundreds that some documents have.
        "parameters": list(_path_parameters(route)),
        # Connexion takes the first alternative that fits; "none" fits always, so it comes last.
        "security": [{keys[scheme.name]: [] for scheme in alternative} for alternative in alternatives],
        "responses": {"200": {"description": "A page of the list."}},
    }


def _path_parameters(route: Route) -> Iterable[Json]:
    for place in range(len(route.names)):
        yield {"name": f"p{place}", "in": "path", "required": True, "schema": {"type": "string"}}


def _scheme(key: str, scheme: Scheme) -> Json:
    """The scheme as bearer, basic or API key: whatever else there is in 3.1 is one of them on the wire."""
    if scheme.type == "apiKey" or scheme.location != "header" or not scheme.prefix:
        return {"type": "apiKey", "in": scheme.location, "name": scheme.parameter, SCHEME_KEY: key}
    kind = "basic" if scheme.prefix.strip().lower() == "basic" else "bearer"
    return {"type": "http", "scheme": kind, SCHEME_KEY: key}
