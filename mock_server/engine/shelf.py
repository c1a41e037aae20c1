"""A place for what was worked out before, so that it needn't be worked out again."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Hashable
from threading import Lock
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

Positions: TypeAlias = "range | array[int] | npt.NDArray[np.uint32]"
"""Places of rows in the default order, in the order in which they come; a range where they are in a row.

Where the rows are stored in a file, they are a numpy array: often a view of the file, which takes no memory.
"""

_COST_OF_ONE: Final = 64
"""What keeping an entry costs beside its positions, counted in positions."""


class Shelf:
    """Keeps positions by what they answer, up to a weight; what was put there first goes first."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._weight = 0
        self._kept: dict[Hashable, Positions] = {}
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], Positions]) -> Positions:
        """What is kept under the key, made now if it isn't."""
        kept = self._kept.get(key)
        if kept is not None:
            return kept
        made = make()
        with self._lock:
            if key not in self._kept:
                self._kept[key] = made
                self._weight += _weight(made)
            while self._weight > self._capacity and len(self._kept) > 1:
                oldest = next(iter(self._kept))
                self._weight -= _weight(self._kept.pop(oldest))
        return made

    def __len__(self) -> int:
        return len(self._kept)


def _weight(positions: Positions) -> int:
    is_view = isinstance(positions, range) or getattr(positions, "base", None) is not None
    return _COST_OF_ONE + (0 if is_view else len(positions))
