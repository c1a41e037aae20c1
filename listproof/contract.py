"""The contract: one frozen value that says what a document promises of its list endpoints.

The reader (`listproof.reader`) makes it in one pass or raises; after that it is only read. Mock, suite
and pages each work out for themselves what follows from it: there is no arithmetic here.

Two listings stand in an operation. `listing` is what the document states; the suite judges by it.
`mocked` is the same with `assumed` laid beneath; the mock does it, so that it always has an answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, Literal

from listproof.lawbook import Kind

Json = Any
"""A JSON value: None, bool, int, float, str, list or dict of the same."""

Pointer = tuple[str, ...]
"""A JSON Pointer (RFC 6901), unescaped, a token an element; `()` is the whole value."""


class _Missing:
    """The one value of its kind: what a pointer finds where nothing stands."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "missing"

    def __bool__(self) -> bool:
        return False


MISSING: Final = _Missing()


def look(value: Json, pointer: Pointer) -> Json:
    """What stands at the pointer in a JSON value, or MISSING (RFC 6901, 4)."""
    for token in pointer:
        if isinstance(value, dict):
            if token not in value:
                return MISSING
            value = value[token]
        elif isinstance(value, list):
            if not (token.isascii() and token.isdigit()) or int(token) >= len(value):
                return MISSING
            value = value[int(token)]
        else:
            return MISSING
    return value


def pointer_text(pointer: Pointer) -> str:
    """The pointer as RFC 6901 writes it: `/data/items`."""
    return "".join("/" + token.replace("~", "~0").replace("/", "~1") for token in pointer)


def _nothing() -> Mapping[str, Any]:
    return MappingProxyType({})


# --- what OpenAPI says -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A parameter of the operation, as OpenAPI has it.

    `schema` is a JSON Schema 2020-12 that stands alone: references are resolved, and OpenAPI 3.0's
    `nullable` and boolean bounds are turned into their present spelling.
    """

    name: str
    location: Literal["query", "path", "header", "cookie"]
    required: bool
    schema: Mapping[str, Json]
    style: str = "form"
    explode: bool = True
    description: str = ""
    example: Json = MISSING
    inferred: Mapping[str, str] = field(default_factory=_nothing)
    """The reasons of those keywords of the schema that are inferred, by the keyword's JSON Pointer in it."""
    allows_empty: bool = False
    """Whether it may be sent with nothing as its value (OpenAPI 3.0.3, `allowEmptyValue`)."""

    @property
    def key(self) -> str:
        """The name as `x-listing` writes it: `limit`, `path:batchId`, `header:x-workspace-id`."""
        return self.name if self.location == "query" else f"{self.location}:{self.name}"

    @property
    def default(self) -> Json:
        """The documented default, or MISSING."""
        return self.schema.get("default", MISSING)

    @property
    def enum(self) -> tuple[Json, ...]:
        """The documented values, without null; empty where any value may come."""
        return tuple(value for value in self.schema.get("enum", ()) if value is not None)

    @property
    def types(self) -> frozenset[str]:
        """The JSON types a value may have, without null; empty where the schema names none."""
        named = self.schema.get("type", ())
        return frozenset((named,) if isinstance(named, str) else named) - {"null"}

    @property
    def minimum(self) -> int | None:
        """The least documented value of a number."""
        return _whole(self.schema.get("minimum"))

    @property
    def maximum(self) -> int | None:
        """The greatest documented value of a number."""
        return _whole(self.schema.get("maximum"))


def _whole(bound: Json) -> int | None:
    return int(bound) if isinstance(bound, (int, float)) and not isinstance(bound, bool) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """A documented response: its body's media type, schema (2020-12, standing alone) and example."""

    status: str
    """`200`, `4XX` or `default`."""
    description: str = ""
    media_type: str = ""
    """Empty where no body is documented."""
    schema: Mapping[str, Json] | None = None
    example: Json = MISSING
    headers: Mapping[str, Mapping[str, Json]] = field(default_factory=_nothing)
    """Schema by header name, as documented."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """A security scheme: where a credential stands in a request, and how it is written there."""

    name: str
    type: Literal["http", "apiKey", "oauth2", "openIdConnect"]
    location: Literal["header", "query", "cookie"]
    parameter: str
    """The header, query parameter or cookie: `Authorization`, `X-API-KEY`."""
    prefix: str = ""
    """What stands before the secret: `Bearer `, `Basic `; empty for a bare key."""


# --- what x-listing says ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where something stands in an answer.

    `body` and `item` have a pointer (into the body; into the last item), `header` a name and, where
    the header holds JSON, a pointer into it, `link` the relation's name (RFC 8288).
    """

    text: str
    """As the document writes it."""
    where: Literal["body", "item", "header", "link"]
    name: str = ""
    pointer: Pointer | None = None


Role = Literal[
    "page", "size", "offset", "sort", "order", "returned", "total", "total_all", "pages",
    "has_next", "has_prev", "next", "prev", "first", "last",
]  # fmt: skip

By = Literal["page", "offset", "cursor", "link", "none"]
PastEnd = Literal["empty", "error", "last"]
Over = Literal["clamp", "error"]
Under = Literal["clamp", "error", "default"]
Omit = Literal["default", "all"]
Operator = Literal["eq", "ne", "in", "lt", "lte", "gt", "gte", "contains", "prefix", "search", "exists"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paging:
    """How a place in the list is asked for. A policy is a tuple of readings; empty is unspecified."""

    by: By = "none"
    param: str | None = None
    first: tuple[int, ...] = ()
    past_end: tuple[PastEnd, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How many rows are asked for. Default, minimum and maximum are those of the parameter's schema."""

    param: str
    alias: str | None = None
    default: int | None = None
    minimum: int | None = None
    maximum: int | None = None
    over: tuple[Over, ...] = ()
    under: tuple[Under, ...] = ()
    omit: tuple[Omit, ...] = ("default",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """A parameter that selects rows: those whose field stands in `op` to the value.

    `at` is None where the field is not in the item; the row's `hidden` has it under `param`.
    `all` lists the values that switch the filter off.
    """

    param: str
    at: Pointer | None
    op: Operator = "eq"
    all: tuple[Json, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SortField:
    """A field to order by. `at` is None where the row's `hidden` has it, under `name`."""

    name: str
    at: Pointer | None
    descending: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sort:
    """How an order is asked for, and the order that comes unasked.

    `keys` maps each value of `by` to its field. Without `order` the sign stands in the value (`-a,b`).
    """

    by: str | None = None
    order: str | None = None
    asc: str = "asc"
    desc: str = "desc"
    keys: Mapping[str, SortField] = field(default_factory=_nothing)
    default: tuple[SortField, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Whose rows come: those whose field equals the parameter, or the caller when `param` is None.

    `unknown` says what a value gets that names nothing, or nothing of the caller's: `empty`, `error`
    (the status of `unknown_scope`) or a status; readings, and empty is unspecified.
    """

    param: str | None
    at: Pointer | None
    unknown: tuple[Literal["empty", "error"] | int, ...] = ()

    @property
    def hidden(self) -> str:
        """The key under which a row's `hidden` has the value where `at` is None."""
        return self.param if self.param is not None else "caller"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """A figure of the summary: the number of the scope's rows that these filter values select."""

    place: Place
    filters: Mapping[str, Json]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A truth about each item or the body, in CEL, or how a field is computed.

    With `holds`, the expression is a condition. With `at`, it is the value of that field of the item,
    which may differ by `within`. `about` is `item` where the expression names `item`, else `body`.
    `uses` are the variables it names: only these are passed to `program`, which maps variables to a
    JSON value and raises where the expression can't be evaluated on them.
    """

    id: str
    expression: str
    about: Literal["item", "body"]
    uses: frozenset[str]
    program: Callable[[Mapping[str, Json]], Json] = field(compare=False, repr=False)
    at: Pointer | None = None
    within: float = 0.0


Situation = Literal[
    "bad_page", "bad_size", "bad_token", "bad_filter", "bad_sort", "bad_param", "missing",
    "unauthenticated", "forbidden", "unknown_scope", "method", "failure",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """How a situation is answered: a status (readings), and where stated a code and a message."""

    status: tuple[int, ...]
    code: str | None = None
    message: str | None = None
    head: Literal["refused", "allowed"] = "allowed"
    """For `method`: whether HEAD is refused as well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Errors:
    """The refusals by situation, where message, code, details and status stand in a body, and, where a
    status has no documented body, the template that is filled."""

    refusals: Mapping[str, Refusal] = field(default_factory=_nothing)
    at: Mapping[str, Place] = field(default_factory=_nothing)
    template: Json = MISSING


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The list semantics of one operation."""

    items: Place
    id: Pointer | None = None
    """None where nothing is stated; `()` where the item is its own identity."""
    page: Paging = Paging()
    size: Size | None = None
    meta: Mapping[Role, Place] = field(default_factory=lambda: MappingProxyType({}))
    filters: Mapping[str, Filter] = field(default_factory=_nothing)
    """By parameter key, in the document's order."""
    sort: Sort = Sort()
    scope: tuple[Scope, ...] = ()
    inert: tuple[str, ...] = ()
    summary: tuple[Tally, ...] = ()
    rules: tuple[Rule, ...] = ()
    errors: Errors = Errors()
    values: Mapping[str, tuple[Json, ...]] = field(default_factory=_nothing)
    """For generated rows: values by the field's JSON Pointer, which are no promise."""


# --- what x-clauses says ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A law that a clause leans on, or one parameter, place or rule of it: `errors/missing@limit`."""

    law: str
    about: str = ""

    def __str__(self) -> str:
        return f"{self.law}@{self.about}" if self.about else self.law


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """A sentence of the document, tied to the laws that check it."""

    id: str
    kind: Kind
    text: str
    laws: tuple[Citation, ...] = ()
    quote: str = ""
    mock: str = ""
    why: str = ""
    """Why no law checks it."""


# --- the whole -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One list endpoint: GET on `path`, with what OpenAPI, `x-listing` and `x-clauses` say of it."""

    id: str
    path: str
    """As in `paths`, template and all: `/batches/{batchId}/calls`."""
    parameters: Mapping[str, Parameter]
    """By key (`limit`, `path:batchId`), in the document's order."""
    responses: Mapping[str, Response]
    listing: Listing
    mocked: Listing
    security: tuple[tuple[Scheme, ...], ...] = ()
    """Alternatives; all schemes of one are needed together. Empty: no credentials are needed."""
    clauses: tuple[Clause, ...] = ()
    summary: str = ""
    description: str = ""
    methods: frozenset[str] = frozenset({"GET"})
    """The methods that the document defines on this path."""
    line: int = 0
    """Where `x-listing` stands in its file."""
    file: str = ""
    """That file, as messages print it: the document, an overlay, or a file beside it."""
    inferred: Mapping[str, str] = field(default_factory=_nothing)
    """The reasons of those values of `x-listing` that are inferred and that nobody has settled, by the
    value's JSON Pointer in it."""

    @property
    def success(self) -> Response:
        """The documented response of a page: the lowest 2xx status (the reader holds that there is one)."""
        return self.responses[min(status for status in self.responses if status.startswith("2"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Inference:
    """What inference made of a document that states no list at all."""

    undecided: tuple[str, ...] = ()
    """The paths of the GETs that seem to page, of which too little is documented."""
    left_out: tuple[str, ...] = ()
    """The lists that were proposed and can't be read, each with why: `GET /jobs: ...`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """What one document promises of its list endpoints."""

    source: str
    """The file's name, as messages print it."""
    name: str
    """The file's stem: `techladder-call-batches`."""
    title: str
    version: str
    servers: tuple[str, ...]
    operations: tuple[Operation, ...]
    document: Mapping[str, Json] = field(compare=False, repr=False)
    """The document as plain JSON, references to other files taken in: for tools that read OpenAPI."""
    warnings: tuple[str, ...] = ()
    """What was read but looks like a slip."""
    inference: Inference | None = None
    """Where the document states no list and its lists are inferred: what became of it."""
