"""Looking again before accusing: what a finding was made from is asked for anew, and the law judges that.

Lists change while they are looked at, and servers have bad moments. What is seen twice is a fault; what
is seen once is `unstable`. The looks are bounded, so that a backend that breaks everything is not asked
everything twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from conformance.asking.client import BudgetSpent
from conformance.asking.desk import Asker, Exchanging, Memo
from conformance.asking.surveying import survey as make_survey
from conformance.evidence import Counted, Exchange, Opinion, Page, Request, Walk, Whole
from conformance.judging.counting import count, walk_of
from conformance.judging.judge import Blame, Judged, likeness
from conformance.law import Law, Probe
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

Look = Literal["seen again", "not seen again", "not looked at again"]


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

    def look(self, judged: Judged, accusing: Sequence[int]) -> Mapping[int, Look]:
        """How each of these blames of the law fared, by its index."""
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
        elif isinstance(evidence, Walk):
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
