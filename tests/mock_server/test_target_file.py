"""The file that the mock offers is TOML that says who may ask, with what, and who is refused."""

from __future__ import annotations

import tomllib
from types import MappingProxyType
from typing import Any

from listproof.contract import Contract
from listproof.reader import read_contract
from mock_server.guide import file_names
from mock_server.target_file import target_file
from mock_server.world import Caller, Row, World

SPEC = """
openapi: 3.0.3
info: {title: Jobs, version: "1"}
paths:
  /w/{space}/jobs:
    get:
      operationId: list jobs
      security: [{key: [], token: []}]
      parameters:
        - {name: space, in: path, required: true, schema: {type: string}}
        - {name: page, in: query, required: true, schema: {type: integer}}
      x-listing:
        items: /jobs
        page: {by: page, param: page, first: 1}
        scope: [{param: "path:space", at: null}]
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
"""

CONTRACT: Contract = read_contract("jobs.yaml", text=SPEC)
NOBODY = Caller(name="forbidden", credentials={"key": "n", "token": "t"}, forbidden=True)
ANNA = Caller(
    name="anna", credentials={"key": "a", "token": 'it"s ${X}'}, may_name={"path:space": ("x/y", "z")}
)
OTHER = Caller(name="other", credentials={"key": "b", "token": "o"}, may_name={"path:space": ("w",)})


def written(*callers: Caller) -> dict[str, Any]:
    refused = MappingProxyType({"expired": {"key": "a", "token": "old"}})
    world = World(callers=callers, rows={"list jobs": (Row(item={}),)}, refused=refused)
    return tomllib.loads(target_file(CONTRACT, world, "http://h:1").decode())


def test_the_first_who_may_ask_is_the_main_caller() -> None:
    file = written(NOBODY, ANNA, OTHER)
    assert file["target"] == {"url": "http://h:1"}
    assert list(file["callers"]) == ["main", "forbidden", "other"]


def test_credentials_stand_where_they_are_sent_and_name_no_variable_by_chance() -> None:
    main = written(ANNA)["callers"]["main"]
    assert main == {
        "headers": {"Authorization": 'Bearer it"s $${X}'},
        "parameters": {"api_key": "a"},
    }


def test_each_list_has_the_values_that_each_caller_needs_and_none_that_page_it() -> None:
    own = written(ANNA, OTHER)["operations"]["list jobs"]
    assert own["parameters"] == {"path:space": "x/y"}
    assert own["callers"] == {"other": {"parameters": {"path:space": "w"}}}


def test_who_is_refused_is_told() -> None:
    (refused,) = written(ANNA)["refused"]
    assert refused == {
        "name": "expired",
        "headers": {"Authorization": "Bearer old"},
        "parameters": {"api_key": "a"},
    }


def test_of_several_documents_each_file_is_called_as_its_document_is() -> None:
    world = World(callers=(), rows={})
    assert file_names([(CONTRACT, world)]) == ("listproof.toml",)
    assert file_names([(CONTRACT, world)] * 2) == ("listproof.jobs.toml",) * 2
