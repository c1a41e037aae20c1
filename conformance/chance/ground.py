"""What questions by chance are made of: the lists that were walked, and what may be asked of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from conformance.asking.reading import first_position
from conformance.comparing.matching import documented, implied, selection, switched_off, text_of
from conformance.comparing.spelling import is_faulty
from conformance.evidence import Walk
from conformance.probes.windows import USUAL, Windows, windows
from conformance.questions import Question
from conformance.survey import Survey
from listproof.contract import Json, Operation, look

_VALUES: Final = 12
"""As many values of one filter as chance chooses from."""
_PAGES: Final = 3
"""How far a list is followed whose pages can't be asked for by number."""

Filters = tuple[tuple[str, Json], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A question to ask, and how many of its pages: more than one only where tokens lead on."""

    question: Question
    pages: int = 1


@dataclass(frozen=True, kw_only=True, repr=False)
class Ground:
    """The ground that chance plays on: one operation, as the survey found it.

    It holds the whole list, so it has no `repr` that writes that out.
    """

    operation: Operation
    survey: Survey

    @cached_property
    def pages(self) -> Windows:
        """The windows of the main caller's list."""
        return windows(self.operation, self.survey)

    @cached_property
    def lists(self) -> tuple[Walk, ...]:
        """The lists to ask about: the main caller's, then every other that has rows."""
        return (self.survey.main, *(walk for walk in self.survey.others.values() if walk.items))

    @cached_property
    def filters(self) -> Mapping[str, tuple[Json, ...]]:
        """For each filter that can be asked for by a documented value, such values."""
        found = {}
        for key in self.operation.listing.filters:
            if key in self.operation.parameters and (values := tuple(self._values(key))[:_VALUES]):
                found[key] = values
        return found

    @cached_property
    def sorts(self) -> tuple[tuple[str, bool], ...]:
        """Each sort key in both directions."""
        sort = self.operation.listing.sort
        return tuple((key, down) for key in sort.keys for down in (False, True)) if sort.by else ()

    @cached_property
    def inert(self) -> tuple[tuple[str, str], ...]:
        """Parameters that are to change nothing, with their documented values."""
        parameters = self.operation.parameters
        return tuple(
            (key, text_of(value))
            for key in self.operation.listing.inert
            if key in parameters
            for value in parameters[key].enum[:_VALUES]
        )

    def number(self, walk: Walk, filters: Filters) -> int | None:
        """How many rows of the list match, as far as that is known."""
        if not self._is_sound(walk):
            return self.pages.total if walk is self.survey.main and not filters else None
        if not filters:
            return len(walk.items)
        if implied(self.operation):
            return None
        key = (self.lists.index(walk), frozenset(filters))
        if key not in self._numbers:
            answers = selection(self.operation, filters, walk.items)
            self._numbers[key] = None if None in answers else sum(map(bool, answers))
        return self._numbers[key]

    def _is_sound(self, walk: Walk) -> bool:
        """Whether rows can be counted by the walk. It never changes, and is asked for every case."""
        if id(walk) not in self._sound:
            self._sound[id(walk)] = walk.whole and not is_faulty(self.operation, walk)
        return self._sound[id(walk)]

    @cached_property
    def _sound(self) -> dict[int, bool]:
        """The walks that were looked at, which live as long as the survey, by their identity."""
        return {}

    @cached_property
    def _numbers(self) -> dict[tuple[int, frozenset[tuple[str, Json]]], int | None]:
        """What was counted already: the same few filters are drawn again and again."""
        return {}

    def sizes(self, number: int | None) -> tuple[int, ...]:
        """The sizes near which lists go wrong."""
        pages = self.pages
        near = () if number is None else (number, number - 1, number + 1, -(-number // 2), number // 3)
        largest = pages.largest or 0
        named = (pages.smallest, pages.smallest + 1, pages.default or 1, largest, largest - 1, *USUAL, *near)
        return tuple(dict.fromkeys(size for size in named if pages.allowed(size) and size <= largest))

    def range_of_sizes(self) -> range:
        """Every size that may be asked for; empty where none may."""
        return range(self.pages.smallest, (self.pages.largest or 0) + 1)

    def size_used(self, size: int | None) -> int | None:
        """The size that the question comes to; None where the document leaves that open."""
        return size if size is not None else self.pages.default

    def starts(self, number: int | None, size: int | None) -> tuple[int, ...]:
        """The rows before the pages at which lists go wrong, the first page first."""
        used = self.size_used(size)
        if not self.pages.by_number or not number or used is None:
            return (0,)
        last = (number - 1) // used * used
        near = [0, last, last - used, used, last // 2 // used * used]
        if self.operation.listing.page.by == "offset":
            near += [number - used, number - used - 1, number - used + 1, number - 1, used - 1, used + 1, 1]
        return tuple(dict.fromkeys(start for start in near if 0 <= start < number))

    def range_of_starts(self, number: int | None, size: int | None) -> range:
        """Every number of rows before a page of the list."""
        used = self.size_used(size)
        if not self.pages.by_number or not number or used is None:
            return range(1)
        return range(0, number, 1 if self.operation.listing.page.by == "offset" else used)

    def position(self, start: int, size: int | None) -> int | None:
        """The position of the page after so many rows; None, which sends none, for the first."""
        if start == 0:
            return None
        step = 1 if self.operation.listing.page.by == "offset" else self.size_used(size) or 1
        return (first_position(self.operation) or 0) + start // step

    @property
    def depth(self) -> int:
        """How many pages may be followed."""
        return 1 if self.pages.by_number or self.operation.listing.page.by == "none" else _PAGES

    def _values(self, key: str) -> Iterator[Json]:
        """Values that rows have, those of the enum first, and one that switches the filter off."""
        rule, parameter = self.operation.listing.filters[key], self.operation.parameters[key]
        wanted = [value for value in parameter.enum if not switched_off(rule, value)]
        if not wanted and rule.at is not None and rule.op != "search":
            found = (look(item, rule.at) for item in self.survey.rows)
            scalars = (value for value in found if isinstance(value, (str, int, float)))
            fitting = (value for value in scalars if documented(parameter, value))
            wanted = list(dict.fromkeys(fitting))
        yield from wanted
        yield from rule.all[:1]
