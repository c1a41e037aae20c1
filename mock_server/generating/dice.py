"""Chance that falls the same on every machine and in every version of Python."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """A seeded source of choices, built on `random()` alone.

    Python keeps the sequence of `Random(str).random()` from version to version, and promises it for
    nothing else of the module: `choice`, `shuffle` and `randrange` may change, so they stand here.
    """

    def __init__(self, *seed: object) -> None:
        self._name = "/".join(str(part) for part in seed)
        self._random = random.Random(self._name).random

    def apart(self, *subject: object) -> Dice:
        """Dice for one subject: what is drawn from them moves nothing that is drawn from these."""
        return Dice(self._name, *subject)

    @property
    def random(self) -> Callable[[], float]:
        """The next number from 0 up to, but without, 1: for where many are drawn."""
        return self._random

    def number(self) -> int:
        """A number of 53 bits, each as likely as the others."""
        return int(self._random() * 9_007_199_254_740_992)

    def below(self, count: int) -> int:
        """A whole number from 0 to count - 1."""
        return min(int(self._random() * count), count - 1)

    def between(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return low + self.below(high - low + 1)

    def share(self, low: float = 0.0, high: float = 1.0) -> float:
        """A number from low up to, but without, high."""
        return low + self._random() * (high - low)

    def chance(self, probability: float) -> bool:
        """True with this probability."""
        return self._random() < probability

    def pick(self, values: Sequence[T]) -> T:
        """One of the values, each as likely as the others."""
        return values[self.below(len(values))]

    def favour(self, values: Sequence[T]) -> T:
        """One of the values, the earlier ones more often."""
        return values[min(self.below(len(values)), self.below(len(values)))]

    def shuffled(self, values: Sequence[T]) -> list[T]:
        """The values in another order."""
        mixed = list(values)
        for last in range(len(mixed) - 1, 0, -1):
            other = self.below(last + 1)
            mixed[last], mixed[other] = mixed[other], mixed[last]
        return mixed

    def digits(self, count: int, alphabet: str = "0123456789") -> str:
        """That many characters of the alphabet."""
        return "".join(self.pick(alphabet) for _ in range(count))

    def uuid(self) -> str:
        """A UUID of version 4 (RFC 9562, 5.4)."""
        text = "".join(f"{int(self._random() * (1 << 44)):011x}" for _ in range(3))
        variant = "89ab"[int(text[16], 16) % 4]
        return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-{variant}{text[17:20]}-{text[20:32]}"


class NumberDice(Dice):
    """Dice that fall as one number says, and cost little to make: the same for the same number."""

    def __init__(self, number: int) -> None:
        self._name = f"number/{number}"
        self._state = number
        self._random = self._next

    def _next(self) -> float:
        """The finishing step of SplitMix64 (Steele, Lea and Flood 2014) over a counter."""
        self._state = (self._state + 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF
        mixed = self._state
        mixed = ((mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9) & 0xFFFFFFFFFFFFFFFF
        mixed = ((mixed ^ mixed >> 27) * 0x94D049BB133111EB) & 0xFFFFFFFFFFFFFFFF
        return ((mixed ^ mixed >> 31) >> 11) / 9_007_199_254_740_992
