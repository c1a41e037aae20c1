"""Reading an answer by the contract: from an exchange to a page, or to nothing where it is none.

What stands where is the contract's; what an absent or odd value means is the laws' business.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from conformance.asking.required import lacks_required, required_size
from conformance.evidence import Exchange, Page
from conformance.questions import Question
from listproof.contract import MISSING, Json, Listing, Operation, Place, Role, Size, look

_TEXT_ROLES = frozenset({"sort", "order", "next", "prev", "first", "last"})
_INTEGER = re.compile(r"[+-]?[0-9]{1,18}\Z", re.ASCII)
# RFC 8288, 3: link-value = "<" URI-Reference ">" *( OWS ";" OWS link-param )
# A target holds no "<" (RFC 3986, 2), and one that did would be looked through from each of them.
_LINK = re.compile(r'<([^<>]*)>((?:\s*;\s*[^\s=;,"]+(?:\s*=\s*(?:"(?:[^"\\]|\\.)*"|[^\s;,"]*))?)*)')
_REL = re.compile(r';\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,"]+))', re.IGNORECASE)


def read_page(operation: Operation, exchange: Exchange) -> Page | None:
    """The page that a successful answer holds; None where it has no array of items where they should be."""
    if exchange.request.method != "GET" or not 200 <= exchange.status < 300:
        return None
    if lacks_required(operation, exchange.question):
        return None
    listing = operation.listing
    items = stands_at(listing.items, exchange)
    if not isinstance(items, list):
        return None
    size = size_meant(operation, exchange.question)
    return Page(
        exchange=exchange,
        items=tuple(items),
        ids=tuple(identity(listing, item) for item in items),
        meta=MappingProxyType(dict(_meta(listing, exchange, items))),
        skipped=skipped_meant(operation, exchange.question, size),
        size=size,
    )


def stands_at(place: Place, exchange: Exchange, items: list[Json] | None = None) -> Json:
    """What stands at a place of an answer, or MISSING. `items` are needed for a place in the last item."""
    pointer = place.pointer or ()
    if place.where == "body":
        return MISSING if exchange.json is MISSING else look(exchange.json, pointer)
    if place.where == "item":
        return look(items[-1], pointer) if items else MISSING
    if place.where == "link":
        return links(exchange).get(place.name, MISSING)
    text = exchange.header(place.name)
    if text is None:
        return MISSING
    if place.pointer is None:
        return text
    try:
        return look(json.loads(text), pointer)
    except (ValueError, RecursionError):
        return MISSING


def links(exchange: Exchange) -> Mapping[str, str]:
    """The links of the Link header by relation, the first of each (RFC 8288, 3.3)."""
    found: dict[str, str] = {}
    for target, parameters in _LINK.findall(exchange.header("link") or ""):
        relation = _REL.search(parameters)
        for name in (relation[1] or relation[2] or "").split() if relation else ():
            found.setdefault(name.lower(), target.strip())
    return found


def _meta(listing: Listing, exchange: Exchange, items: list[Json]) -> list[tuple[Role, Json]]:
    read = []
    for role, place in listing.meta.items():
        value = stands_at(place, exchange, items)
        if place.where == "header" and place.pointer is None and isinstance(value, str):
            value = value if role in _TEXT_ROLES else _from_text(value)
        read.append((role, value))
    return read


def _from_text(text: str) -> Json:
    """A header's text as the number or flag that it spells; any other text stays."""
    text = text.strip()
    if _INTEGER.match(text):
        return int(text)
    return {"true": True, "false": False}.get(text.lower(), text)


# --- identity ------------------------------------------------------------------------------------------


def identity(listing: Listing, item: Json) -> str:
    """What makes an item itself, as canonical text; the whole item where the contract names no id, or
    the item has none there."""
    named = MISSING if listing.id is None else look(item, listing.id)
    return canonical(item if named is MISSING else named)


def canonical(value: Json) -> str:
    """A JSON value as text that is equal exactly for equal values: 1 is 1.0, members have no order."""
    if value is MISSING:
        return "missing"
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, (bool, int)) or value is None:
        return json.dumps(value)
    return json.dumps(_plain(value), sort_keys=True, separators=(",", ":"))


# The same identities come on page after page.
_quoted = lru_cache(maxsize=20_000)(json.dumps)


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return int(value) if math.isfinite(value) and value.is_integer() else value
    if isinstance(value, dict):
        return {str(key): _plain(member) for key, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(element) for element in value]
    return value


# --- what the question means ---------------------------------------------------------------------------


def is_raw(question: Question, key: str | None) -> bool:
    """Whether the parameter is sent in a way that the contract does not give a meaning to."""
    return key is not None and (
        key in {name for name, _ in (*question.put, *question.add)} or key in question.drop
    )


def size_meant(operation: Operation, question: Question) -> int | None:
    """The number of rows that the question asks for; None where the contract leaves it open."""
    size = operation.listing.size
    if size is None or is_raw(question, size.param) or is_raw(question, size.alias):
        return None
    if question.size is None and (sent := required_size(operation)) is not None:
        return sent
    if question.size is None:
        return size.default if size.omit == ("default",) else None
    return _in_bounds(size, question.size)


def _in_bounds(size: Size, asked: int) -> int | None:
    if size.maximum is not None and asked > size.maximum:
        return size.maximum if size.over == ("clamp",) else None
    # Without a documented minimum the floor is 1, and that is assumed, not promised.
    if asked >= (1 if size.minimum is None else size.minimum) and asked > 0:
        return asked
    if size.minimum is not None and size.minimum > 0 and size.under == ("clamp",):
        return size.minimum
    return size.default if size.under == ("default",) else None


def first_position(operation: Operation) -> int | None:
    """The position of the first page where positions are numbers and the contract says where they start."""
    paging = operation.listing.page
    if paging.by == "offset":
        return 0
    if paging.by == "page" and len(set(paging.first)) == 1:
        return paging.first[0]
    return None


def skipped_meant(operation: Operation, question: Question, size: int | None) -> int | None:
    """The rows before the page that is asked for; None where the contract leaves their number open."""
    paging = operation.listing.page
    if paging.by == "none":
        return 0
    # A link's own parameters are not in the contract: what is added by hand may be one of them.
    if is_raw(question, paging.param) or (paging.by == "link" and question.add):
        return None
    position: int | str | None = question.position
    if position is None:
        position = _documented_default(operation)
        if position is None:
            return 0
    first = first_position(operation)
    if isinstance(position, str) or first is None or position < first:
        return None
    if position == first:
        return 0
    return position if paging.by == "offset" else None if size is None else (position - first) * size


def _documented_default(operation: Operation) -> int | None:
    paging = operation.listing.page
    parameter = operation.parameters.get(paging.param) if paging.param else None
    default = parameter.default if parameter and paging.by in ("page", "offset") else None
    return default if isinstance(default, int) and not isinstance(default, bool) else None
