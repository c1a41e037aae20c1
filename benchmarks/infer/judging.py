"""Judging: what inference says of a GET, beside what was read in its document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from benchmarks.infer.truth import Read, Truth, Way
from listproof.contract import MISSING, Json
from listproof.infer.proposals import Passed, Proposal

Verdict = Literal["right", "wrong", "open"]
COLUMNS: Final = ("list", "roles", "items", "maximum", "first page", "places", "filters", "order")
# The roles of places that a person looked for; what else inference names is not judged.
_PLACES: Final = ("total", "has_next", "next", "prev", "pages")


@dataclass(frozen=True, slots=True)
class Judgement:
    """One thing that was looked at."""

    column: str
    verdict: Verdict
    path: str
    said: str = ""
    """What inference says, and what is right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """The judgements on one document, and its counts."""

    truth: Truth
    operations: int
    gets: int
    found: int
    judgements: tuple[Judgement, ...]
    counts: Mapping[tuple[str, str], int] = field(default_factory=dict)

    @property
    def wrong(self) -> list[Judgement]:
        """What inference states and is not so."""
        return [each for each in self.judgements if each.verdict == "wrong"]


def score(truth: Truth, operations: int, results: Mapping[str, Proposal | Passed]) -> Score:
    """The judgements on the sample; `results` has what is said of each GET, by path."""
    judgements = tuple(
        judgement for read in truth.sample for judgement in judged(read, results.get(read.path))
    )
    return Score(
        truth=truth,
        operations=operations,
        gets=len(results),
        found=sum(_pages(each) for each in results.values()),
        judgements=judgements,
        counts=tally(judgements),
    )


def tally(judgements: Iterable[Judgement]) -> dict[tuple[str, str], int]:
    """How many judgements of each column came to each verdict."""
    return dict(Counter((each.column, each.verdict) for each in judgements))


def judged(read: Read, result: Proposal | Passed | None) -> Iterator[Judgement]:
    """The judgements on one GET of the sample."""
    if not read.ways:
        yield from _untold(read, result)
        return
    if not isinstance(result, Proposal) or not _pages(result):
        yield from _missed(read, result)
        return
    yield Judgement("list", "right", read.path)
    way = _nearest(read.ways, result)
    yield _roles(read, result)
    yield from _items(read, result)
    yield from _maximum(read, way, result)
    yield from _first(read, way, result)
    yield from _places(read, result)
    yield from _filters(read, result)
    yield from _order(read, result)


def _untold(read: Read, result: Proposal | Passed | None) -> Iterator[Judgement]:
    """Where there is no list, or the document doesn't tell how it pages: whatever is stated is wrong."""
    if isinstance(result, Proposal) and _pages(result):
        what = "the document doesn't tell how it pages" if read.is_list else "it is no list that pages"
        yield Judgement("list", "wrong", read.path, f"pages by {_by(result)}, and {what}")
    elif read.is_list:
        because = result.because if isinstance(result, Passed) else "it is not read, or not taken to page"
        yield Judgement("list", "open", read.path, because)


def _pages(result: Proposal | Passed | None) -> bool:
    return isinstance(result, Proposal) and _by(result) != "none"


def _by(result: Proposal) -> str:
    return str(result.listing["page"]["by"])


def _missed(read: Read, result: Proposal | Passed | None) -> Iterator[Judgement]:
    """A list that is left alone: all that could be known of it stays open."""
    because = result.because if isinstance(result, Passed) else "it is not read, or not taken to page"
    yield Judgement("list", "open", read.path, because)
    yield Judgement("roles", "open", read.path)
    if read.items is not None:
        yield Judgement("items", "open", read.path)
    if any(way.maximum is not None for way in read.ways):
        yield Judgement("maximum", "open", read.path)
    if any(way.first is not None for way in read.ways):
        yield Judgement("first page", "open", read.path)
    yield from (Judgement("places", "open", read.path) for role in read.meta if role in _PLACES)
    yield from (Judgement("filters", "open", read.path) for _ in read.filter)
    yield from (Judgement("order", "open", read.path) for _ in read.sort)


def _said_way(result: Proposal) -> tuple[str, str | None, str | None]:
    page = result.listing["page"]
    size = result.listing.get("size", {})
    return str(page["by"]), page.get("param"), size.get("param")


def _nearest(ways: tuple[Way, ...], result: Proposal) -> Way:
    by, param, _ = _said_way(result)
    return next((way for way in ways if (way.by, way.param) == (by, param)), ways[0])


def _roles(read: Read, result: Proposal) -> Judgement:
    by, param, size = _said_way(result)
    alike = [way for way in read.ways if (way.by, way.param) == (by, param)]
    if any(way.size == size for way in alike):
        return Judgement("roles", "right", read.path)
    if alike and size is None:
        return Judgement("roles", "open", read.path)
    wanted = " or ".join(f"{way.by} {way.param} with the size {way.size}" for way in read.ways)
    return Judgement("roles", "wrong", read.path, f"{by} {param} with the size {size}, and it is {wanted}")


def _one(column: str, path: str, said: Json, right: Json) -> Judgement:
    """A judgement where MISSING means: not said, and None: not in the document."""
    if said is MISSING:
        return Judgement(column, "open", path)
    verdict: Verdict = "right" if said == right else "wrong"
    told = "" if verdict == "right" else f"{said}, and it is {'not told' if right is None else repr(right)}"
    return Judgement(column, verdict, path, told)


def _items(read: Read, result: Proposal) -> Iterator[Judgement]:
    said = result.listing.get("items", MISSING)
    if read.items is not None or said is not MISSING:
        yield _one("items", read.path, said, read.items)


def _maximum(read: Read, way: Way, result: Proposal) -> Iterator[Judgement]:
    said: Json = MISSING
    if way.size is not None and way.size == result.listing.get("size", {}).get("param"):
        bounds = [each.value for each in result.bounds if (each.param, each.keyword) == (way.size, "maximum")]
        said = bounds[0] if bounds else result.operation.parameters[way.size].shape.maximum
    if way.maximum is not None or said is not MISSING:
        yield _one("maximum", read.path, said, way.maximum)


def _first(read: Read, way: Way, result: Proposal) -> Iterator[Judgement]:
    said = result.listing["page"].get("first", MISSING)
    if way.first is not None or said is not MISSING:
        yield _one("first page", read.path, said, way.first)


def _places(read: Read, result: Proposal) -> Iterator[Judgement]:
    meta = result.listing.get("meta", {})
    for role in _PLACES:
        right, said = read.meta.get(role), meta.get(role, MISSING)
        if said is not MISSING and right is None:
            yield Judgement("places", "wrong", read.path, f"{role} at {said}, and it has none")
        elif right is not None:
            told = right[0] if said not in right else said
            judgement = _one("places", read.path, said, told)
            yield (
                judgement
                if judgement.verdict != "wrong"
                else Judgement(
                    "places", "wrong", read.path, f"{role} at {said}, and it is {' or '.join(right)}"
                )
            )


def _filters(read: Read, result: Proposal) -> Iterator[Judgement]:
    stated = result.listing.get("filter", {})
    for name in (*read.filter, *(each for each in stated if each not in read.filter)):
        if name not in stated:
            yield Judgement("filters", "open", read.path)
            continue
        place = stated[name]["at"] if isinstance(stated[name], dict) else stated[name]
        op = stated[name].get("op", "eq") if isinstance(stated[name], dict) else "eq"
        right, ops = read.filter.get(name), read.operators.get(name, ("eq", "in"))
        verdict: Verdict = "right" if right is not None and place == right and op in ops else "wrong"
        told = ""
        if verdict == "wrong":
            told = f"{name} compares {place} by {op}, and it is {right or 'not told'} by {' or '.join(ops)}"
        yield Judgement("filters", verdict, read.path, told)


def _order(read: Read, result: Proposal) -> Iterator[Judgement]:
    sort = result.listing.get("sort", {})
    stated = {sort[key] for key in ("by", "order") if key in sort}
    yield from (
        Judgement("order", "right" if each in stated else "open", read.path) for each in sorted(read.sort)
    )
    for each in sorted(stated - read.sort):
        yield Judgement("order", "wrong", read.path, f"{each} asks for an order, and it doesn't")
