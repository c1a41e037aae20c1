"""Rows of somebody else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from listproof.contract import Operation
from tests.liars.calls import Call, Refusing, Twist
from tests.liars.honest import known
from tests.liars.liar import Liar, by_caller, filters, free_filter, scoped_by
from tests.liars.worlds import Caller, Row

lie = partial(Liar, family="scope", laws=("scope/",))


def strangers(call: Call, rows: list[Row]) -> list[Row]:
    """The rows that are not among these."""
    own = {id(row) for row in rows}
    return [row for row in call.world.rows if id(row) not in own]


def leaks(when: Callable[[Call], bool], how_many: int | None = None) -> Twist:
    """Other tenants' rows come after the own ones, when something is so."""
    return Twist(scopes=lambda call, rows: rows + strangers(call, rows)[:how_many] if when(call) else rows)


def _param(operation: Operation) -> bool:
    return any(scope.param is not None for scope in operation.listing.scope)


def _any_of(*keys: str) -> Twist:
    """The values of these parameters are believed, whoever names them."""

    def refuses(_: Call, refusing: Refusing) -> Refusing | None:
        return None if refusing.situation == "unknown_scope" and refusing.key in keys else refusing

    return Twist(refuses=refuses, scopes=_by_the_parameters)


def _by_the_parameters(call: Call, rows: list[Row]) -> list[Row]:
    """The rows that the parameters name, whoever the caller is."""
    stated = [scope for scope in call.operation.mocked.scope if scope.param is not None]
    return [
        row
        for row in call.world.rows
        if all(known(row, scope.at, scope.hidden) == call.scope[scope.param or ""] for scope in stated)
    ]


def _by_the_last_parameter(call: Call, rows: list[Row]) -> list[Row]:
    last = [scope for scope in call.operation.mocked.scope if scope.param is not None][-1]
    return [
        row for row in call.world.rows if known(row, last.at, last.hidden) == call.scope[last.param or ""]
    ]


def _all_of_the_caller(call: Call, rows: list[Row]) -> list[Row]:
    """Every scope that the caller may name, whichever is named."""
    key, values = list(call.caller.may_name.items())[-1]
    return [row for row in call.world.rows if row.hidden.get(key) in values]


def _first_of_the_caller(call: Call, rows: list[Row]) -> list[Row]:
    key, values = list(call.caller.may_name.items())[-1]
    return [row for row in call.world.rows if row.hidden.get(key) == values[0]]


def _count_everybody(call: Call, told: dict) -> dict:  # type: ignore[type-arg]
    return {**told, "total": told["total"] + len(strangers(call, call.everything))}


def _filtered_count(call: Call, told: dict) -> dict:  # type: ignore[type-arg]
    if not call.filtered:
        return told
    fits = [
        row
        for row in call.world.rows
        if all(
            str(known(row, call.operation.mocked.filters[key].at, key)) == to
            for key, to in call.query.filters
        )
    ]
    return {**told, "total": len(fits)}


def _as_somebody_else(call: Call, caller: Caller) -> Caller:
    """Every other tenant is taken for the first one."""
    return replace(call.world.caller("main"), may_name=caller.may_name) if caller.name == "other" else caller


def _several(operation: Operation) -> bool:
    return any(scope.param in ("organizationId", "path:batchId") for scope in operation.listing.scope)


LIARS = (
    lie(
        name="every-tenants-rows",
        says="Gives the rows of every tenant to everybody.",
        twist=leaks(lambda _: True),
    ),
    lie(
        name="leak-with-a-filter",
        says="Forgets whose rows are asked for as soon as a filter is given.",
        twist=leaks(lambda call: call.filtered),
        laws=("scope/", "filter/", "meta/total"),
        where=filters(1),
    ),
    lie(
        name="leak-with-the-free-filter",
        says="Looks rows up by the free filter alone, whoever they belong to.",
        twist=leaks(
            lambda call: any(not call.operation.parameters[key].enum for key, _ in call.query.filters)
        ),
        laws=("scope/",),
        where=free_filter,
    ),
    lie(
        name="leak-for-one-status",
        says="Gives every tenant's rows where the failed ones are asked for.",
        twist=leaks(lambda call: call.value("status") == "failed"),
        laws=("scope/", "filter/", "meta/total"),
        where=filters(1),
    ),
    lie(
        name="leak-at-the-end",
        says="Gives three rows of another tenant after its own.",
        twist=leaks(lambda _: True, 3),
    ),
    lie(
        name="leak-with-limit-1",
        says="Gives every tenant's rows where the size is 1.",
        twist=leaks(lambda call: call.query.size == 1),
        laws=("scope/", "meta/total", "page/"),
    ),
    lie(
        name="leak-when-sorted",
        says="Gives every tenant's rows where a sort key is given.",
        twist=leaks(lambda call: bool(call.sent("sort_by"))),
        laws=("scope/", "sort/same-items", "meta/total"),
        where=lambda operation: operation.listing.sort.by is not None,
    ),
    lie(
        name="leak-to-the-other",
        says="Gives the first tenant's rows to the other one as well.",
        twist=leaks(lambda call: call.caller.name == "other"),
    ),
    lie(
        name="one-for-another",
        says="Takes every other caller for the first one.",
        twist=Twist(admits=_as_somebody_else),
        # With a scope to name as well, the other caller would see nothing of anybody.
        where=lambda operation: by_caller(operation) and not _param(operation),
    ),
    lie(
        name="count-of-every-tenant",
        says="Counts the rows of every tenant in the total.",
        twist=Twist(tells=_count_everybody),
        # From outside it is one with a walk that loses rows.
        laws=("scope/", "meta/total", "summary/agrees", "page/complete"),
    ),
    lie(
        name="count-of-every-tenant-with-a-filter",
        says="Counts the matching rows of every tenant in the total of a filtered list.",
        twist=Twist(tells=_filtered_count),
        laws=("scope/", "meta/total", "summary/agrees"),
        where=filters(1),
    ),
    lie(
        name="any-key-opens-any-scope",
        says="Lists whatever scope is named, to anybody with a key.",
        twist=_any_of("organizationId", "path:batchId", "header:x-workspace-id"),
        laws=("scope/foreign",),
        where=_param,
    ),
    lie(
        name="batch-of-another-workspace",
        says="Looks a batch up by its id alone, whoever's it is.",
        twist=replace(_any_of("path:batchId"), scopes=_by_the_last_parameter),
        laws=("scope/foreign",),
        where=scoped_by("path:batchId"),
    ),
    lie(
        name="scope-parameter-ignored",
        says="Lists the caller's first scope, whichever is named.",
        twist=Twist(scopes=_first_of_the_caller),
        where=_several,
    ),
    lie(
        name="scopes-of-a-caller-mixed",
        says="Lists all the scopes of a caller, whichever is named.",
        twist=Twist(scopes=_all_of_the_caller),
        laws=("scope/", "rules/", "summary/"),
        where=_several,
    ),
    lie(
        name="unknown-scope-lists-everything",
        says="Lists everything where it does not know the scope that is named.",
        twist=Twist(
            refuses=lambda _, refusing: None if refusing.situation == "unknown_scope" else refusing,
            scopes=lambda call, rows: rows or list(call.world.rows),
        ),
        laws=("scope/",),
        where=_param,
    ),
)
