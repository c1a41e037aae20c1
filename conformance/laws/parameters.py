"""What OpenAPI says of a question: documented values are accepted, defaults hold, the optional may go."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.evidence import Reaction, Twins
from conformance.law import Example, Finding, law
from conformance.laws.examples import OPERATION, ROWS, exchange, page, reaction
from conformance.laws.telling import TRANSIENT
from conformance.laws.twins import differences
from conformance.questions import Question
from listproof.contract import MISSING, Operation

_REFUSED = exchange({"error": "Bad request"}, status=400, question=Question(filters=(("state", "late"),)))


def _refused(operation: Operation, seen: Reaction, because: str) -> Iterator[Finding]:
    # A failure of the server is the matter of safety/no-server-error, whatever was asked.
    if 400 <= seen.exchange.status < 500 and seen.exchange.status not in TRANSIENT:
        yield Finding(
            where="status",
            expected=int(operation.success.status) if operation.success.status.isdigit() else 200,
            actual=seen.exchange.status,
            because=because,
            exchanges=(seen.exchange,),
            about=seen.about,
        )


@law(
    "parameters/accepted",
    Reaction,
    kept=Example(
        says="`state` may be `late`, and the late things come",
        operation=OPERATION,
        evidence=reaction(
            "parameters/accepted",
            "valid",
            "state=late",
            page(ROWS[4], total=1, question=Question(filters=(("state", "late"),))),
            about="state",
        ),
    ),
    broken=Example(
        says="`late` stands in the enum of `state`, and is refused",
        operation=OPERATION,
        evidence=reaction("parameters/accepted", "valid", "state=late", _REFUSED, about="state"),
    ),
    needs=lambda operation: "" if operation.parameters else "the operation has no parameters",
)
def accepted(operation: Operation, seen: Reaction) -> Iterator[Finding]:
    """Every documented value of a parameter is accepted."""
    yield from _refused(operation, seen, f"{seen.way} is a documented value")


def _no_default(operation: Operation) -> str:
    has = any(parameter.default is not MISSING for parameter in operation.parameters.values())
    return "" if has else "no parameter has a documented default"


@law(
    "parameters/default",
    Twins,
    kept=Example(
        says="without `order` the page is that of its default, `desc`",
        operation=OPERATION,
        evidence=Twins(
            law="parameters/default",
            about="order",
            left=page(*ROWS[:2], question=Question(size=2, sort=("created", True))),
            right=page(*ROWS[:2], question=Question(size=2)),
            because="order defaults to desc",
        ),
    ),
    broken=Example(
        says="`order` defaults to `desc`, yet without it the oldest things come first",
        operation=OPERATION,
        evidence=Twins(
            law="parameters/default",
            about="order",
            left=page(*ROWS[:2], question=Question(size=2, sort=("created", True))),
            right=page(ROWS[4], ROWS[3], question=Question(size=2)),
            because="order defaults to desc",
        ),
    ),
    needs=_no_default,
)
def default(operation: Operation, twins: Twins) -> Iterator[Finding]:
    """A parameter that is left out does what its documented default does."""
    yield from differences(operation, twins)


def _all_required(operation: Operation) -> str:
    has = any(not parameter.required for parameter in operation.parameters.values())
    return "" if has else "every parameter is required"


@law(
    "parameters/optional",
    Reaction,
    kept=Example(
        says="with nothing but what is required, a page comes",
        operation=OPERATION,
        evidence=reaction("parameters/optional", "valid", "no optional parameter", page(*ROWS[:2])),
    ),
    broken=Example(
        says="`limit` is optional, and leaving it out is refused",
        operation=OPERATION,
        evidence=reaction(
            "parameters/optional",
            "valid",
            "page=1 alone",
            exchange({"error": "limit is required"}, status=400, question=Question(position=1)),
            about="limit",
        ),
    ),
    needs=_all_required,
)
def optional(operation: Operation, seen: Reaction) -> Iterator[Finding]:
    """A parameter that is not required can be left out."""
    yield from _refused(operation, seen, f"{seen.way} was sent, and the rest is optional")


LAWS = (accepted, default, optional)
