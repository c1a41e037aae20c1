"""Switches: flags of the query that add to the answer what it says of the list, and select no items."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from listproof.infer import prose
from listproof.infer.guesses import Guess, Open, quoted
from listproof.infer.names import words
from listproof.infer.plain import PlainOperation, PlainParameter

_ADDS: Final = frozenset(
    {"include", "includes", "with", "return", "show", "get", "add", "calculate", "compute"}
)
_COUNTS: Final = frozenset({"total", "totals", "count", "counts", "paging", "pagination"})
# Of the list's own counts these may be said; `include_comment_count` speaks of something else.
_OF_THE_LIST: Final = _COUNTS | {
    "page", "pages", "result", "results", "item", "items", "record", "records", "number", "of", "the",
    "meta", "metadata", "info", "in", "response",
}  # fmt: skip
_TOLD: Final = (
    r"\b(?:includ\w+|add\w*|return\w*|show\w*|contain\w*)\b[^.]{0,60}"
    r"\b(?:total[_ ]?(?:counts?|pages?|results?|items?|records?|entries|number)|page[_ ]?counts?"
    r"|paging counts?|pagination counts?)\b[^.]{0,60}"
    r"\b(?:meta\w*|response|answer|envelope|headers?|pagination|paging)\b"
)


def adds_counts(parameter: PlainParameter) -> str | None:
    """Why a flag is taken to add the list's counts to the answer; None where it isn't one that does."""
    if not parameter.shape.is_only("boolean"):
        return None
    said = prose.says(_TOLD, parameter.prose)
    if said is not None:
        return f"its description says {quoted(said)}"
    called = words(parameter.name)
    if (
        len(called) > 1
        and called[0] in _ADDS
        and _COUNTS.intersection(called[1:])
        and set(called[1:]) <= _OF_THE_LIST
    ):
        return "it is a boolean, and called as what adds counts"
    return None


def guess_switches(operation: PlainOperation) -> Iterator[Guess]:
    """The question where the counts stand that a flag adds, and whether they are there without it."""
    for parameter in operation.query:
        because = adds_counts(parameter)
        if because is not None:
            question = f"Which counts does {parameter.name} add, and do any come without it?"
            yield Open(("meta",), f"{question} It is no filter: {because}.")
