"""What a page token is good for: its own query, any number of times, and nothing else.

Where a document states `bad_token`, a refusal is held to it. Where it doesn't, a refusal and a page of what
was asked for are both right: many honest backends only compare with the values that a token holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from http import HTTPStatus
from typing import Final

from conformance.comparing.matching import selected
from conformance.evidence import Page, Reaction, Step, Twins
from conformance.law import Example, Finding, law
from conformance.laws import examples
from conformance.laws.errors import stated_statuses
from conformance.laws.examples import OPERATION, ROWS, but, reaction
from conformance.laws.telling import TRANSIENT, items_at, some, told
from conformance.laws.twins import differences
from conformance.questions import Question
from listproof.contract import Errors, Json, Operation, Paging, Refusal, Situation

NO_TOKEN: Final = "no token"
"""For `Reaction.expects`: nothing that the list can have given out in any spelling."""
SPOILT: Final = "spoilt"
"""For `Reaction.expects`: a token of the list that was changed. It may spell another place by chance."""

_REFUSING: Final[tuple[Situation, ...]] = ("bad_token", "bad_size", "bad_param")
"""What a document may call a token that comes with another size."""

_STATED = but(
    OPERATION,
    parameters=(examples.parameter("cursor", type="string"),),
    without=("page",),
    page=Paging(by="cursor", param="cursor"),
    meta={"next": "/next"},
    errors=Errors(refusals={"bad_token": Refusal(status=(400,))}),
)
_SILENT = but(_STATED, errors=Errors())
_OPEN = Question(size=2, filters=(("state", "open"),), put=(("cursor", "tok-2"),))
_REFUSED = examples.exchange({"error": "Bad cursor"}, status=400, operation=_STATED)


def by_token(operation: Operation) -> str:
    """A `needs`: pages are asked for by tokens or by links."""
    by = operation.listing.page.by
    return "" if by in ("cursor", "link") else "the list is not paged by tokens"


def _sent_by_hand(operation: Operation) -> str:
    by = operation.listing.page.by
    return by_token(operation) or ("links have their size in themselves" if by == "link" else "")


def _page(*items: Json, question: Question | None = None, following: str | None = "tok-4") -> Page:
    said = {"next": following}
    return examples.page(*items, question=question, operation=_STATED, meta=said)  # type: ignore[arg-type]


# --- what is refused ---------------------------------------------------------------------------------


def _refusal(operation: Operation, seen: Reaction) -> Iterator[Finding]:
    """A refusal with another status than the stated one; where none is stated, a fact."""
    stated, status = stated_statuses(operation, seen.situation), seen.exchange.status
    if not 400 <= status < 500 or status in TRANSIENT or status in stated:
        return  # what fails, and what never came, is for other laws
    yield _finding(
        seen,
        "status",
        _any(stated) if stated else "anything safe",
        status,
        seen.way if stated else f"{seen.way}: {status}; the document doesn't say",
        fact=not stated,
    )


def _accepted(seen: Reaction, *, fact: bool, because: str) -> Finding:
    came = some(len(seen.page.items), "item") if seen.page else ""
    return _finding(seen, "status", "a refusal", f"{seen.exchange.status}, {came}", because, fact=fact)


def _finding(
    seen: Reaction, where: str, expected: Json, actual: Json, because: str, *, fact: bool = False
) -> Finding:
    like = () if seen.like is None else (seen.like.exchange,)
    return Finding(
        where=where,
        expected=expected,
        actual=actual,
        because=because,
        exchanges=(seen.exchange, *like),
        about=seen.about,
        fact=fact,
    )


def _any(statuses: tuple[int, ...]) -> Json:
    return statuses[0] if len(statuses) == 1 else " or ".join(map(str, statuses))


@law(
    "token/foreign",
    Reaction,
    kept=Example(
        says="a token of the whole list, asked with a filter: rows that match come",
        operation=_SILENT,
        evidence=reaction(
            "token/foreign", "bad_token", "with state=open", _page(ROWS[0], question=_OPEN), about="state"
        ),
    ),
    broken=Example(
        says="a token of the whole list, asked with a filter, goes on through the whole list",
        operation=_SILENT,
        evidence=reaction(
            "token/foreign", "bad_token", "with state=open", _page(*ROWS[2:4], question=_OPEN), about="state"
        ),
    ),
    needs=by_token,
)
def foreign(operation: Operation, seen: Reaction) -> Iterator[Finding]:
    """It is refused as stated, or no row comes that the asked query has not, or that `like` has."""
    if seen.page is None:
        yield from _refusal(operation, seen)
        return
    theirs = set(seen.like.ids) if seen.like is not None else set()
    for item, identity in zip(seen.page.items, seen.page.ids, strict=True):
        astray = selected(operation, seen.page.question.filters, item) is False
        if astray or identity in theirs:
            because = f"{seen.way}, a row of the query that the token is of came"
            yield _finding(seen, items_at(operation), "a refusal, or rows of who asks", item, because)
            return


def _states_bad_tokens(operation: Operation) -> str:
    if stated_statuses(operation, "bad_token"):
        return by_token(operation)
    return by_token(operation) or "the document states no refusal for `bad_token`"


@law(
    "token/tied",
    Reaction,
    kept=Example(
        says="a token of the whole list, asked with a filter, is refused",
        operation=_STATED,
        evidence=reaction("token/tied", "bad_token", "with state=open", _REFUSED, about="state"),
    ),
    broken=Example(
        says="a token of the whole list, asked with a filter, is taken",
        operation=_STATED,
        evidence=reaction(
            "token/tied", "bad_token", "with state=open", _page(ROWS[0], question=_OPEN), about="state"
        ),
    ),
    needs=_states_bad_tokens,
)
def tied(operation: Operation, seen: Reaction) -> Iterator[Finding]:  # noqa: ARG001
    """It is refused: AIP-158 asks for that where anything but the size differs."""
    if seen.page is not None:
        yield _accepted(seen, fact=False, because=f"{seen.way}, the token of another query is taken")


@law(
    "token/malformed",
    Reaction,
    kept=Example(
        says="half a token is refused with the stated 400",
        operation=_STATED,
        evidence=reaction("token/malformed", "bad_token", "half a token", _REFUSED, expects=SPOILT),
    ),
    broken=Example(
        says="with half a token the list begins anew",
        operation=_STATED,
        evidence=reaction(
            "token/malformed",
            "bad_token",
            "half a token",
            _page(*ROWS[:2]),
            expects=SPOILT,
            like=_page(*ROWS[:2]),
        ),
    ),
    needs=by_token,
)
def malformed(operation: Operation, seen: Reaction) -> Iterator[Finding]:
    """It is refused as stated. A spoilt token may by chance be another one; a new beginning is no chance."""
    if seen.page is None:
        yield from _refusal(operation, seen)
        return
    anew = seen.like is not None and bool(seen.page.ids) and seen.page.ids == seen.like.ids
    because = f"{seen.way}: the list begins anew" if anew else f"{seen.way}: a page comes all the same"
    refused = bool(stated_statuses(operation, seen.situation)) and (anew or seen.expects == NO_TOKEN)
    yield _accepted(seen, fact=not refused, because=because)


@law(
    "token/expired",
    Reaction,
    kept=Example(
        says="a token of last week is gone: 410",
        operation=_STATED,
        evidence=reaction(
            "token/expired", "bad_token", "a token that has expired", replace(_REFUSED, status=410)
        ),
    ),
    broken=Example(
        says="a token of last week still brings a page",
        operation=_STATED,
        evidence=reaction("token/expired", "bad_token", "a token that has expired", _page(*ROWS[2:4])),
    ),
    needs=by_token,
)
def expired(operation: Operation, seen: Reaction) -> Iterator[Finding]:
    """It is refused as stated, or with 410 Gone (RFC 9110, 15.5.11); no success comes, stated or not."""
    if 200 <= seen.exchange.status < 300:
        yield _finding(seen, "status", "a refusal (4xx)", seen.exchange.status, f"{seen.way} is taken")
    elif seen.exchange.status != HTTPStatus.GONE:
        yield from _refusal(operation, seen)


# --- where a token leads, again and with another size -----------------------------------------------


@law(
    "token/repeats",
    Reaction,
    kept=Example(
        says="asked twice, the token brings its page twice",
        operation=_STATED,
        evidence=reaction(
            "token/repeats", "", "a second time", _page(*ROWS[2:4]), like=_page(*ROWS[2:4], following="t")
        ),
    ),
    broken=Example(
        says="the second time, the page after it comes",
        operation=_STATED,
        evidence=reaction("token/repeats", "", "a second time", _page(ROWS[4]), like=_page(*ROWS[2:4])),
    ),
    needs=by_token,
)
def repeats(operation: Operation, seen: Reaction) -> Iterator[Finding]:
    """The same page comes: a client whose answer was lost on the way asks again."""
    if seen.like is None:
        return
    if seen.page is not None:
        twins = Twins(law=seen.law, left=seen.like, right=seen.page, because=f"the token was sent {seen.way}")
        yield from differences(operation, twins)
    elif 400 <= seen.exchange.status < 500 and seen.exchange.status not in TRANSIENT:
        because = f"the token was sent {seen.way}, and is refused"
        yield _finding(seen, "status", seen.like.exchange.status, seen.exchange.status, because)


def _step(*items: Json, because: str, answer: Page | None = None) -> Step:
    page = answer or _page(*items, question=Question(put=(("limit", "3"), ("cursor", "tok-2"))))
    return Step(
        law="token/resized",
        role="next",
        source=_page(*ROWS[:2]),
        exchange=page.exchange,
        page=page,
        due=tuple(examples.identity(row) for row in ROWS[2:]),
        because=because,
    )


@law(
    "token/resized",
    Step,
    kept=Example(
        says="after two rows, three are asked for: rows 3, 4 and 5",
        operation=_STATED,
        evidence=_step(*ROWS[2:], because="limit=3 was sent with the token of limit=2"),
    ),
    broken=Example(
        says="after two rows, three are asked for: the second page of three comes, and a row is lost",
        operation=_STATED,
        evidence=_step(*ROWS[3:], because="limit=3 was sent with the token of limit=2"),
    ),
    needs=_sent_by_hand,
)
def resized(operation: Operation, seen: Step) -> Iterator[Finding]:
    """The rows go on where the page before ended; a refusal is as right, with what is stated for it."""
    if seen.page is None:
        yield from _not_resized(operation, seen)
        return
    due = seen.due or ()
    number = len(seen.page.ids)
    if seen.page.ids != due[:number] or (due and not number):
        wanted = due[: max(number, 1)]
        yield Finding(
            where=items_at(operation),
            expected=told(wanted),
            actual=told(seen.page.ids),
            because=f"{seen.because}: the rows after those of the page before were due",
            exchanges=(seen.exchange, seen.source.exchange),
        )


def _not_resized(operation: Operation, seen: Step) -> Iterator[Finding]:
    status = seen.exchange.status
    stated = tuple(dict.fromkeys(one for word in _REFUSING for one in stated_statuses(operation, word)))
    if not 400 <= status < 500 or status in TRANSIENT or status in stated:
        return
    yield Finding(
        where="status",
        expected=_any(stated) if stated else "anything safe",
        actual=status,
        because=seen.because if stated else f"{seen.because}: {status}; the document doesn't say",
        exchanges=(seen.exchange, seen.source.exchange),
        fact=not stated,
    )


LAWS = (repeats, resized, foreign, tied, malformed, expired)
