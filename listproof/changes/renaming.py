"""Renaming: which parameters of the new operation do what others did in the old one, under another name."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Mapping
from typing import Final

from listproof.contract import Listing, Operation

_TEMPLATED: Final = re.compile(r"\{([^{}]+)\}")


def parameter_key(key: str) -> str:
    """The key in one spelling: header names are the same in any case (RFC 9110, 5.1)."""
    return key.lower() if key.startswith("header:") else key


def renamed_parameters(old: Operation, new: Operation) -> Mapping[str, str]:
    """By old key, the new key of each parameter that is the same: by its name, its place in the path, or by
    what it does where the old name is gone and the new one was not there."""
    spelled = {parameter_key(key): key for key in new.parameters}
    same = {key: spelled[parameter_key(key)] for key in old.parameters if parameter_key(key) in spelled}
    same |= _in_path(old, new)
    gone = {key for key in old.parameters if key not in same}
    fresh = set(new.parameters) - set(same.values())
    for before, after in _by_what_they_do(old.listing, new.listing):
        if before in gone and after in fresh:
            same[before] = after
            gone.discard(before)
            fresh.discard(after)
    return same


def _in_path(old: Operation, new: Operation) -> dict[str, str]:
    """Nobody sends the name of a parameter of the path: only where it stands counts."""
    before, after = _TEMPLATED.findall(old.path), _TEMPLATED.findall(new.path)
    if _TEMPLATED.sub("{}", old.path) != _TEMPLATED.sub("{}", new.path):
        return {}
    pairs = ((f"path:{a}", f"path:{b}") for a, b in zip(before, after, strict=True))
    return {a: b for a, b in pairs if a in old.parameters and b in new.parameters}


def _by_what_they_do(old: Listing, new: Listing) -> Iterator[tuple[str, str]]:
    for before, after in (
        (old.page.param, new.page.param),
        (old.size and old.size.param, new.size and new.size.param),
        (old.size and old.size.alias, new.size and new.size.alias),
        (old.sort.by, new.sort.by),
        (old.sort.order, new.sort.order),
    ):
        if before and after:
            yield before, after
    yield from _alike(
        {key: (each.at, each.op) for key, each in old.filters.items() if each.at is not None},
        {key: (each.at, each.op) for key, each in new.filters.items() if each.at is not None},
    )
    yield from _alike(
        {each.param: each.at for each in old.scope if each.param and each.at is not None},
        {each.param: each.at for each in new.scope if each.param and each.at is not None},
    )


def _alike(old: Mapping[str, Hashable], new: Mapping[str, Hashable]) -> Iterator[tuple[str, str]]:
    """Those of which there is one on either side that does the same."""
    for key, does in old.items():
        before = [each for each, other in old.items() if other == does and each not in new]
        after = [each for each, other in new.items() if other == does and each not in old]
        if before == [key] and len(after) == 1:
            yield key, after[0]


def roles_of(listing: Listing) -> Mapping[str, str]:
    """What each parameter does in the list, by key: `page`, `size`, `sort`, `filter`, `scope` or `inert`."""
    roles: dict[str, str] = dict.fromkeys(listing.inert, "inert")
    roles |= {scope.param: "scope" for scope in listing.scope if scope.param}
    roles |= dict.fromkeys(listing.filters, "filter")
    roles |= {key: "sort" for key in (listing.sort.by, listing.sort.order) if key}
    if listing.size is not None:
        roles |= {key: "size" for key in (listing.size.param, listing.size.alias) if key}
    if listing.page.param:
        roles[listing.page.param] = "page"
    return roles
