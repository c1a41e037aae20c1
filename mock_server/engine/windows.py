"""Which rows of the list a page holds: the size that applies, and how many rows are skipped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from listproof.contract import Operation, Paging, Parameter, Size
from mock_server.engine.values import Reading, Repeated, Unfit, reading, span
from mock_server.exchange import Refused

_SIZE_OF_NOBODY: Final = 20
"""The size where none was sent and the document gives none, within its bounds."""


_BEYOND_64_BITS: Final = 1 << 63


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """The sizes that one parameter may ask for, and what becomes of the others."""

    read: Reading
    low: int
    high: int | None
    size: Size

    def settle(self, texts: list[str]) -> int | None:
        """The size that applies to what was sent, or None where it stands for nothing sent; raises Unfit."""
        asked = self._asked(texts)
        if asked is None:
            return None
        if self.high is not None and asked > self.high:
            if _reading(self.size.over, "error") == "error":
                raise Unfit(self.wanted)
            return self.high
        if asked < self.low:
            under = _reading(self.size.under, "error")
            if under == "error":
                raise Unfit(self.wanted)
            return self.low if under == "clamp" else None
        if asked >= _BEYOND_64_BITS:
            raise Unfit("be an integer that fits in 64 bits")
        return asked

    def _asked(self, texts: list[str]) -> int | None:
        try:
            asked: int | None = self.read(texts)
        except Repeated:
            raise
        except Unfit:
            raise Unfit(self.wanted) from None
        return asked

    @property
    def wanted(self) -> str:
        """What the size must be, as words that go on from "must": the bounds that are enforced."""
        low = self.low if _reading(self.size.under, "error") == "error" else None
        high = self.high if _reading(self.size.over, "error") == "error" else None
        return "be an integer" + span(low, high)


def _reading(policy: tuple[str, ...], silent: str) -> str:
    """The first reading of a policy, which is the one that the mock takes, or what it does in silence."""
    return policy[0] if policy else silent


def sizes_of(operation: Operation) -> Mapping[str, Sizes]:
    """By parameter key: the size, then its alias, with the size's bounds where it has none of its own."""
    size = operation.mocked.size
    if size is None:
        return {}
    floor = 1 if size.minimum is None else size.minimum
    found = {}
    for key in (size.param, size.alias):
        parameter = operation.parameters.get(key) if key is not None else None
        if parameter is None:
            continue
        low = floor if parameter.minimum is None else parameter.minimum
        high = size.maximum if parameter.maximum is None else parameter.maximum
        found[parameter.key] = Sizes(
            read=reading(parameter, kind="integer", unbounded=True), low=low, high=high, size=size
        )
    return found


def size_unasked(operation: Operation) -> int | None:
    """The size where none was sent; None for all rows."""
    size = operation.mocked.size
    if size is None or _reading(size.omit, "default") == "all":
        return None
    if size.default is not None:
        return size.default
    own = max(_SIZE_OF_NOBODY, 1 if size.minimum is None else size.minimum)
    return own if size.maximum is None else min(own, size.maximum)


def place_reading(paging: Paging, parameter: Parameter) -> Reading:
    """How the page or offset is read: its floor is the documented minimum, or else the first page, or 0."""
    if parameter.minimum is not None:
        return reading(parameter, kind="integer")
    floor = 0 if paging.by == "offset" else first_page(paging)
    return reading(replace(parameter, schema={**parameter.schema, "minimum": floor}), kind="integer")


def first_page(paging: Paging) -> int:
    """The number of the first page; where a list is asked for by offset, what its pages are counted from."""
    return paging.first[0] if paging.first else int(paging.by != "offset")


class Window(NamedTuple):  # not a frozen dataclass, which takes three times as long to make
    """The place of a page in a list of `total` rows."""

    page: int
    """The number of the page that was applied; with an offset, of the page that it falls in."""
    skipped: int
    size: int
    """The size that was applied: at least 1 where all rows were asked for."""
    shown_size: int
    """The size as the page repeats it: the number of rows where all were asked for."""
    total: int

    @property
    def rows(self) -> slice:
        """Which rows of the list the page holds."""
        return slice(self.skipped, self.skipped + self.size)

    @property
    def returned(self) -> int:
        """How many rows the page holds."""
        return max(min(self.size, self.total - self.skipped), 0)

    @property
    def pages(self) -> int:
        """How many pages there are; none of an empty list."""
        return -(-self.total // self.size) if self.size else 0

    @property
    def has_next(self) -> bool:
        """Whether rows remain after the page."""
        return self.skipped + self.returned < self.total

    @property
    def has_prev(self) -> bool:
        """Whether rows were skipped."""
        return self.skipped > 0


def window(paging: Paging, *, place: int | None, size: int | None, total: int) -> Window:
    """The window that was asked for; raises Refused where it is past the end and the document refuses it."""
    length = max(total, 1) if size is None else size
    first = first_page(paging)
    skipped = page = 0
    if paging.by in ("offset", "cursor", "link"):
        skipped = place or 0
    elif paging.by == "page":
        page = max(first if place is None else place, first)
        skipped = (page - first) * length
    moved = _past_the_end(paging, skipped, length, total) if skipped > 0 and skipped >= total else skipped
    if paging.by != "page" or moved != skipped:
        page = first + (moved // length if length else 0)
    return Window(
        page=page, skipped=moved, size=length, shown_size=total if size is None else size, total=total
    )


def _past_the_end(paging: Paging, skipped: int, length: int, total: int) -> int:
    """What is skipped for a place past the end: all of it, or as much as for the last page."""
    past_end = _reading(paging.past_end, "empty")
    if past_end == "error":
        name = (paging.param or "page").rpartition(":")[2]
        wanted = f"lead to a row of the list, which has {total}"
        raise Refused("bad_page", f"{name} must {wanted}", details=(f"{name}: Must {wanted}",))
    return last_start(total, length) if past_end == "last" else skipped


def last_start(total: int, length: int) -> int:
    """How many rows are skipped before the last page."""
    return (max(total, 1) - 1) // length * length if length else 0
