"""In which order rows come: by the key that was asked for, the same throughout, and nothing else changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from conformance.comparing.ordering import Key, coded, compare, misplaced
from conformance.comparing.spelling import is_faulty, lacks_rows
from conformance.evidence import Counted, Exchange, Ordered, Page, Walk
from conformance.law import Example, Finding, law
from conformance.laws.examples import OPERATION, ROWS, counted, page, walk
from conformance.laws.telling import field_schema, items_at, named, pages_with, shown, some, sortable, told
from conformance.questions import Question
from listproof.contract import MISSING, Json, Operation, Pointer, SortField, look, pointer_text


def _key(operation: Operation, field: SortField, *, descending: bool) -> Key | None:
    """The field as a key to compare by; None where it is not in the item."""
    if field.at is None:
        return None
    return Key(at=field.at, descending=descending, instants=_is_instant(operation, field.at))


def _is_instant(operation: Operation, at: Pointer) -> bool:
    return field_schema(operation, at).get("format") == "date-time"


def default_fields(operation: Operation) -> tuple[SortField, ...]:
    """The documented default order: as stated, or as the defaults of the sort parameters say."""
    sort = operation.listing.sort
    if sort.default:
        return sort.default
    by = operation.parameters.get(sort.by or "")
    name = by.default if by is not None else MISSING
    field = sort.keys.get(name.removeprefix("-")) if isinstance(name, str) else None
    descending = name.startswith("-") if isinstance(name, str) and not sort.order else _unasked(operation)
    if field is None or descending is None:
        return ()
    return (SortField(name=field.name, at=field.at, descending=descending),)


def _unasked(operation: Operation) -> bool | None:
    """Whether an order asked for without a direction descends; None where that isn't documented."""
    sort = operation.listing.sort
    if sort.order is None:
        return False
    parameter = operation.parameters.get(sort.order)
    return {sort.desc: True, sort.asc: False}.get(parameter.default) if parameter else None


def tells_apart(operation: Operation, sort: tuple[str, bool | None] | None, left: Json, right: Json) -> bool:
    """Whether the order that was asked for, or the documented one, says which of two rows comes first.

    Among equal rows any order is right, and another query may well have another one. A field that the item
    does not show is taken to tell them apart.
    """
    asked = operation.listing.sort.keys.get(sort[0]) if sort else None
    fields = (asked,) if asked else () if sort else default_fields(operation)
    for field in fields:
        if field.at is None:
            return True
        values = look(left, field.at), look(right, field.at)
        if compare(*values, instants=_is_instant(operation, field.at)):
            return True
    return False


def _visible_default(operation: Operation) -> str:
    fields = default_fields(operation)
    if not fields:
        return "the contract states no default order"
    return "" if fields[0].at is not None else "the default order is by a field that the item does not show"


@law(
    "sort/default",
    Walk,
    kept=Example(says="the newest things come first", operation=OPERATION, evidence=walk(*ROWS)),
    broken=Example(says="the oldest things come first", operation=OPERATION, evidence=walk(*reversed(ROWS))),
    needs=_visible_default,
)
def default(operation: Operation, seen: Walk) -> Iterator[Finding]:
    """Without a sort the rows come in the documented default order."""
    if seen.question.sort is not None or _touched(operation, seen.question):
        return
    keys = []
    for field in default_fields(operation):
        key = _key(operation, field, descending=field.descending)
        if key is None:
            break  # what a hidden field decides, nothing after it can tell
        keys.append(key)
    yield from _out_of_order(operation, seen, keys, "by default", "")


def _touched(operation: Operation, question: Question) -> bool:
    sort = operation.listing.sort
    odd = {key for key, _ in (*question.put, *question.add)} | set(question.drop)
    return bool(odd & {sort.by, sort.order})


def _out_of_order(
    operation: Operation, seen: Walk, keys: Sequence[Key], how: str, about: str
) -> Iterator[Finding]:
    found = misplaced(seen.items, keys) if keys else None
    if found is None or coded(seen.items, keys[0]):
        return
    earlier, later, key = found
    values = [shown(look(seen.items[at], key.at)) for at in (earlier, later)]
    direction = "descending" if key.descending else "ascending"
    yield Finding(
        where=f"{items_at(operation)}/*{pointer_text(key.at)}",
        expected=values[::-1],
        actual=values,
        because=f"{how} {pointer_text(key.at)} is {direction}, and "
        f"{named(seen.ids[earlier])} came before {named(seen.ids[later])}",
        exchanges=_pages_of(seen, earlier, later),
        about=about,
    )


def _pages_of(seen: Walk, earlier: int, later: int) -> tuple[Exchange, ...]:
    """The pages that hold the rows at these places of the walk, the later one first."""
    starts, start = [], 0
    for one in seen.pages:
        starts.append((start, start + len(one.items), one.exchange))
        start += len(one.items)
    found = [exchange for low, high, exchange in starts if low <= later < high or low <= earlier < high]
    return tuple(reversed(found))


_BY_NAME = Question(sort=("name", False))


@law(
    "sort/order",
    Walk,
    kept=Example(says="by name, Ada to Eve", operation=OPERATION, evidence=walk(*ROWS, question=_BY_NAME)),
    broken=Example(
        says="by name ascending was asked for, and Eve comes first",
        operation=OPERATION,
        evidence=walk(*reversed(ROWS), question=_BY_NAME),
    ),
    needs=sortable,
)
def order(operation: Operation, seen: Walk) -> Iterator[Finding]:
    """The rows come in the order that was asked for."""
    asked, sort = seen.question.sort, operation.listing.sort
    field = sort.keys.get(asked[0]) if asked else None
    if asked is None or field is None or _touched(operation, seen.question):
        return
    descending = asked[1] if asked[1] is not None else _unasked(operation)
    if descending is None:
        return
    key = _key(operation, field, descending=descending)
    if key is not None:
        yield from _out_of_order(operation, seen, (key,), f"sorted by {asked[0]},", asked[0])


@law(
    "sort/reverse",
    Ordered,
    kept=Example(
        says="ascending by date is descending backwards; the ties stay as they are",
        operation=OPERATION,
        evidence=Ordered(
            about="created",
            ascending=walk(
                ROWS[4], ROWS[2], ROWS[3], ROWS[1], ROWS[0], question=Question(sort=("created", False))
            ),
            descending=walk(*ROWS, question=Question(sort=("created", True))),
        ),
    ),
    broken=Example(
        says="the direction is ignored: both ways the newest come first",
        operation=OPERATION,
        evidence=Ordered(
            about="created",
            ascending=walk(*ROWS, question=Question(sort=("created", False))),
            descending=walk(*ROWS, question=Question(sort=("created", True))),
        ),
    ),
    needs=sortable,
)
def reverse(operation: Operation, seen: Ordered) -> Iterator[Finding]:
    """Ascending is descending backwards, but for ties."""
    up, down = seen.ascending, seen.descending
    field = operation.listing.sort.keys.get(seen.about)
    if up is None or down is None or field is None:
        return
    if seen.ends:
        yield from _ends(operation, seen, field.at)
    if not (up.whole and down.whole):
        return
    if len(set(up.ids)) < len(up.ids) or sorted(up.ids) != sorted(down.ids):
        return  # what was lost or came twice is told by sort/same-items and page/no-repeats
    both = _Both(operation=operation, about=seen.about, up=up, down=down)
    if field.at is None:
        yield from _blocks(both)
    else:
        yield from _inversion(both, field.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Both:
    """The two walks of `sort/reverse`, known to hold the same items, each once."""

    operation: Operation
    about: str
    up: Walk
    down: Walk

    def same(self) -> Finding:
        """The fact that both directions have the same sequence."""
        return Finding(
            where=items_at(self.operation),
            expected="the descending order backwards",
            actual=f"by {self.about} both ways the same sequence",
            because="either every row is a tie, or the direction is ignored",
            exchanges=tuple(one.pages[0].exchange for one in (self.up, self.down)),
            about=self.about,
            fact=True,
        )

    def finding(self, ids: list[str], because: str) -> Finding:
        told_up = [one for one in self.up.ids if one in set(ids)]
        told_down = [one for one in reversed(self.down.ids) if one in set(ids)]
        return Finding(
            where=items_at(self.operation),
            expected=told(told_down),
            actual=told(told_up),
            because=because,
            exchanges=(pages_with(self.up, ids)[0].exchange, pages_with(self.down, ids)[0].exchange),
            about=self.about,
        )


def _inversion(both: _Both, at: Pointer) -> Iterator[Finding]:
    """Two rows that differ in a visible key, and stand the same way round in both directions."""
    instants = _is_instant(both.operation, at)
    values = {one: look(item, at) for one, item in zip(both.up.ids, both.up.items, strict=True)}
    # Where null stands is not promised, and some databases put it last both ways.
    up = [one for one in both.up.ids if values[one] is not None and values[one] is not MISSING]
    kept = set(up)
    down = [one for one in reversed(both.down.ids) if one in kept]
    places = {one: place for place, one in enumerate(down)}
    for place, (left, right) in enumerate(zip(up, down, strict=True)):
        if left == right or places[left] < places[right]:
            continue
        if up.index(right) > place and compare(values[left], values[right], instants=instants) in (-1, 1):
            yield both.finding(
                [left, right],
                f"sorted by {both.about}, {named(left)} comes before {named(right)} in both directions",
            )
            return


def _ends(operation: Operation, seen: Ordered, at: Pointer | None) -> Iterator[Finding]:
    """A row of the list's first pages that does not stand on its last ones in the other direction.

    The two need not be of one length. Rows that tie with the last one seen may stand beyond it in the other
    direction, and null may come last both ways.
    """
    up, down = seen.ascending, seen.descending
    if at is None or up is None or down is None or not (up.items and down.items):
        return
    head, tail = (up, down) if up.pages[0].skipped == 0 else (down, up)
    values = [look(item, at) for item in (*head.items, *tail.items)]
    if any(value is None or value is MISSING for value in values):
        return
    edge = values[min(len(head.items), len(tail.items)) - 1]
    instants = _is_instant(operation, at)
    within = [compare(value, edge, instants=instants) for value in values[: len(head.items)]]
    inside = (-1 if head is up else 1,)
    known = set(tail.ids)
    lost = [one for one, side in zip(head.ids, within, strict=True) if side in inside and one not in known]
    if lost:
        yield Finding(
            where=items_at(operation),
            expected=told(lost),
            actual=f"{some(len(tail.ids), 'item')}, and not these",
            because=f"sorted by {seen.about}, the first rows one way are not the last ones the other way",
            exchanges=(tail.pages[-1].exchange, pages_with(head, lost)[0].exchange),
            about=seen.about,
        )


def _blocks(both: _Both) -> Iterator[Finding]:
    """What can be told of a hidden key: rows that change places must all be ties of one another.

    Ties stand one way round, or the other, in both directions. Where a long run does neither, no ties
    explain it. Where the whole list is one run the direction is ignored, or every row is a tie.
    """
    up, down = list(both.up.ids), list(reversed(both.down.ids))
    for start, end in _runs(up, down):
        one, other = up[start:end], down[start:end]
        if one == other[::-1]:
            if len(one) == len(up) > 1:
                yield both.same()
        elif len(one) > 10:
            because = (
                f"sorted by {both.about}, {some(len(one), 'row')} change places in a way that no ties explain"
            )
            yield both.finding(one, because)
            return


def _runs(up: Sequence[str], down: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The shortest runs of places that hold the same rows in both orders."""
    ahead: Counter[str] = Counter()
    start = 0
    for place, (left, right) in enumerate(zip(up, down, strict=True)):
        for one, step in ((left, 1), (right, -1)):
            ahead[one] += step
            if not ahead[one]:
                del ahead[one]
        if not ahead:
            yield start, place + 1
            start = place + 1


@law(
    "sort/same-items",
    Ordered,
    kept=Example(
        says="sorted by name or not, the same five things come",
        operation=OPERATION,
        evidence=Ordered(about="name", ascending=walk(*ROWS, question=_BY_NAME), plain=walk(*ROWS)),
    ),
    broken=Example(
        says="sorted by name, a thing is lost",
        operation=OPERATION,
        evidence=Ordered(about="name", ascending=walk(*ROWS[:4], question=_BY_NAME), plain=walk(*ROWS)),
    ),
    needs=sortable,
)
def same_items(operation: Operation, seen: Ordered) -> Iterator[Finding]:
    """Sorting changes the order and nothing else."""
    plain = seen.plain or seen.descending
    if plain is None or not _sound(operation, plain):
        return
    for sorted_ in (seen.ascending, seen.descending):
        if sorted_ is None or sorted_ is plain or not _sound(operation, sorted_):
            continue
        lost = tuple((Counter(plain.ids) - Counter(sorted_.ids)).elements())
        extra = tuple((Counter(sorted_.ids) - Counter(plain.ids)).elements())
        if lost or extra:
            yield Finding(
                where=items_at(operation),
                expected=told(lost) if lost else "nothing more",
                actual=told(extra) if extra else f"{some(len(sorted_.ids), 'item')}, and not these",
                because=f"sorted by {seen.about}, {len(lost)} items did not come and {len(extra)} others did",
                exchanges=tuple(one.exchange for one in (*sorted_.pages[-1:], *pages_with(plain, lost)[:1])),
                about=seen.about,
            )


def _sound(operation: Operation, walk: Walk) -> bool:
    return walk.whole and not is_faulty(operation, walk) and not lacks_rows(walk)


@law(
    "sort/stable",
    Counted,
    kept=Example(
        says="rows 3 and 4 are ties, and stand as they stood before",
        operation=OPERATION,
        evidence=counted(page(*ROWS[2:4], skipped=2)),
    ),
    broken=Example(
        says="rows 3 and 4 are ties, and at another size they change places",
        operation=OPERATION,
        evidence=counted(page(ROWS[3], ROWS[2], skipped=2)),
    ),
    concerns=lambda seen: seen.placed is not None,
)
def stable(operation: Operation, seen: Counted) -> Iterator[Finding]:
    """The order, that of ties included, is the same from page to page and from size to size."""
    if seen.placed is None:
        return
    _, ids = seen.placed
    places = {identity: at for at, identity in enumerate(ids)}
    if len(places) < len(ids):
        return  # rows without an identity of their own can't be told apart
    yield from _moved(operation, seen.page, places)


def _moved(operation: Operation, seen: Page, places: Mapping[str, int]) -> Iterator[Finding]:
    known = [identity for identity in seen.ids if identity in places]
    for before, after in pairwise(known):
        if places[after] < places[before]:
            yield Finding(
                where=items_at(operation),
                expected=[named(after), named(before)],
                actual=[named(before), named(after)],
                because="the walk through the whole list had them the other way round",
                exchanges=(seen.exchange,),
                about=seen.question.sort[0] if seen.question.sort else "",
            )
            return


LAWS = (default, order, reverse, same_items, stable)
