"""Orders: the `sort` of an `x-listing`, and the order that the document states by its defaults."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from listproof.contract import MISSING, Json, Parameter, Pointer, Sort, SortField, pointer_text
from listproof.reading.faults import meant, shown
from listproof.reading.places import standing_at
from listproof.reading.surroundings import Surroundings


def read_sort(around: Surroundings) -> Sort:
    """How an order is asked for, and the order that comes unasked.

    Where `sort.default` is not stated, the defaults of the two parameters state it: `sort_by` defaults
    to updated_at and `sort_order` to descending, so the order is updated_at, descending.
    """
    section = around.statement.section("sort")
    by = _parameter(around, section, "by")
    order = _parameter(around, section, "order")
    asc, desc = str(section.get("asc", "asc")), str(section.get("desc", "desc"))
    if order is not None:
        _check_words(around, order, section, asc, desc)
    keys = _keys(around, section, by, signed=order is None)
    if "default" in section:
        default = tuple(_stated_default(around, section["default"] or [], keys))
    else:
        default = _default_of(by, order, desc, keys)
    return Sort(
        by=by.key if by else None,
        order=order.key if order else None,
        asc=asc,
        desc=desc,
        keys=MappingProxyType(keys),
        default=default,
    )


def _parameter(around: Surroundings, section: Mapping[str, Json], key: str) -> Parameter | None:
    named = section.get(key)
    return around.parameter(named, "sort", key) if isinstance(named, str) else None


def _check_words(
    around: Surroundings, order: Parameter, section: Mapping[str, Json], asc: str, desc: str
) -> None:
    for key, word in (("asc", asc), ("desc", desc)):
        if order.enum and word not in order.enum:
            is_stated = key in section
            at = ("sort", key) if is_stated else ("sort", "order")
            has = "its enum has" if is_stated else f"say sort.{key}: its enum has"
            direction = "ascending" if key == "asc" else "descending"
            around.fault(
                at,
                f"{shown(word)}, the word for {direction}, is no value of {order.key}",
                meant(word, map(str, order.enum), has=has),
            )


def _keys(
    around: Surroundings, section: Mapping[str, Json], by: Parameter | None, *, signed: bool
) -> dict[str, SortField]:
    """The field of each value of `by`: the one that `keys` names, else the one of the value's own name."""
    if by is None:
        return {}
    stated = section.get("keys") or {}
    values = list(dict.fromkeys(_unsigned(str(value), signed) for value in by.enum))
    keys: dict[str, SortField] = {}
    for value in dict.fromkeys((*values, *stated)):
        if values and value not in values:
            around.fault(
                ("sort", "keys", value),
                f"{shown(value)} is no value of {by.key}",
                meant(value, values, has="its enum has"),
            )
            continue
        if value in stated:
            text = stated[value]
            at = None if text is None else around.field(text, "sort", "keys", value)
        else:
            at = _field_of_that_name(around, by, value)
        keys[value] = SortField(name=value, at=at)
    return keys


def _unsigned(value: str, signed: bool) -> str:
    return value.lstrip("+-") if signed else value


def _field_of_that_name(around: Surroundings, by: Parameter, value: str) -> Pointer:
    schema = around.item_schema
    if schema is not None and standing_at(schema, (value,)).lacking:
        around.fault(
            ("sort", "by"),
            f"{by.key} may be {shown(value)}, and an item has no /{value}",
            f"name its field in sort.keys, as {value}: /its/field, or {value}: null where no item shows it",
        )
    return (value,)


def _stated_default(
    around: Surroundings, entries: list[Json], keys: Mapping[str, SortField]
) -> Iterator[SortField]:
    for index, entry in enumerate(entries):
        if not isinstance(entry, str):
            continue
        descending = entry.startswith("-")
        text = entry.removeprefix("-")
        spot = ("sort", "default", str(index))
        if text.startswith("/"):
            at = around.field(text, *spot)
            name = next((key for key, known in keys.items() if known.at == at), pointer_text(at or ()))
            yield SortField(name=name, at=at, descending=descending)
        elif text in keys:
            yield SortField(name=text, at=keys[text].at, descending=descending)
        else:
            around.fault(
                spot,
                f"{shown(text)} is neither a field nor a sort key",
                meant(text, keys, has="sort keys are")
                or "write a field as a JSON Pointer, such as -/created_at",
            )


def _default_of(
    by: Parameter | None, order: Parameter | None, desc: str, keys: Mapping[str, SortField]
) -> tuple[SortField, ...]:
    if by is None or by.default is MISSING or by.default is None:
        return ()
    if order is not None:
        known = keys.get(str(by.default))
        if known is None or order.default is MISSING:
            return ()
        return (SortField(name=known.name, at=known.at, descending=order.default == desc),)
    asked = [part for part in str(by.default).split(",") if part]
    fields = [(keys.get(part.lstrip("+-")), part.startswith("-")) for part in asked]
    if any(known is None for known, _ in fields):
        return ()
    return tuple(
        SortField(name=known.name, at=known.at, descending=falling) for known, falling in fields if known
    )
