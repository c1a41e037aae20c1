"""A law: a small pure function from evidence to findings, with its name and an example each way."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from conformance.evidence import Evidence, Exchange, Page, Walk
from conformance.questions import Question
from listproof.contract import Json, Operation
from listproof.lawbook import LAWS, LawName

E = TypeVar("E", bound=Evidence)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a law saw that is not so, or, where the document is silent, what was seen.

    `where` is a place in the answer (`/pagination/total`, `header:Allow`, `status`), `about` the
    parameter, place or rule that a clause can cite. `fact` is True where nothing is promised: what was
    seen is reported and blames nobody. `exchanges` show it, the telling one first.
    """

    where: str
    expected: Json
    actual: Json
    because: str
    exchanges: tuple[Exchange, ...]
    about: str = ""
    fact: bool = False


def _always(operation: Operation) -> str:  # noqa: ARG001 - the signature of `needs`
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example(Generic[E]):
    """A small operation and evidence of it, which keeps or breaks a law."""

    says: str
    operation: Operation
    evidence: E


@dataclass(frozen=True, slots=True, kw_only=True)
class Law(Generic[E]):
    """A law. `needs` says why it does not apply to an operation, or "" where it does."""

    name: LawName
    judges: type[E]
    check: Callable[[Operation, E], Iterable[Finding]]
    kept: Example[E]
    broken: Example[E]
    needs: Callable[[Operation], str] = _always
    every: bool = False
    """Whether evidence that was gathered for another law is judged as well."""
    concerns: Callable[[E], bool] | None = None
    """Whether a piece of evidence can break the law at all: what can't is not counted as looked at, so that
    a law that saw nothing of its own is skipped and not passed. None: every piece can."""

    def takes(self, evidence: object) -> bool:
        """Whether this law judges this evidence: of its kind, and gathered for it where it names a law."""
        if not isinstance(evidence, self.judges):
            return False
        named = getattr(evidence, "law", None)
        fits = self.every or named in (None, self.id)
        return fits and (self.concerns is None or self.concerns(evidence))

    @property
    def id(self) -> str:
        """The name on the command line: `meta/has-next`."""
        return self.name.id


def law(
    id: str,  # noqa: A002 - the word of the design
    judges: type[E],
    *,
    kept: Example[E],
    broken: Example[E],
    needs: Callable[[Operation], str] = _always,
    every: bool = False,
    concerns: Callable[[E], bool] | None = None,
) -> Callable[[Callable[[Operation, E], Iterable[Finding]]], Law[E]]:
    """Make a law of a function. A tuple in its module registers it, not this decorator."""

    def made(check: Callable[[Operation, E], Iterable[Finding]]) -> Law[E]:
        return Law(
            name=LAWS[id],
            judges=judges,
            check=check,
            kept=kept,
            broken=broken,
            needs=needs,
            every=every,
            concerns=concerns,
        )

    return made


class Ask(Protocol):
    """The asking that a probe may do: equal questions are asked once and share their answer."""

    def exchange(self, question: Question) -> Exchange:
        """The answer, whatever it is."""

    def page(self, question: Question) -> Page | None:
        """The answer as a page, or None where it is none (the exchange is evidence all the same)."""

    def walk(self, question: Question, *, pages: int | None = None) -> Walk:
        """The pages of the question from the first to the end, at most `pages` of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """What to ask, and what evidence the answers make. Equal seeds make equal probes."""

    asks: str
    """A sentence for people: `each value of status alone`."""
    laws: tuple[str, ...]
    gather: Callable[[Ask], Iterable[Any]]
    """Makes `Evidence` values, `Exchange`, `Page` and `Walk` aside, which the asker records by itself."""
