"""Paging: which page is the first, where the next one is said to be, and what comes past the end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from conformance.asking.reading import links
from conformance.settling.asker import Asker, Seen
from conformance.settling.ground import Ground
from conformance.settling.sight import Sight
from listproof.infer.answers import Answer, Confirmed, Differs, Refuted, Settled, Unsettled
from listproof.infer.guesses import Stated

_FAR = 1_000
"""Pages, or rows, behind what is just past the end."""
_FARTHEST = 1_000_000
"""A page that no list has."""
_REFUSED_PAST_END = frozenset({400, 404, 410, 416, 422})
_THIN = ("the minimum of ", "the example of ")
"""How the reasons begin of first pages that are merely possible, and not said to be first."""


# --- the first page --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Starts:
    """The same small page asked for with no number, and with 0, 1 and 2."""

    none: Seen
    zero: Seen
    one: Seen
    two: Seen


def ask_starts(ground: Ground, asker: Asker, sight: Sight) -> Starts | None:
    """Ask for the first pages by their numbers; None where the list is too short to tell them apart."""
    if ground.listing.page.by != "page" or sight.small is None:
        return None
    size = _small(ground, sight)
    return Starts(
        none=asker.ask(size=size),
        zero=asker.ask(position=0, size=size),
        one=asker.ask(position=1, size=size),
        two=asker.ask(position=2, size=size),
    )


def _small(ground: Ground, sight: Sight) -> int | None:
    """The size of a small page, within the documented bounds; None where the list takes no size."""
    size = ground.size
    if size is None or sight.small is None:
        return None
    least = max(size.minimum or 1, 1)
    return max(least, sight.small)


def judge_first(ground: Ground, starts: Starts) -> Iterator[Answer]:
    """The page that is the first: it has the rows that come unasked, and the next has others."""
    opens, first = ground.opens("page", "first"), _observed(starts)
    stated = ground.listing.page.first
    if first is None:
        why = _unclear(starts)
        yield Unsettled(stays=opens, because=f"asked: {why}")
        if stated and starts.none.rows and stated[0] == 1 and _differ(starts.none, starts.one):
            yield Differs(told=f"the first page is documented as 1, and {why}")
        elif stated and starts.none.rows and stated[0] == 0 and _differ(starts.none, starts.zero):
            yield Differs(told=f"the first page is documented as 0, and {why}")
        return
    seen = starts.zero if first == 0 else starts.one
    because = f"asked: {seen.line} and {starts.none.line} gave the same {_rows(seen)}"
    if not stated:
        yield Settled(closes=opens, values=(Stated(("page", "first"), first, because),))
    elif stated[0] == first:
        yield Confirmed(at=("page", "first"), because=because)
    elif ground.reason("page", "first").startswith(_THIN):
        question = f"Does the first page have the number {stated[0]} ({ground.reason('page', 'first')})?"
        yield Refuted(at=("page", "first"), question=question, because=because)
        yield Settled(values=(Stated(("page", "first"), first, f"{because}, whatever else is possible"),))
    else:
        shown = f"the first page is documented as {stated[0]} ({ground.reason('page', 'first')})"
        yield Differs(told=f"{shown}, and the server has {first}: {because.removeprefix('asked: ')}")


def _observed(starts: Starts) -> int | None:
    """0 or 1, where the answers leave no doubt."""
    if not starts.none.rows:
        return None
    if starts.zero.ids == starts.none.ids and _differ(starts.one, starts.none):
        return 0
    follows = _differ(starts.two, starts.none)
    # Page 0 may be refused, empty or taken for the first; other rows on it would be a page before the first.
    before = bool(starts.zero.rows) and starts.zero.ids != starts.none.ids
    if starts.one.ids == starts.none.ids and follows and not before:
        return 1
    return None


def _differ(one: Seen, other: Seen) -> bool:
    """Whether both have rows, and none in common."""
    return bool(one.ids) and bool(other.ids) and not set(one.ids) & set(other.ids)


def _rows(seen: Seen) -> str:
    return "row" if len(seen.ids) == 1 else f"{len(seen.ids)} rows"


def _unclear(starts: Starts) -> str:
    if not starts.none.rows:
        return str(starts.none)
    pages = (starts.zero, starts.one, starts.two)
    same = [seen.line for seen in pages if seen.ids == starts.none.ids]
    if len(same) > 1:
        return f"{', '.join(same)} and {starts.none.line} gave the same rows"
    return "; ".join(map(str, (starts.none, *pages)))


# --- past the end ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Ends:
    """Pages past the end, and the last page; None where it is not known where the list ends."""

    near: Seen | None
    far: Seen
    last: Seen | None
    count: int | None
    rest: int = 0
    """How many rows the last page should have."""
    small: Seen | None = None
    """A small page past the end, where the last page came again: it should be a small last page."""

    @property
    def agree(self) -> bool:
        """Whether the last page has as many rows as it should, and none come behind it."""
        return self.has_last and self.near is not None and not self.near.rows

    @property
    def has_last(self) -> bool:
        """Whether the last page is known, and has as many rows as it should."""
        return self.last is not None and self.last.page is not None and len(self.last.ids) == self.rest


def ask_ends(ground: Ground, asker: Asker, sight: Sight) -> Ends | None:
    """Ask past the end, and for the last page; None where the list has no numbered pages."""
    by = ground.listing.page.by
    if by not in ("page", "offset"):
        return None
    count, step = sight.count, sight.reach or len(sight.plain.ids)
    size = sight.reach
    if count is None:
        return Ends(near=None, far=asker.ask(position=_FARTHEST, size=size), last=None, count=None)
    pages = -(-count // step)
    # Behind the last page whether pages count from 0 or from 1.
    past = count if by == "offset" else pages + 1
    last, rest = sight.wide, len(sight.wide.ids)
    if count > len(sight.wide.ids):
        rest = count - (pages - 1) * step
        last = asker.ask(position=_start_of_last(ground, pages, step), size=size)
    near, far = asker.ask(position=past, size=size), asker.ask(position=past + _FAR, size=size)
    small = None
    if near.ids and near.ids == last.ids and sight.small is not None:
        few = _small(ground, sight) or step
        small = asker.ask(position=count if by == "offset" else -(-count // few) + 1, size=few)
    return Ends(near=near, far=far, last=last, count=count, rest=rest, small=small)


def _start_of_last(ground: Ground, pages: int, step: int) -> int:
    if ground.listing.page.by == "offset":
        return (pages - 1) * step
    return pages - 1 + min(ground.listing.page.first, default=1)


def judge_ends(ground: Ground, ends: Ends) -> Iterator[Answer]:
    """What comes past the end, the same near it and far from it."""
    opens = ground.opens("page", "past_end")
    asked = [seen for seen in (ends.near, ends.far) if seen is not None]
    known = [_past_end(seen, ends) for seen in asked]
    because = "; ".join(map(str, asked))
    if ends.last is not None and not ends.has_last:
        yield Differs(told=f"the last {ends.rest} of {ends.count} rows should come for {ends.last}")
    # The status of a refused page is that of every bad page, where one is stated.
    odd = ground.refusal_differs("bad_page", *(seen.status for seen in asked))
    # An error so far behind may be about how far it is, and not about the end.
    sure = ends.near is not None or known == ["empty"]
    if sure and known[0] and len(set(known)) == 1 and not odd:
        value = Stated(("page", "past_end"), known[0], f"asked: {because}")
        yield Settled(closes=opens, values=(value,))
    else:
        yield Unsettled(stays=opens, because=f"asked: {because}" + (f"; {odd}" if odd else ""))
    yield from _counted(ground, ends)


def _counted(ground: Ground, ends: Ends) -> Iterator[Answer]:
    """The total, held against where the list ends."""
    if ends.last is None or ends.near is None or ends.last.page is None or not ground.states("meta", "total"):
        return
    if ends.last.total != ends.count:
        return
    if ends.agree:
        because = f"asked: {ends.last.line} had the last {_rows(ends.last)} of {ends.count}"
        yield Confirmed(at=("meta", "total"), because=because)
    elif ends.near.rows and ends.near.ids != ends.last.ids:
        yield Differs(told=f"the total is {ends.count}, and behind so many rows {ends.near}")


def _past_end(seen: Seen, ends: Ends) -> str:
    if seen.is_empty:
        return "empty"
    if not ends.has_last and ends.last is not None:
        return ""  # where the last page is refused or another one, what is behind it tells nothing
    if seen.status in _REFUSED_PAST_END:
        return "error"
    is_last = ends.last is not None and bool(seen.ids) and seen.ids == ends.last.ids
    return "last" if is_last and ends.small is not None and _is_tail(ends.small, seen) else ""


def _is_tail(small: Seen, page: Seen) -> bool:
    """Whether the small page has the last rows of the other."""
    return bool(small.ids) and page.ids[-len(small.ids) :] == small.ids


# --- the next page ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Onward:
    """A small page, what it says of the next one, and what stands there; `end`: the last page."""

    source: Seen
    lead: str
    after: Seen | None
    due: tuple[str, ...]
    end: Seen | None


def ask_onward(ground: Ground, asker: Asker, sight: Sight) -> Onward | None:
    """Follow the token or link of a small page; None where the list is too short to have a next one."""
    if ground.listing.page.by == "none" or sight.small is None:
        return None
    size = _small(ground, sight)
    source = asker.ask(size=size)
    lead = _lead(ground, source)
    if lead is None:
        return None
    after = asker.ask(position=lead, size=size) if lead else None
    due = sight.ids[len(source.ids) : 2 * len(source.ids)]
    return Onward(source=source, lead=lead, after=after, due=due, end=sight.wide if sight.is_whole else None)


def _lead(ground: Ground, source: Seen) -> str | None:
    """The token or link forward; empty where the answer has none, None where none is looked for."""
    if ground.listing.page.by in ("cursor", "link"):
        value = source.meta("next")
        return str(value) if isinstance(value, (str, int)) and value != "" else ""
    if ground.states("meta", "next"):
        return None
    return links(source.exchange).get("next")


def judge_onward(ground: Ground, onward: Onward) -> Iterator[Answer]:
    """Whether the token or link leads to the rows that follow; a link that no one documented is stated."""
    if not onward.due:
        return
    by = ground.listing.page.by
    if onward.after is None:
        place = ground.listing.meta["next"].text if "next" in ground.listing.meta else "no place"
        yield Differs(told=f"{onward.source} of more, and names no next page at {place}")
        return
    arrived = onward.after.ids[: len(onward.due)] == onward.due
    if by in ("cursor", "link"):
        if arrived:
            because = f"asked: the next page of {onward.source.line} had the rows that follow"
            yield Confirmed(at=("page", "by"), because=because)
        else:
            yield Differs(told=f"the next page of {onward.source.line} is not what follows: {onward.after}")
    elif arrived and onward.end is not None and "next" not in links(onward.end.exchange):
        because = (
            f"asked: the Link header of {onward.source.line} led to the rows that follow, and "
            f"{onward.end.line} with the last row had no such link"
        )
        yield Settled(values=(Stated(("meta", "next"), "link:next", because),))
