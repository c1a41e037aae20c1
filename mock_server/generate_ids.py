"""Ids of made-up rows: of the documented kind, and no two alike."""

from __future__ import annotations

import re
from typing import Final

import orjson

from listproof.contract import MISSING, Json, Pointer, look, pointer_text
from listproof.places import standing_at
from mock_server.generate_rules import with_value
from mock_server.generate_schemas import Schema, types_of
from mock_server.generate_values import Draft, ImpossibleError, Maker

_TRIES: Final = 60
_NUMBERED: Final = re.compile(r"(.*?[^0-9])?([0-9]{1,15})")


class Ids:
    """Gives each item an id that no item before it has."""

    def __init__(self, schema: Schema, pointer: Pointer | None, maker: Maker, documented: list[Json]) -> None:
        self._pointer = pointer
        self._maker = maker
        self._schemas = standing_at(schema, pointer).schemas if pointer is not None else ()
        self._taken: set[bytes] = set()
        shown = [look(item, pointer) for item in documented] if pointer is not None else []
        self._first = next((each for each in shown if each is not MISSING), None)
        self.count = 0

    def take(self, item: Json) -> None:
        """Count the id of an item as taken."""
        if self._pointer is not None:
            self._is_free(look(item, self._pointer))

    def given(self, item: Json, draft: Draft) -> Json:
        """The item with an id of its own. Raises ImpossibleError where there are no more ids."""
        if self._pointer is None:
            return item
        if not self._pointer and self._is_free(item):
            return item
        for _ in range(_TRIES):
            self.count += 1
            value = self._next(draft)
            if self._is_free(value):
                return with_value(item, self._pointer, value)
        place = pointer_text(self._pointer) or "the item itself"
        raise ImpossibleError(
            f"{place} is the id, and there are no more than {len(self._taken)} values for it"
        )

    def _is_free(self, value: Json) -> bool:
        key = orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
        if key in self._taken:
            return False
        self._taken.add(key)
        return True

    def _next(self, draft: Draft) -> Json:
        """Numbers count on from the documented id; others are drawn."""
        types = {kind for each in self._schemas for kind in types_of(each)}
        if "integer" in types and not any("enum" in each for each in self._schemas):
            first = self._first if isinstance(self._first, int) else self._least()
            return first + self.count
        numbered = _NUMBERED.fullmatch(self._first) if isinstance(self._first, str) else None
        if numbered is not None and not any("format" in each for each in self._schemas):
            return f"{numbered[1] or ''}{int(numbered[2]) + self.count:0{len(numbered[2])}d}"
        schema = self._schemas[0] if self._schemas else {}
        return self._maker.value(schema, self._pointer or (), draft)

    def _least(self) -> int:
        bounds = [each["minimum"] for each in self._schemas if isinstance(each.get("minimum"), int)]
        return max(bounds, default=1) - 1
