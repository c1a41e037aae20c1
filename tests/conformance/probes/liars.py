"""Lists that lie in one way each; `caught_by` names the law that the lie breaks."""

# A lie takes the place of a whole method and needs few of its arguments.
# ruff: noqa: ARG002

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from conformance.evidence import Exchange, Page
from conformance.questions import Question
from listproof.contract import MISSING, Json, Role, look
from tests.conformance.probes.listed import Listed


class FirstPageIsZero(Listed):
    caught_by = "page/first"

    def skip(self, question: Question, size: int) -> int:
        return 0 if question.position is None else int(question.position) * size


class SkipsARowDeepInside(Listed):
    caught_by = "page/window"

    def skip(self, question: Question, size: int) -> int:
        skipped = super().skip(question, size)
        return skipped + 1 if size == 7 and skipped > 7 else skipped


class IgnoresThePage(Listed):
    caught_by = "page/ends"

    def skip(self, question: Question, size: int) -> int:
        return 0


class NeverEnds(Listed):
    caught_by = "page/ends"

    def cut(self, rows: Sequence[Json], skipped: int, size: int) -> list[Json]:
        last = max(len(rows) - 1, 0) // size * size
        return super().cut(rows, min(skipped, last), size) if size != 9 else list(rows[:9])

    def says(self, *args: Any) -> dict[Role, Json]:
        return {**super().says(*args), "has_next": True}


class RepeatsTheLastPage(Listed):
    caught_by = "page/past-end"

    def cut(self, rows: Sequence[Json], skipped: int, size: int) -> list[Json]:
        last = max(len(rows) - 1, 0) // size * size
        return super().cut(rows, min(skipped, last), size)


class LosesTheLastRowOfAPage(Listed):
    caught_by = "page/complete"

    def cut(self, rows: Sequence[Json], skipped: int, size: int) -> list[Json]:
        page = super().cut(rows, skipped, size)
        return page[:-1] if skipped + size < len(rows) and size > 1 else page


class ShortPages(LosesTheLastRowOfAPage):
    caught_by = "size/full"


class BeginsWithTheRowBefore(Listed):
    caught_by = "page/no-repeats"

    def cut(self, rows: Sequence[Json], skipped: int, size: int) -> list[Json]:
        return super().cut(rows, max(skipped - 1, 0), size)


class OneRowMore(Listed):
    caught_by = "size/at-most"

    def cut(self, rows: Sequence[Json], skipped: int, size: int) -> list[Json]:
        return super().cut(rows, skipped, size + 1)


class AnotherDefault(Listed):
    caught_by = "size/default"

    def size(self, question: Question) -> int | None:
        return 6 if question.size is None and not question.put else super().size(question)


class IgnoresTheAlias(Listed):
    caught_by = "size/alias"

    def size(self, question: Question) -> int | None:
        return super().size(question.but(put=()))


class RefusesTooMuch(Listed):
    caught_by = "size/over"

    def size(self, question: Question) -> int | None:
        return None if question.size and question.size > 20 else super().size(question)


class TakesNothingForTheDefault(Listed):
    caught_by = "size/under"

    def size(self, question: Question) -> int | None:
        return 5 if question.size == 0 else super().size(question)


@dataclass(frozen=True, kw_only=True)
class Told:
    """What an honest list says on a page, and what it is said of."""

    said: dict[Role, Json]
    question: Question
    returned: int
    skipped: int
    size: int
    total: int


class Saying(Listed):
    """Lies in what it says of the list, and in nothing else."""

    def says(
        self, question: Question, returned: int, skipped: int, size: int, total: int
    ) -> dict[Role, Json]:
        said = super().says(question, returned, skipped, size, total)
        told = Told(said=said, question=question, returned=returned, skipped=skipped, size=size, total=total)
        return {**said, **self.lie(told)}

    def lie(self, told: Told) -> dict[Role, Json]:
        raise NotImplementedError


class CountsPagesFromZero(Saying):
    caught_by = "meta/page"

    def lie(self, told: Told) -> dict[Role, Json]:
        return {"page": told.said["page"] - 1}


class SaysTheReturnedAsSize(Saying):
    caught_by = "meta/size"

    def lie(self, told: Told) -> dict[Role, Json]:
        return {"size": told.returned}


class SaysTheDefaultSort(Saying):
    caught_by = "meta/sort"

    def lie(self, told: Told) -> dict[Role, Json]:
        return {"sort": "created"}


class SaysTheDefaultOrder(Saying):
    caught_by = "meta/order"

    def lie(self, told: Told) -> dict[Role, Json]:
        return {"order": "desc"}


class SaysTheSizeAsReturned(Saying):
    caught_by = "meta/returned"

    def lie(self, told: Told) -> dict[Role, Json]:
        return {"returned": told.size}


class CountsBeforeTheFilter(Saying):
    caught_by = "meta/total"

    def lie(self, told: Told) -> dict[Role, Json]:
        return {"total": len(self.rows)}


class CountsOnlySoFar(Saying):
    caught_by = "meta/total"

    def lie(self, told: Told) -> dict[Role, Json]:
        return {"total": told.skipped + told.returned}


class CountsAfterTheFilter(Saying):
    caught_by = "meta/total-all"

    def lie(self, told: Told) -> dict[Role, Json]:
        return {"total_all": told.total}


class RoundsDown(Saying):
    caught_by = "meta/pages"

    def lie(self, told: Told) -> dict[Role, Json]:
        return {"pages": told.total // told.size}


class OnePageMoreThanFull(Saying):
    caught_by = "meta/has-next"

    def lie(self, told: Told) -> dict[Role, Json]:
        return {"has_next": told.returned == told.size}


class PreviousFromTheThird(Saying):
    caught_by = "meta/has-prev"

    def lie(self, told: Told) -> dict[Role, Json]:
        return {"has_prev": told.skipped > told.size}


class AlwaysANextLink(Saying):
    caught_by = "meta/next"

    def lie(self, told: Told) -> dict[Role, Json]:
        return {"next": self.link(told.question, told.skipped // told.size + 1, told.size)}


class NextLosesTheFilter(Saying):
    caught_by = "meta/next"

    def lie(self, told: Told) -> dict[Role, Json]:
        link = told.said["next"]
        return {} if link is MISSING else {"next": link.partition("&state")[0].partition("&owner")[0]}


class NoPreviousLink(Saying):
    caught_by = "meta/prev"

    def lie(self, told: Told) -> dict[Role, Json]:
        return {"prev": None}


class FirstIsHere(Saying):
    caught_by = "meta/first"

    def lie(self, told: Told) -> dict[Role, Json]:
        return {"first": self.link(told.question, told.skipped // told.size, told.size)}


class LastIsOneTooFar(Saying):
    caught_by = "meta/last"

    def lie(self, told: Told) -> dict[Role, Json]:
        return {"last": self.link(told.question, told.total // told.size + 1, told.size)}


class FiltersTheFirstPageOnly(Listed):
    caught_by = "filter/match"

    def matching(self, question: Question) -> list[Json]:
        first = question.position in (None, 1)
        return super().matching(question if first else question.but(filters=()))


class FilterIsAPrefix(Listed):
    caught_by = "filter/no-match"

    def matching(self, question: Question) -> list[Json]:
        filters = dict(question.filters)
        rows = super().matching(
            question.but(filters=tuple((k, v) for k, v in filters.items() if k != "owner"))
        )
        return [row for row in rows if row["owner"].startswith(str(filters.get("owner", "")))]


class FilterIgnoresCase(Listed):
    caught_by = "filter/no-match"

    def matching(self, question: Question) -> list[Json]:
        cased = tuple(
            (key, value.capitalize() if key == "owner" else value) for key, value in question.filters
        )
        return super().matching(question.but(filters=cased))


class NoSuchOwner(Listed):
    caught_by = "filter/no-match"

    def answer(self, question: Question) -> Exchange | Page:
        answer = super().answer(question)
        unknown = "owner" in dict(question.filters) and not self.matching(question)
        return self.refuse(question, 404) if unknown else answer


class LosesAMatch(Listed):
    caught_by = "filter/complete"

    def matching(self, question: Question) -> list[Json]:
        rows = super().matching(question)
        return rows[:-1] if question.filters == (("state", "late"),) else rows


class FiltersInAnotherOrder(Listed):
    caught_by = "filter/complete"

    def ordered(self, rows: Sequence[Json], question: Question) -> list[Json]:
        ordered = super().ordered(rows, question)
        return sorted(ordered, key=lambda row: row["id"]) if question.filters else ordered


class OnlyTheFirstFilter(Listed):
    caught_by = "filter/both"

    def matching(self, question: Question) -> list[Json]:
        return super().matching(question.but(filters=question.filters[:1]))


class EitherFilter(Listed):
    caught_by = "filter/both"

    def matching(self, question: Question) -> list[Json]:
        kept = [super(EitherFilter, self).matching(question.but(filters=(one,))) for one in question.filters]
        ids = {row["id"] for rows in kept for row in rows}
        return [row for row in self.rows if row["id"] in ids] if kept else list(self.rows)


class LateIsOpenAsWell(Listed):
    caught_by = "filter/parts"

    def matching(self, question: Question) -> list[Json]:
        if question.filters == (("state", "open"),):
            return [row for row in self.rows if row["state"] != "done"]
        return super().matching(question)


class AllIsAWord(Listed):
    caught_by = "filter/all"

    def matching(self, question: Question) -> list[Json]:
        rows = super().matching(question)
        return [] if ("state", "all") in question.filters else rows


class RefusesAValue(Listed):
    caught_by = "parameters/accepted"

    def answer(self, question: Question) -> Exchange | Page:
        return (
            self.refuse(question, 400) if ("state", "late") in question.filters else super().answer(question)
        )


class NeedsASize(Listed):
    caught_by = "parameters/optional"

    def answer(self, question: Question) -> Exchange | Page:
        sized = question.size is not None or question.put
        return super().answer(question) if sized else self.refuse(question, 400)


class AscendsUnasked(Listed):
    caught_by = "sort/default"

    def order(self, question: Question) -> Any:
        field, descending = super().order(question)
        return field, descending and question.sort is not None


class AnotherDefaultDirection(Listed):
    caught_by = "parameters/default"

    def order(self, question: Question) -> Any:
        field, descending = super().order(question)
        return field, descending and not (question.sort and question.sort[1] is None)


class NumbersAsText(Listed):
    caught_by = "sort/order"

    def rank(self, value: Json) -> Any:
        return super().rank(str(value) if isinstance(value, int) else value)


class IgnoresTheSort(Listed):
    caught_by = "sort/order"

    def order(self, question: Question) -> Any:
        return super().order(question.but(sort=None))


class IgnoresTheDirection(Listed):
    caught_by = "sort/reverse"

    def order(self, question: Question) -> Any:
        return super().order(question)[0], True


class SortingLosesNulls(Listed):
    caught_by = "sort/same-items"

    def ordered(self, rows: Sequence[Json], question: Question) -> list[Json]:
        key, _ = self.order(question)
        return [row for row in super().ordered(rows, question) if look(row, key.at or ()) is not None]


class TiesByTheSize(Listed):
    caught_by = "sort/stable"

    def answer(self, question: Question) -> Exchange | Page:
        shuffled = Listed(
            rows=tuple(sorted(self.rows, key=lambda row: row["id"] * (self.size(question) or 1) % 59))
        )
        return shuffled.answer(question)


class TiesOfASortByTheSize(TiesByTheSize):
    caught_by = "sort/stable"

    def answer(self, question: Question) -> Exchange | Page:
        return super().answer(question) if question.sort else Listed.answer(self, question)


class FastCountsNothing(Listed):
    caught_by = "inert/same"

    def told(self, question: Question, items: list[Json], skipped: int, size: int, total: int) -> Page:
        fast = self.put(question, "fast") == "true"
        return super().told(question, items, skipped, size, len(items) if fast else total)


class FastSortsOtherwise(Listed):
    caught_by = "inert/same"

    def ordered(self, rows: Sequence[Json], question: Question) -> list[Json]:
        ordered = super().ordered(rows, question)
        return ordered[::-1] if self.put(question, "fast") == "true" else ordered


class OtherEachTime(Listed):
    caught_by = "time/repeat"

    def ordered(self, rows: Sequence[Json], question: Question) -> list[Json]:
        ordered = super().ordered(rows, question)
        return ordered[::-1] if question.again else ordered


class RemembersTheFilter(Listed):
    caught_by = "time/interleaved"
    held: tuple[Any, ...] = ()

    def matching(self, question: Question) -> list[Json]:
        rows = super().matching(
            question.but(filters=question.filters or (self.held if question.again > 1 else ()))
        )
        self.held = question.filters
        return rows


LIARS: tuple[type[Any], ...] = tuple(
    value
    for value in list(globals().values())
    if isinstance(value, type) and issubclass(value, Listed) and hasattr(value, "caught_by")
)
