"""What Connexion has decided, remembered, so that the next request like it needn't be decided again.

Where a path leads, and who is let in with which credentials, are functions of the method, the path and
what was sent in the places of credentials; with signed tokens, of the time as well. Connexion decides each
once; what a request asks of the list is read and answered by the same functions either way. A request that
has anything else about it which could matter goes to Connexion: so the answers are the same by
construction, and a differential test holds it (docs/decisions/0020).

Of a request that was asked before, it is known as well which rows its page holds: they are written, and
nothing else is done (docs/decisions/0026).
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Final, Generic, NamedTuple, TypeVar

from starlette.exceptions import HTTPException
from starlette.types import Scope

from mock_server.access import Callers
from mock_server.engine.query import Query
from mock_server.exchange import Refused, Reply, Request
from mock_server.ready import Asked, Page, Ready, Sendable, fixed, page
from mock_server.service import Service
from mock_server.wire import CommonHeaders

_MOST: Final = 2048
"""How many decisions of each list, and how many requests, are remembered."""
_LONGEST: Final = 4096
"""Bytes of path, query and header lines that are worth remembering."""
_MOST_ROWS: Final = 1000
"""Rows of a page up to which it is worth remembering where they stand."""
_ODD: Final = frozenset({b"prefer", b"content-length", b"content-type", b"transfer-encoding"})
"""Headers that make a request one for Connexion."""

K = TypeVar("K")
V = TypeVar("V")

Sent = tuple[tuple[bytes, bytes], ...]
"""The header lines that a list's credentials and parameters stand in, as they were sent."""

Whole = tuple[str, str, bytes | None, bytes, str | None, str | None, Sent]
"""All of a request that a reply depends on: method, path and path as sent, query, root path, scheme, header
lines."""


class Remembered(Generic[K, V]):
    """The latest so many values by key; what was put there first goes first."""

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._kept: dict[K, V] = {}
        self.get = self._kept.get

    def put(self, key: K, value: V) -> None:
        """Remember the value, and forget the oldest where there are too many."""
        self._kept[key] = value
        if len(self._kept) > self._most:
            del self._kept[next(iter(self._kept))]

    def __len__(self) -> int:
        return len(self._kept)


class _Admission(NamedTuple):
    """Who was let in, and until when that holds, in seconds since 1970."""

    callers: Callers
    until: float


class _Known(NamedTuple):
    """What answers a request, and until when, in seconds since 1970."""

    ready: Ready
    until: float


@dataclass(slots=True)
class _List:
    """What is remembered of one list."""

    service: Service
    watched: frozenset[bytes]
    """The headers that its credentials and parameters stand in."""
    by_query: bool
    """Whether a credential may stand in the query."""
    admissions: Remembered[tuple[Sent, bytes], _Admission | Reply] = field(default_factory=Remembered)

    def sent(self, scope: Scope) -> Sent | None:
        """The lines that matter; None for a request with something odd about it."""
        watched, found = self.watched, []
        for line in scope["headers"]:
            name = line[0]
            if name in watched:
                found.append(line)
            elif name in _ODD:
                return None
        return tuple(found)

    def credentials(self, sent: Sent, scope: Scope) -> tuple[Sent, bytes]:
        """All that Connexion's security looks at."""
        return sent, scope["query_string"] if self.by_query else b""


@dataclass(frozen=True, slots=True)
class _Route:
    """Where a method and path lead, and what stands in the path's templates."""

    list: _List
    path_params: Mapping[str, str]


class Decisions:
    """What was decided for the lists of one mock."""

    def __init__(
        self,
        services: Mapping[str, Service],
        lasting: Callable[[str, Scope], float],
        common: CommonHeaders = (),
    ) -> None:
        """`lasting` says until when, in seconds since 1970, the same credentials have the same effect."""
        self._lists = {
            key: _List(service, service.watched, service.reads_credentials_in_query)
            for key, service in services.items()
        }
        self._lasting = lasting
        self._common = common
        self._routes: Remembered[tuple[str, str], _Route | Reply] = Remembered()
        self._matter = _ODD.union(*(each.watched for each in self._lists.values()))
        self._known: Remembered[Whole, _Known] = Remembered()

    def whole(self, scope: Scope) -> Whole:
        """What a request is known by, before its path is made one to route by."""
        matter = self._matter
        return (
            scope["method"],
            scope["path"],
            scope.get("raw_path"),
            scope["query_string"],
            scope.get("root_path"),
            scope.get("scheme"),
            tuple([line for line in scope["headers"] if line[0] in matter]),
        )

    def known(self, whole: Whole) -> Sendable | None:
        """The answer to a request that was asked before; None where it wasn't."""
        known = self._known.get(whole)
        if known is None or known.until <= time.time():
            return None
        try:
            return known.ready.sendable()
        except Exception:
            return None  # it will fail behind Connexion again, where failures are logged and answered

    def keep(self, whole: Whole, reply: Reply) -> None:
        """Remember a reply that the same request always has."""
        if whole[0] != "OPTIONS" and _is_short(
            whole
        ):  # a preflight differs in headers that matter nowhere else
            answer = fixed(reply, self._common, is_head=whole[0] == "HEAD")
            self._known.put(whole, _Known(answer, math.inf))

    def reply(self, scope: Scope, whole: Whole) -> Sendable | None:
        """The answer, where all was decided before; None where Connexion has to be asked."""
        known = self._decided(scope)
        if known is None:
            return None
        try:
            sendable = known.ready.sendable()
        except Exception:
            return None
        if scope["method"] != "OPTIONS" and _is_short(whole) and _is_small(known.ready):
            self._known.put(whole, known)
        return sendable

    def _decided(self, scope: Scope) -> _Known | None:
        method = scope["method"]
        route = self._routes.get((method, scope["path"]))
        if route is None or scope.get("root_path"):
            return None
        if isinstance(route, Reply):
            return _Known(fixed(route, self._common, is_head=method == "HEAD"), math.inf)
        place = route.list
        sent = place.sent(scope)
        if sent is None:
            return None
        admission = place.admissions.get(place.credentials(sent, scope))
        if admission is None:
            return None
        if isinstance(admission, Reply):
            return _Known(fixed(admission, self._common, is_head=method == "HEAD"), math.inf)
        if admission.until <= time.time():
            return None
        try:
            ready = self._answering(
                place.service, {**scope, "path_params": route.path_params}, admission.callers
            )
        except Exception:
            return None  # as above
        return _Known(ready, admission.until)

    def _answering(self, service: Service, scope: Scope, callers: Callers) -> Ready:
        """What answers the request, by the functions that answer what comes through Connexion."""
        is_head = scope["method"] == "HEAD"
        asked = _asked(service, scope, callers)
        if isinstance(asked, Reply):
            return fixed(asked, self._common, is_head=is_head)
        prepared = service.prepared(*asked)
        if prepared is None:
            return Asked(partial(service.reply, *asked), self._common, is_head)
        if isinstance(prepared, Reply):
            return fixed(prepared, self._common, is_head=is_head)
        return page(prepared, self._common, is_head=is_head)

    def admitted(self, key: str, scope: Scope, callers: Callers) -> None:
        """Remember where a request has come to, and that these were let in."""
        place = self._lists[key]
        sent = place.sent(scope)
        if sent is None or not _is_short_with(scope, sent):
            return
        self._routes.put((scope["method"], scope["path"]), _Route(place, dict(scope["path_params"])))
        admission = _Admission(callers, self._lasting(key, scope))
        place.admissions.put(place.credentials(sent, scope), admission)

    def refused(self, key: str, scope: Scope, error: Exception, reply: Reply) -> None:
        """Remember what Connexion refused, as far as it would be refused at any time."""
        if not isinstance(error, HTTPException):
            return
        place = self._lists[key]
        sent = place.sent(scope)
        if sent is None or not _is_short_with(scope, sent):
            return
        if error.status_code == 405:
            self._routes.put((scope["method"], scope["path"]), reply)
        elif error.status_code == 401 and self._lasting(key, scope) == math.inf:
            self._routes.put((scope["method"], scope["path"]), _Route(place, dict(scope["path_params"])))
            place.admissions.put(place.credentials(sent, scope), reply)


def _is_short_with(scope: Scope, sent: Sent) -> bool:
    lines = sum(len(name) + len(value) for name, value in sent)
    return len(scope["path"]) + len(scope["query_string"]) + lines <= _LONGEST


def _is_short(whole: Whole) -> bool:
    _, path, raw, query, root, _, sent = whole
    lines = sum(len(name) + len(value) for name, value in sent)
    return len(path) + len(raw or b"") + len(query) + len(root or "") + lines <= _LONGEST


def _is_small(ready: Ready) -> bool:
    """Whether to remember it takes little memory: of one page of a million rows, the places are megabytes."""
    return not isinstance(ready, Page) or ready.held <= _MOST_ROWS


def _asked(service: Service, scope: Scope, callers: Callers) -> tuple[Request, Query] | Reply:
    """What the request asks for, or its refusal."""
    try:
        return service.ask(scope, callers[0] if callers else None)
    except Refused as refused:
        return service.refusal(refused, scope["method"])
