"""How much of a statement is promised: the clauses that cite its laws, and their kind."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from listproof.contract import Citation, Clause, Operation
from listproof.lawbook import LAWS
from listproof.pages.words import Span, Words, anchor, code, joined, opened, quiet, slug, words

Standing = Literal["says", "shows", "clash", "silent", "open", "guess"]
"""A clause's kind; `open` is what is neither stated nor in a clause, `guess` what is inferred."""

KINDS: Final = {
    "says": "promised",
    "shows": "only an example shows it",
    "clash": "the document contradicts itself",
    "silent": "left open",
    "open": "left open",
    "guess": "a guess",
}
"""The kinds in a reader's words."""

MEANINGS: Final = {
    "says": "The document promises it. A backend that does otherwise is wrong.",
    "shows": "Only an example implies it. Most backends will do it; a client does well not to depend on it.",
    "clash": "The document contradicts itself. A backend may follow either reading, but one throughout.",
    "silent": "The document leaves it open. A client has to cope with any safe answer; the mock's is one.",
}

_LEANS_ON: Final = {
    "size/over": "/size/over",
    "size/under": "/size/under",
    "size/omit": "/size/omit",
    "size": "/size",
    "page/past-end": "/page/past_end",
    "page": "/page",
    "filter": "/filter",
    "sort": "/sort",
    "scope": "/scope",
    "summary": "/summary",
    "errors": "/errors",
    "inert": "/inert",
}
"""What of `x-listing` a law, or a family of laws, checks: by JSON Pointer."""

_LOUDEST: Final = ("says", "clash", "shows", "silent")


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What stands behind a statement."""

    standing: Standing
    clauses: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether the document leaves it open."""
        return self.standing in ("silent", "open")

    @property
    def mark(self) -> Span:
        """The standing in words, marked where a client can't build on it."""
        name = KINDS[self.standing]
        return opened(name) if self.is_open or self.standing == "guess" else Span(text=name)

    @property
    def aside(self) -> Words:
        """The standing after a statement, in brackets; nothing for what is simply stated."""
        if not self.clauses:
            return () if self.standing == "says" else words(" ({mark})", mark=self.mark)
        links = joined(clause_link(each) for each in self.clauses)
        return words(" ({mark}, {clauses})", mark=self.mark, clauses=links)

    @property
    def told(self) -> Words:
        """The standing in words, with links to the clauses."""
        mark = self.mark
        if not self.clauses:
            return (mark,)
        return words(
            "{mark} ({clauses})", mark=mark, clauses=joined(clause_link(each) for each in self.clauses)
        )


def promise(operation: Operation, citations: Iterable[str], *, stated: bool) -> Promise:
    """What stands behind a statement that these laws, or parts of them, check.

    The most specific citation decides, among equals the loudest. Without any, what is stated is promised.
    """
    wanted = [_citation(each) for each in citations]
    found = _citing(operation, wanted)
    if not found:
        guessed = stated and any(is_guessed(operation, each.law, each.about) for each in wanted)
        return Promise(standing="guess" if guessed else "says" if stated else "open")
    specific = max(is_specific for is_specific, _ in found)
    deciding = [clause for is_specific, clause in found if is_specific == specific]
    loudest = min((clause.kind for clause in deciding), key=_LOUDEST.index)
    return Promise(standing=loudest, clauses=tuple(c.id for c in deciding if c.kind == loudest))


def silences(operation: Operation, citations: Iterable[str]) -> tuple[str, ...]:
    """The clauses that leave open what these laws, or parts of them, check."""
    found = _citing(operation, [_citation(each) for each in citations])
    return tuple(clause.id for _, clause in found if clause.kind == "silent")


def _citing(operation: Operation, wanted: Sequence[Citation]) -> list[tuple[bool, Clause]]:
    """The clauses that cite one of the laws, each with whether it cites the very part."""
    found = []
    for clause in operation.clauses:
        fits = [
            bool(cited.about)
            for cited in clause.laws
            for law in wanted
            if cited.law == law.law and cited.about in ("", law.about)
        ]
        if fits:
            found.append((max(fits), clause))
    return found


def is_guessed(operation: Operation, law: str, about: str = "") -> bool:
    """Whether what the law checks leans on an inferred value of `x-listing`."""
    family, _, name = law.partition("/")
    pointer = _LEANS_ON.get(law) or _LEANS_ON.get(family, "")
    if family == "meta":
        pointer = f"/meta/{name.replace('-', '_')}"
    elif family == "filter" and about:
        pointer = f"/filter/{about.replace('~', '~0').replace('/', '~1')}"
    return bool(pointer) and any(_meet(pointer, each) for each in operation.inferred)


def _meet(one: str, other: str) -> bool:
    """Whether one pointer leads to the other's value or into it."""
    return (one + "/").startswith(other + "/") or (other + "/").startswith(one + "/")


def _citation(text: str) -> Citation:
    law, _, about = text.partition("@")
    return Citation(law=law, about=about)


def clause_anchor(clause: str) -> str:
    """The id of a clause on the page of its endpoint."""
    return f"clause-{anchor(clause)}"


def clause_link(clause: str) -> Span:
    """The clause's id, which leads to it."""
    return Span(text=clause, to=f"#{clause_anchor(clause)}")


def law_anchor(law: str) -> str:
    """The id of a law on the page of laws."""
    return f"law-{slug(law)}"


def law_link_of(law: str) -> Span:
    """A law by its id, which leads to the page of laws where that knows it."""
    return code(law, to=f"laws.html#{law_anchor(law)}" if law in LAWS else "")


def law_link(law: Citation) -> Words:
    """The law as it is cited, which leads to the page of laws."""
    return (code(str(law), to=f"laws.html#{law_anchor(law.law)}"),)


def note(text: str) -> Words:
    """A remark, quietly."""
    return (quiet(text),)
