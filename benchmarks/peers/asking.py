"""What a peer does for its microseconds, found by asking it."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.peers.peer import COMPLETED, FAILED, PAGE_2
from benchmarks.peers.running import Reply, Running, ask, bearer, items_of

_NONSENSE = "no-such-status"
_TOO_MANY = 101
_WRONG_KEY = "sk_nobody"


@dataclass(frozen=True, slots=True, kw_only=True)
class Abilities:
    """Whether page 2 has other items, a filter filters, and what is refused: each True where it is so."""

    pages: bool
    filters: bool
    size_refused: bool
    value_refused: bool
    no_key_refused: bool
    wrong_key_refused: bool


def abilities(one: Running) -> Abilities:
    """Ask, and see."""
    words = one.peer.words
    return Abilities(
        pages=_pages(one),
        filters=_filters(one),
        size_refused=_refused(_asked(one, words.target(size=_TOO_MANY))),
        value_refused=_refused(_asked(one, words.target(status=_NONSENSE))),
        no_key_refused=_refused(ask(one.place, words.target(), {})),
        wrong_key_refused=_refused(ask(one.place, words.target(), bearer(_WRONG_KEY))),
    )


def _pages(one: Running) -> bool:
    first = items_of(one.peer, _asked(one, one.peer.words.target()))
    second = items_of(one.peer, _asked(one, one.peer.words.target(page=PAGE_2)))
    return bool(first and second) and not any(item in (first or ()) for item in second or ())


def _filters(one: Running) -> bool:
    """Both statuses that are asked for have rows, so a filter shows each of them, and them alone."""
    found = {
        status: items_of(one.peer, _asked(one, one.peer.words.target(status=status)))
        for status in (COMPLETED, FAILED)
    }
    return all(items and all(item["status"] == status for item in items) for status, items in found.items())


def _asked(one: Running, target: str) -> Reply:
    return ask(one.place, target, bearer(one.place.words["key"]))


def _refused(reply: Reply) -> bool:
    return 400 <= reply.status < 500
