"""Scalar: `x-scalar-pagination`, a scheme beside the operation or the name of one at the document's root.

Its form is documented at https://github.com/scalar/scalar, in the pages of its SDK generator.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from listproof.contract import Json, pointer_text
from listproof.infer.guesses import Open, printable
from listproof.infer.importing.imported import Imported, odd
from listproof.infer.importing.ways import keys_of, parameter_of
from listproof.infer.plain import PlainOperation

_BY: Final = {
    "offset": "offset", "pageNumber": "page", "cursor": "cursor", "cursorId": "cursor", "cursorUrl": "link",
    "fakePage": "none",
}  # fmt: skip
_ROLES: Final = {
    "hasMore": "has_next", "total": "total", "totalPages": "pages", "currentPage": "page",
    "pageNumber": "page", "pageSize": "size", "limit": "size", "offset": "offset", "cursor": "next",
    "cursorUrl": "next",
}  # fmt: skip


def read_scalar(name: str, value: Json, operation: PlainOperation) -> Imported | None:
    """What the scheme says; None where it is false, which says nothing of the API."""
    if value is False:
        return None
    if isinstance(value, str):
        called, value = value, _named(name, value, operation)
        if value is None:
            return odd("page", f"{name} names {printable(called)}, and the root has no such scheme")
    if not isinstance(value, dict):
        return odd("page", f"{name} is {printable(str(value))[:40]}, which is no scheme")
    kind = value.get("type")
    if not isinstance(kind, str) or kind not in _BY:
        return odd("page", f"{name} has the type {printable(str(kind))[:40]}, none of {', '.join(_BY)}")
    return _Scheme(name, kind, value, operation).imported()


def _named(name: str, called: str, operation: PlainOperation) -> Json:
    schemes = operation.spot.document.root.at(name).value
    named = [each for each in schemes if isinstance(each, dict)] if isinstance(schemes, list) else []
    return next((each for each in named if each.get("name") == called), None)


def _entries(value: Json) -> Iterator[tuple[str, dict[str, Any]]]:
    for key, each in value.items() if isinstance(value, dict) else ():
        if isinstance(each, dict):
            yield key, each


class _Scheme:
    """One scheme being read."""

    def __init__(self, name: str, kind: str, value: Mapping[str, Json], operation: PlainOperation) -> None:
        self._name = name
        self._kind = kind
        self._value = value
        self._operation = operation
        self._opens: list[Open] = []

    def imported(self) -> Imported:
        """What it says."""
        asked = dict(self._asked())
        items, meta = self._told()
        if self._value.get("continueOnEmptyItems") is True:
            self._open("page", "says that a page may be empty before the last: may it?")
        by = _BY[self._kind]
        return Imported(
            by=by,
            param=asked.get(self._kind) if by not in ("link", "none") else None,
            size=asked.get("limit") or asked.get("pageSize"),
            items=items,
            meta=meta,
            opens=tuple(self._opens),
        )

    def _open(self, at: str, said: str) -> None:
        self._opens.append(Open((at,), f"{self._name} {said}"))

    def _asked(self) -> Iterator[tuple[str, str]]:
        """The role and the parameter of each field of the request."""
        for key, each in _entries(self._value.get("request")):
            named = each.get("param", key)
            if each.get("location", self._value.get("paramLocation")) == "body":
                self._open("page", f"has {printable(str(named))} in the body: how does a GET send it?")
                continue
            parameter = parameter_of(named, self._operation)
            if parameter is not None:
                yield str(each.get("type")), parameter

    def _told(self) -> tuple[tuple[str, ...] | None, dict[str, str]]:
        """Where the items are, and the place of each role in the answer."""
        items: tuple[str, ...] | None = None
        meta: dict[str, str] = {}
        for key, each in _entries(self._value.get("response")):
            role = str(each.get("type"))
            if self._kind == "cursorId" and (role == "cursorId" or "itemCursor" in each):
                inside = keys_of(each.get("itemCursor", ["id"]))
                meta["next"] = "item:" + pointer_text(inside or ("id",))
            if role == "items":
                items = self._way(key, each)
            elif role in _ROLES:
                place = self._place(key, each)
                if place:
                    meta.setdefault(_ROLES[role], place)
            elif role != "cursorId":
                self._open("meta", f"has {printable(key)} of the type {printable(role)[:40]}: what is it?")
        return items, meta

    def _way(self, key: str, each: Mapping[str, Json]) -> tuple[str, ...] | None:
        path = each.get("path", each.get("property", key))
        way = keys_of(path)
        further = keys_of(each["cursorPath"]) if "cursorPath" in each else ()
        if way is None or further is None:
            self._open("meta", f"has {printable(key)} at {printable(str(path))[:40]}, which is no place")
            return None
        return (*way, *further)

    def _place(self, key: str, each: Mapping[str, Json]) -> str | None:
        location = each.get("location", "body")
        if location == "header":
            return f"header:{each.get('headerName', key)}"
        if location == "linkHeader":
            return f"link:{each.get('rel', 'next')}"
        way = self._way(key, each)
        return pointer_text(way) if way else None
