"""Where links to other pages lead: to the target itself, to what was asked, there and back.

What a link's text says is compared as little as can be: filters and order may stand in it or in its token.
So it is followed, and the rows behind it tell.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Final
from urllib.parse import SplitResult, urljoin, urlsplit

from conformance.evidence import Linked, Page, Step
from conformance.law import Example, Finding, law
from conformance.laws import examples
from conformance.laws.examples import OPERATION, ROWS, but
from conformance.laws.telling import TRANSIENT, items_at, paged, place_of, some, told
from conformance.questions import Question
from listproof.contract import Json, Operation, Role

LEADING: Final[tuple[Role, ...]] = ("next", "prev", "first", "last")
"""The roles whose values lead to another page."""
_PORTS: Final = {"http": 80, "https": 443}

_LINKED = but(OPERATION, meta={role: f"link:{role}" for role in LEADING})
_BASE = "https://api.example/v1"


def leading(operation: Operation) -> tuple[Role, ...]:
    """The roles of the contract that lead to other pages by a token or link of the answer's own."""
    meta = operation.listing.meta
    return tuple(role for role in LEADING if role in meta and meta[role].where != "item")


def _needs(*roles: Role) -> Callable[[Operation], str]:
    def needs(operation: Operation) -> str:
        stated = set(leading(operation)) & set(roles)
        return paged(operation) or ("" if stated else "the contract states no link to such a page")

    return needs


def _page(*items: Json, skipped: int = 0, question: Question | None = None, **says: Json) -> Page:
    return examples.page(*items, skipped=skipped, question=question, operation=_LINKED, **says)


def _linked(link: str) -> Linked:
    return Linked(page=_page(*ROWS[:2], next=link), role="next", link=link, base=_BASE)


# --- which host ------------------------------------------------------------------------------------------


@law(
    "link/host",
    Linked,
    kept=Example(
        says="a link from the server's root",
        operation=_LINKED,
        evidence=_linked("/v1/things?page=2"),
    ),
    broken=Example(
        says="a link to the name that the backend has behind its proxy",
        operation=_LINKED,
        evidence=_linked("http://backend:8000/things?page=2"),
    ),
    needs=_needs(*LEADING),
)
def host(operation: Operation, seen: Linked) -> Iterator[Finding]:
    """A link has the scheme, host and port that were asked, or leaves them out (RFC 3986, 4.2)."""
    base = _split(seen.base)
    if base is None or not base.hostname:
        return
    place = place_of(operation, seen.role)
    try:
        led = _split(urljoin(seen.base, seen.link))
    except ValueError:
        led = None
    if led is None or _origin(led) != _origin(base):
        yield Finding(
            where=place,
            expected=f"{_written(base)}, or a link without a host",
            actual=seen.link if led is None else _written(led),
            because="a client that follows it asks somebody else, with its credentials",
            exchanges=(seen.page.exchange,),
            about=place,
        )


def _split(url: str) -> SplitResult | None:
    """The URL in its parts; None for what is no URL at all."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts


def _origin(parts: SplitResult) -> tuple[str, str, int | None]:
    return parts.scheme, parts.hostname or "", parts.port or _PORTS.get(parts.scheme)


def _written(parts: SplitResult) -> str:
    """Scheme, host and port, without whatever credentials stand before the host."""
    port = "" if parts.port is None else f":{parts.port}"
    return f"{parts.scheme}://{parts.hostname or ''}{port}"


# --- what is behind it -----------------------------------------------------------------------------------

_OPEN = Question(size=1, filters=(("state", "open"),))


def _step(name: str, role: Role, came: Page, source: Page, *due: Json) -> Step:
    return Step(
        law=name,
        role=role,
        source=source,
        exchange=came.exchange,
        page=came,
        due=tuple(examples.identity(row) for row in due),
        because="state=open was asked for" if source.question.filters else "this page was left by next",
    )


def _led(operation: Operation, seen: Step) -> Iterator[Finding]:
    """The rows that are due come behind the link, and no others."""
    place = place_of(operation, seen.role)
    exchanges = (seen.exchange, seen.source.exchange)
    if seen.page is None:
        status = seen.exchange.status
        if 0 < status < 500 and status not in TRANSIENT:
            because = f"{place} of an answer leads here, and {seen.because}"
            yield Finding(
                where="status",
                expected="a page",
                actual=status,
                because=because,
                exchanges=exchanges,
                about=place,
            )
        return
    if seen.due is None:
        return
    lacking = tuple((Counter(seen.due) - Counter(seen.page.ids)).elements())
    surplus = tuple((Counter(seen.page.ids) - Counter(seen.due)).elements())
    if lacking or surplus:
        yield Finding(
            where=items_at(operation),
            expected=told(lacking) if lacking else f"only {some(len(seen.due), 'item')}",
            actual=told(surplus) if surplus else some(len(seen.page.ids), "item"),
            because=f"{place} leads here, and {seen.because}",
            exchanges=exchanges,
            about=place,
        )


@law(
    "link/keeps",
    Step,
    kept=Example(
        says="behind the next page of the open things is the second of them",
        operation=_LINKED,
        evidence=_step("link/keeps", "next", _page(ROWS[1]), _page(ROWS[0], question=_OPEN), ROWS[1]),
    ),
    broken=Example(
        says="behind the next page of the open things is the third of all things",
        operation=_LINKED,
        evidence=_step("link/keeps", "next", _page(ROWS[2]), _page(ROWS[0], question=_OPEN), ROWS[1]),
    ),
    needs=_needs("next"),
)
def keeps(operation: Operation, seen: Step) -> Iterator[Finding]:
    """Behind the link are the next rows of what was asked for, as many as were asked for."""
    yield from _led(operation, seen)


_SECOND = _page(*ROWS[2:4], skipped=2)


@law(
    "link/back",
    Step,
    kept=Example(
        says="from page 2 back to page 1",
        operation=_LINKED,
        evidence=_step("link/back", "prev", _page(*ROWS[:2]), _SECOND, *ROWS[:2]),
    ),
    broken=Example(
        says="from page 2 back to page 2",
        operation=_LINKED,
        evidence=_step("link/back", "prev", _SECOND, _SECOND, *ROWS[:2]),
    ),
    needs=_needs("prev"),
)
def back(operation: Operation, seen: Step) -> Iterator[Finding]:
    """The previous page of the next page is this page."""
    yield from _led(operation, seen)


@law(
    "link/ends",
    Step,
    kept=Example(
        says="the last page has the last row",
        operation=_LINKED,
        evidence=_step("link/ends", "last", _page(ROWS[4], skipped=4), _SECOND, ROWS[4]),
    ),
    broken=Example(
        says="the last page is the one before the last",
        operation=_LINKED,
        evidence=_step("link/ends", "last", _SECOND, _SECOND, ROWS[4]),
    ),
    needs=_needs("first", "last"),
)
def ends(operation: Operation, seen: Step) -> Iterator[Finding]:
    """First leads to the first rows; last to a page that ends with the last row, cut wherever it likes."""
    if seen.role == "first" or seen.page is None:
        yield from _led(operation, seen)
        return
    last = (seen.due or ())[-1:]
    if last and seen.page.ids[-1:] != last:
        place = place_of(operation, "last")
        yield Finding(
            where=items_at(operation),
            expected=told(last),
            actual=told(seen.page.ids[-1:]),
            because=f"{place} leads here, and this page does not end with the last row",
            exchanges=(seen.exchange, seen.source.exchange),
            about=place,
        )


LAWS = (host, keeps, back, ends)
