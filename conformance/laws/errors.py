"""What is refused, and how. A refusal that the contract states is held to it; any other is a fact."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from conformance.evidence import Reaction
from conformance.law import Example, Finding, Law, law
from conformance.laws import examples
from conformance.laws.examples import OPERATION, ROWS
from conformance.laws.shape import documented, mismatches
from listproof.contract import MISSING, Errors, Json, Operation, Paging, Refusal, Response, Scheme, look

Statuses = tuple[int, ...]


def stated_statuses(operation: Operation, situation: str) -> Statuses:
    """The statuses that the document gives for a situation; empty where it gives none."""
    refusal = operation.listing.errors.refusals.get(situation)
    return refusal.status if refusal else ()


def _refused_as_stated(operation: Operation, seen: Reaction) -> Iterator[Finding]:
    """The stated status, where one is stated; else what came is a fact."""
    wanted = stated_statuses(operation, seen.situation)
    status = seen.exchange.status
    if seen.exchange.trouble or (wanted and status in wanted):
        return
    yield Finding(
        where="status",
        expected=_expected(wanted) if wanted else "anything safe",
        actual=status,
        because=seen.way if wanted else f"{seen.way}: {_outcome(seen)}; the document doesn't say",
        exchanges=(seen.exchange,),
        about=seen.about,
        fact=not wanted,
    )


def _guarded(operation: Operation, seen: Reaction) -> Iterator[Finding]:
    """As stated; and where nothing is stated a list must not come all the same."""
    if not stated_statuses(operation, seen.situation) and 200 <= seen.exchange.status < 300:
        yield Finding(
            where="status",
            expected="a refusal (4xx)",
            actual=seen.exchange.status,
            because=f"{seen.way}, and the list comes all the same",
            exchanges=(seen.exchange,),
            about=seen.about,
        )
        return
    yield from _refused_as_stated(operation, seen)


def _expected(wanted: Statuses) -> Json:
    return wanted[0] if len(wanted) == 1 else " or ".join(str(status) for status in wanted)


def _outcome(seen: Reaction) -> str:
    status = seen.exchange.status
    if seen.page is None:
        return str(status)
    count = len(seen.page.items)
    return f"{status} with {count} item{'' if count == 1 else 's'}"


_TOKENS = Paging(by="cursor", param="page")
_BEARER = Scheme(name="token", type="http", location="header", parameter="Authorization", prefix="Bearer ")


def _stating(situation: str, *statuses: int) -> Operation:
    """The example operation, locked and with a required owner, stating these statuses for the situation."""
    stated = examples.but(
        OPERATION,
        parameters=(examples.parameter("owner", required=True, type="string"),),
        errors=Errors(refusals={situation: Refusal(status=statuses)}),
        page=_TOKENS if situation == "bad_token" else OPERATION.listing.page,
    )
    return replace(stated, security=((_BEARER,),))


def _always(operation: Operation) -> str:  # noqa: ARG001 - the signature of `needs`
    return ""


def _refusal_law(
    id: str,  # noqa: A002 - the word of the design
    situation: str,
    way: str,
    check: Callable[[Operation, Reaction], Iterator[Finding]] = _refused_as_stated,
    needs: Callable[[Operation], str] = _always,
) -> Law[Reaction]:
    """A law on one kind of refusal; its examples are the stated 400, and a list that comes instead."""
    operation = _stating(situation, 400)
    refused = examples.exchange({"error": "Refused"}, status=400)
    return law(
        id,
        Reaction,
        kept=Example(
            says=f"{way}: the stated 400",
            operation=operation,
            evidence=examples.reaction(id, situation, way, refused),
        ),
        broken=Example(
            says=f"{way}: a list instead of the stated 400",
            operation=operation,
            evidence=examples.reaction(id, situation, way, examples.page(*ROWS[:2])),
        ),
        needs=needs,
    )(check)


def _needs_security(operation: Operation) -> str:
    return "" if operation.security else "the document asks for no credentials"


def _needs_required(operation: Operation) -> str:
    for parameter in operation.parameters.values():
        if parameter.required and parameter.location != "path":
            return ""
    return "no query or header parameter is required"


def _states(situation: str) -> Callable[[Operation], str]:
    def needs(operation: Operation) -> str:
        stated = stated_statuses(operation, situation)
        return "" if stated else f"the document states no refusal for `{situation}`"

    return needs


unauthenticated = _refusal_law(
    "errors/unauthenticated", "unauthenticated", "no Authorization header", _guarded, _needs_security
)
bad_credentials = _refusal_law(
    "errors/bad-credentials", "unauthenticated", "a key that was never given out", _guarded, _needs_security
)
forbidden = _refusal_law(
    "errors/forbidden", "forbidden", "a caller with no right to the list", _guarded, _states("forbidden")
)
missing = _refusal_law("errors/missing", "missing", "no owner", _guarded, _needs_required)
not_a_number = _refusal_law("errors/not-a-number", "bad_page", "page=abc")
out_of_range = _refusal_law("errors/out-of-range", "bad_page", "page=0")
unknown_value = _refusal_law("errors/unknown-value", "bad_filter", "state=no-such-value")
malformed = _refusal_law("errors/malformed", "bad_filter", "owner=not-a-uuid")
unknown_parameter = _refusal_law("errors/unknown-parameter", "bad_param", "limit twice")


def _needs_tokens(operation: Operation) -> str:
    by = operation.listing.page.by
    return "" if by in ("cursor", "link") else "the list is not paged by tokens"


token = _refusal_law("errors/token", "bad_token", "a token that was never given out", needs=_needs_tokens)
failure = _refusal_law("errors/failure", "failure", "a provoked failure", needs=_states("failure"))


@law(
    "errors/method",
    Reaction,
    kept=Example(
        says="TRACE is answered with 405",
        operation=_stating("method", 405),
        evidence=examples.reaction("errors/method", "method", "TRACE", examples.exchange(status=405)),
    ),
    broken=Example(
        says="POST brings the list",
        operation=_stating("method", 405),
        evidence=examples.reaction("errors/method", "method", "POST", examples.page(*ROWS[:2])),
    ),
)
def method(operation: Operation, seen: Reaction) -> Iterator[Finding]:
    """The stated status; to TRACE, which proxies may answer, 501 is right too (RFC 9110, 15.6.2)."""
    if seen.way == "TRACE" and seen.exchange.status in (405, 501):
        return
    for finding in _refused_as_stated(operation, seen):
        # What answers TRACE may be a proxy before the backend, so that nobody can be blamed for it.
        yield replace(finding, fact=finding.fact or seen.way == "TRACE")


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
    """A documented error status has its documented body, with status, code and message in their places."""
    exchange = seen.exchange
    response = documented(operation, exchange.status)
    undue = exchange.status < 400 or exchange.request.method == "HEAD" or exchange.trouble
    if response is None or not response.media_type or undue:
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


def _is_text(value: Json) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _equal(actual: Json, wanted: Json) -> bool:
    return type(actual) is not bool and (actual == wanted or str(actual) == str(wanted))


LAWS = (
    unauthenticated,
    bad_credentials,
    forbidden,
    missing,
    not_a_number,
    out_of_range,
    unknown_value,
    malformed,
    unknown_parameter,
    token,
    method,
    failure,
    envelope,
)
