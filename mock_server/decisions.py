"""What Connexion has decided, remembered, so that the next request like it needn't be decided again.

Where a path leads, and who is let in with which credentials, are functions of the method, the path and
what was sent in the places of credentials; with signed tokens, of the time as well. Connexion decides each
once; what a request asks of the list is read and answered by the same functions either way. A request that
has anything else about it which could matter goes to Connexion: so the answers are the same by
construction, and a differential test holds it (docs/decisions/0020).
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

from starlette.exceptions import HTTPException
from starlette.types import Scope

from mock_server.access import Callers
from mock_server.engine.query import Query
from mock_server.exchange import Refused, Reply, Request
from mock_server.service import Service

_MOST: Final = 2048
"""How many decisions, and how many questions of each list, are remembered."""
_LONGEST: Final = 4096
"""Bytes of path, query and header lines that are worth remembering."""
_ODD: Final = frozenset({b"prefer", b"content-length", b"content-type", b"transfer-encoding"})
"""Headers that make a request one for Connexion."""

K = TypeVar("K")
V = TypeVar("V")

Sent = tuple[tuple[bytes, bytes], ...]
"""The header lines that a list's credentials and parameters stand in, as they were sent."""


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


@dataclass(frozen=True, slots=True)
class _Admission:
    """Who was let in, and until when that holds, in seconds since 1970."""

    callers: Callers
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
    questions: Remembered[tuple[Sent, str, bytes], tuple[Request, Query] | Reply] = field(
        default_factory=Remembered
    )

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

    def __init__(self, services: Mapping[str, Service], lasting: Callable[[str, Scope], float]) -> None:
        """`lasting` says until when, in seconds since 1970, the same credentials have the same effect."""
        self._lists = {
            key: _List(service, service.watched, service.reads_credentials_in_query)
            for key, service in services.items()
        }
        self._lasting = lasting
        self._routes: Remembered[tuple[str, str], _Route | Reply] = Remembered()

    def reply(self, scope: Scope) -> Reply | None:
        """The answer, where all was decided before; None where Connexion has to be asked."""
        route = self._routes.get((scope["method"], scope["path"]))
        if route is None or scope.get("root_path"):
            return None
        if isinstance(route, Reply):
            return route
        place = route.list
        sent = place.sent(scope)
        if sent is None:
            return None
        admission = place.admissions.get(place.credentials(sent, scope))
        if admission is None or isinstance(admission, Reply):
            return admission
        if admission.until <= time.time():
            return None
        try:
            return _answered(place, route.path_params, sent, scope, admission.callers)
        except Exception:
            return None  # it will fail behind Connexion again, where failures are logged and answered

    def admitted(self, key: str, scope: Scope, callers: Callers) -> None:
        """Remember where a request has come to, and that these were let in."""
        place = self._lists[key]
        sent = place.sent(scope)
        if sent is None or not _is_short(scope, sent):
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
        if sent is None or not _is_short(scope, sent):
            return
        if error.status_code == 405:
            self._routes.put((scope["method"], scope["path"]), reply)
        elif error.status_code == 401 and self._lasting(key, scope) == math.inf:
            self._routes.put((scope["method"], scope["path"]), _Route(place, dict(scope["path_params"])))
            place.admissions.put(place.credentials(sent, scope), reply)


def _is_short(scope: Scope, sent: Sent) -> bool:
    lines = sum(len(name) + len(value) for name, value in sent)
    return len(scope["path"]) + len(scope["query_string"]) + lines <= _LONGEST


def _answered(
    place: _List, path_params: Mapping[str, str], sent: Sent, scope: Scope, callers: Callers
) -> Reply:
    """The list's answer, by the functions that answer what comes through Connexion."""
    key = (sent, scope["path"], scope["query_string"])
    asked = place.questions.get(key)
    if asked is None:
        asked = _asked(place.service, {**scope, "path_params": path_params}, callers)
        if _is_short(scope, sent):
            place.questions.put(key, asked)
    return asked if isinstance(asked, Reply) else place.service.reply(*asked)


def _asked(service: Service, scope: Scope, callers: Callers) -> tuple[Request, Query] | Reply:
    """What the request asks for, or its refusal."""
    try:
        return service.ask(scope, callers[0] if callers else None)
    except Refused as refused:
        return service.refusal(refused, scope["method"])
