"""Exports: what the words of a tool say of each list, and what of its contract they leave out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from listproof.contract import Json, Listing, Operation
from listproof.exporting import fern, scalar, speakeasy
from listproof.exporting.said import CannotSay, Paged, Said

_Vocabulary = tuple[str, Callable[[Paged], Said]]

VOCABULARIES: Final[Mapping[str, _Vocabulary]] = {
    "speakeasy": (speakeasy.KEY, speakeasy.say),
    "fern": (fern.KEY, fern.say),
    "scalar": (scalar.KEY, scalar.say),
}
"""The extension's key, and what says it of a list, by the name that a person types."""

_NAMED: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """What is said of one list."""

    path: str
    key: str
    """The extension's key."""
    value: Mapping[str, Json] | None
    """The extension; None where nothing can be said."""
    because: str = ""
    """Why nothing can be said."""
    unsaid: tuple[str, ...] = ()
    """The keys of x-listing that are stated and left out: `page.first`, `filter`."""


def export(operation: Operation, names: Collection[str], *, to: str) -> Export:
    """What the words of the tool say of the list; `names` are those of its parameters in the document."""
    extension, say = VOCABULARIES[to]
    try:
        said = say(Paged(operation=operation, names=names))
    except CannotSay as reason:
        return Export(path=operation.path, key=extension, value=None, because=str(reason))
    unsaid = tuple(_shown(key, operation) for key in _stated(operation.listing) if key not in said.carried)
    return Export(path=operation.path, key=extension, value=said.value, unsaid=unsaid)


def _stated(listing: Listing) -> Iterator[str]:
    """The keys of x-listing that state something, the sections of rows as a whole."""
    page, size = listing.page, listing.size
    yield from ("items", "page.by")
    if page.param is not None:
        yield "page.param"
    if page.by == "page" and page.first:
        yield "page.first"
    if page.past_end:
        yield "page.past_end"
    if size is not None:
        yield "size.param"
        yield from (f"size.{key}" for key in ("alias", "over", "under") if getattr(size, key))
        if "all" in size.omit:
            yield "size.omit"
    yield from (f"meta.{role}" for role in listing.meta)
    sort, errors = listing.sort, listing.errors
    for key, is_stated in (
        ("filter", listing.filters),
        ("sort", sort.by or sort.order or sort.default),
        ("scope", listing.scope),
        ("inert", listing.inert),
        ("summary", listing.summary),
        ("rules", listing.rules),
        ("errors", errors.refusals or errors.at),
    ):
        if is_stated:
            yield key


def _shown(key: str, operation: Operation) -> str:
    if key == "page.first" and 0 in operation.listing.page.first:
        return "page.first (it is 0: an SDK that begins at 1 misses it)"
    return key


def told(exports: Iterable[Export]) -> Iterator[str]:
    """What is left out, in a line for all the lists of which the same is."""
    alike: dict[tuple[str, str], list[str]] = {}
    for each in exports:
        what = f"nothing is written, for {each.because}" if each.because else ""
        if each.unsaid:
            what = f"what {each.key} can't say: {', '.join(each.unsaid)}"
        alike.setdefault((each.key, what), []).append(f"GET {each.path}")
    for (_, what), lists in alike.items():
        if what:
            others = f" and {len(lists) - _NAMED} others" if lists[_NAMED:] else ""
            yield f"{', '.join(lists[:_NAMED])}{others}: {what}"
