"""A list kept in memory that answers questions honestly, and can be told to lie in one way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from conformance.asking.reading import size_meant, skipped_meant
from conformance.asking.surveying import survey
from conformance.asking.walking import walk
from conformance.comparing.matching import selected
from conformance.evidence import Exchange, Page, Walk
from conformance.judging.counting import counted
from conformance.law import Finding, Law
from conformance.laws import ALL_LAWS, examples
from conformance.laws.examples import OPERATION, but, parameter
from conformance.probes import filters, paging, parameters, repeats, sorting
from conformance.questions import Question
from conformance.survey import Survey
from conformance.target import MAIN, OTHER, Target, TargetCaller
from listproof.contract import MISSING, Json, Operation, Paging, Role, Size, Sort, SortField, look

FAMILIES = ("parameters", "page", "size", "meta", "filter", "sort", "inert", "time")
SUBJECTS = (paging, filters, sorting, parameters, repeats)
TARGET = Target(callers={MAIN: TargetCaller(), OTHER: TargetCaller()})


def _field(name: str, *, descending: bool = False) -> SortField:
    return SortField(name=name, at=(name,), descending=descending)


LISTED = but(
    OPERATION,
    parameters=(
        parameter("limit", type="integer", minimum=1, maximum=20, default=5),
        parameter("per_page", type="integer"),
        parameter("sort", type="string", enum=["created", "name", "points"], default="created"),
    ),
    page=Paging(by="page", param="page", first=(1,), past_end=("empty",)),
    size=Size(
        param="limit", alias="per_page", default=5, minimum=1, maximum=20, over=("clamp",), under=("error",)
    ),
    sort=Sort(
        by="sort",
        order="order",
        keys={name: _field(name) for name in ("created", "name", "points")},
        default=(_field("created", descending=True),),
    ),
    meta={
        "page": "/page",
        "size": "/limit",
        "sort": "/sort",
        "order": "/order",
        "returned": "/returned",
        "total": "/total",
        "total_all": "/total_all",
        "pages": "/pages",
        "has_next": "/has_next",
        "has_prev": "/has_prev",
        "next": "link:next",
        "prev": "link:prev",
        "first": "link:first",
        "last": "link:last",
    },
)
"""A list with every role, an alias, three sort keys and two filters."""


def made_rows(number: int = 53) -> tuple[Json, ...]:
    """Rows with ties, nulls, numbers of several lengths, and names that fold together."""
    names = ("Ada", "ada", "Zoë", "Ben", "Émile", "cleo", "Dan", "Li 李")
    return tuple(
        {
            "id": at,
            "name": f"{names[at % len(names)]} {at % 11}",
            "state": ("open", "done", "open", "late", "open")[at % 5],
            "owner": f"User-{at % 4}",
            "points": None if at % 9 == 0 else at * 7 % 120,
            "created": f"2024-05-{28 - at // 3:02d}T09:00:00{'Z' if at % 2 else '+00:00'}",
        }
        for at in range(1, number + 1)
    )


@dataclass
class Listed:
    """An honest backend: a liar is a subclass with one method that does otherwise."""

    operation: Operation = LISTED
    rows: tuple[Json, ...] = field(default_factory=made_rows)
    asked: list[Question] = field(default_factory=list)
    walks: list[Walk] = field(default_factory=list)
    _answers: dict[Question, Exchange | Page] = field(default_factory=dict)

    # --- Ask -------------------------------------------------------------------------------------------

    def exchange(self, question: Question) -> Exchange:
        answer = self._answer(question)
        return answer.exchange if isinstance(answer, Page) else answer

    def page(self, question: Question) -> Page | None:
        answer = self._answer(question)
        return answer if isinstance(answer, Page) else None

    def walk(self, question: Question, *, pages: int | None = None) -> Walk:
        walked = walk(self.operation, question, self._both, pages or 30)
        self.walks.append(walked)
        return walked

    def _both(self, question: Question) -> tuple[Exchange, Page | None]:
        return self.exchange(question), self.page(question)

    def _answer(self, question: Question) -> Exchange | Page:
        if question not in self._answers:
            self.asked.append(question)
            self._answers[question] = self.answer(self.meant(question))
        return self._answers[question]

    # --- the backend -----------------------------------------------------------------------------------

    def meant(self, question: Question) -> Question:
        """The question with what was put into it by hand taken as the parameter it is."""
        return question

    def put(self, question: Question, key: str | None) -> str | None:
        return dict(question.put).get(key or "")

    def size(self, question: Question) -> int | None:
        """The size to apply; None refuses."""
        stated = self.operation.listing.size
        assert stated is not None
        alias = self.put(question, stated.alias)
        size = int(alias) if alias else question.size
        if size is None:
            return stated.default
        least, most = stated.minimum or 1, stated.maximum or 1000
        return None if size < least else min(size, most)

    def skip(self, question: Question, size: int) -> int:
        paging = self.operation.listing.page
        position = question.position
        if position is None:
            return 0
        if paging.by == "page":
            return (int(position) - self.first) * size
        return int(position)

    def matching(self, question: Question) -> list[Json]:
        return [row for row in self.rows if selected(self.operation, question.filters, row)]

    def order(self, question: Question) -> tuple[SortField, bool]:
        sort = self.operation.listing.sort
        word = self.put(question, sort.order)
        if question.sort is None:
            first = sort.default[0]
            return first, first.descending if word is None else word == sort.desc
        descending = question.sort[1]
        return sort.keys[question.sort[0]], bool(descending if descending is not None else True)

    def ordered(self, rows: Sequence[Json], question: Question) -> list[Json]:
        key, descending = self.order(question)
        return sorted(rows, key=lambda row: self.rank(look(row, key.at or ())), reverse=descending)

    def rank(self, value: Json) -> Any:
        """How a value compares: null first, text without its case."""
        if value is None:
            return (0, 0, "")
        return (
            (1, value, "") if isinstance(value, int) else (1, 0, str(value).casefold().replace("+00:00", "z"))
        )

    def cut(self, rows: Sequence[Json], skipped: int, size: int) -> list[Json]:
        return list(rows[skipped : skipped + size])

    def answer(self, question: Question) -> Exchange | Page:
        size = self.size(question)
        if size is None:
            return self.refuse(question, 400)
        rows = self.ordered(self.matching(question), question)
        skipped = self.skip(question, size)
        return self.told(question, self.cut(rows, skipped, size), skipped, size, len(rows))

    def refuse(self, question: Question, status: int) -> Exchange:
        return examples.exchange({"error": "no"}, status=status, question=question, operation=self.operation)

    def told(self, question: Question, items: list[Json], skipped: int, size: int, total: int) -> Page:
        said = self.says(question, len(items), skipped, size, total)
        page = examples.page(
            *items,
            skipped=skipped,
            size=size,
            total=total,
            question=question,
            operation=self.operation,
            meta=said,
        )
        meant = size_meant(self.operation, question)
        return replace(page, size=meant, skipped=skipped_meant(self.operation, question, meant))

    def says(
        self, question: Question, returned: int, skipped: int, size: int, total: int
    ) -> dict[Role, Json]:
        field_, descending = self.order(question)
        sort, pages = self.operation.listing.sort, -(-total // size)
        said: dict[Role, Json] = {
            "page": skipped // size + self.first,
            "total_all": len(self.rows),
            "sort": question.sort[0] if question.sort else field_.name,
            "order": sort.desc if descending else sort.asc,
            "first": self.link(question, 0, size),
            "last": self.link(question, max(pages - 1, 0), size),
            "next": self.link(question, skipped // size + 1, size) if skipped + returned < total else MISSING,
            "prev": self.link(question, skipped // size - 1, size) if skipped else MISSING,
        }
        return {role: value for role, value in said.items() if role in self.operation.listing.meta}

    def link(self, question: Question, pages: int, size: int) -> str:
        paging = self.operation.listing.page
        position = pages + self.first if paging.by == "page" else pages * size
        return "/things?" + urlencode([(paging.param or "", position), ("limit", size), *question.filters])

    @property
    def first(self) -> int:
        return self.operation.listing.page.first[0] if self.operation.listing.page.first else 0


def surveyed(backend: Listed) -> Survey:
    return survey(backend.operation, Target(), backend)


def evidence_of(backend: Listed, found: Survey, target: Target = TARGET) -> Iterator[Any]:
    """All evidence of one run of the probes on paging, filters, sorting, parameters and repeats."""
    seen: list[Any] = []
    for subject in SUBJECTS:
        for probe in subject.probes(backend.operation, found, target):
            seen.extend(probe.gather(backend))
    pages = [page for question in backend.asked if (page := backend.page(question)) is not None]
    yield from pages
    yield from backend.walks
    yield from seen
    yield from counted(backend.operation, found, pages)


def judged(backend: Listed) -> dict[str, list[Finding]]:
    """The findings that blame, by the law's id, of the laws of these families."""
    found = surveyed(backend)
    evidence = list(evidence_of(backend, found))
    blamed: dict[str, list[Finding]] = {}
    for law in own_laws():
        if law.needs(backend.operation):
            continue
        for piece in evidence:
            if isinstance(piece, law.judges) and getattr(piece, "law", law.id) == law.id:
                for finding in law.check(backend.operation, piece):
                    if not finding.fact:
                        blamed.setdefault(law.id, []).append(finding)
    return blamed


def own_laws() -> list[Law[Any]]:
    return [law for law in ALL_LAWS if law.name.family in FAMILIES]
