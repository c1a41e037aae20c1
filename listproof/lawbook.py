"""The names of the laws: what a clause may cite, and what each law states.

The names stand here, on the contract's side, so that reading a document can tell a cited law from a
misspelt one without importing the suite. The functions that judge stand in `conformance.laws`; a test
holds that each name here has one function there and the other way round.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Kind = Literal["says", "clash", "shows", "silent"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LawName:
    """A law by name: what it states, where the rule comes from, how loud it is when no clause cites it."""

    id: str
    states: str
    source: str
    uncited: Literal["says", "shows", "silent", "never-safe", "standard"] = "says"

    @property
    def family(self) -> str:
        """The part of the id before the slash: `page` of `page/complete`."""
        return self.id.partition("/")[0]


_EQUALITY = "metamorphic pattern: equality"
_SUBSET = "metamorphic pattern: subset"
_COMPLETE = "metamorphic pattern: complete"
_DISJOINT = "metamorphic pattern: disjoint"

_LAWS = (
    # shape: what OpenAPI itself says of an answer
    LawName(
        id="shape/status",
        states="A valid request is answered with a documented success status.",
        source="OpenAPI responses",
    ),
    LawName(
        id="shape/content-type",
        states="A body has the documented media type.",
        source="OpenAPI responses; RFC 9110, 8.3",
    ),
    LawName(
        id="shape/json",
        states="A JSON body is well-formed: UTF-8, one value, no key twice.",
        source="RFC 8259, 4 and 8.1",
    ),
    LawName(
        id="shape/schema",
        states="Every body matches the documented schema, every row of it.",
        source="OpenAPI response schema",
    ),
    LawName(
        id="shape/second-opinion",
        states="openapi-core finds the answer valid as well.",
        source="OpenAPI responses",
    ),
    # parameters: what OpenAPI itself says of a question
    LawName(
        id="parameters/accepted",
        states="Every documented value of a parameter is accepted.",
        source="OpenAPI parameter schema",
    ),
    LawName(
        id="parameters/default",
        states="A parameter that is left out does what its documented default does.",
        source=f"OpenAPI default; {_EQUALITY}",
    ),
    LawName(
        id="parameters/optional",
        states="A parameter that is not required can be left out.",
        source="OpenAPI required",
    ),
    # page: which rows a page holds
    LawName(
        id="page/first",
        states="The first page is the one that comes when no page is asked for.",
        source="x-listing page.first",
    ),
    LawName(
        id="page/complete",
        states="The pages of a walk together hold every item of the list.",
        source=_COMPLETE,
    ),
    LawName(id="page/no-repeats", states="No item comes twice in one walk.", source=_DISJOINT),
    LawName(
        id="page/window",
        states="A page holds exactly the rows of its place, whatever the size.",
        source=_EQUALITY,
    ),
    LawName(id="page/ends", states="A walk comes to an end.", source="x-listing page"),
    LawName(
        id="page/past-end", states="A page past the end answers as stated.", source="x-listing page.past_end"
    ),
    # size: how many rows a page holds
    LawName(
        id="size/at-most", states="A page never holds more items than asked for.", source="x-listing size"
    ),
    LawName(id="size/full", states="A page that is not the last is full.", source="x-listing size"),
    LawName(
        id="size/default",
        states="A page asked for without a size holds the default number.",
        source="x-listing size; OpenAPI default",
    ),
    LawName(
        id="size/omit",
        states="What an omitted size does is one of the documented readings, the same throughout.",
        source="x-listing size.omit",
    ),
    LawName(
        id="size/over",
        states="A size above the maximum is clamped or refused as stated.",
        source="x-listing size.over",
    ),
    LawName(
        id="size/under",
        states="A size below the minimum is treated as stated.",
        source="x-listing size.under",
    ),
    LawName(
        id="size/alias",
        states="The alias of the size does what the size does.",
        source=f"x-listing size.alias; {_EQUALITY}",
    ),
    # meta: what a page says of itself and of the list
    LawName(
        id="meta/page",
        states="The page number repeats the page that was applied.",
        source="x-listing meta.page",
    ),
    LawName(
        id="meta/size", states="The size repeats the size that was applied.", source="x-listing meta.size"
    ),
    LawName(
        id="meta/offset",
        states="The offset repeats the number of rows that were skipped.",
        source="x-listing meta.offset",
    ),
    LawName(
        id="meta/sort", states="The sort key repeats the key that was applied.", source="x-listing meta.sort"
    ),
    LawName(
        id="meta/order",
        states="The sort direction repeats the direction that was applied.",
        source="x-listing meta.order",
    ),
    LawName(
        id="meta/returned",
        states="The number returned is the number of items on the page.",
        source="x-listing meta.returned",
    ),
    LawName(
        id="meta/total",
        states="The total is the number of rows that match, on every page.",
        source="x-listing meta.total",
    ),
    LawName(
        id="meta/total-all",
        states="The unfiltered total is the number of rows before filters.",
        source="x-listing meta.total_all",
    ),
    LawName(
        id="meta/pages",
        states="The number of pages is the total over the size, rounded up.",
        source="x-listing meta.pages",
    ),
    LawName(
        id="meta/has-next",
        states="The flag for a next page is true exactly when rows remain.",
        source="x-listing meta.has_next",
    ),
    LawName(
        id="meta/has-prev",
        states="The flag for a previous page is true exactly when rows were skipped.",
        source="x-listing meta.has_prev",
    ),
    LawName(
        id="meta/next",
        states="The next token or link is there exactly when rows remain, and leads to them.",
        source="x-listing meta.next; RFC 8288",
    ),
    LawName(
        id="meta/prev",
        states="The previous token or link is there exactly when rows were skipped, and leads to them.",
        source="x-listing meta.prev; RFC 8288",
    ),
    LawName(
        id="meta/first",
        states="The first token or link leads to the first page.",
        source="x-listing meta.first; RFC 8288",
    ),
    LawName(
        id="meta/last",
        states="The last token or link leads to the last page.",
        source="x-listing meta.last; RFC 8288",
    ),
    # token: what a page token is good for
    LawName(
        id="token/repeats",
        states="The same token, asked again, brings the same page.",
        source=f"RFC 9110, 9.2.2; {_EQUALITY}",
    ),
    LawName(
        id="token/resized",
        states="With another size a token goes on at the same row, or is refused.",
        source=f"x-listing page; {_EQUALITY}",
    ),
    LawName(
        id="token/foreign",
        states="A token of another query or caller is refused, or brings rows of the one who asks.",
        source="x-listing errors.bad_token",
    ),
    LawName(
        id="token/tied",
        states="Where bad tokens are refused, one of another query is.",
        source="x-listing errors.bad_token; Google AIP-158",
        uncited="standard",
    ),
    LawName(
        id="token/malformed",
        states="A token that was cut or is none is refused as stated, and never begins the list anew.",
        source="x-listing errors.bad_token",
    ),
    LawName(
        id="token/expired",
        states="A token that has expired is refused as stated.",
        source="x-listing errors.bad_token; RFC 9110, 15.5.11",
    ),
    # link: where the links to other pages lead
    LawName(
        id="link/host",
        states="A link leads to the host that was asked.",
        source="RFC 8288, 3.1; RFC 6454, 4",
        uncited="shows",
    ),
    LawName(
        id="link/keeps",
        states="A link keeps what was asked: the filters, the order and the size.",
        source=f"RFC 8288; {_EQUALITY}",
    ),
    LawName(
        id="link/back",
        states="The way back undoes the way on: from the next page the previous one is this.",
        source="x-listing meta.prev; RFC 8288",
    ),
    LawName(
        id="link/ends",
        states="The first and the last token or link lead to the ends of the list.",
        source="x-listing meta.first and meta.last; RFC 8288",
    ),
    # filter: which rows match
    LawName(
        id="filter/match",
        states="Every item of a filtered list matches the filter.",
        source=f"x-listing filter; {_SUBSET}",
    ),
    LawName(
        id="filter/complete",
        states="A filtered list is the unfiltered one, filtered: no match is lost, and a stated order stays.",
        source=_COMPLETE,
    ),
    LawName(
        id="filter/both",
        states="Two filters together give the rows that both of them give.",
        source=f"x-listing filter; {_SUBSET}",
    ),
    LawName(
        id="filter/parts", states="The values of an enum part the list without overlap.", source=_DISJOINT
    ),
    LawName(
        id="filter/all",
        states="The value that switches a filter off gives what leaving the filter out gives.",
        source=f"x-listing filter.all; {_EQUALITY}",
    ),
    LawName(
        id="filter/no-match",
        states="A value that no row has gives an empty list, not an error and not every row.",
        source="x-listing filter",
    ),
    # sort: in which order rows come
    LawName(
        id="sort/default",
        states="Without a sort the rows come in the documented default order.",
        source="x-listing sort.default",
    ),
    LawName(
        id="sort/order", states="The rows come in the order that was asked for.", source="x-listing sort"
    ),
    LawName(id="sort/reverse", states="Ascending is descending backwards, but for ties.", source=_EQUALITY),
    LawName(id="sort/same-items", states="Sorting changes the order and nothing else.", source=_EQUALITY),
    LawName(
        id="sort/stable",
        states="The order, that of ties included, is the same from page to page and from size to size.",
        source=_EQUALITY,
    ),
    # inert parameters
    LawName(
        id="inert/same",
        states="An inert parameter changes neither items nor order nor counts.",
        source=f"x-listing inert; {_EQUALITY}",
    ),
    # scope: whose rows
    LawName(
        id="scope/own", states="Every item belongs to the scope that was asked for.", source="x-listing scope"
    ),
    LawName(id="scope/apart", states="Two scopes share no item.", source=f"x-listing scope; {_DISJOINT}"),
    LawName(
        id="scope/foreign",
        states="Nobody sees another tenant's rows, by any parameter.",
        source="OWASP API1: object level authorisation",
        uncited="never-safe",
    ),
    LawName(
        id="scope/unknown",
        states="A scope that names nothing answers as stated.",
        source="x-listing scope.unknown; errors.unknown_scope",
    ),
    # summary and rules
    LawName(
        id="summary/counts",
        states="Each figure of the summary is the number of the scope's rows it counts.",
        source="x-listing summary",
    ),
    LawName(
        id="summary/constant",
        states="The summary is the same whatever the filters and the page.",
        source=f"x-listing summary; {_EQUALITY}",
    ),
    LawName(
        id="summary/agrees",
        states="The total of a filtered list is the summary's figure for that filter.",
        source=_EQUALITY,
    ),
    LawName(
        id="rules/holds", states="Every item and every body keeps the stated rules.", source="x-listing rules"
    ),
    # errors: what is refused, and how
    LawName(
        id="errors/unauthenticated",
        states="A request without credentials is refused as stated.",
        source="x-listing errors.unauthenticated; OpenAPI security",
    ),
    LawName(
        id="errors/bad-credentials",
        states="Credentials that are wrong, malformed, partial or named as refused are refused as stated.",
        source="x-listing errors.unauthenticated; OpenAPI security",
    ),
    LawName(
        id="errors/forbidden",
        states="A known caller without a right to the list is refused as stated.",
        source="x-listing errors.forbidden",
    ),
    LawName(
        id="errors/missing",
        states="A request without a required parameter is refused as stated.",
        source="x-listing errors.missing; OpenAPI required",
    ),
    LawName(
        id="errors/not-a-number",
        states="A number that is none is refused as stated.",
        source="x-listing errors; OpenAPI type",
    ),
    LawName(
        id="errors/out-of-range",
        states="A page or offset below its minimum is refused as stated.",
        source="x-listing errors.bad_page; OpenAPI minimum",
    ),
    LawName(
        id="errors/unknown-value",
        states="A value outside an enum is refused as stated.",
        source="x-listing errors.bad_filter, bad_sort, bad_param; OpenAPI enum",
    ),
    LawName(
        id="errors/malformed",
        states="A value that breaks its documented format or pattern is refused as stated.",
        source="x-listing errors; OpenAPI format and pattern",
    ),
    LawName(
        id="errors/unknown-parameter",
        states="An unknown or a repeated parameter is treated as stated.",
        source="x-listing errors.bad_param",
    ),
    LawName(
        id="errors/token",
        states="A page token that was never given out is refused as stated.",
        source="x-listing errors.bad_token",
    ),
    LawName(
        id="errors/method",
        states="A method that the endpoint does not have is refused as stated.",
        source="x-listing errors.method; RFC 9110, 15.5.6",
    ),
    LawName(
        id="errors/failure",
        states="A provoked failure answers as documented.",
        source="x-listing errors.failure",
    ),
    LawName(
        id="errors/envelope",
        states="A documented refusal has the documented body, its status, code and message in place.",
        source="x-listing errors.at; OpenAPI responses",
    ),
    # never safe, however silent the document is
    LawName(
        id="safety/no-server-error",
        states="No request of a client makes the server fail.",
        source="RFC 9110, 15.6",
        uncited="never-safe",
    ),
    LawName(
        id="safety/maximum",
        states="No page holds more items than the documented maximum.",
        source="OpenAPI maximum",
        uncited="never-safe",
    ),
    LawName(
        id="safety/no-internals",
        states="No body shows a stack trace, a query or a path of the server.",
        source="OWASP API8: security misconfiguration",
        uncited="never-safe",
    ),
    LawName(
        id="safety/credentials",
        states="No answer shows a credential of its request: in a link, a token, a header, or around rows.",
        source="OWASP API8: security misconfiguration; RFC 6750, 5.3",
        uncited="never-safe",
    ),
    LawName(
        id="safety/body",
        states="A refusal of the client's request has a body that says why.",
        source="RFC 9110, 15.5",
        uncited="shows",
    ),
    # time
    LawName(
        id="time/repeat",
        states="The same request, asked again, has the same answer.",
        source=f"RFC 9110, 9.2.2; {_EQUALITY}",
    ),
    LawName(
        id="time/interleaved",
        states="A request has the same answer after another query or another caller has asked.",
        source=_EQUALITY,
    ),
    # standards: what HTTP asks for and the document does not repeat
    LawName(
        id="standards/allow",
        states="A 405 names the methods that are allowed.",
        source="RFC 9110, 15.5.6",
        uncited="standard",
    ),
    LawName(
        id="standards/www-authenticate",
        states="A 401 names a way to authenticate.",
        source="RFC 9110, 15.5.2",
        uncited="standard",
    ),
    LawName(
        id="standards/head",
        states="HEAD answers as GET does, without a body.",
        source="RFC 9110, 9.1 and 9.3.2",
        uncited="standard",
    ),
)

LAWS: Mapping[str, LawName] = MappingProxyType({law.id: law for law in _LAWS})
"""Every law by its id, in the order in which reports list them."""
