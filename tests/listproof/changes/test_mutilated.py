"""Documents with odd values anywhere are compared or refused, and never end in a crash."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from typing import Any

import pytest

from listproof.changes.compare import compare
from listproof.errors import SpecError
from tests.listproof.changes.edits import BASE, GONE, TODAY, edited, side

ODD = [
    None, True, 0, -1, 3, 1.5, "", "x", "/data", [], ["open"], [1, "a", None], {}, 10**30,
    {"type": "string"}, {"type": ["string", "null"]}, {"$ref": "#/components/schemas/Page"},
    {"anyOf": [{"type": "string"}, {"type": "null"}]},
]  # fmt: skip
PLAIN = edited({"L": GONE, "C": GONE})


def ways(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield way
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in inside:
        yield from ways(inner, (*way, key))


def mutilated(document: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """The document with something else, or nothing, at one place."""
    result = copy.deepcopy(document)
    way = chance.choice([way for way in ways(result) if len(way) > 2])
    holder: Any = result
    for key in way[:-1]:
        holder = holder[key]
    if chance.random() < 0.3:
        del holder[way[-1]]
    else:
        holder[way[-1]] = copy.deepcopy(chance.choice(ODD))
    return result


@pytest.mark.parametrize("document", [BASE, PLAIN], ids=["stated", "plain"])
def test_a_mutilated_document_is_compared_or_refused(document: dict[str, Any]) -> None:
    chance, old, read = random.Random(7), side(document), 0
    for _ in range(40):
        try:
            new = side(mutilated(document, chance), "new.json")
        except SpecError:
            continue
        read += 1
        there, back = compare(old, new, today=TODAY), compare(new, old, today=TODAY)
        assert bool(there) == bool(back)
        assert compare(new, new, today=TODAY) == ()
    assert read > 5
