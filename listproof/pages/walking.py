"""Walking a list from page to page: the rule that the contract gives, and the mock's list walked by it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal
from urllib.parse import urljoin

from listproof.contract import MISSING, Json, Operation, Place, Role, look
from listproof.pages.asking import Answer, Mock, Request, request, stand_ins

End = Literal["has_next", "next", "pages", "total", "short", "only"]
"""What tells the last page: a flag, a lead that is not there, a count, a page that is not full; or that
there is one page."""

_MOST_PAGES: Final = 400
_A_SIZE_TO_READ: Final = 2
_LINK: Final = re.compile(r'<([^>]*)>((?:\s*;\s*[^,;="]+(?:="[^"]*"|=[^,;"]*)?)*)')
_PARAMETER: Final = re.compile(r';\s*([^,;="\s]+)\s*(?:=\s*(?:"([^"]*)"|([^,;"\s]*)))?')


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """How the next page is asked for, and how the last one is known."""

    by: Literal["page", "offset", "token", "url", "none"]
    end: End
    first: int = 0
    """The first page's number or offset."""


def rule_of(operation: Operation, lead: Json = None) -> Rule | None:
    """The rule of this contract; None where it doesn't say where the next page is.

    `lead` is what the mock's first page has for the next one: it shows whether that is a URL or a token.
    """
    paging, meta = operation.mocked.page, operation.listing.meta
    if paging.by == "none" or (paging.param is None and paging.by in ("page", "offset")):
        return Rule(by="none", end="only")
    if paging.by in ("page", "offset"):
        wanted: tuple[End, ...] = ("has_next", "next", "pages", "total")
        usable = [role for role in wanted if not (role == "pages" and paging.by == "offset")]
        end: End = next((role for role in usable if role in meta), "short")
        return Rule(by=paging.by, end=end, first=first_position(operation))
    place = meta.get("next")
    if place is None:
        return None
    if place.where == "item":
        return (
            None
            if paging.param is None
            else Rule(by="token", end="has_next" if "has_next" in meta else "short")
        )
    is_url = paging.by == "link" or place.where == "link" or (isinstance(lead, str) and _is_url(lead))
    if not is_url and paging.param is None:
        return None
    return Rule(by="url" if is_url else "token", end="next")


def first_position(operation: Operation) -> int:
    """The number of the first page, or the first offset."""
    paging = operation.mocked.page
    if paging.first:
        return paging.first[0]
    parameter = operation.parameters.get(paging.param or "")
    if parameter is not None and isinstance(parameter.default, int):
        return int(parameter.default)
    if parameter is not None and parameter.minimum is not None:
        return parameter.minimum
    return int(paging.by == "page")


def _is_url(text: str) -> bool:
    return text.startswith(("http://", "https://", "/", "?"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A page of the mock's: the request as it is shown, the answer, and the rows that it holds."""

    position: str
    """What was sent for the page; empty for the first request of tokens and links."""
    request: Request
    answer: Answer
    skipped: int
    items: tuple[Json, ...]

    def figure(self, place: Place) -> Json:
        """What stands at the place, or MISSING."""
        return read(place, self.answer, self.items)

    @property
    def rows(self) -> tuple[int, int]:
        """The first and the last of its rows, counted from 1; equal to (n + 1, n) where it has none."""
        return self.skipped + 1, self.skipped + len(self.items)


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """The pages of one list that are shown, and how many there are."""

    size: int | None
    """The size that was sent; None for none."""
    shown: tuple[Seen, ...]
    """The first page, the second and the last, as far as they differ."""
    pages: int
    rows: int
    past: Seen | None = None
    """What comes past the end, where a client can ask for it."""


def read(place: Place, answer: Answer, items: tuple[Json, ...]) -> Json:
    """What stands at the place of an answer, or MISSING."""
    if place.where == "link":
        return _link(answer.header("Link"), place.name)
    if place.where == "item":
        return look(items[-1], place.pointer or ()) if items else MISSING
    if place.where == "body":
        return look(answer.json, place.pointer or ())
    text = answer.header(place.name)
    if not text:
        return MISSING
    if place.pointer is None:
        return text
    try:
        return look(json.loads(text), place.pointer)
    except ValueError:
        return MISSING


def _link(header: str, rel: str) -> Json:
    """The target of the relation in a Link header (RFC 8288, 3), or MISSING."""
    for target, parameters in _LINK.findall(header):
        for name, quoted, bare in _PARAMETER.findall(parameters):
            if name.lower() == "rel" and rel in (quoted or bare).lower().split():
                return target
    return MISSING


class Walker:
    """Asks the mock of one operation for pages."""

    def __init__(self, operation: Operation, mock: Mock) -> None:
        self._operation = operation
        self._mock = mock
        self._shown_by = stand_ins(operation, mock.main)
        first = self._page("", None, 0, None)
        place = operation.listing.meta.get("next")
        lead = first.figure(place) if place is not None else MISSING
        self.rule = rule_of(operation, lead)
        self.first = first
        """The page that comes when nothing but what is required is sent."""

    @property
    def answers(self) -> bool:
        """Whether the mock lists anything at all to the one who asks."""
        return 200 <= self.first.answer.status < 300

    def walk(self, size: int | None = None) -> Walk | None:
        """The list walked with this size; None where the mock refuses or the contract can't be followed."""
        if not self.answers or self.rule is None:
            return None
        pages = [page for page, _ in zip(self._pages(size), range(_MOST_PAGES), strict=False)]
        held = [page for page in pages if page.items] or pages[:1]
        if not held or held[0].answer.status >= 300:
            return None
        last = held[-1]
        shown = dict.fromkeys([0, min(1, len(held) - 1), len(held) - 1])
        return Walk(
            size=size,
            shown=tuple(held[at] for at in shown),
            pages=len(held),
            rows=last.skipped + len(last.items),
            past=self._past(len(held), last.skipped + len(last.items), size),
        )

    def small_walk(self) -> Walk | None:
        """The list walked two rows at a time, so that its bodies can be read; else by its usual size."""
        size = self._operation.mocked.size
        if size is None or (size.minimum or 1) > _A_SIZE_TO_READ or (size.maximum or 100) < _A_SIZE_TO_READ:
            return self.walk()
        return self.walk(_A_SIZE_TO_READ)

    def filtered(self) -> Mapping[str, tuple[str, Seen]]:
        """By filter key: a value that the first page's rows have, and the page that it gives."""
        found: dict[str, tuple[str, Seen]] = {}
        for key, one in self._operation.listing.filters.items():
            parameter = self._operation.parameters[key]
            if one.at is None or one.op != "eq" or parameter.location != "query":
                continue
            held = (look(item, one.at) for item in self.first.items)
            texts = [each for each in held if isinstance(each, str) and each]
            if texts:
                value = min(texts, key=texts.count)  # the rarest shows best that something is filtered
                page = self._page("", None, 0, None, {key: value})
                if page.answer.status < 300:
                    found[key] = (value, page)
        return found

    def _pages(self, size: int | None) -> Iterator[Seen]:
        position: str = self._start()
        url, skipped, full = None, 0, 0
        before: tuple[Json, ...] = ()
        for number in range(_MOST_PAGES):
            page = self._page(position, size, skipped, url)
            if page.items and page.items == before:  # past the end the last page comes again
                return
            before = page.items
            yield page
            full = full or len(page.items)
            if page.answer.status >= 300 or not page.items or self._is_last(page, number, full):
                return
            skipped += len(page.items)
            lead = self._lead(page)
            url = lead if self.rule and self.rule.by == "url" else None
            position = self._next(number, skipped, lead)

    def _start(self) -> str:
        rule = self.rule
        return str(rule.first) if rule is not None and rule.by in ("page", "offset") else ""

    def _next(self, number: int, skipped: int, lead: str) -> str:
        rule = self.rule
        if rule is not None and rule.by == "page":
            return str(rule.first + number + 1)
        return str(rule.first + skipped) if rule is not None and rule.by == "offset" else lead

    def _lead(self, page: Seen) -> str:
        place = self._operation.listing.meta.get("next")
        found = page.figure(place) if place is not None else MISSING
        return "" if found is MISSING or found is None else str(found)

    def _is_last(self, page: Seen, number: int, full: int) -> bool:
        rule, meta = self.rule, self._operation.listing.meta
        if rule is None or rule.end == "only":
            return True
        if rule.end == "short":
            return len(page.items) < full
        value = page.figure(meta[rule.end])
        if rule.end == "has_next":
            return str(value).lower() != "true"
        if rule.end == "next":
            return value in (MISSING, None, "")
        count = int(value) if str(value).isdigit() else 0
        return (number + 1 if rule.end == "pages" else page.skipped + len(page.items)) >= count

    def _past(self, pages: int, rows: int, size: int | None) -> Seen | None:
        """The page after the last one, where a client can count to it."""
        rule = self.rule
        if rule is None or rule.by not in ("page", "offset"):
            return None
        position = rule.first + (max(pages, 1) if rule.by == "page" else rows)
        return self._page(str(position), size, rows, None)

    def _page(
        self,
        position: str,
        size: int | None,
        skipped: int,
        url: str | None,
        filters: Mapping[str, str] | None = None,
    ) -> Seen:
        operation, paging = self._operation, self._operation.mocked.page
        values: dict[str, str | None] = dict(filters or {})
        if position and paging.param is not None:
            values[paging.param] = position
        if size is not None and operation.mocked.size is not None:
            values[operation.mocked.size.param] = str(size)
        sent = request(operation, self._mock.main, values)
        shown = request(operation, self._shown_by, values)
        if url is not None:
            # References are resolved as a client does; the mock stands at the root of its server.
            target = urljoin("http://mock" + sent.target, url).removeprefix("http://mock")
            sent, shown = (Request(method="GET", target=target, headers=one.headers) for one in (sent, shown))
        answer = self._mock.ask(sent)
        found = look(answer.json, operation.listing.items.pointer or ())
        items = tuple(found) if isinstance(found, list) and answer.status < 300 else ()
        return Seen(position=position, request=shown, answer=answer, skipped=skipped, items=items)


def figures(page: Seen, meta: Mapping[Role, Place]) -> Mapping[Role, Json]:
    """The page's figures by role."""
    return {role: page.figure(place) for role, place in meta.items()}
