"""Sorting: which parameters ask for an order, what their values mean, and the order that comes unasked."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

from listproof.contract import MISSING, Json, pointer_text
from listproof.infer import prose
from listproof.infer.bodies import Items
from listproof.infer.guesses import Guess, Open, Stated, quoted
from listproof.infer.names import fold
from listproof.infer.odata.options import ORDER, ORDERS
from listproof.infer.plain import PlainOperation, PlainParameter

_KEYS: Final = frozenset(
    {
        "sort", "sortby", "orderby", "order", "ordering", "sortfield", "sortkey", "sortcolumn",
        "ordercolumn", "orderfield", "sorton", "sorting",
    }
)  # fmt: skip
_DIRECTIONS: Final = frozenset(
    {
        "order", "sort", "direction", "sortorder", "sortdirection", "sortdir", "orderdirection",
        "orderdir", "dir", "sorttype", "ordertype", "orderbydirection", "sortbydirection",
    }
)  # fmt: skip
_ASCENDING: Final = frozenset({"asc", "ascending", "ascend"})
_DESCENDING: Final = frozenset({"desc", "descending", "descend"})
_MOMENTS: Final = ("at", "on", "date", "time", "datetime", "timestamp")
_SIGN: Final = (
    r"\bprefix\w*\b[^.]{0,40}(?:[`'\"(]-[`'\")]|minus|hyphen|dash)|(?:[`'\"(]-[`'\")]|\bminus|\bhyphen|\bdash)[^.]{0,60}"
    r"\b(?:descend\w*|desc|reverse)\b|\b(?:descend\w*|desc|reverse)\b[^.]{0,60}(?:[`'\"(]-[`'\")]|\bminus|\bhyphen)"
)
_NEWEST: Final = (
    r"\bnewest (?:\w+ )?(?:first|to oldest)\b|\bmost recently created (?:\w+ )?(?:first|appearing first)\b"
    r"|\bmost recently created [^.]{0,30}\bappearing first\b|\breverse chronological(?:ly)?\b"
)
_SO_CALLED: Final = "so called or nearly so, and null where an item has none"
_CREATED: Final = frozenset(
    {
        "createdat", "created", "createdon", "creationdate", "datecreated", "createddate", "createtime",
        "createdtime", "creationtime", "createdtimestamp",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ordering:
    """The parameters that ask for an order."""

    key: PlainParameter | None = None
    direction: PlainParameter | None = None
    asc: str = "asc"
    desc: str = "desc"

    @property
    def keys(self) -> frozenset[str]:
        """Their keys."""
        return frozenset(each.key for each in (self.key, self.direction) if each is not None)

    @property
    def echoes(self) -> dict[str, str]:
        """The roles of what is called as they are in an answer, by folded name."""
        roles = (("sort", self.key), ("order", self.direction))
        return {fold(each.name): role for role, each in roles if each is not None}


def ordering_of(operation: PlainOperation) -> Ordering:
    """The sort parameters among those of the query."""
    directions = [
        each for each in operation.query if fold(each.name) in _DIRECTIONS and _two_words(each) is not None
    ]
    direction = directions[0] if directions else None
    keys = [each for each in operation.query if fold(each.name) in _KEYS and each not in directions]
    asc, desc = (_two_words(direction) if direction else None) or ("asc", "desc")
    return Ordering(key=keys[0] if keys else None, direction=direction, asc=asc, desc=desc)


def _two_words(parameter: PlainParameter) -> tuple[str, str] | None:
    """The words for ascending and descending, where the values are these and no others."""
    values, _ = _values(parameter)
    asc = [each for each in values if each.lower() in _ASCENDING]
    desc = [each for each in values if each.lower() in _DESCENDING]
    if len(asc) == len(desc) == 1 and len(values) == 2:
        return asc[0], desc[0]
    return None


def _values(parameter: PlainParameter) -> tuple[tuple[str, ...], str]:
    """The values that a text may have, by its enum or else by its description, and the latter's words.

    None where some of them are no texts, or where neither lists them.
    """
    shape = parameter.shape
    if shape.enum:
        values = tuple(each for each in shape.enum if isinstance(each, str) and each)
        return (values if len(values) == len(shape.enum) else ()), ""
    said = prose.choices(parameter.prose) if shape.is_only("string") and not shape.format else None
    return said or ((), "")


def guess_sort(operation: PlainOperation, items: Items, ordering: Ordering) -> Iterator[Guess]:
    """How an order is asked for, and which comes unasked, as far as the document shows it."""
    key, direction = ordering.key, ordering.direction
    if key is None and direction is not None:
        yield Open(("sort",), f"By which field does {direction.name} order?")
    elif key is not None and not items.item.properties:
        yield Open(("sort",), f"What do the values of {key.name} order by? An item's schema names no fields.")
    elif key is not None:
        yield from _asked(items, key, ordering)
    yield from _unasked(operation, items, ordering)


def _asked(items: Items, key: PlainParameter, ordering: Ordering) -> Iterator[Guess]:
    if key.name == ORDER:
        yield Open(("sort", "by"), f"{ORDER}: {ORDERS}")
        return
    values, quote = _values(key)
    if not key.shape.is_only("string") or not values:
        yield Open(("sort", "by"), f"Which values does {key.name} take, and what do they order by?")
        return
    signs = "" if ordering.direction is not None else _signs(key, values)
    if signs is None:
        yield Open(("sort", "order"), f"In which direction does {key.name} order?")
        return
    named = list(dict.fromkeys(each.lstrip("+-") for each in values) if signs else values)
    fields = {value: _field(items, value) for value in named}
    explained = next(
        (value for value, field in fields.items() if field and _explained(key, value, field)), None
    )
    if explained is not None:
        question = f"{explained}: is it the field {fields[explained]}, as its description explains it?"
        yield Open(("sort", "keys", explained), question)
        return
    if not any(fields.values()):
        yield Open(("sort", "keys"), f"What do the values of {key.name} order by? No field is called so.")
        return
    yield Stated(("sort", "by"), key.key, signs or f"{key.name} names what is ordered by")
    yield from _words(ordering)
    # An enum names the keys itself; what only words list is nowhere else to be read.
    keys: dict[str, Json] = {
        value: field and pointer_text((field,)) for value, field in fields.items() if quote or field != value
    }
    if keys:
        told = f"its description says {quoted(quote)}; " if quote else ""
        yield Stated(("sort", "keys"), keys, f"{told}fields {_SO_CALLED}")
    yield from _told_default(ordering, fields)
    for value in (value for value, field in fields.items() if field is None):
        yield Open(("sort", "keys", value), f"By which field does {value} order? No field is called so.")


def _told_default(ordering: Ordering, fields: dict[str, str | None]) -> Iterator[Guess]:
    """The order that comes unasked, where words tell the default of the key or of the direction.

    Where the schemas have both defaults, they state it already.
    """
    key, direction = ordering.key, ordering.direction
    if key is None or direction is None:
        return
    by, because_by = _default(key, fields)
    way, because_way = _default(direction, (ordering.asc, ordering.desc))
    field = fields.get(by) if by else None
    if field is None or not way or not (because_by or because_way):
        return
    sign = "-" if way == ordering.desc else ""
    told = "; ".join(each for each in (because_by, because_way) if each)
    yield Stated(("sort", "default"), [f"{sign}{pointer_text((field,))}"], told)


def _default(parameter: PlainParameter, words: Collection[str]) -> tuple[str, str]:
    """The default of a parameter that takes these words, and the reason if its schema doesn't have it."""
    stated = parameter.shape.default
    if stated is not MISSING:
        return (stated, "") if isinstance(stated, str) else ("", "")
    said = prose.default_word(parameter.prose, words)
    return (said[0], f"the description of {parameter.name} says {quoted(said[1])}") if said else ("", "")


def _explained(key: PlainParameter, value: str, field: str) -> bool:
    """Whether the description says in brackets what a value means, and no field has its very name."""
    return value != field and prose.says(rf"[`'\"]{re.escape(value)}[`'\"]\s*\(", key.prose) is not None


def _signs(key: PlainParameter, values: tuple[str, ...]) -> str | None:
    """The reason to read a `-` before a value as descending, or None where there is none."""
    if any(value.startswith("-") and value[1:] in values for value in values):
        return f"values of {key.name} have a - before them"
    said = prose.says(_SIGN, key.prose)
    return f"its description says {quoted(said)}" if said else None


def _field(items: Items, value: str) -> str | None:
    """The field that the value names: as it is, in another spelling, or with the ending of a moment."""
    if value in items.item.properties or value in items.item.sometimes:
        return value
    names = {fold(name): name for name in items.item.properties}
    bare = fold(value)
    if bare in names:
        return names[bare]
    near = [names[f"{bare}{ending}"] for ending in _MOMENTS if f"{bare}{ending}" in names]
    return near[0] if len(near) == 1 else None


def _words(ordering: Ordering) -> Iterator[Guess]:
    direction = ordering.direction
    if direction is None:
        return
    because = f"the values of {direction.name} are {ordering.asc} and {ordering.desc}"
    yield Stated(("sort", "order"), direction.key, because)
    if ordering.asc != "asc":
        yield Stated(("sort", "asc"), ordering.asc, because)
    if ordering.desc != "desc":
        yield Stated(("sort", "desc"), ordering.desc, because)


def _unasked(operation: PlainOperation, items: Items, ordering: Ordering) -> Iterator[Guess]:
    """The order that comes unasked, where words say that the newest come first."""
    if ordering.key is not None or ordering.direction is not None:
        return
    said = prose.says(_NEWEST, operation.prose)
    created = [name for name in items.item.properties if fold(name) in _CREATED]
    if said and len(created) == 1:
        because = f"the operation's description says {quoted(said)}"
        yield Stated(("sort", "default"), [f"-{pointer_text((created[0],))}"], because)
    else:
        yield Open(("sort", "default"), "In which order do the items come?")
