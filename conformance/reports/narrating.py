"""Evidence in words, for people who read what keeps a law and what breaks it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields
from typing import Final

from conformance.evidence import Counted, Evidence, Exchange, Page, Walk
from listproof.contract import MISSING

_LONGEST: Final = 300
_TOLD_ELSEWHERE: Final = frozenset({"law", "page", "exchanges", "reactions"})
"""Parts that only repeat what stands in others."""


def told(evidence: Evidence) -> Iterator[str]:
    """The evidence in lines: what was asked, what came, and what it is compared with."""
    if isinstance(evidence, Counted):
        yield from _told_exchange(evidence.page.exchange)
        if evidence.ids is not None:
            yield f"rows that match it: {len(evidence.ids)} ({', '.join(evidence.ids[:12])})"
        if evidence.everything is not None:
            yield f"rows of the scope: {evidence.everything}"
    elif isinstance(evidence, Walk):
        yield from _told_walk(evidence)
    elif isinstance(evidence, Page):
        yield from _told_exchange(evidence.exchange)
    elif isinstance(evidence, Exchange):
        yield from _told_exchange(evidence)
    else:
        yield from _told_parts(evidence)


def _told_exchange(exchange: Exchange) -> Iterator[str]:
    yield _asked(exchange)
    if exchange.trouble:
        yield f"  {exchange.trouble}"
        return
    telling = [f"{name}: {value}" for name, value in exchange.headers if name != "content-type"]
    yield "  " + "  ".join([str(exchange.status), *telling])
    body = exchange.body.decode("utf-8", "replace")
    if body:
        yield f"  {body if len(body) <= _LONGEST else body[:_LONGEST] + '...'}"


def _asked(exchange: Exchange) -> str:
    request = exchange.request
    headers = [
        f"no {name}" if value is None else f"{name}: {value}" for name, value in exchange.question.headers
    ]
    return f"{request.method} {request.target}" + (f"  ({', '.join(headers)})" if headers else "")


def _told_walk(walk: Walk) -> Iterator[str]:
    yield from (_told_page(page) for page in walk.pages)
    if walk.ended != "end":
        yield f"and the walk ended so: {walk.ended}"


def _told_page(page: Page) -> str:
    """A page in one line, its items by their ids: `GET /jobs?page=2: 3, 4; total 5, has_next true`."""
    said = [f"{role} {json.dumps(value)}" for role, value in page.meta.items() if value is not MISSING]
    return f"{_asked(page.exchange)}: " + "; ".join([", ".join(page.ids) or "no items", ", ".join(said)])


def _told_parts(evidence: Evidence) -> Iterator[str]:
    """Each part under its name, where there is something to tell of it."""
    for part in fields(evidence):
        value = getattr(evidence, part.name)
        for piece in value if isinstance(value, tuple) else (value,):
            if part.name in _TOLD_ELSEWHERE or not piece:
                continue
            if isinstance(piece, Page):
                yield f"{part.name}: {_told_page(piece)}"
            elif isinstance(piece, Walk):
                yield f"{part.name}:"
                yield from (f"  {line}" for line in _told_walk(piece))
            elif isinstance(piece, Exchange):
                yield from _told_exchange(piece)
            else:
                yield f"{part.name}: {piece}"
