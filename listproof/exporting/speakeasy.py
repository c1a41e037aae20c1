"""Speakeasy: `x-speakeasy-pagination` (https://www.speakeasy.com/docs/sdks/customize/runtime/pagination)."""

from __future__ import annotations

import re
from typing import Any, Final

from listproof.contract import Pointer
from listproof.exporting.said import CannotSay, Paged, Said

KEY: Final = "x-speakeasy-pagination"
_PLAIN: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def json_path(pointer: Pointer) -> str:
    """The pointer as JSONPath (RFC 9535): `$.data['@next']`."""
    return "$" + "".join(
        f".{token}" if _PLAIN.fullmatch(token) else "['" + _escaped(token) + "']" for token in pointer
    )


def _escaped(name: str) -> str:
    return name.replace("\\", "\\\\").replace("'", "\\'")


def say(paged: Paged) -> Said:
    """What it says of the list. Raises CannotSay where that would be nothing or wrong."""
    by = paged.listing.page.by
    if by in ("page", "offset"):
        return _numbered(paged, by)
    if by == "cursor":
        return _cursor(paged)
    if by == "link":
        return _link(paged)
    raise CannotSay("the whole list comes at once")


def _input(name: str, kind: str) -> dict[str, str]:
    return {"name": name, "in": "parameters", "type": kind}


def _value(kind: str, inputs: list[dict[str, str]], outputs: dict[str, str]) -> dict[str, Any]:
    return {"type": kind, **({"inputs": inputs} if inputs else {}), "outputs": outputs}


def _numbered(paged: Paged, by: str) -> Said:
    carried = {"items", "page.by", "page.param"}
    inputs = [_input(paged.param(), by)]
    outputs = {"results": json_path(paged.items)}
    size, pages = paged.size(), paged.in_body("pages")
    if size is not None:
        inputs.append(_input(size, "limit"))
        carried.add("size.param")
    if pages and by == "page":
        outputs["numPages"] = json_path(pages)
        carried.add("meta.pages")
    return Said(value=_value("offsetLimit", inputs, outputs), carried=frozenset(carried))


def _cursor(paged: Paged) -> Said:
    following = paged.following()
    if following.where == "item":
        path = f"{json_path(paged.items)}[-1]{json_path(following.pointer or ()).removeprefix('$')}"
    elif following.where == "body":
        path = json_path(following.pointer or ())
    else:
        raise CannotSay(f"the next token is in {following.text}, and only the body is read")
    carried = {"items", "page.by", "page.param", "meta.next"}
    inputs, size = [_input(paged.param(), "cursor")], paged.size()
    if size is not None:
        inputs.append(_input(size, "limit"))
        carried.add("size.param")
    outputs = {"results": json_path(paged.items), "nextCursor": path}
    return Said(value=_value("cursor", inputs, outputs), carried=frozenset(carried))


def _link(paged: Paged) -> Said:
    following = paged.following()
    if following.where != "body":
        raise CannotSay(f"the next address is in {following.text}, and only the body is read")
    outputs = {"results": json_path(paged.items), "nextUrl": json_path(following.pointer or ())}
    return Said(value=_value("url", [], outputs), carried=frozenset({"items", "page.by", "meta.next"}))
