"""A world without fixtures: rows that fit the contract, alike wherever they are made."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from listproof.bundled import bundled_specs
from listproof.contract import MISSING, Contract, Json, Operation, look
from listproof.errors import FixtureError, SpecError
from listproof.reader import read_contract
from mock_server.generating.generate import generate_world
from mock_server.world import Row, World
from mock_server.worlds.row_checks import RowChecks

THING: Mapping[str, Json] = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {
        "id": {"type": "integer"},
        "name": {"type": "string"},
        "email": {"type": "string", "format": "email"},
        "phone": {"type": "string", "pattern": r"^\+[1-9]\d{7,14}$"},
        "state": {"type": "string", "enum": ["open", "closed", "merged"]},
        "createdAt": {"type": "string", "format": "date-time"},
        "endedAt": {"type": ["string", "null"], "format": "date-time"},
        "done": {"type": "integer", "minimum": 0},
        "total": {"type": "integer", "minimum": 0},
        "price": {"type": "number", "minimum": 1, "maximum": 9.5},
        "group": {"type": "string"},
        "isPublic": {"type": "boolean"},
    },
}


def contract_of(
    item: Mapping[str, Json] | bool = THING,
    listing: Mapping[str, Json] | None = None,
    *,
    parameters: Sequence[Json] = (),
    example: Json = MISSING,
    definitions: Mapping[str, Json] | None = None,
    schemes: Mapping[str, Json] | None = None,
    path: str = "/things",
) -> Contract:
    media: dict[str, Json] = {"schema": {"type": "array", "items": item}}
    if example is not MISSING:
        media["example"] = example
    operation = {
        "operationId": "listThings",
        "security": [{name: [] for name in schemes}] if schemes else [],
        "parameters": list(parameters),
        "x-listing": {"items": "", "id": "/id", **(listing or {})},
        "responses": {"200": {"description": "A page.", "content": {"application/json": media}}},
    }
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Things", "version": "1"},
        "paths": {path: {"get": operation}},
        "components": {"schemas": definitions or {}, "securitySchemes": schemes or {}},
    }
    return read_contract("things.json", text=json.dumps(document))


def rows_of(contract: Contract, count: int = 60, seed: int | str = 0) -> Sequence[Row]:
    return generate_world(contract, rows=count, seed=seed).rows["listThings"]


def items_of(contract: Contract, count: int = 60) -> list[Json]:
    return [row.item for row in rows_of(contract, count)]


def flaws_in(operation: Operation, rows: Sequence[Row]) -> list[str]:
    checks = RowChecks(operation)
    return [str(flaw) for index, row in enumerate(rows) for flaw in checks.flaws(row, f"row {index}")]


def as_text(world: World) -> str:
    rows = {key: [[row.item, dict(row.hidden)] for row in each] for key, each in world.rows.items()}
    callers = [[each.name, dict(each.credentials), each.owns, dict(each.may_name)] for each in world.callers]
    return json.dumps([rows, callers])


# --- the bundled documents -----------------------------------------------------------------------------


@pytest.mark.parametrize("path", bundled_specs(), ids=lambda path: path.stem)
@pytest.mark.parametrize("seed", [0, 7])
def test_rows_of_every_bundled_document_pass_the_checks_of_fixtures(path: Path, seed: int) -> None:
    contract = read_contract(path)
    world = generate_world(contract, seed=seed)
    assert world.generated
    for operation in contract.operations:
        rows = world.rows[operation.id]
        assert 250 <= len(rows) <= 300
        assert flaws_in(operation, rows) == []


@pytest.mark.parametrize("path", bundled_specs(), ids=lambda path: path.stem)
def test_the_documented_items_come_first(path: Path) -> None:
    contract = read_contract(path)
    operation = contract.operations[0]
    documented = look(operation.success.example, operation.listing.items.pointer or ())
    rows = generate_world(contract, rows=20).rows[operation.id]
    assert [row.item for row in rows[: len(documented)]] == documented


@pytest.mark.parametrize("path", bundled_specs(), ids=lambda path: path.stem)
def test_every_value_of_an_enum_comes_and_some_come_more_often(path: Path) -> None:
    contract = read_contract(path)
    operation = contract.operations[0]
    found = Counter(row.item["status"] for row in generate_world(contract).rows[operation.id])
    if "status" in operation.listing.filters:
        filtered = operation.listing.filters["status"]
        assert found.keys() == set(operation.parameters["status"].enum) - set(filtered.all)
    assert max(found.values()) > 2 * min(found.values())


# --- the same for the same seed --------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_world_and_another_seed_another() -> None:
    contract = contract_of()
    assert as_text(generate_world(contract, seed=1)) == as_text(generate_world(contract, seed=1))
    assert as_text(generate_world(contract, seed=1)) != as_text(generate_world(contract, seed=2))
    assert as_text(generate_world(contract, seed="a")) != as_text(generate_world(contract, seed="b"))


def test_a_world_does_not_lean_on_the_hashes_of_a_process() -> None:
    code = (
        "import sys, json; from pathlib import Path; from listproof.reader import read_contract;"
        "from mock_server.generating.generate import generate_world;"
        "worlds = [generate_world(read_contract(Path(name)), rows=40) for name in sys.argv[1:]];"
        "print(json.dumps([[[row.item, dict(row.hidden)] for each in world.rows.values() for row in each]"
        " for world in worlds]))"
    )
    paths = [str(path) for path in bundled_specs()]
    printed = {
        subprocess.run(
            [sys.executable, "-c", code, *paths],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(printed) == 1


def test_fewer_rows_are_the_first_of_more() -> None:
    contract = contract_of(listing={"sort": {"default": ["-/createdAt"]}})
    assert [row.item for row in rows_of(contract, 10)] == [row.item for row in rows_of(contract, 30)[:10]]


# --- items ----------------------------------------------------------------------------------------------


def test_items_read_as_their_fields_are_named() -> None:
    for item in items_of(contract_of()):
        assert item.get("email", "@example.com").rpartition("@")[2] in (
            "example.com",
            "example.net",
            "example.org",
        )
        assert item.get("createdAt", "2025").startswith("2025")
        assert 1 <= item.get("price", 1) <= 9.5
        assert len(item["name"]) > 1


def test_ids_are_unique_and_count_on_from_the_documented_one() -> None:
    example = [{"id": "job_0041", "name": "a"}]
    item = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}
    ids = [item["id"] for item in items_of(contract_of(item, example=example), 5)]
    assert ids == ["job_0041", "job_0042", "job_0043", "job_0044", "job_0045"]


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "format": "uuid"},
        {"type": "string", "pattern": "^[a-z]{3}-[0-9]{4}$"},
        {"type": "integer", "minimum": 1000},
        {"type": "string"},
        {"type": "string", "maxLength": 12},
    ],
)
def test_ids_of_any_kind_are_unique(schema: Json) -> None:
    item = {"type": "object", "required": ["id"], "properties": {"id": schema}}
    ids = [item["id"] for item in items_of(contract_of(item), 300)]
    assert len(set(ids)) == len(ids) == 300


def test_nullable_fields_are_sometimes_null_and_optional_ones_sometimes_absent() -> None:
    items = items_of(contract_of(), 200)
    assert {item.get("endedAt", "absent") is None for item in items} == {True, False}
    assert {"price" in item for item in items} == {True, False}
    assert all("name" in item for item in items)


def test_a_field_that_every_documented_item_has_is_always_there() -> None:
    example = [{"id": 1, "name": "a", "price": 2, "done": 1}, {"id": 2, "name": "b", "price": 3}]
    items = items_of(contract_of(example=example), 200)
    assert all("price" in item for item in items)
    assert {"done" in item for item in items} == {True, False}


def test_named_values_are_the_only_ones_of_their_field() -> None:
    listing = {"assumed": {"values": {"/group": ["red", "green"], "/price": [2, 3.5]}}}
    items = items_of(contract_of(listing=listing), 100)
    assert {item["group"] for item in items if "group" in item} == {"red", "green"}
    assert {item["price"] for item in items if "price" in item} == {2, 3.5}


def test_a_field_that_is_filtered_by_has_few_values_with_several_rows_each() -> None:
    parameters = [{"name": "group", "in": "query", "schema": {"type": "string"}, "example": "grp_17a"}]
    contract = contract_of(listing={"filter": {"group": "/group"}}, parameters=parameters)
    found = Counter(item["group"] for item in items_of(contract, 200))
    assert 2 <= len(found) <= 9
    assert "grp_17a" in found
    assert max(found.values()) > 10


def test_fields_that_rows_are_sorted_by_have_ties_now_and_then() -> None:
    listing = {"sort": {"default": ["-/createdAt"]}}
    found = Counter(item["createdAt"] for item in items_of(contract_of(listing=listing), 200))
    assert max(found.values()) > 1
    assert len(found) > 50


def test_times_of_a_row_follow_each_other() -> None:
    for item in items_of(contract_of(), 100):
        if item.get("createdAt") and item.get("endedAt"):
            assert item["createdAt"] < item["endedAt"]


def test_a_bare_list_of_texts_has_different_texts() -> None:
    contract = contract_of({"type": "string"}, {"id": ""})
    items = items_of(contract, 100)
    assert len(set(items)) == 100


def test_a_list_without_an_id_has_rows() -> None:
    contract = contract_of(listing={"id": None})
    assert len(items_of(contract, 30)) == 30


@pytest.mark.parametrize("item", [{}, {"type": "object"}, True])
def test_items_that_nothing_is_said_of_have_the_fields_that_the_listing_names(item: Json) -> None:
    parameters = [{"name": "state", "in": "query", "schema": {"type": "string"}}]
    contract = contract_of(item, {"filter": {"state": "/state"}}, parameters=parameters)
    assert all(each.keys() == {"id", "state"} for each in items_of(contract, 20))


def test_items_that_only_an_example_shows_are_like_it() -> None:
    items = items_of(contract_of({}, example=[{"id": "u_1", "name": "Ada", "tags": ["x"]}]), 20)
    assert all(item.keys() == {"id", "name", "tags"} for item in items)
    assert len({item["id"] for item in items}) == 20


def test_alternatives_and_parts_are_followed() -> None:
    base = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}
    call = {
        "required": ["kind", "number"],
        "properties": {"kind": {"const": "call"}, "number": {"type": "string"}},
    }
    mail = {
        "required": ["kind", "box"],
        "properties": {"kind": {"const": "mail"}, "box": {"format": "email"}},
    }
    item = {"oneOf": [{"allOf": [base, call]}, {"allOf": [base, mail]}]}
    items = items_of(contract_of(item), 60)
    assert {item["kind"] for item in items} == {"call", "mail"}
    assert all(("number" in item) == (item["kind"] == "call") for item in items)


def test_an_alternative_that_cannot_be_made_up_leaves_the_others() -> None:
    plain: dict[str, Json] = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}
    odd = {
        **plain,
        "required": ["id", "x"],
        "properties": {**plain["properties"], "x": {"pattern": "(?=a)b"}},
    }
    assert len(items_of(contract_of({"anyOf": [odd, plain]}), 40)) == 40


def test_a_schema_inside_itself_comes_to_an_end() -> None:
    node = {
        "type": "object",
        "required": ["id"],
        "properties": {
            "id": {"type": "integer"},
            "parent": {"$ref": "#/components/schemas/Node"},
            "kids": {"type": "array", "items": {"$ref": "#/components/schemas/Node"}},
        },
    }
    contract = contract_of({"$ref": "#/components/schemas/Node"}, definitions={"Node": node})
    items = items_of(contract, 60)
    assert max(len(json.dumps(item)) for item in items) < 5_000
    assert any("parent" in item for item in items)


def test_rows_are_made_where_alternatives_differ_in_optional_members_alone() -> None:
    kinds = [
        {"type": "object", "properties": {"id": {"type": "integer"}, name: {"type": "string"}}}
        for name in ("seasons", "length")
    ]
    channels = [
        {"type": "object", "properties": {"type": {"enum": [name]}, "user": {"type": "string"}}}
        for name in ("api", "api", "mail")
    ]
    item = {"oneOf": kinds, "required": ["id"], "properties": {"channel": {"oneOf": channels}}}
    items = items_of(contract_of(item))
    assert len(items) == 60
    assert any("channel" in each for each in items)


def test_a_member_whose_joined_enums_share_nothing_is_left_out() -> None:
    item = {
        "allOf": [
            {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}}},
            {"properties": {"type": {"enum": ["acknowledge"]}}},
            {"properties": {"type": {"enum": ["acknowledgement"]}}},
        ]
    }
    assert not any("type" in each for each in items_of(contract_of(item)))


def test_many_rows_vary_the_first_under_other_ids() -> None:
    contract = contract_of(listing={"sort": {"default": ["-/createdAt"]}})
    rows = rows_of(contract, 5_000)
    assert len({row.item["id"] for row in rows}) == 5_000
    assert len({json.dumps({**row.item, "id": 0}) for row in rows}) > 4_900
    assert flaws_in(contract.operations[0], rows) == []
    created = [row.item["createdAt"] for row in rows[3_000:]]
    assert 1_500 < len(set(created)) < 2_000
    for item in (row.item for row in rows[3_000:]):
        assert not item.get("endedAt") or item["createdAt"] < item["endedAt"]


def test_there_are_no_more_rows_than_ids() -> None:
    item = {"type": "object", "required": ["id"], "properties": {"id": {"enum": ["a", "b", "c"]}}}
    assert sorted(item["id"] for item in items_of(contract_of(item))) == ["a", "b", "c"]


@pytest.mark.parametrize("count", [0, 1])
def test_few_rows_are_few_rows(count: int) -> None:
    assert len(rows_of(contract_of(), count)) == count


# --- rules ----------------------------------------------------------------------------------------------


def test_a_computed_field_is_filled_in() -> None:
    rules = [
        {"id": "left", "at": "/left", "is": "item.total - item.done"},
        {
            "id": "share",
            "at": "/share",
            "is": "100.0 * double(item.done) / double(item.total)",
            "within": 0.5,
        },
        {"id": "fits", "holds": "item.done <= item.total && item.total > 0"},
    ]
    properties = {**THING["properties"], "left": {"type": "integer"}, "share": {"type": "number"}}
    item = {**THING, "required": ["id", "done", "total", "left", "share"], "properties": properties}
    for made in items_of(contract_of(item, {"rules": rules})):
        assert made["left"] == made["total"] - made["done"] >= 0
        assert made["share"] == round(100 * made["done"] / made["total"], 1)


@pytest.mark.parametrize(
    "holds",
    [
        "item.done <= item.total",
        "item.done < item.total && item.price * 2.0 <= 8.0",
        "item.done + 5 == item.total",
        "item.state != 'closed' || item.done == item.total",
        "!(item.state in ['closed', 'merged']) || item.endedAt != null",
        "item.endedAt == null || timestamp(item.endedAt) > timestamp(item.createdAt)",
        "item.state == 'open' ? item.done == 0 : item.done > 0",
        "has(item.group) == (item.state == 'open')",
        "item.name.size() > 3 && (item.group == item.name || item.isPublic)",
        "item.total % 10 == 0",
    ],
)
def test_conditions_are_kept(holds: str) -> None:
    item = {**THING, "required": [name for name in THING["properties"] if name != "group"]}
    contract = contract_of(item, {"rules": [{"id": "rule", "holds": holds}]})
    rows = rows_of(contract)
    assert len(rows) == 60
    assert flaws_in(contract.operations[0], rows) == []
    program = contract.operations[0].listing.rules[0].program
    evaluated = [
        program({"item": row.item}) for row in rows if "group" in row.item or "item.group" not in holds
    ]
    assert evaluated
    assert set(evaluated) == {True}


def test_rules_that_contradict_each_other_are_told() -> None:
    rules = [
        {"id": "more", "holds": "item.done > item.total"},
        {"id": "less", "holds": "item.done < item.total"},
    ]
    item = {**THING, "required": list(THING["properties"])}
    with pytest.raises(FixtureError) as caught:
        rows_of(contract_of(item, {"rules": rules}))
    message = str(caught.value)
    assert message.startswith("things.json:1: listThings: no row can be made for this list: the rule ")
    assert "x-listing.assumed.values, or write fixtures" in message


@pytest.mark.parametrize(
    ("field", "message"),
    [
        (
            {"type": "string", "pattern": "^(?=.*x)[a-z]{8}$"},
            "no text is known that matches ^(?=.*x)[a-z]{8}$",
        ),
        ({"type": "string", "minLength": 10_000_000}, "needs 10000000 characters"),
        ({"type": "array", "minItems": 10_000_000}, "needs 10000000 elements"),
        ({"allOf": [{"type": "string"}, {"type": "integer"}]}, "has the wrong type"),
        ({"not": {}}, "/x"),
    ],
)
def test_a_field_that_cannot_be_made_up_is_named(field: Json, message: str) -> None:
    item = {"type": "object", "required": ["id", "x"], "properties": {"id": {"type": "integer"}, "x": field}}
    with pytest.raises(FixtureError, match="no row can be made for this list") as caught:
        rows_of(contract_of(item))
    assert message in str(caught.value)
    optional = {**item, "required": ["id"]}
    assert len(rows_of(contract_of(optional), 20)) == 20


def test_a_schema_without_end_is_told() -> None:
    node = {
        "type": "object",
        "required": ["id", "one", "two"],
        "properties": {
            "id": {"type": "integer"},
            **{name: {"$ref": "#/components/schemas/Node"} for name in ("one", "two")},
        },
    }
    with pytest.raises(FixtureError, match="would have no end"):
        rows_of(contract_of({"$ref": "#/components/schemas/Node"}, definitions={"Node": node}))


# --- scopes and callers -----------------------------------------------------------------------------------

KEY = {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}}


def test_two_callers_have_rows_of_their_own() -> None:
    contract = contract_of(listing={"scope": [{"caller": True, "at": "/group"}]}, schemes=KEY)
    world = generate_world(contract, rows=60)
    main, other = world.callers
    owners = Counter(row.item["group"] for row in world.rows["listThings"])
    assert owners == {main.owns: 60, other.owns: 25}


def test_callers_own_what_the_documented_items_show() -> None:
    example = [{"id": 1, "name": "a", "group": "grp_a1"}]
    contract = contract_of(
        listing={"scope": [{"caller": True, "at": "/group"}]}, schemes=KEY, example=example
    )
    main, other = generate_world(contract).callers
    assert main.owns == "grp_a1"
    assert other.owns != "grp_a1"
    assert other.owns.startswith("grp_")


def test_a_parameter_that_says_whose_rows_come_has_values_of_each_caller() -> None:
    parameters = [
        {"name": "team", "in": "path", "required": True, "schema": {"type": "string"}, "example": "team_a1"},
        {"name": "X-Org", "in": "header", "required": True, "schema": {"type": "integer"}},
    ]
    scope = [{"param": "header:X-Org", "at": None}, {"param": "path:team", "at": None}]
    contract = contract_of(
        listing={"scope": scope}, parameters=parameters, schemes=KEY, path="/{team}/things"
    )
    world = generate_world(contract, rows=60)
    main, other = world.callers
    assert main.may_name["path:team"][0] == "team_a1"
    assert len(main.may_name["path:team"]) == 2
    assert isinstance(main.may_name["header:X-Org"][0], int)
    assert not set(main.may_name["path:team"]) & set(other.may_name["path:team"])
    counts = Counter(row.hidden["path:team"] for row in world.rows["listThings"])
    assert counts == {
        main.may_name["path:team"][0]: 60,
        main.may_name["path:team"][1]: 12,
        other.may_name["path:team"][0]: 25,
    }


def test_a_parameter_of_two_values_has_one_for_each_caller() -> None:
    parameters = [{"name": "region", "in": "query", "schema": {"enum": ["eu", "us"]}}]
    contract = contract_of(
        listing={"scope": [{"param": "region", "at": "/group"}]}, parameters=parameters, schemes=KEY
    )
    main, other = generate_world(contract).callers
    assert {main.may_name["region"], other.may_name["region"]} == {("eu",), ("us",)}


def test_what_the_item_does_not_show_is_hidden() -> None:
    parameters = [
        {"name": "label", "in": "query", "schema": {"enum": ["a", "b"]}},
        {"name": "by", "in": "query", "schema": {"enum": ["made", "name"]}},
    ]
    listing = {
        "filter": {"label": {"at": None}},
        "sort": {"by": "by", "keys": {"made": None}},
        "scope": [{"caller": True, "at": None}],
    }
    rows = rows_of(contract_of(listing=listing, parameters=parameters, schemes=KEY))
    assert all(row.hidden.keys() == {"label", "made", "caller"} for row in rows)
    assert {row.hidden["label"] for row in rows} == {"a", "b"}
    made = [row.hidden["made"] for row in rows]
    assert any(one == other for one, other in pairwise(made))


def test_credentials_say_that_they_are_none() -> None:
    schemes = {
        **KEY,
        "bearer": {"type": "http", "scheme": "bearer"},
        "basic": {"type": "http", "scheme": "basic"},
    }
    main, other = generate_world(contract_of(schemes=schemes)).callers
    assert main.credentials.keys() == other.credentials.keys() == schemes.keys()
    assert all("not-a-secret" in main.credentials[name] for name in ("key", "bearer"))
    assert base64.b64decode(main.credentials["basic"]) == b"main:not-a-secret"
    assert not set(main.credentials.values()) & set(other.credentials.values())


def test_a_list_that_asks_for_no_credentials_has_no_callers() -> None:
    assert generate_world(contract_of()).callers == ()


# --- whatever a schema says -------------------------------------------------------------------------------

LEAVES = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(["string", "integer", "number", "boolean", "null", "array", "object"]),
        "enum": st.lists(st.sampled_from([1, "a", None, True, 2.5]), min_size=1, max_size=3),
        "minimum": st.integers(-5, 5),
        "maximum": st.integers(-5, 5) | st.just(1e300),
        "multipleOf": st.sampled_from([1, 0.5, 3, 1e-9]),
        "minLength": st.integers(0, 30),
        "maxLength": st.integers(0, 30),
        "pattern": st.sampled_from(["^a+$", "(a|b){3}", "[^x]", "^$", "\\d{2,4}", "(?!a)b", "(((a*)*)*)*"]),
        "format": st.sampled_from(["date-time", "uuid", "email", "ipv4", "nonsense"]),
        "minItems": st.integers(0, 4),
        "uniqueItems": st.booleans(),
        "minProperties": st.integers(0, 3),
    },
)


def wider(inner: st.SearchStrategy[Json]) -> st.SearchStrategy[Json]:
    names = st.sampled_from(["a", "b", "", "name", "item/id", "~"])
    return LEAVES | st.fixed_dictionaries(
        {},
        optional={
            "properties": st.dictionaries(names, inner, max_size=3),
            "required": st.lists(names, max_size=3, unique=True),
            "additionalProperties": inner | st.booleans(),
            "items": inner | st.booleans(),
            "prefixItems": st.lists(inner, min_size=1, max_size=2),
            "allOf": st.lists(inner, min_size=1, max_size=2),
            "oneOf": st.lists(inner, min_size=1, max_size=2),
            "anyOf": st.lists(
                inner | st.just({"$ref": "#/components/schemas/Field"}), min_size=1, max_size=2
            ),
        },
    )


SCHEMAS = st.recursive(LEAVES, wider, max_leaves=8)


@given(field=SCHEMAS)
@settings(max_examples=120, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
def test_any_schema_gives_rows_that_fit_or_is_refused_in_a_sentence(field: Json) -> None:
    item = {"type": "object", "required": ["id", "x"], "properties": {"id": {"type": "integer"}, "x": field}}
    definitions = {"Field": {"type": "object", "properties": {"inner": field}}}
    with suppress(SpecError):  # what cannot be read is another matter
        assert is_made_or_refused(contract_of(item, definitions=definitions))


def is_made_or_refused(contract: Contract) -> bool:
    """Whether rows were made and fit, or it was said why there are none."""
    try:
        rows = rows_of(contract, 5)
    except FixtureError as error:
        return "no row can be made for this list" in str(error)
    return flaws_in(contract.operations[0], rows) == []


def test_of_a_list_of_very_large_items_few_are_made_and_the_others_vary_them() -> None:
    fields = {f"field_{number}": {"type": "string"} for number in range(400)}
    item = {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}, **fields}}
    items = items_of(contract_of(item), 250)
    assert len({each["id"] for each in items}) == 250
    last = [json.dumps([each.get(f"field_{number}") for number in range(200, 400)]) for each in items]
    assert 20 < len(set(last)) < 100
