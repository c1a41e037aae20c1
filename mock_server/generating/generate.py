"""A world without fixtures: callers with made-up credentials, and rows made from the contract alone.

The same contract, number of rows and seed give the same world on every machine, whatever is asked of it
first: no clock is read. Rows are made when they are first looked at, since a document may have hundreds
of lists, of which one is asked.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Sequence
from types import MappingProxyType

from listproof.contract import Contract, Json, Scheme
from mock_server.generating.dice import Dice
from mock_server.generating.rows import RowMaker
from mock_server.generating.scopes import Tenant, shares_of, tenants_of
from mock_server.stored.keeping import Keep, Keeper
from mock_server.world import Caller, Row, RowsOnDemand, RowStream, World
from mock_server.worlds.callers import schemes_of


def generate_world(
    contract: Contract, *, rows: int = 250, seed: int | str = 0, keep: Keep | None = None
) -> World:
    """A world of two callers: `main`, whose list has that many rows, and `other` with a few of its own.

    `keep` says where many rows are kept; in memory, where nothing else is said. To look at the rows of a
    list raises FixtureError where its schema or its rules leave none that could be made.
    """
    dice = Dice("world", contract.name, seed)
    main, other = tenants_of(contract, dice.apart("tenants"))
    operations = {operation.id: operation for operation in contract.operations}

    kept = keep or Keeper()

    def make(name: str) -> Sequence[Row]:
        operation = operations[name]
        shares = tuple(shares_of(operation, main, other, rows))

        def made() -> Iterator[Row]:
            maker = RowMaker(contract, operation, dice.apart("rows", name))
            for number, share in enumerate(shares):
                yield from maker.rows(share, first=number == 0)

        source = ("generated", contract.name, seed, operation, shares)
        return kept(operation, RowStream(rows=made, most=sum(share.count for share in shares), source=source))

    schemes = schemes_of(contract)
    callers = (_caller(schemes, tenant) for tenant in (main, other)) if schemes else ()
    return World(callers=tuple(callers), rows=RowsOnDemand(operations, make), generated=True)


def _caller(schemes: dict[str, Scheme], tenant: Tenant) -> Caller:
    may_name: dict[str, tuple[Json, ...]] = {key: tuple(values) for key, values in tenant.may_name.items()}
    return Caller(
        name=tenant.name,
        credentials=MappingProxyType({name: _credential(scheme, tenant) for name, scheme in schemes.items()}),
        owns=tenant.owns,
        may_name=MappingProxyType(may_name),
    )


def _credential(scheme: Scheme, tenant: Tenant) -> str:
    """A secret that anybody can see is none."""
    if scheme.prefix.strip().lower() == "basic":
        return base64.b64encode(f"{tenant.name}:not-a-secret".encode()).decode()
    name = re.sub(r"[^A-Za-z0-9]+", "-", scheme.name).strip("-") or "key"
    return f"{tenant.name}-{name}-not-a-secret-00000000"
