"""Many rows out of some: alike in what rules speak of, different in the rest, the same for the same seed."""

from __future__ import annotations

import hashlib
import tracemalloc
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from listproof.bundled import bundled_specs
from listproof.contract import Contract, Json
from listproof.errors import FixtureError, SpecError
from listproof.reader import read_contract
from mock_server.generating import rows as making
from mock_server.generating.dice import Dice
from mock_server.generating.generate import generate_world
from mock_server.generating.rows import RowMaker
from mock_server.generating.scopes import Share
from mock_server.generating.times import CLOCK
from mock_server.world import Row
from tests.mock_server.generating.test_generate import (
    SCHEMAS,
    THING,
    contract_of,
    flaws_in,
    items_of,
    rows_of,
)

DIGESTS = {
    "agency-call-batches": "fdc4361f5168ec57",
    "organization-batch-calls": "13a537cab519928f",
    "talkifai-batch-jobs": "cfeb87a09a7ff099",
    "techladder-call-batches": "bac5d35415b1f99c",
    "things": "98ecd33129526064",
    "trillet-batch-calls": "c432ec516ac1989a",
}
"""Of rows that were made elsewhere, at another time: a change here is one that users of a seed notice."""


@pytest.fixture
def _few_models(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few rows are made one by one, so that most are variations."""
    monkeypatch.setattr(making, "MANY", 60)


def digest(contract: Contract) -> str:
    rows = generate_world(contract, rows=400, seed=7).rows[contract.operations[0].id]
    written = [[row.item, dict(row.hidden)] for row in rows]
    return hashlib.sha256(orjson.dumps(written)).hexdigest()[:16]


@pytest.mark.usefixtures("_few_models")
def test_a_seed_gives_the_same_bytes_for_a_plain_document() -> None:
    assert digest(contract_of()) == DIGESTS["things"]


@pytest.mark.usefixtures("_few_models")
@pytest.mark.parametrize("path", bundled_specs(), ids=lambda path: path.stem)
def test_a_seed_gives_the_same_bytes_on_every_machine(path: Path) -> None:
    assert digest(read_contract(path)) == DIGESTS[path.stem]


@pytest.mark.usefixtures("_few_models")
@pytest.mark.parametrize("path", bundled_specs(), ids=lambda path: path.stem)
def test_variations_keep_schema_and_rules(path: Path) -> None:
    contract = read_contract(path)
    operation = contract.operations[0]
    rows = generate_world(contract, rows=600, seed=7).rows[operation.id]
    assert flaws_in(operation, rows) == []


def maker_of(contract: Contract) -> RowMaker:
    return RowMaker(contract, contract.operations[0], Dice("rows"))


def made(contract: Contract, count: int) -> Iterator[Row]:
    return maker_of(contract).rows(Share(values=(), count=count), first=True)


@pytest.mark.usefixtures("_few_models")
def test_fewer_variations_are_the_first_of_more() -> None:
    contract = contract_of()
    assert [row.item for row in made(contract, 300)] == [row.item for row in islice(made(contract, 900), 300)]


@pytest.mark.usefixtures("_few_models")
def test_rows_come_one_by_one_and_take_no_more_room_for_being_many() -> None:
    rows = made(contract_of(), 1_000_000)
    for _ in islice(rows, 500):
        pass
    tracemalloc.start()
    try:
        for _ in islice(rows, 3_000):
            pass
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert held < 200_000


@pytest.mark.usefixtures("_few_models")
def test_what_speaks_of_one_person_changes_together() -> None:
    fields = {
        "id": {"type": "integer"},
        **{name: {"type": "string"} for name in ("first_name", "last_name", "email")},
    }
    item = {"type": "object", "required": list(fields), "properties": fields}
    people = set()
    for each in items_of(contract_of(item), 400):
        people.add((each["first_name"], each["last_name"], each["email"].split("@")[0].rstrip("0123456789")))
    names = {(first, last): local for first, last, local in people}
    assert len(names) == len(people) > 150


@pytest.mark.usefixtures("_few_models")
def test_fields_that_rules_speak_of_stay_together() -> None:
    rules = [
        {
            "id": "fits",
            "holds": "item.done <= item.total && (item.state != 'closed' || item.done == item.total)",
        }
    ]
    contract = contract_of({**THING, "required": list(THING["properties"])}, {"rules": rules})
    rows = rows_of(contract, 900)
    assert flaws_in(contract.operations[0], rows) == []
    assert len({(row.item["done"], row.item["total"]) for row in rows}) <= 60
    assert len({row.item["email"] for row in rows}) > 500


@pytest.mark.usefixtures("_few_models")
def test_times_of_a_variation_move_by_the_same_span() -> None:
    fields: dict[str, Any] = {
        name: {"type": "integer", "format": "unix-time"} for name in ("created", "started_at", "ended_at")
    }
    item = {
        "type": "object",
        "required": ["id", *fields],
        "properties": {"id": {"type": "integer"}, **fields},
    }
    spans = Counter(
        (each["started_at"] - each["created"], each["ended_at"] - each["created"])
        for each in items_of(contract_of(item), 900)
    )
    assert len(spans) <= 60
    assert max(each["ended_at"] for each in items_of(contract_of(item), 900)) <= CLOCK.timestamp()


@pytest.mark.usefixtures("_few_models")
def test_an_item_inside_a_wrapper_varies_too() -> None:
    node = {
        "type": "object",
        "required": ["id", "email"],
        "properties": {"id": {"type": "string"}, "email": {"format": "email"}},
    }
    item = {
        "type": "object",
        "required": ["node"],
        "properties": {"node": node, "cursor": {"type": "string"}},
    }
    contract = contract_of(item, {"id": "/node/id"})
    items = items_of(contract, 500)
    assert len({each["node"]["id"] for each in items}) == 500
    assert len({each["node"]["email"] for each in items}) > 300


@pytest.mark.usefixtures("_few_models")
@pytest.mark.parametrize("id_at", ["/id", None])
def test_alternatives_stay_as_they_were_made(id_at: str | None) -> None:
    kinds = [
        {
            "required": ["id", "kind", "number"],
            "properties": {
                "id": {"type": "integer"},
                "kind": {"const": "call"},
                "number": {"type": "string"},
            },
        },
        {
            "required": ["id", "kind", "box"],
            "properties": {"id": {"type": "integer"}, "kind": {"const": "mail"}, "box": {"format": "email"}},
        },
    ]
    contract = contract_of({"oneOf": kinds}, {"id": id_at})
    rows = rows_of(contract, 500)
    assert len(rows) == 500
    assert flaws_in(contract.operations[0], rows) == []


def test_rows_of_which_a_rule_names_the_id_are_all_made_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "MANY", 5)
    contract = contract_of(
        listing={"rules": [{"id": "even", "holds": "item.id % 2 == 0 || item.id % 2 == 1"}]}
    )
    assert len(rows_of(contract, 40)) == 40


@given(field=SCHEMAS)
@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_variations_of_any_schema_fit_it(field: Json) -> None:
    item = {
        "type": "object", "required": ["id", "x"],
        "properties": {"id": {"type": "integer"}, "x": field, "createdAt": {"type": "string"}},
    }  # fmt: skip
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(making, "MANY", 4)
        try:
            contract = contract_of(
                item, definitions={"Field": {"type": "object", "properties": {"inner": field}}}
            )
            rows = rows_of(contract, 12)
        except (SpecError, FixtureError):
            return
    assert flaws_in(contract.operations[0], rows) == []


KEYS = st.sampled_from(
    ["name", "email", "amount", "created_at", "due", "phone", "status", "url", "count", "price", "x"]
)
LEAVES = st.fixed_dictionaries(
    {"type": st.sampled_from(["string", "integer", "number", "boolean"])},
    optional={
        "minLength": st.integers(0, 12),
        "maxLength": st.integers(12, 40),
        "minimum": st.integers(-5, 0),
        "maximum": st.integers(1, 2_000),
        "multipleOf": st.sampled_from([1, 0.5, 3]),
        "pattern": st.sampled_from(["^[a-z]", "^[A-Z]{3}$", "[0-9]+", "^.{2,30}$"]),
        "format": st.sampled_from(["date-time", "date", "email", "uri", "int64", "uuid"]),
        "nullable": st.booleans(),
    },
)


@given(fields=st.dictionaries(KEYS, LEAVES, max_size=6), needed=st.booleans())
@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_variations_of_usual_items_fit_their_schema(fields: dict[str, Json], needed: bool) -> None:
    item = {
        "type": "object",
        "required": ["id", *(fields if needed else ())],
        "properties": {"id": {"type": "integer"}, **fields},
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(making, "MANY", 8)
        try:
            contract = contract_of(item)
            rows = rows_of(contract, 60)
        except FixtureError:
            return  # a pattern and a length that no known text has
    assert flaws_in(contract.operations[0], rows) == []


@pytest.mark.usefixtures("_few_models")
def test_addresses_follow_the_object_that_they_name() -> None:
    fields = {
        "id": {"type": "integer"},
        "login": {"type": "string", "examples": ["octocat"]},
        "url": {
            "type": "string",
            "format": "uri",
            "examples": ["https://api.vendor.com/users/octocat/repos"],
        },
    }
    item = {"type": "object", "required": list(fields), "properties": fields}
    items = items_of(contract_of(item), 400)
    assert all(each["url"] == f"https://api.example.com/users/{each['login']}/repos" for each in items)
    assert len({each["login"] for each in items}) > 200
