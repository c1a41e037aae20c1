"""The bodies of refusals: what is documented, with status, code, message and details in their places."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from conformance.evidence import Exchange, Reaction
from conformance.law import Example, Finding, law
from conformance.laws import examples
from conformance.laws.examples import OPERATION
from conformance.laws.shape import documented, mismatches
from listproof.contract import MISSING, Errors, Json, Operation, Refusal, Response, look


def _envelope_operation() -> Operation:
    at = {"message": examples.place("/error"), "code": examples.place("/code")}
    refusals = {"bad_page": Refusal(status=(400,), code="invalid_page")}
    return examples.but(OPERATION, errors=Errors(refusals=refusals, at=at))


@law(
    "errors/envelope",
    Reaction,
    kept=Example(
        says="the refusal has its message and its code",
        operation=_envelope_operation(),
        evidence=examples.reaction(
            "errors/not-a-number",
            "bad_page",
            "page=abc",
            examples.exchange({"error": "page must be a number", "code": "invalid_page"}, status=400),
        ),
    ),
    broken=Example(
        says="the refusal has another code",
        operation=_envelope_operation(),
        evidence=examples.reaction(
            "errors/not-a-number",
            "bad_page",
            "page=abc",
            examples.exchange({"error": "page must be a number", "code": "oops"}, status=400),
        ),
    ),
    needs=lambda operation: "" if _documents_errors(operation) else "the document shows no error body",
    every=True,
)
def envelope(operation: Operation, seen: Reaction) -> Iterator[Finding]:
    """A documented error status has its documented body, status, code, message and details in place."""
    exchange = seen.exchange
    response = documented(operation, exchange.status)
    undue = exchange.status < 400 or exchange.request.method == "HEAD" or exchange.trouble
    if response is None or not response.media_type or undue or _of_another_method(operation, exchange):
        return
    if exchange.json is MISSING:
        yield Finding(
            where="body",
            expected=f"the documented body of {response.status}",
            actual=exchange.body[:80].decode("utf-8", "replace"),
            because=exchange.json_fault or "the body is empty",
            exchanges=(exchange,),
            about=seen.about,
        )
        return
    if response.schema is not None:
        yield from mismatches(response.schema, exchange.json, exchange)
    yield from _places(operation, seen, response)
    yield from _unnamed(operation, seen, response)


def _of_another_method(operation: Operation, exchange: Exchange) -> bool:
    """Whether it is another method's refusal, of which the document of this one says nothing."""
    return exchange.request.method != "GET" and "method" not in operation.listing.errors.refusals


def _documents_errors(operation: Operation) -> bool:
    return any(r.media_type for name, r in operation.responses.items() if not name.startswith("2"))


def _places(operation: Operation, seen: Reaction, response: Response) -> Iterator[Finding]:
    errors = operation.listing.errors
    for part, wanted in _parts(operation, seen, response).items():
        place = errors.at.get(part)
        if place is None or place.where != "body" or place.pointer is None:
            continue
        actual = look(seen.exchange.json, place.pointer)
        right = _is_text(actual) if wanted is MISSING else _equal(actual, wanted)
        if not right:
            yield Finding(
                where=place.text,
                expected="a message" if wanted is MISSING else wanted,
                actual=None if actual is MISSING else actual,
                because=f"the {part} of a {seen.exchange.status} stands at {place.text}",
                exchanges=(seen.exchange,),
                about=place.text,
            )


def _parts(operation: Operation, seen: Reaction, response: Response) -> dict[str, Json]:
    """What stands in each place of the body: a value, or MISSING where any text does."""
    parts: dict[str, Json] = {"message": MISSING, "status": seen.exchange.status}
    refusal = operation.listing.errors.refusals.get(seen.situation)
    at = operation.listing.errors.at.get("code")
    if refusal and seen.exchange.status in refusal.status and refusal.code is not None:
        parts["code"] = refusal.code
    elif at is not None and at.pointer is not None and response.example is not MISSING:
        shown = look(response.example, at.pointer)
        if isinstance(shown, str):
            parts["code"] = shown
    return parts


def _unnamed(operation: Operation, seen: Reaction, response: Response) -> Iterator[Finding]:
    """Details that do not name the parameter at fault, where the document's own name one (TL-07)."""
    place, parameter = operation.listing.errors.at.get("details"), operation.parameters.get(seen.about)
    refusal = operation.listing.errors.refusals.get(seen.situation)
    due = refusal is not None and seen.exchange.status in refusal.status
    if place is None or place.where != "body" or parameter is None or not due:
        return
    shown, actual = (look(body, place.pointer or ()) for body in (response.example, seen.exchange.json))
    if MISSING in (shown, actual) or _names(actual, parameter.name):
        return
    if any(_names(shown, other.name) for other in operation.parameters.values()):
        yield Finding(
            where=place.text,
            expected=f"what {parameter.name} must be",
            actual=actual,
            because=f"{seen.way}: the details name each parameter that is at fault",
            exchanges=(seen.exchange,),
            about=place.text,
        )


def _names(details: Json, name: str) -> bool:
    """Whether the details have this name in them, as a word."""
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", json.dumps(details), re.IGNORECASE) is not None


def _is_text(value: Json) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _equal(actual: Json, wanted: Json) -> bool:
    return type(actual) is not bool and (actual == wanted or str(actual) == str(wanted))
