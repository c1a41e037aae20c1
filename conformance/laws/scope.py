"""Whose rows come: a scope's own, all of its own, and nobody else's."""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

from conformance.evidence import Page, Reaction, Tenants
from conformance.law import Example, Finding, law
from conformance.laws import examples
from conformance.laws.errors import stated_statuses
from conformance.laws.examples import OPERATION, ROWS
from conformance.laws.telling import items_at, some
from conformance.questions import Question
from listproof.contract import MISSING, Json, Operation, Parameter, Scope, look, pointer_text

_OWNED = examples.but(OPERATION, scope=(Scope(param="owner", at=("owner",)),))
_U1 = (ROWS[0], ROWS[2], ROWS[4])
_U2 = (ROWS[1], ROWS[3])


def _needs_scope(operation: Operation) -> str:
    return "" if operation.listing.scope else "the contract states no scope"


def _needs_visible(operation: Operation) -> str:
    if any(entry.at is not None for entry in operation.listing.scope):
        return ""
    return _needs_scope(operation) or "no scope field is in the items"


def _text(value: Json) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), default=str)


def _sent(operation: Operation, page: Page, entry: Scope) -> str | None:
    """The value of a scope parameter as the question names it; None where the caller's own was sent."""
    for key, value in (*page.question.put, *page.question.scope):
        if key == entry.param:
            return value
    parameter: Parameter | None = operation.parameters.get(entry.param or "")
    if parameter is not None and parameter.location == "query":
        pairs = parse_qsl(urlsplit(page.exchange.request.target).query, keep_blank_values=True)
        return next((value for key, value in pairs if key == parameter.name), None)
    return None


@law(
    "scope/own",
    Page,
    kept=Example(
        says="owner=u1: every item is of u1",
        operation=_OWNED,
        evidence=examples.page(
            *_U1[:2], operation=_OWNED, question=Question(size=2, scope=(("owner", "u1"),))
        ),
    ),
    broken=Example(
        says="owner=u1: an item of u2 is among them",
        operation=_OWNED,
        evidence=examples.page(
            *ROWS[:2], operation=_OWNED, question=Question(size=2, scope=(("owner", "u1"),))
        ),
    ),
    needs=_needs_visible,
)
def own(operation: Operation, seen: Page) -> Iterator[Finding]:
    """The scope's field is the value that was asked for; where none was, it is the same in all items."""
    for entry in operation.listing.scope:
        if entry.at is None:
            continue
        sent = _sent(operation, seen, entry) if entry.param else None
        expected: Json = sent
        for index, item in enumerate(seen.items):
            actual = look(item, entry.at)
            if actual is MISSING:
                continue
            if expected is None:
                expected = actual
            if str(actual) != str(expected):
                yield Finding(
                    where=f"{operation.listing.items.text}/{index}{pointer_text(entry.at)}",
                    expected=expected,
                    actual=actual,
                    because=f"the scope is {entry.param or 'the caller'}",
                    exchanges=(seen.exchange,),
                    about=entry.param or "caller",
                )
                break


@law(
    "scope/apart",
    Tenants,
    kept=Example(
        says="the lists of u1 and u2 share no item",
        operation=_OWNED,
        evidence=Tenants(
            about="owner",
            mine=examples.walk(*_U1, operation=_OWNED),
            theirs=examples.walk(*_U2, operation=_OWNED),
        ),
    ),
    broken=Example(
        says="the lists of u1 and u2 are the same list",
        operation=_OWNED,
        evidence=Tenants(
            about="owner",
            mine=examples.walk(*ROWS, operation=_OWNED),
            theirs=examples.walk(*ROWS, operation=_OWNED),
        ),
    ),
    needs=_needs_scope,
)
def apart(operation: Operation, seen: Tenants) -> Iterator[Finding]:
    """No item of one scope is in the other; whole items are compared, since ids may be counted by tenant."""
    if operation.listing.id == ():
        return  # plain values, tags for one, can be the same in two scopes and still be apart
    mine = {_text(item) for item in seen.mine.items}
    for page in seen.theirs.pages:
        shared = [item for item in page.items if _text(item) in mine]
        if shared:
            yield Finding(
                where=operation.listing.items.text or "body",
                expected="no item in both lists",
                actual=shared[0],
                because=f"{len(shared)} of {len(page.items)} items are in another {seen.about}'s list too",
                exchanges=(page.exchange, *(other.exchange for other in seen.mine.pages[:1])),
                about=seen.about,
            )
            return


@law(
    "scope/foreign",
    Reaction,
    kept=Example(
        says="u1 asks for the rows of u2 and gets none",
        operation=_OWNED,
        evidence=examples.reaction(
            "scope/foreign",
            "unknown_scope",
            "owner=u2 as u1",
            examples.page(total=0, operation=_OWNED),
            about="owner",
            like=examples.page(*_U2, operation=_OWNED),
        ),
    ),
    broken=Example(
        says="u1 asks for the rows of u2 and gets them",
        operation=_OWNED,
        evidence=examples.reaction(
            "scope/foreign",
            "unknown_scope",
            "owner=u2 as u1",
            examples.page(*_U2, total=2, operation=_OWNED),
            about="owner",
            like=examples.page(*_U2, operation=_OWNED),
        ),
    ),
    needs=_needs_scope,
)
def foreign(operation: Operation, seen: Reaction) -> Iterator[Finding]:
    """What belongs to another tenant (`like` has its rows) does not come, whatever was asked."""
    if seen.page is None or seen.like is None or operation.listing.id == ():
        return
    theirs = {_text(item) for item in seen.like.items}
    leaked = [item for item in seen.page.items if _text(item) in theirs]
    if leaked:
        yield Finding(
            where=operation.listing.items.text or "body",
            expected="no row of another tenant",
            actual=leaked[0],
            because=f"{seen.way}: {len(leaked)} rows of the other tenant came",
            exchanges=(seen.exchange, seen.like.exchange),
            about=seen.about,
        )


_NOWHERE = examples.but(OPERATION, scope=(Scope(param="owner", at=("owner",), unknown=("empty",)),))


@law(
    "scope/unknown",
    Reaction,
    kept=Example(
        says="an owner that does not exist has no rows, as stated",
        operation=_NOWHERE,
        evidence=examples.reaction(
            "scope/unknown",
            "unknown_scope",
            "owner=nobody",
            examples.page(total=0, operation=_NOWHERE),
            about="owner",
        ),
    ),
    broken=Example(
        says="an owner that does not exist has rows all the same",
        operation=_NOWHERE,
        evidence=examples.reaction(
            "scope/unknown",
            "unknown_scope",
            "owner=nobody",
            examples.page(*ROWS[:2], operation=_NOWHERE),
            about="owner",
        ),
    ),
    needs=lambda operation: (
        _needs_scope(operation)
        or ("" if any(entry.param for entry in operation.listing.scope) else "no parameter names the scope")
    ),
)
def unknown(operation: Operation, seen: Reaction) -> Iterator[Finding]:
    """A scope value that names nothing answers as stated; where nothing is stated, no rows may come."""
    entry = next((entry for entry in operation.listing.scope if entry.param == seen.about), None)
    readings = entry.unknown if entry else ()
    if not seen.exchange.status or seen.exchange.trouble:
        return
    if not readings:
        yield from _unstated(seen)
        return
    if any(_fits(operation, seen, reading) for reading in readings):
        return
    brought = "" if seen.page is None else f", {some(len(seen.page.items), 'item')}"
    yield Finding(
        where="status" if seen.page is None else items_at(operation),
        expected=" or ".join(_promised(operation, reading) for reading in readings),
        actual=f"{seen.exchange.status}{brought}",
        because=seen.way,
        exchanges=(seen.exchange,),
        about=seen.about,
    )


def _unstated(seen: Reaction) -> Iterator[Finding]:
    rows = len(seen.page.items) if seen.page else 0
    yield Finding(
        where="body" if rows else "status",
        expected="no rows" if rows else "anything safe",
        actual=f"{rows} rows" if rows else seen.exchange.status,
        because=f"{seen.way}: {seen.exchange.status}" + ("" if rows else "; the document doesn't say"),
        exchanges=(seen.exchange,),
        about=seen.about,
        fact=not rows,
    )


def _fits(operation: Operation, seen: Reaction, reading: str | int) -> bool:
    if reading == "empty":
        return seen.page is not None and not seen.page.items
    if reading == "error":
        statuses = stated_statuses(operation, "unknown_scope")
        status = seen.exchange.status
        return status in statuses if statuses else 400 <= status < 500
    return seen.exchange.status == reading


def _promised(operation: Operation, reading: str | int) -> str:
    """A reading of `scope.unknown` in words."""
    if reading == "empty":
        return "a list without items"
    if reading == "error":
        return " or ".join(map(str, stated_statuses(operation, "unknown_scope"))) or "a status of 4xx"
    return str(reading)


LAWS = (own, apart, foreign, unknown)
