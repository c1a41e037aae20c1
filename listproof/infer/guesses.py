"""Guesses: what inference says of an operation, piece by piece."""

from __future__ import annotations

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


def quoted(text: str) -> str:
    """A piece of the document's prose as a reason shows it."""
    bare = " ".join(text.split())
    return f'"{bare}"' if len(bare) <= 70 else f'"{bare[:67]}..."'
