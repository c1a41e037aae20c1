"""Whose rows come: the scope that a request names, held against what its caller may name."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Final

from listproof.contract import MISSING, Json, Operation, Scope
from mock_server.engine.held_scopes import ANY, NamedPart
from mock_server.engine.tables import RowTable, Selection
from mock_server.exchange import Refused
from mock_server.world import Caller

_NOBODY: Final = NamedPart("nobody")
"""What a caller owns that owns nothing: no row has it."""


class Scopes:
    """Finds the rows of a request's scope.

    A value is the caller's to name where the caller's `may_name` has it; for a caller without such a
    list, where a row of the caller's has it. The first entry, in the document's order, whose value is not
    says what becomes of the request.
    """

    def __init__(self, operation: Operation, table: RowTable) -> None:
        self._entries = operation.mocked.scope
        self._table = table
        self._names = {key: parameter.name for key, parameter in operation.parameters.items()}
        self._resource = _resource(operation)

    def rows_of(self, values: Mapping[str, Json], caller: Caller | None) -> Selection:
        """The rows of the scope. Raises Refused where it names nothing and the document refuses that."""
        key = tuple(self._wanted(at, entry, values, caller) for at, entry in enumerate(self._entries))
        for at, entry in enumerate(self._entries):
            if entry.param is not None and key[at] is not ANY and not self._may_name(at, key, caller):
                return self._without_rows(entry)
        if self._is_elsewhere(key):
            return self._without_rows(self._entries[self._resource])
        return self._table.partition(key)

    def values_of(self, values: Mapping[str, Json], caller: Caller | None) -> tuple[Json, ...]:
        """The value of each entry, for a page that repeats it; MISSING where nothing restricts it."""
        return tuple(_value(entry, values, caller) for entry in self._entries)

    def _wanted(self, at: int, entry: Scope, values: Mapping[str, Json], caller: Caller | None) -> Hashable:
        value = _value(entry, values, caller)
        if value is MISSING:
            return ANY
        return _NOBODY if value is None else self._table.scope_key(at, value)

    def _may_name(self, at: int, key: tuple[Hashable, ...], caller: Caller | None) -> bool:
        param = self._entries[at].param
        if caller is not None and param is not None and param in caller.may_name:
            return key[at] in {self._table.scope_key(at, value) for value in caller.may_name[param]}
        alone = tuple(
            wanted if each == at or self._entries[each].param is None else ANY
            for each, wanted in enumerate(key)
        )
        return self._table.holds(key) or self._table.holds(alone)

    def _is_elsewhere(self, key: tuple[Hashable, ...]) -> bool:
        """Whether the resource that the path names has rows, but none in the rest of the scope (TR-14)."""
        if self._resource < 0 or self._table.holds(key):
            return False
        alone = tuple(wanted if each == self._resource else ANY for each, wanted in enumerate(key))
        return self._table.holds(alone)

    def _without_rows(self, entry: Scope) -> Selection:
        policy = entry.unknown[0] if entry.unknown else "error"
        if policy == "empty":
            return self._table.partition((_NOBODY,) * len(self._entries))
        name = self._names[str(entry.param)]
        raise Refused(
            "unknown_scope",
            f"{name} names nothing of the caller's",
            details=(f"{name}: Must name something of the caller's",),
            status=policy if isinstance(policy, int) else None,
        )


def _value(entry: Scope, values: Mapping[str, Json], caller: Caller | None) -> Json:
    if entry.param is not None:
        return values.get(entry.param, MISSING)
    return MISSING if caller is None else caller.owns


def _resource(operation: Operation) -> int:
    """The entry of the path's last parameter, which names what the rows belong to; -1 where none does."""
    named = {
        at: operation.path.rfind("{" + entry.param.removeprefix("path:") + "}")
        for at, entry in enumerate(operation.mocked.scope)
        if entry.param is not None and entry.param.startswith("path:")
    }
    return max(named, key=named.__getitem__, default=-1)
