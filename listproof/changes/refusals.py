"""Refusals: with which status, code and body each situation is refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from listproof.changes.answers import place_key
from listproof.changes.change import BREAKING, CAREFUL, HARMLESS, Difference, Severity
from listproof.changes.pairs import Pair
from listproof.changes.readings import policy, told
from listproof.contract import MISSING, Place, Refusal

_SITUATIONS: Final[Mapping[str, str]] = {
    "bad_page": "a bad page",
    "bad_size": "a bad size",
    "bad_token": "a bad token",
    "bad_filter": "a bad value of a filter",
    "bad_sort": "a bad sort",
    "bad_param": "an unknown or another bad parameter",
    "missing": "a required parameter that is not there",
    "unauthenticated": "a request without good credentials",
    "forbidden": "a caller without the right",
    "unknown_scope": "a scope that names nothing",
    "method": "another method",
    "failure": "a failure of the server",
}
_STRICTER: Final = frozenset({"bad_param"})
"""What nothing says that it is refused, clients send: to say so may refuse them."""


def refusal_differences(pair: Pair) -> Iterator[Difference]:
    """What differs in how something is refused."""
    old, new = pair.old.listing.errors, pair.new.listing.errors
    for situation, refusal in old.refusals.items():
        if situation in new.refusals:
            yield from _both(situation, refusal, new.refusals[situation])
        else:
            yield _gone(situation, refusal)
    for situation, refusal in new.refusals.items():
        if situation not in old.refusals:
            yield _added(situation, refusal)
    yield from _places(old.at, new.at)


def _gone(situation: str, old: Refusal) -> Difference:
    return Difference(
        kind="error/gone",
        severity=CAREFUL,
        what=f"it is no longer said what {_SITUATIONS.get(situation, situation)} gets",
        because="A client that knows the refusal by its status may meet another.",
        about=situation,
        old=list(old.status),
        old_at=("listing", "errors", situation),
        new_at=("listing", "errors"),
    )


def _added(situation: str, new: Refusal) -> Difference:
    is_stricter = situation in _STRICTER
    because = "The old document leaves it open, so nobody who follows it leans on it."
    if is_stricter:
        because = "A client that sends parameters of which the document says nothing may be refused now."
    return Difference(
        kind="error/added",
        severity=CAREFUL if is_stricter else HARMLESS,
        what=f"{_SITUATIONS.get(situation, situation)} gets {told(new.status)}",
        because=because,
        about=situation,
        new=list(new.status),
        old_at=("listing", "errors"),
        new_at=("listing", "errors", situation),
    )


def _both(situation: str, old: Refusal, new: Refusal) -> Iterator[Difference]:
    at = ("listing", "errors", situation)
    what = _SITUATIONS.get(situation, situation)
    yield from policy(
        "error/status",
        f"the status of {what} is",
        old.status,
        new.status,
        (*at, "status"),
        _status_weighed,
        about=situation,
    )
    yield from _text("code", what, situation, old.code, new.code)
    yield from _text("message", what, situation, old.message, new.message)
    if old.head != new.head:
        is_refused = new.head == "refused"
        yield Difference(
            kind="error/head",
            severity=BREAKING if is_refused else HARMLESS,
            what=f"HEAD is {new.head}, and was {old.head}",
            because="A client that asks with HEAD is refused."
            if is_refused
            else "Nobody has to ask with HEAD.",
            about=situation,
            old=old.head,
            new=new.head,
            old_at=(*at, "head"),
            new_at=(*at, "head"),
        )


def _status_weighed(old: int, new: int) -> tuple[Severity, str]:
    return BREAKING, f"A client that knows the refusal by {old} takes {new} for something else."


def _text(word: str, what: str, situation: str, old: str | None, new: str | None) -> Iterator[Difference]:
    if old == new:
        return
    at = ("listing", "errors", situation, word)
    severity: Severity = BREAKING if word == "code" else CAREFUL
    because = f"A client that knows the refusal by its {word} takes it for something else."
    if old is None:
        severity, because = HARMLESS, f"The old document promises no {word}."
    elif new is None:
        severity, because = CAREFUL, f"A client that knows the refusal by its {word} may meet another."
    elif word == "message":
        because = "People read another text; a client that compares it does not know it."
    yield Difference(
        kind=f"error/{word}",
        severity=severity,
        what=f"the {word} of {what} is {new or 'open'}, and was {old or 'open'}",
        because=because,
        about=situation,
        old=MISSING if old is None else old,
        new=MISSING if new is None else new,
        old_at=at,
        new_at=at,
    )


def _places(old: Mapping[str, Place], new: Mapping[str, Place]) -> Iterator[Difference]:
    for part in (*old, *(each for each in new if each not in old)):
        before, after = old.get(part), new.get(part)
        if before and after and place_key(before) == place_key(after):
            continue
        severity, because = BREAKING, f"A client that reads the {part} where it stood finds nothing."
        if before is None:
            severity, because = HARMLESS, f"The old document says of no place that the {part} stands there."
        yield Difference(
            kind="error/place",
            severity=severity,
            what=f"the {part} of a refusal stands at {_said(after)}, and stood at {_said(before)}",
            because=because,
            about=part,
            old=before.text if before else MISSING,
            new=after.text if after else MISSING,
            old_at=("listing", "errors", "at", part),
            new_at=("listing", "errors", "at", part),
        )


def _said(place: Place | None) -> str:
    return "no place that is said" if place is None else place.text or "the whole body"
