"""The values of an enum part a list: no row is under two of them, and none that has one is under none."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.comparing.matching import matches, switched_off, text_of
from conformance.comparing.spelling import is_faulty, said_total
from conformance.evidence import Parted, Walk
from conformance.law import Example, Finding, law
from conformance.laws.examples import OPERATION, ROWS, walk
from conformance.laws.telling import field_schema, filtered, items_at, named, pages_with, some
from conformance.questions import Question
from listproof.contract import Json, Operation


@law(
    "filter/parts",
    Parted,
    kept=Example(
        says="two open, two done and one late are all five",
        operation=OPERATION,
        evidence=Parted(
            about="state",
            parts=(
                walk(*ROWS[:2], question=Question(filters=(("state", "open"),))),
                walk(*ROWS[2:4], question=Question(filters=(("state", "done"),))),
                walk(ROWS[4], question=Question(filters=(("state", "late"),))),
            ),
            undivided=walk(*ROWS),
        ),
    ),
    broken=Example(
        says="a thing that is done comes among the open ones as well",
        operation=OPERATION,
        evidence=Parted(
            about="state",
            parts=(
                walk(*ROWS[:3], question=Question(filters=(("state", "open"),))),
                walk(*ROWS[2:4], question=Question(filters=(("state", "done"),))),
                walk(ROWS[4], question=Question(filters=(("state", "late"),))),
            ),
            undivided=walk(*ROWS),
        ),
    ),
    needs=lambda operation: (
        ""
        if any(parting(operation, key) for key in operation.listing.filters)
        else filtered(operation) or "no filter with an enum asks for equality"
    ),
)
def parts(operation: Operation, seen: Parted) -> Iterator[Finding]:
    """The values of an enum part the list without overlap."""
    yield from _overlap(operation, seen)
    counts = [_number(part) for part in seen.parts]
    least, most = _among(operation, seen)
    if any(is_faulty(operation, walk) for walk in (*seen.parts, seen.undivided)):
        return  # the laws on pages and sizes tell what is amiss with them
    together = sum(count or 0 for count in counts)
    if None in counts or (least <= together and (most is None or together <= most)):
        return
    expected = least if least == most else f"at most {most}" if together > least else f"at least {least}"
    yield Finding(
        where=items_at(operation),
        expected=expected,
        actual=together,
        because=f"the values of {seen.about} together have {some(together, 'row')}",
        exchanges=tuple(walk.pages[0].exchange for walk in (seen.undivided, *seen.parts) if walk.pages),
        about=seen.about,
    )


def parting(operation: Operation, key: str) -> tuple[Json, ...]:
    """The values of an enum that ask for equality, one part of the list each; none where there is none."""
    rule, parameter = operation.listing.filters[key], operation.parameters.get(key)
    if parameter is None or rule.op != "eq":
        return ()
    return tuple(value for value in parameter.enum if not switched_off(rule, value))


def _overlap(operation: Operation, seen: Parted) -> Iterator[Finding]:
    if operation.listing.id is None:
        return
    first: dict[str, Walk] = {}
    for part in seen.parts:
        for identity in dict.fromkeys(part.ids):
            if identity in first:
                other = first[identity]
                values = " and ".join(_value(walk, seen.about) for walk in (other, part))
                yield Finding(
                    where=items_at(operation),
                    expected=f"under one value of {seen.about}",
                    actual=f"{named(identity)} under {values}",
                    because="no row has two values at once",
                    exchanges=tuple(pages_with(walk, [identity])[0].exchange for walk in (part, other)),
                    about=seen.about,
                )
                return
        first.update(dict.fromkeys(part.ids, part))


def _value(walk: Walk, key: str) -> str:
    return text_of(dict(walk.question.filters).get(key))


def _number(walk: Walk) -> int | None:
    if walk.whole:
        return len(walk.ids)
    return said_total(walk.pages[0]) if walk.pages else None


def _among(operation: Operation, seen: Parted) -> tuple[int, int | None]:
    """The least and the greatest number of rows that the parts may have together.

    Rows with null, or with a value that is not in the enum, are in no part.
    """
    rule, number = operation.listing.filters[seen.about], _number(seen.undivided)
    values = parting(operation, seen.about)
    if rule.at is not None and seen.undivided.whole:
        exactly = sum(any(matches(rule, value, item) for value in values) for item in seen.undivided.items)
        return exactly, exactly
    schema = {} if rule.at is None else field_schema(operation, rule.at)
    documented_values = schema.get("enum") or [None]
    every_row = all(any(value == one for one in values) for value in documented_values)
    return (number or 0) if every_row else 0, number
