"""Refusals: the statuses that bad values and missing credentials get.

A status is stated for a situation only where everything that a run of `check` would try in it is refused with
that one status: the list of what is tried is the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from conformance.probes.refusals import wrong_values
from conformance.questions import Question
from conformance.settling.asker import Asker, Enough, Seen, denied
from conformance.settling.ground import Ground
from conformance.target import MAIN, Target
from listproof.contract import Scheme
from listproof.infer.answers import NO_BUDGET, Answer, Confirmed, Differs, Settled, Unsettled
from listproof.infer.guesses import Open, Stated

_NOBODY: Final = "listproof-never-given-out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """What came for the bad values of one situation; `whole`: all of them were tried and refused alike.

    `number` is how many there are.
    """

    situation: str
    seen: tuple[Seen, ...]
    number: int

    @property
    def whole(self) -> bool:
        """Whether everything was tried, and refused with one status."""
        return len(self.seen) == self.number and all(
            _refuses(self.situation, seen) and seen.status == self.seen[0].status for seen in self.seen
        )


def ask_bad_values(ground: Ground, asker: Asker, situation: str) -> Refused:
    """Ask with every bad value of the situation, until one is not refused as those before it.

    Where not all can be asked, one is: it shows what some get, and saves the others for other lists.
    """
    questions = list(_questions(ground, situation))
    seen: list[Seen] = []
    for question in questions if asker.left >= len(questions) else questions[:1]:
        try:
            seen.append(asker.ask(question))
        except Enough:
            break
        if not _refuses(situation, seen[-1]) or seen[-1].status != seen[0].status:
            break
    return Refused(situation=situation, seen=tuple(seen), number=len(questions))


def _refuses(situation: str, seen: Seen) -> bool:
    """Whether the value was refused: that a page or token is not found says so too."""
    return seen.refused or (seen.status == HTTPStatus.NOT_FOUND and situation in ("bad_page", "bad_token"))


def situations(ground: Ground) -> list[str]:
    """The situations with bad values of which the document gives no status."""
    listing = ground.listing
    named = {
        "bad_size": listing.size is not None,
        "bad_page": listing.page.by in ("page", "offset"),
        "bad_token": listing.page.by == "cursor",
        "bad_sort": listing.sort.by is not None,
        "bad_filter": bool(listing.filters),
    }
    return [name for name, there in named.items() if there and not ground.states("errors", name)]


def _questions(ground: Ground, situation: str) -> Iterator[Question]:
    listing = ground.listing
    keys: dict[str, list[str | None]] = {
        "bad_size": [listing.size.param] if listing.size else [],
        "bad_page": [listing.page.param],
        "bad_token": [listing.page.param],
        "bad_sort": [listing.sort.by, listing.sort.order],
        "bad_filter": list(listing.filters),
    }
    for key in keys[situation]:
        if key is not None:
            yield from (wrong.question for wrong in wrong_values(ground.operation, key))


def judge_bad_values(
    ground: Ground, found: list[Refused], beside: dict[str, tuple[Seen, ...]]
) -> Iterator[Answer]:
    """The status of each situation, and what stays of the one question that asks for them all.

    `beside` has further answers of a situation, such as pages past the end: their refusals must agree.
    """
    left: dict[str, str] = {}
    for each in found:
        status, because = _judged(each, beside.get(each.situation, ()))
        opens = ground.opens("errors", each.situation)
        if status is not None:
            yield Settled(closes=opens, values=(_status(ground, each.situation, status, because),))
        else:
            left[each.situation] = because
            yield Unsettled(stays=opens, because=because)
    yield from _general(ground, left)


def _status(ground: Ground, situation: str, status: int, because: str) -> Stated:
    """The status of a situation: a promise where the document has such a response, else the mock's."""
    documented = ground.proposal.operation.responses
    if {str(status), f"{status // 100}XX", "default"}.isdisjoint(documented):
        because += "; the document has no such response"
        return Stated(("assumed", "errors", situation), status, because)
    return Stated(("errors", situation), status, because)


def _judged(refused: Refused, beside: tuple[Seen, ...]) -> tuple[int | None, str]:
    """The status, and what shows it or why there is none."""
    if not refused.seen:
        return None, NO_BUDGET if refused.number else "no value is known to be bad"
    others = [seen for seen in beside if 400 <= seen.status < 500]
    first, last = refused.seen[0], refused.seen[-1]
    odd = next((seen for seen in others if seen.status != first.status), None)
    if refused.whole and odd is None:
        some = "; ".join(map(str, refused.seen[:2]))
        more = len(refused.seen) - 2
        return first.status, f"asked: {some}" + (f"; and {more} more the same" if more > 0 else "")
    if odd is not None:
        return None, f"asked: {first}; {odd}"
    shown = f"asked: {last}" if last is first else f"asked: {first}; {last}"
    if _refuses(refused.situation, last) and last.status == first.status:
        shown += f", and {refused.number - len(refused.seen)} more bad values were too many to ask"
    return None, shown


def _general(ground: Ground, left: dict[str, str]) -> Iterator[Answer]:
    """What stays of the question which status bad values get."""
    opens = tuple(each for each in ground.opens("errors") if each.question.startswith("Which status do bad"))
    if not opens:
        return
    if left:
        yield Unsettled(stays=opens, because="; ".join(f"{name}: {why}" for name, why in left.items()))
    else:
        yield Settled(closes=opens)


# --- credentials -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Denied:
    """What comes without credentials, and with some that nobody gave out."""

    none: Seen
    wrong: Seen | None


def ask_without_credentials(ground: Ground, asker: Asker, target: Target) -> Denied | None:
    """Ask as nobody; None where the document or the target has no credentials to leave out."""
    given = [scheme for scheme in _schemes(ground) if _is_given(target, ground, scheme)]
    if not given or not ground.secured:
        return None
    none = asker.ask(
        headers=tuple((each.parameter, None) for each in given if each.location == "header"),
        drop=tuple(each.parameter for each in given if each.location == "query"),
    )
    first = given[0]
    wrong: Seen | None = None
    if denied(none):
        value = f"{first.prefix}{_NOBODY}"
        if first.location == "header":
            wrong = asker.ask(headers=((first.parameter, value),))
        else:
            wrong = asker.ask(put=((first.parameter, value),))
    return Denied(none=none, wrong=wrong)


def _schemes(ground: Ground) -> list[Scheme]:
    return [scheme for alternative in ground.operation.security for scheme in alternative]


def _is_given(target: Target, ground: Ground, scheme: Scheme) -> bool:
    if scheme.location == "header":
        return target.callers[MAIN].header(scheme.parameter) is not None
    return bool(target.parameters(ground.operation).get(scheme.parameter))


def judge_credentials(ground: Ground, asked: Denied) -> Iterator[Answer]:
    """The status for whoever has no right credentials: the same without any and with wrong ones."""
    opens: tuple[Open, ...] = ground.opens("errors", "unauthenticated")
    known = ground.proposal.listing.get("errors", {}).get("unauthenticated")
    shown = f"{asked.none}" + (f"; {asked.wrong}" if asked.wrong is not None else "")
    if 200 <= asked.none.status < 300:
        yield Differs(told=f"credentials are documented as needed, and {asked.none}")
        yield Unsettled(stays=opens, because=f"asked: {asked.none}")
    elif known is not None and asked.none.status == known:
        yield Confirmed(at=("errors", "unauthenticated"), because=f"asked: {asked.none}")
    elif known is not None and denied(asked.none):
        yield Differs(told=f"{known} is documented for missing credentials, and {asked.none}")
    elif asked.wrong is not None and asked.wrong.status == asked.none.status:
        value = _status(ground, "unauthenticated", asked.none.status, f"asked: {shown}")
        yield Settled(closes=opens, values=(value,))
    else:
        yield Unsettled(stays=opens, because=f"asked: {shown}")
