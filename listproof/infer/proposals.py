"""Proposals: the x-listing of an operation as far as its document shows it, and what stays open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from listproof.contract import Json
from listproof.infer import prose
from listproof.infer.bodies import Items, find_items, guess_id, guess_items, items_at
from listproof.infer.filters import guess_filters
from listproof.infer.guesses import Bound, Guess, Open, Stated, quoted
from listproof.infer.heard import Heard
from listproof.infer.importing.imported import Imported
from listproof.infer.importing.reading import import_paging
from listproof.infer.metas import Mark, find_marks, guess_meta, next_marks
from listproof.infer.odata.options import LINKS, SERVER_LINKS, SIZE
from listproof.infer.paging import Asked, asked_by, guess_first, guess_size, takes_ids
from listproof.infer.plain import PlainOperation
from listproof.infer.refusals import guess_bounds_held, guess_errors, guess_scope
from listproof.infer.sorting import Ordering, guess_sort, ordering_of
from listproof.infer.switches import guess_switches

_WHOLE: Final = (
    r"\b(?:not|isn't|are not|un)[- ]?paginated\b"
    r"|\b(?:without|no|doesn't support|does not support) (?:paging|pagination)\b"
    r"|\bin (?:a|one) single (?:page|response)\b"
)
_FILTERED: Final = r"\b(?:match(?:es|ing)?|filter(?:s|ed|ing)?|quer(?:y|ies)|criteria)\b"
ORDER: Final = ("items", "id", "page", "size", "meta", "filter", "sort", "scope", "errors", "assumed")
"""The keys of x-listing in the order in which they are written."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Proposal:
    """What is stated of a list, what its parameters' schemas lack, and what is open."""

    operation: PlainOperation
    stated: tuple[Stated, ...]
    opens: tuple[Open, ...]
    bounds: tuple[Bound, ...]
    source: str = ""
    """The extension that says how it pages, if one does."""
    heard: Heard | None = None
    """What a server was asked about it, if one was."""

    @property
    def listing(self) -> dict[str, Json]:
        """The x-listing."""
        listing: dict[str, Json] = {}
        for each in self.stated:
            holder = listing
            for key in each.at[:-1]:
                holder = holder.setdefault(key, {})
            holder[each.at[-1]] = each.value
        return listing

    @property
    def reasons(self) -> dict[str, str]:
        """The reason of each value, by its JSON Pointer in x-listing."""
        return {each.pointer: each.because for each in self.stated}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Passed:
    """A GET for which nothing is proposed, and why."""

    operation: PlainOperation
    because: str
    pages: bool
    """Whether it seems to page all the same, so that somebody should look at it."""


def propose(
    operation: PlainOperation, *, leads: tuple[str, ...] | None = None, because: str = ""
) -> Proposal | Passed:
    """What the operation's document shows of it as a list, or why it is taken for none.

    Where somebody knows better than the document, `leads` are the keys that lead to the items.
    """
    if operation.spot.at("x-listing"):
        return Passed(operation=operation, because="it states x-listing already", pages=False)
    imported, asked = import_paging(operation), asked_by(operation)
    if imported is not None and imported.refusal:
        return Passed(operation=operation, because=imported.refusal, pages=True)
    pages = (imported is not None and imported.says_something) or asked.leads
    items = find_items(operation)
    if imported is not None and imported.items is not None:
        items = items_at(operation, imported.items, imported.because)
    if leads is not None:
        items = items_at(operation, leads, because)
    if isinstance(items, str):
        return Passed(operation=operation, because=_with_doubts(items, imported), pages=pages)
    ordering = ordering_of(operation)
    marks = find_marks(operation, items, asked, ordering)
    if asked.size is not None and asked.size.name == SIZE:
        marks, asked = _ended(marks, asked)
    identity = list(guess_id(operation, items))
    way = _imported_way(imported) or _way(operation, asked, marks, identity)
    if isinstance(way, str):
        is_open = pages or asked.size is not None
        return Passed(operation=operation, because=_with_doubts(way, imported), pages=is_open)
    merged = _merged(way, marks, imported)
    proposal = _proposal(operation, items, asked, ordering, merged, identity)
    if imported is None or not imported.says_something:
        return proposal
    return replace(proposal, source=imported.name)


def _ended(marks: list[Mark | Open], asked: Asked) -> tuple[list[Mark | Open], Asked]:
    """The places and parameters where `$top` ends a list, and no page of it.

    A server's own link leads on from a page that the server has cut, so that it says nothing of what the size
    leaves; and where pages go by such links, the size is none of theirs.
    """
    links = [
        each for each in marks if isinstance(each, Mark) and each.place.removeprefix("/") in SERVER_LINKS
    ]
    if not links:
        return marks, asked
    if not asked.leads:
        return marks, replace(asked, size=None)
    opens = [Open(("meta", "next"), f"{each.place}: {LINKS}") for each in links]
    return [*(each for each in marks if each not in links), *opens], asked


def _with_doubts(because: str, imported: Imported | None) -> str:
    """The reason with what an extension says that can't be made out."""
    doubts = [each.question for each in imported.opens] if imported is not None else []
    return "; ".join([because, *doubts])


@dataclass(frozen=True, slots=True)
class _Way:
    """How pages are asked for, and where the next one is announced."""

    by: str
    param: str | None
    because: str
    said: tuple[Guess, ...]
    """What else is known of paging: the size, the first page, the places."""


def _imported_way(imported: Imported | None) -> _Way | None:
    if imported is None or imported.by is None:
        return None
    return _Way(imported.by, imported.param, imported.because, ())


def _way(
    operation: PlainOperation, asked: Asked, marks: list[Mark | Open], identity: list[Guess]
) -> _Way | str:
    """How pages are asked for, by what the parameters and the answer show."""
    urls = next_marks(marks, "url")
    if asked.token is not None:
        name = asked.token.name
        if next_marks(marks, "token"):
            return _Way(
                "cursor", asked.token.key, f"{name} takes a token, and the answer has the next one", ()
            )
        if takes_ids(asked.token):
            return _by_ids(asked, identity)
        if urls:
            return _Way("link", None, f"the answer has the next page's address, which bears the {name}", ())
        if not (asked.number or asked.offset):
            return f"it pages by {name}, and where the next one stands in the answer is not documented"
    if asked.number is not None:
        return _Way("page", asked.number.key, f"{asked.number.name} is a number, and called as pages are", ())
    if asked.offset is not None:
        return _Way(
            "offset", asked.offset.key, f"{asked.offset.name} is a number, and called as offsets are", ()
        )
    if urls and not _is_one(operation):
        return _Way("link", None, "the answer has the next page's address, and no parameter asks for one", ())
    return _whole(operation, asked)


def _is_one(operation: PlainOperation) -> bool:
    """Whether the path names one thing and the answer is an object: what it has lists of is no page of it."""
    success = operation.success
    is_object = success is not None and success.body is not None and not success.body.is_only("array")
    return is_object and operation.path.rstrip("/").endswith("}")


def _by_ids(asked: Asked, identity: list[Guess]) -> _Way | str:
    """Pages that begin after the id of the last item seen."""
    assert asked.token is not None
    token = asked.token
    if not identity or not isinstance(identity[0], Stated):
        return f"{token.name} takes the id of an item, and which field that is can't be told"
    because = f"{token.name} takes the id of the last item seen"
    return _Way(
        "cursor", token.key, because, (Stated(("meta", "next"), f"item:{identity[0].value}", because),)
    )


def _whole(operation: PlainOperation, asked: Asked) -> _Way | str:
    said = prose.says(_WHOLE, operation.prose)
    if said and asked.size is None:
        return _Way("none", None, f"its description says {quoted(said)}", ())
    if asked.size is not None:
        return f"it has the size {asked.size.name}, and how the next page is asked for is not documented"
    return "no parameter asks for a page, and nothing says that the whole list comes"


def _merged(way: _Way, marks: list[Mark | Open], imported: Imported | None) -> _Way:
    """The way with the places of the answer; those that an extension names come first."""
    places: list[Guess] = [*way.said]
    if imported is not None:
        because = imported.because
        places.extend(Stated(("meta", role), place, because) for role, place in imported.meta.items())
        places.extend(imported.opens)
        if imported.size is not None:
            places.append(Stated(("size", "param"), imported.size, because))
        if imported.first is not None:
            places.append(Stated(("page", "first"), imported.first, because))
    places.extend(guess_meta(marks, way.by))
    return replace(way, said=tuple(places))


def _proposal(
    operation: PlainOperation,
    items: Items,
    asked: Asked,
    ordering: Ordering,
    way: _Way,
    identity: list[Guess],
) -> Proposal:
    id_field = next((each.value[1:] for each in identity if isinstance(each, Stated)), None)
    sizes = [each.value for each in way.said if isinstance(each, Stated) and each.at == ("size", "param")]
    size = _with_size(operation, asked, str(sizes[0])) if sizes else asked
    used = {*asked.keys, *size.keys, *ordering.keys, way.param}
    filters = list(guess_filters(operation, items, {each for each in used if each}))
    sort = list(guess_sort(operation, items, ordering))
    found: list[Guess] = [
        *guess_items(items),
        *identity,
        *_page(operation, way),
        *way.said,
        *guess_size(size),
        *filters,
        *guess_switches(operation),
        *sort,
        *guess_scope(operation, items, id_field),
    ]
    situations = list(_situations(way.by, size, found))
    found.extend(guess_errors(operation, situations))
    found.extend(guess_bounds_held(operation, size.size))
    found.extend(_general(operation, way.by, size, found))
    return _composed(operation, found)


def _is_at(guess: Guess, *keys: str) -> bool:
    return isinstance(guess, Stated) and guess.at == keys


def _with_size(operation: PlainOperation, asked: Asked, key: str) -> Asked:
    unsure = tuple(each for each in asked.unsure if each.key != key)
    if asked.size is not None and asked.size.key != key:
        unsure = (*unsure, asked.size)
    return replace(asked, size=operation.parameters[key], unsure=unsure)


def _page(operation: PlainOperation, way: _Way) -> Iterator[Guess]:
    yield Stated(("page", "by"), way.by, way.because)
    if way.param is None:
        return
    yield Stated(("page", "param"), way.param, way.because)
    if way.by == "page" and not any(_is_at(each, "page", "first") for each in way.said):
        yield from guess_first(operation.parameters[way.param])


def _situations(by: str, asked: Asked, found: Iterable[Guess]) -> Iterator[str]:
    """The bad values that a request for this list may have."""
    keys = {each.at[0] for each in found if isinstance(each, Stated)}
    if by in ("page", "offset"):
        yield "bad_page"
    if by == "cursor":
        yield "bad_token"
    if asked.size is not None:
        yield "bad_size"
    if "filter" in keys:
        yield "bad_filter"
    if any(each.at[:2] == ("sort", "by") for each in found if isinstance(each, Stated)):
        yield "bad_sort"


def _general(operation: PlainOperation, by: str, asked: Asked, found: list[Guess]) -> Iterator[Guess]:
    """The questions that hardly any document answers."""
    if by in ("page", "offset"):
        yield Open(("page", "past_end"), "Is a page past the end empty, an error, or the last page again?")
    if asked.size is not None:
        yield Open(
            ("size", "under"), f"Is a {asked.size.name} below the minimum an error, or what is taken instead?"
        )
    total = next((each for each in found if _is_at(each, "meta", "total")), None)
    narrows = any(each.at[0] == "filter" for each in found if isinstance(each, Stated | Open))
    if isinstance(total, Stated) and narrows and not _follows(operation, str(total.value)):
        yield Open(("meta", "total"), f"Does {total.value} count what the filters leave, or all?")


def _follows(operation: PlainOperation, place: str) -> bool:
    """Whether the total's description says that it follows the filters."""
    success = operation.success
    shape = success.body if success else None
    for key in place.split("/")[1:] if place.startswith("/") else ():
        if shape is None or key not in shape.properties:
            return False
        shape = operation.shapes.member(shape, key)
    return shape is not None and prose.says(_FILTERED, shape.description) is not None


def _composed(operation: PlainOperation, found: list[Guess]) -> Proposal:
    stated: dict[tuple[str, ...], Stated] = {}
    for each in found:
        if isinstance(each, Stated):
            stated.setdefault(each.at, each)
    # What the total counts may be asked beside where it stands; what a size gets is known or not.
    opens = [
        each for each in found if isinstance(each, Open) and not (each.at[0] == "size" and each.at in stated)
    ]
    return Proposal(
        operation=operation,
        stated=tuple(sorted(stated.values(), key=lambda each: ORDER.index(each.at[0]))),
        opens=tuple(dict.fromkeys(opens)),
        bounds=tuple(each for each in found if isinstance(each, Bound)),
    )
