"""Which scopes have rows, whatever they are compared with in part."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Final

ScopeKey = tuple[Hashable, ...]
"""What the rows of a scope have for each entry of the contract's scope."""


class NamedPart:
    """A part of a scope's key that no row has, written by its name: tokens are tied to what is written."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __repr__(self) -> str:
        return f"<{self._name}>"


ANY: Final = NamedPart("any")
"""In a scope's key: whatever the row has there."""


class HeldScopes:
    """The scopes that have rows; a question costs the same however many there are, once it was asked."""

    def __init__(self, keys: Iterable[ScopeKey]) -> None:
        self._keys = tuple(keys)
        self._known = frozenset(self._keys)
        # By the entries that are not ANY: the scopes by what they have for these.
        self._parts: dict[tuple[int, ...], dict[ScopeKey, list[ScopeKey]]] = {}

    def holds(self, key: ScopeKey) -> bool:
        """Whether any row stands in this scope."""
        return key in self._known or (ANY in key and bool(self.fitting(key)))

    def fitting(self, key: ScopeKey) -> list[ScopeKey]:
        """The scopes that have rows and fit, in the order in which they were given."""
        stated = tuple(at for at, part in enumerate(key) if part is not ANY)
        if stated not in self._parts:
            found: dict[ScopeKey, list[ScopeKey]] = {}
            for each in self._keys:
                found.setdefault(tuple(each[at] for at in stated), []).append(each)
            self._parts[stated] = found
        return self._parts[stated].get(tuple(key[at] for at in stated), [])
