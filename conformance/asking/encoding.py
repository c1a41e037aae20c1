"""From a question to the request that asks it: pure, and the same bytes for the same question."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final
from urllib.parse import parse_qsl, quote, urljoin, urlsplit

from conformance.asking.required import required_position, required_size
from conformance.evidence import Request
from conformance.questions import Question
from conformance.target import MAIN, Target
from listproof.contract import MISSING, Json, Operation, Parameter

_FEW: Final = 8
_UNRESERVED: Final = "-._~"
_LINK: Final = re.compile(r"(?:https?:)?//|/[^?]*\?|\?", re.IGNORECASE)
_CREDENTIAL: Final = re.compile(
    r"auth|cookie|api[-_]?|key|token|secret|passw|session|signature", re.IGNORECASE
)

Pairs = list[tuple[str, str]]


def encode(operation: Operation, target: Target, question: Question) -> Request:
    """The request that asks the question on behalf of its caller."""
    values = _values(operation, target, question)
    headers = _headers(target, question, values)
    position = question.position
    if isinstance(position, str) and is_link(operation, position):
        place = follow(operation, target, position, values)
        query = _credentials_beside(operation, place, values)
    else:
        place = _path(operation, values)
        query = _query(operation, values)
    added = "&".join(f"{escape(name)}={escape(value)}" for name, value in question.add)
    query = "&".join(part for part in (query, added) if part)
    return Request(
        method=question.method,
        target=place + (("&" if "?" in place else "?") + query if query else ""),
        headers=tuple(headers),
        secrets=_secrets(operation, target),
        again=question.again,
    )


_SECRETS: Final[dict[tuple[int, int], tuple[Operation, Target, frozenset[str]]]] = {}
"""The names that were worked out last, by the identity of those whose they are, who are held here."""


def _secrets(operation: Operation, target: Target) -> frozenset[str]:
    """The same for every request, so it is not worked out anew for each."""
    key = id(operation), id(target)
    known = _SECRETS.get(key)
    if known is None:
        if len(_SECRETS) >= _FEW:
            _SECRETS.clear()
        known = _SECRETS[key] = operation, target, secret_names(operation, target)
    return known[2]


def escape(text: str) -> str:
    """Percent-encoded, all but the unreserved characters (RFC 3986, 2.3); lone surrogates go as they are."""
    return quote(text.encode("utf-8", "surrogatepass"), safe=_UNRESERVED)


def is_link(operation: Operation, position: str) -> bool:
    """Whether a position is a URL to follow, and not a token to send."""
    return operation.listing.page.by == "link" or _LINK.match(position) is not None


# --- parameters ----------------------------------------------------------------------------------------


def pages_by(operation: Operation) -> frozenset[str]:
    """The parameters whose values are the suite's to choose: those of the page and of the size."""
    listing = operation.listing
    size = (listing.size.param, listing.size.alias) if listing.size is not None else ()
    return frozenset(key for key in (listing.page.param, *size) if key is not None)


def _values(operation: Operation, target: Target, question: Question) -> dict[str, list[str] | None]:
    """The texts to send by parameter key, in the order of the contract's parameters; None: as in `put`."""
    sent: dict[str, list[str] | None] = {}
    credentials = query_credentials(operation)
    own = pages_by(operation)
    for key, given in target.parameters(operation, question.caller).items():
        if given and key not in own and (key in operation.parameters or key in credentials):
            sent[key] = [given[0]]
    for key, value in _asked(operation, question):
        sent[key] = list(_texts(operation.parameters.get(key), value))
    for key, text in question.scope:
        sent[key] = [text]
    for key, parameter in operation.parameters.items():
        fallback = _fallback(operation, parameter) if parameter.required and key not in sent else None
        if fallback is not None:
            sent[key] = [fallback]
    for key, text in question.put:
        sent[key] = [text]
    for key in question.drop:
        sent.pop(key, None)
    order = {key: index for index, key in enumerate(operation.parameters)}
    return dict(sorted(sent.items(), key=lambda pair: order.get(pair[0], len(order))))


def _asked(operation: Operation, question: Question) -> Iterator[tuple[str, Json]]:
    listing = operation.listing
    position = question.position
    linked = isinstance(position, str) and is_link(operation, position)
    if position is not None and listing.page.param is not None and not linked:
        yield listing.page.param, position
    if question.size is not None and listing.size is not None:
        yield listing.size.param, question.size
    if question.sort is not None:
        yield from _sorted_by(operation, question.sort)
    yield from question.filters


def _sorted_by(operation: Operation, asked: tuple[str, bool | None]) -> Iterator[tuple[str, Json]]:
    sort = operation.listing.sort
    key, descending = asked
    if sort.by is not None:
        yield sort.by, key if sort.order is not None or not descending else f"-{key}"
    if sort.order is not None and descending is not None:
        yield sort.order, sort.desc if descending else sort.asc


def _fallback(operation: Operation, parameter: Parameter) -> str | None:
    """What is sent for a required parameter that the target leaves open: the first page, a usual size, its
    default or its first enum value."""
    listing = operation.listing
    number = required_position(operation) if parameter.key == listing.page.param else None
    if listing.size is not None and parameter.key == listing.size.param:
        number = required_size(operation)
    if number is not None:
        return str(number)
    if parameter.default is not MISSING:
        return text_of(parameter.default)
    return text_of(parameter.enum[0]) if parameter.enum else None


def text_of(value: Json) -> str:
    """A scalar as a query carries it: `true`, `5`, `abc`; null is the word."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "null"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def _texts(parameter: Parameter | None, value: Json) -> Iterable[str]:
    """The texts of one parameter: several where an array is exploded (OpenAPI, style values)."""
    if not isinstance(value, (list, tuple)):
        return (text_of(value),)
    if parameter is not None and parameter.explode and parameter.location == "query":
        return tuple(text_of(element) for element in value)
    separator = {"spaceDelimited": " ", "pipeDelimited": "|"}.get(parameter.style if parameter else "", ",")
    return (separator.join(text_of(element) for element in value),)


# --- the parts of a request ----------------------------------------------------------------------------


def _path(operation: Operation, values: Mapping[str, list[str] | None]) -> str:
    """The path with its template filled; a parameter without a value leaves an empty segment."""

    def filled(match: re.Match[str]) -> str:
        return escape(",".join(values.get(f"path:{match[1]}") or ()))

    return re.sub(r"\{([^{}]*)\}", filled, operation.path)


def _query(operation: Operation, values: Mapping[str, list[str] | None]) -> str:
    pairs: Pairs = []
    for key, texts in values.items():
        parameter = operation.parameters.get(key)
        if (parameter.location if parameter else _location(key)) == "query":
            pairs.extend((key, text) for text in texts or ())
    return "&".join(f"{escape(name)}={escape(text)}" for name, text in pairs)


def _location(key: str) -> str:
    before, colon, _ = key.partition(":")
    return before if colon and before in ("path", "header", "cookie") else "query"


def _headers(target: Target, question: Question, values: Mapping[str, list[str] | None]) -> Pairs:
    """The caller's headers, its header parameters and cookies, and the question's own, last."""
    sent: dict[str, tuple[str, str]] = {"accept": ("Accept", "application/json")}
    caller = target.callers.get(question.caller)
    for name, value in caller.headers.items() if caller else ():
        sent[name.lower()] = (name, value)
    cookies = []
    for key, texts in values.items():
        place, _, name = key.partition(":")
        if place == "header" and name and texts:
            sent[name.lower()] = (name, ",".join(texts))
        elif place == "cookie" and name and texts:
            cookies.append(f"{name}={texts[0]}")
    if cookies:
        own = sent.get("cookie", ("Cookie", ""))[1]
        sent["cookie"] = ("Cookie", "; ".join(part for part in (own, *cookies) if part))
    for key in question.drop:
        sent.pop(key.removeprefix("header:").lower() if key.startswith("header:") else "", None)
    for name, header in question.headers:
        sent.pop(name.lower(), None)
        if header is not None:
            sent[name.lower()] = (name, header)
    return list(sent.values())


def follow(operation: Operation, target: Target, link: str, values: Mapping[str, list[str] | None]) -> str:
    """A link as a path and query below the target's URL.

    It is resolved against the request (RFC 3986, 5). Whatever host it names, the target is asked:
    backends behind a proxy name themselves, and credentials go nowhere else.
    """
    base = urlsplit(target.url).path.rstrip("/")
    try:
        parts = urlsplit(urljoin(base + _path(operation, values), link))
    except ValueError:  # no URL at all, `http://[` for one: it is asked for as a name beside the list
        parts = urlsplit(urljoin(base + _path(operation, values), escape(link)))
    path = parts.path
    if base and (path == base or path.startswith(base + "/")):
        path = path[len(base) :]
    # What has no path from the root (`x:.example.com`) would go on in the name of the host.
    path = "/" + quote(path.encode("utf-8", "replace"), safe="/%:@!$&'()*+,;=-._~").removeprefix("/")
    query = quote(parts.query.encode("utf-8", "replace"), safe="/?%:@!$&'()*+,;=-._~")
    return f"{path}?{query}" if query else path


def _credentials_beside(operation: Operation, link: str, values: Mapping[str, list[str] | None]) -> str:
    """The credentials of the query that a link leaves out: backends are right not to repeat them."""
    there = {name for name, _ in parse_qsl(urlsplit(link).query, keep_blank_values=True)}
    pairs = [(key, text) for key in query_credentials(operation) for text in values.get(key) or ()]
    return "&".join(f"{escape(key)}={escape(text)}" for key, text in sorted(pairs) if key not in there)


def secret_names(operation: Operation, target: Target) -> frozenset[str]:
    """Headers (in lower case) and query parameters whose values are credentials."""
    named = {
        scheme.parameter.lower()
        for alternative in operation.security
        for scheme in alternative
        if scheme.location == "header"
    } | query_credentials(operation)
    headers = {name.lower() for caller in target.callers.values() for name in caller.headers}
    headers |= {name.lower() for credentials in target.refused for name in credentials.headers}
    return frozenset(named | {"authorization", "cookie"} | {name for name in headers if looks_secret(name)})


def query_credentials(operation: Operation) -> frozenset[str]:
    return frozenset(
        scheme.parameter
        for alternative in operation.security
        for scheme in alternative
        if scheme.location == "query"
    )


def looks_secret(name: str) -> bool:
    """Whether a header or parameter of this name carries a credential: `X-API-KEY`, `Authorization`."""
    return _CREDENTIAL.search(name) is not None


def unfilled(operation: Operation, target: Target) -> tuple[str, ...]:
    """Keys of the required parameters that the target gives the main caller no value for."""
    sent = _values(operation, target, Question())
    return tuple(
        key
        for key, parameter in operation.parameters.items()
        if parameter.required and not sent.get(key) and not target.values(operation, key, MAIN)
    )
