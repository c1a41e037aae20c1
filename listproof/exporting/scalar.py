"""Scalar: `x-scalar-pagination`, a scheme beside the operation (https://github.com/scalar/scalar)."""

from __future__ import annotations

from typing import Any, Final

from listproof.contract import Place, Role
from listproof.exporting.said import CannotSay, Paged, Said

KEY: Final = "x-scalar-pagination"
# The type and the name of a scheme. The same scheme has the same name wherever it stands: it names a class.
_SCHEMES: Final = {
    "page": ("pageNumber", "numberedPage"), "offset": ("offset", "offsetPage"),
    "cursor": ("cursor", "cursorPage"), "item": ("cursorId", "cursorIdPage"),
    "link": ("cursorUrl", "linkedPage"), "none": ("fakePage", "wholePage"),
}  # fmt: skip
_ROLES: Final[dict[Role, str]] = {
    "has_next": "hasMore", "total": "total", "pages": "totalPages", "page": "currentPage",
    "size": "pageSize", "offset": "offset",
}  # fmt: skip


def say(paged: Paged) -> Said:
    """What it says of the list. Raises CannotSay where that would be nothing or wrong."""
    by = paged.listing.page.by
    if not paged.items:
        raise CannotSay("the items are the body itself, and only a field of it can be named")
    following = paged.following() if by in ("cursor", "link") else None
    kind, name = _SCHEMES["item" if following is not None and following.where == "item" else by]
    carried = {"items", "page.by"}
    request: dict[str, Any] = {}
    items: dict[str, Any] = {"type": "items", "path": list(paged.items)}
    response: dict[str, Any] = {"items": items}
    if by in ("page", "offset", "cursor"):
        request["page"] = {"type": kind, "param": paged.param()}
        carried.add("page.param")
    size = paged.size()
    if size is not None:
        request["limit"] = {"type": "limit", "param": size}
        carried.add("size.param")
    if following is not None:
        _lead(kind, following, items, response)
        carried.add("meta.next")
    for role, its in _ROLES.items():
        said = _read(its, paged.place(role))
        if said is not None:
            response[its] = said
            carried.add(f"meta.{role}")
    value = {"name": name, "type": kind, "request": request, "response": response}
    return Said(value=value, carried=frozenset(carried))


def _lead(kind: str, following: Place, items: dict[str, Any], response: dict[str, Any]) -> None:
    """Write where the answer says what leads on."""
    if kind == "cursorId":
        items["itemCursor"] = list(following.pointer or ())
    elif kind == "cursorUrl" and following.where == "link":
        response["next"] = {"type": kind, "location": "linkHeader", "rel": following.name}
    elif kind == "cursorUrl" and following.where == "body":
        response["next"] = {"type": kind, "location": "bodyLink", "path": list(following.pointer or ())}
    else:
        said = _read(kind, following)
        if said is None:
            raise CannotSay(f"what leads on is in {following.text}, where it can't be read")
        response["next"] = said


def _read(kind: str, place: Place | None) -> dict[str, Any] | None:
    """How the place is written; None where it can't be."""
    if place is not None and place.where == "body" and place.pointer:
        return {"type": kind, "path": list(place.pointer)}
    if place is not None and place.where == "header" and place.pointer is None:
        return {"type": kind, "location": "header", "headerName": place.name}
    return None
