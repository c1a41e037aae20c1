"""Values that a schema allows, made up: by its enums, its examples, its formats and bounds, its names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, cast

from listproof.contract import MISSING, Json, Pointer, look, pointer_text
from mock_server.generating.apart import Apart
from mock_server.generating.changing import with_value
from mock_server.generating.dice import Dice
from mock_server.generating.leaves import Leaf, number_leaf, text_leaf
from mock_server.generating.naming import around, own_words
from mock_server.generating.numbers import is_number
from mock_server.generating.schemas import ImpossibleError, Schema, plain, settled, types_of
from mock_server.generating.stories import chance_of_null, chance_of_true, shares_of_options
from mock_server.generating.text import Writer
from mock_server.generating.times import CLOCK, Written

MOST_VALUES: Final = 2_000
"""Values in the largest item: beyond it, and beyond DEEPEST levels, only what is required is made."""
DEEPEST: Final = 8
_ENDLESS: Final = 24
_PRESENT: Final = (1.0, 1.0, 0.8, 0.7, 0.4, 0.2, 0.1)
"""How often an optional field is made, by how deep it stands."""


@dataclass(slots=True)
class Draft:
    """One row in the making: its number, its chance, the time at which it begins, how much has been made."""

    number: int
    dice: Dice
    base: int = int(CLOCK.timestamp())
    """In seconds since 1970."""
    made: int = 0
    optional: list[Pointer] = field(default_factory=list)
    """The fields that may be left out."""
    times: dict[Pointer, tuple[int, Written]] = field(default_factory=dict)
    """The moments that were written, in seconds since 1970, and how, by where they stand."""
    subjects: dict[tuple[Pointer, tuple[str, ...]], int] = field(default_factory=dict)
    """The numbers of whom an object speaks, by the object and the words that fields of it begin with."""

    def written(self, leaf: Leaf, pointer: Pointer) -> Json:
        """A value of the field. Raises ImpossibleError where the leaf finds none."""
        if leaf.subject is not None and pointer and not pointer[-1].isdigit():  # each of several is another
            key = pointer[:-1], leaf.subject
            number = self.subjects.get(key)
            if number is None:
                number = self.subjects[key] = self.dice.number()
            return leaf.write(number)
        number = self.dice.number()
        if leaf.after is None:
            return leaf.write(number)
        at = self.base + leaf.after(number)
        self.times[pointer] = at, leaf.write
        return leaf.write(at)

    def moved(self, item: Json, seconds: int) -> Json:
        """The item with each of its times so much later."""
        self.base += seconds
        for pointer, (at, write) in self.times.items():
            if look(item, pointer) == write(at):
                item = with_value(item, pointer, write(at + seconds))
            self.times[pointer] = at + seconds, write
        return item


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """What is known of single fields beside their schema, by the field's pointer in the item."""

    pools: Mapping[Pointer, Sequence[Json]]
    """Values to take, and no others."""
    examples: Mapping[Pointer, Sequence[Json]]
    """Values that the document shows."""


class Maker:
    """Makes values that one schema allows; `whole` are the words for what an item is."""

    def __init__(self, root: Schema, hints: Hints, seed: Dice, whole: tuple[str, ...] = ()) -> None:
        self._root = root
        self._whole = whole
        self._members: dict[Pointer, Mapping[str, Json]] = {}
        self._addresses: set[Pointer] = set()
        self._contacts: set[Pointer] = set()
        self._leaves: dict[tuple[Any, ...], Leaf] = {}
        self._hints = hints
        self._seed = seed
        self._orders: dict[Pointer, tuple[list[Json], list[Json]]] = {}
        self._apart: Apart | None = None

    def set_apart(self) -> None:
        """Make no more values of which several alternatives of a `oneOf` hold: this takes time."""
        self._apart = self._apart or Apart(self._root)

    def make(self, draft: Draft) -> Json:
        """A whole item. Raises ImpossibleError where none can be made."""
        return self._value(self._root, (), draft)

    def is_pooled(self, pointer: Pointer) -> bool:
        """Whether the values of a field are named."""
        return bool(self._hints.pools.get(pointer))

    def value(self, schema: Json, pointer: Pointer, draft: Draft) -> Json:
        """The value of one field."""
        return self._value(schema, pointer, draft)

    def _value(self, stated: Json, pointer: Pointer, draft: Draft) -> Json:
        draft.made += 1
        if len(pointer) > _ENDLESS or draft.made > 2 * MOST_VALUES:
            raise ImpossibleError(f"a value for {pointer_text(pointer[:4])} would have no end")
        pool = self._hints.pools.get(pointer)
        if pool:
            return draft.dice.favour(pool)
        if stated is False:
            raise ImpossibleError(f"{pointer_text(pointer)} may have no value")
        value = self._alone(plain(self._root, stated, draft.dice), pointer, draft)
        if self._apart is None:
            return value
        apart = self._apart.of(stated, value)
        if apart is None and value is not None:
            raise ImpossibleError(f"several alternatives of {pointer_text(pointer)} hold at once")
        return apart

    def _alone(self, schema: Schema, pointer: Pointer, draft: Draft) -> Json:
        """A value of a schema that joins no others."""
        if "const" in schema:
            return schema["const"]
        if schema.get("enum") == []:  # what is joined names values, and shares none
            raise ImpossibleError(f"{pointer_text(pointer)} may have no value")
        types = types_of(schema)
        if schema.get("enum"):
            return self._option(pointer, schema["enum"], draft)
        if "null" in types and (len(types) == 1 or draft.dice.chance(chance_of_null(own_words(pointer)))):
            return None
        kinds = [kind for kind in types if kind != "null"]
        kind = draft.dice.favour(kinds) if kinds else ""
        return self._of_kind(kind, schema, pointer, draft)

    def _of_kind(self, kind: str, schema: Schema, pointer: Pointer, draft: Draft) -> Json:
        if kind == "object":
            return self._object(schema, pointer, draft)
        if kind == "array":
            return self._array(schema, pointer, draft)
        if kind == "boolean":
            return self._switch(pointer, draft)
        if kind == "" and (shown := self._shown(schema, pointer)):
            return draft.dice.favour(shown)
        # Where nothing is said of the type, and nothing shown, it is a text.
        return draft.written(self._leaf(kind or "string", schema, pointer), pointer)

    def _leaf(self, kind: str, schema: Schema, pointer: Pointer) -> Leaf:
        """How the values of a field are made; the same for each element of a list."""
        at = tuple("0" if token.isdigit() else token for token in pointer)
        key = (at, kind, str(schema.get("examples")), *map(schema.get, _TELLING))
        leaf = self._leaves.get(key)
        if leaf is None:
            shown, words = self._shown(schema, pointer), own_words(pointer)
            where = around(pointer, self._whole)
            if at[:-1] in self._addresses:
                where = (*where, "address")
            if at[:-1] in self._contacts:
                where = ("contact", *where)
            if kind == "string":
                texts = [each for each in shown if isinstance(each, str)]
                siblings = self._siblings(at) if texts and texts[0].startswith("http") else None
                leaf = text_leaf(schema, words, where, texts, siblings)
            else:
                leaf = number_leaf(kind, schema, words, where, [each for each in shown if is_number(each)])
            self._leaves[key] = leaf
        return leaf

    def _siblings(self, at: Pointer) -> dict[str, Writer]:
        """The other texts of an object that are made of its own number, by their example."""
        found: dict[str, Writer] = {}
        for name, stated in self._members.get(at[:-1], {}).items():
            schema, pointer = settled(self._root, stated), (*at[:-1], name)
            if schema is None or "string" not in types_of(schema) or self._hints.pools.get(pointer):
                continue
            shown = [each for each in self._shown(schema, pointer) if isinstance(each, str)]
            if (
                not shown
                or len(shown[0]) < 3
                or shown[0].startswith("http")
                or {"enum", "const"} & schema.keys()
            ):
                continue
            leaf = self._leaf("string", schema, pointer)
            if leaf.subject == ():
                found[shown[0]] = cast("Writer", leaf.write)
        return found

    def text_at(self, pointer: Pointer, schema: Schema) -> Leaf | None:
        """How the texts of a field are made; None where none can be."""
        settled_schema = settled(self._root, schema)
        try:
            return None if settled_schema is None else self._leaf("string", settled_schema, pointer)
        except ImpossibleError:
            return None

    def leaf_at(self, pointer: Pointer) -> Leaf | None:
        """How a field of the item is made, where each of its values does beside any others of the item.

        None where the schema leaves a choice, names the values, or says that fields depend on each other.
        """
        schema = settled(self._root, self._root)
        for token in pointer:
            if (
                schema is None
                or "patternProperties" in schema
                or token not in (schema.get("properties") or {})
            ):
                return None
            schema = settled(self._root, schema["properties"][token])
        if schema is None or {"enum", "const"} & schema.keys() or self._hints.pools.get(pointer):
            return None
        kinds = [kind for kind in types_of(schema) if kind != "null"]
        if len(kinds) != 1 or kinds[0] not in ("string", "integer", "number"):
            return None
        try:
            return self._leaf(kinds[0], schema, pointer)
        except ImpossibleError:
            return None

    def _shown(self, schema: Schema, pointer: Pointer) -> list[Json]:
        own = schema.get("examples")
        documented = [each for each in self._hints.examples.get(pointer, ()) if each is not None]
        return [*documented, *(own if isinstance(own, list) else [])]

    def _option(self, pointer: Pointer, options: Sequence[Json], draft: Draft) -> Json:
        """One of an enum's values: the first rows have each of them, then some come more often."""
        known = self._orders.get(pointer)
        if known is None:
            order = self._seed.apart("order", pointer_text(pointer)).shuffled(options)
            known = self._orders[pointer] = order, shares_of_options(list(options))
        order, shares = known
        if len(order) != len(options) or any(
            each not in options for each in order
        ):  # those of an alternative
            return draft.dice.pick(shares_of_options(list(options)))
        if draft.number < len(order) and len(pointer) == 1:
            return order[draft.number]
        return draft.dice.pick(shares)

    def _switch(self, pointer: Pointer, draft: Draft) -> bool:
        """True as often as a switch of the name is on; the first rows have both."""
        if draft.number < 2 and len(pointer) == 1:
            return draft.number == 0
        return draft.dice.chance(chance_of_true(own_words(pointer)))

    def _object(self, schema: Schema, pointer: Pointer, draft: Draft) -> Json:
        properties = schema.get("properties") or {}
        required = schema.get("required") or []
        place = tuple("0" if token.isdigit() else token for token in pointer)
        self._members[place] = properties
        if _ADDRESSES & properties.keys():
            self._addresses.add(place)
        if _CONTACTS & properties.keys():
            self._contacts.add(place)
        shown = [each for each in self._hints.examples.get(pointer, ()) if isinstance(each, dict)]
        if not properties and not required and shown:
            return draft.dice.pick(shown)
        made: dict[str, Json] = {}
        for name in (*properties, *(each for each in required if each not in properties)):
            inner = (*pointer, name)
            if name not in required and not self._is_wanted(inner, draft):
                continue
            value = self._member(properties.get(name, self._others(schema)), inner, draft, name in required)
            if value is not MISSING:
                made[name] = value
        least = min(int(schema.get("minProperties", 0)), MOST_VALUES)
        for number in range(1, least + 1):
            if len(made) >= least:
                break
            made.setdefault(
                f"key{number}", self._value(self._others(schema), (*pointer, f"key{number}"), draft)
            )
        return made

    def _others(self, schema: Schema) -> Json:
        """The schema of a property that has none of its own."""
        others = schema.get("additionalProperties", {})
        return others if isinstance(others, Mapping) else {}

    def _is_wanted(self, pointer: Pointer, draft: Draft) -> bool:
        """Whether an optional property is made: those of the item itself always, they are dropped later."""
        if len(pointer) > DEEPEST or draft.made > MOST_VALUES:
            return False
        if len(pointer) == 1:
            draft.optional.append(pointer)
            return True
        return draft.dice.chance(_PRESENT[min(len(pointer), len(_PRESENT) - 1)])

    def _member(self, schema: Json, pointer: Pointer, draft: Draft, is_required: bool) -> Json:
        try:
            return self._value(schema, pointer, draft)
        except ImpossibleError:
            if is_required:
                raise
            return MISSING

    def _array(self, schema: Schema, pointer: Pointer, draft: Draft) -> Json:
        shown = [each for each in self._hints.examples.get(pointer, ()) if isinstance(each, list)]
        first = schema.get("prefixItems") or []
        least = max(int(schema.get("minItems", 0)), len(first))
        more = 0 if schema.get("items") is False else 3 if len(pointer) < 3 else 1
        most = max(least, min(int(schema.get("maxItems", least + more)), least + more))
        if "items" not in schema and not first and shown:
            return draft.dice.pick(shown)
        if least > MOST_VALUES:
            raise ImpossibleError(f"{pointer_text(pointer)} needs {least} elements")
        small = len(pointer) > DEEPEST or draft.made > MOST_VALUES
        count = least if small else draft.dice.between(least, most)
        made: list[Json] = []
        for index in range(count):
            element = first[index] if index < len(first) else schema.get("items", {})
            unique = bool(schema.get("uniqueItems"))
            made.append(self._element(element, (*pointer, str(index)), draft, made, is_unique=unique))
        return [each for each in made if each is not MISSING]

    def _element(
        self, schema: Json, pointer: Pointer, draft: Draft, others: list[Json], *, is_unique: bool
    ) -> Json:
        """An element that is none of the others; MISSING where a few attempts find none, and it has to be."""
        for _ in range(8 if is_unique else 3):
            value = self._value(schema, pointer, draft)
            if value not in others:
                return value
            if not isinstance(value, str) and not is_unique:
                break
        return MISSING if is_unique else value


_LONGEST_PART: Final = 60
_ADDRESSES: Final = frozenset({"city", "zip", "postal_code", "postalCode", "postcode", "zipcode", "zip_code"})
"""Members by which an object shows that it has an address."""
_CONTACTS: Final = frozenset(
    {"phone", "email", "first_name", "firstName", "phone_number", "phoneNumber", "mobile"}
)
"""Members by which an object shows that it speaks of a person."""
_TELLING: Final = (
    "format", "pattern", "minLength", "maxLength", "minimum", "maximum", "exclusiveMinimum",
    "exclusiveMaximum",     "multipleOf", "description",
)  # fmt: skip
"""The keywords that say how a leaf is made."""
