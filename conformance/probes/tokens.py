"""Tokens and links: followed there and back, asked again, with another size, by somebody else, and spoilt.

A token is taken from the list itself. To ask it in a way that its page did not mean, it is put into the
request by hand, so that no law takes the answer for a page of the list.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from conformance.asking.encoding import is_link
from conformance.asking.reading import canonical
from conformance.comparing.matching import documented, implied, matches, switched_off, text_of
from conformance.comparing.spelling import is_faulty, nothing
from conformance.evidence import Linked, Page, Reaction, Rewalked, Step, Walk
from conformance.law import Ask, Probe
from conformance.laws.links import leading
from conformance.laws.tokens import NO_TOKEN, SPOILT
from conformance.probes.windows import Windows, windows
from conformance.questions import Question
from conformance.survey import Survey
from conformance.target import OTHER, Target
from listproof.contract import MISSING, Json, Operation, Role, look

_REPEATED: Final = 200
_PAGES: Final = 3
_CUTTABLE: Final = 8
"""Shorter tokens may be numbers and ids, of which a part is one too."""
_LONG: Final = 3000
_NULL: Final = "bnVsbA=="
"""`null` as JSON in base 64: a careless reader fails on it."""
_SNOWMAN: Final = "\u2603"

Pairs = tuple[tuple[str, str], ...]


def probes(operation: Operation, survey: Survey, target: Target) -> Iterator[Probe]:
    """Probes on tokens and links; none for lists that have neither."""
    if operation.listing.page.by == "none" or not _leads(operation):
        return
    pages = windows(operation, survey)
    size = _size(pages, len(survey.rows))
    if size is not None:
        yield Probe(
            asks="links and tokens, there and back",
            laws=("link/host", "link/back", "link/ends"),
            gather=partial(_there_and_back, survey=survey, pages=pages, size=size, target=target),
        )
    yield from _kept(operation, survey, pages, target)
    if operation.listing.page.by not in ("cursor", "link"):
        return
    if size is not None:
        yield from _of_tokens(pages, survey, size)
    expired = target.expired.get(operation.id)
    if expired is not None:
        yield Probe(
            asks="a token that has expired",
            laws=("token/expired",),
            gather=partial(_expired, operation=operation, token=expired),
        )


def _of_tokens(pages: Windows, survey: Survey, size: int) -> Iterator[Probe]:
    start = Question(size=_sent(pages, size))
    yield Probe(
        asks="the same token again, and with another size",
        laws=("token/repeats", "token/resized"),
        gather=partial(_again, pages=pages, survey=survey, start=start),
    )
    yield Probe(
        asks="tokens of another query and of another caller",
        laws=("token/foreign", "token/tied", "scope/foreign", "filter/match"),
        gather=partial(_foreign, operation=pages.operation, survey=survey, start=start),
    )
    yield Probe(
        asks="tokens that were cut, changed and made up",
        laws=("token/malformed", "safety/no-server-error", "safety/no-internals"),
        gather=partial(_malformed, operation=pages.operation, start=start),
    )


def _leads(operation: Operation) -> bool:
    """Whether answers lead to other pages: by a token, a link, or the last item."""
    return bool(leading(operation)) or operation.listing.page.by in ("cursor", "link")


def _size(pages: Windows, rows: int) -> int | None:
    """A size of which the rows that were walked make three pages; 0 where none can be asked for."""
    if pages.operation.listing.size is None:
        return 0
    size = max(pages.smallest, min(pages.odd, (rows - 1) // (_PAGES - 1)))
    return size if rows > size and pages.allowed(size) else None


def _sent(pages: Windows, size: int) -> int | None:
    return size if pages.operation.listing.size is not None and size else None


# --- the token in an answer ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lead:
    """What leads on from a page: the position to ask for, and the token in it.

    `pairs` are what a link adds to the query of its own page, the one with the token last.
    """

    position: str
    token: str
    key: str
    pairs: Pairs = ()
    whole: bool = True
    """Whether a link repeats the query of its own page. Else its token stands for that query, and another
    one beside it is none that the list ever gave out."""

    def ask(self, question: Question, token: str | None = None) -> Question:
        """The question with this token, or another one in its place, put in by hand."""
        text = self.token if token is None else token
        if not self.pairs:
            return question.but(put=(*question.put, (self.key, text)))
        return question.but(add=(*question.add, *self.pairs[:-1], (self.pairs[-1][0], text)))

    @property
    def opaque(self) -> bool:
        """Whether the token is more than a number or a short id."""
        return len(self.token) >= _CUTTABLE and not self.token.isdigit()


def _lead(operation: Operation, page: Page | None, role: Role = "next") -> _Lead | None:
    """What leads from the page to another; None where nothing does, or its token can't be told."""
    position = _position(operation, page, role)
    if position is None or page is None:
        return None
    param = operation.listing.page.param
    if not is_link(operation, position):
        return None if param is None else _Lead(position=position, token=position, key=param)
    asked, there = _query(page.exchange.request.target), _query(position)
    pairs = [pair for pair in there if pair not in asked]
    pairs.sort(key=lambda pair: (pair[0] == param, len(pair[1])))
    if not pairs:
        return None
    key, token = pairs[-1]
    whole = all(pair in there for pair in asked if pair[0] not in (key, *page.exchange.request.secrets))
    return _Lead(position=position, token=token, key=key, pairs=tuple(pairs), whole=whole)


def _position(operation: Operation, page: Page | None, role: Role) -> str | None:
    value = MISSING if page is None else page.meta.get(role, MISSING)
    if nothing(value) or isinstance(value, (bool, list, dict)):
        return None
    text = text_of(value)
    by_token = operation.listing.page.by in ("cursor", "link")
    return text if by_token or is_link(operation, text) else None


def _query(url: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(urlsplit(url).query, keep_blank_values=True)
    except ValueError:
        return []


# --- there and back --------------------------------------------------------------------------------------


def _there_and_back(
    ask: Ask, *, survey: Survey, pages: Windows, size: int, target: Target
) -> Iterable[Step | Linked]:
    operation = pages.operation
    walk = ask.walk(pages.start.but(size=_sent(pages, size)), pages=_PAGES)
    for page in walk.pages:
        yield from _linked(operation, page, target)
    for before, page in reversed(list(zip(walk.pages, walk.pages[1:], strict=False))):
        yield from _followed(ask, operation, "link/back", page, "prev", before.ids, "next had led from there")
    if len(walk.pages) < 2:
        return
    second, first = walk.pages[1], walk.pages[0]
    yield from _followed(
        ask, operation, "link/ends", second, "first", first.ids, "it comes first when asked for"
    )
    if survey.whole and not is_faulty(operation, survey.main):
        ids = survey.main.ids
        yield from _followed(ask, operation, "link/ends", second, "last", ids, "the walk ended there")


def _linked(operation: Operation, page: Page, target: Target) -> Iterator[Linked]:
    """The links of a page as they are written."""
    for role in leading(operation):
        link = _position(operation, page, role)
        if link is not None and is_link(operation, link) and target.url:
            yield Linked(page=page, role=role, link=link, base=target.url)


def _followed(
    ask: Ask,
    operation: Operation,
    law: str,
    source: Page,
    role: Role,
    due: tuple[str, ...] | None,
    because: str,
) -> Iterator[Step]:
    position = _position(operation, source, role) if role in operation.listing.meta else None
    if position is None:
        return
    question = source.question.but(position=position)
    yield Step(
        law=law,
        role=role,
        source=source,
        exchange=ask.exchange(question),
        page=ask.page(question),
        due=due,
        because=because,
    )


# --- filters, order and size -----------------------------------------------------------------------------


def _kept(operation: Operation, survey: Survey, pages: Windows, target: Target) -> Iterator[Probe]:
    """A list with a filter and an order, in pages so small that there are several."""
    asked = _a_filter(operation, survey.rows)
    number = asked[1] if asked else len(survey.rows)
    size = _size(pages, number)
    if size is None or (size == 0 and asked is None):
        return
    keys = list(operation.listing.sort.keys) if operation.listing.sort.by else []
    question = pages.start.but(filters=(asked[0],) if asked else (), sort=(keys[0], False) if keys else None)
    yield Probe(
        asks="the next pages of a filtered and ordered list",
        laws=(
            "link/keeps",
            "link/back",
            "link/host",
            "filter/match",
            "page/complete",
            "page/no-repeats",
            "page/ends",
        ),
        gather=partial(
            _carried, operation=operation, question=question, size=_sent(pages, size), target=target
        ),
    )


def _carried(
    ask: Ask, *, operation: Operation, question: Question, size: int | None, target: Target
) -> Iterable[Rewalked | Step | Linked]:
    beside = ask.walk(question, pages=_PAGES)
    walk = ask.walk(question.but(size=size), pages=_PAGES + 1)
    if size is None or not walk.pages or not beside.whole or is_faulty(operation, beside):
        return
    yield Rewalked(walk=walk, beside=beside)
    first = walk.pages[0]
    yield from _linked(operation, first, target)
    link = _position(operation, first, "next")
    if "next" in leading(operation) and link is not None and is_link(operation, link):
        number = len(first.ids)
        due = beside.ids[number : number + size]
        yield from _followed(ask, operation, "link/keeps", first, "next", due, _said(question, size))
    for second in walk.pages[1:2]:
        said = f"{_said(question, size)}, and next had led from there"
        yield from _followed(ask, operation, "link/back", second, "prev", first.ids, said)


def _said(question: Question, size: int) -> str:
    asked = [f"{key}={text_of(value)}" for key, value in question.filters]
    asked += [f"an order by {question.sort[0]}"] if question.sort else []
    return " and ".join((*asked, f"{size} a page")) + " were asked for"


def _a_filter(operation: Operation, rows: Iterable[Json]) -> tuple[tuple[str, Json], int] | None:
    """A value that some of the rows have, of those the most frequent, and how many have it."""
    every = list(rows)
    if implied(operation):
        return None
    for key, rule in operation.listing.filters.items():
        parameter = operation.parameters.get(key)
        if rule.at is None or rule.op != "eq" or parameter is None:
            continue
        found = Counter(_text_at(row, rule.at) for row in every)
        for text, _ in found.most_common():
            had = [matches(rule, text, row) for row in every]
            known = text and documented(parameter, text) and not switched_off(rule, text)
            if known and None not in had and 0 < sum(map(bool, had)) < len(every):
                return (key, text), sum(map(bool, had))
    return None


def _text_at(row: Json, at: tuple[str, ...]) -> str:
    value = look(row, at)
    return text_of(value) if isinstance(value, (str, int)) else ""


# --- again, and with another size ------------------------------------------------------------------------


def _again(ask: Ask, *, pages: Windows, survey: Survey, start: Question) -> Iterable[Reaction | Step]:
    operation = pages.operation
    first = ask.page(start)
    lead = _lead(operation, first)
    position = _position(operation, first, "next")
    if first is None or position is None:
        return
    question = start.but(position=position)
    like = ask.page(question)
    again = question if like is None else question.but(again=_REPEATED)
    yield Reaction(
        law="token/repeats",
        situation="",
        way="as it was given out" if like is None else "a second time",
        exchange=ask.exchange(again),
        page=ask.page(again),
        like=like or first,
    )
    if (
        lead is not None
        and not lead.pairs
        and start.size is not None
        and not is_faulty(operation, survey.main)
    ):
        yield from _resized(ask, pages, survey.main, first, lead)


def _resized(ask: Ask, pages: Windows, walk: Walk, first: Page, lead: _Lead) -> Iterator[Step]:
    """The token of one size with another, and the token that this page gives with the first size again."""
    size, operation = first.question.size or 0, pages.operation
    other = next((one for one in (size + 1, size - 1, size + 2) if one > 0 and pages.allowed(one)), None)
    stated = operation.listing.size
    if other is None or stated is None or walk.ids[: len(first.ids)] != first.ids:
        return
    source, skipped, sent, given = first, len(first.ids), size, other
    for _ in range(2):
        question = lead.ask(Question(put=((stated.param, str(given)),)))
        page = ask.page(question)
        yield Step(
            law="token/resized",
            role="next",
            source=source,
            exchange=ask.exchange(question),
            page=page,
            due=walk.ids[skipped:]
            if walk.whole
            else walk.ids[skipped : skipped + len(page.ids if page else ())],
            because=f"{stated.param}={given} was sent with a token of {stated.param}={sent}",
        )
        following = _lead(operation, page)
        if page is None or following is None or following.pairs:
            return
        source, skipped, sent, given, lead = page, skipped + len(page.ids), given, sent, following


# --- of another query, by another caller -----------------------------------------------------------------


def _foreign(ask: Ask, *, operation: Operation, survey: Survey, start: Question) -> Iterable[Reaction]:
    lead = _lead(operation, ask.page(start))
    if lead is None:
        return
    if not lead.whole:
        yield from _of_another_caller(ask, operation, survey, lead, start)
        return
    asked = _a_filter(operation, survey.rows)
    if asked is not None and asked[0][0] not in dict(lead.pairs):
        (key, value), _ = asked
        way = f"with {key}={text_of(value)}, the token of a list without it"
        yield from _reactions(ask, operation, lead, lead.ask(start.but(filters=(asked[0],))), key, way)
    keys = list(operation.listing.sort.keys) if operation.listing.sort.by else []
    if keys and operation.listing.sort.by not in dict(lead.pairs):
        question = lead.ask(start.but(sort=(keys[-1], True)))
        way = f"with an order by {keys[-1]}, the token of a list without it"
        yield from _reactions(ask, operation, lead, question, operation.listing.sort.by or "", way)
    yield from _of_another_caller(ask, operation, survey, lead, start)


def _of_another_caller(
    ask: Ask, operation: Operation, survey: Survey, lead: _Lead, start: Question
) -> Iterator[Reaction]:
    """The main caller's token, asked by the other tenant: `like` has what must not come."""
    theirs, mine = survey.others.get(OTHER), survey.main
    if theirs is None or not operation.listing.scope or operation.listing.id == ():
        return
    if {canonical(item) for item in theirs.items} & {canonical(item) for item in mine.items}:
        return  # the two are not apart: that has a law of its own
    question = lead.ask(start.but(caller=OTHER))
    like = replace(mine.pages[0], items=mine.items, ids=mine.ids)
    if set(theirs.ids) & set(mine.ids):
        like = replace(like, ids=())  # ids are counted by tenant: whole rows tell, and these only
    for seen in _reactions(ask, operation, lead, question, "caller", "asked by other, the token of main"):
        yield replace(seen, like=like if seen.law == "token/foreign" else None)
    yield Reaction(
        law="scope/foreign",
        about="caller",
        situation="bad_token",
        way="other asks with the token of main",
        exchange=ask.exchange(question),
        page=ask.page(question),
        like=like,
    )


def _reactions(
    ask: Ask, operation: Operation, lead: _Lead, question: Question, about: str, way: str
) -> Iterator[Reaction]:
    place = operation.listing.meta.get("next")
    from_item = place is not None and place.where == "item"
    for law in ("token/foreign", "token/tied"):
        # An id and a number are nobody's own: whoever sends them asks for what comes after.
        if law == "token/foreign" or (lead.opaque and not from_item):
            yield Reaction(
                law=law,
                about=about,
                situation="bad_token",
                way=way,
                exchange=ask.exchange(question),
                page=ask.page(question),
            )


# --- spoilt ----------------------------------------------------------------------------------------------


def _malformed(ask: Ask, *, operation: Operation, start: Question) -> Iterable[Reaction]:
    first = ask.page(start)
    lead = _lead(operation, first)
    if lead is None:
        return
    for way, token, expects in _spoilt(lead):
        question = lead.ask(start, token)
        yield Reaction(
            law="token/malformed",
            about=lead.key,
            situation="bad_token",
            way=way,
            exchange=ask.exchange(question),
            page=ask.page(question),
            expects=expects,
            like=first if expects == SPOILT and way != _CHANGED else None,
        )
    if not lead.key.startswith(("header:", "cookie:")):
        # However these are taken, they must not make the server fail.
        for token in (lead.token + "\x00", lead.token + "A" * _LONG):
            ask.exchange(lead.ask(start, token))
    ask.exchange(lead.ask(start, ""))


_CHANGED: Final = "a token with one character changed"
"""The other token that it spells may well be that of the first page."""


def _spoilt(lead: _Lead) -> Iterator[tuple[str, str, str]]:
    """How a token is spoilt, in words, the text, and what may be expected of it."""
    if lead.opaque:
        middle = len(lead.token) // 2
        yield "half a token", lead.token[:middle], SPOILT
        other = "B" if lead.token[middle] != "B" else "C"
        changed = lead.token[:middle] + other + lead.token[middle + 1 :]
        yield _CHANGED, changed, SPOILT
    if lead.key.startswith(("header:", "cookie:")):
        return
    if not lead.token.isdigit():
        # Many readers of base 64 pass over what it has no place for: then it is the same token still.
        yield "a token with a letter that no token has", _SNOWMAN + lead.token, SPOILT
        yield "a token that spells null", _NULL, NO_TOKEN


def _expired(ask: Ask, *, operation: Operation, token: str) -> Iterable[Reaction]:
    key = operation.listing.page.param or ""
    question = Question(position=token) if is_link(operation, token) else Question(put=((key, token),))
    yield Reaction(
        law="token/expired",
        about=key,
        situation="bad_token",
        way="a token that has expired",
        exchange=ask.exchange(question),
        page=ask.page(question),
    )
