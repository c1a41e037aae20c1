"""Which order a request asks for: its fields, and the words with which the page repeats it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from listproof.contract import MISSING, Json, Operation, Sort, SortField
from mock_server.engine.comparing import written
from mock_server.engine.schemas import item_schema, schemas_at
from mock_server.engine.values import Unfit


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """The fields to sort by, the first first; none for the default order. Ties keep the default order."""

    fields: tuple[SortField, ...] = ()
    sort: str | None = None
    """The value of `by` that was applied, as `meta.sort` repeats it."""
    order: str | None = None
    """The word for the direction, as `meta.order` repeats it."""


def sort_of(operation: Operation) -> Sort:
    """The operation's sort; where the document lists no keys at all, each of the item's members is one."""
    sort = operation.mocked.sort
    item = item_schema(operation)
    if sort.by is None or sort.keys or item is None:
        return sort
    names = dict.fromkeys(name for part in schemas_at(item, ()) for name in part.get("properties", {}))
    return replace(sort, keys={name: SortField(name=name, at=(name,)) for name in names})


def order_asked(sort: Sort, values: Mapping[str, Json], sent: frozenset[str]) -> Order:
    """The order for these values of the parameters; `sent` are those that are no defaults.

    A direction alone turns the first field of the default order. Raises Unfit for a key that there isn't.
    """
    asked = values.get(sort.by) if sort.by is not None else None
    downward = _downward(sort, values)
    if asked is None or asked is MISSING:
        only_direction = downward if sort.order in sent else None
        return _default_order(sort, only_direction)
    texts = asked if isinstance(asked, tuple) else (asked,)
    if sort.order is not None:
        fields = tuple(_field(sort, written(text), downward=downward is True) for text in texts)
    else:
        fields = tuple(_signed(sort, part) for text in texts for part in written(text).split(","))
    return Order(fields=fields, sort=",".join(map(written, texts)), order=_word(sort, downward is True))


def _downward(sort: Sort, values: Mapping[str, Json]) -> bool | None:
    """Whether the order parameter asks for the descending order; None where it says nothing."""
    word = values.get(sort.order) if sort.order is not None else None
    if word is None or word is MISSING:
        return None
    return written(word) == sort.desc


def _default_order(sort: Sort, downward: bool | None) -> Order:
    if not sort.default:
        return Order(order=None if downward is None else _word(sort, downward))
    first = sort.default[0]
    own = first.at[-1] if first.at else first.name
    name = next((key for key, field in sort.keys.items() if _same_field(field, first)), own)
    turned = downward is not None and downward is not first.descending
    return Order(
        fields=(replace(first, descending=not first.descending),) if turned else (),
        sort=name,
        order=_word(sort, first.descending is not turned),
    )


def _same_field(one: SortField, other: SortField) -> bool:
    return one.at == other.at and (one.at is not None or one.name == other.name)


def _field(sort: Sort, key: str, *, downward: bool) -> SortField:
    field = sort.keys.get(key)
    if field is None:
        raise Unfit(f"be one of {', '.join(sort.keys)}")
    return replace(field, descending=field.descending is not downward)


def _signed(sort: Sort, text: str) -> SortField:
    if text in sort.keys:
        return sort.keys[text]
    if text[:1] in ("-", "+") and text[1:] in sort.keys:
        return _field(sort, text[1:], downward=text.startswith("-"))
    keys = ", ".join(sort.keys)
    raise Unfit(f"be one of {keys}, or several with commas between, with - before what descends")


def _word(sort: Sort, downward: bool) -> str:
    return sort.desc if downward else sort.asc
