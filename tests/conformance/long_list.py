"""A list of any length in this process: its rows are worked out from their place, and none is stored.

A liar is a subclass with one method that does otherwise.
"""

# A lie takes the place of a whole method and may need what the honest one does not.
# ruff: noqa: ARG002

from __future__ import annotations

import base64
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any, Literal
from urllib.parse import parse_qsl

from conformance.asking.client import Answer
from conformance.evidence import Request
from conformance.target import Target, TargetCaller
from listproof.contract import Contract, Json
from listproof.reader import read_contract
from tests.conformance.backends import Refused, reply, whole

Way = Literal["page", "offset", "cursor"]
TEN_MILLION = 10_000_000

_STATES = ("open", "done", "open", "late", "open")
_SORTS = ("created", "points")
_TIES = 1000
"""Every so many rows have the same points."""

_SPEC = textwrap.dedent(
    """
    openapi: 3.0.3
    info: {title: Things, version: '1'}
    servers: [{url: https://things.example}]
    paths:
      /things:
        get:
          operationId: listThings
          parameters:
            - POSITION
            - {name: limit, in: query, schema: {type: integer, minimum: 1, maximum: 100, default: 20}}
            - {name: state, in: query, schema: {type: string, enum: [open, done, late]}}
            - {name: sort, in: query, schema: {type: string, enum: [created, points]}}
            - {name: order, in: query, schema: {type: string, enum: [asc, desc], default: asc}}
          responses:
            '200':
              description: A page
              content:
                application/json:
                  schema: {$ref: '#/components/schemas/Page'}
            '400':
              description: Refused
              content:
                application/json:
                  schema: {type: object, required: [error], properties: {error: {type: string}}}
          x-listing:
            items: /items
            id: /id
            page: PAGE
            size: {param: limit, over: error, under: error}
            meta: META
            filter: {state: /state}
            sort: {by: sort, order: order, asc: asc, desc: desc, default: [-/created, /id]}
            errors: {at: {message: /error}, bad_page: 400, bad_size: 400, bad_filter: 400, bad_sort: 400}
    components:
      schemas:
        Page:
          type: object
          required: [items, has_next]
          properties:
            total: {type: integer}
            has_next: {type: boolean}
            next: {type: string, nullable: true}
            items:
              type: array
              items:
                type: object
                required: [id, state, points, created]
                properties:
                  id: {type: integer}
                  state: {type: string, enum: [open, done, late]}
                  points: {type: integer}
                  created: {type: integer}
    """
)
_POSITIONS = {
    "page": "{name: page, in: query, schema: {type: integer, minimum: 1, default: 1}}",
    "offset": "{name: offset, in: query, schema: {type: integer, minimum: 0, default: 0}}",
    "cursor": "{name: cursor, in: query, schema: {type: string}}",
}
_PAGES = {
    "page": "{by: page, param: page, first: 1, past_end: empty}",
    "offset": "{by: offset, param: offset, past_end: empty}",
    "cursor": "{by: cursor, param: cursor}",
}


def long_contract(way: Way, *, total: bool = True, position: str = "") -> Contract:
    """The contract of the list, by one way of paging; `position` takes the place of that parameter."""
    meta = "{has_next: /has_next" + (", total: /total" if total else "")
    meta += ", next: /next}" if way == "cursor" else "}"
    text = _SPEC.replace("POSITION", position or _POSITIONS[way])
    text = text.replace("PAGE", _PAGES[way]).replace("META", meta)
    return read_contract("long.yaml", text=text)


def long_target() -> Target:
    """The list as a target: nobody has to say who asks."""
    return Target(url="http://things.invalid", callers={"main": TargetCaller()})


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request, understood."""

    skipped: int
    size: int
    states: frozenset[int]
    """The remainders by five that the rows' numbers may have."""
    sort: str | None
    descending: bool


@dataclass(eq=False)
class LongList:
    """The honest list: row 0 is the newest. The default order is by `created`, descending."""

    way: Way = "page"
    number: int = TEN_MILLION
    asked: list[Request] = field(default_factory=list)

    def __call__(self, request: Request) -> Answer:
        self.asked.append(request)
        try:
            if request.method not in ("GET", "HEAD"):
                raise Refused(405, "only GET")
            _, _, query = request.target.partition("?")
            pairs = parse_qsl(query, keep_blank_values=True, errors="replace")
            body = self.body(self.understood(dict(pairs)))
        except Refused as refused:
            return reply(refused.status, {"error": str(refused)})
        answer = reply(200, body)
        return Answer(status=200, headers=answer.headers) if request.method == "HEAD" else answer

    # --- what is asked ---

    def understood(self, query: Mapping[str, str]) -> Asked:
        """The request's meaning. Raises Refused."""
        size = whole(query, "limit", 20, 100)
        state, sort, order = query.get("state"), query.get("sort"), query.get("order", "asc")
        if state not in (None, *_STATES) or sort not in (None, *_SORTS) or order not in ("asc", "desc"):
            raise Refused(400, "no such state, sort or order")
        return Asked(
            skipped=self.skipped(query, size),
            size=size,
            states=frozenset(at for at, one in enumerate(_STATES) if state in (None, one)),
            sort=sort,
            descending=order == "desc",
        )

    def skipped(self, query: Mapping[str, str], size: int) -> int:
        if self.way == "page":
            return (whole(query, "page", 1, 10**10) - 1) * size
        text = query.get("offset" if self.way == "offset" else "cursor", "0")
        if self.way == "cursor" and text != "0":
            try:
                text = base64.urlsafe_b64decode(text).decode("ascii").removeprefix("after:")
            except ValueError:
                raise Refused(400, "no such cursor") from None
        if not (text.isascii() and text.isdigit() and len(text) < 13):
            raise Refused(400, "no such place")
        return int(text)

    # --- which rows ---

    def body(self, asked: Asked) -> dict[str, Any]:
        total = self.matching(asked)
        window = self.window(asked, total)
        end = asked.skipped + asked.size
        body: dict[str, Any] = {
            "items": [self.row(self.number_at(asked, place)) for place in window if 0 <= place < total],
            "total": self.total(asked, total),
            "has_next": end < total,
        }
        if self.way == "cursor":
            token = base64.urlsafe_b64encode(b"after:%d" % end).decode()
            body["next"] = token if end < total else None
        return body

    def window(self, asked: Asked, total: int) -> Sequence[int]:
        """The places in the list that the page holds; those beyond its ends have no row."""
        return range(asked.skipped, asked.skipped + asked.size)

    def total(self, asked: Asked, total: int) -> int:
        """The total that is told."""
        return total

    def matching(self, asked: Asked) -> int:
        return sum(_up_to(self.number, rest, 5) for rest in asked.states)

    def number_at(self, asked: Asked, place: int) -> int:
        """The number of the row at a place of the list that is asked for."""
        if asked.sort == "points":
            return self._by_points(asked, place)
        if asked.sort == "created" and not asked.descending:
            place = self.matching(asked) - 1 - place
        rests = sorted(asked.states)
        return place // len(rests) * 5 + rests[place % len(rests)]

    def _by_points(self, asked: Asked, place: int) -> int:
        """The rows with equal points come in the order of their numbers, whatever the direction."""
        if self.number % _TIES:
            return self._sorted(asked.states, asked.descending)[place]
        points = self._points[asked.states]
        each = self.number // _TIES
        at = place // each
        return points[-1 - at if asked.descending else at] + place % each * _TIES

    @cache  # noqa: B019 - a list lives as long as its test
    def _sorted(self, states: frozenset[int], descending: bool) -> list[int]:
        """A short list's numbers by their points: where these do not divide evenly, no sum tells a place."""
        sign = -1 if descending else 1
        rows = (number for number in range(self.number) if number % 5 in states)
        return sorted(rows, key=lambda number: (sign * (number % _TIES), number))

    @cached_property
    def _points(self) -> _Points:
        return _Points()

    def row(self, number: int) -> dict[str, Json]:
        return {
            "id": number + 1,
            "state": _STATES[number % 5],
            "points": number % _TIES,
            "created": 2_000_000_000 - number // 2,
        }


class _Points(dict[frozenset[int], list[int]]):
    """The points that rows of these remainders have, in ascending order."""

    def __missing__(self, states: frozenset[int]) -> list[int]:
        found = self[states] = [points for points in range(_TIES) if points % 5 in states]
        return found


def _up_to(number: int, rest: int, by: int) -> int:
    """How many numbers below `number` leave this remainder."""
    return (number - rest + by - 1) // by if number > rest else 0
