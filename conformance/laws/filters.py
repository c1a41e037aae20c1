"""Which rows a filter lets through: all that match, and no other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from conformance.comparing.matching import documented, matches, selected, switched_off, text_of
from conformance.comparing.spelling import is_faulty, lacks_rows
from conformance.evidence import Exchange, Filtered, Page, Reaction, Twins, Walk
from conformance.law import Example, Finding, law
from conformance.laws.examples import OPERATION, ROWS, exchange, page, reaction, walk
from conformance.laws.parts import parts
from conformance.laws.sorting import tells_apart
from conformance.laws.telling import TRANSIENT, filtered, items_at, named, pages_with, shown, some, told
from conformance.laws.twins import differences
from conformance.questions import Question
from listproof.contract import Json, Operation, look, pointer_text

_OPEN = Question(size=2, filters=(("state", "open"),))
_OPEN_U1 = Question(size=2, filters=(("state", "open"), ("owner", "u1")))


@law(
    "filter/match",
    Page,
    kept=Example(
        says="both open things are open",
        operation=OPERATION,
        evidence=page(*ROWS[:2], total=2, question=_OPEN),
    ),
    broken=Example(
        says="asked for open things, one comes that is done",
        operation=OPERATION,
        evidence=page(*ROWS[1:3], total=2, question=_OPEN),
    ),
    needs=filtered,
)
def match(operation: Operation, seen: Page) -> Iterator[Finding]:
    """Every item of a filtered list matches the filter."""
    for key, value in _meant(operation, seen.question):
        rule = operation.listing.filters[key]
        at = next((i for i, item in enumerate(seen.items) if matches(rule, value, item) is False), None)
        if at is None or rule.at is None:
            continue
        yield Finding(
            where=f"{operation.listing.items.text}/{at}{pointer_text(rule.at)}",
            expected=value if rule.op == "eq" else f"{rule.op} {text_of(value)}",
            actual=shown(look(seen.items[at], rule.at)),
            because=f"{key}={text_of(value)} was asked for, and {named(seen.ids[at])} does not match",
            exchanges=(seen.exchange,),
            about=key,
        )


def _meant(operation: Operation, question: Question) -> Iterator[tuple[str, Json]]:
    """The filters of a question that the document gives a meaning to. The rest is for the laws on errors."""
    odd = {key for key, _ in (*question.put, *question.add)} | set(question.drop)
    for key, value in question.filters:
        parameter = operation.parameters.get(key)
        known = key in operation.listing.filters and key not in odd
        if known and (parameter is None or documented(parameter, value)):
            yield key, value


@law(
    "filter/complete",
    Filtered,
    kept=Example(
        says="of five things two are done, and both come",
        operation=OPERATION,
        evidence=Filtered(
            about="state",
            filtered=walk(*ROWS[2:4], question=Question(filters=(("state", "done"),))),
            unfiltered=walk(*ROWS),
        ),
    ),
    broken=Example(
        says="of five things two are done, and one of them comes",
        operation=OPERATION,
        evidence=Filtered(
            about="state",
            filtered=walk(ROWS[2], question=Question(filters=(("state", "done"),))),
            unfiltered=walk(*ROWS),
        ),
    ),
    needs=filtered,
)
def complete(operation: Operation, seen: Filtered) -> Iterator[Finding]:
    """A filtered list is the unfiltered one, filtered: no match is lost, and a stated order stays."""
    if len(_added(operation, seen)) == 1:
        yield from _compared(operation, seen)


def _added(operation: Operation, seen: Filtered) -> tuple[tuple[str, Json], ...]:
    """The filters that make the difference between the two walks."""
    return tuple(
        (key, value)
        for key, value in seen.filtered.question.filters
        if (key, value) not in seen.unfiltered.question.filters
        and not (key in operation.listing.filters and switched_off(operation.listing.filters[key], value))
    )


def _compared(operation: Operation, seen: Filtered) -> Iterator[Finding]:
    if not (seen.filtered.whole and seen.filtered.pages and seen.unfiltered.pages):
        return
    if is_faulty(operation, seen.filtered):
        return  # the laws on pages and sizes tell what is amiss with it
    filters = _added(operation, seen)
    came = set(seen.filtered.ids)
    pairs = zip(seen.unfiltered.ids, seen.unfiltered.items, strict=True)
    lost = [one for one, item in pairs if one not in came and selected(operation, filters, item) is True]
    yield from _lost(operation, seen, lost)
    if (
        seen.unfiltered.whole
        and not is_faulty(operation, seen.unfiltered)
        and not lacks_rows(seen.unfiltered)
    ):
        known = Counter(seen.unfiltered.ids)
        strange = tuple((Counter(seen.filtered.ids) - known).elements())
        yield from _strange(operation, seen, strange)
    if not lost:
        yield from _reordered(operation, seen)


def _asked(operation: Operation, seen: Filtered) -> str:
    return " and ".join(f"{key}={text_of(value)}" for key, value in _added(operation, seen))


def _lost(operation: Operation, seen: Filtered, lost: list[str]) -> Iterator[Finding]:
    if lost:
        yield Finding(
            where=items_at(operation),
            expected=told(lost),
            actual=f"{some(len(seen.filtered.ids), 'item')}, and not these",
            because=f"{_asked(operation, seen)} should have brought {some(len(lost), 'more row')}",
            exchanges=_shows(seen.filtered, seen.unfiltered, lost),
            about=seen.about,
        )


def _strange(operation: Operation, seen: Filtered, strange: tuple[str, ...]) -> Iterator[Finding]:
    if strange:
        yield Finding(
            where=items_at(operation),
            expected="only rows of the unfiltered list",
            actual=told(strange),
            because=f"{some(len(strange), 'item')} came with {_asked(operation, seen)} and not without",
            exchanges=(
                pages_with(seen.filtered, strange)[0].exchange,
                seen.unfiltered.pages[0].exchange,
            ),
            about=seen.about,
        )


def _reordered(operation: Operation, seen: Filtered) -> Iterator[Finding]:
    """Two rows the other way round than without the filter: a fact where no stated order tells them apart."""
    places = {identity: at for at, identity in enumerate(seen.unfiltered.ids)}
    if len(places) < len(seen.unfiltered.ids) or seen.filtered.question.sort != seen.unfiltered.question.sort:
        return
    rows = dict(zip(seen.filtered.ids, seen.filtered.items, strict=True))
    known = [identity for identity in seen.filtered.ids if identity in places]
    swapped = [pair for pair in pairwise(known) if places[pair[1]] < places[pair[0]]]
    sort = seen.filtered.question.sort
    told_apart = (pair for pair in swapped if tells_apart(operation, sort, rows[pair[0]], rows[pair[1]]))
    wrong = next(told_apart, None)
    for before, after in (wrong,) if wrong else swapped[:1]:
        yield Finding(
            where=items_at(operation),
            expected=[named(after), named(before)],
            actual=[named(before), named(after)],
            because=f"with {_asked(operation, seen)} rows come in another order than without",
            exchanges=_shows(seen.filtered, seen.unfiltered, [after]),
            about=seen.about,
            fact=wrong is None,
        )


def _shows(one: Walk, other: Walk, ids: list[str]) -> tuple[Exchange, ...]:
    return (pages_with(one, ids)[0].exchange, pages_with(other, ids)[0].exchange)


@law(
    "filter/both",
    Filtered,
    kept=Example(
        says="of the two open things one is u1's, and it comes",
        operation=OPERATION,
        evidence=Filtered(
            about="state&owner",
            filtered=walk(ROWS[0], question=_OPEN_U1),
            unfiltered=walk(*ROWS),
        ),
    ),
    broken=Example(
        says="of two filters only the first is applied",
        operation=OPERATION,
        evidence=Filtered(
            about="state&owner",
            filtered=walk(*ROWS[:2], question=_OPEN_U1),
            unfiltered=walk(*ROWS),
        ),
    ),
    needs=lambda operation: (
        ""
        if len(operation.listing.filters) > 1
        else filtered(operation) or "the contract states one filter only"
    ),
)
def both(operation: Operation, seen: Filtered) -> Iterator[Finding]:
    """Two filters together give the rows that both of them give."""
    if len(seen.filtered.question.filters) < 2:
        return
    filters = seen.filtered.question.filters
    pairs = zip(seen.filtered.ids, seen.filtered.items, strict=True)
    surplus = [one for one, item in pairs if selected(operation, filters, item) is False]
    if surplus:
        words = " and ".join(f"{key}={text_of(value)}" for key, value in filters)
        yield Finding(
            where=items_at(operation),
            expected=f"only items with {words}",
            actual=told(surplus),
            because=f"{some(len(surplus), 'item')} came that fit one of the filters and not the other",
            exchanges=(pages_with(seen.filtered, surplus)[0].exchange,),
            about=seen.about,
        )
    yield from _compared(operation, seen)


@law(
    "filter/all",
    Twins,
    kept=Example(
        says="`state=all` brings what no filter brings",
        operation=OPERATION,
        evidence=Twins(
            law="filter/all",
            about="state",
            left=page(*ROWS[:2], question=Question(size=2)),
            right=page(*ROWS[:2], question=Question(size=2, filters=(("state", "all"),))),
            because="state=all switches the filter off",
        ),
    ),
    broken=Example(
        says="`state=all` looks for things whose state is `all`, and finds none",
        operation=OPERATION,
        evidence=Twins(
            law="filter/all",
            about="state",
            left=page(*ROWS[:2], question=Question(size=2)),
            right=page(total=0, question=Question(size=2, filters=(("state", "all"),))),
            because="state=all switches the filter off",
        ),
    ),
    needs=lambda operation: (
        ""
        if any(rule.all for rule in operation.listing.filters.values())
        else filtered(operation) or "no filter has a value that switches it off"
    ),
)
def all_(operation: Operation, twins: Twins) -> Iterator[Finding]:
    """The value that switches a filter off gives what leaving the filter out gives."""
    yield from differences(operation, twins)


_NOBODY = Question(filters=(("owner", "listproof-no-such-value"),))


@law(
    "filter/no-match",
    Reaction,
    kept=Example(
        says="nobody's things are none",
        operation=OPERATION,
        evidence=reaction(
            "filter/no-match",
            "valid",
            "owner=listproof-no-such-value",
            page(total=0, question=_NOBODY),
            about="owner",
        ),
    ),
    broken=Example(
        says="a value that no row has is answered with 404",
        operation=OPERATION,
        evidence=reaction(
            "filter/no-match",
            "valid",
            "owner=listproof-no-such-value",
            exchange({"error": "No such owner"}, status=404, question=_NOBODY),
            about="owner",
        ),
    ),
    needs=filtered,
)
def no_match(operation: Operation, seen: Reaction) -> Iterator[Finding]:
    """A value that no row has gives an empty list, not an error and not every row."""
    refused = 400 <= seen.exchange.status < 500 and seen.exchange.status not in TRANSIENT
    if not refused and (seen.page is None or not seen.page.items):
        return
    number = None if seen.page is None else len(seen.page.items)
    yield Finding(
        where="status" if number is None else items_at(operation),
        expected="an empty list",
        actual=str(seen.exchange.status) if number is None else some(number, "item"),
        because=f"no row fits {seen.way}",
        exchanges=(seen.exchange,),
        about=seen.about,
    )


LAWS = (match, complete, both, parts, all_, no_match)
