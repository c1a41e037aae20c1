"""Items that keep the rules: computed fields are filled in, and what a condition refuses is mended.

A condition is mended by the least change that is found to help: closing the gap between the sides of a
comparison, putting numbers or times in order, drawing a field again.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any, Final

from listproof.contract import MISSING, Json, Listing, Pointer, Rule, look
from listproof.reading.places import standing_at
from listproof.reading.schemas import alternatives
from mock_server.generating.changing import with_value
from mock_server.generating.conditions import Comparison, Condition, conditions_of
from mock_server.generating.schemas import Schema, types_of
from mock_server.worlds.rule_fields import evaluated, fields_of, members_of

Redraw = Callable[[Pointer], Json]
"""Another value for a field."""

_PASSES: Final = 4
_MOST_CHANGES: Final = 12
_MOST_TRIED: Final = 80
_REDRAWN: Final = 3


class Keeper:
    """Makes items of one list keep its rules."""

    def __init__(
        self,
        listing: Listing,
        schema: Schema,
        *,
        fixed: Collection[Pointer],
        shown: Mapping[Pointer, Sequence[Json]],
        allows: Callable[[Json], bool],
    ) -> None:
        about = [rule for rule in listing.rules if rule.about == "item" and rule.uses <= {"item", "query"}]
        self._computed = [rule for rule in about if rule.at is not None]
        self._conditions = [part for rule in about if rule.at is None for part in conditions_of(rule)]
        self._expressions = [rule.expression for rule in about]
        self._types = {rule.at: _types_at(schema, rule.at) for rule in self._computed if rule.at is not None}
        self._reads = {
            rule.at: [each for each in self._computed if _reads(each, rule.at)] for rule in self._computed
        }
        self._shown = shown
        self._required = {
            (name,) for each in alternatives(schema, schema) for name in each.get("required") or ()
        }
        self._order = list(schema.get("properties") or {})
        self._fixed = {*fixed, *self._types}
        self._allows = allows

    @property
    def fields(self) -> frozenset[Pointer]:
        """The fields that rules speak of, and those that are computed."""
        return frozenset(self._types).union(*(fields_of(expression) for expression in self._expressions))

    @property
    def needed(self) -> frozenset[Pointer]:
        """The fields without which a rule would say nothing of an item."""
        return frozenset(
            field
            for expression in self._expressions
            for field in fields_of(expression)
            if not re.search(rf"has\(\s*item\.{re.escape('.'.join(field))}\s*\)", expression)
        )

    def filled(self, item: Json, query: Mapping[str, Json]) -> Json:
        """The item with every computed field computed; null takes away a field that cannot be null.

        A rule is asked again where a field that it looks at has changed since.
        """
        waiting = deque(self._computed)
        for _ in range(_PASSES * len(self._computed)):
            if not waiting:
                break
            rule = waiting.popleft()
            filled = self._filled_by(rule, item, query)
            if filled is not item:
                waiting.extend(
                    each for each in self._reads[rule.at] if each not in waiting and each is not rule
                )
            item = filled
        return self._in_order(item)

    def _filled_by(self, rule: Rule, item: Json, query: Mapping[str, Json]) -> Json:
        assert rule.at is not None
        try:
            value = evaluated(rule, item, query)
        except ValueError:
            return item
        value = self._written(rule.at, value, rule.within)
        found = look(item, rule.at)
        if found is value or (type(found) is type(value) and found == value):
            return item
        return with_value(item, rule.at, value)

    def _written(self, at: Pointer, value: Json, within: float) -> Json:
        """A computed value as the document would write it: null is nothing where no example has null."""
        types, shown = self._types[at], self._shown.get(at, ())
        if value is None and (at not in self._required and None not in shown):
            return MISSING
        if value is None and types and "null" not in types:
            return MISSING
        return _tidied(value, types, shown, within)

    def _in_order(self, item: Json) -> Json:
        """The item with its fields in the schema's order: one that was filled in came last."""
        if not isinstance(item, dict) or not self._computed:
            return item
        known = {name: item[name] for name in self._order if name in item}
        return {**known, **item}

    def broken(self, item: Json, query: Mapping[str, Json]) -> list[Condition]:
        """The conditions that the item does not keep."""
        return [condition for condition in self._conditions if not condition.holds(item, query)]

    def is_kept(self, item: Json, query: Mapping[str, Json]) -> bool:
        """Whether the item keeps every condition, and its computed fields are what they should be."""
        return not self.broken(item, query) and all(
            look(filled, rule.at) == look(item, rule.at)
            for rule in self._computed
            if rule.at is not None and look(item, rule.at) is not MISSING
            for filled in [self._filled_by(rule, item, query)]
        )

    def kept(self, item: Json, query: Mapping[str, Json], redraw: Redraw) -> tuple[Json, list[Condition]]:
        """The item, mended so that every condition holds, and those that a few changes could not mend."""
        item = self.filled(item, query)
        broken = self.broken(item, query)
        for _ in range(_MOST_CHANGES):
            if not broken:
                break
            better = self._better(item, query, broken, redraw)
            if better is None:
                break
            item, broken = better
        return item, broken

    def _better(
        self, item: Json, query: Mapping[str, Json], broken: list[Condition], redraw: Redraw
    ) -> tuple[Json, list[Condition]] | None:
        """The item after the first change that leaves fewer conditions broken."""
        tried = 0
        for condition in broken:
            for changed in self._changes(condition, item, query, redraw):
                tried += 1
                if tried > _MOST_TRIED:
                    return None
                filled = self.filled(changed, query)
                if not (condition.is_true(filled, query) and self._allows(filled)):
                    continue
                left = self.broken(filled, query)
                if len(left) < len(broken):
                    return filled, left
        return None

    def _changes(
        self, condition: Condition, item: Json, query: Mapping[str, Json], redraw: Redraw
    ) -> Iterator[Json]:
        """The item with one thing changed that the condition speaks of, the likeliest to help first."""
        free = [field for field in condition.fields if field not in self._fixed]
        held = {field: look(item, field) for field in condition.fields}
        for comparison in condition.comparisons:
            for field, value in _closed(comparison, {"item": item, "query": query}, item):
                if field in free:
                    yield with_value(item, field, value)
        yield from _sorted(item, [field for field in free if held[field] is not MISSING])
        for field in free:
            for other in condition.fields:
                if other != field and type(held[other]) is type(held[field]):
                    yield with_value(item, field, held[other])
        for _ in range(_REDRAWN):
            for field in free:
                yield with_value(item, field, redraw(field))
        for field in free:
            yield from (with_value(item, field, value) for value in (None, MISSING, 0))


def _reads(rule: Rule, field: Pointer | None) -> bool:
    members = members_of(rule.expression)
    return members is None or not field or field[0] in members


def _types_at(schema: Schema, pointer: Pointer) -> frozenset[str]:
    return frozenset(kind for each in standing_at(schema, pointer).schemas for kind in types_of(each))


def _tidied(value: Json, types: frozenset[str], shown: Sequence[Json], within: float) -> Json:
    """A computed number as a person would write it, as far as the rule leaves room for rounding."""
    if not isinstance(value, float):
        return value
    if "integer" in types and "number" not in types:
        return round(value)
    if value.is_integer() and shown and all(isinstance(each, int) for each in shown):
        return int(value)
    return round(value, 1) if within >= 0.05 else value


def _is_number(value: Json) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _closed(comparison: Comparison, values: Mapping[str, Json], item: Json) -> Iterator[tuple[Pointer, Json]]:
    """What a field of one side would have to be for the two sides to stand as the comparison says."""
    try:
        left: Any = comparison.left(values)
        right: Any = comparison.right(values)
    except ValueError:
        return
    if not (_is_number(left) and _is_number(right)):
        yield from _copied(comparison, item, left, right)
        return
    step = {"<": -1, ">": 1}.get(comparison.operator, 0)
    gap = right - left + step
    for fields, change in ((comparison.left_fields, gap), (comparison.right_fields, -gap)):
        for field in fields:
            found = look(item, field)
            if _is_number(found):
                closed = found + change
                whole = isinstance(found, int) and float(closed).is_integer()
                yield field, int(closed) if whole else closed


def _copied(comparison: Comparison, item: Json, left: Json, right: Json) -> Iterator[tuple[Pointer, Json]]:
    """Sides that are no numbers become equal: one field takes the value of the other side."""
    if comparison.operator not in ("==", "<=", ">="):
        return
    for mine, theirs, value in (
        (comparison.left_fields, comparison.right_fields, right),
        (comparison.right_fields, comparison.left_fields, left),
    ):
        if len(mine) == 1 and len(theirs) <= 1:
            copied = look(item, theirs[0]) if theirs else value
            if copied is None or isinstance(copied, str | bool):
                yield mine[0], copied


def _sorted(item: Json, fields: list[Pointer]) -> Iterator[Json]:
    """The values of the fields put in order, up and down."""
    values = [look(item, field) for field in fields]
    if len(values) < 2 or not (all(map(_is_number, values)) or all(isinstance(each, str) for each in values)):
        return
    for ordered in (sorted(values), sorted(values, reverse=True)):
        if ordered != values:
            changed = item
            for field, value in zip(fields, ordered, strict=True):
                changed = with_value(changed, field, value)
            yield changed
