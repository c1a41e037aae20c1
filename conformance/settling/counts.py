"""Counts: figures of which the document doesn't say what they count, and headers that it doesn't have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from conformance.settling.asker import Asker, Seen
from conformance.settling.filters import Narrowed
from conformance.settling.ground import Ground
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


def ask_pages(ground: Ground, asker: Asker, sight: Sight) -> Pages | None:
    """A small page beside the wide one, where there is a figure to tell apart by them."""
    has_count = any(_COUNT.match(each.question) for each in ground.proposal.opens)
    if ground.size is None or sight.small is None or not has_count:
        return None
    least = max(ground.size.minimum or 1, 1, sight.small)
    return Pages(small=asker.ask(size=least), wide=sight.wide)


def judge_counts(ground: Ground, sight: Sight, pages: Pages) -> Iterator[Answer]:
    """What a bare count counts: it changes with the size of the page, or it stays."""
    for each in ground.proposal.opens:
        found = _COUNT.match(each.question)
        if found is not None:
            yield _count(ground, sight, pages, each, found[1])


def _count(ground: Ground, sight: Sight, pages: Pages, asked: Open, place: str) -> Answer:
    at = parse_pointer(place)
    small, wide = (look(seen.exchange.json, at) for seen in (pages.small, pages.wide))
    sizes = len(pages.small.ids), len(pages.wide.ids)
    because = f"asked: {pages.small} and {place} {_told(small)}, {pages.wide} and {place} {_told(wide)}"
    role = ""
    if sizes[0] < sizes[1] and (small, wide) == sizes:
        role = "returned"
    elif sizes[0] < sizes[1] and small == wide and sight.is_whole and wide == sizes[1]:
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
