"""References lead inside the document and to files beside it, and what they say together is one document."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from openapi_spec_validator import validate

from listproof.errors import SpecError
from listproof.reader import read_contract
from listproof.reading import references

MAIN = """\
openapi: 3.0.3
info: {title: Jobs, version: '1'}
paths:
  /jobs: {$ref: paths/jobs.yaml}
components:
  schemas:
    Status: {type: string, enum: [open, done]}
"""

JOBS = """\
parameters:
  - {$ref: '../parts/parameters.json#/limit'}
get:
  operationId: listJobs
  responses:
    '200':
      description: A page.
      content:
        application/json:
          schema: {$ref: '../parts/schemas.yaml#/Page'}
  x-listing: {items: /data, id: /id, size: {param: limit}, filter: {}}
"""

PARAMETERS = """\
{"limit": {"name": "limit", "in": "query",
  "schema": {"$ref": "#/definitions/Size"}},
 "definitions": {"Size": {"type": "integer", "default": 20, "maximum": 50}}}
"""

SCHEMAS = """\
Page:
  type: object
  properties:
    data: {type: array, items: {$ref: '#/Job'}}
    first: {$ref: '#/Job'}
Job:
  type: object
  properties:
    id: {type: string}
    status: {$ref: '../main.yaml#/components/schemas/Status'}
    parent: {$ref: '#/Job'}
    example: {type: string, example: {$ref: no reference}}
"""

FILES = {
    "main.yaml": MAIN,
    "paths/jobs.yaml": JOBS,
    "parts/parameters.json": PARAMETERS,
    "parts/schemas.yaml": SCHEMAS,
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def refusal() -> str:
    with pytest.raises(SpecError) as raised:
        read_contract("main.yaml")
    return str(raised.value)


def test_references_across_files_are_followed(folder: Path) -> None:
    (operation,) = read_contract("main.yaml").operations
    assert operation.parameters["limit"].maximum == 50
    assert operation.success.schema is not None
    job = operation.success.schema["properties"]["data"]["items"]
    assert job["properties"]["status"] == {"type": "string", "enum": ["open", "done"]}
    assert job["properties"]["parent"] == {"$ref": "#/$defs/Job"}
    assert operation.listing.id == ("id",)


def test_text_is_read_as_if_it_stood_in_its_file(folder: Path) -> None:
    contract = read_contract(folder / "other.yaml", text=MAIN.replace("Jobs", "Tasks"))
    assert contract.title == "Tasks"
    assert contract.operations[0].parameters["limit"].default == 20


def test_the_files_together_are_one_document(folder: Path) -> None:
    document: Any = read_contract("main.yaml").document
    text = json.dumps(document)
    assert ".yaml" not in text
    assert ".json" not in text
    validate(document)
    schema = document["paths"]["/jobs"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    job = "#/paths/~1jobs/get/responses/200/content/application~1json/schema/properties/data/items"
    assert schema["properties"]["first"] == {"$ref": job}
    items = schema["properties"]["data"]["items"]["properties"]
    assert items["parent"] == {"$ref": job}
    assert items["status"] == {"$ref": "#/components/schemas/Status"}
    assert items["example"]["example"] == {"$ref": "no reference"}


def test_the_one_document_reads_like_the_files(folder: Path) -> None:
    contract = read_contract("main.yaml")
    again = read_contract("again.json", text=json.dumps(contract.document))
    (one,), (other,) = contract.operations, again.operations
    assert one.parameters == other.parameters
    assert one.listing == other.listing
    wrong = {"data": [{"parent": {"parent": {"parent": {"status": "lost"}}}}]}
    for operation in (one, other):
        assert operation.success.schema is not None
        assert not jsonschema_rs.Draft202012Validator(dict(operation.success.schema)).is_valid(wrong)


def test_a_document_in_one_file_is_its_own(document: dict[str, Any]) -> None:
    assert read_contract("jobs.json", text=json.dumps(document)).document == document


def test_a_fault_in_another_file_is_told_with_its_name_and_line(folder: Path) -> None:
    (folder / "parts" / "schemas.yaml").write_text(SCHEMAS.replace("'#/Job'", "'#/Jobb'", 1))
    assert refusal() == (
        "parts/schemas.yaml:4: Page.properties.data.items.$ref:"
        ' $ref "#/Jobb" leads nowhere: there is no /Jobb\n'
        "    did you mean Job? the document has Page, Job"
    )


def test_another_file_that_does_not_parse_is_told_once(folder: Path) -> None:
    (folder / "parts" / "schemas.yaml").write_text("Page: [\n")
    assert refusal().startswith("parts/schemas.yaml:2: this is not YAML")
    assert refusal().count("not YAML") == 1


@pytest.mark.parametrize(
    ("reference", "message"),
    [
        ("nope.yaml", 'main.yaml:4: paths./jobs.$ref: $ref "nope.yaml" leads nowhere: there is no such file'),
        ("paths", 'main.yaml:4: paths./jobs.$ref: $ref "paths" leads nowhere: this is a folder'),
        (
            "http://localhost:1/jobs.yaml",
            'main.yaml:4: paths./jobs.$ref: $ref "http://localhost:1/jobs.yaml"',
        ),
        (
            "//localhost/jobs.yaml",
            'main.yaml:4: paths./jobs.$ref: $ref "//localhost/jobs.yaml" would be fetch',
        ),
        (
            "file:///etc/hosts",
            'main.yaml:4: paths./jobs.$ref: $ref "file:///etc/hosts" would be fetched from',
        ),
        ("paths/jobs.yaml#get", 'main.yaml:4: paths./jobs.$ref: $ref "paths/jobs.yaml#get" names no place'),
        ("main.yaml#/paths/~1jobs", 'main.yaml:4: paths./jobs: $ref "main.yaml#/paths/~1jobs" leads back to'),
    ],
)
def test_a_reference_that_cannot_be_followed_is_told(folder: Path, reference: str, message: str) -> None:
    (folder / "main.yaml").write_text(MAIN.replace("{$ref: paths/jobs.yaml}", f"{{$ref: '{reference}'}}"))
    assert refusal().startswith(message)


def test_properties_that_are_a_reference_are_written_out(folder: Path) -> None:
    (folder / "parts" / "schemas.yaml").write_text(
        SCHEMAS.replace("Job:\n", "Task: {properties: {$ref: '#/Job/properties'}}\nJob:\n").replace(
            "first: {$ref: '#/Job'}", "first: {$ref: '#/Task'}"
        )
    )
    document: Any = read_contract("main.yaml").document
    validate(document)
    schema = document["paths"]["/jobs"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    assert schema["properties"]["first"]["properties"]["id"] == {"type": "string"}


def test_properties_that_hold_themselves_are_told(folder: Path) -> None:
    itself = "Page: {properties: {data: {properties: {$ref: '#/Page/properties'}}}}\n"
    (folder / "parts" / "schemas.yaml").write_text(itself)
    assert "stands for the properties and has no end" in refusal()


def test_a_file_name_may_be_percent_encoded(folder: Path) -> None:
    (folder / "paths" / "my jobs.yaml").write_text(JOBS)
    (folder / "main.yaml").write_text(MAIN.replace("paths/jobs.yaml", "paths/my%20jobs.yaml"))
    assert read_contract("main.yaml").operations[0].id == "listJobs"


def test_files_that_refer_to_ever_more_files_are_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(references, "MOST_FILES", 20)
    for n in range(30):
        (folder / f"s{n}.yaml").write_text(f"type: object\nproperties: {{a: {{$ref: 's{n + 1}.yaml'}}}}\n")
    (folder / "s30.yaml").write_text("type: string\n")
    (folder / "main.yaml").write_text(MAIN.replace("{type: string, enum: [open, done]}", "{$ref: s0.yaml}"))
    assert "more than 20 files are referred to" in refusal()


# --- names that a document gives itself ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("reference", "version"),
    [
        ("#job", "3.1.0"),
        ("https://example.com/job", "3.1.0"),
        ("https://example.com/job#/properties/self", "3.1.0"),
        ("job.json", "3.1.0"),
        ("https://example.com/api.json#/components/schemas/Job", "3.2.0"),
        ("https://example.com/api.json#job", "3.2.0"),
    ],
)
def test_a_name_that_the_document_gives_leads_inside_it(reference: str, version: str) -> None:
    job = {"$anchor": "job", "type": "string", "properties": {"self": {"type": "string"}}}
    by_url, by_file = {**job, "$id": "https://example.com/job"}, {"$id": "job.json", "type": "string"}
    page = {"type": "array", "items": {"$ref": reference}}
    response = {"description": "A page.", "content": {"application/json": {"schema": page}}}
    document = {
        "openapi": version,
        "$self": "https://example.com/api.json",
        "info": {"title": "Jobs"},
        "paths": {"/jobs": {"get": {"x-listing": {"items": ""}, "responses": {"200": response}}}},
        "components": {"schemas": {"Job": by_url, "File": by_file}},
    }
    schema = read_contract("api.json", text=json.dumps(document)).operations[0].success.schema
    assert schema is not None
    assert schema["items"]["type"] == "string"
