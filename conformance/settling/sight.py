"""Sight: the list as the first few answers show it, which all topics lean on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from conformance.settling.asker import Asker, Seen
from conformance.settling.ground import Ground
from listproof.contract import MISSING, Json, Pointer, look
from listproof.infer.answers import Answer, Confirmed, Differs, Refuted, Settled, Unsettled
from listproof.infer.guesses import Stated

USUAL: Final = 100
"""The size that is asked for where no maximum is documented."""
ENOUGH_ROWS: Final = 8
"""Fewer distinct values may stand in an order, or be unique, by accident."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """`plain` is the answer to the request without paging, `wide` to the largest documented page.

    `reach` is the size that `wide` asked for, None where the list takes no size. `rows` are the rows of the
    wider of the two.
    """

    plain: Seen
    wide: Seen
    reach: int | None
    refused: Seen | None = None
    """The answer to the largest documented page, where that is none; `wide` is `plain` then."""
    figure: int | None = None
    """A figure that may be the number of rows, where the document names no total."""

    @property
    def rows(self) -> tuple[Json, ...]:
        """The rows seen, from the first on."""
        return self._wider.rows

    @property
    def ids(self) -> tuple[str, ...]:
        """Their identities."""
        return self._wider.ids

    @property
    def _wider(self) -> Seen:
        return self.wide if len(self.wide.ids) >= len(self.plain.ids) else self.plain

    @property
    def is_whole(self) -> bool:
        """Whether these are all rows: more were asked for than came, and nothing denies the end."""
        if self.reach is None or self.wide.page is None or len(self.wide.ids) >= self.reach:
            return False
        total = self.wide.total
        if self.wide.meta("has_next") is True or self.wide.meta("next") is not None:
            return False
        # A server may serve less than was asked for: fewer than come unasked is no end of the list.
        return (total is None or total == len(self.wide.ids)) and len(self.wide.ids) >= len(self.plain.ids)

    @property
    def count(self) -> int | None:
        """How many rows the list has: counted, or by its total where that is no less than what came."""
        if self.is_whole:
            return len(self.ids)
        total = self.wide.total if self.wide.total is not None else self.figure
        return total if total is not None and total >= len(self.ids) else None

    @property
    def agrees(self) -> bool:
        """Whether the plain page and the wide one begin with the same rows."""
        both = min(len(self.plain.ids), len(self.wide.ids))
        return self.plain.ids[:both] == self.wide.ids[:both]

    @property
    def small(self) -> int | None:
        """A size of which the rows seen hold at least two pages; None where they don't."""
        return 2 if len(self.ids) >= 4 else 1 if len(self.ids) >= 2 else None

    def has_more_than(self, number: int) -> bool:
        """Whether the list has more than so many rows."""
        return len(self.ids) > number or (self.count or 0) > number


def look_at(ground: Ground, asker: Asker) -> Sight:
    """Ask for the list as it comes, and for the largest page that is documented."""
    plain = asker.ask()
    size = ground.size
    if size is None or not plain.rows:
        return Sight(plain=plain, wide=plain, reach=None)
    reach = size.maximum if size.maximum is not None and size.maximum > 0 else USUAL
    wide = asker.ask(size=reach)
    if wide.page is None:
        return Sight(plain=plain, wide=plain, reach=None, refused=wide)
    return Sight(plain=plain, wide=wide, reach=reach)


def blocked(ground: Ground, plain: Seen) -> str:
    """Why nothing more can be learned of the list; empty where something can."""
    if plain.page is None:
        if plain.status == 401:
            return f"{plain}: look at the credentials (--header, or [callers.main] in listproof.toml)"
        if not 200 <= plain.status < 300:
            return str(plain)
        if plain.exchange.json is MISSING:
            return f"{plain.line} gave {plain.status} with a body that is no JSON"
        where = ground.listing.items.text or "as the whole body"
        arrays = ", ".join(_arrays(plain.exchange.json))
        return f"{plain.line} gave no array {where}" + (f"; arrays are at {arrays}" if arrays else "")
    return "" if plain.rows else f"{plain.line} gave no rows, and an empty list shows nothing"


def _arrays(value: Json, way: str = "", depth: int = 2) -> Iterator[str]:
    """The places of arrays in the body."""
    if isinstance(value, list):
        yield way or "the whole body"
    elif isinstance(value, dict) and depth:
        for key, inner in list(value.items())[:30]:
            yield from _arrays(inner, f"{way}/{key}", depth - 1)


def judge_identity(ground: Ground, sight: Sight) -> Iterator[Answer]:
    """Whether the field that makes an item itself does: present and different in every row."""
    at, rows = ground.listing.id, sight.rows
    if at is None:
        yield from _identities(ground, sight)
        return
    values = [look(row, at) for row in rows]
    lacking = sum(value is MISSING or value is None for value in values)
    place = "".join(f"/{token}" for token in at)
    if lacking:
        because = f"asked: {lacking} of {len(rows)} rows of {sight.wide.line} have none"
        yield Refuted(at=("id",), question=f"Is {place} what makes an item itself?", because=because)
    elif len(set(map(repr, values))) < len(values):
        because = f"asked: two of the {len(rows)} rows of {sight.wide.line} have the same"
        yield Refuted(at=("id",), question=f"Is {place} what makes an item itself?", because=because)
    elif len(rows) > 1:
        yield Confirmed(at=("id",), because=f"asked: it differs in each of {len(rows)} rows")


def _identities(ground: Ground, sight: Sight) -> Iterator[Answer]:
    """The one field that could make an item itself, by its name and its values."""
    opens, rows = ground.opens("id"), sight.rows
    if not opens:
        return
    unique = [at for at in _fields(rows) if ground.documents(at[0]) and _is_unique(rows, at)]
    named = [at for at in unique if at[-1].lower().endswith(("id", "key", "uuid", "slug"))]
    if len(rows) >= ENOUGH_ROWS and len(named) == 1:
        because = f"asked: it differs in each of {len(rows)} rows of {sight.wide.line}"
        yield Settled(closes=opens, values=(Stated(("id",), f"/{_escaped(named[0][0])}", because),))
    else:
        found = ", ".join(at[0] for at in unique[:5]) or "none"
        yield Unsettled(
            stays=opens, because=f"asked: fields that differ in each of {len(rows)} rows: {found}"
        )


def _escaped(token: str) -> str:
    return token.replace("~", "~0").replace("/", "~1")


def _fields(rows: tuple[Json, ...]) -> list[Pointer]:
    first = rows[0] if rows and isinstance(rows[0], dict) else {}
    return [(name,) for name, value in first.items() if isinstance(value, (str, int))]


def _is_unique(rows: tuple[Json, ...], at: Pointer) -> bool:
    values = [look(row, at) for row in rows]
    if not all(isinstance(value, (str, int)) and not isinstance(value, bool) for value in values):
        return False
    return len(set(map(repr, values))) == len(values)


def judge_total(ground: Ground, sight: Sight) -> Iterator[Answer]:
    """Whether the total counts at least the rows that came, and the largest documented page is one."""
    if sight.refused is not None and ground.size is not None and ground.size.maximum is not None:
        most = ground.size.maximum
        yield Differs(told=f"the maximum of {ground.size.param} is documented as {most}, and {sight.refused}")
    if not sight.agrees:
        yield Differs(told=f"{sight.plain.line} and {sight.wide.line} don't begin with the same rows")
    for seen in (sight.plain, sight.wide):
        if seen.total is not None and seen.total < len(seen.ids):
            told = f"{_place(ground, 'total')} says {seen.total}, and {seen.line} gave {len(seen.ids)} rows"
            yield Differs(told=told)
            return


def _place(ground: Ground, role: str) -> str:
    return next((place.text for known, place in ground.listing.meta.items() if known == role), role)
