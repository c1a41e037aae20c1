"""The edges of pages: the first, a middle one, the last, exactly full, just past the end and far past it,
at the least, an odd, the default and the greatest size; sizes out of range; a second walk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import Final

from conformance.asking.reading import first_position
from conformance.comparing.matching import matches
from conformance.comparing.spelling import is_faulty
from conformance.evidence import Counted, Page, Reaction, Rewalked, Twins, Walk
from conformance.law import Ask, Probe
from conformance.probes.windows import BRIEF, Windows, last_start, past_start, windows
from conformance.questions import Question
from conformance.survey import Survey
from conformance.target import Target
from listproof.contract import Operation, Size

_ON_PAGES: Final = (
    "page/window", "sort/stable", "size/at-most", "size/full",
    "meta/page", "meta/size", "meta/offset", "meta/returned", "meta/total", "meta/total-all", "meta/pages",
    "meta/has-next", "meta/has-prev", "meta/next", "meta/prev", "meta/first", "meta/last",
)  # fmt: skip
"""The laws that judge every page."""

FAR: Final = 1_000_000

OVERFLOWING: Final = 2**32
"""So many rows that the place of the page after them begins anew where it is reckoned in 32 bits."""


def probes(operation: Operation, survey: Survey, target: Target) -> Iterator[Probe]:  # noqa: ARG001
    """Probes on pages and sizes."""
    pages = windows(operation, survey)
    yield Probe(
        asks="the list in pages of another size",
        laws=("page/complete", "page/no-repeats", "page/ends", "sort/default", *_ON_PAGES),
        gather=partial(_walks, pages=pages, survey=survey),
    )
    if pages.by_number:
        yield Probe(
            asks="the first page, named and not", laws=("page/first",), gather=partial(_first, pages=pages)
        )
        yield Probe(asks="pages at their edges", laws=_ON_PAGES, gather=partial(_edges, pages=pages))
        yield Probe(
            asks="pages past the end",
            laws=("page/past-end", "page/no-repeats", *_ON_PAGES),
            gather=partial(_past_end, pages=pages),
        )
    if operation.listing.size is None:
        return
    yield Probe(
        asks="pages without a size",
        laws=("size/default", "size/omit", *_ON_PAGES),
        gather=partial(_without_size, pages=pages, survey=survey),
    )
    yield Probe(
        asks="sizes out of range",
        laws=("size/over", "size/under", "safety/maximum"),
        gather=partial(_out_of_range, size=operation.listing.size),
    )
    if operation.listing.size.alias is not None:
        yield Probe(
            asks="the size by its other name",
            laws=("size/alias", "size/at-most"),
            gather=partial(_alias, pages=pages, alias=operation.listing.size.alias),
        )


# --- walks ---------------------------------------------------------------------------------------------


def _walks(ask: Ask, *, pages: Windows, survey: Survey) -> Iterable[Rewalked | Counted]:
    first = ask.walk(survey.main.question, pages=survey.budget)
    yield Rewalked(walk=first)
    size = pages.brief()
    if size is None:
        return
    again = ask.walk(survey.main.question.but(size=size), pages=BRIEF + 2)
    yield Rewalked(walk=again, beside=first)
    if not pages.by_number and first.whole and not is_faulty(pages.operation, first):
        # Tokens don't say how many rows were skipped; the walk does.
        one_by_one = ask.walk(survey.main.question.but(size=pages.smallest), pages=3)
        for walk in (again, one_by_one):
            yield from _placed(walk.pages, first.items, first.ids)


def _placed(pages: Iterable[Page], rows: tuple[object, ...], ids: tuple[str, ...]) -> Iterator[Counted]:
    skipped = 0
    for page in pages:
        yield Counted(
            page=replace(page, skipped=skipped), rows=rows, ids=ids, everything=len(rows), ordered=True
        )
        skipped += len(page.items)


# --- single pages --------------------------------------------------------------------------------------


def _first(ask: Ask, *, pages: Windows) -> Iterable[Twins]:
    named = pages.at(0, pages.largest)
    if named is None:
        return
    left, right = ask.page(named.but(position=None)), ask.page(named)
    if left is not None and right is not None:
        param = pages.operation.listing.page.param or ""
        because = f"{param}={named.position} is the first page"
        yield Twins(law="page/first", about=param, left=left, right=right, because=because)


def _edges(ask: Ask, *, pages: Windows) -> Iterable[Reaction]:
    for skipped, size in edges(pages):
        question = pages.at(skipped, size)
        if question is not None:
            ask.page(question)
    return ()


def edges(pages: Windows) -> Iterator[tuple[int, int | None]]:
    """The windows worth asking for, as rows skipped and size."""
    total, largest = pages.total, pages.largest
    if largest is None:
        yield 0, None
        return
    least, odd, exact = pages.smallest, pages.odd, pages.exact()
    yield 0, least
    if total is None:
        yield from ((odd, odd), (largest, largest))
        return
    yield from ((total // 2 // least * least, least), (last_start(total, least), least))
    yield 0, pages.default
    if total > odd:
        yield from ((0, odd), (odd, odd), (total // 2 // odd * odd, odd), (last_start(total, odd), odd))
    if exact is not None:
        yield from ((last_start(total, exact), exact), (0, exact))
    yield from ((total // 2 // largest * largest, largest), (last_start(total, largest), largest))
    if pages.operation.listing.page.by == "offset":
        yield from _unaligned(total, largest, odd)


def _unaligned(total: int, largest: int, odd: int) -> Iterator[tuple[int, int]]:
    """Offsets that are no multiple of the size, and windows that end with the list and one row past it."""
    near = ((1, odd), (total // 2 + 3, odd), (total - odd, odd), (total - odd + 1, odd), (total - 1, largest))
    yield from ((skipped, size) for skipped, size in near if 0 < skipped < total)


def _past_end(ask: Ask, *, pages: Windows) -> Iterable[Reaction | Walk]:
    total, largest = pages.total, pages.largest
    by_offset = pages.operation.listing.page.by == "offset"
    if not total or (pages.told is not None and pages.told > total):
        return  # where rows were lost, nobody knows what is past the end
    sizes = [largest, pages.exact(), pages.smallest] if largest else []
    for size in dict.fromkeys(size for size in sizes if size is not None):
        yield from _one_past_end(ask, pages, total if by_offset else past_start(total, size), size)
    beyond = max(FAR, 2 * total) if by_offset else past_start(max(OVERFLOWING, total), largest or 1)
    far = pages.at(beyond, largest)
    if far is not None and not pages.bounded:
        yield _past(ask, pages, far, None, "far past the end")
        yield from _begun_anew(ask, pages, Question(position=OVERFLOWING) if by_offset else far)


def _begun_anew(ask: Ask, pages: Windows, far: Question) -> Iterator[Walk]:
    """The first page and one far past the end as parts of one walk, where just past the end no rows come."""
    total, size = pages.total or 0, pages.largest
    by_offset = pages.operation.listing.page.by == "offset"
    start, beyond = pages.at(0, size), pages.at(total if by_offset else past_start(total, size or 1), size)
    if start is None or beyond is None:
        return
    first, past, page = ask.page(start), ask.page(beyond), ask.page(far)
    if first is not None and past is not None and page is not None and not past.items:
        yield Walk(question=start, pages=(first, page), ended="budget")


def _one_past_end(ask: Ask, pages: Windows, skipped: int, size: int) -> Iterator[Reaction]:
    question, before = pages.at(skipped, size), pages.at(last_start(pages.total or 1, size), size)
    if question is not None:
        yield _past(ask, pages, question, None if before is None else ask.page(before), f"{size} a page")


def _past(ask: Ask, pages: Windows, question: Question, like: Page | None, how: str) -> Reaction:
    param = pages.operation.listing.page.param or ""
    return Reaction(
        law="page/past-end",
        about=param,
        situation="bad_page",
        way=f"{param}={question.position} ({how}, {pages.total} rows)",
        exchange=ask.exchange(question),
        page=ask.page(question),
        like=like,
    )


# --- sizes ---------------------------------------------------------------------------------------------


def _without_size(ask: Ask, *, pages: Windows, survey: Survey) -> Iterable[Reaction]:
    ask.page(Question())
    first, by = first_position(pages.operation), pages.operation.listing.page.by
    if not pages.by_number or first is None:
        return ()
    ask.page(Question(position=first))
    size, total = pages.operation.listing.size, pages.total
    default = size.default if size else None
    if default is None or not total or total <= default:
        return ()
    step = default if by == "offset" else 1
    ask.page(Question(position=first + step))
    ask.page(Question(position=first + last_start(total, default) // default * step))
    for filters in _one_filter(pages.operation, survey):
        ask.page(Question(filters=filters))
    return ()


def _one_filter(operation: Operation, survey: Survey) -> Iterator[tuple[tuple[str, str], ...]]:
    """A filter value that few rows have, yet more than a page: what an omitted size means must hold there."""
    size = operation.listing.size
    default = (size.default if size else None) or 0
    for key, rule in operation.listing.filters.items():
        parameter = operation.parameters.get(key)
        values = [value for value in parameter.enum if value not in rule.all] if parameter else []
        if values and survey.rows:
            fitting = {
                value: sum(matches(rule, value, row) is True for row in survey.rows) for value in values
            }
            several = [value for value in values if fitting[value] > default]
            yield ((key, min(several, key=lambda value: fitting[value], default=values[0])),)
            return


def _out_of_range(ask: Ask, *, size: Size) -> Iterable[Reaction]:
    if size.maximum is not None:
        like = ask.page(Question(size=size.maximum))
        for value in (size.maximum + 1, FAR):
            yield _sized(ask, "size/over", size, value, like)
    default = ask.page(Question())
    least = 1 if size.minimum is None else size.minimum
    for value in dict.fromkeys((least - 1, -1)):
        yield _sized(ask, "size/under", size, value, default)


def _sized(ask: Ask, law: str, size: Size, value: int, like: Page | None) -> Reaction:
    question = Question(size=value)
    return Reaction(
        law=law,
        about=size.param,
        situation="bad_size",
        way=f"{size.param}={value}",
        exchange=ask.exchange(question),
        page=ask.page(question),
        like=like,
    )


def _alias(ask: Ask, *, pages: Windows, alias: str) -> Iterable[Twins]:
    size = pages.odd
    second = pages.at(size, size)
    largest = Question(size=pages.largest)
    keys = list(pages.operation.listing.sort.keys) if pages.operation.listing.sort.by else []
    if keys and pages.start.size is not None:
        largest = pages.start.but(sort=(keys[-1], False))
    for named in (pages.at(0, size), second, largest):
        if named is None or named.size is None:
            continue
        left = ask.page(named)
        right = ask.page(named.but(size=None, put=((alias, str(named.size)),)))
        if left is not None and right is not None:
            param = pages.operation.listing.size.param if pages.operation.listing.size else ""
            because = f"{alias}={named.size} is {param}={named.size} by its other name"
            yield Twins(law="size/alias", about=alias, left=left, right=right, because=because)
