"""Ids of made-up rows: of the documented kind, and no two alike, by how they are counted.

A count is mixed into another number of the same range, one to one, and that number is written in the shape
of the documented ids: what is different stays different, so nothing needs to be remembered. Only where the
schema leaves no such way, ids are drawn, and those that were given are kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import jsonschema_rs
import orjson

from listproof.contract import MISSING, Json, Pointer, look, pointer_text
from listproof.reading.places import standing_at
from mock_server.generating.changing import with_value
from mock_server.generating.dice import Dice
from mock_server.generating.leaves import Leaf
from mock_server.generating.patterns import shape_matching
from mock_server.generating.schemas import ImpossibleError, Schema, types_of
from mock_server.generating.shapes import Shape, is_numbered, is_uuid, mixer, shape_of
from mock_server.generating.text import spread
from mock_server.generating.values import Draft, Maker

_TRIES: Final = 60
_ENOUGH: Final = 1_000_000_000
"""Texts of which a shape must have as many to be counted through."""
_SAMPLES: Final = (0, 1, 2, 250, 99_999, 54_321_098)
_REMEMBERED: Final = 4_096
"""Texts that are remembered before each gets a number behind it."""


class ExhaustedError(ImpossibleError):
    """The schema has no more values for an id."""


@dataclass(frozen=True, slots=True)
class _Way:
    """From a count to an id, different ones for different counts; endless where `most` is None."""

    write: Callable[[int], Json]
    most: int | None = None


class Ids:
    """Gives each item an id that no item before it has."""

    def __init__(
        self, schema: Schema, pointer: Pointer | None, maker: Maker, documented: list[Json], dice: Dice
    ) -> None:
        self._pointer = pointer
        self._maker = maker
        self._dice = dice
        self._schemas = standing_at(schema, pointer).schemas if pointer is not None else ()
        self._definitions = schema.get("$defs", {})
        shown = [look(item, pointer) for item in documented] if pointer is not None else []
        self._shown = [each for each in shown if each is not MISSING]
        self._taken: set[bytes] = {_key(each) for each in self._shown}
        # Of what was not counted, the texts and numbers alone can come again.
        self._known = {each for each in self._shown if isinstance(each, str | int)}
        self._given_out: set[str] = set()
        self._way = next(self._ways(), None) if pointer is not None else None
        self.count = 0

    def take(self, item: Json) -> None:
        """Count the id of an item as taken."""
        if self._pointer is not None:
            value = look(item, self._pointer)
            self._taken.add(_key(value))
            if isinstance(value, str | int):
                self._known.add(value)

    def given(self, item: Json, draft: Draft) -> Json:
        """The item with an id of its own. Raises ExhaustedError where there are no more ids."""
        if self._pointer is None:
            return item
        if self._way is not None:
            return with_value(item, self._pointer, self.next())
        if not self._pointer and self._is_free(item):
            return item
        for tried in range(_TRIES):
            self.count += 1
            value = self._drawn(draft, is_pressed=tried > _TRIES // 2)
            if self._is_free(value):
                return with_value(item, self._pointer, value)
        raise self._exhausted(len(self._taken))

    @property
    def is_counted(self) -> bool:
        """Whether `next` gives ids."""
        return self._way is not None

    def next(self) -> Json:
        """The next id, where ids are counted. Raises ExhaustedError where there are no more."""
        way = self._way
        assert way is not None
        while way.most is None or self.count < way.most:
            value = way.write(self.count)
            self.count += 1
            if value not in self._known:
                return value
        raise self._exhausted(way.most)

    def _exhausted(self, most: int) -> ExhaustedError:
        place = pointer_text(self._pointer or ()) or "the item itself"
        return ExhaustedError(f"{place} is the id, and there are no more than {most} values for it")

    def _is_free(self, value: Json) -> bool:
        key = _key(value)
        if key in self._taken:
            return False
        self._taken.add(key)
        return True

    def _drawn(self, draft: Draft, *, is_pressed: bool) -> Json:
        """A drawn value; texts get a number where drawing finds nothing new."""
        value = self._maker.value(self._schemas[0] if self._schemas else {}, self._pointer or (), draft)
        free = not any({"enum", "const", "format", "pattern"} & each.keys() for each in self._schemas)
        return f"{value}-{self.count}" if is_pressed and isinstance(value, str) and free else value

    # --- ways to count -------------------------------------------------------------------------------

    def _ways(self) -> Iterator[_Way]:
        """The ways of which all samples are allowed, the likeliest first."""
        assert self._pointer is not None
        if self._maker.is_pooled(self._pointer):
            return
        closed = [each[key] for each in self._schemas for key in ("enum", "const") if key in each]
        if closed:
            return
        schema = {"allOf": [{}, *(dict(each) for each in self._schemas)], "$defs": self._definitions}
        allows = jsonschema_rs.Draft202012Validator(schema, validate_formats=True).is_valid
        for way in self._candidates():
            if all(allows(way.write(count)) for count in _SAMPLES if way.most is None or count < way.most):
                self._given_out.clear()
                yield way

    def _candidates(self) -> Iterator[_Way]:
        types = {kind for each in self._schemas for kind in types_of(each)}
        first = next((each for each in self._shown if not isinstance(each, bool)), None)
        if "integer" in types or "number" in types:
            yield self._numbers(first)
        if types and "string" not in types:
            return
        formats = {str(each["format"]) for each in self._schemas if "format" in each}
        if "uuid" in formats or (isinstance(first, str) and is_uuid(first)):
            yield _uuids(self._dice.number())
        if isinstance(first, str):
            yield from self._alike(first, formats)
        yield from self._patterned()
        leaf = self._maker.text_at(self._pointer or (), self._schemas[0] if self._schemas else {})
        if leaf is not None:
            yield from self._texts(leaf)

    def _numbers(self, first: Json) -> _Way:
        """Numbers that count on from the documented one."""
        step = next((each["multipleOf"] for each in self._schemas if _is_whole(each.get("multipleOf"))), 1)
        least = max([each["minimum"] for each in self._schemas if _is_whole(each.get("minimum"))], default=1)
        start = first + step if _is_whole(first) else -(-least // step) * step
        ends = [each["maximum"] for each in self._schemas if _is_whole(each.get("maximum"))]
        most = max((min(ends) - start) // step + 1, 0) if ends else None
        return _Way(lambda count: start + count * step, most)

    def _alike(self, first: str, formats: set[str]) -> Iterator[_Way]:
        """Ids that count on from the documented one, or are of its shape."""
        numbered = is_numbered(first)
        if numbered is not None and not formats:
            before, number, width = numbered[1] or "", int(numbered[2]), len(numbered[2])
            yield _Way(lambda count: f"{before}{number + count + 1:0{width}d}")
        shape = shape_of(first)
        if shape is not None:
            yield from self._shaped(shape)

    def _shaped(self, shape: Shape) -> Iterator[_Way]:
        if shape.size >= _ENOUGH:
            place = mixer(shape.size, self._dice.number() % shape.size)
            yield _Way(lambda count: shape.text(place(count)), shape.size)

    def _patterned(self) -> Iterator[_Way]:
        for each in self._schemas:
            if isinstance(each.get("pattern"), str):
                shape = shape_matching(each["pattern"], self._dice.apart("shape"))
                if shape is not None:
                    place = mixer(shape.size, self._dice.number() % shape.size)
                    yield _Way(lambda count, place=place, shape=shape: shape.text(place(count)), shape.size)  # type: ignore[misc]

    def _texts(self, leaf: Leaf) -> Iterator[_Way]:
        """Texts by the field's name, with a number behind those that came before."""
        start, given = self._dice.number(), self._given_out

        def write(count: int, separator: str) -> Json:
            text = str(leaf.write(spread(start + count, 53)))
            if len(given) >= _REMEMBERED or text in given:
                at = text.find("@")
                return f"{text}{separator}{count}" if at < 0 else f"{text[:at]}.{count}{text[at:]}"
            given.add(text)
            return text

        if leaf.after is None and leaf.steady:
            for separator in ("-", "", " ", "/"):
                yield _Way(lambda count, separator=separator: write(count, separator))  # type: ignore[misc]


def _uuids(start: int) -> _Way:
    """UUIDs of version 4 (RFC 9562, 5.4): the last 48 bits count, mixed; the others are spread."""
    place = mixer(1 << 48, start % (1 << 48))

    def write(count: int) -> str:
        text = f"{spread(start + count, 64):016x}"
        return f"{text[:8]}-{text[8:12]}-4{text[12:15]}-{'89ab'[count % 4]}{text[13:16]}-{place(count):012x}"

    return _Way(write)


def _is_whole(value: Json) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _key(value: Json) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
