"""Clauses: `x-clauses` as the contract has it, each citation held against what it cites."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from listproof.contract import Citation, Clause, Listing, Parameter, Pointer, Response, pointer_text
from listproof.lawbook import LAWS
from listproof.reading.documents import Spot
from listproof.reading.faults import Faults, meant, nearest
from listproof.reading.places import parse_pointer, standing_at
from listproof.reading.vocabulary import check_words

_RULES: Final = "rules"


@dataclass(frozen=True, slots=True, kw_only=True)
class Citable:
    """What the clauses of an operation may cite a part of a law by."""

    parameters: Mapping[str, Parameter]
    responses: Mapping[str, Response]
    listing: Listing


def read_clauses(held: Spot, citable: Citable, faults: Faults) -> tuple[Clause, ...]:
    """The clauses that stand here; an unknown law, or an unknown part of one, is a fault."""
    if not held:
        return ()
    flawed = check_words("clauses", held.value, lambda pointer: held.at(*pointer), faults)
    if () in flawed:
        return ()
    broken = {pointer[0] for pointer in flawed}
    unreadable = {held.at(*pointer).pointer for pointer in flawed}
    clauses: dict[str, Clause] = {}
    for spot in held.members:
        laws = [
            law
            for law in spot.at("laws").members
            if isinstance(law.value, str) and law.pointer not in unreadable
        ]
        citations = list(_citations(laws, citable, faults))
        if spot.key in broken:
            continue
        clause = _clause(spot.value, tuple(citations))
        if clause.id in clauses:
            faults.add(
                spot.at("id"),
                f"the clause {clause.id} stands here again",
                "give each clause an id of its own",
            )
        clauses.setdefault(clause.id, clause)
    return tuple(clauses.values())


def _clause(stated: Mapping[str, Any], laws: tuple[Citation, ...]) -> Clause:
    return Clause(
        id=stated["id"],
        kind=stated["kind"],
        text=stated["text"],
        laws=laws,
        quote=stated.get("quote", ""),
        mock=stated.get("mock", ""),
        why=stated.get("why", ""),
    )


def _citations(laws: list[Spot], citable: Citable, faults: Faults) -> Iterator[Citation]:
    for spot in laws:
        law, _, about = spot.value.partition("@")
        if law not in LAWS:
            _unknown_law(spot, law, faults)
        elif about and not _is_known(law, about, citable):
            _unknown_part(spot, law, about, citable, faults)
        else:
            yield Citation(law=law, about=about)


def _unknown_law(spot: Spot, law: str, faults: Faults) -> None:
    family = law.partition("/")[0]
    kin = [known for known in LAWS if known.startswith(f"{family}/")]
    near = nearest(law, LAWS)
    hint = f"did you mean {near}? " if near else ""
    faults.add(
        spot,
        f"there is no law {law}",
        hint + (f"the laws of {family} are {', '.join(kin)}" if kin else "`listproof laws` lists them all"),
    )


def _is_known(law: str, about: str, citable: Citable) -> bool:
    if law.startswith(f"{_RULES}/"):
        return about in _rules(citable)
    if about in _names(citable) or about in citable.responses:
        return True
    return about.startswith("/") and _stands(about, citable)


def _rules(citable: Citable) -> list[str]:
    return [rule.id for rule in citable.listing.rules]


def _names(citable: Citable) -> list[str]:
    """The parameters and the sort keys of the operation."""
    return list(dict.fromkeys((*citable.parameters, *citable.listing.sort.keys)))


def _stands(about: str, citable: Citable) -> bool:
    """Whether any documented body has the place."""
    try:
        pointer = parse_pointer(about)
    except ValueError:
        return False
    return any(not _lacks(response, pointer) for response in citable.responses.values())


def _lacks(response: Response, pointer: Pointer) -> bool:
    return response.schema is None or standing_at(response.schema, pointer).lacking


def _unknown_part(spot: Spot, law: str, about: str, citable: Citable, faults: Faults) -> None:
    if law.startswith(f"{_RULES}/"):
        wanted = meant(about, _rules(citable), has="its rules are") or "it has no rules"
        faults.add(spot, f"the operation has no rule {about}", wanted)
    elif about.startswith("/"):
        faults.add(spot, f"no documented body has {about}", _beside(about, citable))
    elif about.isdigit():
        wanted = meant(about, list(citable.responses), has="it documents")
        faults.add(spot, f"the operation documents no response {about}", wanted)
    else:
        wanted = meant(about, _names(citable), has="it has")
        faults.add(spot, f"the operation has neither a parameter nor a sort key {about}", wanted)


def _beside(about: str, citable: Citable) -> str:
    """What the body of a page has where the place is lacking."""
    success = [response for status, response in citable.responses.items() if status.startswith("2")]
    try:
        pointer = parse_pointer(about)
    except ValueError:
        return "write a JSON Pointer, with * for any index"
    for response in success:
        if response.schema is not None:
            return f"of the {response.status} response, {standing_at(response.schema, pointer).help}"
    return pointer_text(pointer)
