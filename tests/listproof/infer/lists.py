"""Small plain documents with one GET, for the tests of inference."""

from __future__ import annotations

import json
from typing import Any

from listproof.infer.guesses import Open
from listproof.infer.plain import PlainDocument, PlainOperation, read_plain
from listproof.infer.proposals import Passed, Proposal, propose

Shape = dict[str, Any]

TEXT: Shape = {"type": "string"}
WHOLE: Shape = {"type": "integer"}
FLAG: Shape = {"type": "boolean"}
MOMENT: Shape = {"type": "string", "format": "date-time"}
PAGE = {"name": "page", "in": "query", "schema": {"type": "integer", "default": 1}}
LIMIT = {"name": "limit", "in": "query", "schema": {"type": "integer", "default": 20, "maximum": 100}}


def param(name: str, schema: Any = None, description: Any = "", **more: Any) -> Shape:
    """A parameter of the query."""
    said = {"description": description} if description else {}
    return {"name": name, "in": "query", "schema": TEXT if schema is None else schema, **said, **more}


def obj(required: Any = None, **properties: Any) -> Shape:
    """An object's schema; `required` is a list of names."""
    return {"type": "object", "properties": properties, **({"required": required} if required else {})}


def array(item: Shape) -> Shape:
    """An array's schema."""
    return {"type": "array", "items": item}


def page_of(item: Shape, **beside: Shape) -> Shape:
    """A body with the items under data, and something beside them."""
    return obj(data=array(item), **beside)


ROW = obj(required=["id"], id=TEXT, status=TEXT, created_at=MOMENT)


def document(
    parameters: list[Shape],
    body: Shape,
    *,
    path: str = "/orders",
    headers: dict[str, str | Shape] | None = None,
    responses: Shape | None = None,
    **get: Any,
) -> PlainDocument:
    """A document with one GET."""
    success: Shape = {"description": "A page.", "content": {"application/json": {"schema": body}}}
    if headers:
        success["headers"] = {
            name: {"description": said, "schema": {"type": "string"}}
            if isinstance(said, str)
            else {"schema": said}
            for name, said in headers.items()
        }
    root = get.pop("root", {})
    operation = {"parameters": parameters, "responses": {"200": success, **(responses or {})}, **get}
    value = {
        "openapi": "3.0.3",
        "info": {"title": "Orders", "version": "1"},
        "paths": {path: {"get": operation}},
        **root,
    }
    return read_plain("orders.json", text=json.dumps(value))


def operation(parameters: list[Shape], body: Shape, **more: Any) -> PlainOperation:
    """The GET of such a document."""
    return document(parameters, body, **more).operations[0]


def proposal(parameters: list[Shape], body: Shape, **more: Any) -> Proposal:
    """What is proposed for such a GET."""
    proposed = propose(operation(parameters, body, **more))
    assert isinstance(proposed, Proposal), proposed.because
    return proposed


def passed(parameters: list[Shape], body: Shape, **more: Any) -> Passed:
    """Why nothing is proposed for such a GET."""
    proposed = propose(operation(parameters, body, **more))
    assert isinstance(proposed, Passed), proposed.listing
    return proposed


def listing(parameters: list[Shape], body: Shape, **more: Any) -> dict[str, Any]:
    """The x-listing that is proposed for such a GET."""
    return proposal(parameters, body, **more).listing


def asked(proposed: Proposal, *at: str) -> list[str]:
    """The questions that are open at this key or inside it."""
    return [each.question for each in proposed.opens if isinstance(each, Open) and each.at[: len(at)] == at]
