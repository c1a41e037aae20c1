"""A column numbers the values of a field so that the numbers compare as the values do."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from listproof.contract import Json
from mock_server.stored import columns
from mock_server.stored.columns import ColumnBuilder, Wanted
from mock_server.world import Row


def numbered(
    values: Sequence[Json], folder: Path | None = None, **wanted: Any
) -> tuple[list[int], list[bytes], str]:
    column = ColumnBuilder(Wanted(**{"at": ("a",), "hidden": "", "kind": "rank", **wanted}), folder)
    half = len(values) // 2
    for part in (values[:half], values[half:]):
        column.extend([Row(item={"a": value}, hidden={"a": value}) for value in part])
    codes, found = column.finish()
    bounds = found.starts.tolist()
    entries = [found.content[begin : end - 1] for begin, end in pairwise(bounds)]
    assert entries == sorted(set(entries))
    return codes.tolist(), entries, column.form


MIXED: list[Json] = [
    "b",
    2,
    None,
    "a",
    1.5,
    True,
    1,
    "b",
    [1],
    {"x": 1},
    None,
    "a\0",
    "a\0\0",
    "a",
    2.0,
    False,
]


@pytest.mark.parametrize("known", [0, 3, 1000])
@pytest.mark.parametrize("on_disk", [False, True])
def test_numbers_compare_as_values_do_however_many_values_are_known(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, known: int, on_disk: bool
) -> None:
    monkeypatch.setattr(columns, "_MOST_KNOWN", known)
    codes, entries, _ = numbered(MIXED, tmp_path if on_disk else None)
    assert codes == [6, 2, 11, 3, 1, 8, 0, 6, 9, 10, 11, 4, 5, 3, 2, 7]
    assert len(entries) == 12
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("longest", [0, 8, 64])
def test_values_of_any_length_are_sorted_alike(monkeypatch: pytest.MonkeyPatch, longest: int) -> None:
    monkeypatch.setattr(columns, "_LONGEST_IN_TABLE", longest)
    assert numbered(["bbbbbbbbbbbb", "b", "ba", "", "b" * 70])[0] == [3, 1, 2, 0, 4]
    assert numbered([3, 1, 2, 1])[0] == [2, 0, 1, 0]
    assert numbered([])[0] == []


def test_a_hidden_field_holds_moments_where_all_of_its_values_are_written_so() -> None:
    moments = ["2025-01-01T12:00:00Z", None, "2025-01-01T13:00:00+01:00", "2024-01-01"]
    hidden: dict[str, Any] = {"at": None, "hidden": "a", "may_be_instants": True}
    assert numbered(moments, **hidden)[::2] == ([1, 2, 1, 0], "instant")
    assert numbered([*moments, "soon"], **hidden)[::2] == ([1, 4, 2, 0, 3], "plain")
    assert numbered([None, None], **hidden)[::2] == ([0, 0], "plain")
