"""Counts: figures of which the document doesn't say what they count, and headers that it doesn't have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from conformance.settling.asker import Asker, Seen
from conformance.settling.filters import Narrowed
from conformance.settling.ground import Ground
from conformance.settling.paging import Ends
from conformance.settling.sight import Sight
from listproof.contract import Json, look
from listproof.infer.answers import Answer, Settled, Unsettled
from listproof.infer.guesses import Open, Stated
from listproof.infer.metas import header_role
from listproof.reading.places import parse_pointer

_COUNT: Final = re.compile(r"Does (/\S*) count the items of this page")
_WHOLE: Final = re.compile(r"[0-9]{1,15}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """Answers with different numbers of rows."""

    small: Seen
    wide: Seen

    def figure(self, ground: Ground) -> int | None:
        """What a bare count says on both, where it is more than came: maybe how many rows there are."""
        for place in _counts(ground):
            values = [look(seen.exchange.json, parse_pointer(place)) for seen in (self.small, self.wide)]
            first = values[0]
            if isinstance(first, int) and not isinstance(first, bool) and values == [first, first]:
                return first if first > len(self.wide.ids) > len(self.small.ids) else None
        return None


def _counts(ground: Ground) -> list[str]:
    """The places of bare counts."""
    found = [_COUNT.match(each.question) for each in ground.proposal.opens]
    return [each[1] for each in found if each is not None]


def ask_pages(ground: Ground, asker: Asker, sight: Sight) -> Pages | None:
    """A small page beside the wide one, where there is a figure to tell apart by them."""
    if ground.size is None or sight.small is None or not _counts(ground):
        return None
    least = max(ground.size.minimum or 1, 1, sight.small)
    return Pages(small=asker.ask(size=least), wide=sight.wide)


def judge_counts(ground: Ground, sight: Sight, pages: Pages, *, ends: Ends | None) -> Iterator[Answer]:
    """What a bare count counts: it changes with the size of the page, or it stays and the list ends there."""
    for each in ground.proposal.opens:
        found = _COUNT.match(each.question)
        if found is not None:
            end = (
                len(sight.ids) if sight.is_whole else ends.count if ends is not None and ends.agree else None
            )
            yield _count(ground, pages, each, found[1], end)


def _count(ground: Ground, pages: Pages, asked: Open, place: str, end: int | None) -> Answer:
    at = parse_pointer(place)
    small, wide = (look(seen.exchange.json, at) for seen in (pages.small, pages.wide))
    sizes = len(pages.small.ids), len(pages.wide.ids)
    because = f"asked: {pages.small} and {place} {_told(small)}, {pages.wide} and {place} {_told(wide)}"
    role = ""
    if sizes[0] < sizes[1] and (small, wide) == sizes:
        role = "returned"
    elif sizes[0] < sizes[1] and small == wide == end:
        role = "total"
    if role and not ground.states("meta", role) and not isinstance(wide, bool):
        return Settled(closes=(asked,), values=(Stated(("meta", role), place, because),))
    return Unsettled(stays=(asked,), because=because)


def _told(value: Json) -> str:
    return str(value) if isinstance(value, int) else "is no number"


def judge_headers(ground: Ground, sight: Sight, asked: list[Narrowed]) -> Iterator[Answer]:
    """A total in a header that the document doesn't have: it counts all rows, and follows a filter."""
    if ground.states("meta", "total") or not sight.is_whole:
        return
    filters = bool(ground.listing.filters)
    for name, text in sight.plain.exchange.headers:
        if header_role(name) != "total" or not _is_count(text, len(sight.ids)):
            continue
        wide = sight.wide.exchange.header(name) or ""
        narrowed = [each.seen for each in asked if 0 < len(each.seen.ids) < len(sight.ids)]
        follows = [_is_count(seen.exchange.header(name) or "", len(seen.ids)) for seen in narrowed]
        if _is_count(wide, len(sight.ids)) and all(follows) and (follows or not filters):
            because = f"asked: {sight.wide}, and the header {name} says {text}"
            because += f"; {narrowed[0]}, and it says {len(narrowed[0].ids)}" if narrowed else ""
            yield Settled(values=(Stated(("meta", "total"), f"header:{_titled(name)}", because),))
            return


def _is_count(text: str, number: int) -> bool:
    return _WHOLE.fullmatch(text.strip()) is not None and int(text) == number


def _titled(name: str) -> str:
    """The header as people write it; case means nothing in it (RFC 9110, 5.1)."""
    return "-".join(word.capitalize() for word in name.split("-"))
