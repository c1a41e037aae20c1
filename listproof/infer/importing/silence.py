"""Silence: what no extension of another tool can say of a list, and nothing else in the document shows.

Every one of them answers how a client gets the next page. What a server does with a bad value, what a filter
means, what the numbers count and whose rows come is in none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from listproof.contract import MISSING, Json
from listproof.infer.proposals import Passed, Proposal

_NAMED = 3


def left_open(proposal: Proposal) -> tuple[str, ...]:
    """The subjects of x-listing that are still open, in the words of a person."""
    listing = proposal.listing
    return (*_of_pages(listing), *_of_size(listing, proposal), *_of_rows(listing, proposal))


def _part(listing: Mapping[str, Json], key: str) -> Mapping[str, Json]:
    value = listing.get(key)
    return value if isinstance(value, dict) else {}


def _of_pages(listing: Mapping[str, Json]) -> Iterator[str]:
    page, meta, errors = (_part(listing, key) for key in ("page", "meta", "errors"))
    by = page.get("by")
    if by == "page" and "first" not in page:
        yield "the number of the first page"
    if by in ("page", "offset") and "past_end" not in page:
        yield "what comes past the end"
    if by in ("cursor", "link") and "bad_token" not in errors:
        yield "what an old, altered or foreign token gets"
    if by != "none" and not {"next", "has_next", "total", "pages"} & meta.keys():
        yield "how the end is told"


def _of_size(listing: Mapping[str, Json], proposal: Proposal) -> Iterator[str]:
    size = _part(listing, "size")
    parameter = proposal.operation.parameters.get(str(size.get("param")))
    if parameter is None:
        return
    written = {each.keyword for each in proposal.bounds if each.param == parameter.key}
    if parameter.shape.default is MISSING and "default" not in written:
        yield "how many come unasked"
    if parameter.shape.maximum is MISSING and "maximum" not in written:
        yield "the largest size"
    if "over" not in size:
        yield "whether a size over the maximum is cut or refused"


def _of_rows(listing: Mapping[str, Json], proposal: Proposal) -> Iterator[str]:
    filters = _part(listing, "filter")
    if "id" not in listing:
        yield "what makes an item itself"
    others = sorted(_others(listing, proposal))
    if others:
        further = " and others" if others[_NAMED:] else ""
        yield f"what these do to the rows: {', '.join(others[:_NAMED])}{further}"
    if filters and not any(isinstance(each, dict) and each.get("all") for each in filters.values()):
        yield "which values switch a filter off"
    if any(each.at == ("meta", "total") for each in proposal.opens):
        yield "whether the total follows the filters"
    if not listing.get("sort"):
        yield "the order"
    if not listing.get("scope"):
        yield "whose rows come"
    if not listing.get("errors"):
        yield "what a bad value gets"


def _others(listing: Mapping[str, Json], proposal: Proposal) -> Iterator[str]:
    """The parameters of the query of which nothing is stated."""
    page, size, sort = (_part(listing, key) for key in ("page", "size", "sort"))
    known = {page.get("param"), size.get("param"), size.get("alias"), sort.get("by"), sort.get("order")}
    known |= _part(listing, "filter").keys()
    return (each.key for each in proposal.operation.query if each.key not in known)


def told(results: Iterable[Proposal | Passed]) -> Iterator[str]:
    """For each extension and what it leaves open: the lists of which that is so, in a line."""
    alike: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for each in results:
        if isinstance(each, Proposal) and each.source:
            alike.setdefault((each.source, left_open(each)), []).append(f"GET {each.operation.path}")
    for (source, subjects), lists in alike.items():
        others = f" and {len(lists) - _NAMED} others" if lists[_NAMED:] else ""
        left = "; ".join(subjects) or "nothing"
        yield f"{', '.join(lists[:_NAMED])}{others}: {source} says how to page, and this stays open: {left}"
