"""What the pages ask of the mock, and what comes back: whoever builds the pages hands in how.

Nothing here knows the mock. Requests are made twice from one description: as they are sent, with
credentials, and as they are shown, with the names of environment variables in their place.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal
from urllib.parse import quote, urlencode

from listproof.contract import MISSING, Json, Operation, Parameter, Scheme

_SHORTEST_SECRET: Final = 6
"""Characters; what is shorter could as well be a word of an answer."""

_USUAL_NAMES: Final = {"http": "TOKEN", "oauth2": "TOKEN", "openIdConnect": "TOKEN"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request as it is sent: the path with its query, percent-encoded, and the headers."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""

    def header(self, name: str) -> str:
        """The value of a header, by its name in any case; empty where it is not there."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    @property
    def json(self) -> Json:
        """The body as JSON, or MISSING."""
        try:
            return json.loads(self.body)
        except ValueError:
            return MISSING


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Somebody who asks: secrets by security scheme, and values by the key of a required parameter."""

    name: str
    secrets: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    values: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    forbidden: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Mock:
    """The mock of one operation: how it is asked, by whom, and credentials that it refuses."""

    ask: Callable[[Request], Answer]
    visitors: tuple[Visitor, ...]
    refused: tuple[Mapping[str, str], ...] = ()

    @property
    def main(self) -> Visitor:
        """The one whose list is shown."""
        return next((each for each in self.visitors if not each.forbidden), Visitor(name="anybody"))

    @property
    def secrets(self) -> frozenset[str]:
        """Every credential, none of which may stand on a page."""
        held = [each.secrets for each in self.visitors] + list(self.refused)
        return frozenset(secret for one in held for secret in one.values() if len(secret) >= _SHORTEST_SECRET)


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """An environment variable of the examples: a credential, or what a required parameter has."""

    name: str
    about: str
    """The scheme's name, or the parameter's key."""
    kind: Literal["credential", "value"]
    example: str = ""


def variables(operation: Operation, values: Mapping[str, str]) -> tuple[Variable, ...]:
    """The variables of an operation's examples, each with a name of its own."""
    taken = {"BASE_URL", "PATH", "HOME", "LANG", "USER", "SHELL", "IFS"}
    found = []
    for scheme in way_in(operation):
        wish = "BASIC_CREDENTIALS" if is_basic(scheme) else _USUAL_NAMES.get(scheme.type)
        name = _unused(wish or _constant(scheme.parameter), scheme.name, taken)
        found.append(Variable(name=name, about=scheme.name, kind="credential"))
    for parameter in needed(operation):
        name = _unused(_constant(parameter.name), parameter.key, taken)
        example = values.get(parameter.key, "")
        found.append(Variable(name=name, about=parameter.key, kind="value", example=example))
    return tuple(found)


def is_basic(scheme: Scheme) -> bool:
    """Whether the credential is a user and a password in Base64 (RFC 7617)."""
    return scheme.prefix.strip().lower() == "basic"


def way_in(operation: Operation) -> tuple[Scheme, ...]:
    """The schemes of the first alternative, all of which are needed together; none where anybody may ask."""
    return next(iter(operation.security), ())


def needed(operation: Operation) -> tuple[Parameter, ...]:
    """The required parameters, without those that page."""
    listing = operation.mocked
    pages = {listing.page.param, listing.size.param if listing.size else None}
    return tuple(each for each in operation.parameters.values() if each.required and each.key not in pages)


def _constant(name: str) -> str:
    """A name as environment variables are written, without the `X-` of headers."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    text = re.sub(r"[^A-Z0-9]+", "_", spaced.upper()).strip("_").removeprefix("X_")
    return text if text[:1].isalpha() else f"VALUE_{text}".rstrip("_")


def _unused(wish: str, second: str, taken: set[str]) -> str:
    candidates = [wish, _constant(second), *(f"{wish}_{number}" for number in range(2, 99))]
    name = next(each for each in candidates if each not in taken)
    taken.add(name)
    return name


def request(
    operation: Operation,
    visitor: Visitor,
    values: Mapping[str, str | None] | None = None,
    *,
    method: str = "GET",
    headers: tuple[tuple[str, str], ...] = (),
    more: tuple[tuple[str, str], ...] = (),
) -> Request:
    """A request of the visitor with these values by parameter key; None leaves a required one out.

    `more` are pairs of the query that the document doesn't have, or has already.
    """
    sent = {**visitor.values, **(values or {})}
    path, query, held, cookies = operation.path, list[tuple[str, str]](), list[tuple[str, str]](), list[str]()
    for parameter in operation.parameters.values():
        value = sent.get(parameter.key)
        if value is None:
            continue
        if parameter.location == "path":
            path = path.replace(f"{{{parameter.name}}}", quote(value, safe="$"))
        elif parameter.location == "query":
            query.append((parameter.name, value))
        elif parameter.location == "header":
            held.append((parameter.name, value))
        else:
            cookies.append(f"{parameter.name}={value}")
    for scheme in way_in(operation):
        secret = visitor.secrets.get(scheme.name)
        if secret is not None:
            _place(scheme, f"{scheme.prefix.strip()} {secret}".strip(), query, held, cookies)
    if cookies:
        held.append(("Cookie", "; ".join(cookies)))
    pairs = [*query, *more]
    target = path + ("?" + urlencode(pairs, quote_via=quote, safe="$:,") if pairs else "")
    return Request(method=method, target=target, headers=(*held, *headers))


def _place(
    scheme: Scheme,
    written: str,
    query: list[tuple[str, str]],
    headers: list[tuple[str, str]],
    cookies: list[str],
) -> None:
    if scheme.location == "header":
        headers.append((scheme.parameter, written))
    elif scheme.location == "query":
        query.append((scheme.parameter, written))
    else:
        cookies.append(f"{scheme.parameter}={written}")


def stand_ins(operation: Operation, visitor: Visitor) -> Visitor:
    """The visitor with `$TOKEN` and the like in the place of each secret: for requests that are shown."""
    names = {each.about: f"${each.name}" for each in variables(operation, {}) if each.kind == "credential"}
    kept = {name: names.get(name, "$SECRET") for name in visitor.secrets}
    return Visitor(name=visitor.name, secrets=kept, values=visitor.values, forbidden=visitor.forbidden)


def without(secrets: frozenset[str], text: str) -> str:
    """The text with every credential blotted out: an answer may repeat what it was sent."""
    for secret in sorted(secrets, key=len, reverse=True):
        text = text.replace(secret, "$SECRET")
    return text
