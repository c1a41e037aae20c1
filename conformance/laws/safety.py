"""What is never safe, however silent the document is."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import parse_qsl, quote, urlsplit

from conformance.asking.reading import stands_at
from conformance.evidence import Exchange, Page, Request
from conformance.law import Example, Finding, law
from conformance.laws import examples
from conformance.laws.examples import OPERATION, ROWS
from listproof.contract import Json, Operation, Pointer

_ASKED_WITH_A_KEY = Request(
    method="GET",
    target="/things",
    headers=(("X-Key", "k-0123456789abcdef"),),
    secrets=frozenset({"x-key"}),
)

_BUSY = frozenset({429, 502, 503, 504})
"""Statuses that a gateway or a busy server gives; the client has waited and asked again by then."""


@law(
    "safety/no-server-error",
    Exchange,
    kept=Example(
        says="nonsense is refused with 400",
        operation=OPERATION,
        evidence=examples.exchange({"error": "page must be a number"}, status=400),
    ),
    broken=Example(
        says="nonsense makes the server fail",
        operation=OPERATION,
        evidence=examples.exchange({"error": "Internal Server Error"}, status=500),
    ),
)
def no_server_error(operation: Operation, seen: Exchange) -> Iterator[Finding]:  # noqa: ARG001
    """No request of a client is answered with a 5xx or with a broken connection."""
    if seen.question.provoked or (seen.status == 501 and seen.request.method != "GET"):
        return
    if seen.trouble:
        yield Finding(
            where="connection",
            expected="an answer",
            actual=seen.trouble,
            because="the server gave no whole answer",
            exchanges=(seen,),
        )
    elif seen.status >= 500:
        yield Finding(
            where="status",
            expected="below 500",
            actual=seen.status,
            because="a client's request must not make the server fail",
            exchanges=(seen,),
            fact=seen.status in _BUSY,
        )


@law(
    "safety/maximum",
    Page,
    kept=Example(
        says="nine were asked for, four came: the maximum",
        operation=OPERATION,
        evidence=examples.page(*ROWS[:4], size=9),
    ),
    broken=Example(
        says="nine were asked for, and five came: one above the maximum",
        operation=OPERATION,
        evidence=examples.page(*ROWS, size=9),
    ),
    needs=lambda operation: (
        "" if operation.listing.size and operation.listing.size.maximum else "the document names no maximum"
    ),
)
def maximum(operation: Operation, seen: Page) -> Iterator[Finding]:
    """No page holds more items than the maximum; an omitted size that may mean all is not bound by it."""
    size = operation.listing.size
    if size is None or size.maximum is None or (seen.question.size is None and "all" in size.omit):
        return
    if seen.question.size is None and any(key == size.alias for key, _ in seen.question.put):
        return  # the alias has a range of its own
    if len(seen.items) > size.maximum:
        yield Finding(
            where=operation.listing.items.text or "body",
            expected=f"at most {size.maximum} items",
            actual=len(seen.items),
            because=f"the maximum of {size.param} is {size.maximum}",
            exchanges=(seen.exchange,),
            about=size.param,
        )


_PATH = "a path of the server"
_INTERNALS = tuple(
    (re.compile(pattern), what)
    for pattern, what in (
        (rb"Traceback \(most recent call last\)", "a Python stack trace"),
        (rb'File "/[^"\n]+", line \d+', "a Python stack trace"),
        (rb"\bat [\w$.]+\([\w$]+\.(?:java|kt|scala):\d+\)", "a Java stack trace"),
        (
            rb"\b(?:javax?|jakarta|org\.(?:springframework|hibernate))\.[\w.$]{1,200}Exception\b",
            "a Java exception",
        ),
        (rb"\bat [^\n]{1,200} in [^\n]{1,200}:line \d+", "a .NET stack trace"),
        (rb"\b(?:System|Microsoft|Npgsql)\.[\w.]{1,200}Exception\b", "a .NET exception"),
        (rb"\b[\w/.-]{1,200}\.rb:\d+:in ['\x60]", "a Ruby stack trace"),
        (rb"\bStack trace:\s*(?:\\n)?\s*#0 ", "a PHP stack trace"),
        (rb"\bat [^\n(]{1,120}\((?:/|file:)[^\n)]{1,200}:\d+:\d+\)", "a JavaScript stack trace"),
        (
            rb"\b(?:SQLSTATE\[|ORA-\d{5}|psycopg2?\.|sqlite3\.\w+Error|sqlalchemy\.exc\.|PG::\w+"
            rb"|SequelizeDatabaseError|MongoServerError|E11000 duplicate|PrismaClient\w+Error|PDOException)",
            "a database error",
        ),
        (
            rb"(?i)\bselect\b[^\"\n]{1,300}\bfrom\b[^\"\n]{1,300}\b(?:where|limit|order by)\b",
            "an SQL statement",
        ),
        (rb"(?i)syntax error at or near|You have an error in your SQL syntax", "a database error"),
        (
            rb"/(?:usr|home|root|var|opt|srv|etc|app)/[\w./@-]{1,200}\.(?:py|rb|php|[cm]?[jt]sx?|java|jar|go|cs"
            rb"|json|ya?ml|ini|conf|env|sock|sqlite3?|db|log)\b",
            "a path of the server",
        ),
        (rb"\b[A-Z]:\\{1,2}[\w .\\-]{1,200}\.(?:cs|py|php|js|dll|config|json)\b", "a path of the server"),
        (rb"\bnode_modules/", "a path of the server"),
        (rb"\b(?:ECONNREFUSED|ENOENT|EACCES)\b", "an error of the server's system"),
        (rb"goroutine \d+ \[running\]", "a Go stack trace"),
    )
)


def _around(operation: Operation, seen: Exchange) -> bytes:
    """A page without its rows, whose texts are anybody's; nothing where the body is no object."""
    pointer, envelope = operation.listing.items.pointer, seen.json
    if not pointer or not isinstance(envelope, dict):
        return b""
    return json.dumps(_without(envelope, pointer)).encode()


def _without(body: Json, pointer: Pointer) -> Json:
    if not isinstance(body, dict) or pointer[0] not in body:
        return body
    rest = {key: value for key, value in body.items() if key != pointer[0]}
    return rest if len(pointer) == 1 else {**rest, pointer[0]: _without(body[pointer[0]], pointer[1:])}


@law(
    "safety/no-internals",
    Exchange,
    kept=Example(
        says="a failure says that it is one, and no more",
        operation=OPERATION,
        evidence=examples.exchange({"error": "Failed to list things"}, status=500),
    ),
    broken=Example(
        says="a failure shows its SQL",
        operation=OPERATION,
        evidence=replace(
            examples.exchange({}, status=500),
            body=b'{"error": "SELECT * FROM things WHERE owner = 7 LIMIT 20: no such table"}',
        ),
    ),
)
def no_internals(operation: Operation, seen: Exchange) -> Iterator[Finding]:
    """No error body shows a stack trace, a query or a path of the server, nor does what is around a page."""
    body = seen.body if seen.status >= 400 else _around(operation, seen)
    for pattern, what in _INTERNALS if body else ():
        match = pattern.search(body)
        if match and seen.status < 400 and what == _PATH:
            continue  # a link to another page may look like one
        if match and match.group().decode("utf-8", "replace") not in seen.request.target:
            yield Finding(
                where="body",
                expected="a message for the client",
                actual=match.group()[:120].decode("utf-8", "replace"),
                because=f"the body shows {what}",
                exchanges=(seen,),
            )
            return


_SHORTEST_SECRET = 10
"""Shorter credentials are words that may well stand in an answer for another reason."""
_CODED = re.compile(rb"[A-Za-z0-9+/_-]{16,4000}")
_MOST_CODED = 40
_OWN_AGAIN = frozenset({"set-cookie"})
"""Headers that rightly hand a credential back to whom it belongs (RFC 6265, 4.1)."""


def _secrets(seen: Exchange) -> Iterator[tuple[str, str, bool]]:
    """The credentials of the request: their place, their text, and whether they stood in its query."""
    for name, value in seen.request.headers:
        if name.lower() in seen.request.secrets:
            parts = value.split("; ") if name.lower() == "cookie" else [value.partition(" ")[2] or value]
            for part in parts:
                yield name, part.partition("=")[2] if name.lower() == "cookie" else part, False
    for key, value in parse_qsl(urlsplit(seen.request.target).query):
        if key in seen.request.secrets:
            yield key, value, True


def _shown(operation: Operation, seen: Exchange) -> Iterator[tuple[str, bytes]]:
    """What of an answer is not anybody's rows, by its place, with what it holds in base 64 read."""
    body = seen.body if seen.status >= 400 else _around(operation, seen)
    parts = [(f"header:{name}", text.encode()) for name, text in seen.headers if name not in _OWN_AGAIN]
    for where, text in (("body", body), *parts):
        yield where, text
        for code in _CODED.findall(text)[:_MOST_CODED]:
            yield where, base64.urlsafe_b64decode(code[: len(code) // 4 * 4].translate(_URL_SAFE))


_URL_SAFE = bytes.maketrans(b"+/", b"-_")


@law(
    "safety/credentials",
    Exchange,
    kept=Example(
        says="the link to the next page says which page it is, and no more",
        operation=OPERATION,
        evidence=replace(
            examples.exchange({"items": [], "next": "/things?page=2"}),
            request=_ASKED_WITH_A_KEY,
        ),
    ),
    broken=Example(
        says="the link to the next page has the key that came in a header",
        operation=OPERATION,
        evidence=replace(
            examples.exchange({"items": [], "next": "/things?page=2&key=k-0123456789abcdef"}),
            request=_ASKED_WITH_A_KEY,
        ),
    ),
)
def credentials(operation: Operation, seen: Exchange) -> Iterator[Finding]:
    """No credential of a header is repeated; one that came in the query is a fact, as links keep a query.

    Credentials that are wrong on purpose are nobody's, and what rows hold as well is a name.
    """
    if seen.question.headers or seen.question.provoked:
        return
    for name, secret, in_query in _secrets(seen):
        if len(secret) < _SHORTEST_SECRET or (not in_query and secret in seen.request.target):
            continue
        written = {secret.encode(), quote(secret, safe="").encode()}
        where = next((at for at, text in _shown(operation, seen) if any(one in text for one in written)), "")
        if where and (in_query or not _in_rows(operation, seen, secret)):
            yield Finding(
                where=where,
                expected="no credential",
                actual=f"the value of {name}",
                because="links, tokens and bodies are kept, logged and passed on",
                exchanges=(seen,),
                about=name,
                fact=in_query,
            )


def _in_rows(operation: Operation, seen: Exchange, secret: str) -> bool:
    return (
        seen.status < 400
        and secret.encode() in json.dumps(stands_at(operation.listing.items, seen), default=str).encode()
    )


@law(
    "safety/body",
    Exchange,
    kept=Example(
        says="a refusal says why",
        operation=OPERATION,
        evidence=examples.exchange({"error": "page must be a number"}, status=400),
    ),
    broken=Example(
        says="a refusal says nothing",
        operation=OPERATION,
        evidence=examples.exchange(status=400),
    ),
    concerns=lambda seen: seen.request.method == "GET" and 400 <= seen.status < 500,
)
def refusal_has_body(operation: Operation, seen: Exchange) -> Iterator[Finding]:  # noqa: ARG001
    """A GET that is refused has a body that says why (RFC 9110, 15.5: a representation should explain it)."""
    if not seen.body.strip():
        yield Finding(
            where="body",
            expected="a body that says why",
            actual="",
            because=f"the {seen.status} is empty",
            exchanges=(seen,),
        )


LAWS = (no_server_error, maximum, no_internals, credentials, refusal_has_body)
