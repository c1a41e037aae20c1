"""Orders: the one that comes unasked, and whether the parameters of the order do what they are called."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from conformance.asking.reading import canonical
from conformance.comparing.instants import instant
from conformance.comparing.ordering import Key, misplaced
from conformance.settling.asker import Asker, Seen
from conformance.settling.ground import Ground
from conformance.settling.sight import ENOUGH_ROWS, Sight
from listproof.contract import MISSING, Json, Pointer, SortField, look, pointer_text
from listproof.infer.answers import Answer, Confirmed, Refuted, Settled, Unsettled
from listproof.infer.guesses import Stated

_MOST_KEYS: Final = 1


def judge_default_order(ground: Ground, sight: Sight) -> Iterator[Answer]:
    """The order of the rows seen, where exactly one field explains it."""
    if ground.states("sort", "default") or ground.listing.page.by == "none":
        return
    opens = ground.opens("sort", "default")
    found = [each for at in _fields(sight.rows) for each in _orders(sight.rows, at)] if sight.agrees else []
    usable = [each for each in found if ground.documents(each.removeprefix("-").split("/")[1])]
    if len(found) == 1 and usable and _fits(ground, found[0]):
        because = f"asked: the {len(sight.rows)} rows of {sight.wide.line} stand so, and by no other field"
        values = [Stated(("sort", "default"), [found[0]], because)]
        # How equals stand is seldom promised: it is for the mock alone.
        for place in _among_equals(ground, sight.rows, found[0]):
            because = f"asked: so stand the rows of {sight.wide.line} that are equal in {found[0]}"
            values.append(Stated(("assumed", "sort", "default"), [place], because))
        yield Settled(closes=opens, values=tuple(values))
    elif found:
        because = f"asked: the {len(sight.rows)} rows of {sight.wide.line} stand by {', '.join(found[:4])}"
        yield Unsettled(stays=opens, because=because)
    else:
        because = (
            f"asked: by no field of the {len(sight.rows)} rows of {sight.wide.line}, as far as they tell"
        )
        yield Unsettled(stays=opens, because=because)


def _among_equals(ground: Ground, rows: tuple[Json, ...], order: str) -> Iterator[str]:
    """The identity as what decides among equals, where enough neighbours are equal and stand by it."""
    identity, first = ground.listing.id, (order.removeprefix("-").split("/")[1],)
    pairs = [
        (_rank(look(one, identity)), _rank(look(other, identity)))
        for one, other in pairwise(rows)
        if identity and look(one, first) == look(other, first)
    ]
    known = [(one, other) for one, other in pairs if one and other and type(one[0]) is type(other[0])]
    if identity is None or len(known) < max(len(pairs), ENOUGH_ROWS):
        return
    if all(one <= other for one, other in known):
        yield pointer_text(identity)
    elif all(one >= other for one, other in known):
        yield f"-{pointer_text(identity)}"


def _fits(ground: Ground, found: str) -> bool:
    """Whether the defaults of the parameters of the order, where they have any, say nothing else."""
    sort = ground.listing.sort
    parameters = [ground.operation.parameters.get(key) for key in (sort.by, sort.order) if key]
    defaults = [each.default for each in parameters if each is not None and each.default is not MISSING]
    if not defaults:
        return True
    key = sort.keys.get(str(defaults[0]).lstrip("+-"))
    sign = "-" if str(defaults[0]).startswith("-") or defaults[1:] == [sort.desc] else ""
    return key is not None and f"{sign}{pointer_text(key.at or ())}" == found


def _fields(rows: tuple[Json, ...]) -> list[Pointer]:
    first = rows[0] if rows and isinstance(rows[0], dict) else {}
    return [(str(name),) for name in first]


def _orders(rows: tuple[Json, ...], at: Pointer) -> Iterator[str]:
    """The field as an order, with a minus where it descends; nothing where the rows don't stand by it.

    A text counts as in order only where it is beyond doubt.
    """
    values = [_rank(look(row, at)) for row in rows]
    known = [value for value in values if value is not None]
    if len(known) < len(rows) or len(set(known)) < ENOUGH_ROWS or len({type(each[0]) for each in known}) > 1:
        return
    if all(one <= other for one, other in pairwise(known)):
        yield pointer_text(at)
    elif all(one >= other for one, other in pairwise(known)):
        yield f"-{pointer_text(at)}"


def _rank(value: Json) -> tuple[int, Json] | tuple[str, str] | None:
    """Something to compare by: numbers and moments by their size, other texts by their letters."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)) or value != value:
        return None
    if isinstance(value, str):
        moment = instant(value)
        return (value.casefold(), value) if moment is None else (0, moment)
    return (0, value)


# --- orders that are asked for ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Sorted:
    """The list asked for by one key in both directions."""

    key: SortField
    upward: Seen
    downward: Seen


def ask_orders(ground: Ground, asker: Asker, sight: Sight) -> list[Sorted]:
    """Ask for the first keys whose fields are numbers or moments that differ enough to show an order."""
    sort = ground.listing.sort
    if sort.by is None:
        return []
    asked: list[Sorted] = []
    for key in sort.keys.values():
        if len(asked) < _MOST_KEYS and key.at and _is_telling(sight.rows, key.at):
            upward = asker.ask(sort=(key.name, False if sort.order else None), size=sight.reach)
            downward = asker.ask(sort=(key.name, True), size=sight.reach)
            asked.append(Sorted(key=key, upward=upward, downward=downward))
    return asked


def _is_telling(rows: tuple[Json, ...], at: Pointer) -> bool:
    values = [look(row, at) for row in rows]
    distinct = {
        canonical(value)
        for value in values
        if (isinstance(value, (int, float)) and not isinstance(value, bool)) or instant(value) is not None
    }
    return len(distinct) >= 3


def judge_orders(ground: Ground, asked: list[Sorted]) -> Iterator[Answer]:
    """Whether the rows stand as they were asked for."""
    for each in asked:
        if each.upward.page is None or each.downward.page is None:
            continue  # a refusal of a documented value says nothing of the order
        assert each.key.at is not None
        up = misplaced(each.upward.rows, [Key(at=each.key.at, descending=False, instants=True)])
        down = misplaced(each.downward.rows, [Key(at=each.key.at, descending=True, instants=True)])
        place = pointer_text(each.key.at)
        seen = f"{each.upward.line} and {each.downward.line}"
        if up is not None or down is not None:
            because = f"asked: the rows of {seen} don't stand by {place}"
            question = f"What does {ground.listing.sort.by} order by?"
            yield Refuted(at=("sort",), question=question, because=because)
            return
        if each.upward.ids != each.downward.ids:
            because = f"asked: the rows of {seen} stand by {place}, up and down"
            yield Confirmed(at=("sort", "by"), because=because)
