"""Three lists in one document, served side by side in this process: what shards are dealt."""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

import yaml

from conformance.asking.client import Answer
from conformance.evidence import Request
from conformance.reports.report import Report
from conformance.run import Options, check_contract
from conformance.sharding import Shard
from conformance.target import Target
from listproof.contract import Contract
from listproof.reader import read_contract
from tests.conformance.backends import SPEC, Backend, reply, target

NAMES = ("things", "tools", "toys")
Spoil = Callable[[dict[str, Any], Mapping[str, str]], None]


def document() -> str:
    """The small list three times: the tools have no filter, and the toys no order that is stated."""
    whole = yaml.safe_load(SPEC)
    small = whole["paths"].pop("/things")
    for number, name in enumerate(NAMES):
        get = copy.deepcopy(small["get"])
        get["operationId"] = f"list{name.title()}"
        for clause in get["x-clauses"]:
            clause["id"] = f"{clause['id']}{'abc'[number]}"
        whole["paths"][f"/{name}"] = {"get": get}
    tools, toys = (whole["paths"][path]["get"] for path in ("/tools", "/toys"))
    del tools["x-listing"]["filter"], tools["x-listing"]["errors"]["bad_filter"], tools["parameters"][2]
    del toys["x-listing"]["sort"]
    return yaml.safe_dump(whole, sort_keys=False)


def contract() -> Contract:
    """The contract that the three lists keep."""
    return read_contract("several.yaml", text=document())


class Lists:
    """A backend for each list of the document; honest, unless it is told how to spoil the pages of one."""

    def __init__(self, **spoilt: Spoil) -> None:
        self.backends = {name: Backend(spoil_body=spoilt.get(name)) for name in NAMES}

    def __call__(self, request: Request) -> Answer:
        name = request.target.partition("?")[0].strip("/")
        backend = self.backends.get(name)
        return backend(request) if backend else reply(404, {"error": "no such list"})

    @property
    def asked(self) -> int:
        """How many requests came, to all of them."""
        return sum(len(backend.asked) for backend in self.backends.values())


def run(
    lists: Callable[[Request], Answer], shard: str | None = None, *, to: Target | None = None, **options: Any
) -> Report:
    """The report of a run, or of a shard of it."""
    part = Shard.read(shard) if shard else None
    return check_contract(
        contract(),
        to or target(),
        Options(concurrency=1, shard=part, **options),
        send=lists,
        sleep=lambda _: None,
    )


def timeless(report: Report) -> Report:
    """The report without what differs from run to run: the time of day, and how long it took."""
    operations = tuple(dataclasses.replace(operation, seconds=0.0) for operation in report.operations)
    return dataclasses.replace(report, started="", seconds=0.0, operations=operations)
