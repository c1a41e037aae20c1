"""The figures of a summary: what they count, whatever the filters and the page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

from conformance.comparing.matching import in_force, text_of
from conformance.evidence import Exchange, Page, Walk, Whole
from conformance.law import Example, Finding, law
from conformance.laws import examples
from conformance.laws.examples import OPERATION, ROWS
from conformance.questions import Question
from listproof.contract import MISSING, Json, Listing, Operation, Tally, look

_SUMMED = examples.but(
    OPERATION,
    summary=(
        Tally(place=examples.place("/summary/all"), filters={}),
        Tally(place=examples.place("/summary/open"), filters={"state": "open"}),
    ),
)


def _needs_summary(operation: Operation) -> str:
    return "" if operation.listing.summary else "the contract states no summary"


def figure(exchange: Exchange, tally: Tally) -> Json:
    """What the answer says at the tally's place, or MISSING."""
    at = tally.place
    if at.where == "header":
        text = exchange.header(at.name)
        if text is None:
            return MISSING
        try:
            value = json.loads(text)
        except ValueError:
            return text
        return look(value, at.pointer or ())
    return look(exchange.json, at.pointer or ())


def _same(actual: Json, count: int) -> bool:
    return isinstance(actual, (int, float)) and not isinstance(actual, bool) and actual == count


def _selected(listing: Listing, tally: Tally, item: Json) -> bool | None:
    """Whether the item is one that the figure counts; None where the field is not in the item."""
    for key, wanted in tally.filters.items():
        stated = listing.filters.get(key)
        if stated is None or stated.at is None or stated.op != "eq":
            return None
        if wanted not in stated.all and look(item, stated.at) != wanted:
            return False
    return True


def _saying(page: Page, summary: Json) -> Page:
    """The same page with this summary in its body."""
    return replace(page, exchange=replace(page.exchange, json={**page.exchange.json, "summary": summary}))


def _whole(*pages: Page) -> Whole:
    return Whole(exchanges=tuple(page.exchange for page in pages), pages=pages, walks=())


def _summed(*rows: Json, summary: Json) -> Page:
    page = examples.page(*rows, operation=_SUMMED, total=len(rows), size=4)
    return _saying(page, summary=summary)


def _summed_walk(summary: Json, rows: tuple[Json, ...] = ROWS[:4]) -> Walk:
    return Walk(question=Question(size=4), pages=(_summed(*rows, summary=summary),), ended="end")


@law(
    "summary/counts",
    Walk,
    kept=Example(
        says="of four rows two are open, and the summary says so",
        operation=_SUMMED,
        evidence=_summed_walk({"all": 4, "open": 2}),
    ),
    broken=Example(
        says="of four rows two are open, and the summary says three",
        operation=_SUMMED,
        evidence=_summed_walk({"all": 4, "open": 3}),
    ),
    needs=_needs_summary,
)
def counts(operation: Operation, seen: Walk) -> Iterator[Finding]:
    """Each figure is the number of rows of the whole, unfiltered list that its filter values select."""
    held = in_force(operation, seen.question.filters)
    if not seen.whole or not seen.pages or held.keys() & dict(seen.question.filters).keys():
        return
    first = seen.pages[0].exchange
    for tally in operation.listing.summary:
        if not held.items() <= dict(tally.filters).items():
            continue  # a filter that holds by default hides rows that this figure counts
        chosen = [_selected(operation.listing, tally, item) for item in seen.items]
        if None in chosen:
            continue
        actual, expected = figure(first, tally), chosen.count(True)
        if not _same(actual, expected):
            yield Finding(
                where=tally.place.text,
                expected=expected,
                actual=None if actual is MISSING else actual,
                because=f"{expected} of the {len(chosen)} rows of the whole list {_words(tally)}",
                exchanges=(first,),
                about=tally.place.text,
            )


def _words(tally: Tally) -> str:
    if not tally.filters:
        return "count"
    return "have " + " and ".join(f"{key}={text_of(value)}" for key, value in tally.filters.items())


@law(
    "summary/constant",
    Whole,
    kept=Example(
        says="the summary of a filtered page is that of the plain one",
        operation=_SUMMED,
        evidence=_whole(
            _summed(*ROWS[:4], summary={"all": 4, "open": 2}),
            _summed(*ROWS[:2], summary={"all": 4, "open": 2}),
        ),
    ),
    broken=Example(
        says="the summary of a filtered page counts that page's rows",
        operation=_SUMMED,
        evidence=_whole(
            _summed(*ROWS[:4], summary={"all": 4, "open": 2}),
            _summed(*ROWS[:2], summary={"all": 2, "open": 2}),
        ),
    ),
    needs=_needs_summary,
)
def constant(operation: Operation, seen: Whole) -> Iterator[Finding]:
    """All pages of one caller and one scope have the same summary."""
    firsts: dict[Json, Page] = {}
    for page in seen.pages:
        question = page.question
        if any(key.startswith(("path:", "header:")) for key, _ in question.put) or question.headers:
            continue
        whose = (question.caller, question.scope)
        first = firsts.setdefault(whose, page)
        for tally in operation.listing.summary:
            before, now = figure(first.exchange, tally), figure(page.exchange, tally)
            if before != now:
                yield Finding(
                    where=tally.place.text,
                    expected=None if before is MISSING else before,
                    actual=None if now is MISSING else now,
                    because="the summary counts the whole list, and another page of it said otherwise",
                    exchanges=(page.exchange, first.exchange),
                    about=tally.place.text,
                )
                return


@law(
    "summary/agrees",
    Page,
    kept=Example(
        says="the total of state=open is the summary's figure for open",
        operation=_SUMMED,
        evidence=_saying(
            examples.page(
                *ROWS[:2],
                total=2,
                size=4,
                operation=_SUMMED,
                question=Question(size=4, filters=(("state", "open"),)),
            ),
            summary={"all": 5, "open": 2},
        ),
    ),
    broken=Example(
        says="the total of state=open is that of the whole list",
        operation=_SUMMED,
        evidence=_saying(
            examples.page(
                *ROWS[:2],
                total=5,
                size=4,
                operation=_SUMMED,
                question=Question(size=4, filters=(("state", "open"),)),
            ),
            summary={"all": 5, "open": 2},
        ),
    ),
    needs=lambda operation: (
        _needs_summary(operation)
        or ("" if "total" in operation.listing.meta else "the contract states no total")
    ),
)
def agrees(operation: Operation, seen: Page) -> Iterator[Finding]:
    """Where a page's filters are those of a figure, the page's total is that figure."""
    filters = operation.listing.filters
    if any(key in filters for key, _ in (*seen.question.put, *seen.question.add)):
        return
    held = in_force(operation, seen.question.filters)
    total = seen.meta.get("total", MISSING)
    for tally in operation.listing.summary:
        counted = figure(seen.exchange, tally)
        if dict(tally.filters) != held or counted is MISSING or total is MISSING or counted == total:
            continue
        yield Finding(
            where=operation.listing.meta["total"].text,
            expected=counted,
            actual=total,
            because=f"{tally.place.text} counts the rows that the page's filters select",
            exchanges=(seen.exchange,),
            about=tally.place.text,
        )


LAWS = (counts, constant, agrees)
