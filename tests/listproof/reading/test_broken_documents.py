"""What is broken in a vendor's document keeps no list from being read that is whole itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from listproof.errors import SpecError
from listproof.reader import read_contract

BROKEN = """\
openapi: 3.0.3
info: {title: Jobs}
paths:
  /jobs:
    get:
      operationId: list
      parameters:
        - {name: page, in: query, schema: {type: integer, minimum: 1, default: 1}}
        - {name: limit, in: query, schema: {type: integer, minimum: 1, maximum: 100, default: 20}}
        - {name: kind, in: query, schema: {type: string, enum: [a, b], default: c}}
      responses:
        '200':
          description: A page.
          content:
            application/json:
              schema:
                type: object
                properties:
                  data: {type: array, items: {$ref: '#/components/schemas/Job'}}
                  total: {type: integer}
        '400': {description: Refused.}
      x-listing:
        items: /data
        id: /id
        page: {by: page, param: page, first: 1, past_end: empty}
        size: {param: limit}
        meta: {total: /total}
  /more:
    get:
      operationId: list
      parameters:
        - {name: page, in: query, schema: {type: integer, minimum: 1, default: 1}}
      responses:
        '200':
          description: A page.
          content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Job'}}}}
      x-listing:
        items: ''
        id: /id
        page: {by: page, param: page, first: 1, past_end: empty}
  /plain:
    get: {operationId: list}
    post: {operationId: 7, parameters: {a: 1}, responses: {'200': {$ref: '#/components/responses/Ok'}}}
    put: 5
    delete: {parameters: [{in: 4}, 3, {name: x, in: query, schema: {type: int, minimum: "0"}}], responses: []}
    patch: {$ref: '#/nowhere'}
  nolead:
    get: {responses: {x: 5}}
  /five: 5
components:
  responses: 4
  schemas:
    Unused: {$ref: 'https://example.com/x.yaml'}
    Bad: {type: strin, properties: [1], required: true, allOf: {$ref: '#/components/schemas/Bad'}}
    Circle: {allOf: [{$ref: '#/components/schemas/Circle'}]}
    Job:
      type: object
      required: [id]
      properties:
        id: {type: string}
        parent: {$ref: '#/components/schemas/Job'}
        status: {type: string, enum: [x, y], default: z}
"""


def test_what_no_list_needs_may_be_broken() -> None:
    contract = read_contract("broken.yaml", text=BROKEN)
    assert [operation.path for operation in contract.operations] == ["/jobs", "/more"]
    assert contract.operations[0].listing.size is not None
    assert contract.operations[1].listing.items.text == ""


def test_each_thing_that_is_broken_is_told_once_as_a_slip() -> None:
    warnings = [warning.split("\n")[0] for warning in read_contract("broken.yaml", text=BROKEN).warnings]
    assert [warning.split(": ", 2)[1:] for warning in warnings] == [
        [
            "paths./jobs.get.parameters.2",
            'the default "c" of kind is none of the values that its schema allows',
        ],
        ["paths./more.get.operationId", "the operationId list stands here again"],
        ["paths./plain.get.operationId", "the operationId list stands here again"],
        ["paths./plain.post.operationId", "operationId is 7"],
        [
            "paths./plain.post.responses.200.$ref",
            '$ref "#/components/responses/Ok" leads nowhere: there is no /components/responses/Ok',
        ],
        ["paths./plain.patch.$ref", '$ref "#/nowhere" leads nowhere: there is no /nowhere'],
        ["paths.nolead", "the path does not begin with /"],
        ["paths./five", "the path is 5"],
        [
            "components.schemas.Unused.$ref",
            '$ref "https://example.com/x.yaml" would be fetched from a network',
        ],
    ]


def test_of_two_lists_with_one_id_the_second_is_called_by_its_path() -> None:
    contract = read_contract("broken.yaml", text=BROKEN)
    assert [operation.id for operation in contract.operations] == ["list", "GET /more"]


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("'#/components/schemas/Job'}}}", "'https://a.b/c'}}}", "would be fetched from a network"),
        ("'#/components/schemas/Job'}}}", "'#/components/schemas/Circle'}}}", "inside itself without end"),
        ("'#/components/schemas/Job'}}}", "'#/components/schemas/Bad'}}}", '"strin" is no type'),
        ("  /more:", "  more:", "the path does not begin with /"),
        ("/five: 5", "/gone: {$ref: 'https://a.b/x.yaml'}", "would be fetched from a network"),
        ("/five: 5", "/loop: {$ref: '#/paths/~1loop'}", "leads back to itself"),
        ("get: {operationId: list}", "get: {$ref: '#/nowhere'}", "leads nowhere"),
    ],
)
def test_what_a_list_needs_is_a_fault(old: str, new: str, found: str) -> None:
    assert old in BROKEN
    with pytest.raises(SpecError) as raised:
        read_contract("broken.yaml", text=BROKEN.replace(old, new))
    assert found in str(raised.value)


def test_a_broken_file_that_no_list_needs_is_a_slip(tmp_path: Path) -> None:
    (tmp_path / "other.yaml").write_text("a: [")
    spec = BROKEN.replace("https://example.com/x.yaml", "other.yaml#/a")
    (tmp_path / "spec.yaml").write_text(spec)
    contract = read_contract(tmp_path / "spec.yaml")
    assert len(contract.operations) == 2
    assert sum("this is not YAML" in warning for warning in contract.warnings) == 1
