"""Values of which exactly one of the alternatives under `oneOf` may hold (JSON Schema 2020-12, 10.2.1.3).

Many documents list alternatives of which none requires a member: a value of the first is one of the others
as well. What sets it apart is a null member that another alternative knows, and knows to be no null.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import jsonschema_rs

from listproof.contract import Json
from listproof.reading.schemas import alternatives, definition
from mock_server.generating.schemas import Schema

_MOST_JOINED: Final = 50


class Apart:
    """Sets values apart, by the alternatives of one root's schemas."""

    def __init__(self, root: Schema) -> None:
        self._root = root
        # By the identity of an alternative, which is kept so that no other takes it over.
        self._validators: dict[int, tuple[Json, jsonschema_rs.Draft202012Validator]] = {}

    def of(self, stated: Json, value: Json) -> Json | None:
        """The value as one alternative alone lets it in; None where members of null don't make it so."""
        for options in self._choices(stated):
            value = self._set(value, options)
            if value is None:
                return None
        return value

    def _choices(self, stated: Json) -> Iterator[list[Json]]:
        """The alternatives under each `oneOf` that the schema joins by $ref and allOf."""
        waiting = [stated]
        for _ in range(_MOST_JOINED):
            if not waiting:
                return
            found = definition(self._root, waiting.pop(0))
            if isinstance(found, Mapping):
                waiting += found.get("allOf", ())
                if len(found.get("oneOf", ())) > 1:
                    yield list(found["oneOf"])

    def _set(self, value: Json, options: list[Json]) -> Json | None:
        holding = [option for option in options if self._allows(option, value)]
        if len(holding) < 2:
            return value
        if not isinstance(value, dict):
            return None
        found = (self._kept(value, kept, holding) for kept in holding)
        return next((each for each in found if each is not None), None)

    def _kept(self, value: dict[str, Any], kept: Json, holding: list[Json]) -> dict[str, Any] | None:
        """The value as only one of those that hold lets it in; None where there is no such member."""
        for other in holding:
            if other is kept or not self._allows(other, value):
                continue
            trials = ({**value, name: None} for name in self._names(other) if name not in value)
            apart = (
                trial for trial in trials if self._allows(kept, trial) and not self._allows(other, trial)
            )
            found = next(apart, None)
            if found is None:
                return None
            value = found
        return value

    def _names(self, option: Json) -> dict[str, None]:
        """The members that an alternative knows, the first ones first."""
        joined = alternatives(self._root, definition(self._root, option))
        return {name: None for each in joined for name in each.get("properties", {})}

    def _allows(self, option: Json, value: Json) -> bool:
        known = self._validators.get(id(option))
        if known is None:
            found = definition(self._root, option)
            schema = {"allOf": [found], "$defs": self._root.get("$defs", {})}
            known = self._validators[id(option)] = option, jsonschema_rs.Draft202012Validator(schema)
        return known[1].is_valid(value)
