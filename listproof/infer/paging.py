"""Paging: which parameters ask for a page, and for its size."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from listproof.contract import MISSING, Json
from listproof.infer import prose
from listproof.infer.envelopes import Envelope, envelope_of
from listproof.infer.guesses import Bound, Guess, Open, Stated, quoted
from listproof.infer.names import fold
from listproof.infer.plain import PlainOperation, PlainParameter
from listproof.infer.shapes import Shape

_NUMBERS: Final = frozenset({"page", "pagenumber", "pagenum", "pageno", "pageindex", "currentpage", "pagenr"})
_OFFSETS: Final = frozenset(
    {"offset", "pageoffset", "skip", "start", "from", "startat", "firstresult", "recordoffset"}
)
# These are tokens whatever else is said of them ...
_TOKENS: Final = frozenset(
    {
        "pagetoken", "cursor", "nextcursor", "nexttoken", "nextpagetoken", "continuationtoken",
        "continuation", "continue", "marker", "paginationtoken", "pagecursor", "pagingtoken",
        "startingafter", "scrollid", "skiptoken", "pageafter", "startcursor", "startafter",
        "nextmarker", "exclusivestartkey", "bookmark",
    }
)  # fmt: skip
# ... and these where they are texts and their description speaks of pages.
_MAYBE_TOKENS: Final = frozenset(
    {"after", "next", "nextpage", "afterid", "lastid", "start", "offset", "page"}
)
_BACKWARD: Final = frozenset(
    {"before", "endingbefore", "previouscursor", "prevcursor", "pagebefore", "beforeid", "previoustoken"}
)
_SIZES: Final = (
    "limit", "perpage", "pagesize", "pagelimit", "maxresults", "resultsperpage", "itemsperpage",
    "maxpagesize",
    "maxitems", "numresults", "pagelength", "maxrecords", "pagelen",
)  # fmt: skip
_MAYBE_SIZES: Final = ("size", "count", "top", "take", "rows", "max", "num", "first", "results")
_OF_PAGES: Final = (
    r"\b(?:cursor|token|pag(?:e|es|ing|inat\w*)|next (?:set|batch)|results after|place in the list)\b"
)
_OF_TIME: Final = r"\b(?:dates?|times?|timestamps?|unix|epoch|posix|iso ?8601|utc|created|updated)\b"
_OF_KEYS: Final = r"\b(?:ids?|\w*numbers?|sequence|keys?)\b (?:that is |is )?(?:greater|larger|higher) than"
_OF_ONE: Final = r"\b(?:uu|gu|[ug])?ids?\b|\bidentifiers?\b"
_OF_SIZE: Final = (
    r"\b(?:number|how many|maximum|max|items|results|records|entries|per page|page size|limit)\b"
)
_OF_IDS: Final = (
    r"\b(?:object|item|resource)\b[^.]{0,30}\bid\b[^.]{0,60}\b(?:place|list|last|page)\b"
    r"|\b(?:id|identifier) (?:of|for) the last\b"
    r"|\bafter (?:this|the given|the specified|that) (?:\w+ ){0,3}id\b"
    r"|\bid to start after\b|\bplace in the list\b"
)
_IDLE: Final = r"\b(?:client state|(?:is|are|gets?) (?:always )?ignored|has no effect)\b"
_ALIAS: Final = r"\b(?:alias|another name|other name|same as|synonym|equivalent to)\b"
_DIGITS: Final = re.compile(r"\d+")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Asked:
    """The paging parameters of an operation, by what they ask for."""

    number: PlainParameter | None = None
    offset: PlainParameter | None = None
    token: PlainParameter | None = None
    backward: tuple[PlainParameter, ...] = ()
    size: PlainParameter | None = None
    alias: PlainParameter | None = None
    other: PlainParameter | None = None
    """The page number or offset that is there too, where pages are asked for by the one of them."""
    unsure: tuple[PlainParameter, ...] = ()
    """Further ones that may ask for a size, and nobody says which is meant."""

    @property
    def keys(self) -> frozenset[str]:
        """Their keys."""
        ones = (self.number, self.offset, self.token, self.size, self.alias, self.other)
        known = (*self.backward, *self.unsure, *(one for one in ones if one is not None))
        return frozenset(each.key for each in known)

    @property
    def leads(self) -> bool:
        """Whether any of them asks for another page."""
        return bool(self.number or self.offset or self.token)


def asked_by(operation: PlainOperation) -> Asked:
    """The paging parameters among those of the query, told by name, type and description."""
    query, envelope = operation.query, envelope_of(operation)
    token = _first(query, _is_token) or _first(query, lambda each: _has_its_next(each, envelope))
    if token is not None and _is_switched(token, query):
        token = None
    others = [each for each in query if each is not token]
    offset = _first(others, _is_offset)
    number = _first(
        [each for each in others if each is not offset],
        lambda each: _is_number(each) or (fold(each.name) in _NUMBERS and _is_echoed(each, envelope)),
    )
    led = [each for each in (token, offset, number) if each is not None]
    sizes = [
        each
        for each in query
        if each not in led
        and (_is_size(each, sure=bool(led)) or (number is not None and _is_echoed_size(each, envelope)))
    ]
    size, alias, unsure = _sizes(sizes, envelope)
    other = None
    if number is not None and offset is not None:
        # A limit goes with an offset; with a page number only what is called after pages surely does.
        of_pages = [each for each in sizes if "page" in fold(each.name)]
        if len(sizes) > 1 and len(of_pages) == 1:
            size, unsure = of_pages[0], tuple(each for each in sizes if each is not of_pages[0])
            offset, other = None, offset
        elif not of_pages:
            number, other = None, number
    return Asked(
        other=other,
        number=number,
        offset=offset,
        token=token,
        backward=tuple(each for each in query if each not in led and _is_backward(each, token)),
        size=size,
        alias=alias,
        unsure=unsure,
    )


def _first(
    parameters: list[PlainParameter], holds: Callable[[PlainParameter], bool]
) -> PlainParameter | None:
    return next((each for each in parameters if holds(each)), None)


def _is_token(parameter: PlainParameter) -> bool:
    name, shape = fold(parameter.name), parameter.shape
    if not (shape.is_only("string") or (not shape.types and name in _TOKENS)):
        return name in ("cursor", "marker") and shape.is_whole
    if shape.format.startswith("date") or shape.enum or _is_digits(parameter):
        return False
    if name in _TOKENS:
        return True
    said = parameter.prose
    if name == "after" and takes_ids(parameter):
        return True
    return (
        name in _MAYBE_TOKENS
        and prose.says(_OF_PAGES, said) is not None
        and prose.says(r"\bpage (?:number|index)\b|" + _OF_TIME, said) is None
    )


def _has_its_next(parameter: PlainParameter, envelope: Envelope) -> bool:
    """Whether it is a text, and the answer has a text that is called as the next of it: `next_x` for `x`."""
    shape, name = parameter.shape, fold(parameter.name)
    if not shape.is_only("string") or shape.enum or shape.format.startswith("date"):
        return False
    return name not in _NUMBERS and envelope.leads_on_by(name)


def _is_echoed(parameter: PlainParameter, envelope: Envelope) -> bool:
    """Whether it is a text, and the answer has a number of its name where it speaks of the list."""
    shape = parameter.shape
    is_text = shape.is_only("string") and not shape.enum and not shape.format
    return is_text and envelope.has_number(fold(parameter.name))


def _is_echoed_size(parameter: PlainParameter, envelope: Envelope) -> bool:
    return fold(parameter.name) in (*_SIZES, *_MAYBE_SIZES) and _is_echoed(parameter, envelope)


def _is_switched(token: PlainParameter, query: list[PlainParameter]) -> bool:
    """Whether another parameter has to turn the tokens on, where pages can be asked for in another way."""
    name = fold(token.name)
    switched = any(each.shape.is_only("boolean") and name in fold(each.name) for each in query)
    return switched and any(_is_offset(each) or _is_number(each) for each in query)


def _is_digits(parameter: PlainParameter) -> bool:
    """Whether a text is a number after all, as its default or example shows."""
    shown = (parameter.shape.default, parameter.example)
    return any(isinstance(each, str) and _DIGITS.fullmatch(each) for each in shown)


def _is_number(parameter: PlainParameter) -> bool:
    if fold(parameter.name) not in _NUMBERS or prose.says(_IDLE, parameter.prose):
        return False
    return _counts(parameter)


def _is_offset(parameter: PlainParameter) -> bool:
    name = fold(parameter.name)
    if name not in _OFFSETS or not _counts(parameter) or prose.says(_OF_KEYS, parameter.prose):
        return False
    if any(_is_past_the_first(said) for said in (parameter.shape.default, parameter.shape.minimum)):
        return False
    if name in ("offset", "pageoffset", "skip"):
        return True
    return prose.says(_OF_TIME, parameter.prose) is None and prose.says(_OF_ONE, parameter.prose) is None


def _is_past_the_first(value: Json) -> bool:
    """Whether a default or a minimum is above 0: then the list does not begin at the offset 0."""
    return isinstance(value, int | float) and not isinstance(value, bool) and value > 0


def _counts(parameter: PlainParameter) -> bool:
    shape = parameter.shape
    if shape.format.startswith(("date", "time")):
        return False
    return shape.is_whole or not shape.types or (shape.is_only("string") and _is_digits(parameter))


def _is_size(parameter: PlainParameter, *, sure: bool) -> bool:
    name = fold(parameter.name)
    if not (parameter.shape.is_whole or not parameter.shape.types):
        return False
    if name in _SIZES or name.endswith("perpage"):
        return True
    return name in _MAYBE_SIZES and (sure or prose.says(_OF_SIZE, parameter.prose) is not None)


def _sizes(
    sizes: list[PlainParameter], envelope: Envelope
) -> tuple[PlainParameter | None, PlainParameter | None, tuple[PlainParameter, ...]]:
    """The size, another name for it, and those of which neither can be told."""
    # What the answer has beside its page number is the size of that page.
    sizes = sorted(
        sizes,
        key=lambda each: (not envelope.has_number(fold(each.name)), fold(each.name) not in _SIZES),
    )
    aliases = [each for each in sizes if prose.says(_ALIAS, each.prose)]
    sizes = [each for each in sizes if each not in aliases]
    if not sizes:
        return None, None, tuple(aliases)
    size, *others = sizes
    alias = aliases[0] if len(aliases) == 1 else None
    return size, alias, tuple(each for each in (*others, *aliases) if each is not alias)


def _is_backward(parameter: PlainParameter, token: PlainParameter | None) -> bool:
    name = fold(parameter.name)
    if name == "before":
        return token is not None and fold(token.name) == "after"
    return name in _BACKWARD


def takes_ids(parameter: PlainParameter) -> bool:
    """Whether the token is the id of the last item seen."""
    if fold(parameter.name) in ("startingafter", "afterid", "lastid"):
        return True
    return prose.says(_OF_IDS, parameter.prose) is not None


def guess_first(parameter: PlainParameter) -> Iterator[Guess]:
    """The number of the first page: by the default, the minimum, the description or the example."""
    at, name, shape = ("page", "first"), parameter.name, parameter.shape
    said = prose.first_page(parameter.prose) or _first_by_default(parameter)
    known = [
        (_zero_or_one(shape.default), f"the default of {name} is {shape.default}"),
        (said.value if said else None, f"its description says {quoted(said.quote)}" if said else ""),
        # A minimum of 0 may be mere leave, as it is where numbers without a sign are meant.
        (1 if _zero_or_one(shape.minimum) == 1 else None, f"the minimum of {name} is {shape.minimum}"),
        (_zero_or_one(parameter.example), f"the example of {name} is {parameter.example}"),
    ]
    stated = [(value, because) for value, because in known if value is not None]
    if not stated:
        yield Open(at, f"Does {name} count from 0 or from 1?")
    elif len({value for value, _ in known[:2] if value is not None}) > 1:
        yield Open(at, f"Does {name} count from 0 or from 1? Its default and its description differ.")
    else:
        yield Stated(at, *stated[0])


def _first_by_default(parameter: PlainParameter) -> prose.Said | None:
    """The default of a page number, where words say that it is 0 or 1."""
    said = prose.default(parameter.prose)
    return said if said is not None and said.value in (0, 1) else None


def _zero_or_one(value: Json) -> int | None:
    if isinstance(value, str) and value in ("0", "1"):
        return int(value)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return int(value) if is_number and value in (0, 1) else None


def guess_size(asked: Asked) -> Iterator[Guess]:
    """The size parameter, and the bounds that only its description states."""
    for each in asked.unsure:
        yield Open(("size",), f"Is {each.name} a page size too, and what is it to the other?")
    if asked.size is None:
        return
    size = asked.size
    yield Stated(("size", "param"), size.key, f"{size.name} is a number, and called as sizes are")
    if asked.alias is not None:
        alias = asked.alias
        yield Stated(("size", "alias"), alias.key, f"its description says {quoted(alias.description)}")
    bounds = list(_bounds(size))
    yield from bounds
    yield from _over(size, any(isinstance(bound, Bound) and bound.keyword == "maximum" for bound in bounds))


def _bounds(size: PlainParameter) -> Iterator[Guess]:
    said_default, said_maximum = prose.default(size.prose), prose.maximum(size.prose)
    most = size.shape.maximum
    if most is MISSING and said_maximum is not None and said_maximum.value > 0:
        most = said_maximum.value
        yield from _bound(size, "maximum", said_maximum)
    if size.shape.default is MISSING:
        if said_default is None:
            yield Open(("size", "omit"), f"How many items come where {size.name} is not sent?")
        elif _fits(said_default.value, size.shape, most):
            yield from _bound(size, "default", said_default)
    if most is MISSING:
        yield Open(("size",), f"What is the largest {size.name} that is served?")


def _fits(value: int, shape: Shape, most: Json) -> bool:
    least = shape.minimum
    return not (isinstance(least, int | float) and value < least) and not (
        isinstance(most, int | float) and value > most
    )


def _bound(size: PlainParameter, keyword: str, said: prose.Said) -> Iterator[Guess]:
    if size.schema is not None and size.shape.is_whole:
        because = f"its description says {quoted(said.quote)}"
        yield Bound(size.key, keyword, said.value, because)
        return
    why = "is shared with others" if size.shape.types else "says no type"
    question = (
        f"{size.name} seems to have the {keyword} {said.value}: its schema {why}, so write it there yourself"
    )
    yield Open(("size",), question)


def _over(size: PlainParameter, is_bounded: bool) -> Iterator[Guess]:
    said = prose.over(size.prose)
    if size.shape.maximum is MISSING and not is_bounded:
        return
    if said is not None:
        yield Stated(("size", "over"), said[0], f"its description says {quoted(said[1])}")
    else:
        yield Open(("size", "over"), f"Is a {size.name} over the maximum cut down to it, or an error?")
