"""Which pages can be asked for by number, and which of them are worth asking for."""

from __future__ import annotations

from dataclasses import dataclass

from conformance.asking.reading import first_position
from conformance.comparing.matching import implied
from conformance.comparing.spelling import said_total
from conformance.questions import Question
from conformance.survey import Survey
from listproof.contract import Json, Operation

ODD = 7
"""A size that divides few totals, so that windows fall across whatever the backend counts in."""

MOST = 1_000_000_000
"""More rows than this are not believed: asking for their last page would be an attack, not a question."""

USUAL = (10, 25, 50, 20)
"""Sizes that people choose from a list, and that a backend may treat specially."""

BRIEF = 6
"""As many pages as a further walk of the list may have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Windows:
    """The windows of one operation's list.

    `total` is its number of rows, where it is known: counted, or failing that `told` by the list itself.
    """

    operation: Operation
    total: int | None
    told: int | None
    largest: int | None
    """The size that the survey was walked at; None where no size can be asked for."""

    def at(self, skipped: int, size: int | None) -> Question | None:
        """The question for the page of this size after so many rows; None where it can't be asked for."""
        first = first_position(self.operation)
        if skipped == 0:
            return Question(position=first, size=size)
        if first is None or self.operation.listing.page.param is None:
            return None
        if self.operation.listing.page.by == "offset":
            position = skipped
        elif size is None or skipped % size:
            return None
        else:
            position = first + skipped // size
        return None if self.bounded and position > self.bounded else Question(position=position, size=size)

    @property
    def bounded(self) -> int | None:
        """The documented maximum of the page's number or offset: nothing beyond it may be asked for."""
        parameter = self.operation.parameters.get(self.operation.listing.page.param or "")
        return parameter.maximum if parameter is not None else None

    @property
    def start(self) -> Question:
        """The question for the first page of the greatest size: the one with which the survey began."""
        return Question(position=first_position(self.operation), size=self.largest)

    @property
    def by_number(self) -> bool:
        """Whether any page can be asked for, and not only the one after the last."""
        paging = self.operation.listing.page
        return paging.param is not None and first_position(self.operation) is not None

    @property
    def default(self) -> int | None:
        """The size of a page that is asked for without one, where the document has one meaning for it."""
        size = self.operation.listing.size
        return size.default if size is not None and size.omit == ("default",) else None

    @property
    def smallest(self) -> int:
        """The least size that is documented, and at least one row."""
        size = self.operation.listing.size
        return max(1, size.minimum or 1) if size else 1

    def allowed(self, size: int) -> bool:
        """Whether the document allows the size."""
        stated = self.operation.listing.size
        if stated is None or size < self.smallest:
            return False
        return stated.maximum is None or size <= stated.maximum

    @property
    def odd(self) -> int:
        """A small size that divides few totals, as far as the document allows one."""
        if self.allowed(ODD):
            return ODD
        return max(self.smallest, (self.largest or 1) - 1)

    def exact(self) -> int | None:
        """The greatest size below the total that divides it, so that the last page is full."""
        total, largest = self.total, self.largest
        if not total or not largest:
            return None
        sizes = range(min(largest, total - 1), self.smallest, -1)
        return next((size for size in sizes if total % size == 0), None)

    def brief(self) -> int | None:
        """A size that walks the list in a few pages, the last of them not full."""
        total, largest = self.total, self.largest
        if not total or not largest or largest <= self.smallest:
            return None
        least = max(-(-total // BRIEF), self.smallest)
        sizes = range(least, min(least + 10, largest) + 1)
        fitting = [size for size in sizes if total % size and size != largest]
        return next((size for size in fitting if size in USUAL), next(iter(fitting), None))

    def usual(self, number: int) -> int:
        """One of the sizes that people choose, another for each number, as far as the document allows it."""
        allowed = [size for size in USUAL if self.allowed(size) and size != self.largest]
        return allowed[number % len(allowed)] if allowed else self.odd


def windows(operation: Operation, survey: Survey) -> Windows:
    """The windows of the main caller's list, by what the survey found."""
    told = said_total(survey.main.pages[0]) if survey.main.pages else None
    if told is not None and told > MOST:
        told = None
    total = len(survey.rows) if survey.whole else told
    return Windows(operation=operation, total=total, told=told, largest=survey.main.question.size)


def last_start(total: int, size: int) -> int:
    """The rows before the last page of this size."""
    return max(0, (total - 1) // size * size)


def past_start(total: int, size: int) -> int:
    """The rows before the first page past the end."""
    return -(-total // size) * size


def plain(operation: Operation, size: int | None) -> Question:
    """The question for the undivided list: filters that hold unasked are switched off, where they can be."""
    return Question(size=size, filters=tuple(switches(operation).items()))


def switches(operation: Operation) -> dict[str, Json]:
    """For each filter that holds unasked, the value that switches it off, if it has one."""
    rules = operation.listing.filters
    return {key: rules[key].all[0] for key in implied(operation) if rules[key].all}
