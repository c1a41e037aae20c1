"""Whose rows a made-up world has: two tenants, what each owns and may name, how many rows stand where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import jsonschema_rs

from listproof.contract import MISSING, Contract, Json, Operation, Pointer, Scope, look
from listproof.reading.places import standing_at
from mock_server.generating.dice import Dice
from mock_server.generating.schemas import ImpossibleError, Schema
from mock_server.generating.values import Draft, Hints, Maker
from mock_server.worlds.row_checks import item_schema

_TRIES: Final = 40
_SECOND: Final = 12
_OTHERS: Final = 25


@dataclass(slots=True, kw_only=True)
class Tenant:
    """A tenant: what scopes by the caller compare with, and which values of scope parameters are its own."""

    name: str
    owns: Json
    may_name: dict[str, list[Json]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """Rows that stand in one scope: the value of each of its entries, and how many rows there are."""

    values: tuple[Json, ...]
    count: int


def tenants_of(contract: Contract, dice: Dice) -> tuple[Tenant, Tenant]:
    """Two tenants that share nothing; the first has what the documented examples show."""
    main, other = Tenant(name="main", owns="main"), Tenant(name="other", owns="other")
    owned = False
    for operation in contract.operations:
        for scope in operation.mocked.scope:
            if scope.param is not None and scope.param not in main.may_name:
                values = list(_distinct(_named(operation, scope, dice.apart(scope.param)), 3))
                several = scope == _divided(operation)
                main.may_name[scope.param] = [*values[:1], *(values[2:] if several else ())]
                other.may_name[scope.param] = values[1:2]
            elif scope.param is None and scope.at is not None and not owned:
                both = list(_distinct(_owned(operation, scope.at, dice.apart("owns")), 2))
                main.owns, other.owns = (
                    [*both, main.owns, other.owns][:2] if len(both) != 1 else (*both, other.owns)
                )
                owned = True
    return main, other


def shares_of(operation: Operation, main: Tenant, other: Tenant, rows: int) -> Iterator[Share]:
    """The scopes that have rows: the first one as many as asked for, the others a few."""
    entries = operation.mocked.scope
    mine = _values(entries, main)
    if mine is None:
        return
    yield Share(values=mine, count=rows)
    divided = _divided(operation)
    if divided is not None and len(second := main.may_name[str(divided.param)]) > 1:
        at = entries.index(divided)
        yield Share(values=(*mine[:at], second[1], *mine[at + 1 :]), count=min(rows, _SECOND))
    theirs = _values(entries, other)
    if entries and theirs is not None:
        yield Share(values=theirs, count=min(rows, _OTHERS))


def documented_items(operation: Operation) -> list[Json]:
    """The items of the documented page."""
    found = look(operation.success.example, operation.listing.items.pointer or ())
    return found if isinstance(found, list) else []


def _values(entries: Iterable[Scope], tenant: Tenant) -> tuple[Json, ...] | None:
    """The tenant's first value for each entry; None where it has none for one of them."""
    named = [[tenant.owns] if entry.param is None else tenant.may_name[entry.param] for entry in entries]
    return tuple(values[0] for values in named) if all(named) else None


def _divided(operation: Operation) -> Scope | None:
    """The entry that has two values for one tenant: the path's last parameter, or else the last one."""
    named = [scope for scope in operation.mocked.scope if scope.param is not None]
    within = [scope for scope in named if str(scope.param).startswith("path:")]
    both = within or named
    return both[-1] if both else None


def _named(operation: Operation, scope: Scope, dice: Dice) -> Iterator[Json]:
    """Values that a scope parameter may have and, where the item shows it, that the item may have."""
    parameter = operation.parameters[str(scope.param)]
    schema = dict(parameter.schema)
    shown = [parameter.example, *schema.get("examples", ()), parameter.default]
    if scope.at is not None:
        shown = [*(look(item, scope.at) for item in documented_items(operation)), *shown]
        schema = {"allOf": [schema, _field_schema(operation, scope.at)]}
    yield from _made(schema, (parameter.name,), shown, dice)


def _owned(operation: Operation, at: Pointer, dice: Dice) -> Iterator[Json]:
    """Values that a field which says whose row it is may have."""
    shown = [look(item, at) for item in documented_items(operation)]
    yield from _made(_field_schema(operation, at), at, shown, dice)


def _field_schema(operation: Operation, at: Pointer) -> dict[str, Any]:
    root = item_schema(operation)
    found = standing_at(root, at).schemas
    return {**(found[0] if found else {}), **({"$defs": root["$defs"]} if "$defs" in root else {})}


def _made(schema: Schema, pointer: Pointer, shown: Iterable[Json], dice: Dice) -> Iterator[Json]:
    """What is shown and allowed, then values of its kind."""
    validator = jsonschema_rs.Draft202012Validator(dict(schema), validate_formats=True)
    known = [
        value for value in shown if value is not MISSING and value is not None and validator.is_valid(value)
    ]
    yield from known
    maker = Maker(schema, Hints(pools={}, examples={pointer: known[:1]}), dice)
    for number in range(_TRIES):
        try:
            value = maker.value(schema, pointer, Draft(number=number, dice=dice.apart(number)))
        except ImpossibleError:
            return
        if value is not None and validator.is_valid(value):
            yield value


def _distinct(values: Iterable[Json], most: int) -> Iterator[Json]:
    found: list[Json] = []
    for value in values:
        if len(found) == most:
            return
        if value not in found:
            found.append(value)
            yield value
