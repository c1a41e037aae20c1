"""Whether the list itself changes while it is looked at: rows come, rows go, rows move on.

Answers of two moments then differ and blame nobody. A list that changes is told from a server that gives
now these rows and now those by looking three times: what came stays, what went stays away, and as long as
the total stands still a walk has as many rows as it says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from conformance.asking.reading import canonical
from conformance.comparing.spelling import said_total
from conformance.evidence import Walk
from conformance.law import Ask
from conformance.laws.sorting import default_fields
from conformance.survey import Survey
from listproof.contract import MISSING, Json, Operation, Pointer, look

PAGES: Final = 5
"""As many pages of each list as are walked again; of a longer list its beginning tells."""

_FEW: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """How a list became another: the identities of the rows that came, that went and that became others."""

    came: frozenset[str] = frozenset()
    went: frozenset[str] = frozenset()
    altered: frozenset[str] = frozenset()

    @property
    def count(self) -> int:
        """How many rows have to do with it."""
        return len(self.came) + len(self.went) + len(self.altered)

    def told(self) -> str:
        """The changes in words: `2 rows came and 1 became another`."""
        verbs = ((self.came, "came"), (self.went, "went"), (self.altered, "became others"))
        parts = [f"{len(ids)} {verb}" for ids, verb in verbs if ids]
        return f"of its rows {' and '.join(parts)}"


@dataclass(frozen=True, kw_only=True)
class Moment:
    """Every list of a survey as it stood at one moment, as far as queries can see."""

    operation: Operation
    survey: Survey

    @property
    def walks(self) -> tuple[Walk, ...]:
        """The lists, the main one first."""
        return (self.survey.main, *self.survey.others.values())

    @cached_property
    def rows(self) -> tuple[Mapping[str, str], ...]:
        """For each list what filters, orders and summaries look at, by the identity of the row."""
        places = list(dict.fromkeys(_looked_at(self.operation)))
        return tuple(
            {
                identity: canonical([_or_null(look(item, at)) for at in places])
                for identity, item in zip(walk.ids, walk.items, strict=True)
            }
            for walk in self.walks
        )

    def same(self, other: Moment) -> bool:
        """Whether nothing can be seen to have changed between the two: rows, their order and their number."""
        return (
            [walk.ids for walk in self.walks] == [walk.ids for walk in other.walks]
            and self.rows == other.rows
            and [_totals(walk) for walk in self.walks] == [_totals(walk) for walk in other.walks]
        )


def moment(operation: Operation, survey: Survey, ask: Ask) -> Moment:
    """The lists of the survey, asked for anew."""
    walked = {name: _again(walk, ask) for name, walk in survey.others.items()}
    return Moment(operation=operation, survey=Survey(main=_again(survey.main, ask), others=walked))


def _again(walk: Walk, ask: Ask) -> Walk:
    return ask.walk(walk.question, pages=min(len(walk.pages) + 1, PAGES))


def changes(earlier: Moment, later: Moment) -> Changes:
    """How all the lists together changed from one moment to the other."""
    came: set[str] = set()
    went: set[str] = set()
    altered: set[str] = set()
    for place, (before, after) in enumerate(zip(earlier.walks, later.walks, strict=True)):
        known, now = earlier.rows[place], later.rows[place]
        came |= now.keys() - known.keys() if before.whole else set()
        # Where only the beginning was walked again, what stood first can't have been pushed out of it.
        certain = before.ids if after.whole else before.pages[0].ids if before.pages else ()
        went |= set(certain) - now.keys()
        altered |= {one for one in known.keys() & now.keys() if known[one] != now[one]}
        if not before.whole and after.pages:
            came |= set(after.pages[0].ids) - known.keys()
    return Changes(came=frozenset(came), went=frozenset(went), altered=frozenset(altered))


def lives(first: Moment, second: Moment, third: Moment) -> bool:
    """Whether three looks differ as those at a list that changes do, and not as at one that is lied of."""
    if not changes(first, second).count or not _sound(first, second, third):
        return False
    if len(changes(first, third).went) > max(_FEW, sum(map(len, first.rows)) // 2):
        return False  # nobody deletes most of a list while it is looked at: it is not given any more
    back = sum(_came_back(*rows) for rows in zip(first.rows, second.rows, third.rows, strict=True))
    restless = sum(_stirred(one) for one in (first, second, third))
    return back <= restless


def _came_back(first: Mapping[str, str], second: Mapping[str, str], third: Mapping[str, str]) -> int:
    """How many rows were something else the second time, and the third time what they were at first."""
    either = first.keys() | second.keys() | third.keys()
    return sum(first.get(one) == third.get(one) != second.get(one) for one in either)


def _sound(*moments: Moment) -> bool:
    """Whether the walks during which the total stood still have as many rows as the total says.

    Where rows both come and go, one may have come and another gone during a walk: the total stood still,
    and the walk is a row off. Whoever loses or repeats a row each time is off each time.
    """
    seen = changes(moments[0], moments[-1])
    slips = 1 if seen.came and seen.went else 0
    return sum(_off(walk) for moment in moments for walk in moment.walks if walk.whole) <= slips


def _off(walk: Walk) -> int:
    """By how many rows the walk differs from the one total that it tells throughout."""
    totals = set(_totals(walk))
    total = totals.pop() if len(totals) == 1 else None
    return 0 if total is None else abs(len(set(walk.ids)) - total)


def _stirred(seen: Moment) -> int:
    """How many rows may have slipped across the ends of pages in walks during which the total moved."""
    return sum(_span(walk) * len(walk.pages) for walk in seen.walks)


def _span(walk: Walk) -> int:
    totals = [total for total in _totals(walk) if total is not None]
    return max(totals) - min(totals) if totals else 0


def _totals(walk: Walk) -> list[int | None]:
    return [said_total(page) for page in walk.pages]


def _looked_at(operation: Operation) -> Iterator[Pointer]:
    listing = operation.listing
    fields = (*default_fields(operation), *listing.sort.keys.values())
    places = (*(rule.at for rule in listing.filters.values()), *(field.at for field in fields))
    return (at for at in places if at is not None)


def _or_null(value: Json) -> Json:
    return None if value is MISSING else value
