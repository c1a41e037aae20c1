"""The fields that a list's filters, orders and scopes look at, and how their values compare."""

from __future__ import annotations

from collections.abc import Iterable

from listproof.contract import Filter, Json, Operation, Parameter, Pointer, Scope, SortField, Tally
from mock_server.engine.comparing import Field, Form, instant, written
from mock_server.engine.orders import sort_of
from mock_server.engine.schemas import format_of, item_schema, schemas_at

Filters = tuple[tuple[str, Json], ...]
"""Parameter key and value of each filter that is on."""


class Forms:
    """Tells for each field what kind of text it holds, by what the document says of it."""

    def __init__(self, operation: Operation) -> None:
        self._operation = operation
        self._item = item_schema(operation)

    def of_filter(self, key: str, filtered: Filter) -> tuple[Form, bool]:
        """The form of what a filter looks at."""
        return self.of(filtered.at, self._operation.parameters.get(key))

    def of_scope(self, scope: Scope) -> tuple[Form, bool]:
        """The form of what an entry of the scope looks at."""
        return self.of(scope.at, self._operation.parameters.get(scope.hidden))

    def of_sort(self, by: SortField) -> tuple[Form, bool]:
        """The form of what is sorted by."""
        return self.of(by.at, None)

    def of(self, at: Pointer | None, parameter: Parameter | None) -> tuple[Form, bool]:
        """The form, and whether nothing says that it is plain.

        Such a field is hidden, and holds date-times where all of its values are written so.
        """
        stated = {format_of(schemas_at(self._item, at)) if at is not None else ""}
        if parameter is not None:  # its own format, or that of each of its values where it is a list
            stated |= {format_of(schemas_at(parameter.schema, at)) for at in ((), ("0",))}
        if "date-time" in stated:
            return "instant", False
        if "uuid" in stated:
            return "uuid", False
        return "plain", at is None


def are_instants(values: Iterable[Json]) -> bool:
    """Whether there are values beside null, and all of them name moments."""
    known = [value for value in values if value is not None]
    return bool(known) and all(isinstance(value, str) and instant(value) for value in known)


def sorts_of(operation: Operation) -> tuple[SortField, ...]:
    """Every field that a request can have the list sorted by, the first of the default order included."""
    return (*sort_of(operation).keys.values(), *operation.mocked.sort.default[:1])


def last_item_of(operation: Operation) -> Pointer | None:
    """Where the item has what leads on to the page after it, where that is how pages are led to."""
    place = operation.mocked.meta.get("next")
    return place.pointer if place is not None and place.where == "item" else None


def counted(tally: Tally, operation: Operation) -> Filters:
    """The filters that a figure of the summary counts by, without those that its values switch off."""
    off = {key: {written(value) for value in each.all} for key, each in operation.mocked.filters.items()}
    return tuple(
        (key, tuple(value) if isinstance(value, list) else value)
        for key, value in tally.filters.items()
        if written(value) not in off.get(key, ())
    )


def field_of(at: Pointer | None, hidden: str, form: Form) -> Field:
    """The field with its form."""
    return Field(at=at, hidden=hidden, form=form)
