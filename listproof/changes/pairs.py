"""A pair of operations: the same list in the old contract and in the new one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from listproof.changes.renaming import renamed_parameters, roles_of
from listproof.contract import Operation, Parameter


@dataclass(frozen=True, kw_only=True)
class Pair:
    """One list as it was and as it is, and which parameters are the same."""

    old: Operation
    new: Operation
    same: Mapping[str, str] = field(init=False)
    """The new key of each parameter that both have, by the old one."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "same", renamed_parameters(self.old, self.new))

    @cached_property
    def old_roles(self) -> Mapping[str, str]:
        """What each old parameter does, by its key."""
        return roles_of(self.old.listing)

    @cached_property
    def new_roles(self) -> Mapping[str, str]:
        """What each new parameter does, by its key."""
        return roles_of(self.new.listing)

    @cached_property
    def before(self) -> Mapping[str, str]:
        """The old key of each parameter that both have, by the new one."""
        return {new: old for old, new in self.same.items()}

    @property
    def parameters(self) -> tuple[tuple[Parameter, Parameter], ...]:
        """The parameters that both have."""
        return tuple(
            (self.old.parameters[before], self.new.parameters[after]) for before, after in self.same.items()
        )

    def now(self, key: str | None) -> str | None:
        """The key by which the new one has the old parameter, or None where it has not."""
        return None if key is None else self.same.get(key)

    def demands(self, key: str | None) -> bool:
        """Whether the parameter is new and required: that is told by itself."""
        parameter = self.new.parameters.get(key or "")
        return parameter is not None and parameter.required and key not in self.before

    @property
    def has_moved_first(self) -> bool:
        """Whether the number of the first page is another one: then its bounds and default follow it."""
        old, new = self.old.listing.page, self.new.listing.page
        return old.by == new.by and bool(old.first and new.first) and set(old.first) != set(new.first)
