"""Extensions: what stands beside an operation, or is named there and stands at the document's root.

Each reader takes the value of one key and the operation, and says what it can; what it can't is a question.
Where a form is documented: https://www.speakeasy.com/docs/sdks/customize/runtime/pagination,
https://buildwithfern.com/learn/api-definitions/openapi/extensions/pagination,
https://github.com/Azure/autorest/blob/main/docs/extensions/readme.md#x-ms-pageable.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from listproof.contract import Json
from listproof.infer.guesses import Open, printable
from listproof.infer.importing.imported import Imported, odd
from listproof.infer.importing.scalar import read_scalar
from listproof.infer.importing.ways import in_body, items_before, keys_of, parameter_of, place_of
from listproof.infer.names import fold
from listproof.infer.plain import PlainOperation

Reader = Callable[[str, Json, PlainOperation], Imported | None]

_PAGE_LIKE: Final = frozenset({"page", "pagenumber", "pageno", "pagenum", "pageindex"})
_OFFSET_LIKE: Final = frozenset({"offset", "skip", "start", "startat", "startindex"})


def _shown(value: Json) -> str:
    text = printable(str(value))
    return text if len(text) <= 40 else f"{text[:37]}..."


def _unread(name: str, value: Mapping[str, Json], known: Iterable[str]) -> Iterator[Open]:
    """A question for each key that is not known."""
    for key in value:
        if key not in known:
            yield Open(("page",), f"{name} has {_shown(key)}, of which nothing is made: what does it mean?")


def _path(name: str, value: Mapping[str, Json], key: str, role: str, opens: list[Open]) -> str | None:
    """The place that the key names; a question where it names none."""
    if value.get(key) is None:
        return None
    place = place_of(value[key])
    if place is None:
        opens.append(
            Open(("meta", role), f"{name} has the {key} {_shown(value[key])}, no place: where is it?")
        )
    return place


def _array(
    name: str, value: Mapping[str, Json], key: str, following: Json, opens: list[Open]
) -> tuple[str, ...] | None:
    """Where the items are, as the key says; else the array whose last item leads to the next page."""
    behind = items_before(following)
    if value.get(key) is None:
        return behind
    items = keys_of(value[key])
    if items is None:
        found = f"{name} has the {key} {_shown(value[key])}, no plain way to an array: where are they?"
        opens.append(Open(("items",), found))
    elif behind is not None and behind != items:
        opens.append(
            Open(
                ("items",),
                f"{name} has items at {_shown(value[key])}, and goes on by {_shown(following)}",
            )
        )
    return items


def _asked(name: str, value: Json, operation: PlainOperation, opens: list[Open]) -> str | None:
    """The parameter that the value names; a question where it stands in a body, which a GET doesn't have."""
    if in_body(value):
        opens.append(
            Open(("page",), f"{name} has {_shown(value)} in the request's body: how does a GET ask for it?")
        )
        return None
    return parameter_of(value, operation)


def _places(**places: str | None) -> dict[str, str]:
    return {role: place for role, place in places.items() if place is not None}


# --- x-speakeasy-pagination ---

_LEADS: Final = {
    "offsetLimit": ("page", "offset"),
    "cursor": ("cursor",),
    "url": (),
    "link": (),
}  # fmt: skip
_INPUTS: Final = ("page", "offset", "limit", "cursor")


def _speakeasy(name: str, value: Json, operation: PlainOperation) -> Imported | None:
    if not isinstance(value, dict):
        return odd("page", f"{name} is {_shown(value)}, which is no object: how are pages asked for?")
    kind, outputs = value.get("type"), value.get("outputs")
    if not isinstance(kind, str) or kind not in _LEADS:
        known = "offsetLimit, cursor and url are known"
        return odd("page", f"{name} has the type {_shown(kind)}, and {known}: how are pages asked for?")
    outputs = outputs if isinstance(outputs, dict) else {}
    opens = [*_unread(name, value, ("type", "inputs", "outputs"))]
    opens.extend(_unread(name, outputs, ("results", "numPages", "nextCursor", "nextUrl")))
    named = dict(_inputs(name, value.get("inputs"), operation, opens))
    by = next((each for each in _LEADS[kind] if each in named), None)
    if not _LEADS[kind]:
        by = "link"
    elif by is None:
        wanted = " or ".join(_LEADS[kind])
        opens.append(Open(("page",), f"{name} names no input of the type {wanted}: how are pages asked for?"))
    key = {"cursor": "nextCursor", "link": "nextUrl"}.get(by or "")
    return Imported(
        by=by,
        param=named.get(by) if by else None,
        size=named.get("limit"),
        items=_array(name, outputs, "results", outputs.get("nextCursor"), opens),
        meta=_places(
            pages=_path(name, outputs, "numPages", "pages", opens),
            next=_path(name, outputs, key, "next", opens) if key else None,
        ),
        opens=tuple(opens),
    )


def _inputs(
    name: str, inputs: Json, operation: PlainOperation, opens: list[Open]
) -> Iterator[tuple[str, str]]:
    """The type and the parameter of each input that a GET can send."""
    for each in inputs if isinstance(inputs, list) else ():
        if not isinstance(each, dict) or not isinstance(each.get("name"), str):
            opens.append(Open(("page",), f"{name} has the input {_shown(each)}, which names no parameter"))
            continue
        called, kind = each["name"], each.get("type")
        if each.get("in") == "requestBody":
            found = f"{name} has {_shown(called)} in the request's body: how does a GET ask for it?"
            opens.append(Open(("page",), found))
        elif kind not in _INPUTS:
            found = f"{name} has the input {_shown(called)} of the type {_shown(kind)}: what does it ask for?"
            opens.append(Open(("page",), found))
        else:
            yield str(kind), parameter_of(called, operation) or called


# --- x-fern-pagination ---

_FERN: Final = (
    "cursor", "next_cursor", "offset", "step", "next_uri", "next_path", "results", "has-next-page",
    "has_next_page", "type",
)  # fmt: skip


def _fern(name: str, value: Json, operation: PlainOperation) -> Imported | None:
    if value is False:
        return None
    if value is True:  # the one at the document's root is meant
        value = operation.spot.document.root.at(name).value
        if not isinstance(value, dict):
            return odd("page", f"{name} is true, and the document's root has none: how are pages asked for?")
    if not isinstance(value, dict):
        return odd("page", f"{name} is {_shown(value)}, which is no object: how are pages asked for?")
    opens = [*_unread(name, value, _FERN)]
    flag = "has-next-page" if "has-next-page" in value else "has_next_page"
    following = next((key for key in ("next_cursor", "next_uri", "next_path") if key in value), "next_cursor")
    by, param, size = _fern_lead(name, value, operation, opens)
    return Imported(
        by=by,
        param=param,
        size=size,
        items=_array(name, value, "results", value.get("next_cursor"), opens),
        meta=_places(
            has_next=_path(name, value, flag, "has_next", opens),
            next=_path(name, value, following, "next", opens),
        ),
        opens=tuple(opens),
    )


def _fern_lead(
    name: str, value: Mapping[str, Json], operation: PlainOperation, opens: list[Open]
) -> tuple[str | None, str | None, str | None]:
    """How pages are asked for, and by which parameters.

    An offset goes on by its step, and by one where there is none, so that it counts pages then.
    """
    if "cursor" in value:
        return "cursor", _asked(name, value["cursor"], operation, opens), None
    if "offset" in value:
        param, step = (_asked(name, value.get(key), operation, opens) for key in ("offset", "step"))
        called = fold((param or "").rpartition(":")[2])
        if step is None and called in _OFFSET_LIKE:
            found = f"{name} has no step: does {param} count pages, as that says, or items, as its name says?"
            opens.append(Open(("page",), found))
            return None, None, None
        return "offset" if step is not None and called not in _PAGE_LIKE else "page", param, step
    if "next_uri" in value or "next_path" in value:
        return "link", None, None
    found = f"{name} has neither cursor, offset, next_uri nor next_path: how are pages asked for?"
    opens.append(Open(("page",), found))
    return None, None, None


# --- x-ms-pageable ---

_PAGEABLE: Final = ("nextLinkName", "itemName", "operationName", "nextLinkVerb")


def _pageable(name: str, value: Json, operation: PlainOperation) -> Imported | None:  # noqa: ARG001 - a reader
    if not isinstance(value, dict) or "nextLinkName" not in value:
        return odd("page", f"{name} names no nextLinkName, as it has to: where is the next page's address?")
    opens = [*_unread(name, value, _PAGEABLE)]
    item = value.get("itemName", "value")
    items = (item,) if isinstance(item, str) and item else None
    if items is None:
        opens.append(Open(("items",), f"{name} has the itemName {_shown(item)}: where are the items?"))
    following, refusal = value["nextLinkName"], _other_way(name, value)
    if refusal:
        return Imported(items=items, opens=tuple(opens), refusal=refusal)
    if following is None:
        return Imported(by="none", items=items, opens=tuple(opens))
    if not isinstance(following, str) or not following:
        opens.append(
            Open(("meta", "next"), f"{name} has the nextLinkName {_shown(following)}: where is the next?")
        )
        return Imported(items=items, opens=tuple(opens))
    meta = _places(next=place_of([following]))
    return Imported(by="link", items=items, meta=meta, opens=tuple(opens))


def _other_way(name: str, value: Mapping[str, Json]) -> str:
    """Why the next page isn't what a GET of the link brings, if it isn't."""
    if isinstance(value.get("operationName"), str):
        return f"{name} says that another operation brings the next page: {_shown(value['operationName'])}"
    verb = value.get("nextLinkVerb")
    if isinstance(verb, str) and verb.upper() != "GET":
        return f"{name} says that the next page is asked for by {_shown(verb)}"
    return ""


# --- x-pagination: two tools have one of this name, and their keys tell which it is ---

_POINTED: Final = {"page": "page", "offset": "offset", "cursor": "cursor", "link": "link"}


def _pagination(name: str, value: Json, operation: PlainOperation) -> Imported | None:
    if isinstance(value, list) and value:
        # Several ways to page: the first is the one that is asked for unless one chooses another.
        return _pagination(name, value[0], operation)
    if isinstance(value, dict) and {"limitParam", "resultsPath", "cursorParam", "pageParam"} & value.keys():
        return _by_params(name, value, operation)
    if isinstance(value, dict) and value.get("type") in _POINTED and {"input", "next"} & value.keys():
        return _by_pointers(name, value, operation)
    return odd("page", f"{name} is of no form that is known: how are pages asked for?")


def _by_params(name: str, value: Mapping[str, Any], operation: PlainOperation) -> Imported:
    known = ("limitParam", "pageParam", "pageOffsetParam", "cursorParam", "cursorPath", "resultsPath")
    opens = [*_unread(name, value, (*known, "pageStart"))]
    leads = (("cursorParam", "cursor"), ("pageParam", "page"), ("pageOffsetParam", "offset"))
    key, by = next((each for each in leads if each[0] in value), ("", None))
    start = value.get("pageStart")
    return Imported(
        by=by,
        param=_asked(name, value[key], operation, opens) if key else None,
        first=start if by == "page" and start in (0, 1) and not isinstance(start, bool) else None,
        size=_asked(name, value.get("limitParam"), operation, opens),
        items=_array(name, value, "resultsPath", None, opens),
        meta=_places(next=_path(name, value, "cursorPath", "next", opens)) if by == "cursor" else {},
        opens=tuple(opens),
    )


def _by_pointers(name: str, value: Mapping[str, Any], operation: PlainOperation) -> Imported:
    by = _POINTED[value["type"]]
    opens = [*_unread(name, value, ("type", "input", "output", "next", "result", "results"))]
    following = {"cursor": "output", "link": "next"}.get(by)
    return Imported(
        by=by,
        param=_asked(name, value.get("input"), operation, opens) if by != "link" else None,
        items=_array(name, value, "result" if "result" in value else "results", None, opens),
        meta=_places(next=_path(name, value, following, "next", opens)) if following else {},
        opens=tuple(opens),
    )


READERS: Final[dict[str, Reader]] = {
    "x-speakeasy-pagination": _speakeasy,
    "x-fern-pagination": _fern,
    "x-scalar-pagination": read_scalar,
    "x-ms-pageable": _pageable,
    "x-pagination": _pagination,
}
