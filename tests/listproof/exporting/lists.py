"""Documents with one list, for the tests of exports."""

from __future__ import annotations

import json
from typing import Any

from listproof.contract import Operation
from listproof.exporting.exports import Export, export
from listproof.infer.importing.imported import Imported
from listproof.infer.importing.reading import import_paging
from listproof.infer.plain import read_plain
from listproof.reader import read_contract
from listproof.reading.places import parse_pointer

WHOLE = {"type": "integer"}
TEXT = {"type": "string"}
FLAG = {"type": "boolean"}
TYPES: dict[str, dict[str, Any]] = {
    "has_next": FLAG, "has_prev": FLAG, "next": TEXT, "prev": TEXT, "first": TEXT, "last": TEXT,
}  # fmt: skip


def document(listing: dict[str, Any], **operation: Any) -> dict[str, Any]:
    """A document whose list has every parameter and field that the listing names."""
    page, size = listing["page"], listing.get("size", {})
    typed = {page.get("param"): TEXT if page["by"] == "cursor" else WHOLE, size.get("param"): WHOLE}
    body: dict[str, Any] = {}
    _set(body, listing["items"], {"type": "array", "items": {"type": "object", "properties": _row(listing)}})
    headers: dict[str, Any] = {}
    for role, place in listing.get("meta", {}).items():
        if place.startswith("/"):
            _set(body, place, TYPES.get(role, WHOLE))
        elif place.startswith("header:"):
            headers[place.removeprefix("header:")] = {"schema": TYPES.get(role, WHOLE)}
        elif place.startswith("link:"):
            headers["Link"] = {"schema": TEXT}
    get = {
        "operationId": "listOrders",
        "parameters": [{"name": name, "in": "query", "schema": each} for name, each in typed.items() if name],
        "responses": {
            "200": {
                "description": "A page.",
                "headers": headers,
                "content": {"application/json": {"schema": body}},
            }
        },
        "x-listing": listing,
        **operation,
    }
    return {
        "openapi": "3.0.3",
        "info": {"title": "Orders", "version": "1"},
        "paths": {"/orders": {"get": get}},
    }


def _row(listing: dict[str, Any]) -> dict[str, Any]:
    row: dict[str, Any] = {"type": "object"}
    following = listing.get("meta", {}).get("next", "")
    if following.startswith("item:"):
        _set(row, following.removeprefix("item:"), TEXT)
    return dict(row.get("properties", {}))


def _set(body: dict[str, Any], place: str, schema: dict[str, Any]) -> None:
    """Let the body have this schema at the place."""
    for token in parse_pointer(place):
        body.setdefault("type", "object")
        body = body.setdefault("properties", {}).setdefault(token, {})
    body.update(schema)


def operation_of(value: dict[str, Any]) -> Operation:
    """The list of the document."""
    (operation,) = read_contract("orders.json", text=json.dumps(value)).operations
    return operation


def exported(listing: dict[str, Any], to: str) -> Export:
    """What the words of the tool say of the list."""
    value = document(listing)
    names = [each["name"] for each in value["paths"]["/orders"]["get"]["parameters"]]
    return export(operation_of(value), names, to=to)


def imported_again(listing: dict[str, Any], found: Export) -> Imported:
    """What an import makes of the extension in the document that states no x-listing."""
    value = document(listing)
    get = value["paths"]["/orders"]["get"]
    del get["x-listing"]
    get[found.key] = found.value
    again = import_paging(read_plain("orders.json", text=json.dumps(value)).operations[0])
    assert again is not None
    return again
