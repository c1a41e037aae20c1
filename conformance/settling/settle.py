"""Settling the lists of a document, one by one: every topic asked within the budget, then one last look."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from conformance.asking.client import BudgetSpent
from conformance.asking.encoding import unfilled
from conformance.reports.redaction import Redactor
from conformance.settling.asker import Asker, Enough, Exchanging, Seen
from conformance.settling.counts import ask_pages, judge_counts, judge_headers
from conformance.settling.filters import ask_filters, judge_filters, judge_total_of_filters
from conformance.settling.ground import Ground, ground_of
from conformance.settling.orders import ask_orders, judge_default_order, judge_orders
from conformance.settling.paging import (
    ask_ends,
    ask_onward,
    ask_starts,
    judge_ends,
    judge_first,
    judge_onward,
)
from conformance.settling.refusals import (
    ask_bad_values,
    ask_without_credentials,
    judge_bad_values,
    judge_credentials,
    situations,
)
from conformance.settling.sight import Sight, blocked, judge_identity, judge_total, look_at
from conformance.settling.sizes import (
    ask_largest,
    ask_over,
    ask_under,
    judge_default,
    judge_largest,
    judge_over,
    judge_under,
)
from conformance.target import Target
from listproof.contract import Json
from listproof.errors import Unreachable
from listproof.infer.answers import (
    NO_BUDGET,
    Answer,
    Confirmed,
    Differs,
    Settled,
    Unsettled,
    settled,
)
from listproof.infer.guesses import Stated
from listproof.infer.heard import Heard
from listproof.infer.proposals import Proposal

MOST_REQUESTS: Final = 30
"""Requests for one list where nobody says how many."""
_SURE: Final = frozenset({"error", "empty"})
"""Values that show in a list that changes as well."""

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """The list as it was settled; `over`: why nothing more can be asked of any list."""

    proposal: Proposal
    over: str = ""


def settle(proposal: Proposal, target: Target, send: Exchanging, *, most: int = MOST_REQUESTS) -> Ended:
    """The proposal as the target settles it, with at most so many requests.

    `send` asks one question with one request. Raises Unreachable where the target never answered.
    """
    ground = ground_of(proposal, target)
    lacking = unfilled(ground.operation, target)
    if lacking:
        flags = " ".join(f"--param {key}=VALUE" for key in lacking)
        stopped = f"it needs {', '.join(lacking)}, and no value was given: {flags}"
        return Ended(proposal=replace(proposal, heard=Heard(stopped=stopped)))
    asker = Asker(ground, target, Redactor(target, (ground.operation,)), send, most=most)
    return _Settling(ground, target, asker).ended()


class _Settling:
    """The asking about one list: topic by topic, each with what it could ask."""

    def __init__(self, ground: Ground, target: Target, asker: Asker) -> None:
        self._ground = ground
        self._target = target
        self._asker = asker
        self._stopped = ""
        self._over = ""

    def ended(self) -> Ended:
        answers = list(self._answers())
        heard = Heard(
            requests=tuple(self._asker.lines),
            differs=tuple(dict.fromkeys(each.told for each in answers if isinstance(each, Differs))),
            stopped=self._stopped,
        )
        return Ended(proposal=settled(self._ground.proposal, answers, heard), over=self._over)

    def _answers(self) -> Iterator[Answer]:
        ground, asker = self._ground, self._asker
        sight = self._tried(lambda: look_at(ground, asker))
        if sight is None:
            return
        self._stopped = blocked(ground, sight.plain)
        if self._stopped:
            return
        of_rows, of_statuses = self._topics(sight)
        yield from of_rows if self._is_steady(sight) else map(_shaken, of_rows)
        yield from of_statuses

    def _topics(self, sight: Sight) -> tuple[list[Answer], list[Answer]]:
        """The answers that lean on rows, and those that lean on statuses alone."""
        ground, asker = self._ground, self._asker
        starts = self._tried(lambda: ask_starts(ground, asker, sight))
        found = [*judge_identity(ground, sight), *judge_total(ground, sight), *judge_default(ground, sight)]
        found += judge_first(ground, starts) if starts is not None else ()
        over = self._tried(lambda: ask_over(ground, asker))
        found += judge_over(ground, sight, over) if over is not None else ()
        under = self._tried(lambda: ask_under(ground, asker))
        found += judge_under(ground, sight, under) if under is not None else ()
        pages = self._tried(lambda: ask_pages(ground, asker, sight))
        figured = replace(sight, figure=pages.figure(ground) if pages is not None else None)
        ends = self._tried(lambda: ask_ends(_with_first(ground, found), asker, figured))
        found += judge_ends(ground, ends) if ends is not None else ()
        found += judge_counts(ground, sight, pages, ends=ends) if pages is not None else ()
        sight = figured if ends is not None and ends.agree else sight
        found += self._onward(sight)
        denied = self._tried(lambda: ask_without_credentials(ground, asker, self._target))
        counted = any(isinstance(each, Confirmed) and each.at == ("meta", "total") for each in found)
        found += self._rows(sight, counted=counted)
        beside = {
            "bad_size": (*(under.seen if under is not None else ()), *((over.seen,) if over else ())),
            "bad_page": _present((ends.near, ends.far) if ends is not None else ()),
        }
        bad = [ask_bad_values(ground, asker, each) for each in self._unless_over(situations(ground))]
        statuses = [*judge_bad_values(ground, bad, beside)]
        statuses += judge_credentials(ground, denied) if denied is not None else ()
        return found, statuses

    def _onward(self, sight: Sight) -> list[Answer]:
        ground, asker = self._ground, self._asker
        onward = self._tried(lambda: ask_onward(ground, asker, sight))
        largest = self._tried(lambda: ask_largest(ground, asker, sight))
        found = [*judge_onward(ground, onward)] if onward is not None else []
        found += judge_largest(ground, sight, largest) if largest is not None else ()
        return found

    def _rows(self, sight: Sight, *, counted: bool) -> list[Answer]:
        """What the rows show of filters, orders and figures."""
        ground, asker = self._ground, self._asker
        narrowed = self._tried(lambda: ask_filters(ground, asker, sight)) or []
        found = [*judge_filters(sight, narrowed)]
        found += judge_total_of_filters(ground, sight, narrowed, counted=counted)
        asked = self._tried(lambda: ask_orders(ground, asker, sight)) or []
        found += [*judge_orders(ground, asked), *judge_default_order(ground, sight)]
        found += judge_headers(ground, sight, narrowed)
        return found

    def _tried(self, ask: Callable[[], Found]) -> Found | None:
        """What the topic saw; None where no more may be asked, which is noted."""
        if self._over:
            return None
        try:
            return ask()
        except Enough:
            self._stopped = NO_BUDGET
        except BudgetSpent as error:
            self._over = self._stopped = str(error)
        except Unreachable as error:
            if not self._asker.lines:
                raise
            self._over = self._stopped = str(error)
        return None

    def _unless_over(self, names: list[str]) -> Iterator[str]:
        for name in names:
            if not self._over:
                yield name

    def _is_steady(self, sight: Sight) -> bool:
        """Whether the list is at last what it was at first."""
        last: Seen | None = self._tried(lambda: self._asker.ask(again=1))
        steady = last is not None and (last.ids, last.total) == (sight.plain.ids, sight.plain.total)
        if not steady and not self._over:
            self._stopped = "the same request got other rows in the end, so what leans on rows stays open"
        return steady


def _present(seen: Iterable[Seen | None]) -> tuple[Seen, ...]:
    return tuple(each for each in seen if each is not None)


def _with_first(ground: Ground, found: list[Answer]) -> Ground:
    """The ground with the first page as it was just seen, which the document may leave open."""
    values = [each for answer in found if isinstance(answer, Settled) for each in answer.values]
    first = [each.value for each in values if isinstance(each, Stated) and each.at == ("page", "first")]
    if not first:
        return ground
    listing = replace(ground.listing, page=replace(ground.listing.page, first=(first[0],)))
    return replace(ground, operation=replace(ground.operation, listing=listing))


def _shaken(answer: Answer) -> Answer:
    """What is left of an answer where the list changed while it was asked."""
    if not isinstance(answer, Settled):
        stays = answer.stays if isinstance(answer, Unsettled) else ()
    elif answer.values and all(isinstance(each, Stated) and _is_sure(each.value) for each in answer.values):
        return answer
    else:
        stays = answer.closes
    return Unsettled(stays=stays, because="asked: the list changed meanwhile, so it can't be told")


def _is_sure(value: Json) -> bool:
    return isinstance(value, str) and value in _SURE
