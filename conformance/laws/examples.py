"""What the examples of the laws are made of: a tiny operation, its rows, and honest answers to break.

    page(ROWS[0], ROWS[1])                        an honest first page of two, of five rows in all
    page(ROWS[0], ROWS[1], has_next=False)        the same page, and it lies about the next one
    but(OPERATION, page=Paging(by="offset"))      the same operation, paged another way

The answers are built by the operation's own places, so they stay right when an example changes them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal, get_args
from urllib.parse import urlencode

from conformance.evidence import Counted, Exchange, Page, Reaction, Request, Walk
from conformance.questions import Question
from listproof.contract import (
    MISSING,
    Errors,
    Filter,
    Json,
    Listing,
    Operation,
    Paging,
    Parameter,
    Place,
    Pointer,
    Refusal,
    Response,
    Role,
    Size,
    Sort,
    SortField,
)

ROWS: tuple[Json, ...] = (
    {"id": 1, "name": "Ada", "state": "open", "owner": "u1", "created": "2024-05-05T09:00:00Z"},
    {"id": 2, "name": "Ben", "state": "open", "owner": "u2", "created": "2024-05-04T09:00:00Z"},
    {"id": 3, "name": "Cleo", "state": "done", "owner": "u1", "created": "2024-05-03T09:00:00Z"},
    {"id": 4, "name": "Dan", "state": "done", "owner": "u2", "created": "2024-05-03T09:00:00Z"},
    {"id": 5, "name": "Eve", "state": "late", "owner": "u1", "created": "2024-05-01T09:00:00Z"},
)
"""The five rows of the tiny list, newest first; 3 and 4 are ties."""


def pointer(text: str) -> Pointer:
    """A pointer from its text; examples need no escapes."""
    return tuple(text.split("/")[1:])


def place(text: str) -> Place:
    """A place as `x-listing` writes it: `/total`, `header:X-Total-Count`, `link:next`, `item:/id`."""
    kind, _, name = text.partition(":")
    if kind == "header":
        return Place(text=text, where="header", name=name)
    if kind == "link":
        return Place(text=text, where="link", name=name)
    if kind == "item":
        return Place(text=text, where="item", pointer=pointer(name))
    return Place(text=text, where="body", pointer=pointer(text))


def parameter(
    name: str,
    *,
    location: Literal["query", "path", "header", "cookie"] = "query",
    required: bool = False,
    **schema: Json,
) -> Parameter:
    """A parameter by its name and the keywords of its schema."""
    return Parameter(name=name, location=location, required=required, schema=schema)


def _operation() -> Operation:
    parameters = (
        parameter("page", type="integer", minimum=1, default=1),
        parameter("limit", type="integer", minimum=1, maximum=4, default=2),
        parameter("state", type="string", enum=["open", "done", "late", "all"], default="all"),
        parameter("owner", type="string"),
        parameter("sort", type="string", enum=["created", "name"], default="created"),
        parameter("order", type="string", enum=["asc", "desc"], default="desc"),
        parameter("fast", type="boolean", default=False),
    )
    listing = Listing(
        items=place("/items"),
        id=pointer("/id"),
        page=Paging(by="page", param="page", first=(1,)),
        size=Size(param="limit", default=2, minimum=1, maximum=4),
        meta={
            "page": place("/page"),
            "size": place("/limit"),
            "total": place("/total"),
            "pages": place("/pages"),
            "has_next": place("/has_next"),
            "has_prev": place("/has_prev"),
        },
        filters={
            "state": Filter(param="state", at=pointer("/state"), all=("all",)),
            "owner": Filter(param="owner", at=pointer("/owner")),
        },
        sort=Sort(
            by="sort",
            order="order",
            keys={
                "created": SortField(name="created", at=pointer("/created")),
                "name": SortField(name="name", at=pointer("/name")),
            },
            default=(SortField(name="created", at=pointer("/created"), descending=True),),
        ),
        inert=("fast",),
        errors=Errors(refusals={"bad_page": Refusal(status=(400,)), "bad_size": Refusal(status=(400,))}),
    )
    row = {
        "type": "object",
        "required": ["id", "state"],
        "properties": {
            "id": {"type": "integer"},
            "name": {"type": "string"},
            "state": {"type": "string", "enum": ["open", "done", "late"]},
            "owner": {"type": "string"},
            "created": {"type": "string", "format": "date-time"},
        },
    }
    body = {"type": "object", "properties": {"items": {"type": "array", "items": row}}}
    refused = {"type": "object", "required": ["error"], "properties": {"error": {"type": "string"}}}
    return Operation(
        id="listThings",
        path="/things",
        parameters={p.key: p for p in parameters},
        responses={
            "200": Response(status="200", media_type="application/json", schema=body),
            "400": Response(
                status="400", media_type="application/json", schema=refused, example={"error": "Bad request"}
            ),
        },
        listing=listing,
        mocked=listing,
    )


OPERATION = _operation()
"""GET /things: pages of `limit` things from page 1, two filters, two sort keys, one inert parameter."""


def but(
    operation: Operation,
    *,
    parameters: Iterable[Parameter] = (),
    responses: Iterable[Response] = (),
    without: Iterable[str] = (),
    meta: Mapping[Role, str] | None = None,
    **listing: Any,
) -> Operation:
    """The same operation with parameters and responses added or replaced, and parts of its listing changed.

    `without` takes parameters away by key, `meta` replaces all the roles, the rest are fields of `Listing`.
    """
    keys = {**operation.parameters, **{p.key: p for p in parameters}}
    changes = listing if meta is None else listing | {"meta": {role: place(at) for role, at in meta.items()}}
    changed = replace(operation.listing, **changes)
    return replace(
        operation,
        parameters={key: value for key, value in keys.items() if key not in set(without)},
        responses={**operation.responses, **{r.status: r for r in responses}},
        listing=changed,
        mocked=changed,
    )


def asked(operation: Operation, question: Question) -> Request:
    """A request that shows the question; path and header parameters stay out of examples."""
    listing = operation.listing
    pairs: list[tuple[str, Json]] = []
    if listing.page.param and question.position is not None:
        pairs.append((listing.page.param, question.position))
    if listing.size and question.size is not None:
        pairs.append((listing.size.param, question.size))
    pairs += question.filters
    if question.sort and listing.sort.by:
        pairs.append((listing.sort.by, question.sort[0]))
        if listing.sort.order and question.sort[1] is not None:
            pairs.append((listing.sort.order, listing.sort.desc if question.sort[1] else listing.sort.asc))
    pairs += question.scope + question.put + question.add
    target = operation.path + ("?" + urlencode(pairs) if pairs else "")
    return Request(method=question.method, target=target, again=question.again)


def exchange(
    body: Json = MISSING,
    *,
    status: int = 200,
    headers: Iterable[tuple[str, str]] = (),
    question: Question | None = None,
    operation: Operation = OPERATION,
) -> Exchange:
    """An answer with this JSON body; without one, an empty body."""
    question = question or Question()
    typed = () if body is MISSING else (("content-type", "application/json"),)
    return Exchange(
        question=question,
        request=asked(operation, question),
        status=status,
        headers=(*typed, *((name.lower(), value) for name, value in headers)),
        body=b"" if body is MISSING else json.dumps(body).encode(),
        json=body,
    )


def page(
    *items: Json,
    skipped: int | None = 0,
    size: int | None = 2,
    total: int = len(ROWS),
    question: Question | None = None,
    operation: Operation = OPERATION,
    headers: Iterable[tuple[str, str]] = (),
    meta: Mapping[Role, Json] | None = None,
    **says: Json,
) -> Page:
    """A page of these items whose every stated role tells the truth, but for what `says` replaces.

    `says` are roles by name, `meta` the same for those whose name is another argument's (`size`, `total`);
    MISSING leaves one out. Roles that repeat what was asked (`sort`, `order`) and the links have to be
    given. Without a question, it is the one that asks for this page.
    """
    question = question or _question(operation, skipped, size)
    truth: dict[Role, Json] = {}
    if skipped is not None and size is not None:
        truth = _truth(skipped, size, total, len(items))
    paging = operation.listing.page
    if paging.by == "page":
        unasked = paging.first[0] if paging.first else None
        truth["page"] = unasked if question.position is None else question.position
    lies: dict[str, Json] = dict(says)
    lies.update((role, value) for role, value in (meta or {}).items())
    said = {
        role: lies.get(role, truth.get(role, MISSING))
        for role in get_args(Role)
        if role in operation.listing.meta
    }
    return Page(
        exchange=exchange(
            _body(operation, list(items), said),
            headers=(*headers, *_headers(operation, said)),
            question=question,
            operation=operation,
        ),
        items=items,
        ids=tuple(identity(item, operation) for item in items),
        meta=said,
        skipped=skipped,
        size=size,
    )


def identity(item: Json, operation: Operation = OPERATION) -> str:
    """The item's identity, as `Page.ids` has it: canonical JSON text."""
    at = operation.listing.id
    value = item
    for token in at or ():
        value = value[token]
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def walk(
    *rows: Json,
    size: int = 2,
    question: Question | None = None,
    operation: Operation = OPERATION,
    ended: Literal["end", "budget", "loop", "trouble"] = "end",
    **says: Json,
) -> Walk:
    """The honest pages of these rows, `size` a page; what `says` replaces, it replaces on every page."""
    question = (question or Question()).but(size=size)
    pages = tuple(
        page(
            *rows[start : start + size],
            skipped=start,
            size=size,
            total=len(rows),
            question=question.but(position=_question(operation, start, size).position),
            operation=operation,
            **says,
        )
        for start in range(0, max(len(rows), 1), size)
    )
    return Walk(question=question, pages=pages, ended=ended)


def counted(
    seen: Page,
    rows: Sequence[Json] | None = ROWS,
    *,
    everything: int | None = len(ROWS),
    ordered: bool = True,
    operation: Operation = OPERATION,
) -> Counted:
    """The page beside the rows it should be drawn from: by default all five."""
    return Counted(
        page=seen,
        rows=None if rows is None else tuple(rows),
        ids=None if rows is None else tuple(identity(row, operation) for row in rows),
        everything=everything,
        ordered=ordered and rows is not None,
    )


def reaction(
    law: str,
    situation: str,
    way: str,
    answer: Exchange | Page,
    *,
    about: str = "",
    expects: str = "",
    like: Page | None = None,
) -> Reaction:
    """The reaction to a request that was wrong in this way: a refusal, or a page after all."""
    seen = answer if isinstance(answer, Page) else None
    return Reaction(
        law=law,
        about=about,
        situation=situation,
        way=way,
        exchange=answer.exchange if isinstance(answer, Page) else answer,
        page=seen,
        expects=expects,
        like=like,
    )


def _question(operation: Operation, skipped: int | None, size: int | None) -> Question:
    if skipped is None or size is None:
        return Question(size=size)
    match operation.listing.page.by:
        case "page":
            first = operation.listing.page.first[0] if operation.listing.page.first else 1
            return Question(position=first + skipped // size, size=size)
        case "offset":
            return Question(position=skipped, size=size)
        case _:
            return Question(size=size)


def _truth(skipped: int, size: int, total: int, returned: int) -> dict[Role, Json]:
    return {
        "size": size,
        "offset": skipped,
        "returned": returned,
        "total": total,
        "total_all": total,
        "pages": -(-total // size),
        "has_next": skipped + returned < total,
        "has_prev": skipped > 0,
    }


def _body(operation: Operation, items: list[Json], said: Mapping[Role, Json]) -> Json:
    at = operation.listing.items.pointer
    if not at:
        return items
    body: dict[str, Json] = {}
    _lay(body, at, items)
    for role, value in said.items():
        spot = operation.listing.meta[role]
        if spot.where == "body" and spot.pointer and value is not MISSING:
            _lay(body, spot.pointer, value)
    return body


def _lay(body: dict[str, Json], at: Pointer, value: Json) -> None:
    for token in at[:-1]:
        body = body.setdefault(token, {})
    body[at[-1]] = value


def _headers(operation: Operation, said: Mapping[Role, Json]) -> Iterable[tuple[str, str]]:
    links = []
    for role, value in said.items():
        spot = operation.listing.meta[role]
        if value is MISSING or value is None:
            continue
        if spot.where == "link":
            links.append(f'<{value}>; rel="{spot.name}"')
        elif spot.where == "header":
            yield spot.name, json.dumps(value)
    if links:
        yield "link", ", ".join(links)
