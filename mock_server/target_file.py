"""The mock as `listproof check` has to know it: a `listproof.toml` with its callers and their values."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from listproof.contract import Contract, Operation
from mock_server.guide import credentials_of, required_values
from mock_server.world import Caller, World

_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")


def target_file(contract: Contract, world: World, base_url: str) -> bytes:
    """The file as TOML 1.0: where the mock is, who may ask with which values, and who is refused."""
    callers = _named(world)
    lines = [
        "# What `listproof check` has to know of this mock. No credential here opens anything else.",
        "[target]",
        f"url = {_text(base_url)}",
    ]
    for name, caller in callers.items():
        lines += ["", f"[callers.{_key(name)}]", *_given(contract, caller)]
    for name, credentials in world.refused.items():
        lines += ["", "[[refused]]", f"name = {_text(name)}"]
        lines += _given(contract, Caller(name=name, credentials=credentials))
    for operation in contract.operations:
        lines += _values(operation, world, callers)
    return ("\n".join(lines) + "\n").encode("utf-8", "replace")


def _named(world: World) -> Mapping[str, Caller]:
    """The callers by the names that the suite knows: whose lists are examined is `main`."""
    named = {caller.name: caller for caller in world.callers}
    first = next((caller for caller in world.callers if not caller.forbidden), None)
    if first is None or "main" in named:
        return named
    del named[first.name]
    return {"main": first, **named}


def _given(contract: Contract, caller: Caller) -> Iterator[str]:
    """The credentials of a caller, for whichever of the operations takes them."""
    headers: dict[str, str] = {}
    query: dict[str, str] = {}
    for operation in contract.operations:
        own, asked = credentials_of(operation, caller)
        headers |= dict(one.split(": ", 1) for one in own)
        query |= dict(asked)
    if headers:
        yield f"headers = {_table(headers)}"
    if query:
        yield f"parameters = {_table(query)}"


def _values(operation: Operation, world: World, callers: Mapping[str, Caller]) -> Iterator[str]:
    """What each caller sends for the required parameters of an operation, but for those that page."""
    listing = operation.mocked
    paging = {listing.page.param, listing.size.param if listing.size is not None else None}
    everybody: Mapping[str, Caller | None] = callers or MappingProxyType({"main": None})
    main: dict[str, str] = {}
    for name, caller in everybody.items():
        values = required_values(operation, world, caller)
        values = {key: value for key, value in values.items() if key not in paging and value != main.get(key)}
        if name == "main":
            main = values
        if values:
            inner = "" if name == "main" else f".callers.{_key(name)}"
            yield f"\n[operations.{_key(operation.id)}{inner}.parameters]"
            yield from (f"{_key(key)} = {_text(value)}" for key, value in values.items())


def _table(values: Mapping[str, str]) -> str:
    return "{ " + ", ".join(f"{_key(key)} = {_text(value)}" for key, value in values.items()) + " }"


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _quoted(name)


def _text(value: str) -> str:
    """A string in which no `${` stands for a variable of the environment."""
    return _quoted(value.replace("${", "$${"))


def _quoted(text: str) -> str:
    """A basic string of TOML, which is one of JSON but for a control character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
