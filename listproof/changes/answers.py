"""Answers: where items, their identity, and what is said of the list stand; and what a summary counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from listproof.changes.change import BREAKING, CAREFUL, HARMLESS, At, Difference
from listproof.changes.pairs import Pair
from listproof.contract import MISSING, Json, Place, Pointer, Role, Tally, pointer_text

_ROLES: Final[Mapping[str, str]] = {
    "page": "the page that was applied",
    "size": "the size that was applied",
    "offset": "the rows that were skipped",
    "sort": "the sort key that was applied",
    "order": "the direction that was applied",
    "returned": "the number of rows on the page",
    "total": "the number of rows that match",
    "total_all": "the number of rows before filters",
    "pages": "the number of pages",
    "has_next": "whether more follow",
    "has_prev": "whether some came before",
    "next": "the way to the next page",
    "prev": "the way to the page before",
    "first": "the way to the first page",
    "last": "the way to the last page",
}


def place_key(place: Place) -> tuple[str, str, Pointer | None]:
    """The place in one spelling: names of headers and relations are the same in any case (RFC 9110, 5.1; RFC
    8288, 2.1)."""
    return place.where, place.name.lower(), place.pointer


def answer_differences(pair: Pair) -> Iterator[Difference]:
    """What differs in where an answer has what."""
    yield from _items(pair)
    yield from _id(pair)
    yield from _meta(pair.old.listing.meta, pair.new.listing.meta)
    yield from _summary(pair)


def _items(pair: Pair) -> Iterator[Difference]:
    old, new = pair.old.listing.items, pair.new.listing.items
    if place_key(old) != place_key(new):
        yield Difference(
            kind="items/moved",
            severity=BREAKING,
            what=f"the items stand at {_said(new)}, and stood at {_said(old)}",
            because="A client that reads them where they stood finds nothing.",
            old=old.text,
            new=new.text,
            old_at=("listing", "items"),
            new_at=("listing", "items"),
        )


def _id(pair: Pair) -> Iterator[Difference]:
    old, new = pair.old.listing.id, pair.new.listing.id
    if old == new:
        return
    severity, because = BREAKING, "A client that tells rows apart by the old field mixes them up."
    if old is None:
        severity, because = HARMLESS, "The old document names no such field, so nobody leans on one."
    elif new is None:
        severity, because = CAREFUL, "Nothing promises any more that the field tells rows apart."
    yield Difference(
        kind="id/changed",
        severity=severity,
        what=f"an item is itself by {field_told(new)}, and was by {field_told(old)}",
        because=because,
        old=field_value(old),
        new=field_value(new),
        old_at=("listing", "id"),
        new_at=("listing", "id"),
    )


def _meta(old: Mapping[Role, Place], new: Mapping[Role, Place]) -> Iterator[Difference]:
    meanings = {place_key(place): role for role, place in new.items()}
    told = set[str]()
    for role, place in old.items():
        now = new.get(role)
        if now is not None and place_key(now) == place_key(place):
            continue
        other = meanings.get(place_key(place))
        if other is not None and other not in old:
            told.add(other)
            yield _meaning(role, other, place)
        elif now is None:
            yield _meta_gone(role, place)
        else:
            yield _moved("meta/moved", _ROLES[role], place, now, role, ("listing", "meta", role))
    for role, place in new.items():
        if role not in old and role not in told:
            yield Difference(
                kind="meta/added",
                severity=HARMLESS,
                what=f"{_ROLES[role]} stands at {_said(place)} now",
                because="A client that does not know it does not read it.",
                about=role,
                new=place.text,
                old_at=("listing", "meta"),
                new_at=("listing", "meta", role),
            )


def _meaning(old: Role, new: Role, place: Place) -> Difference:
    return Difference(
        kind="meta/meaning",
        severity=BREAKING,
        what=f"at {_said(place)} stands {_ROLES[new]}, where {_ROLES[old]} stood",
        because=f"A client that takes it for {_ROLES[old]} is wrong now.",
        about=old,
        old=old,
        new=new,
        old_at=("listing", "meta", old),
        new_at=("listing", "meta", new),
    )


def _meta_gone(role: Role, place: Place) -> Difference:
    return Difference(
        kind="meta/gone",
        severity=BREAKING,
        what=f"{_ROLES[role]} is said no more; it stood at {_said(place)}",
        because="A client that reads it finds nothing, or something that nobody promises.",
        about=role,
        old=place.text,
        old_at=("listing", "meta", role),
        new_at=("listing", "meta"),
    )


def _moved(kind: str, subject: str, old: Place, new: Place, about: str, at: At) -> Difference:
    return Difference(
        kind=kind,
        severity=BREAKING,
        what=f"{subject} stands at {_said(new)}, and stood at {_said(old)}",
        because="A client that reads it where it stood finds nothing.",
        about=about,
        old=old.text,
        new=new.text,
        old_at=at,
        new_at=at,
    )


def _summary(pair: Pair) -> Iterator[Difference]:
    old = {place_key(tally.place): tally for tally in pair.old.listing.summary}
    new = {place_key(tally.place): tally for tally in pair.new.listing.summary}
    fresh = {key: tally for key, tally in new.items() if key not in old}
    for key, tally in old.items():
        counted = {pair.same.get(name, name): value for name, value in tally.filters.items()}
        if key in new:
            if counted != dict(new[key].filters):
                yield _other_rows(tally, new[key])
            continue
        same = [other for other, each in fresh.items() if dict(each.filters) == counted]
        if len(same) == 1:
            now = fresh.pop(same[0])
            at = ("listing", "summary", tally.place.text)
            text = tally.place.text
            yield _moved("summary/moved", f"the figure {text}", tally.place, now.place, text, at)
        else:
            yield _figure_gone(tally)
    yield from (_figure_added(tally) for tally in fresh.values())


def _other_rows(old: Tally, new: Tally) -> Difference:
    text = old.place.text
    return Difference(
        kind="summary/meaning",
        severity=BREAKING,
        what=f"the figure {text} counts {_counted(new)}, and counted {_counted(old)}",
        because="A client that shows it shows another number under the same name.",
        about=text,
        old=dict(old.filters),
        new=dict(new.filters),
        old_at=("listing", "summary", text),
        new_at=("listing", "summary", new.place.text),
    )


def _figure_gone(old: Tally) -> Difference:
    return Difference(
        kind="summary/gone",
        severity=BREAKING,
        what=f"the figure {old.place.text} is said no more",
        because="A client that reads it finds nothing, or something that nobody promises.",
        about=old.place.text,
        old=dict(old.filters),
        old_at=("listing", "summary", old.place.text),
        new_at=("listing", "summary"),
    )


def _figure_added(new: Tally) -> Difference:
    return Difference(
        kind="summary/added",
        severity=HARMLESS,
        what=f"the figure {new.place.text} counts {_counted(new)}",
        because="A client that does not know it does not read it.",
        about=new.place.text,
        new=dict(new.filters),
        old_at=("listing", "summary"),
        new_at=("listing", "summary", new.place.text),
    )


def _counted(tally: Tally) -> str:
    chosen = ", ".join(f"{name}={value}" for name, value in tally.filters.items())
    return f"the rows of {chosen}" if chosen else "all rows"


def _said(place: Place) -> str:
    return place.text or "the whole body"


def field_told(at: Pointer | None) -> str:
    """A field of an item in words."""
    if at is None:
        return "nothing that shows"
    return pointer_text(at) or "the whole item"


def field_value(at: Pointer | None) -> Json:
    """A field of an item as a report has it."""
    return MISSING if at is None else pointer_text(at)
