"""Filters: whether a parameter selects rows by the field it is taken for, and what the total does then."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from conformance.asking.encoding import text_of
from conformance.asking.reading import canonical
from conformance.settling.asker import Asker, Seen
from conformance.settling.ground import Ground
from conformance.settling.sight import Sight
from listproof.contract import MISSING, Json, Pointer, look, pointer_text
from listproof.infer.answers import Answer, Confirmed, Differs, Refuted, Settled, Unsettled
from listproof.infer.guesses import Open, Stated
from listproof.infer.names import fold

MOST_FILTERS: Final = 4
"""So many filters of a list are tried; what is true of these is said of no other."""
_SHORTEST_PART: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowed:
    """A list asked for by one value of a field that some of the rows seen have, and others have not.

    `open` is the question that it may settle, None where the filter is stated. `part` is the answer to a part
    of the value, for texts of which it isn't known how they are compared.
    """

    key: str
    at: Pointer
    value: Json
    seen: Seen
    open: Open | None
    part: Seen | None = None


def ask_filters(ground: Ground, asker: Asker, sight: Sight) -> list[Narrowed]:
    """Ask by a value of each filter that compares a visible field by equality, stated ones first."""
    tried = [*_stated(ground), *_candidates(ground, sight)]
    asked: list[Narrowed] = []
    for key, at, open_ in tried:
        value = _telling(sight, at, ground.operation.parameters[key].enum)
        if value is MISSING or len(asked) >= MOST_FILTERS:
            continue
        seen = asker.ask(put=((key, text_of(value)),), size=sight.reach)
        part = _part(ground, asker, sight, key, value) if open_ is not None and seen.rows else None
        asked.append(Narrowed(key=key, at=at, value=value, seen=seen, open=open_, part=part))
    return asked


def _stated(ground: Ground) -> Iterator[tuple[str, Pointer, Open | None]]:
    for key, each in ground.listing.filters.items():
        if each.op == "eq" and each.at:
            yield key, each.at, None


def _candidates(ground: Ground, sight: Sight) -> Iterator[tuple[str, Pointer, Open | None]]:
    """Parameters of the query that are called as a field of every row is, and of which it is asked how."""
    first = sight.rows[0] if sight.rows and isinstance(sight.rows[0], dict) else {}
    names = {fold(name): name for name in first if ground.documents(name)}
    for each in ground.proposal.opens:
        if each.at[0] != "filter" or len(each.at) != 2 or each.at[1] not in ground.operation.parameters:
            continue
        parameter, name = ground.operation.parameters[each.at[1]], names.get(fold(each.at[1]))
        is_scalar = parameter.types and parameter.types <= {"string", "integer", "number"}
        if name is not None and is_scalar and not parameter.required and parameter.location == "query":
            yield each.at[1], (name,), each


def _telling(sight: Sight, at: Pointer, enum: tuple[Json, ...]) -> Json:
    """A value that some rows have and others have not, the rarer the better; MISSING where there is none."""
    values = [look(row, at) for row in sight.rows]
    usable = [value for value in values if _is_usable(value) and (not enum or value in enum)]
    counted = Counter(canonical(value) for value in usable)
    rare = [value for value in usable if counted[canonical(value)] < len(values)]
    return min(rare, key=lambda value: (counted[canonical(value)], canonical(value)), default=MISSING)


def _is_usable(value: Json) -> bool:
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        return False
    return not isinstance(value, str) or (0 < len(value) <= 100 and value.isprintable())


def _part(ground: Ground, asker: Asker, sight: Sight, key: str, value: Json) -> Seen | None:
    """The answer to a part of the text, where no enum says that only whole values are asked for."""
    if ground.operation.parameters[key].enum or not isinstance(value, str) or len(value) < _SHORTEST_PART:
        return None
    return asker.ask(put=((key, value[:-1]),), size=sight.reach)


def judge_filters(sight: Sight, asked: list[Narrowed]) -> Iterator[Answer]:
    """Each filter by the rows that it left."""
    for each in asked:
        yield from _judged(sight, each) if each.open is None else _candidate(each, sight, each.open)


def _judged(sight: Sight, each: Narrowed) -> Iterator[Answer]:
    at, place = ("filter", each.key), pointer_text(each.at)
    if each.seen.page is None:
        yield Differs(told=f"{each.seen}, though rows have this value at {place}")
    elif not _all_have(each):
        question = f"{each.key}: what does it select by? It is called as the field {place} is"
        yield Refuted(at=at, question=question, because=f"asked: {each.seen}, some with another value")
    elif each.seen.rows and len(each.seen.ids) < _unfiltered(sight):
        yield Confirmed(at=at, because=f"asked: {each.seen}, all with this value at {place}")
    elif not each.seen.rows:
        question = f"{each.key}: what does it select by? It is called as the field {place} is"
        yield Refuted(at=at, question=question, because=f"asked: {each.seen}, though some have the value")


def _unfiltered(sight: Sight) -> int:
    return max(len(sight.ids), sight.count or 0)


def _all_have(each: Narrowed) -> bool:
    wanted = canonical(each.value)
    return all(canonical(look(row, each.at)) == wanted for row in each.seen.rows)


def _candidate(each: Narrowed, sight: Sight, open_: Open) -> Iterator[Answer]:
    """A parameter of which only the name was known: stated where whole values and nothing else select."""
    place = pointer_text(each.at)
    told = f"asked: {each.seen}" + (f"; {each.part}" if each.part is not None else "")
    selects = bool(each.seen.rows) and _all_have(each) and _has_all(each, sight)
    fewer = len(each.seen.ids) < len(sight.ids)
    is_text = isinstance(each.value, str)
    whole = each.part is not None and not each.part.rows if is_text else True
    if selects and fewer and whole and (sight.is_whole or len(each.seen.ids) > 1):
        because = f"{told}: all rows with this value at {place}, and no other"
        yield Settled(closes=(open_,), values=(Stated(("filter", each.key), place, because),))
    else:
        yield Unsettled(stays=(open_,), because=told)


def _has_all(each: Narrowed, sight: Sight) -> bool:
    """Whether every row seen before that has the value came again."""
    wanted = canonical(each.value)
    due = {
        identity
        for identity, row in zip(sight.ids, sight.rows, strict=True)
        if canonical(look(row, each.at)) == wanted
    }
    return due <= set(each.seen.ids)


# --- what the total counts -------------------------------------------------------------------------------


def judge_total_of_filters(
    ground: Ground, sight: Sight, asked: list[Narrowed], *, counted: bool
) -> Iterator[Answer]:
    """Whether the total follows the filters: by a filter that left fewer rows than a page holds.

    `counted`: without a filter the total was seen to be the number of rows.
    """
    opens = ground.opens("meta", "total", saying="count what the filters leave")
    for each in asked:
        seen, base = each.seen, sight.wide.total
        whole = sight.reach is not None and 0 < len(seen.ids) < sight.reach and _all_have(each)
        if base is None or seen.total is None or not whole or len(seen.ids) >= base:
            continue
        if seen.total == len(seen.ids):
            because = f"asked: {seen}, and a total of {seen.total} instead of {base}"
            yield Settled(closes=opens)
            yield Confirmed(at=("meta", "total"), because=because)
        elif seen.total == base and (counted or sight.is_whole):
            yield from _unmoved(ground, opens, f"asked: {seen}, and the total stayed {base}")
        else:
            yield Unsettled(stays=opens, because=f"asked: {seen}, and a total of {seen.total}")
        return
    if asked:
        yield Unsettled(stays=opens, because="asked: no filter left so few rows that they could be counted")


def _unmoved(ground: Ground, opens: tuple[Open, ...], because: str) -> Iterator[Answer]:
    """A total that counts all rows whatever the filter is another thing than a total."""
    place = ground.listing.meta["total"].text
    if ground.states("meta", "total_all"):
        yield Unsettled(stays=opens, because=because)
        return
    yield Settled(closes=opens, values=(Stated(("meta", "total_all"), place, because),))
    yield Refuted(
        at=("meta", "total"), question="Which figure counts what the filters leave?", because=because
    )
