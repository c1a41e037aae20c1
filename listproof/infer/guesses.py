"""Guesses: what inference says of an operation, piece by piece."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from listproof.contract import Json, pointer_text


@dataclass(frozen=True, slots=True)
class Stated:
    """A value of x-listing that the document shows, and what shows it."""

    at: tuple[str, ...]
    """The keys inside x-listing."""
    value: Json
    because: str

    @property
    def pointer(self) -> str:
        """The keys as a JSON Pointer."""
        return pointer_text(self.at)


@dataclass(frozen=True, slots=True)
class Open:
    """What could not be known, as a question to whoever knows the API."""

    at: tuple[str, ...]
    question: str

    @property
    def pointer(self) -> str:
        """The keys as a JSON Pointer."""
        return pointer_text(self.at)


@dataclass(frozen=True, slots=True)
class Bound:
    """A keyword that a parameter's description states and its schema lacks."""

    param: str
    keyword: str
    value: int
    because: str


Guess = Stated | Open | Bound


def questions(opens: Iterable[Open]) -> Iterator[str]:
    """The questions for people, with one for all the parameters of which the same is asked."""
    alike: dict[str, list[str]] = {}
    for each in opens:
        name, rest = _asked_of(each)
        alike.setdefault(rest, []).extend([name] if name else [])
    for rest, names in alike.items():
        at, _, question = rest.partition(": ")
        yield f"{at}: {', '.join(names)}: {question}" if names else rest


def _asked_of(each: Open) -> tuple[str, str]:
    """The parameter that a question about a filter is about, if it is one, and the question without it."""
    name, colon, rest = each.question.partition(": ")
    if each.at[0] == "filter" and colon:
        return name, f"filter: {rest}"
    return "", f"{'.'.join(each.at)}: {each.question}"


def printable(text: str) -> str:
    """The text in one line, without what would move a terminal's cursor or end a comment."""
    return "".join(each for each in " ".join(text.split()) if each.isprintable())


def quoted(text: str) -> str:
    """A piece of the document's prose as a reason shows it."""
    bare = printable(text)
    return f'"{bare}"' if len(bare) <= 70 else f'"{bare[:67]}..."'
