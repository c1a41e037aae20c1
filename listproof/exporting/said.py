"""Said: what another tool's words say of an operation, and the operation as they are told of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from listproof.contract import Json, Listing, Operation, Place, Pointer, Role


class CannotSay(Exception):  # noqa: N818 - it names what is the matter, and never leaves this package
    """Why nothing can be said of an operation: its text is the reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """The value of an extension, and the keys of x-listing that it carries: `items`, `meta.next`."""

    value: Mapping[str, Json]
    carried: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paged:
    """An operation as a list that is paged."""

    operation: Operation
    names: Collection[str]
    """The names of its parameters as the document has them, one for each."""

    @property
    def listing(self) -> Listing:
        """What it states."""
        return self.operation.listing

    @property
    def items(self) -> Pointer:
        """Where the items are."""
        return self.listing.items.pointer or ()

    def param(self) -> str:
        """The name of the parameter that asks for a page. Raises CannotSay where a name can't tell it."""
        key = self.listing.page.param
        if key is None:
            raise CannotSay("no parameter is stated that asks for a page")
        return self._name(key)

    def size(self) -> str | None:
        """The name of the parameter of the size; None where there is none, or where a name can't tell it."""
        if self.listing.size is None:
            return None
        try:
            return self._name(self.listing.size.param)
        except CannotSay:
            return None

    def _name(self, key: str) -> str:
        parameter = self.operation.parameters[key]
        count = list(self.names).count(parameter.name)
        if count == 0:
            raise CannotSay(f"{key} is a part of a parameter, and only a whole one can be named")
        if count > 1:
            raise CannotSay(f"several parameters are called {parameter.name}, and only a name can be said")
        if parameter.location != "query":
            raise CannotSay(f"{key} is not in the query")
        return parameter.name

    def place(self, role: Role) -> Place | None:
        """Where the answer says this."""
        return self.listing.meta.get(role)

    def in_body(self, role: Role) -> Pointer | None:
        """Where the body says this; None where it doesn't."""
        place = self.place(role)
        return place.pointer if place is not None and place.where == "body" else None

    def following(self) -> Place:
        """Where the answer says what leads on. Raises CannotSay where that is not stated."""
        place = self.place("next")
        if place is None:
            raise CannotSay("where the answer says what leads on is not stated")
        return place
