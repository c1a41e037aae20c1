"""Filters, scopes and what changes nothing: which rows a parameter brings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from listproof.changes.answers import field_told, field_value
from listproof.changes.change import BREAKING, CAREFUL, HARMLESS, At, Difference, Severity
from listproof.changes.pairs import Pair
from listproof.changes.readings import policy
from listproof.contract import MISSING, Filter, Json, Pointer, Scope
from listproof.reading.faults import shown

_SEVERAL: Final = ("eq", "in")


def filter_differences(pair: Pair) -> Iterator[Difference]:
    """What differs in which rows a filter selects. Filters apply together: there is no word for how."""
    old, new = pair.old.listing.filters, pair.new.listing.filters
    for key, selecting in old.items():
        now = pair.now(key)
        if now is not None and now in new:
            yield from _both(pair, selecting, new[now])
        else:
            yield _gone(pair, key)
    for key in new:
        if pair.before.get(key) not in old and not pair.demands(key):
            yield _added(pair, key)


def _gone(pair: Pair, key: str) -> Difference:
    now = pair.now(key)
    severity, because = BREAKING, "A client that filters by it gets every row, or is refused."
    if now is not None and now not in pair.new.listing.inert:
        severity = CAREFUL
        because = "The parameter is still there, but nothing promises any more which rows it brings."
    return Difference(
        kind="filter/gone",
        severity=severity,
        what=f"the filter {key} is gone" if now is None else f"{key} is no longer said to filter",
        because=because,
        about=key,
        old=key,
        old_at=("listing", "filter", key),
        new_at=("listing", "filter"),
    )


def _added(pair: Pair, key: str) -> Difference:
    was_inert = pair.before.get(key) in pair.old.listing.inert
    because = "A client that does not filter by it gets every row, as before."
    if was_inert:
        because = "A client that sends it, as it could without any effect, gets fewer rows."
    return Difference(
        kind="filter/added",
        severity=BREAKING if was_inert else HARMLESS,
        what=f"{key} filters now",
        because=because,
        about=key,
        new=key,
        old_at=("listing", "inert") if was_inert else ("listing", "filter"),
        new_at=("listing", "filter", key),
    )


def _both(pair: Pair, old: Filter, new: Filter) -> Iterator[Difference]:
    key, at, new_at = old.param, ("listing", "filter", old.param), ("listing", "filter", new.param)
    if old.at != new.at:
        yield _field("filter/field", key, old.at, new.at, at, new_at)
    if old.op != new.op:
        widens = (old.op, new.op) == _SEVERAL
        yield Difference(
            kind="filter/op",
            severity=CAREFUL if widens else BREAKING,
            what=f"{key} selects by {new.op}, and did by {old.op}",
            because="A client that sends one value gets the same rows, if the value has no comma in it."
            if widens
            else "A client that sends the same value gets other rows.",
            about=key,
            old=old.op,
            new=new.op,
            old_at=(*at, "op"),
            new_at=(*new_at, "op"),
        )
    yield from _switches(pair, old, new)


def _field(
    kind: str, key: str, old: Pointer | None, new: Pointer | None, old_at: At, new_at: At
) -> Difference:
    severity, because = BREAKING, "A client that sends the same value gets other rows."
    if old is None:
        severity, because = HARMLESS, "The old document shows no field, so nobody looks at one."
    elif new is None:
        severity, because = CAREFUL, "Nobody can see any more in a row why it came."
    return Difference(
        kind=kind,
        severity=severity,
        what=f"{key} is told by {field_told(new)}, and was by {field_told(old)}",
        because=because,
        about=key,
        old=field_value(old),
        new=field_value(new),
        old_at=(*old_at, "at"),
        new_at=(*new_at, "at"),
    )


def _switches(pair: Pair, old: Filter, new: Filter) -> Iterator[Difference]:
    before, after = pair.old.parameters[old.param], pair.new.parameters[new.param]
    for value in old.all:
        if value not in new.all and not (value in before.enum and after.enum and value not in after.enum):
            yield _switch(old, new, value, is_gone=True, is_new_value=False)
    for value in new.all:
        if value not in old.all:
            is_new_value = bool(before.enum) and value not in before.enum
            yield _switch(old, new, value, is_gone=False, is_new_value=is_new_value)


def _switch(old: Filter, new: Filter, value: Json, *, is_gone: bool, is_new_value: bool) -> Difference:
    severity = BREAKING if is_gone else HARMLESS if is_new_value else CAREFUL
    because = f"A client that sends {shown(value)} to get every row gets those alone that have this value."
    if is_new_value:
        because = "The value is new, so no client sends it."
    elif not is_gone:
        because = f"A client that sends {shown(value)} gets every row, whatever it has."
    return Difference(
        kind="filter/all",
        severity=severity,
        what=f"{shown(value)} {'no longer switches' if is_gone else 'switches'} the filter {old.param} off",
        because=because,
        about=f"{old.param}={value}",
        old=value if is_gone else MISSING,
        new=MISSING if is_gone else value,
        old_at=("listing", "filter", old.param, "all"),
        new_at=("listing", "filter", new.param, "all"),
    )


def scope_differences(pair: Pair) -> Iterator[Difference]:
    """What differs in whose rows come."""
    old = {scope.param: (index, scope) for index, scope in enumerate(pair.old.listing.scope)}
    new = {scope.param: (index, scope) for index, scope in enumerate(pair.new.listing.scope)}
    for param, (index, scope) in old.items():
        now = pair.now(param) if param else None
        if param is None and None in new:
            yield from _both_scopes(scope, new[None][1], index, new[None][0])
        elif now is not None and now in new:
            yield from _both_scopes(scope, new[now][1], index, new[now][0])
        elif not (param and param.startswith("path:") and pair.old.path != pair.new.path):
            yield _scope_gone(scope, index)
    for param, (index, scope) in new.items():
        before = pair.before.get(param) if param else None
        has_it = None in old if param is None else before in old
        moved = bool(param and param.startswith("path:")) and pair.old.path != pair.new.path
        if not has_it and not pair.demands(param) and not moved:
            yield _scope_added(scope, index)


def _both_scopes(old: Scope, new: Scope, index: int, now: int) -> Iterator[Difference]:
    name = old.param or "the caller"
    at, new_at = ("listing", "scope", str(index)), ("listing", "scope", str(now))
    if old.at != new.at:
        yield _field("scope/field", name, old.at, new.at, at, new_at)
    subject = f"a value of {name} that names nothing gets"
    weigh = _unknown_weighed
    yield from policy("scope/unknown", subject, old.unknown, new.unknown, (*at, "unknown"), weigh, about=name)


def _unknown_weighed(old: str | int, new: str | int) -> tuple[Severity, str]:  # noqa: ARG001 - as all
    return BREAKING, "A client that knows by the answer that there is nothing takes it for something else."


def _scope_gone(old: Scope, index: int) -> Difference:
    return Difference(
        kind="scope/gone",
        severity=BREAKING,
        what=f"rows are no longer those of {old.param or 'the caller'} alone",
        because="A client that takes every row for one of its own may get those of others."
        if old.param is None
        else "A client that asks for the rows of one gets those of others too, or is refused.",
        about=old.param or "the caller",
        old=old.param or "caller",
        old_at=("listing", "scope", str(index)),
        new_at=("listing", "scope"),
    )


def _scope_added(new: Scope, index: int) -> Difference:
    return Difference(
        kind="scope/added",
        severity=CAREFUL,
        what=f"rows are those of {new.param or 'the caller'} alone",
        because="A client may get fewer rows than before, where the others were not said to be left out."
        if new.param is None
        else "A client that does not send it may get fewer rows than before.",
        about=new.param or "the caller",
        new=new.param or "caller",
        old_at=("listing", "scope"),
        new_at=("listing", "scope", str(index)),
    )


def inert_differences(pair: Pair) -> Iterator[Difference]:
    """What differs in what is said to change nothing; what filters now is told with the filters."""
    old, new = pair.old.listing.inert, pair.new.listing.inert
    for index, key in enumerate(old):
        now = pair.now(key)
        if now not in new and now not in pair.new_roles:
            yield Difference(
                kind="inert/gone",
                severity=CAREFUL,
                what=f"{key} is no longer said to change nothing"
                if now
                else f"{key}, which changes nothing, is gone",
                because="A client that sends it may get another list, or be refused.",
                about=key,
                old=key,
                old_at=("listing", "inert", str(index)),
                new_at=("listing", "inert"),
            )
    for index, key in enumerate(new):
        before = pair.before.get(key)
        if before not in old and pair.old_roles.get(before or "") is None and not pair.demands(key):
            yield Difference(
                kind="inert/added",
                severity=HARMLESS,
                what=f"{key} is said to change nothing",
                because="The old document says of nothing that it does.",
                about=key,
                new=key,
                old_at=("listing", "inert"),
                new_at=("listing", "inert", str(index)),
            )
