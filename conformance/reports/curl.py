"""A request as a line for a shell that shows it again, with credentials left out."""

from __future__ import annotations

import shlex

from conformance.asking.encoding import looks_secret
from conformance.evidence import Exchange
from conformance.reports.redaction import REDACTED, Redactor
from conformance.target import MAIN, Target

_OWN = frozenset({"accept", "user-agent", "accept-encoding"})
"""Headers that say nothing of what is asked."""
_LONGEST = 160


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
    """The request in short, for people: `GET /jobs?page=2 (as other)`."""
    request = exchange.request
    line = f"{request.method} {_without_secrets(request.target, request.secrets)}"
    if len(line) > _LONGEST:
        line = f"{line[:_LONGEST]}... ({len(line)} characters)"
    remarks = [f"as {exchange.question.caller}"] if exchange.question.caller != MAIN else []
    remarks += [_header(name, value, redactor) for name, value in exchange.question.headers]
    remarks += [f"no {key.partition(':')[2]}" for key in exchange.question.drop if key.startswith("header:")]
    return redactor.text(line + (f" ({', '.join(remarks)})" if remarks else ""))


def _header(name: str, value: str | None, redactor: Redactor) -> str:
    if value is None:
        return f"no {name}"
    return f"{name}: {REDACTED if looks_secret(name) and redactor.tells(value) else value}"
