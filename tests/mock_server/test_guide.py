"""What a newcomer reads has lines that work when pasted, and nothing that a browser would run."""

from __future__ import annotations

import re
import shlex
from dataclasses import replace
from datetime import date

import pytest

from listproof.contract import Contract
from listproof.reader import read_contract
from mock_server.guide import curl, overview, page
from mock_server.world import Caller, Row, World

SPEC = """
openapi: 3.0.3
info: {title: "Jobs & <more>", version: "1"}
paths:
  /w/{space}/jobs:
    get:
      operationId: list
      summary: Jobs of a <space>.
      security: [{key: [], token: []}, {other: []}]
      parameters:
        - {name: space, in: path, required: true, schema: {type: string}}
        - {name: X-Tenant, in: header, required: true, schema: {type: string}, example: acme}
        - {name: kind, in: query, required: true, schema: {type: string, enum: [b c, d]}}
        - {name: limit, in: query, schema: {type: integer, default: 5}}
      x-listing: {items: /jobs, scope: [{param: "path:space", at: null}]}
      responses:
        "200":
          description: A page.
          content:
            application/json:
              schema: {type: object, properties: {jobs: {type: array, items: {type: object}}}}
components:
  securitySchemes:
    key: {type: apiKey, in: query, name: api_key}
    token: {type: http, scheme: bearer}
    other: {type: apiKey, in: header, name: X-Other}
"""

CONTRACT: Contract = read_contract("jobs.yaml", text=SPEC)
(OPERATION,) = CONTRACT.operations
NOBODY = Caller(name="nobody", credentials={"key": "n", "token": "t"}, forbidden=True)
MAIN = Caller(
    name="main <b>", credentials={"key": "a&b", "token": "it's"}, may_name={"path:space": ("x/y", "z")}
)
WORLD = World(callers=(NOBODY, MAIN), rows={"list": (Row(item={}), Row(item={}))})


def test_a_line_has_the_first_caller_s_credentials_and_a_value_for_all_that_is_required() -> None:
    assert shlex.split(curl(OPERATION, WORLD, "http://127.0.0.1:8080")) == [
        "curl",
        "-H",
        "Authorization: Bearer it's",
        "-H",
        "X-Tenant: acme",
        "http://127.0.0.1:8080/w/x%2Fy/jobs?api_key=a%26b&kind=b+c",
    ]


def test_a_line_can_be_another_caller_s() -> None:
    assert "Bearer t" in curl(OPERATION, WORLD, "http://h", NOBODY)


def test_a_line_without_any_caller_still_shows_where_everything_goes() -> None:
    line = curl(OPERATION, World(callers=(), rows={}), "http://h")
    assert shlex.split(line)[2] == "Authorization: Bearer"


def test_the_overview_says_how_many_rows_there_are_and_who_may_ask() -> None:
    text = overview([(CONTRACT, WORLD)], "http://h", ["of jobs.fixtures.yaml"])
    assert "GET /w/{space}/jobs\n" in text
    assert "    2 rows, of jobs.fixtures.yaml; callers: nobody (no right to any list), main <b>\n" in text
    assert f"    {curl(OPERATION, WORLD, 'http://h')}\n" in text
    assert "Jobs & <more>" not in text


def lists(number: int) -> tuple[Contract, World]:
    """So many lists like the one, of two rows each."""
    every = tuple(replace(OPERATION, id=f"list{at}", path=f"/jobs{at}") for at in range(number))
    rows = {operation.id: (Row(item={}), Row(item={})) for operation in every}
    return replace(CONTRACT, operations=every), World(callers=(MAIN,), rows=rows)


def test_of_many_lists_the_overview_has_a_line_each_and_says_once_what_is_so_for_all() -> None:
    text = overview([lists(11)], "http://h", ["generated"])
    assert text.splitlines() == [
        "Jobs & <more>: 11 lists, rows generated; callers: main <b>",
        *(f"    GET /jobs{at}  2 rows" for at in range(11)),
        "",
        "A line to paste for each list and caller: http://h/__listproof/",
    ]
    assert overview([lists(10)], "http://h", ["generated"]).count("curl ") == 10


def test_the_lists_of_several_documents_stand_below_their_titles() -> None:
    text = overview([lists(10), lists(1)], "http://h", ["generated", "of one.fixtures.yaml"])
    assert text.count("Jobs & <more>: ") == 2
    assert (
        "Jobs & <more>: 1 list, rows of one.fixtures.yaml; callers: main <b>\n    GET /jobs0  2 rows\n"
        in text
    )


def test_of_hundreds_of_lists_the_overview_names_the_first() -> None:
    text = overview([lists(120)], "http://h", ["generated"])
    assert text.count("GET /jobs") == 100
    assert "    GET /jobs99  2 rows\n    and 20 more\n" in text


def test_the_page_shows_the_document_s_words_and_runs_none_of_them() -> None:
    text = page([(CONTRACT, WORLD)], "http://h").decode()
    assert "Jobs &amp; &lt;more&gt;" in text
    assert "as main &lt;b&gt;" in text
    assert "<b>" not in text
    assert "<space>" not in text


def line_for(parameters: str, listing: str, world: World, *, security: str = "[]") -> str:
    """The line of `GET /{space}/list` with one more parameter."""
    text = SPEC.replace("/w/{space}/jobs", "/{space}/list").replace(
        "[{key: [], token: []}, {other: []}]", security
    )
    text = text.replace(
        "schema: {type: integer, default: 5}}", "schema: {type: integer, default: 5}}\n" + parameters
    )
    text = text.replace('scope: [{param: "path:space", at: null}]', listing)
    (operation,) = read_contract("list.yaml", text=text).operations
    return shlex.split(curl(operation, world, "http://h"))[-1]


def test_where_nothing_tells_who_asks_the_line_names_what_a_row_belongs_to() -> None:
    rows = {"list": (Row(item={}, hidden={"path:space": 132}),)}
    scope = 'scope: [{param: "path:space", at: null}]'
    assert line_for("", scope, World(callers=(), rows=rows)) == "http://h/132/list?kind=b+c"


def test_the_line_of_a_caller_who_may_name_anything_names_what_its_own_rows_belong_to() -> None:
    hidden = ({"path:space": "theirs", "caller": "b"}, {"path:space": "mine", "caller": "a"})
    world = World(
        callers=(Caller(name="a", credentials={"other": "s"}, owns="a"),),
        rows={"list": tuple(Row(item={}, hidden=each) for each in hidden)},
    )
    scope = 'scope: [{param: "path:space", at: null}, {caller: true, at: null}]'
    assert line_for("", scope, world, security="[{other: []}]").startswith("http://h/mine/list")


def test_a_caller_s_line_uses_the_way_in_that_it_has_the_credentials_for() -> None:
    other = Caller(name="o", credentials={"other": "s"}, may_name={"path:space": ("z",)})
    assert "X-Other: s" in curl(OPERATION, World(callers=(other,), rows={}), "http://h")


def test_a_required_parameter_without_an_example_gets_a_value_of_its_kind() -> None:
    since = "        - {name: since, in: query, required: true, schema: {type: string, format: date}}"
    (value,) = re.findall(
        r"since=(\d{4}-\d\d-\d\d)$", line_for(since, "inert: [since]", World(callers=(), rows={}))
    )
    assert date.fromisoformat(value)


def test_values_stand_in_the_line_as_a_query_has_them() -> None:
    deep = "        - {name: deep, in: query, required: true, schema: {type: boolean, default: true}}\n"
    ids = "        - {name: ids, in: query, required: true, explode: false, example: [1, 2], schema: {}}"
    assert line_for(deep + ids, "inert: [deep]", World(callers=(), rows={})).endswith("deep=true&ids=1%2C2")


@pytest.mark.parametrize(
    "rest",
    ["schema: {type: array, items: {enum: [a]}}", "schema: {type: array, items: {enum: [a]}}, example: []"],
)
def test_a_required_list_is_never_an_empty_one(rest: str) -> None:
    picked = "".join(f"        - {{name: p{at}, in: query, required: true, {rest}}}\n" for at in range(6))
    line = line_for(picked.rstrip(), "inert: [p0, p1, p2, p3, p4, p5]", World(callers=(), rows={}))
    assert all(re.search(rf"p{at}=a", line) for at in range(6))


def test_a_line_whose_place_in_the_list_is_required_asks_for_the_first_page() -> None:
    start = "        - {name: start, in: query, required: true, example: 40, schema: {type: integer}}"
    listing = "page: {by: offset, param: start}"
    assert line_for(start, listing, World(callers=(), rows={})).endswith("start=0")


def test_the_overview_of_one_document_says_how_to_judge_the_mock() -> None:
    told = overview([(CONTRACT, WORLD)], "http://h", ["generated"], judged="listproof check jobs.yaml")
    assert "curl -s -o listproof.toml http://h/__listproof/listproof.toml\n" in told
    assert "listproof check jobs.yaml --config listproof.toml\n" in told
