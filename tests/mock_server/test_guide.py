"""What a newcomer reads has lines that work when pasted, and nothing that a browser would run."""

from __future__ import annotations

import shlex

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
    assert (
        "Jobs & <more>: 2 rows, of jobs.fixtures.yaml; callers: nobody (no right to any list), main <b>"
        in text
    )


def test_the_page_shows_the_document_s_words_and_runs_none_of_them() -> None:
    text = page([(CONTRACT, WORLD)], "http://h").decode()
    assert "Jobs &amp; &lt;more&gt;" in text
    assert "as main &lt;b&gt;" in text
    assert "<b>" not in text
    assert "<space>" not in text
