"""A cache that is wrong on purpose, to see what only a load shows: `--cache-forgets query` or `caller`.

Requests that come while an equal one is answered share its answer, as caches do that are to keep a slow
list from being computed many times at once. What makes requests equal is where such caches go wrong: here a
part of it is left out. While nobody asks at the same time, every answer is right.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

PARTS = ("query", "caller")
"""What the key of the cache can forget."""

_CREDENTIALS = ("HTTP_AUTHORIZATION", "HTTP_X_API_KEY", "HTTP_X_API_SECRET", "HTTP_X_WORKSPACE_ID")

Start = Callable[..., Any]
Application = Callable[[dict[str, Any], Start], Iterable[bytes]]


@dataclass(frozen=True)
class Answer:
    """A whole answer, which any number of requests can have."""

    status: str
    headers: list[tuple[str, str]]
    body: bytes


class SharedAnswers:
    """A WSGI application whose requests share the answer of an equal one that is under way."""

    def __init__(self, application: Application, *, forgets: str) -> None:
        self._application = application
        self._forgets = forgets
        self._lock = threading.Lock()
        self._under_way: dict[tuple[str, ...], Future[Answer]] = {}

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        """The answer of the application, or of an equal request that came before and isn't answered yet."""
        answer = self._shared(self._key(environ), environ)
        start(answer.status, answer.headers)
        return [answer.body]

    def _key(self, environ: dict[str, Any]) -> tuple[str, ...]:
        """What makes two requests equal, but for the part that is forgotten."""
        query = () if self._forgets == "query" else (environ.get("QUERY_STRING", ""),)
        sent = () if self._forgets == "caller" else tuple(environ.get(name, "") for name in _CREDENTIALS)
        return (
            environ["REQUEST_METHOD"],
            environ["PATH_INFO"],
            environ.get("HTTP_X_FAIL", ""),
            *query,
            *sent,
        )

    def _shared(self, key: tuple[str, ...], environ: dict[str, Any]) -> Answer:
        with self._lock:
            known = self._under_way.get(key)
            mine = known or self._under_way.setdefault(key, Future())
        if known is not None:
            return known.result()
        try:
            mine.set_result(_answered(self._application, environ))
        except BaseException as error:
            mine.set_exception(error)
        finally:
            with self._lock:
                del self._under_way[key]
        return mine.result()


def _answered(application: Application, environ: dict[str, Any]) -> Answer:
    """The application's answer, all of it."""
    began: list[tuple[str, list[tuple[str, str]]]] = []

    def start(status: str, headers: list[tuple[str, str]], *_: Any) -> Callable[[bytes], None]:
        began.append((status, headers))
        return lambda _: None

    body = b"".join(application(environ, start))
    status, headers = began[-1]
    return Answer(status, headers, body)
