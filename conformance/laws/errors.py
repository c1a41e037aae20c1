"""What is refused, and how. A refusal that the contract states is held to it; any other is a fact."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

from conformance.asking.reading import stands_at
from conformance.evidence import Reaction
from conformance.law import Example, Finding, Law, law
from conformance.laws import examples
from conformance.laws.envelopes import envelope
from conformance.laws.examples import OPERATION, ROWS
from listproof.contract import MISSING, Errors, Json, Operation, Paging, Refusal, Scheme, look

Statuses = tuple[int, ...]


def stated_statuses(operation: Operation, situation: str) -> Statuses:
    """The statuses that the document gives for a situation; empty where it gives none."""
    refusal = operation.listing.errors.refusals.get(situation)
    return refusal.status if refusal else ()


def _refused_as_stated(operation: Operation, seen: Reaction) -> Iterator[Finding]:
    """The stated status and words, where they are stated; else what came is a fact."""
    wanted = stated_statuses(operation, seen.situation)
    status = seen.exchange.status
    if not seen.exchange.status or seen.exchange.trouble:
        return
    if wanted and status in wanted:
        yield from _in_other_words(operation, seen)
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


def _in_other_words(operation: Operation, seen: Reaction) -> Iterator[Finding]:
    """Another message than the one that is stated; most documents state none."""
    refusal, place = (
        operation.listing.errors.refusals[seen.situation],
        operation.listing.errors.at.get("message"),
    )
    if refusal.message is None or place is None or place.where != "body" or seen.exchange.json is MISSING:
        return
    actual = look(seen.exchange.json, place.pointer or ())
    if actual != refusal.message:
        yield Finding(
            where=place.text,
            expected=refusal.message,
            actual=None if actual is MISSING else actual,
            because=f"{seen.way}: the document gives these words",
            exchanges=(seen.exchange,),
            about=seen.about,
        )


def _guarded(operation: Operation, seen: Reaction) -> Iterator[Finding]:
    """As stated; and where nothing is stated no success comes all the same."""
    if not stated_statuses(operation, seen.situation) and 200 <= seen.exchange.status < 300:
        comes = "the answer is a success" if seen.page is None else "the list comes"
        yield Finding(
            where="status",
            expected="a refusal (4xx)",
            actual=seen.exchange.status,
            because=f"{seen.way}, and {comes} all the same",
            exchanges=(seen.exchange,),
            about=seen.about,
        )
        return
    yield from _refused_as_stated(operation, seen)


def _required(operation: Operation, seen: Reaction) -> Iterator[Finding]:
    """As stated; and where nothing is stated no rows come all the same, though an empty list may.

    A page or a size that is left out opens no door: what comes then is as open as what it refuses.
    """
    listing = operation.listing
    paging = {listing.page.param, listing.size.param if listing.size is not None else None}
    rows = (seen.page is None or bool(seen.page.items)) and seen.about not in paging
    yield from (_guarded if rows else _refused_as_stated)(operation, seen)


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


FORMATS: Final = frozenset({"uuid", "date-time", "date", "email", "ipv4"})
"""The formats of texts for which there is a text that is wrong in every reading."""


def _stating(situation: str, *statuses: int) -> Operation:
    """The example operation, locked and with a required owner, stating these statuses for the situation."""
    stated = examples.but(
        OPERATION,
        parameters=(examples.parameter("owner", required=True, type="string", format="uuid"),),
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


def _needs_lock(operation: Operation) -> str:
    if () in operation.security:
        return "the document admits requests without credentials"
    return _needs_security(operation)


def _needs_required(operation: Operation) -> str:
    for parameter in operation.parameters.values():
        if parameter.required and parameter.location != "path":
            return ""
    return "no query or header parameter is required"


def _needs_enum(operation: Operation) -> str:
    has = any(parameter.enum for parameter in operation.parameters.values())
    return "" if has else "no parameter lists its values"


def _needs_format(operation: Operation) -> str:
    has = any(parameter.schema.get("format") in FORMATS for parameter in operation.parameters.values())
    return "" if has else "no parameter has a format that a text can break"


def _states(situation: str) -> Callable[[Operation], str]:
    def needs(operation: Operation) -> str:
        stated = stated_statuses(operation, situation)
        return "" if stated else f"the document states no refusal for `{situation}`"

    return needs


unauthenticated = _refusal_law(
    "errors/unauthenticated", "unauthenticated", "no Authorization header", _guarded, _needs_lock
)
bad_credentials = _refusal_law(
    "errors/bad-credentials", "unauthenticated", "a key that was never given out", _guarded, _needs_security
)
forbidden = _refusal_law(
    "errors/forbidden", "forbidden", "a caller with no right to the list", _guarded, _states("forbidden")
)
missing = _refusal_law("errors/missing", "missing", "no owner", _required, _needs_required)
not_a_number = _refusal_law("errors/not-a-number", "bad_page", "page=abc")
out_of_range = _refusal_law("errors/out-of-range", "bad_page", "page=0")
unknown_value = _refusal_law("errors/unknown-value", "bad_filter", "state=no-such-value", needs=_needs_enum)
malformed = _refusal_law("errors/malformed", "bad_filter", "owner=not-a-uuid", needs=_needs_format)
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
        # What answers TRACE may be a proxy before the backend, so that nobody can be blamed for it; but
        # no proxy answers with the list.
        yield replace(
            finding, fact=finding.fact or (seen.way == "TRACE" and not _brings_the_list(operation, seen))
        )


def _brings_the_list(operation: Operation, seen: Reaction) -> bool:
    return 200 <= seen.exchange.status < 300 and isinstance(
        stands_at(operation.listing.items, seen.exchange), list
    )


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
