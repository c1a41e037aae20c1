"""A liar: a backend that is wrong on purpose, in one way that its name and one sentence tell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from listproof.contract import Operation, Role, Situation, look
from tests.liars.calls import Twist

Where = Callable[[Operation], bool]


def everywhere(_: Operation) -> bool:
    """On every list."""
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Liar:
    """One way to be wrong. `laws` may rightly name it: law ids, or whole families written `page/`.

    `where` tells the operations on which it is a lie that can be seen from outside.
    """

    name: str
    says: str
    """What it does wrong, in one sentence."""
    family: str
    laws: tuple[str, ...]
    twist: Twist
    where: Where = everywhere

    def named_by(self, law: str) -> bool:
        """Whether a law rightly names this liar."""
        return any(law == one or (one.endswith("/") and law.startswith(one)) for one in self.laws)


def every(*conditions: Where) -> Where:
    """Where all of these hold."""
    return lambda operation: all(condition(operation) for condition in conditions)


def by_page(operation: Operation) -> bool:
    """Where pages have numbers."""
    return operation.mocked.page.by == "page"


def by_offset(operation: Operation) -> bool:
    """Where rows are skipped by their number."""
    return operation.mocked.page.by == "offset"


def tells(*roles: Role) -> Where:
    """Where the answer says all of this of itself."""
    return lambda operation: all(role in operation.listing.meta for role in roles)


def shows_null(operation: Operation) -> bool:
    """Where an item of the documented example has a null."""
    items = look(operation.success.example, operation.listing.items.pointer or ())
    return any(value is None for item in items for value in item.values())


def filters(count: int) -> Where:
    """Where there are so many filters."""
    return lambda operation: len(operation.listing.filters) >= count


def free_filter(operation: Operation) -> bool:
    """Where a filter takes any value."""
    return any(not operation.parameters[key].enum for key in operation.listing.filters)


def sentinel(operation: Operation) -> bool:
    """Where a value switches a filter off."""
    return any(stated.all for stated in operation.listing.filters.values())


def sorts(operation: Operation) -> bool:
    """Where the caller chooses the order."""
    return operation.listing.sort.by is not None


def stated_order(operation: Operation) -> bool:
    """Where the order that comes unasked is stated by fields of the item."""
    return any(field.at is not None for field in operation.listing.sort.default)


def states(*situations: Situation) -> Where:
    """Where the document says how these are refused."""
    return lambda operation: all(one in operation.listing.errors.refusals for one in situations)


def sums(operation: Operation) -> bool:
    """Where the answer has a summary."""
    return bool(operation.listing.summary)


def scoped_by(key: str) -> Where:
    """Where a parameter says whose rows come."""
    return lambda operation: any(scope.param == key for scope in operation.listing.scope)


def by_caller(operation: Operation) -> bool:
    """Where rows belong to the caller, whatever is asked."""
    return any(scope.param is None for scope in operation.listing.scope)


def field(name: str) -> Where:
    """Where the items have this field."""
    return lambda operation: f"'{name}'" in str(operation.success.schema)
