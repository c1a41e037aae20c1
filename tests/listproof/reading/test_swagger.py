"""Swagger 2.0 reads as OpenAPI 3.0 that says the same, and its faults name the places of the original."""

from __future__ import annotations

import contextlib
import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from listproof.contract import Contract, Json
from listproof.errors import SpecError
from listproof.reader import read_contract

SWAGGER = """\
swagger: "2.0"
info: {title: Jobs, version: "1"}
host: api.example.com
basePath: /v1/
schemes: [https, http, wss]
produces: [application/json]
securityDefinitions:
  key: {type: apiKey, in: header, name: X-Key}
  basic: {type: basic}
  login: {type: oauth2, flow: accessCode, authorizationUrl: "https://a", tokenUrl: "https://t", scopes: {}}
security: [{key: [], basic: []}, {login: []}]
paths:
  /jobs:
    parameters:
      - $ref: '#/parameters/Limit'
    get:
      operationId: listJobs
      parameters:
        - {name: page, in: query, type: integer, minimum: 0, exclusiveMinimum: true, default: 1, x-example: 2}
        - {name: status, in: query, type: array, items: {type: string, enum: [open, done]}}
        - {name: kind, in: query, type: array, items: {type: string}, collectionFormat: multi}
        - {name: file, in: formData, type: file}
        - {name: body, in: body, schema: {type: object}}
      x-listing:
        items: /data
        id: /id
        page: {by: page, param: page, first: 1}
        size: {param: limit}
        meta: {total: 'header:X-Total'}
      responses:
        200:
          description: A page.
          headers: {X-Total: {type: integer}}
          schema: {$ref: '#/definitions/Page'}
          examples:
            application/json: {data: []}
        400: {$ref: '#/responses/Refused'}
parameters:
  Limit: {name: limit, in: query, type: integer, minimum: 1, maximum: 50, default: 20}
responses:
  Refused:
    description: Refused.
    schema: {type: object, properties: {error: {type: string}}}
definitions:
  Page:
    type: object
    properties:
      data: {type: array, items: {$ref: '#/definitions/Job'}}
  Job:
    type: object
    discriminator: id
    properties:
      id: {type: string}
      note: {type: string, x-nullable: true}
      parent: {$ref: '#/definitions/Job'}
      x-nullable: {type: integer}
"""


@pytest.fixture
def document() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(json.dumps(yaml.safe_load(SWAGGER)))
    return loaded


@pytest.fixture
def operation(document: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = document["paths"]["/jobs"]["get"]
    return found


@pytest.fixture
def read(document: dict[str, Any]) -> Callable[[], Contract]:
    return lambda: read_contract(Path("jobs.json"), text=json.dumps(document))


def faults_of(text: str) -> list[str]:
    with pytest.raises(SpecError) as raised:
        read_contract("jobs.yaml", text=text)
    return [f"{fault.line}: {fault.place}: {fault.found}" for fault in raised.value.faults]


def test_a_list_operation_has_what_swagger_says_of_it() -> None:
    contract = read_contract("jobs.yaml", text=SWAGGER)
    (operation,) = contract.operations
    assert contract.servers == ("https://api.example.com/v1", "http://api.example.com/v1")
    assert list(operation.parameters) == ["limit", "page", "status", "kind"]
    assert operation.parameters["limit"].maximum == 50
    assert (operation.parameters["page"].minimum, operation.parameters["page"].example) == (1, 2)
    assert list(operation.responses) == ["200", "400"]
    assert operation.success.headers["X-Total"] == {"type": "integer"}
    assert operation.success.example == {"data": []}
    assert [[scheme.prefix for scheme in every] for every in operation.security] == [
        ["", "Basic "],
        ["Bearer "],
    ]
    assert contract.warnings == ()


def test_schemas_are_those_of_openapi_3() -> None:
    (operation,) = read_contract("jobs.yaml", text=SWAGGER).operations
    assert operation.success.schema is not None
    job = operation.success.schema["properties"]["data"]["items"]
    assert job["properties"]["note"] == {"type": ["string", "null"]}
    assert job["properties"]["x-nullable"] == {"type": "integer"}
    assert job["properties"]["parent"] == {"$ref": "#/$defs/Job"}


def test_the_document_is_openapi_for_other_tools() -> None:
    from openapi_spec_validator import validate

    document = read_contract("jobs.yaml", text=SWAGGER).document
    assert document["openapi"] == "3.0.3"
    assert document["components"]["schemas"]["Job"]["properties"]["parent"] == {
        "$ref": "#/components/schemas/Job"
    }
    validate(json.loads(json.dumps(document)))


@pytest.mark.parametrize(
    ("stated", "style", "explode"),
    [
        ("csv", "form", False),
        (None, "form", False),
        ("multi", "form", True),
        ("ssv", "spaceDelimited", False),
        ("pipes", "pipeDelimited", False),
    ],
)
def test_a_collection_is_written_as_its_format_says(
    stated: str | None,
    style: str,
    explode: bool,
    operation: dict[str, Any],
    read: Callable[[], Contract],
) -> None:
    operation["parameters"][1] |= {"collectionFormat": stated} if stated else {}
    parameter = read().operations[0].parameters["status"]
    assert (parameter.style, parameter.explode) == (style, explode)
    assert parameter.schema["items"] == {"type": "string", "enum": ["open", "done"]}


def test_a_collection_in_a_path_or_header_is_simple(
    operation: dict[str, Any], read: Callable[[], Contract]
) -> None:
    operation["parameters"][1]["in"] = "header"
    assert read().operations[0].parameters["header:status"].style == "simple"


def test_a_format_that_nothing_stands_for_is_warned_of(
    operation: dict[str, Any], read: Callable[[], Contract]
) -> None:
    operation["parameters"][1]["collectionFormat"] = "tsv"
    assert "paths./jobs.get.parameters.1.collectionFormat: the collectionFormat" in read().warnings[0]


def test_what_nothing_is_said_to_produce_is_json(
    document: dict[str, Any], read: Callable[[], Contract]
) -> None:
    del document["produces"]
    assert read().operations[0].success.media_type == "application/json"


def test_an_operation_that_produces_xml_alone_is_no_list(
    operation: dict[str, Any], read: Callable[[], Contract]
) -> None:
    operation["produces"] = ["application/xml"]
    del operation["responses"]["200"]["examples"]
    with pytest.raises(SpecError, match="has a body of application/xml"):
        read()


@pytest.mark.parametrize(
    ("host", "base", "servers"),
    [(None, "/v1", ("/v1",)), (None, None, ()), ("a.b", None, ("https://a.b",)), (3, "/", ())],
)
def test_servers_are_host_and_base_path(
    host: Json,
    base: Json,
    servers: tuple[str, ...],
    document: dict[str, Any],
    read: Callable[[], Contract],
) -> None:
    for key in ("host", "basePath", "schemes"):
        del document[key]
    document |= {key: value for key, value in (("host", host), ("basePath", base)) if value is not None}
    assert read().servers == servers


@pytest.mark.parametrize("version", ["2.0", "'2.0'"])
def test_the_version_may_be_the_number_that_yaml_makes_of_it(version: str) -> None:
    assert read_contract("jobs.yaml", text=SWAGGER.replace('"2.0"', version)).operations


def test_a_fault_names_the_line_and_place_of_the_original() -> None:
    text = SWAGGER.replace("id: {type: string}", "id: {type: sting}").replace("param: limit", "param: limt")
    text = text.replace("maximum: 50", "maximum: 0")
    assert faults_of(text) == [
        "28: paths./jobs.get.x-listing.size.param: the operation has no parameter limt",
        "39: parameters.Limit.minimum: minimum 1 is above maximum 0",
        '53: definitions.Job.properties.id.type: "sting" is no type',
    ]


def test_a_reference_that_leads_nowhere_is_told_as_it_is_written() -> None:
    (fault,) = faults_of(
        SWAGGER.replace("items: {$ref: '#/definitions/Job'}", "items: {$ref: '#/definitions/Jib'}")
    )
    assert fault.startswith(
        '48: definitions.Page.properties.data.items.$ref: $ref "#/definitions/Jib" leads nowhere: '
        "there is no /definitions/Jib"
    )


def test_parts_may_stand_in_other_files(
    tmp_path: Path, document: dict[str, Any], operation: dict[str, Any]
) -> None:
    (tmp_path / "parts").mkdir()
    document["paths"]["/jobs"] = {"$ref": "parts/jobs.json#/jobs"}
    operation["responses"]["200"]["schema"] = {"$ref": "../main.json#/definitions/Page"}
    jobs = {"get": operation, "parameters": [{"$ref": "more.json#/Limit"}]}
    operation["responses"]["400"] = {"description": "No.", "schema": {"$ref": "more.json#/Error"}}
    more = {"Limit": document.pop("parameters")["Limit"], "Error": {"type": "object"}}
    (tmp_path / "parts" / "jobs.json").write_text(json.dumps({"jobs": jobs}))
    (tmp_path / "parts" / "more.json").write_text(json.dumps(more))
    (tmp_path / "main.json").write_text(json.dumps(document))
    (read,) = read_contract(tmp_path / "main.json").operations
    assert list(read.parameters) == ["limit", "page", "status", "kind"]
    assert read.responses["400"].schema == {"type": "object"}
    assert read.file == str(tmp_path / "parts" / "jobs.json")


def test_an_overlay_speaks_of_the_document_as_it_was_written(
    tmp_path: Path, document: dict[str, Any], operation: dict[str, Any]
) -> None:
    listing = operation.pop("x-listing")
    (tmp_path / "jobs.json").write_text(json.dumps(document))
    actions = [
        {"target": "$.paths['/jobs'].get", "update": {"x-listing": {**listing, "items": "/dta"}}},
        {"target": "$.definitions.Job.properties.id", "update": {"format": "uuid"}},
    ]
    overlay = {"overlay": "1.0.0", "info": {"title": "t", "version": "1"}, "actions": actions}
    (tmp_path / "o.json").write_text(json.dumps(overlay, indent=1))
    with pytest.raises(SpecError) as raised:
        read_contract(tmp_path / "jobs.json", overlays=[tmp_path / "o.json"])
    (fault,) = raised.value.faults
    assert (Path(fault.file).name, fault.place) == ("o.json", "paths./jobs.get.x-listing.items")
    assert (tmp_path / "o.json").read_text().splitlines()[fault.line - 1].strip() == '"items": "/dta",'


# --- any document at all ------------------------------------------------------------------------------

_ODD: st.SearchStrategy[Any] = st.sampled_from(
    [None, 0, "x", True, [], {}, [None], [{}], {"$ref": "#/definitions/Job"}, {"$ref": "#"}, {"$ref": "//["},
     {"$ref": "jobs.json#/paths"}, {"$ref": "\x00"}, "array", "file", {"type": "oauth2", "flow": []}]
)  # fmt: skip


@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_no_change_to_a_document_raises_anything_but_a_spec_error(data: st.DataObject) -> None:
    document = json.loads(json.dumps(yaml.safe_load(SWAGGER)))
    for _ in range(data.draw(st.integers(1, 3))):
        holder: Any = document
        while True:
            keys = list(holder) if isinstance(holder, dict) else range(len(holder))
            key = data.draw(st.sampled_from(keys))
            if (
                not isinstance(holder[key], dict | list)
                or not holder[key]
                or data.draw(st.integers(0, 4)) == 0
            ):
                break
            holder = holder[key]
        holder[key] = copy.deepcopy(data.draw(_ODD))
    with contextlib.suppress(SpecError):
        read_contract("jobs.json", text=json.dumps(document))
