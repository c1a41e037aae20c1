"""Small words that several families of laws need: what a finding shows, and why a law does not apply."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from conformance.evidence import Page, Walk
from listproof.contract import MISSING, Json, Operation, Pointer, Role

TRANSIENT: Final = frozenset({408, 425, 429})
"""Refusals of the moment, not of the question (RFC 9110, 15.5.9; RFC 6585, 4; RFC 8470, 5.2)."""

_MOST: Final = 5

_ROLES: Final[dict[Role, str]] = {
    "page": "page number",
    "size": "size",
    "offset": "offset",
    "sort": "sort key",
    "order": "sort direction",
    "returned": "number of items returned",
    "total": "total",
    "total_all": "total before filters",
    "pages": "number of pages",
    "has_next": "flag for a next page",
    "has_prev": "flag for a previous page",
    "next": "next token or link",
    "prev": "previous token or link",
    "first": "first token or link",
    "last": "last token or link",
}


def shown(value: Json) -> Json:
    """A value as a finding shows it: a word where there is none."""
    return "(absent)" if value is MISSING else value


def told(ids: Iterable[str]) -> Json:
    """Identities as a finding shows them: the values, and only the first few."""
    listed = list(ids)
    few: list[Json] = [json.loads(identity) for identity in listed[:_MOST]]
    return few if len(listed) <= _MOST else [*few, f"and {len(listed) - _MOST} more"]


def named(identity: str) -> Json:
    """One identity as a finding shows it."""
    return json.loads(identity)


def some(number: int, one: str) -> str:
    """`1 item`, `3 items`."""
    return f"{number} {one}" if number == 1 else f"{number} {one}s"


def items_at(operation: Operation) -> str:
    """Where the items stand: `/data/items`, or `body` where the body is the array."""
    return operation.listing.items.text or "body"


def field_schema(operation: Operation, at: Pointer) -> Mapping[str, Json]:
    """What the document says of an item's field; empty where it says nothing."""
    schema: Json = operation.success.schema
    for token in operation.listing.items.pointer or ():
        schema = _within(schema, "properties", token)
    schema = _within(schema, "items")
    for token in at:
        schema = _within(schema, "properties", token)
    return schema if isinstance(schema, Mapping) else {}


def _within(schema: Json, *keys: str) -> Json:
    for key in keys:
        schema = schema.get(key) if isinstance(schema, Mapping) else None
    return schema


def place_of(operation: Operation, role: Role) -> str:
    """Where a role stands: `/pagination/total`."""
    return operation.listing.meta[role].text


def raw(page: Page, *keys: str | None) -> bool:
    """Whether one of these parameters was asked for in a way that the contract gives no meaning to."""
    question = page.question
    odd = {key for key, _ in (*question.put, *question.add)} | set(question.drop)
    return any(key in odd for key in keys)


def pages_with(walk: Walk, ids: Sequence[str]) -> tuple[Page, ...]:
    """The pages of the walk that hold one of these identities, or else its last page."""
    wanted = set(ids)
    return tuple(page for page in walk.pages if wanted & set(page.ids)) or walk.pages[-1:]


def stated(*roles: Role) -> Callable[[Operation], str]:
    """A `needs`: the law applies where the contract says where these roles stand."""

    def needs(operation: Operation) -> str:
        lacking = [_ROLES[role] for role in roles if role not in operation.listing.meta]
        return f"the contract states no {lacking[0]}" if lacking else ""

    return needs


def paged(operation: Operation) -> str:
    """A `needs`: the law applies to lists that come in pages."""
    return "the list is not paged" if operation.listing.page.by == "none" else ""


def numbered(operation: Operation) -> str:
    """A `needs`: the law applies where a page is asked for by its number or offset."""
    if operation.listing.page.by not in ("page", "offset"):
        return paged(operation) or "pages are asked for by token, not by number"
    return "" if operation.listing.page.param else "no parameter asks for a page"


def sized(operation: Operation) -> str:
    """A `needs`: the law applies where a size can be asked for."""
    return "" if operation.listing.size else "the contract states no size parameter"


def filtered(operation: Operation) -> str:
    """A `needs`: the law applies where the list can be filtered."""
    return "" if operation.listing.filters else "the contract states no filters"


def sortable(operation: Operation) -> str:
    """A `needs`: the law applies where an order can be asked for."""
    sort = operation.listing.sort
    return "" if sort.by and sort.keys else "the contract states no sort parameter"
