"""A large document whose schemas all lead to each other is read in time and memory that follow its size."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from listproof.reader import read_contract
from listproof.reading.schemas import definition

MEASURED = """
import resource, sys
from listproof.reader import read_contract
print(len(read_contract(sys.argv[1]).operations))
used = resource.getrusage(resource.RUSAGE_SELF)
print(used.ru_utime + used.ru_stime, used.ru_maxrss // 1024)
"""


def thing(number: int, *, of: int, fields: int) -> dict[str, Any]:
    text = {"type": "string", "description": "What a vendor has to say of a field, at some length."}
    return {
        "type": "object",
        "required": ["id"],
        "properties": {
            "id": {"type": "string"},
            **{f"field_{index}": text for index in range(fields)},
            "next": {"$ref": f"#/components/schemas/Thing{(number + 1) % of}"},
            "far": {"$ref": f"#/components/schemas/Thing{(number * 7 + 3) % of}"},
        },
    }


def path_item(number: int) -> dict[str, Any]:
    one = {"$ref": f"#/components/schemas/Thing{number}"}
    page = {"type": "object", "properties": {"data": {"type": "array", "items": one}}}
    return {
        "get": {
            "operationId": f"list{number}",
            "parameters": [{"name": "limit", "in": "query", "schema": {"type": "integer", "default": 20}}],
            "responses": {
                "200": {"description": "A page.", "content": {"application/json": {"schema": page}}}
            },
            "x-listing": {"items": "/data", "id": "/id", "size": {"param": "limit"}},
        },
        "post": {
            "operationId": f"make{number}",
            "responses": {"201": {"description": "Made.", "content": {"application/json": {"schema": one}}}},
        },
    }


def document(lists: int, fields: int) -> str:
    return json.dumps(
        {
            "openapi": "3.0.3",
            "info": {"title": "Things", "version": "1"},
            "paths": {f"/things{number}": path_item(number) for number in range(lists)},
            "components": {"schemas": {f"Thing{n}": thing(n, of=lists, fields=fields) for n in range(lists)}},
        },
        indent=1,
    )


def test_schemas_that_all_lead_to_each_other_are_turned_once_and_shared() -> None:
    contract = read_contract("things.json", text=document(40, 10))
    assert len(contract.operations) == 40
    shared = [
        operation.success.schema["$defs"] for operation in contract.operations if operation.success.schema
    ]
    assert len(shared) == 40
    for name in shared[0].keys() & shared[1].keys():
        assert shared[0][name] is shared[1][name]


def test_what_stands_under_defs_is_whole() -> None:
    schema = read_contract("things.json", text=document(40, 10)).operations[0].success.schema
    assert schema is not None
    here = schema["properties"]["data"]["items"]
    for _ in range(100):
        here = definition(schema, here["properties"]["next"])
        assert here["properties"]["id"] == {"type": "string"}


def test_what_is_far_away_from_a_list_of_a_large_document_is_left_open() -> None:
    schema = read_contract("things.json", text=document(150, 20)).operations[0].success.schema
    assert schema is not None
    defined = schema["$defs"]
    assert 80 < len(defined) < 150
    assert {} in defined.values()
    here = schema["properties"]["data"]["items"]
    for _ in range(10):
        here = definition(schema, here["properties"]["next"])
        assert here["properties"]["id"] == {"type": "string"}


@pytest.mark.slow
def test_four_megabytes_and_six_hundred_operations_are_read_in_ten_seconds(tmp_path: Path) -> None:
    spec = tmp_path / "things.json"
    spec.write_text(document(300, 120))
    assert spec.stat().st_size > 4_000_000
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, str(spec)], capture_output=True, text=True, timeout=100, check=True
    )
    lists, seconds, megabytes = done.stdout.split()
    assert lists == "300"
    assert float(seconds) < 10
    assert int(megabytes) < 1024
