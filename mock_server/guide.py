"""What a newcomer reads: which endpoints there are, who may ask, and lines to paste."""

from __future__ import annotations

import html
import shlex
from collections.abc import Iterable, Sequence
from urllib.parse import quote, urlencode

from listproof.contract import MISSING, Contract, Json, Operation, Parameter
from mock_server.world import Caller, World

Served = Sequence[tuple[Contract, World]]


def curl(operation: Operation, world: World, base_url: str, caller: Caller | None = None) -> str:
    """One shell line that gets the first page, as this caller or as the first that may ask."""
    caller = caller or _first_caller(world)
    headers, query = _credentials(operation, caller)
    path = operation.path
    for parameter in operation.parameters.values():
        value = _value(parameter, caller)
        if parameter.location == "path":
            path = path.replace(f"{{{parameter.name}}}", quote(value, safe=""))
        elif parameter.required and parameter.location == "header":
            headers.append(f"{parameter.name}: {value}")
        elif parameter.required and parameter.location == "query":
            query.append((parameter.name, value))
    url = base_url + path + ("?" + urlencode(query) if query else "")
    return " ".join(["curl", *(f"-H {shlex.quote(header)}" for header in headers), shlex.quote(url)])


def _first_caller(world: World) -> Caller | None:
    return next((caller for caller in world.callers if not caller.forbidden), None)


def _credentials(operation: Operation, caller: Caller | None) -> tuple[list[str], list[tuple[str, str]]]:
    """The headers and the query parameters that carry this caller's credentials."""
    headers: list[str] = []
    query: list[tuple[str, str]] = []
    for scheme in operation.security[0] if operation.security else ():
        secret = caller.credentials.get(scheme.name, "") if caller else ""
        written = f"{scheme.prefix.strip()} {secret}".strip()
        if scheme.location == "header":
            headers.append(f"{scheme.parameter}: {written}")
        elif scheme.location == "cookie":
            headers.append(f"Cookie: {scheme.parameter}={written}")
        else:
            query.append((scheme.parameter, written))
    return headers, query


def _value(parameter: Parameter, caller: Caller | None) -> str:
    """A value that this caller may send: one of theirs, else the document's example, default or first."""
    named = caller.may_name.get(parameter.key, ()) if caller else ()
    candidates: Iterable[Json] = (*named, parameter.example, parameter.default, *parameter.enum)
    return str(next((value for value in candidates if value is not MISSING), "1"))


def overview(served: Served, base_url: str, origins: Sequence[str]) -> str:
    """The endpoints as plain text: each with its rows and their origin, its callers and a line to paste."""
    blocks = []
    for (contract, world), origin in zip(served, origins, strict=True):
        callers = ", ".join(_who(caller) for caller in world.callers) or "anybody"
        for operation in contract.operations:
            rows = len(world.rows.get(operation.id, ()))
            blocks.append(
                f"GET {operation.path}\n"
                f"    {contract.title}: {rows} rows, {origin}; callers: {callers}\n"
                f"    {curl(operation, world, base_url)}\n"
            )
    return "\n".join([*blocks, f"A line to paste for every caller: {base_url}/__listproof/\n"])


def _who(caller: Caller) -> str:
    return f"{caller.name} (no right to any list)" if caller.forbidden else caller.name


def page(served: Served, base_url: str) -> bytes:
    """The overview as a page, with a line to paste for every caller."""
    parts = ["<!doctype html><html lang=en><meta charset=utf-8><title>Listproof mock</title>", _STYLE]
    parts.append("<h1>Listproof mock</h1>")
    for contract, world in served:
        parts.append(f"<h2>{html.escape(contract.title)}</h2>")
        for operation in contract.operations:
            parts.append(f"<h3>GET {html.escape(operation.path)}</h3><p>{html.escape(operation.summary)}</p>")
            for caller in world.callers or (None,):
                line = html.escape(curl(operation, world, base_url, caller))
                name = html.escape(_who(caller) if caller else "anybody")
                parts.append(f"<p>as {name}</p><pre>{line}</pre>")
    return "\n".join(parts).encode()


_STYLE = "<style>body{font:16px system-ui;margin:2em auto;max-width:70em}pre{overflow:auto}</style>"
