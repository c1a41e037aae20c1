"""What a page costs in a list of a thousand and of a million rows: CPU of the engine, in one process.

    python -m benchmarks.flat [--rows N ...] [--spec NAME ...] [--json FILE] [--print]

For each document and number of rows, a process generates the rows (seed 7) and stores them, another
opens what was stored and asks: the first, middle and last page, each filter that selects a page full, the two
filters that select most together, and each sort key both ways. The first answer of each kind is timed by
itself; then the kind is asked again and again in rounds, and the median round counts. A request is read and
answered in full, only HTTP is left out. Of the most rows, a third process reads them from NDJSON.

The JSON file holds a list, one entry for each document and number of rows:

    {"spec": "agency-call-batches", "rows": 1000,
     "generated": {"seconds": s, "cpu": s, "memory": MiB}, "opened": {"cpu": s, "memory": MiB},
     "read": the same as generated, or null, "file": bytes, or 0 where the rows are too few for a file,
     "kinds": [{"kind": "first page", "query": "limit=50", "items": 50, "total": 1000,
                "first": ms, "cost": us}, ...]}

`cost` is CPU microseconds for one request, `first` milliseconds of CPU for the first one of its kind, memory
the peak of the process with everything loaded. Writes its section of docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from benchmarks.page import PAGE, surroundings, write_section
from listproof.bundled import bundled_specs
from listproof.contract import Contract, Json, Operation, look
from listproof.reader import read_contract
from mock_server.engine.answer import Endpoint, answer, compile_endpoint
from mock_server.exchange import Request
from mock_server.generating.generate import generate_world
from mock_server.guide import required_values
from mock_server.stored.keeping import Keeper
from mock_server.stored.rows import StoredRows
from mock_server.world import World
from mock_server.worlds.fixtures import load_world
from tests.liars.tables import table

SECTION: Final = "flat"
ROWS: Final = (1_000, 10_000, 100_000, 1_000_000)
SPECS: Final = ("agency-call-batches", "organization-batch-calls")
_SEED: Final = 7
_PAGE: Final = 50
_ROUNDS: Final = 9
_IN_A_ROUND: Final = 400
_FULL: Final = 45
"""Rows of the smallest list that a filter must select, so that its pages are as long everywhere."""

Query = tuple[tuple[str, str], ...]


def contract_of(name: str) -> Contract:
    """The bundled document of this name."""
    return read_contract(next(path for path in bundled_specs() if path.stem == name))


# --- what is asked -------------------------------------------------------------------------------------


def kinds(operation: Operation, rows: int) -> Iterator[tuple[str, Query]]:
    """The kinds of requests, each by its name; which filters are asked depends on the fewest rows alone."""
    listing = operation.mocked
    size: Query = ((str(listing.size.param), str(_PAGE)),) if listing.size is not None else ()
    for name, place in (
        ("first page", 0),
        ("middle page", rows // _PAGE // 2),
        ("last page", rows // _PAGE - 1),
    ):
        yield name, (*size, *_at(operation, place))
    values = _values(operation)
    for key, (value, _) in values.items():
        yield f"filter {key}", (*size, (key, value))
    pair = _pair(operation, values)
    if pair is not None:
        yield f"filters {' and '.join(key for key, _ in pair)}", (*size, *pair)
    for key in listing.sort.keys:
        for word in (listing.sort.asc, listing.sort.desc):
            asked: Query = ((str(listing.sort.by), key), (str(listing.sort.order), word))
            if listing.sort.order is None:
                asked = ((str(listing.sort.by), f"-{key}" if word == listing.sort.desc else key),)
            yield f"sort {key} {word}", (*size, *asked)


def _at(operation: Operation, place: int) -> Query:
    paging = operation.mocked.page
    if paging.by == "offset":
        return ((str(paging.param), str(place * _PAGE)),)
    first = paging.first[0] if paging.first else 1
    return ((str(paging.param), str(place + first)),)


def _few(operation: Operation, contract: Contract) -> list[Json]:
    """The first caller's rows in the shortest list: what the filters are chosen by."""
    return [row.item for row in _world(contract, ROWS[0], Keeper()).rows_of(operation.id)[: ROWS[0]]]


_CHOSEN: dict[str, dict[str, tuple[str, int]]] = {}
_ITEMS: dict[str, list[Json]] = {}


def _values(operation: Operation) -> Mapping[str, tuple[str, int]]:
    """For each filter the value that most rows have, and how many of the shortest list do."""
    if operation.id not in _CHOSEN:
        contract = next(
            each for name in SPECS for each in [contract_of(name)] if each.operations[0].id == operation.id
        )
        items = _ITEMS[operation.id] = _few(operation, contract)
        found = {}
        for key, each in operation.mocked.filters.items():
            if each.at is None or each.op != "eq":
                continue
            counts = Counter(value for item in items if isinstance(value := look(item, each.at), str))
            if counts and counts.most_common(1)[0][1] >= _FULL:
                found[key] = counts.most_common(1)[0]
        _CHOSEN[operation.id] = found
    return _CHOSEN[operation.id]


def _pair(operation: Operation, values: Mapping[str, tuple[str, int]]) -> Query | None:
    best: tuple[int, Query] = (0, ())
    for one, two in combinations(values, 2):
        asked = ((one, values[one][0]), (two, values[two][0]))
        fields = [(operation.mocked.filters[key].at or (), value) for key, value in asked]
        count = sum(all(look(item, at) == value for at, value in fields) for item in _ITEMS[operation.id])
        best = max(best, (count, asked))
    return best[1] or None


# --- one process ---------------------------------------------------------------------------------------


def _world(contract: Contract, rows: int, keep: Keeper) -> World:
    return generate_world(contract, rows=rows, seed=_SEED, keep=keep)


def _memory() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024**2 if sys.platform == "darwin" else 1024)


def one(task: str, name: str, rows: int, folder: Path) -> Mapping[str, Any]:
    """What one process measures."""
    contract = contract_of(name)
    operation = contract.operations[0]
    began, cpu = time.monotonic(), time.process_time()
    if task == "read":
        world = load_world(contract, folder / "read.yaml", Keeper(folder / "read"))
        held = world.rows_of(operation.id)
    else:
        world = _world(contract, rows, Keeper(folder))
        held = world.rows_of(operation.id)
    endpoint = compile_endpoint(operation, world)
    used = {"seconds": time.monotonic() - began, "cpu": time.process_time() - cpu}
    if task != "ask":
        if task == "generate" and rows == max(ROWS):
            _write_lines(held, world, folder)
        return {**used, "memory": _memory(), "stored": isinstance(held, StoredRows), "rows": len(held)}
    measured = list(_measured(endpoint, world, rows))
    return {"opened": {"cpu": used["cpu"], "memory": _memory()}, "kinds": measured}


def _write_lines(held: Sequence[Any], world: World, folder: Path) -> None:
    """The rows as a fixture file and NDJSON beside it."""
    callers = [
        {"name": each.name, "credentials": dict(each.credentials), "owns": each.owns}
        for each in world.callers
    ]
    with (folder / "rows.ndjson").open("w", encoding="utf-8") as file:
        for row in held:
            written = {"item": row.item, "hidden": dict(row.hidden)} if row.hidden else row.item
            file.write(json.dumps(written, ensure_ascii=False, separators=(",", ":")) + "\n")
    (folder / "read.yaml").write_text(json.dumps({"callers": callers, "rows": "rows.ndjson"}))


def _measured(endpoint: Endpoint, world: World, rows: int) -> Iterator[Mapping[str, Any]]:
    caller = world.callers[0]
    operation = endpoint.operation
    path = {
        operation.parameters[key].name: value
        for key, value in required_values(operation, world, caller).items()
        if operation.parameters[key].location == "path"
    }
    asked = [
        (name, query, Request(caller=caller, query=query, path=path, headers={}))
        for name, query in kinds(operation, rows)
    ]
    firsts = {}
    for name, _, request in asked:
        cpu = time.process_time()
        answer(endpoint, request)
        firsts[name] = (time.process_time() - cpu) * 1e3
    costs: dict[str, list[float]] = {name: [] for name, _, _ in asked}
    for _ in range(_ROUNDS):
        for name, _, request in asked:
            cpu = time.process_time()
            for _ in range(_IN_A_ROUND):
                answer(endpoint, request)
            costs[name].append((time.process_time() - cpu) / _IN_A_ROUND * 1e6)
    for name, query, request in asked:
        reply = answer(endpoint, request)
        body = json.loads(reply.body)
        total = operation.mocked.meta.get("total")
        yield {
            "kind": name,
            "query": urlencode(query),
            "items": len(look(body, operation.mocked.items.pointer or ())) if reply.status == 200 else 0,
            "total": look(body, total.pointer) if total is not None and total.pointer is not None else None,
            "first": firsts[name],
            "cost": statistics.median(costs[name]),
        }


# --- all of them ---------------------------------------------------------------------------------------


def _run(task: str, name: str, rows: int, folder: Path) -> Any:
    words = [sys.executable, "-m", "benchmarks.flat", "--one", task, name, str(rows), str(folder)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{task} {name} {rows}: {done.stderr[-2000:]}")
    return json.loads(done.stdout)


def measure(names: Sequence[str], sizes: Sequence[int]) -> Iterator[Mapping[str, Any]]:
    """An entry for each document and number of rows."""
    for name in names:
        for rows in sizes:
            with tempfile.TemporaryDirectory() as made:
                folder = Path(made)
                generated = _run("generate", name, rows, folder)
                asked = _run("ask", name, rows, folder)
                read = _run("read", name, rows, folder) if (folder / "read.yaml").exists() else None
                size = sum(path.stat().st_size for path in folder.glob("*.rows"))
                print(f"{name}, {rows:,} rows: done", file=sys.stderr)
                yield {
                    "spec": name,
                    "rows": rows,
                    "generated": generated,
                    "read": read,
                    "file": size,
                    **asked,
                }


def section(entries: Sequence[Mapping[str, Any]]) -> str:
    """The section of the page."""
    parts = [
        f"""\
## What a page costs in a long list

Made by `python -m benchmarks.flat`: {surroundings("listproof", "numpy")}

CPU of the engine for a page of {_PAGE} items, in microseconds, and in brackets how many times that of the
shortest list. HTTP is left out: its cost is the same for all. The lists were measured one after the other,
minutes apart, and a machine's speed changes meanwhile: `python -m benchmarks.flat_served` asks in turns."""
    ]
    for name in dict.fromkeys(entry["spec"] for entry in entries):
        own = [entry for entry in entries if entry["spec"] == name]
        parts.append(f"### {name}\n\n{_costs(own)}\n\n{_firsts(own)}\n\n{_loads(own)}")
    return "\n\n".join(parts)


def _costs(entries: Sequence[Mapping[str, Any]]) -> str:
    rows = []
    for at, kind in enumerate(entries[0]["kinds"]):
        costs = [entry["kinds"][at]["cost"] for entry in entries]
        rows.append([kind["kind"], *(f"{cost:.1f} ({cost / costs[0]:.2f})" for cost in costs)])
    return table(["page", *(f"{entry['rows']:,} rows" for entry in entries)], rows)


def _firsts(entries: Sequence[Mapping[str, Any]]) -> str:
    rows = [
        [f"{entry['rows']:,}", slowest["kind"], f"{slowest['first']:.1f} ms"]
        for entry in entries
        for slowest in [max(entry["kinds"], key=lambda kind: float(kind["first"]))]
    ]
    return table(["rows", "the slowest first answer", "CPU"], rows)


def _loads(entries: Sequence[Mapping[str, Any]]) -> str:
    rows = [
        [
            f"{entry['rows']:,}",
            *_used(entry["generated"]),
            *_used(entry["read"]),
            f"{entry['opened']['cpu']:.2f} s, {entry['opened']['memory']:.0f} MiB",
            f"{entry['file'] / 1024**2:.0f} MiB",
        ]
        for entry in entries
    ]
    return table(
        ["rows", "generated in", "peak", "read from NDJSON in", "peak", "opened again, and peak", "file"],
        rows,
    )


def _used(used: Mapping[str, Any] | None) -> tuple[str, str]:
    return ("", "") if used is None else (f"{used['seconds']:.1f} s", f"{used['memory']:.0f} MiB")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, and write the section."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.flat",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--rows", type=int, nargs="+", default=ROWS, help="numbers of rows, rising")
    parser.add_argument("--spec", nargs="+", default=SPECS, choices=SPECS, help="documents")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there, too")
    parser.add_argument("--print", action="store_true", help="print the section, and write nothing")
    parser.add_argument("--one", nargs=4, help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    if asked.one:
        task, name, rows, folder = asked.one
        print(json.dumps(one(task, name, int(rows), Path(folder))))
        return 0
    entries = list(measure(asked.spec, asked.rows))
    if asked.json:
        asked.json.write_text(json.dumps(entries, indent=1) + "\n", encoding="utf-8")
    if asked.print:
        print(section(entries))
    else:
        write_section(PAGE, SECTION, section(entries))
        print(f"{PAGE.name}: {SECTION}, {len(entries)} rows")
    return 0


if __name__ == "__main__":
    sys.exit(main())
