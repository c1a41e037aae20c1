"""Hundreds of lists that behave, some that do not, and the document that says how they should.

    python -m benchmarks.many_lists [--lists N]

Serves them on a free port, which it prints. Alike and unlike: three ways to page, some with a filter, some
with an order; some of 10,000 rows, some slow, some broken. Everything is made by rule.
"""

from __future__ import annotations

import argparse
import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl

import orjson
import uvicorn

from listproof.contract import Json

LISTS: Final = 200
STATES: Final = ("open", "done", "failed")
_WAYS: Final = ("page", "offset", "cursor")
_FAULTS: Final = ("filter is ignored", "total is one too great", "second page lacks a row")
_LONG, _SLOW, _BROKEN = 40, 50, 25
"""Each so many-th list is long, slow or broken."""
_ROWS: Final = 10_000
_SECONDS: Final = 0.1
_DEFAULT, _MAXIMUM = 20, 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """What the list of a number is like. `fault` is what is wrong with it, or the empty text."""

    number: int

    @property
    def by(self) -> str:
        """How it is paged: `page`, `offset` or `cursor`."""
        return _WAYS[self.number % len(_WAYS)]

    @property
    def is_filtered(self) -> bool:
        """Whether there is a filter by state."""
        return self.number % 4 != 3 or self.number % _BROKEN == 7

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return _ROWS if self.number % _LONG == 1 else 45 + self.number % 50

    @property
    def seconds(self) -> float:
        """How long each answer takes."""
        return _SECONDS if self.number % _SLOW == 5 else 0.0

    @property
    def fault(self) -> str:
        """What is wrong with it."""
        at = self.number // _BROKEN
        return _FAULTS[at % len(_FAULTS)] if self.number % _BROKEN == 7 else ""


def document(lists: int = LISTS) -> dict[str, Json]:
    """The OpenAPI document that states how each list behaves."""
    return {
        "openapi": "3.0.3",
        "info": {"title": "Many lists", "version": "1"},
        "paths": {f"/lists/{number}": {"get": _operation(Ways(number=number))} for number in range(lists)},
        "components": {"schemas": {"Row": _row_schema(), "Error": _error_schema()}},
    }


def _operation(ways: Ways) -> dict[str, Json]:
    number: dict[str, Json] = {"type": "integer"}
    size = {"type": "integer", "minimum": 1, "maximum": _MAXIMUM, "default": _DEFAULT}
    first: dict[str, Json] = {"type": "integer", "minimum": 1 if ways.by == "page" else 0}
    parameters: dict[str, dict[str, Json]] = {
        ways.by: {"type": "string"} if ways.by == "cursor" else first,
        "limit": size,
    }
    if ways.is_filtered:
        parameters["state"] = {"type": "string", "enum": list(STATES)}
    properties: dict[str, Json] = {
        "items": {"type": "array", "items": {"$ref": "#/components/schemas/Row"}},
        "total": number,
        "next": {"type": "string", "nullable": True},
    }
    page = {"type": "object", "required": ["items", "total"], "properties": properties}
    error = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}}
    return {
        "operationId": f"list{ways.number}",
        "summary": f"List {ways.number}",
        "parameters": [
            {"name": name, "in": "query", "schema": schema} for name, schema in parameters.items()
        ],
        "responses": {
            "200": {"description": "A page.", "content": {"application/json": {"schema": page}}},
            "400": {"description": "A parameter is wrong.", **error},
        },
        "x-listing": _listing(ways),
    }


def _listing(ways: Ways) -> dict[str, Json]:
    page: dict[str, Json] = {"by": ways.by, "param": ways.by}
    meta: dict[str, Json] = {"total": "/total"}
    errors: dict[str, Json] = {"at": {"message": "/message"}, "bad_size": 400}
    if ways.by == "page":
        page["first"] = 1
    if ways.by == "cursor":
        meta["next"] = "/next"
    else:
        errors["bad_page"] = 400
    stated: dict[str, Json] = {
        "items": "/items",
        "id": "/id",
        "page": page,
        "size": {"param": "limit", "over": "error"},
        "meta": meta,
        "sort": {"default": ["-/created_at", "/id"]},
        "errors": errors,
    }
    if ways.is_filtered:
        stated["filter"] = {"state": {"at": "/state"}}
        errors["bad_filter"] = 400
    return stated


def _row_schema() -> dict[str, Json]:
    return {
        "type": "object",
        "required": ["id", "state", "created_at", "title"],
        "properties": {
            "id": {"type": "string"},
            "state": {"type": "string", "enum": list(STATES)},
            "created_at": {"type": "string", "format": "date-time"},
            "title": {"type": "string"},
            "amount": {"type": "integer"},
            "tags": {"type": "array", "items": {"type": "string"}},
        },
    }


def _error_schema() -> dict[str, Json]:
    return {"type": "object", "required": ["message"], "properties": {"message": {"type": "string"}}}


# --- what answers ----------------------------------------------------------------------------------------


class Refused(Exception):  # noqa: N818 - it is an answer
    """A parameter has a value that it can't have."""


class Backend:
    """All lists. Rows are made when a list is first asked for."""

    def __init__(self, lists: int = LISTS) -> None:
        self._lists = lists
        self._rows: dict[int, list[dict[str, Json]]] = {}

    def answer(self, method: str, path: str, query: str) -> tuple[int, Json]:
        """The status and the body of the answer."""
        number = path.removeprefix("/lists/")
        if not (path.startswith("/lists/") and number.isascii() and number.isdigit()):
            return 404, {"message": "there is no such list"}
        if int(number) >= self._lists:
            return 404, {"message": "there is no such list"}
        if method not in ("GET", "HEAD"):
            return 405, {"message": "a list is only read"}
        ways = Ways(number=int(number))
        try:
            return 200, self._page(ways, dict(parse_qsl(query, keep_blank_values=True)))
        except Refused as refusal:
            return 400, {"message": str(refusal)}

    def _page(self, ways: Ways, asked: Mapping[str, str]) -> Json:
        rows = self._chosen(ways, asked)
        size = _number(asked, "limit", _DEFAULT, 1, _MAXIMUM)
        if ways.by == "page":
            start = (_number(asked, "page", 1, 1) - 1) * size
        elif ways.by == "offset":
            start = _number(asked, "offset", 0, 0)
        else:
            start = _number({"cursor": asked.get("cursor", "").removeprefix("c") or "0"}, "cursor", 0, 0)
        items = rows[start : start + size]
        end = start + len(items)
        if ways.fault == _FAULTS[2] and start and len(items) > 1:
            items = items[1:]
        total = len(rows) + (ways.fault == _FAULTS[1])
        return {"items": items, "total": total, "next": f"c{end}" if end < len(rows) else None}

    def _chosen(self, ways: Ways, asked: Mapping[str, str]) -> list[dict[str, Json]]:
        rows = self._rows.setdefault(ways.number, [])
        if not rows:
            rows.extend(_rows(ways))
        state = asked.get("state") if ways.is_filtered else None
        if state is None:
            return rows
        if state not in STATES:
            raise Refused(f"state is one of {', '.join(STATES)}")
        return rows if ways.fault == _FAULTS[0] else [row for row in rows if row["state"] == state]


def _rows(ways: Ways) -> Iterator[dict[str, Json]]:
    for at in range(ways.rows, 0, -1):
        yield {
            "id": f"{ways.number:03}-{at:05}",
            "state": STATES[at * 7 % 5 % 3],
            "created_at": _moment(at),
            "title": f"Row {at} of list {ways.number}, with a few words as titles have them",
            "amount": at * 31 % 997,
            "tags": [f"tag{at % 3}", f"tag{at % 7}"],
        }


def _moment(at: int) -> str:
    """Moments that grow with the number, half an hour apart."""
    hours, half = divmod(at, 2)
    days, hour = divmod(hours, 24)
    months, day = divmod(days, 28)
    year, month = divmod(months, 12)
    return f"{2024 + year}-{1 + month:02}-{1 + day:02}T{hour:02}:{30 * half:02}:00Z"


def _number(asked: Mapping[str, str], name: str, usual: int, least: int, most: int = 10**9) -> int:
    text = asked.get(name)
    if text is None:
        return usual
    if not (text.isascii() and text.isdigit() and len(text) < 10 and least <= int(text) <= most):
        raise Refused(f"{name} is a whole number from {least} to {most}")
    return int(text)


Message = MutableMapping[str, Any]


def application(lists: int, seconds: float | None = None) -> Any:
    """The lists as an ASGI application; `seconds` is how long each answer takes, whatever the list."""
    backend = Backend(lists)

    async def answer(
        scope: Message, _: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
    ) -> None:
        if scope["type"] != "http":
            return
        path, query = scope["path"], scope["query_string"].decode("latin-1")
        status, body = backend.answer(scope["method"], path, query)
        number = path.rpartition("/")[2]
        waits = Ways(number=int(number)).seconds if status != 404 and seconds is None else seconds or 0.0
        if waits:
            await asyncio.sleep(waits)
        text = orjson.dumps(body)
        headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(text))]
        if status == 405:
            headers.append((b"allow", b"GET, HEAD"))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else text})

    return answer


def main() -> None:
    """Serve the lists until somebody ends it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.many_lists", description=__doc__)
    parser.add_argument("--lists", type=int, default=LISTS)
    parser.add_argument("--latency", type=float, help="seconds that each answer takes, whatever the list")
    asked = parser.parse_args()
    with socket.create_server(("127.0.0.1", 0), backlog=128) as listening:
        print(f"Many lists ready on http://127.0.0.1:{listening.getsockname()[1]}", flush=True)
        config = uvicorn.Config(
            application(asked.lists, asked.latency), log_level="warning", lifespan="off", http="httptools"
        )
        uvicorn.Server(config).run(sockets=[listening])


if __name__ == "__main__":
    main()
