"""Surroundings: the operation that an `x-listing` speaks of, and whether it has what is named there."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from listproof.contract import Json, Parameter, Place, Pointer, Response, pointer_text
from listproof.reading.faults import Faults, listed, meant, nearest, shown
from listproof.reading.places import element_schema, parse_place, parse_pointer, standing_at
from listproof.reading.statements import Statement


class Surroundings:
    """The parameters and responses of the operation, asked for by the words of its statement.

    Every question takes the keys under which the statement asks it: where the answer is no, the fault
    says so at their place in the file.
    """

    def __init__(
        self,
        *,
        parameters: Mapping[str, Parameter],
        responses: Mapping[str, Response],
        success: Response,
        statement: Statement,
        faults: Faults,
    ) -> None:
        self.parameters = parameters
        self.responses = responses
        self.success = success
        self.statement = statement
        self._faults = faults

    def fault(self, keys: tuple[str, ...], found: str, wanted: str = "") -> None:
        """Note a fault of what is stated under the keys."""
        self._faults.add(self.statement.spot(*keys), found, wanted)

    def warn(self, keys: tuple[str, ...], found: str, wanted: str = "") -> None:
        """Note a slip in what is stated under the keys."""
        self._faults.warn(self.statement.spot(*keys), found, wanted)

    def parameter(self, named: str, *keys: str) -> Parameter | None:
        """The operation's parameter of this name."""
        found = self.parameters.get(named.removeprefix("query:")) or self._header(named)
        if found is None:
            self._no_parameter(named, keys)
        return found

    def _no_parameter(self, named: str, keys: tuple[str, ...]) -> None:
        bare = named.rpartition(":")[2].lower()
        same = next((key for key, found in self.parameters.items() if found.name.lower() == bare), None)
        has = f"it has {listed(self.parameters)}" if self.parameters else "it has no parameters at all"
        self.fault(
            keys,
            f"the operation has no parameter {named}",
            f"did you mean {same}? {has}" if same else meant(named, self.parameters, has="it has") or has,
        )

    def _header(self, named: str) -> Parameter | None:
        """Header names are the same in any case (RFC 9110, 5.1)."""
        if not named.startswith("header:"):
            return None
        same = (found for key, found in self.parameters.items() if key.lower() == named.lower())
        return next(same, None)

    def pointer(self, text: str, *keys: str) -> Pointer | None:
        """The pointer, or None with a fault where it is none."""
        try:
            return parse_pointer(text)
        except ValueError as error:
            self.fault(keys, str(error), "write a JSON Pointer, such as /created_at")
            return None

    def place(self, text: str, *keys: str) -> Place | None:
        """The place in an answer, where the documented answer has it."""
        try:
            place = parse_place(text)
        except ValueError as error:
            self.fault(
                keys,
                str(error),
                "write /a/pointer, header:NAME, header:NAME#/pointer, link:REL or item:/pointer",
            )
            return None
        if place.where == "body" and place.pointer is not None:
            self._held_by_body(place.pointer, keys)
        elif place.where == "item" and place.pointer is not None:
            self._held_by_item(place.pointer, keys)
        elif place.where == "header":
            self._documented_header(place.name, keys)
        return place

    def field(self, text: str, *keys: str) -> Pointer | None:
        """The field of an item, where the schema of an item has it."""
        pointer = self.pointer(text, *keys)
        if pointer is not None:
            self._held_by_item(pointer, keys)
        return pointer

    def _held_by_body(self, pointer: Pointer, keys: tuple[str, ...]) -> None:
        if self.success.schema is None:
            return
        standing = standing_at(self.success.schema, pointer)
        if standing.lacking:
            self.fault(
                keys, f"the {self.success.status} response has no {pointer_text(pointer)}", standing.help
            )

    def _held_by_item(self, pointer: Pointer, keys: tuple[str, ...]) -> None:
        if self.item_schema is None:
            return
        standing = standing_at(self.item_schema, pointer)
        if standing.lacking:
            self.fault(keys, f"an item has no {pointer_text(pointer)}", standing.help)

    def _documented_header(self, name: str, keys: tuple[str, ...]) -> None:
        known = {header.lower() for header in self.success.headers}
        if name.lower() not in known:
            near = nearest(name.lower(), known)
            self.warn(
                keys,
                f"the {self.success.status} response documents no header {name}",
                (f"did you mean {near}? " if near else "")
                + (f"it documents {listed(self.success.headers)}" if known else "it documents no headers"),
            )

    @cached_property
    def item_schema(self) -> Mapping[str, Any] | None:
        """The schema of an item; None where the document leaves it open."""
        text = self.statement.value.get("items")
        if not isinstance(text, str) or self.success.schema is None:
            return None
        try:
            standing = standing_at(self.success.schema, parse_pointer(text))
        except ValueError:
            return None
        return element_schema(self.success.schema, standing.schemas)

    def items(self) -> Place:
        """Where the items are: an array of the success response."""
        text = self.statement.value.get("items")
        place = self.place(text, "items") if isinstance(text, str) else None
        if text is None or place is None:
            return Place(text="", where="body", pointer=())
        if place.where != "body" or place.pointer is None:
            self.fault(("items",), f"{text} is not in the body", "write a JSON Pointer, such as /data/items")
        elif self.success.schema is not None:
            self._is_array(place.pointer, text)
        return place

    def _is_array(self, pointer: Pointer, text: str) -> None:
        assert self.success.schema is not None
        standing = standing_at(self.success.schema, pointer)
        types = _types(standing.schemas)
        if standing.lacking or not types or "array" in types:
            return
        arrays = _arrays_inside(standing.schemas, pointer)
        self.fault(
            ("items",),
            f"{text or 'the whole body'} is no array: its schema says {listed(sorted(types))}",
            f"arrays inside it are {listed(arrays)}" if arrays else "name the array that holds the items",
        )

    def values_of(self, parameter: Parameter, values: list[Json], *keys: str) -> None:
        """Hold that each value is one that the parameter's enum has."""
        if not parameter.enum:
            return
        for value in values:
            if value not in parameter.enum:
                self.fault(
                    keys,
                    f"{shown(value)} is no value of {parameter.key}",
                    meant(str(value), [str(known) for known in parameter.enum], has="its enum has"),
                )


def _types(schemas: tuple[Mapping[str, Any], ...]) -> set[str]:
    types: set[str] = set()
    for schema in schemas:
        named = schema.get("type", ())
        types |= {named} if isinstance(named, str) else set(named)
    return types


def _arrays_inside(schemas: tuple[Mapping[str, Any], ...], pointer: Pointer) -> list[str]:
    return [
        pointer_text((*pointer, name))
        for schema in schemas
        for name, inner in schema.get("properties", {}).items()
        if isinstance(inner, dict) and "array" in _types((inner,))
    ]
