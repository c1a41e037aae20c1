"""What a newcomer reads: which endpoints there are, who may ask, and lines to paste."""

from __future__ import annotations

import html
import json
import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlencode

from listproof.contract import MISSING, Contract, Json, Operation, Parameter, Pointer, Scheme, Scope, look
from listproof.errors import FixtureError
from mock_server.generating.dice import Dice
from mock_server.generating.schemas import ImpossibleError, types_of
from mock_server.generating.values import Draft, Hints, Maker
from mock_server.stored.rows import StoredRows
from mock_server.world import Caller, Row, RowsOnDemand, World

Served = Sequence[tuple[Contract, World]]

_LOOKED_AT: Final = 10_000
_MANY: Final = 10
"""Endpoints up to which each is told with a line to paste; of more, each takes one line."""
_MOST: Final = 100
"""Endpoints of a document of which the overview names no more; the page has all."""


def curl(operation: Operation, world: World, base_url: str, caller: Caller | None = None) -> str:
    """One shell line that gets the first page, as this caller or as the first that may ask."""
    caller = caller or _first_caller(world)
    headers, query = credentials_of(operation, caller)
    path = operation.path
    for key, value in required_values(operation, world, caller).items():
        parameter = operation.parameters[key]
        if parameter.location == "path":
            path = path.replace(f"{{{parameter.name}}}", quote(value, safe=""))
        elif parameter.location == "header":
            headers.append(f"{parameter.name}: {value}")
        elif parameter.location == "query":
            query.append((parameter.name, value))
    url = base_url + path + ("?" + urlencode(query) if query else "")
    return " ".join(["curl", *(f"-H {shlex.quote(header)}" for header in headers), shlex.quote(url)])


def required_values(operation: Operation, world: World, caller: Caller | None) -> dict[str, str]:
    """What this caller may send for each required parameter, as text, by the parameter's key."""
    shown = _shown(operation, world, caller)
    return {
        parameter.key: _written(_value(parameter, caller, shown.get(parameter.key, MISSING)))
        for parameter in operation.parameters.values()
        if parameter.required
    }


def _first_caller(world: World) -> Caller | None:
    return next((caller for caller in world.callers if not caller.forbidden), None)


def credentials_of(operation: Operation, caller: Caller | None) -> tuple[list[str], list[tuple[str, str]]]:
    """The headers and the query parameters that carry this caller's credentials."""
    headers: list[str] = []
    query: list[tuple[str, str]] = []
    for scheme in _way_in(operation, caller):
        secret = caller.credentials.get(scheme.name, "") if caller else ""
        written = f"{scheme.prefix.strip()} {secret}".strip()
        if scheme.location == "header":
            headers.append(f"{scheme.parameter}: {written}")
        elif scheme.location == "cookie":
            headers.append(f"Cookie: {scheme.parameter}={written}")
        else:
            query.append((scheme.parameter, written))
    return headers, query


def _way_in(operation: Operation, caller: Caller | None) -> tuple[Scheme, ...]:
    """The schemes of the first alternative that this caller has every credential for, else of the first."""
    has = caller.credentials.keys() if caller else ()
    ways = [way for way in operation.security if all(scheme.name in has for scheme in way)]
    return next(iter(ways or operation.security), ())


def _shown(operation: Operation, world: World, caller: Caller | None) -> Mapping[str, Json]:
    """What required parameters have for a row of this caller, where they say whose rows come or filter."""
    listing = operation.mocked
    wanted = {key: _in_scope(scope) for scope in listing.scope if (key := scope.param) is not None}
    for key, each in listing.filters.items():
        if each.at is not None and each.op in ("eq", "in"):
            wanted.setdefault(key, _in_item(each.at))
    named = {key for key, values in caller.may_name.items() if values} if caller else set()
    wanted = {
        key: value for key, value in wanted.items() if operation.parameters[key].required and key not in named
    }
    row = _row_of(operation, world, caller) if wanted else None
    found: dict[str, Json] = dict(_first_page(operation))
    found |= {key: value(row) for key, value in wanted.items()} if row else {}
    return {key: value for key, value in found.items() if isinstance(value, (str, int, float))}


def _first_page(operation: Operation) -> Mapping[str, Json]:
    """What the parameters that ask for a page have for the first one: a number made up is past the end."""
    paging, size = operation.mocked.page, operation.mocked.size
    found: dict[str, Json] = {}
    if paging.by in ("page", "offset") and paging.param is not None:
        found[paging.param] = paging.first[0] if paging.first else int(paging.by == "page")
    if size is not None and size.default is not None:
        found[size.param] = size.default
    return found


def _row_of(operation: Operation, world: World, caller: Caller | None) -> Row | None:
    """A row that this caller may see, if one stands among the first."""
    try:
        every = world.rows_of(operation.id)
    except FixtureError:  # none can be made, which is told elsewhere
        return None
    rows = islice(every.samples() if isinstance(every, StoredRows) else every, _LOOKED_AT)
    entries = operation.mocked.scope
    return next((row for row in rows if all(_is_theirs(scope, row, caller) for scope in entries)), None)


def _is_theirs(scope: Scope, row: Row, caller: Caller | None) -> bool:
    if caller is None:
        return True
    if scope.param is None:
        return bool(_in_scope(scope)(row) == caller.owns)
    return scope.param not in caller.may_name or _in_scope(scope)(row) in caller.may_name[scope.param]


def _in_scope(scope: Scope) -> Callable[[Row], Json]:
    return _in_item(scope.at) if scope.at is not None else lambda row: row.hidden.get(scope.hidden, MISSING)


def _in_item(at: Pointer) -> Callable[[Row], Json]:
    return lambda row: look(row.item, at)


def _value(parameter: Parameter, caller: Caller | None, shown: Json) -> Json:
    """A value that this caller may send.

    One of theirs; one that a row of theirs has, since the document's example may name what this world
    lacks; the document's example, default or first; one of the parameter's kind.
    """
    named = caller.may_name.get(parameter.key, ()) if caller else ()
    candidates = (*named, shown, parameter.example, parameter.default, *parameter.enum)
    # A list of nothing can't be told from a parameter that isn't there.
    found = next((value for value in candidates if value is not MISSING and value not in ([], ())), MISSING)
    return _made_up(parameter) if found is MISSING else found


def _made_up(parameter: Parameter) -> Json:
    """A value that the parameter's schema allows, always the same one."""
    dice = Dice("guide", parameter.key)
    schema = parameter.schema
    if "array" in types_of(schema):
        schema = {"allOf": [schema, {"minItems": 1}]}
    maker = Maker(schema, Hints(pools={}, examples={}), dice)
    try:
        return maker.value(schema, (parameter.name,), Draft(number=1, dice=dice))
    except ImpossibleError:
        return "1"


def _written(value: Json) -> str:
    """A value as a request has it."""
    if isinstance(value, (list, tuple)):
        return ",".join(_written(one) for one in value)
    return value if isinstance(value, str) else json.dumps(value)


def file_names(served: Served) -> tuple[str, ...]:
    """How the file of each contract is called: of several, each has the document's name in its own."""
    if len(served) == 1:
        return ("listproof.toml",)
    return tuple(f"listproof.{Path(contract.source).stem}.toml" for contract, _ in served)


def overview(served: Served, base_url: str, origins: Sequence[str], *, judged: str = "") -> str:
    """The endpoints as plain text: each with its rows and their origin, its callers and a line to paste.

    Where there are many, each has one line, and what is so for all of a document is said once above them.
    `judged` is the command that judges the mock with the file of its callers, where there is one for all.
    """
    many = sum(len(contract.operations) for contract, _ in served) > _MANY
    blocks: list[str] = []
    for (contract, world), origin in zip(served, origins, strict=True):
        callers = ", ".join(_who(caller) for caller in world.callers) or "anybody"
        about = f"{origin}; callers: {callers}"
        blocks.extend(
            [_listed(contract, world, about)] if many else _blocks(contract, world, about, base_url)
        )
    if judged:
        (name,) = file_names(served)
        got = f"curl -s -o {name} {base_url}/__listproof/{name}"
        blocks.append(f"To judge this mock:\n    {got}\n    {judged} --config {name}\n")
    who = "each list and caller" if many else "every caller"
    return "\n".join([*blocks, f"A line to paste for {who}: {base_url}/__listproof/\n"])


def _blocks(contract: Contract, world: World, about: str, base_url: str) -> Iterator[str]:
    for operation in contract.operations:
        yield (
            f"GET {operation.path}\n"
            f"    {_counted(world, operation)}, {about}\n"
            f"    {curl(operation, world, base_url)}\n"
        )


def _listed(contract: Contract, world: World, about: str) -> str:
    """The document's endpoints in a line each, below a line of what all of them have in common."""
    every = contract.operations
    noun = "list" if len(every) == 1 else "lists"
    lines = [f"{contract.title}: {len(every)} {noun}, rows {about}"]
    lines.extend(f"    GET {operation.path}  {_counted(world, operation)}" for operation in every[:_MOST])
    lines.extend([f"    and {len(every) - _MOST} more"] if len(every) > _MOST else [])
    return "\n".join(lines) + "\n"


def _counted(world: World, operation: Operation) -> str:
    rows = world.rows
    if isinstance(rows, RowsOnDemand) and not rows.is_made(operation.id):
        return "rows made at the first request"
    try:
        return f"{len(world.rows_of(operation.id))} rows"
    except FixtureError:
        return "no rows"


def _who(caller: Caller) -> str:
    return f"{caller.name} (no right to any list)" if caller.forbidden else caller.name


def page(served: Served, base_url: str) -> bytes:
    """The overview as a page, with a line to paste for every caller."""
    parts = ["<!doctype html><html lang=en><meta charset=utf-8><title>Listproof mock</title>", _STYLE]
    parts.append("<h1>Listproof mock</h1>")
    for (contract, world), name in zip(served, file_names(served), strict=True):
        parts.append(f"<h2>{html.escape(contract.title)}</h2>")
        link = f'<a href="/__listproof/{quote(name)}">{html.escape(name)}</a>'
        parts.append(f"<p>What <code>listproof check</code> has to know of this mock: {link}</p>")
        for operation in contract.operations:
            parts.append(f"<h3>GET {html.escape(operation.path)}</h3><p>{html.escape(operation.summary)}</p>")
            for caller in world.callers or (None,):
                line = html.escape(curl(operation, world, base_url, caller))
                name = html.escape(_who(caller) if caller else "anybody")
                parts.append(f"<p>as {name}</p><pre>{line}</pre>")
    return "\n".join(parts).encode()


_STYLE = "<style>body{font:16px system-ui;margin:2em auto;max-width:70em}pre{overflow:auto}</style>"
