"""Imports: what the extensions of other tools say of paging, in the words of x-listing.

All of them answer one question, how a client gets the next page. So they say where the items are, which
parameters ask for a page and its size, and where the next one is announced, and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from listproof.contract import Json, pointer_text
from listproof.infer.guesses import Open
from listproof.infer.names import fold
from listproof.infer.plain import PlainOperation, PlainParameter
from listproof.infer.shapes import Shape

_PAGE_LIKE: Final = frozenset({"page", "pagenumber", "pageno", "pagenum", "pageindex"})
_STEP: Final = re.compile(r"\.?([^.\[\]]+)|\[(?:'([^']*)'|\"([^\"]*)\"|(-?\d+))\]")
_DEEPEST: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an extension says; what it doesn't say is None."""

    name: str
    by: str | None = None
    param: str | None = None
    first: int | None = None
    size: str | None = None
    items: tuple[str, ...] | None = None
    meta: Mapping[str, str] = field(default_factory=dict)
    opens: tuple[Open, ...] = ()

    @property
    def because(self) -> str:
        """The reason of all that it says."""
        return f"{self.name} says so"


def import_paging(operation: PlainOperation) -> Imported | None:
    """What the first extension says that the operation has; None where it has none."""
    for name, read in _READERS.items():
        value = operation.spot.value.get(name)
        if value is not None:
            imported = read(value, operation)
            return imported and _checked(replace(imported, name=name), operation)
    marked = _stainless(operation) or _typespec(operation)
    return marked and _checked(marked, operation)


def _checked(imported: Imported, operation: PlainOperation) -> Imported | None:
    """What it says, without what the operation doesn't have: that is a question instead."""
    opens = list(imported.opens)
    param, size, by, items = imported.param, imported.size, imported.by, imported.items
    for named in (param, size):
        if named is not None and named not in operation.parameters:
            opens.append(
                Open(
                    ("page",), f"{imported.name} names {named}, and there is no such parameter: which is it?"
                )
            )
    if by in ("page", "offset", "cursor") and (param is None or param not in operation.parameters):
        by = param = None
    if items is not None and not _shape_at(operation, items).is_only("array"):
        opens.append(
            Open(("items",), f"{imported.name} names {pointer_text(items) or 'the body'}, which is no array")
        )
        items = None
    meta = {}
    for role, place in imported.meta.items():
        if place.startswith("/") and not _has(operation, place):
            opens.append(
                Open(("meta", role), f"{imported.name} names {place}, and the body has no such field")
            )
        else:
            meta[role] = place
    size = size if size in operation.parameters else None
    checked = replace(imported, by=by, param=param, size=size, items=items, meta=meta, opens=tuple(opens))
    return checked if (by, size, items) != (None, None, None) or meta else None


def _shape_at(operation: PlainOperation, way: tuple[str, ...]) -> Shape:
    success = operation.success
    shape = (success.body if success else None) or Shape()
    for key in way:
        if key not in shape.properties:
            return Shape()
        shape = operation.shapes.member(shape, key)
    return shape


def _has(operation: PlainOperation, place: str) -> bool:
    way = tuple(token.replace("~1", "/").replace("~0", "~") for token in place.split("/")[1:])
    return way[-1] in _shape_at(operation, way[:-1]).properties


def _keys(path: Json) -> tuple[str, ...] | None:
    """The keys of `$.a.b`, `$response.a['b']`, `a.b` or a list of keys; None for anything else."""
    if isinstance(path, list):
        return tuple(path) if all(isinstance(each, str) for each in path) else None
    if not isinstance(path, str):
        return None
    if path.startswith("/"):
        return tuple(path[1:].split("/"))
    bare = re.sub(r"^\$(?:response(?:\.body#?)?|request)?\.?", "", path)
    keys, end = [], 0
    for match in _STEP.finditer(bare):
        if match.start() != end:
            return None
        keys.append(next(group for group in match.groups() if group is not None))
        end = match.end()
    return tuple(keys) if end == len(bare) else None


def _place(path: Json) -> str | None:
    keys = _keys(path)
    return pointer_text(keys) if keys else None


def _parameter(name: Json, operation: PlainOperation) -> str | None:
    """The key of the parameter that is named so, bare or as `$request.name`."""
    if not isinstance(name, str):
        return None
    bare = re.sub(r"^\$request\.(?:query\.)?", "", name)
    for each in operation.parameters.values():
        if each.name == bare:
            return each.key
    return bare


def _meta(**places: str | None) -> dict[str, str]:
    return {role: place for role, place in places.items() if place is not None}


# --- on the operation ---


def _speakeasy(value: Json, operation: PlainOperation) -> Imported | None:
    if not isinstance(value, dict):
        return None
    kind, outputs = value.get("type"), value.get("outputs")
    outputs = outputs if isinstance(outputs, dict) else {}
    inputs = value.get("inputs")
    named = {
        str(each.get("type")): _parameter(each.get("name"), operation)
        for each in (inputs if isinstance(inputs, list) else ())
        if isinstance(each, dict) and each.get("in", "parameters") == "parameters"
    }
    leads = {"offsetLimit": ("page", "offset"), "cursor": ("cursor",), "url": ()}.get(str(kind), ())
    by = next((each for each in leads if each in named), "link" if kind == "url" else None)
    following = outputs.get("nextUrl") if kind == "url" else outputs.get("nextCursor")
    return Imported(
        name="",
        by=by,
        param=named.get(by) if by else None,
        size=named.get("limit"),
        items=_keys(outputs["results"]) if "results" in outputs else None,
        meta=_meta(pages=_place(outputs.get("numPages")), next=_last_item(following) or _place(following)),
    )


def _last_item(path: Json) -> str | None:
    """`item:/id` for a path such as `$.data[-1].id`."""
    keys = _keys(path)
    if keys and "-1" in keys:
        return "item:" + pointer_text(keys[keys.index("-1") + 1 :])
    return None


def _fern(value: Json, operation: PlainOperation) -> Imported | None:
    if not isinstance(value, dict):
        return None
    items = _keys(value["results"]) if "results" in value else None
    flag = _place(value.get("has-next-page"))
    if "cursor" in value:
        param, following = _parameter(value["cursor"], operation), value.get("next_cursor")
        meta = _meta(has_next=flag, next=_last_item(following) or _place(following))
        return Imported(name="", by="cursor", param=param, items=items, meta=meta)
    if "offset" in value:
        param = _parameter(value["offset"], operation)
        step = _parameter(value.get("step"), operation)
        by = "offset" if step is not None and fold(param or "") not in _PAGE_LIKE else "page"
        return Imported(name="", by=by, param=param, size=step, items=items, meta=_meta(has_next=flag))
    following = value.get("next_uri", value.get("next_path"))
    if following is None:
        return None
    return Imported(name="", by="link", items=items, meta=_meta(has_next=flag, next=_place(following)))


def _pageable(value: Json, operation: PlainOperation) -> Imported | None:  # noqa: ARG001 - one form for all readers
    if not isinstance(value, dict) or "nextLinkName" not in value:
        return None
    items = _keys([str(value.get("itemName", "value"))])
    following = value["nextLinkName"]
    if following is None:
        return Imported(name="", by="none", items=items)
    return Imported(name="", by="link", items=items, meta=_meta(next=_place([str(following)])))


def _pagination(value: Json, operation: PlainOperation) -> Imported | None:
    """`x-pagination` with limitParam, pageParam, pageOffsetParam, cursorParam, cursorPath and resultsPath."""
    if not isinstance(value, dict):
        return None
    for key, by in (("cursorParam", "cursor"), ("pageParam", "page"), ("pageOffsetParam", "offset")):
        if key in value:
            start = value.get("pageStart")
            return Imported(
                name="",
                by=by,
                param=_parameter(value[key], operation),
                first=start if by == "page" and start in (0, 1) else None,
                size=_parameter(value.get("limitParam"), operation),
                items=_keys(value.get("resultsPath")) if "resultsPath" in value else None,
                meta=_meta(next=_place(value.get("cursorPath"))) if by == "cursor" else {},
            )
    return None


_SCALAR_BY: Final = {
    "offset": "offset", "pageNumber": "page", "cursor": "cursor", "cursorId": "cursor", "cursorUrl": "link",
    "fakePage": "none",
}  # fmt: skip
_SCALAR_ROLES: Final = {
    "hasMore": "has_next", "total": "total", "totalPages": "pages", "currentPage": "page",
    "pageNumber": "page",
    "pageSize": "size", "limit": "size", "offset": "offset", "cursor": "next", "cursorUrl": "next",
}  # fmt: skip


def _scalar(value: Json, operation: PlainOperation) -> Imported | None:
    if isinstance(value, str):
        schemes = operation.spot.document.root.at("x-scalar-pagination").value
        named = [each for each in schemes if isinstance(each, dict)] if isinstance(schemes, list) else []
        value = next((each for each in named if each.get("name") == value), None)
    if not isinstance(value, dict):
        return None
    kind = str(value.get("type"))
    asked = {str(each.get("type")): each.get("param", name) for name, each in _entries(value.get("request"))}
    size = asked.get("limit") or asked.get("pageSize")
    items, meta = None, {}
    for name, each in _entries(value.get("response")):
        role = str(each.get("type"))
        place = _scalar_place(name, each)
        if role == "items":
            items = _keys(place)
        elif role == "cursorId":
            meta["next"] = "item:" + pointer_text(_keys(each.get("itemCursor", "id")) or ("id",))
        elif role in _SCALAR_ROLES and place is not None:
            meta[_SCALAR_ROLES[role]] = place if isinstance(place, str) else pointer_text(tuple(place))
    lead = _parameter(asked.get(kind), operation)
    return Imported(
        name="",
        by=_SCALAR_BY.get(kind),
        param=lead if kind not in ("cursorUrl", "fakePage") else None,
        size=_parameter(size, operation),
        items=items,
        meta=meta,
    )


def _entries(value: Json) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, each in value.items() if isinstance(value, dict) else ():
        if isinstance(each, dict):
            yield name, each


def _scalar_place(name: str, each: Mapping[str, Json]) -> Json:
    """Where a role of the response stands: a list of keys in the body, or a place of a header."""
    location = each.get("location", "body")
    if location == "header":
        return f"header:{each.get('headerName', name)}"
    if location == "linkHeader":
        return f"link:{each.get('rel', 'next')}"
    path = each.get("path", each.get("property", name))
    return list(_keys(path) or ())


_READERS: Final[dict[str, Callable[[Json, PlainOperation], Imported | None]]] = {
    "x-speakeasy-pagination": _speakeasy,
    "x-fern-pagination": _fern,
    "x-scalar-pagination": _scalar,
    "x-ms-pageable": _pageable,
    "x-pagination": _pagination,
}


# --- on parameters and fields ---


def _marked_fields(operation: PlainOperation) -> Iterator[tuple[tuple[str, ...], Mapping[str, Json]]]:
    """Every field of the body near its root that has an extension of its own, with its keys."""
    success = operation.success
    waiting: list[tuple[tuple[str, ...], Shape]] = [((), success.body)] if success and success.body else []
    while waiting:
        way, shape = waiting.pop(0)
        for name, spot in shape.properties.items():
            inner = (*way, name)
            if isinstance(spot.value, dict) and any(key.startswith("x-") for key in spot.value):
                yield inner, spot.value
            held = operation.shapes.at(spot)
            if held.is_only("object") and len(inner) < _DEEPEST:
                waiting.append((inner, held))


def _marked_parameters(operation: PlainOperation) -> Iterator[tuple[PlainParameter, Mapping[str, Json]]]:
    for each in operation.parameters.values():
        inner = each.schema.value if each.schema is not None and isinstance(each.schema.value, dict) else {}
        yield each, {**inner, **each.extensions}


_STAINLESS: Final = "x-stainless-pagination-property"
_STAINLESS_PARAMS: Final = {
    "next_cursor_param": "cursor", "next_cursor_id_param": "cursor", "page_number_param": "page",
    "offset_count_param": "offset",
}  # fmt: skip
_STAINLESS_FIELDS: Final = {
    "next_cursor_field": "next", "cursor_url_field": "next", "current_page_number_field": "page",
    "total_page_count_field": "pages", "offset_total_count_field": "total", "has_next_page": "has_next",
    "previous_cursor_field": "prev",
}  # fmt: skip


def _purpose(said: Mapping[str, Json]) -> tuple[str, Mapping[str, Json]]:
    value = said.get(_STAINLESS)
    return (str(value.get("purpose")), value) if isinstance(value, dict) else ("", {})


def _stainless(operation: PlainOperation) -> Imported | None:
    by = param = None
    for parameter, said in _marked_parameters(operation):
        purpose, _ = _purpose(said)
        if purpose in _STAINLESS_PARAMS and by is None:
            by, param = _STAINLESS_PARAMS[purpose], parameter.key
    items: tuple[str, ...] | None = None
    meta: dict[str, str] = {}
    for way, said in _marked_fields(operation):
        purpose, value = _purpose(said)
        header = value.get("from_header")
        if purpose == "items":
            items = way
        elif purpose in _STAINLESS_FIELDS:
            place = f"header:{header}" if isinstance(header, str) else pointer_text(way)
            meta[_STAINLESS_FIELDS[purpose]] = place
            by = "link" if purpose == "cursor_url_field" and by is None else by
    found = by is not None or items is not None or bool(meta)
    return Imported(name=_STAINLESS, by=by, param=param, items=items, meta=meta) if found else None


_TYPESPEC_FIELDS: Final = {
    "x-ms-list-next-link": "next", "x-ms-list-prev-link": "prev", "x-ms-list-first-link": "first",
    "x-ms-list-last-link": "last", "x-ms-list-continuation-token": "next",
}  # fmt: skip
_TYPESPEC_PARAMS: Final = {
    "x-ms-list-page-index": "page", "x-ms-list-offset": "offset", "x-ms-list-continuation-token": "cursor",
}  # fmt: skip


def _typespec(operation: PlainOperation) -> Imported | None:
    by = param = size = None
    for parameter, said in _marked_parameters(operation):
        for key, lead in _TYPESPEC_PARAMS.items():
            if said.get(key) is True:
                by, param = lead, parameter.key
        if said.get("x-ms-list-page-size") is True:
            size = parameter.key
    items: tuple[str, ...] | None = None
    meta: dict[str, str] = {}
    for way, said in _marked_fields(operation):
        if said.get("x-ms-list-page-items") is True:
            items = way
        meta.update(
            {role: pointer_text(way) for key, role in _TYPESPEC_FIELDS.items() if said.get(key) is True}
        )
    if by is None and "next" in meta:
        by = "link"
    found = by is not None or items is not None or size is not None
    return (
        Imported(name="x-ms-list", by=by, param=param, size=size, items=items, meta=meta) if found else None
    )
