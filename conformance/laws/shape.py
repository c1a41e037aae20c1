"""What OpenAPI itself says of an answer: its status, its media type, its JSON, its schema."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import jsonschema_rs

from conformance.evidence import Exchange, Request
from conformance.law import Example, Finding, law
from conformance.laws import examples
from conformance.laws.examples import OPERATION, ROWS
from conformance.questions import Question
from conformance.target import FORBIDDEN
from listproof.contract import MISSING, Json, Operation, Pointer, Response, Scheme, pointer_text

_MOST_PLACES = 20
"""How many different places one answer is blamed for: after that a reader has understood."""


def is_plain(question: Question) -> bool:
    """Whether a careful client could ask so: nothing put, added, dropped or forged, and a plain GET."""
    forged = question.put or question.add or question.drop or question.headers or question.scope
    return not forged and question.method == "GET" and question.caller != FORBIDDEN


def is_valid(operation: Operation, question: Question) -> bool:
    """Whether the contract lets a client ask so, a page past the end and values that nobody has aside."""
    known = is_plain(question) and not question.nobodys
    return known and _size_fits(operation, question) and _values_fit(operation, question)


def _size_fits(operation: Operation, question: Question) -> bool:
    size = operation.listing.size
    if question.size is None:
        return True
    if size is None:
        return False
    least = 1 if size.minimum is None else size.minimum
    return question.size >= least and (size.maximum is None or question.size <= size.maximum)


def _values_fit(operation: Operation, question: Question) -> bool:
    for key, value in question.filters:
        parameter = operation.parameters.get(key)
        if parameter is None or (parameter.enum and value not in parameter.enum):
            return False
    if isinstance(question.position, int):
        parameter = operation.parameters.get(operation.listing.page.param or "")
        first = min(operation.listing.page.first, default=0)
        least = first if parameter is None or parameter.minimum is None else parameter.minimum
        return question.position >= least
    return True


def lacks_credentials(operation: Operation, request: Request) -> bool:
    """Whether the document asks for credentials, and a request has those of no alternative."""
    query = {name for name, _ in parse_qsl(urlsplit(request.target).query, keep_blank_values=True)}
    headers = {name.lower() for name, _ in request.headers}

    def is_sent(scheme: Scheme) -> bool:
        if scheme.location == "cookie":
            return "cookie" in headers
        return (
            scheme.parameter in query if scheme.location == "query" else scheme.parameter.lower() in headers
        )

    ways = operation.security
    return bool(ways) and not any(all(map(is_sent, way)) for way in ways)


def documented(operation: Operation, status: int) -> Response | None:
    """The documented response for a status: by number, by class (`4XX`), or the default one."""
    for name in (str(status), f"{status // 100}XX", "default"):
        if name in operation.responses:
            return operation.responses[name]
    return None


@law(
    "shape/status",
    Exchange,
    kept=Example(
        says="a first page comes with 200",
        operation=OPERATION,
        evidence=examples.page(*ROWS[:2]).exchange,
    ),
    broken=Example(
        says="a first page comes with 204",
        operation=OPERATION,
        evidence=examples.exchange(status=204),
    ),
)
def status_is_success(operation: Operation, seen: Exchange) -> Iterator[Finding]:
    """A question that the contract allows gets a documented 2xx; past the end a refusal may be due."""
    if not is_valid(operation, seen.question) or not 0 < seen.status < 500 or seen.trouble:
        return
    if seen.status in (401, 403) and lacks_credentials(operation, seen.request):
        return  # nobody has told the suite who asks, and the document allows no request of nobody
    first = operation.listing.page.first
    if seen.status >= 400 and seen.question.position not in (None, *first):
        return  # perhaps a page past the end, which has a law of its own
    if 200 <= seen.status < 300 and documented(operation, seen.status) is not None:
        return
    success = operation.success.status
    yield Finding(
        where="status",
        expected=int(success) if success.isdigit() else success,
        actual=seen.status,
        because="the request is one that the document allows",
        exchanges=(seen,),
    )


_LONG_NUMBER = re.compile(rb"[0-9]{300,}")


def _repeats_our_number(seen: Exchange) -> bool:
    """Whether the answer only says a number again that was sent, which no reader could hold."""
    numbers = _LONG_NUMBER.findall(seen.body)
    return bool(numbers) and all(number.decode() in seen.request.target for number in numbers)


def _has_body(seen: Exchange) -> bool:
    return bool(seen.body) and seen.request.method == "GET" and not seen.trouble


@law(
    "shape/content-type",
    Exchange,
    kept=Example(
        says="a page is application/json",
        operation=OPERATION,
        evidence=examples.page(*ROWS[:2]).exchange,
    ),
    broken=Example(
        says="a page is text/html",
        operation=OPERATION,
        evidence=replace(examples.page(*ROWS[:2]).exchange, headers=(("content-type", "text/html"),)),
    ),
)
def media_type_is_documented(operation: Operation, seen: Exchange) -> Iterator[Finding]:
    """The body of a documented status has that response's media type (RFC 9110, 8.3)."""
    response = documented(operation, seen.status)
    if response is None or not response.media_type or not _has_body(seen):
        return
    actual = (seen.header("content-type") or "").partition(";")[0].strip().lower()
    wanted = response.media_type.partition(";")[0].strip().lower()
    if actual != wanted:
        yield Finding(
            where="header:Content-Type",
            expected=wanted,
            actual=actual or None,
            because=f"the document gives {wanted} for {response.status}",
            exchanges=(seen,),
            about=response.status,
        )


@law(
    "shape/json",
    Exchange,
    kept=Example(
        says="a page is well-formed",
        operation=OPERATION,
        evidence=examples.page(*ROWS[:2]).exchange,
    ),
    broken=Example(
        says="a page is cut in the middle",
        operation=OPERATION,
        evidence=replace(
            examples.page(*ROWS[:2]).exchange,
            body=b'{"items": [',
            json=MISSING,
            json_fault="it ends too early",
        ),
    ),
)
def json_is_well_formed(operation: Operation, seen: Exchange) -> Iterator[Finding]:
    """What is documented as JSON, or says that it is, is one well-formed JSON value (RFC 8259)."""
    response = documented(operation, seen.status)
    promised = response is not None and "json" in response.media_type
    if promised and 200 <= seen.status < 300 and not seen.body and seen.request.method == "GET":
        yield Finding(
            where="body",
            expected="well-formed JSON",
            actual="nothing",
            because="the answer has no body",
            exchanges=(seen,),
        )
    if not _has_body(seen) or not seen.json_fault or _repeats_our_number(seen):
        return
    if promised or "json" in (seen.header("content-type") or ""):
        yield Finding(
            where="body",
            expected="well-formed JSON",
            actual=seen.body[:80].decode("utf-8", "replace"),
            because=seen.json_fault,
            exchanges=(seen,),
        )


# A validator is costly to make and a schema never changes; the schema is kept so that its id stays its own.
_VALIDATORS: dict[int, tuple[Mapping[str, Json], Any]] = {}


def _validator(schema: Mapping[str, Json]) -> Any:
    known = _VALIDATORS.get(id(schema))
    if known is None or known[0] is not schema:
        made = jsonschema_rs.Draft202012Validator(dict(schema), validate_formats=True)
        known = _VALIDATORS[id(schema)] = (schema, made)
    return known[1]


def mismatches(schema: Mapping[str, Json], value: Json, seen: Exchange) -> Iterator[Finding]:
    """What does not match the schema: one finding for each place (any index as `*`) and keyword."""
    told: set[tuple[str, str]] = set()
    for error in _validator(schema).iter_errors(value):
        at: Pointer = tuple(str(token) for token in error.instance_path)
        general = tuple("*" if isinstance(token, int) else str(token) for token in error.instance_path)
        kind = error.kind.as_dict()
        missing = kind.get("property") if error.kind.name == "required" else None
        if isinstance(missing, str):
            at, general = (*at, missing), (*general, missing)
        about = pointer_text(general)
        if (about, error.kind.name) in told:
            continue
        told.add((about, error.kind.name))
        if len(told) > _MOST_PLACES:
            return
        yield Finding(
            where=pointer_text(at) or "body",
            expected=_wanted(error.kind.name, kind),
            actual="nothing there" if missing else error.instance,
            because=_brief(error.message),
            exchanges=(seen,),
            about=about,
        )


def _wanted(keyword: str, kind: Mapping[str, Json]) -> Json:
    if keyword == "required":
        return "present"
    if keyword == "type":
        return " or ".join(kind.get("types", ())) or "another type"
    rest = [value for name, value in kind.items() if name not in ("name", "value")]
    return {keyword: rest[0]} if rest else keyword


def _brief(message: str) -> str:
    return message if len(message) <= 160 else message[:120] + " ... " + message[-35:]


@law(
    "shape/schema",
    Exchange,
    kept=Example(
        says="every row of the page has the documented members",
        operation=OPERATION,
        evidence=examples.page(*ROWS[:2]).exchange,
    ),
    broken=Example(
        says="the second row has a number for its state",
        operation=OPERATION,
        evidence=examples.page(ROWS[0], {**ROWS[1], "state": 7}).exchange,
    ),
    needs=lambda operation: "" if operation.success.schema else "the document gives no schema for a page",
)
def body_matches_schema(operation: Operation, seen: Exchange) -> Iterable[Finding]:
    """Every successful body matches the documented schema, every row of it."""
    response = documented(operation, seen.status)
    if not 200 <= seen.status < 300 or response is None or response.schema is None or not _has_body(seen):
        return ()
    if seen.json is MISSING:
        return ()
    return mismatches(response.schema, seen.json, seen)


LAWS = (status_is_success, media_type_is_documented, json_is_well_formed, body_matches_schema)
