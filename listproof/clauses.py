"""Clauses: `x-clauses` as the contract has it."""

from __future__ import annotations

from listproof.contract import Citation, Clause
from listproof.documents import Spot
from listproof.faults import Faults


def read_clauses(held: Spot, faults: Faults) -> tuple[Clause, ...]:
    """The clauses that are written here."""
    clauses = []
    for spot in held.members:
        stated = spot.value
        laws = tuple(
            Citation(law=law, about=about)
            for law, _, about in (c.partition("@") for c in stated.get("laws", []))
        )
        clauses.append(
            Clause(
                id=str(stated["id"]),
                kind=stated["kind"],
                text=stated["text"],
                laws=laws,
                quote=stated.get("quote", ""),
                mock=stated.get("mock", ""),
                why=stated.get("why", ""),
            )
        )
    return tuple(clauses)
