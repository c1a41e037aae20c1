"""One call of a list, step by step, and the twists that a backend may give to each step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any, TypeVar

from conformance.asking.client import Answer
from conformance.evidence import Request
from listproof.contract import Json, Operation, Role, Situation, SortField
from tests.liars.worlds import Caller, Row, World

V = TypeVar("V")


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What a call asks for, read and checked. `size` is None where all rows are asked for."""

    position: int
    size: int | None
    sized: bool = False
    """Whether a size was sent."""
    filters: tuple[tuple[str, str], ...] = ()
    by: str = ""
    descending: bool = False
    order: tuple[SortField, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusing:
    """A refusal before it is written. `key` is the parameter that is at fault, `wanted` what it must be."""

    situation: Situation
    status: int
    key: str = ""
    text: str = ""
    wanted: str = ""


class Refused(Exception):  # noqa: N818 - it names what happened to the call
    """The call goes no further."""

    def __init__(self, refusing: Refusing) -> None:
        super().__init__(refusing.situation)
        self.refusing = refusing


@dataclass(slots=True, kw_only=True)
class Call:
    """A request on its way through the backend; each step leaves what it found."""

    request: Request
    operation: Operation
    world: World
    memory: dict[Any, Any]
    """What the backend keeps from one call to the next."""
    number: int
    """The how-manieth call of the backend this is, from 1."""
    path: dict[str, str]
    pairs: list[tuple[str, str]]
    headers: dict[str, str]
    caller: Caller = field(default_factory=lambda: Caller(name="", headers={}))
    scope: dict[str, str] = field(default_factory=dict)
    query: Query = field(default_factory=lambda: Query(position=0, size=None))
    everything: list[Row] = field(default_factory=list)
    """The rows of the scope."""
    matching: list[Row] = field(default_factory=list)
    """Those that the filters leave, in order."""
    size: int = 0
    skipped: int = 0
    returned: int = 0

    def sent(self, key: str) -> list[str]:
        """The texts that were sent for a parameter, by its key."""
        place, colon, name = key.partition(":")
        if colon and place == "path":
            return [self.path[name]] if name in self.path else []
        if colon and place == "header":
            return [self.headers[name.lower()]] if name.lower() in self.headers else []
        return [text for other, text in self.pairs if other == key]

    @property
    def first(self) -> int:
        """The position of the first page."""
        return self.operation.mocked.page.first[0]

    @property
    def page(self) -> int:
        """The page that is asked for, counted from 1, whatever the contract counts in and from."""
        if self.operation.mocked.page.by == "offset":
            return self.skipped // max(self.size, 1) + 1
        return self.query.position - self.first + 1

    @property
    def default_size(self) -> int:
        """The documented default size, or 20."""
        stated = self.operation.mocked.size
        return (stated.default if stated else None) or 20

    @property
    def maximum(self) -> int:
        """The documented maximum of the size, or 100."""
        stated = self.operation.mocked.size
        return (stated.maximum if stated else None) or 100

    @property
    def size_sent(self) -> str:
        """The text that was sent for the size, or the empty text."""
        stated = self.operation.mocked.size
        return (self.sent(stated.param) or [""])[-1] if stated else ""

    @property
    def filtered(self) -> bool:
        """Whether any filter is on."""
        return bool(self.query.filters)

    def value(self, key: str) -> str | None:
        """What a filter asks for; None where it is not asked."""
        return dict(self.query.filters).get(key)

    @property
    def filter_keys(self) -> tuple[str, ...]:
        """The filters of the operation, in its order."""
        return tuple(self.operation.mocked.filters)


@dataclass(frozen=True, slots=True, kw_only=True)
class Twist:
    """What a backend does other than plainly, step by step: each takes the call and what the step made,
    and gives back what is used instead. A step that is None is done plainly."""

    arrives: Callable[[Call, list[tuple[str, str]]], list[tuple[str, str]]] | None = None
    """The query pairs as they came."""
    answers: Callable[[Call, Callable[[], Answer]], Answer] | None = None
    """The whole answer, of which the second argument makes the plain one: for caches."""
    refuses: Callable[[Call, Refusing], Refusing | None] | None = None
    """A refusal that is due; None goes on as if nothing were wrong."""
    admits: Callable[[Call, Caller], Caller] | None = None
    reads: Callable[[Call, Query], Query] | None = None
    scopes: Callable[[Call, list[Row]], list[Row]] | None = None
    selects: Callable[[Call, list[Row]], list[Row]] | None = None
    orders: Callable[[Call, list[Row]], list[Row]] | None = None
    sizes: Callable[[Call, int], int] | None = None
    """How many rows are cut out; what the answer says of the size is not touched."""
    skips: Callable[[Call, int], int] | None = None
    """How many rows are left out before the cut; what the answer says of it is not touched."""
    cuts: Callable[[Call, list[Row]], list[Row]] | None = None
    shows: Callable[[Call, list[Json]], list[Json]] | None = None
    """The items of the page."""
    tells: Callable[[Call, dict[Role, Json]], dict[Role, Json]] | None = None
    """What the answer says of itself, by role."""
    sums: Callable[[Call, dict[str, int]], dict[str, int]] | None = None
    """The figures of the summary, by place."""
    writes: Callable[[Call, Json], Json] | None = None
    """The body of a page."""
    denies: Callable[[Call, Refusing, Json], Json] | None = None
    """The body of a refusal."""
    replies: Callable[[Call, Answer], Answer] | None = None
    """The answer, page or refusal."""


PLAIN = Twist()


def twisted(twist: Twist, step: str, call: Call, value: V) -> V:
    """The value after the twist of a step, if it has one."""
    change = getattr(twist, step)
    return value if change is None else change(call, value)


def both(first: Twist, second: Twist) -> Twist:
    """Two twists that turn different steps, together."""
    given = {one.name: getattr(second, one.name) for one in fields(second)}
    return replace(first, **{name: value for name, value in given.items() if value is not None})


def later(rows: Sequence[V], skipped: int, size: int) -> list[V]:
    """The rows after so many, as a database would cut them: nothing below zero."""
    return list(rows[max(skipped, 0) : max(skipped, 0) + max(size, 0)])
