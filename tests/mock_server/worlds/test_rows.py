"""Files with a row a line: many rows go into a file, and what is wrong with some is told as with few."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from listproof.contract import Contract
from listproof.errors import FixtureError
from listproof.reader import read_contract
from mock_server.stored.keeping import Keeper
from mock_server.stored.rows import StoredRows
from mock_server.world import Row
from mock_server.worlds.fixtures import load_world

ITEM: Mapping[str, Any] = {
    "type": "object",
    "required": ["id"],
    "properties": {
        "id": {"type": "integer"},
        "name": {"type": "string", "nullable": True},
        "share": {"type": "number"},
        "done": {"type": "boolean"},
        "tags": {"type": "array", "items": {"type": "string"}},
        "at": {"type": "object", "properties": {"place": {"type": "string"}}},
    },
}


@pytest.fixture(scope="module")
def contract() -> Contract:
    page = {"type": "object", "properties": {"things": {"type": "array", "items": ITEM}}}
    listing = {
        "items": "/things",
        "id": "/id",
        "scope": [{"param": "team", "at": None}],
        "rules": [{"id": "share", "holds": "item.share <= 1.0"}],
    }
    get = {
        "operationId": "listThings",
        "parameters": [{"name": "team", "in": "query", "schema": {"type": "string"}}],
        "responses": {"200": {"description": "A page.", "content": {"application/json": {"schema": page}}}},
        "x-listing": listing,
    }
    document = {
        "openapi": "3.0.3",
        "info": {"title": "Things", "version": "1"},
        "paths": {"/things": {"get": get}},
    }
    return read_contract("things.json", text=json.dumps(document))


Load = Callable[..., Sequence[Row]]


@pytest.fixture
def load(contract: Contract, tmp_path: Path) -> Load:
    def loaded(
        text: str, *, many: int = 5, name: str = "rows.ndjson", folder: Path | None = None
    ) -> Sequence[Row]:
        (tmp_path / name).write_text(text, encoding="utf-8")
        (tmp_path / "world.yaml").write_text(f"rows: {name}\n")
        return load_world(contract, tmp_path / "world.yaml", Keeper(folder, many=many)).rows_of("listThings")

    return loaded


def lines(*items: Mapping[str, Any], team: str = "red") -> str:
    return "".join(json.dumps({"item": item, "hidden": {"team": team}}) + "\n" for item in items)


GOOD = lines(*({"id": at, "share": 0.5} for at in range(8)))


def told(load: Load, text: str, **more: Any) -> list[str]:
    with pytest.raises(FixtureError) as caught:
        load(text, **more)
    return [
        f"{Path(fault.file).name}:{fault.line}: {fault.place}: {fault.found}" for fault in caught.value.faults
    ]


def test_few_rows_stay_rows_and_many_are_stored(load: Load) -> None:
    assert isinstance(load(GOOD, many=9), tuple)
    stored = load(GOOD)
    assert isinstance(stored, StoredRows)
    assert [row.item["id"] for row in stored] == list(range(8))


FAULTY = [
    (
        GOOD + "\n" + lines({"id": 9, "share": 2.0}),
        "rows.ndjson:10: the whole row: the rule share does not hold",
    ),
    (lines({"id": "x"}) + GOOD, 'rows.ndjson:1: /id: "x" has the wrong type'),
    (GOOD + lines({"id": 3}), "rows.ndjson:9: /id: the id 3 is that of row 4 too"),
    (GOOD + "\n\n" + lines({"id": 3}), "rows.ndjson:11: /id: the id 3 is that of row 4 too"),
    (GOOD + '{"id": 20}\n', "rows.ndjson:9: the whole row: hidden has no team (to say whose row it is)"),
    (GOOD + '{"id": ', "rows.ndjson:9: : this is not JSON"),
]


@pytest.mark.parametrize(("text", "message"), FAULTY)
def test_one_bad_row_is_told_by_file_line_and_reason_and_nothing_is_stored(
    load: Load, tmp_path: Path, text: str, message: str
) -> None:
    folder = tmp_path / "stored"
    found = told(load, text, folder=folder)
    assert len(found) == 1
    assert message in found[0]
    assert found == told(load, text, many=100), "few rows are told so too"
    assert not list(folder.iterdir())


def test_the_same_id_in_another_scope_is_no_fault(load: Load) -> None:
    assert len(load(GOOD + lines({"id": 3}, team="blue"))) == 9


def test_of_many_bad_rows_the_first_are_told_and_the_others_counted(load: Load) -> None:
    bad = [{"id": at, "share": 3.0} for at in range(8, 38)] + [{"id": 1}] * 30
    for many in (5, 1000):
        found = told(load, GOOD + lines(*bad), many=many)
        assert len(found) == 21
        assert [int(line.split(":")[1]) for line in found[:20]] == list(range(9, 29))
        assert found[-1].endswith("and 40 more faults in its rows")


def test_of_many_lines_that_are_no_json_the_first_are_told_and_the_others_counted(load: Load) -> None:
    found = told(load, GOOD + "nothing\n" * 25)
    assert len(found) == 21
    assert found[-1] == "rows.ndjson:33: : and 5 more lines"


def test_a_mark_at_the_start_and_empty_lines_are_passed_over(load: Load) -> None:
    assert len(load("\ufeff" + GOOD + "\r\n  \n", many=100)) == 8


def test_a_large_file_is_read_once_and_again_when_it_has_changed(
    contract: Contract, load: Load, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mock_server.worlds.rows._LARGE", 1)
    folder = tmp_path / "stored"
    assert len(load(GOOD, folder=folder)) == 8
    with monkeypatch.context() as without:
        without.setattr("mock_server.worlds.rows._Reading.read", lambda *_: pytest.fail("it is read again"))
        world = load_world(contract, tmp_path / "world.yaml", Keeper(folder, many=5))
        assert len(world.rows_of("listThings")) == 8
    assert len(load(GOOD + lines({"id": 99}), folder=folder)) == 9


TABLE = """\
id,name,share,done,tags,/at/place,hidden:team
1,"Ann, B.",0.5,true,"[""a"",""b""]",here,red
2,,1,FALSE,[],"two
lines",blue
"""


def test_a_table_is_read_by_the_types_of_the_schema(load: Load) -> None:
    rows = load("\ufeff" + TABLE.replace("\n1", "\r\n1", 1), name="rows.csv", many=100)
    assert [row.item for row in rows] == [
        {"id": 1, "name": "Ann, B.", "share": 0.5, "done": True, "tags": ["a", "b"], "at": {"place": "here"}},
        {"id": 2, "name": None, "share": 1, "done": False, "tags": [], "at": {"place": "two\nlines"}},
    ]
    assert [dict(row.hidden) for row in rows] == [{"team": "red"}, {"team": "blue"}]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (TABLE + "3,c\n", "rows.csv:5: : there are 2 cells, and the first line names 7 fields"),
        (TABLE + "x,c,1,true,[],y,red\n", 'rows.csv:5: /id: "x" has the wrong type'),
        (TABLE + '3,"c\n', "rows.csv:5: : this is no CSV"),
        ("id,hidden:team\n,red\n", "rows.csv:2: the whole row: there is no id"),
    ],
)
def test_what_is_wrong_with_a_table_is_told_by_its_line(load: Load, text: str, message: str) -> None:
    assert message in told(load, text, name="rows.csv", many=100)[0]
