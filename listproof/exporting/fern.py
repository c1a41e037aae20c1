"""Fern: `x-fern-pagination` (https://buildwithfern.com/learn/api-definitions/openapi/extensions/pagination)."""

from __future__ import annotations

import re
from typing import Final

from listproof.contract import Json, Place, Pointer
from listproof.exporting.said import CannotSay, Paged, Said

KEY: Final = "x-fern-pagination"
_PLAIN: Final = re.compile(r"[^\s.\[\]'\"]+")


def say(paged: Paged) -> Said:
    """What it says of the list. Raises CannotSay where that would be nothing or wrong."""
    by = paged.listing.page.by
    if by == "none":
        raise CannotSay("the whole list comes at once")
    value: dict[str, Json] = {}
    carried = {"items", "page.by"}
    if by in ("page", "offset"):
        value["offset"] = _asked(paged.param())
        carried.add("page.param")
        if by == "offset":
            value["step"] = _step(paged)
            carried.add("size.param")
    elif by == "cursor":
        value |= {"cursor": _asked(paged.param()), "next_cursor": _told(_in_body(paged, "token"))}
        carried |= {"page.param", "meta.next"}
    else:
        value["next_uri"] = _told(_in_body(paged, "address"))
        carried.add("meta.next")
    if not paged.items:
        raise CannotSay("the items are the body itself, and only a field of it can be named")
    value["results"] = _told(paged.items)
    more = paged.in_body("has_next")
    if more and by in ("page", "offset") and _is_plain(more):
        value["has-next-page"] = _told(more)
        carried.add("meta.has_next")
    return Said(value=value, carried=frozenset(carried))


def _step(paged: Paged) -> str:
    """The size, by which an offset goes on: without it, it goes on by one."""
    size = paged.size()
    if size is None:
        raise CannotSay("an offset goes on by the size, and no parameter is stated that asks for one")
    return _asked(size)


def _in_body(paged: Paged, what: str) -> Pointer:
    following: Place = paged.following()
    if following.where != "body":
        raise CannotSay(f"the next {what} is in {following.text}, and only a field of the body can be named")
    return following.pointer or ()


def _asked(name: str) -> str:
    if not _PLAIN.fullmatch(name):
        raise CannotSay(f"the parameter {name} has a name that its dotted paths can't write")
    return f"$request.{name}"


def _is_plain(pointer: Pointer) -> bool:
    return all(_PLAIN.fullmatch(token) for token in pointer)


def _told(pointer: Pointer) -> str:
    odd = next((token for token in pointer if not _PLAIN.fullmatch(token)), None)
    if odd is not None:
        raise CannotSay(f"the field {odd} has a name that its dotted paths can't write")
    return ".".join(("$response", *pointer))
