"""Ids of made-up rows: of the documented kind, and no two alike."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

import orjson

from listproof.contract import MISSING, Json, Pointer, look, pointer_text
from listproof.reading.places import standing_at
from mock_server.generating.rules import with_value
from mock_server.generating.schemas import Schema, types_of
from mock_server.generating.values import Draft, ImpossibleError, Maker

_TRIES: Final = 60
_NUMBERED: Final = re.compile(r"(.*?[^0-9])?([0-9]{1,15})")


class ExhaustedError(ImpossibleError):
    """The schema has no more values for an id."""


class Ids:
    """Gives each item an id that no item before it has."""

    def __init__(self, schema: Schema, pointer: Pointer | None, maker: Maker, documented: list[Json]) -> None:
        self._pointer = pointer
        self._maker = maker
        self._schemas = standing_at(schema, pointer).schemas if pointer is not None else ()
        self._taken: set[bytes] = set()
        shown = [look(item, pointer) for item in documented] if pointer is not None else []
        self._numbered = self._counting(next((each for each in shown if each is not MISSING), None))
        self.count = 0

    def take(self, item: Json) -> None:
        """Count the id of an item as taken."""
        if self._pointer is not None:
            self._is_free(look(item, self._pointer))

    def given(self, item: Json, draft: Draft) -> Json:
        """The item with an id of its own. Raises ExhaustedError where there are no more ids."""
        if self._pointer is None:
            return item
        if not self._pointer and self._is_free(item):
            return item
        for tried in range(_TRIES):
            self.count += 1
            value = self._next(draft, is_pressed=tried > _TRIES // 2)
            if self._is_free(value):
                return with_value(item, self._pointer, value)
        place = pointer_text(self._pointer) or "the item itself"
        found = f"{place} is the id, and there are no more than {len(self._taken)} values for it"
        raise ExhaustedError(found)

    def _is_free(self, value: Json) -> bool:
        key = orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
        if key in self._taken:
            return False
        self._taken.add(key)
        return True

    def _next(self, draft: Draft, *, is_pressed: bool) -> Json:
        """Numbers count on; others are drawn, and texts get a number where drawing finds nothing new."""
        if self._numbered is not None:
            return self._numbered(self.count)
        value = self._maker.value(self._schemas[0] if self._schemas else {}, self._pointer or (), draft)
        return (
            f"{value}-{self.count}"
            if is_pressed and isinstance(value, str) and self._is_free_text()
            else value
        )

    def _is_free_text(self) -> bool:
        return not any({"enum", "const", "format", "pattern"} & each.keys() for each in self._schemas)

    def _counting(self, first: Json) -> Callable[[int], Json] | None:
        """From a count to an id, where ids are numbers or end in one, as the documented id does."""
        if self._pointer is None or self._maker.is_pooled(self._pointer):
            return None
        types = {kind for each in self._schemas for kind in types_of(each)}
        closed = any({"enum", "const"} & each.keys() for each in self._schemas)
        if "integer" in types and not closed:
            start = first if isinstance(first, int) else self._least()
            return lambda count: start + count
        numbered = _NUMBERED.fullmatch(first) if isinstance(first, str) else None
        if numbered is None or closed or any("format" in each for each in self._schemas):
            return None
        before, number, width = numbered[1] or "", int(numbered[2]), len(numbered[2])
        return lambda count: f"{before}{number + count:0{width}d}"

    def _least(self) -> int:
        bounds = [each["minimum"] for each in self._schemas if isinstance(each.get("minimum"), int)]
        return max(bounds, default=1) - 1
