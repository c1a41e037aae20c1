"""A list that pages by tokens and links in six ways, and keeps its word; liars are subclasses.

It is written from the document alone and shares no code with the mock: a token here is JSON in base 64 with
a signature over the query that it is of.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlencode, urlsplit

from conformance.asking.client import Answer
from conformance.evidence import Request
from conformance.target import Target, TargetCaller
from listproof.contract import Contract, Json
from listproof.reader import read_contract

URL = "https://lists.example/api"
KEYS = {"key-0123456789-of-ada": "ada", "key-9876543210-of-bob": "bob"}
PATH = "/things"
KINDS = ("body-cursor", "last-item", "header-cursor", "next-url", "link-header", "offset-links")
TOKENS = KINDS[:4]
LINKS = KINDS[3:]
TURNING = ("body-cursor", *LINKS)
"""Kinds that lead back as well."""

_PAGING: Mapping[str, tuple[str, str]] = {
    "body-cursor": ("cursor", "by: cursor"),
    "last-item": ("starting_after", "by: cursor"),
    "header-cursor": ("cursor", "by: cursor"),
    "next-url": ("cursor", "by: link"),
    "link-header": ("page", "by: page, first: 1, past_end: empty"),
    "offset-links": ("offset", "by: offset, past_end: empty"),
}
_META: Mapping[str, str] = {
    "body-cursor": "next: /next_cursor, prev: /prev_cursor, has_next: /has_more",
    "last-item": "next: 'item:/id', has_next: /has_more",
    "header-cursor": "next: header:X-Next-Cursor",
    "next-url": "next: /links/next, prev: /links/prev, first: /links/first, last: /links/last",
    "link-header": "next: link:next, prev: link:prev, first: link:first, last: link:last",
    "offset-links": "next: /next, prev: /previous, total: /count",
}
_SPEC = """
openapi: 3.0.3
info: {title: Things, version: '1'}
paths:
  /things:
    get:
      operationId: listThings
      security: [{key: []}]
      parameters:
        - {name: PARAM, in: query, schema: {type: TYPE}}
        - {name: limit, in: query, schema: {type: integer, minimum: 1, maximum: 50, default: 10}}
        - {name: state, in: query, schema: {type: string, enum: [open, done, late]}}
        - {name: sort, in: query, schema: {type: string, enum: [name, points]}}
        - {name: order, in: query, schema: {type: string, enum: [asc, desc], default: asc}}
      responses:
        '200':
          description: A page.
          headers:
            Link: {schema: {type: string}}
            X-Next-Cursor: {schema: {type: string}}
          content: {application/json: {schema: SCHEMA}}
        '400': {description: Refused.}
        '401': {description: Who are you?}
      x-listing:
        items: ITEMS
        id: /id
        page: {PAGE, param: PARAM}
        size: {param: limit}
        meta: {META}
        filter: {state: /state}
        sort: {by: sort, order: order, keys: {name: /name, points: /points}, default: [/id]}
        scope: [{caller: true, at: /owner}]
        ERRORS
      CLAUSES
components:
  securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}
  schemas:
    Rows:
      type: array
      items:
        type: object
        required: [id, state, owner, name, points]
        properties:
          id: {type: string}
          state: {type: string, enum: [open, done, late]}
          owner: {type: string}
          name: {type: string}
          points: {type: integer}
    Body:
      type: object
      properties:
        data: {$ref: '#/components/schemas/Rows'}
        next_cursor: {type: string, nullable: true}
        prev_cursor: {type: string, nullable: true}
        has_more: {type: boolean}
        next: {type: string, nullable: true}
        previous: {type: string, nullable: true}
        count: {type: integer}
        links: {type: object, additionalProperties: {type: string, nullable: true}}
"""
_STATED = "errors: {bad_token: 400, bad_size: 400, bad_page: 400, unauthenticated: 401}"


@cache
def contract(kind: str, *, stated: bool = True, clauses: str = "", key_in: str = "header") -> Contract:
    """The contract of a kind of list; where it is not `stated`, it says of no request that it is refused."""
    param, page = _PAGING[kind]
    bare = kind == "link-header"
    text = (
        _SPEC.replace("PARAM", param)
        .replace("TYPE", "integer" if kind in LINKS[1:] else "string")
        .replace("SCHEMA", "{$ref: '#/components/schemas/" + ("Rows" if bare else "Body") + "'}")
        .replace("ITEMS", "''" if bare else "/data")
        .replace("PAGE,", page + ",")
        .replace("META", _META[kind])
        .replace("ERRORS", _STATED if stated else "")
        .replace("in: header, name: X-Key", f"in: {key_in}, name: X-Key")
        .replace("CLAUSES", f"x-clauses: {clauses}" if clauses else "")
    )
    return read_contract(f"{kind}.yaml", text=text)


def target(*, key_in: str = "header") -> Target:
    """What the suite is told: two tenants, each with rows of its own."""
    return Target(url=URL, callers=dict(zip(("main", "other"), map(_caller(key_in), KEYS), strict=True)))


def _caller(key_in: str) -> Callable[[str], TargetCaller]:
    if key_in == "query":
        return lambda key: TargetCaller(parameters={"X-Key": (key,)})
    return lambda key: TargetCaller(headers={"X-Key": key})


class Refused(Exception):  # noqa: N818 - it names what happened to the request
    """The request is refused with this status."""

    def __init__(self, status: int = 400, why: str = "no") -> None:
        super().__init__(why)
        self.status = status


@dataclass(slots=True, kw_only=True)
class Asked:
    """A request as the list understands it."""

    owner: str
    query: dict[str, str]
    headers: Mapping[str, str]
    size: int
    number: int
    """How many requests came before."""
    token: str = ""
    found: int = 0
    """The rows that match."""

    @property
    def of(self) -> str:
        """What decides which rows come, and in which order."""
        return json.dumps([self.owner, *(self.query.get(key) for key in ("state", "sort", "order"))])


class Server:
    """An honest list. Each method is a step that a liar may take otherwise."""

    says: ClassVar[str] = "Keeps its word."
    laws: ClassVar[tuple[str, ...]] = ()
    kinds: ClassVar[tuple[str, ...]] = KINDS
    stated: ClassVar[bool] = True
    clauses: ClassVar[str] = ""
    key_in: ClassVar[str] = "header"

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.param = _PAGING[kind][0]
        self.numbered = kind in LINKS[1:]
        self.asked = 0
        self.memory: dict[Any, Any] = {}
        self.rows = [*made("ada", 43), *made("bob", 17)]

    def __call__(self, request: Request) -> Answer:
        try:
            answer = self.answer(request)
        except Refused as refused:
            answer = self.refuse(refused)
        self.asked += 1
        return Answer(status=answer.status, headers=answer.headers) if request.method == "HEAD" else answer

    def answer(self, request: Request) -> Answer:
        if request.method not in ("GET", "HEAD"):
            return _reply(405, {"error": "only GET"}, ("Allow", "GET, HEAD"))
        asked = self.read(request)
        rows = self.matching(asked)
        asked.found = len(rows)
        skipped = self.skipped(asked, rows)
        items = self.cut(rows, skipped, asked)
        return self.page(asked, items, skipped)

    def refuse(self, refused: Refused) -> Answer:
        challenge = (("WWW-Authenticate", "ApiKey"),) if refused.status == 401 else ()
        return _reply(refused.status, {"error": str(refused)}, *challenge)

    # --- reading -----------------------------------------------------------------------------------

    def read(self, request: Request) -> Asked:
        headers = {name.lower(): text for name, text in request.headers}
        parts = urlsplit(request.target)
        if parts.path != PATH:
            raise Refused(404)
        pairs = parse_qsl(parts.query, keep_blank_values=True)
        query = dict(pairs)
        owner = self.who(headers, query)
        if len(query) < len(pairs):
            raise Refused
        for key, words in (("state", STATES), ("sort", ("name", "points")), ("order", ("asc", "desc"))):
            if key in query and query[key] not in words:
                raise Refused
        asked = Asked(owner=owner, query=query, headers=headers, size=self.size(query), number=self.asked)
        asked.token = query.get(self.param, "")
        return asked

    def who(self, headers: Mapping[str, str], query: Mapping[str, str]) -> str:  # noqa: ARG002
        owner = KEYS.get(headers.get("x-key", ""))
        if owner is None:
            raise Refused(401)
        return owner

    def size(self, query: Mapping[str, str]) -> int:
        size = _whole(query.get("limit", "10"))
        if not 1 <= size <= 50:
            raise Refused
        return size

    # --- rows --------------------------------------------------------------------------------------

    def matching(self, asked: Asked) -> list[Json]:
        state = asked.query.get("state")
        rows = [row for row in self.rows if row["owner"] == asked.owner and state in (None, row["state"])]
        return self.ordered(rows, asked)

    def ordered(self, rows: list[Json], asked: Asked) -> list[Json]:
        key = asked.query.get("sort")
        rows = sorted(rows, key=lambda row: row["id"])
        if key is not None:
            rows.sort(key=lambda row: row[key], reverse=asked.query.get("order") == "desc")
        return rows

    def skipped(self, asked: Asked, rows: list[Json]) -> int:
        """How many rows come before the page."""
        if self.kind == "link-header":
            page = _whole(asked.query.get(self.param, "1"))
            if page < 1:
                raise Refused
            return (page - 1) * asked.size
        if self.kind == "offset-links":
            return _whole(asked.query.get(self.param, "0"))
        if not asked.token:
            return 0
        if self.kind == "last-item":
            return self.after(asked.token, rows)
        return self.opened(asked.token, asked)

    def after(self, identity: str, rows: list[Json]) -> int:
        ids = [row["id"] for row in rows]
        if identity not in ids:
            raise Refused
        return ids.index(identity) + 1

    def cut(self, rows: list[Json], skipped: int, asked: Asked) -> list[Json]:
        return rows[skipped : skipped + asked.size]

    # --- tokens ------------------------------------------------------------------------------------

    def minted(self, skipped: int, asked: Asked) -> str:
        payload = json.dumps({"skip": skipped, "sign": signed(f"{skipped} {asked.of}")})
        return coded(payload)

    def opened(self, token: str, asked: Asked) -> int:
        try:
            held = json.loads(decoded(token))
            if held["sign"] == signed(f"{held['skip']} {asked.of}"):
                return int(held["skip"])
        except (ValueError, KeyError, TypeError):
            pass
        raise Refused

    def tokens(self, asked: Asked, returned: int, skipped: int) -> dict[str, str | None]:
        """What leads to the next, the previous, the first and the last page; None where there is none."""
        size, behind = asked.size, max(asked.found - 1, 0)
        last = behind // size * size if skipped % size == 0 else skipped + (behind - skipped) // size * size
        starts = {
            "next": skipped + returned if self.goes_on(asked, returned, skipped) else None,
            "prev": max(skipped - size, 0) if skipped else None,
            "first": 0,
            "last": last,
        }
        return {role: None if at is None else self.token(at, asked) for role, at in starts.items()}

    def goes_on(self, asked: Asked, returned: int, skipped: int) -> bool:
        return skipped + returned < asked.found

    def token(self, skipped: int, asked: Asked) -> str:
        if self.kind == "link-header":
            return str(skipped // asked.size + 1)
        return str(skipped) if self.kind == "offset-links" else self.minted(skipped, asked)

    def link(self, role: str, token: str, asked: Asked) -> str:  # noqa: ARG002
        return f"{self.origin(asked)}{PATH}?{urlencode(self.pairs(token, asked))}"

    def origin(self, asked: Asked) -> str:  # noqa: ARG002
        return URL

    def pairs(self, token: str, asked: Asked) -> list[tuple[str, str]]:
        kept = [(key, text) for key, text in asked.query.items() if key != self.param]
        return [*kept, (self.param, token)]

    # --- telling -----------------------------------------------------------------------------------

    def page(self, asked: Asked, items: list[Json], skipped: int) -> Answer:
        tokens = self.tokens(asked, len(items), skipped)
        more = self.goes_on(asked, len(items), skipped)
        if self.kind == "last-item":
            return _reply(200, {"data": items, "has_more": more})
        if self.kind == "header-cursor":
            header = (("X-Next-Cursor", tokens["next"]),) if tokens["next"] else ()
            return _reply(200, {"data": items}, *header)
        if self.kind == "body-cursor":
            body = {"data": items, "has_more": more}
            return _reply(200, body | self.told(next_cursor=tokens["next"], prev_cursor=tokens["prev"]))
        links = {role: None if at is None else self.link(role, at, asked) for role, at in tokens.items()}
        if self.kind == "link-header":
            text = ", ".join(f'<{link}>; rel="{role}"' for role, link in links.items() if link)
            return _reply(200, items, ("Link", text))
        if self.kind == "offset-links":
            told = self.told(next=links["next"], previous=links["prev"])
            return _reply(200, {"data": items, "count": asked.found} | told)
        return _reply(200, {"data": items, "links": self.told(**links)})

    def told(self, **tokens: str | None) -> dict[str, Json]:
        """How tokens stand in a body."""
        return dict(tokens)


STATES = ("open", "done", "late")


def made(owner: str, number: int) -> list[Json]:
    """Rows of one owner: names with no tie, points with ties, states of which one is rare."""
    return [
        {
            "id": f"{owner}-{at:03d}",
            "state": "late" if at % 17 == 0 else STATES[at % 3 % 2],
            "owner": owner,
            "name": f"thing {at * 37 % 101:03d}",
            "points": at % 7,
        }
        for at in range(1, number + 1)
    ]


def coded(text: str) -> str:
    """Text in base 64 for URLs."""
    return base64.urlsafe_b64encode(text.encode()).decode()


def decoded(token: str) -> str:
    """The text of such a token. Raises ValueError where it is none."""
    return base64.b64decode(token.encode("ascii"), altchars=b"-_", validate=True).decode()


def signed(text: str) -> str:
    """A signature that nobody else makes."""
    return hashlib.sha256(f"of this server alone: {text}".encode()).hexdigest()[:10]


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 12):
        raise Refused
    return int(text)


def _reply(status: int, body: Json, *headers: tuple[str, str]) -> Answer:
    content = (("Content-Type", "application/json"), *headers)
    return Answer(status=status, headers=content, body=json.dumps(body).encode())
