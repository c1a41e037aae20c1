"""Looking again before accusing: what a finding was made from is asked for anew, and the law judges that.

Servers have bad moments: what is seen twice is a fault, what is seen once is `unstable`. And lists change
while they are looked at: where they do, only what is seen while they stand still is a fault, and the rest
blames nobody. The looks are bounded, so that a backend that breaks everything is not asked everything twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from conformance.asking.client import BudgetSpent
from conformance.asking.desk import Asker, Exchanging, Memo
from conformance.asking.surveying import survey as make_survey
from conformance.evidence import (
    Counted,
    Exchange,
    Filtered,
    Opinion,
    Ordered,
    Page,
    Parted,
    Reaction,
    Request,
    Rewalked,
    Twins,
    Walk,
    Whole,
)
from conformance.judging.counting import count, walk_of
from conformance.judging.drift import Changes, Moment, changes, lives, moment
from conformance.judging.judge import Blame, Judged, likeness
from conformance.law import Law, Probe
from conformance.plan import plan
from conformance.questions import Question
from conformance.survey import Survey
from conformance.target import Target
from listproof.contract import Operation
from listproof.errors import Unreachable

AGAIN = 1_000
"""Added to the number of each question, so that it is really asked again."""
REQUESTS = 40
LOOKS = 3
"""How many findings of one law are looked at again; the others share their fate."""

MOVING = 60
"""As many requests as looks at a list that changes may take."""
TRIES = 2
"""How often the list may change during a look before the look is given up."""

Look = Literal["seen again", "not seen again", "not looked at again", "the list changed"]

_OF_SEVERAL = (Walk, Rewalked, Counted, Twins, Filtered, Parted, Ordered, Whole)
_OF_THE_ROWS = ("page", "size", "filter")
_WHATEVER_HAPPENS = ("scope", "safety", "errors", "shape")


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """What the first look was made from: the walks, and the probe of each piece of evidence, by id."""

    operation: Operation
    target: Target
    survey: Survey
    probes: Mapping[int, Probe]
    walks: Sequence[Walk] = ()


class SecondLook:
    """The second looks at one operation: they share their answers, and a bound on their requests."""

    def __init__(self, grounds: Grounds, send: Exchanging) -> None:
        self._grounds = grounds
        self._send = send
        self._asked = 0
        self.asker = Asker(grounds.operation, grounds.target, Memo(self._limited), again=AGAIN)
        self._survey: Survey | None = None
        self._made: dict[int, tuple[Any, ...]] = {}
        self._moving = _Moving(grounds, send)

    @property
    def changed(self) -> Changes | None:
        """How the list changed while it was looked at, as far as anybody had to know."""
        return self._moving.changed if self._moving.moves_on else None

    def look(
        self, judged: Judged, accusing: Sequence[int], warning: Sequence[int] = ()
    ) -> Mapping[int, Look]:
        """How each of these blames of the law fared, by its index.

        Those that only warn are looked at where the list changes, and else left as they are.
        """
        several = [
            index for index in (*accusing, *warning) if compares(judged.law, judged.blames[index].evidence)
        ]
        if several and self._moving.moves():
            looks = self._moving.look(judged, several)
            rest = [index for index in accusing if index not in looks]
            return {**looks, **self._looked(judged, rest)}
        return self._looked(judged, accusing)

    def _looked(self, judged: Judged, accusing: Sequence[int]) -> Mapping[int, Look]:
        looks = {index: self._look_at(judged.law, judged.blames[index]) for index in accusing[:LOOKS]}
        taken = {look for look in looks.values() if look != "not looked at again"}
        fate: Look = "not seen again" if taken == {"not seen again"} else "not looked at again"
        return {index: looks.get(index, fate) for index in accusing}

    def _look_at(self, law: Law[Any], blame: Blame) -> Look:
        try:
            evidence = list(self._anew(blame))
            found = [f for piece in evidence if law.takes(piece) for f in law.check(self._operation, piece)]
        except (BudgetSpent, Unreachable):
            return "not looked at again"
        except Exception:  # a law that breaks here was judged by what it found before
            return "not looked at again"
        key = likeness(blame.finding)
        return "seen again" if any(likeness(finding) == key for finding in found) else "not seen again"

    @property
    def _operation(self) -> Operation:
        return self._grounds.operation

    def _anew(self, blame: Blame) -> Iterator[Any]:
        """Fresh evidence of the kind that the finding was made from."""
        evidence = blame.evidence
        if isinstance(evidence, Exchange):
            yield self.asker.exchange(evidence.question)
        elif isinstance(evidence, Page):
            yield from _some(self.asker.page(evidence.question))
        elif isinstance(evidence, Walk) and id(evidence) not in self._grounds.probes:
            yield self.asker.walk(evidence.question, pages=len(evidence.pages) + 1)
        elif isinstance(evidence, Counted) and id(evidence) not in self._grounds.probes:
            fresh = self._fresh_survey()
            page = self.asker.page(evidence.page.question)
            if page is not None:
                like = walk_of(page.question, self._grounds.walks)
                again = None if like is None else self.asker.walk(like.question, pages=len(like.pages) + 1)
                yield count(self._operation, fresh, page, again)
        elif isinstance(evidence, Opinion):
            yield evidence  # shape/schema, which agrees with it, looks again
        elif isinstance(evidence, Whole):
            yield self._whole_with(evidence, blame.finding.exchanges)
        else:
            yield from self._gathered(evidence)

    def _gathered(self, evidence: Any) -> Iterable[Any]:
        probe = self._grounds.probes.get(id(evidence))
        if probe is None:
            return ()
        if id(probe) not in self._made:
            self._made[id(probe)] = tuple(probe.gather(self.asker))
        return self._made[id(probe)]

    def _fresh_survey(self) -> Survey:
        """The survey anew: its questions are those of the first, so that the pages compare with it."""
        if self._survey is None:
            self._survey = make_survey(self._operation, self._grounds.target, self.asker)
        return self._survey

    def _whole_with(self, whole: Whole, exchanges: Sequence[Exchange]) -> Whole:
        """Everything that was seen, with the telling exchanges asked for anew."""
        fresh: dict[Request, Exchange] = {}
        pages: dict[Request, Page | None] = {}
        for exchange in exchanges:
            fresh[exchange.request] = self.asker.exchange(exchange.question)
            pages[exchange.request] = self.asker.page(exchange.question)
        kept = (pages.get(page.exchange.request, page) for page in whole.pages)
        return replace(
            whole,
            exchanges=tuple(fresh.get(one.request, one) for one in whole.exchanges),
            pages=tuple(page for page in kept if page is not None),
        )

    def _limited(self, question: Question, request: Request) -> Exchange:
        self._asked += 1
        if self._asked > REQUESTS:
            raise BudgetSpent("enough was looked at again")
        return self._send(question, request)


def _some(page: Page | None) -> Iterator[Page]:
    if page is not None:
        yield page


# --- a list that changes ---------------------------------------------------------------------------------


def compares(law: Law[Any], evidence: Any) -> bool:
    """Whether what the law finds in it rests on answers of several moments, so that a list that changed may
    explain it.

    That rows are another tenant's, or that a server fails, no change explains.
    """
    family = law.id.partition("/")[0]
    if family in _WHATEVER_HAPPENS or law.name.uncited == "never-safe":
        return False
    return isinstance(evidence, _OF_SEVERAL) or (isinstance(evidence, Reaction) and family in _OF_THE_ROWS)


class _Moving:
    """Looks at a list that may change, each between two moments: only what it stands still for counts."""

    def __init__(self, grounds: Grounds, send: Exchanging) -> None:
        self.changed: Changes | None = None
        self._grounds = grounds
        self._send = send
        self._asked = 0
        self._rounds = 1
        self._first = Moment(operation=grounds.operation, survey=grounds.survey)
        self._last: Moment | None = None
        """The list as it stands, where nothing was asked since."""
        self.moves_on = False
        """Whether the list is known to change."""
        self._known = False

    def moves(self) -> bool:
        """Whether the list changes; asked for once, and a second time only where it seems to."""
        if not self._known:
            self._known = True
            try:
                second = self._moment()
                if changes(self._first, second).count:
                    self.moves_on = lives(self._first, second, self._moment())
            except (BudgetSpent, Unreachable):
                return False
            self._asked = 0
        return self.moves_on

    def look(self, judged: Judged, indices: Sequence[int]) -> Mapping[int, Look]:
        """How these blames of the law fared. One that is seen while the list stands still is enough."""
        looks: dict[int, Look] = {}
        for index in indices[:LOOKS]:
            looks[index] = self._look_at(judged.law, judged.blames[index])
        fate: Look = "not looked at again" if "seen again" in looks.values() else "the list changed"
        return {index: looks.get(index, fate) for index in indices}

    def _look_at(self, law: Law[Any], blame: Blame) -> Look:
        try:
            for _ in range(TRIES):
                before = self._last or self._moment()
                self._last = None
                if not self._found(law, blame, before.survey):
                    return "the list changed"
                if self._moment().same(before):
                    return "seen again"
        except (BudgetSpent, Unreachable):
            pass
        except Exception:  # a law or a probe that breaks here tells nothing
            return "not looked at again"
        return "the list changed"

    def _found(self, law: Law[Any], blame: Blame, survey: Survey) -> bool:
        key = likeness(blame.finding)
        made = self._anew(blame, survey)
        found = (f for piece in made if law.takes(piece) for f in law.check(self._operation, piece))
        return any(likeness(finding) == key for finding in found)

    def _anew(self, blame: Blame, survey: Survey) -> Iterator[Any]:
        """Fresh evidence of the kind that the finding was made from, beside the list as it now is."""
        evidence, asker = blame.evidence, self._asker()
        if id(evidence) in self._grounds.probes:
            asks = self._grounds.probes[id(evidence)].asks
            plans = plan(self._operation, survey, self._grounds.target)
            for probe in [one for one in plans if one.asks == asks][:1]:
                yield from probe.gather(asker)
        elif isinstance(evidence, Walk):
            yield asker.walk(evidence.question, pages=len(evidence.pages) + 1)
        elif isinstance(evidence, Counted):
            like = walk_of(evidence.page.question, self._grounds.walks)
            again = None if like is None else asker.walk(like.question, pages=len(like.pages) + 1)
            page = asker.page(evidence.page.question)
            if page is not None:
                yield count(self._operation, survey, page, again)
        elif isinstance(evidence, Whole):
            yield _only(asker, blame.finding.exchanges)

    @property
    def _operation(self) -> Operation:
        return self._grounds.operation

    def _moment(self) -> Moment:
        self._last = moment(self._operation, self._grounds.survey, self._asker())
        self.changed = changes(self._first, self._last)
        return self._last

    def _asker(self) -> Asker:
        self._rounds += 1
        send = Memo(self._limited)
        return Asker(self._operation, self._grounds.target, send, again=self._rounds * AGAIN)

    def _limited(self, question: Question, request: Request) -> Exchange:
        self._asked += 1
        if self._asked > MOVING:
            raise BudgetSpent("enough was looked at again")
        return self._send(question, request)


def _only(asker: Asker, exchanges: Sequence[Exchange]) -> Whole:
    """The telling exchanges anew, and nothing that was seen before."""
    fresh = tuple(asker.exchange(exchange.question) for exchange in exchanges)
    pages = (asker.page(exchange.question) for exchange in exchanges)
    return Whole(exchanges=fresh, pages=tuple(page for page in pages if page is not None), walks=())
