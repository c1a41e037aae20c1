"""Answers: what a running server showed of what a document leaves open, and the proposal that follows.

Whoever asks the server makes these; here they are laid over the proposal. What was seen is inferred still: a
server may be wrong, so its reason tells the request.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from listproof.infer.guesses import Bound, Open, Stated
from listproof.infer.heard import Heard
from listproof.infer.proposals import ORDER, Proposal

NO_BUDGET: Final = "it was not asked: the requests for this list were spent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """Questions that the server answered, and the values that follow, which may be none."""

    closes: tuple[Open, ...] = ()
    values: tuple[Stated | Bound, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """A value of the proposal that the server bears out, and by what."""

    at: tuple[str, ...]
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refuted:
    """What was guessed and the server doesn't bear out: all that stands under `at` becomes one question."""

    at: tuple[str, ...]
    question: str
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsettled:
    """Questions that stay, with what was seen."""

    stays: tuple[Open, ...]
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Differs:
    """What the document says and the server does otherwise; nothing is changed for it."""

    told: str


Answer = Settled | Confirmed | Refuted | Unsettled | Differs


def settled(proposal: Proposal, answers: Iterable[Answer], heard: Heard) -> Proposal:
    """The proposal with the answers laid over it, and with what was heard.

    A value that the document shows is never replaced: of two values for one place the first stays.
    """
    every = list(answers)
    stated = {each.at: each for each in proposal.stated}
    opens: list[Open] = list(proposal.opens)
    bounds = list(proposal.bounds)
    for answer in every:
        if isinstance(answer, Settled):
            opens = [each for each in opens if each not in answer.closes]
            bounds.extend(each for each in answer.values if isinstance(each, Bound) and each not in bounds)
            for value in answer.values:
                if isinstance(value, Stated):
                    stated.setdefault(value.at, value)
        elif isinstance(answer, Confirmed) and answer.at in stated:
            known = stated[answer.at]
            stated[answer.at] = replace(known, because=f"{known.because}; {answer.because}")
        elif isinstance(answer, Refuted):
            stated = {at: each for at, each in stated.items() if at[: len(answer.at)] != answer.at}
            opens.append(Open(answer.at, f"{answer.question} ({answer.because})"))
        elif isinstance(answer, Unsettled):
            opens = [
                replace(each, question=f"{each.question} ({answer.because})")
                if each in answer.stays
                else each
                for each in opens
            ]
    ordered = sorted(stated.values(), key=lambda each: ORDER.index(each.at[0]))
    return replace(
        proposal,
        stated=tuple(ordered),
        opens=tuple(dict.fromkeys(opens)),
        bounds=tuple(bounds),
        heard=heard,
    )
