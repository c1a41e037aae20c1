"""Honest backends with other manners: what they do where the document leaves it open."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from conformance.asking.client import Answer
from listproof.contract import Operation
from tests.liars.calls import Call, Query, Refused, Refusing, Twist
from tests.liars.honest import encoded, whole
from tests.liars.liar import Where, every, filters, sorts
from tests.liars.variants import Variant
from tests.liars.worlds import Caller, Row

_INT32: Final = 2**31 - 1
Pairs = list[tuple[str, str]]


def _silent(*situations: str) -> Where:
    """Where the document says nothing of how these are refused."""
    return lambda operation: not any(one in operation.listing.errors.refusals for one in situations)


def _open_size(operation: Operation) -> bool:
    """Where the document leaves it open what a size below the range gets."""
    size = operation.listing.size
    return size is not None and not size.under and "bad_size" not in operation.listing.errors.refusals


# --- numbers ---------------------------------------------------------------------------------------------


def _numbers(operation: Operation) -> set[str]:
    """The parameters that count, as far as nothing is said of bad ones."""
    refusals, size = operation.listing.errors.refusals, operation.listing.size
    found = set()
    if "bad_page" not in refusals and operation.listing.page.param:
        found.add(operation.listing.page.param)
    if size and not size.over and "bad_size" not in refusals:
        found |= {key for key in (size.param, size.alias) if key}
    return found


def reading(read: Callable[[str], int | None]) -> Twist:
    """Counts are read so; what is read as nothing is as good as not sent, and is clamped to the range."""

    def arrives(call: Call, pairs: Pairs) -> Pairs:
        keys = _numbers(call.operation)
        made = []
        for key, text in pairs:
            if key not in keys:
                made.append((key, text))
            elif (number := read(text)) is not None:
                made.append((key, str(_clamped(call, key, number))))
        return made

    return Twist(arrives=arrives)


def _clamped(call: Call, key: str, number: int) -> int:
    if key == call.operation.listing.page.param:
        return min(max(number, call.first), _INT32)
    return min(max(number, 1), call.maximum)


def _parse_int(text: str) -> int | None:
    """As parseInt of JavaScript with a fallback: the digits at the beginning, and 0 is as good as nothing."""
    match = re.match(r"\s*([+-]?[0-9]+)", text)
    return (int(match[1]) or None) if match else None


def _number(text: str) -> int | None:
    """As Number of JavaScript, rounded down; what is no number is nothing."""
    try:
        return int(text, 16) if text.lower().startswith("0x") else int(float(text or 0)) or None
    except (ValueError, OverflowError):
        return None


def _to_i(text: str) -> int:
    """As to_i of Ruby: 0 where there is no number."""
    match = re.match(r"\s*([+-]?[0-9]+(?:_[0-9]+)*)", text)
    return int(match[1].replace("_", "")) if match else 0


def _atoi(text: str) -> int | None:
    """As a Go handler that drops the error: the default."""
    return int(text) if re.fullmatch(r"[+-]?[0-9]{1,18}", text) else None


def _none_for_zero(call: Call, query: Query) -> Query:
    return replace(query, size=0) if whole(call.size_sent) == 0 else query


def _zero_allowed(call: Call, refusing: Refusing) -> Refusing | None:
    zero = refusing.situation == "bad_size" and whole(refusing.text) == 0
    return None if zero and _open_size(call.operation) else refusing


def _strict_range(call: Call, query: Query) -> Query:
    """A position beyond 32 bits is refused."""
    if query.position > _INT32:
        raise Refused(Refusing(situation="bad_page", status=400, wanted="Out of range"))
    return query


# --- words -----------------------------------------------------------------------------------------------


def _unknown_filter_ignored(call: Call, pairs: Pairs) -> Pairs:
    """A filter with a value that the document does not know is no filter."""
    known = call.operation.parameters
    return [
        (key, text)
        for key, text in pairs
        if key not in call.operation.listing.filters or not known[key].enum or text in known[key].enum
    ]


def _malformed_gives_nothing(call: Call, refusing: Refusing) -> Refusing | None:
    return None if refusing.situation == "bad_filter" else refusing


def _trimmed(call: Call, pairs: Pairs) -> Pairs:
    refusals = call.operation.listing.errors.refusals
    keys = {key for key in call.operation.listing.filters if "bad_filter" not in refusals}
    keys |= _numbers(call.operation)
    return [(key, text.strip() if key in keys else text) for key, text in pairs]


def _joined(call: Call, pairs: Pairs) -> Pairs:
    """Values of one parameter joined by commas, as some gateways do."""
    made: dict[str, str] = {}
    for key, text in pairs:
        made[key] = f"{made[key]},{text}" if key in made else text
    return list(made.items())


def _any_of_several(call: Call, rows: list[Row]) -> list[Row]:
    """A filter that comes twice lets through what fits either value."""
    several = {key: call.sent(key) for key in call.operation.listing.filters if len(set(call.sent(key))) > 1}
    if not several:
        return rows
    chosen = call.everything
    for key, stated in call.operation.listing.filters.items():
        at, texts = stated.at, call.sent(key)
        if texts and at and not set(texts) & {str(one) for one in stated.all}:
            chosen = [row for row in chosen if str(row.item.get(at[0])) in texts]
    return chosen


def _repeats_allowed(_: Call, refusing: Refusing) -> Refusing | None:
    return None if refusing.situation == "bad_param" and refusing.wanted == "it may come once" else refusing


def _sort_in_any_case(call: Call, pairs: Pairs) -> Pairs:
    """Keys and directions in any case, and in short."""
    short = {"asc": "ascending", "desc": "descending"}
    keys = {call.operation.listing.sort.by, call.operation.listing.sort.order}
    return [
        (key, short.get(text.strip().lower(), text.strip().lower()) if key in keys else text)
        for key, text in pairs
    ]


def _other_name_wins(call: Call, pairs: Pairs) -> Pairs:
    size = call.operation.listing.size
    if size and size.alias and any(key == size.alias for key, _ in pairs):
        return [(key, text) for key, text in pairs if key != size.param]
    return pairs


def _null_is_none(call: Call, pairs: Pairs) -> Pairs:
    return [(key, text) for key, text in pairs if text != "null" or key not in _numbers(call.operation)]


# --- who may, and how --------------------------------------------------------------------------------------


def _scheme_in_any_case(call: Call, refusing: Refusing) -> Refusing | None:
    return None if refusing.situation == "unauthenticated" and _bearer(call) else refusing


def _admitted(call: Call, caller: Caller) -> Caller:
    return _bearer(call) or caller


def _bearer(call: Call) -> Caller | None:
    """Whose token comes under the scheme's name in any case, with any number of spaces."""
    scheme, _, token = call.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        return None
    wanted = f"Bearer {token.strip()}"
    return next(
        (
            one
            for one in call.world.callers
            if one.headers.get("authorization") == wanted and not one.forbidden
        ),
        None,
    )


def _missing_is_another(call: Call, refusing: Refusing) -> Refusing:
    """No credentials at all get 400, wrong ones 403, where the document names no status."""
    if refusing.situation != "unauthenticated":
        return refusing
    none = not any(call.headers.get(name) for name in call.world.caller("main").headers)
    return replace(refusing, status=400 if none else 403)


def _methods(status: int, *methods: str) -> Twist:
    """These methods get this status from whatever stands before the backend, with the headers that it demands
    (RFC 9110, 15.5.2 and 15.5.6)."""
    due = {401: (("WWW-Authenticate", "Basic"),), 405: (("Allow", "GET, HEAD"),)}.get(status, ())

    def answers(call: Call, go: Callable[[], Answer]) -> Answer:
        if call.request.method not in methods:
            return go()
        return Answer(status=status, headers=(("Content-Type", "text/plain"), *due), body=b"refused")

    return Twist(answers=answers)


def _created(call: Call, go: Callable[[], Answer]) -> Answer:
    """POST has a meaning of its own on this path, and misses its body."""
    if call.request.method != "POST":
        return go()
    return Answer(
        status=422,
        headers=(("Content-Type", "application/json"),),
        body=encoded({"detail": "name: it is required"}),
    )


# --- moods -----------------------------------------------------------------------------------------------


def _at(calls: Callable[[int], bool], answer: Answer) -> Twist:
    """This answer to some of the calls."""
    return Twist(answers=lambda call, go: answer if calls(call.number) else go())


_BUSY_DATE: Final = Answer(
    status=429, headers=(("Retry-After", "Wed, 21 Oct 2015 07:28:00 GMT"), ("Content-Type", "text/html"))
)

VARIANTS: tuple[Variant, ...] = (
    Variant(
        name="reads-like-parse-int",
        says="Reads 12abc as 12, and 0 and abc as the default, where no refusal is documented.",
        twist=reading(_parse_int),
    ),
    Variant(
        name="reads-like-number",
        says="Reads 1e1 as 10 and 0x10 as 16, where no refusal is documented.",
        twist=reading(_number),
    ),
    Variant(
        name="reads-like-ruby",
        says="Reads what is no number as 0, and takes the least for it.",
        twist=reading(_to_i),
    ),
    Variant(
        name="reads-like-go",
        says="Takes the default for what is no number, and the nearest for what is out of range.",
        twist=reading(_atoi),
    ),
    Variant(
        name="size-0-is-none",
        says="Gives no items where none are asked for.",
        twist=Twist(refuses=_zero_allowed, reads=_none_for_zero),
        where=_open_size,
    ),
    Variant(
        name="32-bits",
        says="Refuses a position beyond 32 bits.",
        twist=Twist(reads=_strict_range),
        where=_silent("bad_page"),
    ),
    Variant(
        name="unknown-value-is-no-filter",
        says="Takes no notice of a filter's unknown value, where nothing is said of it.",
        twist=Twist(arrives=_unknown_filter_ignored),
        where=every(filters(1), _silent("bad_filter")),
    ),
    Variant(
        name="malformed-id-gives-nothing",
        says="Gives an empty list for a malformed id, where nothing is said of it.",
        twist=Twist(refuses=_malformed_gives_nothing),
        where=every(filters(1), _silent("bad_filter")),
    ),
    Variant(
        name="spaces-trimmed",
        says="Takes no notice of spaces around a value, where nothing is said of them.",
        twist=Twist(arrives=_trimmed),
    ),
    Variant(
        name="repeats-joined",
        says="Joins the values of a repeated parameter by commas.",
        twist=Twist(arrives=_joined),
    ),
    Variant(
        name="repeats-are-either",
        says="Takes a filter that comes twice for either of its values.",
        twist=Twist(refuses=_repeats_allowed, selects=_any_of_several),
        where=filters(1),
    ),
    Variant(
        name="sort-in-any-case",
        says="Takes sort keys in any case, and asc for ascending.",
        twist=Twist(arrives=_sort_in_any_case),
        where=sorts,
    ),
    Variant(
        name="other-name-wins",
        says="Goes by the other name of the size where both are sent.",
        twist=Twist(arrives=_other_name_wins),
        where=lambda operation: operation.listing.size is not None and bool(operation.listing.size.alias),
    ),
    Variant(
        name="null-is-none",
        says="Takes the text null for nothing sent, where no refusal is documented.",
        twist=Twist(arrives=_null_is_none),
    ),
    Variant(
        name="bearer-in-any-case",
        says="Knows the scheme in any case (RFC 9110, 11.1).",
        twist=Twist(refuses=_scheme_in_any_case, admits=_admitted),
        where=lambda operation: any(scheme.prefix for together in operation.security for scheme in together),
    ),
    Variant(
        name="missing-400-wrong-403",
        says="Tells missing credentials from wrong ones, where no status is documented.",
        twist=Twist(refuses=_missing_is_another),
        where=_silent("unauthenticated"),
    ),
    *(
        Variant(
            name=f"trace-{status}",
            says=f"Stands behind a proxy that answers TRACE with {status}.",
            twist=_methods(status, "TRACE"),
            where=_silent("method"),
        )
        for status in (400, 403, 404, 405, 501)
    ),
    *(
        Variant(
            name=f"other-methods-{status}",
            says=f"Answers POST and DELETE with {status}, where nothing is said of them.",
            twist=_methods(status, "POST", "DELETE"),
            where=_silent("method"),
        )
        for status in (401, 403, 404)
    ),
    Variant(
        name="post-creates",
        says="Has a POST of its own on the path, and misses its body.",
        twist=Twist(answers=_created),
        where=_silent("method"),
    ),
    Variant(
        name="rate-limited-by-date",
        says="Asks now and then to come again at a time that is past.",
        twist=_at(lambda number: number % 17 == 5, _BUSY_DATE),
    ),
    Variant(
        name="rate-limited-without-a-time",
        says="Asks now and then to come again later, and does not say when.",
        twist=_at(lambda number: number % 9 == 4, Answer(status=429)),
    ),
    Variant(
        name="bad-gateway-at-times",
        says="Stands behind a gateway that loses it at times.",
        twist=_at(
            lambda number: number % 23 == 7,
            Answer(status=502, headers=(("Content-Type", "text/html"),), body=b"<h1>502 Bad Gateway</h1>"),
        ),
    ),
    Variant(
        name="not-ready-at-first",
        says="Is not ready for its first two calls.",
        twist=_at(lambda number: number in (1, 2), Answer(status=503, headers=(("Retry-After", "0"),))),
    ),
    Variant(
        name="gateway-timeout-once",
        says="Is too slow for its gateway, once.",
        twist=_at(lambda number: number == 31, Answer(status=504)),
    ),
)
