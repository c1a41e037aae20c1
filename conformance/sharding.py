"""Shards: the operations of one run, dealt to several machines so that each has about the same work.

Every shard works the dealing out by itself. So it follows from the contract, the operations that are chosen
and the number of shards alone, and from nothing that could differ between two machines.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Self

from conformance.rehearsal import planned_requests
from conformance.target import Target
from listproof.contract import Operation
from listproof.errors import ConfigError, Fault

_WRITTEN: Final = re.compile(r"([1-9][0-9]{0,5})/([1-9][0-9]{0,5})")
_ANYBODY: Final = Target(url="http://rehearsal.invalid")


@dataclass(frozen=True, slots=True)
class Shard:
    """One of the parts of a run; parts count from 1."""

    part: int
    parts: int

    @classmethod
    def read(cls, text: str, *, of: str = "--shard") -> Self:
        """The shard that is written `2/4`; `of` says where. Raises ConfigError for any other text."""
        match = _WRITTEN.fullmatch(text)
        part, parts = (int(match[1]), int(match[2])) if match else (0, 0)
        if match is None or part > parts:
            found = f"there is no shard {part} of {parts}" if match else f"this is no shard: {text[:40]}"
            wanted = "it is written 2/4, the second of four; the first is 1/4, the last 4/4"
            raise ConfigError([Fault(file=of, found=found, wanted=wanted)])
        return cls(part, parts)

    def __str__(self) -> str:
        return f"{self.part}/{self.parts}"


def work(operation: Operation) -> int:
    """About how much work an operation is: the requests of its plan, on an imagined list."""
    return planned_requests(operation, _ANYBODY)


def _works(operations: Sequence[Operation]) -> list[float]:
    """The work of each; of operations whose plans are made of the same, one is rehearsed for all."""
    known: dict[str, int] = {}
    works = []
    for operation in operations:
        like = _made_of(operation)
        if like not in known:
            known[like] = work(operation)
        works.append(float(known[like]))
    return works


def _made_of(operation: Operation) -> str:
    """What a plan is made of, written out."""
    parts = operation.listing, operation.parameters, operation.security, operation.methods
    return repr((*parts, sorted(operation.responses), operation.success.example))


def dealt(
    operations: Sequence[Operation], shard: Shard | None, *, weigh: Callable[[Operation], float] | None = None
) -> tuple[Operation, ...]:
    """The operations that fall to the shard, in their order; all of them where there is no shard.

    The heaviest is dealt first, each to the shard that has least so far. No two shards get the same
    operation, and together they get all. What weighs how much is `work`, unless `weigh` says it.
    """
    if shard is None:
        return tuple(operations)
    piles = min(shard.parts, len(operations))
    if piles == len(operations):
        # One each: there is nothing to weigh.
        return tuple(operations[shard.part - 1 : shard.part])
    weights = _works(operations) if weigh is None else [weigh(operation) for operation in operations]
    loads = [0.0] * piles
    owner = {}
    for index in sorted(range(len(operations)), key=lambda index: (-weights[index], index)):
        pile = min(range(piles), key=loads.__getitem__)
        loads[pile] += weights[index]
        owner[index] = pile
    return tuple(one for index, one in enumerate(operations) if owner[index] == shard.part - 1)
