"""A request as a line for a shell that shows it again, with credentials left out."""

from __future__ import annotations

import shlex

from conformance.evidence import Exchange
from conformance.redaction import REDACTED, Redactor
from conformance.target import Target

_OWN = frozenset({"accept", "user-agent", "accept-encoding"})
"""Headers that say nothing of what is asked."""


def curl(exchange: Exchange, target: Target, redactor: Redactor) -> str:
    """The request as one line of curl."""
    request = exchange.request
    words = ["curl"]
    if request.method == "HEAD":
        words.append("--head")
    elif request.method != "GET":
        words += ["-X", request.method]
    if "/." in request.target.partition("?")[0]:
        words.append("--path-as-is")
    made_up = {name.lower() for name, value in exchange.question.headers if value is not None}
    for name, value in request.headers:
        if name.lower() not in _OWN:
            secret = name.lower() in request.secrets and (
                name.lower() not in made_up or redactor.tells(value)
            )
            # curl drops a header that is written with a colon and nothing behind it; a semicolon keeps it.
            words += ["-H", f"{name}: {REDACTED}" if secret else f"{name}: {value}" if value else f"{name};"]
    words.append(target.url + _without_secrets(request.target, request.secrets))
    return redactor.text(" ".join(shlex.quote(word) if word != words[0] else word for word in words))


def _without_secrets(target: str, secrets: frozenset[str]) -> str:
    path, mark, query = target.partition("?")
    if not mark:
        return target
    pairs = (pair.partition("=") for pair in query.split("&"))
    shown = (
        f"{name}={REDACTED}" if name in secrets else f"{name}{equals}{value}" for name, equals, value in pairs
    )
    return f"{path}?{'&'.join(shown)}"


def request_line(exchange: Exchange, redactor: Redactor) -> str:
    """The request in short, for people: `GET /jobs?page=2`."""
    request = exchange.request
    return redactor.text(f"{request.method} {_without_secrets(request.target, request.secrets)}")
