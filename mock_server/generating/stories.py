"""Fields that belong to a status: what waits has not ended, what is done has no error.

Only what the schema lets be null or absent is changed, and only where no rule of the contract speaks of it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Final

from listproof.contract import MISSING, Json, Pointer
from mock_server.generating.naming import words_of
from mock_server.generating.times import names_a_time, stage_of
from mock_server.generating.words.places import PLACES


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_PHASES: Final[Mapping[str, frozenset[str]]] = {
    phase: frozenset(words.split())
    for phase, words in {
        "waiting": "waiting pending queued scheduled draft created new planned upcoming requested todo"
        " backlog unpaid inactive invited unstarted received not_started notstarted trialing ready"
        " registered unverified hold",
        "running": "running in_progress inprogress processing active sending started ongoing live syncing"
        " assigned open opened in_transit busy connected partially enabled online working",
        "done": "done completed complete finished succeeded success successful paid sent delivered closed"
        " resolved merged approved published shipped confirmed fulfilled captured accepted passed"
        " answered read available verified ok",
        "failed": "failed failure error errored rejected declined bounced uncollectible timeout timed_out"
        " no_answer aborted refused unreachable past_due undelivered",
        "dropped": "cancelled canceled expired voided void deleted archived disabled suspended blocked"
        " removed abandoned banned deactivated closed_lost skipped revoked inactive withdrawn spam"
        " trash",
    }.items()
    for words in [words]
}
_WEIGHTS: Final = {"waiting": 4, "running": 5, "done": 16, "failed": 2, "dropped": 2, "": 5}
_USUAL: Final = frozenset(
    code
    for place in PLACES
    for code in (place.code, place.code3, place.currency, place.currency.lower(), place.locale, place.zone)
)
_MANY: Final = 20
"""Options from which on the usual ones come more often: of all currencies few are met."""
_STATUS: Final = _words("status state phase conclusion lifecycle")
_SELDOM: Final = _words(
    "deleted archived cancelled canceled expired failed suspended revoked disabled blocked refunded "
    "voided rejected "
)
_FAULT: Final = _words("error failure exception decline")
_MOSTLY: Final = _words(
    "active enabled verified confirmed visible available live valid success subscribed published "
    "public approved read ok open "
)
_SELDOM_TRUE: Final = _SELDOM | _words(
    "locked hidden test spam fork bot private muted banned required internal default primary featured "
    "draft overdue trashed starred favorite restricted truncated admin system "
)


def phase_of(value: Json) -> str:
    """Where in its life a thing of this status is: waiting, running, done, failed, dropped; "" if unknown."""
    if not isinstance(value, str):
        return ""
    words = words_of(value)
    whole = "_".join(words)
    return next(
        (phase for phase, known in _PHASES.items() if whole in known or (words and words[-1] in known)), ""
    )


def shares_of_options(options: list[Json]) -> list[Json]:
    """The options, each as often as it usually comes: most are done, few have failed.

    Where the options are no states of a life, the documented order says which comes more often.
    """
    phases = [phase_of(option) for option in options]
    if len(options) > 2 and len({phase for phase in phases if phase}) > 1:
        return [option for option, phase in zip(options, phases, strict=True) for _ in range(_WEIGHTS[phase])]
    count = len(options)
    usual = [option for option in options if option in _USUAL] if count > _MANY else []
    if usual:
        return [*options, *(usual * (5 * count // len(usual)))]
    return [option for at, option in enumerate(options) for _ in range(2 * (count - at) - 1)]


def chance_of_true(words: tuple[str, ...]) -> float:
    """How often a switch of this name is on."""
    named = set(words)
    if named & _SELDOM_TRUE:
        return 0.1
    return 0.85 if named & _MOSTLY else 0.4


def chance_of_null(words: tuple[str, ...]) -> float:
    """How often a field of this name is null, where it may be."""
    named = set(words)
    return 0.75 if named & (_SELDOM | _FAULT) else 0.12


class Story:
    """What the status of an item means for its other fields."""

    def __init__(self, fields: Collection[str], free: Callable[[Pointer], bool]) -> None:
        self._status = next((name for name in fields if set(words_of(name)[-1:]) & _STATUS), None)
        self._started: list[str] = []
        self._ended: list[str] = []
        self._faults: list[str] = []
        for name in fields if self._status is not None else ():
            words = words_of(name)
            if not free((name,)) or name == self._status:
                continue
            if set(words) & _FAULT:
                self._faults.append(name)
            elif names_a_time(words) and not set(words) & _SELDOM:
                stage = stage_of(words) if len(words) > 1 else -1
                (
                    self._ended if stage == 4 else self._started if stage == 2 and _begins(words) else []
                ).append(name)

    def told(self, item: Json, without: Callable[[Json, str], Json], anew: Callable[[str], Json]) -> Json:
        """The item with what its status means: `without` takes a field away, `anew` makes its value again."""
        if self._status is None or not isinstance(item, dict):
            return item
        phase = phase_of(item.get(self._status))
        gone = {
            "waiting": [*self._started, *self._ended, *self._faults],
            "running": [*self._ended, *self._faults],
            "done": self._faults,
        }.get(phase, [])
        there = {
            "running": self._started, "done": [*self._started, *self._ended],
            "failed": [*self._started, *self._ended, *self._faults],
        }.get(phase, [])  # fmt: skip
        for name in gone:
            if name in item:
                item = without(item, name)
        for name in there:
            if name in item and item[name] is None and (value := anew(name)) is not MISSING:
                item = {**item, name: value}
        return item


def _begins(words: tuple[str, ...]) -> bool:
    return bool(set(words) & {"started", "start", "begin", "began", "sent", "initiated"})
