"""Clauses: what a document promises sentence by sentence, and how much of a promise each is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from listproof.changes.change import CAREFUL, HARMLESS, Difference, Severity
from listproof.changes.pairs import Pair
from listproof.contract import MISSING, Clause, Json

_WEIGHT: Final = {"silent": 0, "shows": 1, "clash": 2, "says": 3}


def clause_differences(pair: Pair) -> Iterator[Difference]:
    """What differs in the clauses, by id. Their order, quotes and reasons promise nothing."""
    old = {clause.id: clause for clause in pair.old.clauses}
    new = {clause.id: clause for clause in pair.new.clauses}
    for name, clause in old.items():
        if name in new:
            yield from _both(clause, new[name])
        else:
            promises = clause.kind != "silent"
            yield _differs(
                "clause/gone",
                CAREFUL if promises else HARMLESS,
                f"the clause {name} is gone: {_short(clause.text)}",
                "What it promises, if nothing else does, is promised no more."
                if promises
                else "It promises nothing.",
                name,
                old=clause.text,
            )
    for name, clause in new.items():
        if name not in old:
            yield _differs(
                "clause/added",
                HARMLESS,
                f"there is a new clause {name}: {_short(clause.text)}",
                "What it promises was open, or is told of the word that it speaks of.",
                name,
                new=clause.text,
            )


def _both(old: Clause, new: Clause) -> Iterator[Difference]:
    if old.kind != new.kind:
        is_weaker = _WEIGHT[new.kind] < _WEIGHT[old.kind]
        yield _differs(
            "clause/kind",
            CAREFUL if is_weaker else HARMLESS,
            f"the clause {old.id} {_kind(new)}, and before {_kind(old)}",
            "What a client could lean on is promised less."
            if is_weaker
            else "It is promised more than before.",
            old.id,
            "kind",
            old=old.kind,
            new=new.kind,
        )
    if old.text.split() != new.text.split():
        severity, because = CAREFUL, "Whether other words promise something else is for a person to say."
        if old.kind == "silent":
            severity, because = HARMLESS, "It promised nothing."
        what = f"the clause {old.id} reads {_short(new.text)}"
        yield _differs("clause/text", severity, what, because, old.id, "text", old=old.text, new=new.text)
    yield from _laws(old, new)


def _laws(old: Clause, new: Clause) -> Iterator[Difference]:
    before, after = {str(each) for each in old.laws}, {str(each) for each in new.laws}
    gone, added = sorted(before - after), sorted(after - before)
    if not gone and not added:
        return
    said = [
        *([f"no longer leans on {', '.join(gone)}"] if gone else []),
        *([f"now leans on {', '.join(added)}"] if added else []),
    ]
    severity: Severity = CAREFUL if gone else HARMLESS
    yield _differs(
        "clause/laws",
        severity,
        f"the clause {old.id} {' and '.join(said)}",
        "What is no longer leant on may weigh more or less than before."
        if gone
        else "More of what is judged leans on it.",
        old.id,
        "laws",
        old=sorted(before),
        new=sorted(after),
    )


def _kind(clause: Clause) -> str:
    return {
        "says": "promises it",
        "clash": "is one of several readings",
        "shows": "only shows it",
        "silent": "leaves it open",
    }[clause.kind]


def _differs(
    kind: str,
    severity: Severity,
    what: str,
    because: str,
    about: str,
    word: str = "",
    *,
    old: Json = MISSING,
    new: Json = MISSING,
) -> Difference:
    at = ("clause", about, *([word] if word else []))
    return Difference(
        kind=kind,
        severity=severity,
        what=what,
        because=because,
        about=about,
        old=old,
        new=new,
        old_at=at,
        new_at=at,
    )


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 90 else f"{flat[:87]}..."
