"""The body and the headers of a page: the documented example with the page's own figures in their places.

What the example says beside the places (a message, a status) stays as it is. A member outside the items
that has the name of a scope's field or parameter takes the scope's value (docs/decisions/0006). The example
is turned into bytes with gaps once; a page fills the gaps and never encodes an item.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple

from listproof.contract import MISSING, Json, Operation, Place, Pointer, Role, look
from mock_server.engine.links import LEADING, Leading, Links, Mint
from mock_server.engine.places import drop, put
from mock_server.engine.query import Query
from mock_server.engine.schemas import (
    fitting,
    format_of,
    requires,
    schemas_at,
    small_example,
    type_of,
    types_of,
)
from mock_server.engine.windows import Window
from mock_server.exchange import Reply

_GAP: Final = re.compile(r'"\\u0000(\d+)\\u0000"')
_LEAST_SUCCESS: Final = 200


class Facts(NamedTuple):  # not a frozen dataclass, which takes three times as long to make
    """What is known of a page when its body is written."""

    query: Query
    window: Window
    total_all: int
    scope: tuple[Json, ...]
    """The value of each entry of the scope; MISSING where nothing restricts it."""
    tallies: tuple[int, ...]
    path: Mapping[str, str]
    origin: str = ""
    """The scheme and host that were asked, where links are whole URLs."""
    mint: Mint | None = None
    """Makes the tokens of this query's pages, where tokens lead to them."""


class Frame(NamedTuple):
    """A page but for its items, which come between two pieces of its body."""

    status: int
    media_type: str
    headers: tuple[tuple[str, str], ...]
    before: bytes
    after: bytes

    def around(self, items: bytes) -> Reply:
        """The page with these items, whose JSON has commas between them."""
        return Reply(
            status=self.status,
            body=b"".join((self.before, items, self.after)),
            media_type=self.media_type,
            headers=self.headers,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Gap:
    """A place that a page fills: what comes there, and whether it is written as text."""

    place: Place
    value: Callable[[Facts], Json]
    as_text: bool = False
    when_none: str = "null"
    """What is written for None: null, `""`, or nothing at all (the member is left out)."""

    def written(self, facts: Facts) -> Json:
        """What comes in the place, MISSING where the member is left out."""
        value = self.value(facts)
        if value is None:
            return {"": MISSING, '""': ""}.get(self.when_none)
        return _text(value) if self.as_text else value

    def filled(self, facts: Facts) -> bytes | None:
        """The JSON that comes in the place, None where the member is left out."""
        value = self.written(facts)
        return None if value is MISSING else _encoded(value)


class Envelope:
    """Writes the pages of one operation."""

    def __init__(self, operation: Operation) -> None:
        success = operation.success
        self._status = int(success.status) if success.status.isdigit() else _LEAST_SUCCESS
        self._media_type = success.media_type or "application/json"
        self._skeleton = _skeleton(operation)
        self._items = operation.mocked.items
        self._links = Links(operation)
        gaps = [
            *_meta(operation, self._skeleton, self._links),
            *_summary(operation),
            *_scope(operation, self._skeleton),
        ]
        self._gaps = tuple(gap for gap in gaps if gap.place.where == "body")
        self._in_headers = tuple(gap for gap in gaps if gap.place.where == "header")
        self.writes_whole_urls = any(
            _written_as(operation, self._skeleton, place, False) == "whole url"
            for role, place in operation.mocked.meta.items()
            if role in LEADING and place.where in ("body", "header")
        )
        """Whether a page has to know the scheme and host that were asked."""
        self._has_headers = bool(self._in_headers) or self._links.in_header
        self._whole = self._template(frozenset())
        self._templates: dict[frozenset[int], _Template] = {}

    def frame(self, facts: Facts) -> Frame:
        """The page but for its items."""
        filled = [gap.filled(facts) for gap in self._gaps]
        template = self._whole if None not in filled else self._without(filled)
        headers = tuple(self._headers(facts)) if self._has_headers else ()
        return Frame(self._status, self._media_type, headers, *template.around_the_items(filled))

    def _without(self, filled: list[bytes | None]) -> _Template:
        """The template that lacks the members which are left out."""
        absent = frozenset(at for at, written in enumerate(filled) if written is None)
        template = self._templates.get(absent)
        if template is None:
            template = self._templates[absent] = self._template(absent)
        return template

    def _template(self, absent: frozenset[int]) -> _Template:
        """The skeleton with its gaps; the first is for the items."""
        body = copy.deepcopy(self._skeleton)
        for at, gap in enumerate(self._gaps, start=1):
            pointer = gap.place.pointer or ()
            if at - 1 in absent:
                drop(body, pointer)
            else:
                body = put(body, pointer, f"\0{at}\0")
        return _Template.of(put(body, self._items.pointer or (), [f"\0{0}\0"]))

    def _headers(self, facts: Facts) -> Iterator[tuple[str, str]]:
        objects: dict[str, Json] = {}
        for gap in self._in_headers:
            value = gap.written(facts)
            if value is MISSING or value is None:
                continue
            if gap.place.pointer is None:
                yield gap.place.name, _text(value)
            else:
                name = gap.place.name
                objects[name] = put(objects.get(name, {}), gap.place.pointer, value)
        for name, value in objects.items():
            yield name, json.dumps(value, separators=(",", ":"))
        link = self._links.header(facts.query, facts.window, facts.path, facts.mint)
        if link:
            yield "Link", link


@dataclass(frozen=True, slots=True, kw_only=True)
class _Template:
    """JSON with gaps: the pieces between them, and which value each gap takes."""

    frame: tuple[bytes, ...]
    """The pieces, and between them what the gaps are filled over."""
    gaps: tuple[tuple[int, int], ...]
    """The place of each gap in the frame, and which value it takes."""
    items: int
    """The place of the gap for the items."""

    @classmethod
    def of(cls, body: Json) -> _Template:
        parts = _GAP.split(json.dumps(body, ensure_ascii=False, separators=(",", ":")))
        places = {int(at): place for place, at in enumerate(parts) if place % 2}
        items = places.pop(0)
        gaps = tuple((place, at - 1) for at, place in places.items())
        return cls(frame=tuple(part.encode() for part in parts), gaps=gaps, items=items)

    def around_the_items(self, values: Sequence[bytes | None]) -> tuple[bytes, bytes]:
        """The JSON before and after the items; a value that no gap takes may be None."""
        parts: list[Any] = list(self.frame)
        for place, at in self.gaps:
            parts[place] = values[at]
        return b"".join(parts[: self.items]), b"".join(parts[self.items + 1 :])


def _skeleton(operation: Operation) -> Json:
    success = operation.success
    shown = success.example
    if shown is MISSING:
        shown = small_example(success.schema) if success.schema is not None else {}
    return fitting(copy.deepcopy(shown), success.schema, operation.mocked.items.pointer)


def _meta(operation: Operation, skeleton: Json, links: Links) -> Iterator[_Gap]:
    for role, place in operation.mocked.meta.items():
        if place.where in ("link", "item"):
            continue  # the Link header is written whole, and what an item says is the item's
        types = _types_at(operation, skeleton, place)
        figures = bool(types & {"integer", "number", "boolean"})
        yield _Gap(
            place=place,
            value=_leading(links, role, _written_as(operation, skeleton, place, figures))
            if role in LEADING
            else _ROLES[role],
            as_text="string" in types and not figures,
            when_none=_when_none(operation, place, types),
        )


Form = Literal["number", "token", "url", "whole url"]


def _leading(links: Links, role: Leading, form: Form) -> Callable[[Facts], Json]:
    if form == "number":
        return lambda facts: links.number(role, facts.window)
    if form == "token":
        return lambda facts: links.token(role, facts.window, facts.mint)
    if form == "url":
        return lambda facts: links.url(role, facts.query, facts.window, facts.path, facts.mint)

    def whole(facts: Facts) -> Json:
        url = links.url(role, facts.query, facts.window, facts.path, facts.mint)
        return None if url is None else facts.origin + url

    return whole


def _written_as(operation: Operation, skeleton: Json, place: Place, figures: bool) -> Form:
    """How the place leads on: a number where figures stand there, a token where a list goes by tokens and
    nothing in the document says that it is a URL, and else a URL: a whole one where a reference from the
    server's root would be none (`format: uri`, JSON Schema 2020-12 Validation, 7.3.5)."""
    if figures:
        return "number"
    pointer = place.pointer or ()
    schemas = (
        schemas_at(operation.success.headers.get(place.name), pointer)
        if place.where == "header"
        else schemas_at(operation.success.schema, pointer)
    )
    if format_of(schemas) == "uri":
        return "whole url"
    if operation.mocked.page.by != "cursor":
        return "url"
    shown = look(skeleton, pointer) if place.where == "body" else MISSING
    shows_url = isinstance(shown, str) and ("://" in shown or shown.startswith("/") or "?" in shown)
    return "url" if shows_url or format_of(schemas) in ("uri-reference", "url") else "token"


def _types_at(operation: Operation, skeleton: Json, place: Place) -> frozenset[str]:
    """The documented types of a place; empty where neither schema nor example says anything of it."""
    pointer = place.pointer or ()
    if place.where == "header":
        return types_of(schemas_at(operation.success.headers.get(place.name), pointer))
    shown = look(skeleton, pointer)
    return types_of(schemas_at(operation.success.schema, pointer)) or (
        frozenset() if shown is MISSING or shown is None else frozenset({type_of(shown)})
    )


def _when_none(operation: Operation, place: Place, types: frozenset[str]) -> str:
    """How the document lets a page say that there is no such page: null, absent or an empty text."""
    if place.where == "header":
        return ""
    if not types or "null" in types:
        return "null"
    if not requires(operation.success.schema, place.pointer or ()):
        return ""
    return '""' if "string" in types else "null"


def _summary(operation: Operation) -> Iterator[_Gap]:
    for at, tally in enumerate(operation.mocked.summary):
        yield _Gap(place=tally.place, value=_tally(at))


def _tally(at: int) -> Callable[[Facts], Json]:
    return lambda facts: facts.tallies[at]


def _scope(operation: Operation, skeleton: Json) -> Iterator[_Gap]:
    """The members outside the items that repeat a scope: those of its field's or its parameter's name."""
    listing = operation.mocked
    claimed = {place.pointer for place in listing.meta.values() if place.where == "body"}
    claimed |= {tally.place.pointer for tally in listing.summary} | {listing.items.pointer}
    for at, entry in enumerate(listing.scope):
        names = {entry.at[-1]} if entry.at else set()
        if entry.param is not None:
            names.add(operation.parameters[entry.param].name)
        for pointer, shown in _members(skeleton, (), claimed):
            if pointer[-1] in names and not isinstance(shown, (dict, list)):
                place = Place(text="", where="body", pointer=pointer)
                yield _Gap(place=place, value=_scope_value(at, shown))


def _members(value: Json, pointer: Pointer, claimed: set[Pointer | None]) -> Iterator[tuple[Pointer, Json]]:
    for name, member in value.items() if isinstance(value, dict) else ():
        inner = (*pointer, name)
        if inner not in claimed:
            yield inner, member
            yield from _members(member, inner, claimed)


def _scope_value(at: int, shown: Json) -> Callable[[Facts], Json]:
    """The scope's value, as the type of the one that the document shows; that one where there is none."""

    def value(facts: Facts) -> Json:
        held = facts.scope[at]
        if held is MISSING or held is None:
            return shown
        return _text(held) if isinstance(shown, str) else held if type_of(held) == type_of(shown) else shown

    return value


_ROLES: Final[Mapping[Role, Callable[[Facts], Json]]] = {
    "page": lambda facts: facts.window.page,
    "size": lambda facts: facts.window.shown_size,
    "offset": lambda facts: facts.window.skipped,
    "sort": lambda facts: facts.query.order.sort,
    "order": lambda facts: facts.query.order.order,
    "returned": lambda facts: facts.window.returned,
    "total": lambda facts: facts.window.total,
    "total_all": lambda facts: facts.total_all,
    "pages": lambda facts: facts.window.pages,
    "has_next": lambda facts: facts.window.has_next,
    "has_prev": lambda facts: facts.window.has_prev,
}
"""The roles that are figures and words; those that lead somewhere are in `links`."""


def _text(value: Json) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _encoded(value: Json) -> bytes:
    # Whole numbers are written by hand: an offset may be beyond the 64 bits that other writers know.
    if value is True or value is False:
        return b"true" if value else b"false"
    if isinstance(value, int):
        return b"%d" % value
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
