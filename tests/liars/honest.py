"""A small, plain list backend that keeps its word: what a team would write by hand from the document.

It is a function from request to answer and stands in for the network. It shares no code with the mock:
where both agree, two readings of the document agree.
"""

from __future__ import annotations

import copy
import datetime
import itertools
import json
import re
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, unquote

from conformance.asking.client import Answer
from conformance.evidence import Request
from listproof.contract import MISSING, Contract, Json, Parameter, Pointer, Role, Situation, SortField, look
from tests.liars.calls import PLAIN, Call, Query, Refused, Refusing, Twist, later, twisted
from tests.liars.worlds import Caller, Row, World

_WHOLE = re.compile(r"-?[0-9]{1,18}\Z", re.ASCII)
_USUAL: Mapping[str, int] = {"unauthenticated": 401, "forbidden": 403, "unknown_scope": 404, "method": 405}
_PROVOKED = ("prefer", "code=500")
NOBODY = Caller(name="", headers={})
"""Whoever asks without credentials, where a twist lets them go on."""


class Backend:
    """A backend for the first operation of a contract. A twist makes it something else than plain.

    `phase` is how many calls it takes itself to have answered already.
    """

    def __init__(self, contract: Contract, world: World, twist: Twist = PLAIN, *, phase: int = 0) -> None:
        self.operation = contract.operations[0]
        self.listing = self.operation.mocked
        self.world = world
        self.twist = twist
        self.memory: dict[Any, Any] = {}
        self._numbers = itertools.count(phase + 1)
        names = re.sub(r"\\\{(.*?)\\\}", r"(?P<\1>[^/]*)", re.escape(self.operation.path))
        self._path = re.compile(names)

    def __call__(self, request: Request) -> Answer:
        """The answer to a request."""
        call = self._arrived(request)
        call.pairs = twisted(self.twist, "arrives", call, call.pairs)
        answers = self.twist.answers
        answer = answers(call, lambda: self._answer(call)) if answers else self._answer(call)
        answer = twisted(self.twist, "replies", call, answer)
        return replace(answer, body=b"") if request.method == "HEAD" else answer

    def _arrived(self, request: Request) -> Call:
        path, _, query = request.target.partition("?")
        match = self._path.fullmatch(path)
        return Call(
            request=request,
            operation=self.operation,
            world=self.world,
            memory=self.memory,
            number=next(self._numbers),
            path={name: unquote(text) for name, text in match.groupdict().items()} if match else {},
            pairs=parse_qsl(query, keep_blank_values=True),
            headers={name.lower(): text for name, text in request.headers},
        )

    def _answer(self, call: Call) -> Answer:
        try:
            self._method(call)
            call.caller = twisted(self.twist, "admits", call, self._caller(call))
            if call.headers.get(_PROVOKED[0]) == _PROVOKED[1]:
                raise Refused(self._refusing("failure"))
            self._parameters(call)
            call.scope = dict(self._scope(call))
            call.query = twisted(self.twist, "reads", call, self._query(call))
            return self._page(call)
        except Refused as refused:
            return self._denied(call, refused.refusing)

    # --- refusing ----------------------------------------------------------------------------------

    def _refusing(self, situation: Situation, key: str = "", text: str = "", wanted: str = "") -> Refusing:
        stated = self.listing.errors.refusals.get(situation)
        usual = 500 if situation == "failure" else _USUAL.get(situation, 400)
        status = stated.status[0] if stated else usual
        return Refusing(situation=situation, status=status, key=key, text=text, wanted=wanted)

    def _refuse(self, call: Call, refusing: Refusing) -> None:
        """Refuse the call, unless a twist lets it go on."""
        refuses = self.twist.refuses
        kept = refuses(call, refusing) if refuses else refusing
        if kept is not None:
            raise Refused(kept)

    def _denied(self, call: Call, refusing: Refusing) -> Answer:
        body = self._denial(refusing)
        if self.twist.denies is not None:
            body = self.twist.denies(call, refusing, body)
        headers = [("Content-Type", "application/json")]
        if refusing.status == 401:
            headers.append(("WWW-Authenticate", 'Bearer realm="lists"'))
        if refusing.status == 405:
            headers.append(("Allow", "GET" if self._head_refused else "GET, HEAD"))
        return Answer(status=refusing.status, headers=tuple(headers), body=encoded(body))

    def _denial(self, refusing: Refusing) -> Json:
        errors = self.listing.errors
        stated = errors.refusals.get(refusing.situation)
        documented = self.operation.responses.get(str(refusing.status))
        example = documented.example if documented else MISSING
        body = copy.deepcopy(errors.template if example is MISSING else example)
        told: dict[str, Json] = {
            "status": refusing.status,
            "message": (stated.message if stated else None) or _sentence(refusing),
            "code": stated.code if stated else None,
            "details": [f"{refusing.key}: {refusing.wanted}"] if refusing.key else None,
        }
        for role, value in told.items():
            if value is not None and role in errors.at:
                put(body, errors.at[role].pointer or (), value)
        return body

    # --- admitting ---------------------------------------------------------------------------------

    @property
    def _head_refused(self) -> bool:
        stated = self.listing.errors.refusals.get("method")
        return stated is not None and stated.head == "refused"

    def _method(self, call: Call) -> None:
        if call.request.method != "GET" and (call.request.method != "HEAD" or self._head_refused):
            self._refuse(call, self._refusing("method", wanted="GET is the only method"))

    def _caller(self, call: Call) -> Caller:
        needed = [scheme.parameter.lower() for together in self.operation.security for scheme in together]
        sent = {name: call.headers.get(name) for name in needed}
        for caller in self.world.callers:
            if dict(caller.headers) == sent:
                if caller.forbidden:
                    self._refuse(call, self._refusing("forbidden"))
                return caller
        self._refuse(call, self._refusing("unauthenticated"))
        return NOBODY

    # --- reading -----------------------------------------------------------------------------------

    def _parameters(self, call: Call) -> None:
        """Unknown, repeated, missing and malformed parameters; numbers and policies aside."""
        known = {key for key, parameter in self.operation.parameters.items() if parameter.location == "query"}
        names = [name for name, _ in call.pairs]
        for name in dict.fromkeys(names):
            if name not in known:
                self._refuse(call, self._refusing("bad_param", name, wanted="there is no such parameter"))
            elif names.count(name) > 1:
                self._refuse(call, self._refusing("bad_param", name, wanted="it may come once"))
        for key, parameter in self.operation.parameters.items():
            texts = call.sent(key)
            if not texts and parameter.required:
                self._refuse(call, self._refusing("missing", key, wanted="it is required"))
            elif texts and (wanted := _wanted(parameter, texts[-1])):
                self._refuse(call, self._refusing(self._situation(key), key, texts[-1], wanted))

    def _situation(self, key: str) -> Situation:
        listing = self.listing
        if key == listing.page.param:
            return "bad_page"
        if listing.size and key in (listing.size.param, listing.size.alias):
            return "bad_size"
        if key in listing.filters:
            return "bad_filter"
        return "bad_sort" if key in (listing.sort.by, listing.sort.order) else "bad_param"

    def _scope(self, call: Call) -> Iterator[tuple[str, str]]:
        """The values of the scope's parameters, each one of the caller's own."""
        for scope in self.listing.scope:
            if scope.param is None:
                continue
            text = (call.sent(scope.param) or [""])[-1]
            if text not in call.caller.may_name.get(scope.param, ()):
                refusing = self._refusing("unknown_scope", scope.param, text, "it is none of yours")
                stated = [reading for reading in scope.unknown if isinstance(reading, int)]
                status = stated[0] if stated else refusing.status
                self._refuse(
                    call, Refusing(situation="unknown_scope", status=status, key=scope.param, text=text)
                )
            yield scope.param, text

    def _query(self, call: Call) -> Query:
        size, sized = self._size(call)
        by, descending, order = self._order(call)
        return Query(
            position=self._position(call),
            size=size,
            sized=sized,
            filters=tuple(self._filters(call)),
            by=by,
            descending=descending,
            order=order,
        )

    def _position(self, call: Call) -> int:
        param = self.listing.page.param
        texts = call.sent(param) if param else []
        position = whole(texts[-1]) if texts else None
        if position is None:
            return call.first
        if position < call.first:
            self._refuse(
                call, self._refusing("bad_page", param or "", texts[-1], f"Must be at least {call.first}")
            )
        return position

    def _size(self, call: Call) -> tuple[int | None, bool]:
        stated = self.listing.size
        assert stated is not None
        key = stated.param if call.sent(stated.param) or not stated.alias else stated.alias
        texts = call.sent(key)
        size = whole(texts[-1]) if texts else None
        if size is None:
            return stated.default, False
        least, most = max(stated.minimum or 1, 1), stated.maximum
        if size < least or (most is not None and size > most):
            policies = stated.under if size < least else stated.over
            if "clamp" in policies[:1]:
                return (least if size < least else most), True
            self._refuse(call, self._refusing("bad_size", key, texts[-1], f"Must be from {least} to {most}"))
        return size, True

    def _filters(self, call: Call) -> Iterator[tuple[str, str]]:
        for key, stated in self.listing.filters.items():
            texts = call.sent(key)
            if texts and texts[-1] not in stated.all:
                yield key, texts[-1]

    def _order(self, call: Call) -> tuple[str, bool, tuple[SortField, ...]]:
        sort = self.listing.sort
        by = next(iter(call.sent(sort.by)), "") if sort.by else ""
        way = next(iter(call.sent(sort.order)), "") if sort.order else ""
        known = by if by in sort.keys else ""
        if sort.by and not known:
            known = str(self.operation.parameters[sort.by].default)
        if not known:
            return "", False, sort.default
        descending = (way or str(self.operation.parameters[sort.order or ""].default)) == sort.desc
        field = sort.keys[known]
        return known, descending, (SortField(name=field.name, at=field.at, descending=descending),)

    # --- selecting, ordering, cutting --------------------------------------------------------------

    def _page(self, call: Call) -> Answer:
        twist = self.twist
        call.everything = twisted(
            twist, "scopes", call, [row for row in self.world.rows if self._own(call, row)]
        )
        chosen = [row for row in call.everything if self.matches(call, row)]
        chosen = twisted(twist, "selects", call, chosen)
        call.matching = twisted(twist, "orders", call, ordered(chosen, call.query.order))
        call.size = max(len(call.matching), 1) if call.query.size is None else call.query.size
        by_offset = self.listing.page.by == "offset"
        call.skipped = call.query.position if by_offset else (call.query.position - call.first) * call.size
        skipped, size = twisted(twist, "skips", call, call.skipped), twisted(twist, "sizes", call, call.size)
        rows = twisted(twist, "cuts", call, later(call.matching, skipped, size))
        items: list[Json] = twisted(twist, "shows", call, [row.item for row in rows])
        call.returned = len(items)
        body = twisted(twist, "writes", call, self._body(call, items))
        return Answer(status=200, headers=(("Content-Type", "application/json"),), body=encoded(body))

    def _own(self, call: Call, row: Row) -> bool:
        for scope in self.listing.scope:
            wanted = call.caller.owns if scope.param is None else call.scope[scope.param]
            if known(row, scope.at, scope.hidden) != wanted:
                return False
        return True

    def matches(self, call: Call, row: Row) -> bool:
        """Whether a row fits every filter of the call."""
        return all(self.fits(row, key, text) for key, text in call.query.filters)

    def fits(self, row: Row, key: str, text: str) -> bool:
        """Whether a row has this text where the filter looks."""
        stated = self.listing.filters[key]
        return str(known(row, stated.at, key)) == text

    # --- telling -----------------------------------------------------------------------------------

    def _body(self, call: Call, items: list[Json]) -> Json:
        listing = self.listing
        body = copy.deepcopy(self.operation.success.example)
        for scope in listing.scope:
            if scope.param is None and scope.at:
                _repeat(body, scope.at[-1], call.caller.owns)
        put(body, listing.items.pointer or (), items)
        for role, value in twisted(self.twist, "tells", call, self._told(call)).items():
            put(body, listing.meta[role].pointer or (), value)
        figures = {tally.place.text: self._figure(call, tally.filters) for tally in listing.summary}
        for text, figure in twisted(self.twist, "sums", call, figures).items():
            put(body, tuple(text.strip("/").split("/")), figure)
        return body

    def _figure(self, call: Call, filters: Mapping[str, Json]) -> int:
        return sum(
            all(self.fits(row, key, str(to)) for key, to in filters.items()) for row in call.everything
        )

    def _told(self, call: Call) -> dict[Role, Json]:
        total = len(call.matching)
        sort = self.listing.sort
        told: dict[Role, Json] = {
            "page": call.query.position,
            "size": call.query.size if call.query.size is not None else total,
            "offset": call.skipped,
            "sort": call.query.by,
            "order": sort.desc if call.query.descending else sort.asc,
            "returned": call.returned,
            "total": total,
            "total_all": len(call.everything),
            "pages": -(-total // max(call.size, 1)),
            "has_next": call.skipped + call.size < total,
            "has_prev": call.skipped > 0,
        }
        return {role: value for role, value in told.items() if role in self.listing.meta}


# --- words of the wire ---------------------------------------------------------------------------------


def encoded(body: Json) -> bytes:
    """A body as JSON."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def whole(text: str) -> int | None:
    """The whole number that a text spells, or None where it spells none that a database would hold."""
    return int(text) if _WHOLE.match(text) else None


def put(body: Json, pointer: Pointer, value: Json) -> None:
    """Set what stands at a pointer; objects on the way are made where they are missing."""
    for name in pointer[:-1]:
        if not isinstance(body.get(name), dict):
            body[name] = {}
        body = body[name]
    body[pointer[-1]] = value


def _repeat(body: Json, name: str, value: Json) -> None:
    """Set every member of this name in the envelope."""
    for key, member in body.items():
        if key == name:
            body[key] = value
        elif isinstance(member, dict):
            _repeat(member, name, value)


def _sentence(refusing: Refusing) -> str:
    return f"{refusing.key}: {refusing.wanted}".strip(": ") or "The request was refused"


def _wanted(parameter: Parameter, text: str) -> str:
    """What a parameter must be, where the text is something else; numbers out of range are not looked at."""
    if "integer" in parameter.types:
        return "" if whole(text) is not None else "Must be a whole number"
    if parameter.enum and text not in parameter.enum:
        return "Must be one of " + ", ".join(parameter.enum)
    if parameter.schema.get("format") == "uuid":
        try:
            return "" if str(uuid.UUID(text)) == text.lower() else "Must be a UUID"
        except ValueError:
            return "Must be a UUID"
    return ""


# --- rows ----------------------------------------------------------------------------------------------


def known(row: Row, at: Pointer | None, hidden: str) -> Json:
    """A value of a row: in its item, or hidden under this name."""
    return row.hidden.get(hidden) if at is None else look(row.item, at)


def ordered(rows: Iterable[Row], order: Iterable[SortField]) -> list[Row]:
    """The rows by the first field, among equals by the next, and so on; then as they came."""
    made = list(rows)
    for field in reversed(list(order)):
        made.sort(key=lambda row: rank(known(row, field.at, field.name)), reverse=field.descending)
    return made


def rank(value: Json) -> tuple[int, Any]:
    """What a value is sorted by: times as times, nothing first."""
    if value is None or value is MISSING:
        return 0, ()
    if isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\dT", value):
        return 1, (0, datetime.datetime.fromisoformat(value).timestamp())
    return 1, (1, value)
