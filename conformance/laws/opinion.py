"""A second opinion on the shape of an answer, from a validator that shares no code with the first."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.evidence import Opinion
from conformance.law import Example, Finding, law
from conformance.laws import examples
from conformance.laws.examples import OPERATION, ROWS
from listproof.contract import Operation


@law(
    "shape/second-opinion",
    Opinion,
    kept=Example(
        says="openapi-core accepts a page",
        operation=OPERATION,
        evidence=Opinion(exchange=examples.page(*ROWS[:2]).exchange),
    ),
    broken=Example(
        says="openapi-core refuses a page whose rows lack their names, as the schema does",
        operation=OPERATION,
        evidence=Opinion(
            exchange=examples.page({"id": 1}).exchange,
            faults=("items.0: 'name' is a required property",),
            ours=True,
        ),
    ),
)
def second_opinion(operation: Operation, seen: Opinion) -> Iterator[Finding]:  # noqa: ARG001
    """openapi-core accepts the answer. Where it alone refuses one, the validators differ, and that blames
    nobody: they read formats and `nullable` each in their own way."""
    for fault in seen.faults:
        yield Finding(
            where="body",
            expected="valid by openapi-core",
            actual=fault,
            because=f"status {seen.exchange.status}: openapi-core refuses the answer"
            + ("" if seen.ours else ", though it matches the schema"),
            exchanges=(seen.exchange,),
            fact=not seen.ours,
        )


LAWS = (second_opinion,)
