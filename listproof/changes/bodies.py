"""Bodies: statuses, headers and schemas, as far as the rules of a list name what is in them.

What no rule of the list names is for tools that compare schemas; here it is one change, without judgement.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from listproof.changes.change import BREAKING, CAREFUL, HARMLESS, Difference, Severity
from listproof.changes.pairs import Pair
from listproof.changes.rules import fields_named
from listproof.changes.schemas import Held, Rest, held_at, plain_schema, rest_of
from listproof.contract import Listing, Operation, Pointer, Response, pointer_text
from listproof.reading.faults import listed, shown

_MOST = 4


def body_differences(pair: Pair) -> Iterator[Difference]:
    """What differs in the documented responses."""
    old, new = pair.old.responses, pair.new.responses
    success = pair.old.success.status
    if success != pair.new.success.status:
        yield _success(pair)
    for status in old:
        if status not in new and status != success:
            yield _status_gone(status)
    for status in new:
        if status not in old and status != pair.new.success.status:
            yield _status_added(status)
    yield from _page(pair)
    for status, before in old.items():
        if status in new and status != success and before != new[status]:
            yield from _refused(pair, before, new[status])


def _success(pair: Pair) -> Difference:
    old, new = pair.old.success.status, pair.new.success.status
    return Difference(
        kind="response/status",
        severity=BREAKING,
        what=f"a page comes with the status {new}, and came with {old}",
        because="A client that takes no other status for a page takes it for none.",
        about=old,
        old=old,
        new=new,
        old_at=("response", old),
        new_at=("response", new),
    )


def _status_gone(status: str) -> Difference:
    is_page = status.startswith("2")
    return Difference(
        kind="response/status",
        severity=CAREFUL,
        what=f"the status {status} is documented no more",
        because="A client that is ready for it may meet another."
        if not is_page
        else "A client that is ready for it may wait in vain.",
        about=status,
        old=status,
        old_at=("response", status),
        new_at=("operation", "responses"),
    )


def _status_added(status: str) -> Difference:
    is_page = status.startswith("2")
    return Difference(
        kind="response/status",
        severity=CAREFUL if is_page else HARMLESS,
        what=f"the status {status} is documented",
        because="A client that takes no other status for a page may take it for none."
        if is_page
        else "That something is refused with it is no news to a client that takes a refusal for one.",
        about=status,
        new=status,
        old_at=("operation", "responses"),
        new_at=("response", status),
    )


def _page(pair: Pair) -> Iterator[Difference]:
    old, new = pair.old.success, pair.new.success
    yield from _media_type(old, new)
    yield from _headers(pair, old, new)
    if old.schema is None or new.schema is None:
        if (old.schema is None) != (new.schema is None):
            yield _other(old, new, "has a schema" if new.schema else "has no schema any more", CAREFUL)
        return
    places = _places(pair)
    if old.schema == new.schema and all(now == before for now, before in places.items()):
        return  # as nearly always, and quicker seen than found out place by place
    for now, before in places.items():
        yield from _field(pair, before, now, old.schema, new.schema)
    known = frozenset({*places, *_come_or_gone(pair)})
    moved = {before: now for now, before in places.items() if before != now}
    yield from _rest(old, new, rest_of(old.schema, new.schema, known, moved))


def _media_type(old: Response, new: Response) -> Iterator[Difference]:
    if old.media_type != new.media_type:
        yield Difference(
            kind="response/media-type",
            severity=BREAKING if old.status.startswith("2") else CAREFUL,
            what=f"the body of {new.status} is {new.media_type or 'none'}; it was {old.media_type or 'none'}",
            because="A client that reads the old one can't read it.",
            about=old.status,
            old=old.media_type,
            new=new.media_type,
            old_at=("response", old.status, "content"),
            new_at=("response", new.status, "content"),
        )


def _headers(pair: Pair, old: Response, new: Response) -> Iterator[Difference]:
    """Headers in which the list has a figure are told with that figure."""
    figures = {
        place.name.lower()
        for listing in (pair.old.listing, pair.new.listing)
        for place in listing.meta.values()
        if place.where == "header"
    }
    before = {name.lower(): schema for name, schema in old.headers.items()}
    after = {name.lower(): schema for name, schema in new.headers.items()}
    for name in (*before, *(each for each in after if each not in before)):
        gone, is_new = name not in after, name not in before
        if (gone or is_new) and name in figures:
            continue
        if not gone and not is_new and plain_schema(before[name]) == plain_schema(after[name]):
            continue
        what = "documented no more" if gone else "documented" if is_new else "documented with another schema"
        yield Difference(
            kind="response/header",
            severity=HARMLESS if is_new else CAREFUL,
            what=f"the header {name} of {new.status} is {what}",
            because="A client that does not know it does not read it."
            if is_new
            else "A client that reads it may find nothing, or something else.",
            about=name,
            old_at=("response", old.status, "headers"),
            new_at=("response", new.status, "headers"),
        )


def _places(pair: Pair) -> Mapping[Pointer, Pointer]:
    """The places in the body that both listings name: where each is now, and where it was."""
    old, new = _named(pair.old), _named(pair.new)
    found: dict[Pointer, Pointer] = {}
    for name, before in old.items():
        now = new.get(name)
        if now is not None:
            found.setdefault(now, before)
    return found


def _named(operation: Operation) -> Mapping[str, Pointer]:
    """The places in the body that the listing names, by what they are; fields of an item under `*`."""
    listing = operation.listing
    items = listing.items.pointer or ()
    named: dict[str, Pointer] = {"items": items}
    for role, place in listing.meta.items():
        if place.where == "body" and place.pointer is not None:
            named[f"meta {role}"] = place.pointer
    for tally in listing.summary:
        if tally.place.where == "body" and tally.place.pointer is not None:
            named[f"figure {tally.place.text}"] = tally.place.pointer
    for field in _fields(listing):
        named[f"field {pointer_text(field)}"] = (*items, "*", *field)
    return named


def _fields(listing: Listing) -> Iterator[Pointer]:
    """The fields of an item that the listing names."""
    if listing.id:
        yield listing.id
    yield from (each.at for each in listing.filters.values() if each.at)
    yield from (each.at for each in listing.scope if each.at)
    for key in (*listing.sort.keys.values(), *listing.sort.default):
        if key.at:
            yield key.at
    for rule in listing.rules:
        yield from fields_named(rule)
    for place in listing.meta.values():
        if place.where == "item" and place.pointer:
            yield place.pointer


def _come_or_gone(pair: Pair) -> set[Pointer]:
    """The places of what is told as gone or added with its role."""
    return (set(_named(pair.old).values()) ^ set(_named(pair.new).values())) - {()}


def _field(
    pair: Pair, before: Pointer, now: Pointer, old: Mapping[str, Any], new: Mapping[str, Any]
) -> Iterator[Difference]:
    was, is_now = held_at(old, before), held_at(new, now)
    if was is None:
        return  # nothing was promised of it
    telling = _Telling(pair, before, now)
    if is_now is None:
        yield telling.differs(
            "field/undocumented", CAREFUL, "is left open by the schema", "A client may find anything there."
        )
        return
    yield from telling.types(was, is_now)
    yield from telling.values(was, is_now)
    if was.format != is_now.format:
        what = f"has the format {is_now.format or 'unsaid'}, and had {was.format or 'unsaid'}"
        severity = CAREFUL if was.format else HARMLESS
        yield telling.differs("field/format", severity, what, "A client that parses it may not be able to.")
    if was.may_lack != is_now.may_lack:
        may = is_now.may_lack
        yield telling.differs(
            "field/null",
            BREAKING if may else HARMLESS,
            "may be null or absent" if may else "is always there",
            "A client that takes it for always there may fall over it."
            if may
            else "A client is ready for less than comes.",
        )


class _Telling:
    """One place of the page that both listings name."""

    def __init__(self, pair: Pair, before: Pointer, now: Pointer) -> None:
        self.text = pointer_text(before) or "the body"
        self.old_at = ("response", pair.old.success.status, "schema", *before)
        self.new_at = ("response", pair.new.success.status, "schema", *now)

    def differs(
        self, kind: str, severity: Severity, what: str, because: str, old: Any = None, new: Any = None
    ) -> Difference:
        more = {} if old is None and new is None else {"old": old, "new": new}
        return Difference(
            kind=kind,
            severity=severity,
            what=f"{self.text} {what}",
            because=because,
            about=self.text,
            old_at=self.old_at,
            new_at=self.new_at,
            **more,
        )

    def types(self, old: Held, new: Held) -> Iterator[Difference]:
        if old.types == new.types:
            return
        narrows = bool(new.types) and (
            not old.types
            or all(each in old.types or (each == "integer" and "number" in old.types) for each in new.types)
        )
        yield self.differs(
            "field/type",
            HARMLESS if narrows else BREAKING,
            f"is {_types(new)}, and was {_types(old)}",
            "Every value that may come is one of those that might."
            if narrows
            else "A client that reads the old type can't read it.",
            sorted(old.types),
            sorted(new.types),
        )

    def values(self, old: Held, new: Held) -> Iterator[Difference]:
        added = [value for value in new.values if value not in old.values]
        gone = [value for value in old.values if value not in new.values]
        if old.values and (added or not new.values):
            values = listed((shown(value) for value in added), most=_MOST) or "any value"
            because = "A client that knows the old values alone does not know what to do with it."
            what = f"may be {values} as well"
            yield self.differs("field/values", CAREFUL, what, because, list(old.values), list(new.values))
        elif gone or (new.values and not old.values):
            never = listed((shown(value) for value in gone), most=_MOST)
            only = listed((shown(value) for value in new.values), most=_MOST)
            what = f"is never {never}" if gone else f"is {only} alone"
            because = "Every value that may come is one of those that might."
            yield self.differs("field/values", HARMLESS, what, because, list(old.values), list(new.values))


def _types(held: Held) -> str:
    return " or ".join(sorted(held.types)) if held.types else "of any type"


def _refused(pair: Pair, old: Response, new: Response) -> Iterator[Difference]:
    """A documented refusal: what of it the listing reads is told with the errors."""
    yield from _media_type(old, new)
    yield from _headers(pair, old, new)
    if (old.schema is None) != (new.schema is None):
        yield _other(
            old,
            new,
            "has a schema" if new.schema else "has no schema any more",
            CAREFUL if old.schema else HARMLESS,
        )
    elif old.schema is not None and new.schema is not None:
        places = {
            place.pointer
            for listing in (pair.old.listing, pair.new.listing)
            for place in listing.errors.at.values()
            if place.pointer
        }
        apart = {
            at for at in places if (held_at(old.schema, at) is None) != (held_at(new.schema, at) is None)
        }
        yield from _rest(old, new, rest_of(old.schema, new.schema, frozenset(apart), {}))


def _rest(old: Response, new: Response, rest: Rest) -> Iterator[Difference]:
    if rest.first is None:
        return
    said = [
        f"{word} {listed((pointer_text(at) or 'the whole' for at in places), most=_MOST)}"
        for word, places in (("without", rest.gone), ("with", rest.added), ("another", rest.changed))
        if places
    ]
    is_more = not rest.gone and not rest.changed
    yield _other(old, new, ", ".join(said), HARMLESS if is_more else CAREFUL, rest.first)


def _other(old: Response, new: Response, said: str, severity: Severity, at: Pointer = ()) -> Difference:
    because = "A client that does not know it does not read it."
    if severity != HARMLESS:
        because = "No rule of the list names it; a tool that compares schemas says what it means."
    return Difference(
        kind="body/other",
        severity=severity,
        what=f"the body of {new.status} differs: {said}",
        because=because,
        about=old.status,
        old_at=("response", old.status, "schema", *at),
        new_at=("response", new.status, "schema", *at),
    )
