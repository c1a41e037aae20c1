"""Orders: how an order is asked for, and the order that comes unasked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from listproof.changes.answers import field_told, field_value
from listproof.changes.change import BREAKING, CAREFUL, HARMLESS, Difference
from listproof.changes.pairs import Pair
from listproof.contract import MISSING, Pointer, Sort, SortField, pointer_text

_Known = tuple[Pointer | str, bool]


def order_differences(pair: Pair) -> Iterator[Difference]:
    """What differs in how the rows are ordered."""
    old, new = pair.old.listing.sort, pair.new.listing.sort
    if old.by is not None and new.by is None:
        yield _gone(pair, old.by)
    elif new.by is not None and old.by is None and not pair.demands(new.by):
        yield _added(new.by)
    elif old.by is not None and new.by is not None:
        yield from _asked_for(pair, old, new)
    yield from _unasked(old, new)


def _gone(pair: Pair, by: str) -> Difference:
    is_silent = by in pair.same and pair.now(by) not in pair.new_roles
    because = "A client that asks for an order gets the rows in another, or is refused."
    if is_silent:
        because = "The parameter is still there, but nothing promises any more which order it brings."
    return Difference(
        kind="sort/gone",
        severity=CAREFUL if is_silent else BREAKING,
        what=f"the order can no longer be asked for by {by}",
        because=because,
        about=by,
        old=by,
        old_at=("listing", "sort", "by"),
        new_at=("listing", "sort"),
    )


def _added(by: str) -> Difference:
    return Difference(
        kind="sort/added",
        severity=HARMLESS,
        what=f"the order can be asked for by {by}",
        because="A client that does not ask for one gets the one that comes unasked.",
        about=by,
        new=by,
        old_at=("listing", "sort"),
        new_at=("listing", "sort", "by"),
    )


def _asked_for(pair: Pair, old: Sort, new: Sort) -> Iterator[Difference]:
    for word, before, after in (("by", old.by, new.by), ("order", old.order, new.order)):
        if before != after and (before is None or pair.now(before) != after):
            yield _param(word, before, after)
    yield from _words(old, new)
    for name, field in old.keys.items():
        if name not in new.keys:
            yield _key_gone(name)
        elif field.at != new.keys[name].at:
            yield _key_field(name, field.at, new.keys[name].at)
    for name in new.keys:
        if name not in old.keys:
            yield _key_added(name)


def _param(word: str, old: str | None, new: str | None) -> Difference:
    what = {"by": "the sort key", "order": "the direction"}[word]
    return Difference(
        kind="sort/param",
        severity=BREAKING,
        what=f"{what} is asked for by {new or 'none of its own'}, and was by {old or 'none of its own'}",
        because="A client that asks for an order as before gets the rows in another, or is refused.",
        about=word,
        old=MISSING if old is None else old,
        new=MISSING if new is None else new,
        old_at=("listing", "sort", word),
        new_at=("listing", "sort", word),
    )


def _words(old: Sort, new: Sort) -> Iterator[Difference]:
    if old.order is None or new.order is None:
        return  # without a parameter for it no direction has a word
    for word, before, after in (("asc", old.asc, new.asc), ("desc", old.desc, new.desc)):
        direction = "ascending" if word == "asc" else "descending"
        if before != after:
            yield Difference(
                kind="sort/words",
                severity=BREAKING,
                what=f"the word for {direction} is {after}, and was {before}",
                because="A client that asks for a direction by the old word is refused, or gets the other.",
                about=word,
                old=before,
                new=after,
                old_at=("listing", "sort", word),
                new_at=("listing", "sort", word),
            )


def _key_gone(name: str) -> Difference:
    return Difference(
        kind="sort/key-gone",
        severity=BREAKING,
        what=f"the sort key {name} is gone",
        because="A client that sorts by it is refused, or gets the rows in another order.",
        about=name,
        old=name,
        old_at=("listing", "sort", "keys", name),
        new_at=("listing", "sort", "keys"),
    )


def _key_added(name: str) -> Difference:
    return Difference(
        kind="sort/key-added",
        severity=HARMLESS,
        what=f"there is a new sort key {name}",
        because="A client that does not know it never sorts by it.",
        about=name,
        new=name,
        old_at=("listing", "sort", "keys"),
        new_at=("listing", "sort", "keys", name),
    )


def _key_field(name: str, old: Pointer | None, new: Pointer | None) -> Difference:
    severity, because = BREAKING, "A client that sorts by it gets the rows in another order."
    if old is None:
        severity, because = HARMLESS, "The old document shows no field, so nobody looks at one."
    elif new is None:
        severity, because = CAREFUL, "Nobody can see any more in the rows by what they are sorted."
    return Difference(
        kind="sort/key-field",
        severity=severity,
        what=f"the sort key {name} means {field_told(new)}, and meant {field_told(old)}",
        because=because,
        about=name,
        old=field_value(old),
        new=field_value(new),
        old_at=("listing", "sort", "keys", name),
        new_at=("listing", "sort", "keys", name),
    )


def _unasked(old: Sort, new: Sort) -> Iterator[Difference]:
    before, after = _known(old.default), _known(new.default)
    if before == after:
        return
    common = min(len(before), len(after))
    is_ties = bool(common) and before[:common] == after[:common]
    kind, severity = "sort/default", BREAKING
    because = "A client that asks for no order, and shows the rows as they come, shows them in another."
    if not before:
        severity, because = HARMLESS, "The old document promises no order, so nobody leans on one."
    elif not after:
        severity, because = CAREFUL, "A client that asks for no order may get any."
    elif is_ties and len(after) > len(before):
        kind, severity = "sort/ties", HARMLESS
        because = "The order is as before, and rows that are equal in it have one now."
    elif is_ties:
        kind, severity = "sort/ties", CAREFUL
        because = "The order is as before, but rows that are equal in it may come in any."
    yield Difference(
        kind=kind,
        severity=severity,
        what=f"without a sort the rows come by {_told(new.default)}, and came by {_told(old.default)}",
        because=because,
        old=_texts(old.default) or MISSING,
        new=_texts(new.default) or MISSING,
        old_at=("listing", "sort", "default"),
        new_at=("listing", "sort", "default"),
    )


def _known(fields: Sequence[SortField]) -> list[_Known]:
    return [(each.name if each.at is None else each.at, each.descending) for each in fields]


def _texts(fields: Sequence[SortField]) -> list[str]:
    return [
        ("-" if each.descending else "") + (each.name if each.at is None else pointer_text(each.at))
        for each in fields
    ]


def _told(fields: Sequence[SortField]) -> str:
    return ", ".join(_texts(fields)) if fields else "no order that is said"
