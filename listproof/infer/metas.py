"""Metas: what an answer says of itself and of the list, told by name, type and description."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from listproof.contract import pointer_text
from listproof.infer import prose
from listproof.infer.bodies import Items
from listproof.infer.guesses import Guess, Open, Stated, quoted
from listproof.infer.names import fold
from listproof.infer.paging import Asked
from listproof.infer.plain import PlainOperation, PlainParameter
from listproof.infer.shapes import Shape, Shapes
from listproof.infer.sorting import Ordering
from listproof.reading.documents import Spot

_DEEPEST: Final = 3
# Objects that speak of the list, wherever they stand.
_HOLDERS: Final = frozenset(
    {
        "meta", "metadata", "pagination", "paging", "page", "pages", "pageinfo", "paginginfo",
        "paginationinfo", "links", "cursor", "cursors", "responsemetadata", "resultinfo", "listmeta",
        "pagemeta", "pagingmetadata", "paginationmetadata", "nextpage", "previouspage", "prevpage",
    }
)  # fmt: skip
_LINKS: Final = frozenset({"links"})

_TOTALS: Final = frozenset(
    {
        "total", "totalcount", "totalitems", "totalresults", "totalrecords", "totalrows",
        "totalelements", "totalentries", "totalhits", "totalobjects", "totalnumber", "totalitemcount",
        "itemstotal", "totalnum", "totalfilteredcount", "totalsize",
    }
)  # fmt: skip
_RETURNED: Final = frozenset(
    {"returned", "returnedcount", "returneditems", "numberreturned", "numreturned", "itemsonpage"}
)
_PAGES: Final = frozenset({"totalpages", "numpages", "numberofpages", "totalpagecount", "pagestotal"})
_SIZES: Final = frozenset({"perpage", "pagesize", "limit", "itemsperpage", "pagelimit", "resultsperpage"})
_NUMBERS: Final = frozenset({"page", "currentpage", "pagenumber", "pageno", "pagenum"})
_OFFSETS: Final = frozenset({"offset", "skip", "start", "startat", "currentoffset"})
_HAS_NEXT: Final = frozenset(
    {
        "hasmore", "hasnext", "hasnextpage", "hasmoreitems", "hasmoreresults", "hasmorepages",
        "hasmorerecords", "hasmoredata", "hasadditionalpages", "more", "moreresults", "ismore",
    }
)  # fmt: skip
_HAS_PREV: Final = frozenset({"hasprev", "hasprevious", "hasprevpage", "haspreviouspage"})
_NEXT_TOKENS: Final = frozenset(
    {
        "nextcursor", "nextpagetoken", "nexttoken", "continuationtoken", "nextcontinuationtoken",
        "nextmarker", "nextpagecursor", "nextpagekey", "nextpageid", "nextscrollid", "endcursor",
        "nextskiptoken",
    }
)  # fmt: skip
_NEXT_URLS: Final = frozenset(
    {
        "nextpageurl", "nextpageuri", "nexturl", "nextlink", "nexturi", "nexthref", "nextpagelink",
        "odatanextlink", "nextpagepath",
    }
)  # fmt: skip
_PREV_URLS: Final = frozenset(
    {
        "prevpageurl", "prevpageuri", "prevurl", "prevlink", "prevhref", "previouspageurl",
        "previouspageuri", "previousurl", "previouslink", "previousuri", "previoushref",
    }
)  # fmt: skip
_PREV_TOKENS: Final = frozenset({"prevcursor", "previouscursor", "prevpagetoken", "previouspagetoken"})
_FIRST_URLS: Final = frozenset({"firstpageurl", "firstpageuri", "firsturl", "firstlink"})
_LAST_URLS: Final = frozenset({"lastpageurl", "lastpageuri", "lasturl", "lastlink"})
_ADDRESSES: Final = frozenset({"href", "url", "uri", "link"})

_OF_LINKS: Final = r"\blink[`'\"]?[- ]headers?\b"
_IS_URL: Final = r"\b(?:ur[li]s?|links?|href|https?:)\b"
_OF_ALL: Final = (
    r"\btotal\b|\ball (?:the )?pages\b|\boverall\b|\b(?:that|which) match|\bmatching\b"
    r"|\bavailable\b|\bin all\b"
)
_OF_THIS: Final = (
    r"\b(?:on|in) (?:this|the current|the) (?:page|response|result set|batch|list)\b|\breturned\b"
    r"|\bthis page\b"
)
_ESTIMATE: Final = r"\b(?:estimat\w+|approximat\w+|roughly|may not be exact)\b"
_OPEN_COUNTS: Final = frozenset({"count", "itemcount", "resultcount", "numresults", "size", "recordcount"})

# Headers by name: the role, and whether it is a number, a URL or a flag.
_HEADERS: Final = {
    "xtotalcount": "total",
    "xtotal": "total",
    "totalcount": "total",
    "xpaginationtotalcount": "total",
    "xpaginationtotal": "total",
    "xtotalitems": "total",
    "xtotalresults": "total",
    "xtotalpages": "pages",
    "xpaginationpagecount": "pages",
    "xpaginationtotalpages": "pages",
    "xpage": "page",
    "xpaginationpage": "page",
    "xcurrentpage": "page",
    "xperpage": "size",
    "xpaginationlimit": "size",
    "xpaginationperpage": "size",
    "xnextpage": "next",
    "xprevpage": "prev",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in the answer that seems to have a role."""

    role: str
    place: str
    kind: str
    """What stands there: number, flag, token or url."""
    because: str


def find_marks(
    operation: PlainOperation, items: Items, asked: Asked, ordering: Ordering
) -> list[Mark | Open]:
    """Every place that speaks of the list, and those of which it can't be told what they say."""
    found: list[Mark | Open] = []
    for way, shape in _holders(operation.shapes, items):
        for name, spot in _all_properties(shape).items():
            field = operation.shapes.at(spot)
            marks = _marks((*way, name), field, _Context(items, asked, ordering, way))
            at_times = name in shape.sometimes
            found.extend(each for each in marks if not (at_times and _is_constant(each)))
    headers = [*_header_marks(operation), *_marks_in_headers(operation, items, asked, ordering)]
    found.extend(headers or _told_links(asked))
    return found


@dataclass(frozen=True, slots=True)
class _Context:
    """What a field stands beside."""

    items: Items
    asked: Asked
    ordering: Ordering
    way: tuple[str, ...]

    @property
    def holder(self) -> str:
        """The folded name of the object that has the field."""
        return fold(self.way[-1]) if self.way else ""


def _holders(shapes: Shapes, items: Items) -> Iterator[tuple[tuple[str, ...], Shape]]:
    """The objects on the way to the items, and those beside and inside them that speak of the list."""
    waiting = [(way, shape, _DEEPEST) for way, shape in items.holders]
    on_the_way = {way for way, _, _ in waiting}
    while waiting:
        way, shape, depth = waiting.pop(0)
        yield way, shape
        for name, spot in _all_properties(shape).items() if depth else ():
            inner = (*way, name)
            is_link = (
                bool(way) and fold(way[-1]) in _LINKS and fold(name) in ("next", "prev", "previous", "pages")
            )
            is_next = bool(way) and fold(way[-1]) in _HOLDERS and fold(name) == "next"
            if inner in on_the_way or not (fold(name) in _HOLDERS or is_link or is_next):
                continue
            held = shapes.at(spot)
            if held.is_only("object"):
                waiting.append((inner, held, depth - 1))


def _all_properties(shape: Shape) -> dict[str, Spot]:
    """Also those that come at times, such as the link forward on all pages but the last."""
    return {**shape.sometimes, **shape.properties}


def _is_constant(mark: Mark | Open) -> bool:
    """Whether every page must have it: what comes with some of several answers belongs to another way."""
    return isinstance(mark, Mark) and mark.role not in ("next", "prev", "has_next", "has_prev")


def _marks(way: tuple[str, ...], field: Shape, context: _Context) -> Iterator[Mark | Open]:
    place = pointer_text(way)
    name, where = fold(way[-1]), f"{place} in the body"
    if field.is_whole:
        role = _number(name, field, context)
        if isinstance(role, str):
            yield Mark(role, place, "number", f"{where} is a number, and called so{_words(field, name)}")
        elif role is not None:
            yield role
    elif field.is_only("boolean"):
        if name in _HAS_NEXT or name in _HAS_PREV:
            role = "has_next" if name in _HAS_NEXT else "has_prev"
            yield Mark(role, place, "flag", f"{where} is a boolean, and called so")
    elif field.is_only("string", "integer") or not field.types:
        yield from _text_marks(name, place, field, context)


def _words(field: Shape, name: str) -> str:
    return f"; its description says {quoted(field.description)}" if name in _OPEN_COUNTS else ""


def _number(name: str, field: Shape, context: _Context) -> str | Open | None:
    """The role of a number, a question where it may have one, or None."""
    items, asked, place = context.items, context.asked, pointer_text((*context.way, name))
    nouns = {fold(items.way[-1])} if items.way else set[str]()
    if name in _TOTALS or name in {f"total{noun}" for noun in nouns}:
        if prose.says(_ESTIMATE, field.description):
            return Open(("meta", "total"), f"{place} may be an estimate: is it ever exact?")
        return "total"
    if name in _RETURNED:
        return "returned"
    if name in _PAGES or (name == "pages" and asked.number is not None):
        return "pages"
    if name in _SIZES or (asked.size is not None and name == fold(asked.size.name) and name != "count"):
        return "size" if asked.size is not None else None
    if name in _NUMBERS:
        return "page" if asked.number is not None else None
    if name in _OFFSETS:
        return "offset" if asked.offset is not None else None
    if name in ("next", "nextpage") and asked.number is not None:
        return "next"
    if name in ("prev", "prevpage", "previouspage", "previous") and asked.number is not None:
        return "prev"
    if name in ("firstpage", "lastpage") and asked.number is not None:
        return name.removesuffix("page")
    return _count(name, field, context) if name in _OPEN_COUNTS else None


def _count(name: str, field: Shape, context: _Context) -> str | Open:
    said = field.description
    place = pointer_text((*context.way, name))
    of_all, of_this = prose.says(_OF_ALL, said), prose.says(_OF_THIS, said)
    if of_all and not of_this:
        return "total"
    if of_this and not of_all:
        return "returned"
    return Open(("meta",), f"Does {place} count the items of this page, or all that match?")


def _text_marks(name: str, place: str, field: Shape, context: _Context) -> Iterator[Mark | Open]:
    said = field.description
    is_url = field.format in ("uri", "url", "uri-reference") or prose.says(_IS_URL, said) is not None
    in_links = context.holder in _LINKS or (len(context.way) > 1 and fold(context.way[-2]) in _LINKS)
    because = f"{place} in the body is called so"
    token = context.asked.token
    role = _role_of_address(name, context)
    if role is not None:
        yield Mark(role, place, "url", f"{place} in the body is the address in {context.way[-1]}")
    elif name in _NEXT_TOKENS and not is_url:
        yield Mark("next", place, "token", because)
    elif name in _NEXT_URLS or (name in _NEXT_TOKENS and is_url):
        yield Mark("next", place, "url", because)
    elif name in _PREV_TOKENS and not is_url:
        yield Mark("prev", place, "token", because)
    elif name in _PREV_URLS:
        yield Mark("prev", place, "url", because)
    elif name in _FIRST_URLS | _LAST_URLS:
        yield Mark("first" if name in _FIRST_URLS else "last", place, "url", because)
    elif name in ("next", "nextpage", "prev", "previous", "previouspage", "prevpage"):
        kind = "url" if is_url or in_links else "token" if token is not None else ""
        role = "next" if name.startswith("next") else "prev"
        if kind:
            yield Mark(role, place, kind, because)
        else:
            yield Open(("meta", role), f"Is {place} a token or a URL?")
    elif name in ("first", "last") and (in_links or is_url):
        yield Mark(name, place, "url", because)
    elif name in (echoes := context.ordering.echoes):
        because = f"{place} in the body is called as the parameter of the order"
        yield Mark(echoes[name], place, "word", because)
    elif token is not None:
        yield from _token_marks(name, place, said, context, token)


def _role_of_address(name: str, context: _Context) -> str | None:
    """The role of `href` in `_links.next`, or of `uri` in `next_page`."""
    roles = {"next": "next", "nextpage": "next", "prev": "prev", "previous": "prev", "previouspage": "prev"}
    return roles.get(context.holder) if name in _ADDRESSES else None


def _token_marks(
    name: str, place: str, said: str, context: _Context, token: PlainParameter
) -> Iterator[Mark | Open]:
    """What may be the next token, by where it stands or by what is said of it."""
    called = fold(token.name)
    if name == f"next{called}" or (name == called and name.startswith("next")):
        yield Mark("next", place, "token", f"{place} in the body is the next {token.name} by its name")
    elif context.holder in ("nextpage", "next") and name == fold(token.name):
        yield Mark("next", place, "token", f"{place} in the body is called as the parameter {token.name}")
    elif name == "after" and context.holder in ("cursor", "cursors", "paging"):
        yield Mark("next", place, "token", f"{place} in the body leads to what comes after")
    elif name in ("cursor", "after", "marker", "pagetoken", fold(token.name)):
        quote = prose.sentence(r"\b(?:next|subsequent|following)\b", said)
        if quote and not prose.says(r"\b(?:current|this) page\b", said):
            yield Mark("next", place, "token", f"its description says {quoted(quote)}")
        else:
            yield Open(("meta", "next"), f"Is {place} the token of the next page, or of this one?")


def _header_marks(operation: PlainOperation) -> Iterator[Mark | Open]:
    success = operation.success
    for name, said in success.headers.items() if success else ():
        role = _HEADERS.get(fold(name))
        if role is not None:
            yield Mark(role, f"header:{name}", "number", f"the header {name} is documented")
        elif fold(name) == "link":
            because = "the header Link is documented" + (f": {quoted(said)}" if said else "")
            yield Mark("next", "link:next", "url", because)
            if prose.says(r"\bprev(?:ious)?\b", said):
                yield Mark("prev", "link:prev", "url", because)


def _marks_in_headers(
    operation: PlainOperation, items: Items, asked: Asked, ordering: Ordering
) -> Iterator[Mark]:
    """The members of the objects that stand as JSON in headers."""
    success = operation.success
    context = _Context(items, asked, ordering, ())
    for header, shape in success.header_shapes.items() if success else ():
        for name, spot in _all_properties(shape).items():
            for mark in _marks((name,), operation.shapes.at(spot), context):
                if isinstance(mark, Mark):
                    place = f"header:{header}#{mark.place}"
                    because = f"the object in the header {header} has a member called {name}"
                    yield replace(mark, place=place, because=because)


def _told_links(asked: Asked) -> Iterator[Mark]:
    """The link forward that no header documents, and that a paging parameter's description speaks of."""
    for each in filter(None, (asked.token, *asked.backward)):
        quote = prose.sentence(_OF_LINKS, each.prose)
        if quote:
            yield Mark("next", "link:next", "url", f"the description of {each.name} says {quoted(quote)}")
            return


def header_role(name: str) -> str | None:
    """The role of a header of this name that holds a number: `total` of X-Total-Count."""
    return _HEADERS.get(fold(name))


def next_marks(marks: Iterable[Mark | Open], kind: str) -> list[Mark]:
    """The places of the next page's token or URL."""
    return [each for each in marks if isinstance(each, Mark) and each.role == "next" and each.kind == kind]


# What leads on, by how pages are asked for.
_KINDS: Final = {
    "page": ("url", "number"),
    "offset": ("url",),
    "cursor": ("token",),
    "link": ("url",),
    "none": (),
}
_LEADING: Final = frozenset({"next", "prev", "first", "last"})
_NEEDS: Final = {"page": "page", "offset": "offset", "pages": "page"}


def guess_meta(marks: list[Mark | Open], by: str) -> Iterator[Guess]:
    """The places that have a role, as far as they fit the way in which pages are asked for."""
    fitting = [each for each in marks if isinstance(each, Mark) and _fits(each, by)]
    for role in dict.fromkeys(each.role for each in fitting):
        same = [each for each in fitting if each.role == role]
        in_body = [each for each in same if each.place.startswith("/")]
        chosen = in_body or same
        if len({each.place for each in chosen}) == 1:
            yield Stated(("meta", role), chosen[0].place, chosen[0].because)
        elif role in _LEADING:
            nearest = min(chosen, key=lambda each: each.place.count("/"))
            yield Stated(("meta", role), nearest.place, nearest.because)
        else:
            several = ", ".join(each.place for each in chosen)
            yield Open(("meta", role), f"Which of them is it: {several}?")
    stated = {each.role for each in fitting}
    for open_ in marks:
        if isinstance(open_, Open) and not (len(open_.at) > 1 and open_.at[1] in stated):
            yield open_


def _fits(mark: Mark, by: str) -> bool:
    if mark.role in _LEADING:
        return mark.kind in _KINDS[by]
    return mark.role not in _NEEDS or _NEEDS[mark.role] == by or (mark.role == "pages" and by == "link")
