"""A tiny honest backend in plain Python, to be asked in this process, and what it takes to spoil one."""

from __future__ import annotations

import json
import textwrap
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qsl

from conformance.asking.client import Answer
from conformance.evidence import Request
from conformance.target import Override, RefusedCredentials, Target, TargetCaller
from listproof.contract import Contract, Json
from listproof.reader import read_contract

URL = "http://things.invalid"

SPEC = textwrap.dedent(
    """
    openapi: 3.0.3
    info: {title: Things, version: '1'}
    servers: [{url: https://things.example}]
    paths:
      /things:
        get:
          operationId: listThings
          summary: List things
          security: [{key: []}]
          parameters:
            - {name: page, in: query, schema: {type: integer, minimum: 1, default: 1}}
            - {name: limit, in: query, schema: {type: integer, minimum: 1, maximum: 20, default: 5}}
            - {name: state, in: query, schema: {type: string, enum: [open, done]}}
          responses:
            '200':
              description: A page
              content:
                application/json:
                  schema: {$ref: '#/components/schemas/Page'}
                  example: {items: [{id: 1, state: open, owner: ada}], total: 1, page: 1, has_next: false}
            '400': {$ref: '#/components/responses/Refused'}
            '401': {$ref: '#/components/responses/Refused'}
            '403': {$ref: '#/components/responses/Refused'}
            '500': {$ref: '#/components/responses/Refused'}
          x-listing:
            items: /items
            id: /id
            page: {by: page, param: page, first: 1, past_end: empty}
            size: {param: limit, over: error, under: error}
            meta: {total: /total, page: /page, has_next: /has_next}
            filter: {state: /state}
            sort: {default: [/id]}
            scope: [{caller: true, at: /owner}]
            errors:
              at: {message: /error}
              bad_page: 400
              bad_size: 400
              bad_filter: 400
              unauthenticated: 401
              forbidden: 403
              failure: 500
          x-clauses:
            - {id: TH-01, kind: says, text: total counts the things that match, laws: [meta/total]}
            - {id: TH-02, kind: shows, text: has_next tells whether things remain, laws: [meta/has-next]}
            - {id: TH-03, kind: silent, text: the first page, laws: [page/first]}
    components:
      securitySchemes:
        key: {type: apiKey, in: header, name: X-Key}
      responses:
        Refused:
          description: Refused
          content:
            application/json:
              schema: {type: object, required: [error], properties: {error: {type: string}}}
              example: {error: no}
      schemas:
        Page:
          type: object
          required: [items, total, page, has_next]
          properties:
            total: {type: integer}
            page: {type: integer}
            has_next: {type: boolean}
            items:
              type: array
              items:
                type: object
                required: [id, state, owner]
                properties:
                  id: {type: integer}
                  state: {type: string, enum: [open, done]}
                  owner: {type: string}
    """
)

KEYS = {"key-of-ada": "ada", "key-of-bob": "bob", "key-of-nobody": ""}


def contract() -> Contract:
    """The contract that the backend keeps."""
    return read_contract("things.yaml", text=SPEC)


def target(
    *,
    laws: Mapping[str, Override] = MappingProxyType({}),
    key: str = "key-of-ada",
    alone: bool = False,
    url: str = URL,
) -> Target:
    """The backend as a target: with its three callers, or with the main one alone."""
    callers = {"main": TargetCaller(headers={"X-Key": key})}
    if not alone:
        callers["other"] = TargetCaller(headers={"X-Key": "key-of-bob"})
        callers["forbidden"] = TargetCaller(headers={"X-Key": "key-of-nobody"})
    return Target(
        url=url,
        callers=callers,
        refused=(RefusedCredentials(name="revoked", headers={"X-Key": "key-that-was-revoked"}),),
        provoke={} if alone else {"failure": {"X-Fail": "yes"}},
        laws=laws,
    )


def rows(owner: str, count: int, *, start: int = 1) -> list[Json]:
    """Rows of one owner, every third of them done."""
    return [
        {"id": number, "state": "open" if number % 3 else "done", "owner": owner}
        for number in range(start, start + count)
    ]


class Refused(Exception):  # noqa: N818 - it names what happened to the request
    """The request is refused with this status."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


@dataclass
class Backend:
    """An honest list of things, unless it is told how to spoil a page or an answer.

    `spoil_body` changes the body of a page by what was asked; `spoil_answer` changes any answer by the
    request. Both are told how many requests came before.
    """

    rows: list[Json] = field(default_factory=lambda: rows("ada", 23) + rows("bob", 7, start=101))
    spoil_body: Callable[[dict[str, Any], Mapping[str, str]], None] | None = None
    spoil_answer: Callable[[Answer, Request, int], Answer] | None = None
    asked: list[Request] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, request: Request) -> Answer:
        with self.lock:
            before = len(self.asked)
            self.asked.append(request)
        try:
            answer = reply(200, self.page(request))
        except Refused as refused:
            answer = reply(refused.status, {"error": str(refused)})
        if request.method == "HEAD":
            answer = Answer(status=answer.status, headers=answer.headers)
        return self.spoil_answer(answer, request, before) if self.spoil_answer else answer

    def page(self, request: Request) -> Json:
        if request.method not in ("GET", "HEAD"):
            raise Refused(405, "only GET")
        headers = {name.lower(): value for name, value in request.headers}
        owner = KEYS.get(headers.get("x-key", ""))
        if owner is None:
            raise Refused(401, "who are you?")
        if not owner:
            raise Refused(403, "not for you")
        if "x-fail" in headers:
            raise Refused(500, "broken")
        _, _, query = request.target.partition("?")
        asked = dict(parse_qsl(query, keep_blank_values=True, errors="replace"))
        page, size = whole(asked, "page", 1, 10**9), whole(asked, "limit", 5, 20)
        state = asked.get("state")
        if state not in (None, "open", "done"):
            raise Refused(400, "state must be open or done")
        found = [row for row in self.rows if row["owner"] == owner and state in (None, row["state"])]
        start = (page - 1) * size
        body = {
            "items": found[start : start + size],
            "total": len(found),
            "page": page,
            "has_next": start + size < len(found),
        }
        if self.spoil_body:
            self.spoil_body(body, asked)
        return body


def whole(asked: Mapping[str, str], name: str, default: int, most: int) -> int:
    text = asked.get(name, str(default))
    if not (text.isascii() and text.isdigit() and len(text) < 12) or not 1 <= int(text) <= most:
        raise Refused(400, f"{name} must be a whole number from 1 to {most}")
    return int(text)


def reply(status: int, body: Json) -> Answer:
    """An answer with a JSON body, and the headers that its status asks for."""
    headers = [("Content-Type", "application/json")]
    if status == 401:
        headers.append(("WWW-Authenticate", 'ApiKey realm="things"'))
    if status == 405:
        headers.append(("Allow", "GET, HEAD"))
    return Answer(status=status, headers=tuple(headers), body=json.dumps(body).encode())


# --- over real HTTP --------------------------------------------------------------------------------------


@contextmanager
def serving(handle: Callable[[BaseHTTPRequestHandler], None]) -> Iterator[str]:
    """The URL of a server on a free port of this machine, whose every request goes to the function."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            handle(self)

        do_HEAD = do_TRACE = do_OPTIONS = do_GET  # noqa: N815

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            """Nothing: a test's output is its own."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        # A thread that still waits on a connection must not hold up the end of a test.
        block_on_close = False

        def handle_error(self, request: Any, client_address: Any) -> None:
            """Nothing: connections are broken on purpose."""

    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def put(
    handler: BaseHTTPRequestHandler, answer: Answer, *, extra: Mapping[str, str] = MappingProxyType({})
) -> None:
    """Send an answer as it is."""
    handler.send_response(answer.status)
    for name, value in (*answer.headers, *extra.items()):
        handler.send_header(name, value)
    handler.send_header("Content-Length", str(len(answer.body)))
    handler.end_headers()
    if handler.command != "HEAD":
        handler.wfile.write(answer.body)


def as_request(handler: BaseHTTPRequestHandler) -> Request:
    """The request that a handler got, as the suite's own value."""
    return Request(method=handler.command, target=handler.path, headers=tuple(handler.headers.items()))
