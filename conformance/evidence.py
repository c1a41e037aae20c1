"""What was seen: frozen values that laws judge, with no way to ask for more.

    Request ── sent ──> Exchange ── read by the contract ──> Page ── followed to the end ──> Walk

The other kinds (`Counted`, `Twins`, `Filtered` ...) put these in relation; a probe makes them. A law judges
one kind of evidence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Literal

from conformance.questions import Question
from listproof.contract import MISSING, Json, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request as it is sent. `target` is path and query, percent-encoded, below the target's base URL.

    `secrets` names the headers and query parameters whose values never leave this process but to the
    target. `again` tells repeated requests apart.
    """

    method: str
    target: str
    headers: tuple[tuple[str, str], ...] = ()
    secrets: frozenset[str] = frozenset()
    again: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A request and what came back. `status` is 0 and `trouble` says why where no whole answer came."""

    question: Question
    request: Request
    status: int
    headers: tuple[tuple[str, str], ...] = ()
    """Names in lower case, in order."""
    body: bytes = b""
    json: Json = MISSING
    """The body's value; MISSING where it is not well-formed JSON."""
    json_fault: str = ""
    """Why a non-empty body is not well-formed JSON."""
    trouble: str = ""
    seconds: float = 0.0

    def header(self, name: str) -> str | None:
        """The value of a header, several joined by commas (RFC 9110, 5.3); None where there is none."""
        values = [value for key, value in self.headers if key == name.lower()]
        return ", ".join(values) if values else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A successful answer, read by the contract.

    `skipped` is the number of rows before the page and `size` the number asked for, as the question
    means them by the contract; None where the contract leaves it open (a token; an omitted size with
    several readings). `meta` has what the answer says of itself, by role; MISSING where it says nothing.
    """

    exchange: Exchange
    items: tuple[Json, ...]
    ids: tuple[str, ...]
    """Each item's identity as canonical JSON text; the whole item's where the contract names no id."""
    meta: Mapping[Role, Json] = field(default_factory=lambda: MappingProxyType({}))
    skipped: int | None = None
    size: int | None = None

    @property
    def question(self) -> Question:
        """What was asked."""
        return self.exchange.question


@dataclass(frozen=True, kw_only=True)
class Walk:
    """The pages of one question from its position, or the first, each asked for after the one before.

    Of a long list, a probe may also take a few pages here and there, in their order (`ended` is then
    `budget`). `ended`: `end` (the list is over: a short or empty page, or the answer says so), `budget` (more
    pages than allowed; `pages` are the first ones), `loop` (a page came again), `trouble` (an answer
    that is no page; `pages` are those before it).
    """

    question: Question
    pages: tuple[Page, ...]
    ended: Literal["end", "budget", "loop", "trouble"]

    @cached_property
    def items(self) -> tuple[Json, ...]:
        """Every item, in the order in which they came."""
        return tuple(item for page in self.pages for item in page.items)

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """Every item's identity, in the order in which they came."""
        return tuple(identity for page in self.pages for identity in page.ids)

    @property
    def whole(self) -> bool:
        """Whether the walk holds the whole list, from the first page to the last."""
        began = self.question.position is None or (bool(self.pages) and self.pages[0].skipped == 0)
        return self.ended == "end" and began


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A page beside the rows that its question should be drawn from, as far as these are known.

    There is one for every page. `rows` are the rows that match its filters, counted by this suite from
    a whole walk of the same scope (so |F| = len(rows)); `ordered` says whether they stand in the order
    of the question. `everything` is the number of the scope's rows before filters. All three are None,
    and `ordered` is False, where there is no such walk, where a filter is not visible in the items, or
    where the walk itself is faulty and must blame no other page: a page before its last is not full, or
    an item came twice. Where only a filter leaves open which rows match, `everything` is known.

    Of a list that is too long to walk, a part may be known: `part` has the identities of the rows from
    place `part_at` on (0 is the list's first row), in their order.
    """

    page: Page
    rows: tuple[Json, ...] | None = None
    ids: tuple[str, ...] | None = None
    everything: int | None = None
    ordered: bool = False
    part: tuple[str, ...] | None = None
    part_at: int = 0

    @property
    def placed(self) -> tuple[int, tuple[str, ...]] | None:
        """The identities of rows that are known to stand in this order, and the place of the first one."""
        if self.part is not None:
            return self.part_at, self.part
        return (0, self.ids) if self.ordered and self.ids is not None else None

    @property
    def matching(self) -> int | None:
        """|F|, the number of rows that match; None where it is unknown."""
        return None if self.rows is None else len(self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewalked:
    """A walk, and another of the same question at another size or another time (None: none was made).

    `covered`: neither needs to be whole, and the rows of `beside` are all among those that `walk` passed.
    """

    walk: Walk
    beside: Walk | None = None
    covered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Twins:
    """Two pages that one law holds to be the same, and why they should be."""

    law: str
    about: str = ""
    """The parameter that makes the difference which must make none."""
    left: Page
    right: Page
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Filtered:
    """A whole filtered walk beside the whole unfiltered walk of the same scope, order and caller."""

    about: str
    """The filter's key; two keys joined by `&` where two are combined."""
    filtered: Walk
    unfiltered: Walk


@dataclass(frozen=True, slots=True, kw_only=True)
class Parted:
    """A list and its parts: one walk for each value of an enum that a filter takes.

    Walks that were cut short still tell their number of rows where the answers have a total.
    """

    about: str
    """The filter's key."""
    parts: tuple[Walk, ...]
    undivided: Walk


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered:
    """Whole walks of the same rows in two directions of one sort key, or one of them and the plain list.

    `ends`: the list is too long to walk, and one of the two is its first pages, the other its last: they
    hold the same end of it.
    """

    about: str
    """The sort key."""
    ends: bool = False
    ascending: Walk | None = None
    descending: Walk | None = None
    plain: Walk | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction:
    """The answer to a request that a careful backend refuses, or treats as stated.

    `situation` is the contract's word for it (`bad_page`, `unauthenticated` ...), `way` how it was
    brought about (`page=abc`, `no Authorization header`), `page` the answer read as a page, if it is one.
    """

    law: str
    about: str = ""
    situation: str
    way: str
    exchange: Exchange
    page: Page | None = None
    expects: str = ""
    """For laws with a fixed repertoire: what this reaction is to be compared with (`clamp`, `first` ...)."""
    like: Page | None = None
    """The page that a tolerant backend would give instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A token or link that an answer gave, followed: where it led, and what should stand there.

    `due` has the identities that should come, in their order; None where they are not known. Of a token
    that was asked with another size, more may be due than come.
    """

    law: str
    role: Role
    """What gave it: `next`, `prev`, `first` or `last`."""
    source: Page
    exchange: Exchange
    page: Page | None = None
    """The answer read as a page, if it is one."""
    due: tuple[str, ...] | None = None
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """A link as an answer writes it, and the URL below which the target is asked."""

    page: Page
    role: Role
    link: str
    base: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenants:
    """Walks of two scopes that must share nothing: two callers, or one caller's two scope values."""

    about: str
    """What differs: `caller`, or the scope parameter's key."""
    mine: Walk
    theirs: Walk


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """What another validator makes of an answer; `ours` says whether this suite's own finds it faulty too."""

    exchange: Exchange
    faults: tuple[str, ...] = ()
    ours: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """Everything that was seen of one operation, for laws that look across."""

    exchanges: tuple[Exchange, ...]
    pages: tuple[Page, ...]
    walks: tuple[Walk, ...]
    reactions: tuple[Reaction, ...] = ()


Evidence = (
    Exchange
    | Page
    | Walk
    | Rewalked
    | Counted
    | Twins
    | Filtered
    | Parted
    | Ordered
    | Reaction
    | Step
    | Linked
    | Tenants
    | Opinion
    | Whole
)
