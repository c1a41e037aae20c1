"""Whose rows come, and what becomes of a scope that is not the caller's."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from listproof.contract import Json, Operation
from mock_server.engine.rows import Table
from mock_server.engine.scopes import Scopes
from mock_server.exchange import Refused
from mock_server.world import Caller, Row

OperationOf = Callable[..., Operation]

BOX = "path:box"
SPACE = "header:x-space"
PARAMETERS: dict[str, Any] = {BOX: {"type": "string"}, SPACE: {"type": "string"}, "team": {"type": "string"}}
PATH = "/boxes/{box}/things"


def caller(name: str, owns: Json = None, **may_name: tuple[str, ...]) -> Caller:
    keys = {"box": BOX, "space": SPACE, "team": "team"}
    named = {keys[key]: values for key, values in may_name.items()}
    return Caller(name=name, credentials={}, owns=owns, may_name=named)


def row(at: int, box: str = "b1", space: str = "s1", owner: str = "ann", team: str = "t1") -> Row:
    return Row(item={"id": at, "owner": owner}, hidden={BOX: box, SPACE: space, "team": team})


def scopes(operation_of: OperationOf, scope: list[Any], rows: list[Row]) -> tuple[Scopes, Table]:
    operation = operation_of({"scope": scope}, PARAMETERS, path=PATH)
    table = Table(operation, rows)
    return Scopes(operation, table), table


def ids(made: tuple[Scopes, Table], values: Mapping[str, Json], who: Caller | None = None) -> list[int]:
    found, table = made
    positions = found.rows_of(values, who).positions
    return [item["id"] for item in json.loads(b"[" + table.body_of(positions) + b"]")]


def refused(made: tuple[Scopes, Table], values: Mapping[str, Json], who: Caller | None = None) -> Refused:
    with pytest.raises(Refused) as caught:
        made[0].rows_of(values, who)
    assert caught.value.situation == "unknown_scope"
    return caught.value


def test_a_caller_sees_what_it_owns_and_nothing_else(operation_of: OperationOf) -> None:
    rows = [row(1, owner="ann"), row(2, owner="bob"), row(3, owner="ann")]
    made = scopes(operation_of, [{"caller": True, "at": "/owner"}], rows)
    assert ids(made, {}, caller("a", owns="ann")) == [1, 3]
    assert ids(made, {}, caller("b", owns="bob")) == [2]
    assert ids(made, {}, caller("c", owns="nobody")) == []
    assert ids(made, {}, caller("d", owns=None)) == []


def test_a_caller_that_owns_nothing_does_not_own_what_has_no_owner(operation_of: OperationOf) -> None:
    made = scopes(operation_of, [{"caller": True, "at": "/owner"}], [Row(item={"id": 1, "owner": None})])
    assert ids(made, {}, caller("d", owns=None)) == []


def test_without_security_there_is_no_caller_and_every_row_comes(operation_of: OperationOf) -> None:
    made = scopes(
        operation_of, [{"caller": True, "at": "/owner"}], [row(1, owner="ann"), row(2, owner="bob")]
    )
    assert ids(made, {}, None) == [1, 2]


@pytest.mark.parametrize(
    ("policy", "status"), [("error", None), (403, 403), ([404, 403], 404), (["error", "empty"], None)]
)
def test_a_value_that_is_not_the_caller_s_to_name_is_refused_as_stated(
    operation_of: OperationOf, policy: Any, status: int | None
) -> None:
    entry = {"param": "team", "at": None, "unknown": policy}
    statuses = {str(each): {"description": "No."} for each in (403, 404)}
    operation = operation_of(
        {"scope": [entry], "errors": {"unknown_scope": 404}}, PARAMETERS, path=PATH, responses=statuses
    )
    table = Table(operation, [row(1, team="t1"), row(2, team="t2")])
    made = Scopes(operation, table), table
    main = caller("main", team=("t1",))
    assert ids(made, {"team": "t1"}, main) == [1]
    fault = refused(made, {"team": "t2"}, main)
    assert fault.status == status
    assert fault.details == ("team: Must name something of the caller's",)


def test_a_value_that_is_not_the_caller_s_may_be_an_empty_list(operation_of: OperationOf) -> None:
    made = scopes(
        operation_of, [{"param": "team", "at": None, "unknown": "empty"}], [row(1), row(2, team="t2")]
    )
    assert ids(made, {"team": "t2"}, caller("main", team=("t1",))) == []
    assert ids(made, {"team": "t9"}, caller("main", team=("t1",))) == []


def test_a_value_that_the_caller_may_name_can_have_no_rows(operation_of: OperationOf) -> None:
    made = scopes(operation_of, [{"param": "team", "at": None}], [row(1)])
    assert ids(made, {"team": "t2"}, caller("main", team=("t1", "t2"))) == []


def test_without_a_list_of_names_a_value_must_be_in_a_row_of_the_caller_s(operation_of: OperationOf) -> None:
    scope = [{"param": "team", "at": None}, {"caller": True, "at": "/owner"}]
    made = scopes(operation_of, scope, [row(1, team="t1", owner="ann"), row(2, team="t2", owner="bob")])
    assert ids(made, {"team": "t1"}, caller("a", owns="ann")) == [1]
    refused(made, {"team": "t2"}, caller("a", owns="ann"))
    refused(made, {"team": "t9"}, caller("a", owns="ann"))
    assert ids(made, {"team": "t2"}, None) == [2]


def test_a_name_that_a_caller_may_use_still_shows_no_row_of_another_s(operation_of: OperationOf) -> None:
    scope = [{"param": "team", "at": None}, {"caller": True, "at": "/owner"}]
    made = scopes(operation_of, scope, [row(1, team="t1", owner="ann"), row(2, team="t1", owner="bob")])
    assert ids(made, {"team": "t1"}, caller("a", owns="ann", team=("t1",))) == [1]


def test_a_scope_that_is_not_sent_restricts_nothing(operation_of: OperationOf) -> None:
    scope = [{"param": "team", "at": None}, {"caller": True, "at": "/owner"}]
    made = scopes(operation_of, scope, [row(1, team="t1"), row(2, team="t2"), row(3, owner="bob"), row(4)])
    assert ids(made, {}, caller("a", owns="ann")) == [1, 2, 4]


WHOLE = [
    {"param": BOX, "at": None, "unknown": 404},
    {"param": SPACE, "at": None, "unknown": 403},
    {"caller": True, "at": "/owner"},
]
BOXES = [
    row(1, box="b1", space="s1"), row(2, box="b2", space="s1"), row(3, box="b3", space="s2"),
    row(4, box="b9", space="s9", owner="bob"),
]  # fmt: skip
MAIN = caller("main", owns="ann", box=("b1", "b2", "b3", "b0"), space=("s1", "s2"))


@pytest.mark.parametrize("who", [MAIN, caller("main", owns="ann")], ids=["names listed", "names from rows"])
@pytest.mark.parametrize(
    ("box", "space", "status"),
    [("b9", "s1", 404), ("nil", "s1", 404), ("b1", "s9", 403), ("b1", "nil", 403), ("b9", "s9", 404),
     ("b3", "s1", 404)],
)  # fmt: skip
def test_the_first_entry_that_names_nothing_of_the_caller_s_decides(
    operation_of: OperationOf, who: Caller, box: str, space: str, status: int
) -> None:
    statuses = {str(each): {"description": "No."} for each in (403, 404)}
    operation = operation_of({"scope": WHOLE}, PARAMETERS, path=PATH, responses=statuses)
    table = Table(operation, BOXES)
    made = Scopes(operation, table), table
    assert ids(made, {BOX: "b1", SPACE: "s1"}, who) == [1]
    assert refused(made, {BOX: box, SPACE: space}, who).status == status


def test_an_empty_box_is_in_every_space_of_its_caller(operation_of: OperationOf) -> None:
    statuses = {str(each): {"description": "No."} for each in (403, 404)}
    operation = operation_of({"scope": WHOLE}, PARAMETERS, path=PATH, responses=statuses)
    table = Table(operation, BOXES)
    assert ids((Scopes(operation, table), table), {BOX: "b0", SPACE: "s2"}, MAIN) == []


def test_a_value_is_the_same_as_a_number_and_as_text(operation_of: OperationOf) -> None:
    made = scopes(operation_of, [{"param": "team", "at": "/id"}], [row(7), row(8)])
    assert ids(made, {"team": "7"}) == [7]
