"""Fixtures: the world that a file describes, or all that is wrong with that file, at once.

A fixture file is YAML or JSON beside its spec; fixtures/README.md says what stands in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Final

from listproof.contract import Contract
from listproof.errors import Fault, FixtureError, SpecError
from listproof.reading.documents import Document, Spot, read_document
from listproof.reading.faults import Faults, listed, meant
from mock_server.stored.keeping import Keeper
from mock_server.world import Row, World
from mock_server.worlds.callers import read_callers, read_keys, read_refused
from mock_server.worlds.door import check_door
from mock_server.worlds.rows import read_rows

_KEYS: Final = ("keys", "callers", "refused", "rows", "operations")
_WRITE: Final = "write a world in it: callers with their credentials, and rows"


def load_world(contract: Contract, path: Path, keep: Keeper | None = None) -> World:
    """The world that the file describes; raises FixtureError with all that is wrong with it.

    Every row is held against the item's schema and rules, every credential is tried at the mock's own door.
    `keep` says where many rows are kept; in memory, where nothing else is said.
    """
    document = _read(path)
    faults = Faults()
    root = document.root
    _check_keys(root, faults)
    keys = read_keys(contract, root.at("keys"), faults)
    world = World(
        callers=read_callers(contract, root.at("callers"), faults),
        rows={},
        keys=keys,
        refused=read_refused(contract, root.at("refused"), faults),
    )
    if not len(faults):
        check_door(contract, world, root, faults)
    rows, flaws = _rows(contract, root, faults, keep or Keeper())
    _raise(faults, flaws)
    return World(callers=world.callers, rows=MappingProxyType(rows), keys=world.keys, refused=world.refused)


def _read(path: Path) -> Document:
    """The file's document, with every fault of its text in the words of a fixture file."""
    try:
        if path.is_file() and not path.read_bytes().strip():
            raise FixtureError([Fault(file=str(path), found="the file is empty", wanted=_WRITE)])
        document = read_document(path)
    except SpecError as error:
        raise FixtureError(error.faults) from None
    except (OSError, ValueError) as error:
        found = f"the file cannot be read: {getattr(error, 'strerror', None) or error}"
        raise FixtureError([Fault(file=str(path), found=found, wanted="check the path")]) from None
    if not isinstance(document.value, dict):
        found = "the file holds no keys with values"
        raise FixtureError([Fault(file=str(path), line=1, found=found, wanted=_WRITE)])
    return document


def _check_keys(root: Spot, faults: Faults) -> None:
    for member in root.members:
        if member.key not in _KEYS:
            faults.add(member, f"the key {member.key} is unknown", meant(member.key, _KEYS))


def _rows(
    contract: Contract, root: Spot, faults: Faults, keep: Keeper
) -> tuple[dict[str, Sequence[Row]], tuple[Fault, ...]]:
    """The rows by operation id, and what is wrong with single rows."""
    found: dict[str, Sequence[Row]] = {}
    flaws: list[Fault] = []
    stated = _stated_rows(contract, root, faults)
    for operation in contract.operations:
        if operation.id in stated:
            found[operation.id], wrong = read_rows(operation, stated[operation.id], faults, keep)
            flaws.extend(wrong)
    return found, tuple(flaws)


def _stated_rows(contract: Contract, root: Spot, faults: Faults) -> Mapping[str, Spot]:
    """Where each operation's rows are stated: `rows` for the only operation, else under `operations`."""
    ids = [operation.id for operation in contract.operations]
    rows, operations = root.at("rows"), root.at("operations")
    if operations:
        if rows:
            faults.add(rows, "rows stands beside operations", "keep one of them")
        return _rows_by_operation(operations, ids, faults)
    if not rows:
        faults.add(
            root, "there are no rows", "write rows: and a list, or the name of a file; [] is an empty list"
        )
    elif len(ids) > 1:
        wanted = f"write operations: with rows for each: {listed(ids)}"
        faults.add(rows, f"rows is for a spec of one list, and this one has {len(ids)}", wanted)
    else:
        return {ids[0]: rows}
    return {}


def _rows_by_operation(operations: Spot, ids: list[str], faults: Faults) -> Mapping[str, Spot]:
    stated = {}
    if not isinstance(operations.value, dict):
        faults.add(operations, "operations holds no keys with values", f"write {ids[0]}: with its rows")
        return {}
    for member in operations.members:
        if member.key not in ids:
            faults.add(member, f"the spec has no list {member.key}", meant(member.key, ids, has="it has"))
            continue
        inner = member.members if isinstance(member.value, dict) else []
        for each in inner:
            if each.key != "rows":
                faults.add(each, f"the key {each.key} is unknown", "an operation has rows here")
        if member.at("rows"):
            stated[member.key] = member.at("rows")
        else:
            faults.add(member, f"there are no rows for {member.key}", "write rows: []  for an empty list")
    for lacking in [each for each in ids if each not in operations.value]:
        faults.add(
            operations, f"there are no rows for {lacking}", f"write {lacking}: {{rows: []}} for an empty list"
        )
    return stated


def _raise(faults: Faults, flaws: tuple[Fault, ...]) -> None:
    try:
        faults.check()
    except SpecError as error:
        raise FixtureError((*error.faults, *flaws)) from None
    if flaws:
        raise FixtureError(flaws)
