"""One change at a time is told as one change: its kind, its weight and its place, there and back."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from listproof.changes.kinds import KINDS
from listproof.changes.words import TOLD
from tests.listproof.changes.edits import BASE, changes, edited, pointer_of, told

_TABLE: Final = yaml.safe_load((Path(__file__).parent / "table.yaml").read_text("utf-8"))
ROWS: Final[list[dict[str, Any]]] = _TABLE["changes"]
NOTHING: Final[list[dict[str, Any]]] = _TABLE["nothing"]


def name(row: dict[str, Any]) -> str:
    """What the edit of a row is called."""
    return f"{' and '.join(row['edit'])}: {row['way'][0]}"


@pytest.mark.parametrize("row", ROWS, ids=name)
def test_a_change_is_told_once_by_its_kind_and_where_it_was_made(row: dict[str, Any]) -> None:
    written = [pointer_of(short).removesuffix("/-").removesuffix("/required") for short in row["edit"]]
    found = changes(BASE, edited(row["edit"]))
    assert told(found) == row["way"]
    for change in found:
        assert change.old_place.file == "orders.json"
        assert change.new_place.file == "new.json"
        for place in (change.old_place, change.new_place):
            assert place.line > 0
            assert any(on_one_way(place.pointer, each) for each in written), (place.pointer, written)


def on_one_way(place: str, written: str) -> bool:
    """Whether the place is what was written, inside it or around it; lists of one operation may be moved."""
    return f"{place}/".startswith(f"{written}/") or f"{written}/".startswith(f"{place}/")


@pytest.mark.parametrize("row", ROWS, ids=name)
def test_a_change_taken_back_is_told_the_other_way_round(row: dict[str, Any]) -> None:
    assert told(changes(edited(row["edit"]), BASE)) == row["back"]


@pytest.mark.parametrize("edits", NOTHING, ids=" and ".join)
def test_what_promises_nothing_is_no_change(edits: dict[str, Any]) -> None:
    assert told(changes(BASE, edited(edits))) == []
    assert told(changes(edited(edits), BASE)) == []


def test_every_kind_is_told_of_by_some_row() -> None:
    kinds = {line.split()[1] for row in ROWS for line in (*row["way"], *row["back"])}
    elsewhere = {
        "operation/moved",
        "operation/unstated",
        "sort/param",
        "response/media-type",
        "field/undocumented",
    }
    assert kinds | elsewhere == set(KINDS)


def test_what_is_said_to_be_told_has_a_kind() -> None:
    assert {kind for kinds in TOLD.values() for kind in kinds} <= set(KINDS)
