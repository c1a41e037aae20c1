"""Imported: what an extension says of an operation, in the words of x-listing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from listproof.infer.guesses import Open


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an extension says; what it doesn't say is None."""

    name: str = ""
    """The extension's key."""
    by: str | None = None
    param: str | None = None
    first: int | None = None
    size: str | None = None
    items: tuple[str, ...] | None = None
    meta: Mapping[str, str] = field(default_factory=dict)
    opens: tuple[Open, ...] = ()
    """What it says that x-listing can't, or that fits nothing: a question each."""
    refusal: str = ""
    """Why its pages can't be stated at all."""

    @property
    def because(self) -> str:
        """The reason of all that it says."""
        return f"{self.name} says so"

    @property
    def says_something(self) -> bool:
        """Whether anything is left that it says of paging."""
        return (self.by, self.size, self.items) != (None, None, None) or bool(self.meta)


def odd(at: str, found: str) -> Imported:
    """An extension of which nothing can be made."""
    return Imported(opens=(Open((at,), found),))
